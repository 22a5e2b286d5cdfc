"""Have Markdown's parser try, at each place of a text, only the rules that may begin with the sign that stands there.

markdown-it tries all its rules, some 50 here, at each place where one of them may begin, in their order. What comes out
is the same, since a rule reads nothing where none of its signs stands.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.parser_inline import ParserInline
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline, text
from sphinx.application import Sphinx

Rule = Callable[..., Any]
AnyRule = TypeVar("AnyRule", bound=Rule)
ANY_SIGN = ""
DIGITS = "0123456789"
# By name, in markdown-it-py, mdit-py-plugins and MyST. A rule that is in neither table is tried everywhere.
INLINE_SIGNS = {
    "attr": "{",
    "autolink": "<",
    "backticks": "`",
    "emphasis": "*_",
    "entity": "&",
    "escape": "\\",
    "footnote_ref": "[",
    "gfm_autolink_email": "@",
    "gfm_autolink_protocol": ":",
    "gfm_autolink_www": "w",
    "html_inline": "<",
    "image": "!",
    "link": "[",
    "linkify": ":",
    "math_inline": "$",
    "myst_role": "{",
    "newline": "\n",
    "span": "[",
    "strikethrough": "~",
}
BLOCK_SIGNS = {
    "attr": "{",
    "blockquote": ">",
    "colon_fence": ":",
    "fence": "`~",
    "footnote_def": "[",
    "front_matter": "-",
    "heading": "#",
    "hr": "*-_",
    "html_block": "<",
    "list": "*+-" + DIGITS,
    "math_block": "$",
    "myst_block_break": "+",
    "myst_line_comment": "%",
    "myst_target": "(",
    "reference": "[",
}
STOPPED = "a rule has read something, and goes on from where it began"
ADDRESS_WITHOUT_SCHEME = r"w(?=ww\.)"  # instead of each `w`


def begins_with(signs: str) -> Callable[[AnyRule], AnyRule]:
    """Say of a rule that all that it reads begins with one of these signs; a decorator."""

    def note(rule: AnyRule) -> AnyRule:
        vars(rule)["first_signs"] = signs
        return rule

    return note


class RulesBySign:
    """The rules of a parser in their order, by the sign that stands where they are tried."""

    def __init__(self, ruler: Ruler[Any], known: dict[str, str]) -> None:
        self.ruler, self.known = ruler, known
        self.rules: Sequence[Rule] = ()
        self.by_sign: dict[str, Sequence[Rule]] = {}
        self.others: Sequence[Rule] = ()  # at any other sign

    def refresh(self) -> None:
        """Take over what was changed in the parser's own list, which it makes anew for that."""
        rules = self.ruler.getRules("")
        if rules is not self.rules:
            self.rules = rules
            self.sort()

    def sort(self) -> None:
        signs = [
            (rule.fn, getattr(rule.fn, "first_signs", self.known.get(rule.name, ANY_SIGN)))
            for rule in self.ruler.__rules__
            if rule.enabled and rule.fn is not text
        ]
        self.others = [rule for rule, own in signs if own == ANY_SIGN]
        self.by_sign = {
            sign: [rule for rule, own in signs if own == ANY_SIGN or sign in own]
            for sign in set().union(*(own for _, own in signs))
        }


class BlockRules(RulesBySign):
    """The rules for blocks."""

    def __init__(self, parser: ParserBlock) -> None:
        super().__init__(parser.ruler, BLOCK_SIGNS)

    def tokenize(self, state: StateBlock, first: int, end: int) -> None:
        """Generate tokens for a range of lines (markdown_it/parser_block.py, ParserBlock.tokenize)."""
        self.refresh()
        by_sign, others = self.by_sign, self.others
        line, deepest, has_empty_lines = first, state.md.options.maxNesting, False
        while line < end:
            state.line = line = state.skipEmptyLines(line)
            if line >= end or state.sCount[line] < state.blkIndent:
                break
            if state.level >= deepest:
                state.line = end
                break
            start = state.bMarks[line] + state.tShift[line]
            for rule in by_sign.get(state.src[start : start + 1], others):
                if rule(state, line, end, False):  # noqa: FBT003
                    break
            if state.line <= line:
                raise RuntimeError("no rule has read the block")
            state.tight = not has_empty_lines
            line = state.line
            if line - 1 < end and state.isEmpty(line - 1):
                has_empty_lines = True
            if line < end and state.isEmpty(line):
                has_empty_lines = True
                line += 1
                state.line = line


class InlineRules(RulesBySign):
    """The rules for what stands within a block. The one for plain text is not among them: it is done here."""

    def __init__(self, parser: ParserInline) -> None:
        super().__init__(parser.ruler, INLINE_SIGNS)
        self.parser = parser
        self.find = parser.terminator_re.search

    def sort(self) -> None:
        super().sort()
        signs = self.parser.terminator_re.pattern
        if "w" in signs:
            signs = f"{signs.replace('w', '', 1)}|{ADDRESS_WITHOUT_SCHEME}"
        self.find = re.compile(signs).search

    def tokenize(self, state: StateInline) -> None:
        """Generate tokens for a text (markdown_it/parser_inline.py, ParserInline.tokenize)."""
        self.refresh()
        by_sign, others, find = self.by_sign, self.others, self.find
        source, end, deepest = state.src, state.posMax, state.md.options["maxNesting"]
        while state.pos < end:
            place = state.pos
            found = find(source, place, end)
            stop = found.start() if found else end
            if stop > place:
                state.append_pending(source[place:stop])
                state.pos = place = stop
                if stop == end:
                    break
            if state.level < deepest:
                for rule in by_sign.get(source[place], others):
                    if rule(state, False):  # noqa: FBT003
                        if state.pos <= place:
                            raise RuntimeError(STOPPED)
                        break
            if state.pos <= place:
                state.append_pending(source[place])
                state.pos = place + 1
        if state.pending:
            state.pushPending()

    def skip_token(self, state: StateInline) -> None:
        """Skip what one rule reads, or a sign (markdown_it/parser_inline.py, ParserInline.skipToken)."""
        place = state.pos
        if place in state.cache:
            state.pos = state.cache[place]
            return
        self.refresh()
        if state.level >= state.md.options["maxNesting"]:
            state.pos = state.posMax + 1
        else:
            found = self.find(state.src, place, state.posMax)
            state.pos = found.start() if found else state.posMax
            if state.pos <= place:
                self.skip_sign(state, place)
        state.cache[place] = state.pos

    def skip_sign(self, state: StateInline, place: int) -> None:
        state.level += 1
        is_read = any(rule(state, True) for rule in self.by_sign.get(state.src[place], self.others))  # noqa: FBT003
        state.level -= 1
        if not is_read:
            state.pos = place + 1
        elif state.pos <= place:
            raise RuntimeError(STOPPED)


def try_by_sign(app: Sphinx, parser: MarkdownIt) -> None:
    """Have *parser* look its rules up by the sign that stands where they are tried."""
    blocks, words = BlockRules(parser.block), InlineRules(parser.inline)
    vars(parser.block)["tokenize"] = blocks.tokenize
    vars(parser.inline).update(tokenize=words.tokenize, skipToken=words.skip_token)
