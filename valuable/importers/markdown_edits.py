"""Edit spans of a text in Markdown, and leave all else as it was typed."""

from functools import cache, lru_cache

from markdown_it import MarkdownIt

from valuable.content.verbatim import LineIndex
from valuable.importers.records import OldEntry


@cache
def parser() -> MarkdownIt:
    """Return the reader of CommonMark, with tables and struck words, that all of an import asks."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


class Edit:
    """A span to be replaced."""

    __slots__ = ("end", "instead", "start")

    def __init__(self, start: int, end: int, instead: str) -> None:
        self.start, self.end, self.instead = start, end, instead


def edited(text: str, edits: list[Edit]) -> str:
    """Return *text* with its spans replaced; of two that overlap, the first one counts."""
    pieces: list[str] = []
    place = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if edit.start >= place:
            pieces += (text[place : edit.start], edit.instead)
            place = edit.end
    return "".join([*pieces, text[place:]])


def line_of(entry: OldEntry, text: str, place: int) -> int:
    """Return the line of the source for an offset in the text of an entry."""
    return entry.line + line_index(text).at(place)


@lru_cache(maxsize=8)
def line_index(text: str) -> LineIndex:
    return LineIndex(text)
