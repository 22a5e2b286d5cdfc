"""Addresses as Jekyll makes them: ``permalink``, its styles and placeholders, and the ids of ``jekyll-feed``."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo

# https://jekyllrb.com/docs/permalinks/#built-in-formats
PERMALINK_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
NAMES_OF_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
    "December",
)
NAMES_OF_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# What YAML takes for a moment, which Jekyll reads as one of UTC if it has no zone.
YAML_MOMENT = re.compile(r"\d{4}-\d\d?-\d\d?(?:[Tt]|\s+)\d\d?:\d\d:\d\d(?:\.\d*)?")


def suffix_of_style(style: str) -> str:
    """Return what a style of permalinks puts behind the names of pages and of texts in collections."""
    if style == "pretty" or style.endswith("/"):
        return "/"
    return ":output_ext" if style in PERMALINK_STYLES or style.endswith(":output_ext") else ""


def jekyll_address(pattern: str, values: Mapping[str, str]) -> str:
    """Return an address by its pattern of ``:name``; what is not known leaves nothing."""
    names = sorted({*values, "output_ext"}, key=len, reverse=True)
    found = re.sub(rf":({'|'.join(map(re.escape, names))})", lambda name: values.get(name[1], ""), pattern)
    return "/" + re.sub(r"/{2,}", "/", found).lstrip("/")


def day_placeholders(day: datetime | date) -> dict[str, str]:
    """Return the placeholders of a day (https://jekyllrb.com/docs/permalinks/#placeholders)."""
    week, month = day.isocalendar(), NAMES_OF_MONTHS[day.month - 1]
    weekday = NAMES_OF_DAYS[week.weekday - 1]
    found = {
        "year": f"{day.year:04}", "short_year": f"{day.year % 100:02}", "month": f"{day.month:02}",
        "i_month": str(day.month), "short_month": month[:3], "long_month": month,
        "day": f"{day.day:02}", "i_day": str(day.day), "y_day": f"{day.timetuple().tm_yday:03}",
        "w_year": str(week.year), "week": f"{week.week:02}", "w_day": str(week.weekday),
        "short_day": weekday[:3], "long_day": weekday,
    }  # fmt: skip
    hours = (day.hour, day.minute, day.second) if isinstance(day, datetime) else (0, 0, 0)
    return found | {name: f"{number:02}" for name, number in zip(("hour", "minute", "second"), hours, strict=True)}


def published_days(said: str, written: str, zone: tzinfo | None) -> Sequence[datetime | date]:
    """Return the days by which a post's address may have been made, the likeliest first.

    *said* is its date in ISO 8601, *written* how its front matter has it, *zone* that of the settings. Jekyll shows
    moments in that zone, or where it runs: at GitHub in UTC, elsewhere mostly where its author lives.
    """
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return []
    if len(said) <= len("2020-01-01"):
        return [moment.date()]
    if moment.tzinfo is None:
        shifted = moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) if zone else moment
        found = [shifted, moment] if YAML_MOMENT.match(written) else [moment]
    else:
        found = [moment.astimezone(zone or UTC), moment]
    return [day for number, day in enumerate(found) if day.date() not in {other.date() for other in found[:number]}]


def jekyll_id(address: str, slug: str) -> str:
    """Return the id of a post, of which ``jekyll-feed`` makes that of its entry: its folder and its slug."""
    return f"{posixpath.dirname(address.rstrip('/')).rstrip('/')}/{slug}"
