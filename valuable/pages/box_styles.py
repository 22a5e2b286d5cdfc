"""Link the style sheet of boxes in a text, such as callouts, on the pages that have one."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.html_tree import BOX_CLASSES
from valuable.build.assets import leave_out
from valuable.phases import HtmlPageContext

BOX_STYLE = "callouts.css"
BOX_STARTS = tuple(f'class="{name}' for name in sorted(BOX_CLASSES))


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    body = context.get("body", "")
    if not any(start in body for start in BOX_STARTS):
        leave_out(context, BOX_STYLE)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", on_html_page_context, priority=HtmlPageContext.METADATA)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
