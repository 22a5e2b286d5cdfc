"""Set what may be wider than the text: tables, code, formulas.

Each table gets a box that scrolls, those in HTML too, and a class that says how small it has to be on paper. The style
sheet for what scrolls goes to the pages that have such a thing.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.html_tree import Element, parse_html, text_content
from valuable.build.assets import leave_out
from valuable.phases import HtmlPageContext

WIDE_STYLE = "wide.css"
WIDE_THING = re.compile(r'<(?:table|pre)[\s>]|class="(?:[^"]* )?(?:math-wrapper|m-long|gallery|wide)[ "]')
TABLE_EDGE = re.compile(r"<!--.*?--\s*>|<(/?)table(?=[\s>])[^>]*>", re.DOTALL | re.IGNORECASE)
# What Furo puts around a table of Markdown.
WRAPPER_BEFORE = re.compile(r'<div class="(table-wrapper)\b[^>]*>\s*$')
WRAPPER_REACH = 500  # characters
WRAPPER = '<div class="table-wrapper{}">'
# Of how many characters the longest words of all columns together may be, from the size of text on paper downwards. A
# sheet of A4 is 16 cm wide within its margins, of which lists and boxes take some; a character is 0.6 of its size.
PAPER_WIDTHS = (80, 98, 124, 166)
COLUMN_GAP = 1  # character


def outermost_tables(body: str) -> Iterator[tuple[int, int]]:
    """Yield where each table begins and ends that stands in no other; one that never ends is left out."""
    depth, start = 0, 0
    for edge in TABLE_EDGE.finditer(body):
        if edge[1] is None:
            continue
        if not edge[1]:
            start = start if depth else edge.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                yield start, edge.end()


def longest_words(table: Element) -> int:
    """Return of how many characters the longest words of all columns are together, with the space between columns."""
    widths: dict[int, int] = defaultdict(int)
    for row in table.iter("tr"):
        column = 0
        for cell in row.iterchildren("td", "th"):
            span = cell.get("colspan", "1")
            words = (len(word) for word in text_content(cell).split()) if span == "1" else ()
            widths[column] = max(widths[column], *words, 0)
            column += int(span) if span.isdecimal() else 1
    return sum(widths.values()) + COLUMN_GAP * len(widths)


def density(markup: str) -> int:
    """Return how many steps smaller than other text a table has to be on paper; the last breaks its words, too."""
    width = longest_words(parse_html(markup))
    return sum(width > limit for limit in PAPER_WIDTHS)


def set_tables(body: str) -> str:
    """Return *body* with a box around each table, of the class ``dense-1`` to ``dense-4`` where it needs that."""
    written, at = [], 0
    for start, end in outermost_tables(body):
        steps = density(body[start:end])
        more = f" dense-{steps}" if steps else ""
        before = WRAPPER_BEFORE.search(body, max(at, start - WRAPPER_REACH), start)
        if before:
            written += [body[at : before.end(1)], more, body[before.end(1) : end]]
        else:
            written += [body[at:start], WRAPPER.format(more), body[start:end], "</div>"]
        at = end
    return "".join([*written, body[at:]])


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    body = context.get("body") or ""
    context["has_wide_things"] = bool(WIDE_THING.search(body))
    if not context["has_wide_things"]:
        leave_out(context, WIDE_STYLE)
    if "<table" in body:
        context["body"] = set_tables(body)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", on_html_page_context, priority=HtmlPageContext.METADATA)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
