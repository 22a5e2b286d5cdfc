"""Give the look and the scripts of films, sound and embeds to the pages that have some."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.build.assets import leave_out
from valuable.phases import HtmlPageContext

# Each with what in the body of a page asks for it.
MEDIA_ASSETS = {
    "media.css": ("<video", "<audio"),
    "embeds.css": ('<span class="embed ',),
    "embeds.js": (" data-frame=",),
}


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    body = context.get("body") or ""
    leave_out(context, *(name for name, signs in MEDIA_ASSETS.items() if not any(sign in body for sign in signs)))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", on_html_page_context, priority=HtmlPageContext.METADATA)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
