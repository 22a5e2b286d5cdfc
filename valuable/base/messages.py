"""Take the messages of a build from the log, whoever writes them: each with its place, its gravity and its owner.

The owner is the page that was read, or the file that was written, when the message came. What is said of a page is said
again in builds that leave the page as it is (`valuable.build.judgement`).
"""

import contextlib
import logging
import os
import re
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.logging import NAMESPACE, OnceFilter, WarningStreamHandler, is_suppressed_warning
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.build_state import BuildValue
from valuable.base.reports import HINT_LEVEL, Severity
from valuable.base.text_files import printable

# What a message may quote, in the order in which it is looked for in the text.
QUOTED_WORD = re.compile(r"`([^`]+)`|\"([^\"]+)\"|'([^']+)'")
MAX_QUOTES = 4  # words of one message that are looked for
NUMBERED_PLACE = re.compile(r"(.+?):(\d*):?")


class Owner(NamedTuple):
    """What was being read or written when a message came; nothing of it is known of one that each build gives anew."""

    step: str = ""
    name: str = ""  # of a source, or the path of a file of the site
    docname: str = ""


READING, WRITING = "reading", "writing"
HINT = "HINT"  # the level of what stops nothing
NOBODY = Owner()


@dataclass(frozen=True)
class Message:
    """What a build says of a page or of the site."""

    path: str  # relative to the site's folder, or empty
    line: int  # from 1; 0 where there is none
    level: str
    text: str
    kind: str  # as in ``myst.xref_missing``
    severity: Severity = Severity.FATAL
    subject: str = ""
    fault: str = ""  # the kind by which `accepted.txt` knows it
    cured: bool = True  # whether it says what to write instead

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path

    @property
    def full_text(self) -> str:
        return f"{self.level}: {self.text}{f' [{self.kind}]' if self.kind else ''}"

    def __str__(self) -> str:
        return f"{self.place}{': ' if self.path else ''}{self.full_text}"


OWNER = ContextVar("OWNER", default=NOBODY)


@contextlib.contextmanager
def owned(step: str, name: str, docname: str = "") -> Iterator[None]:
    """Have the messages that come meanwhile belong to a source or to a file of the site."""
    token = OWNER.set(Owner(step, name, docname))
    try:
        yield
    finally:
        OWNER.reset(token)


def stamp(record: logging.LogRecord) -> None:
    """Note the owner of a record, and where its node stands: other processes know neither."""
    found: Any = record
    if not hasattr(record, "valuable_owner"):
        found.valuable_owner = OWNER.get()
        if isinstance(getattr(record, "location", None), nodes.Node):
            found.location = node_place(found.location)


class Stamper(logging.Handler):
    """Stamps what a process of the build logs, before that is sent to the first."""

    def emit(self, record: logging.LogRecord) -> None:
        stamp(record)


@contextlib.contextmanager
def stamped() -> Iterator[None]:
    """Stamp every record that is logged meanwhile."""
    logger, stamper = logging.getLogger(NAMESPACE), Stamper()
    logger.handlers.insert(0, stamper)
    try:
        yield
    finally:
        logger.removeHandler(stamper)


def node_place(node: nodes.Node) -> str | None:
    """Return the place of a node, ``path:line``: its own, or that of the nearest around it that has one."""
    source, line = None, None
    around: Any = node
    while around is not None and not (source and line):
        source = source or around.source
        # The document itself has its line from whatever was read last.
        line = line or (around.line if not isinstance(around, nodes.document) else None)
        around = around.parent
    if source is None and line is None:
        return None
    return f"{source or ''}:{line or ''}"


class Collector(logging.Handler):
    """Takes the messages of one build; nobody else prints them."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__(HINT_LEVEL)
        self.app = app
        self.once = OnceFilter()
        # Puts an upstream message into plain words.
        self.explain: Callable[[Message], Message] = lambda message: message
        self.taken: list[Message] = []
        self.judged: list[Message] = []
        self.accepted = 0  # faults that stand in `accepted.txt`
        self.record: str | None = None  # what that would say if all that may be accepted were
        self.closed = False
        # What the messages of this build belong to, by step and name.
        self.owned: dict[str, dict[str, list[Message]]] = {READING: {}, WRITING: {}}

    def emit(self, record: logging.LogRecord) -> None:
        """Take a message, once: what comes while pages are read is logged again later (sphinx.util.logging)."""
        mark: Any = record
        if self.closed or hasattr(record, "valuable_taken"):
            return
        mark.valuable_taken = True
        stamp(record)
        config = getattr(self.app, "config", None)
        kind, subkind = (getattr(record, name, None) or "" for name in ("type", "subtype"))
        suppressed = config.suppress_warnings if config else ()
        if not is_suppressed_warning(kind, subkind, suppressed) and self.once.filter(record):
            self.take(self.message(mark, kind, subkind), mark.valuable_owner)

    def message(self, record: Any, kind: str, subkind: str) -> Message:
        level = HINT if record.levelno < logging.WARNING else record.levelname
        text = record.getMessage().replace(f"{self.app.srcdir}{os.sep}", "")
        path, line = self.place(record.location if hasattr(record, "location") else None, record.valuable_owner, text)
        severity, subject = getattr(record, "severity", Severity.FATAL), getattr(record, "subject", "")
        fault = subkind if severity is Severity.ACCEPTABLE else ""
        kind = ".".join(filter(None, (kind, subkind)))
        return self.explain(Message(path, line, level, text, kind, severity, subject, fault))

    def take(self, message: Message, owner: Owner = NOBODY) -> None:
        self.taken.append(message)
        fatal = message.severity is Severity.FATAL
        self.app._warncount += fatal
        # What is fatal may name what is held back; it is kept where that may stand, and needs keeping nowhere else.
        if owner.step and (not fatal or self.app.config.show_drafts):
            self.owned[owner.step].setdefault(owner.name, []).append(message)

    def place(self, location: Any, owner: Owner, text: str) -> tuple[str, int]:
        """Return the file and the line of a message, as near as they can be known."""
        path, line = self.split_place(location)
        if not path or path == "<unknown>":
            path = self.path_of(owner.docname) if owner.docname else owner.name
        if path and not line:
            line = quoted_line(f"{self.app.srcdir}/{path}", text)
        return printable(path), line

    def split_place(self, location: Any) -> tuple[str, int]:
        if isinstance(location, tuple):
            docname, line = location
            return self.path_of(docname) if docname else "", int(line or 0)
        if not location:
            return "", 0
        found = NUMBERED_PLACE.fullmatch(str(location))
        path, line = (found[1], int(found[2] or 0)) if found else (str(location).strip(":"), 0)
        return self.path_of(path), line

    def path_of(self, name: str) -> str:
        """Return the path of a file or of a docname, relative to the site's folder."""
        root = f"{self.app.srcdir}{os.sep}"
        if name.startswith(root):
            return name.removeprefix(root)
        project = getattr(self.app, "project", None)
        known = project._docname_to_path.get(name) if project is not None else None
        return str(known or name)

    def drain(self) -> list[Message]:
        """Return what is yet to be told, and forget it."""
        found = [*self.judged, *self.taken]
        self.judged, self.taken = [], []
        return found


def quoted_line(file: str, text: str) -> int:
    """Return the first line of a file that has a word which a message quotes, else 1; 0 if there is no such file."""
    lines = lines_of(file)
    if lines is None:
        return 0
    for quote in QUOTED_WORD.findall(text)[:MAX_QUOTES]:
        word = "".join(quote)
        for number, line in enumerate(lines, 1):
            if word in line:
                return number
    return 1


@lru_cache(maxsize=16)
def lines_of(file: str) -> list[str] | None:
    try:
        return Path(file).read_text(encoding="utf-8", errors="replace").splitlines()
    except (OSError, ValueError):
        return None


COLLECTOR_IN_USE = BuildValue[Collector | None](lambda: None)


def collector_of(app: Sphinx) -> Collector:
    found = COLLECTOR_IN_USE.of(app)
    assert found is not None
    return found


def is_left(record: logging.LogRecord) -> bool:
    """Return whether a record has not been taken, so that Sphinx prints it."""
    return not hasattr(record, "valuable_taken")


def setup(app: Sphinx) -> ExtensionMetadata:
    collector = Collector(app)
    COLLECTOR_IN_USE.set(app, collector)
    logger = logging.getLogger(NAMESPACE)
    for handler in logger.handlers:
        if isinstance(handler, WarningStreamHandler):
            handler.filters.insert(0, is_left)
    logger.handlers.insert(0, collector)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
