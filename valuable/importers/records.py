"""What an import knows of a site, whatever it was made with: the neutral record between readers and the writer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO, Literal, NamedTuple

Markup = Literal[
    "markdown", "html", "rst", "notebook", "org", "asciidoc", "textile", "mediawiki", "t2t", "dokuwiki", "tikiwiki",
    "creole", "muse", "vimwiki", "djot", "typst",
]  # fmt: skip
EntryKind = Literal["post", "page", "concept"]


class Note(NamedTuple):
    """What was changed of a text, or could not be kept; ``line`` counts from 1 in the source, 0 if it has no lines."""

    kind: str  # those of one kind are told together
    message: str
    line: int = 0
    lost: bool = False  # a reader would miss it


@dataclass
class OldPerson:
    """Someone who writes. ``details`` has keys of ``people`` in ``conf.py``: ``bio``, ``email``, ``profiles``."""

    name: str
    details: dict[str, object] = field(default_factory=dict)


@dataclass
class OldEntry:
    """A post or a page. Dates are as ISO 8601 writes them; addresses begin and may end with ``/``."""

    source: str  # the path in the source, or what names the entry in a file of many
    kind: EntryKind
    title: str
    body: str
    markup: Markup = "markdown"
    line: int = 1  # of the source, where the body begins
    date: str = ""
    updated: str = ""
    draft: bool = False
    authors: list[str] = field(default_factory=list)  # names
    category: str = ""
    tags: list[str] = field(default_factory=list)
    series: str = ""
    language: str = ""
    description: str = ""
    cover: str = ""  # as the source names it
    cover_alt: str = ""
    address: str = ""  # where it stands on the old site; empty if that is not known
    old_addresses: list[str] = field(default_factory=list)
    id: str = ""  # of the entry in the old feed, if that is known
    canonical_link: str = ""
    translation_key: str = ""  # entries of one key are one text in several languages
    translation_of: str = ""  # the file here of the text that this translates, once that has its place
    slug: str = ""  # of the new file
    folder: str = ""  # of the source, which holds the files that stand beside the text
    comments: "list[OldComment]" = field(default_factory=list)  # which come only when asked for
    aliases: list[str] = field(default_factory=list)  # other names of a concept
    is_bundle: bool = False  # whether that folder is this text's own
    values: Mapping[str, object] = field(default_factory=dict)  # its front matter, for templates that name it
    notes: list[Note] = field(default_factory=list)

    def note(self, kind: str, message: str, line: int = 0, *, lost: bool = False) -> None:
        self.notes.append(Note(kind, message, line, lost))


class OldComment(NamedTuple):
    """What somebody has said below a post; nothing of them but the name that they gave."""

    number: str
    parent: str
    name: str
    day: str
    text: str


class ExportFile(NamedTuple):
    """A file that a system has exported: its name, and what opens it."""

    name: str
    open: Callable[[], IO[bytes]]


@dataclass(frozen=True)
class Asset:
    """A file that is no text: its path in the source, and its address on the old site (empty if it has none)."""

    source: str
    address: str
    read: Callable[[], bytes]


@dataclass
class OldSite:
    """All that comes over. ``menu`` has labels and addresses; ``moved`` old addresses of lists, and new ones."""

    system: str
    name: str = ""
    tagline: str = ""
    language: str = ""
    timezone: str = ""
    address: str = ""  # of the old site, with a slash at the end
    root: str = ""  # the folder of the source from which its texts name files absolutely: `/x.md`
    people: list[OldPerson] = field(default_factory=list)
    links_by_name: bool = False  # whether its texts name each other in `[[…]]`
    menu: list[tuple[str, str]] = field(default_factory=list)
    entries: list[OldEntry] = field(default_factory=list)
    assets: dict[str, Asset] = field(default_factory=dict)  # by path in the source
    moved: dict[str, str] = field(default_factory=dict)  # values are as `ledger.moved_target` reads them
    shortcodes: Mapping[str, str] = field(default_factory=dict)  # templates of them, by name
    is_mdx: bool = False  # whether its Markdown is MDX, whatever it is called
    list_sources: dict[str, str] = field(default_factory=dict)  # what stands here for lists that are texts there
    labels: dict[str, tuple[str, str]] = field(default_factory=dict)  # paths and titles of what texts name by a label
    texts: Mapping[str, str] = field(default_factory=dict)  # of the source, by path, for what takes files in
    data: dict[str, object] = field(default_factory=dict)  # values that texts name: `site.data.x`
    notes: list[Note] = field(default_factory=list)

    def note(self, kind: str, message: str, line: int = 0, *, lost: bool = False) -> None:
        self.notes.append(Note(kind, message, line, lost))
