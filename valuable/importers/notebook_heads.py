"""Read the head of a Jupyter notebook: front matter in its first cell, or fastpages' and nbdev's lines there."""

import json
import re
from collections.abc import Mapping
from typing import Any

from valuable.importers.heads import Head, loose_value, read_head

NOTEBOOK_TITLE = re.compile(r"\s*#[ \t]+(?P<title>[^\n]+)\n?")
FASTPAGES_LINE = re.compile(r"^- (?P<key>[\w-]+):[ \t]*(?P<value>.*)$", re.MULTILINE)
SUMMARY_LINE = re.compile(r"^>[ \t]*(?P<words>[^\n]+)$", re.MULTILINE)


def read_notebook_head(text: str) -> Head:
    """Return the values that a notebook says of itself, and the notebook without the cells that said them."""
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError):
        return Head({}, text)
    cells = notebook.get("cells") if isinstance(notebook, Mapping) else None
    values: dict[str, Any] = {}
    while isinstance(cells, list) and cells and isinstance(cells[0], Mapping):
        rest = take_head_cell(cells[0], values)
        if rest is None:
            break
        if rest.strip():
            cells[0] = {**cells[0], "source": rest}
            break
        cells.pop(0)
    return Head(values, json.dumps(notebook, ensure_ascii=False, indent=1)) if values else Head({}, text)


def take_head_cell(cell: Mapping[str, Any], values: dict[str, Any]) -> str | None:
    """Take the head that a cell holds into *values*; return what is left of the cell, None if it holds no head."""
    source = cell.get("source")
    text = "".join(source) if isinstance(source, list) else str(source or "")
    if cell.get("cell_type") == "raw" or (cell.get("cell_type") == "markdown" and text.lstrip().startswith("---")):
        head = read_head(f"{text.strip()}\n")
        values.update({key: value for key, value in head.values.items() if key not in values})
        return head.body if head.values else None
    title = NOTEBOOK_TITLE.match(text) if cell.get("cell_type") == "markdown" and "title" not in values else None
    if title is None:
        return None
    values["title"] = title["title"].strip().strip("\"'")
    lines = FASTPAGES_LINE.findall(text)
    if not lines:
        return text[title.end() :]
    summary = SUMMARY_LINE.search(text)
    values.update({key: loose_value(value) for key, value in lines})
    values.update({"description": summary["words"].strip().strip("\"'")} if summary else {})
    rest = FASTPAGES_LINE.sub("", text[title.end() :])
    return SUMMARY_LINE.sub("", rest, count=1).strip("\n")
