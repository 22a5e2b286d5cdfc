"""Bring notebooks of the format before today's, nbformat 3, into the form of nbformat 4.

What IPython wrote until 2015: cells in worksheets, headings as cells of their own, code as ``input``, and the forms of
an output as its keys. See ``nbformat/v4/convert.py``.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from valuable.base.text_files import UnreadableFileError
from valuable.content.json_lines import JsonText

READ_FORMATS = (3, 4)
CONVERT = "`jupyter nbconvert --to notebook --inplace` on it makes a new one"
OUTPUT_MEDIA = {
    "text": "text/plain",
    "html": "text/html",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "latex": "text/latex",
    "json": "application/json",
    "javascript": "application/javascript",
}
OUTPUT_TYPES = {"pyout": "execute_result", "pyerr": "error"}
MAX_LEVEL = 6  # of a heading


def notebook_cells(found: Any) -> list[Mapping[str, Any]]:
    """Return the cells of a notebook as nbformat 4 has them. Raises :exc:`UnreadableFileError` for what is none."""
    found = found if isinstance(found, dict) else {}
    number = found.get("nbformat")
    if isinstance(number, int) and number not in READ_FORMATS:
        raise UnreadableFileError(f"it is a notebook of another format ({number}): {CONVERT}")
    cells, worksheets = found.get("cells"), found.get("worksheets")
    if isinstance(cells, list):
        return [cell for cell in cells if isinstance(cell, dict)]
    if isinstance(worksheets, list):
        return [upgraded_cell(cell) for cell in worksheet_cells(worksheets)]
    raise UnreadableFileError("it is no notebook: Jupyter finds no cells in it either; save it anew")


def worksheet_cells(worksheets: list[Any]) -> Iterator[Mapping[str, Any]]:
    for sheet in worksheets:
        cells = sheet.get("cells") if isinstance(sheet, dict) else None
        yield from (cell for cell in cells if isinstance(cell, dict)) if isinstance(cells, list) else ()


def upgraded_cell(cell: Mapping[str, Any]) -> dict[str, Any]:
    kind = cell.get("cell_type")
    if kind == "heading":
        return {
            **cell,
            "cell_type": "markdown",
            "source": heading_cell(cell),
        }
    if kind == "html":
        return {**cell, "cell_type": "markdown"}
    if kind != "code":
        return {**cell}
    outputs = cell.get("outputs")
    found = [upgraded_output(output) for output in parts_of(outputs) if isinstance(output, dict)]
    return {**cell, "source": cell.get("input", cell.get("source")), "outputs": found}


def heading_cell(cell: Mapping[str, Any]) -> str:
    """Return the text of a heading, which may be given as a list of lines."""
    level, parts = cell.get("level"), parts_of(cell.get("source"))
    signs = "#" * min(max(level if isinstance(level, int) else 1, 1), MAX_LEVEL)
    words = " ".join("".join(part for part in parts if isinstance(part, str)).split())
    text = JsonText(f"{signs} {words}")
    text.line = next((part.line for part in parts if isinstance(part, JsonText)), 1)
    return text


def parts_of(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def upgraded_output(output: Mapping[str, Any]) -> dict[str, Any]:
    kind = output.get("output_type")
    known = {**output, "output_type": OUTPUT_TYPES.get(str(kind), kind)}
    if kind in {"pyout", "display_data"}:
        about = output.get("metadata")
        known["data"] = {media: output[key] for key, media in OUTPUT_MEDIA.items() if key in output}
        known["metadata"] = {
            OUTPUT_MEDIA.get(key, key): value for key, value in (about.items() if isinstance(about, dict) else ())
        }
    return known
