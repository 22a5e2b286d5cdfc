"""Collect the anchors of every page, and let several pages share the name of an old one.

``(old-anchor)=`` before a heading keeps an anchor that the heading had. For Sphinx it is also a name that no other page
may give, though "Summary" may have been a heading of many. A name that several pages give, and that the ledger lists as
an anchor of each, is an anchor of these pages and no name for references.
"""

from dataclasses import dataclass

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.env_store import DocnameStore
from valuable.content.headings import heading_words, headings_of, is_anchor, is_from_words
from valuable.content.source_checks import sources_of
from valuable.phases import DoctreeRead


@dataclass(frozen=True)
class Heading:
    """A heading below the title: its anchors, its words, and where it stands."""

    anchors: tuple[str, ...]  # those made from words
    words: str
    place: str  # ``posts/2021/a.md:12``, for messages


@dataclass(frozen=True)
class Anchors:
    """The headings of a page, and all that an address of the page may have after its ``#``."""

    headings: tuple[Heading, ...]
    all: frozenset[str]  # those that are not of headings too


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Note the anchors of each page in :data:`ANCHORS`."""
    path = sources_of(app)[app.env.docname].path
    headings = []
    for node in headings_of(doctree):
        if node.parent is not doctree:
            ids = tuple(anchor for anchor in node["ids"] if is_lasting_anchor(anchor))
            file = node.source if node.source and not node.source.endswith(path) else path
            headings.append(Heading(ids, heading_words(node), f"{file}:{node.line or 1}"))
    everything = frozenset(filter(is_lasting_anchor, doctree.ids)).union(*(heading.anchors for heading in headings))
    anchors_of(app.env)[app.env.docname] = Anchors(tuple(headings), everything)


def is_lasting_anchor(anchor: str) -> bool:
    """Return whether an anchor is made from words; a number changes when a footnote is added before it."""
    return is_anchor(anchor) and is_from_words(anchor)


ANCHORS = DocnameStore[Anchors]("anchors")


def anchors_of(env: BuildEnvironment) -> dict[str, Anchors]:
    """Return the headings and anchors of each page, by docname."""
    return ANCHORS.of(env)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.source_checks")
    ANCHORS.register(app)
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.LINKS)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
