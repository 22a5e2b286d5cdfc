"""Put the messages of Sphinx, docutils, MyST, ABlog and Pygments into plain words that say what to write instead.

The words stand in `valuable.upstream.message_table`. A message that is not in it says so.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from string import Formatter

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.messages import HINT, Message, collector_of
from valuable.base.reports import Severity
from valuable.base.text_files import brief
from valuable.upstream.message_table import CURES, Cure

UNKNOWN = "(no advice is known here: search the web for these words, with {})"
MAX_COMPARED_TEXT = 4_000  # characters of a message that are compared with the table
MAX_UPSTREAM = 300  # characters of a message that is shown as it is


@cache
def template_pattern(template: str) -> re.Pattern[str]:
    """Return the pattern of a template: ``{name}`` stands for anything, twice the same name for the same."""
    pattern, seen = "", set[str]()
    for literal, name, _, _ in Formatter().parse(template):
        pattern += re.escape(literal)
        if name:
            pattern += f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"
            seen.add(name)
    return re.compile(pattern, re.DOTALL)


def first_word(text: str) -> str:
    """Return what messages are looked up by: their first word, or nothing if a template leaves that open."""
    word = text.partition(" ")[0]
    return "" if "{" in word else word


def by_first_word(cures: Iterable[Cure]) -> Mapping[str, list[Cure]]:
    found = defaultdict(list)
    for cure in cures:
        found[first_word(cure.message)].append(cure)
    return found


KNOWN = by_first_word(CURES)


def explain(message: Message) -> Message:
    """Return a message in the words of the table; one of ours has them already."""
    if message.kind.startswith("valuable."):
        return message
    text = message.text.strip()
    if len(text) > MAX_COMPARED_TEXT:  # of code that can't be read, all of it
        text = f"{text[: MAX_COMPARED_TEXT // 2]}…{text[-MAX_COMPARED_TEXT // 2 :]}"
    for cure in (*KNOWN.get(first_word(text), ()), *KNOWN[""]):
        found = template_pattern(cure.message).fullmatch(text)
        if found is not None:
            return explained(message, cure, found.groupdict())
    package = message.kind.partition(".")[0] or "Sphinx"
    return replace(message, text=f"{shortened(text)} {UNKNOWN.format(package)}", cured=False)


def explained(message: Message, cure: Cure, values: Mapping[str, str]) -> Message:
    """Return a message in the words of a cure."""
    shown = {name: brief(value.strip("'\"")) for name, value in values.items()}
    text = cure.words.format(**shown, text=shortened(message.text.strip()))
    severity = Severity.ACCEPTABLE if cure.fault else cure.severity
    subject = values["name"].strip("'\"") if cure.fault else ""
    level = HINT if severity is Severity.HINT else message.level
    return replace(message, text=text, level=level, severity=severity, fault=cure.fault, subject=subject)


def shortened(text: str) -> str:
    """Return a message of another package in one line."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_UPSTREAM else f"{line[:MAX_UPSTREAM]}…"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.base.messages")
    collector_of(app).explain = explain
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
