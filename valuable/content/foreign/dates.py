"""Read dates as people write them: ``Jan 5, 2020``, ``5 janvier 2020``, ``2020/01/05``, seconds since 1970."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from unicodedata import normalize
from zoneinfo import ZoneInfo

from babel import Locale

LANGUAGES = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "sk", "hu", "ro", "ca", "tr"),
    *("ru", "uk", "el", "bg", "hr", "sl", "et", "lv", "lt", "is", "eu", "gl", "id"),
)
ZONES: Mapping[str, str] = {
    "z": "Z", "utc": "Z", "gmt": "Z",
    "bst": "+01:00", "cet": "+01:00", "cest": "+02:00", "eet": "+02:00", "eest": "+03:00", "msk": "+03:00",
    "est": "-05:00", "edt": "-04:00", "cdt": "-05:00", "mst": "-07:00", "mdt": "-06:00", "pst": "-08:00",
    "pdt": "-07:00",
    "jst": "+09:00", "kst": "+09:00", "aest": "+10:00", "aedt": "+11:00", "nzst": "+12:00",
}  # fmt: skip
TIME = (
    r"(?:(?:[ ,]*(?:T|at|um|à|@|-|–)?[ ]*)(?P<hour>\d{1,2})[:h](?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"[ ]*(?P<half>[ap]\.?m\.?)?[ ]*(?P<zone>(?:UTC|GMT)?[ ]?[+-]\d\d?:?(?:\d\d)?|[A-Za-z]{1,5})?(?:[ ]*\([^)]*\))?)?"
)
WEEKDAY = r"(?:[^\W\d_]+\.?,?[ ]+)?"
MONTH = r"(?P<month_name>[^\W\d_]+)\.?"
DATE_FORMS = (  # compiled when a date is looked for
    rf"(?P<year>\d{{4}})[-/. ](?P<month>\d{{1,2}})[-/. ](?P<day>\d{{1,2}}){TIME}",
    r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?)?",
    rf"(?P<year>\d{{4}})\s*[年년]\s*(?P<month>\d{{1,2}})\s*[月월]\s*(?P<day>\d{{1,2}})\s*[日일]{TIME}",
    rf"(?P<first>\d{{1,2}})(?P<sign>[-/.])(?P<other>\d{{1,2}})(?P=sign)(?P<year>\d{{4}}){TIME}",
    rf"{WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?[ -]+(?:of |de )?{MONTH},?[ -]+(?:de )?"
    rf"(?P<year>\d{{4}}){TIME}",
    rf"{WEEKDAY}{MONTH}[ -]+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?[ -]+(?P<year>\d{{4}}){TIME}",
    rf"(?P<year>\d{{4}})[ -]+{MONTH}[ -]+(?P<day>\d{{1,2}}){TIME}",
)
EPOCH = re.compile(r"(?P<seconds>\d{9,10})(?:\.\d+)?|(?P<milliseconds>\d{12,13})")
QUOTES = " \t\"'“”„‘’`[]"
DATED_NAME = re.compile(r"(?P<date>(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d))[-_](?P<rest>.+)")


def possible_dates(text: str, timezone: ZoneInfo) -> tuple[str, ...]:
    """Return what *text* may mean, as ISO 8601 writes it: nothing if that is not known, two if it is ambiguous."""
    written = normalize("NFC", text.strip(QUOTES))
    epoch = EPOCH.fullmatch(written)
    if epoch:
        seconds = int(epoch["seconds"] or 0) or int(epoch["milliseconds"] or 0) // 1000
        return (datetime.fromtimestamp(seconds, UTC).astimezone(timezone).isoformat(),)
    for form in DATE_FORMS:
        found = re.fullmatch(form, written, re.IGNORECASE)
        if found:
            dates = dict.fromkeys(filter(None, (iso_date(found, *day) for day in days_of(found.groupdict()))))
            if dates:
                return tuple(dates)
    return ()


def days_of(parts: Mapping[str, str | None]) -> Iterator[tuple[int, int]]:
    """Yield the month and the day that a match may name."""
    first, other = int(parts.get("first") or 0), int(parts.get("other") or 0)
    if first:
        if parts["sign"] != ".":
            yield first, other  # as in the United States
        yield other, first
    elif parts.get("month_name"):
        month = months().get(folded(str(parts["month_name"])), 0)
        yield month, int(parts["day"] or 0)
    else:
        yield int(parts["month"] or 0), int(parts["day"] or 0)


def iso_date(found: re.Match[str], month: int, day: int) -> str | None:
    """Return the date and time of a match; None if there is no such day."""
    parts = found.groupdict()
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    half = (parts.get("half") or "")[:1].casefold()
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    try:
        moment = datetime(int(parts["year"] or 0), month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    zone = offset_of(parts.get("zone") or "")
    if not parts.get("hour") or zone is None:
        return f"{moment:%Y-%m-%d}"
    return f"{moment:%Y-%m-%dT%H:%M}" + (f":{second:02}" if second else "") + zone


def offset_of(zone: str) -> str | None:
    """Return a zone as ISO 8601 writes it; None if it is not known."""
    numeric = re.fullmatch(r"(?:UTC|GMT)?[ ]?([+-])(\d\d?):?(\d\d)?", zone, re.IGNORECASE)
    if numeric:
        return f"{numeric[1]}{int(numeric[2]):02}:{numeric[3] or '00'}"
    return ZONES.get(zone.casefold()) if zone else ""


@lru_cache(maxsize=1)
def months() -> Mapping[str, int]:
    """Return the number of each month by its names and their short forms, in the languages that are known."""
    found: dict[str, set[int]] = defaultdict(set)
    for language in LANGUAGES:
        for context in Locale.parse(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in context[width].items():
                    found[folded(name)].add(number)
    # *Listopad* is November in Prague and October in Zagreb.
    return {name: number for name, (number, *others) in found.items() if not others} | {"sept": 9}


def folded(name: str) -> str:
    return normalize("NFC", name).casefold().strip(". ")
