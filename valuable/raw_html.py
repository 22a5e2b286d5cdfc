"""Keep comments at home, and report what a page would load from another host.

``<!-- a note to myself -->`` stays in the source. A picture, a frame or a script of another host would tell that host
of every reader: a link does not.
"""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from itertools import chain

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.sources import brief

logger = logging.getLogger(__name__)

ELSEWHERE = re.compile(r"(?:https?:)?//[^\s\"'()]+")
LOADED = frozenset({"data", "href", "poster", "src", "srcset", "style", "xlink:href"})
MOST_OPEN = 1000
# What stands after one of these is no part of the page until it is closed (HTML, 13.2.6.4.4 and 13.2.6.4.7).
SWALLOWING = re.compile(r"<(/?)(iframe|noembed|noframes|plaintext|script|style|textarea|title|xmp)\b", re.IGNORECASE)
ADVICE = "from another host: put a copy beside the post, or write a link to it"
LINKS = frozenset({"a", "area"})


class Loads(HTMLParser):
    """Collects the addresses of other hosts that a browser would ask for HTML or SVG."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_style = tag == "style"
        for name, value in attrs:
            if name in LOADED and tag not in LINKS and value:
                self.found += ELSEWHERE.findall(value)

    def handle_data(self, data: str) -> None:
        if self.in_style:
            self.found += ELSEWHERE.findall(data)

    def handle_endtag(self, tag: str) -> None:
        self.in_style = False


def loads(markup: str) -> list[str]:
    """Return the addresses of other hosts that a page with *markup* in it would ask for.

    Raises :exc:`ValueError` for markup that Python's parser gives up on.
    """
    if markup.count("<") > markup.count(">") + MOST_OPEN:  # the parser looks for the end of each, over and over
        raise ValueError(f"more than {MOST_OPEN} `<` have no `>`")
    parser = Loads()
    try:
        parser.feed(markup)
        parser.close()
    except AssertionError as error:
        raise ValueError(str(error)) from None
    return parser.found


def without_comments(markup: str) -> str:
    kept, at = [], 0
    while (start := markup.find("<!--", at)) >= 0 and (end := markup.find("-->", start + 4)) >= 0:
        kept.append(markup[at:start])
        at = end + len("-->")
    return "".join(kept) + markup[at:]


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    kept = []
    for node in list(doctree.findall(nodes.raw)):
        text = without_comments(node.astext())
        if text.strip():
            node.children = [nodes.Text(text)]
            node.rawsource = text
            kept.append(node)
        else:
            node.parent.remove(node)
    for message, node in chain(problems(kept), unclosed(kept), picture_problems(doctree)):
        place = node if node.line else node.parent
        logger.warning(message, location=place, type="valuable", subtype="raw_html")


def problems(raws: Iterable[nodes.raw]) -> Iterator[tuple[str, nodes.Element]]:
    """Yield what HTML would load from other hosts, each with the node that asks for it."""
    for raw in raws:
        try:
            for address in loads(raw.astext()):
                yield f"the page would load {brief(address)} {ADVICE}", raw
        except ValueError as error:
            yield f"this HTML can't be read ({brief(str(error))}): mend it, or write it in Markdown", raw


def picture_problems(doctree: nodes.document) -> Iterator[tuple[str, nodes.Element]]:
    for image in doctree.findall(nodes.image):
        if ELSEWHERE.match(image["uri"]):
            yield f"the page would load {brief(image['uri'])} {ADVICE}", image


def unclosed(raws: Iterable[nodes.raw]) -> Iterator[tuple[str, nodes.Element]]:
    """Yield what would swallow the rest of the page."""
    opened: tuple[str, nodes.Element] | None = None
    for raw in raws:
        text = raw.astext()
        for tag in SWALLOWING.finditer(text):
            name = tag[2].lower()
            if not opened and not tag[1]:
                opened = name, raw
            elif opened and tag[1] and name == opened[0]:
                opened = None
        if not opened and "<!--" in text:
            yield "the comment `<!--` is never closed: write `-->` where it ends", raw
    if opened:
        name, element = opened
        yield f"`<{name}>` is never closed, and the rest of the page would be lost in it: write `</{name}>`", element


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-read", on_doctree_read, priority=350)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
