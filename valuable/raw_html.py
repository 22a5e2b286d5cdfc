"""Keep comments at home, and report what a page would load from another host.

``<!-- a note to myself -->`` stays in the source. A picture, a frame or a script of another host would tell that host
of every reader: a link does not.
"""

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__

logger = logging.getLogger(__name__)

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
LOADED = re.compile(
    r"<(?:audio|embed|iframe|img|input|object|script|source|track|video|link)\b[^>]*?"
    r"\s(?:src|srcset|data|poster|href)\s*=\s*[\"']?\s*((?:https?:)?//[^\s\"'>]+)",
    re.IGNORECASE,
)


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    for node in list(doctree.findall(nodes.raw)):
        text = COMMENT.sub("", node.astext())
        if not text.strip():
            node.parent.remove(node)
            continue
        node.children = [nodes.Text(text)]
        node.rawsource = text
        for address in LOADED.findall(text):
            report(address, node)
    for node in doctree.findall(nodes.image):
        if re.match(r"(?:https?:)?//", node["uri"]):
            report(node["uri"], node if node.line else node.parent)


def report(address: str, location: nodes.Node) -> None:
    message = f"the page would load {address} from another host: put a copy beside the post, or write a link to it"
    logger.warning(message, location=location, type="valuable", subtype="raw_html")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-read", on_doctree_read, priority=350)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
