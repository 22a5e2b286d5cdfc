import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from conftest import ROOT, Site

from valuable.new import start, start_concept

TODAY = date(2026, 11, 22)


def test_new_post_is_a_draft_with_its_title(tmp_path: Path) -> None:
    path = start(tmp_path, "  What I   learned: “a” & b ", TODAY)
    assert path.relative_to(tmp_path).as_posix() == "posts/2026/what-i-learned-a-and-b.md"
    assert path.read_text(encoding="utf-8") == (
        "---\ndate: 2026-11-22\ndraft: true\n---\n\n# What I learned: “a” & b\n\n"
    )


def test_new_concept_is_a_draft_with_its_name(tmp_path: Path) -> None:
    path = start_concept(tmp_path, "  Goodhart’s   law & order ")
    assert path.relative_to(tmp_path).as_posix() == "concepts/goodhart-s-law-and-order.md"
    assert path.read_text(encoding="utf-8") == "---\ndraft: true\n---\n\n# Goodhart’s law & order\n\n"


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    start(tmp_path, "Hello", TODAY)
    with pytest.raises(ValueError, match=r"posts/2026/hello\.md is there already"):
        start(tmp_path, "Hello!", TODAY)
    start_concept(tmp_path, "Hello")
    with pytest.raises(ValueError, match=r"concepts/hello\.md is there already"):
        start_concept(tmp_path, "Hello!")


@pytest.mark.parametrize("name", ["The Plan", "the-plan", "roadmap", "Road  Map", "road-map", "Grand plan"])
def test_name_of_another_concept_is_refused(site: Site, name: str) -> None:
    aliases = "---\naliases: [Roadmap, road map]\ndraft: true\n---\n"
    site.write("concepts/grand-plan.md", f"{aliases}# The plan\n\nA plan.\n")
    before = site.files(site.folder)
    with pytest.raises(ValueError, match=r"concepts/grand-plan\.md (goes by that name|is there) already: open it, or"):
        start_concept(site.folder, name)
    assert site.files(site.folder) == before


def test_concept_that_cannot_be_read_still_has_its_slug(site: Site) -> None:
    site.write("concepts/plan.md", b"caf\xe9")
    site.write("concepts/idea.md", "---\naliases: {\n---\n# Idea\n")
    with pytest.raises(ValueError, match=r"concepts/plan\.md is there already"):
        start_concept(site.folder, "Plan")
    assert start_concept(site.folder, "Another").is_file()


@pytest.mark.parametrize("title", ["…", "", " ", "***"])
def test_title_without_a_letter_is_refused(tmp_path: Path, title: str) -> None:
    with pytest.raises(ValueError, match="a post needs a title with a letter in it"):
        start(tmp_path, title, TODAY)
    with pytest.raises(ValueError, match="a concept needs a name with a letter in it"):
        start_concept(tmp_path, title)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("title", ["word " * 60, "日本" * 60])
def test_title_that_makes_too_long_a_name_is_refused(tmp_path: Path, title: str) -> None:
    with pytest.raises(ValueError, match="too long for the name of a file"):
        start(tmp_path, title, TODAY)
    with pytest.raises(ValueError, match="too long for the name of a file"):
        start_concept(tmp_path, title)


def test_new_post_can_be_published_by_taking_one_line_out(site: Site) -> None:
    path = start(site.folder, "Hello", TODAY)
    assert site.build() == []
    assert not (site.html / "posts").exists()
    path.write_text(path.read_text().replace("draft: true\n", "").replace("2026-11-22", "2021-01-01"))
    assert site.build() == []
    assert (site.html / "posts/2026/hello/index.html").is_file()


def test_new_concept_can_be_published_once_it_is_defined(site: Site) -> None:
    path = start_concept(site.folder, "Common understanding")
    assert site.build() == []
    assert not (site.html / "concepts").exists()
    path.write_text(path.read_text().replace("draft: true\n", "") + "What all know.\n")
    assert site.build() == []
    assert site.page("/concepts/common-understanding/").h1.get_text() == "Common understanding"


# -- make -----------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the Makefile in it, and a Python that writes down what it is given."""
    for name in ("Makefile", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\nif [ "$1" = -m ]; then printf "%s\\0" "$@" >> given; fi\n')
    python.chmod(0o755)
    shutil.copy(ROOT / "requirements.txt", tmp_path / ".venv/requirements.txt")
    return tmp_path


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in {"TITLE", "CONCEPT", "MAKEFLAGS"}}
    return subprocess.run(["make", *words], cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.skipif(shutil.which("make") is None, reason="make is missing")
@pytest.mark.parametrize(("variable", "kind"), [("TITLE", "post"), ("CONCEPT", "concept")])
@pytest.mark.parametrize(
    "title",
    ["What I learned", "$(shell touch x) $HOME $$ `touch x`", 'it\'s "a" # b; touch x', "-c --help", "\\ % é=🎉"],
)
def test_any_title_comes_through_make_as_it_was_typed(folder: Path, variable: str, kind: str, title: str) -> None:
    done = make(folder, "new", f"{variable}={title}")
    assert done.returncode == 0, done.stderr
    assert (folder / "given").read_text().split("\0") == ["-m", "valuable.new", kind, title, ""]
    assert not (folder / "x").exists()


@pytest.mark.skipif(shutil.which("make") is None, reason="make is missing")
def test_make_says_what_is_missing(folder: Path) -> None:
    done = make(folder, "new")
    assert done.returncode != 0
    assert 'make new TITLE="' in done.stderr
    assert 'make new CONCEPT="' in done.stderr
    assert not (folder / "given").exists()
    [line] = [line for line in make(folder).stdout.splitlines() if line.startswith("  make new ")]
    assert 'make new TITLE="' in line
    assert 'make new CONCEPT="' in line
