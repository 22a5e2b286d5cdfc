"""Judge the messages of a build: which of them stop it, which stand in ``accepted.txt``, which are hints.

What is said of a page that is left as it is comes from the build that has read or written it, so that an incremental
build says what a clean one says.
"""

import contextlib
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.accepted_faults import (
    Entry,
    Fault,
    format_accepted,
    parse_accepted,
    subject_of,
    unneeded,
)
from valuable.base.env_store import EnvValue
from valuable.base.message_printing import MessageStream
from valuable.base.messages import READING, Message, collector_of
from valuable.base.problems import Problem
from valuable.base.reports import Severity, report
from valuable.base.source_paths import ACCEPTED_FILE
from valuable.base.text_files import UnreadableFileError, read_text
from valuable.build.builder import SiteBuilder, places_digest
from valuable.content.source_checks import page_file, sources_of
from valuable.phases import BuildFinished, EnvGetOutdated, EnvUpdated

# Of a page that is cured by a change of another.
SHARED_NAME = re.compile(r"^duplicate |is described in .* too\b")
# What was said of each document when it was read last.
MESSAGES = EnvValue[dict[str, list[Message]]]("messages", dict)


def fault_of(message: Message) -> Fault:
    return Fault(message.path, message.fault, subject_of(message.subject))


def count_faults(messages: Iterable[Message]) -> Counter[Fault]:
    return Counter(fault_of(message) for message in messages if message.severity is Severity.ACCEPTABLE)


def is_fatal(messages: Iterable[Message]) -> bool:
    return any(message.severity is Severity.FATAL for message in messages)


def judge(messages: Sequence[Message], accepted: Mapping[Fault, Entry]) -> list[Message]:
    """Leave out the messages of faults that are *accepted*; of which there are more than that, all are told."""
    found = count_faults(messages)
    told = []
    for message in messages:
        if message.severity is Severity.ACCEPTABLE:
            fault = fault_of(message)
            known = accepted[fault].number if fault in accepted else 0
            if found[fault] > known:
                more = f" ({ACCEPTED_FILE} has {known} of these {found[fault]})" if known else ""
                told.append(replace(message, text=message.text + more))
        else:
            told.append(message)
    return told


def read_accepted(root: Path) -> tuple[dict[Fault, Entry], list[Problem]]:
    """Return what ``accepted.txt`` says, and what is wrong with it; nothing if there is none."""
    if not os.path.lexists(root / ACCEPTED_FILE):
        return {}, []
    try:
        return parse_accepted(read_text(root / ACCEPTED_FILE, root))
    except UnreadableFileError as error:
        return {}, [Problem(error.line, str(error))]


# -- Sphinx ---------------------------------------------------------------------


def on_env_purge_doc(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    MESSAGES.of(env).pop(docname, None)


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str], removed: Set[str]
) -> Iterable[str]:
    """Read a page again if a file has come to exist that it was said to lack, or if it was said to share a name."""
    said = {page_file(app, docname): docname for docname in env.found_docs}
    kept = messages_written(app)
    for docname in said.values():
        for message in (*MESSAGES.of(env).get(docname, ()), *kept.get(page_file(app, docname), ())):
            if (message.fault == "dead_ends" and may_be_there(app, message)) or SHARED_NAME.search(message.text):
                yield docname


def may_be_there(app: Sphinx, message: Message) -> bool:
    """Return whether there is a file of the name that a message is about, beside the page or in the site's folder."""
    with contextlib.suppress(ValueError, OSError):
        path = unquote(urlsplit(message.subject).path).lstrip("/")
        folders = {Path(app.srcdir), Path(app.srcdir, message.path).parent}
        return bool(path) and any((folder / path).exists() for folder in folders)
    return False


def messages_written(app: Sphinx) -> Mapping[str, Sequence[Message]]:
    """Return what was said of each file of the site when it was written last."""
    return app.builder.last.messages if isinstance(app.builder, SiteBuilder) else {}


def last_places(app: Sphinx) -> str:
    return app.builder.last.places if isinstance(app.builder, SiteBuilder) else ""


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Keep what was said of the pages that were read, and say again what was said of the others.

    A page of which something was said when it was written is written again if there are other pages or headings to
    lead to.
    """
    collector, kept = collector_of(app), MESSAGES.of(env)
    for docname in sorted(kept):
        collector.taken += kept[docname]
    kept.update(collector.owned[READING])
    written = messages_written(app)
    if not written or last_places(app) == places_digest(app):
        return []
    return [docname for docname in sorted(env.found_docs) if page_file(app, docname) in written]


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Judge what was said, and tell it."""
    collector, builder = collector_of(app), app.builder
    if collector.closed:  # Sphinx gives this event once more if one of its handlers fails
        return
    if isinstance(builder, SiteBuilder):
        collector.taken += builder.messages_again()
    accepted = {} if app.config.show_drafts else accepted_in(app)
    if isinstance(app._warning, MessageStream) and app._warning.accepting and exception is None:
        accepted = accept_all(app, accepted)
        collector.record = format_accepted({fault: entry.number for fault, entry in accepted.items()})
    elif not app.config.show_drafts and exception is None and not is_fatal(collector.taken):
        report_unneeded(app, accepted, count_faults(collector.taken))
    told = judge(collector.taken, accepted)
    collector.accepted = len(collector.taken) - len(told)
    collector.judged, collector.taken, collector.closed = told, [], True
    app._warncount = sum(message.severity is not Severity.HINT for message in told)
    if not isinstance(app._warning, MessageStream):
        for message in collector.drain():
            if message.severity is not Severity.HINT:
                app._warning.write(f"{message}\n")


def accepted_in(app: Sphinx) -> dict[Fault, Entry]:
    """Return what ``accepted.txt`` says, and report what is wrong with it."""
    accepted, problems = read_accepted(Path(app.srcdir))
    for problem in problems:
        report(problem.message, f"{ACCEPTED_FILE}:{problem.line}", "accepted")
    return accepted


def accept_all(app: Sphinx, accepted: Mapping[Fault, Entry]) -> dict[Fault, Entry]:
    """Return the entries for all that may be accepted today, and for what is not seen today but may be again."""
    taken = collector_of(app).taken
    found = {fault: Entry(count, 0) for fault, count in count_faults(taken).items()}
    held = accepted if is_fatal(taken) else not_read(app, accepted)
    return {**found, **{fault: max(accepted[fault], found.get(fault, accepted[fault])) for fault in held}}


def not_read(app: Sphinx, accepted: Mapping[Fault, Entry]) -> list[Fault]:
    """Return the faults of sources that are held back today."""
    held = {source.path for docname, source in sources_of(app).items() if docname not in app.env.found_docs}
    return [fault for fault in accepted if fault.path in held]


def report_unneeded(app: Sphinx, accepted: Mapping[Fault, Entry], found: Mapping[Fault, int]) -> None:
    """Name the lines of the record that nothing needs any more."""
    held = not_read(app, accepted)
    for line, message in unneeded({fault: accepted[fault] for fault in accepted if fault not in held}, found):
        report(message, f"{ACCEPTED_FILE}:{line}", "accepted", severity=Severity.HINT)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.base.messages")
    app.connect("env-purge-doc", on_env_purge_doc)
    app.connect("env-get-outdated", on_env_get_outdated, priority=EnvGetOutdated.SAY_AGAIN)
    app.connect("env-updated", on_env_updated, priority=EnvUpdated.KEEP)
    if isinstance(app._warning, MessageStream):
        app._warning.collector = collector_of(app)
    app.connect("build-finished", on_build_finished, priority=BuildFinished.JUDGE)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
