"""`make import` as a whole: what it says, what it writes, what it refuses, and what stands when it is broken off."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from import_copies import (
    POST,
    bring_over,
    files_in_site,
    fresh_copy,
    git_in,
    in_git,
    jekyll_blog,
    own_site,
    write_files,
)

from valuable.commands import import_rounds, import_site
from valuable.commands.import_build import BuildTold
from valuable.importers import bringing
from valuable.importers.trees import SourceError

NEEDS_GIT = pytest.mark.skipif(shutil.which("git") is None, reason="git is missing")
MENU = 'site_menu = [("Mine", "about")]'


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    return jekyll_blog(tmp_path / "blog")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return fresh_copy(tmp_path / "site")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return own_site(tmp_path / "site")


# -- Dry -----------------------------------------------------------------------------


def test_dry_run_says_all_in_one_screen_and_writes_nothing(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = "".join(f"{{% odd{number} %}}\n\n" for number in range(40)) + "word " * 40
    blog = jekyll_blog(tmp_path / "blog", **{"_posts/2020-01-04-odd.md": f"---\ntitle: Odd\n---\n\n{odd}\n"})
    before = files_in_site(copy)
    assert bring_over(copy, blog, monkeypatch, "--dry") == 0
    said = capsys.readouterr().out
    assert files_in_site(copy) == before
    assert not (copy / "_build").exists()
    lines = said.splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 80
    assert "3 posts" in said
    assert "Not kept" in said
    assert "Nothing is written" in said


def test_report_as_json_has_its_keys_and_adds_up(
    copy: Path, blog: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(blog, {"_posts/2020-01-05-q.md": POST.format(title="Q", date="2020-01-05") + "\n{% odd %}\n"})
    assert bring_over(copy, blog, monkeypatch, "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert {
        *("site", "authors", "counts", "kinds", "texts", "accepted", "look_first", "stops", "preview"),
        *("gone_at_source", "site_notes"),
    } <= set(data)
    notes = [note for text in data["texts"] for note in text["notes"]] + data["site_notes"]
    assert data["counts"]["changed"] + data["counts"]["not_kept"] == len(notes)
    assert sum(kind["number"] for kind in data["kinds"]) == len(notes)
    assert sum(data["counts"]["states"].values()) == data["counts"]["texts"] == len(data["texts"])
    odd = next(note for text in data["texts"] for note in text["notes"] if "odd" in note["message"])
    here = (copy / "posts/2020/q.md").read_text().split("\n")
    assert "{% odd %}" in here[odd["line_here"] - 1]
    assert "{% odd %}" in (blog / "_posts/2020-01-05-q.md").read_text().split("\n")[odd["line"] - 1]


# -- Into a fresh copy, and into a site ----------------------------------------------


@NEEDS_GIT
def test_fresh_copy_becomes_the_blog_in_one_commit(copy: Path, blog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(blog, {"index.md": "---\ntitle: Welcome\n---\n\nOf the old home.\n"})
    in_git(copy)
    write_files(copy, {"notes.txt": "Not committed, nobody's business.\n"})
    assert bring_over(copy, blog, monkeypatch) == 0
    after = files_in_site(copy)
    assert not {"posts/2026/first-post.md", "valuable/example.txt"} & set(after)
    assert {"posts/2020/bowline.md", "import-report.md", "imported.json"} <= set(after)
    conf = after["conf.py"].decode()
    assert 'project = "Ropes"' in conf
    assert "# -- What stands around the texts" in conf
    assert "https://ropes.example/" in conf
    assert "Of the old home." in after["index.md"].decode()
    assert git_in(copy, "log", "--format=%s").split("\n")[0] == "Bring over Ropes from Jekyll"
    assert git_in(copy, "status", "--porcelain") == "?? notes.txt\n"


def test_site_keeps_what_it_has(site: Path, blog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(blog, {"about.md": "---\ntitle: About\n---\n\nOld about.\n", "index.md": "# Home\n\nOld home.\n"})
    conf = (site / "conf.py").read_text()
    start = conf.index("site_menu")
    (site / "conf.py").write_text(f"{conf[:start]}{MENU}\n{conf[conf.index('start_here') :]}")
    before = files_in_site(site)
    assert bring_over(site, blog, monkeypatch) == 0
    after = files_in_site(site)
    kept = [path for path in before if path not in {"conf.py", "permalinks.txt"}]
    assert {path: after[path] for path in kept} == {path: before[path] for path in kept}
    conf = after["conf.py"].decode()
    assert MENU in conf
    assert 'project = "Tide Tables"' in conf
    assert '"Ann Lee"' in conf
    pages = "".join(data.decode() for path, data in after.items() if path.startswith("pages/"))
    assert "Old about." in pages
    assert "Old home." in pages


def test_outside_git_it_works_and_says_so(
    copy: Path, blog: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(copy.parent))
    assert bring_over(copy, blog, monkeypatch) == 0
    assert "Outside git nothing is committed." in capsys.readouterr().out


@NEEDS_GIT
def test_refused_commit_is_told(
    copy: Path, blog: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    in_git(copy)
    write_files(copy, {".git/hooks/pre-commit": "#!/bin/sh\necho 'No, says the hook' >&2\nexit 1\n"})
    (copy / ".git/hooks/pre-commit").chmod(0o755)
    assert bring_over(copy, blog, monkeypatch) == 0
    assert "git has not committed it: No, says the hook" in capsys.readouterr().out


# -- What is refused -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", "Say where the blog is"),
        ("site", "is this site itself"),
        (".", "lies within the source"),
        ("site/posts", "lies among the texts of this site"),
        ("nowhere", "There is no file or folder"),
        ("empty", "is empty"),
        ("broken.zip", "can't be opened as an archive"),
    ],
)
def test_source_that_is_none_gets_one_message(
    source: str, said: str, site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(site.parent, {"broken.zip": b"PK\3\4broken"})
    (site.parent / "empty").mkdir()
    before = files_in_site(site)
    monkeypatch.chdir(site)
    assert import_site.main([str(site.parent / source) if source else ""]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error
    assert files_in_site(site) == before


@NEEDS_GIT
def test_tree_with_changes_is_left_alone(
    copy: Path, blog: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    in_git(copy)
    (copy / "about.md").write_text("Changed.\n")
    before = files_in_site(copy)
    assert bring_over(copy, blog, monkeypatch) == 2
    assert "about.md" in capsys.readouterr().err
    assert files_in_site(copy) == before


# -- What goes wrong on the way ------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (OSError(28, "No space left on device", "x"), 1, "Nothing was changed: No space left on device"),
        (PermissionError(13, "Permission denied", "x"), 1, "Nothing was changed: Permission denied"),
        (KeyboardInterrupt(), 130, "Interrupted: nothing was changed."),
        (RuntimeError("odd"), 1, "Nothing was changed:"),
        (SourceError("it can't be read"), 2, "it can't be read"),
    ],
)
@pytest.mark.parametrize("step", ["read_old_site", "made_texts", "put", "commit"])
def test_failure_leaves_the_site_as_it_was(
    step: str,
    error: BaseException,
    code: int,
    said: str,
    copy: Path,
    blog: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    owner = bringing.Stage if step in {"put", "commit"} else import_site
    monkeypatch.setattr(owner, step, fail)
    before = files_in_site(copy)
    assert bring_over(copy, blog, monkeypatch) == code
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told
    assert files_in_site(copy) == before
    assert not (copy / bringing.STAGE).exists()


@NEEDS_GIT
def test_interrupted_build_leaves_what_was_brought_in_a_commit(
    copy: Path, blog: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: Any) -> BuildTold:
        raise KeyboardInterrupt

    in_git(copy)
    monkeypatch.setattr(import_rounds, "told_build", interrupt)
    assert bring_over(copy, blog, monkeypatch, build=True) == 130
    assert "the texts are brought over and stand here" in capsys.readouterr().err
    assert git_in(copy, "status", "--porcelain") == ""
    assert "posts/2020/hitch.md" in git_in(copy, "show", "--stat", "--format=")
    asked = []
    monkeypatch.setattr(import_rounds, "told_build", lambda *_: asked.append(1) or BuildTold(well=True))
    for _ in range(2):
        assert bring_over(copy, blog, monkeypatch, build=True) == 0
    assert asked == [1]  # it goes on with the build, once


def test_what_stops_the_site_still_is_said(
    copy: Path, blog: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    message = {"path": "conf.py", "line": 3, "kind": "valuable.x", "message": "odd", "subject": "", "fatal": True}
    monkeypatch.setattr(import_rounds, "told_build", lambda *_: BuildTold(messages=[message]))
    assert bring_over(copy, blog, monkeypatch, build=True) == 1
    assert "conf.py:3: odd" in capsys.readouterr().out
    assert "this stops the site: conf.py:3: odd" in (copy / "import-report.md").read_text()


# -- The whole of it -----------------------------------------------------------------


@NEEDS_GIT
def test_site_is_built_and_its_pages_are_compared(copy: Path, blog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_git(copy)
    write_files(
        blog, {"_posts/2020-01-06-bad.md": POST.format(title="Bad", date="2020-01-06") + "\n$\\nope{x}$ [a](/b)\n"}
    )
    assert bring_over(copy, blog, monkeypatch, build=True) == 0
    assert (copy / "_build/html/2020/01/02/bowline.html").is_file()
    assert git_in(copy, "status", "--porcelain") == ""
    report = (copy / "import-report.md").read_text()
    assert "| Texts with a page now | 3 |" in report
    assert "| dead_ends | 1 |" in report
    assert "`$\\nope{x}$`" in (copy / "posts/2020/bad.md").read_text()
    assert report.rstrip().endswith("http://127.0.0.1:8000/ once `make serve` runs.")
