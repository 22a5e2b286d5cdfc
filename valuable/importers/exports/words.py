"""Compare the words of a page with those of its export, so that none is lost without being named."""

import re
from collections import Counter
from functools import cache
from html import unescape

from docutils import nodes
from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from sphinx import addnodes
from sphinx.application import Sphinx

from valuable.content.markdown.embeds import embed
from valuable.importers.losses import SEEN_WORD, TAG_LIKE

HTML_COMMENT = re.compile(r"<!--[\s\S]*?-->")
UNCOUNTED = (nodes.comment, nodes.label, nodes.footnote_reference)  # not shown, or numbered by each system by itself
# Remarks, and what a card says of the host that it comes from.
UNCOUNTED_HTML = re.compile(rf'{HTML_COMMENT.pattern}|<span class="embed-host">[\s\S]*?</span>\s*</span>')
MARKUP_SIGNS = re.compile(r"[*_`~$]")


@cache
def reader_of_exports() -> MarkdownIt:
    found = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return found.use(footnote_plugin, inline=False).use(deflist_plugin)


def counted_words(text: str) -> Counter[str]:
    return Counter(
        word.casefold() for word in SEEN_WORD.findall(MARKUP_SIGNS.sub("", text.replace("’", "'").replace("\\", " ")))
    )


def words_of_doctree(app: Sphinx, docname: str) -> Counter[str]:
    """Return the words that a page shows: also its formulas and code, not what its HTML is made of."""
    pieces = []
    for node in app.env.get_doctree(docname).findall(nodes.Text):
        if isinstance(node.parent, UNCOUNTED) or is_name_of_target(node) or is_on_card(node):
            continue
        is_html = node.parent is None or isinstance(node.parent, nodes.raw)
        pieces.append(unescape(TAG_LIKE.sub(" ", UNCOUNTED_HTML.sub(" ", str(node)))) if is_html else str(node))
    return counted_words(" ".join(pieces))


def is_name_of_target(node: nodes.Text) -> bool:
    """Return whether a text is what a reference names, in whose place the page shows words of its own."""
    place = node.parent.parent if node.parent is not None else None
    return isinstance(place, addnodes.pending_xref) and not place.get("refexplicit")


def is_on_card(node: nodes.Text) -> bool:
    """Return whether a text is what a card says of the film or post elsewhere that takes its place."""
    parent = node.parent
    while parent is not None and not isinstance(parent, embed):
        parent = parent.parent
    return parent is not None


def words_of_export(title: str, body: str) -> Counter[str]:
    tokens = reader_of_exports().parse(body)
    shown = reader_of_exports().renderer.render(tokens, reader_of_exports().options, {})
    shown = re.sub(r'\b(?:title|alt)="([^"]*)"', r">\1 <x ", HTML_COMMENT.sub(" ", shown))
    return counted_words(f"{title} {unescape(TAG_LIKE.sub(' ', shown))}")


def missing_words(app: Sphinx, docname: str, title: str, body: str) -> list[str]:
    """Return the words of a page that its export lacks."""
    page = words_of_doctree(app, docname)
    return list((page - words_of_export(title, body)).elements())
