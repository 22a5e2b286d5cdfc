"""Maps are a function of what is on them; no name covers another, whatever the names and links are."""

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from valuable.knowledge.graph_layout import (
    FINGER,
    LINES_PER_LABEL,
    MAP_WIDTH,
    Area,
    MapNode,
    dot_radius,
    draw_map,
    hidden_part,
    label_lines,
    square,
    text_area,
    visible_pieces,
    width_in_letters,
)

TITLES = [
    "Plan",
    "Common understanding",
    "Where to play and how to win",
    "共通理解",
    "Donaudampfschifffahrtsgesellschaft",
    "A & <b>",
]


def made(count: int, links: int, seed: int) -> tuple[list[MapNode], list[tuple[str, str]]]:
    random = Random(seed)
    places = [
        MapNode(f"concepts/c{i}", random.choice(TITLES), "en", "concept", random.randint(0, 60)) for i in range(count)
    ]
    names = [place.pagename for place in places]
    pairs = [tuple(random.sample(names, 2)) for _ in range(links)] if count > 1 else []
    return places, pairs  # type: ignore[return-value]


@pytest.mark.parametrize(("count", "links"), [(1, 0), (2, 0), (2, 1), (5, 0), (16, 30), (19, 42), (80, 10), (80, 400)])
def test_no_name_covers_another_and_all_are_inside(count: int, links: int) -> None:
    found = draw_map(*made(count, links, seed=count + links))
    boxes = [spot.area for spot in found.spots]
    for spot in found.spots:
        left, top, right, bottom = spot.area
        assert right - left >= FINGER
        assert bottom - top >= FINGER
        assert left <= spot.x - spot.radius < spot.x + spot.radius <= right
        assert top <= spot.y - spot.radius < spot.y + spot.radius <= bottom + 1
        assert all(top + 8 <= y <= bottom for _, y in spot.lines)
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert top >= 0
        assert right <= found.width == MAP_WIDTH
        assert bottom <= found.height
    for i, one in enumerate(boxes):
        for other in boxes[i + 1 :]:
            apart = one[2] <= other[0] + 1.1 or other[2] <= one[0] + 1.1
            assert apart or one[3] <= other[1] + 1.1 or other[3] <= one[1] + 1.1


def pieces(path: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    for piece in path.split("M")[1:]:
        start, end = ([int(number) for number in point.split()] for point in piece.split("L"))
        yield (start[0], start[1]), (end[0], end[1])


@settings(deadline=None, max_examples=40)
@given(st.integers(2, 25), st.integers(1, 40), st.integers(0, 10_000))
def test_no_line_runs_through_a_name_or_the_dot_of_another(count: int, links: int, seed: int) -> None:
    found = draw_map(*made(count, links, seed))
    for start, end in pieces(found.path):
        for spot in found.spots:
            lines = [line for line, _ in spot.lines]
            name = text_area(spot.x, spot.lines[0][1], lines)
            inner = Area(name.left + 2, name.top + 2, name.right - 2, name.bottom - 2)  # ends are rounded
            assert hidden_part(start, end, inner) is None
            if (spot.x, spot.y) not in (start, end):
                assert hidden_part(start, end, square((spot.x, spot.y), spot.radius / 2)) is None


def test_line_between_dots_is_drawn_where_nothing_is_before_it() -> None:
    assert list(visible_pieces((0, 0), (100, 0), [])) == [((0, 0), (100, 0))]
    areas = [Area(20, -5, 40, 5), Area(30, -5, 50, 5), Area(90, -5, 98, 5), Area(0, 5, 100, 9)]
    assert list(visible_pieces((0, 0), (100, 0), areas)) == [((0, 0), (20, 0)), ((50, 0), (90, 0))]
    assert list(visible_pieces((0, 0), (100, 0), [Area(-5, -5, 105, 5)])) == []


def test_dots_are_of_one_size_where_all_weigh_the_same() -> None:
    assert dot_radius(1, 1) == dot_radius(1, 1) < dot_radius(2, 2)
    assert dot_radius(1, 40) < dot_radius(20, 40) < dot_radius(40, 40)


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 25), st.integers(0, 40), st.integers(0, 10_000))
def test_map_is_a_function_of_its_content(count: int, links: int, seed: int) -> None:
    places, pairs = made(count, links, seed)
    first = draw_map(places, pairs)
    again = draw_map(places, [(b, a) for a, b in reversed(pairs)] + pairs)
    assert again == first
    assert len(first.spots) == count
    assert first.height < 10_000


def test_list_says_what_the_lines_say() -> None:
    places = [
        MapNode("concepts/a", "A", "en", "here", 1),
        MapNode("concepts/b", "B", "en", "concept", 1),
        MapNode("posts/c", "C", "de", "post", 1),
    ]
    found = draw_map(places, [("concepts/a", "concepts/b"), ("concepts/b", "posts/c"), ("posts/c", "concepts/a")])
    assert [(place.title, [other.title for other in linked]) for place, linked in found.listed] == [
        ("B", ["C"]),
        ("C", ["B"]),
    ]
    a, b, c = ({*pieces(spot.path)} for spot in found.spots)
    assert {*pieces(found.path)} == a | b | c
    assert a & b
    assert a & c
    assert b & c


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Plan", ["Plan"]),
        ("Common understanding", ["Common", "understanding"]),
        ("Where to play and how to win", ["Where to play and", "how to win"]),
        (
            "One two three four five six seven eight nine ten eleven",
            ["One two three", "four five six", "seven eight nine …"],
        ),
        ("x" * 30, ["x" * 25, "x" * 5]),
        ("", [""]),
    ],
)
def test_names_are_broken_into_lines(title: str, lines: list[str]) -> None:
    assert label_lines(title) == lines


@given(st.text(max_size=200))
def test_any_name_has_few_short_lines(title: str) -> None:
    lines = label_lines(title)
    assert 1 <= len(lines) <= LINES_PER_LABEL
    assert all(width_in_letters(line) <= 30 for line in lines)
