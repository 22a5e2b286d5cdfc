"""Cut remarks, ``%%a note to myself%%`` as in Obsidian, from Markdown, within a line or over several.

They are taken out of a text before anything else reads it, so that no page, record, feed or index can know of them. In
code they stay. What may be meant otherwise is taken out *and* reported: nothing private is published, and nothing
typed is lost without a word.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt

from valuable.content.verbatim import CODE_SPAN, MATHS_SPAN, BlockLayout, LineIndex, Span, block_layout, verbatim_spans

REMARK_SIGNS = re.compile(r"\\[\s\S]|%{2,}")
SIGN_PLACEHOLDER = "\ufdd0"  # stands for a sign while the blocks are looked at, where `%` would begin a comment
REMOVED_LINE = "\ufdd1"  # a line that is taken out of a paragraph, which goes on: see `nothing`
QUOTE_PREFIX = re.compile(r"[ \t]*(?:>[ \t]?)*")
LINE_END = re.compile(r"[ \t]*$", re.MULTILINE)
NO_SPACE_BEFORE = re.compile(r"[ \t.,;:!?)]|$", re.MULTILINE)  # before these stands no space that was before a remark
LIST_ITEM = re.compile(r"[ \t]*(?:>[ \t]?)*(?P<mark>(?:[-+*]|\d{1,9}[.)])[ \t]+)")
DIVIDER = re.compile(r"[ \t]*(?:>[ \t]?)*[ \t]*%{3,}[ \t]*")
PERCENT_ADVICE = r"for the signs themselves write `\%\%`"
UNCLOSED = f"the remark that `%%` opens here is never closed: write `%%` where it ends; {PERCENT_ADVICE}"
IN_DOUBT = f"`%%` opens or closes a remark here, which is not published: set it apart by a space; {PERCENT_ADVICE}"
IN_CODE = "a remark holds code with `%%` in it, so it is not clear where it ends: take that out of the remark"
ACROSS = "the remark that `%%` opens here ends outside the block in which it begins: close it in there with `%%`"
ROW_OF_SIGNS = f"a row of `%` is no sign of a remark: write two; {PERCENT_ADVICE}"


@dataclass
class FoundRemarks:
    """The remarks in a text as ranges, and the lines on which something is ambiguous."""

    remarks: list[tuple[int, int]] = field(default_factory=list)
    doubts: dict[int, str] = field(default_factory=dict)  # the first of each line
    since: int | None = None  # where the first remark begins that is in doubt

    def doubt(self, line: int, message: str, opened: re.Match[str]) -> None:
        """Note a *message* about a line, if there is one: the remark that is *opened* may be none."""
        if message:
            self.doubts.setdefault(line, message)
            self.since = opened.start() if self.since is None else self.since

    def join_doubtful(self) -> None:
        """Make one remark of all from the first on that is in doubt."""
        if self.since is not None:
            whole = (self.since, self.remarks[-1][1])
            self.remarks = [*(remark for remark in self.remarks if remark[1] <= self.since), whole]


def strip_remarks(parser: MarkdownIt, text: str) -> tuple[str, dict[int, str]]:
    """Return *text* without its remarks, with the same lines, and a message by line (from 0) for what is ambiguous."""
    made_up = block_layout(parser, text.replace("%%", SIGN_PLACEHOLDER * 2))
    found = find_remarks(text, made_up, verbatim_spans(text, made_up))
    return (cut_remarks(text, found.remarks, made_up.segments) if found.remarks else text), found.doubts


def find_remarks(text: str, made_up: BlockLayout, spans: Sequence[Span]) -> FoundRemarks:
    """Return the remarks in *text*: each from one sign to the next that is not code.

    From the first sign that is in doubt on, all is taken for one: which signs open and which close is not known.
    """
    lines, found = LineIndex(text), FoundRemarks()
    opened: re.Match[str] | None = None
    first = 0  # the line on which that stands
    for sign, span in remark_signs(text, spans):
        number = lines.at(sign.start())
        if opened is None:
            if span and span.kind != MATHS_SPAN:
                continue
            if len(sign[0]) == 4:  # an empty one
                found.remarks.append(sign.span())
            elif not is_divider(text, lines, number):
                opened, first = sign, number
                found.doubt(number, doubt_of(text, sign), opened)
        elif span and span.kind == CODE_SPAN:
            found.doubt(number, IN_CODE, opened)
        else:
            found.remarks.append((opened.start(), sign.end()))
            if made_up.within.get(first) != made_up.within.get(number):
                found.doubt(first, ACROSS, opened)
            else:
                found.doubt(number, doubt_of(text, sign, closing=True), opened)
            opened = None
    if opened is not None:
        found.doubts[first] = UNCLOSED
        found.remarks.append((opened.start(), block_end(made_up, lines, first)))
    found.join_doubtful()
    return found


def doubt_of(text: str, sign: re.Match[str], *, closing: bool = False) -> str:
    """Return why a sign is ambiguous; ``""`` if it is not."""
    if len(sign[0]) > 2:
        return ROW_OF_SIGNS
    return IN_DOUBT if is_doubtful(text, sign, closing=closing) else ""


def remark_signs(text: str, spans: Sequence[Span]) -> Iterator[tuple[re.Match[str], Span | None]]:
    """Yield each sign that is not escaped, with the verbatim span that it stands in."""
    starts = [span.start for span in spans]
    for sign in REMARK_SIGNS.finditer(text):
        if sign[0][0] == "%":
            at = bisect_right(starts, sign.start()) - 1
            yield sign, (spans[at] if at >= 0 and sign.start() < spans[at].end else None)


def is_divider(text: str, lines: LineIndex, number: int) -> bool:
    return DIVIDER.fullmatch(text, lines.starts[number], lines.ends[number]) is not None


def block_end(made_up: BlockLayout, lines: LineIndex, number: int) -> int:
    """Return the end of the directive, or of the text, in which a line stands."""
    within = made_up.within.get(number)
    while number + 1 < len(lines.starts) and made_up.within.get(number + 1) == within:
        number += 1
    return lines.ends[number]


def is_doubtful(text: str, sign: re.Match[str], *, closing: bool) -> bool:
    """Return whether a sign may mean something else: percent, ``100%% sure``, or the other end of a remark."""
    before, after = text[sign.start() - 1 : sign.start()], text[sign.end() : sign.end() + 1]
    if closing:
        return before.isspace() and before != "\n" and after.isalnum()
    return before.isdigit() or (before.isalnum() and (not after or after.isspace()))


def cut_remarks(text: str, remarks: Sequence[tuple[int, int]], segments: Sequence[tuple[int, int]]) -> str:
    """Return *text* without *remarks*; lines and the marks of block quotes stay."""
    lines, place, is_begun = LineIndex(text), 0, False  # whether something is to be seen on the line so far
    pieces: list[str] = []
    touched: set[int] = set()
    for start, end in remarks:
        head, feed, line = text[place:start].rpartition("\n")
        is_begun = bool(line.strip(" \t>")) or (is_begun and not feed)
        pieces += (head, feed, line.rstrip(" \t") if is_begun and NO_SPACE_BEFORE.match(text, end) else line)
        first, last = lines.at(start), lines.at(end)
        touched.update(range(first, last + 1))
        if first < last:
            pieces += (f"\n{line_prefix(text, lines, number)}" for number in range(first + 1, last + 1))
            pieces.append(item_mark(text, lines, first, end))
            is_begun = False
        place = end if is_begun and not LINE_END.match(text, end) else after_space(text, end)
    return with_removed_lines("".join([*pieces, text[place:]]), segments, touched)


def item_mark(text: str, lines: LineIndex, first: int, end: int) -> str:
    """Return the mark of the item in which a remark ends at *end*, if it has begun in another one, on line *first*."""
    if LINE_END.match(text, end) or not LIST_ITEM.match(text, lines.starts[first]):
        return ""
    item = LIST_ITEM.match(text, lines.starts[lines.at(end)], end)
    return item["mark"] if item else ""


def with_removed_lines(text: str, segments: Sequence[tuple[int, int]], touched: Collection[int]) -> str:
    """Return a text with a sign on each line of a paragraph that is blank only since a remark was taken out."""
    found = text.split("\n")
    for first, last in set(segments):
        shown = [number for number in range(first, min(last, len(found))) if found[number].strip(" \t>")]
        for number in range(*(shown[0], shown[-1]) if shown else (0, 0)):
            if number in touched and not found[number].strip(" \t>"):
                found[number] += REMOVED_LINE
    return "\n".join(found)


def after_space(text: str, place: int) -> int:
    while text[place : place + 1] in {" ", "\t"}:
        place += 1
    return place


def line_prefix(text: str, lines: LineIndex, number: int) -> str:
    """Return how a line begins that is indented or stands in a quotation."""
    found = QUOTE_PREFIX.match(text, lines.starts[number], lines.ends[number])
    return found[0] if found else ""
