"""Notes: vaults of Obsidian and Foam, gardens of Quartz, graphs of Logseq, Dendron; folders of Markdown alone."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from markdown_it import MarkdownIt

from valuable.content.foreign.cures import is_same_text, plain_name, plain_names, value_words
from valuable.importers.heads import DATES, Head, day_in_name, first_date
from valuable.importers.profiles.base import (
    MARKDOWN,
    Found,
    Profile,
    is_text_of_people,
    is_true,
    string,
    take_addresses_as_ids,
    with_slashes,
)
from valuable.importers.profiles.node import POST_FOLDERS, value_set
from valuable.importers.records import OldEntry, OldSite
from valuable.importers.trees import Tree
from valuable.importers.usual_heads import OTHER_TEXTS, usual_head
from valuable.knowledge.page_names import folded_name

DAY_ALONE = re.compile(r"(?:19|20)\d\d[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\d|3[01])")
TEMPLATE_SIGNS = re.compile(r"<%[*_-]?\s*tp\.|\{\{\s*(?:title|date|time)(?::[^}]*)?\s*\}\}")
UNSEEN_MARKUP = re.compile(r"!\[\[[^\]]*\]\]|!\[[^\]]*\]\([^)]*\)|%%[\s\S]*?%%|(?<!\S)#[\w/-]+|\^[\w-]+$|<[^>]*>")
TAG_IN_TEXT = re.compile(r"(?<![\w#/&\[(`])#(?P<name>(?!\d+\b)[^\W_][\w/-]*)", re.UNICODE)
PUBLISH_KEYS = ("publish", "dg-publish", "share", "published", "public")
OBSIDIAN_VIEWS = (".canvas", ".excalidraw", ".excalidraw.md", ".base")

PUBLISHED_FIELDS = tuple(name for name in DATES if not name.startswith("created"))


NOTE_TEXTS = (*MARKDOWN, *OTHER_TEXTS, ".rst", ".ipynb")


class Notes(Profile):
    """Files of Markdown in folders: those with a date are posts, the others pages."""

    name = "a folder of Markdown"
    rank: ClassVar[int] = 3
    files_are_public: ClassVar[bool] = False
    root = ""
    all_dated = True  # whether a date alone makes a post

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return any(tree.below("", *NOTE_TEXTS))

    def texts(self) -> Iterator[Found]:
        for path in self.tree.below(self.root, *NOTE_TEXTS):
            if self.is_note(path):
                inner = self.inner(path)
                is_bundle = PurePosixPath(path).stem == "index" and "/" in inner
                yield Found(path, "post" if self.is_post(path, inner) else "page", is_bundle=is_bundle)

    @cached_property
    def known_heads(self) -> dict[str, Head]:
        return {}

    def head_of(self, path: str) -> Head:
        """Return the head of a note, read once."""
        if path not in self.known_heads:
            text = self.tree.text(path)
            self.known_heads[path] = self.head(path, text) or usual_head(self.tree, path, text)
        return self.known_heads[path]

    def inner(self, path: str) -> str:
        return path.removeprefix(f"{self.root}/" if self.root else "")

    def is_note(self, path: str) -> bool:
        folders = self.inner(path).split("/")[:-1]
        return is_text_of_people(path) and not any(part.startswith((".", "_")) for part in folders)

    def is_post(self, path: str, inner: str) -> bool:
        values = self.head_of(path).values
        dated = first_date({key.casefold(): value for key, value in values.items()}, DATES, ZoneInfo("UTC"))
        folders = {part.casefold() for part in inner.split("/")[:-1]}
        return bool(dated or day_in_name(PurePosixPath(path).name)) and (bool(folders & POST_FOLDERS) or self.all_dated)

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        return ""

    def assets(self) -> Iterator[tuple[str, str]]:
        for path in self.tree.below(self.root):
            inner = self.inner(path)
            if not path.lower().endswith(NOTE_TEXTS) and not any(part.startswith(".") for part in inner.split("/")):
                yield path, f"/{inner}"


class LinkedNotes(Notes):
    """Notes that know each other by name: those without a date are concepts, if they begin with what they are."""

    name = "linked notes"
    rank: ClassVar[int] = 1

    def describe(self, site: OldSite) -> None:
        site.links_by_name, site.root = True, self.root

    def prepare(self) -> None:
        self.templates = self.folder_of_templates()
        self.daily = string(self.settings(".obsidian/daily-notes.json").get("folder")).strip("/")
        heads = [self.head_of(path).values for path in self.tree.below(self.root, *MARKDOWN)]
        # If some notes say that they are public, the others are not.
        self.chosen = next((key for key in PUBLISH_KEYS[:3] if any(is_true(head.get(key)) for head in heads)), "")

    def folder_of_templates(self) -> tuple[str, ...]:
        """Return the folders of templates, which are no notes."""
        named = [
            string(self.settings(".obsidian/templates.json").get("folder")),
            string(self.settings(".obsidian/plugins/templater-obsidian/data.json").get("templates_folder")),
        ]
        return tuple(f"{name.strip('/')}/" for name in named if name.strip("/"))

    def is_note(self, path: str) -> bool:
        inner = self.inner(path)
        if not super().is_note(path) or inner.startswith(self.templates) or path.endswith(".excalidraw.md"):
            return False
        return not TEMPLATE_SIGNS.search(self.tree.text(path)) or "template" not in inner.casefold()

    def texts(self) -> Iterator[Found]:
        for found in super().texts():
            head = self.head_of(found.path)
            is_daily = self.is_daily(found.path)
            found.draft = is_daily or self.is_held_back(head.values)
            if is_daily:
                found.kind, found.defaults = "post", {"_daily": True}
            elif found.kind == "page" and has_definition(head.body, value_words(head.values.get("title"))):
                found.kind = "concept"
            yield found

    def is_post(self, path: str, inner: str) -> bool:
        """Return whether a note has a day on which it was published: that of its making is every note's."""
        values = {plain_name(key): value for key, value in self.head_of(path).values.items()}
        folders = {part.casefold() for part in inner.split("/")[:-1]}
        dated = first_date(values, PUBLISHED_FIELDS, ZoneInfo("UTC")) or day_in_name(PurePosixPath(path).name)
        return bool(dated) and (bool(folders & POST_FOLDERS) or self.all_dated)

    def is_daily(self, path: str) -> bool:
        in_folder = bool(self.daily) and self.inner(path).startswith(f"{self.daily}/")
        return in_folder or DAY_ALONE.fullmatch(PurePosixPath(path).stem) is not None

    def is_held_back(self, values: Mapping[str, Any]) -> bool:
        said = {key: values[key] for key in PUBLISH_KEYS if key in values}
        is_private = is_true(values.get("private")) or is_true(values.get("draft"))
        if is_private or any(str(value).casefold() in {"false", "no"} for value in said.values()):
            return True
        return bool(self.chosen) and not is_true(values.get(self.chosen))

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        self.take_note(found, entry, values)
        own = value_words(values.get("permalink")).strip("/")
        return f"/{own}" if own else ""

    def take_note(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> None:
        """Set what notes have: their names, and the tags in their text."""
        stem = PurePosixPath(found.path).name.rpartition(".")[0]
        entry.aliases = [name for name in plain_names(values.get("aliases") or values.get("alias") or []) if name]
        if value_words(values.get("title")) == "" and found.stem == stem and not has_own_title(entry.body):
            entry.title = re.sub(r"^\d{4}-\d\d-\d\d[-_ .]+(?=\S)", "", stem)
        if entry.title.casefold() != stem.casefold() and found.stem == stem:
            entry.aliases.insert(0, stem)
        # Who is named by a link is whom the note is about.
        entry.authors = [name for name in entry.authors if not name.startswith("[[")]
        entry.slug = stem if found.stem == stem else found.stem
        in_text = [tag["name"].strip("/") for tag in TAG_IN_TEXT.finditer(without_code_spans(entry.body))]
        entry.tags = list(dict.fromkeys([*(tag.lstrip("#") for tag in entry.tags), *in_text]))
        if found.defaults.get("_daily"):
            message = "a daily note is a draft, since many are private: take out `draft: true` to publish it"
            entry.note("daily note", message)

    def assets(self) -> Iterator[tuple[str, str]]:
        """Yield the files but for drawings and views that only Obsidian shows."""
        yield from (found for found in super().assets() if not found[0].lower().endswith(OBSIDIAN_VIEWS))

    def finish(self, site: OldSite) -> None:
        name_concepts_once(site)
        drawings = [
            path for path in self.tree.paths if path.lower().endswith(OBSIDIAN_VIEWS) and not path.startswith(".")
        ]
        for path in drawings:
            message = f"{path} is a drawing or a view of Obsidian: export it as a picture, and show that"
            site.note("drawing", message, lost=True)


class Vault(LinkedNotes):
    """A vault of Obsidian, or of Foam: no addresses, links by name."""

    name = "Obsidian"

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return tree.has(".obsidian", ".foam") or "foam.foam-vscode" in tree.text_or_none(".vscode/extensions.json")


class Quartz(LinkedNotes):
    """A garden of Quartz: addresses are the paths of the notes."""

    name = "Quartz"
    rank: ClassVar[int] = 0
    files_are_public: ClassVar[bool] = True
    root = "content"
    all_dated = False

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return tree.has("quartz.config.ts", "quartz.config.js", "quartz.config.yaml", "quartz/cfg.ts") and (
            tree.has("content")
        )

    def prepare(self) -> None:
        self.program = self.tree.text_or_none("quartz.config.ts") or self.tree.text_or_none("quartz.config.js")
        ignored = re.search(r"ignorePatterns\s*:\s*\[(?P<names>[^\]]*)\]", self.program)
        self.ignored = re.findall(r"[\"']([^\"']+)[\"']", ignored["names"]) if ignored else []
        configuration = self.settings("quartz.config.yaml").get("configuration")
        self.config = configuration if isinstance(configuration, Mapping) else {}
        self.ignored += plain_names(self.config.get("ignorePatterns") or [])
        super().prepare()
        self.chosen = "publish" if "ExplicitPublish()" in self.program else ""

    def describe(self, site: OldSite) -> None:
        super().describe(site)
        site.name = value_set(self.program, "pageTitle") or string(self.config.get("pageTitle"))
        site.language = value_set(self.program, "locale") or string(self.config.get("locale"))
        host = (value_set(self.program, "baseUrl") or string(self.config.get("baseUrl"))).strip("/")
        site.address = f"https://{host.removeprefix('https://')}/" if host else ""

    def is_note(self, path: str) -> bool:
        parts = self.inner(path).split("/")
        return super().is_note(path) and not any(name.strip("/*") in parts for name in self.ignored)

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        self.take_note(found, entry, values)
        path = quartz_slug(str(PurePosixPath(self.inner(found.path)).with_suffix("")))
        folder = path.rpartition("/")[0]
        # What front matter names besides leads to the page (Quartz's plugin AliasRedirects).
        names = [*plain_names(values.get("aliases") or []), *plain_names(values.get("permalink") or [])]
        joined = [posixpath.normpath(f"/{folder}/{quartz_slug(name)}") for name in names if name.strip("/ .")]
        entry.old_addresses = [f"/{old.strip('/')}" for old in joined]
        path = re.sub(r"(?:^|/)_?index$", "/", path)
        entry.kind = "page" if path == "/" and entry.kind == "concept" else entry.kind  # it is the home page
        return "/" + path.lstrip("/")

    def assets(self) -> Iterator[tuple[str, str]]:
        for path, address in Notes.assets(self):
            if not any(name.strip("/*") in path.split("/") for name in self.ignored):
                yield path, quartz_slug(address)

    def finish(self, site: OldSite) -> None:
        super().finish(site)
        take_addresses_as_ids(site)
        site.moved |= {"/index.xml": "/blog/rss.xml", "/tags/": "list:tag:"}
        for entry in site.entries:
            for tag in entry.tags:
                for end in range(tag.count("/") + 1):
                    name = "/".join(tag.split("/")[: end + 1])
                    site.moved[f"/tags/{quartz_slug(name)}"] = f"list:tag:{tag if name == tag else name}"
        known = {entry.address.strip("/") for entry in site.entries}
        for entry in list(site.entries):
            for parent in PurePosixPath(entry.address.strip("/")).parents:
                if str(parent) != "." and str(parent) not in known:
                    site.moved[f"/{parent}/"] = "/blog/"


class Logseq(LinkedNotes):
    """A graph of Logseq: pages and journals of bullets, with properties ``key:: value``."""

    name = "Logseq"

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return tree.has("logseq/config.edn") or (tree.has("logseq") and tree.has("pages", "journals"))

    def is_note(self, path: str) -> bool:
        return super().is_note(path) and path.partition("/")[0] in {"pages", "journals"}

    def head(self, path: str, text: str) -> Head | None:
        """Return the properties that a page begins with as its front matter."""
        found = re.match(r"(?:(?:-[ ]+)?[\w-]+::[^\n]*(?:\n|\Z))+", text)
        if found is None:
            return None
        pairs = [line.lstrip("- ").partition("::") for line in found[0].strip().split("\n")]
        values = {key.strip(): value.strip().replace("[[", "").replace("]]", "") for key, _, value in pairs}
        return Head(dict(values), text[found.end() :], found[0].count("\n") + 1)

    def take_note(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> None:
        super().take_note(found, entry, values)
        entry.title = entry.title.replace("___", "/").replace("%2F", "/")
        # The ids and the folding of blocks are Logseq's own.
        entry.body = re.sub(
            r"^[ \t]*(?:id|collapsed|created-at|updated-at):: [^\n]*\n?", "", entry.body, flags=re.MULTILINE
        )


class Dendron(LinkedNotes):
    """Vaults of Dendron: names with dots for folders, links with their words first."""

    name = "Dendron"
    all_dated = False

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return tree.has("dendron.yml")

    def is_note(self, path: str) -> bool:
        return super().is_note(path) and not PurePosixPath(path).name.startswith("root.")

    def take_note(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> None:
        title = entry.title
        super().take_note(found, entry, values)
        entry.title = title
        entry.body = re.sub(r"\[\[([^\[\]|]+)\|([^\[\]|]+)\]\]", r"[[\2|\1]]", entry.body)

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        self.take_note(found, entry, values)
        name = value_words(values.get("id"))
        return with_slashes(f"notes/{name}") if name else ""


def name_concepts_once(site: OldSite) -> None:
    """See to it that no two concepts share a name: the second of two is a page, and other names are the first's."""
    titles: set[str] = set()
    for entry in site.entries:
        if entry.kind == "concept" and not {folded_name(entry.title), folded_name(entry.slug)}.isdisjoint(titles):
            entry.kind = "post" if entry.draft else "page"
        if entry.kind == "concept":
            titles |= {folded_name(entry.title), folded_name(entry.slug)}
    others: set[str] = set()
    for entry in site.entries:
        own = {folded_name(entry.title), folded_name(entry.slug)}
        named = {folded_name(name): name for name in entry.aliases}
        entry.aliases = [name for key, name in named.items() if key not in titles | others | own]
        others |= named.keys()


def quartz_slug(path: str) -> str:
    """Return a path as Quartz writes it in an address."""
    path = re.sub(r"\s", "-", path).replace("&", "-and-").replace("%", "-percent")
    return path.replace("?", "").replace("#", "").rstrip("/")


def has_own_title(body: str) -> bool:
    """Return whether a note begins with its one heading of the first level: else its title is its name."""
    tokens = MarkdownIt("commonmark").parse(body)
    titles = [token for token in tokens if token.type == "heading_open" and token.tag == "h1"]
    return len(titles) == 1 and titles[0] is tokens[0]


def has_definition(body: str, title: str) -> bool:
    """Return whether a note says in a paragraph, right below its title, what it is about."""
    tokens = MarkdownIt("commonmark").parse(body)
    if has_own_title(body) and (not title or is_same_text(tokens[1].content, title)):
        tokens = tokens[3:]
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            return False
        is_paragraph = token.type == "paragraph_open" and token.level == 0
        if is_paragraph and re.search(r"\w", UNSEEN_MARKUP.sub("", tokens[place + 1].content)):
            return True
    return False


def without_code_spans(text: str) -> str:
    return re.sub(r"^(`{3,}|~{3,})[\s\S]*?(?:^\1|\Z)|`[^`\n]*`|\]\([^)]*\)|\[\[[^\]]*\]\]|https?://\S+|%%[\s\S]*?%%",
                  " ", text, flags=re.MULTILINE)  # fmt: skip
