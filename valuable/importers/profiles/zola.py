"""Zola: ``config.toml`` with ``base_url``, sections with ``_index.md``, taxonomies, shortcodes as calls.

See https://www.getzola.org/documentation/content/overview/. Shortcodes get the form that Hugo's have: what they stand
for is known to `content/foreign/` by that.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from math import ceil
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from valuable.content.foreign.cures import value_words
from valuable.content.foreign.shortcodes import BOX_NAMES, READERS
from valuable.importers.heads import Head, read_head
from valuable.importers.profiles.base import (
    Found,
    Profile,
    is_text_of_people,
    is_true,
    person_of,
    slug,
    string,
    with_slashes,
)
from valuable.importers.profiles.python_settings import list_or
from valuable.importers.records import OldEntry, OldSite
from valuable.importers.trees import Tree

ZOLA_CONFIGS = ("zola.toml", "config.toml")
DATED_PAGE = re.compile(r"(?P<date>\d{4}-\d\d-\d\d)(?:T[\d:]+Z?)?[-_ ](?P<slug>.+)")
CALL_ARGUMENTS = r"\((?P<arguments>(?:[^()\"'`]|\"[^\"]*\"|'[^']*'|`[^`]*`)*)\)"
SHORTCODE_CALL = re.compile(rf"\{{\{{-?\s*(?P<name>\w+)\s*{CALL_ARGUMENTS}\s*-?\}}\}}")
SHORTCODE_PAIR = re.compile(
    rf"\{{%-?\s*(?P<name>\w+)\s*{CALL_ARGUMENTS}\s*-?%\}}(?P<body>[\s\S]*?)\{{%-?\s*end\s*-?%\}}"
)
CALL_ARGUMENT = re.compile(
    r"(?P<key>\w+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|`(?P<ticks>[^`]*)`|(?P<plain>[\w.+-]+))"
)
KNOWN_TAXONOMIES: Mapping[str, str] = {
    "tags": "tag", "tag": "tag", "categories": "category", "category": "category", "authors": "author",
    "author": "author", "series": "tag",
}  # fmt: skip
NAMED_OTHERWISE: Mapping[str, str] = {"image": "figure", "img": "figure", "picture": "figure", "photo": "figure"}


class Zola(Profile):
    """Pages in sections, in one language or several."""

    name = "Zola"

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return tree.has("content") and any(
            re.search(r"^base_url\s*=", tree.text_or_none(name), re.MULTILINE) for name in ZOLA_CONFIGS
        )

    def prepare(self) -> None:
        self.config = self.settings(*(name for name in ZOLA_CONFIGS if self.tree.has(name)))
        self.language = string(self.config.get("default_language")) or "en"
        languages = self.config.get("languages")
        self.languages = set(languages) if isinstance(languages, Mapping) else set()
        self.languages |= self.old_languages(languages)
        self.sections = {
            path: read_head(self.tree.text(path)).values
            for path in self.tree.below("content", ".md")
            if PurePosixPath(path).name.startswith("_index.")
        }

    def old_languages(self, languages: Any) -> set[str]:
        """Return the languages that configurations of old name in a list, ``[{code = "fr"}]``."""
        items = languages if isinstance(languages, list) else []
        return {string(item.get("code")) for item in items if isinstance(item, Mapping)} - {""}

    def describe(self, site: OldSite) -> None:
        extra = self.config.get("extra")
        extra = extra if isinstance(extra, Mapping) else {}
        site.root = "content"
        site.name, site.language = string(self.config.get("title")), self.language
        site.tagline = string(self.config.get("description") or extra.get("subtitle"))
        url = string(self.config.get("base_url"))
        site.address = url.rstrip("/") + "/" if url.startswith("http") else ""
        author = self.config.get("author") or extra.get("author") or ""
        mail = re.fullmatch(r"(?P<email>\S+@\S+)\s*\((?P<name>[^()]+)\)", author) if isinstance(author, str) else None
        person = person_of({"name": mail["name"], "email": mail["email"]} if mail else author)
        site.people += [person] if person else []
        for name in ("menu_items", "main_menu", "nav", "menu", "navbar_items", "header_nav", "menu_pages"):
            for item in extra.get(name) or [] if isinstance(extra.get(name), list) else []:
                url = string(item.get("url") or item.get("path")) if isinstance(item, Mapping) else ""
                url = re.sub(r"^(?:\$BASE_URL|\{\{.*?\}\})", "", url)
                if url and "://" not in url and string(item.get("name") or item.get("title")):
                    site.menu.append((string(item.get("name") or item.get("title")), f"/{url.lstrip('/')}"))

    # -- Texts --------------------------------------------------------------------

    def texts(self) -> Iterator[Found]:
        for path in self.tree.below("content", ".md"):
            name = PurePosixPath(path).name
            values = read_head(self.tree.text(path)).values
            if not is_text_of_people(path) or (values.get("render") is False and not name.startswith("_index.")):
                continue
            language = self.language_of(path)
            if name.startswith("_index."):
                if self.shows_text(path, values):
                    yield Found(path, "page", language=language)
                continue
            dated = bool(values.get("date") or DATED_PAGE.match(self.stem(path)))
            yield Found(path, "post" if dated else "page", language=language, is_bundle=name.split(".")[0] == "index")

    def shows_text(self, path: str, values: Mapping[str, Any]) -> bool:
        return bool(read_head(self.tree.text(path)).body.strip()) and values.get("render") is not False

    def language_of(self, path: str) -> str:
        """Return the language in a file's name, ``x.fr.md``."""
        middle = PurePosixPath(path).name.split(".")[1:-1]
        return middle[-1] if middle and middle[-1] in self.languages and middle[-1] != self.language else ""

    def stem(self, path: str) -> str:
        """Return the name of a page, which is that of its folder for ``index.md``."""
        name = PurePosixPath(path).name.removesuffix(".md")
        name = name.removesuffix(f".{self.language_of(path)}") if self.language_of(path) else name
        return PurePosixPath(path).parent.name if name in {"index", "_index"} else name

    def head(self, path: str, text: str) -> Head:
        """Return the head of a page, with the day that the name of its file says."""
        head = read_head(text)
        named = DATED_PAGE.fullmatch(self.stem(path))
        values = {**head.values, "date": named["date"]} if named and not head.values.get("date") else head.values
        return head._replace(values=values)

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        plain = {str(key).casefold(): value for key, value in values.items()}
        self.take_taxonomies(entry, plain.get("taxonomies"))
        prefix = f"{found.language}/" if found.language else ""
        own = value_words(plain.get("path"))
        parent = str(PurePosixPath(found.path.removeprefix("content/")).parent).strip(".")
        name = PurePosixPath(found.path).name
        if not name.startswith("_index.") and name.split(".")[0] == "index":
            parent = str(PurePosixPath(parent).parent).strip(".")
        stem = self.stem(found.path)
        named = DATED_PAGE.fullmatch(stem)
        last = value_words(plain.get("slug")) or self.slug(named["slug"] if named else stem)
        entry.slug = last.rpartition("/")[2]
        entry.translation_key = f"{parent}/{stem}" if self.languages else ""
        path = parent if name.startswith("_index.") else "/".join(filter(None, (self.slug(parent), last)))
        return with_slashes(own.strip("/") if own else f"{prefix}{path}")

    def slug(self, path: str) -> str:
        """Return a path as Zola writes it in an address, by ``slugify.paths``."""
        slugify = self.config.get("slugify")
        how = string(slugify.get("paths")) if isinstance(slugify, Mapping) else ""
        if how in {"off", "safe"}:
            return re.sub(r"\s+", "_", path) if how == "safe" else path
        return "/".join(zola_slug(part) for part in path.split("/"))

    def take_taxonomies(self, entry: OldEntry, taxonomies: Any) -> None:
        """Take the terms of taxonomies that have no field of their own as tags."""
        for name, terms in taxonomies.items() if isinstance(taxonomies, Mapping) else ():
            if str(name) in {"authors", "author"}:
                entry.authors = entry.authors or [string(term) for term in list_or(terms, [])]
            elif str(name) not in KNOWN_TAXONOMIES:
                entry.tags += [string(term) for term in list_or(terms, []) if string(term) not in entry.tags]

    # -- What else was published ----------------------------------------------------

    def assets(self) -> Iterator[tuple[str, str]]:
        beside = {}
        for path in self.tree.below("content"):
            if not path.endswith(".md") and not PurePosixPath(path).name.startswith("."):
                folder, _, name = path.removeprefix("content/").rpartition("/")
                beside[path] = f"{with_slashes(self.folder_address(folder))}{name}"
        yield from beside.items()
        for path in self.tree.below("static"):
            address = "/" + path.removeprefix("static/")
            if address not in beside.values() and not PurePosixPath(path).name.startswith(".git"):
                yield path, address

    def folder_address(self, folder: str) -> str:
        """Return the address of a folder: that of the page in it, if there is one."""
        for above in (PurePosixPath(folder), *PurePosixPath(folder).parents):
            path = f"content/{above}/index.md"
            if path in self.tree.path_set:
                values = read_head(self.tree.text(path)).values
                page = self.address(Found(path, "page"), OldEntry(path, "page", "", ""), values)
                return f"{page}{PurePosixPath(folder).relative_to(above)}".rstrip(".")
        return self.slug(folder)

    def finish(self, site: OldSite) -> None:
        keys = Counter(entry.translation_key for entry in site.entries)
        for entry in site.entries:
            entry.translation_key = entry.translation_key if keys[entry.translation_key] > 1 else ""
            entry.body = with_known_shortcodes(entry.body)
            if entry.kind == "post" and entry.address and site.address:
                entry.id = site.address.rstrip("/") + quote(entry.address, safe="/~:@!$&'()*+,;=%")
        for old, new in [*self.feeds(), *self.lists(site), *self.section_pages(site)]:
            site.moved.setdefault(re.sub(r"/{2,}", "/", old), new)

    def feeds(self) -> Iterator[tuple[str, str]]:
        for place in ("", *self.feeding_sections(), *(f"{language}/" for language in sorted(self.languages))):
            for name in self.feed_names():
                yield f"/{place}{name}", f"/blog/{'rss' if 'rss' in name else 'atom'}.xml"

    def feed_names(self) -> list[str]:
        return [
            string(name)
            for name in list_or(self.config.get("feed_filenames") or self.config.get("feed_filename"), ["atom.xml"])
        ]

    def feeding_sections(self) -> Iterator[str]:
        for path, values in self.sections.items():
            if is_true(values.get("generate_feeds")) or is_true(values.get("generate_feed")):
                yield f"{self.slug(str(PurePosixPath(path.removeprefix('content/')).parent).strip('.'))}/"

    def section_pages(self, site: OldSite) -> Iterator[tuple[str, str]]:
        """Yield the pages of sections that list posts and say nothing themselves."""
        shown = {entry.source for entry in site.entries}
        for path, values in self.sections.items():
            folder = str(PurePosixPath(path).parent)
            listed = [e for e in site.entries if e.kind == "post" and e.source.startswith(f"{folder}/")]
            inner = self.slug(folder.removeprefix("content").strip("/"))
            language = f"{self.language_of(path)}/" if self.language_of(path) else ""
            if path not in shown and listed and inner and values.get("render") is not False:
                yield with_slashes(f"{language}{inner}"), "/blog/"
            yield from ((old, "/blog/") for old in self.further(f"{language}{inner}", values, len(listed)))

    def further(self, path: str, values: Mapping[str, Any], count: int) -> Iterator[str]:
        size = values.get("paginate_by")
        for number in range(2, ceil(count / size) + 1 if isinstance(size, int) and size > 0 else 2):
            yield with_slashes(f"{path}/{string(values.get('paginate_path')) or 'page'}/{number}")

    def lists(self, site: OldSite) -> Iterator[tuple[str, str]]:
        """Yield the old addresses of taxonomies with what has their place here."""
        posts = [entry for entry in site.entries if entry.kind == "post"]
        for rule in list_or(self.config.get("taxonomies"), []):
            name = string(rule.get("name")) if isinstance(rule, Mapping) else ""
            kind = KNOWN_TAXONOMIES.get(name, "tag")
            counts = Counter(term for entry in posts for term in terms_of_entry(entry, kind))
            yield with_slashes(zola_slug(name)), f"/blog/{kind}/"
            for term, count in counts.items():
                path = f"{zola_slug(name)}/{zola_slug(term)}"
                yield with_slashes(path), f"list:{kind}:{term}"
                yield from ((old, f"list:{kind}:{term}") for old in self.further(path, rule, count))
                for feed in self.feed_names() if is_true(rule.get("feed")) else ():
                    yield f"/{path}/{feed}", f"feed:{'rss' if 'rss' in feed else 'atom'}:{kind}:{term}"


def terms_of_entry(entry: OldEntry, kind: str) -> list[str]:
    if kind == "category":
        return [entry.category] if entry.category else []
    return entry.authors if kind == "author" else entry.tags


def zola_slug(text: str) -> str:
    """Return a text as Zola's slugs have it: Latin letters, digits and hyphens."""
    return slug(text)


def with_known_shortcodes(text: str) -> str:
    """Return a text in which the shortcodes that have one meaning everywhere are written as Hugo writes them."""
    if "{{" not in text and "{%" not in text:
        return text
    text = SHORTCODE_PAIR.sub(hugo_pair, text)
    return SHORTCODE_CALL.sub(hugo_shortcode, text)


def hugo_shortcode(call: re.Match[str]) -> str:
    name = NAMED_OTHERWISE.get(call["name"], call["name"])
    return f"{{{{< {name}{hugo_arguments(call['arguments'])} >}}}}" if name in READERS else call[0]


def hugo_pair(call: re.Match[str]) -> str:
    name = call["name"]
    if name not in BOX_NAMES and name not in {"quote", "blockquote", "highlight", "details", "figure"}:
        return call[0]
    return f"{{{{% {name}{hugo_arguments(call['arguments'])} %}}}}{call['body']}{{{{% /{name} %}}}}"


def hugo_arguments(written: str) -> str:
    found = CALL_ARGUMENT.finditer(written)
    values = [(each["key"], each["double"] or each["single"] or each["ticks"] or each["plain"] or "") for each in found]
    return "".join(f' {key}="{value.replace(chr(34), chr(39))}"' for key, value in values)
