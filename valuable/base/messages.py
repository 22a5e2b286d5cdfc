"""Group the warnings of a build: paths relative to the site, equal messages once with their number and lines."""

import io
import os
import re
import sys
from collections import defaultdict
from pathlib import Path

MAX_PER_FILE = 100  # different messages about one file
MAX_LINES_NAMED = 8  # lines that are named of those alike
# `posts/2021/x.md:7: WARNING: what is wrong`, which may be in colour.
MESSAGE = re.compile(r"((?:\x1b\[[\d;]*m)*)(.+?)(?::(\d+))?: ((?:WARNING|ERROR|CRITICAL|SEVERE): .*)", re.DOTALL)
MESSAGE_END = re.compile(r"((?:\s|\x1b\[[\d;]*m)*)\Z")


class WarningStream(io.TextIOBase):
    """A stream for Sphinx's warnings, which collects them until :meth:`say`; each is written to it in one piece."""

    def __init__(self, root: Path) -> None:
        self.prefix = f"{root}{os.sep}"
        self.lines: dict[tuple[str, str, str], list[int]] = {}

    def write(self, text: str) -> int:
        """Collect a warning."""
        found = MESSAGE.fullmatch(text := text.replace(self.prefix, ""))
        key = (found[1] + found[2], found[2], found[4]) if found else ("", "", text)
        self.lines.setdefault(key, []).append(int(found[3] or 0) if found else 0)
        return len(text)

    def say(self) -> None:
        """Print what was collected to standard error, and clear it."""
        counted: dict[str, int] = defaultdict(int)
        for (start, file, message), found in self.lines.items():
            lines = sorted(found)  # whichever process has come first
            counted[file] += 1
            if counted[file] <= MAX_PER_FILE or not file:
                first = f"{start}:{lines[0]}: " if lines[0] else f"{start}: " if start else ""
                sys.stderr.write(first + with_more(message, lines, " in this file" if file else ""))
        for file, count in counted.items():
            if file and count > MAX_PER_FILE:
                sys.stderr.write(
                    f"{file}: and {count - MAX_PER_FILE:,} other messages about this file: mend those above first\n"
                )
        self.forget()

    def forget(self) -> None:
        self.lines = {}


def with_more(message: str, lines: list[int], where: str) -> str:
    """Return a message with the number and the lines of its repetitions; the first of *lines* is its own."""
    if len(lines) == 1:
        return message
    others = sorted({line for line in lines[1:] if line != lines[0]})
    named = ", ".join(map(str, others[:MAX_LINES_NAMED])) + (", …" if len(others) > MAX_LINES_NAMED else "")
    places = f": line{'s' if len(others) > 1 else ''} {named}" if others else ""
    more = f" (and {len(lines) - 1:,} more like it{where}{places})"
    return MESSAGE_END.sub(lambda end: more + end[1], message, count=1)
