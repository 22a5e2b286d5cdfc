"""Lay out the words of a card: which characters its fonts have, how wide a text is, where a title is broken.

Nothing in this module knows Sphinx. Widths are in ems: times the size of the font, they are pixels. Kerning and
ligatures are left out; they make a line a little narrower.
"""

import re
import struct
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

FONT_SIZES = (104, 92, 80, 72, 64, 56, 48, 42)
BROKEN_FROM = 56  # from this size on, a word that is wider than the card is broken
MOST_LINES = 5
LINE_SPACING = 1.18
LINE_SPACING_RTL = 1.4  # Arabic reaches further up and down
CAPITAL_HEIGHT = 0.67  # the height of a capital letter

WIDE_SIGNS = "\u2e80-\u2fff\u3040-\u30fa\u30fd-\u31ff\u3400-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff"
OPENING_PUNCTUATION, CLOSING_PUNCTUATION = "「『（《〈【〔［“‘(", "、。，．！？：；」』）》〉】〕］”’)…‥ー〜々"
# A line may end after a space, after a hyphen or dash within a word, and between signs of Chinese and Japanese.
SEGMENT = re.compile(
    rf"(?P<space> ?)((?:[{OPENING_PUNCTUATION}]*[{WIDE_SIGNS}][{CLOSING_PUNCTUATION}]*)"
    rf"|(?:[^ {WIDE_SIGNS}]*?\w\w[-‐–—/](?=\w\w))|(?:[^ {WIDE_SIGNS}]+))"
)
JOINERS = "\u200c\u200d"  # have no width, and shape Arabic
STRAY_JOINER = re.compile(rf"(?<!\w)[{JOINERS}]+|[{JOINERS}]+(?!\w)")
VARIANTS = "".join(map(chr, range(0xFE00, 0xFE10)))  # whether a sign is an emoji
SPACES = re.compile("[ \u00a0]* [ \u00a0]*")
COMBINING_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f"
LETTER_WITH_MARKS = re.compile(rf".[{COMBINING_MARKS}]*")
SUBSTITUTES = str.maketrans({"\u2011": "-", "\u202f": "\u00a0", "\u2007": "\u00a0", "\u00ad": None})


@dataclass(frozen=True)
class Font:
    """A font file: its family, its weight, and the width of each character that it has, in ems."""

    family: str
    weight: int
    widths: Mapping[int, float]


@dataclass(frozen=True)
class FittedText:
    """A text that one font can show, with that font."""

    text: str
    font: Font

    @property
    def rtl(self) -> bool:
        """Whether it runs from right to left, which its first letter says (UAX 9, P2 and P3)."""
        strong = (unicodedata.bidirectional(char) for char in self.text)
        return next((kind for kind in strong if kind in ("L", "R", "AL")), "L") != "L"


@dataclass(frozen=True)
class Block:
    """Lines of text: each with its baseline, in pixels below the top of the first line's capitals."""

    size: int
    lines: Sequence[tuple[str, float]]
    height: float


# -- Fonts


def read_font(data: bytes) -> Font:
    """Return what a TrueType or OpenType file says of its characters. Raises :exc:`ValueError` for any other file.

    The tables are those of the OpenType specification: ``head``, ``hhea``, ``hmtx``, ``OS/2``, ``name`` and ``cmap``.
    """
    try:
        tables = tables_of(data)
        units = struct.unpack_from(">H", tables[b"head"], 18)[0]
        measured = struct.unpack_from(">H", tables[b"hhea"], 34)[0]
        advances = struct.unpack(f">{'H2x' * measured}", tables[b"hmtx"][: 4 * measured])
        weight = struct.unpack_from(">H", tables[b"OS/2"], 4)[0]
        widths = {
            code: advances[min(glyph, measured - 1)] / units for code, glyph in characters(tables[b"cmap"]) if glyph
        }
        family = family_of(tables[b"name"])
    except (struct.error, KeyError, IndexError, ZeroDivisionError, UnicodeDecodeError) as error:
        raise ValueError("it is no TrueType or OpenType font") from error
    return Font(family, weight, widths)


def tables_of(data: bytes) -> dict[bytes, bytes]:
    """Return the tables of a font file by their names. Raises :exc:`struct.error` for what has none."""
    count = struct.unpack_from(">H", data, 4)[0]
    records = (struct.unpack_from(">4s4xII", data, 12 + 16 * number) for number in range(count))
    return {name: data[start : start + length] for name, start, length in records}


def family_of(table: bytes) -> str:
    """Return the family from a ``name`` table: the typographic one (16) rather than that of four styles (1)."""
    count, strings = struct.unpack_from(">HH", table, 2)
    names = {}
    for number in range(count):
        platform, _, _, name, length, start = struct.unpack_from(">6H", table, 6 + 12 * number)
        if platform == 3 and name in (1, 16):
            names[name] = table[strings + start : strings + start + length].decode("utf-16-be")
    return names.get(16) or names[1]


def characters(table: bytes) -> Iterator[tuple[int, int]]:
    """Yield each character of a ``cmap`` table with its glyph: from the subtable of all of Unicode if there is one."""
    records = [struct.unpack_from(">HHI", table, 4 + 8 * n) for n in range(struct.unpack_from(">H", table, 2)[0])]
    found = {struct.unpack_from(">H", table, start)[0]: start for _, _, start in records}
    if 12 in found:
        start = found[12]
        for group in range(struct.unpack_from(">I", table, start + 12)[0]):
            first, last, glyph = struct.unpack_from(">III", table, start + 16 + 12 * group)
            yield from ((code, glyph + code - first) for code in range(first, last + 1))
    elif 4 in found:
        start = found[4]
        count = struct.unpack_from(">H", table, start + 6)[0] // 2
        places = [start + 14 + 2 * count * number + (2 if number else 0) for number in range(4)]
        ends, starts, deltas, offsets = (struct.unpack_from(f">{count}H", table, place) for place in places)
        for number in range(count):
            for code in range(starts[number], min(ends[number], 0xFFFE) + 1):
                glyph = code
                if offsets[number]:
                    place = places[3] + 2 * number + offsets[number] + 2 * (code - starts[number])
                    glyph = struct.unpack_from(">H", table, place)[0]
                yield code, (glyph + deltas[number]) & 0xFFFF if glyph else 0


# -- What can be shown


def text_in_fonts(text: str, fonts: Iterable[Font]) -> FittedText | None:
    """Return *text* in the first of *fonts* that can show it, or None if there is none, or nothing to show.

    One font has to have all of it: several in a line are not always put together without gaps.
    """
    text = unicodedata.normalize("NFC", text).translate(SUBSTITUTES)
    for font in fonts:
        found = text_in_font(text, font.widths)
        if found is not None:
            return FittedText(found, font) if found else None
    return None


def text_in_font(text: str, widths: Mapping[int, float]) -> str | None:
    """Return *text* in the characters of *widths*, or None if it has a letter that is not among them.

    Control characters, and emoji and other signs that are not among them, are left out. White space becomes one space.
    """
    kept = []
    for char in text:
        category = unicodedata.category(char)
        if category in ("Cc", "Zs", "Zl", "Zp"):
            kept.append(char if char == "\u00a0" and ord(char) in widths else " ")
        elif ord(char) in widths and category != "Cf":
            kept.append(char)
        elif char in JOINERS or category[0] in "SC" or category == "Me" or char in VARIANTS:
            kept.append(char if char in JOINERS else "")
        else:
            plain = unicodedata.normalize("NFKC", char)
            if plain == char or not all(ord(other) in widths for other in plain):
                return None
            kept.append(plain)
    return SPACES.sub(" ", STRAY_JOINER.sub("", "".join(kept))).strip(" \u00a0")


# -- Lines


@dataclass(frozen=True)
class Segment:
    """A piece that is not broken, with its width in ems, and whether white space stands before it."""

    text: str
    width: float
    spaced: bool


def width_of(text: str, widths: Mapping[int, float]) -> float:
    return sum(widths.get(ord(char), 0.0) for char in text)


def segments_of(text: str, widths: Mapping[int, float]) -> list[Segment]:
    return [Segment(found[2], width_of(found[2], widths), bool(found[1])) for found in SEGMENT.finditer(text)]


def break_segments(pieces: Iterable[Segment], widths: Mapping[int, float], limit: float) -> Iterator[Segment]:
    """Yield *pieces*, one that is wider than *limit* as its letters, each with its marks."""
    for piece in pieces:
        if piece.width <= limit:
            yield piece
            continue
        for number, letter in enumerate(LETTER_WITH_MARKS.findall(piece.text)):
            yield Segment(letter, width_of(letter, widths), piece.spaced and not number)


def fill_lines(pieces: Sequence[Segment], limit: float, space: float) -> list[list[Segment]]:
    """Return lines, each with as many pieces as fit."""
    lines: list[list[Segment]] = [[]]
    left = limit
    for piece in pieces:
        wanted = piece.width + (space if piece.spaced and lines[-1] else 0)
        if lines[-1] and wanted > left:
            lines.append([])
            left, wanted = limit, piece.width
        lines[-1].append(piece)
        left -= wanted
    return lines


def balance_lines(pieces: Sequence[Segment], limit: float, space: float, most: int) -> list[list[Segment]]:
    """Return at most *most* lines, of about the same width."""
    low, high = max(piece.width for piece in pieces), limit
    for _ in range(8):
        middle = (low + high) / 2
        low, high = (low, middle) if len(fill_lines(pieces, middle, space)) <= most else (middle, high)
    return fill_lines(pieces, high, space)


def line_text(line: Sequence[Segment]) -> str:
    return "".join(f" {piece.text}" if piece.spaced and number else piece.text for number, piece in enumerate(line))


def line_spacing(words: FittedText) -> float:
    return LINE_SPACING_RTL if words.rtl else LINE_SPACING


def lines_in(
    size: int, words: FittedText, pieces: Iterable[Segment], width: float, height: float, *, cut: bool
) -> list[str]:
    """Return *words* in lines; none if they don't fit a frame of so many pixels and may not be *cut*."""
    widths, limit = words.font.widths, width / size
    space = widths.get(ord(" "), 0.25)
    pieces = list(break_segments(pieces, widths, limit) if size <= BROKEN_FROM else pieces)
    most = max(1, min(MOST_LINES, int((height / size - CAPITAL_HEIGHT) / line_spacing(words) + 1)))
    lines = fill_lines(pieces, limit, space)
    if len(lines) <= most and all(piece.width <= limit for piece in pieces):
        return [line_text(line) for line in balance_lines(pieces, limit, space, len(lines))]
    texts = [line_text(line) for line in lines[:most]] if cut else []
    return [*texts[:-1], *(cut_to_width(text, widths, limit) for text in texts[-1:])]


def fit_block(words: FittedText, width: float, height: float) -> Block:
    """Return *words* in the largest size that fits a frame of so many pixels; what is too long ends with ``…``.

    The next smaller size is taken if that saves a line.
    """
    pieces = segments_of(words.text, words.font.widths)
    found = ((size, lines_in(size, words, pieces, width, height, cut=size == FONT_SIZES[-1])) for size in FONT_SIZES)
    size, lines = next((size, lines) for size, lines in found if lines)
    smaller, fewer = next(found, (size, lines))
    if 0 < len(fewer) < len(lines):
        size, lines = smaller, fewer
    baselines = [round(size * (CAPITAL_HEIGHT + line_spacing(words) * number), 1) for number in range(len(lines))]
    placed = [(with_embedding(line, words.rtl), baseline) for line, baseline in zip(lines, baselines, strict=True)]
    return Block(size, placed, baselines[-1])


def cut_line(words: FittedText, width: float, size: float) -> str:
    """Return *words*, cut with ``…`` to so many pixels."""
    text, widths, limit = words.text, words.font.widths, width / size
    return with_embedding(text if width_of(text, widths) <= limit else cut_to_width(text, widths, limit), words.rtl)


def cut_to_width(text: str, widths: Mapping[int, float], limit: float) -> str:
    """Return *text*, cut between words to *limit* ems with the ``…``."""
    end = "…" if ord("…") in widths else "..."
    while (text := text.rstrip(" ,;:–—-·")) and width_of(text + end, widths) > limit:
        text = text.rpartition(" ")[0] or text[:-1]
    return text + end


def with_embedding(line: str, rtl: bool) -> str:
    """Return *line*, embedded as right-to-left text if it is *rtl*: its own first letter may be another script's."""
    return f"\u202b{line}\u202c" if rtl else line
