"""The contents of a page: in one place, and with a mark where the reader is."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.sites import KINDS, Site

WITH_HEADINGS = ("post with maths", "post with a table and notes", "post with code", "subscribe")


@pytest.mark.parametrize("width", [1000, 1300, 1440, 2560])
def test_contents_stand_under_the_menu_on_every_page(site: Site, window: Callable[..., Page], width: int) -> None:
    page, places = window(width=width, height=900), set()
    for kind in WITH_HEADINGS:
        page.goto(site.address(KINDS[kind]))
        contents, menu = (page.locator(name).bounding_box() for name in (".toc-title", "#Site-menu"))
        text = page.locator("article").bounding_box()
        assert contents["y"] >= menu["y"] + menu["height"], kind
        assert contents["x"] + contents["width"] <= text["x"], kind
        places.add((round(contents["x"] - menu["x"]), round(contents["y"])))
    assert len(places) == 1
    assert next(iter(places))[0] == 0


def test_contents_say_where_the_reader_is(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=1300, height=700)
    page.goto(site.address(KINDS["post with code"]))
    current = page.locator("#Site-contents [aria-current]")
    expect(current).to_have_count(0)
    for name in ("Lit or dark", "The pattern", "Checked from outside"):
        heading = page.get_by_role("heading", name=name)
        heading.evaluate("heading => window.scrollTo(0, heading.getBoundingClientRect().top + scrollY - 100)")
        expect(current).to_have_text(name)
    page.keyboard.press("Control+Home")
    expect(current).to_have_count(0)


def test_long_contents_scroll_by_themselves(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=1300, height=480)
    page.goto(site.address(KINDS["post with code"]))
    page.locator("#Site-contents ul ul").evaluate(
        "list => list.append(...Array.from({length: 40}, () => list.firstElementChild.cloneNode(true)))"
    )
    box = page.locator(".side").bounding_box()
    assert box["y"] + box["height"] <= 480
    assert page.locator("#Site-contents").evaluate("contents => contents.scrollHeight > contents.clientHeight")
