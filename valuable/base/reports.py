"""Tell an author what is wrong with a page, and how grave that is."""

from enum import Enum
from typing import Any

from sphinx.util import logging

logger = logging.getLogger(__name__)


class Severity(Enum):
    """What a message does to a build."""

    FATAL = "fatal"  # nothing is published before it is cured
    ACCEPTABLE = "acceptable"  # fatal, unless it stands in `accepted.txt`
    HINT = "hint"  # told, and nothing more


def report(
    message: str, location: Any, subtype: str, *, severity: Severity = Severity.FATAL, subject: str = ""
) -> None:
    """Report *message*, which says what to write instead.

    *location* is a node, a docname, a docname with a line, or ``path:line``. *subtype* is the kind of the message, a
    word. *subject* says what of the page it is about, in the author's words: an address, a name of a file. It tells
    acceptable messages of one kind in one file apart, and stays the same when lines move.
    """
    if severity is Severity.HINT:
        logger.info(message, location=location, type="valuable", subtype=subtype)
    else:
        logger.warning(message, location=location, type="valuable", subtype=subtype)
