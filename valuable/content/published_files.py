"""Check the contents of files that posts show and offer, and refuse those that a browser would run.

Whoever follows a link to ``_images/a.svg`` or ``_downloads/page.html`` opens it as a page of this site. What lies in
``_static`` and ``_extra`` is the site's own and published as it is.
"""

import os
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.reports import report
from valuable.base.text_files import printable
from valuable.content.file_contents import published_file_problem
from valuable.content.included_files import line_naming
from valuable.content.source_checks import sources_of
from valuable.phases import DoctreeRead


def on_doctree_read(app: Sphinx, doctree: object) -> None:
    env, root = app.env, Path(app.srcdir)
    for file in sorted({root / path for path in env.dependencies.get(env.docname, ())}):
        path = os.path.relpath(file, root).replace(os.sep, "/")
        what = "picture" if path in env.images else "file" if Path(path) in env.dlfiles else ""
        message = published_file_problem(file) if what else ""
        if message:
            place = line_naming(root, sources_of(app)[env.docname].path, path)
            message = f"the {what} {printable(path)} is not published: {message}"
            report(message, place or env.docname, "pictures")
            env.images.pop(path, None)
            env.dlfiles.pop(Path(path), None)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.included_files")
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.PUBLISHED)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
