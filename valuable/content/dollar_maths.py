r"""Distinguish formulas from dollars: ``$$x^2$$`` within a line is one, as in Jekyll; ``$PATH costs 5$`` is not.

MyST looks only at what stands beside a dollar (mdit_py_plugins/dollarmath/index.py): no space within, no digit without.
"""

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import getLine
from markdown_it.rules_inline import StateInline

from valuable.upstream.markdown_it import rule_of

DOUBLE = re.compile(r"\$\$(?!\$)((?:[^$\\]|\\[\s\S]|\$(?!\$))+?)\$\$(?!\$)")
# TeX drops the spaces between words, so nobody writes two of them in a row, or a sentence's end.
PROSE = re.compile(r"(?<![\w^{\\])[^\W\d_]{2,}[,;:.!?]?\s+[^\W\d_]{2,}(?![\w^}])|[^\W\d_]{2,}[.!?]\s+[^\W\d_]")
TEX_SIGNS = re.compile(r"[\\^_{}=<>+]")


def is_prose(tex: str) -> bool:
    """Return whether what stands between two dollars is words, as in ``$HOME and $PATH. It costs 5$``."""
    return not TEX_SIGNS.search(tex) and PROSE.search(tex) is not None


def read_dollars(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """Wrap MyST's inline rule: it also reads ``$$…$$``, and leaves alone what is plainly prose."""

    def read(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] != "$":
            return False
        start = state.pos
        double = DOUBLE.match(state.src, start, state.posMax)
        if double is not None and double[1].strip():
            if not silent:
                token = state.push("math_inline", "math", 0)
                token.content, token.markup = double[1].strip(), "$$"
            state.pos = double.end()
            return True
        if not rule(state, silent):
            return False
        if is_prose(state.src[start + 1 : state.pos - 1]):
            if not silent:
                state.tokens.pop()
                state.pending += "$"
            state.pos = start + 1
        return True

    return read


def read_displayed(rule: Callable[[StateBlock, int, int, bool], bool]) -> Callable[[StateBlock, int, int, bool], bool]:
    """Wrap MyST's block rule: a displayed formula may interrupt a paragraph."""

    def read(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        if not silent:
            return rule(state, line, end, silent)
        if state.is_code_block(line) or not state.src.startswith("$$", state.bMarks[line] + state.tShift[line]):
            return False
        lines = []
        for number in range(line, end):
            lines.append(getLine(state, number).rstrip())
            if not lines[-1] or (lines[-1].endswith("$$") and "\n".join(lines) != "$$"):
                break
        return DOUBLE.fullmatch("\n".join(lines)) is not None  # MyST's rule would make a token here

    return read


def use_dollar_rules(parser: MarkdownIt) -> None:
    """Install these rules in *parser*, if dollars are maths in it at all."""
    rule = rule_of(parser.inline.ruler, "math_inline")
    if rule is not None:
        parser.inline.ruler.at("math_inline", read_dollars(rule))
