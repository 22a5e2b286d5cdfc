"""The outlines of letters as the fonts of the cards have them, as paths of SVG: what an icon is drawn from.

Nothing in this module knows Sphinx. The tables are those of the OpenType specification: ``glyf``, ``loca``, ``cmap``.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from valuable.outputs.cards.text import characters, tables_of

# Flags of a simple glyph's points, and of a composite glyph's parts.
ON_CURVE, X_SHORT, Y_SHORT, REPEAT, X_SAME, Y_SAME = 1, 2, 4, 8, 16, 32
WORDS, ARE_OFFSETS, SCALE, MORE, SCALES, MATRIX = 1, 2, 8, 32, 64, 128
DEEPEST = 6  # of glyphs made of glyphs


class Point(NamedTuple):
    """A point of a contour, in units of the font, upwards; off the curve it is a control point."""

    x: float
    y: float
    on_curve: bool = True


Contour = Sequence[Point]


class Letter(NamedTuple):
    """The contours of a letter, and how far it is to the next one."""

    contours: Sequence[Contour]
    advance: float


def letters(data: bytes, text: str) -> list[Letter]:
    """Return the letters of *text* from a TrueType font. Raises :exc:`ValueError` for a letter that it has not."""
    try:
        tables = tables_of(data)
        glyphs = dict(characters(tables[b"cmap"]))
        wide = struct.unpack_from(">h", tables[b"head"], 50)[0]
        count = struct.unpack_from(">H", tables[b"maxp"], 4)[0]
        places = struct.unpack_from(f">{count + 1}{'I' if wide else 'H'}", tables[b"loca"])
        measured = struct.unpack_from(">H", tables[b"hhea"], 34)[0]
        found = []
        for char in text:
            glyph = glyphs[ord(char)]
            contours = contours_of(tables[b"glyf"], [place * (1 if wide else 2) for place in places], glyph)
            advance = struct.unpack_from(">H", tables[b"hmtx"], 4 * min(glyph, measured - 1))[0]
            found.append(Letter(contours, advance))
    except (KeyError, IndexError, struct.error) as error:
        raise ValueError(f"the font has no outline of {text!r}") from error
    return found


def contours_of(table: bytes, places: Sequence[int], glyph: int, depth: int = 0) -> list[Contour]:
    """Return the contours of a glyph, of which the parts are glyphs themselves in letters with accents."""
    data = table[places[glyph] : places[glyph + 1]]
    if not data or depth > DEEPEST:
        return []
    count = struct.unpack_from(">h", data)[0]
    if count >= 0:
        return simple_contours(data, count)
    return [
        [Point(a * x + c * y + left, b * x + d * y + up, on) for x, y, on in contour]
        for part, (a, b, c, d), left, up in glyph_components(data)
        for contour in contours_of(table, places, part, depth + 1)
    ]


def glyph_components(data: bytes) -> Iterator[tuple[int, tuple[float, float, float, float], int, int]]:
    """Yield the components of a composite glyph: the glyph, its 2 × 2 matrix, and its offset."""
    place, flags = 10, MORE
    while flags & MORE:
        flags, glyph = struct.unpack_from(">HH", data, place)
        form = ">hh" if flags & WORDS else ">bb"
        left, up = struct.unpack_from(form, data, place + 4) if flags & ARE_OFFSETS else (0, 0)
        place += 4 + struct.calcsize(form)
        numbers = 4 if flags & MATRIX else 2 if flags & SCALES else 1 if flags & SCALE else 0
        turned = [value / 0x4000 for value in struct.unpack_from(f">{numbers}h", data, place)]
        place += 2 * numbers
        if numbers < 4:
            across, along = (turned * 2)[:2] if numbers else (1.0, 1.0)
            turned = [across, 0.0, 0.0, along]
        yield glyph, (turned[0], turned[1], turned[2], turned[3]), left, up


def simple_contours(data: bytes, count: int) -> list[Contour]:
    """Return the contours of a simple glyph: one that is made of points."""
    ends = struct.unpack_from(f">{count}H", data, 10)
    total = ends[-1] + 1 if ends else 0
    place = 12 + 2 * count + struct.unpack_from(">H", data, 10 + 2 * count)[0]
    flags: list[int] = []
    while len(flags) < total:
        flag = data[place]
        times = 1 + data[place + 1] if flag & REPEAT else 1
        place += 2 if flag & REPEAT else 1
        flags += [flag] * times
    across, place = coordinates(data, place, flags, X_SHORT, X_SAME)
    along, place = coordinates(data, place, flags, Y_SHORT, Y_SAME)
    points = [Point(x, y, bool(flag & ON_CURVE)) for x, y, flag in zip(across, along, flags, strict=False)]
    return [points[start:end] for start, end in pairwise([0, *(end + 1 for end in ends)])]


def coordinates(data: bytes, place: int, flags: Iterable[int], short: int, same: int) -> tuple[list[int], int]:
    """Return one coordinate of each point, from the differences in the font, and where the next table begins."""
    value, found = 0, []
    for flag in flags:
        if flag & short:
            value += data[place] if flag & same else -data[place]
            place += 1
        elif not flag & same:
            value += struct.unpack_from(">h", data, place)[0]
            place += 2
        found.append(value)
    return found, place


# -- As a path


def letters_path(text: Sequence[Letter], box: tuple[float, float, float, float]) -> str:
    """Return letters beside each other as a path of SVG that fills *box*: left, top, width and height."""
    contours, at = [], 0.0
    for letter in text:
        contours += [[Point(x + at, y, on) for x, y, on in contour] for contour in letter.contours if contour]
        at += letter.advance
    across = [point.x for contour in contours for point in contour]
    along = [point.y for contour in contours for point in contour]
    if not contours:
        raise ValueError("there is nothing to draw")
    left, top, width, height = box
    scale = min(width / max(max(across) - min(across), 1), height / max(max(along) - min(along), 1))
    middle = (min(across) + max(across)) / 2, (min(along) + max(along)) / 2

    def placed(point: Point) -> Point:
        x, y = left + width / 2 + (point.x - middle[0]) * scale, top + height / 2 - (point.y - middle[1]) * scale
        return Point(x, y, point.on_curve)

    return "".join(contour_path([placed(point) for point in contour]) for contour in contours)


def contour_path(contour: Contour) -> str:
    """Return a closed contour of quadratic curves. Between two control points one on the curve is understood."""
    points: list[Point] = []
    for number, point in enumerate(contour):
        before = contour[number - 1]
        if not point.on_curve and not before.on_curve:
            points.append(Point((before.x + point.x) / 2, (before.y + point.y) / 2))
        points.append(point)
    start = next(number for number, point in enumerate(points) if point.on_curve)
    points = [*points[start:], *points[: start + 1]]
    steps = [f"M{pair(points[0])}"]
    for before, point in pairwise(points):
        if point.on_curve:
            steps.append(f"Q{pair(before)} {pair(point)}" if not before.on_curve else f"L{pair(point)}")
    return "".join([*steps, "Z"])


def pair(point: Point) -> str:
    return f"{round(point.x, 2):g} {round(point.y, 2):g}"
