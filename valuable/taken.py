"""Look at the files that pages take in, and publish none that is no file of this site.

Pictures, downloads and what directives include may be named by ``../`` or be links, and so lead anywhere: to another
site's drafts, or to a key. Beside that, what is taken in must be a file with something in it that a reader can load.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.checks import PICTURES, sources_of
from valuable.places import unfit
from valuable.sources import FORBIDDEN, Unreadable, brief, decoded, leads_out, named, printable

logger = logging.getLogger(__name__)

LARGEST_FILE = 50_000_000  # bytes


def problem(path: Path, root: Path) -> str | None:
    """Say why the file at *path* can't be published; None if it can, or if Sphinx says so itself."""
    if leads_out(path, root):
        return "which lies outside of the site's folder, where nothing is published from: put a copy beside the page"
    try:
        found = os.stat(path)
    except OSError:
        return None
    if not S_ISREG(found.st_mode):
        return "which is no file: name one"
    if found.st_size > LARGEST_FILE:
        size, most = found.st_size // 1_000_000, LARGEST_FILE // 1_000_000
        return f"which has {size} MB, and {most} MB are the most that a reader can be expected to load: make it smaller"
    if not found.st_size and path.suffix.casefold() in PICTURES:
        return "which is empty: save it anew"
    return None


def static_problems(folder: Path, root: Path) -> Iterator[tuple[str, str]]:
    """Yield the links in a folder whose files are all published that lead out of the site or to other folders."""
    waiting = [os.fspath(folder)] if folder.is_dir() else []
    while waiting:
        for entry in os.scandir(waiting.pop()):
            if entry.is_symlink() and (os.path.isdir(entry.path) or leads_out(entry.path, root)):
                yield entry.path, "it is a link out of the site, or to a folder: put a copy here"
            elif entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)


def warn(message: str, location: object) -> None:
    logger.warning(message, location=location, type="valuable", subtype="taken")


def on_builder_inited(app: Sphinx) -> None:
    for name in app.config.html_static_path:
        if not os.path.isabs(name):
            for path, message in static_problems(Path(app.confdir, name), Path(app.confdir)):
                warn(message, f"{path}:1")


def on_include_read(app: Sphinx, path: Path, parent: str, content: list[str]) -> None:
    """Take the text of a file out of ``{include}`` that is not to be published, and a character that can't be shown."""
    if leads_out(Path(app.srcdir, path), app.srcdir):
        content[0] = ""
    wrong = FORBIDDEN.search(content[0])
    if wrong:
        line = content[0].count("\n", 0, wrong.start()) + 1
        warn(f"here stands a character that can't be shown ({named(wrong[0])}): take it out", f"{path}:{line}")
        content[0] = FORBIDDEN.sub("", content[0])


def on_doctree_read_early(app: Sphinx, doctree: nodes.document) -> None:
    """Take out what the next steps can't work with: it has been in another file, or written as ``%00``."""
    for image in list(doctree.findall(nodes.image)):
        uri = image["uri"]
        reason = unfit(uri) if "://" not in uri and not uri.startswith("data:") else None
        if reason:
            warn(f"no picture can be shown from {brief(uri)}: {reason}", image if image.line else image.parent)
            image.parent.remove(image)
    if app.env.dependencies.get(app.env.docname):
        for text in list(doctree.findall(nodes.Text)):
            wrong = FORBIDDEN.search(text)
            if wrong:
                message = f"a file that is shown here has a character that can't be ({named(wrong[0])}): take it out"
                warn(message, text.parent)
                text.parent.replace(text, nodes.Text(FORBIDDEN.sub("", text)))


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    env, root = app.env, Path(app.srcdir)
    for file in sorted({root / path for path in env.dependencies.get(env.docname, ())}):
        message = problem(file, root)
        if message:
            path = os.path.relpath(file, root).replace(os.sep, "/")
            place = place_of(root, sources_of(app)[env.docname].path, path)
            warn(f"the page takes in {printable(path)}, {message}", place or env.docname)
            for noted in (env.images, env.dlfiles):
                noted.pop(path, None)  # type: ignore[call-overload]


def place_of(root: Path, source: str, path: str) -> str | None:
    """Return where *source* names a file; None if that can't be told."""
    name = path.rpartition("/")[2]
    try:
        lines = decoded((root / source).read_bytes()).split("\n")
    except (OSError, Unreadable):
        return None
    return next((f"{source}:{number}" for number, line in enumerate(lines, start=1) if name in line), None)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.checks")
    app.connect("builder-inited", on_builder_inited)
    app.connect("include-read", on_include_read)
    app.connect("doctree-read", on_doctree_read_early, priority=410)  # before Sphinx looks for pictures (500)
    app.connect("doctree-read", on_doctree_read, priority=550)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
