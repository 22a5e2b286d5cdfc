"""Guess the timezone of an old site by the offsets that its dates had."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# One for each way of counting, those with most people first; a language says more than an offset.
USUAL_ZONES = (
    "Europe/Berlin", "America/New_York", "Europe/London", "America/Los_Angeles", "America/Chicago", "Asia/Kolkata",
    "Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney", "America/Sao_Paulo", "Europe/Moscow", "Europe/Helsinki",
    "America/Denver", "Europe/Istanbul", "Asia/Singapore", "Asia/Bangkok", "Pacific/Auckland",
    "America/Argentina/Buenos_Aires", "America/Mexico_City", "America/Bogota", "America/Phoenix",
    "Africa/Johannesburg", "Africa/Lagos", "Asia/Dubai", "Asia/Karachi", "Asia/Dhaka", "Asia/Tehran",
    "Asia/Jerusalem", "Australia/Brisbane", "Australia/Adelaide", "Australia/Perth", "America/Halifax",
    "America/Santiago", "Asia/Kathmandu", "Asia/Seoul", "UTC",
)  # fmt: skip
ZONES_OF_LANGUAGES = {
    "fr": "Europe/Paris", "es": "Europe/Madrid", "it": "Europe/Rome", "nl": "Europe/Amsterdam", "nb": "Europe/Oslo",
    "nn": "Europe/Oslo", "sv": "Europe/Stockholm", "da": "Europe/Copenhagen", "pl": "Europe/Warsaw",
    "cs": "Europe/Prague", "hu": "Europe/Budapest", "pt": "Europe/Lisbon", "fi": "Europe/Helsinki",
    "el": "Europe/Athens", "ro": "Europe/Bucharest", "uk": "Europe/Kyiv", "ru": "Europe/Moscow",
    "tr": "Europe/Istanbul", "ja": "Asia/Tokyo", "ko": "Asia/Seoul", "zh": "Asia/Shanghai", "de": "Europe/Berlin",
    "de-at": "Europe/Vienna", "de-ch": "Europe/Zurich", "fr-ca": "America/Toronto", "pt-br": "America/Sao_Paulo",
    "en-gb": "Europe/London", "en-au": "Australia/Sydney", "en-nz": "Pacific/Auckland", "en-ca": "America/Toronto",
    "en-za": "Africa/Johannesburg", "en-us": "America/New_York",
}  # fmt: skip
MIN_DATES = 3
NEARLY_ALL = 0.95  # of the dates: some were written while their author was elsewhere, or by another setting


def zone_of_dates(moments: Iterable[str], language: str) -> str:
    """Return the timezone in which moments with offsets were written; ``""`` if none fits, or there are too few."""
    dated = [moment for text in moments if (moment := aware(text)) is not None]
    if len(dated) < MIN_DATES:
        return ""
    low = language.replace("_", "-").casefold()
    likely = [ZONES_OF_LANGUAGES[key] for key in (low, low.partition("-")[0]) if key in ZONES_OF_LANGUAGES]
    for name in dict.fromkeys([*likely, *USUAL_ZONES]):
        try:
            zone = ZoneInfo(name)
        except (ZoneInfoNotFoundError, OSError):
            continue
        fitting = sum(moment.astimezone(zone).utcoffset() == moment.utcoffset() for moment in dated)
        if fitting >= NEARLY_ALL * len(dated):
            return name
    return ""


def aware(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
