"""The sites, the browser and its windows. Each is made once for the tests of this folder."""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import build_in, laid_out, made_once, write_settings
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from browser.search_posts import write_posts
from browser.sites import Site, served

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


def built(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    return made_once(factory, name, make) / "_build" / "html"


@pytest.fixture(scope="package")
def site(browser: Browser, sample_site: Path) -> Iterator[Site]:
    """The machinery with the content of ``tests/roots/sample``: a page of each of ``KINDS``."""
    with served(sample_site) as host:
        yield host


@pytest.fixture(scope="package")
def based_site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The same, as it stands under ``/repo/`` of a host."""

    def make(folder: Path) -> None:
        build_in(laid_out("sample", folder), "https://user.example/repo/")

    with served(built(tmp_path_factory, "browser-based-site", make), base="/repo/") as host:
        yield host


@pytest.fixture(scope="package")
def kitchen_sink(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The machinery with the content of ``tests/roots/kitchen-sink``."""

    def make(folder: Path) -> None:
        build_in(laid_out("kitchen-sink", folder), "https://lights.example/")

    with served(built(tmp_path_factory, "browser-kitchen-sink", make)) as host:
        yield host


@pytest.fixture(scope="package")
def search_site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The machinery with posts to be searched, under a base path."""

    def make(folder: Path) -> None:
        write_settings(folder)
        write_posts(folder)
        build_in(folder, "https://user.example/repo/")

    with served(built(tmp_path_factory, "browser-search-site", make), base="/repo/") as host:
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
