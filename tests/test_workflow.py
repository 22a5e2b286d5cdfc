"""What the publishing workflow does with each event: its own conditions, worked out, and its own lines of shell, run on
repositories of git.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import CONF, ROOT

if not (ROOT / ".github/workflows/publish.yml").is_file():
    pytest.skip("this site is published elsewhere", allow_module_level=True)
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/publish.yml").read_text(encoding="utf-8"))
JOBS: dict[str, Any] = WORKFLOW["jobs"]
NEVER = "0" * 40
MAIN = {"repository": {"default_branch": "main"}}
MASTER = {"repository": {"default_branch": "master"}}

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is missing")


def step(job: str, name: str) -> dict[str, Any]:
    (found,) = [step for step in JOBS[job]["steps"] if step.get("name") == name]
    return dict(found)


def value(expression: str, github: Mapping[str, Any]) -> Any:
    """Work out an expression of a workflow. What is not there is an empty text, as it is for GitHub."""
    inner = expression.strip().removeprefix("${{").removesuffix("}}")

    def looked_up(match: re.Match[str]) -> str:
        found: Any = github
        for part in match[0].removeprefix("github.").split("."):
            found = found.get(part, "") if isinstance(found, Mapping) else ""
        return repr(found)

    inner = re.sub(r"github\.[\w.]+", looked_up, inner).replace("&&", " and ").replace("||", " or ")
    return eval(inner, {})  # the workflow is ours


def event(name: str, ref: str = "refs/heads/main", **payload: Any) -> dict[str, Any]:
    kind, _, ref_name = ref.removeprefix("refs/").partition("/")
    return {
        "event_name": name,
        "ref": ref,
        "ref_name": ref_name,
        "ref_type": "tag" if kind == "tags" else "branch",
        "event": payload,
    }


# -- Which events publish -------------------------------------------------------


@pytest.mark.parametrize(
    ("github", "built", "published"),
    [
        (event("push", before="a" * 40, **MAIN), True, True),
        (event("push", before=NEVER, **MAIN), True, True),
        (event("push", "refs/heads/master", before=NEVER, **MASTER), True, True),
        (event("push", "refs/heads/trunk", repository={"default_branch": "trunk"}), True, True),
        (event("push", "refs/heads/an/idea", before=NEVER, **MAIN), False, False),
        (event("push", "refs/heads/an/main", before=NEVER, **MAIN), False, False),
        (event("push", "refs/heads/main", before=NEVER, **MASTER), False, False),
        (event("workflow_dispatch", **MAIN), True, True),
        (event("workflow_dispatch", "refs/heads/an/idea", **MAIN), True, False),
        (event("workflow_dispatch", "refs/tags/main", **MAIN), True, False),
        (event("schedule", schedule="17 0 * * *"), True, True),
        (event("schedule", "refs/heads/master", schedule="17 0 * * *"), True, True),
        (event("pull_request", "refs/pull/7/merge", pull_request={"base": {"sha": "b" * 40}}, **MAIN), True, False),
        (event("pull_request", "refs/pull/7/merge", pull_request={"base": {"sha": NEVER}}, **MASTER), True, False),
    ],
)
def test_only_the_default_branch_is_published(github: dict[str, Any], built: bool, published: bool) -> None:
    assert bool(value(JOBS["build"]["if"], github)) is built
    assert bool(built and value(JOBS["build"]["env"]["PUBLISH"], github)) is published


def test_no_branch_is_assumed_and_a_tag_starts_nothing() -> None:
    on = WORKFLOW[True]  # YAML 1.1 takes `on` for true
    assert on["push"] == {"branches": ["**"]}
    assert JOBS["build"]["outputs"]["publish"] == "${{ env.PUBLISH }}"
    for name in ("deploy", "ledger"):
        assert JOBS[name]["if"] == "needs.build.outputs.publish == 'true'"
    text = (ROOT / ".github/workflows/publish.yml").read_text(encoding="utf-8")
    assert not re.search(r"\b(main|master)\b", text)


# -- Who may do what ------------------------------------------------------------


def test_what_may_write_to_the_repository_installs_nothing() -> None:
    (writer,) = [name for name, job in JOBS.items() if job["permissions"].get("contents") == "write"]
    assert writer == "ledger"
    used = [each["uses"].partition("@")[0] for each in JOBS[writer]["steps"] if "uses" in each]
    assert used == ["actions/checkout", "actions/download-artifact"]
    for each in JOBS[writer]["steps"]:
        assert not re.search(r"\b(make|python3?|pip|uv|npm|node|\.venv)\b(?! permalinks)", each.get("run", ""))
        assert ("TOKEN" in each.get("env", {})) == ("git push" in each.get("run", ""))
    assert WORKFLOW["permissions"] == {}
    assert {key: set(job["permissions"].values()) for key, job in JOBS.items()}["build"] == {"read"}


# -- What the ledger is compared with -------------------------------------------


def git(folder: Path, *arguments: str) -> str:
    names = ("-c", "user.name=A", "-c", "user.email=a@a.example", "-c", "init.defaultBranch=trunk")
    done = subprocess.run(
        ["git", *names, *arguments], cwd=folder, env=environment(), check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def commit(folder: Path, ledger: str | None) -> str:
    """Commit a ledger, or that there is none, and return the name of the commit."""
    if ledger is None:
        (folder / "permalinks.txt").unlink(missing_ok=True)
    else:
        (folder / "permalinks.txt").write_text(ledger)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "One more")
    return git(folder, "rev-parse", "HEAD")


def environment(**more: str) -> dict[str, str]:
    """Return this environment without what the tester has told git, so that it is as a runner's."""
    return {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", **more}


def sh(folder: Path, script: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the lines of a step as GitHub does."""
    return subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=folder,
        env=environment(**more),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository without a commit, in which the site's own Python can be called."""
    folder = tmp_path / "site"
    folder.mkdir()
    git(folder, "init", "-q")
    equip(folder)
    return folder


def equip(folder: Path) -> None:
    python = folder / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    (folder / ".gitignore").write_text("/.venv/\n/_build/\n/.cache/\n")


def since(folder: Path, github: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    found = step("build", "See that no address is lost")
    return sh(folder, found["run"], BEFORE=str(value(found["env"]["BEFORE"], github)))


OLD = "/\n/posts/2021/a/ tag:old.example,2021:2021-03-26/a\n/posts/2021/b/ tag:old.example,2021:2021-03-27/b\n"
LESS = OLD.replace("/posts/2021/b/ tag:old.example,2021:2021-03-27/b\n", "")
OTHER = "/\n/posts/2026/x/ tag:jo.example,2026:2026-11-20/x\n"
LOST = "permalinks.txt: the line `/posts/2021/b/ tag:old.example,2021:2021-03-27/b` was there and is not"


@pytest.mark.parametrize("ledger", ["", "# Mine\n", "\n\n", OTHER])
def test_a_ledger_that_begins_anew_loses_nothing(repository: Path, ledger: str) -> None:
    commit(repository, OLD)
    commit(repository, ledger)
    done = since(repository, event("workflow_dispatch", **MAIN))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_first_commit_of_another_site_loses_nothing(repository: Path) -> None:
    before = commit(repository, OLD)
    commit(repository, None)
    for github in (
        event("workflow_dispatch", **MAIN),
        event("push", before=before, **MAIN),
        event("push", before=NEVER, **MAIN),
        event("push", before="a" * 40, **MAIN),
        event("pull_request", pull_request={"base": {"sha": before}}, **MAIN),
    ):
        done = since(repository, github)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), github


def test_a_line_that_is_lost_is_told_whatever_has_started_the_run(repository: Path) -> None:
    before = commit(repository, OLD)
    commit(repository, LESS)
    for github in (
        event("schedule"),
        event("push", before=before, **MAIN),
        event("push", before=NEVER, **MAIN),
        event("push", before="a" * 40, **MAIN),  # forced, and the commit is no longer there
        event("pull_request", pull_request={"base": {"sha": before}}, **MAIN),
    ):
        done = since(repository, github)
        assert done.returncode == 1, github
        assert done.stdout.startswith(LOST)


def test_a_forced_push_is_compared_with_what_it_replaces(repository: Path) -> None:
    commit(repository, LESS)
    before = commit(repository, OLD)
    git(repository, "reset", "-q", "--hard", "HEAD~")
    assert since(repository, event("push", before=before, **MAIN)).stdout.startswith(LOST)
    assert since(repository, event("workflow_dispatch", **MAIN)).returncode == 0


@pytest.mark.parametrize("before", [NEVER, None])
def test_the_only_commit_has_nothing_to_be_compared_with(repository: Path, before: str | None) -> None:
    commit(repository, OLD)
    github = event("push", before=before, **MAIN) if before else event("workflow_dispatch", **MAIN)
    done = since(repository, github)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "git has no commit `HEAD~` here, so permalinks.txt was compared with nothing.\n"


def test_a_shallow_clone_has_nothing_to_be_compared_with(repository: Path, tmp_path: Path) -> None:
    before = commit(repository, OLD)
    commit(repository, LESS)
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{repository}", "shallow")
    equip(tmp_path / "shallow")
    done = since(tmp_path / "shallow", event("push", before=before, **MAIN))
    assert (done.returncode, done.stderr) == (0, "")
    assert "compared with nothing" in done.stdout
    (checkout,) = [each for each in JOBS["build"]["steps"] if each.get("uses", "").startswith("actions/checkout@")]
    assert checkout["with"]["fetch-depth"] == 0  # so the workflow has no such clone


def test_who_keeps_the_authority_of_another_site_is_told(repository: Path) -> None:
    commit(repository, OLD)
    commit(repository, OTHER.replace("jo.example,2026", "old.example,2021"))
    done = since(repository, event("workflow_dispatch", **MAIN))
    assert done.returncode == 1
    assert done.stdout.endswith("set feed_id_authority in conf.py, delete the ledger, and note it anew.\n")


# -- The ledger's way into the repository ---------------------------------------


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A repository as the workflow has checked it out, with a remote one beside it."""
    git(tmp_path, "init", "-q", "--bare", "origin.git")
    git(tmp_path, "init", "-q", "checkout")
    return tmp_path


def note(origin: Path, noted: str | None, branch: str = "trunk") -> subprocess.CompletedProcess[str]:
    """Run the steps that bring *noted*, the ledger of the build, into the repository."""
    handed = origin / "temp/permalinks"
    shutil.rmtree(handed, ignore_errors=True)
    handed.mkdir(parents=True)
    if noted is not None:
        (handed / "permalinks.txt").write_text(noted)
    return commit_noted(origin, branch)


def commit_noted(origin: Path, branch: str = "trunk") -> subprocess.CompletedProcess[str]:
    (origin / "summary").write_text("")
    runner = {
        "RUNNER_TEMP": str(origin / "temp"),
        "GITHUB_SERVER_URL": "https://git.example",
        "GITHUB_REPOSITORY": "jo/site",
        "GITHUB_STEP_SUMMARY": str(origin / "summary"),
        "BRANCH": branch,
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{origin / 'origin.git'}.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://x-access-token:t0ken@git.example/jo/site",
    }
    done = sh(origin / "checkout", step("ledger", "See that lines were only added")["run"], **runner)
    if done.returncode:
        return done
    script = step("ledger", "Commit it, or report it")["run"]
    return sh(origin / "checkout", script, TOKEN="t0ken", **runner)


def pushed(origin: Path, branch: str = "trunk") -> str:
    return git(origin / "origin.git", "show", f"{branch}:permalinks.txt") + "\n"


@pytest.mark.parametrize("branch", ["trunk", "master", "an/odd-name"])
@pytest.mark.parametrize("known", [None, "", "/\n"])
def test_a_new_ledger_is_committed_to_the_branch_it_is_of(origin: Path, branch: str, known: str | None) -> None:
    commit(origin / "checkout", known)
    done = note(origin, OLD, branch)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert pushed(origin, branch) == OLD
    assert (
        git(origin / "origin.git", "log", "-1", "--format=%an: %s", branch) == "github-actions[bot]: Note new addresses"
    )


def test_nothing_new_is_no_commit(origin: Path) -> None:
    before = commit(origin / "checkout", OLD)
    assert note(origin, OLD).returncode == 0
    assert git(origin / "checkout", "rev-parse", "HEAD") == before
    assert git(origin / "origin.git", "for-each-ref") == ""


@pytest.mark.parametrize(
    ("known", "noted"),
    [
        ("/\n", "# Ours\n/\n"),
        ("/\n/a/\n", "/\n/a/ tag:a.example,2026:2026-01-01/a\n"),  # a page has become a post
        ("/a/ tag:a.example,2026:2999-01-01/a\n", "/a/ tag:a.example,2026:2999-02-01/a\n"),  # postponed
        ("gone /a/\n", "gone /a/\n/b/\n"),
    ],
)
def test_what_is_added_is_taken(origin: Path, known: str, noted: str) -> None:
    commit(origin / "checkout", known)
    assert note(origin, noted).returncode == 0
    assert pushed(origin) == noted


@pytest.mark.parametrize(
    ("known", "noted"),
    [
        (OLD, LESS),
        (OLD, OLD.replace("2021-03-27/b", "2021-03-28/b")),
        (OLD, OLD.replace(" tag:old.example,2021:2021-03-27/b", "")),
        ("gone /a/\n/b/\n", "/a/\n/b/\n"),
        ("/a/\n/b/\n", "gone /a/\n/b/\n"),
        (OLD, ""),
        (OLD, None),
        (OLD, f"{OLD}#!/bin/sh is fine\nrm -rf .\n"),
        ("", "<script>alert(1)</script>\n"),
    ],
)
def test_a_ledger_that_loses_a_line_is_not_taken(origin: Path, known: str, noted: str | None) -> None:
    before = commit(origin / "checkout", known)
    done = note(origin, noted)
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=permalinks.txt,title=Nothing was committed::")
    assert "Run 'make permalinks' at home, and commit." in done.stdout
    assert git(origin / "checkout", "rev-parse", "HEAD") == before
    assert (origin / "checkout/permalinks.txt").read_text() == known


def test_a_link_in_place_of_the_ledger_is_not_followed(origin: Path) -> None:
    commit(origin / "checkout", OLD)
    (origin / "temp/permalinks").mkdir(parents=True)
    (origin / "secret").write_text(f"{OLD}/secret/\n")
    (origin / "temp/permalinks/permalinks.txt").symlink_to(origin / "secret")
    assert commit_noted(origin).returncode == 1


def test_a_branch_that_takes_no_commit_is_reported_with_the_lines(origin: Path) -> None:
    commit(origin / "checkout", "/\n")
    hook = origin / "origin.git/hooks/pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    done = note(origin, "/\n/about/\n")
    assert done.returncode == 0
    assert done.stdout.startswith("::warning file=permalinks.txt::New addresses could not be committed")
    assert "```text\n/about/\n```" in (origin / "summary").read_text()


# -- What is said ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcomes", "message"),
    [
        (
            {"PAGES": "failure"},
            "Open Settings, then Pages. Under 'Build and deployment', at 'Source', choose 'GitHub A",
        ),
        ({"PAGES": "success", "HTML": "failure"}, "each mistake stands with its file, its line and what to write"),
        ({"PAGES": "skipped", "HTML": "success", "SINCE": "failure"}, "If this is to be another site, delete permalin"),
        ({"PAGES": "success", "HTML": "success", "SINCE": "success"}, "Choose 'Re-run all jobs'"),
    ],
)
def test_a_build_that_fails_says_what_to_do(tmp_path: Path, outcomes: dict[str, str], message: str) -> None:
    said = step("build", "Say what to do")
    assert said["if"] == "failure()"
    done = sh(tmp_path, said["run"], **{"HTML": "", "SINCE": "", **outcomes})
    assert done.stdout.startswith("::error ")
    assert message in done.stdout
    assert done.stdout.count("\n") == 1
    ids = {each["id"] for each in JOBS["build"]["steps"] if "id" in each}
    assert set(re.findall(r"steps\.(\w+)\.", str(said["env"]))) <= ids


def test_a_deployment_that_fails_says_what_to_do(tmp_path: Path) -> None:
    said = step("deploy", "Say what to do")
    assert said["if"] == "failure()"
    assert "at 'Source', 'GitHub Actions' has to be chosen" in sh(tmp_path, said["run"]).stdout


# -- A stranger's first commit --------------------------------------------------

STRANGER = """
project = html_title = blog_title = "Jo writes"
author = "Jo Doe"
site_tagline = "Notes"
language = "en-US"
feed_id_authority = "jo.example,2026"
people = {"jo": {"name": "Jo Doe"}}
blog_default_author = "jo"
"""
POST = "---\ndate: 2026-11-20\n---\n\n# Hello\n\nSome words.\n"


@pytest.fixture
def clone(repository: Path) -> Path:
    """A copy of this site whose author has followed "Make it yours", and has not committed yet."""
    commit(repository, OLD)
    shutil.copy(ROOT / "Makefile", repository)
    for path in ("requirements.txt", ".venv/requirements.txt"):
        shutil.copy(ROOT / "requirements.txt", repository / path)
    (repository / "conf.py").write_text(CONF + STRANGER)
    (repository / "permalinks.txt").unlink()
    (repository / "index.md").write_text("# Welcome\n\nI write here.\n")
    (repository / "about.md").write_text("# About\n\nMe.\n")
    return repository


def run_build(clone: Path) -> subprocess.CompletedProcess[str]:
    """Run what the workflow runs in its first job when it is started by hand."""
    settings = {"CARDS": "0", "SEARCH": "0", "SITE_URL": "https://jo.example/site/"}
    for name in ("Build the site", "See that no address is lost", "Add what is new to the ledger"):
        done = sh(clone, step("build", name)["run"], BEFORE="HEAD~", **settings)
        if done.returncode:
            break
    return done


def test_the_first_commit_of_a_stranger_is_published_and_so_is_the_second(clone: Path) -> None:
    (clone / "posts/2026").mkdir(parents=True)
    (clone / "posts/2026/hello.md").write_text(POST)
    git(clone, "add", "-A")
    git(clone, "commit", "-qm", "Begin")
    done = run_build(clone)
    assert done.returncode == 0, done.stderr
    noted = (clone / "permalinks.txt").read_text()
    assert "/posts/2026/hello/ tag:jo.example,2026:2026-11-20/hello\n" in noted
    assert "old.example" not in noted
    commit(clone, noted)
    (clone / "posts/2026/more.md").write_text(POST.replace("Hello", "More"))
    git(clone, "add", "-A")
    git(clone, "commit", "-qm", "Go on")
    assert run_build(clone).returncode == 0
    assert (clone / "_build/html/posts/2026/more/index.html").is_file()


@pytest.mark.parametrize("draft", [True, False])
def test_a_site_without_a_post_is_published(clone: Path, draft: bool) -> None:
    if draft:
        (clone / "posts/2026").mkdir(parents=True)
        (clone / "posts/2026/hello.md").write_text(POST.replace("date: 2026-11-20", "draft: true"))
    git(clone, "add", "-A")
    git(clone, "commit", "-qm", "Begin")
    assert run_build(clone).returncode == 0
    assert not (clone / "_build/html/posts").exists()
    assert "/about/" in (clone / "permalinks.txt").read_text().splitlines()


def test_a_ledger_that_is_noted_before_the_first_commit_is_taken(clone: Path) -> None:
    (clone / "posts/2026").mkdir(parents=True)
    (clone / "posts/2026/hello.md").write_text(POST)
    assert sh(clone, "make permalinks", CARDS="0", SEARCH="0").returncode == 0
    git(clone, "add", "-A")
    git(clone, "commit", "-qm", "Begin")
    assert run_build(clone).returncode == 0


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("posts/2026/hello.md", POST.replace("date", "day"), "posts/2026/hello.md:2: WARNING: there is no key `day`"),
        (
            "conf.py",
            CONF + STRANGER.replace('default_author = "jo"', 'default_author = "x"'),
            "one of the keys of people",
        ),
        (
            "conf.py",
            CONF + STRANGER + "html_baseurl = 'jo.example'\n",
            "write the site's whole address, such as 'https",
        ),
        (
            "index.md",
            "# Welcome\n\n[[What is important]]\n",
            "index.md:3: WARNING: `[[What is important]]` leads nowhere",
        ),
    ],
)
def test_a_strangers_mistake_is_told_with_its_cure(clone: Path, path: str, text: str, message: str) -> None:
    (clone / path).parent.mkdir(parents=True, exist_ok=True)
    (clone / path).write_text(text)
    done = run_build(clone)
    assert done.returncode != 0
    assert message in done.stderr
    assert "Traceback" not in done.stderr
