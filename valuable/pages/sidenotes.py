"""Place each footnote beside its reference: in the margin where there is room, else below its paragraph.

Only pages are set so. Where it stands is up to ``sidenotes.css``, which moves notes into the margin, and on paper to
the end; feeds have them at the end too.
"""

from collections import defaultdict
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.pages.margin_room import mark_free_blocks
from valuable.phases import DoctreeResolved, HtmlPageContext

NOTED_CLASS, NOTED_HERE_CLASS = "noted", "noted-here"


def section_block_of(element: nodes.Element) -> nodes.Element:
    """Return the block of a section that contains *element*: a paragraph, a list, a table, a footnote."""
    while not isinstance(element.parent, (nodes.section, nodes.document)):
        element = element.parent
    return element


def place_footnotes(doctree: nodes.document) -> bool:
    """Move each footnote behind the block that first refers to it, and both into a container.

    A note that another note refers to comes behind that one. What only the page's title refers to stays at the end.
    Returns whether there are any.
    """
    notes = {name: note for note in doctree.findall(nodes.footnote) for name in note["ids"]}
    if not notes:
        return False
    title = next(iter(doctree.findall(nodes.title)), None)
    references: dict[int, list[nodes.footnote_reference]] = defaultdict(list)
    blocks: dict[int, nodes.Element] = {}
    for reference in doctree.findall(nodes.footnote_reference):
        block = section_block_of(reference)
        if block is not title:
            blocks[id(block)] = block
            references[id(block)].append(reference)
    for block in blocks.values():
        if not isinstance(block, nodes.footnote):
            found: list[nodes.Element] = []
            gather_notes(block, references, notes, found)
            if found:
                place_notes(block, found)
    return True


def gather_notes(
    block: nodes.Element,
    references: dict[int, list[nodes.footnote_reference]],
    notes: dict[str, nodes.footnote],
    found: list[nodes.Element],
) -> None:
    """Move the notes that *block* refers to from *notes* to *found*."""
    for reference in references[id(block)]:
        note = notes.pop(reference["refid"], None)
        if note is not None:
            if not found:
                reference["classes"].append(NOTED_HERE_CLASS)
            found.append(note)
            gather_notes(note, references, notes, found)


def place_notes(block: nodes.Element, found: list[nodes.Element]) -> None:
    for note in found:
        note.parent.remove(note)
    parent, at = block.parent, block.parent.index(block)
    if isinstance(block, nodes.title):  # which has to stay in its section
        parent.insert(at + 1, nodes.container("", *found, classes=[NOTED_CLASS]))
    else:
        parent[at] = nodes.container("", block, *found, classes=[NOTED_CLASS])


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if app.builder.format == "html" and docname in app.env.found_docs and place_footnotes(doctree):
        mark_free_blocks(doctree, NOTED_CLASS)


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Tell templates whether the page has notes."""
    context["noted"] = f'class="{NOTED_CLASS} ' in context.get("body", "")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-resolved", on_doctree_resolved, priority=DoctreeResolved.BODY)
    app.connect("html-page-context", on_html_page_context, priority=HtmlPageContext.METADATA)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
