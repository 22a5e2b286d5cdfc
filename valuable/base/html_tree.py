"""Parse HTML that this site has printed into an lxml tree, for feeds and Markdown copies."""

from typing import Any

from lxml import etree

Element = Any  # of lxml, whose own class of them for HTML takes time and brings nothing needed here
UNKNOWN_VOID = ("source", "track", "wbr")  # elements that hold nothing, which the parser does not know of
HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BOX_CLASSES = frozenset({"admonition", "topic", "sidebar"})


def parse_html(html: str) -> Element:
    """Return the ``<body>`` of an HTML fragment as a tree, without comments."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    body = etree.fromstring(f"<html><body>{html}</body></html>".encode(), parser).find("body")
    if any(f"<{name}" in html for name in UNKNOWN_VOID):
        for element in body.iter(*UNKNOWN_VOID):
            unnest_void(element)
    return body


def unnest_void(element: Element) -> None:
    """Move the content of a void element behind it: libxml2 does not know that it has none (HTMLparser.c)."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + (element.tail or "")
        element.tail = element.text
        for child in reversed(element):
            after = child.tail
            element.addnext(child)
            child.tail = after
    else:
        element.tail = (element.text or "") + (element.tail or "")
    element.text = None


def text_content(element: Element) -> str:
    """Return all text in an element."""
    return "".join(element.itertext())


def remove_element(element: Element | None) -> None:
    """Remove an element, and keep the text after it."""
    if element is None:
        return
    before, parent = element.getprevious(), element.getparent()
    if before is None:
        parent.text = (parent.text or "") + (element.tail or "")
    else:
        before.tail = (before.tail or "") + (element.tail or "")
    parent.remove(element)
