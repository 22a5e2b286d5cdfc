"""The front matter of a source: parsed and checked once, every scalar as the text that the author wrote.

YAML would make ``3.10`` a number and ``2024`` a date without a month; here a key says what its value is. Nothing in
this module knows Sphinx: a file's text goes in, a :class:`FrontMatter` and a list of :class:`Problem` come out.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import yaml
from babel import Locale, UnknownLocaleError

from valuable.slugs import slug

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FENCE = re.compile(r"^(?:---|\.\.\.)[ \t]*$")
ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)? ?(?:[Zz]|[+-]\d\d:?\d\d)?)?")
CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]")
# The longest front matter and the longest slug, in characters: beyond these something has gone wrong.
LONGEST, LONGEST_SLUG = 20_000, 80
# What becomes of a post that has a problem under one of these can't be known, so it is held back.
DECISIVE = frozenset({"date", "draft"})
# Keys that an author may bring along from elsewhere.
HABITS = {
    "title": "the title is the one heading of the text, `# The title`",
    "blogpost": "every file under posts/ is a post; take the line out",
    "slug": "the address comes from the file's name",
    "image": "write `cover` and `cover_alt`",
    "excerpt": "write `description`",
}


@dataclass(frozen=True)
class Problem:
    """What is wrong with a source, and what to write instead.

    ``line`` counts from 1. A problem that is ``decisive`` leaves open whether the page may be published.
    """

    line: int
    message: str
    decisive: bool = False


@dataclass(frozen=True)
class FrontMatter:
    """The checked values of one source. ``lines`` says where each key stands, for messages about it."""

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
    canonical_link: str | None = None
    aliases: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Rules:
    """What values are checked against. ``authors`` maps each author's key to the name shown."""

    authors: Mapping[str, str]
    timezone: ZoneInfo


class Wrong(ValueError):
    """A value can't stand; the text says what to write instead."""


def split(text: str) -> tuple[str, str]:
    """Return the front matter of *text* and the rest, which keeps its line numbers by blank lines.

    Raises :exc:`Wrong` for front matter that is opened and never closed.
    """
    lines = text.split("\n")
    if not re.fullmatch(r"---[ \t]*", lines[0]):
        return "", text
    for number, line in enumerate(lines[1:], start=1):
        if FENCE.match(line):
            if sum(map(len, lines[1:number])) > LONGEST:
                raise Wrong(
                    f"the front matter has more than {LONGEST:,} characters: put the text after the second `---`"
                )
            return "\n".join(lines[1:number]), "\n" * (number + 1) + "\n".join(lines[number + 1 :])
    raise Wrong("the front matter is opened with `---` and never closed: write `---` on a line after its last key")


def parse(text: str, kind: str, rules: Rules) -> tuple[FrontMatter, list[Problem]]:
    """Parse and check the front matter of a source of *kind*: ``post``, ``concept`` or ``page``."""
    problems: list[Problem] = []
    try:
        block, _ = split(text)
        pairs = read_pairs(block, problems)
    except Wrong as wrong:
        return FrontMatter(), [Problem(1, str(wrong), decisive=True)]
    except yaml.YAMLError as error:
        return FrontMatter(), [yaml_problem(error)]

    checks = KEYS[kind]
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for key, (line, node) in pairs.items():
        lines[key] = line
        if key not in checks:
            problems.append(Problem(line, unknown_key(key, checks), decisive=True))
            continue
        try:
            values[key] = checks[key](node, rules)
        except Wrong as wrong:
            problems.append(Problem(line, f"`{key}`: {wrong}", decisive=key in DECISIVE))
    if kind == "post" and "date" not in lines and not values.get("draft") and "draft" not in lines:
        problems.append(Problem(1, "a post needs a date: write `date: 2021-03-26`, or `draft: true`", decisive=True))
    elif kind == "post" and "date" not in lines and values.get("draft") is False:
        problems.append(Problem(lines["draft"], "a post that is no draft needs a date: write `date: 2021-03-26`", True))
    if "cover_alt" in lines and "cover" not in lines:
        problems.append(Problem(lines["cover_alt"], "`cover_alt` without a `cover`: write `cover: cover.png`"))
    if "cover" in lines and "cover_alt" not in lines:
        problems.append(Problem(lines["cover"], "`cover` needs its text alternative: write `cover_alt: what it shows`"))
    return FrontMatter(**values, lines=lines), problems


def read_pairs(block: str, problems: list[Problem]) -> dict[str, tuple[int, yaml.Node]]:
    """Return each key of a YAML mapping with its line in the file and its node; duplicates are problems."""
    root = yaml.compose(block, Loader=LOADER)
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        raise Wrong("front matter is made of keys and values: write `date: 2021-03-26`, one key a line")
    pairs: dict[str, tuple[int, yaml.Node]] = {}
    for key_node, value_node in root.value:
        line = key_node.start_mark.line + 2  # YAML counts from 0, and the file has a line of `---` before it
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "a list or mapping"
        if key in pairs:
            problems.append(Problem(line, f"`{key}` stands twice, first on line {pairs[key][0]}: keep one", True))
        else:
            pairs[key] = (line, value_node)
    return pairs


def yaml_problem(error: yaml.YAMLError) -> Problem:
    """Say where YAML could not be read on, and the usual reason."""
    # An open quote is missed where the text ends, and meant where it begins.
    scanned = "quoted scalar" in str(getattr(error, "context", ""))
    mark = getattr(error, "context_mark" if scanned else "problem_mark", None)
    line = mark.line + 2 if mark else 1
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "it has a character that YAML forbids"
    advice = 'a value with a colon, `#` or quotes in it needs quotes around it: `description: "One thing: another"`'
    return Problem(line, f"the front matter can't be read ({reason}); {advice}", decisive=True)


def unknown_key(key: str, known: Collection[str]) -> str:
    """Name the known key that is nearest to *key*, or all of them."""
    if key.casefold() in HABITS:
        return f"there is no key `{key}`: {HABITS[key.casefold()]}"
    nearest = get_close_matches(key.casefold(), known, n=1, cutoff=0.5)
    if nearest:
        return f"there is no key `{key}`: did you mean `{nearest[0]}`?"
    return f"there is no key `{key}`: the keys are {', '.join(f'`{name}`' for name in known)}"


# -- One function a kind of value: a YAML node goes in, the checked value comes out --


def text_of(node: yaml.Node, example: str) -> str:
    """Return a scalar as it was written, or raise :exc:`Wrong` with the *example* to follow."""
    if not isinstance(node, yaml.ScalarNode) or (not node.style and node.value in {"", "~", "null"}):
        kinds = ((yaml.SequenceNode, "a list"), (yaml.MappingNode, "keys and values"))
        found = next((words for kind, words in kinds if isinstance(node, kind)), "nothing")
        raise Wrong(f"here stands {found}; write one value, such as `{example}`, or leave the key out")
    value = " ".join(node.value.split())
    if CONTROL.search(value):
        raise Wrong("the value holds a character that can't be shown: type it anew")
    if not value:
        raise Wrong(f"the value is empty; write one, such as `{example}`, or leave the key out")
    return str(value)


def names_of(node: yaml.Node, example: str) -> tuple[str, ...]:
    """Return the names of a YAML list, or of a text with commas between them."""
    if isinstance(node, yaml.SequenceNode):
        names = [text_of(item, example) for item in node.value]
        if not names:
            raise Wrong(f"the list is empty; write `{example}`, or leave the key out")
    else:
        names = [name.strip() for name in text_of(node, example).split(",")]
    if not all(names):
        raise Wrong(f"one of the names is empty; write `{example}`")
    return tuple(names)


def as_text(example: str) -> Callable[[yaml.Node, Rules], str]:
    return lambda node, rules: text_of(node, example)


def as_draft(node: yaml.Node, rules: Rules) -> bool:
    value = text_of(node, "true")
    if value not in {"true", "false"}:
        raise Wrong(f"`{value}` is neither `true` nor `false`: write `draft: true` to hold the post back")
    return value == "true"


def as_date(node: yaml.Node, rules: Rules) -> datetime:
    return moment(text_of(node, "2021-03-26"), rules.timezone)


def moment(text: str, timezone: ZoneInfo) -> datetime:
    """Return the moment that an ISO 8601 date names, in *timezone*; a date alone is its midnight there.

    Raises :exc:`Wrong` for a text that is not such a date, and for a day or time that does not exist.
    """
    if not ISO_DATE.fullmatch(text):
        raise Wrong(f"`{text}` is not a date as ISO 8601 writes it: write year, month and day, as in `2021-03-26`")
    try:
        found = datetime.fromisoformat(re.sub(r" (?=[+-Z])", "", text.upper().replace(" ", "T", 1)))
        return found.replace(tzinfo=timezone) if found.tzinfo is None else found.astimezone(timezone)
    except (ValueError, OverflowError):
        example = "`2021-03-26` or `2021-03-26T09:30`"
        raise Wrong(f"`{text}` is no day or time that exists: write one as in {example}") from None


def as_authors(node: yaml.Node, rules: Rules) -> tuple[str, ...]:
    keys = names_of(node, next(iter(rules.authors), "jo"))
    for key in keys:
        if key in rules.authors:
            continue
        by_name = {name: author for author, name in rules.authors.items()}
        nearest = get_close_matches(key, [*rules.authors, *by_name], n=1, cutoff=0.5)
        known = f"known are {', '.join(rules.authors)}"
        advice = f"write `{by_name.get(nearest[0], nearest[0])}`" if nearest else known
        raise Wrong(f"`people` in conf.py has no key `{key}`: {advice}, or add the person there")
    if len(set(keys)) < len(keys):
        raise Wrong("somebody stands here twice: write each key once")
    return keys


def as_names(example: str) -> Callable[[yaml.Node, Rules], tuple[str, ...]]:
    def check(node: yaml.Node, rules: Rules) -> tuple[str, ...]:
        names = names_of(node, example)
        slugs: dict[str, str] = {}
        for name in names:
            address = sluggable(name)
            if address in slugs:
                raise Wrong(f"`{slugs[address]}` and `{name}` are the same (`{address}`): keep one")
            slugs[address] = name
        return names

    return check


def as_name(example: str) -> Callable[[yaml.Node, Rules], str]:
    def check(node: yaml.Node, rules: Rules) -> str:
        name = text_of(node, example)
        sluggable(name)
        return name

    return check


def sluggable(name: str) -> str:
    """Return the slug of *name*; raise :exc:`Wrong` if it comes out empty."""
    address = slug(name)
    if not address:
        raise Wrong(f"`{name}` has no letter or digit to make an address from: add a word to it")
    if len(address) > LONGEST_SLUG:
        raise Wrong(
            f"`{name[:40]}…` makes an address of {len(address)} characters: write a name of {LONGEST_SLUG} at most"
        )
    return address


def as_language(node: yaml.Node, rules: Rules) -> str:
    value = text_of(node, "de")
    try:
        return language_code(value)
    except ValueError:
        raise Wrong(f"`{value}` is not a language's code: write one as in `de`, `fr` or `pt-BR`") from None


def language_code(text: str) -> str:
    """Return a BCP 47 code as it is written: ``pt-BR``. Raises :exc:`ValueError` for a language that Babel lacks."""
    try:
        found = Locale.parse(text, sep="-")
    except (UnknownLocaleError, IndexError) as error:
        raise ValueError(str(error)) from None
    return str(found).replace("_", "-")


def as_redirect(node: yaml.Node, rules: Rules) -> tuple[str, ...]:
    if not isinstance(node, yaml.SequenceNode):
        raise Wrong("old addresses come as a list: write `redirect: [/old/address/]`")
    return tuple(old_address(address) for address in names_of(node, "[/old/address/]"))


def old_address(text: str) -> str:
    """Return an old address of this site as its path, without slashes at its ends and without ``index.html``."""
    path = unquote(text).strip("/")
    parts = path.split("/")
    if "://" in text or re.search(r"[?#\\]", path) or {"", ".", ".."} & set(parts[:-1]) or parts[-1] in {".", ".."}:
        raise Wrong(f"`{text}` is not an address of this site: write its path, as in `/2019/old-name/`")
    if parts[-1] in {"index", "index.html"}:
        parts.pop()
    if not any(parts):
        raise Wrong(f"`{text}` is the home page: take it out")
    return "/".join(parts)


def as_link(node: yaml.Node, rules: Rules) -> str:
    value = text_of(node, "https://example.org/the-original/")
    if not re.fullmatch(r"https?://[^\s/]+\S*", value):
        raise Wrong(f"`{value}` is not a full address: write it whole, as in `https://example.org/the-original/`")
    return value


KEYS: Mapping[str, Mapping[str, Callable[[yaml.Node, Rules], Any]]] = {
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
    },
    "concept": {
        "aliases": as_names("[shared picture]"),
        "description": as_text("What the concept is, in one sentence."),
        "draft": as_draft,
    },
    "page": {"description": as_text("What the page is for, in one sentence.")},
}
