"""The search page finds posts by their words."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.sites import Site

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("which", ["site", "based_site"])
def test_word_of_a_post_finds_the_post(which: str, request: pytest.FixtureRequest, window: Callable[..., Page]) -> None:
    site: Site = request.getfixturevalue(which)
    page = window()
    page.goto(site.address("/search/"))
    page.locator("input[name=q]").fill("poetry")
    page.locator("input[name=q]").press("Enter")
    link = page.locator("#search-results").get_by_role("link", name="What do product managers do")
    expect(link).to_be_visible()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What do product managers do")


def test_search_has_an_address(site: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(site.address("/search/?q=Besprechung"))
    expect(page.locator("input[name=q]")).to_have_value("Besprechung")
    expect(page.locator("#search-results").get_by_role("link", name="Wer entscheidet was?")).to_be_visible()


def test_word_of_no_post_is_said_to_be_in_none(site: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(site.address("/search/?q=xyzzyplugh"))
    expect(page.locator("#search-results")).to_contain_text("did not match any")
    expect(page.locator("#search-results a")).to_have_count(0)


def test_words_looked_for_are_text_and_not_markup(site: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(site.address("/search/?q=<img src=x onerror=document.title='bad'>"))
    expect(page.locator("#search-results")).not_to_be_empty()
    expect(page.locator("[role=main] img")).to_have_count(0)
    expect(page).to_have_title("Search – Valuable Systems")
