"""What was found of another system in a text, and the one message for each kind of it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from valuable.base.reports import Severity, also_on_lines
from valuable.base.text_files import brief
from valuable.content.verbatim import LineIndex

SILENT = ""  # the cure of what is told with something else
SHOW_SIGNS = "to show the signs, write them in code, or a backslash before `{}`"


class Finding(NamedTuple):
    """A piece of another system's syntax, ``text[start:end]``.

    ``what`` says what it is: ``a shortcode of Hugo``. ``cure`` is what to write here. ``instead`` is what is read
    in its place; None if that is not known, and it is shown as it is.
    """

    start: int
    end: int
    kind: str  # those of one kind are one message
    what: str
    cure: str
    instead: str | None = None
    severity: Severity | None = None

    @property
    def gravity(self) -> Severity:
        """How grave it is: what is read is a hint; what is shown as it stands can be accepted."""
        return self.severity or (Severity.ACCEPTABLE if self.instead is None else Severity.HINT)


class Remark(NamedTuple):
    """A message about a line of a text, counted from 0."""

    line: int
    message: str
    severity: Severity
    subject: str


def apart(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in their order, without those that lie in an earlier one."""
    found: list[Finding] = []
    for finding in sorted(findings, key=lambda finding: (finding.start, finding.end)):
        if not found or finding.start >= found[-1].end:
            found.append(finding)
    return found


def replaced(text: str, findings: Iterable[Finding]) -> str:
    """Return *text* with what is to be read in the place of *findings*; every line keeps its number."""
    pieces: list[str] = []
    place = 0
    for finding in findings:
        if finding.instead is not None:
            lines = text.count("\n", finding.start, finding.end) - finding.instead.count("\n")
            pieces += (text[place : finding.start], finding.instead, "\n" * max(0, lines))
            place = finding.end
    return "".join([*pieces, text[place:]])


def remarks_on(text: str, findings: Sequence[Finding]) -> Iterator[Remark]:
    """Yield one message for all findings of a kind."""
    lines = LineIndex(text)

    def key(finding: Finding) -> tuple[str, str]:
        return finding.kind, finding.gravity.value

    for _, group in groupby(sorted((finding for finding in findings if finding.cure), key=key), key):
        first, *others = group
        written = brief(text[first.start : first.end])
        message = f"`{written}` is {first.what}" + said_of(first) + said_of_others(text, lines, first, others)
        if first.gravity is not Severity.HINT and written[:1] in "{[":
            message += f"; {SHOW_SIGNS.format(written[: 2 if written[:2] in {'{{', '{%', '<%'} else 1])}"
        yield Remark(lines.at(first.start), message, first.gravity, first.kind)


def in_code(text: str) -> str:
    """Return *text* as a message quotes it: with two backticks around what has some in it."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def to_write(text: str) -> str:
    return f"write {in_code(text)}"


def said_of(finding: Finding) -> str:
    """Say what becomes of a finding, and what to write."""
    if finding.gravity is not Severity.HINT:
        return f", and nothing is made of it here: {finding.cure}"
    if finding.cure.startswith("write"):
        return f"; it is understood, but better {finding.cure}"
    return f": {finding.cure}"


def said_of_others(text: str, lines: LineIndex, first: Finding, others: Sequence[Finding]) -> str:
    """Name the other places of one kind, each with what to write there if that is something else."""
    numbers = [str(lines.at(other.start) + 1) for other in others]
    if all(other.cure == first.cure for other in others):
        return also_on_lines(numbers)
    cures = [f", {other.cure}" if other.cure != first.cure else "" for other in others]
    return also_on_lines([number + cure for number, cure in zip(numbers, cures, strict=True)], "; ")
