"""Say what to write instead of a key of another system's front matter, given its value and those beside it."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from valuable.base.text_files import brief
from valuable.base.uris import is_web_address
from valuable.content.address_key import parse_address
from valuable.content.foreign.dates import possible_dates
from valuable.content.foreign.findings import in_code
from valuable.content.validators import ValidationError

# YAML reads a text with one of these otherwise than it stands there (YAML 1.2, 7.3.3).
NEEDS_QUOTES = re.compile(
    r"^[-?:,\[\]{}#&*!|>'\"%@`\s]|: |:$| #|\s$|^$|^(?:true|false|null|yes|no|on|off|~)$", re.IGNORECASE
)
NEEDS_QUOTES_IN_LIST = re.compile(r"[,\[\]{}?:]")


class KeyCure(NamedTuple):
    """What to write instead of a key: lines of front matter, and the heading of the text; ``why`` if neither."""

    lines: tuple[str, ...] = ()
    heading: str = ""
    why: str = ""

    def __str__(self) -> str:
        parts = []
        if self.lines:
            parts.append(f"write {' and '.join(map(in_code, self.lines))}")
        if self.heading:
            parts.append(f"write {in_code(self.heading)} as the first line below the front matter")
        if not parts:
            return "take it out" + (f": {self.why}" if self.why else "")
        return " and ".join(parts) + (f" ({self.why})" if self.why else "")


@dataclass(frozen=True)
class Header:
    """The front matter that a key stands in, with plain values, and what is known of its file."""

    kind: str  # ``post``, ``concept`` or ``page``
    values: Mapping[str, Any]
    known: Collection[str]  # the keys that a file of this kind may have
    authors: Mapping[str, str]
    timezone: ZoneInfo
    path: str = ""
    heading: str = ""  # the first one of the text with one `#`
    heading_line: int = 0  # negative, if something stands before it
    given: dict[str, str] = field(default_factory=dict)  # what cures have given so far, by key

    @property
    def stem(self) -> str:
        """The part of the address that comes from the file's name."""
        return self.path.removesuffix(".md").removesuffix("/index").rpartition("/")[2]

    def has(self, key: str) -> bool:
        return key in self.values or key in self.given


Curing = Callable[[str, Any, Header], KeyCure]


# -- Writing YAML ------------------------------------------------------------------


def yaml_text(text: str, unsafe: re.Pattern[str] = NEEDS_QUOTES) -> str:
    """Return a text as YAML has it on one line, in quotes where it needs them."""
    text = " ".join(str(text).split())
    if not NEEDS_QUOTES.search(text) and not unsafe.search(text):
        return text
    return (
        f"'{text}'" if '"' in text and "'" not in text else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    )


def yaml_line(key: str, value: str) -> str:
    return f"{key}: {yaml_text(value)}"


def yaml_list(key: str, values: Collection[str]) -> str:
    return f"{key}: [{', '.join(yaml_text(value, NEEDS_QUOTES_IN_LIST) for value in values)}]"


def value_words(value: Any) -> str:
    """Return a value as text; the first one of a list."""
    if isinstance(value, (list, tuple)):
        return value_words(value[0]) if value else ""
    if isinstance(value, Mapping):
        return next((value_words(value[name]) for name in PICTURE_NAMES if name in value), "")
    return str(value).lower() if isinstance(value, bool) else str(value if value is not None else "").strip()


def plain_names(value: Any, *, spaces: bool = False) -> list[str]:
    """Return the names in a list, or in a text with commas, or else *spaces*, between them."""
    if isinstance(value, (list, tuple)):
        found = [value_words(item) for item in value]
    elif isinstance(value, Mapping):
        found = [str(name) for name in value]
    else:
        text = value_words(value).strip("[]")
        found = text.split(",") if "," in text or not spaces else text.split()
    return list(dict.fromkeys(filter(None, (name.strip().lstrip("#").strip("\"'") for name in found))))


def plain_name(key: str) -> str:
    """Return the name of a key as `KEY_CURES` has it."""
    return re.sub(r"[\s_.-]+", "", key).casefold()


# -- Cures -------------------------------------------------------------------------


def take_out(why: str = "") -> Curing:
    return lambda key, value, header: KeyCure(why=why)


def title_cure(key: str, value: Any, header: Header) -> KeyCure:
    written = " ".join(value_words(value).split())
    if not header.heading:
        return KeyCure(heading=f"# {written}") if written else KeyCure(why="the title is the one heading of the text")
    if header.heading_line < 0 and not is_same_text(written, header.heading):
        below = (
            f"{in_code('## ' + brief(header.heading))} on line {-header.heading_line}, and so with others of one `#`"
        )
        return KeyCure(heading=f"# {written}", why=below)
    if is_same_text(written, header.heading):
        return KeyCure(why="the heading of the text says it")
    there = f"the title is the heading {in_code('# ' + brief(header.heading))} on line {header.heading_line}"
    return KeyCure(why=f"{there}; write {in_code('# ' + written)} there, if that is the better one")


def is_same_text(one: str, other: str) -> bool:
    return re.sub(r"[\W_]+", "", one).casefold() == re.sub(r"[\W_]+", "", other).casefold()


def write_once(target: str, make: Callable[[Any, Header], str | None], why: str = "") -> Curing:
    """Return the cure that writes *target*, unless it stands there already."""

    def cure(key: str, value: Any, header: Header) -> KeyCure:
        if target not in header.known:
            return KeyCure(why=f"a {header.kind} has no `{target}`")
        if header.has(target):
            return KeyCure(why=f"`{target}` is there already")
        made = make(value, header)
        if not made:
            return KeyCure(why=why or "it says nothing")
        header.given[target] = made
        return KeyCure((f"{target}: {made}",))

    return cure


def text_line(value: Any, header: Header) -> str:
    return yaml_text(value_words(value)) if value_words(value) else ""


def day_of(value: Any, header: Header) -> str:
    """Return a date as it is to be written; the words themselves where that is not known."""
    found = possible_dates(value_words(value), header.timezone)
    return " or ".join(found) if found else value_words(value)


def updated_cure(key: str, value: Any, header: Header) -> KeyCure:
    day = day_of(value, header)
    date = day_of(header.values.get("date", ""), header)
    if day[:10] and day[:10] == date[:10]:
        return KeyCure(why="it is the day of the post")
    return write_once("updated", day_of)(key, value, header)


def date_cure(key: str, value: Any, header: Header) -> KeyCure:
    """Return the cure of a key with the day on which a post was written or published."""
    if value_words(value) in {"true", "false", ""}:
        return published_cure(key, value, header)
    day, today = day_of(value, header), datetime.now(header.timezone).date().isoformat()
    if header.has("date") and DAY.match(day) and day[:10] > today:
        return KeyCure(why=f"a post is published on its `date`: write `date: {day}` in place of the earlier one")
    return write_once("date", day_of)(key, value, header)


def build_cure(key: str, value: Any, header: Header) -> KeyCure:
    """Return the cure of a key by which a page is not written: Hugo's ``build``, Eleventy's ``permalink: false``."""
    said = [value_words(item) for item in value.values()] if isinstance(value, Mapping) else [value_words(value)]
    if {"never", "false"} & {word.casefold() for word in said}:
        return published_cure("published", "false", header)
    return KeyCure(why="nothing here reads it")


def expiry_cure(key: str, value: Any, header: Header) -> KeyCure:
    return KeyCure(
        why=f"nothing goes by itself here; write `draft: true` once that day ({brief(value_words(value))}) has come"
    )


DAY = re.compile(r"\d{4}-\d\d-\d\d")
PUBLISHED = KeyCure(why="a post is published unless it says `draft: true`")


def published_cure(key: str, value: Any, header: Header) -> KeyCure:
    """Return the cure of a key that says whether a post is published: by true or false, or by a word."""
    said = value_words(value).casefold()
    normal = plain_name(key)
    if normal in {"status", "visibility", "state", "poststatus"}:
        shown = said in {"published", "publish", "public", "live", "final", "done", "post", ""}
    elif normal in {"published", "publish", "dgpublish", "public"}:
        shown = said not in {"false", "no", "0"}
    else:  # private, hidden, unlisted
        shown = said in {"false", "no", "0", ""}
    if shown:
        return PUBLISHED
    if "draft" not in header.known:
        return KeyCure(why=f"a {header.kind} can't be held back; keep the file elsewhere until it is ready")
    if value_words(header.values.get("draft", "")) == "true":
        return KeyCure(why="`draft: true` says so")
    header.given["draft"] = "true"
    return KeyCure(("draft: true",))


def author_keys(value: Any, header: Header) -> str:
    people = value if isinstance(value, list) else plain_names(value)
    by_name = {name.casefold(): key for key, name in header.authors.items()}
    keys = []
    for person in people:
        name = value_words(person.get("name", "")) if isinstance(person, Mapping) else value_words(person)
        keys.append(by_name.get(name.casefold(), name if name in header.authors else ""))
    known = list(dict.fromkeys(filter(None, keys)))
    return known[0] if len(known) == 1 else f"[{', '.join(known)}]" if known else ""


def categories_cure(key: str, value: Any, header: Header) -> KeyCure:
    """Return the cure of several categories: one is the category, the others are tags."""
    found = plain_names(value, spaces=True)
    lines = []
    if found and not header.has("category") and "category" in header.known:
        header.given["category"] = found[0]
        lines.append(yaml_line("category", found.pop(0)))
    more = new_tags(found, header)
    if more and "tags" in header.known:
        lines.append(tags_with(more, header))
    return KeyCure(tuple(lines), why="" if lines else f"a {header.kind} has none")


def tags_of(header: Header) -> list[str]:
    """Return the tags that the post has so far, with those that cures have added."""
    if "tags" in header.given:
        return plain_names(header.given["tags"])
    return plain_names(header.values.get("tags", []), spaces=True)


def new_tags(names: Collection[str], header: Header) -> list[str]:
    there = {tag.casefold() for tag in tags_of(header)}
    return [name for name in names if name.casefold() not in there]


def tags_with(more: Collection[str], header: Header) -> str:
    """Return the line of all tags, with some *more*."""
    tags = [*tags_of(header), *more]
    header.given["tags"] = ", ".join(tags)
    return yaml_list("tags", tags)


def more_tags_cure(key: str, value: Any, header: Header) -> KeyCure:
    if "tags" not in header.known:
        return KeyCure(why=f"a {header.kind} has no `tags`")
    more = new_tags(plain_names(value), header)
    return KeyCure((tags_with(more, header),)) if more else KeyCure(why="`tags` says it")


PICTURE_NAMES = ("image", "src", "path", "url", "relative", "feature", "teaser", "overlay_image", "og_image", "name")


def cover_cure(key: str, value: Any, header: Header) -> KeyCure:
    source = value_words(value)
    if "cover" not in header.known:
        return KeyCure(why=f"a {header.kind} has no `cover`")
    if header.has("cover") or not source:
        return KeyCure(why="`cover` is there already" if source else "it names no picture")
    named = value if isinstance(value, Mapping) else {}
    alt = value_words(named.get("alt") or named.get("caption") or header.values.get("cover_alt") or "")
    alt = (
        alt
        or next((value_words(header.values[name]) for name in ALT_KEYS if name in header.values), "")
        or "What it shows"
    )
    header.given["cover"] = source
    name = source.rpartition("/")[2].partition("?")[0]
    lines = (yaml_line("cover", name), yaml_line("cover_alt", alt))
    where = "save the picture beside the post" if is_web_address(source) else f"put {in_code(source)} beside the post"
    return KeyCure(lines, why="" if name == source else where)


ALT_KEYS = (
    "imageAlt",
    "image_alt",
    "image-alt",
    "alt",
    "coverAlt",
    "heroImageAlt",
    "thumbnail_alt",
    "feature_image_alt",
)


def own_address_cure(key: str, value: Any, header: Header) -> KeyCure:
    """Return the cure of the address that a page has: it keeps it, unless it can't be that of a page here."""
    path = re.sub(r"^https?://[^/]*|\bindex\.html?$", "", value_words(value).strip())
    is_one = isinstance(value, str) and value not in {"true", "false"} and not header.has("address")
    if is_one and not re.search(r":\w+|\{|\*|,", path):
        try:
            address = parse_address(f"/{path.lstrip('/')}")
        except ValidationError:
            return address_cure(key, value, header)
        header.given["address"] = address
        return KeyCure((yaml_line("address", address),), why="it keeps its address then")
    return address_cure(key, value, header)


def address_cure(key: str, value: Any, header: Header) -> KeyCure:
    """Return the cure of an address that a page had: an old one, which leads on."""
    if value_words(value) == "false":
        return build_cure(key, value, header)
    olds = []
    for old in plain_names(value):
        path = re.sub(r"^https?://[^/]*", "", old)
        if re.search(r":\w+|\{|\*", path):
            return KeyCure(why="the address comes from the folder and the name of the file")
        olds.append("/" + path.strip().lstrip("/"))
    olds = [old for old in olds if old != "/"]
    if not olds:
        return KeyCure(why="the address comes from the folder and the name of the file")
    there = plain_names(header.values.get("redirect", [])) if isinstance(header.values.get("redirect"), list) else []
    before = plain_names(header.given.get("redirect", ""))
    addresses = list(dict.fromkeys([*there, *before, *olds]))
    header.given["redirect"] = ", ".join(addresses)
    return KeyCure((yaml_list("redirect", addresses),), why="the old address leads here then")


def aliases_cure(key: str, value: Any, header: Header) -> KeyCure:
    """Return the cure of aliases of a post: addresses lead on, names are what Obsidian has there."""
    found = plain_names(value)
    if any("/" in name for name in found):
        return address_cure(key, found, header)
    return KeyCure(why="a post answers to its title and the name of its file")


def slug_cure(key: str, value: Any, header: Header) -> KeyCure:
    name = value_words(value).strip("/").rpartition("/")[2]
    if not name or name == header.stem or not header.path:
        return KeyCure(why="the address comes from the name of the file")
    if header.path.endswith("/index.md"):
        folder = header.path.removesuffix("/index.md")
        new, old = f"{folder.rpartition('/')[0]}/{name}", folder
    else:
        new, old = f"{header.path.rpartition('/')[0]}/{name}.md", header.path
    return KeyCure(why=f"the address comes from the name of the file, which `git mv {old} {new}` changes")


def language_code_of(value: Any, header: Header) -> str:
    return value_words(value).replace("_", "-").partition(".")[0]


def full_address(value: Any, header: Header) -> str:
    return value_words(value) if is_web_address(value_words(value)) else ""


def series_name(value: Any, header: Header) -> str:
    named = value.get("name") or value.get("title") if isinstance(value, Mapping) else value
    return yaml_text(value_words(named)) if value_words(named) else ""
