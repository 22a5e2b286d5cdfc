"""Check the files that directives open before they do so; no directive may fetch a URL.

docutils, Sphinx and MyST each open files in their own way, by names that each resolves in its own way. Here each name
becomes a path once, which is judged (`valuable.content.included_files`), noted as a dependency, and is what is opened
then.
"""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.parsers.rst.directives import images, misc, tables
from sphinx.application import Sphinx
from sphinx.directives import code, other, patches
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.file_access import OUTSIDE_ROOT
from valuable.base.reports import Severity, report
from valuable.base.text_files import brief
from valuable.content.included_files import admit_included_file, warn_of_file
from valuable.content.taken_files import files_called_like, public_address, taken_file


class FileOpening:
    """A mixin for directives that open the file in their argument, in ``:diff:`` or in ``:file:``."""

    arguments: list[str]
    options: dict[str, Any]
    opens_argument: ClassVar[bool] = False

    def run(self) -> list[nodes.Node]:
        document = self.state.document  # type: ignore[attr-defined]
        source, line = self.state_machine.get_source_and_line(self.lineno)  # type: ignore[attr-defined]
        names = self.arguments[:1] if self.opens_argument else []
        if not may_run(document.settings.env, names, self.options, (source, line)):
            return []
        self.use_names(names)
        found: list[nodes.Node] = super().run()  # type: ignore[misc]
        return found

    def use_names(self, names: list[str]) -> None:
        """Have the directive open the files that were found by their names."""
        self.arguments[: len(names)] = names


class Include(FileOpening, other.Include):
    """Sphinx's, for reStructuredText; in Markdown, MyST runs its own (`valuable.upstream.myst` checks that one)."""

    opens_argument = True
    # As it stands: docutils would import any module of that name.
    option_spec = {**(other.Include.option_spec or {}), "parser": directives.unchanged}


class LiteralInclude(FileOpening, code.LiteralInclude):
    """Sphinx's, which opens its argument and ``:diff:``. ``:link:`` has words that lead to the file."""

    opens_argument = True
    option_spec = {**(code.LiteralInclude.option_spec or {}), "link": directives.unchanged}

    def use_names(self, names: list[str]) -> None:
        super().use_names(names)
        if "link" in self.options:
            name = names[0]
            address = public_address(self.env._app, name) if name.startswith("/") else f"./{name}"
            link = f"[{escaped(self.options['link'] or name.rpartition('/')[2])}](<{address}>)"
            self.options["caption"] = ": ".join(filter(None, (self.options.get("caption"), link)))


def escaped(words: str) -> str:
    """Return words as they stand in a link."""
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", words)


class Raw(FileOpening, misc.Raw):
    """docutils' own, which opens ``:file:``."""

    option_spec = {**(misc.Raw.option_spec or {}), "url": directives.unchanged}


class CSVTable(FileOpening, tables.CSVTable):  # type: ignore[misc]
    """docutils' own: what Sphinx adds to it looks for ``/x.csv`` at the root of the disk first."""

    option_spec = {**tables.CSVTable.option_spec, "url": directives.unchanged}


class Image(FileOpening, images.Image):
    """docutils' own, which opens a picture for ``:loading: embed``."""


class Figure(FileOpening, patches.Figure):
    """Sphinx's, which opens a picture for ``:figwidth: image``."""


def on_markdown_include(app: Sphinx, directive: Any) -> bool:
    """Return whether MyST's own ``{include}`` may be carried out."""
    place = directive.document["source"], directive.lineno
    return may_run(app.env, directive.arguments, directive.options, place)


def may_run(env: BuildEnvironment, names: list[str], options: dict[str, Any], place: tuple[str, int]) -> bool:
    """Return whether a directive at *place* may open all files that it names; report those that it may not.

    Afterwards *names* and ``file`` are those that were judged, whatever docutils would have made of them.
    """
    source, line = place
    where = f"{source}:{line}"
    refused = list(option_problems(names, options))
    for message in refused:
        warn_of_file(message, where)
    if refused:
        env.note_reread()
        return False
    others = [options["diff"]] if "diff" in options else []
    paths = [admit_included_file(env, name, where) for name in others]
    for number, name in enumerate(names):
        found, file = admit_named_file(env, name, where)
        names[number] = found
        paths.append(file)
    if "file" in options:
        paths.append(path := admit_included_file(env, options["file"], where, Path(source).absolute().parent))
        options["file"] = os.fspath(path or "")
    return None not in paths


def admit_named_file(env: BuildEnvironment, name: str, where: str) -> tuple[str, Path | None]:
    """Return the name by which a file is found, and its path; None, and report it, if it is not there or refused."""
    found = taken_file(env, name)
    file = admit_included_file(env, found or name, where)
    if file is not None and found is None:
        near = ", ".join(f"`{other}`" for other in files_called_like(env, name))
        cure = f"nearest are {near}" if near else "put it beside the page, and write its name"
        message = f"there is no file `{brief(name)}` to take in: {cure}"
        report(message, where, "dead_ends", severity=Severity.ACCEPTABLE, subject=name)
        return name, None
    return found or name, file


def option_problems(names: Sequence[str], options: dict[str, Any]) -> Iterator[str]:
    """Yield the problems of the options of a directive that opens files."""
    if "url" in options:
        url = brief(options["url"])
        yield f"the page takes in {url}, {OUTSIDE_ROOT}, and write `:file:` with its name, not `:url:`"
    if "parser" in options:
        yield "`:parser:` would run any program of that name: leave it out, and put `.md` text into the file"
    if options.get("figwidth") == "image":
        yield "`:figwidth: image` can't be told before the picture is read: write a width, as in `:figwidth: 300px`"
    if options.get("loading") == "embed":
        yield "`:loading: embed` would write the picture into the page: leave it out, or write `:loading: lazy`"
    for name in names:
        if name.startswith("<") and name.endswith(">"):
            yield f"the page takes in {brief(name)}, {OUTSIDE_ROOT}"


def setup(app: Sphinx) -> ExtensionMetadata:
    opening: dict[str, type] = {
        "include": Include,
        "literalinclude": LiteralInclude,
        "raw": Raw,
        "csv-table": CSVTable,
        "image": Image,
        "figure": Figure,
    }
    for name, directive in opening.items():
        app.add_directive(name, directive, override=True)
    app.setup_extension("valuable.content.taken_files")
    app.setup_extension("valuable.upstream.registry")  # asks before an `{include}`
    app.connect("markdown-include", on_markdown_include)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
