"""Tables of figures, as text."""

import os
import platform
from collections.abc import Sequence
from statistics import median
from typing import Any

MB = 1_000_000


def machine() -> str:
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def number(value: float) -> str:
    """Return three figures of *value*, or all that stand before its point."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def table(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Return rows below *headings*: the first column to the left, the others, which hold numbers, to the right."""
    cells = [list(headings), *([cell if isinstance(cell, str) else number(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(cell.rjust(width) if place else cell.ljust(width) for place, (cell, width) in enumerate(row))
        for row in ([*zip(line, widths, strict=True)] for line in cells)
    )


def middle(values: Sequence[float]) -> float:
    return float(median(values))
