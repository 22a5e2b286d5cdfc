"""Read the front matter of any system as plain values, and make the fields of an entry of them."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import yaml

from valuable.content.foreign.cures import Header, plain_name, plain_names, value_words
from valuable.content.foreign.dates import possible_dates
from valuable.content.foreign.headers import first_heading, foreign_header
from valuable.content.foreign.keys import whole_cure
from valuable.importers.records import OldEntry

DASHED = re.compile(r"\s*---[ \t]*\n(?P<block>(?:.*?\n)??)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
META_LINE = re.compile(r"(?P<key>[\w.-]+)[ \t]*:[ \t]*(?P<value>.*)")
UTC_ZONE = ZoneInfo("UTC")
MAX_VALUE_DEPTH = 50
MAX_VALUES = 500_000
KNOWN_FIELDS = frozenset({
    "title", "date", "draft", "author", "category", "tags", "description", "series", "language", "cover", "cover_alt",
    "redirect", "canonical_link", "updated",
})  # fmt: skip


class Head(NamedTuple):
    """The front matter of a text: its values, the text below, the line where that begins, and what was wrong."""

    values: dict[str, Any]
    body: str
    line: int = 1
    error: str = ""


def check_values(value: Any) -> None:
    """Raise :exc:`ValueError` for more values, or deeper ones, than a person writes.

    Aliases of YAML make billions of a few lines.
    """
    waiting, number = [(value, 0)], 0
    while waiting:
        each, depth = waiting.pop()
        number += 1
        if depth > MAX_VALUE_DEPTH or number > MAX_VALUES:
            raise ValueError("it holds far too much, or is nested too deep")
        inner = each.values() if isinstance(each, Mapping) else each if isinstance(each, (list, tuple, set)) else ()
        waiting += [(one, depth + 1) for one in inner]


def read_head(text: str) -> Head:
    """Take front matter of YAML, TOML, JSON or of lines from a text. What can't be read is read line by line."""
    head = read_any_head(text)
    try:
        check_values(head.values)
    except ValueError as error:
        return head._replace(values={}, error=f"its front matter was not read: {error}")
    return head


def read_any_head(text: str) -> Head:
    found = DASHED.match(text)
    if found:
        values, error = yaml_values(found["block"])
        return Head(values, text[found.end() :], text.count("\n", 0, found.end()) + 1, error)
    other = foreign_header(text)
    if other is None or not other.values:
        return Head({}, text)
    body = "\n".join(text.split("\n")[other.lines :])
    return Head({str(key): value for key, value in other.values.items()}, body, other.lines + 1, other.error)


def yaml_values(block: str) -> tuple[dict[str, Any], str]:
    """Return the values of a block of YAML; where it is broken, those that stand on a line, and what is wrong."""
    try:
        found = yaml.load(block, Loader=Loader)  # noqa: S506  # a safe one
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = f" (line {line + 2})" if line is not None else ""
        pairs = (META_LINE.fullmatch(text) for text in block.split("\n"))
        values = {pair["key"]: loose_value(pair["value"].strip()) for pair in pairs if pair}
        return values, f"its front matter is no valid YAML{where}, so it was read line by line"
    if isinstance(found, Mapping):
        return {str(key): value for key, value in found.items()}, ""
    return {}, "" if found is None else "its front matter has no keys"


def loose_value(written: str) -> Any:
    """Return the value that stands on a line as YAML, or as text where it is none."""
    try:
        found = yaml.load(written, Loader=Loader)  # noqa: S506  # a safe one
        return written if isinstance(found, Mapping) and not written.startswith("{") else found
    except (yaml.YAMLError, ValueError, RecursionError):
        return written.strip("'\"")


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # whichever this machine has
    """YAML in which versions stay texts (``3.10``), and moments keep their zone."""


def text_of_float(loader: Any, node: yaml.ScalarNode) -> str:
    return str(node.value)


def text_of_time(loader: Any, node: yaml.ScalarNode) -> str:
    return str(node.value)


def ignored_tag(loader: Any, suffix: str, node: yaml.Node) -> Any:
    return loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else None


Loader.add_constructor("tag:yaml.org,2002:float", text_of_float)
Loader.add_constructor("tag:yaml.org,2002:timestamp", text_of_time)
Loader.add_multi_constructor("!", ignored_tag)
Loader.add_multi_constructor("tag:yaml.org,2002:python/", ignored_tag)


# -- Fields ------------------------------------------------------------------------

TITLE_FIELDS = ("title", "posttitle", "name")
DATES = ("date", "publishdate", "pubdate", "pubdatetime", "publishedat", "datepublished", "published", "created")
ALIAS_FIELDS = (
    "aliases",
    "alias",
    "redirectfrom",
    "redirects",
    "redirect",
    "oldurl",
    "oldurls",
    "previousurl",
    "legacyurl",
)
COVER_FIELDS = (
    *(
        "cover",
        "image",
        "featuredimage",
        "featureimage",
        "heroimage",
        "headerimage",
        "coverimage",
        "thumbnail",
        "banner",
    ),
    *("ogimage", "socialimage", "header", "images", "featureimg", "featuredimg", "thumb", "img", "photo"),
)
PICTURE_KEYS = (
    "src",
    "image",
    "url",
    "path",
    "relative",
    "feature",
    "teaser",
    "overlay_image",
    "og_image",
    "name",
    "thumbnail",
)
ALTS = ("coveralt", "imagealt", "heroimagealt", "thumbnailalt", "featureimagealt", "alt")
CATEGORIES = ("category", "categories", "section", "topics")
TAGS = ("tags", "tag", "keywords", "hashtags", "labels")
TRANSLATIONS = ("translationkey", "translationof", "i18nkey")


def fill_entry(entry: OldEntry, values: Mapping[str, Any], timezone: ZoneInfo = UTC_ZONE) -> None:
    """Set the fields of *entry* from the values of its front matter; what has no place is noted."""
    plain = {plain_name(key): value for key, value in flat(values)}
    heading, line = first_heading(entry.body)
    entry.title = first_words(plain, TITLE_FIELDS) or (heading if line > 0 else "") or entry.title
    entry.date = first_date(plain, DATES, timezone) or entry.date
    cures = header_values(entry, values, timezone)
    entry.draft = entry.draft or bool(cures.get("draft"))
    categories = names_of(plain, CATEGORIES)
    entry.category = categories[0] if categories else ""
    entry.tags = list(dict.fromkeys([*names_of(plain, TAGS), *categories[1:]]))
    entry.series = head_words(cures.get("series"))
    entry.language = head_words(cures.get("language")) or entry.language
    entry.description = " ".join(head_words(cures.get("description")).split())
    entry.canonical_link = head_words(cures.get("canonical_link"))
    entry.updated = head_words(cures.get("updated")) if ISO_DAY.match(head_words(cures.get("updated"))) else ""
    entry.authors = author_names(plain) or entry.authors
    entry.cover, entry.cover_alt = cover_of(plain)
    entry.old_addresses += [old for key in ALIAS_FIELDS for old in addresses(plain.get(key))]
    entry.translation_key = first_words(plain, TRANSLATIONS)


def names_of(plain_values: Mapping[str, Any], keys: tuple[str, ...]) -> list[str]:
    """Return the names under these keys, each once: lists, and texts with commas or spaces between."""
    found = [name for key in keys for name in plain_names(plain_values.get(key), spaces=True)]
    return list(dict.fromkeys(found))


ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def flat(values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return keys and values with those within Hugo's ``params`` and Zola's ``extra`` and ``taxonomies``."""
    found: list[tuple[str, Any]] = []
    for key, value in values.items():
        name = str(key)
        is_nested = plain_name(name) in {"params", "extra", "taxonomies"} and isinstance(value, Mapping)
        found += flat(value) if is_nested else [(name, value)]
    return found


def header_values(entry: OldEntry, values: Mapping[str, Any], timezone: ZoneInfo) -> dict[str, Any]:
    """Return the front matter that the cures of the build write for *values*, but for what an import knows better."""
    # What is published somewhere is read by its day alone: the cure would ask.
    shown = {key: plain_of(value) for key, value in values.items() if plain_name(key) not in {"aliases", "slug", "url"}}
    header = Header("post", shown, KNOWN_FIELDS, {}, timezone, heading=entry.title)
    lines, _, _ = whole_cure(header)
    try:
        found = yaml.load("\n".join(lines), Loader=Loader)  # noqa: S506  # a safe one
    except yaml.YAMLError:
        return {}
    return found if isinstance(found, dict) else {}


def plain_of(value: Any) -> Any:
    """Return a value of YAML with days as text, and with keys that are text."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return {str(key): plain_of(inner) for key, inner in value.items()} if isinstance(value, Mapping) else value


def head_words(value: Any) -> str:
    return "" if value is None else value_words(value)


def first_words(plain_values: Mapping[str, Any], names: tuple[str, ...]) -> str:
    found = (" ".join(head_words(plain_values.get(name)).split()) for name in names)
    return next((text for text in found if text), "")


def first_date(plain_values: Mapping[str, Any], names: tuple[str, ...], timezone: ZoneInfo) -> str:
    """Return the first date among these values, as ISO 8601 writes it; of two that it may mean, the first."""
    for name in names:
        value = plain_values.get(name)
        if isinstance(value, Mapping):  # of Material for MkDocs
            value = value.get("created") or value.get("published")
        text = value.isoformat() if isinstance(value, (date, datetime)) else head_words(value)
        dates = possible_dates(text, timezone)
        if dates:
            return dates[0]
    return ""


def day_in_name(name: str) -> str:
    found = re.match(r"(?P<date>(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?=[-_ .])", name)
    return found["date"] if found else ""


def author_names(plain_values: Mapping[str, Any]) -> list[str]:
    """Return the names of who wrote a text."""
    for key in ("authors", "author", "byline", "writer", "creator", "primaryauthor"):
        value = plain_values.get(key)
        if isinstance(value, Mapping):
            value = [value]
        if isinstance(value, list):
            named = [item.get("name") or item.get("id") if isinstance(item, Mapping) else item for item in value]
            found = [head_words(name) for name in named if head_words(name)]
        else:
            found = [name.strip() for name in re.split(r",| and | & |;", head_words(value)) if name.strip()]
        found = [name for name in found if name not in {"true", "false"}]
        if found:
            return list(dict.fromkeys(found))
    return []


def cover_of(plain_values: Mapping[str, Any]) -> tuple[str, str]:
    """Return the picture that stands for a text, as it is named there, and its alternative."""
    for key in COVER_FIELDS:
        value = plain_values.get(key)
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, Mapping):
            source = next((head_words(value[name]) for name in PICTURE_KEYS if head_words(value.get(name))), "")
            alt = head_words(value.get("alt") or value.get("image_description") or value.get("caption"))
        else:
            source, alt = head_words(value), ""
        if re.search(r"\.(?:png|jpe?g|gif|webp|avif|svg)(?:\?.*)?$", source, re.IGNORECASE):
            return source, alt or next(
                (head_words(plain_values[name]) for name in ALTS if head_words(plain_values.get(name))), ""
            )
    return "", ""


def addresses(value: Any) -> list[str]:
    """Return the old addresses in a value; names, which Obsidian has there, are none."""
    found = [re.sub(r"^https?://[^/]*", "", old.strip()) for old in plain_names(value)]
    return ["/" + old.lstrip("/") for old in found if "/" in old and " " not in old]
