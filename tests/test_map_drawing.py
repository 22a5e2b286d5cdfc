"""Maps are a function of what is on them; no name covers another, whatever the names and links are."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from valuable.knowledge.graph_layout import (
    LINES_PER_LABEL,
    MAP_WIDTH,
    MapNode,
    draw_map,
    label_box,
    label_lines,
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
    boxes = []
    for spot in found.spots:
        half, above, below = label_box([line for line, _ in spot.lines], spot.radius)
        boxes.append((spot.x - half, spot.y - above, spot.x + half, spot.y + below))
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert top >= 0
        assert right <= found.width == MAP_WIDTH
        assert bottom <= found.height
    for i, one in enumerate(boxes):
        for other in boxes[i + 1 :]:
            apart = one[2] <= other[0] + 1.1 or other[2] <= one[0] + 1.1
            assert apart or one[3] <= other[1] + 1.1 or other[3] <= one[1] + 1.1


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
    dots = {spot.place.title: f"{spot.x} {spot.y}" for spot in found.spots}
    assert found.path == f"M{dots['A']}L{dots['B']}M{dots['A']}L{dots['C']}M{dots['B']}L{dots['C']}"


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
