"""Read how large an SVG file is shown: its width and height, else the shape of its ``viewBox``.

Nothing in this module knows Sphinx.
"""

import re
from functools import lru_cache
from pathlib import Path

from valuable.base.html_scan import parse_attributes

ROOT_TAG = re.compile(rb"<(?:\w+:)?svg\b([^>]*)>", re.IGNORECASE)
SVG_HEAD = 65_536  # bytes in which the outermost element begins
PIXELS_OF = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "em": 16.0}
SVG_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*([a-z]*)\s*", re.IGNORECASE)


@lru_cache(maxsize=256)
def svg_size(path: Path, modified: int) -> tuple[int, int] | None:
    """Return the width and height in pixels of the drawing at *path*; None if it says neither.

    *modified* is the file's time in nanoseconds: a changed file is read again.
    """
    with path.open("rb") as file:
        found = ROOT_TAG.search(file.read(SVG_HEAD))
    if found is None:
        return None
    given = parse_attributes(found[1].decode(errors="replace"))
    width, height = pixels_of(given.get("width", "")), pixels_of(given.get("height", ""))
    box = [float(part) for part in re.findall(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", given.get("viewbox", ""))]
    shape = box[2] / box[3] if len(box) == 4 and box[2] > 0 and box[3] > 0 else 0.0
    if shape:
        width = width or (height * shape if height else box[2])
        height = height or width / shape
    return (max(1, round(width)), max(1, round(height))) if width and height else None


def pixels_of(length: str) -> float:
    found = SVG_LENGTH.fullmatch(length)
    return float(found[1]) * PIXELS_OF.get(found[2].lower(), 0) if found else 0.0
