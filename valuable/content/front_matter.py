"""Front matter: parsed and validated once, with every scalar as the author wrote it.

YAML would make ``3.10`` a number and ``2024`` a date without a month; here a key says what its value is. Nothing in
this module knows Sphinx: a file's text goes in, a :class:`FrontMatter` and a list of :class:`Problem` come out.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from typing import Any

import yaml

from valuable.base.problems import Problem
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
REMARK_PROBLEM = "a remark can't stand here, where all is published: put it into the text, or behind a `#`"
# Keys that an author may bring along from elsewhere.
FOREIGN_KEYS = {
    "title": "the title is the one heading of the text, `# The title`",
    "blogpost": "every file under posts/ is a post; take the line out",
    "slug": "the address comes from the file's name",
    "image": "write `cover` and `cover_alt`",
    "excerpt": "write `description`",
}


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
    cover: str | None = None
    cover_alt: str | None = None
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


def parse_front_matter(text: str, kind: str, rules: FrontMatterRules) -> tuple[FrontMatter, list[Problem]]:
    """Parse and check the front matter of a source of *kind*: ``post``, ``concept`` or ``page``."""
    problems: list[Problem] = []
    try:
        block, _ = split_front_matter(text)
    except ValidationError as wrong:
        return FrontMatter(), [Problem(1, str(wrong), decisive=True)]
    pairs = read_pairs(block, problems)
    if pairs is None:
        return FrontMatter(), problems
    lines = {key: line for key, (line, _) in pairs.items()}
    values = checked_values(pairs, kind, rules, problems)
    problems += missing_keys(kind, values, lines)
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


def missing_keys(kind: str, values: Mapping[str, Any], lines: Mapping[str, int]) -> Iterator[Problem]:
    """Yield a problem for each key that is required and missing, given the keys in *lines*."""
    if kind == "post" and "date" not in lines:
        if "draft" not in lines:
            message = "a post needs a date: write `date: 2021-03-26`, or `draft: true`"
            yield Problem(1, message, decisive=True)
        elif values.get("draft") is False:
            message = "a post that is no draft needs a date: write `date: 2021-03-26`"
            yield Problem(lines["draft"], message, decisive=True)
    if "cover_alt" in lines and "cover" not in lines:
        yield Problem(lines["cover_alt"], "`cover_alt` without a `cover`: write `cover: cover.png`")
    if "cover" in lines and "cover_alt" not in lines:
        yield Problem(lines["cover"], "`cover` needs its text alternative: write `cover_alt: what it shows`")


def strip_value_remarks(text: str) -> str:
    return REMARKS.sub("", text)


def unknown_key(key: str, known: Collection[str]) -> str:
    """Name the known key that is nearest to *key*, or all of them."""
    if key.casefold() in FOREIGN_KEYS:
        return f"there is no key `{key}`: {FOREIGN_KEYS[key.casefold()]}"
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
        "cover": as_text("cover.png"),
        "cover_alt": as_text("What the picture shows"),
        "redirect": as_redirect,
        "canonical_link": as_link,
        "updated": as_date,
    },
    "concept": {
        "aliases": as_names("[shared picture]"),
        "description": as_text("What the concept is, in one sentence."),
        "draft": as_draft,
        "redirect": as_redirect,
    },
    "page": {
        "description": as_text("What the page is for, in one sentence."),
        "redirect": as_redirect,
    },
}
