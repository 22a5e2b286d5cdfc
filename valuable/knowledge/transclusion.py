"""Show parts of other pages in place: ``![[note]]``, ``![[note#part]]``, ``![[note#^block]]``.

What is shown is a copy of what was read: links lead where they led, and whatever has a number or an anchor there has
none here. A page that shows itself, by others or not, is reported.
"""

from collections.abc import Iterator

from docutils import nodes
from sphinx import addnodes
from sphinx.environment import BuildEnvironment
from sphinx.util import docname_join

MAX_WITHIN = 6  # of pages in each other
MAX_SHOWN = 200  # parts on one page, those in others too
# What has a meaning only where it stands.
STAYING_NODES = (
    nodes.footnote,
    nodes.citation,
    nodes.target,
    nodes.comment,
    nodes.substitution_definition,
    nodes.system_message,
    addnodes.index,
    addnodes.toctree,
)


class shown_part(nodes.General, nodes.Element):  # noqa: N801
    """The place of what is shown of another page, until it is filled in; ``reftarget`` and ``heading`` name it."""


def blocks_of(section: nodes.Element, *, titled: bool) -> Iterator[nodes.Node]:
    """Yield the blocks of a section and those in it; titles become lines of their own. *titled*: the first one too."""
    for child in section.children:
        if isinstance(child, nodes.title):
            if titled:
                yield nodes.rubric("", "", *(part.deepcopy() for part in child.children))
        elif isinstance(child, nodes.section):
            yield from blocks_of(child, titled=True)
        elif not isinstance(child, STAYING_NODES):
            yield child.deepcopy()


def part_of(document: nodes.document, anchor: str) -> list[nodes.Node]:
    """Return what has an anchor on a page: a section with its title, or a block; nothing if there is none."""
    found = next((node for node in document.findall(nodes.Element) if anchor in node.get("ids", ())), None)
    if isinstance(found, nodes.target):  # a mark before a block
        following = found.parent.children[found.parent.index(found) + 1 :]
        found = next((node for node in following if isinstance(node, nodes.Element)), None)
    if found is None or isinstance(found, nodes.document):
        return []
    if isinstance(found, nodes.section):
        return list(blocks_of(found, titled=True))
    if isinstance(found, nodes.rubric):
        return [node.deepcopy() for node in below_rubric(found)]
    if isinstance(found, nodes.list_item):
        around = found.parent.copy()
        around.append(found.deepcopy())
        return [around]
    return [found.deepcopy()] if not isinstance(found, STAYING_NODES) else []


def below_rubric(rubric: nodes.rubric) -> Iterator[nodes.Node]:
    """Yield a heading in a quotation or note, and what stands below it until the next one."""
    yield rubric
    for following in rubric.parent.children[rubric.parent.index(rubric) + 1 :]:
        if isinstance(following, nodes.rubric):
            return
        if not isinstance(following, STAYING_NODES):
            yield following


def adapted_blocks(blocks: list[nodes.Node], there: str, here: str) -> list[nodes.Node]:
    """Return copied blocks of a page as another page can show them, in a box that is none."""
    box = nodes.container("", *blocks)
    for node in list(box.findall(nodes.Element)):
        if isinstance(node, (*STAYING_NODES, nodes.footnote_reference)):
            node.parent.remove(node)
    for element in box.findall(nodes.Element):
        element["ids"], element["names"] = [], []
    for formula in box.findall(nodes.math_block):
        formula.attributes.update(label=None, number=None)
    for place in box.findall(shown_part):
        place["reftarget"] = place["reftarget"] or there
    for pending in box.findall(addnodes.pending_xref):
        if pending["reftype"] == "doc":
            pending["reftarget"] = "/" + docname_join(there, pending["reftarget"])
        elif pending["reftype"] == "wikilink" and not pending["reftarget"]:
            pending["reftarget"] = there
        pending["refdoc"] = here
    for link in list(box.findall(nodes.reference)):
        if "refid" in link:
            words = nodes.inline("", "", *(child.deepcopy() for child in link.children))
            link.replace_self(document_reference(there, link["refid"], here, link, words))
    return list(box.children)


def document_reference(
    target: str, anchor: str | None, here: str, place: nodes.Element, words: nodes.Element | None = None
) -> addnodes.pending_xref:
    """Return a reference to a document as MyST makes it of a link to a file (mdit_to_docutils/sphinx_.py)."""
    node = addnodes.pending_xref(
        refdomain="doc", reftype="myst", reftarget=target, reftargetid=anchor, refdoc=here, refexplicit=True
    )
    node.source, node.line = place.source, place.line
    node.append(words if words is not None else place[0].deepcopy())
    return node


class PartReader:
    """Reads the parts of pages that one page shows; each page's doctree is loaded once."""

    def __init__(self, env: BuildEnvironment) -> None:
        self.env = env
        self.documents: dict[str, nodes.document] = {}
        self.shown = 0

    def document(self, docname: str) -> nodes.document:
        if docname not in self.documents:
            self.documents[docname] = self.env.get_doctree(docname)
        return self.documents[docname]

    def blocks(self, docname: str, anchor: str, here: str) -> list[nodes.Node]:
        """Return the blocks of a page, or of the part that has an anchor, as the page *here* can show them."""
        document = self.document(docname)
        if anchor:
            found = part_of(document, anchor)
        else:
            section = next(iter(document.findall(nodes.section)), None)
            found = list(blocks_of(section, titled=False)) if section is not None else []
        return adapted_blocks(found, docname, here)
