"""Link the style sheets of kinds of content that few pages have, such as code, formulas and notes, on those that do."""

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.directions import likely_script
from valuable.base.theme import LANGUAGE_STYLE, LIST_STYLE
from valuable.build.assets import file_name, leave_out
from valuable.build.style_sheets import CONTENT, CONTENT_SHEETS
from valuable.content.concepts import concepts_of
from valuable.phases import HtmlPageContext

LANG = re.compile(r'\slang="([\w-]+)"')
ALPHABETS = frozenset({"", "Armn", "Cyrl", "Geor", "Grek", "Latn"})
CLASS_VALUE = re.compile(r'\sclass="([^"]*)"')
MARKED_ELEMENT = re.compile("|".join(rf"{mark}(?![\w-])" for mark in CONTENT_SHEETS if mark.startswith("<")))


def content_marks(html: str) -> set[str]:
    """Return the classes of a text, and those of its elements that a kind of content is known by."""
    return {
        *MARKED_ELEMENT.findall(html),
        *(name for names in set(CLASS_VALUE.findall(html)) for name in names.split()),
    }


def kind_styles(html: str) -> set[str]:
    """Return the style sheets of the kinds that a text has."""
    return {CONTENT_SHEETS[mark] for mark in content_marks(html) if mark in CONTENT_SHEETS}


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    used = kind_styles("".join(author_texts(context)))
    if pagename not in app.env.all_docs or pagename in {app.config.root_doc, *concepts_of(app.env)}:
        used.add(LIST_STYLE)
    if not needs_language_style(context):
        leave_out(context, file_name(LANGUAGE_STYLE))
    leave_out(context, *(file_name(sheet) for sheet in CONTENT if sheet not in used))


def needs_language_style(context: dict[str, Any]) -> bool:
    """Return whether a page, or some of its author's text, is in another script than an alphabet from left to right."""
    languages = {context["page_language"], *(found for text in author_texts(context) for found in LANG.findall(text))}
    return any(likely_script(language) not in ALPHABETS for language in languages)


def author_texts(context: dict[str, Any]) -> Iterator[str]:
    """Yield what a page has of its author's text."""
    for part in ("body", "heading"):
        yield str(context.get(part) or "")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", on_html_page_context, priority=HtmlPageContext.METADATA)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
