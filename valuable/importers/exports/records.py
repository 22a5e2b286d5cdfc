"""What an export knows of a site: its texts, as another system reads them, and what that can't hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

CONVERTED = "converted to plain Markdown"  # the kind of note of a block that only this site reads


class ExportNote(NamedTuple):
    """What another system can't hold, or what was not to be taken along; ``line`` counts from 1, 0 for none."""

    kind: str  # those of one kind are told together
    path: str
    line: int
    message: str


@dataclass(frozen=True)
class LeavingText:
    """A post, a page or a concept. Dates are as ISO 8601 writes them, addresses paths from the site's root."""

    path: str  # of its file here
    kind: str  # ``post``, ``concept`` or ``page``
    title: str
    body: str
    address: str
    date: str = ""
    updated: str = ""
    draft: bool = False
    authors: tuple[str, ...] = ()  # keys of people
    category: str = ""
    tags: tuple[str, ...] = ()
    series: str = ""
    language: str = ""
    description: str = ""
    cover: str = ""  # its address there
    cover_alt: str = ""
    names: tuple[str, ...] = ()  # other ones, of a concept
    redirects: tuple[str, ...] = ()
    id: str = ""  # of its entry in feeds
    canonical_link: str = ""
    translation_key: str = ""  # texts of one key are one text in several languages

    @property
    def is_bundle(self) -> bool:
        """Whether it has a folder of its own."""
        return self.path.startswith("posts/") and self.path.rpartition("/")[2].startswith("index.")


@dataclass
class LeavingSite:
    """All that goes along. ``menu`` has labels and addresses, ``rules`` the lines of ``_redirects``."""

    name: str
    tagline: str
    language: str
    timezone: str
    address: str
    people: Mapping[str, Mapping[str, object]]
    default_author: str
    menu: list[tuple[str, str]]
    has_inline_maths: bool = False
    texts: list[LeavingText] = field(default_factory=list)
    files: dict[str, Path] = field(default_factory=dict)  # by their path in the export
    rules: list[str] = field(default_factory=list)
    notes: list[ExportNote] = field(default_factory=list)
