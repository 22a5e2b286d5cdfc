"""The sites, the browser and its windows. Each is made once for the tests of this folder."""

import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import build_in, laid_out, made_once, write_settings
from playwright.sync_api import Browser, BrowserContext, Error, Page, ViewportSize, expect, sync_playwright

from browser.search_posts import write_posts
from browser.sites import Site, served

# The first is the quickest: it draws no window.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# How long something may take before it is said never to come: longer than on the busiest machine.
PATIENCE = 60_000  # milliseconds
expect.set_options(timeout=PATIENCE)
# Nor does a page give up what it fetches; and what its policy has stopped is said on its console.
EVERYWHERE = """AbortSignal.timeout = () => new AbortController().signal;
addEventListener("securitypolicyviolation", (event) => console.error(event.violatedDirective));"""
DESKTOP: ViewportSize = {"width": 1440, "height": 900}


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
    def context(**settings: Any) -> BrowserContext:
        opened.append(browser.new_context(viewport=DESKTOP, **settings))
        opened[-1].set_default_timeout(PATIENCE)
        opened[-1].add_init_script(EVERYWHERE)
        return opened[-1]

    yield context
    for each in opened:
        each.close()


@pytest.fixture(scope="package")
def idle(contexts: object) -> dict[BrowserContext, list[Page]]:
    """The blank pages of each context that no test has just now: to open one takes longer than most tests."""
    return defaultdict(list)


@pytest.fixture
def window(
    contexts: Callable[..., BrowserContext], idle: dict[BrowserContext, list[Page]]
) -> Iterator[Callable[..., Page]]:
    """Lend pages that are as good as new: ``window(width=360, color_scheme="dark")``."""
    lent: list[Page] = []

    def lend(
        width: int = DESKTOP["width"],
        height: int = DESKTOP["height"],
        color_scheme: Any = "light",
        reduced_motion: Any = "no-preference",
        **settings: Any,
    ) -> Page:
        context = contexts(**settings)
        lent.append(idle[context].pop() if idle[context] else observed(context.new_page()))
        lent[-1].set_viewport_size({"width": width, "height": height})
        lent[-1].emulate_media(media="null", color_scheme=color_scheme, reduced_motion=reduced_motion)
        return lent[-1]

    yield lend
    for page in lent:
        try:
            wiped = wipe(page)
        except Error:  # it hangs where a test has failed
            wiped = False
        if wiped:
            idle[page.context].append(page)
        else:
            page.close()


def observed(page: Page) -> Page:
    """Have *page* note what it is given that stays with it: ``page.listeners``, and ``page.scripts``."""
    on, add_init_script = page.on, page.add_init_script
    page.listeners, page.scripts = [], []  # type: ignore[attr-defined]

    def listen(event: Any, listener: Callable[..., object]) -> None:
        page.listeners.append((event, listener))  # type: ignore[attr-defined]
        on(event, listener)

    def add(script: str) -> None:
        page.scripts.append(script)  # type: ignore[attr-defined]
        add_init_script(script)

    page.on, page.add_init_script = listen, add  # type: ignore[method-assign, assignment]
    return page


def wipe(page: Page) -> bool:
    """Make *page* as good as new: what was stored, given to it or pointed at goes. Return whether it can be."""
    if page.scripts:  # type: ignore[attr-defined]
        return False
    for event, listener in page.listeners:  # type: ignore[attr-defined]
        page.remove_listener(event, listener)
    page.listeners.clear()  # type: ignore[attr-defined]
    page.unroute_all()
    if page.url.startswith("http"):
        page.evaluate("localStorage.clear(), sessionStorage.clear()")
    page.mouse.move(0, 0)
    page.goto("about:blank")
    return True
