"""Remove from the output, and from the store of doctrees, whatever this build would not have made.

Sphinx leaves the page of a deleted post where it was, and the picture of one that became a draft.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.listings import is_file
from valuable.posts import posts_of
from valuable.upstream_fixes import TEMPLATES

# Emptied before each build is written, and filled anew by Sphinx and the theme.
STATIC = "_static"


def expected(app: Sphinx) -> Iterator[Path]:
    """Yield every file that this build stands for, in the output and in the doctree folder."""
    builder, env = app.builder, app.env
    for pagename in env.found_docs | made(app):
        yield Path(builder.get_output_path(pagename))  # type: ignore[attr-defined]
    for _, name in env.images.values():
        yield Path(app.outdir, "_images", name)
    for _, download in env.dlfiles.values():
        yield Path(app.outdir, "_downloads", download)
    for name in (".buildinfo", "404.html", "objects.inv", "searchindex.js", f"{app.config.blog_path}/atom.xml"):
        yield Path(app.outdir, name)
    for post in posts_of(env).values():
        yield from (Path(app.outdir, old) for old in post.redirect if is_file(old))
    for folder in app.config.html_extra_path:
        root = Path(app.confdir, folder)
        for file in files(root) if root.is_dir() else [root]:
            yield Path(app.outdir, file.relative_to(root if root.is_dir() else root.parent))
    for docname in env.found_docs:
        yield Path(app.doctreedir, f"{docname}.doctree")
    yield Path(app.doctreedir, "environment.pickle")
    yield from files(Path(app.doctreedir, TEMPLATES))


def made(app: Sphinx) -> set[str]:
    """Return the names of the pages that this build has written so far."""
    if not hasattr(app, "_valuable_made"):
        app._valuable_made = set()  # type: ignore[attr-defined]
    return app._valuable_made  # type: ignore[attr-defined]


def files(folder: Path) -> Iterator[Path]:
    for directory, _, names in os.walk(folder):
        for name in names:
            yield Path(directory, name)


def prune(folder: Path, keep: set[Path]) -> None:
    """Remove the files under *folder* that are not in *keep*, and folders that are empty then."""
    for directory, _, found in os.walk(folder, topdown=False):
        path = Path(directory)
        if path.relative_to(folder).parts[:1] == (STATIC,):
            continue
        for name in found:
            if path / name not in keep:
                (path / name).unlink()
        if path != folder and not os.listdir(path):
            path.rmdir()


def on_write_started(app: Sphinx, builder: object) -> None:
    shutil.rmtree(Path(app.outdir, STATIC), ignore_errors=True)


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    made(app).add(pagename)


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        keep = set(expected(app))
        prune(Path(app.outdir), keep)
        prune(Path(app.doctreedir), keep)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("write-started", on_write_started)
    app.connect("html-page-context", on_html_page_context)
    app.connect("build-finished", on_build_finished)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
