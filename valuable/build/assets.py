"""Select the scripts and style sheets of one page in the context of its template."""

import re
from functools import cache
from pathlib import PurePath
from typing import Any

# In the tag of a script: the address is the theme's, with a checksum.
SRC_ATTRIBUTE = re.compile(r'src="([^"]*)"')


@cache
def file_name(path: str | PurePath) -> str:
    """Return the file name of a script or style sheet."""
    return str(path).rpartition("/")[2]


def leave_out(context: dict[str, Any], *names: str) -> None:
    """Remove scripts and style sheets of these names from a page."""
    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context[kind] if file_name(file.filename) not in names]


def fetched_later(context: dict[str, Any], name: str) -> str:
    """Remove a script from a page, and return its escaped address for another script that loads it later."""
    found = [context["js_tag"](file) for file in context["script_files"] if file_name(file.filename) == name]
    leave_out(context, name)
    return "".join(SRC_ATTRIBUTE.findall("".join(found)))
