"""The record of old faults, ``accepted.txt``: parse and format it, and find what it has no need of.

One fault a line: its file, its kind, what it is about, and how often it is there, with tabs between. There are no
numbers of lines, so that an edit above a fault changes nothing.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from valuable.base.problems import Problem
from valuable.base.reports import ACCEPTABLE_KINDS
from valuable.base.text_files import brief

HEAD = (
    "# Faults of old texts that do not stop the site from being published: the file, the kind of fault, what it\n"
    "# is about, and how often it is there. New faults do stop it. Only `make accept` writes this file; the lines\n"
    "# of what has been cured go when it is run again.\n"
)
CONFLICT = re.compile(r"<{7}|={7}|>{7}|\|{7}")
NONE_STANDS = "nothing"


class Fault(NamedTuple):
    """What tells faults apart in the record."""

    path: str
    kind: str
    subject: str


class Entry(NamedTuple):
    """A line of the record: how many of a fault are accepted, and where that is said."""

    number: int
    line: int


def subject_of(text: str) -> str:
    """Return what a fault is about as the record has it: in one line, without tabs."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split()) or NONE_STANDS


def parse_accepted(text: str) -> tuple[dict[Fault, Entry], list[Problem]]:
    """Return the entries of the record, and what is wrong with its lines."""
    entries: dict[Fault, Entry] = {}
    problems = []
    for number, line in enumerate(text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split("\t")
        if wrong := entry_problem(line, parts):
            problems.append(Problem(number, wrong))
            continue
        fault = Fault(*parts[:3])
        if fault in entries:
            problems.append(Problem(number, f"the same stands in line {entries[fault].line}: run `make accept`"))
        entries.setdefault(fault, Entry(int(parts[3]), number))
    return entries, problems


def entry_problem(line: str, parts: list[str]) -> str | None:
    """Return what is wrong with a line of the record; None for one that is well."""
    if CONFLICT.match(line):
        return "a conflict of a merge stands here: keep the lines of both sides, and run `make accept`"
    if len(parts) != len(Fault._fields) + 1 or not all(parts):
        return f"`{brief(line)}` is not a file, a kind, what it is about and a number, with tabs between: take it out"
    if parts[1] not in ACCEPTABLE_KINDS:
        return f"`{brief(parts[1])}` is no kind of fault that can be accepted: cure it, and take the line out"
    if not parts[3].isascii() or not parts[3].isdigit() or not int(parts[3][:9]):
        return f"`{brief(parts[3])}` is not the number of such faults: run `make accept`"
    return None


def format_accepted(faults: Mapping[Fault, int]) -> str:
    """Return the text of the record for *faults*, each with how often it is there."""
    lines = (f"{path}\t{kind}\t{subject}\t{count}\n" for (path, kind, subject), count in sorted(faults.items()))
    return HEAD + "".join(lines)


def unneeded(accepted: Mapping[Fault, Entry], found: Mapping[Fault, int]) -> Iterator[tuple[int, str]]:
    """Yield the line and the message of each entry of which fewer faults, or none, are there."""
    homes: dict[tuple[str, str], list[str]] = {}  # where the same is found that the record does not know there
    for fault in found:
        if fault not in accepted:
            homes.setdefault(fault[1:], []).append(fault.path)
    for fault, (number, line) in accepted.items():
        left = found.get(fault, 0)
        if left >= number:
            continue
        if left:
            message = f"{fault.path} has {left} of the {number} of `{brief(fault.subject)}`"
        elif fault[1:] in homes:
            message = f"`{brief(fault.subject)}` is not in {fault.path} but in {homes[fault[1:]][0]}"
        else:
            message = f"{fault.path} has no `{brief(fault.subject)}` of this kind any more"
        yield line, f"{message}: run `make accept`"
