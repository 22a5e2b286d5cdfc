"""Front matter: parsed and validated once, with every scalar as the author wrote it.

YAML would make ``3.10`` a number and ``2024`` a date without a month; here a key says what its value is. Nothing in
this module knows Sphinx: a file's text goes in, a :class:`FrontMatter` and a list of :class:`Problem` come out.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import get_close_matches
from typing import Any

import yaml

from valuable.base.problems import Problem
from valuable.base.reports import Severity
from valuable.base.text_files import brief
from valuable.content.address_key import as_address
from valuable.content.foreign.cures import Header, KeyCure
from valuable.content.foreign.dates import DATED_NAME
from valuable.content.foreign.headers import first_heading, header_problem
from valuable.content.foreign.keys import cure_of, cure_of_shape, is_deciding, is_foreign_key, is_misshapen
from valuable.content.validators import (
    FrontMatterRules,
    ValidationError,
    as_authors,
    as_date,
    as_draft,
    as_language,
    as_link,
    as_name,
    as_names,
    as_redirect,
    as_text,
)
from valuable.content.yaml_mapping import read_pairs

FENCE = re.compile(r"^(?:---|\.\.\.)[ \t]*$")
MAX_FRONT_MATTER = 20_000  # characters: beyond these something has gone wrong
# What becomes of a post that has a problem under one of these can't be known, so it is held back.
DECISIVE = frozenset({"date", "draft"})
# What is shown of the front matter as it is written. A remark belongs into the text.
PRINTED_KEYS = frozenset({"aliases", "category", "cover_alt", "description", "series", "tags"})
REMARKS = re.compile(r"%%[\s\S]*?(?:%%|$)|<!--[\s\S]*?-->")
CURLY_TEXT = re.compile(r"[“„”‘’]([^“”]*)[“”’]")
REMARK_PROBLEM = "a remark can't stand here, where all is published: put it into the text, or behind a `#`"


@dataclass(frozen=True)
class FrontMatter:
    """The validated values of a source; ``lines`` has the line of each key, for messages."""

    date: datetime | None = None
    draft: bool = False
    author: tuple[str, ...] = ()
    category: str | None = None
    tags: tuple[str, ...] = ()
    description: str | None = None
    series: str | None = None
    language: str | None = None
    translation_of: str | None = None  # as it is written: the path of a file
    cover: str | None = None
    cover_alt: str | None = None
    address: str | None = None
    redirect: tuple[str, ...] = ()
    updated: datetime | None = None
    canonical_link: str | None = None
    aliases: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)


def split_front_matter(text: str) -> tuple[str, str]:
    """Return the front matter of *text* and the rest, which keeps its line numbers by blank lines.

    Raises :exc:`ValidationError` for front matter that is opened and never closed.
    """
    lines = text.split("\n")
    if not re.fullmatch(r"---[ \t]*", lines[0]):
        return "", text
    for number, line in enumerate(lines[1:], start=1):
        if FENCE.match(line):
            if sum(map(len, lines[1:number])) > MAX_FRONT_MATTER:
                most = f"more than {MAX_FRONT_MATTER:,} characters"
                raise ValidationError(f"the front matter has {most}: put the text after the second `---`")
            return "\n".join(lines[1:number]), "\n" * (number + 1) + "\n".join(lines[number + 1 :])
    raise ValidationError(
        "the front matter is opened with `---` and never closed: write `---` on a line after its last key"
    )


def parse_front_matter(
    text: str, kind: str, rules: FrontMatterRules, path: str = ""
) -> tuple[FrontMatter, list[Problem]]:
    """Parse and check the front matter of a source of *kind*: ``post``, ``concept`` or ``page``."""
    problems: list[Problem] = []
    checks = KEY_VALIDATORS[kind]
    foreign = header_problem(text, kind, checks, rules, path)
    if foreign is not None:
        return FrontMatter(), [foreign]
    try:
        block, body = split_front_matter(text)
    except ValidationError as wrong:
        return FrontMatter(), [Problem(1, str(wrong), decisive=True)]
    pairs = read_pairs(block, problems)
    if pairs is None:
        return FrontMatter(), problems
    lines = {key: line for key, (line, _) in pairs.items()}
    header = Header(kind, plain_pairs(pairs), checks, rules.authors, rules.timezone, path)
    cures = key_cures(body, header)
    values = checked_values({key: pair for key, pair in pairs.items() if key not in cures}, kind, rules, problems)
    if cures:
        problems.append(foreign_keys_problem(cures, lines, checks))
    given = {line.partition(":")[0] for cure in cures.values() for line in cure.lines}
    problems += missing_keys(kind, values, {**lines, **dict.fromkeys(given, 1)}, path)
    problems += odd_values(pairs)
    for key in PRINTED_KEYS & values.keys():
        value = values[key]
        values[key] = strip_value_remarks(value) if isinstance(value, str) else tuple(map(strip_value_remarks, value))
        if values[key] != value:
            problems.append(Problem(lines[key], f"`{key}`: {REMARK_PROBLEM}"))
    return FrontMatter(**values, lines=lines), problems


def checked_values(
    pairs: Mapping[str, tuple[int, yaml.Node]], kind: str, rules: FrontMatterRules, problems: list[Problem]
) -> dict[str, Any]:
    """Return the valid values; add a problem to *problems* for each invalid one and each unknown key."""
    checks, values = KEY_VALIDATORS[kind], {}
    for key, (line, node) in pairs.items():
        if key not in checks:
            problems.append(Problem(line, unknown_key(key, checks), decisive=True))
            continue
        try:
            values[key] = checks[key](node, rules)
        except ValidationError as wrong:
            problems.append(Problem(line, f"`{key}`: {wrong}", decisive=key in DECISIVE))
    return values


def key_cures(body: str, header: Header) -> dict[str, KeyCure]:
    """Return what to write instead of each key of another system, and of each value as only another one reads it."""
    foreign = [key for key in header.values if key not in header.known and is_foreign_key(key, header.known)]
    odd = [key for key, value in header.values.items() if key in header.known and is_misshapen(key, value)]
    if not foreign and not odd:
        return {}
    heading, line = first_heading(body)
    header = replace(header, heading=heading, heading_line=line)
    found = {key: cure_of_shape(key, header.values[key], header) for key in odd}
    return found | {key: cure_of(key, header.values[key], header) for key in foreign}


def foreign_keys_problem(cures: Mapping[str, KeyCure], lines: Mapping[str, int], known: Collection[str]) -> Problem:
    """Return the one problem of all keys of other systems in a file."""
    keys = sorted(cures, key=lambda key: lines[key])
    first = keys[0]
    decisive = any(is_deciding(key, cure) for key, cure in cures.items())
    if len(keys) == 1:
        head = f"`{first}`" if first in known else f"there is no key `{first}`"
        return Problem(lines[first], f"{head}: {cures[first]}", decisive)
    named = "; ".join(f"`{key}` (line {lines[key]}): {cures[key]}" for key in keys)
    return Problem(lines[first], f"{len(keys)} keys are of another system: {named}", decisive)


def odd_values(pairs: Mapping[str, tuple[int, yaml.Node]]) -> Iterator[Problem]:
    """Yield a problem for values that are read, though otherwise than they may be meant."""
    for key, (line, node) in pairs.items():
        for value in scalars(node):
            curly = CURLY_TEXT.fullmatch(value.value) if not value.style else None
            if curly:
                meant = f'"{curly[1]}"'
                message = f"`{key}`: the quotation marks around `{brief(curly[1])}` are curly: write `{brief(meant)}`"
                yield Problem(line, message, decisive=key in DECISIVE)
    if "tags" in pairs:
        yield from odd_tags(*pairs["tags"])


def odd_tags(line: int, node: yaml.Node) -> Iterator[Problem]:
    """Yield a problem for tags as Jekyll parts them, by spaces, and as Obsidian marks them, ``#tag``."""
    found = [value.value for value in scalars(node)]
    if isinstance(node, yaml.ScalarNode) and not node.style and " " in node.value.strip() and "," not in node.value:
        parts = ", ".join(node.value.split())
        message = f"`tags`: `{brief(node.value)}` is one tag: write `[{brief(parts)}]` if it is several, as in Jekyll, "
        message += f"and else `[{brief(node.value)}]`"
        yield Problem(line, message, severity=Severity.ACCEPTABLE, subject="tags")
    marked = [name.lstrip("#") for name in found if re.match(r"#+[^\W\d_]", name)]
    if marked:
        message = f"`tags`: a tag is written without `#`: write `[{', '.join(map(brief, marked))}]`"
        yield Problem(line, message, severity=Severity.ACCEPTABLE, subject="#tags")


def scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """Yield the values in a node of YAML."""
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from scalars(item)


def plain_pairs(pairs: Mapping[str, tuple[int, yaml.Node]]) -> dict[str, Any]:
    return {key: plain_node(node) for key, (_, node) in pairs.items()}


def plain_node(node: yaml.Node) -> Any:
    """Return a node as texts, lists and mappings."""
    if isinstance(node, yaml.SequenceNode):
        return [plain_node(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(plain_node(key)): plain_node(value) for key, value in node.value}
    assert isinstance(node, yaml.ScalarNode)
    return "" if not node.style and node.value in {"~", "null"} else node.value


def missing_keys(kind: str, values: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Problem]:
    """Yield a problem for each key that is required and missing, given the keys in *lines*."""
    if kind == "post" and "date" not in lines:
        dated = DATED_NAME.match(path.removesuffix(".md").removesuffix("/index").rpartition("/")[2])
        day = dated["date"] if dated else "2021-03-26"
        if "draft" not in lines:
            message = f"a post needs a date: write `date: {day}`, or `draft: true`"
            yield Problem(1, message, decisive=True)
        elif values.get("draft") is False:
            message = f"a post that is no draft needs a date: write `date: {day}`"
            yield Problem(lines["draft"], message, decisive=True)
    if "cover_alt" in lines and "cover" not in lines:
        yield Problem(lines["cover_alt"], "`cover_alt` without a `cover`: write `cover: cover.png`")
    if "cover" in lines and "cover_alt" not in lines:
        yield Problem(lines["cover"], "`cover` needs its text alternative: write `cover_alt: what it shows`")


def strip_value_remarks(text: str) -> str:
    return REMARKS.sub("", text)


def unknown_key(key: str, known: Collection[str]) -> str:
    """Name the known key that is nearest to *key*, or all of them."""
    nearest = get_close_matches(key.casefold(), known, n=1, cutoff=0.5)
    if nearest:
        return f"there is no key `{key}`: did you mean `{nearest[0]}`?"
    return f"there is no key `{key}`: the keys are {', '.join(f'`{name}`' for name in known)}"


KEY_VALIDATORS: Mapping[str, Mapping[str, Callable[[yaml.Node, FrontMatterRules], Any]]] = {
    "post": {
        "date": as_date,
        "draft": as_draft,
        "author": as_authors,
        "category": as_name("Product"),
        "tags": as_names("[teams, plans]"),
        "description": as_text("What the post says, in one sentence."),
        "series": as_name("Writing it down"),
        "language": as_language,
        "translation_of": as_text("posts/2024/a-post.md"),
        "cover": as_text("cover.png"),
        "cover_alt": as_text("What the picture shows"),
        "address": as_address,
        "redirect": as_redirect,
        "canonical_link": as_link,
        "updated": as_date,
    },
    "concept": {
        "aliases": as_names("[shared picture]"),
        "description": as_text("What the concept is, in one sentence."),
        "draft": as_draft,
        "address": as_address,
        "redirect": as_redirect,
    },
    "page": {
        "description": as_text("What the page is for, in one sentence."),
        "address": as_address,
        "redirect": as_redirect,
    },
}
