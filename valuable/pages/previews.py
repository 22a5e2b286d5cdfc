"""Tell pages the address of the script that previews links. It is fetched once the reader turns to the text.

What a preview says comes from the page that the link leads to, so nothing is made for it.
"""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.build.assets import fetched_later
from valuable.phases import HtmlPageContext

PREVIEW_SCRIPT = "preview-box.js"


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    context["preview_script"] = fetched_later(context, PREVIEW_SCRIPT)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.pages.page_context")
    app.connect("html-page-context", on_html_page_context, priority=HtmlPageContext.METADATA)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
