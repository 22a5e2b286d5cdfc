"""Say of what is likely a slip of the fingers, and stays as it is typed, how it is written.

A mark that is opened and not closed, a space too many between a link's brackets or too few behind a list's mark: GitHub
shows them, and nobody means them. Nothing is changed; each kind is one hint a file.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.content.markdown.left_over import BREAK_TOKENS, report_places

MAX_QUOTED_SLIP = 40


class SlipKind(NamedTuple):
    """What is looked for in a text that holds ``sign``, and the advice.

    An address that follows is a link of its own, before which the text ends.
    """

    sign: str
    pattern: re.Pattern[str]
    advice: str
    before_address: bool = False


SLIPS = (
    SlipKind("`", re.compile(r"(?<![\w`])`{1,3}(?=[^\s`])"), "code ends with as many backticks as it begins with"),
    SlipKind("~~", re.compile(r"(?<![\w~/])~~(?=[^\W_])"), "what is struck out ends with `~~` too"),
    SlipKind(
        "][",
        re.compile(r"(?<![\w\])])!?\[[^\[\]\n]+\]\[[^\[\]\n]*\]"),
        "say on a line of its own where the name leads, `[name]: address`, or write `[words](address)`",
    ),
    SlipKind("](", re.compile(r"!?\[[^\[\]\n]+\]\(\Z"), "a link ends with `)`", before_address=True),
    SlipKind("] (", re.compile(r"!?\[[^\[\]\n]+\] \(\Z"), "no space parts the brackets of a link", before_address=True),
    SlipKind(
        "] (",
        re.compile(r"!?\[[^\[\]\n]+\] \((?:[./#]|\S+\.(?:md|html?|png|jpe?g|gif|webp|svg|pdf)\b)[^()\s]*\)"),
        "no space parts the brackets of a link",
    ),
    SlipKind(
        ")[",
        re.compile(r"\([^()\n]+\)\[\Z"),
        "the words of a link stand in square brackets, and its address in round ones behind",
        before_address=True,
    ),
)
SLIP_SIGNS = tuple({slip.sign for slip in SLIPS})
# Lines that were meant for a list. A dash may begin what somebody says, so two of them are asked for.
UNSPACED_ITEMS = re.compile(r"(?:(?:-[^\W\d_]|\*[^\W\d_][^*\n]*$|\d{1,2}[.)][^\W\d_]).*(?:\n|\Z)){2,}", re.MULTILINE)
BULLETS = re.compile(r"(?:[•◦‣▪●○·][ \t\xa0]*\S.*(?:\n|\Z)){2,}")
LIST_SIGNS = frozenset("-*•◦‣▪●○·0123456789")


class Slip(NamedTuple):
    """What was found: its line in its text, from its beginning, and how it is written."""

    line: int
    quoted: str
    advice: str


def slips_of_lines(text: str) -> Iterator[Slip]:
    """Yield what is said of a paragraph whose lines were meant for items of a list."""
    if UNSPACED_ITEMS.match(text):
        yield Slip(0, text.partition("\n")[0], "a space stands behind the mark of each item of a list")
    elif BULLETS.match(text):
        yield Slip(0, text.partition("\n")[0], "an item of a list begins with `- `")


def slips_of_words(tokens: list[Token]) -> Iterator[Slip]:
    """Yield what is said of pieces of text between marks that are read."""
    line = 0
    for place, token in enumerate(tokens):
        if token.type in BREAK_TOKENS:
            line += 1
        if token.type != "text" or not any(sign in token.content for sign in SLIP_SIGNS):
            continue
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        has_address = following is not None and following.type == "link_open"
        for slip in SLIPS:
            if slip.sign in token.content and (has_address or not slip.before_address):
                found = slip.pattern.search(token.content)
                if found is not None:
                    yield Slip(line, token.content[found.start() :], slip.advice)


def report_slips(state: StateCore) -> None:
    """Core rule: report slips, before escaped signs are joined with the text around."""
    found: dict[str, dict[int, str]] = {}
    before = ""
    for token in state.tokens:
        if token.type == "inline" and token.map is not None and token.children:
            slips = [*slips_of_words(token.children)] if any(sign in token.content for sign in SLIP_SIGNS) else []
            if before == "paragraph_open" and token.content[0] in LIST_SIGNS and "\n" in token.content:
                slips += slips_of_lines(token.content)
            for slip in slips:
                found.setdefault(slip.advice, {}).setdefault(token.map[0] + slip.line, slip.quoted[:MAX_QUOTED_SLIP])
        before = token.type
    if "document" in state.md.options:
        for advice, places in found.items():
            message = f"`` {{}} `` stays as it is typed: {advice}; a sign that is meant has a backslash before it"
            report_places(state, advice, message, places)


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    parser.core.ruler.after("inline", "slips", report_slips)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.markdown.left_over")
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
