"""Find the picture for the dark scheme that lies beside another: ``tide.dark.png`` beside ``tide.png``."""

from collections.abc import Iterable
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.env_store import DocnameStore
from valuable.content.included_files import admit_included_file, line_naming
from valuable.content.pictures.known import dark_path
from valuable.content.pictures.records import is_picture
from valuable.content.source_checks import sources_of
from valuable.phases import DoctreeRead, EnvGetOutdated

# By docname, the paths of the page's pictures, and whether each has one for the dark scheme.
DARK_PICTURES = DocnameStore[dict[str, bool]]("dark_pictures")


def has_dark(app: Sphinx, path: str) -> bool:
    return Path(app.srcdir, dark_path(path)).is_file()


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    env, docname = app.env, app.env.docname
    shown = sorted(path for path, (docnames, _) in env.images.items() if docname in docnames and is_picture(path))
    found = {path: has_dark(app, path) for path in shown}
    if not found:
        return
    DARK_PICTURES.of(env)[docname] = found
    for path in (path for path, is_there in found.items() if is_there):
        dark = dark_path(path)
        place = line_naming(Path(app.srcdir), sources_of(app)[docname].path, path) or docname
        if admit_included_file(env, f"/{dark}", place) is not None:
            env.images.add_file(docname, dark)


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Have pages read again beside whose pictures one for the dark scheme has come or gone."""
    return [
        docname
        for docname, known in DARK_PICTURES.of(env).items()
        if docname in env.found_docs and any(has_dark(app, path) != is_there for path, is_there in known.items())
    ]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.included_files")
    DARK_PICTURES.register(app)
    app.connect("env-get-outdated", on_env_get_outdated, priority=EnvGetOutdated.COMPARE)
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.DARK)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
