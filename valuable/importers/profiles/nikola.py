"""Nikola: ``conf.py``, which is read and never run; posts and pages where ``POSTS`` and ``PAGES`` say.

See https://getnikola.com/handbook.html and https://getnikola.com/conf.html.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from valuable.content.foreign.cures import is_same_text, plain_names, value_words
from valuable.importers.heads import Head, head_words, read_head
from valuable.importers.other_markups import PANDOC_FORMATS, other_head
from valuable.importers.profiles.base import MARKDOWN, Found, Profile, slug, string, with_slashes
from valuable.importers.profiles.pelican_addresses import without_accents
from valuable.importers.profiles.python_settings import list_or, literals
from valuable.importers.records import Markup, OldEntry, OldPerson, OldSite
from valuable.importers.rst import read_rst_head, title_at
from valuable.importers.trees import Tree
from valuable.importers.usual_heads import OTHER_TEXTS

NIKOLA_PAIR = re.compile(r"\.\.[ \t]+(?P<key>[\w -]+?):[ \t]*(?P<value>.*)")
LINK_TARGET = re.compile(r"link://(?P<kind>\w+)/?(?P<name>[^\s\"'<>)`#]*)(?P<mark>#[^\s\"'<>)`]*)?")
REMARK_BEGIN, REMARK_END = re.compile(r"\s*<!--\s*"), re.compile(r"\s*-->\s*")
OLD_META_KEYS = ("title", "slug", "date", "tags", "link", "description")  # of `.meta` files without names of keys
MARKUP_OF_COMPILERS: Mapping[str, Markup] = {
    "rest": "rst", "markdown": "markdown", "html": "html", "ipynb": "notebook",
}  # fmt: skip
USUAL_COMPILERS: Mapping[str, tuple[str, ...]] = {
    "rest": (".rst", ".txt", ".rest"), "markdown": MARKDOWN, "html": (".html", ".htm"), "ipynb": (".ipynb",),
}  # fmt: skip


@dataclass(frozen=True)
class Sources:
    """An entry of ``POSTS`` or ``PAGES``: the folder and suffix of sources, and the folder of pages."""

    kind: str
    folder: str
    pattern: str
    place: str


class Nikola(Profile):
    """Posts and pages in reStructuredText, Markdown, HTML and notebooks, in one language or several."""

    name = "Nikola"

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        text = tree.text_or_none("conf.py")
        return "BLOG_TITLE" in text and "POSTS" in text

    def prepare(self) -> None:
        self.config = literals(self.tree.text("conf.py"))
        self.language = string(self.config.get("DEFAULT_LANG")) or "en"
        translations = self.config.get("TRANSLATIONS")
        self.languages = {
            str(key): string(place).strip("./")
            for key, place in (translations.items() if isinstance(translations, Mapping) else ())
        }
        self.pretty = self.config.get("PRETTY_URLS", True) is not False
        self.sources = [*self.sources_set("post", "POSTS", "posts"), *self.sources_set("page", "PAGES", "pages")]
        self.markups = self.markups_of_suffixes()
        self.heads: dict[str, Head] = {}

    def sources_set(self, kind: str, key: str, usual: str) -> Iterator[Sources]:
        rules = self.config.get(key) or (self.config.get("STORY_PAGES") if key == "PAGES" else None)
        for rule in list_or(rules, [(f"{usual}/*", usual)]):
            if isinstance(rule, (list, tuple)) and len(rule) >= 2:
                pattern, place = string(rule[0]).removeprefix("./"), rule[1]
                place = place.get(self.language, "") if isinstance(place, Mapping) else place
                folder = re.split(r"[*?\[]", pattern)[0].rpartition("/")[0]
                yield Sources(kind, folder, PurePosixPath(pattern).name, string(place).strip("/"))

    def markups_of_suffixes(self) -> dict[str, Markup]:
        compilers = self.config.get("COMPILERS")
        said = {**USUAL_COMPILERS, **(compilers if isinstance(compilers, Mapping) else {})}
        found: dict[str, Markup] = {**OTHER_TEXTS}
        for name, suffixes in said.items():
            for suffix in list_or(suffixes, []):
                if str(name) in MARKUP_OF_COMPILERS:
                    found[string(suffix)] = MARKUP_OF_COMPILERS[str(name)]
        return found

    def describe(self, site: OldSite) -> None:
        site.name = self.in_language("BLOG_TITLE")
        site.tagline = self.in_language("BLOG_DESCRIPTION")
        site.language = self.language.replace("_", "-")
        site.timezone = string(self.config.get("TIMEZONE"))
        url = string(self.config.get("BASE_URL") or self.config.get("SITE_URL"))
        site.address = url.rstrip("/") + "/" if url.startswith("http") else ""
        self.url = site.address
        author, email = self.in_language("BLOG_AUTHOR"), string(self.config.get("BLOG_EMAIL"))
        if author:
            site.people.append(OldPerson(author, {"email": email} if "@" in email else {}))
        for target, label in self.menu_items(self.config.get("NAVIGATION_LINKS")):
            if target.startswith("/"):
                site.menu.append((re.sub(r"<[^>]*>", "", label), re.sub(r"/index\.html$", "/", target)))

    def in_language(self, key: str) -> str:
        value = self.config.get(key)
        return string(value.get(self.language) if isinstance(value, Mapping) else value)

    def menu_items(self, links: Any) -> Iterator[tuple[str, str]]:
        """Yield addresses and labels of the menu, those of its lists within it too."""
        links = links.get(self.language) if isinstance(links, Mapping) else links
        for item in links if isinstance(links, (list, tuple)) else ():
            if isinstance(item, (list, tuple)) and len(item) >= 2:
                if isinstance(item[0], (list, tuple)):
                    yield from self.menu_items(item[0])
                elif string(item[0]) and string(item[1]):
                    yield string(item[0]), string(item[1])

    # -- Texts --------------------------------------------------------------------

    def texts(self) -> Iterator[Found]:
        seen: set[str] = set()
        for source in self.sources:
            for path in self.tree.below(source.folder):
                if path in seen or not self.is_text(path, source.pattern):
                    continue
                seen.add(path)
                language = self.language_of(path)
                head = self.head(path, self.tree.text(path))
                status = string(head.values.get("status"))
                tags = {tag.casefold() for tag in head.values.get("tags", [])}
                draft = status == "draft" or "draft" in tags
                hidden = status == "private" or "private" in tags
                kind = "page" if source.kind == "page" or (hidden and not draft) else "post"
                markup = self.markups[PurePosixPath(path).suffix]
                yield Found(path, kind, draft=draft, language=language, markup=markup)

    def is_text(self, path: str, pattern: str) -> bool:
        name = PurePosixPath(path)
        # The suffix may stand before the language, as it did once: `x.rst.es`.
        return name.suffix in self.markups and name.match(re.sub(r"^\*(?=\.)", "*", pattern) or "*")

    def language_of(self, path: str) -> str:
        """Return the language in a file's name, ``x.es.rst``."""
        parts = PurePosixPath(path).name.split(".")
        return parts[-2] if len(parts) > 2 and parts[-2] in self.languages and parts[-2] != self.language else ""

    def stem_of(self, path: str) -> str:
        stem = PurePosixPath(path).stem
        return stem.removesuffix(f".{self.language_of(path)}") if self.language_of(path) else stem

    def head(self, path: str, text: str) -> Head:
        """Return the head of a text: of a file beside it, of remarks above it, or in a form of others."""
        if path not in self.heads:
            head = self.head_in(path, text)
            beside = self.tree.text_or_none(str(PurePosixPath(path).with_suffix(".meta")))
            values = {**meta_file_values(beside), **head.values}
            self.heads[path] = head._replace(values=self.plain(values))
        return self.heads[path]

    def head_in(self, path: str, text: str) -> Head:
        markup = self.markups.get(PurePosixPath(path).suffix)
        if markup == "notebook":
            return Head(notebook_values(text), text)
        head = remark_head(text)
        if not head.values:
            head = read_head(text)
        if markup == "rst" and head.values:
            return without_own_title(head)
        if markup in PANDOC_FORMATS and not head.values:
            return other_head(text, str(markup))
        if markup == "rst" and not head.values:
            values, title, body, taken = read_rst_head(text)
            return Head({**values, **({"title": title} if title else {})}, body, taken + 1)
        return head

    def plain(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of a head by the names that other systems have for them."""
        found = {str(key).strip().casefold().replace(" ", ""): value for key, value in values.items()}
        found["tags"] = plain_names(found.get("tags"))
        if string(found.get("category")):
            found["category"] = [string(found["category"]).rpartition("/")[2]]
        for old, new in (("previewimage", "image"), ("updated", "lastmod"), ("guid", "old_id")):
            if found.get(old) and not found.get(new):
                found[new] = found.pop(old)
        return {key: value for key, value in found.items() if key != "type"}

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        entry.tags = [tag for tag in entry.tags if tag.casefold() not in {"draft", "private", "mathjax"}]
        if not entry.authors and self.in_language("BLOG_AUTHOR") and found.kind == "post":
            entry.authors = [self.in_language("BLOG_AUTHOR")]
        stem = self.stem_of(found.path)
        entry.slug = value_words(values.get("slug")) or nikola_slug(stem)
        entry.translation_key = str(PurePosixPath(found.path).parent / stem)
        link = string(values.get("link"))
        if link.startswith("http"):
            entry.note(
                "link", f"its `link`, {link}, has no place here: put it into the text if it belongs there", 1, lost=True
            )
        source = next(s for s in self.sources if found.path.startswith(f"{s.folder}/") or not s.folder)
        inner = str(PurePosixPath(found.path).parent).removeprefix(source.folder).strip("/.")
        prefix = self.languages.get(found.language, found.language) if found.language else ""
        path = "/".join(part for part in (prefix, source.place, inner) if part)
        if string(values.get("pretty_url")) == "False" or not self.pretty:
            return f"/{path}/{entry.slug}.html".replace("//", "/") if entry.slug != "index" else with_slashes(path)
        return with_slashes(path if entry.slug == "index" else f"{path}/{entry.slug}")

    # -- What else was published ----------------------------------------------------

    def assets(self) -> Iterator[tuple[str, str]]:
        folders: dict[str, str] = {}
        for key, usual in (
            ("FILES_FOLDERS", {"files": ""}), ("IMAGE_FOLDERS", {"images": "images"}),
            ("GALLERY_FOLDERS", {"galleries": "galleries"}), ("LISTINGS_FOLDERS", {"listings": "listings"}),
        ):  # fmt: skip
            said = self.config.get(key)
            folders |= {
                string(name).strip("./"): string(place).strip("./")
                for name, place in (said if isinstance(said, Mapping) else usual).items()
            }
        for folder, place in folders.items():
            for path in self.tree.below(folder):
                if not path.endswith((".meta", "/index.txt", "metadata.yml")):
                    yield path, f"/{place}/{path.removeprefix(f'{folder}/')}".replace("//", "/")

    def finish(self, site: OldSite) -> None:
        keys = Counter(entry.translation_key for entry in site.entries)
        for entry in site.entries:
            entry.translation_key = entry.translation_key if keys[entry.translation_key] > 1 else ""
            if entry.kind == "post" and entry.address and self.url:
                guid = string(self.heads[entry.source].values.get("old_id"))
                entry.id = guid or self.url.rstrip("/") + quote(entry.address, safe="/~:@!$&'()*+,;=%")
        for entry in site.entries:
            entry.body = LINK_TARGET.sub(lambda link: self.place_of_link(link, site), entry.body)
        for old, new in self.moved(site):
            site.moved.setdefault(re.sub(r"/{2,}", "/", old), new)
        self.lead_on_redirections(site)
        if any(self.tree.below("listings")):
            site.note("listing", "the pages of listings/ do not come over; its files do", lost=True)
        if any(self.tree.below("galleries")):
            site.note("gallery", "the pages of galleries/ do not come over; its pictures do", lost=True)

    def place_of_link(self, link: re.Match[str], site: OldSite) -> str:
        """Return the address that one of Nikola's own stands for, ``link://slug/one``."""
        kind, name = link["kind"], link["name"].strip("/")
        if kind in {"slug", "filename"}:
            stem = PurePosixPath(name).with_suffix("").name
            found = [
                e
                for e in site.entries
                if e.address and (e.slug == name or (kind == "filename" and self.stem_of(e.source) == stem))
            ]
            return found[0].address + (link["mark"] or "") if found else link[0]
        if kind in {"tag", "category", "author"}:
            return f"/blog/{kind}/{slug(name)}/"
        places = {"archive": "/blog/archive/", "index": "/blog/", "tag_index": "/blog/tag/", "rss": "/blog/rss.xml"}
        folders = {"listing": "/listings/", "gallery": "/galleries/"}
        return f"{folders[kind]}{name}" if kind in folders else places.get(kind, link[0])

    def moved(self, site: OldSite) -> Iterator[tuple[str, str]]:
        """Yield the old addresses of lists and feeds with what has their place here."""
        posts = [entry for entry in site.entries if entry.kind == "post" and not entry.draft]
        base = string(self.config.get("RSS_FILENAME_BASE")) or "rss"
        for feed, new in ((f"{base}.xml", "/blog/rss.xml"), ("index.atom", "/blog/atom.xml")):
            yield f"/{self.path_set('RSS_PATH', '')}/{feed}", new
        tags, categories = self.path_set("TAG_PATH", "categories"), self.path_set("CATEGORY_PATH", "categories")
        prefix = string(self.config.get("CATEGORY_PREFIX", "cat_"))
        for kind, place, names in (
            ("tag", tags, {tag: nikola_slug(tag) for post in posts for tag in post.tags}),
            ("category", categories, {p.category: f"{prefix}{nikola_slug(p.category)}" for p in posts if p.category}),
            (
                "author", self.path_set("AUTHOR_PATH", "authors"),
                {name: nikola_slug(name) for post in posts for name in post.authors},
            ),
        ):  # fmt: skip
            for name, slug_of_name in names.items():
                yield self.list_page(f"{place}/{slug_of_name}"), f"list:{kind}:{name}"
                yield f"/{place}/{slug_of_name}.xml", f"feed:rss:{kind}:{name}"
        yield f"/{tags}/", "/blog/tag/"
        yield f"/{self.path_set('AUTHOR_PATH', 'authors')}/", "/blog/author/"
        yield f"/{self.path_set('ARCHIVE_PATH', '')}/{self.archive_file()}", "/blog/archive/"
        for day in sorted({post.date[:7] for post in posts if post.date}):
            yield f"/{self.path_set('ARCHIVE_PATH', '')}/{day[:4]}/", f"/blog/{day[:4]}/"
            yield f"/{self.path_set('ARCHIVE_PATH', '')}/{day.replace('-', '/')}/", f"/blog/{day[:4]}/"
        index = self.path_set("INDEX_PATH", "")
        if index:
            yield f"/{index}/", "/blog/"
        count = self.config.get("INDEX_DISPLAY_POST_COUNT", 10)
        for number in range(1, ceil(len(posts) / count) if isinstance(count, int) and count > 0 else 1):
            yield f"/{index}/index-{number}.html", "/blog/"

    def archive_file(self) -> str:
        return string(self.config.get("ARCHIVE_FILENAME")) or "archive.html"

    def path_set(self, key: str, usual: str) -> str:
        value = self.config.get(key, usual)
        return string(value.get(self.language) if isinstance(value, Mapping) else value).strip("/")

    def list_page(self, path: str) -> str:
        return with_slashes(path) if self.pretty else f"/{path}.html"

    def lead_on_redirections(self, site: OldSite) -> None:
        """See to the addresses that ``REDIRECTIONS`` leads on: to a text that came over, or to another site."""
        by_address = {entry.address.strip("/"): entry for entry in site.entries if entry.address}
        for rule in list_or(self.config.get("REDIRECTIONS"), []):
            if not isinstance(rule, (list, tuple)) or len(rule) != 2:
                continue
            old, new = f"/{string(rule[0]).lstrip('/')}", string(rule[1])
            entry = by_address.get(re.sub(r"index\.html$", "", new).strip("/"))
            if entry is not None:
                entry.old_addresses.append(old)
            elif "://" in new:
                site.moved.setdefault(old, new)


def nikola_slug(text: str) -> str:
    """Return a text as Nikola's ``slugify`` writes it."""
    plain = re.sub(r"[^+\w\s-]", "", without_accents(text)).strip().lower()
    return re.sub(r"[-\s]+", "-", plain)


def remark_head(text: str) -> Head:
    """Return the lines ``.. key: value`` with which a text begins, in a remark of HTML too."""
    text = text.lstrip("\ufeff\n")
    lines = text.split("\n")
    number = 1 if REMARK_BEGIN.fullmatch(lines[0]) else 0
    values: dict[str, Any] = {}
    while number < len(lines):
        pair = NIKOLA_PAIR.fullmatch(lines[number].strip())
        if pair is None:
            break
        values[pair["key"]] = pair["value"].strip()
        number += 1
    if values and number < len(lines) and REMARK_END.fullmatch(lines[number]):
        number += 1
    return Head(values, "\n".join(lines[number:]), number + 1) if values else Head({}, text)


def without_own_title(head: Head) -> Head:
    """Return the head of a text in reStructuredText that says its title once more: without that."""
    lines = head.body.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    taken = title_at(lines, first)
    is_same = bool(taken) and is_same_text(lines[first + taken - 2].strip(), string(head.values.get("title")))
    return head._replace(body="\n".join(lines[first + taken :]), line=head.line + first + taken) if is_same else head


def meta_file_values(text: str) -> dict[str, Any]:
    """Return the values of a ``.meta`` file, whose lines have names of keys or stand in an order."""
    if not text.strip():
        return {}
    head = remark_head(text)
    head = head if head.values else read_head(text)
    if head.values:
        return head.values
    return {key: line.strip() for key, line in zip(OLD_META_KEYS, text.split("\n"), strict=False) if line.strip()}


def notebook_values(text: str) -> dict[str, Any]:
    """Return what a notebook's metadata says under ``nikola``."""
    try:
        found = json.loads(text).get("metadata", {}).get("nikola", {})
    except (ValueError, AttributeError, RecursionError):
        return {}
    return {str(key): head_words(value) for key, value in found.items()} if isinstance(found, Mapping) else {}
