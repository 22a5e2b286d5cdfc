"""Read the head of a text in reStructuredText: its title and fields, of Pelican and of ABlog."""

import re
from typing import Any

TITLE_UNDERLINE = re.compile(r"([=\-`:.'\"~^_*+#<>])\1{2,}\s*")
FIELD = re.compile(r":(?P<key>[\w -]+):[ \t]*(?P<value>.*)")
POST_DIRECTIVE = re.compile(r"\.\. post::[ \t]*(?P<date>.*)")


def read_rst_head(text: str) -> tuple[dict[str, Any], str, str, int]:
    """Return the fields, the title, the text below them, and how many lines were taken."""
    lines = text.split("\n")
    values: dict[str, Any] = {}
    title, number = "", 0
    while number < len(lines):
        line = lines[number]
        taken = title_at(lines, number) if not title else 0
        if taken:
            title = lines[number + taken - 2].strip()
            number += taken
        elif found := POST_DIRECTIVE.match(line):
            values["date"] = found["date"].strip()
            number = indented_fields(lines, number + 1, values)
        elif found := FIELD.match(line):
            values[found["key"].strip()] = found["value"].strip()
            number += 1
        elif not line.strip() or re.match(r"\.\. _[^:]+:\s*$", line) or (values and re.match(r"[ \t]+\S", line)):
            number += 1
        else:
            break
    return values, title, "\n".join(lines[number:]), number


def title_at(lines: list[str], number: int) -> int:
    """Return how many lines a title has that begins here; 0 for none."""
    here = lines[number]
    after = lines[number + 1] if number + 1 < len(lines) else ""
    below = lines[number + 2] if number + 2 < len(lines) else ""
    if TITLE_UNDERLINE.fullmatch(here) and after.strip() and TITLE_UNDERLINE.fullmatch(below):
        return 3
    return 2 if here.strip() and not here.startswith((" ", "..")) and TITLE_UNDERLINE.fullmatch(after) else 0


def indented_fields(lines: list[str], number: int, values: dict[str, Any]) -> int:
    """Take the options of a directive; return the number of the line after them."""
    while number < len(lines) and (not lines[number].strip() or lines[number][:1] in " \t"):
        found = FIELD.match(lines[number].strip())
        if found:
            values[found["key"].strip()] = found["value"].strip()
        elif lines[number].strip():
            break
        number += 1
    return number
