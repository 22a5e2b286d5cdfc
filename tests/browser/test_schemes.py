"""Light and dark: what the device says, until the reader chooses."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.sites import KINDS, Site, choose

PAPER = {"light": "rgb(255, 253, 249)", "dark": "rgb(21, 23, 26)"}
INK = {"light": "rgb(31, 29, 26)", "dark": "rgb(232, 228, 220)"}
ACCENT = {"light": "rgb(10, 92, 83)", "dark": "rgb(124, 207, 192)"}


def check_colours(page: Page, scheme: str) -> None:
    expect(page.locator("body")).to_have_css("background-color", PAPER[scheme])
    expect(page.get_by_role("main")).to_have_css("color", INK[scheme])
    for drawing in page.locator("svg.drawing").all():
        expect(drawing).to_have_css("stroke", INK[scheme])
    for accent in page.locator("svg.drawing .accent").all():
        expect(accent).to_have_css("stroke", ACCENT[scheme])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_and_drawings_follow_the_device(site: Site, window: Callable[..., Page], scheme: str) -> None:
    page = window(color_scheme=scheme)
    page.goto(site.address(KINDS["post"]))
    expect(page.locator("svg.drawing")).to_have_count(3)
    check_colours(page, scheme)


@pytest.mark.parametrize(("device", "chosen"), [("dark", "light"), ("light", "dark")])
def test_page_and_drawings_follow_the_reader_rather_than_the_device(
    site: Site, window: Callable[..., Page], device: str, chosen: str
) -> None:
    page = window(color_scheme=device)
    choose(page, site, chosen)
    page.goto(site.address(KINDS["post"]))
    check_colours(page, chosen)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_an_author_writes_follows_the_scheme(
    kitchen_sink: Site, window: Callable[..., Page], scheme: str
) -> None:
    page = window(color_scheme=scheme)
    page.goto(kitchen_sink.address("/posts/2021/kitchen-sink/"))
    expect(page.locator("svg.drawing")).to_have_count(3)
    check_colours(page, scheme)
