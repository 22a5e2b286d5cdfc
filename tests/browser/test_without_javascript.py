"""Every page can be read and reached without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.sites import KINDS, Site

HEADINGS = {
    "home": "A light, kept in order",
    "post": "What does a keeper do",
    "German post": "Wer das Licht sieht",
    "post with maths": "How high is the water?",
    "post with a table and notes": "What a log holds",
    "post with code": "How the lamp is timed",
    "post with abbreviations": "Calling the station",
    "concept": "Steady light",
    "concept with a definition of another": "Handover",
    "concepts": "Concepts",
    "posts": "Posts",
    "archive": "Archive",
    "tags": "Tags",
    "tag": "Posts tagged “night watches”",
    "categories": "Categories",
    "category": "Posts in “Keeping”",
    "authors": "Authors",
    "author": "Ada Writer",
    "about": "About",
    "subscribe": "Subscribe",
    "search": "Search",
    "not found": "Page not found",
}
TEXT_WITHOUT_BUTTONS = """() => {
  document.querySelectorAll(".copy-code").forEach((button) => button.remove());
  return document.querySelector(".content").innerText;
}"""
VISIBLE_LINKS = """links => links.filter(link => link.checkVisibility())
  .map(link => new URL(link.getAttribute("href") ?? link.action, document.baseURI))
  .map(url => url.origin === location.origin ? url.pathname : "elsewhere")"""


def test_every_kind_has_a_heading_to_be_looked_for() -> None:
    assert HEADINGS.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_page_shows_its_text(site: Site, window: Callable[..., Page], kind: str) -> None:
    page = window(java_script_enabled=False)
    page.goto(site.address(KINDS[kind]))
    expect(page.get_by_role("main").get_by_role("heading", level=1, name=HEADINGS[kind], exact=True)).to_be_visible()
    text = page.locator(".content").inner_text()
    if kind != "search":
        page = window()
        page.goto(site.address(KINDS[kind]))
        assert page.evaluate(TEXT_WITHOUT_BUTTONS) == text


def test_every_page_can_be_reached_from_the_home_page(site: Site, window: Callable[..., Page]) -> None:
    page = window(java_script_enabled=False)
    pages = set(site.paths()) - {"/404.html"}
    reached, waiting = {"/"}, ["/"]
    while waiting:
        page.goto(site.address(waiting.pop()))
        links = page.locator("a[href], form[action]")  # a form leads to the search
        found = set(links.evaluate_all(VISIBLE_LINKS)) & pages - reached
        reached |= found
        waiting += sorted(found)
    assert pages - reached == set()


def test_menu_opens(site: Site, window: Callable[..., Page]) -> None:
    page = window(java_script_enabled=False, width=360, height=740)
    page.goto(site.address("/"))
    link = page.get_by_role("link", name="Subscribe")
    expect(link).to_be_hidden()
    page.get_by_role("button", name="Menu", exact=True).click()
    link.click()
    expect(page).to_have_url(site.address("/subscribe/"))


def test_contents_open(site: Site, window: Callable[..., Page]) -> None:
    page = window(java_script_enabled=False, width=360, height=740)
    page.goto(site.address(KINDS["post with maths"]))
    page.get_by_role("button", name="Contents", exact=True).click()
    page.locator("#Site-contents").get_by_role("link", name="The rule of twelfths").click()
    expect(page.get_by_role("heading", name="The rule of twelfths")).to_be_in_viewport()


def test_page_follows_the_scheme_of_the_device(site: Site, window: Callable[..., Page]) -> None:
    page = window(java_script_enabled=False, color_scheme="dark")
    page.goto(site.address("/"))
    expect(page.locator("body")).to_have_css("background-color", "rgb(21, 23, 26)")
    expect(page.locator(".theme-toggle")).to_be_hidden()


def test_search_page_says_so_and_leads_to_the_archive(site: Site, window: Callable[..., Page]) -> None:
    page = window(java_script_enabled=False)
    page.goto(site.address("/search/"))
    # Playwright's own matching of text passes over <noscript>.
    assert "Searching needs JavaScript." in page.get_by_role("main").inner_text()
    page.locator("[role=main] a[href$='blog/archive/']:visible").click()
    expect(page).to_have_url(site.address("/blog/archive/"))
