"""Tell pages with pictures where the script and the style are that show one as large as the window.

They are fetched on the first click on a picture, which without them is a link to its largest file.
"""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.build.assets import fetched_later, leave_out
from valuable.phases import HtmlPageContext

CLICK_SCRIPT, VIEWER_SCRIPT, VIEWER_STYLE = "pictures.js", "viewer.js", "viewer.css"
PICTURE_LINK = '<a class="picture'


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    context["viewer_script"], context["viewer_style"] = (
        fetched_later(context, name) for name in (VIEWER_SCRIPT, VIEWER_STYLE)
    )
    if PICTURE_LINK not in (context.get("body") or ""):
        context["viewer_script"] = ""
        leave_out(context, CLICK_SCRIPT)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", on_html_page_context, priority=HtmlPageContext.METADATA)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
