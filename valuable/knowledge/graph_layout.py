"""Lay out pages and the links between them as a map: the place of each, the lines of its name, the paths of links.

A drawing is a function of what is on it: igraph (Kamada and Kawai's springs) places the pages from a fixed start, then
names that would cover each other are moved apart. A name stands above or below its dot, where fewer lines run, and
lines stop before a name and a dot of others, and go on behind.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, dist, pi, sin
from typing import Literal, NamedTuple
from unicodedata import east_asian_width

MAP_WIDTH = 656  # units; of an article of full width, so that a unit is a pixel
LABEL_SIZE, LABEL_LINE_HEIGHT = 13, 16
LETTERS_PER_LINE, LINES_PER_LABEL = 17, 3  # of a line; of a name
GAP = 6
MARGIN = 4
SMALLEST_DOT = 3.0
FINGER = 44  # units of height and width that a finger needs
SHORTEST_PIECE = 3
ROUNDS = 150
MapPoint = tuple[float, float]
NodeKind = Literal["here", "concept", "post"]


class MapNode(NamedTuple):
    """A page that is to be on a map. ``weight`` sets the size of its dot."""

    pagename: str
    title: str
    language: str
    kind: NodeKind  # ``here`` for the page that the map is around
    weight: int


class Area(NamedTuple):
    """A part of a map, from its upper left corner to its lower right one."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class PlacedNode:
    """A page on a map: its dot, the lines of its name with the place of each, and the lines to other dots as a path."""

    place: MapNode
    x: int
    y: int
    radius: float
    lines: tuple[tuple[str, int], ...]  # each with its y
    path: str  # in SVG: the lines to its neighbours
    area: Area  # of the dot, the name and what is between: all of it can be clicked


@dataclass(frozen=True)
class Map:
    """A map in units of its ``viewBox``, and the same as a list: each page with those that it is joined to."""

    width: int
    height: int
    spots: tuple[PlacedNode, ...]
    path: str  # in SVG: all lines
    listed: tuple[tuple[MapNode, tuple[MapNode, ...]], ...]


def draw_map(places: Sequence[MapNode], links: Collection[tuple[str, str]]) -> Map:
    """Return the map of *places*; *links* are pairs of pagenames."""
    number = {place.pagename: i for i, place in enumerate(places)}
    edges = sorted({(min(pair), max(pair)) for pair in ((number[a], number[b]) for a, b in links)})
    names = [label_lines(place.title) for place in places]
    most = max(place.weight for place in places)
    radii = [dot_radius(place.weight, most) for place in places]
    boxes = [label_box(lines, dot) for lines, dot in zip(names, radii, strict=True)]
    height, dots = arrange_boxes(spring_layout(len(places), edges), boxes)
    joined = joined_nodes(len(places), edges)

    areas = [
        Area(x - box.half, y - box.above, x + box.half, y + box.below) for (x, y), box in zip(dots, boxes, strict=True)
    ]
    labels = [
        best_label(areas[i], radii[i], names[i], [dots[other] for other in joined[i]]) for i in range(len(places))
    ]

    around = [square(label.dot, dot + 2) for label, dot in zip(labels, radii, strict=True)]

    def line(a: int, b: int) -> str:
        dots_of_others = [around[i] for i in range(len(places)) if i not in (a, b)]
        pieces = visible_pieces(labels[a].dot, labels[b].dot, [*dots_of_others, *(label.text for label in labels)])
        return "".join(f"M{round(x)} {round(y)}L{round(to_x)} {round(to_y)}" for (x, y), (to_x, to_y) in pieces)

    drawn = {pair: line(*pair) for pair in edges}
    spots = []
    for i, place in enumerate(places):
        lines = tuple((text, labels[i].baseline + LABEL_LINE_HEIGHT * n) for n, text in enumerate(names[i]))
        path = "".join(drawn[min(i, other), max(i, other)] for other in joined[i])
        spots.append(PlacedNode(place, *labels[i].dot, radii[i], lines, path, areas[i]))
    return Map(MAP_WIDTH, height, tuple(spots), "".join(drawn.values()), tuple(listed_nodes(places, joined)))


def joined_nodes(count: int, edges: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the neighbours of each of *count* nodes."""
    joined: list[list[int]] = [[] for _ in range(count)]
    for a, b in edges:
        joined[a].append(b)
        joined[b].append(a)
    return joined


def listed_nodes(
    places: Sequence[MapNode], joined: Sequence[Sequence[int]]
) -> Iterator[tuple[MapNode, tuple[MapNode, ...]]]:
    """Yield each page with its neighbours, except the one that the map is around."""
    for place, others in zip(places, joined, strict=True):
        if place.kind != "here":
            yield place, tuple(places[other] for other in others if places[other].kind != "here")


# -- Names ----------------------------------------------------------------------


def width_in_letters(text: str) -> float:
    """Return the width of a text in letters of an ordinary font; a Chinese or Japanese one counts for two."""
    return sum(1.75 if east_asian_width(char) in "WF" else 1 for char in text)


def label_lines(title: str) -> list[str]:
    """Return the lines of a title; one that is too long ends in an ellipsis."""
    lines = [""]
    for word in label_words(title):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_in_letters(longer) > LETTERS_PER_LINE:
            lines.append(word)
        else:
            lines[-1] = longer
    if len(lines) > LINES_PER_LABEL:
        lines = [*lines[: LINES_PER_LABEL - 1], f"{lines[LINES_PER_LABEL - 1]} …"]
    return lines


def label_words(title: str) -> Iterator[str]:
    """Yield the words of a title, none longer than a line and a half."""
    longest = LETTERS_PER_LINE * 3 // 2
    for word in title.split():
        piece = ""
        for char in word:
            if width_in_letters(piece + char) > longest:
                yield piece
                piece = ""
            piece += char
        yield piece


def dot_radius(weight: int, most: int) -> float:
    """Return the radius of a page's dot, in units of the map, where the heaviest page weighs *most*."""
    return round(SMALLEST_DOT + 6 * weight / most, 1) if most > 1 else SMALLEST_DOT + 2


class Box(NamedTuple):
    """The room of a dot and its name, measured from the dot's centre: half the width, the heights above and below."""

    half: float
    above: float
    below: float


def half_width(lines: Sequence[str]) -> float:
    """Return half the width of a name, in units of the map."""
    return max(width_in_letters(line) for line in lines) * LABEL_SIZE * 0.61 / 2


def label_box(lines: Sequence[str], dot: float) -> Box:
    """Return the room of a dot with its name below; there is enough to touch it."""
    above = dot + GAP / 2
    return Box(
        max(half_width(lines) + GAP / 2, FINGER / 2),
        above,
        max(dot + LABEL_LINE_HEIGHT * len(lines) + GAP, FINGER - above),
    )


def square(at: MapPoint, half: float) -> Area:
    return Area(at[0] - half, at[1] - half, at[0] + half, at[1] + half)


class Label(NamedTuple):
    """The place of a dot and of its name: the baseline of its first line, and all that its text takes."""

    dot: tuple[int, int]
    baseline: int
    text: Area


def label_below(area: Area, dot: float, lines: Sequence[str]) -> Label:
    x, y = round((area.left + area.right) / 2), round(area.top + dot + GAP / 2)
    baseline = round(y + dot + LABEL_SIZE)
    return Label((x, y), baseline, text_area(x, baseline, lines))


def label_above(area: Area, dot: float, lines: Sequence[str]) -> Label:
    x, y = round((area.left + area.right) / 2), round(area.bottom - dot - GAP / 2)
    baseline = round(y - dot - GAP - LABEL_LINE_HEIGHT * (len(lines) - 1))
    return Label((x, y), baseline, text_area(x, baseline, lines))


def text_area(x: int, baseline: int, lines: Sequence[str]) -> Area:
    half, below = half_width(lines) + 1, LABEL_LINE_HEIGHT * (len(lines) - 1) + 5
    return Area(x - half, baseline - LABEL_SIZE + 1, x + half, baseline + below)


def best_label(area: Area, dot: float, lines: Sequence[str], neighbours: Sequence[MapPoint]) -> Label:
    """Return the label through which fewer lines to *neighbours* run; where it's the same, that with the dot on top."""

    def crossed(label: Label) -> int:
        return sum(hidden_part(label.dot, other, label.text) is not None for other in neighbours)

    return min((label_below(area, dot, lines), label_above(area, dot, lines)), key=crossed)


# -- Lines ----------------------------------------------------------------------


def hidden_part(start: MapPoint, end: MapPoint, area: Area) -> tuple[float, float] | None:
    """Return the part of a line that is in an area, 0 to 1 from its start to its end; None if none is."""
    first, last = 0.0, 1.0
    for axis, least, most in ((0, area.left, area.right), (1, area.top, area.bottom)):
        extent = end[axis] - start[axis]
        if extent == 0:
            if not least < start[axis] < most:
                return None
            continue
        near, far = sorted(((least - start[axis]) / extent, (most - start[axis]) / extent))
        first, last = max(first, near), min(last, far)
        if first >= last:
            return None
    return first, last


def visible_pieces(start: MapPoint, end: MapPoint, areas: Iterable[Area]) -> Iterator[tuple[MapPoint, MapPoint]]:
    """Yield the pieces of a line that are in none of the areas."""
    hidden = sorted(filter(None, (hidden_part(start, end, area) for area in areas)))
    length = dist(start, end)

    def at(part: float) -> MapPoint:
        return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part

    done = 0.0
    for first, last in (*hidden, (1.0, 1.0)):
        if (first - done) * length >= SHORTEST_PIECE:
            yield at(done), at(first)
        done = max(done, last)


# -- Places ---------------------------------------------------------------------


def spring_layout(count: int, edges: Sequence[tuple[int, int]]) -> list[MapPoint]:
    """Return the place of each of *count* nodes, 0 to 1 in both directions, after Kamada and Kawai."""
    import igraph  # only once a map is drawn

    start = [(cos(2 * pi * i / count), sin(2 * pi * i / count)) for i in range(count)]
    graph = igraph.Graph(n=count, edges=edges)
    found = [(point[0], point[1]) for point in graph.layout_kamada_kawai(seed=start).coords] if count > 1 else start
    scaled = [equalize_gaps([point[axis] for point in found]) for axis in (0, 1)]
    return list(zip(*scaled, strict=True))


def equalize_gaps(values: Sequence[float]) -> list[float]:
    """Return values between 0 and 1 in the same order, half way to equal distances: a map has no empty quarters.

    They are rounded so that they are the same on all machines.
    """
    count, least, extent = len(values), min(values), max(values) - min(values)
    if extent < 1e-6:
        return [0.5] * count
    near = [round((value - least) / extent, 3) for value in values]
    order = sorted(range(count), key=lambda i: (near[i], i))
    rank = {i: place / (count - 1) for place, i in enumerate(order)}
    return [(near[i] + rank[i]) / 2 for i in range(count)]


def arrange_boxes(points: Sequence[MapPoint], boxes: Sequence[Box]) -> tuple[int, list[tuple[int, int]]]:
    """Return the height of the map and the place of each dot, so that no box covers another."""
    area = sum((2 * box.half) * (box.above + box.below) for box in boxes)
    height = max(160, round(3 * area / MAP_WIDTH))
    while True:
        found = place_boxes(points, boxes, height)
        if found is not None:
            return height, found
        height += height // 8


def place_boxes(points: Sequence[MapPoint], boxes: Sequence[Box], height: int) -> list[tuple[int, int]] | None:
    """Return the places of the dots on a map of this height; None if there is not enough room."""
    xs = [
        MARGIN + box.half + x * (MAP_WIDTH - 2 * (MARGIN + box.half)) for (x, _), box in zip(points, boxes, strict=True)
    ]
    ys = [
        MARGIN + box.above + y * (height - 2 * MARGIN - box.above - box.below)
        for (_, y), box in zip(points, boxes, strict=True)
    ]
    for _ in range(ROUNDS):
        if not resolve_overlaps(xs, ys, boxes, height):
            return [(round(x), round(y)) for x, y in zip(xs, ys, strict=True)]
    return None


def resolve_overlaps(xs: list[float], ys: list[float], boxes: Sequence[Box], height: int) -> bool:
    """Move any two boxes that overlap apart, the shorter way; return whether there were any."""
    moved = False
    order = sorted(range(len(boxes)), key=lambda i: (xs[i] - boxes[i].half, i))
    for place, i in enumerate(order):
        for j in order[place + 1 :]:
            across = boxes[i].half + boxes[j].half - abs(xs[j] - xs[i])
            if xs[j] - boxes[j].half > xs[i] + boxes[i].half + GAP:
                break
            upper, lower = (i, j) if ys[i] < ys[j] or (ys[i] == ys[j] and i < j) else (j, i)
            down = ys[upper] + boxes[upper].below - (ys[lower] - boxes[lower].above)
            if across <= 0 or down <= 0:
                continue
            moved = True
            if across < down and move_sideways(xs, i, j, across, boxes):
                continue
            ys[upper] -= down / 2 + 0.5
            ys[lower] += down / 2 + 0.5
            for k in (upper, lower):
                ys[k] = min(max(ys[k], MARGIN + boxes[k].above), height - MARGIN - boxes[k].below)
    return moved


def move_sideways(xs: list[float], i: int, j: int, across: float, boxes: Sequence[Box]) -> bool:
    """Move two boxes apart horizontally, if there is room for it."""
    left, right = (i, j) if xs[i] < xs[j] or (xs[i] == xs[j] and i < j) else (j, i)
    to = [(left, xs[left] - across / 2 - 0.5), (right, xs[right] + across / 2 + 0.5)]
    if any(not MARGIN + boxes[k].half <= x <= MAP_WIDTH - MARGIN - boxes[k].half for k, x in to):
        return False
    for k, x in to:
        xs[k] = x
    return True
