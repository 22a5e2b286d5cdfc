"""Tell templates whether a page has pictures that can be shown as large as the window.

What does that is fetched on the first click on a picture, which without it is a link to its largest file.
"""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.phases import HtmlPageContext

PICTURE_LINK = '<a class="picture'


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    context["has_pictures"] = PICTURE_LINK in (context.get("body") or "")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", on_html_page_context, priority=HtmlPageContext.METADATA)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
