"""The number of words of a post, as its byline shows it."""

import re
from collections.abc import Iterator

from docutils import nodes

# Scripts written without spaces: Thai, kana, Han with its extensions, and their punctuation and full-width forms.
UNSPACED = re.compile(
    r"[\u0e00-\u0e7f\u3001-\u303f\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
    r"\U00020000-\U0003ffff]+"
)

NOT_PROSE = (
    nodes.comment,
    nodes.doctest_block,
    nodes.footnote_reference,
    nodes.image,
    nodes.label,
    nodes.literal_block,
    nodes.math_block,
    nodes.raw,
    nodes.system_message,
)


def count_words(text: str) -> int:
    """Return the number of words of *text*.

    A word is a run of characters between white space, as ``wc -w`` counts. A run of Chinese, Japanese or Thai
    counts as many words as Unicode's word boundaries give (UAX 29, section 4.1).
    """
    if text.isascii():
        return len(text.split())
    spaced = UNSPACED.sub(" ", text)
    words = len(spaced.split())
    for run in UNSPACED.findall(text):
        from uniseg.wordbreak import words as segments  # a large table, wanted by few sites

        words += sum(any(char.isalnum() for char in segment) for segment in segments(run))
    return words


def prose_blocks(node: nodes.Node) -> Iterator[str]:
    """Yield the text of each block under *node* that a reader sees as prose, titles of sections included."""
    if isinstance(node, NOT_PROSE):
        return
    if isinstance(node, nodes.TextElement):
        yield "".join(inline_text(node))
    else:
        for child in node.children:
            yield from prose_blocks(child)


def inline_text(node: nodes.Node) -> Iterator[str]:
    """Yield the pieces of text inside one block, to be joined without spaces."""
    if isinstance(node, nodes.Text):
        yield node.astext()
    elif is_line_break(node):
        yield " "
    elif isinstance(node, nodes.math) and "plain" in node:
        yield node["plain"]
    elif not isinstance(node, NOT_PROSE):
        for child in node.children:
            yield from inline_text(child)


def is_line_break(node: nodes.Node) -> bool:
    """Return whether a node breaks a line: MyST makes HTML of a backslash or two spaces at a line's end."""
    return isinstance(node, nodes.raw) and node.astext().startswith("<br")


def count_document_words(document: nodes.Element) -> int:
    """Return the number of words of a post's doctree: all of its prose but the title."""
    title = next(iter(document.findall(nodes.title)), None)
    words = sum(count_words(text) for text in prose_blocks(document))
    return words - count_words("".join(inline_text(title))) if title is not None else words
