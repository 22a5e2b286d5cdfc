"""Read the comments by which code says of its own lines that they are marked, added or taken out.

Two families of them are in use: ``// [!code ++]`` at the end of a line (VitePress, Shiki), and
``// highlight-next-line`` (Docusaurus, Gatsby). They are instructions, and no part of the code.
"""

import re
from dataclasses import dataclass, field

BEGIN, END = r"(?://|#|--|;|%|/\*|<!--|\{/\*|\")", r"(?:\*/\}?|-->|\")?"
CODE_MARK = re.compile(
    rf"[ \t]*{BEGIN}[ \t]*\[!code[ \t]+(?P<kind>[^\]\n:]+)(?::(?P<rest>[^\]\n]*))?\][ \t]*{END}[ \t]*$"
)
LINE_MARK = re.compile(rf"[ \t]*{BEGIN}[ \t]*highlight-(?P<kind>line|next-line|start|end)[ \t]*{END}[ \t]*$")
MOST_MARKED = 100  # of one mark
MARK_KINDS = {"++": "added", "--": "removed"}  # all others are marked


@dataclass
class MarkedCode:
    """Code without its instructions, and the numbers of its lines that these are about, from 1."""

    lines: list[str] = field(default_factory=list)
    marked: list[int] = field(default_factory=list)
    added: list[int] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    open: bool = False  # between the marks of a beginning and an end

    @property
    def text(self) -> str:
        return "".join(self.lines)

    def add(self, line: str) -> None:
        self.lines.append(line)
        if self.open:
            self.marked.append(len(self.lines))

    def take_code_mark(self, line: str, mark: re.Match[str]) -> None:
        """Take ``[!code ++]``: at the end of its line, else on a line of its own before the one that it is about."""
        before, rest = line[: mark.start()], mark["rest"] or ""
        first = len(self.lines) + 1
        if before.strip():
            self.add(f"{before}\n")
        count = min(int(rest[:6]), MOST_MARKED) if rest.isdecimal() else 1
        numbers: list[int] = getattr(self, MARK_KINDS.get(mark["kind"].strip(), "marked"))
        numbers += range(first, first + count)

    def take_line_mark(self, line: str, mark: re.Match[str]) -> None:
        """Take ``highlight-line`` and its kin."""
        before, kind = line[: mark.start()], mark["kind"]
        if before.strip():
            self.add(f"{before}\n")
        if kind in {"line", "next-line"}:
            self.marked.append(len(self.lines) + (kind == "next-line"))
        else:
            self.open = kind == "start"


def read_marks(text: str) -> MarkedCode:
    """Return *text* without the comments that mark lines."""
    found = MarkedCode()
    if "[!code" not in text and "highlight-" not in text:
        found.lines.append(text)
        return found
    for line in text.splitlines(keepends=True):
        if "[!code" in line and (mark := CODE_MARK.search(line)):
            found.take_code_mark(line, mark)
        elif "highlight-" in line and (mark := LINE_MARK.search(line)):
            found.take_line_mark(line, mark)
        else:
            found.add(line)
    return found
