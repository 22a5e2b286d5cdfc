"""Keep comments at home, and report what a page would load from another host.

``<!-- a note to myself -->`` stays in the source. A picture, a frame or a script of another host would tell that host
of every reader: a link does not.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__

logger = logging.getLogger(__name__)

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
ELSEWHERE = re.compile(r"(?:https?:)?//[^\s\"'()]+")
LOADED = frozenset({"data", "href", "poster", "src", "srcset", "style", "xlink:href"})
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
    """Return the addresses of other hosts that a page with *markup* in it would ask for."""
    parser = Loads()
    parser.feed(markup)
    parser.close()
    return parser.found


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    for node in list(doctree.findall(nodes.raw)):
        text = COMMENT.sub("", node.astext())
        if text.strip():
            node.children = [nodes.Text(text)]
            node.rawsource = text
        else:
            node.parent.remove(node)
    for address, node in addresses(doctree):
        place = node if node.line else node.parent
        message = f"the page would load {address} from another host: put a copy beside the post, or write a link to it"
        logger.warning(message, location=place, type="valuable", subtype="raw_html")


def addresses(doctree: nodes.document) -> Iterator[tuple[str, nodes.Element]]:
    """Yield what a page would load from other hosts, each with the node that asks for it."""
    for raw in doctree.findall(nodes.raw):
        for address in loads(raw.astext()):
            yield address, raw
    for image in doctree.findall(nodes.image):
        if ELSEWHERE.match(image["uri"]):
            yield image["uri"], image


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-read", on_doctree_read, priority=350)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
