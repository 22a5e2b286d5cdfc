"""The filters of Liquid and Jekyll that change values alone."""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from html import escape, unescape
from typing import Any
from urllib.parse import quote, unquote_plus
from zoneinfo import ZoneInfo

from valuable.content.foreign.dates import possible_dates
from valuable.importers.liquid_values import MAX_LIQUID_SIZE, UnknownValueError, ValueReader, is_so, member

TAGS_OF_HTML = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL)
PRETTY_SIGNS = frozenset("._~!$&'()+,;=@")
SIGNS_OF_DAYS = re.compile(r"%-?[a-zA-Z%]")


def liquid_text(value: Any) -> str:
    """Return a value as a template prints it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return "".join(map(liquid_text, value))
    return "" if isinstance(value, Mapping) else str(value)


def items(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return [value]
    return list(value) if isinstance(value, (list, tuple, range)) else [] if value is None else [value]


def number(value: Any) -> float | int:
    text = liquid_text(value).strip()
    found = float(text) if re.fullmatch(r"-?\d+(?:\.\d+)?", text) else 0
    return int(found) if "." not in text else found


def moment_said(value: Any) -> datetime:
    found = possible_dates(liquid_text(value), ZoneInfo("UTC"))
    if not found:
        raise ValueError("no date")
    return datetime.fromisoformat(found[0])


def day_by_form(value: Any, form: str) -> str:
    """Return a date by a form of ``strftime``; ``%-d`` leaves out the zero."""
    day = moment_said(value)

    def part(sign: re.Match[str]) -> str:
        made = day.strftime(sign[0].replace("-", ""))
        return made.lstrip("0") or "0" if sign[0][1] == "-" else made

    return SIGNS_OF_DAYS.sub(part, str(form))


def sort_key(value: Any) -> tuple[bool, int, Any]:
    is_number = isinstance(value, (int, float))
    return value is None, 0 if is_number else 1, value if is_number else liquid_text(value)


def where(value: Any, key: Any, wanted: Any = None) -> list[Any]:
    """Return the members that have a value at a key; one of several, where that is a list."""
    found = []
    for item in items(value):
        said = member(item, key)
        is_in = wanted in said if isinstance(said, (list, tuple)) else said == wanted or str(said) == str(wanted)
        found += [item] if (is_so(said) if wanted is None else is_in) else []
    return found


def where_exp(value: Any, values: Mapping[str, Any], name: str, condition: str) -> list[Any]:
    """Return the members for which a condition holds, which calls each by *name*."""
    return [item for item in items(value) if ValueReader(condition, {**values, name: item}, LIQUID_FILTERS).condition()]


def group_by(value: Any, key: Any) -> list[dict[str, Any]]:
    groups: dict[str, list[Any]] = {}
    for item in items(value):
        groups.setdefault(liquid_text(member(item, key)), []).append(item)
    return [{"name": name, "items": found, "size": len(found)} for name, found in groups.items()]


def unique(value: Any) -> list[Any]:
    found: list[Any] = []
    for item in items(value):
        found += [] if item in found else [item]
    return found


def jekyll_slug(text: str, *, pretty: bool = False) -> str:
    """Return a text as Jekyll's ``slugify`` writes it: ``pretty`` keeps capitals and the signs of addresses."""
    kept = PRETTY_SIGNS if pretty else frozenset()
    signs = "".join(sign if sign in kept or is_word_sign(sign) else "-" for sign in text)
    found = re.sub(r"^-|-$", "", re.sub("-+", "-", signs))
    return found if pretty else found.lower()


@cache
def is_word_sign(sign: str) -> bool:
    """Return whether a sign is a letter, a mark or a decimal digit."""
    category = unicodedata.category(sign)
    return category[0] in "LM" or category == "Nd"


def truncated(value: Any, length: int = 50, end: str = "...") -> str:
    text = liquid_text(value)
    return text if len(text) <= length else text[: max(0, length - len(end))] + end


def truncated_words(value: Any, length: int = 15, end: str = "...") -> str:
    words = liquid_text(value).split()
    return liquid_text(value) if len(words) <= length else " ".join(words[:length]) + end


def sliced(value: Any, start: int, length: int = 1) -> Any:
    text = value if isinstance(value, (list, tuple)) else liquid_text(value)
    start = start + len(text) if start < 0 else start
    return text[start : start + length]


def sentence(value: Any, word: str = "and") -> str:
    words = [liquid_text(item) for item in items(value)]
    if len(words) < 3:
        return f" {word} ".join(words)
    return f"{', '.join(words[:-1])}, {word} {words[-1]}"


def with_site_root(value: Any) -> str:
    text = liquid_text(value)
    return text if re.match(r"[a-z]+://|#", text) else "/" + text.lstrip("/")


def quotient(value: Any, by: Any) -> float | int:
    above, below = number(value), number(by)
    return above // below if isinstance(above, int) and isinstance(below, int) else above / below


def on_text(change: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that is given the value as text."""
    return lambda value, *given: change(liquid_text(value), *map(liquid_text, given))


def text_replaced(text: str, old: str, new: str = "") -> str:
    if text.count(old) * len(new) > MAX_LIQUID_SIZE:
        raise UnknownValueError("it becomes too long")
    return text.replace(old, new)


def text_joined(values: list[Any], sign: str) -> str:
    if len(values) * len(sign) > MAX_LIQUID_SIZE:
        raise UnknownValueError("it becomes too long")
    return sign.join(map(liquid_text, values))


def unescaped_text(value: Any) -> str:
    return TAGS_OF_HTML.sub("", liquid_text(value))


LIQUID_FILTERS: Mapping[str, Callable[..., Any]] = {
    "absolute_url": with_site_root,
    "relative_url": with_site_root,
    "append": on_text(lambda text, more: text + more),
    "prepend": on_text(lambda text, more: more + text),
    "capitalize": on_text(lambda text: text[:1].upper() + text[1:]),
    "downcase": on_text(str.lower),
    "upcase": on_text(str.upper),
    "strip": on_text(str.strip),
    "lstrip": on_text(str.lstrip),
    "rstrip": on_text(str.rstrip),
    "strip_html": unescaped_text,
    "strip_newlines": on_text(lambda text: text.replace("\n", "")),
    "newline_to_br": on_text(lambda text: text.replace("\n", "<br />\n")),
    "normalize_whitespace": on_text(lambda text: " ".join(text.split())),
    "replace": on_text(text_replaced),
    "replace_first": on_text(lambda text, old, new="": text.replace(old, new, 1)),
    "remove": on_text(lambda text, old: text.replace(old, "")),
    "remove_first": on_text(lambda text, old: text.replace(old, "", 1)),
    "escape": on_text(escape),
    "xml_escape": on_text(escape),
    "escape_once": on_text(lambda text: escape(unescape(text))),
    "cgi_escape": on_text(lambda text: quote(text, safe="").replace("%20", "+")),
    "url_encode": on_text(lambda text: quote(text, safe="").replace("%20", "+")),
    "uri_escape": on_text(lambda text: quote(text, safe="/:?#[]@!$&'()*+,;=")),
    "url_decode": on_text(unquote_plus),
    "slugify": on_text(lambda text, mode="": jekyll_slug(text, pretty=mode == "pretty").lower()),
    "number_of_words": on_text(lambda text, *given: len(text.split())),
    "split": on_text(lambda text, sign: text.split(sign) if sign.strip() else text.split() if sign else list(text)),
    "smartify": lambda value: value,
    "markdownify": lambda value: value,  # what takes it in is Markdown too
    "liquify": lambda value: value,
    "emojify": lambda value: value,
    "truncate": truncated,
    "truncatewords": truncated_words,
    "date": day_by_form,
    "date_to_string": lambda value, *given: day_by_form(value, "%d %b %Y"),
    "date_to_long_string": lambda value, *given: day_by_form(value, "%d %B %Y"),
    "date_to_xmlschema": lambda value: moment_said(value).isoformat(),
    "default": lambda value, other: other if value in (None, False, "", [], {}) else value,
    "size": lambda value: len(value) if isinstance(value, (str, list, tuple, dict, range)) else 0,
    "first": lambda value: member(items(value), "first"),
    "last": lambda value: member(items(value), "last"),
    "join": lambda value, sign=" ": text_joined(items(value), liquid_text(sign)),
    "concat": lambda value, other: items(value) + items(other),
    "push": lambda value, other: [*items(value), other],
    "compact": lambda value: [item for item in items(value) if item is not None],
    "reverse": lambda value: items(value)[::-1],
    "sort": lambda value, key=None: sorted(items(value), key=lambda item: sort_key(member(item, key) if key else item)),
    "sort_natural": lambda value, key=None: sorted(
        items(value), key=lambda item: liquid_text(member(item, key) if key else item).casefold()
    ),
    "map": lambda value, key: [member(item, key) for item in items(value)],
    "uniq": unique,
    "where": where,
    "where_exp": where_exp,
    "find": lambda value, key, wanted: member(where(value, key, wanted), "first"),
    "group_by": group_by,
    "slice": sliced,
    "array_to_sentence_string": sentence,
    "jsonify": lambda value: json.dumps(value, ensure_ascii=False, default=str),
    "plus": lambda value, other: number(value) + number(other),
    "minus": lambda value, other: number(value) - number(other),
    "times": lambda value, other: number(value) * number(other),
    "divided_by": quotient,
    "modulo": lambda value, other: number(value) % number(other),
    "round": lambda value, digits=0: round(number(value), digits) if digits else round(number(value)),
    "floor": lambda value: int(number(value) // 1),
    "ceil": lambda value: int(-(-number(value) // 1)),
    "abs": lambda value: abs(number(value)),
    "to_integer": lambda value: int(number(value)),
    "at_least": lambda value, other: max(number(value), number(other)),
    "at_most": lambda value, other: min(number(value), number(other)),
}
