"""The maps of concepts: names that can be read, links that lead there, and a list where there is no room."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from browser.sites import KINDS, Site

BOXES = """maps => maps.map(map => {
  const inside = map.viewBox.baseVal;
  const names = [...map.querySelectorAll("text")].map(text => text.getBBox());
  const before = (a, b) => a.x + a.width <= b.x || a.y + a.height <= b.y;
  const apart = (a, b) => before(a, b) || before(b, a);
  return {
    outside: names.filter(n => n.x < 0 || n.x + n.width > inside.width || n.y + n.height > inside.height + 4).length,
    covered: names.filter((a, i) => names.slice(i + 1).some(b => !apart(a, b))).length,
    number: names.length,
  };
})"""


@pytest.mark.parametrize("kind", ["concepts", "concept", "concept with a definition of another"])
def test_names_are_inside_and_cover_no_other(site: Site, window: Callable[..., Page], kind: str) -> None:
    page = window()
    page.goto(site.address(KINDS[kind]))
    (found,) = page.locator(".map svg").evaluate_all(BOXES)
    assert found["number"] >= 6
    assert (found["outside"], found["covered"]) == (0, 0)


@pytest.mark.parametrize("kind", ["concepts", "concept"])
def test_each_name_leads_to_its_page(site: Site, window: Callable[..., Page], kind: str) -> None:
    page = window()
    page.goto(site.address(KINDS[kind]))
    links = page.locator(".map svg a[href]")
    for link in links.all():
        address = link.evaluate("link => new URL(link.href.baseVal, document.baseURI).href")
        assert page.request.get(address).ok
    title = links.first.locator("title").text_content()
    links.first.locator("text").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(str(title))


def test_lines_of_a_page_are_shown_to_who_points_at_it(site: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(site.address(KINDS["concepts"]))
    link = page.locator(".map svg a").first
    lines = link.locator("path:not(.map-area)")
    expect(lines).to_have_css("stroke", "none")
    link.locator("text").hover()
    expect(lines).not_to_have_css("stroke", "none")


def test_what_is_between_a_dot_and_its_name_leads_there_too(site: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(site.address(KINDS["concept"]))
    for link in page.locator(".map svg a").all():
        link.scroll_into_view_if_needed()
        area, dot, text = (link.locator(part).bounding_box() for part in (".map-area", "circle", "text"))
        assert area
        assert dot
        assert text
        assert min(area["width"], area["height"]) >= 44
        below = dot["y"] < text["y"]
        between = (dot["y"] + dot["height"] + text["y"]) / 2 if below else (text["y"] + text["height"] + dot["y"]) / 2
        point = [dot["x"] + dot["width"] / 2, between]
        assert link.evaluate("(link, [x, y]) => document.elementFromPoint(x, y).closest('a') === link", point)
    here = page.locator(".map .map-here")
    expect(here).to_have_count(1)
    assert here.evaluate("here => here.tagName") == "g"
    assert page.locator(".map svg a:not([href])").count() == 0


@pytest.mark.parametrize(("width", "shown"), [(1440, True), (768, True), (600, True), (599, False), (360, False)])
def test_map_is_there_where_it_has_room(site: Site, window: Callable[..., Page], width: int, shown: bool) -> None:
    page = window(width=width)
    page.goto(site.address(KINDS["concepts"]))
    expect(page.locator(".map svg")).to_be_visible(visible=shown)
    page.locator(".map summary").click()
    expect(page.locator(".map details > ul")).to_be_visible()
    page.locator(".map details > ul > li > a").first.click()
    expect(page.locator(".index-link a")).to_have_text("Concepts")


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("kind", ["concepts", "concept"])
def test_map_and_its_list_are_accessible(site: Site, window: Callable[..., Page], kind: str, width: int) -> None:
    page = window(width=width)
    page.goto(site.address(KINDS[kind]))
    page.locator(".map summary").click()
    expect(page.locator(".map details > ul")).to_be_visible()
    report = Axe().run(page)
    assert report.response["violations"] == [], report.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_names_have_the_ink_of_the_page(site: Site, window: Callable[..., Page], scheme: str) -> None:
    page = window(color_scheme=scheme)
    page.goto(site.address(KINDS["concept"]))
    ink = page.get_by_role("main").evaluate("main => getComputedStyle(main).color")
    expect(page.locator(".map-concept text").first).to_have_css("fill", ink)
