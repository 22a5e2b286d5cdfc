"""Find out beside which blocks of a page with notes the margin is empty, so that what is wide may use it.

How high a block will be nobody knows before it is shown. It is estimated so that no note is ever covered: text as
lower, notes as higher than they will be. A note stands level with what refers to it or below the one before, so it
reaches down beside the blocks that follow, and never up.
"""

from collections.abc import Iterator
from math import ceil

from docutils import nodes

ROOM_CLASS = "margin-free"
# What is wide or may have something wide in it; boxes keep it inside of them.
WIDE_BLOCKS = (
    *(nodes.bullet_list, nodes.definition_list, nodes.enumerated_list),
    *(nodes.container, nodes.figure, nodes.literal_block, nodes.math_block, nodes.table),
)
# Pixels, and characters of a line.
TEXT_LINE, TEXT_CHARACTERS, TEXT_GAP = 29, 85, 18
NOTE_LINE, NOTE_CHARACTERS, NOTE_GAP = 23, 27, 24
CODE_LINE, CODE_GAP = 22, 44
LEAST_HEIGHT = 20  # of what has no words
ANYTHING = 600  # a picture, a table or a formula in a note


def section_blocks(parent: nodes.Element) -> Iterator[nodes.Element]:
    """Yield what stands in the sections of a page, in its order."""
    for child in parent.children:
        if isinstance(child, nodes.section):
            yield from section_blocks(child)
        elif isinstance(child, nodes.Element) and not isinstance(child, nodes.Invisible):
            yield child


def least_height(block: nodes.Element) -> float:
    """Return how high a block of text is at least."""
    if isinstance(block, nodes.literal_block):
        return CODE_LINE * (block.astext().count("\n") + 1) + CODE_GAP
    if isinstance(block, nodes.TextElement):
        return TEXT_LINE * ceil(len(block.astext()) / TEXT_CHARACTERS) + TEXT_GAP
    if isinstance(block, nodes.row):
        return CODE_LINE
    if isinstance(block, nodes.colspec):
        return 0
    inside = sum(least_height(child) for child in block.children if isinstance(child, nodes.Element))
    return max(inside, LEAST_HEIGHT)


def greatest_height(note: nodes.Element) -> float:
    """Return how high a note is at most."""
    if isinstance(note, (nodes.image, nodes.table, nodes.math_block, nodes.raw)):
        return ANYTHING
    if isinstance(note, nodes.TextElement):
        text = note.astext()
        lines = sum(ceil(max(1, len(line)) / NOTE_CHARACTERS) for line in text.split("\n"))
        images = sum(1 for _ in note.findall(nodes.image))
        return NOTE_LINE * lines + NOTE_GAP + ANYTHING * images
    return NOTE_GAP + sum(greatest_height(child) for child in note.children if isinstance(child, nodes.Element))


def mark_free_blocks(doctree: nodes.document, noted_class: str) -> None:
    """Give the blocks beside which no note stands the class for it; *noted_class* has one with its notes."""
    here = end = 0.0
    for block in section_blocks(doctree):
        if noted_class in block["classes"]:
            parts = [child for child in block.children if isinstance(child, nodes.Element)]
            here += sum(least_height(part) for part in parts if not isinstance(part, nodes.footnote))
            for note in parts:
                if isinstance(note, nodes.footnote):
                    end = max(end + NOTE_GAP, here) + greatest_height(note)
        else:
            if isinstance(block, WIDE_BLOCKS) and (not end or end + NOTE_GAP <= here):
                block["classes"].append(ROOM_CLASS)
            here += least_height(block)
