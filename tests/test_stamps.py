"""A file is told by its bytes, whatever its time says."""

import os
from pathlib import Path

import pytest

from valuable.base import fingerprints as stamps
from valuable.base.fingerprints import FileDigests

LONG_AGO = (1_000_000_000, 1_000_000_000)


def test_same_bytes_are_the_same_whatever_the_time(tmp_path: Path) -> None:
    file, known = tmp_path / "a", FileDigests()
    file.write_text("one")
    first = known.digest(file)
    known.settle(but=[])
    os.utime(file, LONG_AGO)
    assert known.digest(file) == first


def test_other_bytes_are_others_though_older_and_of_the_same_size(tmp_path: Path) -> None:
    file, known = tmp_path / "a", FileDigests()
    file.write_text("one")
    first = known.digest(file)
    known.settle(but=[])
    file.write_text("two")
    os.utime(file, LONG_AGO)
    assert known.digest(file) != first


def test_settled_file_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "SETTLE_NS", -1)
    file, known = tmp_path / "a", FileDigests()
    file.write_text("one")
    first = known.digest(file)
    known.settle(but=[])
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail("read again"))
    assert known.digest(file) == first


def test_file_that_was_just_written_is_read_again(tmp_path: Path) -> None:
    file, known = tmp_path / "a", FileDigests()
    file.write_text("one")
    known.digest(file)
    assert known.known == {}


def test_nothing_is_remembered_of_what_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "SETTLE_NS", -1)
    known = FileDigests()
    for name in ("kept", "draft"):
        (tmp_path / name).write_text(name)
        known.digest(tmp_path / name)
    known.settle(but=[str(tmp_path / "draft")])
    assert [Path(name).name for name in known.known] == ["kept"]
    assert known.seen == {}


def test_file_that_is_not_there_has_no_digest(tmp_path: Path) -> None:
    assert FileDigests().digest(tmp_path / "none") == b""
    assert FileDigests().digest("nul\0") == b""
