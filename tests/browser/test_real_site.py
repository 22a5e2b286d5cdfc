"""The site that these tests stand in, whoever's it is, as a browser shows it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import lxml.html
import pytest
from conftest import THOROUGH, base_of
from playwright.sync_api import Browser, Page, Request

from browser.sites import Site, served
from browser.test_axe import violations_by_look
from browser.test_csp import Watch

pytestmark = pytest.mark.browser
MOST = 24 if THOROUGH else 6  # pages that are looked at


@pytest.fixture(scope="module")
def real(browser: Browser, real_site: Path) -> Iterator[Site]:
    with served(real_site, base=urlsplit(base_of(real_site)).path) as host:
        yield host


def kinds(page: Path) -> set[str]:
    """Return what a page has, in words that pages share: its elements with their classes, and its language."""
    root = lxml.html.document_fromstring(page.read_bytes())
    found = {f"{tag.tag}.{name}" for tag in root.iter("*") for name in ["", *(tag.get("class") or "").split()]}
    return {name for name in found if not re.search(r"\d", name)} | {f"in {root.get('lang')}"}


def one_of_each(site: Site) -> list[str]:
    """Return the paths of few pages that together have all that is on any page, or as much as few pages can have."""
    paths = {path: kinds(site.folder / f"{path}index.html".lstrip("/")) for path in site.paths() if path[-1] == "/"}
    chosen: list[str] = []
    seen: set[str] = set()
    while len(chosen) < MOST:
        path = max(paths, key=lambda path: len(paths[path] - seen))
        if paths[path] <= seen:
            break
        chosen.append(path)
        seen |= paths[path]
    return [*chosen, "/404.html"]


def test_no_page_has_a_violation_or_asks_another_host_or_breaks_its_policy(
    real: Site, window: Callable[..., Page]
) -> None:
    watch = Watch(window())
    elsewhere: list[str] = []

    def on_request(request: Request) -> None:
        if not request.url.startswith((real.url, "data:")):
            elsewhere.append(request.url)

    watch.page.on("request", on_request)
    found = {}
    for path in one_of_each(real):
        watch.page.goto(real.address(path))
        watch.page.keyboard.press("Shift")  # who does something gets the scripts
        watch.page.wait_for_load_state("networkidle")
        found[path] = violations_by_look(watch.page)
    assert {path: faults for path, faults in found.items() if faults} == {}
    assert elsewhere == []
    assert watch.stopped == []


def test_pages_fit_a_phone(real: Site, window: Callable[..., Page]) -> None:
    page = window(width=320, height=740)
    wide = []
    for path in one_of_each(real):
        page.goto(real.address(path))
        if page.evaluate("document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"):
            wide.append(path)
    assert wide == []
