"""What hostile authors write neither runs, nor asks other hosts, nor covers the page, nor leads a reader away."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Request

from browser.sites import Site, copy, served, sources
from hostile import HOSTILE

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).with_name("hostile.js").read_text(encoding="utf-8").rstrip().removesuffix(";")
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
TOGETHER = 20
BLANK = "<!doctype html><title>Frames</title><body>"


def written(folder: Path, *options: str) -> Path:
    """Build a site of hostile posts whatever is wrong with them, and return the folder of its pages."""
    machinery = ("valuable/", "_templates/", "_static/")
    copy([name for name in sources() if name in {"conf.py", "requirements.txt"} or name.startswith(machinery)], folder)
    (folder / "index.md").write_text("# Home\n\nWelcome.\n")
    for record in HOSTILE:
        for name, content in record.files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "dirhtml", "-d", "doctrees", "-j", "2", *options, ".", "html"]
    environment = {**os.environ, "CARDS": "0", "SEARCH": "0"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr[-2000:]
    (folder / "html" / "frames.html").write_text(BLANK)
    return folder / "html"


@pytest.fixture(scope="module")
def hostile_site(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(written(tmp_path_factory.mktemp("hostile"))) as host:
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
def policy_alone(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Pages in which all that is written as HTML stands, and only the policy keeps it from harm."""
    with served(written(tmp_path_factory.mktemp("trusted"), "-D", "raw_html=trusted")) as host:
        yield host


@pytest.fixture
def page(contexts: Callable[..., BrowserContext]) -> Iterator[Page]:
    opened = contexts(width=1440, height=900, service_workers="block").new_page()
    yield opened
    opened.close()


def addresses(site: Site) -> list[str]:
    """Return the pages that came of the records, and all other pages but those of lists that are cut."""
    return [path for path in site.paths() if path != "/frames.html"]


def visited(site: Site, page: Page, *, interact: bool = True) -> dict[str, list[str]]:
    """Return what is wrong with each page of *site*, once a browser has opened it."""
    asked: list[str] = []

    def on_request(request: Request) -> None:
        if not request.url.startswith((site.url, "data:")):
            asked.append(request.url)

    page.on("request", on_request)
    page.on("dialog", lambda dialog: asked.append(dialog.message) or dialog.dismiss())
    found: dict[str, list[str]] = {}
    paths = addresses(site)
    for start in range(0, len(paths), TOGETHER):
        page.goto(site.address("/frames.html"))
        part = paths[start : start + TOGETHER]
        found.update(page.evaluate(SCRIPT, {"addresses": part, "interact": interact}))
        if page.url != site.address("/frames.html"):
            found[part[0]] = [f"one of these pages has taken the window to {page.url}"]
        if asked:
            found.setdefault(part[0], []).append(f"one of these pages has asked for {asked}")
            asked.clear()
    return found


def test_nothing_hostile_has_an_effect(hostile_site: Site, page: Page) -> None:
    assert len(addresses(hostile_site)) > 200
    assert visited(hostile_site, page) == {}


def test_nothing_hostile_has_an_effect_without_the_policy(without_policy: Site, page: Page) -> None:
    assert visited(without_policy, page) == {}
