"""Find which tag ends which, and how many signs the box between them needs around it."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

COLONS = re.compile(r"^[ \t>]*:{3,}", re.MULTILINE)
MAX_HEIGHT = 8  # boxes in each other


class Pair(NamedTuple):
    """The number of the tag that ends another one; ``height`` counts the pairs in each other, this one too."""

    end: int
    height: int


def pairs_of(tags: Sequence[tuple[str, bool]], flat: Collection[str] = ()) -> dict[int, Pair]:
    """Return the pair that each tag begins, by its number, given the name of each and whether it is an end.

    Those that *flat* names don't stand in each other: the first end counts.
    """
    found: dict[int, Pair] = {}
    opened: list[tuple[int, str]] = []
    heights: list[int] = []  # of what is in each of them
    names: Counter[str] = Counter()
    for number, (name, is_end) in enumerate(tags):
        if not is_end:
            if name not in flat or not names[name]:
                opened.append((number, name))
                heights.append(0)
                names[name] += 1
        elif names[name]:
            height = 0
            here: str | None = None
            while here != name:  # those in between have no end
                start, here = opened.pop()
                height = max(height, heights.pop())
                names[here] -= 1
            found[start] = Pair(number, height + 1)
            if heights:
                heights[-1] = max(heights[-1], height + 1)
    return found


def box_signs(text: str) -> tuple[str, int]:
    """Return the sign around the boxes of a text, and the longest row of it that there is.

    It is a colon, unless there are boxes with colons already, in which only backticks may stand.
    """
    if not COLONS.search(text):
        return ":", 2
    return "`", max((len(row) for row in re.findall("`{3,}", text)), default=2)


def box_fence(signs: tuple[str, int], height: int) -> str:
    """Return the signs around a box in which *height* others stand in each other, itself counted."""
    sign, longest = signs
    return sign * (longest + height)


def box_opening(fence: str, head: str) -> str:
    """Return the first line of a box, given its kind and title: ``:::tip Title``."""
    kind, _, title = head.partition(" ")
    return f"{fence}{head}" if fence[0] == ":" else f"{fence}{{{kind}}} {title}".rstrip()
