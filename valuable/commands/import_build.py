"""Build a site that a blog was brought into, in a process of its own, and have what stops it mended."""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from valuable.base.accepted_faults import format_accepted, parse_accepted
from valuable.base.reports import Severity
from valuable.build.builder import STAGE_FOLDER
from valuable.importers.progress_lines import ProgressLines

TOLD = Path("_build", "import-build.json")
LOG = Path("_build", "import-build.log")
LOOK_EVERY = 0.5  # seconds between two looks at how far a build is


@dataclass
class BuildTold:
    """How a build has ended: whether well, its messages, and the record of faults that it would accept."""

    well: bool = False
    messages: list[dict[str, Any]] = field(default_factory=list)
    record: str = ""


def told_build(root: Path, progress: ProgressLines, what: str) -> BuildTold:
    """Build the site and return what was said of it.

    Cards and the index of the search can wait for the next `make html`: pages can be read before they are made.
    """
    (root / TOLD).unlink(missing_ok=True)
    command = [sys.executable, "-m", "valuable.commands.import_build"]
    with (root / LOG).open("wb") as log, progress.step(what) as tick:
        process = subprocess.Popen(
            command, cwd=root, env={**os.environ, "CARDS": "0", "SEARCH": "0"}, stdout=log, stderr=log
        )
        try:
            while process.poll() is None:
                try:
                    process.wait(LOOK_EVERY)
                except subprocess.TimeoutExpired:
                    tick(words=how_far(root))
        finally:
            end_process(process)
    try:
        return BuildTold(**json.loads((root / TOLD).read_bytes()))
    except (OSError, ValueError, TypeError):
        return BuildTold()
    finally:
        (root / TOLD).unlink(missing_ok=True)


def end_process(process: subprocess.Popen[bytes]) -> None:
    """Wait for a build that ends by itself or was interrupted with this process; end one that does not."""
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.terminate()
        process.wait()


def how_far(root: Path) -> str:
    """Say how many pages a build has read and written, by what lies in its stage."""
    stage = root / "_build" / STAGE_FOLDER
    written = count_files(stage / "html", ".html")
    return f"{written:,} pages written" if written else f"{count_files(stage / 'doctrees', '.doctree'):,} texts read"


def count_files(folder: Path, suffix: str) -> int:
    """Count the files in a folder that may be moved away meanwhile."""
    return sum(name.endswith(suffix) for _, _, names in os.walk(folder) for name in names)


def merged_record(before: str, found: str, paths: Collection[str]) -> str:
    """Return the record of accepted faults with those *found* in *paths* in the place of those that stood there."""
    faults = {fault: entry.number for fault, entry in parse_accepted(before)[0].items() if fault.path not in paths}
    faults |= {fault: entry.number for fault, entry in parse_accepted(found)[0].items() if fault.path in paths}
    return format_accepted(faults)


def main() -> int:
    """Build the site in the current folder, and write what is said into a file."""
    from valuable.build.fork_map import processes
    from valuable.commands.build import build_lock, run_sphinx
    from valuable.upstream import registry

    gc.set_threshold(100_000, 20, 10)  # as in `valuable.commands.build`
    root = Path.cwd()
    out = root / "_build"
    registry.apply_at_start()
    with build_lock(out) as free:
        if not free:
            return 1
        result = run_sphinx(root, out / "html", out / "doctrees", processes(), accepting=True)
    stream = result.messages
    messages = [
        {"path": each.path, "line": each.line, "kind": each.kind, "message": each.text, "subject": each.subject,
         "fatal": each.severity is Severity.FATAL}
        for each in stream.told if each.severity is not Severity.HINT
    ]  # fmt: skip
    record = (stream.collector.record if stream.collector else None) or ""
    (root / TOLD).write_text(json.dumps({"well": result.well, "messages": messages, "record": record}), "utf-8")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
