"""Hugo: heads of TOML, YAML and JSON, bundles, languages, addresses by ``permalinks``, ``url`` and ``slug``."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from valuable.content.foreign.cures import value_words
from valuable.importers.profiles.base import (
    HTML_TEXTS,
    MARKDOWN,
    Found,
    Profile,
    day_in_name,
    is_true,
    parts_of_day,
    person_of,
    read_head,
    slug,
    string,
    with_slashes,
)
from valuable.importers.profiles.zola import Zola
from valuable.importers.records import OldEntry, OldSite
from valuable.importers.trees import Tree

HUGO_CONFIGS = tuple(
    f"{folder}{name}.{suffix}"
    for folder in ("", "config/_default/")
    for name in ("hugo", "config")
    for suffix in ("toml", "yaml", "yml", "json")
)
# Sections whose texts are posts, wherever else pages stand (https://gohugo.io/content-management/sections/).
POST_SECTIONS = frozenset({
    "post", "posts", "blog", "blogs", "article", "articles", "writing", "writings", "news", "notes", "essays",
    "journal", "entries", "stories", "til", "tutorials", "thoughts", "log", "weblog", "diary",
})  # fmt: skip


class Hugo(Profile):
    """Content in sections and bundles, in one language or several."""

    name = "Hugo"

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        if Zola.matches(tree):
            return False
        if tree.has("config/_default", "content/_index.md", "archetypes/default.md") and tree.has("content"):
            return True
        return tree.has(*HUGO_CONFIGS) and (tree.has("content", "archetypes", "themes"))

    def prepare(self) -> None:
        self.config = {**self.settings(*HUGO_CONFIGS)}
        for part in ("params", "permalinks", "languages", "menu", "menus"):
            found = self.settings(*(f"config/_default/{part}.{suffix}" for suffix in ("toml", "yaml", "yml", "json")))
            if found:
                self.config[part] = found
        self.config = {key.casefold(): value for key, value in self.config.items()}
        self.content = string(self.config.get("contentdir")).strip("/") or "content"
        self.main_language = string(self.config.get("defaultcontentlanguage")) or "en"
        languages = self.config.get("languages")
        self.languages = (
            {str(key): value or {} for key, value in languages.items()} if isinstance(languages, Mapping) else {}
        )
        permalinks = self.config.get("permalinks") or {}
        pages = permalinks.get("page") if isinstance(permalinks, Mapping) else None
        self.permalinks = dict(pages if isinstance(pages, Mapping) else permalinks)
        self.sections = self.post_sections()

    def post_sections(self) -> frozenset[str]:
        """Return the sections whose texts are posts: those that the settings name, or that are called so."""
        params = self.config.get("params")
        params = {str(key).casefold(): value for key, value in params.items()} if isinstance(params, Mapping) else {}
        named = params.get("mainsections") or self.config.get("mainsections") or []
        named = [named] if isinstance(named, str) else named
        if named:
            return frozenset(map(str, named))
        found = {self.section(path) for path in self.tree.below(self.content, *MARKDOWN)}
        return frozenset(name for name in found if name.casefold() in POST_SECTIONS) or self.largest_section()

    def largest_section(self) -> frozenset[str]:
        """Return the section with most texts, which Hugo takes for the main one."""
        names = [self.section(path) for path in self.tree.below(self.content, *MARKDOWN)]
        names = [name for name in names if name]
        return frozenset({max(sorted(set(names)), key=names.count)}) if names else frozenset()

    def section(self, path: str) -> str:
        parts = self.inner(path).split("/")
        return parts[0] if len(parts) > 1 else ""

    def inner(self, path: str) -> str:
        """Return the path within the content of its language."""
        for about in self.languages.values():
            folder = (
                string(about.get("contentDir") or about.get("contentdir")).strip("/")
                if isinstance(about, Mapping)
                else ""
            )
            if folder and path.startswith(f"{folder}/"):
                return path.removeprefix(f"{folder}/")
        inner = path.removeprefix(f"{self.content}/")
        first, _, rest = inner.partition("/")
        return rest if first in self.languages and rest else inner

    def describe(self, site: OldSite) -> None:
        config, params = self.config, self.config.get("params")
        params = params if isinstance(params, Mapping) else {}
        own = self.languages.get(self.main_language, {})
        own = own if isinstance(own, Mapping) else {}
        site.name = string(own.get("title") or config.get("title"))
        site.tagline = string(params.get("subtitle") or params.get("description") or params.get("tagline"))
        site.language = (
            string(own.get("languageCode") or config.get("languagecode") or config.get("locale")) or self.main_language
        )
        site.timezone = string(config.get("timezone"))
        site.address = string(config.get("baseurl")).rstrip("/") + "/" if string(config.get("baseurl")) else ""
        person = person_of(params.get("author") or config.get("author") or params.get("authors"))
        site.people += [person] if person else []
        menus = config.get("menu") or config.get("menus") or {}
        items = menus.get("main") if isinstance(menus, Mapping) else None
        items = sorted(items, key=lambda item: int(item.get("weight") or 0)) if isinstance(items, list) else []
        for item in items:
            url = string(item.get("url") or item.get("pageRef"))
            if string(item.get("name")) and url.startswith("/"):
                site.menu.append((string(item["name"]), url))

    def content_folders(self) -> list[str]:
        own = [
            string(about.get("contentDir")).strip("/")
            for about in self.languages.values()
            if isinstance(about, Mapping)
        ]
        return list(dict.fromkeys([self.content, *filter(None, own)]))

    def texts(self) -> Iterator[Found]:
        for folder in self.content_folders():
            for path in self.tree.below(folder, *MARKDOWN, *HTML_TEXTS):
                name = PurePosixPath(path).name
                if name.startswith("_index.") or not self.is_page(path):
                    found = self.branch(path) if name.startswith("_index.") else None
                    if found is not None:
                        yield found
                    continue
                is_bundle = name.partition(".")[0] == "index"
                kind = "post" if self.section(path) in self.sections else "page"
                yield Found(path, kind, self.cascade(path), language=self.language(path), is_bundle=is_bundle)

    def is_page(self, path: str) -> bool:
        """Return whether a file is a page: not what a bundle's page holds beside it."""
        parents = list(PurePosixPath(path).parents)
        above = parents if PurePosixPath(path).name.partition(".")[0] != "index" else parents[1:]
        return not any(f"{parent}/index.md" in self.tree.path_set for parent in above)

    def branch(self, path: str) -> Found | None:
        """Return the text of a section as a page, where it says something."""
        head = read_head(self.tree.text(path))
        inner = self.inner(path)
        return Found(path, "page", language=self.language(path)) if head.body.strip() and "/" in inner else None

    def cascade(self, path: str) -> dict[str, Any]:
        """Return what the sections above give their texts (https://gohugo.io/content-management/front-matter/#cascade)."""
        values: dict[str, Any] = {}
        for parent in reversed(PurePosixPath(path).parents):
            text = self.tree.text_or_none(f"{parent}/_index.md")
            given = read_head(text).values.get("cascade") if "cascade" in text else None
            values |= given if isinstance(given, Mapping) else {}
        return values

    def language(self, path: str) -> str:
        """Return the language that a file's name or folder says (``x.fr.md``, ``content/fr/x.md``)."""
        middle = PurePosixPath(path).name.split(".")[1:-1]
        first = path.removeprefix(f"{self.content}/").partition("/")[0]
        for key, about in self.languages.items():
            folder = string(about.get("contentDir")).strip("/") if isinstance(about, Mapping) else ""
            if key in middle or key == first or (folder and folder != self.content and path.startswith(f"{folder}/")):
                return key
        return ""

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        plain = {str(key).casefold(): value for key, value in values.items()}
        url, prefix = value_words(plain.get("url")), self.prefix(found)
        if url:
            return "/" + re.sub(r"^https?://[^/]*", "", url).lstrip("/")
        pattern = self.permalinks.get(self.section(found.path)) or self.permalinks.get(
            "/" if "/" not in self.inner(found.path) else ""
        )
        if pattern and not PurePosixPath(found.path).name.startswith("_index."):
            return prefix + hugo_filled(str(pattern), self.names(found, entry, plain))
        parent = str(PurePosixPath(self.inner(found.path)).parent)
        name = PurePosixPath(found.path).name.partition(".")[0]
        if name in {"index", "_index"}:
            parent = str(PurePosixPath(parent).parent) if value_words(plain.get("slug")) and name == "index" else parent
            last = value_words(plain.get("slug")) if name == "index" else ""
        else:
            last = value_words(plain.get("slug")) or name
        path = urlized("/".join(part for part in (parent.strip("."), last) if part))
        ugly = is_true(self.config.get("uglyurls"))
        return prefix + (f"/{path.strip('/')}.html" if ugly else with_slashes(path))

    def prefix(self, found: Found) -> str:
        """Return the part of an address that is its language."""
        whole = is_true(self.config.get("defaultcontentlanguageinsubdir"))
        language = found.language or self.main_language
        return f"/{language}" if self.languages and (whole or language != self.main_language) else ""

    def names(self, found: Found, entry: OldEntry, plain: Mapping[str, Any]) -> dict[str, str]:
        """Return the tokens of permalinks (https://gohugo.io/content-management/urls/#tokens)."""
        inner = PurePosixPath(self.inner(found.path))
        stem = re.sub(r"^\d{4}-\d\d-\d\d[-_]", "", found.stem)
        given = value_words(plain.get("slug"))
        sections = [part for part in inner.parent.parts if part != "."]
        sections = sections[:-1] if found.is_bundle else sections
        return {
            **parts_of_day(entry.date),
            "title": slug(entry.title),
            "slug": given or slug(entry.title) or stem,
            "slugorfilename": given or stem,
            "slugorcontentbasename": given or stem,
            "filename": stem,
            "contentbasename": stem,
            "section": self.section(found.path),
            "sections": "/".join(sections),
        }

    def assets(self) -> Iterator[tuple[str, str]]:
        for path in self.tree.below("static"):
            yield path, "/" + path.removeprefix("static/")
        for path in self.tree.below("assets", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif"):
            yield path, "/" + path.removeprefix("assets/")

    def finish(self, site: OldSite) -> None:
        site.moved["/index.xml"] = "/blog/rss.xml"
        for section in sorted(self.sections):
            site.moved[f"/{section}/index.xml"] = "/blog/rss.xml"
            site.moved[f"/{section}/"] = "/blog/"


def urlized(path: str) -> str:
    """Return a path as Hugo writes it in an address: in small letters, without spaces."""
    return re.sub(r"[^\w./+~-]+", "", re.sub(r"\s+", "-", path.strip())).casefold()


def hugo_filled(pattern: str, names: Mapping[str, str]) -> str:
    tokens = sorted(names, key=len, reverse=True)
    found = re.sub(rf":({'|'.join(tokens)})\b", lambda token: urlized(names[token[1]]), pattern)
    return "/" + re.sub(r"/{2,}", "/", re.sub(r":\w+", "", found)).lstrip("/")


__all__ = ["Hugo", "day_in_name"]
