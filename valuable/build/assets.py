"""Select the scripts and style sheets of one page in the context of its template."""

from functools import cache
from pathlib import PurePath
from typing import Any


@cache
def file_name(path: str | PurePath) -> str:
    """Return the file name of a script or style sheet."""
    return str(path).rpartition("/")[2]


def leave_out(context: dict[str, Any], *names: str) -> None:
    """Remove scripts and style sheets of these names from a page."""
    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context[kind] if file_name(file.filename) not in names]
