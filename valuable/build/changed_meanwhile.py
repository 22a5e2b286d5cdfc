"""Detect input files that were changed during a build, whose result is then discarded and built again.

An editor may empty a file before it writes the new text, or write it in parts, and a build reads some files at several
times. No look at a file while it is read can tell that; its times can, once all is read.
"""

import contextlib
import os
import time
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from sphinx.application import Sphinx

from valuable.base.build_errors import BuildError
from valuable.base.build_state import BuildValue
from valuable.base.source_paths import ABBREVIATIONS_FILE, ACCEPTED_FILE, LEDGER_FILE
from valuable.base.theme import STATIC_FOLDER
from valuable.build.staging import list_files
from valuable.content.source_checks import sources_of

# The author's folders of files that are put into the site as they are.
EXTRA_FOLDERS = BuildValue[list[str]](list)

MAX_TRIES = 3  # builds of one site, before the author is to wait until it is saved
SETTLE_SECONDS = 0.5  # seconds after a file was saved in which more of it may come


class ChangedMeanwhileError(BuildError):
    """Input files were changed during the build."""

    def __init__(self, paths: Collection[str]) -> None:
        self.first = min(paths)
        others = f" (and {len(paths) - 1} more)" if len(paths) > 1 else ""
        super().__init__(f"{self.first}: it was changed while the site was built{others}: build again once it is saved")


def file_system_time(folder: str | os.PathLike[str]) -> int:
    """Return the time in nanoseconds by the clock of the file system of *folder*, which may be coarse."""
    try:
        os.utime(folder)
        return os.stat(folder).st_ctime_ns
    except OSError:
        return time.time_ns()


def changed_between(paths: Iterable[str], began: int, ended: int) -> Iterator[str]:
    """Yield those of *paths* that were written, put in place or taken away between *began* and *ended*.

    Both are times of :func:`file_system_time`; one of a file that is later comes of a clock that goes wrong.
    """
    for path in paths:
        stat = stat_of_nearest(path)
        if began <= stat.st_mtime_ns <= ended or began <= stat.st_ctime_ns <= ended:
            yield path


def stat_of_nearest(path: str) -> os.stat_result:
    """Return the stat of a file, or of the nearest existing folder above it, which changes when a file is removed."""
    while True:
        try:
            return os.stat(path)
        except (OSError, ValueError):
            path = os.path.dirname(path) or "/"


def input_files(app: Sphinx) -> set[str]:
    """Return the author's files that a build reads."""
    root = str(app.srcdir)
    files = {f"{root}/{source.path}" for source in sources_of(app).values()}
    if app.env is not None:
        for taken in app.env.dependencies.values():
            files.update(os.path.join(root, path) for path in taken)
    files.update(
        path
        for name in ("conf.py", LEDGER_FILE, ABBREVIATIONS_FILE, ACCEPTED_FILE)
        if os.path.isfile(path := f"{root}/{name}")
    )
    own = [*app.config.templates_path, *app.config.html_static_path, *EXTRA_FOLDERS.of(app)]
    for place in (os.path.join(root, folder) for folder in own):
        if place == os.fspath(STATIC_FOLDER):
            continue
        with contextlib.suppress(OSError):  # a folder that can't be read is reported by those who publish it
            files.update(f"{place}/{name}" for name in list_files(Path(place)))
    return files


BEGAN = BuildValue[int | None](lambda: None)


def note_begin(app: Sphinx) -> None:
    """Set the time at which this build begins to read its input files."""
    BEGAN.set(app, file_system_time(app.builder.outdir))


def changed_since_begin(app: Sphinx, *, settle: bool) -> list[str]:
    """Return the files that have changed since :func:`note_begin`, by their paths in the site.

    *settle*: wait for those that may be saved in part.
    """
    began = BEGAN.of(app)
    if began is None:
        return []
    files = input_files(app)
    if settle:
        wait_until_settled(files)
    changed = changed_between(files, began, file_system_time(app.builder.outdir))
    return [path.removeprefix(f"{app.srcdir}{os.sep}") for path in changed]


def wait_until_settled(files: Iterable[str]) -> None:
    """Wait until the youngest file has been left alone for a moment."""
    youngest = 0
    for path in files:
        with contextlib.suppress(OSError, ValueError):
            youngest = max(youngest, os.stat(path).st_mtime_ns)
    left = youngest / 1e9 + SETTLE_SECONDS - time.time()
    if 0 < left <= SETTLE_SECONDS:
        time.sleep(left)
