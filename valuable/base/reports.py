"""Tell an author what is wrong with a page, and how grave that is."""

from collections.abc import Sequence
from enum import Enum
from logging import WARNING
from typing import Any

from sphinx.util import logging

logger = logging.getLogger(__name__)

HINT_LEVEL = 25  # of Python's logging: between an information and a warning


class Severity(Enum):
    """What a message does to a build."""

    FATAL = "fatal"  # nothing is published before it is cured
    ACCEPTABLE = "acceptable"  # fatal, unless it stands in `accepted.txt`
    HINT = "hint"  # told, and nothing more


# The kinds of faults that may stand in `accepted.txt`: they do no harm to anybody but the page that has them.
ACCEPTABLE_KINDS = {
    "alternatives": "a picture without its text alternative",
    "dead_ends": "a link or a picture that leads nowhere",
    "elsewhere": "a picture or a frame of another host, which is shown as a link",
    "footnotes": "a note without its text, or with two",
    "front_matter": "tags that may be meant otherwise",
    "headings": "an anchor that is one of the frame's",
    "media": "a film or a sound that leads nowhere or is not played",
    "pictures": "a picture that can't be shown",
    "raw_html": "code in HTML, or a class of the frame, that was taken out",
    "wikilinks": "a name in `[[…]]` that leads nowhere",
    "syntax": "markup of another system, or what is never closed",
}


MAX_NAMED = 8  # places that a message names


def also_on_lines(lines: Sequence[object], between: str = ", ") -> str:
    """Say where else in a file is what a message is about."""
    if not lines:
        return ""
    named = between.join(map(str, lines[:MAX_NAMED])) + ("; …" if len(lines) > MAX_NAMED else "")
    return f" ({len(lines) + 1} in this file, also on line{'s' if len(lines) > 1 else ''} {named})"


def report(
    message: str, location: Any, subtype: str, *, severity: Severity = Severity.FATAL, subject: str = ""
) -> None:
    """Report *message*, which says what to write instead.

    *location* is a node, a docname, a docname with a line, or ``path:line``. *subtype* is the kind of the message, a
    word; of what is acceptable, one of :data:`ACCEPTABLE_KINDS`. *subject* says what of the page it is about, in the
    author's words: an address, a name of a file. It tells acceptable messages of one kind in one file apart, and stays
    the same when lines move.
    """
    level = HINT_LEVEL if severity is Severity.HINT else WARNING
    more = {"severity": severity, "subject": subject}
    logger.log(level, "%s", message, location=location, type="valuable", subtype=subtype, extra=more)
