"""`make import` once more: it brings what is new or changed at the source, and leaves alone what was done here."""

import json
import re
import runpy
from pathlib import Path

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

from valuable.base.accepted_faults import Fault, format_accepted
from valuable.commands.import_build import merged_record

NEW_POST = {"_posts/2020-01-09-reef.md": POST.format(title="Reef", date="2020-01-09")}


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    return jekyll_blog(tmp_path / "blog", **{"about.md": "---\ntitle: About\n---\n\nMe.\n"})


@pytest.fixture
def site(tmp_path: Path, blog: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site that the blog was brought into."""
    folder = fresh_copy(tmp_path / "site")
    assert bring_over(folder, blog, monkeypatch) == 0
    return folder


def texts_in(site: Path) -> dict[str, bytes]:
    return {path: data for path, data in files_in_site(site).items() if path != "import-report.md"}


def test_nothing_new_changes_nothing(
    site: Path, blog: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files_in_site(site)
    assert bring_over(site, blog, monkeypatch) == 0
    assert files_in_site(site) == before
    assert "Nothing is new at the source, so nothing is written." in capsys.readouterr().out


def test_new_and_changed_texts_come(site: Path, blog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = texts_in(site)
    write_files(
        blog,
        {**NEW_POST, "_posts/2020-01-02-bowline.md": POST.format(title="Bowline", date="2020-01-02") + "\nMore.\n"},
    )
    assert bring_over(site, blog, monkeypatch) == 0
    after = texts_in(site)
    assert "More." in after["posts/2020/bowline.md"].decode()
    assert set(after) - set(before) == {"posts/2020/reef.md"}
    assert after["posts/2020/hitch.md"] == before["posts/2020/hitch.md"]


@pytest.mark.parametrize("changed_there", [False, True])
def test_what_was_edited_here_stays(
    changed_there: bool,
    site: Path,
    blog: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_files(site, {"posts/2020/hitch.md": "---\ndate: 2020-01-03\n---\n\n# Mine\n", "about.md": "# Mine too\n"})
    if changed_there:
        write_files(blog, {"_posts/2020-01-03-hitch.md": POST.format(title="Other", date="2020-01-03")})
    before = texts_in(site)
    assert bring_over(site, blog, monkeypatch) == 0
    assert texts_in(site) == before
    told = "edited here since" in capsys.readouterr().out
    assert told == changed_there


@pytest.mark.parametrize("new_name", ["", "posts/2020/half-hitch.md"])
def test_what_was_moved_or_removed_here_stays_so(
    new_name: str, site: Path, blog: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (site / "posts/2020/hitch.md").read_text()
    (site / "posts/2020/hitch.md").unlink()
    write_files(site, {new_name: text} if new_name else {})
    write_files(blog, {"_posts/2020-01-03-hitch.md": POST.format(title="Hitch", date="2020-01-03") + "\nNew.\n"})
    before = texts_in(site)
    assert bring_over(site, blog, monkeypatch) == 0
    assert texts_in(site) == before
    assert "moved or removed here since" in capsys.readouterr().out


def test_what_is_gone_at_the_source_is_told(site: Path, blog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (blog / "_posts/2020-01-03-hitch.md").unlink()
    write_files(blog, NEW_POST)
    assert bring_over(site, blog, monkeypatch) == 0
    assert (site / "posts/2020/hitch.md").is_file()
    assert "- `_posts/2020-01-03-hitch.md`, here `posts/2020/hitch.md`" in (site / "import-report.md").read_text()


def test_new_posts_get_places_beside_the_old(site: Path, blog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A post whose name sorts before one of the same name must not take its place or address."""
    write_files(blog, {"_posts/2020-01-01-hitch.md": POST.format(title="First hitch", date="2020-01-01")})
    write_files(site, {"posts/2020/reef.md": "---\ndate: 2020-01-01\n---\n\n# My reef\n"})
    write_files(blog, NEW_POST)
    before = texts_in(site)
    assert bring_over(site, blog, monkeypatch) == 0
    after = texts_in(site)
    assert after["posts/2020/hitch.md"] == before["posts/2020/hitch.md"]
    assert after["posts/2020/reef.md"] == before["posts/2020/reef.md"]
    assert "# First hitch" in after["posts/2020/hitch-2.md"].decode()
    assert "# Reef" in after["posts/2020/reef-2.md"].decode()


def test_files_are_brought_once_and_again_when_they_change(
    site: Path, blog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(blog, {"images/knot.png": b"one", "images/bend.png": b"bend"})
    assert bring_over(site, blog, monkeypatch) == 0
    assert (site / "_extra/images/knot.png").read_bytes() == b"one"
    (site / "_extra/images/bend.png").unlink()
    write_files(blog, {"images/knot.png": b"two"})
    assert bring_over(site, blog, monkeypatch) == 0
    assert (site / "_extra/images/knot.png").read_bytes() == b"two"
    assert not (site / "_extra/images/bend.png").exists()


def test_settings_are_the_authors_after_the_first_time(site: Path, blog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    conf = (site / "conf.py").read_text().replace('"Ropes"', '"My ropes"').replace('"Ann Lee"', '"Ann Lee-Hall"', 1)
    (site / "conf.py").write_text(conf)
    assert bring_over(site, blog, monkeypatch) == 0
    assert 'project = "My ropes"' in (site / "conf.py").read_text()


def test_two_blogs_keep_apart(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = write_files(
        tmp_path / "other",
        {
            "_config.yml": "title: Sails\nurl: https://sails.example\nauthor: Ann Lee\n",
            "_posts/2020-01-02-bowline.md": POST.format(title="Bowline of sails", date="2020-01-02"),
            "about.md": "---\ntitle: About sails\n---\n\nSails.\n",
            "index.md": "# Home of sails\n",
            "images/knot.png": b"sails",
        },
    )
    before = texts_in(site)
    write_files(site, {"_extra/images/knot.png": b"ropes"})
    assert bring_over(site, other, monkeypatch) == 0
    after = texts_in(site)
    changed = {path for path in before if after.get(path) != before[path]}
    assert changed <= {"conf.py", "imported.json", "permalinks.txt"}
    assert "# Bowline of sails" in after["posts/2020/bowline-2.md"].decode()
    assert after["_extra/images/knot.png"] == b"ropes"
    assert after["_extra/images/knot-2.png"] == b"sails"
    assert set(json.loads(after["imported.json"])) == {"ropes.example", "sails.example"}
    conf = after["conf.py"].decode()
    assert len(re.findall("Ann Lee", conf)) == len(re.findall("Ann Lee", before["conf.py"].decode()))
    assert 'project = "Ropes"' in conf


def test_record_that_is_none_is_no_record(tmp_path: Path, blog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = own_site(tmp_path / "site")
    evil = {
        "x": {
            "texts": {"_posts/2020-01-03-hitch.md": dict.fromkeys(("path", "address", "made", "here"), "../evil.md")},
            "files": {},
        }
    }
    write_files(site, {"imported.json": json.dumps(evil)})
    assert bring_over(site, blog, monkeypatch) == 0
    assert not (tmp_path / "evil.md").exists()
    assert (site / "posts/2020/hitch.md").is_file()


def test_second_import_is_a_commit_of_its_own(tmp_path: Path, blog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = in_git(fresh_copy(tmp_path / "site"))
    assert bring_over(site, blog, monkeypatch) == 0
    write_files(blog, NEW_POST)
    assert bring_over(site, blog, monkeypatch) == 0
    assert bring_over(site, blog, monkeypatch) == 0
    assert len(git_in(site, "log", "--format=%h").split()) == 3
    assert "posts/2020/reef.md" in git_in(site, "show", "--stat", "--format=")
    assert git_in(site, "status", "--porcelain") == ""


def test_author_keeps_the_key_that_the_blog_gave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blog = jekyll_blog(tmp_path / "blog", **{"_data/authors.yml": "annie:\n  name: Ann Lee\n  bio: Ties knots.\n"})
    write_files(blog, {"_posts/2020-01-02-bowline.md": "---\ntitle: Bowline\nauthor: annie\n---\n\nWords.\n"})
    site = fresh_copy(tmp_path / "site")
    assert bring_over(site, blog, monkeypatch) == 0
    conf = runpy.run_path(str(site / "conf.py"))
    assert conf["people"]["annie"]["name"] == "Ann Lee"
    assert conf["people"]["annie"]["bio"] == "Ties knots."
    assert conf["blog_default_author"] in conf["people"]


def test_accepted_faults_of_other_texts_stay() -> None:
    before = format_accepted(
        {Fault("posts/2021/mine.md", "syntax", "x"): 2, Fault("posts/2020/a.md", "media", "gone"): 1}
    )
    found = format_accepted({Fault("posts/2020/a.md", "pictures", "new"): 3, Fault("about.md", "syntax", "mine"): 1})
    assert merged_record(before, found, {"posts/2020/a.md"}) == format_accepted(
        {Fault("posts/2021/mine.md", "syntax", "x"): 2, Fault("posts/2020/a.md", "pictures", "new"): 3}
    )


def test_empty_settings_are_filled_and_others_stay(tmp_path: Path, blog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = own_site(tmp_path / "site")
    assert bring_over(site, blog, monkeypatch) == 0
    conf = runpy.run_path(str(site / "conf.py"))
    assert conf["site_tagline"] == "On knots"
    assert conf["project"] == "Tide Tables"
