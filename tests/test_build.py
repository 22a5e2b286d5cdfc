"""The command that ``make html`` calls, run as an author runs it."""

import subprocess
import sys

import pytest
from conftest import ROOT, Site
from forked import run

from valuable.build.builder import machinery_digest
from valuable.commands.build import build_lock


def test_build_ends_with_where_to_look(site: Site) -> None:
    """In a process of its own, with nothing of this one's."""
    site.post()
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(site.folder)}
    done = subprocess.run(
        [sys.executable, "-m", "valuable", "build"], cwd=site.folder, capture_output=True, text=True, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert "the site is in _build/html. To look at it: python3 -m http.server -d _build/html" in done.stdout
    assert done.stderr == ""


def test_failed_build_leaves_the_last_good_site_and_says_so_again(site: Site) -> None:
    site.post()
    assert run(site).code == 0
    good = site.files(site.folder / "_build/html")
    site.post("posts/2021/bad.md", tags="[]", title="Bad")
    site.post(title="Changed")
    for _ in range(2):
        done = run(site)
        assert done.code != 0
        assert "posts/2021/bad.md:3: WARNING: `tags`: the list is empty" in done.stderr
        assert "_build/html is as it was." in done.stderr
        assert "Traceback" not in done.stderr
        assert site.files(site.folder / "_build/html") == good
    site.post("posts/2021/bad.md", title="Good")
    assert run(site).code == 0
    assert (site.folder / "_build/html/posts/2021/bad/index.html").is_file()


def test_interrupted_build_is_begun_afresh(site: Site) -> None:
    site.post()
    assert run(site).code == 0
    site.write("_build/work/html/index.html", "half")
    site.write("_build/work/doctrees/environment.pickle", "half")
    assert run(site).code == 0
    assert (site.folder / "_build/html/index.html").read_text() != "half"
    assert not (site.folder / "_build/work").exists()


def test_site_that_was_tampered_with_is_made_whole(site: Site) -> None:
    site.post()
    assert run(site).code == 0
    good = site.files(site.folder / "_build/html")
    site.write("_build/html/posts/2021/hello/index.html", "mine")
    site.write("_build/html/stray/index.html", "stray")
    (site.folder / "_build/html/404.html").unlink()
    assert run(site).code == 0
    assert site.files(site.folder / "_build/html") == good


def test_two_builds_at_once_do_not_meet(site: Site) -> None:
    site.post()
    with build_lock(site.folder / "_build") as free:
        assert free
        done = run(site)
    assert done.code != 0
    assert "Another build is under way" in done.stderr
    assert run(site).code == 0


def test_post_that_becomes_a_draft_leaves_the_published_folder(site: Site) -> None:
    site.post()
    site.post("posts/2021/b.md", title="B", tags="[only]")
    assert run(site).code == 0
    site.post("posts/2021/b.md", title="B", tags="[only]", draft="true")
    assert run(site).code == 0
    assert not (site.folder / "_build/html/posts/2021/b").exists()
    assert not (site.folder / "_build/html/blog/tag").exists()


def test_post_that_may_be_a_draft_now_fails_the_build_and_is_named_in_its_last_line(site: Site) -> None:
    site.post()
    site.post("posts/2021/b.md", title="B")
    assert run(site).code == 0
    good = site.files(site.folder / "_build/html")
    site.post("posts/2021/b.md", title="B", draft="maybe")
    done = run(site)
    assert done.code != 0
    assert done.stderr.splitlines()[-1].endswith(
        "_build/html is as it was, and still shows what is held back by now: posts/2021/b.md at /posts/2021/b/ "
        "(a mistake leaves open whether it may be seen). Mend the lines above and build again before you publish that "
        "folder."
    )
    assert site.files(site.folder / "_build/html") == good


def test_change_of_the_machinery_makes_all_anew(site: Site) -> None:
    (site.folder / "valuable").mkdir()
    before = machinery_digest(site.folder)
    site.write("valuable/commands/new.py", "")
    site.write("requirements.txt", "sphinx==9\n")
    assert machinery_digest(site.folder) != before


@pytest.mark.parametrize("break_it", ["conf", "python", "people", "template"])
def test_broken_setting_is_no_traceback(site: Site, break_it: str) -> None:
    site.post()
    conf = site.folder / "conf.py"
    if break_it == "conf":
        conf.write_text(conf.read_text() + "\nblog_default_author = 'nobody'\n")
    elif break_it == "python":
        conf.write_text(conf.read_text() + "\n1 / 0\n")
    elif break_it == "people":
        conf.write_text(conf.read_text() + "\npeople['ada'] = 'Ada'\n")
    else:
        site.write("templates/post.html", "{{ 1 / 0 }}")
        conf.write_text(conf.read_text() + "\ntemplates_path = ['templates']\n")
    done = run(site)
    assert done.code != 0
    assert "Traceback" not in done.stderr + done.stdout
    assert ("post.html" if break_it == "template" else "conf.py:") in done.stderr or "rendering the page" in done.stderr
    assert "Handler <function" not in done.stderr
