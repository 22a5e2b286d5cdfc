"""What a printer gets: black on white, addresses after links, no frame."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.sites import KINDS, Site, choose

WHITE, BLACK = "rgb(255, 255, 255)", "rgb(0, 0, 0)"
AFTER = 'link => getComputedStyle(link, "::after").content'


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_white_and_ink_is_black(site: Site, window: Callable[..., Page], scheme: str) -> None:
    page = window(color_scheme=scheme)
    page.emulate_media(media="print")
    page.goto(site.address(KINDS["post"]))
    expect(page.locator("body")).to_have_css("background-color", WHITE)
    expect(page.get_by_role("main")).to_have_css("color", BLACK)
    expect(page.locator("svg.drawing").first).to_have_css("stroke", BLACK)


def test_paper_is_white_though_the_reader_has_chosen_dark(site: Site, window: Callable[..., Page]) -> None:
    page = window(color_scheme="dark")
    choose(page, site, "dark")
    page.emulate_media(media="print")
    page.goto(site.address(KINDS["post with code"]))
    expect(page.locator("body")).to_have_css("background-color", WHITE)
    expect(page.get_by_role("main")).to_have_css("color", BLACK)
    expect(page.locator(".highlight pre").first).to_have_css("background-color", WHITE)


@pytest.mark.parametrize("width", [360, 1440])
def test_frame_is_left_out(site: Site, window: Callable[..., Page], width: int) -> None:
    page = window(width=width)
    page.emulate_media(media="print")
    page.goto(site.address(KINDS["post with maths"]))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".site-title")).to_be_visible()
    expect(page.locator(".colophon")).to_be_visible()
    for left_out in (
        "#Site-menu",
        "#Site-contents",
        ".site-buttons",
        ".neighbours",
        ".skip-to-content",
        ".headerlink >> nth=0",
    ):
        expect(page.locator(left_out)).to_be_hidden()


def test_links_in_prose_show_their_address(site: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.emulate_media(media="print")
    page.goto(site.address(KINDS["post with a table and notes"]))
    links = page.locator(".e-content a.external")
    assert links.count() >= 2
    for link in links.all():
        assert link.evaluate(AFTER) in {f'" ({link.get_attribute("href")})"', '" (" attr(href) ")"'}
    within = page.locator(".e-content a.internal[data-address]").first
    assert within.evaluate(AFTER) in {f'" ({within.get_attribute("data-address")})"', '" (" attr(data-address) ")"'}
    assert page.locator(".e-content a[href^='#']").first.evaluate(AFTER) == "none"


def test_abbreviations_are_written_out(site: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.emulate_media(media="print")
    page.goto(site.address(KINDS["post with abbreviations"]))
    short = page.locator(".e-content abbr").first
    assert short.evaluate(AFTER) in {f'" ({short.get_attribute("title")})"', '" (" attr(title) ")"'}


def test_nothing_is_wider_than_the_paper(kitchen_sink: Site, window: Callable[..., Page]) -> None:
    page = window(width=680)
    page.emulate_media(media="print")
    page.goto(kitchen_sink.address("/posts/2021/kitchen-sink/"))
    assert page.evaluate("document.scrollingElement.scrollWidth") == 680


def test_no_line_of_code_is_cut_off(kitchen_sink: Site, window: Callable[..., Page]) -> None:
    page = window(width=680)
    page.emulate_media(media="print")
    page.goto(kitchen_sink.address("/posts/2021/kitchen-sink/"))
    cut_off = "blocks => blocks.filter(block => block.scrollWidth > block.clientWidth).map(block => block.innerText)"
    assert page.locator(".highlight pre").evaluate_all(cut_off) == []
