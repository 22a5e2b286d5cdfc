"""The sites, the browser and its windows. Each is made once for the tests of this folder."""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from browser.search_posts import write_posts
from browser.sites import ROOT, Site, build, copy, served, sources

NAMES = ("chromium", "chromium-browser", "google-chrome")
# How long something may take before it is said never to come: longer than on the busiest machine.
PATIENCE = 60_000  # milliseconds
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        reason = f"no browser is installed: none of {', '.join(NAMES)} is on the PATH"
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The real site."""
    folder = tmp_path_factory.mktemp("site")
    copy(sources(), folder)
    with served(build(folder, "https://valuable.example/")) as host:
        yield host


@pytest.fixture(scope="package")
def based_site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The real site, as it stands under ``/repo/`` of a host."""
    folder = tmp_path_factory.mktemp("based-site")
    copy(sources(), folder)
    with served(build(folder, "https://user.example/repo/"), base="/repo/") as host:
        yield host


@pytest.fixture(scope="package")
def kitchen_sink(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The machinery of the real site with the content of ``tests/roots/kitchen-sink``."""
    folder = tmp_path_factory.mktemp("kitchen-sink")
    machinery = ("valuable/", "_templates/", "_static/")
    copy([name for name in sources() if name == "conf.py" or name.startswith(machinery)], folder)
    shutil.copytree(ROOT / "tests" / "roots" / "kitchen-sink", folder, dirs_exist_ok=True)
    with served(build(folder, "https://valuable.example/")) as host:
        yield host


@pytest.fixture(scope="package")
def search_site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The machinery of the real site with posts to be searched, under a base path."""
    folder = tmp_path_factory.mktemp("search-site")
    machinery = ("valuable/", "_templates/", "_static/")
    copy([name for name in sources() if name == "conf.py" or name.startswith(machinery)], folder)
    write_posts(folder)
    with served(build(folder, "https://user.example/repo/"), base="/repo/") as host:
        yield host


@pytest.fixture(scope="package")
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Contexts by their settings, which are Playwright's; one for all tests that ask for the same."""
    opened: list[BrowserContext] = []

    @cache
    def context(width: int = 1440, height: int = 900, **settings: Any) -> BrowserContext:
        opened.append(browser.new_context(viewport={"width": width, "height": height}, **settings))
        opened[-1].set_default_timeout(PATIENCE)
        # Nor does a page give up what it fetches.
        opened[-1].add_init_script("AbortSignal.timeout = () => new AbortController().signal;")
        return opened[-1]

    yield context
    for each in opened:
        each.close()


@pytest.fixture
def window(contexts: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Open a page in a context of the settings given: ``window(width=360, color_scheme="dark")``."""
    pages: list[Page] = []

    def open_page(**settings: Any) -> Page:
        pages.append(contexts(**settings).new_page())
        return pages[-1]

    yield open_page
    for page in pages:
        page.close()
