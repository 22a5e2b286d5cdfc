"""Sites to bring blogs into, for tests: a fresh copy, and a site that is somebody's already."""

import os
import re
import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from valuable.commands import import_site
from valuable.commands.answers import Answers
from valuable.commands.file_lists import EXAMPLE, make_lists
from valuable.commands.import_build import BuildTold
from valuable.commands.new_site import new_site_files
from valuable.importers.records import OldSite
from valuable.importers.sources import read_old_site

ANSWERS = Answers(
    "Tide Tables", "", "Mira Halvorsen", "", "en", "Europe/Oslo", "pages", "https://mira.github.io/tides/", "no"
)
POST = "---\ntitle: {title}\ndate: {date}\n---\n\nWords of {title}.\n"


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def site_of(folder: Path, files: Mapping[str, str | bytes]) -> OldSite:
    """Write the files of a source into a folder, and read it."""
    return read_old_site(write_files(folder, files))


def jekyll_blog(folder: Path, **more: str | bytes) -> Path:
    """Write a small blog of Jekyll's."""
    files: dict[str, str | bytes] = {
        "_config.yml": "title: Ropes\nurl: https://ropes.example\nauthor: Ann Lee\ndescription: On knots\n",
        "_posts/2020-01-02-bowline.md": POST.format(title="Bowline", date="2020-01-02"),
        "_posts/2020-01-03-hitch.md": POST.format(title="Hitch", date="2020-01-03"),
    }
    return write_files(folder, files | more)


def own_site(folder: Path) -> Path:
    """Write a site that is somebody's own."""
    return write_files(folder, dict(new_site_files(ANSWERS, date(2026, 11, 26))))


def fresh_copy(folder: Path) -> Path:
    """Write a copy as it comes, with the site of an example."""
    own_site(folder)
    write_files(folder, {EXAMPLE: ""})
    names = [path for path in files_in_site(folder) if not path.startswith("valuable/")]
    for name, text in make_lists(folder, names).items():
        write_files(folder, {name: text})
    return folder


def in_git(folder: Path) -> Path:
    write_files(folder, {".gitignore": "/_build/\n/.cache/\n"})
    git_in(folder, "init", "-q")
    git_in(folder, "config", "user.name", "Mira")
    git_in(folder, "config", "user.email", "mira@tides.example")
    commit_all_in(folder)
    return folder


def git_in(folder: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True, text=True).stdout


def commit_all_in(folder: Path) -> None:
    git_in(folder, "add", "-A")
    git_in(folder, "commit", "-qm", "x")


def files_in_site(folder: Path) -> dict[str, bytes]:
    return {
        name: path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not re.match(r"\.git/|_build/", name := path.relative_to(folder).as_posix())
    }


def built_well(*_: object) -> BuildTold:
    """Stand for a build that has nothing to say."""
    return BuildTold(well=True, record="# none\n")


def bring_over(site: Path, source: Path, monkeypatch: pytest.MonkeyPatch, *options: str, build: bool = False) -> int:
    """Run the command in a site; without *build* nothing is built."""
    monkeypatch.chdir(site)
    monkeypatch.setenv("PYTHONPATH", str(Path(import_site.__file__).parents[2]))
    monkeypatch.setitem(os.environ, "SEARCH", "0")
    if not build:
        monkeypatch.setattr("valuable.commands.import_rounds.told_build", built_well)
    return import_site.main([str(source), "--offline", *options])
