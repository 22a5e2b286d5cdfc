"""Keep HTML in one piece that opens before a heading and closes after it: ``<details>`` around parts of a page.

A heading begins a section, which is an element of the page, and elements nest. So what stands in an element of HTML
belongs to the section in which that is opened, as a part of it, whatever its headings are; and the sections that are
begun in it end with it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from docutils import nodes

from valuable.content.html.allowed_html import HTML_ELEMENTS, OLD_NAMES, VOID_ELEMENTS
from valuable.content.html.tokens import UNPARSED, Tag, Tokenizer

# A heading ends a `<p>`, as in browsers.
HOLDERS = (HTML_ELEMENTS | OLD_NAMES.keys()) - VOID_ELEMENTS - {"p"}
LONE_PARAGRAPH = re.compile(r"\s*<p(?:\s[^<>]*)?>\s*", re.IGNORECASE)
PARAGRAPH_END = re.compile(r"\s*</p\s*>\s*", re.IGNORECASE)
PARAGRAPH_TAG = re.compile(r"(</?)p", re.IGNORECASE)
MAX_HOLDERS = 20  # elements around sections in one another: each makes the page deeper


def nest_in_html(document: nodes.document) -> None:
    """Have the sections that stand in an element of HTML be parts of the one in which it is opened."""
    root = next((child for child in document.children if isinstance(child, nodes.section)), None)
    if root is None:
        return
    content = list(content_in_order(root))
    if not any(isinstance(node, nodes.raw) for node in content):
        return
    hold_blocks(content)
    opens, closes = elements_around_sections(content)
    if opens:
        nest_anew(root, content, opens, closes)


def content_in_order(section: nodes.section) -> Iterator[nodes.Node]:
    """Yield what stands in a section, in its order: sections within it, each before what stands in it."""
    for child in section.children:
        yield child
        if isinstance(child, nodes.section):
            yield from content_in_order(child)


def hold_blocks(content: Iterable[nodes.Node]) -> None:
    """Make a ``<div>`` of a ``<p>`` that stands alone, with blocks between it and its ``</p>``.

    A browser ends a paragraph where a block begins, and what is written between would lose what the ``<p>`` says.
    """
    opened: nodes.raw | None = None
    for node in content:
        if not isinstance(node, nodes.raw):
            continue
        markup = node.astext()
        if LONE_PARAGRAPH.fullmatch(markup):
            opened = node
        elif opened is not None and PARAGRAPH_END.fullmatch(markup):
            for tag in opened, node:
                written = PARAGRAPH_TAG.sub(r"\1div", tag.astext(), count=1)
                tag.children, tag.rawsource = [nodes.Text(written)], written
            opened = None


class Opening(NamedTuple):
    """A start tag: its name, the place of its piece of HTML, and how many sections begin before it."""

    name: str
    place: int
    sections: int


def elements_around_sections(content: Iterable[nodes.Node]) -> tuple[Counter[int], Counter[int]]:
    """Return how many elements in which a section begins each piece of HTML opens, and how many it closes.

    The pieces are known by their places. What is opened and never closed is of no account.
    """
    opened: list[Opening] = []
    opens, closes = Counter[int](), Counter[int]()
    sections = 0
    for place, node in enumerate(content):
        sections += isinstance(node, nodes.section)
        for tag in holder_tags(node.astext()) if isinstance(node, nodes.raw) else ():
            if not tag.closing:
                opened.append(Opening(tag.name, place, sections))
                continue
            at = next((at for at in range(len(opened) - 1, -1, -1) if opened[at].name == tag.name), None)
            if at is None:
                continue
            start = opened[at]
            del opened[at:]
            if start.sections < sections and at < MAX_HOLDERS:
                opens[start.place] += 1
                closes[place] += 1
    return opens, closes


def holder_tags(markup: str) -> Iterator[Tag]:
    """Yield the tags of elements that may stand around sections."""
    tokens = Tokenizer(markup)
    for token in tokens:
        if isinstance(token, Tag) and token.name in UNPARSED and not token.closing:
            tokens.raw_text(token.name)
        elif isinstance(token, Tag) and token.name in HOLDERS and not token.self_closing:
            yield token


def nest_anew(root: nodes.section, content: Iterable[nodes.Node], opens: Counter[int], closes: Counter[int]) -> None:
    """Put *content* into *root* and its sections: each into the innermost that has begun, and is not at its end."""
    around: list[nodes.section | None] = [root]  # sections, and None for each element of HTML
    root.children = []
    for place, node in enumerate(content):
        if isinstance(node, nodes.section):
            level = typed_level(node)
            while len(around) > 1 and around[-1] is not None and typed_level(around[-1]) >= level:
                around.pop()
        for _ in range(closes[place]):
            while around.pop() is not None:
                pass
        next(each for each in reversed(around) if each is not None).append(node)
        if isinstance(node, nodes.section):
            node.children = []
            around.append(node)
        around += [None] * opens[place]


def typed_level(section: nodes.Node | None) -> int:
    """Return the level that is typed for a section; of one that has none, that which follows from where it stands."""
    if not isinstance(section, nodes.section):
        return 0
    return int(section["level"]) if "level" in section else typed_level(section.parent) + 1
