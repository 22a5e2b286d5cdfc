from datetime import date
from pathlib import Path

import pytest
from conftest import Site

from valuable.new import start

TODAY = date(2026, 11, 22)


def test_new_post_is_a_draft_with_its_title(tmp_path: Path) -> None:
    path = start(tmp_path, "  What I   learned: “a” & b ", TODAY)
    assert path.relative_to(tmp_path).as_posix() == "posts/2026/what-i-learned-a-and-b.md"
    assert path.read_text(encoding="utf-8") == (
        "---\ndate: 2026-11-22\ndraft: true\n---\n\n# What I learned: “a” & b\n\n"
    )


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    start(tmp_path, "Hello", TODAY)
    with pytest.raises(ValueError, match=r"posts/2026/hello\.md is there already"):
        start(tmp_path, "Hello!", TODAY)


def test_title_without_a_letter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="needs a title with a letter in it"):
        start(tmp_path, "…", TODAY)


def test_new_post_can_be_published_by_taking_one_line_out(site: Site) -> None:
    path = start(site.folder, "Hello", TODAY)
    assert site.build() == []
    assert not (site.html / "posts").exists()
    path.write_text(path.read_text().replace("draft: true\n", "").replace("2026-11-22", "2021-01-01"))
    assert site.build() == []
    assert (site.html / "posts/2026/hello/index.html").is_file()
