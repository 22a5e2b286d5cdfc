"""Say of signs that are shown, though they seem to be meant for something, how that is written.

Rules for what stands within a line know no lines: they leave what is to be said, and it is said once the lines are
known, one hint for all of a kind in a file.
"""

from collections.abc import Mapping
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.reports import Severity, also_on_lines
from valuable.base.text_files import brief
from valuable.content.dropped_markup import report_syntax

LEFT_OVER = "valuable_left_over"  # in the state of a parser
BREAK_TOKENS = frozenset({"softbreak", "hardbreak"})
MAX_LEFT = 1000  # of a page: each is looked for among what stands before it
STARS, LINK = "stars", "link"
LEFT_OVER_MESSAGES = {
    STARS: r"the stars of `{}…` are shown as they are typed: bold is `**words**`, with stars at both ends and no space "
    r"within them; stars are `\*\*`",
    LINK: r"`{}…` is no link, and stays as it is typed: an address has no spaces, or stands between `<` and `>`; if it "
    r"is text, write `\[`",
}


class LeftOver(NamedTuple):
    """What is shown: the tokens among which it stands, how many lines down, its kind, and its beginning."""

    tokens: list[Token]
    breaks: int
    kind: str
    quoted: str


def breaks_in(tokens: list[Token]) -> int:
    return sum(token.type in BREAK_TOKENS for token in tokens)


def leave(state: StateInline, kind: str, quoted: str, breaks: int | None = None) -> None:
    """Leave something to be said of what stands where *state* is, or *breaks* lines down in its block."""
    left = state.env.setdefault(LEFT_OVER, [])
    if len(left) < MAX_LEFT:
        left.append(LeftOver(state.tokens, breaks_in(state.tokens) if breaks is None else breaks, kind, quoted))


def report_left_over(state: StateCore) -> None:
    """Core rule: say what was left to be said, of each kind once, with the lines of all."""
    found: list[LeftOver] = state.env.pop(LEFT_OVER, [])
    if not found or "document" not in state.md.options:
        return
    first_lines = {id(token.children): token.map[0] for token in state.tokens if token.children and token.map}
    for kind, message in LEFT_OVER_MESSAGES.items():
        places: dict[int, str] = {}
        for left in found:
            if left.kind == kind and id(left.tokens) in first_lines:
                places.setdefault(first_lines[id(left.tokens)] + left.breaks, left.quoted)
        if places:
            report_places(state, kind, message, places)


def report_places(state: StateCore, kind: str, message: str, places: Mapping[int, str]) -> None:
    """Report one hint of a *kind*: what is quoted first is put into *message*; of the others, it names the lines."""
    (line, quoted), *others = sorted(places.items())
    told = message.format(brief(quoted)) + also_on_lines([other + 1 for other, _ in others])
    report_syntax(state, line, told, Severity.HINT, kind)


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    parser.core.ruler.after("inline", "left_over", report_left_over)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.upstream.registry")
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
