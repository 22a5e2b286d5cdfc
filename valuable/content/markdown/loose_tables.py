"""Read tables that GitHub shows as text: without a head, as kramdown has them, or with lines of another length.

``| a | b |`` line upon line is a table wherever bars stand at both ends; a line such as ``|---|---|`` parts its head
from the rest, or one part of that from the next. What GitHub reads is left to markdown-it, unless a cell would be lost.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from docutils import nodes
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import MAX_AUTOCOMPLETED_CELLS, getLine
from markdown_it.rules_core import StateCore
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.reports import Severity
from valuable.base.text_files import brief
from valuable.content.dropped_markup import BlockRule, report_syntax, table_cells
from valuable.content.markdown.maths import BAR_SIGN, IN_CELL, hide_bars
from valuable.upstream.markdown_it import rule_of
from valuable.upstream.myst import add_renderer

HEAD_ROWS = "valuable_head_rows"  # of a table's token: how many of its rows are its head
MAX_ROWS = 5_000
SEPARATING_CELL = re.compile(r"\s*(?::?(?:-+|=+):?)?\s*")
# Of a line that may also be a row, with `-` where there is nothing.
SURE_CELL = re.compile(r"\s*(?::?(?:-{3,}|=+):?|:-+:?|-+:)\s*")
LONE_ROW = re.compile(r"\|\s.*\S.*\|.*\S.*\s\|")  # a row without others needs its spaces: `|x| + |y|` is none
SEPARATING_SIGNS = frozenset("|-=:+ \t")
GRID_LINE = re.compile(r"\+(?:[-=]+\+)+\s*")
GRID_MESSAGE = (
    "the lines `+---+` are a table of Pandoc's or of reStructuredText, and stay as they are typed: write `| a | b |`, "
    "and `|---|---|` below its head; or put all of it between `` ```{eval-rst} `` and `` ``` ``"
)
ITEM_BEGINNING = re.compile(r"(?:[-*+]|\d+[.)])\s")


# -- Lines --------------------------------------------------------------------------


def is_row(line: str) -> bool:
    """Return whether bars stand at both ends of a line, and one between."""
    return line.startswith("|") and line.endswith("|") and line.count("|") > 2 and not line.endswith("\\|")


def cells_of(line: str) -> list[str]:
    """Return the cells of a row; a bar in a formula parts none."""
    hidden = IN_CELL.sub(hide_bars, line) if "$" in line else line
    return [cell.strip().replace(BAR_SIGN, "|") for cell in table_cells(hidden)]


def parts_table(line: str, cell: re.Pattern[str]) -> bool:
    """Return whether a line parts a table, as ``|---|---|`` or ``|===`` does, and each of its cells is a *cell*."""
    if set(line) - SEPARATING_SIGNS or not set(line) & {"-", "="} or "|" not in line:
        return False
    return all(map(cell.fullmatch, separating_cells(line)))


def parting(lines: Sequence[str]) -> list[bool]:
    """Return which lines of a table part it; behind its first row, the next does if it may."""
    found: list[bool] = []
    rows = 0
    for text in lines:
        is_below_head = rows == 1 and not found[-1]
        found.append(parts_table(text, SEPARATING_CELL if is_below_head else SURE_CELL))
        rows += not found[-1]
    return found


def separating_cells(line: str) -> list[str]:
    """Return the cells of a line that parts a table; kramdown has ``+`` between them too."""
    return table_cells(line.replace("+", "|"))


def alignments(line: str) -> list[str]:
    """Return how a separating line aligns the columns, ``""`` where it says nothing of it."""
    names = {(True, True): "center", (True, False): "left", (False, True): "right", (False, False): ""}
    return [names[cell.startswith(":"), cell.endswith(":")] for cell in map(str.strip, separating_cells(line))]


def is_github_head(first: str, second: str) -> bool:
    """Return whether two lines begin a table on GitHub."""
    if "|" not in first or set(second) - set("|-: \t") or "-" not in second or ITEM_BEGINNING.match(first):
        return False
    cells = table_cells(second)
    return len(cells) == len(table_cells(first)) and all(cell.strip(" \t:") for cell in cells)


def leave_items(rule: BlockRule) -> BlockRule:
    """Wrap markdown-it's rule: ``- a | b`` begins an item of a list, whatever stands below."""

    def read(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        first = getLine(state, line)
        return "|" in first and ITEM_BEGINNING.match(first) is None and rule(state, line, end, silent)

    return read


# -- Tables -------------------------------------------------------------------------


def read_loose_table(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """Read a table; a rule of markdown-it's, before its own."""
    if state.src.find("|", state.bMarks[line], state.eMarks[line]) < 0 or state.is_code_block(line):
        return False
    first = getLine(state, line).strip()
    second = getLine(state, line + 1).strip() if line + 1 < end else ""
    is_github = is_github_head(first, second)
    if not (is_github or first.startswith("|")):
        return False
    if silent:  # a paragraph goes on, unless its next lines can be nothing else
        return not is_github and is_row(first) and second.startswith("|") and parts_table(second, SEPARATING_CELL)
    lines = barred_lines(state, line, end)
    if is_github and not any(parting(lines)[2:]):
        lines = github_lines(state, line, end)
    elif not is_table(lines):
        return False
    return bool(lines) and push_table(state, line, lines)


def barred_lines(state: StateBlock, line: int, end: int) -> list[str]:
    """Return the lines from *line* on that begin with a bar, and end with one unless a separating line comes first."""
    found: list[str] = []
    is_parted = False
    for number in range(line, min(end, line + MAX_ROWS)):
        text = getLine(state, number).strip()
        if state.sCount[number] < state.blkIndent or not text.startswith("|"):
            break
        if number == line:
            below = getLine(state, line + 1).strip() if line + 1 < end else ""
            is_parted = parts_table(text, SURE_CELL) or parts_table(below, SEPARATING_CELL)
        if not (is_parted or is_row(text)):
            break
        found.append(text)
    return found


def github_lines(state: StateBlock, line: int, end: int) -> list[str]:
    """Return the lines that belong to a table on GitHub, if one has more cells than its head, which would be lost."""
    first, most = getLine(state, line), min(end, line + MAX_ROWS)
    columns = len(cells_of(first.strip()))
    last = next((number for number in range(line, most) if state.isEmpty(number)), most)
    others = range(line + 2, last)
    if all(len(cells_of(getLine(state, number).strip())) <= columns for number in others):
        return []
    rules = state.md.block.ruler.getRules("blockquote")
    found = [first.strip(), getLine(state, line + 1).strip()]
    for number in others:
        if state.sCount[number] < state.blkIndent:
            break
        if any(rule(state, number, end, True) for rule in rules):  # noqa: FBT003
            break
        found.append(getLine(state, number).strip())
    return found


def is_table(lines: Sequence[str]) -> bool:
    """Return whether lines that begin with a bar are a table."""
    rows = [text for text, parts in zip(lines, parting(lines), strict=True) if not parts]
    if not rows:
        return False
    if len(rows) < len(lines):
        return any(len(cells_of(row)) > 1 for row in rows)
    return not rows[0].startswith("||") and (len(rows) > 1 or LONE_ROW.fullmatch(rows[0]) is not None)


def head_of(parted: Sequence[bool]) -> int:
    """Return how many rows are the head of a table whose lines are *parted*: those before a line that others follow."""
    start = next((number for number, parts in enumerate(parted) if not parts), 0)
    first = next((number for number in range(start, len(parted)) if parted[number]), start)
    return first - start if not all(parted[first:]) or start == 0 else 0


def push_table(state: StateBlock, line: int, lines: Sequence[str]) -> bool:
    """Push the tokens of a table, as markdown-it does: the first row is its head, whether it is one or not.

    Return False if far more cells would be filled up than are written.
    """
    parted = parting(lines)
    rows = [(line + number, cells_of(text)) for number, text in enumerate(lines) if not parted[number]]
    width = max(len(cells) for _, cells in rows)
    if width * len(rows) - sum(len(cells) for _, cells in rows) > MAX_AUTOCOMPLETED_CELLS:
        return False
    aligned = next((alignments(text) for number, text in enumerate(lines) if parted[number] and ":" in text), [])
    aligned = [*aligned, *[""] * width][:width]
    last = line + len(lines)
    opening = state.push("table_open", "table", 1)
    opening.map, opening.meta = [line, last], {HEAD_ROWS: head_of(parted)}
    state.push("thead_open", "thead", 1).map = [line, rows[0][0] + 1]
    push_row(state, "th", *rows[0], aligned)
    state.push("thead_close", "thead", -1)
    if len(rows) > 1:
        state.push("tbody_open", "tbody", 1).map = [rows[1][0], last]
        for number, cells in rows[1:]:
            push_row(state, "td", number, cells, aligned)
        state.push("tbody_close", "tbody", -1)
    state.push("table_close", "table", -1)
    state.line = last
    report_uneven(state, line, lines, rows, parted)
    return True


def push_row(state: StateBlock, tag: str, line: int, cells: Sequence[str], aligned: Sequence[str]) -> None:
    state.push("tr_open", "tr", 1).map = [line, line + 1]
    for number, side in enumerate(aligned):
        opening = state.push(f"{tag}_open", tag, 1)
        opening.attrs = {"style": f"text-align:{side}"} if side else {}
        words = state.push("inline", "", 0)
        words.content, words.children = cells[number] if number < len(cells) else "", []
        words.map = [line, line + 1]
        state.push(f"{tag}_close", tag, -1)
    state.push("tr_close", "tr", -1)


def render_table(renderer: Any, token: Any) -> None:
    """Make the nodes of a table as MyST does, and put each row into the head or the body."""
    renderer.render_table(token)
    wanted = token.meta.get(HEAD_ROWS, 1)
    if wanted == 1:
        return
    group = renderer.current_node[-1][0]
    head = next(child for child in group if isinstance(child, nodes.thead))
    body = next((child for child in group if isinstance(child, nodes.tbody)), None)
    if body is None:
        group.append(body := nodes.tbody())
    rows = [*head.children, *body.children]
    head.children, body.children = [], []
    head.extend(rows[:wanted])
    body.extend(rows[wanted:])
    for part in (head, body):
        if not part.children:
            group.remove(part)


# -- What is told -------------------------------------------------------------------


def report_uneven(
    state: StateBlock, line: int, lines: Sequence[str], rows: Sequence[tuple[int, list[str]]], parted: Sequence[bool]
) -> None:
    """Say which line of a table has another number of cells."""
    first = len(rows[0][1])
    below = len(separating_cells(lines[1])) if not parted[0] and any(parted[1:2]) else first
    longer = next(((number, cells) for number, cells in rows if len(cells) > first), None)
    if longer is not None:
        number, cells = longer
        message = (
            f"the row has more cells than the first of its table, `{brief(' | '.join(cells[first:]))}`: write as many "
            r"there, and into the line below it; a bar that parts no cells is `\|`"
        )
        report_syntax(state, number, message, Severity.HINT, "table")
    elif below not in {1, first}:
        message = f"the head of the table has {first} cells, and the line below it {below}: write as many in both"
        report_syntax(state, line + 1, message, Severity.HINT, "table")


def report_unread(state: StateCore) -> None:
    """Core rule: say of paragraphs that seem to be meant for tables how a table is written."""
    if "|" not in state.src or "document" not in state.md.options:
        return
    for before, token in pairwise(state.tokens):
        if before.type == "paragraph_open" and token.map is not None and "|" in token.content:
            found = unread_table(token.content.split("\n"))
            if found is not None:
                number, message, severity = found
                report_syntax(state, token.map[0] + number, message, severity, "table")


def unread_table(lines: Sequence[str]) -> tuple[int, str, Severity] | None:
    """Return what is to be said of a paragraph: of which of its lines, and how grave it is."""
    if GRID_LINE.fullmatch(lines[0].strip()) and len(lines) > 2:
        return 0, GRID_MESSAGE, Severity.ACCEPTABLE
    for number, (above, line) in enumerate(pairwise(lines), 1):
        if "|" in above and "--" in line and parts_table(line.strip(), SEPARATING_CELL):
            message = (
                f"this is no table, and stays as it is typed: the line `{brief(line.strip())}` has to have as many "
                "cells as the one above it, and no empty ones"
            )
            return number, message, Severity.HINT
    if len(lines) > 1 and len({line.count(" | ") for line in lines}) == 1 and " | " in lines[0]:
        below = " | ".join(["---"] * (lines[0].count(" | ") + 1))
        message = (
            f"these lines are no table, and stay as they are typed: if they are meant for one, write `{brief(below)}` "
            "below the first"
        )
        return 0, message, Severity.HINT
    return None


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    if rule_of(parser.block.ruler, "table") is None:
        return
    table = next(rule for rule in parser.block.ruler.__rules__ if rule.name == "table")
    parser.block.ruler.at("table", leave_items(table.fn), {"alt": table.alt})
    parser.block.ruler.before("table", "loose_table", read_loose_table, {"alt": ["paragraph", "reference"]})
    parser.core.ruler.after("block", "unread_tables", report_unread)
    add_renderer(parser, "table", render_table)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.markdown.maths")
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
