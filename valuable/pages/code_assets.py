"""Give pages with blocks of code the words of the buttons that copy them."""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.translations import translator, ui_language
from valuable.phases import HtmlPageContext

BLOCK = re.compile(r"<pre[\s>]")


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if BLOCK.search(context.get("body", "")):
        words = translator(ui_language(context["page_language"], app.config.language))
        context["copy_words"] = [words.gettext("Copy"), words.gettext("Copied")]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", on_html_page_context, priority=HtmlPageContext.METADATA)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
