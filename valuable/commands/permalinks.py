"""Add the addresses that a build has published to the ledger, with those of scheduled posts: ``make permalinks``.

With ``--since <commit>`` nothing is built: it fails if the ledger lacks an address that it had in that commit of git.
"""

import argparse
import gc
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sphinx.application import Sphinx

from valuable.addresses.anchors import anchors_of
from valuable.addresses.ledger import (
    Ledger,
    LedgerEntry,
    add_entries,
    format_ledger,
    is_of_another_site,
    lost_since,
    parse_ledger,
)
from valuable.addresses.permalinks import assign_ids, build_day, entry_ids, ledger_of, read_ledger
from valuable.addresses.rename_guess import list_addresses
from valuable.base.source_paths import LEDGER_FILE
from valuable.build.fork_map import processes
from valuable.commands.build import build, reporting_errors, run_locked
from valuable.content.drafts import UNREADABLE, held_back
from valuable.content.source_checks import Source, address_of, sources_of
from valuable.outputs.feeds.formats import FEED_TYPES


def published_addresses(app: Sphinx) -> Iterator[LedgerEntry]:
    """Yield the entries for the ledger of a site that has been built: all but drafts."""
    env, sources = app.env, sources_of(app)
    ids = dict(entry_ids(app))
    due = {docname: sources[docname] for docname, why in held_back(app).items() if is_due_later(sources[docname], why)}
    ids |= assign_ids(app, {docname: scheduled_day(source) for docname, source in due.items()}, until=build_day(app))
    for docname in sorted(env.found_docs | due.keys()):
        yield LedgerEntry(address_of(app, docname), ids.get(docname))
        if docname in env.found_docs:
            for heading in anchors_of(env)[docname].headings:
                yield from (LedgerEntry(f"{address_of(app, docname)}#{anchor}") for anchor in heading.anchors)
    for name in FEED_TYPES:
        feed = f"{app.config.blog_path}/{name}"
        if Path(app.outdir, feed).is_file():
            yield LedgerEntry(f"/{feed}")


def is_due_later(source: Source, why: str) -> bool:
    return why != UNREADABLE and source.kind == "post" and not source.front_matter.draft


def scheduled_day(source: Source) -> str:
    """Return the day of a scheduled post."""
    date = source.front_matter.date
    return date.date().isoformat() if date else ""


def record_addresses(app: Sphinx, path: Path) -> None:
    """Update the ledger at *path* after a build, and print what is new in it."""
    ledger, added = add_entries(ledger_of(app), published_addresses(app), build_day(app))
    if added:
        aside = path.with_suffix(".new")
        aside.write_text(format_ledger(ledger), encoding="utf-8", newline="\n")
        aside.replace(path)
        print(f"{LEDGER_FILE} has {len(added)} more now: {list_addresses(added)}. Commit it.")
    else:
        print(f"{LEDGER_FILE} has every address already.")


def ledger_at_commit(root: Path, commit: str) -> Ledger | None:
    """Return the ledger of a commit, an empty one if the commit has none; None if git has no such commit."""
    git = ["git", "-C", str(root)]
    found = [*git, "rev-parse", "-q", "--verify", f"{commit}^{{commit}}"]
    if subprocess.run(found, capture_output=True, check=False).returncode:
        return None
    shown = subprocess.run([*git, "show", f"{commit}:./{LEDGER_FILE}"], capture_output=True, check=False)
    return parse_ledger(shown.stdout.decode(errors="replace") if shown.returncode == 0 else "")[0]


def compare_with_commit(root: Path, commit: str) -> int:
    """Print what the ledger has lost since a commit; return the exit code.

    Without a ledger, or with an empty one, nothing is lost: so begins the copy of a site that becomes another.
    """
    before, after = ledger_at_commit(root, commit), read_ledger(root / LEDGER_FILE)[0]
    if before is None:
        print(f"git has no commit `{commit}` here, so {LEDGER_FILE} was compared with nothing.")
        return 0
    if not after.entries or is_of_another_site(before, after):
        return 0
    lost = lost_since(before, after, f"{datetime.now(UTC):%Y-%m-%d}")
    for entry in lost:
        other = "" if "?" in entry.address else f", or write `gone {entry.address}`"
        print(f"{LEDGER_FILE}: the line `{entry}` was there and is not: put it back{other}")
    former = {entry.id for entry in before.entries.values() if entry.id}
    if lost and former and former.isdisjoint(entry.id for entry in after.entries.values()):
        print("Is this another site now? Then set feed_id_authority in conf.py, delete the ledger, and note it anew.")
    return 1 if lost else 0


def publish(root: Path) -> int:
    """Build the site and record its addresses; return the exit code."""
    built: list[Sphinx] = []
    code = build(root, processes(), then=built.append)
    for app in built:
        record_addresses(app, root / LEDGER_FILE)
    return code


def main(arguments: Sequence[str]) -> int:
    gc.set_threshold(100_000, 20, 10)  # as in `valuable.commands.build`
    parser = argparse.ArgumentParser(
        prog="python -m valuable permalinks", description="Add new addresses to the ledger."
    )
    parser.add_argument("--since", metavar="COMMIT", help="only say what the ledger has lost since a commit")
    commit = parser.parse_args(arguments).since
    root, code = Path.cwd(), 1
    if commit:
        with reporting_errors(root):
            code = compare_with_commit(root, commit)
    else:
        code = run_locked(root, lambda: publish(root))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
