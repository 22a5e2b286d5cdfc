"""Move a finished build into place file by file, with a journal, so that a crash is repaired by the next build.

A build writes into a stage, ``_build/work``, which has a folder for each place: ``html`` for ``_build/html``,
``doctrees`` for ``_build/doctrees``. Until the journal is written, the places are as the last good build left them, and
the stage can be thrown away. Once it is written, the stage is moved into them, and whoever finds a journal moves on.
Nothing in this module knows Sphinx.
"""

import contextlib
import errno
import json
import os
import shutil
import signal
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

JOURNAL = "journal.json"


def commit(stage: Path, places: Mapping[str, Path], gone: Mapping[str, Iterable[str]]) -> None:
    """Move the files in *stage* into *places*, and remove from each the files that *gone* lists.

    Raises :exc:`PermissionError`, before anything is changed, for a folder that can't be written to.
    """
    stage.mkdir(parents=True, exist_ok=True)
    for name, place in places.items():
        check_writable(place, {os.path.dirname(path) for path in (*list_files(stage / name), *gone.get(name, ()))})
    draft = stage / f"{JOURNAL}.new"
    with draft.open("w", encoding="utf-8") as file:
        json.dump({name: sorted(paths) for name, paths in gone.items()}, file)
    with uninterrupted():
        os.replace(draft, stage / JOURNAL)
        finish(stage, places)


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Block SIGINT, SIGTERM and SIGHUP: what runs meanwhile is short and must not be done by half."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def recover(stage: Path, places: Mapping[str, Path]) -> None:
    """Complete a commit that a crash has interrupted, or discard a stage without a journal."""
    try:
        json.loads((stage / JOURNAL).read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        discard(stage)
    else:
        finish(stage, places)


def abandon(stage: Path) -> None:
    """Discard *stage*, unless its commit has begun, which :func:`recover` completes."""
    if not (stage / JOURNAL).exists():
        discard(stage)


def discard(path: Path) -> None:
    """Remove a folder and its contents, or whatever else is at *path*."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def check_writable(place: Path, folders: Iterable[str]) -> None:
    """Raise :exc:`PermissionError` if one of *folders*, or its nearest existing parent, is not writable."""
    for folder in {nearest_folder(place, folder) for folder in folders}:
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))


def nearest_folder(place: Path, folder: str) -> Path:
    path = place / folder
    return next((path for path in (path, *path.parents) if path.is_dir()), path)


def finish(stage: Path, places: Mapping[str, Path]) -> None:
    """Carry out the journal of *stage*, or what is left of it."""
    gone = json.loads((stage / JOURNAL).read_text(encoding="utf-8"))
    for name, place in places.items():
        for path in gone.get(name, ()):
            remove_file(place, path)
        if (stage / name).is_dir():
            move_tree(stage / name, place)
    shutil.rmtree(stage)


def remove_file(place: Path, path: str) -> None:
    """Remove a file of *place*, and the folders that are empty after it."""
    file = place / path
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        file.unlink()
    for folder in file.parents:
        if folder == place:
            break
        try:
            folder.rmdir()
        except FileNotFoundError:  # gone already, by a commit that was broken off
            continue
        except OSError:  # not empty
            break


def move_tree(source: Path, target: Path) -> None:
    """Move the contents of *source* into *target*, each file by one rename."""
    if not target.is_dir():
        with contextlib.suppress(FileNotFoundError):
            target.unlink()
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(source, target)
        return
    for entry in sorted(os.scandir(source), key=lambda entry: entry.name):
        there = target / entry.name
        if entry.is_dir(follow_symlinks=False):
            move_tree(Path(entry.path), there)
        else:
            if there.is_dir() and not there.is_symlink():
                shutil.rmtree(there)
            os.replace(entry.path, there)
    source.rmdir()


def list_files(folder: Path) -> dict[str, tuple[int, int]]:
    """Return the size and the mtime, in nanoseconds, of every file under *folder*, by relative path."""
    found: dict[str, tuple[int, int]] = {}
    waiting = [("", os.fspath(folder))]
    while waiting:
        prefix, path = waiting.pop()
        try:
            entries = list(os.scandir(path))
        except (FileNotFoundError, NotADirectoryError):
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting.append((f"{prefix}{entry.name}/", entry.path))
            else:
                stat = entry.stat(follow_symlinks=False)
                found[prefix + entry.name] = (stat.st_size, stat.st_mtime_ns)
    return found
