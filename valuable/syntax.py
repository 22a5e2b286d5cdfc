"""Change how Markdown is read where it would publish a remark, or lose what is typed without a word.

Rules of markdown-it, for every text that a page is made of, what it includes too.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import myst_parser.parsers.sphinx_
from docutils import nodes
from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import escapedSplit, getLine
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.dollars import displayed, mathematical
from valuable.nesting import PLACE
from valuable.remarks import BLANK, without_remarks
from valuable.sources import brief
from valuable.templating import templated
from valuable.verbatim import LOOKED_AT

logger = logging.getLogger(__name__)

SAID = "valuable_said"
TEMPLATES = ("{%", "{{")
ENDS = (".", "!", ":", ";", ",", "。", "！")
PERCENT = re.compile(r"%\d")
ADDRESS = re.compile(r"[/.#:@?\\]")


def report(state: StateBlock | StateCore, line: int, message: str) -> None:
    """Say what is wrong on a line of the text, counted from 0, unless a parser only looks at it.

    Once: what stands in a directive is read with the text around it, and again by itself.
    """
    place = f"{state.md.options['document']['source']}:{state.env.get(PLACE, 0) + line + 1}"
    said = state.env.setdefault(SAID, set())
    if LOOKED_AT not in state.env and (place, message) not in said:
        said.add((place, message))
        logger.warning(message, location=place, type="valuable", subtype="syntax")


def prepare(state: StateCore) -> None:
    """Take out remarks, and report templates, before the text is read."""
    if not state.inlineMode and any(sign in state.src for sign in TEMPLATES):
        for line, message in templated(state.md, state.src):
            report(state, line, message)
    if "%%" in state.src:
        state.src, doubts = without_remarks(state.md, state.src)
        for line, message in sorted(doubts.items()):
            report(state, line, message)


def newline(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """Wrap the rule for a line's end: pass over the lines of a paragraph that remarks have left."""

    def read(state: StateInline, silent: bool) -> bool:
        found = rule(state, silent)
        while found and state.src.startswith(BLANK, state.pos):
            state.pos += 1
            while state.pos < state.posMax and state.src[state.pos] in " \t\n":
                state.pos += 1
        return found

    return read


def line_comment(comment: Callable[..., bool]) -> Callable[..., bool]:
    """Report a line that begins with ``%`` and may be text: MyST takes it for a comment wherever it stands."""

    def reported(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        if not state.src.startswith("%", state.bMarks[line] + state.tShift[line]):
            return False
        in_text = not silent and goes_on(state, line)
        if not comment(state, line, end, silent):
            return False
        if not silent:
            if in_text:
                message = (
                    "a line that begins with `%` is a comment, and this one stands in the middle of a text: put a "
                    r"blank line before it; or, if it is text, write `\%`"
                )
                report(state, line, message)
            for number in range(line, state.line):
                if PERCENT.match(getLine(state, number)):
                    report(state, number, r"a line that begins with `%` is a comment: if this is text, write `\%`")
        return True

    return reported


def goes_on(state: StateBlock, line: int) -> bool:
    """Return whether the line before is the last of a paragraph."""
    for place in range(len(state.tokens) - 1, 0, -1):
        token = state.tokens[place]
        if token.type == "inline":
            return state.tokens[place - 1].type == "paragraph_open" and token.map is not None and token.map[1] == line
        if token.nesting >= 0:
            return False
    return False


def block_break(rule: Callable[..., bool]) -> Callable[..., bool]:
    """Report the words behind ``+++``, which MyST keeps for programs."""

    def reported(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        if not rule(state, line, end, silent):
            return False
        if not silent and state.tokens[-1].content:
            report(state, line, r"what stands after `+++` is not shown: write it on a line of its own, or `\+++`")
        return True

    return reported


def table(rule: Callable[..., bool]) -> Callable[..., bool]:
    """Report the cells of a row that its table has no column for: they would be lost."""

    def reported(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        if not rule(state, line, end, silent):
            return False
        if not silent:
            columns = len(cells(getLine(state, line)))
            for number in range(line + 2, state.line):
                row = getLine(state, number)
                extra = [] if row.count("|") < columns else [cell.strip() for cell in cells(row)[columns:]]
                if any(extra):
                    message = (
                        f"the row has a cell more than the table's head, `{brief(' | '.join(extra))}`, which would be "
                        "lost: write one more into the head and the line below it; a bar that parts no cells is `\\|`"
                    )
                    report(state, number, message)
        return True

    return reported


def cells(row: str) -> list[str]:
    """Return the cells of a row as GitHub's tables have them (markdown_it/rules_block/table.py)."""
    found = escapedSplit(row.strip())
    if found and found[0] == "":
        found.pop(0)
    if found and found[-1] == "":
        found.pop()
    return found


def definition(rule: Callable[..., bool]) -> Callable[..., bool]:
    """Report ``[Note]: important``, which Markdown takes for the address of a link and does not show."""

    def reported(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        known = len(state.env.get("references", ()))
        if not rule(state, line, end, silent):
            return False
        if len(state.env["references"]) > known:
            name, found = next(reversed(state.env["references"].items()))
            written = f"[{name.casefold()}]"
            if found["href"] and not ADDRESS.search(found["href"]) and state.src.casefold().count(written) == 1:
                shown = f"{brief(written)}: {brief(found['href'])}"
                message = rf"`{shown}` says where a link leads, and is not shown: if it is text, write `\[`"
                report(state, line, message)
        return True

    return reported


WRAPPED: Mapping[str, Callable[..., Callable[..., bool]]] = {
    "myst_line_comment": line_comment,
    "myst_block_break": block_break,
    "table": table,
    "reference": definition,
    "math_block": displayed,
    "colon_fence": box,
    "lheading": underlined,
}
INTERRUPTS = {"math_block": ["paragraph", "reference", "blockquote", "list"]}


def box(rule: Callable[..., bool]) -> Callable[..., bool]:
    """Report words behind three colons, which MyST takes for classes."""

    def reported(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        if not rule(state, line, end, silent):
            return False
        words = state.tokens[-1].info.strip() if not silent else ""
        if words and not words.startswith("{"):
            message = (
                f"`{brief(words)}` stands after `:::` and is not shown: a box begins as in `:::{{note}}`, "
                "and the colons that close it have their line for themselves"
            )
            report(state, line, message)
        return True

    return reported


def underlined(rule: Callable[..., bool]) -> Callable[..., bool]:
    """Report a paragraph with a line of hyphens right below it, which makes a heading of it."""

    def reported(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        if not rule(state, line, end, silent):
            return False
        if not silent and state.tokens[-1].markup == "-" and state.tokens[-2].content.endswith(ENDS):
            message = (
                "the hyphens right below this paragraph make a heading of it: put a blank line before them, "
                "or, if it is a heading, write `## ` before it"
            )
            report(state, state.line - 1, message)
        return True

    return reported


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Report links to other sites that have nothing to be seen and clicked."""
    for link in doctree.findall(nodes.reference):
        if link.get("refuri") and not link.astext().strip() and next(iter(link.findall(nodes.image)), None) is None:
            message = f"the link to `{brief(link['refuri'])}` has no words: write some, as in `[words](address)`"
            logger.warning(message, location=link, type="valuable", subtype="syntax")


def rule_of(parser: ParserInline, name: str) -> Any:
    return next(rule.fn for rule in parser.ruler.__rules__ if rule.name == name)


def teach(parser: MarkdownIt) -> MarkdownIt:
    """Have *parser* read like this, if it doesn't yet."""
    if "remarks" in parser.core.ruler.get_all_rules():
        return parser
    parser.core.ruler.after("normalize", "remarks", prepare)
    parser.inline.ruler.at("newline", newline(rule_of(parser.inline, "newline")))
    for rule in list(parser.block.ruler.__rules__):
        if rule.name in WRAPPED:
            parser.block.ruler.at(rule.name, WRAPPED[rule.name](rule.fn), {"alt": INTERRUPTS.get(rule.name, rule.alt)})
    mathematical(parser)
    return parser


def on_builder_inited(app: Sphinx) -> None:
    make = myst_parser.parsers.sphinx_.create_md_parser

    def create(config: Any, renderer: Any) -> MarkdownIt:
        return teach(make(config, renderer))

    myst_parser.parsers.sphinx_.create_md_parser = create


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.upstream_speed")  # makes the parser
    app.connect("builder-inited", on_builder_inited, priority=600)
    app.connect("doctree-read", on_doctree_read)
    return {"version": __version__, "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
