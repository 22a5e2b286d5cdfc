"""Previews of what links lead to, by mouse, keyboard and touch: what WCAG 1.4.13 asks of them, and where none are."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT
from playwright.sync_api import Page, expect

from browser.sites import KINDS, Site

CONCEPT, POST = KINDS["concept"], KINDS["post with maths"]
# The pointer crosses each link and rests on none.
PASS_OVER = """links => {
  for (const link of links)
    for (const name of ["pointerover", "pointerout"])
      link.dispatchEvent(new PointerEvent(name, { bubbles: true, pointerType: "mouse" }));
}"""
EYES = "Dark adaptation is what eyes do in the half hour after a light goes out"


def expect_shown(page: Page) -> None:
    expect(page.locator(".preview")).to_be_visible()


def expect_gone(page: Page) -> None:
    expect(page.locator(".preview")).to_be_hidden()


def expect_none(page: Page) -> None:
    """Check that no preview is open once there has been time for one, or for the one that is open to close."""
    page.wait_for_timeout(700)
    expect_gone(page)


def rest_on(page: Page, name: str) -> None:
    page.locator(".e-content").get_by_role("link", name=name, exact=True).first.hover()


def test_scripts_are_small() -> None:
    scripts = [ROOT / "valuable/theme/static/js" / name for name in ("previews.js", "preview-box.js")]
    assert sum(script.stat().st_size for script in scripts) < 8000  # about 3,000 compressed


def test_mouse_shows_a_concept(site: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(site.address(CONCEPT))
    rest_on(page, "dark adaptation")
    preview = page.get_by_role("tooltip")
    expect(preview.locator(".preview-title")).to_have_text("Dark adaptation")
    expect(preview.locator(".preview-body")).to_contain_text(EYES)
    page.mouse.move(2, 2)
    expect(preview).to_be_hidden()


def test_mouse_shows_a_post_with_its_byline_and_description(site: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(site.address(CONCEPT))
    rest_on(page, "the first post of this site")
    preview = page.get_by_role("tooltip")
    expect(preview.locator(".preview-title")).to_have_text("What does a keeper do")
    expect(preview.locator(".preview-byline")).to_have_text("314 words from 26 March 2021")
    expect(preview.locator(".preview-body")).not_to_be_empty()


def test_heading_and_its_first_paragraph_are_shown(kitchen_sink: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(kitchen_sink.address("/posts/2021/kitchen-sink/"))
    rest_on(page, "a part of this page")
    preview = page.get_by_role("tooltip")
    expect(preview.locator(".preview-title")).to_have_text("Tables")
    expect(preview.locator(".preview-byline")).to_have_text(page.get_by_role("heading", level=1).inner_text())


def test_note_is_shown_where_it_is_not_in_the_margin(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=1000)
    page.goto(site.address(POST))
    note = page.locator("aside.footnote p").first.inner_text()
    page.locator(".footnote-reference").first.hover()
    expect(page.get_by_role("tooltip")).to_have_text(note)
    wide = window()
    wide.goto(site.address(POST))
    wide.locator(".footnote-reference").first.hover()
    expect_none(wide)


def test_keyboard_shows_it_and_escape_closes_it(site: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(site.address(CONCEPT))
    link = page.locator(".e-content").get_by_role("link", name="dark adaptation")
    page.locator(".e-content").get_by_role("link", name="a guess at the tide").focus()
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    preview = page.get_by_role("tooltip")
    expect(preview.locator(".preview-title")).to_have_text("Dark adaptation")
    expect(link).to_have_attribute("aria-describedby", "Site-preview")
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    expect(link).to_be_focused()
    assert link.get_attribute("aria-describedby") is None
    page.keyboard.press("Tab")
    expect(preview.locator(".preview-title")).to_have_text("Logbook")


def test_pointer_can_go_to_the_preview_and_it_stays(site: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(site.address(CONCEPT))
    rest_on(page, "dark adaptation")
    preview = page.get_by_role("tooltip")
    expect(preview).to_be_visible()
    preview.hover()
    page.wait_for_timeout(700)  # it would be gone by now
    assert preview.is_visible()
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()


def test_screen_reader_is_told_what_is_shown(site: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(site.address(CONCEPT))
    rest_on(page, "dark adaptation")
    expect(page.get_by_role("tooltip")).to_be_visible()
    link = page.locator(".e-content").get_by_role("link", name="dark adaptation")
    expect(link).to_have_accessible_description("Dark adaptation " + page.locator(".preview-body").inner_text())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_open_preview_is_accessible_and_inside_the_window(
    site: Site, window: Callable[..., Page], width: int, scheme: str
) -> None:
    page = window(width=width, color_scheme=scheme, reduced_motion="reduce")  # colours that are faded in can't be read
    page.goto(site.address(CONCEPT))
    rest_on(page, "dark adaptation")
    preview = page.get_by_role("tooltip")
    expect(preview).to_be_visible()
    box = preview.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    report = Axe().run(page)
    assert report.response["violations"] == [], report.generate_report()


def test_links_at_every_edge_have_theirs_inside_the_window(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=500, height=500)
    page.goto(site.address(CONCEPT))
    for link in page.locator(".e-content a.internal").all():
        for place in ("start", "end"):
            link.evaluate("(link, block) => link.scrollIntoView({ block })", place)
            page.mouse.move(2, 2)
            expect(page.locator(".preview")).to_be_hidden()
            link.hover()
            expect(page.locator(".preview")).to_be_visible()
            box, text = page.locator(".preview").bounding_box(), link.bounding_box()
            assert box is not None
            assert text is not None
            assert box["x"] >= 0
            assert box["y"] >= 0
            assert box["x"] + box["width"] <= 500
            assert box["y"] + box["height"] <= 500
            assert box["y"] >= text["y"] + text["height"] or box["y"] + box["height"] <= text["y"]


@pytest.mark.parametrize(("block", "side"), [("start", "below"), ("end", "above")])
@pytest.mark.parametrize("width", [360, 1440])
def test_without_anchors_it_is_placed_by_hand(
    site: Site, window: Callable[..., Page], width: int, block: str, side: str
) -> None:
    page = window(width=width, height=740)
    page.add_init_script("CSS.supports = () => false")
    page.goto(site.address(CONCEPT))
    link = page.locator(".e-content").get_by_role("link", name="logbook")
    link.evaluate("(link, block) => link.scrollIntoView({ block })", block)
    link.hover()
    preview = page.get_by_role("tooltip")
    expect(preview).to_be_visible()
    box, text = preview.bounding_box(), link.bounding_box()
    assert box is not None
    assert text is not None
    # Where the link begins, on whatever line and in whatever place of it, unless that is too near to an edge.
    assert box["x"] == pytest.approx(max(min(text["x"], width - box["width"] - 16), 16), abs=1)
    gap = box["y"] - text["y"] - text["height"] if side == "below" else text["y"] - box["y"] - box["height"]
    assert 0 < gap < 12


def test_name_on_a_map_has_one(site: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(site.address(CONCEPT))
    page.locator(".map svg a", has_text="Lens").locator("text").hover()
    expect(page.get_by_role("tooltip").locator(".preview-title")).to_have_text("Lens")


@pytest.mark.parametrize(
    ("kind", "selector"),
    [
        ("posts", ".entry-title a"),
        ("posts", ".entry-tags a"),
        ("concepts", "dt a"),
        ("concept", ".mentioned blockquote a"),
        ("post", ".filed a"),
        ("post", ".names a"),
        ("subscribe", "a[href$='atom.xml']"),
        ("post with a table and notes", "a.external"),
    ],
)
def test_what_says_all_itself_has_none(site: Site, window: Callable[..., Page], kind: str, selector: str) -> None:
    page = window()
    page.goto(site.address(KINDS[kind]))
    page.locator(f"article {selector}").first.hover()
    expect_none(page)


def turn_to_text(page: Page) -> None:
    """Touch the text, which has the script fetched."""
    with page.expect_response("**/preview-box.js*"):
        page.get_by_role("heading", level=1).tap()


def test_no_script_is_fetched_before_the_reader_turns_to_the_text(site: Site, window: Callable[..., Page]) -> None:
    page, asked = window(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.address(CONCEPT), wait_until="networkidle")
    assert not [url for url in asked if "preview-box" in url]


def test_no_page_is_fetched_before_the_reader_rests_on_a_link(site: Site, window: Callable[..., Page]) -> None:
    page, asked = window(), []
    page.goto(site.address(CONCEPT))
    rest_on(page, "a guess at the tide")
    expect_shown(page)
    page.mouse.move(2, 2)
    expect_gone(page)
    page.on("request", lambda request: asked.append(request.url))
    page.locator(".e-content a.internal").evaluate_all(PASS_OVER)
    expect_none(page)
    assert asked == []
    for _ in range(2):
        rest_on(page, "dark adaptation")
        expect_shown(page)
        page.mouse.move(2, 2)
        expect_gone(page)
    assert {*asked} == {
        site.address("/concepts/dark-adaptation/")
    }  # for the preview, and for the browser, to be there on a click


def test_page_that_can_not_be_had_has_none(site: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(site.address(CONCEPT))
    page.route("**/concepts/dark-adaptation/", lambda route: route.abort())
    rest_on(page, "dark adaptation")
    expect_none(page)
    page.unroute_all()
    page.mouse.move(2, 2)
    rest_on(page, "dark adaptation")
    expect_shown(page)


def test_first_tap_shows_and_second_follows(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=360, has_touch=True)
    page.goto(site.address(CONCEPT))
    turn_to_text(page)
    link = page.locator(".e-content").get_by_role("link", name="dark adaptation")
    link.tap()
    preview = page.get_by_role("tooltip")
    expect(preview).to_be_visible()
    page.locator(".e-content p").first.tap()
    expect(preview).to_be_hidden()
    link.tap()
    expect(preview).to_be_visible()
    link.tap()
    page.wait_for_url("**/concepts/dark-adaptation/")


def test_tap_on_the_preview_follows(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=360, has_touch=True)
    page.goto(site.address(CONCEPT))
    turn_to_text(page)
    page.locator(".e-content").get_by_role("link", name="dark adaptation").tap()
    page.get_by_role("tooltip").tap()
    page.wait_for_url("**/concepts/dark-adaptation/")


def test_tap_follows_at_once_where_there_is_nothing_to_show(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=360, has_touch=True)
    page.goto(site.address(CONCEPT))
    turn_to_text(page)
    page.route("**/concepts/dark-adaptation/", lambda route: route.abort(), times=1)
    page.locator(".e-content").get_by_role("link", name="dark adaptation").tap()
    page.wait_for_url("**/concepts/dark-adaptation/")
    page.goto(site.address(CONCEPT))
    turn_to_text(page)
    page.locator(".mentioned-page a").first.tap()
    page.wait_for_url("**/small-failures/")


def test_abbreviation_says_what_it_stands_for(site: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(site.address(KINDS["post with abbreviations"]))
    short = page.locator(".e-content abbr", has_text="LED")
    short.hover()
    expect(page.get_by_role("tooltip")).to_have_text("light-emitting diode")
    expect(short).to_have_attribute("title", "")  # a browser would show it as well
    page.keyboard.press("Escape")
    expect(short).to_have_attribute("title", "light-emitting diode")
    page.mouse.move(2, 2)
    page.keyboard.press("Tab")
    short.focus()
    expect(page.get_by_role("tooltip")).to_have_text("light-emitting diode")


def test_tap_on_an_abbreviation_says_what_it_stands_for(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=360, has_touch=True)
    page.goto(site.address(KINDS["post with abbreviations"]))
    turn_to_text(page)
    page.locator(".e-content abbr", has_text="LED").tap()
    expect(page.get_by_role("tooltip")).to_have_text("light-emitting diode")
    page.get_by_role("tooltip").tap()
    assert page.url.endswith(KINDS["post with abbreviations"])


@pytest.mark.parametrize(("motion", "seconds"), [("reduce", "0s"), ("no-preference", "0.15s")])
def test_nothing_moves_for_those_who_want_no_motion(
    site: Site, window: Callable[..., Page], motion: str, seconds: str
) -> None:
    page = window(reduced_motion=motion)
    page.goto(site.address(CONCEPT))
    rest_on(page, "dark adaptation")
    expect(page.get_by_role("tooltip")).to_have_css("transition-duration", seconds)


def test_site_below_a_path_has_previews_of_its_own_pages_only(based_site: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(based_site.address(CONCEPT))
    rest_on(page, "dark adaptation")
    expect(page.get_by_role("tooltip").locator(".preview-body")).to_contain_text(EYES)
    page.mouse.move(2, 2)
    rest_on_outside = page.locator(".e-content a.internal").last
    rest_on_outside.evaluate("link => link.setAttribute('href', '/elsewhere/')")
    rest_on_outside.hover()
    expect_none(page)
