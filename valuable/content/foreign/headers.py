"""Read the front matter of other systems that is no YAML between ``---``: TOML, JSON, Pelican's lines."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from valuable.base.problems import Problem
from valuable.base.text_files import brief
from valuable.content.foreign.cures import Header, plain_name
from valuable.content.foreign.findings import in_code
from valuable.content.foreign.keys import KEY_CURES, whole_cure

MARKED = re.compile(
    r"(?P<mark>\+\+\+|;;;|---)[ \t]*(?P<language>toml|json|ya?ml|js|javascript|coffee)?[ \t]*\n", re.IGNORECASE
)
PELICAN_PAIR = re.compile(r":?(?P<key>[A-Za-z][\w -]{0,40}?):[ \t]*(?P<value>.*)")
ORG_PAIR = re.compile(r"#\+(?P<key>[A-Za-z_]+):[ \t]*(?P<value>.*)")
LATE = re.compile(r"(?:[ \t]*\n)+---[ \t]*\n[ \t]*[\w-]+[ \t]*:")
OTHER_DASHES = re.compile(r"[ \t]*(?:[—–]|-(?!--[ \t]*\n))[—–-]*[ \t]*\n[ \t]*[\w-]+[ \t]*:[ \t]")
TITLE_LINE = re.compile(
    r"^#[ \t]+(?P<words>[^\n]+?)[ \t]*#*[ \t]*$|^(?P<under>[^\s#>|=`~-][^\n]*)\n=+[ \t]*$", re.MULTILINE
)
FENCED_BLOCK = re.compile(r"^(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^\1[^\n]*$|\Z)", re.MULTILINE)
MAX_HEADER_LINES = 60
OWN_KEYS = frozenset({"date", "title", "tags", "category", "author", "authors", "slug", "summary", "description"})


@dataclass(frozen=True)
class ForeignHeader:
    """The header of another system: what it is, its values, and how many lines it has."""

    what: str
    values: Mapping[str, Any]
    lines: int
    error: str = ""


def first_heading(text: str, first: int = 0) -> tuple[str, int]:
    """Return the heading of one `#` with which a text begins, and its line from 1, after *first* lines.

    One that stands further below is that of a part: its line is negative.
    """
    plain = FENCED_BLOCK.sub(lambda code: "\n" * code[0].count("\n"), text)
    found = TITLE_LINE.search(plain)
    if found is None:
        return "", 0
    line = first + plain.count("\n", 0, found.start()) + 1
    return (found["words"] or found["under"]).strip(), line if not plain[: found.start()].strip() else -line


def foreign_header(text: str) -> ForeignHeader | None:
    """Return the header of another system with which *text* begins; None if it has none."""
    marked = MARKED.match(text)
    if marked and (marked["mark"] != "---" or marked["language"]):
        return marked_header(text, marked)
    if text.startswith("{"):
        return json_header(text)
    return header_of_lines(text)


def marked_header(text: str, marked: re.Match[str]) -> ForeignHeader:
    """Return a header between two lines of ``+++``, ``;;;`` or ``---toml``."""
    language = (marked["language"] or {"+++": "toml", ";;;": "json"}.get(marked["mark"], "")).casefold()
    what = f"{language.upper()} between `{marked[0].strip()}` and `{marked['mark']}`"
    end = re.compile(rf"^{re.escape(marked['mark'])}[ \t]*$", re.MULTILINE).search(text, marked.end())
    if end is None:
        error = f"it is never closed: write `{marked['mark']}` on a line after its last key"
        return ForeignHeader(what, {}, 0, error)
    block = text[marked.end() : end.start()]
    values, error = parsed(block, language)
    return ForeignHeader(what, values, text.count("\n", 0, end.start()) + 1, error)


def parsed(block: str, language: str) -> tuple[Mapping[str, Any], str]:
    """Return the values of a header, or what is wrong with it."""
    try:
        if language == "toml":
            return tomllib.loads(block), ""
        if language == "json":
            found = json.loads(block)
            return (found, "") if isinstance(found, dict) else ({}, "")
    except (ValueError, RecursionError) as error:
        return {}, f"it can't be read ({brief(str(error))})"
    return {}, ""


def json_header(text: str) -> ForeignHeader | None:
    try:
        values, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict) or not values:
        return None
    return ForeignHeader("JSON", values, text.count("\n", 0, end) + 1)


def header_of_lines(text: str) -> ForeignHeader | None:
    """Return a header of lines ``Title: Words``, up to the first blank one, as Pelican and MultiMarkdown have it."""
    lines = text[: MAX_HEADER_LINES * 1000].split("\n", MAX_HEADER_LINES)[:MAX_HEADER_LINES]
    pair = ORG_PAIR if text.startswith("#+") else PELICAN_PAIR
    values: dict[str, str] = {}
    last, number = "", 0
    for line in lines:
        found = pair.fullmatch(line.rstrip())
        if not line.strip():
            break
        if found:
            last = found["key"].strip()
            values[last] = found["value"].strip()
        elif last and line[:1] in " \t":
            values[last] = f"{values[last]} {line.strip()}"
        elif not (last and line.strip() == "---"):
            return None
        number += 1
    known = [key for key in values if plain_name(key) in OWN_KEYS]
    if not known or not {*map(plain_name, values)} <= {*KEY_CURES, *OWN_KEYS} or next(iter(values)) not in known:
        return None
    what = "lines of Org" if pair is ORG_PAIR else "lines of keys and values, as Pelican and MultiMarkdown have it"
    return ForeignHeader(what, values, number)


def header_problem(text: str, kind: str, known: Mapping[str, Any], rules: Any, path: str) -> Problem | None:
    """Return the problem of front matter that another system would read; None if there is none."""
    late = LATE.match(text)
    if late:
        number = text.count("\n", 0, late.start() + late[0].index("---")) + 1
        message = (
            f"the front matter begins with `---` on the first line, and here on line {number}: take out what is above"
        )
        return Problem(1, message, decisive=True)
    if OTHER_DASHES.match(text):
        dashes = text.split("\n", 1)[0].strip()
        message = f"the front matter stands between two lines of `---`, three hyphens, and here is `{brief(dashes)}`"
        return Problem(1, f"{message}: write `---`", decisive=True)
    header = foreign_header(text)
    if header is None:
        return None
    if header.error or not header.values:
        problem = header.error or "nothing is read of it here"
        message = f"the front matter is {header.what}; {problem}. Here it is YAML, between two lines of `---`"
        return Problem(1, f"{message}: write there `date: 2021-03-26`, and one key a line", decisive=True)
    heading, heading_line = first_heading("\n".join(text.split("\n")[header.lines :]), header.lines)
    values = {str(key): plain_value(value) for key, value in header.values.items()}
    context = Header(kind, values, known, rules.authors, rules.timezone, path, heading, heading_line)
    return Problem(1, header_message(header.what, context), decisive=True)


def header_message(what: str, context: Header) -> str:
    lines, heading, others = whole_cure(context)
    message = f"the front matter is {what}; write instead, between two lines of `---`, {', '.join(map(in_code, lines))}"
    if heading:
        message += f", and below them {in_code(heading)}"
    return "; ".join([message, *others])


def plain_value(value: Any) -> Any:
    """Return a value of TOML or JSON with its dates as text."""
    if isinstance(value, date):  # and a moment
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain_value(item) for key, item in value.items()}
    return [plain_value(item) for item in value] if isinstance(value, list) else value
