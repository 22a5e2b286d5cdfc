"""What hostile authors write neither runs, nor asks other hosts, nor covers the page, nor leads a reader away.

All of it is opened by ``THOROUGH=1 make test``, as CI runs it, else a share.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from conftest import ROOT, drawn, write_settings
from hostile import HOSTILE, Hostile
from playwright.sync_api import BrowserContext, Dialog, Page, Request

from browser.sites import Site, served

SCRIPT = Path(__file__).with_name("hostile.js").read_text(encoding="utf-8").rstrip().removesuffix(";")
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
TOGETHER = 20
STOPPED = {"csp", "origin"}  # by a policy, or by what may not come from another host: nothing was sent
FRAMES = "/frames.html"
BLANK = "<!doctype html><title>Frames</title><body>"


def written(folder: Path, records: Iterable[Hostile], *options: str) -> Path:
    """Build a site of hostile posts whatever is wrong with them, and return the folder of its pages."""
    write_settings(folder)
    (folder / "index.md").write_text("# Home\n\nWelcome.\n")
    for record in records:
        for name, content in record.files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-b",
        "dirhtml",
        "-d",
        "doctrees",
        "-j",
        "2",
        *options,
        ".",
        "html",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SITE_URL": "https://lights.example/"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr[-2000:]
    (folder / "html" / "frames.html").write_text(BLANK)
    return folder / "html"


@pytest.fixture(scope="module")
def hostile_site(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(written(tmp_path_factory.mktemp("hostile"), HOSTILE)) as host:
        yield host


@pytest.fixture(scope="module")
def without_policy(hostile_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The same pages without their policy: what keeps code out holds by itself."""
    folder = tmp_path_factory.mktemp("without-policy") / "html"
    shutil.copytree(hostile_site.folder, folder)
    for page in folder.rglob("*.html"):
        page.write_text(POLICY.sub("", page.read_text(encoding="utf-8")), encoding="utf-8")
    with served(folder) as host:
        yield host


@pytest.fixture(scope="module")
def policy_alone(hostile_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Pages in which all stands that authors have written as HTML, with the policies that they have when it doesn't."""
    records = [record for record in HOSTILE if record.name.startswith(("html-", "block-", "title-", "heading-"))]
    folder = written(tmp_path_factory.mktemp("policy-alone"), records, "-D", "raw_html=trusted")
    for page in folder.rglob("*.html"):
        cleaned = hostile_site.folder / page.relative_to(folder)
        policy = POLICY.search(cleaned.read_text(encoding="utf-8"))
        if policy and (text := page.read_text(encoding="utf-8")):
            page.write_text(POLICY.sub(lambda _, policy=policy: policy[0], text, count=1), encoding="utf-8")
    with served(folder) as host:
        yield host


@pytest.fixture
def page(contexts: Callable[..., BrowserContext]) -> Iterator[Page]:
    opened = contexts(service_workers="block").new_page()
    yield opened
    opened.close()


def visited(site: Site, page: Page, paths: list[str]) -> dict[str, list[str]]:
    """Return what is wrong with each page of *site*, once a browser has opened it."""
    asked: list[str] = []

    def on_request(request: Request) -> None:
        if not request.url.startswith((site.url, "data:")):
            asked.append(request.url)

    def on_failure(request: Request) -> None:
        if request.failure in STOPPED and request.url in asked:
            asked.remove(request.url)

    def on_dialog(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("request", on_request)
    page.on("requestfailed", on_failure)
    page.on("dialog", on_dialog)
    found: dict[str, list[str]] = {}
    for start in range(0, len(paths), TOGETHER):
        page.goto(site.address(FRAMES))
        part = paths[start : start + TOGETHER]
        found.update(page.evaluate(SCRIPT, part))
        if page.url != site.address(FRAMES):
            found.setdefault(part[0], []).append(f"one of these pages has taken the window to {page.url}")
        if asked:
            found.setdefault(part[0], []).append(f"one of these pages has asked for {asked}")
            asked.clear()
    return found


def posts(site: Site) -> list[str]:
    return [path for path in site.paths() if path.startswith("/posts/2021/")]


def test_nothing_hostile_has_an_effect(hostile_site: Site, page: Page) -> None:
    """A third of the posts, and all that names the others: those are opened without the policy, which lets more in."""
    hostile = posts(hostile_site)
    paths = [path for path in hostile_site.paths() if path not in {*hostile, FRAMES}] + drawn(hostile[::3])
    assert len(hostile) > 500
    assert visited(hostile_site, page, paths) == {}


def test_nothing_hostile_has_an_effect_without_the_policy(without_policy: Site, page: Page) -> None:
    hostile = posts(without_policy)
    assert len(hostile) > 500
    assert visited(without_policy, page, drawn(hostile)) == {}


def test_policy_alone_lets_no_script_run_and_asks_no_other_host(policy_alone: Site, page: Page) -> None:
    # What leads away by itself is no matter of a policy.
    hostile = [path for path in posts(policy_alone) if "refresh" not in path]
    assert len(hostile) > 300
    found = visited(policy_alone, page, drawn(hostile))
    assert found, "hostile HTML covers pages that are not kept from it"
    said = {problem for problems in found.values() for problem in problems}
    assert {
        problem for problem in said if "script ran" in problem or "asked" in problem or "window" in problem
    } == set()
