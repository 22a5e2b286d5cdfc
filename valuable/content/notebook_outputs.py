"""Show what the cells of a notebook have put out: text, tables, formulas and pictures, as they are stored in it.

The pictures are written to ``.cache/notebooks`` under a digest of their bytes, and published as those of other posts.
"""

import contextlib
import os
import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from urllib.parse import quote, unquote

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.build_state import BuildValue
from valuable.base.reports import Severity, report
from valuable.base.source_paths import NOTEBOOK, is_notebook
from valuable.base.text_files import brief, read_text
from valuable.base.translations import translator, ui_language
from valuable.content.file_contents import published_file_problem
from valuable.content.notebooks import (
    MADE_BY_PROGRAM,
    MAX_NOTEBOOK_BYTES,
    OUTPUTS,
    PICTURE_TYPES,
    Notebook,
    Shown,
    joined_text,
    read_notebook,
    shown_outputs,
)
from valuable.content.source_checks import page_language, sources_of
from valuable.phases import BuildFinished, DoctreeRead, EnvGetOutdated

PICTURE_CACHE = ".cache/notebooks"
ATTACHMENT = "attachment:"
PROGRAM_ADVICE = (
    "it needs a program that no page runs: have the cell put out a picture or a table as well, or link to it"
)


@dataclass
class NotebooksOfPage:
    """The notebooks of the page that is being read: by their path, those that it shows; its own has none."""

    docname: str = ""
    shown: dict[str, Notebook] = field(default_factory=dict)
    has_pictures: bool = False


READ_NOW = BuildValue[NotebooksOfPage](NotebooksOfPage)
OWN = ""  # the path of the notebook that a page is read from


class notebook_picture(nodes.Element):  # noqa: N801
    """A picture that is stored in a notebook, until it is in a file: ``data``, ``suffix``, ``alt``."""


def notebooks_of_page(app: Sphinx) -> NotebooksOfPage:
    """Return the notebooks of the page that is being read."""
    known, docname = READ_NOW.of(app), app.env.docname
    if known.docname != docname:
        known = NotebooksOfPage(docname)
        READ_NOW.set(app, known)
    return known


def open_notebook(app: Sphinx, file: Path, as_path: str) -> Notebook:
    """Read a notebook of the page. Raises :exc:`UnreadableFileError`."""
    known = notebooks_of_page(app).shown
    if as_path not in known:
        known[as_path] = read_notebook(read_text(file, Path(app.srcdir), MAX_NOTEBOOK_BYTES))
    return known[as_path]


def notebook_at(app: Sphinx, path: str | None) -> Notebook | None:
    """Return the notebook at a path that the page shows, else the one that the page is read from, else None."""
    shown = notebooks_of_page(app).shown.get(path or OWN)
    source = sources_of(app).get(app.env.docname)
    if shown is not None or source is None or not is_notebook(source.path):
        return shown
    return open_notebook(app, Path(app.srcdir, source.path), OWN)


class NotebookOutputs(SphinxDirective):
    """The outputs of a cell, by its number; `valuable.content.notebooks` writes it."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        notebook, number = notebook_at(self.env._app, self.get_source_info()[0]), self.arguments[0]
        if notebook is None or not number.isdecimal() or int(number) >= len(notebook.cells):
            report(
                f"`{{{OUTPUTS}}}` stands for the outputs of a notebook's cells: take it out",
                self.get_location(),
                OUTPUTS,
            )
            return []
        found: list[nodes.Node] = []
        for shown in shown_outputs(notebook.cells[int(number)]):
            if shown is None:
                message = f"an output of this cell is not shown: {PROGRAM_ADVICE}"
                report(message, self.get_location(), OUTPUTS, severity=Severity.HINT)
            elif shown.text.strip():
                found += self.nodes_of(shown)
        return [nodes.container("", *found, classes=["output"])] if found else []

    def nodes_of(self, shown: Shown) -> list[nodes.Node]:
        """Return the nodes of an output."""
        if shown.kind in PICTURE_TYPES:
            alternative = shown.alternative or translator(self.language()).gettext("Output of the code above")
            notebooks_of_page(self.env._app).has_pictures = True
            return [self.placed(stored_picture(shown.kind, shown.text, alternative))]
        if shown.kind == "text/html":
            return [self.placed(nodes.raw("", shown.text, format="html", **{MADE_BY_PROGRAM: True}))]
        if shown.kind in {"text/markdown", "text/latex"}:
            text = shown.text if shown.kind == "text/markdown" else display_maths(shown.text)
            return self.parse_text_to_nodes(text)
        return [self.placed(nodes.literal_block(shown.text, shown.text, language="text"))]

    def language(self) -> str:
        """Return the language of the page's frame."""
        return ui_language(page_language(self.env._app), self.config.language)

    def placed(self, node: nodes.Element) -> nodes.Element:
        node.source, node.line = self.get_source_info()
        return node


def display_maths(text: str) -> str:
    """Return LaTeX of an output as displayed maths; it comes with dollars or without."""
    inner = re.fullmatch(r"\s*(\$\$?)(.*?)\1\s*", text, re.DOTALL)
    return f"$$\n{(inner[2] if inner else text).strip()}\n$$"


def stored_picture(kind: str, text: str, alternative: str) -> nodes.Element:
    """Return a picture that is stored as text: SVG as it stands, others in Base64."""
    try:
        data = text.encode() if kind == "image/svg+xml" else b64decode("".join(text.split()), validate=True)
    except NotBase64:
        data = b""
    return notebook_picture("", data=data, suffix=PICTURE_TYPES[kind], alt=alternative)


def offer_notebooks(app: Sphinx, doctree: nodes.document) -> None:
    """Make a download of each link to a notebook that is no page: MyST looks for a document of that name."""
    for node in list(doctree.findall(addnodes.pending_xref)):
        name = f"{node['reftarget']}{NOTEBOOK}"
        known = node.get("refdomain") != "doc" or node["reftarget"] in app.env.found_docs
        if not known and Path(app.srcdir, name).is_file():
            link = addnodes.download_reference("", "", *node.children, reftarget=f"/{name}", refdoc=app.env.docname)
            link.source, link.line = node.source, node.line
            node.replace_self(link)


def find_beside_notebooks(app: Sphinx, doctree: nodes.document) -> None:
    """Have pictures in a notebook that a page shows be looked for beside the notebook first."""
    shown = notebooks_of_page(app).shown.keys() - {OWN}
    for node in doctree.findall(nodes.image) if shown else ():
        source = node.source if node.line else node.parent.source
        if source in shown and not node["uri"].startswith(("/", "data:", ATTACHMENT)) and "://" not in node["uri"]:
            file = Path(os.path.normpath(Path(str(source)).parent / unquote(node["uri"])))
            path = os.path.relpath(file, app.srcdir).replace(os.sep, "/")
            if file.is_file() and not path.startswith("../"):
                node["uri"] = f"/{quote(path)}"


def on_doctree_read_early(app: Sphinx, doctree: nodes.document) -> None:
    """Take the pictures that are attached to cells, ``![x](attachment:x.png)``, from the notebook."""
    offer_notebooks(app, doctree)
    find_beside_notebooks(app, doctree)
    attached = [node for node in doctree.findall(nodes.image) if node["uri"].startswith(ATTACHMENT)]
    for node in attached:
        name, place = unquote(node["uri"].removeprefix(ATTACHMENT)), node if node.line else node.parent
        notebook = notebook_at(app, place.source)
        forms = (notebook and notebook.attachment(name)) or {}
        kind = next((kind for kind in PICTURE_TYPES if kind in forms), None)
        if kind is None:
            report(
                f"no picture {brief(name)} is attached to a cell: attach it, or write the name of a file",
                place,
                OUTPUTS,
            )
            node.parent.remove(node)
            continue
        if not node.get("alt", "").strip():
            message = f"the picture {brief(name)} has no text alternative: write `![what it shows]({node['uri']})`"
            report(message, place, "pictures", severity=Severity.ACCEPTABLE, subject=name)
        notebooks_of_page(app).has_pictures = True
        found = stored_picture(kind, joined_text(forms[kind]), node.get("alt", ""))
        found.source, found.line = node.source, node.line
        node.replace_self(found)


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Write the pictures of a notebook to files, once what pages take from files has been judged."""
    if not notebooks_of_page(app).has_pictures:
        return
    for node in list(doctree.findall(notebook_picture)):
        name, digest = app.env.docname.rpartition("/")[2], blake2b(node["data"], digest_size=8).hexdigest()
        path = f"{PICTURE_CACHE}/{digest}/{name}{node['suffix']}"
        file = Path(app.srcdir, path)
        if not file.is_file() or file.read_bytes() != node["data"]:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(node["data"])
        if refused := published_file_problem(file):
            file.unlink()
            report(f"a picture of this notebook is not published: {refused}", node, OUTPUTS)
            node.parent.remove(node)
            continue
        app.env.images.add_file(app.env.docname, path)
        picture = nodes.image("", uri=path, alt=node["alt"], candidates={"*": path})
        picture.source, picture.line = node.source, node.line
        node.replace_self(picture)


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Have a notebook read again if one of its pictures is in the cache no more."""
    lost = {
        path for path in env.images if path.startswith(f"{PICTURE_CACHE}/") and not Path(app.srcdir, path).is_file()
    }
    return sorted({docname for path in lost for docname in env.images[path][0]} & env.found_docs)


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Forget the pictures that no notebook has any more."""
    if exception is None and not app.config.show_drafts:
        for file in Path(app.srcdir, PICTURE_CACHE).glob("*/*"):
            if file.relative_to(app.srcdir).as_posix() not in app.env.images:
                file.unlink()
                with contextlib.suppress(OSError):  # another notebook has the same
                    file.parent.rmdir()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.source_checks")
    app.add_source_suffix(".ipynb", "markdown")
    app.add_directive(OUTPUTS, NotebookOutputs)
    app.connect("env-get-outdated", on_env_get_outdated, priority=EnvGetOutdated.SAY_AGAIN)
    app.connect("doctree-read", on_doctree_read_early, priority=DoctreeRead.REFUSE)
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.NOTEBOOKS)
    app.connect("build-finished", on_build_finished, priority=BuildFinished.PRUNE)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
