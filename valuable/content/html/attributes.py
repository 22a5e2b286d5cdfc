"""Check the attributes of an author's HTML, and write those that may stand anew.

A value is taken in the one form that is known to be harmless. Nothing in this module knows Sphinx.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

from valuable.base.text_files import FORBIDDEN_CHARACTER, brief
from valuable.base.uris import WOULD_LOAD, PageLocation, link_problem, load_problem, srcset_candidates, strip_address
from valuable.content.html.allowed_foreign import ATTRIBUTES as FOREIGN
from valuable.content.html.allowed_foreign import LENGTHS_OF_MATHS, REACHING, SPILLING
from valuable.content.html.allowed_html import ATTRIBUTES, GLOBAL, is_silent
from valuable.content.html.css import declarations, is_small, style_loads

RESERVED = re.compile(r"site-|__", re.IGNORECASE)  # ids of the frame; `_templates/page.html`
LONGEST_ID = 200
# Microformats say who has written the post and where it stands: its own may not be joined by others. What it answers to
# and likes is the author's to say.
MICROFORMAT = re.compile(r"(?:h|p|u|e|dt)-[a-z]")
SAYING = frozenset({"u-in-reply-to", "u-like-of", "u-repost-of", "u-bookmark-of", "u-syndication"})
RELATIONS = frozenset(
    {"bookmark", "external", "help", "license", "nofollow", "noopener", "noreferrer", "sponsored", "ugc", "glossary"}
)
# What a link would say to programs of the page or its author, which is the site's to say. Any other word is a theme's
# or a script's, as `lightbox`, and does nothing.
SPEAKING = frozenset(
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
class Rules:
    """What HTML is checked against.

    ``refused_class`` tells whether a class is not the author's to give; ``ids`` has those that are taken, and gets
    those that are given.
    """

    here: PageLocation
    refused_class: Callable[[str], bool] = lambda name: False
    ids: set[str] = field(default_factory=set)


Checked = tuple[str | None, str]  # the value as it is written, None if it is not; and what is wrong


def form(pattern: str) -> Callable[[str, Rules], Checked]:
    """Return a check of values of one form; what stands in its first group is kept."""
    allowed = re.compile(pattern, re.IGNORECASE | re.ASCII)

    def check(value: str, rules: Rules) -> Checked:
        found = allowed.fullmatch(value.strip())
        return (found[1].lower(), "") if found else (None, "it has no such value")

    return check


PIXELS = form(r"([0-9]{4,5})(?:px)?")
LENGTH = form(r"((?:[0-9]{1,2}|100)(?:\.[0-9]+)?%|1?[0-9]{1,3}(?:\.[0-9]+)?)(?:px)?")


def text(value: str, rules: Rules) -> Checked:
    return value, ""


def flag(value: str, rules: Rules) -> Checked:
    return "", ""


def nothing(value: str, rules: Rules) -> Checked:
    return None, ""


def identifier(value: str, rules: Rules) -> Checked:
    name = value.strip()
    if not name or len(name) > LONGEST_ID or re.search(r"\s", name):
        return None, "an anchor is one word: write it without spaces"
    if RESERVED.match(name):
        return None, "anchors that begin so are the site's own: write another word"
    if name in rules.ids:
        return None, f"`{brief(name)}` is an anchor of this page already: write another word"
    rules.ids.add(name)
    return name, ""


def speaks_for_page(name: str) -> bool:
    """Return whether a class would say something of the whole post to programs."""
    return MICROFORMAT.match(name) is not None and name not in SAYING


def classes(value: str, rules: Rules) -> Checked:
    names = value.split()
    kept = [name for name in names if not speaks_for_page(name) and not rules.refused_class(name)]
    gone = [name for name in names if name not in kept]
    problem = f"the class `{brief(gone[0])}` is the site's own: write another name" if gone else ""
    return " ".join(kept) if kept else None, problem


def style(value: str, rules: Rules) -> Checked:
    kept, refused = declarations(value)
    if not refused:
        return kept or None, ""
    loads = (load_problem(address, rules.here).format(brief(address)) for address in style_loads(value))
    could = f"`{brief(refused[0])}` could cover or change the page: {IN_A_SHEET}"
    return kept or None, next(filter(None, loads), could)


def link(value: str, rules: Rules) -> Checked:
    problem = link_problem(value)
    return (None, problem) if problem else (strip_address(value), "")


def loaded(directive: str) -> Callable[[str, Rules], Checked]:
    def check(value: str, rules: Rules) -> Checked:
        problem = load_problem(value, rules.here, directive)
        return (None, problem.format(brief(value))) if problem else (strip_address(value), "")

    return check


def pictures(value: str, rules: Rules) -> Checked:
    kept, problems = [], []
    for address, size in srcset_candidates(value):
        problem = load_problem(address, rules.here).format(brief(address))
        if problem:
            problems.append(problem)
        else:
            kept.append(f"{strip_address(address)} {size}".strip())
    return ", ".join(kept) or None, problems[0] if problems else ""


def relation(value: str, rules: Rules) -> Checked:
    names = value.lower().split()
    kept = [name for name in names if name in RELATIONS]
    gone = [name for name in names if name in SPEAKING]
    problem = f"`{brief(gone[0])}` says something of the whole page: take it out" if gone else ""
    return " ".join(kept) or None, problem


def target(value: str, rules: Rules) -> Checked:
    """Open a link in its own window or in a new one, which is what the name of any other comes to."""
    return "_self" if value.strip().lower() in {"", "_self", "_parent", "_top"} else "_blank", ""


def length(value: str, rules: Rules) -> Checked:
    """Check a width or height; what a browser would not take for one does nothing."""
    return LENGTH(value, rules) if value.strip()[:1].isdigit() else (None, "")


def pixels(value: str, rules: Rules) -> Checked:
    """Check the width or height of a picture, which may have more points than any screen."""
    return PIXELS(value, rules) if PIXELS(value, rules)[0] else length(value, rules)


def marker(value: str, rules: Rules) -> Checked:
    """Check how items of a list are marked: of these values alone, the case counts."""
    return (value, "") if value in {"A", "I"} else form("([1ai]|disc|circle|square|none)")(value, rules)


def listed(*words: str) -> Callable[[str, Rules], Checked]:
    return form(f"({'|'.join(words)})")


KINDS: Mapping[str, Callable[[str, Rules], Checked]] = {
    "alignment": form("(left|right|center|justify|top|middle|bottom|baseline|all|absmiddle)"),
    "answer": listed("yes", "no", ""),
    "classes": classes,
    "colour": form(r"(#[0-9a-f]{3,8}|[a-z]{3,25}|rgba?\([\d., %]{1,40}\))"),
    "decimal": form(r"(-?[0-9]{0,9}(?:\.[0-9]{1,9})?)"),
    "decoding": listed("async", "auto", "sync"),
    "direction": listed("ltr", "rtl", "auto"),
    "flag": flag,
    "id": identifier,
    "integer": form(r"(-?[0-9]{1,8})"),
    "language": form(r"([a-z]{1,8}(?:-[a-z0-9]{1,8}){0,6}|)"),
    "length": length,
    "link": link,
    "loading": listed("eager", "lazy"),
    "marker": marker,
    "media": loaded("media-src"),
    "nothing": nothing,
    "number": form(r"([0-9]{1,4})"),
    "pixels": pixels,
    "picture": loaded("img-src"),
    "pictures": pictures,
    "preload": listed("none", "metadata", "auto", ""),
    "priority": listed("high", "low", "auto"),
    "relation": relation,
    "role": lambda value, rules: (value, "") if value in ROLES else (None, "that part of the page is the site's own"),
    "scope": listed("row", "col", "rowgroup", "colgroup"),
    "small": form(r"([0-9]{1,2})(?:px)?"),
    "style": style,
    "tabindex": form(r"(0|-1)"),
    "target": target,
    "text": text,
    "truth": listed("true", "false"),
    "word": form(r"([a-z-]{1,20})"),
}


def written(tag: str, given: Mapping[str, str], rules: Rules, problems: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the attributes of an element of HTML that may stand, and note in *problems* why others may not."""
    known = ATTRIBUTES.get(tag, {})
    for name, value in given.items():
        kind = known.get(name) or GLOBAL.get(name)
        if name == "name" and kind == "id" and "id" in given:
            continue
        if kind is None:
            if not is_silent(name):
                problems.append(f"`{brief(name)}` of `<{tag}>` is taken out: {unknown(name)}")
            continue
        kept, problem = KINDS[kind](value, rules)
        if problem:
            problems.append(taken_out(tag, name, value, problem))
        if kept is not None:
            yield ("id" if kind == "id" else name), kept


def taken_out(tag: str, name: str, value: str, problem: str) -> str:
    """Return the message about an attribute; what it would load says more than where it stands."""
    return (
        problem if problem.startswith(WOULD_LOAD) else f'`{name}="{brief(value)}"` of `<{tag}>` is taken out: {problem}'
    )


def unknown(name: str) -> str:
    return NO_SCRIPT if name.startswith("on") else GUIDE


def foreign(
    space: str, tag: str, given: Mapping[str, str], rules: Rules, problems: list[str]
) -> Iterator[tuple[str, str]]:
    """Yield the attributes of a drawing's or a formula's element that may stand: *space* is ``svg`` or ``math``."""
    for name, value in given.items():
        known = "href" if space == "svg" and name in REACHING else FOREIGN[space].get(name)
        if known is None:
            if not is_silent(name):
                problems.append(f"`{brief(name)}` of `<{tag}>` is taken out: {unknown(name)}")
            continue
        if space == "math" and known in LENGTHS_OF_MATHS:
            kept, problem = (value, "") if is_small(value) else (None, "it could cover the page: write a smaller one")
        else:
            kept, problem = foreign_value(tag, known, value, rules)
        if problem:
            problems.append(taken_out(tag, name, value, problem))
        if kept is not None:
            yield known, kept


def foreign_value(tag: str, name: str, value: str, rules: Rules) -> Checked:
    if name == "href":
        if tag == "a":
            return link(value, rules)
        if tag == "image":
            return loaded("img-src")(value, rules)
        inside = strip_address(value).startswith("#")
        return (
            (strip_address(value), "")
            if inside
            else (None, "a drawing shows what is in it: write `#` and a name in it")
        )
    if tag == "svg" and name in SPILLING:
        return None, "it could cover the page: write it on a `<g>` in the drawing"
    if name in {"id", "class", "style", "role"} and (name != "id" or tag in {"svg", "math"}):
        return KINDS[GLOBAL[name]](value, rules)
    if any(not strip_address(address).startswith("#") for address in style_loads(value)):
        return None, "a drawing shows what is in it: write `url(#…)` with a name in it"
    return value, ""


def of_font(given: Mapping[str, str]) -> dict[str, str]:
    """Return what ``<font>`` says as the attributes of a ``<span>``."""
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


def printed(attributes: Mapping[str, str]) -> str:
    """Return attributes as they stand in a tag."""
    return "".join(
        f' {name}="{escape(FORBIDDEN_CHARACTER.sub("", value))}"' if value or name == "alt" else f" {name}"
        for name, value in attributes.items()
    )
