"""Show cells of a notebook in the middle of a page: ``{notebook} tides.ipynb`` with ``:cells: 2:5``.

They are read as those of a notebook that is a post (`valuable.content.notebooks`), as if they stood in the page.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata, OptionSpec

from valuable import __version__
from valuable.base.reports import Severity, report
from valuable.base.source_paths import is_notebook
from valuable.base.text_files import UnreadableFileError, brief
from valuable.content.insertions import admit_named_file
from valuable.content.notebook_outputs import open_notebook
from valuable.content.notebooks import Cell, Notebook, language_name

SLICE = re.compile(r"\[?\s*(?P<start>-?\d{1,6})?\s*(?P<to>:)?\s*(?P<end>-?\d{1,6})?\s*\]?")
HEADING_IN_CELL = re.compile(
    r"^(?: {0,3}(?P<signs>#{1,6})[ \t]|[ \t]{0,3}[^\s#][^\n]*\n {0,3}(?P<line>=+|-+)[ \t]*$)", re.MULTILINE
)


def slice_of(written: str) -> slice | None:
    """Return what a text such as ``2:5``, ``-3:`` or ``4`` takes of a list, as Python has it; None if it is none."""
    found = SLICE.fullmatch(written.strip())
    if found is None or (not found["to"] and (not found["start"] or found["end"])):
        return None
    start, end = (int(found[name]) if found[name] else None for name in ("start", "end"))
    if found["to"]:
        return slice(start, end)
    return slice(start, None if start == -1 else (start or 0) + 1)


def heading_levels(cell: Cell) -> Iterator[int]:
    """Yield the levels of the headings in a cell."""
    for found in HEADING_IN_CELL.finditer(cell.text) if cell.kind == "markdown" else ():
        yield len(found["signs"]) if found["signs"] else 1 if found["line"][0] == "=" else 2


def level_around(node: nodes.Element | None) -> int:
    """Return the level of the heading under which a node stands; 1 is the title."""
    while node is not None and "level" not in node:
        node = node.parent
    return node["level"] if node is not None else 1


def heading_offset(highest: int, above: int) -> int:
    """Return by how much headings go down, of which the *highest* is given: it is no title, nor leaves out a level."""
    return 2 - highest if highest < 2 else min(0, above + 1 - highest)


class ShownNotebook(SphinxDirective):
    """``{notebook}``, the name of a file; ``:cells:`` says which of its cells, ``:language:`` that of their code."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {"cells": directives.unchanged, "language": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        source, line = self.get_source_info()
        name = self.arguments[0].strip()
        if not is_notebook(name):
            self.tell(f"`{{{self.name}}}` shows a notebook, and `{brief(name)}` is none: write the name of an `.ipynb`")
            return [self.words(name)]
        file = admit_named_file(self.env, name, f"{source}:{line}")[1]
        if file is None:
            return [self.words(name)]
        try:
            notebook = open_notebook(self.env._app, file, str(file))
        except UnreadableFileError as error:
            self.tell(f"the notebook `{brief(name)}` can't be shown, line {error.line}: {error}")
            return [self.words(name)]
        self.show(notebook, file)
        return []

    def words(self, name: str) -> nodes.Node:
        return nodes.paragraph(name, name)

    def tell(self, message: str) -> None:
        report(message, self.get_location(), "notebooks")

    def show(self, notebook: Notebook, file: Path) -> None:
        """Read the cells where the directive stands."""
        numbers = self.numbers(len(notebook.cells))
        if language := self.options.get("language"):
            code = language_name(language)
            cells = [replace(cell, language=code) if cell.kind == "code" else cell for cell in notebook.cells]
            notebook = replace(notebook, cells=cells)
        renderer: Any = self.state._renderer  # type: ignore[attr-defined]
        highest = min((level for number in numbers for level in heading_levels(notebook.cells[number])), default=2)
        offset = heading_offset(highest, level_around(renderer.current_node))
        with reading_from(renderer, str(file)):
            renderer.nested_render_text(notebook.cells_markdown(numbers), 0, heading_offset=offset)

    def numbers(self, count: int) -> range:
        """Return the numbers of the cells that are shown, of so many."""
        written = self.options.get("cells") or ":"
        found = slice_of(written)
        numbers = range(count)[found or slice(None)]
        if found is None:
            self.tell(f"`:cells: {brief(written)}` is no part of a list: write `2:5`, `2:` or `-3:`, counted from 0")
        elif not numbers:
            message = f"`:cells: {brief(written)}` names none of the {count} cells of this notebook: write others"
            report(message, self.get_location(), "notebooks", severity=Severity.HINT, subject=written)
        return numbers


@contextmanager
def reading_from(renderer: Any, path: str) -> Iterator[None]:
    """Have what is read name lines of the file at *path*, as MyST does for ``{include}``."""
    document, reporter = renderer.document, renderer.reporter
    source, place = document["source"], getattr(reporter, "get_source_and_line", None)
    own = reporter.source
    try:
        document["source"] = reporter.source = path
        reporter.get_source_and_line = lambda line: (path, line)
        yield
    finally:
        document["source"], reporter.source = source, own
        if place is not None:
            reporter.get_source_and_line = place
        else:
            del reporter.get_source_and_line


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.insertions")
    app.setup_extension("valuable.content.notebook_outputs")
    app.add_directive("notebook", ShownNotebook)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
