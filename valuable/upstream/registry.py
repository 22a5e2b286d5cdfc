"""Every change to another package: the registry, and the extension that makes them.

What is done by another package's own means, such as a builder, a directive or a rule of Markdown's, is no change and
stands where it belongs. Which rules of Furo's style sheet are used is said in `furo_rules`.
"""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.upstream import ablog, autobuild, contents, docutils, furo, labels, markdown_it, myst, sphinx
from valuable.upstream.patches import apply

AT_START = sphinx.START_PATCHES
IN_BUILDS = tuple(
    patch for module in (sphinx, contents, labels, docutils, myst, markdown_it, furo, ablog) for patch in module.PATCHES
)
IN_PREVIEW = autobuild.PATCHES
PATCHES = (*AT_START, *IN_BUILDS, *IN_PREVIEW)


def apply_at_start() -> None:
    """Make the changes that have to be made before there is an application."""
    apply(AT_START)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("ablog")
    app.setup_extension("valuable.base.events")
    apply(IN_BUILDS, app)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
