"""Lay out pages and the links between them as a map: the place of each, the lines of its name, the paths of links.

A drawing is a function of what is on it: igraph (Kamada and Kawai's springs) places the pages from a fixed start, then
names that would cover each other are moved apart.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt
from typing import Literal, NamedTuple
from unicodedata import east_asian_width

MAP_WIDTH = 656  # units; of an article of full width, so that a unit is a pixel
LABEL_SIZE, LABEL_LINE_HEIGHT = 13, 16
LETTERS_PER_LINE, LINES_PER_LABEL = 17, 3  # of a line; of a name
GAP = 6
MARGIN = 4
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


@dataclass(frozen=True)
class PlacedNode:
    """A page on a map: its dot, the lines of its name with the place of each, and the lines to other dots as a path."""

    place: MapNode
    x: int
    y: int
    radius: float
    lines: tuple[tuple[str, int], ...]  # each with its y
    path: str  # in SVG: the lines to its neighbours


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
    radii = [dot_radius(place) for place in places]
    boxes = [label_box(lines, dot) for lines, dot in zip(names, radii, strict=True)]
    height, dots = arrange_boxes(spring_layout(len(places), edges), boxes)
    joined = joined_nodes(len(places), edges)

    def path(pairs: Sequence[tuple[int, int]]) -> str:
        return "".join(f"M{dots[a][0]} {dots[a][1]}L{dots[b][0]} {dots[b][1]}" for a, b in pairs)

    spots = []
    for i, place in enumerate(places):
        top = dots[i][1] + round(radii[i]) + LABEL_SIZE
        lines = tuple((line, top + LABEL_LINE_HEIGHT * n) for n, line in enumerate(names[i]))
        spots.append(PlacedNode(place, *dots[i], radii[i], lines, path([(i, other) for other in joined[i]])))
    return Map(MAP_WIDTH, height, tuple(spots), path(edges), tuple(listed_nodes(places, joined)))


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


def dot_radius(place: MapNode) -> float:
    """Return the radius of a page's dot, in units of the map."""
    return round(2.5 + sqrt(min(place.weight, 49)), 2)


class Box(NamedTuple):
    """The room of a dot and its name, measured from the dot's centre: half the width, the heights above and below."""

    half: float
    above: float
    below: float


def label_box(lines: Sequence[str], dot: float) -> Box:
    half = max(width_in_letters(line) for line in lines) * LABEL_SIZE * 0.61 / 2 + GAP / 2
    return Box(half, dot + GAP / 2, dot + LABEL_LINE_HEIGHT * len(lines) + GAP)


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
