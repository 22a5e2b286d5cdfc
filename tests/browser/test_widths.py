"""Pages fit every width, and their lines are as long as lines should be."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from browser.sites import KINDS, Site

SIDEWAYS = "() => document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"

# How many characters the lines of prose have that are full.
LINE_LENGTHS = """() => [...document.querySelectorAll(".e-content section > p")].flatMap((paragraph) => {
  const lines = [];
  const texts = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let text, bottom; (text = texts.nextNode()); ) {
    if (text.parentElement.closest("sup, .footnote-list, .footnote-reference")) continue;
    for (let at = 0; at < text.length; at++) {
      range.setStart(text, at);
      range.setEnd(text, at + 1);
      const box = [...range.getClientRects()].at(-1);
      if (!box) continue;
      if (!(box.bottom < bottom + 12)) {
        lines.push(0);
        bottom = box.bottom;
      }
      lines[lines.length - 1]++;
    }
  }
  return lines.slice(0, -1);
})"""


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
    # 66 to 72 with the serifs that readers have; as wide as one may be that has been nowhere seen, it is about that.
    page, lengths = window(width=width), []
    for kind in ("post", "post with a table and notes", "post with code"):
        page.goto(site.address(KINDS[kind]))
        lengths += page.evaluate(LINE_LENGTHS)
    assert len(lengths) > 20
    assert 60 <= sum(lengths) / len(lengths) <= 76
