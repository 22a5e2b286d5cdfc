"""Give the look and the script of embeds to the pages that have some."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.build.assets import leave_out
from valuable.phases import HtmlPageContext

EMBED_STYLE, EMBED_SCRIPT = "embeds.css", "embeds.js"


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    body = context.get("body") or ""
    if '<span class="embed ' not in body:
        leave_out(context, EMBED_STYLE)
    if "data-frame=" not in body:
        leave_out(context, EMBED_SCRIPT)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", on_html_page_context, priority=HtmlPageContext.METADATA)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
