"""Pages fit every width, and their lines are as long as lines should be."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from browser.sites import KINDS, Site

SIDEWAYS = "() => document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"

# How wide the paragraphs of the article are, in sizes of their font.
MEASURE = """() => {
  const paragraph = document.querySelector("article .e-content p");
  return paragraph.getBoundingClientRect().width / parseFloat(getComputedStyle(paragraph).fontSize);
}"""


def sideways(site: Site, page: Page) -> list[str]:
    """Return the pages that scroll sideways at 320 px, or at 1280 px when they are shown at 200 %."""
    found = []
    for path in site.paths():
        page.goto(site.address(path))
        for width in (320, 640):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate(SIDEWAYS):
                found.append(f"{path} at {width} px")
    return found


def test_no_page_scrolls_sideways(site: Site, window: Callable[..., Page]) -> None:
    assert sideways(site, window(device_scale_factor=2)) == []


def test_kitchen_sink_does_not_scroll_sideways(kitchen_sink: Site, window: Callable[..., Page]) -> None:
    assert sideways(kitchen_sink, window(device_scale_factor=2)) == []


@pytest.mark.parametrize("width", [320, 1440])
def test_wide_formula_can_be_scrolled_to_its_first_character(
    kitchen_sink: Site, window: Callable[..., Page], width: int
) -> None:
    page = window(width=width)
    page.goto(kitchen_sink.address("/posts/2021/kitchen-sink/"))
    cut_off = """wrappers => wrappers.filter(wrapper => {
      const left = wrapper.querySelector("math").getBoundingClientRect().left;
      return left < wrapper.getBoundingClientRect().left - 1;
    }).length"""
    assert page.locator(".math-wrapper").evaluate_all(cut_off) == 0


def test_article_is_at_most_656_pixels_wide(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=2560, height=1300)
    widths = {}
    for kind, path in KINDS.items():
        page.goto(site.address(path))
        widths[kind] = page.get_by_role("main").evaluate("main => main.getBoundingClientRect().width")
    assert widths == dict.fromkeys(KINDS, 656)


@pytest.mark.parametrize("width", [1440, 2560])
def test_lines_of_prose_have_the_length_that_reads_well(site: Site, window: Callable[..., Page], width: int) -> None:
    # 60 to 75 characters of a book's letters, of which one is 0.46 to 0.58 of their size wide.
    page = window(width=width)
    page.goto(site.address(KINDS["post"]))
    assert 33 <= page.evaluate(MEASURE) <= 35
