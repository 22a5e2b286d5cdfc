"""Check the attributes of an author's HTML, and write those that may stand anew.

A value is taken in the one form that is known to be harmless. Nothing in this module knows Sphinx.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from valuable.base.text_files import FORBIDDEN_CHARACTER, brief
from valuable.base.uris import WOULD_LOAD, PageLocation, link_problem, load_problem, srcset_candidates, strip_address
from valuable.content.html.allowed_foreign import (
    FOREIGN_ATTRIBUTES,
    LINK_ATTRIBUTES,
    MATH_LENGTHS,
    OVERFLOWING_ATTRIBUTES,
)
from valuable.content.html.allowed_html import GLOBAL_ATTRIBUTES, HTML_ATTRIBUTES, is_silent
from valuable.content.html.css import are_small_lengths, harmless_declarations, style_attribute_loads

RESERVED_ID = re.compile(r"site-|__", re.IGNORECASE)  # ids of the frame; `_templates/page.html`
MAX_ID = 200
# Microformats say who has written the post and where it stands: its own may not be joined by others. What it answers to
# and likes is the author's to say.
MICROFORMAT = re.compile(r"(?:h|p|u|e|dt)-[a-z]")
AUTHOR_MICROFORMATS = frozenset({"u-in-reply-to", "u-like-of", "u-repost-of", "u-bookmark-of", "u-syndication"})
LINK_RELATIONS = frozenset(
    {"bookmark", "external", "help", "license", "nofollow", "noopener", "noreferrer", "sponsored", "ugc", "glossary"}
)
# What a link would say to programs of the page or its author, which is the site's to say. Any other word is a theme's
# or a script's, as `lightbox`, and does nothing.
PAGE_RELATIONS = frozenset(
    {"alternate", "author", "canonical", "me", "next", "pingback", "prev", "privacy-policy", "search", "tag"}
    | {"terms-of-service", "webmention"}
)
ROLES = frozenset({"img", "presentation", "none", "note", "group", "list", "listitem", "figure", "math", "separator"})
GUIDE = "“HTML in a post” in guide/writing.md says which may stand"
NO_SCRIPT = "a post runs no script"
# A rule for what stands in an article leaves its class to authors, see `valuable.content.reserved_classes`.
IN_A_SHEET = "write a rule for `article .my-name` into a file of `html_css_files`, and give it that class"
SIZES_OF_FONT = ("0.63em", "0.82em", "1em", "1.13em", "1.5em", "2em", "3em")


@dataclass(frozen=True)
class HtmlRules:
    """What HTML is checked against.

    ``refused_class`` tells whether a class is not the author's to give; ``ids`` has those that are taken, and gets
    those that are given. ``find_addresses`` puts the addresses in the attributes of an element into the form in which
    they are kept; it gets the mark and the index of the tag, too. ``frame_card`` makes what stands in the place of an
    ``<iframe>`` with these attributes; ``""`` if it is refused.
    """

    here: PageLocation  # what addresses are resolved against
    refused_class: Callable[[str], bool] = lambda name: False
    ids: set[str] = field(default_factory=set)
    find_addresses: Callable[[str, dict[str, str], Any, int], None] = lambda name, given, mark, at: None
    frame_card: Callable[[Mapping[str, str]], str] = lambda given: ""


Checked = tuple[str | None, str]  # the value as it is written, None if it is not; and what is wrong


def pattern_check(pattern: str) -> Callable[[str, HtmlRules], Checked]:
    """Return a check of values of one form; what stands in its first group is kept."""
    allowed = re.compile(pattern, re.IGNORECASE | re.ASCII)

    def check(value: str, rules: HtmlRules) -> Checked:
        found = allowed.fullmatch(value.strip())
        return (found[1].lower(), "") if found else (None, "it has no such value")

    return check


PICTURE_LENGTH = pattern_check(r"([0-9]{4,5})(?:px)?/?")
LENGTH = pattern_check(r"((?:[0-9]{1,2}|100)(?:\.[0-9]+)?%|1?[0-9]{1,3}(?:\.[0-9]+)?)(?:px)?/?")


def check_text(value: str, rules: HtmlRules) -> Checked:
    return value, ""


def check_flag(value: str, rules: HtmlRules) -> Checked:
    return "", ""


def check_dropped(value: str, rules: HtmlRules) -> Checked:
    return None, ""


def check_id(value: str, rules: HtmlRules) -> Checked:
    name = value.strip()
    if not name or len(name) > MAX_ID or re.search(r"\s", name):
        return None, "an anchor is one word: write it without spaces"
    if RESERVED_ID.match(name):
        return None, "anchors that begin so are the site's own: write another word"
    if name in rules.ids:
        return None, f"`{brief(name)}` is an anchor of this page already: write another word"
    rules.ids.add(name)
    return name, ""


def speaks_for_page(name: str) -> bool:
    """Return whether a class belongs to a microformat, so that it would say something of the whole post to programs."""
    return MICROFORMAT.match(name) is not None and name not in AUTHOR_MICROFORMATS


def check_classes(value: str, rules: HtmlRules) -> Checked:
    names = value.split()
    kept = [name for name in names if not speaks_for_page(name) and not rules.refused_class(name)]
    gone = [name for name in names if name not in kept]
    problem = f"the class `{brief(gone[0])}` is the site's own: write another name" if gone else ""
    return " ".join(kept) if kept else None, problem


def check_style(value: str, rules: HtmlRules) -> Checked:
    kept, refused = harmless_declarations(value)
    if not refused:
        return kept or None, ""
    loads = (load_problem(address, rules.here).format(brief(address)) for address in style_attribute_loads(value))
    could = f"`{brief(refused[0])}` could cover or change the page: {IN_A_SHEET}"
    return kept or None, next(filter(None, loads), could)


def check_link(value: str, rules: HtmlRules) -> Checked:
    problem = link_problem(value)
    return (None, problem) if problem else (strip_address(value), "")


def load_check(directive: str) -> Callable[[str, HtmlRules], Checked]:
    def check(value: str, rules: HtmlRules) -> Checked:
        problem = load_problem(value, rules.here, directive)
        return (None, problem.format(brief(value))) if problem else (strip_address(value), "")

    return check


def check_srcset(value: str, rules: HtmlRules) -> Checked:
    kept, problems = [], []
    for address, size in srcset_candidates(value):
        problem = load_problem(address, rules.here).format(brief(address))
        if problem:
            problems.append(problem)
        else:
            kept.append(f"{strip_address(address)} {size}".strip())
    return ", ".join(kept) or None, problems[0] if problems else ""


def check_relation(value: str, rules: HtmlRules) -> Checked:
    names = value.lower().split()
    kept = [name for name in names if name in LINK_RELATIONS]
    gone = [name for name in names if name in PAGE_RELATIONS]
    problem = f"`{brief(gone[0])}` says something of the whole page: take it out" if gone else ""
    return " ".join(kept) or None, problem


def check_target(value: str, rules: HtmlRules) -> Checked:
    """Return ``_self`` or ``_blank``: a target of any other name opens a new window, too."""
    return "_self" if value.strip().lower() in {"", "_self", "_parent", "_top"} else "_blank", ""


def check_length(value: str, rules: HtmlRules) -> Checked:
    """Check a width or height; what a browser would not take for one does nothing."""
    return LENGTH(value, rules) if value.strip()[:1].isdigit() else (None, "")


def check_pixels(value: str, rules: HtmlRules) -> Checked:
    """Check the width or height of a picture, which may have more points than any screen."""
    return PICTURE_LENGTH(value, rules) if PICTURE_LENGTH(value, rules)[0] else check_length(value, rules)


def check_marker(value: str, rules: HtmlRules) -> Checked:
    """Check how items of a list are marked; of these values alone, upper and lower case are told apart."""
    return (value, "") if value in {"A", "I"} else pattern_check("([1ai]|disc|circle|square|none)")(value, rules)


def keyword_check(*words: str) -> Callable[[str, HtmlRules], Checked]:
    return pattern_check(f"({'|'.join(words)})")


VALUE_CHECKS: Mapping[str, Callable[[str, HtmlRules], Checked]] = {
    "alignment": pattern_check("(left|right|center|justify|top|middle|bottom|baseline|all|absmiddle)"),
    "answer": keyword_check("yes", "no", ""),
    "classes": check_classes,
    "colour": pattern_check(r"(#[0-9a-f]{3,8}|[a-z]{3,25}|rgba?\([\d., %]{1,40}\))"),
    "decimal": pattern_check(r"(-?[0-9]{0,9}(?:\.[0-9]{1,9})?)"),
    "decoding": keyword_check("async", "auto", "sync"),
    "direction": keyword_check("ltr", "rtl", "auto"),
    "flag": check_flag,
    "id": check_id,
    "integer": pattern_check(r"(-?[0-9]{1,8})"),
    "language": pattern_check(r"([a-z]{1,8}(?:-[a-z0-9]{1,8}){0,6}|)"),
    "length": check_length,
    "link": check_link,
    "loading": keyword_check("eager", "lazy"),
    "marker": check_marker,
    "media": load_check("media-src"),
    "nothing": check_dropped,
    "number": pattern_check(r"([0-9]{1,4})"),
    "pixels": check_pixels,
    "picture": load_check("img-src"),
    "pictures": check_srcset,
    "preload": keyword_check("none", "metadata", "auto", ""),
    "priority": keyword_check("high", "low", "auto"),
    "relation": check_relation,
    "role": lambda value, rules: (value, "") if value in ROLES else (None, "that part of the page is the site's own"),
    "scope": keyword_check("row", "col", "rowgroup", "colgroup"),
    "small": pattern_check(r"([0-9]{1,2})(?:px)?"),
    "style": check_style,
    "tabindex": pattern_check(r"(0|-1)"),
    "target": check_target,
    "text": check_text,
    "truth": keyword_check("true", "false"),
    "word": pattern_check(r"([a-z-]{1,20})"),
}


def checked_attributes(
    tag: str, given: Mapping[str, str], rules: HtmlRules, problems: list[str]
) -> Iterator[tuple[str, str]]:
    """Yield the allowed attributes of an element of HTML, and note in *problems* why others are taken out."""
    known = HTML_ATTRIBUTES.get(tag, {})
    for name, value in given.items():
        kind = known.get(name) or GLOBAL_ATTRIBUTES.get(name)
        if name == "name" and kind == "id" and "id" in given:
            continue
        if kind is None:
            if not is_silent(name):
                problems.append(f"`{brief(name)}` of `<{tag}>` is taken out: {unknown_advice(name)}")
            continue
        kept, problem = VALUE_CHECKS[kind](value, rules)
        if problem:
            problems.append(removal_message(tag, name, value, problem))
        if kept is not None:
            yield ("id" if kind == "id" else name), kept


def removal_message(tag: str, name: str, value: str, problem: str) -> str:
    """Return the message about an attribute that is taken out: that it loads something comes before where it stands."""
    return (
        problem if problem.startswith(WOULD_LOAD) else f'`{name}="{brief(value)}"` of `<{tag}>` is taken out: {problem}'
    )


def unknown_advice(name: str) -> str:
    return NO_SCRIPT if name.startswith("on") else GUIDE


def checked_foreign_attributes(
    space: str, tag: str, given: Mapping[str, str], rules: HtmlRules, problems: list[str]
) -> Iterator[tuple[str, str]]:
    """Yield the allowed attributes of an element of a drawing or a formula: *space* is ``svg`` or ``math``."""
    for name, value in given.items():
        known = "href" if space == "svg" and name in LINK_ATTRIBUTES else FOREIGN_ATTRIBUTES[space].get(name)
        if known is None:
            if not is_silent(name):
                problems.append(f"`{brief(name)}` of `<{tag}>` is taken out: {unknown_advice(name)}")
            continue
        if space == "math" and known in MATH_LENGTHS:
            kept, problem = (
                (value, "") if are_small_lengths(value) else (None, "it could cover the page: write a smaller one")
            )
        else:
            kept, problem = check_foreign_value(tag, known, value, rules)
        if problem:
            problems.append(removal_message(tag, name, value, problem))
        if kept is not None:
            yield known, kept


def check_foreign_value(tag: str, name: str, value: str, rules: HtmlRules) -> Checked:
    if name == "href":
        if tag == "a":
            return check_link(value, rules)
        if tag == "image":
            return load_check("img-src")(value, rules)
        inside = strip_address(value).startswith("#")
        return (
            (strip_address(value), "")
            if inside
            else (None, "a drawing shows what is in it: write `#` and a name in it")
        )
    if tag == "svg" and name in OVERFLOWING_ATTRIBUTES:
        return None, "it could cover the page: write it on a `<g>` in the drawing"
    if name in {"id", "class", "style", "role"} and (name != "id" or tag in {"svg", "math"}):
        return VALUE_CHECKS[GLOBAL_ATTRIBUTES[name]](value, rules)
    if any(not strip_address(address).startswith("#") for address in style_attribute_loads(value)):
        return None, "a drawing shows what is in it: write `url(#…)` with a name in it"
    return value, ""


def font_as_span(given: Mapping[str, str]) -> dict[str, str]:
    """Return the attributes of the ``<span>`` that looks like a ``<font>`` with the attributes *given*."""
    said = [given["style"]] if given.get("style") else []
    if given.get("color"):
        said.append(f"color: {given['color']}")
    if given.get("face"):
        said.append(f"font-family: {given['face']}")
    size = given.get("size", "").strip()
    if re.fullmatch(r"[+-]?[1-7]", size):
        number = int(size) + (3 if size[0] in "+-" else 0)
        said.append(f"font-size: {SIZES_OF_FONT[min(max(number, 1), 7) - 1]}")
    rest = {name: value for name, value in given.items() if name not in {"color", "face", "size", "style"}}
    return {**rest, "style": "; ".join(said)} if said else rest


def format_attributes(attributes: Mapping[str, str]) -> str:
    """Return attributes as they stand in a tag."""
    return "".join(
        f' {name}="{escape(FORBIDDEN_CHARACTER.sub("", value))}"' if value or name == "alt" else f" {name}"
        for name, value in attributes.items()
    )
