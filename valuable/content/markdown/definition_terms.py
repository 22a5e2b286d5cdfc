"""Read several terms with one definition, each on a line of its own, as kramdown and PHP Markdown Extra do."""

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import getLine
from markdown_it.token import Token
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.upstream.markdown_it import rule_of

DEFINITION_MARK = re.compile(r"[ ]{0,3}[:~][ \t]+\S")
TERMS_LOOKED_AT = 8
MAX_TERM = 80  # characters
SENTENCE_SIGNS = tuple(".!?,;:。！？")


def read_terms(rule: Callable[..., bool]) -> Callable[..., bool]:
    """Wrap the rule for definition lists, which knows one term, on the line before its definition."""

    def read(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        if rule(state, line, end, silent):
            return True
        last = None if silent else last_term(state, line, end)
        first = len(state.tokens)
        if last is None or not rule(state, last, end, silent):
            return False
        state.tokens[first].map = [line, state.line]
        state.tokens[first + 1 : first + 1] = [
            token for number in range(line, last) for token in term_tokens(state, number)
        ]
        return True

    return read


def last_term(state: StateBlock, line: int, end: int) -> int | None:
    """Return the line of the last of several terms, the first of which is on *line*; None if they are a paragraph."""
    starts_other = state.md.block.ruler.getRules("paragraph")
    for number in range(line, min(end - 1, line + TERMS_LOOKED_AT)):
        text = getLine(state, number).strip()
        if not text or len(text) > MAX_TERM or text.endswith(SENTENCE_SIGNS):
            return None
        following = number + 1
        if state.isEmpty(following) or state.sCount[following] < state.blkIndent:
            return None
        if DEFINITION_MARK.match(getLine(state, following)):
            return number
        if any(rule(state, following, end, True) for rule in starts_other):  # noqa: FBT003
            return None
    return None


def term_tokens(state: StateBlock, line: int) -> list[Token]:
    """Return the tokens of a term without a definition of its own."""
    lines = [line, line + 1]
    text = Token("inline", "", 0, map=lines, content=getLine(state, line).strip(), level=state.level + 2, children=[])
    return [
        Token("dt_open", "dt", 1, map=lines, level=state.level + 1),
        text,
        Token("dt_close", "dt", -1, level=state.level + 1),
    ]


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    ruler = parser.block.ruler
    for rule in list(ruler.__rules__):
        if rule.name == "deflist":
            ruler.at("deflist", read_terms(rule_of(ruler, "deflist")), {"alt": rule.alt})


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.upstream.registry")
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
