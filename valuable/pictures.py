"""Give pictures lasting addresses, and put drawings into the page so that they take its colours.

A picture's address holds a digest of its bytes (``/_images/poem.1f0c9a7d.svg``): Sphinx's own numbering depends on the
order of reading. A drawing is an SVG file with ``currentColor`` in it.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from html import escape
from pathlib import Path
from urllib.parse import unquote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__

logger = logging.getLogger(__name__)


def lasting_name(path: Path) -> str:
    """Return ``<stem>.<digest>.<ext>`` for the picture at *path*."""
    return f"{path.stem}.{blake2b(path.read_bytes(), digest_size=4).hexdigest()}{path.suffix}"


@lru_cache(maxsize=256)
def drawing(path: Path, modified: int) -> str | None:
    """Return the markup of a drawing without its own style and prolog, or None for any other picture.

    *modified* is the file's time in nanoseconds: a changed file is read again.
    """
    if path.suffix != ".svg":
        return None
    text = path.read_text(encoding="utf-8")
    if "currentColor" not in text:
        return None
    text = re.sub(r"<style\b.*?</style>|<\?xml.*?\?>|<!--.*?-->|<!DOCTYPE[^>]*>", "", text, flags=re.DOTALL)
    return re.sub(r">\s+<", "><", text).strip()


def inlined(markup: str, alternative: str, classes: Iterable[str] = (), width: str = "") -> str:
    """Return a drawing's markup as a picture with its text alternative; *width* takes the place of its own."""
    replaced = ["class", "role", "aria-label", "aria-hidden", "xmlns"] + (["width", "height"] if width else [])
    head, end, rest = markup.partition(">")
    head = re.sub(rf"""\s(?:{"|".join(replaced)})=("[^"]*"|'[^']*')""", "", head)
    label = f'role="img" aria-label="{escape(alternative)}"' if alternative else 'aria-hidden="true"'
    size = f' width="{escape(width)}"' if width else ""
    attributes = f'class="{" ".join(["drawing", *classes])}" {label}{size}'
    return head.replace("<svg", f"<svg {attributes}", 1) + end + rest


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Check each picture before Sphinx takes note of it."""
    for node in doctree.findall(nodes.image):
        uri = node["uri"]
        if "://" in uri or uri.startswith("data:"):
            continue
        node["uri"] = unquote(uri)  # MyST percent-encodes names such as `café.png`, and Sphinx looks for them so
        if not node.get("alt", "").strip():
            message = f"the picture {node['uri']} has no text alternative: write `![what it shows]({node['uri']})`"
            place = node if node.line else node.parent
            logger.warning(message, location=place, type="valuable", subtype="pictures")


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    for path, (docnames, _) in list(env.images.items()):
        file = Path(app.srcdir, path)
        if file.is_file():
            env.images[path] = (docnames, lasting_name(file))
    env.images._existing.clear()  # Sphinx's numbering is not needed, and would remember pictures that are gone


def on_write_started(app: Sphinx, builder: object) -> None:
    """Have every picture copied: Sphinx copies those of the pages it writes, and a feed shows those of others too."""
    for path, (_, name) in app.env.images.items():
        if (app.srcdir / path).is_file():
            app.builder.images[path] = name


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Inline drawings, in pages only: a feed's reader gets the file."""
    if app.builder.format != "html" or docname not in app.env.found_docs:
        return
    for node in list(doctree.findall(nodes.image)):
        around = node.parent.parent if isinstance(node.parent, nodes.reference) else node.parent
        if isinstance(around, nodes.TextElement) and next(iter(around.findall(nodes.Text)), None) is not None:
            node["classes"].append("in-line")
        path = Path(app.srcdir, node["uri"])
        markup = drawing(path, path.stat().st_mtime_ns) if path.is_file() else None
        if markup:
            picture = inlined(markup, node.get("alt", ""), node["classes"], node.get("width", ""))
            node.replace_self(nodes.raw("", picture, format="html"))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-read", on_doctree_read, priority=400)
    app.connect("env-updated", on_env_updated)
    app.connect("write-started", on_write_started)
    app.connect("doctree-resolved", on_doctree_resolved)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
