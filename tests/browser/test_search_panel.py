"""The panel of results lies over the page, whole: at every width, on each kind of page, wherever it is scrolled to."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.sites import KINDS, Site, came_true
from browser.test_search_box import typed

WITH_BOX = {kind: path for kind, path in KINDS.items() if kind != "search"}  # it has a larger one of its own
NOTED = KINDS["post with maths"]
WIDE = [{"width": width, "height": 800} for width in (2560, 1440, 1280, 1024)]
IN_A_MENU = [{"width": width, "height": 740} for width in (768, 360)]

# What of the panel is outside of the window, cut off or covered: at its edges, and at each post when one is there.
FAULTS = """() => {
  const panel = document.querySelector(".search-panel");
  const { clientWidth, clientHeight } = document.documentElement;
  const { left, top, right, bottom } = panel.getBoundingClientRect();
  const faults = [];
  if (left < 0 || top < 0 || right > clientWidth || bottom > clientHeight || right - left < 200 || bottom - top < 40)
    faults.push(`its box is ${[left, top, right, bottom]} in ${clientWidth} by ${clientHeight}`);
  const shows = (element, x, y, name) => {
    const found = document.elementFromPoint(x, y);
    if (!element.contains(found)) faults.push(`${name} at ${[x, y]} is under ${found?.outerHTML.slice(0, 80)}`);
  };
  for (const x of [left + 2, (left + right) / 2, right - 2])
    for (const y of [top + 2, (top + bottom) / 2, bottom - 2]) shows(panel, x, y, "the panel");
  for (const option of panel.querySelectorAll("[role=option]")) {
    option.scrollIntoView({ block: "nearest" });
    const box = option.getBoundingClientRect();
    const [first, last] = [Math.max(box.top, top), Math.min(box.bottom, bottom)];
    for (const x of [box.left + 2, box.right - 2]) shows(option, x, (first + last) / 2, option.id);
  }
  panel.querySelector("[role=listbox]").scrollTop = 0;
  return faults;
}"""


def expect_whole(page: Page) -> None:
    """Check that no part of the panel is missing, once the page has heard of what was done to its window."""
    whole = came_true(page, f"({FAULTS})().length === 0")
    assert whole, f"{page.evaluate(FAULTS)} at {page.viewport_size}"


@pytest.mark.parametrize("kind", WITH_BOX)
def test_panel_lies_over_the_page_at_every_width(site: Site, window: Callable[..., Page], kind: str) -> None:
    page = window()
    for sizes in (WIDE, IN_A_MENU):
        page.set_viewport_size(sizes[0])
        page.goto(site.address(WITH_BOX[kind]))
        typed(page, "the")
        assert page.get_by_role("option").count() == 6
        for size in sizes:
            page.set_viewport_size(size)
            expect_whole(page)


@pytest.mark.parametrize("width", [360, 768, 1440, 2560])
def test_panel_lies_over_notes_tables_maths_and_code(
    kitchen_sink: Site, window: Callable[..., Page], width: int
) -> None:
    page = window(width=width)
    page.goto(kitchen_sink.address("/posts/2021/kitchen-sink/"))
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight / 2)")
    typed(page, "the")
    expect_whole(page)


@pytest.mark.parametrize(("width", "height"), [(640, 400), (426, 266), (320, 256), (1440, 320)])
def test_panel_is_whole_when_the_page_is_enlarged_or_the_window_is_low(
    site: Site, window: Callable[..., Page], width: int, height: int
) -> None:
    page = window(width=width, height=height)
    page.goto(site.address(NOTED))
    typed(page, "the")
    expect_whole(page)
    page.keyboard.press("ArrowUp")
    last = page.get_by_role("option").last
    expect(last).to_have_attribute("aria-selected", "true")
    expect(last).to_be_in_viewport(ratio=0.9)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [360, 1024, 1440])
def test_panel_begins_where_the_box_does_from_right_to_left(
    site: Site, window: Callable[..., Page], width: int
) -> None:
    page = window(width=width)
    page.goto(site.address(NOTED))
    page.evaluate("document.documentElement.dir = 'rtl'")
    typed(page, "the")
    expect_whole(page)
    right = "element => element.getBoundingClientRect().right"
    box, panel = (page.locator(part).evaluate(right) for part in ("#Site-search-box", ".search-panel"))
    assert panel == pytest.approx(box, abs=1)


def test_panel_stays_at_the_box_while_the_page_is_scrolled(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=1440, height=500)
    page.goto(site.address(NOTED))
    typed(page, "the")
    gap = """Math.round(document.querySelector(".search-panel").getBoundingClientRect().top -
      document.querySelector("#Site-search-box").getBoundingClientRect().bottom)"""
    before = page.evaluate(gap)
    page.evaluate("scrollTo(0, 900)")
    page.evaluate("document.querySelector('.side').scrollTop = 30")
    assert came_true(page, f"{gap} === {before}")
    expect_whole(page)


def test_click_beside_the_panel_closes_it_and_one_inside_does_not(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=1440)
    page.goto(site.address(NOTED))
    typed(page, "xyzzyplugh")
    panel, box = page.locator(".search-panel"), page.get_by_role("combobox")
    panel.click()
    expect(panel).to_be_visible()
    expect(box).to_be_focused()
    page.get_by_role("heading", level=1).click(position={"x": 2, "y": 2})
    expect(panel).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")


def test_long_list_is_no_stop_of_the_tab_key(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=1440, height=400)
    page.goto(site.address(NOTED))
    typed(page, "the")
    assert page.get_by_role("listbox").evaluate("list => list.scrollHeight > list.clientHeight")
    page.keyboard.press("Tab")
    expect(page.locator(".site-menu li a").first).to_be_focused()
    expect(page.locator(".search-panel")).to_be_hidden()


def test_escape_closes_the_panel_before_the_menu_of_a_phone(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=360, height=740)
    page.goto(site.address(NOTED))
    typed(page, "the")
    page.keyboard.press("Escape")
    expect(page.locator(".search-panel")).to_be_hidden()
    expect(page.locator("#Site-menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#Site-menu")).to_be_hidden()


def test_menu_of_a_phone_opens_without_the_panel_of_last_time(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=360, height=740)
    page.goto(site.address(KINDS["about"]))
    typed(page, "xyzzyplugh")
    page.mouse.click(180, 735)
    expect(page.locator("#Site-menu")).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(page.locator("#Site-menu")).to_be_visible()
    expect(page.locator(".search-panel")).to_be_hidden()


# What the style sheets say to a browser that does not know popovers, said to one that does.
OLDER_STYLE = """() => {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  const all = (list) => list.flatMap((rule) =>
    rule instanceof CSSSupportsRule && rule.conditionText.includes("not selector(:popover-open)")
      ? [...rule.cssRules] : rule.cssRules?.length ? all([...rule.cssRules]) : []);
  const sheet = new CSSStyleSheet(); // which no policy of the page is against
  sheet.replaceSync(all(rules).map((rule) => rule.cssText).join(""));
  document.adoptedStyleSheets = [sheet];
  return [...sheet.cssRules].map((rule) => rule.cssText).join("");
}"""


def test_browser_without_popovers_shows_it_too(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=1440)
    page.add_init_script(
        "for (const name of ['popover', 'showPopover', 'hidePopover', 'togglePopover'])"
        " delete HTMLElement.prototype[name];"
    )
    for kind in ("post with maths", "concept"):
        page.goto(site.address(KINDS[kind]))
        typed(page, "the")
        assert ".search-panel" in page.evaluate(OLDER_STYLE)
        expect_whole(page)
        page.keyboard.press("Escape")
        expect(page.locator(".search-panel")).to_be_hidden()


def test_ring_around_the_box_is_not_cut_off(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=1440)
    page.goto(site.address(NOTED))
    page.keyboard.press("/")
    outside = """input => {
      const { outlineOffset, outlineWidth } = getComputedStyle(input);
      const ring = parseFloat(outlineOffset) + parseFloat(outlineWidth);
      const [box, side] = [input, input.closest(".side")].map((element) => element.getBoundingClientRect());
      return ring && (box.left - ring < side.left || box.right + ring > side.right);
    }"""
    assert page.get_by_role("combobox").evaluate(outside) is False
