"""Carry out a directive that stands on one line, as a tag of another system does that is read as one.

`valuable.content.foreign` puts it into the text, where every line keeps its number; no author can write it. What is not
read as a block by itself is shown as its author wrote it, and told.
"""

import re
from collections.abc import Mapping

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.reports import Severity
from valuable.base.text_files import brief
from valuable.content.dropped_markup import report_syntax
from valuable.upstream.first_signs import begins_with

SIGN, NEXT_OPTION = "\ufdd2", "\ufdd3"  # which no text has
ONE_LINE = re.compile(f"{SIGN}([^\n{SIGN}]*){SIGN}([^\n{SIGN}]*){SIGN}([^\n{SIGN}]*){SIGN}")
PARSED_LATER = frozenset({"fence", "colon_fence"})  # whose text is read by itself


def one_line(head: str, options: Mapping[str, str], written: str) -> str:
    """Return the directive that begins with *head*, as in ``{figure} a.png``, on one line; *written* is the tag."""
    rows = NEXT_OPTION.join(options_rows(options))
    return SIGN.join(["", head, rows, " ".join(written.split()), ""])


def options_rows(options: Mapping[str, str]) -> list[str]:
    return [f":{name}: {value}".rstrip() for name, value in options.items()]


@begins_with(SIGN)
def read_one_line(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """Block rule: make of the line the fence that a directive would be."""
    start = state.bMarks[line] + state.tShift[line]
    if not state.src.startswith(SIGN, start) or state.is_code_block(line):
        return False
    found = ONE_LINE.match(state.src, start, state.eMarks[line])
    if found is None:
        return False
    if not silent:
        token = state.push("fence", "code", 0)
        token.info, token.markup, token.map = found[1], "```", [line, line + 1]
        token.content = "".join(f"{row}\n" for row in found[2].split(NEXT_OPTION) if row)
        state.line = line + 1
    return True


def show_unread(state: StateCore) -> None:
    """Core rule: put back what was written where no block could be."""
    if SIGN not in state.src:
        return
    for token in state.tokens:
        if token.type in PARSED_LATER or SIGN not in token.content:
            continue
        line = token.map[0] if token.map else 0
        for found in ONE_LINE.finditer(token.content):
            message = f"`{brief(found[3])}` stands within other text: put a blank line before and below it"
            report_syntax(state, line, message, Severity.ACCEPTABLE, brief(found[3]))
        token.content = ONE_LINE.sub(r"\3", token.content)


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    ends = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("fence", "one_line_directive", read_one_line, {"alt": ends})
    parser.core.ruler.after("block", "unread_directive", show_unread)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.upstream.registry")
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
