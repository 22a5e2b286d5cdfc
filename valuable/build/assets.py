"""Select the scripts and style sheets of one page in the context of its template."""

import re
from functools import cache
from pathlib import PurePath
from typing import Any

# In the tag of a script or style sheet: the address is the theme's, with a checksum.
ADDRESS_ATTRIBUTE = re.compile(r'(?:src|href)="([^"]*)"')


@cache
def file_name(path: str | PurePath) -> str:
    """Return the file name of a script or style sheet."""
    return str(path).rpartition("/")[2]


def leave_out(context: dict[str, Any], *names: str) -> None:
    """Remove scripts and style sheets of these names from a page."""
    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context[kind] if file_name(file.filename) not in names]


def fetched_later(context: dict[str, Any], name: str) -> str:
    """Remove a script or style sheet from a page, and return its escaped address for a script that loads it later."""
    kinds = (("script_files", "js_tag"), ("css_files", "css_tag"))
    found = [context[tag](file) for kind, tag in kinds for file in context[kind] if file_name(file.filename) == name]
    leave_out(context, name)
    return "".join(ADDRESS_ATTRIBUTE.findall("".join(found)))
