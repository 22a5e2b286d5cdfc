"""Pages fit every width, and their lines are as long as lines should be."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from browser.sites import KINDS, Site

pytestmark = pytest.mark.browser

SIDEWAYS = "() => document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"

# The number of characters on each line of the longest paragraph of the article, its last line left out.
LINES = """() => {
  const paragraphs = [...document.querySelectorAll("article .e-content p")];
  const text = (p) => p.textContent.length;
  const longest = paragraphs.reduce((one, other) => (text(other) > text(one) ? other : one));
  const lines = new Map();
  const walker = document.createTreeWalker(longest, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    for (let i = 0; i < walker.currentNode.length; i += 1) {
      range.setStart(walker.currentNode, i);
      range.setEnd(walker.currentNode, i + 1);
      const [box] = range.getClientRects();
      if (box) lines.set(Math.round(box.bottom / 8), (lines.get(Math.round(box.bottom / 8)) ?? 0) + 1);
    }
  }
  return [...lines.values()].slice(0, -1);
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


def test_lines_of_prose_have_the_length_that_reads_well(site: Site, window: Callable[..., Page]) -> None:
    # 60 to 75 characters in the fonts meant; what a machine without them falls back to may be as wide as DejaVu or as
    # narrow as Times.
    page = window(width=1440)
    page.goto(site.address(KINDS["post"]))
    lines = page.evaluate(LINES)
    assert len(lines) >= 4
    assert 55 <= sum(lines) / len(lines) <= 90
