"""Read ``<!--more-->``, which ends the description of a post as in WordPress, Hugo, Jekyll and Docusaurus."""

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.word_count import inline_text
from valuable.phases import DoctreeRead

MORE_WORDS = (
    r"(?:more\b[^<>]*|excerpt|end[ _-]?(?:of[ _-])?excerpt|excerpt[ _-]?(?:end|separator)|truncate|read[ _-]?more"
    r"|end[ _-]?summary|summary[ _-]?end|pelican[ _-]end[ _-]summary|fold|cut|preview[ _-]?end)"
)
MORE_COMMENT = re.compile(rf"<!--\s*{MORE_WORDS}\s*-->", re.IGNORECASE)
SUMMARY = "summary"  # the attribute of a section


def text_before_more(section: nodes.Element) -> str:
    """Return the text before ``<!--more-->`` in a page; ``""`` if there is no such comment, or nothing before it."""
    return str(section.get(SUMMARY, ""))


def texts_before(section: nodes.Element, more: nodes.Node) -> Iterator[str]:
    """Yield the text of each paragraph of prose before a node, and what is before it in its own paragraph."""
    for paragraph in section.findall():
        if paragraph is more:
            return
        if not isinstance(paragraph, nodes.paragraph) or not isinstance(paragraph.parent, nodes.section):
            continue
        if more in paragraph.children:
            before = paragraph.children[: paragraph.index(more)]
            yield " ".join("".join(part for node in before for part in inline_text(node)).split())
            return
        yield " ".join("".join(inline_text(paragraph)).split())


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Note the text before the comment, before comments are cut."""
    more = next((raw for raw in doctree.findall(nodes.raw) if MORE_COMMENT.search(raw.astext())), None)
    section = next(iter(doctree.findall(nodes.section)), None)
    if more is not None and section is not None:
        section[SUMMARY] = " ".join(filter(None, texts_before(section, more)))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.HEADINGS)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
