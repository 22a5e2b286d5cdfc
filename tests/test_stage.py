"""A stage is brought into place whole, whatever happens in between."""

import json
import os
import shutil
from pathlib import Path

import pytest

from valuable.build.staging import commit, list_files, recover, remove_file

OLD = {"a.txt": "old", "same.txt": "same", "gone/b.txt": "z", "now-a-folder": "file", "was-a-folder/x": "."}
STAGED = {"a.txt": "new", "d/.hidden": "x", "now-a-folder/x": "y", "was-a-folder": "file"}
NEW = {"a.txt": "new", "same.txt": "same", "d/.hidden": "x", "now-a-folder/x": "y", "was-a-folder": "file"}
GONE = ["gone/b.txt", "now-a-folder", "was-a-folder/x"]


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def read(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def places(tmp_path: Path) -> dict[str, Path]:
    write(tmp_path / "html", OLD)
    write(tmp_path / "work/html", STAGED)
    return {"html": tmp_path / "html"}


def test_place_becomes_what_was_staged(tmp_path: Path, places: dict[str, Path]) -> None:
    before = (places["html"] / "same.txt").stat().st_mtime_ns
    commit(tmp_path / "work", places, {"html": GONE})
    assert read(places["html"]) == NEW
    assert (places["html"] / "same.txt").stat().st_mtime_ns == before
    assert not (places["html"] / "gone").exists()
    assert not (tmp_path / "work").exists()


def test_stage_without_a_journal_is_thrown_away(tmp_path: Path, places: dict[str, Path]) -> None:
    recover(tmp_path / "work", places)
    assert read(places["html"]) == OLD
    assert not (tmp_path / "work").exists()


def test_place_that_is_not_there_is_made(tmp_path: Path, places: dict[str, Path]) -> None:
    shutil.rmtree(places["html"])
    commit(tmp_path / "work", places, {"html": GONE})
    assert read(places["html"]) == STAGED


class Crash(BaseException):
    """The end of a process, whatever it was about to do."""


@pytest.mark.parametrize("step", range(1, 12))
def test_crash_in_between_is_finished_by_the_next_build(
    tmp_path: Path, places: dict[str, Path], step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = step

    def crashing(change):  # type: ignore[no-untyped-def]
        def changed(*arguments, **options):  # type: ignore[no-untyped-def]
            nonlocal left
            left -= 1
            if not left:
                raise Crash
            return change(*arguments, **options)

        return changed

    with monkeypatch.context() as patched:
        for owner, name in ((os, "replace"), (os, "rmdir"), (os, "unlink"), (json, "dump"), (shutil, "rmtree")):
            patched.setattr(owner, name, crashing(getattr(owner, name)))
        for name in ("unlink", "rmdir"):
            patched.setattr(Path, name, crashing(getattr(Path, name)))
        with pytest.raises(Crash):
            commit(tmp_path / "work", places, {"html": GONE})
    committed = (tmp_path / "work/journal.json").exists() or read(places["html"]) == NEW
    recover(tmp_path / "work", places)
    assert read(places["html"]) == (NEW if committed else OLD)
    assert not (tmp_path / "work").exists()


def test_listing_has_every_file(tmp_path: Path) -> None:
    write(tmp_path, OLD)
    assert list_files(tmp_path).keys() == OLD.keys()
    assert list_files(tmp_path)["a.txt"] == (3, (tmp_path / "a.txt").stat().st_mtime_ns)
    assert list_files(tmp_path / "nowhere") == {}


def test_folders_that_a_broken_commit_left_empty_go(tmp_path: Path) -> None:
    (tmp_path / "posts/2022").mkdir(parents=True)
    remove_file(tmp_path, "posts/2022/delta/index.html")
    assert list(tmp_path.iterdir()) == []
