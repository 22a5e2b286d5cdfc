"""Guess the successor of a page or heading that is gone, from what the ledger knows of it.

It knows as much in a clean build as in any other, so both say the same. Nothing in this module knows Sphinx.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from valuable.addresses.ledger import LedgerEntry, tag_parts

MIN_PAGE_SIMILARITY = 1.0
MIN_ANCHOR_SIMILARITY = 0.5
MAX_COMPARED_PAGES = (
    200  # pages are compared with each other; beyond these, only with those that share something with them
)
UNQUOTED_YAML = re.compile(r"[\w/.~-]+")


@dataclass(frozen=True)
class Trace:
    """What pages are compared by: slugs and anchors that one has or had, and the day of a post (else ``""``)."""

    address: str
    slugs: tuple[str, ...]  # that of the address, then the one in the id
    day: str = ""  # ISO 8601
    anchors: frozenset[str] = frozenset()

    @property
    def folder(self) -> str:
        """The first part of the address, which says what kind of page it is; of a page in the root, nothing."""
        return self.address.strip("/").rpartition("/")[0].partition("/")[0]


def trace_of(address: str, entry_id: str | None, anchors: Iterable[str]) -> Trace:
    """Return the trace of an address; the slug in its id is one that it had before."""
    day, slug = tag_parts(entry_id)
    slugs = filter(None, [address.strip("/").rpartition("/")[2], slug])
    return Trace(address, tuple(dict.fromkeys(slugs)), day, frozenset(anchors))


def text_similarity(one: str, other: str) -> float:
    """Return how similar two texts are, 0 to 1 (difflib's ratio)."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def page_similarity(lost: Trace, new: Trace) -> float:
    """Return a score, 0 to 4.5, of *new* as the successor of *lost*: by name, folder, day and anchors."""
    names = max((text_similarity(one, other) for one in lost.slugs for other in new.slugs), default=0)
    found = names + (lost.folder == new.folder) / 2 + bool(lost.day and lost.day == new.day)
    if lost.anchors and new.anchors:
        found += 2 * len(lost.anchors & new.anchors) / len(lost.anchors | new.anchors)
    return found


def likely_successor(lost: Trace, new: Sequence[Trace]) -> Trace | None:
    """Return the most similar of the *new* pages, if its score is at least :data:`MIN_PAGE_SIMILARITY`; else None."""
    if len(new) > MAX_COMPARED_PAGES:
        new = [trace for trace in new if {*trace.slugs} & {*lost.slugs} or (lost.day and trace.day == lost.day)]
    best = max(new, key=lambda trace: (page_similarity(lost, trace), trace.address), default=None)
    return best if best and page_similarity(lost, best) >= MIN_PAGE_SIMILARITY else None


def nearest_heading(anchor: str, headings: Sequence[str]) -> str | None:
    """Return the most similar of *headings*, if it is at least :data:`MIN_ANCHOR_SIMILARITY` so; else None."""
    best = max(headings, key=lambda heading: text_similarity(anchor, heading), default=None)
    return best if best and text_similarity(anchor, best) >= MIN_ANCHOR_SIMILARITY else None


def redirect_line(addresses: Iterable[str]) -> str:
    """Return the line of front matter that makes *addresses* lead to a page."""
    quoted = (
        address if UNQUOTED_YAML.fullmatch(address) else "'" + address.replace("'", "''") + "'" for address in addresses
    )
    return f"redirect: [{', '.join(dict.fromkeys(quoted))}]"


def list_addresses(entries: Sequence[LedgerEntry], most: int = 5) -> str:
    """Return the addresses of *entries*, or the first of them and how many more there are."""
    shown = ", ".join(entry.address for entry in entries[:most])
    return shown if len(entries) <= most else f"{shown} and {len(entries) - most} more"
