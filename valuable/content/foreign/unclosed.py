"""Tell what is opened and never closed: blocks of code, boxes, displayed formulas."""

import re
from collections.abc import Iterator

from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import getLine

from valuable.base.reports import Severity
from valuable.content.foreign.findings import Remark, in_code
from valuable.content.verbatim import LineIndex, VerbatimText

OPENING_DOLLARS = re.compile(r"^[ \t>]*\$\$(?!\$)(?P<rest>[^$\n]*)$", re.MULTILINE)
LONGEST_ROW = 20  # that a message shows
SOME_TEXT = re.compile(r"\S")
TEX_SIGN = re.compile(r"[\\^_{}=]")
UNCLOSED_FORMULA = (
    "the formula that `$$` opens here is never closed: write `$$` on the line where it ends; "
    r"for the signs themselves write `\$\$`"
)


def unclosed_block(state: StateBlock, line: int) -> str:
    """Return what to say of the block of code or the box that begins on *line*; ``""`` if it is closed."""
    token = state.tokens[-1]
    sign = token.markup[:1]
    last = getLine(state, state.line - 1).strip()
    if state.line - line > 1 and len(last) >= len(token.markup) and not last.strip(sign):
        return ""
    what = "the box" if sign == ":" else "the code"
    signs, same = in_code(token.markup), in_code(token.markup)
    if len(token.markup) > LONGEST_ROW:
        signs, same = f"a row of {len(token.markup):,} {in_code(sign)}", "such a row"
    return f"{what} that {signs} opens here is never closed: write {same} on the line where it ends"


def takes_the_rest(state: StateBlock, line: int) -> bool:
    """Return whether a block that is never closed has taken what comes below it: some text, up to the end of all.

    One in an item of a list or in a quotation ends with that.
    """
    end = state.eMarks[state.line - 1]
    has_text = state.src[state.eMarks[line] : end].strip(" \t\n>")
    return bool(has_text) and SOME_TEXT.search(state.src, end) is None


def unclosed_formulas(text: str, verbatim: VerbatimText) -> Iterator[Remark]:
    """Yield a message for the ``$$`` that begins a line and no formula."""
    if text.count("$$") % 2 == 0:
        return
    lines = LineIndex(text)
    segments = {line: end for start, end in verbatim.layout.segments for line in range(start, end)}
    for found in OPENING_DOLLARS.finditer(text):
        number = lines.at(found.end())
        if number in verbatim.layout.code or verbatim.holds(found.start("rest") - 2):
            continue
        end = lines.ends[min(segments.get(number, number + 1), len(lines.ends)) - 1]
        if not found["rest"].strip() or TEX_SIGN.search(text, found.start("rest"), end):
            yield Remark(number, UNCLOSED_FORMULA, Severity.ACCEPTABLE, "$$")
            return
