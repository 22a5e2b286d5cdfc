"""Make anchors of ``^name`` at the end of a paragraph or an item, or alone below a block, as Obsidian does."""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.reports import report
from valuable.base.text_files import brief
from valuable.content.headings import is_from_words, is_of_frame, report_frame_anchor
from valuable.phases import Transform

# A letter, or four signs: "x ^2" is a power.
BLOCK_ID = re.compile(r"(?:^|[ \t\n])\^(?P<name>(?=[0-9-]*[A-Za-z]|[\w-]{4})[A-Za-z0-9][A-Za-z0-9-]*)\s*$")


class BlockIds(SphinxTransform):
    """Takes ``^name`` out of the text and gives its block that anchor, once headings have theirs."""

    default_priority = Transform.BLOCK_IDS

    def apply(self, **kwargs: Any) -> None:
        for paragraph in list(self.document.findall(nodes.paragraph)):
            last = paragraph.children[-1] if paragraph.children else None
            found = BLOCK_ID.search(last) if isinstance(last, nodes.Text) and "^" in last else None
            if found and isinstance(last, nodes.Text) and begins_apart(paragraph, found):
                self.anchor(paragraph, last, found)

    def anchor(self, paragraph: nodes.paragraph, last: nodes.Text, found: re.Match[str]) -> None:
        """Take the name out of a paragraph, and make it the anchor of what it belongs to."""
        rest = last[: found.start()].rstrip()
        block: nodes.Element = paragraph
        if not rest and len(paragraph) == 1:
            before = block_before(paragraph)
            if before is None:
                return
            block = before
            paragraph.parent.remove(paragraph)
        else:
            paragraph[-1:] = [nodes.Text(rest)] if rest else []
            strip_end(paragraph)
            if isinstance(paragraph.parent, nodes.list_item) and paragraph.parent.index(paragraph) == 0:
                block = paragraph.parent
        self.name(block, found["name"])

    def name(self, block: nodes.Element, name: str) -> None:
        if is_of_frame(name):
            report_frame_anchor(block, name)
            return
        taken = self.document.ids.get(name)
        if taken is not None or not is_from_words(name):
            there = "is another anchor of this page" if taken is not None else "is the name of a counted anchor"
            report(f"`^{name}` {there}: give the block another name, and write it in links too", block, "wikilinks")
            return
        self.document.ids[name] = block
        # Where MyST looks anchors up (mdit_to_docutils/base.py, DocutilsRenderer._render_finalise).
        self.env.metadata[self.env.docname].setdefault("myst_slugs", {})[name] = (0, name, brief(block.astext()))
        if isinstance(block, (nodes.math_block, nodes.raw)):  # which are printed without ids
            block.parent.insert(block.parent.index(block), nodes.target("", "", ids=[name]))
        else:
            block["ids"].append(name)


def begins_apart(paragraph: nodes.paragraph, found: re.Match[str]) -> bool:
    """Return whether white space stands before the name, or nothing at all."""
    if found.start() or not found[0].startswith("^") or len(paragraph) == 1:
        return True
    before = paragraph.children[-2]
    return isinstance(before, nodes.Text) and before[-1:].isspace()


def strip_end(paragraph: nodes.paragraph) -> None:
    """Take the white space and line breaks from the end of a paragraph."""
    while paragraph.children and isinstance(last := paragraph.children[-1], nodes.Text):
        bare = last.rstrip()
        paragraph[-1:] = [nodes.Text(bare)] if bare else []
        if bare:
            return


def block_before(paragraph: nodes.paragraph) -> nodes.Element | None:
    """Return the block that a paragraph stands below; None if it is the first of what it stands in."""
    place = paragraph.parent.index(paragraph)
    before = paragraph.parent.children[place - 1] if place else None
    if isinstance(before, (nodes.title, nodes.target, nodes.comment)) or not isinstance(before, nodes.Element):
        return None
    return before


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_transform(BlockIds)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
