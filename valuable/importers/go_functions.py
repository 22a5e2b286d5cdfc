"""The functions of Hugo's templates that make texts of texts (https://gohugo.io/functions/)."""

import re
from collections.abc import Callable, Mapping
from html import escape, unescape
from typing import Any

from valuable.importers.profiles.hugo_addresses import urlized

VERB = re.compile(r"%[-+#0]*(?P<width>\d*)(?:\.(?P<places>\d+))?(?P<verb>[sdvqtf%])")


class NotPlainError(Exception):
    """A template does more than printing values; the message says what."""


class TemplateText(str):  # noqa: SLOT000  # its own attribute stands in its dict
    """Text that is printed as it is; ``is_markdown`` if Markdown is made of it."""

    is_markdown: bool

    def __new__(cls, text: str, *, is_markdown: bool = False) -> "TemplateText":
        made = super().__new__(cls, text)
        made.is_markdown = is_markdown
        return made


def counts_as_true(value: Any) -> bool:
    """Return whether a value counts as true (https://pkg.go.dev/text/template#hdr-Actions)."""
    return bool(value)


def shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int)):
        return str(value)
    if isinstance(value, float):
        return f"{value:g}"
    raise NotPlainError("its template prints something else than text")


def text_function(make: Callable[..., str]) -> Callable[..., str]:
    """Return a function of texts; one of Markdown makes Markdown."""

    def function(*arguments: Any) -> str:
        is_markup = any(isinstance(value, TemplateText) and value.is_markdown for value in arguments)
        made = make(*(shown(value) if not isinstance(value, list) else value for value in arguments))
        return TemplateText(made, is_markdown=True) if is_markup else made

    return function


def formatted(pattern: Any, *values: Any) -> str:
    """Return what ``printf`` makes, of the plain verbs."""
    rest = list(values)

    def value(verb: re.Match[str]) -> str:
        if verb["verb"] == "%":
            return "%"
        given = rest.pop(0)
        text = f"{given:.{verb['places'] or 6}f}" if verb["verb"] == "f" else shown(given)
        text = f'"{text}"' if verb["verb"] == "q" else text
        return text.rjust(min(int(verb["width"] or 0), 100))

    if re.search(r"%[^-+#0\d.sdvqtf%]", str(pattern)):
        raise ValueError(pattern)
    return VERB.sub(value, str(pattern))


def comparable_pair(left: Any, right: Any) -> tuple[Any, Any]:
    if isinstance(left, (int, float)) != isinstance(right, (int, float)):
        return shown(left), shown(right)
    return left, right


def indexed(value: Any, *keys: Any) -> Any:
    for key in keys:
        if isinstance(value, Mapping):
            value = value.get(key)
        elif isinstance(value, list):
            value = value[int(key)] if int(key) < len(value) else None
        else:
            return None
    return value


def contains(holder: Any, value: Any) -> bool:
    return value in holder if isinstance(holder, (list, tuple, Mapping)) else shown(value) in shown(holder)


def number_value(value: Any) -> float | int:
    if isinstance(value, (int, float)):
        return value
    text = str(value).strip()
    return int(text) if re.fullmatch(r"-?\d{1,15}", text) else float(text)


def picture_file(name: Any) -> Mapping[str, Any]:
    """Return a picture that a template asks for by its name, which links can find."""
    if re.search(r"[*?{\[]", str(name)):
        raise ValueError(name)
    about: dict[str, Any] = {key: str(name) for key in ("RelPermalink", "Permalink", "Name", "Title")}
    about |= dict.fromkeys(("Width", "Height"), "")
    about |= {key: lambda *_: about for key in ("Resize", "Fit", "Fill", "Crop", "Process", "Filter")}
    return about


def pattern_replaced(pattern: str, new: str, text: str) -> str:
    if len(pattern) > 100 or re.search(r"[+*})][+*{]", pattern):
        raise ValueError(pattern)
    return re.sub(pattern, re.sub(r"\$(\d)", r"\\\1", new), text)


def unescaped(value: Any) -> "TemplateText":
    """Return what is printed as it is."""
    return value if isinstance(value, TemplateText) else TemplateText(unescape(shown(value)))


SAFE = ("safehtml", "safehtmlattr", "safeurl", "safecss", "safejs", "htmlunescape")
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    **dict.fromkeys(SAFE, unescaped),
    **dict.fromkeys(("markdownify", "renderstring"), lambda *values: TemplateText(shown(values[-1]), is_markdown=True)),
    "emojify": lambda value: value,
    "htmlescape": lambda value: escape(shown(value)),
    "plainify": text_function(lambda text: re.sub(r"<[^<>]*>", "", text)),
    "default": lambda default, value=None: value if counts_as_true(value) or value is False else default,
    "cond": lambda test, one, other: one if counts_as_true(test) else other,
    "eq": lambda left, *rights: any(a == b for a, b in (comparable_pair(left, right) for right in rights)),
    "ne": lambda left, right: comparable_pair(left, right)[0] != comparable_pair(left, right)[1],
    "lt": lambda left, right: number_value(left) < number_value(right),
    "le": lambda left, right: number_value(left) <= number_value(right),
    "gt": lambda left, right: number_value(left) > number_value(right),
    "ge": lambda left, right: number_value(left) >= number_value(right),
    "and": lambda *values: next((value for value in values if not counts_as_true(value)), values[-1]),
    "or": lambda *values: next((value for value in values if counts_as_true(value)), values[-1]),
    "not": lambda value: not counts_as_true(value),
    "isset": lambda holder, key: (
        str(key) in holder if isinstance(holder, Mapping) else isinstance(key, int) and key < len(holder)
    ),
    "in": contains,
    "len": lambda value: len(value or ""),
    "index": indexed,
    "first": lambda count, values: values[: int(count)],
    "last": lambda count, values: values[-int(count) :],
    "slice": lambda *values: list(values),
    "dict": lambda *values: {**dict(zip(values[::2], values[1::2], strict=True)), "is plain": True},
    "printf": formatted,
    "print": lambda *values: "".join(map(shown, values)),
    "lower": text_function(str.lower),
    "upper": text_function(str.upper),
    "tolower": text_function(str.lower),
    "toupper": text_function(str.upper),
    "title": text_function(str.title),
    "humanize": text_function(lambda text: text.replace("-", " ").replace("_", " ").capitalize()),
    "firstupper": text_function(lambda text: text[:1].upper() + text[1:]),
    "trim": text_function(lambda text, signs=" \n\t\r": text.strip(signs)),
    "trimspace": text_function(str.strip),
    "chomp": text_function(lambda text: text.rstrip("\n")),
    "trimleft": text_function(lambda signs, text: text.lstrip(signs)),
    "trimright": text_function(lambda signs, text: text.rstrip(signs)),
    "trimprefix": text_function(lambda prefix, text: text.removeprefix(prefix)),
    "trimsuffix": text_function(lambda suffix, text: text.removesuffix(suffix)),
    "hasprefix": lambda text, prefix: shown(text).startswith(shown(prefix)),
    "hassuffix": lambda text, suffix: shown(text).endswith(shown(suffix)),
    "contains": lambda text, part: shown(part) in shown(text),
    "replace": text_function(lambda text, old, new, *_: text.replace(old, new)),
    "replacere": text_function(lambda pattern, new, text, *_: pattern_replaced(pattern, new, text)),
    "split": lambda text, sign: shown(text).split(shown(sign)) if sign else list(shown(text)),
    "delimit": lambda values, sign, *_: shown(sign).join(map(shown, values)),
    "countwords": lambda text: len(shown(text).split()),
    "urlize": lambda text: urlized(shown(text)),
    "anchorize": lambda text: urlized(shown(text)),
    **dict.fromkeys(("relurl", "absurl", "rellangurl", "abslangurl"), lambda text: (
        shown(text) if "://" in shown(text) or shown(text).startswith("#") else f"/{shown(text).lstrip('/')}"
    )),
    "int": lambda value: int(number_value(value)),
    "float": number_value,
    "string": shown,
    "add": lambda *values: sum(number_value(value) for value in values),
    "sub": lambda left, right: number_value(left) - number_value(right),
    "mul": lambda left, right: number_value(left) * number_value(right),
    "div": lambda left, right: (
        number_value(left) // number_value(right)
        if isinstance(number_value(left), int) and isinstance(number_value(right), int)
        else number_value(left) / number_value(right)
    ),
    "mod": lambda left, right: number_value(left) % number_value(right),
    **dict.fromkeys(("warnf", "errorf", "erroridf", "warnidf"), lambda *_: TemplateText("")),
    **dict.fromkeys(("get", "getmatch"), picture_file),
}  # fmt: skip
