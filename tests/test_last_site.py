"""What a failed build leaves: the whole site of the last good one, and a word on what of it is held back by now."""

import errno
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, Site
from forked import Done, run, without_privileges

from valuable.build.builder import SiteBuilder

WORKFLOW = ROOT / ".github/workflows/publish.yml"
LAST = "Mend the lines above and build again before you publish that folder."


@pytest.fixture
def good(site: Site) -> Site:
    site.post()
    site.post("posts/2021/b.md", title="B")
    site.post("posts/2021/c/index.md", title="C")
    assert run(site).code == 0
    return site


def files(site: Site) -> dict[str, bytes]:
    return site.files(site.folder / "_build/html")


def fails(site: Site, before: Callable[[], object] | None = None) -> tuple[Done, str]:
    """Build a site that can't be built; return what was said, and its last line. It must lose nothing."""
    last = files(site)
    assert last
    done = run(site, before)
    assert done.code == 1, done
    assert files(site) == last
    assert "Traceback" not in done.stderr
    return done, done.stderr.splitlines()[-1]


def slip(site: Site) -> None:
    site.post(title="Changed", tags="[]")


def interrupted(step: str) -> Callable[[], None]:
    def arrange() -> None:
        def stop(*arguments: Any, **named: Any) -> None:
            raise KeyboardInterrupt

        setattr(SiteBuilder, step, stop)

    return arrange


def full() -> None:
    def write(*arguments: Any, **named: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    SiteBuilder.handle_page = write  # type: ignore[method-assign]


TROUBLE: dict[str, Callable[[Site], object]] = {
    "an unknown key": lambda site: site.post(tgas="[a]"),
    "a habit": lambda site: site.post(published="false"),
    "an empty file": lambda site: site.write("posts/2021/hello.md", ""),
    "half of the front matter": lambda site: site.write("posts/2021/hello.md", "---\ndate: 2021-03-26\n"),
    "a file of another encoding": lambda site: site.write("posts/2021/hello.md", b"\xff"),
    "a file that may not be read": lambda site: (site.folder / "posts/2021/hello.md").chmod(0),
    "a draft that may be none": lambda site: site.post(draft="perhaps"),
    "no date": lambda site: site.post(date="soon"),
}
OTHER: dict[str, Callable[[Site], object]] = {
    "an empty list": slip,
    "broken settings": lambda site: site.write("conf.py", "x = (\n"),
    "no settings": lambda site: (site.folder / "conf.py").unlink(),
    "no home page": lambda site: (site.folder / "index.md").unlink(),
    "an unknown extension": lambda site: site.write(
        "conf.py", (site.folder / "conf.py").read_text() + "extensions.append('nothing')\n"
    ),
    "a broken template": lambda site: (
        site.write("templates/post.html", "{{ 1 / 0 }}"),
        site.write("conf.py", (site.folder / "conf.py").read_text() + "templates_path = ['templates']\n"),
    ),
}


@pytest.mark.parametrize("trouble", TROUBLE)
def test_slip_that_leaves_open_whether_a_post_may_be_seen_loses_nothing(good: Site, trouble: str) -> None:
    TROUBLE[trouble](good)
    _, last = fails(good, without_privileges)
    assert last.startswith("The site was not built: ")
    assert "posts/2021/hello.md at /posts/2021/hello/ (a mistake leaves open whether it may be seen)." in last
    assert last.endswith(LAST)
    good.post()
    (good.folder / "posts/2021/hello.md").chmod(0o644)
    assert run(good).code == 0


@pytest.mark.parametrize("trouble", OTHER)
def test_post_that_is_a_draft_by_now_is_named_whatever_was_wrong(good: Site, trouble: str) -> None:
    OTHER[trouble](good)
    assert fails(good)[1].endswith("_build/html is as it was.")
    good.post("posts/2021/b.md", title="B", draft="true")
    good.post("posts/2021/c/index.md", title="C", date="2999-01-01")
    for _ in range(2):
        _, last = fails(good)
        assert last.endswith(
            "_build/html is as it was, and still shows what is held back by now: posts/2021/b.md at /posts/2021/b/ "
            f"(a draft), posts/2021/c/index.md at /posts/2021/c/ (not due before 2999-01-01 00:00). {LAST}"
        )


@pytest.mark.parametrize(
    "before", [interrupted("read_or_report"), interrupted("write_documents"), full], ids=["reading", "writing", "full"]
)
def test_build_that_is_cut_short_names_it_too(good: Site, before: Callable[[], None]) -> None:
    good.post(title="Changed")
    good.post("posts/2021/b.md", title="B", draft="true")
    assert "posts/2021/b.md at /posts/2021/b/ (a draft)" in fails(good, before)[1]
    assert run(good).code == 0
    assert not (good.folder / "_build/html/posts/2021/b").exists()


def test_build_that_is_killed_touches_nothing(good: Site) -> None:
    def killed(*arguments: Any, **named: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    good.post("posts/2021/b.md", title="B", draft="true")
    last = files(good)
    assert run(good, lambda: setattr(SiteBuilder, "settle", killed)).code == -signal.SIGKILL
    assert files(good) == last
    slip(good)
    assert "posts/2021/b.md at /posts/2021/b/ (a draft)" in fails(good)[1]


def test_folder_that_may_not_be_written_is_told_of_too(good: Site) -> None:
    good.post("posts/2021/b.md", title="B", draft="true")
    (good.folder / "_build/lock").chmod(0o444)
    assert "posts/2021/b.md at /posts/2021/b/ (a draft)" in fails(good, without_privileges)[1]


def test_what_was_never_published_is_not_named(good: Site) -> None:
    good.post("posts/2021/d.md", title="D", draft="true")
    good.post("posts/2021/e.md", title="E", redirect="[/posts/2021/f/]")
    assert run(good).code == 0
    good.post("posts/2021/f.md", title="F", draft="true")  # at its address stands another post's redirect
    slip(good)
    assert fails(good)[1].endswith("_build/html is as it was.")


def test_site_of_another_machinery_is_known_by_its_pages(good: Site) -> None:
    """What the last build knew is thrown away with what made it."""
    good.write("requirements.txt", "sphinx==9\n")
    good.post("posts/2021/b.md", title="B", draft="true")
    slip(good)
    for _ in range(2):
        assert "posts/2021/b.md at /posts/2021/b/ (a draft)" in fails(good)[1]


def test_first_build_that_fails_has_nothing_to_say_of_a_site(site: Site) -> None:
    slip(site)
    assert run(site).stderr.endswith("Each line above says what to write instead.\n")


def test_build_cut_short_on_its_way_into_place_is_finished_whatever_is_wrong_next(good: Site) -> None:
    good.post(title="Changed")
    left = [6]
    replace = os.replace

    def cut(*arguments: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        replace(*arguments)

    assert run(good, lambda: setattr(os, "replace", cut)).code == -signal.SIGKILL
    assert (good.folder / "_build/work/journal.json").exists()
    good.write("conf.py", "x = (\n")
    assert run(good).stderr.endswith("_build/html is as it was.\n")
    assert not (good.folder / "_build/work").exists()
    good.html = good.folder / "_build/html"
    assert good.page("/posts/2021/hello/").h1.get_text() == "Changed"


def test_ledger_is_not_touched_by_a_build_that_fails(good: Site) -> None:
    slip(good)
    last = files(good)
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "SEARCH": "0"}
    command = [sys.executable, "-m", "valuable", "permalinks"]
    done = subprocess.run(command, cwd=good.folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.endswith("_build/html is as it was.\n")
    assert files(good) == last
    assert not (good.folder / "permalinks.txt").exists()


# -- Who publishes it --------------------------------------------------------------------------------------------


@pytest.mark.skipif(not WORKFLOW.is_file(), reason="this site is published elsewhere")
def test_workflow_publishes_after_a_good_build_only() -> None:
    jobs = yaml.safe_load(WORKFLOW.read_text())["jobs"]
    steps = jobs["build"]["steps"]
    (build,) = [number for number, step in enumerate(steps) if step.get("run", "").startswith("make html")]
    (upload,) = [number for number, step in enumerate(steps) if "upload-pages" in step.get("uses", "")]
    assert build < upload
    assert jobs["deploy"]["needs"] == "build"
    for part in (*steps, *jobs.values()):
        assert "continue-on-error" not in part
        condition = str(part.get("if", ""))
        assert "always(" not in condition
        assert "cancelled(" not in condition
        # What runs after a failure says what to do, no more.
        if "failure(" in condition:
            assert all(re.match(r"echo |if |elif |else$|fi$", line.strip()) for line in part["run"].splitlines())


def test_read_the_docs_publishes_after_a_good_build_only(tmp_path: Path) -> None:
    """It runs one command after another, and stops at the first that fails."""
    commands = yaml.safe_load((ROOT / ".readthedocs.yaml").read_text())["build"]["jobs"]["build"]["html"]
    assert commands[0] == "make html"
    (tmp_path / "_build/html").mkdir(parents=True)
    (tmp_path / "_build/html/index.html").write_text("old")
    make = tmp_path / "make"
    make.write_text("#!/bin/sh\nexit 2\n")
    make.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "READTHEDOCS_OUTPUT": str(tmp_path / "out")}
    codes = []
    for command in commands:
        codes.append(subprocess.run(command, shell=True, cwd=tmp_path, env=environment).returncode)
        if codes[-1]:
            break
    assert codes == [2]
    assert not (tmp_path / "out").exists()


def test_read_the_docs_gets_files_whose_names_begin_with_a_dot() -> None:
    commands = yaml.safe_load((ROOT / ".readthedocs.yaml").read_text())["build"]["jobs"]["build"]["html"]
    assert commands[1:] == ['mkdir -p "$READTHEDOCS_OUTPUT/html"', 'cp -R _build/html/. "$READTHEDOCS_OUTPUT/html/"']


@pytest.mark.skipif(not WORKFLOW.is_file(), reason="this site is published elsewhere")
def test_github_gets_files_whose_names_begin_with_a_dot() -> None:
    jobs = yaml.safe_load(WORKFLOW.read_text())["jobs"]
    steps = [step for job in jobs.values() for step in job["steps"]]
    (upload,) = [step for step in steps if "upload-pages-artifact" in step.get("uses", "")]
    assert upload["with"]["include-hidden-files"] is True
    for step in steps:
        if "uses" in step:
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"].split()[0])
