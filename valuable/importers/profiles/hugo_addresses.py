"""Where Hugo's pages stand: paths as it cleans them, ``url`` and ``slug``, the patterns of ``permalinks``.

https://gohugo.io/content-management/urls/
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from unicodedata import category

PERMALINK_TOKEN = re.compile(r":(?P<name>[A-Za-z0-9_]+)(?P<part>\[[\w:]*\])?")
# Layouts of Go's time, which a token may be (https://pkg.go.dev/time#pkg-constants).
GO_TIMES: Mapping[str, Callable[[date], str]] = {
    "2006": lambda day: f"{day.year}",
    "06": lambda day: f"{day.year % 100:02}",
    "01": lambda day: f"{day.month:02}",
    "1": lambda day: f"{day.month}",
    "Jan": lambda day: f"{day:%b}",
    "January": lambda day: f"{day:%B}",
    "02": lambda day: f"{day.day:02}",
    "2": lambda day: f"{day.day}",
    "Mon": lambda day: f"{day:%a}",
    "Monday": lambda day: f"{day:%A}",
}


class PageFacts(NamedTuple):
    """What the address of a page is made of."""

    title: str
    slug: str
    base: str  # the name of the file, or of its bundle
    sections: Sequence[str]
    section_slugs: Sequence[str]
    day: date | None


def urlized(path: str) -> str:
    """Return a path as Hugo cleans it: without spaces and signs, in small letters."""
    found: list[str] = []
    is_space = False
    for sign in path:
        if sign.isalnum() or sign in "./\\_#+~-@%" or category(sign).startswith("M"):
            found += ["-"] if is_space and sign != "-" and found[-1:] not in (["-"], ["/"]) else []
            found.append(sign)
            is_space = False
        elif sign.isspace() and found and found[-1] != "-":
            is_space = True
    return "".join(found).lower()


def filled_permalink(pattern: str, facts: PageFacts) -> str:
    """Return an address by a pattern of ``permalinks``; a token that is not known leaves nothing."""

    def value(token: re.Match[str]) -> str:
        name = token["name"]
        if name in {"sections", "sectionslugs"}:
            parts = facts.sections if name == "sections" else facts.section_slugs
            return "/".join(urlized(part) for part in sections_sliced(parts, token["part"] or ""))
        return urlized(plain_token(name, facts)) + (token["part"] or "")

    return hugo_address(PERMALINK_TOKEN.sub(value, pattern))


def plain_token(name: str, facts: PageFacts) -> str:
    """Return what a token stands for (https://gohugo.io/configuration/permalinks/#tokens)."""
    if facts.day is not None and (made := day_token(name, facts.day)):
        return made
    known = {
        "title": facts.title,
        "slug": facts.slug or facts.title,
        "section": next(iter(facts.sections), ""),
        "sectionslug": next(iter(facts.section_slugs), ""),
        **dict.fromkeys(("filename", "contentbasename"), facts.base),
        **dict.fromkeys(("slugorfilename", "slugorcontentbasename"), facts.slug or facts.base),
    }
    return known.get(name, "")


def day_token(name: str, day: date) -> str:
    known = {
        "year": f"{day.year}",
        "month": f"{day.month:02}",
        "monthname": f"{day:%B}",
        "day": f"{day.day:02}",
        "weekday": f"{day.isoweekday() % 7}",
        "weekdayname": f"{day:%A}",
        "yearday": f"{day.timetuple().tm_yday}",
    }
    made = GO_TIMES.get(name)
    return known.get(name) or (made(day) if made else "")


def sections_sliced(parts: Sequence[str], index: str) -> Sequence[str]:
    """Return the parts that ``[1:]``, ``[0]`` or ``[last]`` names; all without an index."""
    if not index:
        return parts
    begin, colon, end = index.strip("[]").partition(":")
    last = len(parts) - 1
    start = last if begin == "last" else int(begin) if begin.isdigit() else 0
    if not colon:
        return parts[start : start + 1]
    return parts[start : last if end == "last" else int(end) if end.isdigit() else len(parts)]


def hugo_address(path: str, *, is_ugly: bool = False) -> str:
    """Return the address of a page, given its path: a folder's, but for what ends as a file does."""
    inner = re.sub(r"/{2,}", "/", path.strip("/"))
    if not inner:
        return "/"
    if re.search(r"\.(?:html?|xml|json|txt)\Z", inner):
        return f"/{inner}"
    return f"/{inner}.html" if is_ugly else f"/{inner}/"
