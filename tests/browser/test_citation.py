"""How to cite a post: closed until it is asked for, by the keyboard too, and on paper a sentence."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.sites import KINDS, Site
from browser.test_axe import violations_by_look


def test_citation_opens_by_the_keyboard(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=360)
    page.goto(site.address(KINDS["post"]))
    expect(page.locator(".citation-text")).to_be_hidden()
    page.get_by_text("Cite this post").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".citation-text")).to_be_visible()
    expect(page.locator(".citation-bibtex")).to_be_visible()


def test_open_citation_has_no_violation(site: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(site.address(KINDS["German post"]))
    page.get_by_text("Diesen Beitrag zitieren").click()
    assert violations_by_look(page) == {}


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_open_citation_is_no_wider_than_the_page(site: Site, window: Callable[..., Page], width: int) -> None:
    page = window(width=width)
    page.goto(site.address(KINDS["post"]))
    page.get_by_text("Cite this post").click()
    assert page.evaluate("document.scrollingElement.scrollWidth") == width
    for part in (".citation-text", ".citation-bibtex"):
        assert page.locator(part).evaluate("part => part.scrollWidth <= part.clientWidth")


def test_one_click_chooses_the_whole_entry(site: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(site.address(KINDS["post"]))
    page.get_by_text("Cite this post").click()
    page.locator(".citation-bibtex").click()
    chosen = page.evaluate("getSelection().toString()").strip()
    assert chosen == page.locator(".citation-bibtex").inner_text()
    assert chosen.startswith("@misc{writer2021-")


def test_paper_shows_the_sentence_alone(site: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.emulate_media(media="print")
    page.goto(site.address(KINDS["post"]))
    expect(page.locator(".citation-text")).to_be_visible()
    for left_out in (".citation summary", ".citation-bibtex"):
        expect(page.locator(left_out)).to_be_hidden()
