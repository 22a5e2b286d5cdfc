"""Report markup that Markdown would drop, or take for something else, in silence.

Rules of markdown-it are wrapped: a line is read as before, and what is lost by that is told with its line.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import escapedSplit, getLine
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

from valuable.base.reports import Severity, report
from valuable.base.text_files import brief
from valuable.content.foreign.unclosed import takes_the_rest, unclosed_block
from valuable.content.markdown.callout_kinds import fenced_callout
from valuable.content.verbatim import LOOKING
from valuable.upstream.nesting import FIRST_LINE

BlockRule = Callable[[StateBlock, int, int, bool], bool]  # of markdown-it: a line to begin with, and the last
REPORTED = "valuable_said"
TOLD_UNCLOSED = "valuable_unclosed"  # kinds that a file has been told of
PERCENT = re.compile(r"%\d")
ADDRESS_LIKE = re.compile(r"[/.#:@?\\]")
OBSIDIAN_BLOCKS = {
    **dict.fromkeys(("dataview", "dataviewjs", "query", "base"), "write the list itself"),
    "tasks": "write the tasks themselves, as in `- [ ] to do`",
    **dict.fromkeys(("button", "tracker", "meta-bind", "meta-bind-button"), "take it out"),
}
SENTENCE_MARKS = (".", "!", ":", ";", ",", "。", "！")


def report_syntax(
    state: StateBlock | StateCore, line: int, message: str, severity: Severity = Severity.FATAL, subject: str = ""
) -> None:
    """Report a problem on a line of the text, counted from 0, once and unless the parser is only looking ahead.

    Once: what stands in a directive is read with the text around it, and again by itself.
    """
    place = f"{state.md.options['document']['source']}:{state.env.get(FIRST_LINE, 0) + line + 1}"
    said = state.env.setdefault(REPORTED, set())
    if LOOKING not in state.env and (place, message) not in said:
        said.add((place, message))
        report(message, place, "syntax", severity=severity, subject=subject)


def reporting(look: Callable[[StateBlock, int], None]) -> Callable[[BlockRule], BlockRule]:
    """Return a wrapper of rules that calls *look* with each block that a rule reads, and the line where it begins."""

    def wrap(rule: BlockRule) -> BlockRule:
        def reported(state: StateBlock, line: int, end: int, silent: bool) -> bool:
            if not rule(state, line, end, silent):
                return False
            if not silent:
                look(state, line)
            return True

        return reported

    return wrap


def report_lost_comments(comment: BlockRule) -> BlockRule:
    """Wrap MyST's rule for comments: report a line that begins with ``%`` and may be text."""

    def reported(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        if not state.src.startswith("%", state.bMarks[line] + state.tShift[line]):
            return False
        in_text = not silent and continues_paragraph(state, line)
        if not comment(state, line, end, silent):
            return False
        if in_text:
            message = (
                "a line that begins with `%` is a comment, and this one stands in the middle of a text: put a "
                r"blank line before it; or, if it is text, write `\%`"
            )
            report_syntax(state, line, message)
        for number in range(line, state.line) if not silent else ():
            if PERCENT.match(getLine(state, number)):
                message = r"a line that begins with `%` is a comment: if this is text, write `\%`"
                report_syntax(state, number, message)
        return True

    return reported


def continues_paragraph(state: StateBlock, line: int) -> bool:
    """Return whether the line before is the last of a paragraph."""
    for place in range(len(state.tokens) - 1, 0, -1):
        token = state.tokens[place]
        if token.type == "inline":
            return state.tokens[place - 1].type == "paragraph_open" and token.map is not None and token.map[1] == line
        if token.nesting >= 0:
            return False
    return False


def read_breaks(rule: BlockRule) -> BlockRule:
    """Wrap MyST's rule for ``+++``: words behind are text, unless they are settings of a notebook's cell."""

    def read(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        text = getLine(state, line)
        words = text.strip().lstrip("+").strip() if text.startswith("+++") else ""
        if words and not is_object(words):
            if not silent:
                message = r"`+++` with words behind it is text: write a line `---` for a rule, or `\+++` for the signs"
                report_syntax(state, line, message, Severity.HINT, "+++")
            return False
        return rule(state, line, end, silent)

    return read


def is_object(text: str) -> bool:
    """Return whether a text is a JSON object, as notebooks have behind ``+++``."""
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def table_cells(row: str) -> list[str]:
    """Return the cells of a row as GitHub's tables have them (markdown_it/rules_block/table.py)."""
    found = escapedSplit(row.strip())
    if found and found[0] == "":
        found.pop(0)
    if found and found[-1] == "":
        found.pop()
    return found


def read_definitions(rule: BlockRule) -> BlockRule:
    """Wrap the rule for link definitions: ``[Note]: important`` is text.

    ``[//]: # (a note to myself)`` is a comment, of which there may be many: MyST would call them duplicates.
    """

    def reported(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        known = len(state.env.get("references", ()))
        if not rule(state, line, end, silent):
            return False
        doubles = state.env.get("duplicate_refs", [])
        if doubles and doubles[-1]["href"] in {"", "#"}:
            doubles.pop()
        if len(state.env["references"]) > known:
            name, found = next(reversed(state.env["references"].items()))
            written = f"[{name.casefold()}]"
            is_address = not found["href"] or ADDRESS_LIKE.search(found["href"]) is not None
            if not is_address and state.src.casefold().count(written) == 1 and not followed_by_definition(state, end):
                shown = f"{brief(written)}: {brief(found['href'])}"
                message = rf"`{shown}` is text, since no link has that name: write `\[` to say so, or an address"
                report_syntax(state, line, message, Severity.HINT, name)
                del state.env["references"][name]
                state.line = line
                return False
        return True

    return reported


def followed_by_definition(state: StateBlock, end: int) -> bool:
    """Return whether the line behind a definition, which has been read, may be another."""
    return state.line < end and getLine(state, state.line).startswith("[")


def report_lost_classes(state: StateBlock, line: int) -> None:
    """Report words behind ``:::``, which are not shown: MyST takes them for classes."""
    words = state.tokens[-1].info.strip()
    if words and not words.startswith("{") and fenced_callout(words) is None:
        message = (
            f"`{brief(words)}` stands after `:::` and is not shown: a box begins as in `:::{{note}}`, "
            "and the colons that close it have their line for themselves"
        )
        report_syntax(state, line, message)
    else:
        report_unclosed(state, line)


def report_underlined(state: StateBlock, line: int) -> None:
    """Report a paragraph that the line of hyphens below it makes a heading."""
    if state.tokens[-1].markup == "-" and state.tokens[-2].content.endswith(SENTENCE_MARKS):
        message = (
            "the hyphens right below this paragraph make a heading of it: put a blank line before them, "
            "or, if it is a heading, write `## ` before it"
        )
        report_syntax(state, state.line - 1, message, Severity.HINT, "hyphens")


def report_unclosed(state: StateBlock, line: int) -> None:
    """Report the first block of code, and the first box, of a file that goes on to the end, as it does on GitHub."""
    message = unclosed_block(state, line)
    severity = Severity.ACCEPTABLE if message and takes_the_rest(state, line) else Severity.HINT
    kind = (state.md.options["document"]["source"], state.tokens[-1].type, severity)
    told = state.env.setdefault(TOLD_UNCLOSED, set())
    if message and kind not in told and LOOKING not in state.env:
        told.add(kind)
        report_syntax(state, line, message, severity, "unclosed")


def report_queries(state: StateBlock, line: int) -> None:
    """Report a block of code that a plugin of Obsidian's makes something of."""
    info = state.tokens[-1].info.strip().casefold()
    language = info.split()[0] if info else ""
    cure = OBSIDIAN_BLOCKS.get(language)
    if language.startswith("ad-"):
        cure = f"write `> [!{language.removeprefix('ad-')}]` and `> ` before each line of its text"
    if cure:
        message = f"`{brief(language)}` is a block of an Obsidian plugin, and nothing is made of it here: {cure}"
        report_syntax(state, line, message, Severity.ACCEPTABLE, language)


def leave_tags(rule: Callable[..., bool]) -> Callable[..., bool]:
    """Wrap a rule for attributes: ``{% … %}`` is none, though MyST would take it for a comment in attributes."""

    def read(state: StateBlock | StateInline, *arguments: Any) -> bool:
        place = state.pos if isinstance(state, StateInline) else state.bMarks[arguments[0]] + state.tShift[arguments[0]]
        return not state.src.startswith("{%", place) and rule(state, *arguments)

    return read


REPORTING_RULES: Mapping[str, Callable[[BlockRule], BlockRule]] = {
    "myst_line_comment": report_lost_comments,
    "myst_block_break": read_breaks,
    "reference": read_definitions,
    "colon_fence": reporting(report_lost_classes),
    "fence": lambda rule: reporting(report_unclosed)(reporting(report_queries)(rule)),
    "attr": leave_tags,
    "lheading": reporting(report_underlined),
}
