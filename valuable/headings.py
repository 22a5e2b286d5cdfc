"""Check the headings of every page, one title and no level left out, and give them lasting anchors."""

import re
from collections.abc import Iterator
from itertools import count
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.slugs import slug
from valuable.sources import brief

logger = logging.getLogger(__name__)

NUMBERED = re.compile(r"id\d+")
LONGEST = 300  # characters of a heading, which is an anchor and a line of the contents too


def heading_problems(doctree: nodes.document, source: str) -> Iterator[tuple[str, int, str]]:
    """Yield the file, the line and what is wrong with the headings of the page that is read from *source*.

    The level of a section is the number of hashes before its heading, which `valuable.upstream_fixes` notes.
    """

    def place(section: nodes.section) -> tuple[str, int]:
        return section.source or source, section.line or 1

    top = [child for child in doctree.children if isinstance(child, nodes.section)]
    if not top or top[0].get("level", 1) != 1:
        where = place(top[0]) if top else (source, 1)
        yield *where, "the page has no title: begin it with one heading, `# The title`"
        return
    for section in doctree.findall(nodes.section):
        parent = section.parent
        title = section[0].astext()
        if len(title) > LONGEST:
            yield *place(section), f"the heading has {len(title):,} characters, and {LONGEST} are the most: shorten it"
        above = parent.get("level", 1) if isinstance(parent, nodes.section) else 0
        level = section.get("level", above + 1)
        if section is not top[0] and level == 1:
            title = brief(title)
            yield *place(section), f"a second title, `# {title}`: a page has one; write `## {title}`"
        elif above and level > above + 1:
            title = brief(title)
            yield *place(section), f"the heading `{title}` leaves out a level: write `{'#' * (above + 1)} {title}`"


def numbered(words: str) -> Iterator[str]:
    """Yield the anchors that headings of the same words may have: ``words``, ``words-2``, ``words-3`` …"""
    yield words
    for number in count(2):
        yield f"{words}-{number}"


def is_anchor(text: str) -> bool:
    """Return whether a text can stand after the ``#`` of an address as it is."""
    return text.isprintable() and not set(text) & set(' #%?\\"<>')


class HeadingIds(SphinxTransform):
    """Give a heading an anchor from its words, or from its label, where docutils gives it a number, ``id3``.

    It numbers headings in other scripts than Latin, and the second of two that are alike. The number counts footnotes
    too, so the anchor would move with them. A label is an anchor as it is written, too: docutils takes accents and
    underscores out of it, but the anchor of a heading, which a label may keep, has them.
    """

    default_priority = 699  # once docutils has given its ids, before MyST adds its own anchors (700)

    def apply(self, **kwargs: Any) -> None:
        document, renamed = self.document, {}
        alike: dict[str, Iterator[str]] = {}
        labels = {found: name for name, found in document.nameids.items() if found and document.nametypes.get(name)}
        for section in document.findall(nodes.section):
            for place, old in enumerate(section["ids"]):
                words = slug(labels.get(old) or section[0].astext()) if NUMBERED.fullmatch(old) else ""
                if not words or words in section["ids"]:
                    continue
                names = alike.setdefault(words, numbered(words))
                new = next(name for name in names if name not in document.ids)
                renamed[old] = section["ids"][place] = new
                document.ids[new] = document.ids.pop(old)
        for old, name in labels.items():
            if NUMBERED.fullmatch(old) and old not in renamed and slug(name) and slug(name) not in document.ids:
                node = document.ids.pop(old)
                renamed[old] = slug(name)
                node["ids"][node["ids"].index(old)] = slug(name)
                document.ids[slug(name)] = node
        for old, name in labels.items():
            if name not in document.ids and is_anchor(name):
                node = document.ids[name] = document.ids[renamed.get(old, old)]
                node["ids"].append(name)
        document.nameids.update({name: renamed[found] for name, found in document.nameids.items() if found in renamed})
        for reference in document.findall(nodes.reference):
            if reference.get("refid") in renamed:
                reference["refid"] = renamed[reference["refid"]]
        anchors = getattr(document, "myst_slugs", {})
        anchors.update({name: (line, renamed.get(found, found), text) for name, (line, found, text) in anchors.items()})


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    for path, line, message in heading_problems(doctree, str(app.env.doc2path(app.env.docname))):
        logger.warning(message, location=f"{path}:{line}", type="valuable", subtype="headings")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_transform(HeadingIds)
    app.connect("doctree-read", on_doctree_read, priority=300)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
