"""Put the messages of Sphinx, docutils, MyST, ABlog and Pygments into plain words that say what to write instead."""

import re
from dataclasses import dataclass, replace

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.messages import Message, collector_of
from valuable.base.reports import Severity


@dataclass(frozen=True)
class Cure:
    """What is said in the place of a message that another package words as *pattern*, of *kind* if that is given."""

    pattern: str
    kind: str = ""
    severity: Severity = Severity.FATAL
    fault: str = ""  # the kind by which `accepted.txt` knows it; what it is about is the pattern's first group


CURES = (
    Cure(
        r"'myst' cross-reference target not found: '(.*)'",
        kind="myst.xref_missing",
        severity=Severity.ACCEPTABLE,
        fault="dead_ends",
    ),
)


def explain(message: Message) -> Message:
    """Return a message in the words of the table."""
    if message.kind.startswith("valuable."):
        return message
    for cure in CURES:
        if cure.kind in {"", message.kind} and (found := re.match(cure.pattern, message.text)):
            subject = found[1] if cure.fault else ""
            return replace(message, severity=cure.severity, fault=cure.fault, subject=subject)
    return message


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.base.messages")
    collector_of(app).explain = explain
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
