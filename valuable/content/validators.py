"""Validators of front matter: each takes a YAML node and returns the validated value.

Each raises :exc:`ValidationError`, whose text says what to write instead.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from unicodedata import normalize
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import yaml

from valuable.base.slugs import slug
from valuable.base.text_files import FORBIDDEN_CHARACTER, brief
from valuable.base.translations import language_code
from valuable.base.uris import is_web_address, scheme_of
from valuable.content.foreign.dates import possible_dates

ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)? ?(?:[Zz]|[+-]\d\d:?\d\d)?)?", re.ASCII)
EARLIEST_YEAR = 1000  # the year: one of less digits is a slip
MAX_SLUG = 80
MAX_PART_BYTES = 200  # bytes of a part of an old address, which is a folder
SUFFIX = re.compile(r"[^/]\.[A-Za-z0-9]{2,5}$")
QUERY = re.compile(r"[\w.~%+-]+=[\w.~%+-]*(?:&[\w.~%+-]+=[\w.~%+-]*)*", re.ASCII)


@dataclass(frozen=True)
class FrontMatterRules:
    """What values are validated against. ``authors`` maps the key of each author to the name shown."""

    authors: Mapping[str, str]
    timezone: ZoneInfo


class ValidationError(ValueError):
    """A value is invalid; the message says what to write instead."""


def scalar_text(node: yaml.Node, example: str) -> str:
    """Return the text of a scalar; raise :exc:`ValidationError` with the *example* if there is none."""
    if not isinstance(node, yaml.ScalarNode) or (not node.style and node.value in {"", "~", "null"}):
        kinds = ((yaml.SequenceNode, "a list"), (yaml.MappingNode, "keys and values"))
        found = next((words for kind, words in kinds if isinstance(node, kind)), "nothing")
        raise ValidationError(f"here stands {found}; write one value, such as `{example}`, or leave the key out")
    value = " ".join(node.value.split())
    if FORBIDDEN_CHARACTER.search(value):
        raise ValidationError("the value holds a character that can't be shown: type it anew")
    if not value:
        raise ValidationError(f"the value is empty; write one, such as `{example}`, or leave the key out")
    return str(value)


def name_list(node: yaml.Node, example: str) -> tuple[str, ...]:
    """Return the names in a YAML list, or in a text that is separated by commas."""
    if isinstance(node, yaml.SequenceNode):
        names = [scalar_text(item, example) for item in node.value]
        if not names:
            raise ValidationError(f"the list is empty; write `{example}`, or leave the key out")
    else:
        names = [name.strip() for name in scalar_text(node, example).split(",")]
    if not all(names):
        raise ValidationError(f"one of the names is empty; write `{example}`")
    return tuple(names)


def as_text(example: str) -> Callable[[yaml.Node, FrontMatterRules], str]:
    return lambda node, rules: scalar_text(node, example)


def as_draft(node: yaml.Node, rules: FrontMatterRules) -> bool:
    value = scalar_text(node, "true")
    if value not in {"true", "false"}:
        raise ValidationError(
            f"`{brief(value)}` is neither `true` nor `false`: write `draft: true` to hold the post back"
        )
    return value == "true"


def as_date(node: yaml.Node, rules: FrontMatterRules) -> datetime:
    return parse_moment(scalar_text(node, "2021-03-26"), rules.timezone)


def parse_moment(text: str, timezone: ZoneInfo) -> datetime:
    """Return the moment that an ISO 8601 date names, in *timezone*; a date alone is its midnight there.

    Raises :exc:`ValidationError` for a text that is not such a date, and for a day or time that does not exist.
    """
    quoted = brief(text)
    if not ISO_DATE.fullmatch(text):
        found = possible_dates(text, timezone)
        which = f"{' or '.join(f'`{day}`' for day in found)}{', whichever is meant' if len(found) > 1 else ''}"
        advice = which if found else "year, month and day, as in `2021-03-26`"
        raise ValidationError(f"`{quoted}` is not a date as ISO 8601 writes it: write {advice}")
    try:
        moment = datetime.fromisoformat(re.sub(r" (?=[+-Z])", "", text.upper().replace(" ", "T", 1)))
        moment = moment.replace(tzinfo=timezone) if moment.tzinfo is None else moment.astimezone(timezone)
        moment.astimezone(UTC)  # as feeds have it
        if moment.year < EARLIEST_YEAR:
            raise ValueError
    except (ValueError, OverflowError):
        example = "`2021-03-26` or `2021-03-26T09:30`"
        raise ValidationError(f"`{quoted}` is no day or time that exists: write one as in {example}") from None
    return moment


def as_authors(node: yaml.Node, rules: FrontMatterRules) -> tuple[str, ...]:
    keys = name_list(node, next(iter(rules.authors), "jo"))
    for key in keys:
        if key in rules.authors:
            continue
        by_name = {name: author for author, name in rules.authors.items()}
        nearest = get_close_matches(key, [*rules.authors, *by_name], n=1, cutoff=0.5)
        known = f"known are {', '.join(rules.authors)}"
        advice = f"write `{by_name.get(nearest[0], nearest[0])}`" if nearest else known
        raise ValidationError(f"`people` in conf.py has no key `{brief(key)}`: {advice}, or add the person there")
    if len(set(keys)) < len(keys):
        raise ValidationError("somebody stands here twice: write each key once")
    return keys


def as_names(example: str) -> Callable[[yaml.Node, FrontMatterRules], tuple[str, ...]]:
    def check(node: yaml.Node, rules: FrontMatterRules) -> tuple[str, ...]:
        names = name_list(node, example)
        slugs: dict[str, str] = {}
        for name in names:
            address = checked_slug(name)
            if address in slugs:
                raise ValidationError(
                    f"`{brief(slugs[address])}` and `{brief(name)}` are the same (`{address}`): keep one"
                )
            slugs[address] = name
        return names

    return check


def as_name(example: str) -> Callable[[yaml.Node, FrontMatterRules], str]:
    def check(node: yaml.Node, rules: FrontMatterRules) -> str:
        name = scalar_text(node, example)
        checked_slug(name)
        return name

    return check


def checked_slug(name: str) -> str:
    """Return the slug of *name*; raise :exc:`ValidationError` if it is empty or too long."""
    address = slug(name)
    if not address:
        raise ValidationError(f"`{brief(name)}` has no letter or digit to make an address from: add a word to it")
    if len(address) > MAX_SLUG:
        raise ValidationError(
            f"`{name[:40]}…` makes an address of {len(address)} characters: write a name of {MAX_SLUG} at most"
        )
    return address


def as_language(node: yaml.Node, rules: FrontMatterRules) -> str:
    value = scalar_text(node, "de")
    try:
        return language_code(value)
    except ValueError:
        raise ValidationError(
            f"`{brief(value)}` is not a language's code: write one as in `de`, `fr` or `pt-BR`"
        ) from None


def as_redirect(node: yaml.Node, rules: FrontMatterRules) -> tuple[str, ...]:
    if not isinstance(node, yaml.SequenceNode):
        raise ValidationError("old addresses come as a list: write `redirect: [/old/address/]`")
    return tuple(parse_redirect(address) for address in name_list(node, "[/old/address/]"))


def parse_redirect(text: str) -> str:
    """Return an old address as a path without slashes at its ends and without ``index.html``.

    A query stays as it is written: ``?p=12``, ``archive.php?year=2019``.
    """
    written, mark, query = text.partition("?")
    path = normalize("NFC", unquote(written)).strip("/")
    parts = path.split("/")
    foreign = (
        "://" in text
        or scheme_of(text)
        or text.startswith("//")
        or re.search(r"[?#\\]", path)
        or (mark and not QUERY.fullmatch(query))
    )
    if foreign or {"", ".", ".."} & set(parts[:-1]) or parts[-1] in {".", ".."}:
        raise ValidationError(
            f"`{brief(text)}` is not an address of this site: write its path, as in `/2019/old-name/`"
        )
    if parts[-1] in {"index", "index.html"}:
        parts.pop()
    if not path.isprintable() or max(map(len, map(str.encode, parts)), default=0) > MAX_PART_BYTES:
        raise ValidationError(f"`{brief(text)}` can't be the name of a file: take it out")
    if not any(parts) and not mark:
        raise ValidationError(f"`{brief(text)}` is the home page: take it out")
    return "/".join(parts) + mark + query


def redirect_path(old: str) -> str:
    """Return the result of :func:`parse_redirect` as a path from the root: ``/2019/old-name/``, ``/a.html``."""
    return f"/{old}" if "?" in old or SUFFIX.search(old) else f"/{old}/"


def as_link(node: yaml.Node, rules: FrontMatterRules) -> str:
    value = scalar_text(node, "https://example.org/the-original/")
    if not is_web_address(value):
        raise ValidationError(
            f"`{brief(value)}` is not a full address: write it whole, as in `https://example.org/the-original/`"
        )
    return value
