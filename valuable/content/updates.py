"""Read the dates of ``{update}`` directives."""

from collections.abc import Iterator
from datetime import datetime
from typing import cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.reports import report
from valuable.base.settings import site_timezone
from valuable.content.source_checks import sources_of
from valuable.content.validators import ValidationError, parse_moment
from valuable.phases import DoctreeRead
from valuable.upstream.ablog import update_nodes


def updates(doctree: nodes.document) -> Iterator[tuple[datetime, nodes.title]]:
    """Yield each ``{update}`` of a post: its moment, and the title that :func:`on_doctree_read` has given it."""
    for node in update_nodes(doctree):
        yield node["moment"], cast(nodes.title, node.children[0])


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Check the dates."""
    source = sources_of(app).get(app.env.docname)
    if source is None or source.kind != "post":
        return
    for node in update_nodes(doctree):
        try:
            node["moment"] = parse_moment(node["date"], site_timezone(app.config))
        except ValidationError as wrong:
            report(f"`{{update}}`: {wrong}", node, "front_matter")
            node.parent.remove(node)
        else:
            node.insert(0, nodes.title())
            node["classes"] = ["note", "update"]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.upstream.registry")
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.LINKS)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
