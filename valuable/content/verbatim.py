"""Find the code, formulas and comments in Markdown text, in which signs have no other meaning.

Markdown's own parser says what is a block of code, at any depth of lists, quotations and directives; within a line,
code is found as CommonMark finds it (6.1). Asked only of a text in which there is something to find, see
`valuable.content.markdown_comments` and `valuable.content.foreign`.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from valuable.content.markdown.info_strings import is_directive

CODE_SPAN, COMMENT_SPAN, MATHS_SPAN = "code", "comment", "maths"
# What a directive of these holds is no Markdown.
CODE_DIRECTIVES = frozenset({
    "code", "code-block", "code-cell", "doctest", "highlight", "literalinclude", "math", "parsed-literal",
    "productionlist", "prompt", "sourcecode",
})  # fmt: skip
CODE_ROLES = ("code", "kbd", "literal", "math", "samp")
LOOKING = "valuable_looked_at"  # in the state of a parser that only looks: nothing is to be reported
DIRECTIVE = re.compile(r"\{([^}\s]+)\}")
OPENING_SIGN = re.compile(
    r"(?P<bracket>\\\\?[(\[])|\\[\s\S]|(?P<ticks>`+)|(?P<comment><!--)|<(?P<tag>code|kbd|pre|samp|script|style)\b[^<>]*>"
    r"|(?P<maths>(?<![\d$])\$\$?(?=[^\s$]))",
    re.IGNORECASE,
)
# What stands in `\(…\)` is a formula if it has a sign of one: Markdown takes the two for brackets.
BRACKET_END = {"(": ")", "[": "]"}
FORMULA_SIGN = re.compile(r"\\[A-Za-z]|[\^=_]")
MATHS_END = {"$": re.compile(r"(?<![\\s\\])\$(?!\d)"), "$$": re.compile(r"(?<!\\)\$\$")}
TICKS = re.compile("`+")
LINE_COMMENT = re.compile(r"^[ \t]*(?:>[ \t]?)*[ \t]*%(?!%)", re.MULTILINE)
FENCE_LINE = re.compile(r"^(?P<sign>`{3,}|~{3,})(?P<info>[^\n]*)$", re.MULTILINE)
# What may stand around a block of code, or make something else of it: HTML, directives, formulas, quotations, lists.
OTHER_BLOCK = re.compile(r"^(?:[ \t]*[<$:]|(?:`{3,}|~{3,})[ \t]*\{|[ \t>*+\d.)-]+(?:`{3}|~{3}))|<!--", re.MULTILINE)
ROLE = re.compile(r"\{([^{}\s]+)\}$")


class Span(NamedTuple):
    """A verbatim range of the text, ``text[start:end]``, and its kind."""

    start: int
    end: int
    kind: str


class VerbatimText:
    """The verbatim spans of a text, found when they are first asked for."""

    def __init__(self, parser: MarkdownIt, text: str) -> None:
        self.parser = parser
        self.text = text

    @cached_property
    def layout(self) -> "BlockLayout":
        return block_layout(self.parser, self.text)

    @cached_property
    def spans(self) -> "list[Span]":
        return verbatim_spans(self.text, self.layout)

    @cached_property
    def starts(self) -> list[int]:
        return [span.start for span in self.spans]

    def span_at(self, place: int) -> "Span | None":
        at = bisect_right(self.starts, place) - 1
        return self.spans[at] if at >= 0 and place < self.spans[at].end else None

    @cached_property
    def fences(self) -> list[tuple[int, int]]:
        return plain_fences(self.text)

    def holds(self, place: int) -> bool:
        """Return whether the sign at an offset has no other meaning there."""
        at = bisect_right(self.fences, (place, len(self.text))) - 1
        return (at >= 0 and place < self.fences[at][1]) or self.span_at(place) is not None


def plain_fences(text: str) -> list[tuple[int, int]]:
    """Return the spans of blocks of code that a look at the lines tells: none if anything could hold other blocks."""
    if OTHER_BLOCK.search(text):
        return []
    found, opened = list[tuple[int, int]](), None
    for line in FENCE_LINE.finditer(text):
        if opened is None and not (line["sign"][0] == "`" and "`" in line["info"]):
            opened = line
        elif opened and line["sign"].startswith(opened["sign"]) and not line["info"].strip():
            found.append((opened.start(), line.end()))
            opened = None
    return found


@dataclass
class BlockLayout:
    """The blocks of a text by line number; ``segments`` are the line ranges of paragraphs, headings and table rows."""

    code: set[int] = field(default_factory=set)  # the lines of blocks of code
    html: set[int] = field(default_factory=set)  # the lines of blocks of HTML
    segments: list[tuple[int, int]] = field(default_factory=list)
    within: dict[int, int] = field(default_factory=dict)  # the directive in which a line stands


def block_layout(parser: MarkdownIt, text: str) -> BlockLayout:
    """Return the block layout of *text*."""
    found = BlockLayout()
    note_blocks(parser, text, 0, 0, found)
    return found


def note_blocks(parser: MarkdownIt, text: str, first: int, within: int, found: BlockLayout) -> None:
    """Add the blocks of *text* to *found*; it begins on line *first*, in the directive on line *within*."""
    tokens: list[Token] = []
    parser.block.parse(text, parser, {LOOKING: True}, tokens)
    for token in tokens:
        if token.map is None:
            continue
        start, end = first + token.map[0], first + token.map[1]
        if token.type == "inline":
            found.segments.append((start, end))
        elif token.type == "html_block":
            found.html.update(range(start, end))
        elif token.type in {"fence", "colon_fence"} and is_markdown(token):
            for line in range(start + 1, start + 1 + token.content.count("\n")):
                found.within[line] = start + 1
            note_blocks(parser, token.content, start + 1, start + 1, found)
        elif token.type in {"fence", "code_block", "colon_fence"} or token.type.startswith(("math_block", "amsmath")):
            found.code.update(range(start, end))


def is_markdown(fence: Token) -> bool:
    """Return whether the content of a fence is parsed as Markdown."""
    info = fence.info.strip()
    directive = DIRECTIVE.match(info) if fence.type == "colon_fence" or is_directive(info) else None
    return directive[1] not in CODE_DIRECTIVES if directive else fence.type == "colon_fence"


class LineIndex:
    """The offsets at which the lines of a text begin and end."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.ends = [*(start - 1 for start in self.starts[1:]), len(text)]

    def at(self, place: int) -> int:
        """Return the number of the line, from 0, that contains an offset."""
        return bisect_right(self.starts, place) - 1


class ClosingMarks:
    """Finds closing marks in a text; one that was not found is not looked for again, so the time is linear."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.missing: set[str] = set()
        self.by_length: dict[int, list[int]] = defaultdict(list)  # the rows of backticks
        for found in TICKS.finditer(text):
            self.by_length[len(found[0])].append(found.start())

    def after(self, closing: str, place: int) -> re.Match[str] | None:
        """Return the first *closing*, a pattern, after a place."""
        found = None if closing in self.missing else re.compile(closing, re.IGNORECASE).search(self.text, place)
        if found is None:
            self.missing.add(closing)
        return found

    def of_ticks(self, opening: re.Match[str], end: int) -> int | None:
        """Return the end of the code that a row of backticks opens, if it is closed before *end*."""
        length = len(opening["ticks"])
        starts = self.by_length[length]
        place = bisect_right(starts, opening.start())
        return starts[place] + length if place < len(starts) and starts[place] < end else None


def verbatim_spans(text: str, made_up: BlockLayout) -> list[Span]:
    """Return the verbatim spans of *text*, in order and without overlaps."""
    lines, closings, found, place = LineIndex(text), ClosingMarks(text), list[Span](), 0
    segments = dict(segment for segment in made_up.segments)  # those of one row are equal
    ends = {line: end for start, end in segments.items() for line in range(start, end)}
    blocks = code_blocks(made_up.code, lines)
    starts = [block.start for block in blocks]
    while (sign := OPENING_SIGN.search(text, place)) is not None:
        at = bisect_right(starts, sign.start()) - 1
        if at >= 0 and sign.start() < blocks[at].end:
            place = blocks[at].end
            continue
        place, line = sign.end(), lines.at(sign.start())
        last = lines.ends[min(ends.get(line, line + 1), len(lines.ends)) - 1]
        span = span_of(text, sign, last, closings, line in made_up.html)
        if span is not None:
            found.append(span)
            place = span.end
    comments = [
        Span(match.start(), lines.ends[lines.at(match.end() - 1)], COMMENT_SPAN)
        for match in LINE_COMMENT.finditer(text)
    ]
    apart: list[Span] = []
    for span in sorted([*blocks, *found, *comments]):
        if not apart or span.start >= apart[-1].end:
            apart.append(span)
        elif span.end > apart[-1].end:
            apart[-1] = apart[-1]._replace(end=span.end)
    return apart


def code_blocks(numbers: set[int], lines: LineIndex) -> list[Span]:
    """Return the spans of consecutive lines of code."""
    found: list[Span] = []
    for number in sorted(numbers):
        if number >= len(lines.starts):
            break
        start, end = lines.starts[number], lines.ends[number]
        if found and found[-1].end + 1 == start:
            found[-1] = Span(found[-1].start, end, CODE_SPAN)
        else:
            found.append(Span(start, end, CODE_SPAN))
    return found


def span_of(text: str, sign: re.Match[str], last: int, closings: ClosingMarks, in_html: bool) -> Span | None:
    """Return the span that a *sign* opens, if it is closed; unless it is HTML, before *last*, its paragraph's end."""
    start = sign.start()
    if sign["ticks"]:
        role = ROLE.search(text, max(0, start - 40), start)
        is_code = not in_html and (role is None or role[1].endswith(CODE_ROLES))
        end = closings.of_ticks(sign, last) if is_code else None
        return Span(start, end, CODE_SPAN) if end is not None else None
    if sign["comment"]:
        closing, kind = closings.after("-->", sign.end()), COMMENT_SPAN
    elif sign["tag"]:
        closing, kind = closings.after(f"</{sign['tag'].lower()}", sign.end()), CODE_SPAN
    elif sign["maths"]:
        closing, kind = MATHS_END[sign["maths"]].search(text, sign.end(), last), MATHS_SPAN
    elif sign["bracket"]:
        return bracketed_formula(text, sign, last)
    else:
        return None
    return Span(start, closing.end(), kind) if closing is not None else None


def bracketed_formula(text: str, sign: re.Match[str], last: int) -> Span | None:
    r"""Return the span of ``\(…\)``, or of ``\[…\]``, that a *sign* opens before *last*."""
    closing = sign["bracket"][:-1] + BRACKET_END[sign["bracket"][-1]]
    end = text.find(closing, sign.end(), last)
    if end < 0 or FORMULA_SIGN.search(text, sign.end(), end) is None:
        return None
    return Span(sign.start(), end + len(closing), MATHS_SPAN)
