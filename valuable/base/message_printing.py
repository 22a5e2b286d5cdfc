"""Print the messages of a build: few of them plainly, many by kind, the worst first."""

import io
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from valuable.base.messages import Collector, Message
from valuable.base.reports import Severity

MAX_PLAIN = 10  # messages that are printed without being put in order by kind
MAX_OF_KIND = 5  # messages of one kind that are printed where there are many
MAX_LINES_NAMED = 8  # lines that are named of messages that are alike
MIN_SHAPE, MAX_SHAPE = 2, 12  # words by which kinds are told apart
MAX_SHAPE_TEXT = 500  # characters in which these are looked for
# Sphinx's text of a message from before the machinery is set up: `conf.py:7: WARNING: what is wrong`, perhaps coloured.
SPHINX_MESSAGE = re.compile(r"(?:(?P<path>[^\n]+?)(?::(?P<line>\d+))?: )?(?P<level>[A-Z]+): (?P<text>.*)", re.DOTALL)
ESCAPES = re.compile(r"\x1b\[[\d;]*m")
# What differs between messages of one kind: what is quoted, names of files, addresses, numbers.
QUOTATION = re.compile(r"`[^`]*`|\"[^\"]*\"|'[^']*'|“[^”]*”|\([^()]*\)")
PARTICULAR = re.compile(r"[/\\\d@#_]|\.\w|[^\W\da-zA-Z]")
ORDER = {Severity.FATAL: 0, Severity.ACCEPTABLE: 1, Severity.HINT: 2}
SEVERITY_COLOURS = {Severity.FATAL: "31", Severity.ACCEPTABLE: "33", Severity.HINT: "36"}


@dataclass(frozen=True)
class Said:
    """Messages of one file that differ in nothing but their line."""

    message: Message
    lines: tuple[int, ...]  # the first is the message's own

    @property
    def identity(self) -> str:
        """Return what stays the same when only the advice differs."""
        message = self.message
        return repr((message.path, self.lines, message.kind, message.subject or message.text))

    def __str__(self) -> str:
        """Return the message with the number and the lines of those like it."""
        message = str(self.message)
        if len(self.lines) == 1:
            return message
        others = sorted({line for line in self.lines[1:] if line != self.lines[0]})
        named = ", ".join(map(str, others[:MAX_LINES_NAMED])) + (", …" if len(others) > MAX_LINES_NAMED else "")
        places = f": line{'s' if len(others) > 1 else ''} {named}" if others else ""
        where = " in this file" if self.message.path else ""
        return f"{message} (and {len(self.lines) - 1:,} more like it{where}{places})"


@dataclass
class Summary:
    """How many messages of each gravity there were."""

    counts: dict[Severity, int] = field(default_factory=lambda: dict.fromkeys(Severity, 0))
    files: int = 0
    uncured: int = 0
    accepted: int = 0

    def __str__(self) -> str:
        fatal, acceptable, hints = (self.counts[severity] for severity in Severity)
        named = [
            f"{fatal:,} fatal" if fatal else "",
            f"{acceptable:,} acceptable" if acceptable else "",
            f"{hints:,} hint{'s' if hints > 1 else ''}" if hints else "",
        ]
        return f"{enumerated(named)}{f' in {self.files:,} files' if self.files > 1 else ''}"

    @property
    def is_acceptable(self) -> bool:
        """Return whether nothing stops the site but faults that may be accepted."""
        return bool(self.counts[Severity.ACCEPTABLE]) and not self.counts[Severity.FATAL]


def enumerated(parts: Iterable[str]) -> str:
    *first, last = [part for part in parts if part] or [""]
    return f"{', '.join(first)} and {last}" if first else last


class MessageStream(io.TextIOBase):
    """A stream for Sphinx's warnings, which gives way to a :class:`Collector` once there is one."""

    def __init__(self, root: Path, *, accepting: bool = False, known: Path | None = None) -> None:
        """*accepting*: faults that may be accepted are; *known*: a file that keeps what was said by the last build."""
        self.accepting = accepting
        self.known = known
        self.prefix = f"{root}{os.sep}"
        self.early: list[Message] = []
        self.collector: Collector | None = None
        self.summary = Summary()
        self.told: list[Message] = []  # all that was said last

    def write(self, text: str) -> int:
        """Collect a message of Sphinx's that comes before the machinery is set up, or after the site is made."""
        if ESCAPES.sub("", text).strip():
            self.early.append(parse_message(ESCAPES.sub("", text).replace(self.prefix, "").rstrip()))
        return len(text)

    def say(self) -> None:
        """Print what was collected to standard error, and clear it."""
        explain = self.collector.explain if self.collector else None
        early = map(explain, self.early) if explain else self.early
        messages = [*early, *(self.collector.drain() if self.collector else ())]
        self.early, self.told = [], messages
        said = merged(messages)
        self.summary = summary_of(messages)
        self.summary.accepted = self.collector.accepted if self.collector else 0
        unknown = self.unknown(said)
        news = said if len(said) <= MAX_PLAIN else unknown
        everything = len(news) <= MAX_PLAIN or os.environ.get("MESSAGES") == "all"
        colours = takes_colours(sys.stderr)
        lines = (coloured(each, colours=colours) for each in news) if everything else by_kind(news, colours=colours)
        sys.stderr.writelines(f"{line}\n" for line in lines)
        if before := total(said) - total(news):
            sys.stderr.write(f"… and {before:,} as before: `make html` shows them\n")

    def unknown(self, said: list[Said]) -> list[Said]:
        """Return what the last build has not said, and remember all for the next."""
        if self.known is None or self.collector is None or not self.collector.closed:
            return said
        try:
            before = set(self.known.read_text(encoding="utf-8").split("\n"))
        except (OSError, ValueError):
            before = set()
        self.known.write_text("\n".join(each.identity for each in said), encoding="utf-8")
        return [each for each in said if each.identity not in before]

    def forget(self) -> None:
        self.early, self.collector, self.summary = [], None, Summary()


def takes_colours(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def coloured(said: Said, *, colours: bool) -> str:
    return f"\x1b[{SEVERITY_COLOURS[said.message.severity]}m{said}\x1b[0m" if colours else str(said)


def parse_message(text: str) -> Message:
    """Return the message that Sphinx has put into a text."""
    found = SPHINX_MESSAGE.fullmatch(text)
    if found is None:
        return Message("", 0, "WARNING", text, "")
    return Message(found["path"] or "", int(found["line"] or 0), found["level"], found["text"], "")


def merged(messages: Iterable[Message]) -> list[Said]:
    """Return the messages, the worst first, then by file and line; those that differ in their line alone are one.

    Of one line, they are in the order in which they came.
    """
    lines: dict[tuple[Severity, str, str], list[int]] = defaultdict(list)
    first: dict[tuple[Severity, str, str], Message] = {}
    for message in messages:
        key = (message.severity, message.path, message.full_text)
        lines[key].append(message.line)
        if key not in first or message.line < first[key].line:
            first[key] = message
    said = [Said(first[key], tuple(sorted(found))) for key, found in lines.items()]
    return sorted(said, key=place_order)


def place_order(said: Said) -> tuple[int, str, int]:
    message = said.message
    return ORDER[message.severity], message.path, message.line


def summary_of(messages: Sequence[Message]) -> Summary:
    summary = Summary(files=len({message.path for message in messages}))
    for message in messages:
        summary.counts[message.severity] += 1
        summary.uncured += not message.cured
    return summary


def by_kind(said: Iterable[Said], *, colours: bool) -> Iterator[str]:
    """Yield the lines for many messages: of each kind how many there are, and the first."""
    kinds: Mapping[tuple[int, str, str], list[Said]] = defaultdict(list)
    for each in said:
        kinds[ORDER[each.message.severity], each.message.kind, shape(each.message.text)].append(each)
    for (_, kind, words), found in sorted(kinds.items(), key=lambda item: (item[0][0], -total(item[1]), item[0])):
        files = len({each.message.path for each in found})
        where = f" in {files:,} files" if files > 1 else ""
        if len(found) > 1:
            number = Summary({**Summary().counts, found[0].message.severity: total(found)})
            yield f"\n{number}{where}: {words}{f' [{kind}]' if kind else ''}"
        yield from (coloured(each, colours=colours) for each in found[:MAX_OF_KIND])
        if len(found) > MAX_OF_KIND:
            yield f"… and {total(found[MAX_OF_KIND:]):,} more of this kind: `make html MESSAGES=all` shows all"


def total(said: Iterable[Said]) -> int:
    return sum(len(each.lines) for each in said)


def shape(text: str) -> str:
    """Return what messages of one kind have in common: their first words, without what is quoted in them."""
    whole = QUOTATION.sub("…", text[:MAX_SHAPE_TEXT])
    words = ["…" if PARTICULAR.search(word) else word for word in whole.split()]
    end = next((number for number, word in enumerate(words, 1) if number > MIN_SHAPE and word.endswith(":")), MAX_SHAPE)
    return " ".join(words[: min(end, MAX_SHAPE)]).removesuffix(":")
