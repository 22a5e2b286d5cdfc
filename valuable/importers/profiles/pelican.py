"""Pelican: ``pelicanconf.py``, whose settings are read and never run; articles, pages, and where each stood."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from valuable.content.foreign.cures import value_words
from valuable.importers.heads import Head, head_words, read_head
from valuable.importers.other_markups import other_head
from valuable.importers.profiles.base import MARKDOWN, Found, Profile, is_text_of_people, string
from valuable.importers.profiles.pelican_addresses import PelicanAddresses
from valuable.importers.profiles.python_settings import list_or, literals
from valuable.importers.records import OldEntry, OldPerson, OldSite
from valuable.importers.rst import read_rst_head
from valuable.importers.trees import Tree
from valuable.importers.usual_heads import OTHER_TEXTS

PELICAN_CONFIGS = ("pelicanconf.py", "pelican.conf.py", "pelican_conf.py", "settings.py")
PELICAN_TEXTS = (*MARKDOWN, *OTHER_TEXTS, ".rst", ".html", ".htm", ".ipynb")
# What Python-Markdown's extension "meta" reads: https://python-markdown.github.io/extensions/meta_data/
META_BEGIN, META_END = re.compile(r"-{3}(?:\s.*)?"), re.compile(r"(?:-{3}|\.{3})(?:\s.*)?")
META_PAIR = re.compile(r"[ ]{0,3}(?P<key>[A-Za-z0-9_-]+):[ \t]*(?P<value>.*)")
META_MORE = re.compile(r"(?:[ ]{4}|\t)[ \t]*(?P<value>.*)")
HTML_TAG_OF_HEAD = re.compile(r"<title[^>]*>(?P<title>.*?)</title>|<meta\s(?P<meta>[^>]*)>", re.DOTALL | re.IGNORECASE)
META_ATTRIBUTE = re.compile(r"(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
LISTS_OF_NAMES = frozenset({"tags", "keywords", "authors"})
SINGLE_NAMES = frozenset({"category", "author"})


class Pelican(Profile):
    """Articles and pages, in Markdown, reStructuredText, HTML and notebooks."""

    name = "Pelican"

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return cls.config_of(tree) != ""

    @staticmethod
    def config_of(tree: Tree) -> str:
        """Return the path of the settings, on top of the source or one or two folders below; ``""`` if none."""
        found = [path for path in tree.paths if path.rpartition("/")[2] in PELICAN_CONFIGS and path.count("/") < 3]
        named = [path for path in found if not path.endswith("settings.py") or "SITENAME" in tree.text(path)]
        return min(named, key=lambda path: (path.count("/"), path), default="")

    def prepare(self) -> None:
        path = self.config_of(self.tree)
        self.folder = path.rpartition("/")[0]
        config = literals(self.tree.text(path))
        self.config = literals(self.tree.text_or_none(self.within("publishconf.py")), config)
        own = string(literals(self.tree.text(path)).get("SITEURL"))
        self.config["SITEURL"] = string(self.config.get("SITEURL")) or own
        self.content = self.content_folder()
        self.pages = self.folders_set("PAGE_PATHS", ["pages"])
        self.articles = self.folders_set("ARTICLE_PATHS", [""])
        self.left_out = [name for kind in ("ARTICLE", "PAGE") for name in self.folders_set(f"{kind}_EXCLUDES", [])]
        self.static = self.folders_set("STATIC_PATHS", ["images"])
        self.addresses = PelicanAddresses(self.config)
        self.heads: dict[str, Head] = {}
        self.outside: dict[str, str] = {}  # texts of which Pelican makes no page, and why

    def within(self, name: str) -> str:
        return "/".join(filter(None, (self.folder, name)))

    def content_folder(self) -> str:
        """Return the folder of texts: what ``PATH`` says, else what usually is."""
        said = re.sub(r"^(?:\./)+|/+$", "", string(self.config.get("PATH")))
        names = [said, "content", "src"] if said != "." else []
        return next((self.within(name) for name in names if name and self.tree.has(self.within(name))), self.folder)

    def folders_set(self, key: str, usual: list[str]) -> list[str]:
        return [string(name).strip("/") for name in list_or(self.config.get(key), usual)]

    def describe(self, site: OldSite) -> None:
        config = self.config
        site.root = self.content
        site.name = string(config.get("SITENAME"))
        site.tagline = string(config.get("SITESUBTITLE") or config.get("TAGLINE") or config.get("SITE_DESCRIPTION"))
        site.language = self.addresses.language.replace("_", "-")
        site.timezone = string(config.get("TIMEZONE"))
        url = string(config.get("SITEURL"))
        url = f"https:{url}" if url.startswith("//") else url
        local = re.match(r"https?://(?:localhost|127\.|0\.0\.0\.0|example\.com)", url)
        site.address = url.rstrip("/") + "/" if url.startswith("http") and not local else ""
        author = string(config.get("AUTHOR"))
        if author:
            site.people.append(OldPerson(author, self.details_of_author()))
        for label, target in pairs_set(config.get("MENUITEMS")):
            path = re.sub(r"^https?://[^/]*", "", target) if target.startswith(site.address or "\0") else target
            if not re.match(r"[a-z]+:|//", path):
                site.menu.append((label, f"/{path.lstrip('/')}"))

    def details_of_author(self) -> dict[str, object]:
        """Return where else the author is found, as ``SOCIAL`` lists it."""
        profiles = {label: url for label, url in pairs_set(self.config.get("SOCIAL")) if url.startswith("http")}
        mails = [url for _, url in pairs_set(self.config.get("SOCIAL")) if url.startswith("mailto:")]
        details: dict[str, object] = {"profiles": profiles} if profiles else {}
        return {**details, "email": mails[0].removeprefix("mailto:")} if mails else details

    # -- Texts --------------------------------------------------------------------

    def inner(self, path: str) -> str:
        return path.removeprefix(f"{self.content}/") if self.content else path

    def texts(self) -> Iterator[Found]:
        readers = self.config.get("READERS")
        closed = {name for name, reader in readers.items() if not reader} if isinstance(readers, Mapping) else set()
        for path in self.tree.below(self.content, *PELICAN_TEXTS):
            inner = self.inner(path)
            if path.rpartition(".")[2].lower() in closed or is_in(inner, self.left_out):
                continue
            kind = "page" if is_in(inner, self.pages) else "post" if is_in(inner, self.articles) else ""
            if kind and is_text_of_people(path):
                yield from self.text(path, kind)

    def text(self, path: str, kind: str) -> Iterator[Found]:
        """Yield a text that Pelican publishes: one with a head of its own; a notebook that posts show has none."""
        values = self.values_of(path)
        status = head_words(values.get("status")).casefold()
        if status == "skip" or not self.has_head(path, values, kind):
            why = "says `Status: skip`" if status == "skip" else "has no title or no date"
            self.outside.update({path: why} if path.lower().endswith((*MARKDOWN, ".rst")) else {})
            return
        kind = "page" if status == "hidden" else kind  # it has an address, and no list names it
        draft = status == "draft"
        yield Found(path, kind if not draft else "post", self.values_of_path(path), draft=draft)

    def has_head(self, path: str, values: Mapping[str, Any], kind: str) -> bool:
        head = self.heads[path].values
        dated = bool(values.get("date") or self.config.get("DEFAULT_DATE") or values.get("status"))
        if path.endswith(".rst"):
            return bool(head.get("title")) and (kind == "page" or dated)
        return bool(head.get("title") or (head and values.get("title"))) or (bool(head) and dated)

    def values_of(self, path: str) -> dict[str, Any]:
        head = self.head(path, self.tree.text(path))
        return {**self.values_of_path(path), **head.values}

    def values_of_path(self, path: str) -> dict[str, Any]:
        """Return what settings and the names of file and folder say of a text, as Pelican ranks them."""
        inner = self.inner(path)
        whole = mapping(self.config.get("DEFAULT_METADATA"))
        values = {str(key).casefold(): value for key, value in whole.items()}
        for name in (*reversed(PurePosixPath(inner).parents), inner):
            values |= mapping(mapping(self.config.get("EXTRA_PATH_METADATA")).get(str(name)))
        patterns = [
            (self.config.get("FILENAME_METADATA", r"(?P<date>\d{4}-\d{2}-\d{2}).*"), PurePosixPath(path).stem),
            (self.config.get("PATH_METADATA"), inner),
        ]
        for pattern, text in patterns:
            for key, value in named_groups(pattern, text).items():
                values.setdefault(key.casefold(), value)
        if self.config.get("USE_FOLDER_AS_CATEGORY", True) and "/" in inner and not is_in(inner, self.pages):
            values.setdefault("category", [inner.split("/")[-2]])
        return {key: value for key, value in values.items() if key != "path"}

    def head(self, path: str, text: str) -> Head:
        """Return the head of a text in one of Pelican's forms."""
        if path not in self.heads:
            suffix = PurePosixPath(path).suffix.lower()
            if suffix == ".rst":
                values, title, body, taken = read_rst_head(text)
                head = Head({**values, **({"title": title} if title else {})}, body, taken + 1)
            elif suffix == ".ipynb":
                beside = [self.tree.text_or_none(f"{path.removesuffix('.ipynb')}.{end}") for end in NOTEBOOK_HEADS]
                head = Head(meta_head(next(filter(None, beside), "")).values, text)
            elif suffix in OTHER_TEXTS:
                head = other_head(text, OTHER_TEXTS[suffix])
            else:
                head = html_head(text) if suffix in {".html", ".htm"} else markdown_head(text)
            self.heads[path] = head._replace(values=with_lists(head.values))
        return self.heads[path]

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        """Return where a text stood, and set what goes with that: its slug, language and the name in feeds."""
        plain = {str(key).casefold(): value for key, value in values.items()}
        status = head_words(plain.get("status")).casefold()
        entry.draft = found.draft
        kind = "PAGE" if found.kind == "page" and status != "hidden" else "ARTICLE"
        if not entry.authors and string(self.config.get("AUTHOR")) and kind == "ARTICLE":
            entry.authors = [string(self.config["AUTHOR"])]
        self.addresses.timezone = string(self.config.get("TIMEZONE"))
        address, entry.slug = self.addresses.of(entry, kind, plain, found.stem)
        if entry.category and re.fullmatch(r"\d{4}|\d\d|posts?|articles?|blog|content|drafts?", entry.category):
            entry.category = ""  # a folder that sorts files
        return address

    def assets(self) -> Iterator[tuple[str, str]]:
        about = mapping(self.config.get("EXTRA_PATH_METADATA"))
        moved = {str(path): string(mapping(values).get("path")) for path, values in about.items()}
        texts = {*self.heads} - {*self.outside}
        named = set(self.files_named())
        for path in self.tree.below(self.content):
            inner = self.inner(path)
            if moved.get(inner):
                yield path, f"/{moved[inner].lstrip('/')}"
            elif path not in texts and (inner in named or is_in(inner, [name for name in self.static if name])):
                yield path, f"/{inner}"

    def files_named(self) -> Iterator[str]:
        """Yield the files that texts name by ``{static}``: they are published wherever they stand."""
        for path, head in self.heads.items():
            for found in STATIC_TARGET.finditer(head.body):
                name = unquote(found["name"])
                base = "" if name.startswith("/") else str(PurePosixPath(self.inner(path)).parent)
                yield posixpath.normpath(posixpath.join(base, name.lstrip("/")))

    def finish(self, site: OldSite) -> None:
        self.addresses.finish(site)
        if self.config.get("DISPLAY_PAGES_ON_MENU", True):
            there = {address.strip("/") for _, address in site.menu}
            pages = [e for e in site.entries if e.kind == "page" and is_in(self.inner(e.source), self.pages)]
            site.menu += [(e.title, e.address) for e in pages if e.address and e.address.strip("/") not in there]
        for entry in site.entries:
            if entry.markup == "markdown":
                entry.body = SPACED_TARGET.sub(r"](<\1>)", entry.body)
        for path, why in self.outside.items():
            site.note("left out", f"{path} {why}, so Pelican publishes no page of it", lost=True)


STATIC_TARGET = re.compile(r"(?:\{|\|)(?:static|filename)(?:\}|\|)(?P<name>[^\s()<>\"'`]+)")
# Python-Markdown reads spaces in addresses.
SPACED_TARGET = re.compile(
    r"\]\(((?:\{|\|)(?:static|attach|filename|photo|tag|category|author)(?:\}|\|)[^()<>\"'\n]*? [^()<>\"'\n]*?)[ ]*\)"
)
NOTEBOOK_HEADS = ("nbdata", "ipynb-meta", "meta")


def is_in(inner: str, folders: list[str]) -> bool:
    """Return whether a path is one of these or lies below one; ``""`` holds all."""
    return any(not name or inner == name or inner.startswith(f"{name}/") for name in folders)


def mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def pairs_set(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the pairs of a name and an address in a setting."""
    for item in list_or(value, []):
        if isinstance(item, (list, tuple)) and len(item) >= 2 and string(item[0]) and string(item[1]):
            yield string(item[0]), string(item[1])


def named_groups(pattern: Any, text: str) -> dict[str, str]:
    """Return what a pattern of the settings finds at the beginning of a path."""
    if not isinstance(pattern, str) or not is_quick_pattern(pattern):
        return {}
    try:
        found = re.match(pattern, text[:500])
    except re.error:
        return {}
    return {key: value for key, value in found.groupdict().items() if value is not None} if found else {}


def is_quick_pattern(pattern: str) -> bool:
    """Return whether a pattern has no repetition within a repetition, which may take for ever."""
    return len(pattern) < 500 and not re.search(r"[*+}]\)?[^()|]*\)[*+{]", pattern)


def markdown_head(text: str) -> Head:
    """Return the head of a text in Markdown: YAML between dashes, or lines of keys and values."""
    if re.match(r"\s*---[ \t]*\n", text):
        head = read_head(text)
        if head.values and not head.error:
            return Head({key.casefold(): value for key, value in head.values.items()}, head.body, head.line)
    return meta_head(text)


def meta_head(text: str) -> Head:
    """Return the values of lines of keys and values, those below one key as one text, and the text below them."""
    text = text.lstrip("\ufeff")
    start = len(text) - len(text.lstrip("\n"))
    lines = text.split("\n")
    number = start + 1 if len(lines) > start and META_BEGIN.fullmatch(lines[start]) else start
    values: dict[str, Any] = {}
    last = ""
    for line in lines[number:]:
        pair, more = META_PAIR.fullmatch(line.rstrip()), META_MORE.fullmatch(line.rstrip())
        if not line.strip() or META_END.fullmatch(line):
            number += 1
            break
        if pair:
            last = pair["key"].casefold()
            values.setdefault(last, pair["value"].strip())
        elif more and last:
            values[last] = f"{values[last]} {more['value']}".strip()
        else:
            break
        number += 1
    return Head(values, "\n".join(lines[number:]), number + 1) if values else Head({}, text)


def html_head(text: str) -> Head:
    """Return what ``<title>`` and ``<meta name=…>`` say, and the body."""
    values: dict[str, Any] = {}
    for found in HTML_TAG_OF_HEAD.finditer(text):
        if found["title"] is not None:
            values["title"] = " ".join(found["title"].split())
            continue
        attributes = {key.casefold(): one or other for key, one, other in META_ATTRIBUTE.findall(found["meta"])}
        if attributes.get("name"):
            values[attributes["name"].casefold()] = attributes.get("content") or attributes.get("contents", "")
    body = re.search(r"<body[^>]*>(.*?)(?:</body>|\Z)", text, re.DOTALL | re.IGNORECASE)
    line = text.count("\n", 0, body.start(1)) + 1 if body else 1
    return Head(values, body[1] if body else text, line)


def with_lists(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with names as lists: of tags and authors those between commas, or between semicolons."""
    made: dict[str, Any] = {}
    for key, value in values.items():
        plain = key.casefold()
        made[plain] = value_words(value) if plain == "status" else value
        if isinstance(value, str) and plain in LISTS_OF_NAMES:
            made[plain] = [name.strip() for name in value.split(";" if ";" in value else ",") if name.strip()]
        elif isinstance(value, str) and plain in SINGLE_NAMES:
            made[plain] = [value.strip()] if value.strip() else []
    return {**made, **({"language": made["lang"]} if made.get("lang") and "language" not in made else {})}
