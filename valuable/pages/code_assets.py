"""Give pages with blocks of code what these need: their style sheets, and a script with the words of its buttons."""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.settings import DEFAULTS
from valuable.base.translations import translator, ui_language
from valuable.build.assets import leave_out
from valuable.phases import HtmlPageContext

CODE_STYLE, CODE_SCRIPT = "code.css", "copy-code.js"
OWN_COLOURS, PYGMENTS_COLOURS = "code-colours.css", "pygments.css"
STYLE_SETTINGS = ("pygments_style", "pygments_dark_style")
BLOCK = re.compile(r"<pre[\s>]")


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    body = context.get("body", "")
    if BLOCK.search(body):
        chosen = any(app.config[name] != DEFAULTS[name] for name in STYLE_SETTINGS)
        leave_out(context, OWN_COLOURS if chosen else PYGMENTS_COLOURS)
        words = translator(ui_language(context["page_language"], app.config.language))
        context["copy_words"] = [words.gettext("Copy"), words.gettext("Copied")]
    else:
        leave_out(context, CODE_STYLE, OWN_COLOURS, PYGMENTS_COLOURS, CODE_SCRIPT)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", on_html_page_context, priority=HtmlPageContext.METADATA)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
