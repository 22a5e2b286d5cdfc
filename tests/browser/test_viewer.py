"""A picture can be looked at as large as the window: by keyboard, mouse and fingers, and by its link without script."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import build_in, write_settings
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from browser.conftest import built
from browser.sites import Site, served

SIZES = {"tide": (1600, 1000), "pier": (1000, 1500), "lamp": (1400, 1400)}
TEXT = """Words.

![A tide](tide.jpg "At *low* water")

![The pier](pier.jpg) ![A lamp](lamp.jpg "Lit")

![Small](small.png)

:::{figure} tide.jpg
:alt: A tide again

With a [link](../../index.md).
:::
"""
TWO_FINGERS = """async ([from, to]) => {
  const stage = document.querySelector(".viewer-stage");
  const { left, top, width, height } = stage.getBoundingClientRect();
  const send = (name, id, by) => stage.dispatchEvent(new PointerEvent(name, { pointerId: id, pointerType: "touch",
    bubbles: true, clientX: left + width / 2 + (id === 2 ? -by : by), clientY: top + height / 2 }));
  stage.setPointerCapture = () => {};
  for (const id of [2, 3]) send("pointerdown", id, from);
  for (const id of [2, 3]) send("pointermove", id, to);
  for (const id of [2, 3]) send("pointerup", id, to);
}"""
SCALE = "picture => new DOMMatrix(getComputedStyle(picture).transform).a"


def write_pictures(folder: Path) -> None:
    for name, language in (("en", "en-GB"), ("ar", "ar")):
        place = folder / "posts" / "2024" / name
        place.mkdir(parents=True)
        for picture, size in SIZES.items():
            Image.linear_gradient("L").resize(size).convert("RGB").save(place / f"{picture}.jpg")
        Image.new("RGB", (60, 40), "teal").save(place / "small.png")
        text = TEXT.replace("../../index.md", "../../../index.md")
        head = f"---\ndate: 2024-03-26\nlanguage: {language}\n---\n\n# {name}\n\n"
        (place / "index.md").write_text(head + text, encoding="utf-8")
    (folder / "index.md").write_text("# Home\n\nWelcome.\n", encoding="utf-8")


@pytest.fixture(scope="module")
def picture_site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    def make(folder: Path) -> None:
        write_settings(folder)
        write_pictures(folder)
        build_in(folder, "https://user.example/repo/")

    with served(built(tmp_path_factory, "browser-picture-site", make), base="/repo/") as host:
        yield host


def opened(site: Site, page: Page, name: str = "en") -> Page:
    page.goto(site.address(f"/posts/2024/{name}/"))
    return page


def links(page: Page) -> Locator:
    return page.locator("article a.picture")


def box(page: Page) -> Locator:
    return page.get_by_role("dialog")


def scale(page: Page) -> float:
    return float(page.locator(".viewer-picture").evaluate(SCALE))


def drag(page: Page, across: int, down: int = 0) -> None:
    stage = page.locator(".viewer-stage").bounding_box()
    assert stage is not None
    x, y = stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across / 2, y + down / 2)
    page.mouse.move(x + across, y + down)
    page.mouse.up()


def test_nothing_is_fetched_before_a_click(picture_site: Site, window: Callable[..., Page]) -> None:
    page, asked = window(), []
    page.on("request", lambda request: asked.append(request.url))
    opened(picture_site, page)
    links(page).first.hover()
    page.keyboard.press("Tab")
    assert not [url for url in asked if "viewer" in url]
    links(page).first.click()
    expect(box(page)).to_be_visible()
    assert sorted(url.rpartition("/")[2].partition("?")[0] for url in asked if "viewer" in url) == [
        "viewer.css",
        "viewer.js",
    ]


def test_keyboard_opens_goes_through_and_closes(picture_site: Site, window: Callable[..., Page]) -> None:
    page = opened(picture_site, window())
    links(page).first.focus()
    page.keyboard.press("Enter")
    expect(box(page)).to_have_accessible_name("Picture 1 of 4")
    shown = box(page).get_by_role("img")
    expect(shown).to_have_accessible_name("A tide")
    expect(box(page).locator(".viewer-caption")).to_have_text("At *low* water")
    page.keyboard.press("ArrowLeft")
    expect(shown).to_have_accessible_name("A tide")
    page.keyboard.press("End")
    expect(shown).to_have_accessible_name("A tide again")
    expect(box(page).locator(".viewer-caption a")).to_have_attribute("href", "../../../")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(shown).to_have_accessible_name("The pier")
    expect(box(page).get_by_role("status")).to_have_text("Picture 2 of 4: The pier")
    page.keyboard.press("Escape")
    expect(box(page)).to_have_count(0)
    expect(links(page).first).to_be_focused()
    links(page).nth(3).focus()
    page.keyboard.press("Enter")
    expect(shown).to_have_accessible_name("A tide again")


def test_gallery_is_gone_through_by_itself(picture_site: Site, window: Callable[..., Page]) -> None:
    page = opened(picture_site, window())
    links(page).nth(2).click()
    expect(box(page)).to_have_accessible_name("Picture 2 of 2")
    expect(box(page).get_by_role("button", name="Next picture")).to_have_attribute("aria-disabled", "true")
    box(page).get_by_role("button", name="Previous picture").click()
    expect(box(page).get_by_role("img")).to_have_accessible_name("The pier")


@pytest.mark.parametrize("width", [360, 1440])
def test_picture_is_whole_and_large(picture_site: Site, window: Callable[..., Page], width: int) -> None:
    page = opened(picture_site, window(width=width, height=800))
    for number in range(4):
        links(page).nth(number).click()
        shown = page.locator(".viewer-picture")
        large = links(page).nth(number).get_attribute("href")
        assert large is not None
        expect(shown).to_have_js_property("src", page.evaluate("href => new URL(href, document.baseURI).href", large))
        place, stage = shown.bounding_box(), page.locator(".viewer-stage").bounding_box()
        assert place is not None
        assert stage is not None
        assert place["width"] <= stage["width"] + 1
        assert place["height"] <= stage["height"] + 1
        fills = (place["width"] / stage["width"], place["height"] / stage["height"])
        assert max(fills) > 0.95
        page.keyboard.press("Escape")
        expect(box(page)).to_have_count(0)


def test_wheel_click_and_keys_zoom_and_mouse_and_arrows_move(picture_site: Site, window: Callable[..., Page]) -> None:
    page = opened(picture_site, window())
    links(page).first.click()
    expect(box(page)).to_be_visible()
    assert scale(page) == 1
    drag(page, 0)
    assert scale(page) == 2.5
    before = page.locator(".viewer-picture").bounding_box()
    drag(page, 90)
    after = page.locator(".viewer-picture").bounding_box()
    assert before is not None
    assert after is not None
    assert after["x"] - before["x"] == pytest.approx(90, abs=1)
    page.keyboard.press("ArrowRight")
    expect(box(page)).to_have_accessible_name("Picture 1 of 4")
    page.keyboard.press("0")
    assert scale(page) == 1
    page.mouse.wheel(0, -300)
    page.wait_for_timeout(100)
    assert scale(page) > 2
    box(page).get_by_role("button", name="Smaller").click()
    box(page).get_by_role("button", name="Larger").click()
    page.keyboard.press("-")
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert scale(page) == 1


def test_fingers_pinch_and_swipe(picture_site: Site, window: Callable[..., Page]) -> None:
    page = opened(picture_site, window(width=360, height=740, has_touch=True))
    links(page).first.locator("img").tap()
    expect(box(page)).to_have_accessible_name("Picture 1 of 4")
    page.evaluate(TWO_FINGERS, [40, 100])
    assert scale(page) == pytest.approx(2.5, abs=0.1)
    page.evaluate(TWO_FINGERS, [100, 20])
    assert scale(page) == 1
    drag(page, -100)
    expect(box(page)).to_have_accessible_name("Picture 2 of 4")
    drag(page, 100)
    expect(box(page)).to_have_accessible_name("Picture 1 of 4")
    drag(page, 0, 150)
    expect(box(page)).to_have_count(0)


def test_click_beside_the_picture_closes(picture_site: Site, window: Callable[..., Page]) -> None:
    page = opened(picture_site, window())
    links(page).nth(1).click()  # which is narrow
    expect(box(page)).to_be_visible()
    page.mouse.click(60, 450)
    expect(box(page)).to_have_count(0)


def test_right_to_left_the_next_is_on_the_left(picture_site: Site, window: Callable[..., Page]) -> None:
    page = opened(picture_site, window(), "ar")
    links(page).first.click()
    expect(box(page).get_by_role("img")).to_have_accessible_name("A tide")
    page.keyboard.press("ArrowLeft")
    expect(box(page).get_by_role("img")).to_have_accessible_name("The pier")
    drag(page, 100)
    expect(box(page).get_by_role("img")).to_have_accessible_name("A lamp")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible(picture_site: Site, window: Callable[..., Page], scheme: str) -> None:
    page = opened(picture_site, window(color_scheme=scheme, reduced_motion="reduce"))
    links(page).first.click()
    expect(box(page)).to_be_visible()
    expect(box(page)).to_have_css("animation-name", "none")
    report = Axe().run(page)
    assert report.response["violations"] == [], report.generate_report()
    for name in ("Close", "Larger", "Smaller", "Next picture", "Previous picture"):
        size = box(page).get_by_role("button", name=name).bounding_box()
        assert size is not None
        assert min(size["width"], size["height"]) >= 44


def test_without_script_the_link_leads_to_the_picture(picture_site: Site, window: Callable[..., Page]) -> None:
    page = opened(picture_site, window(java_script_enabled=False))
    links(page).first.click()
    page.wait_for_url("**/_images/tide.*")


def test_other_clicks_are_the_browsers(picture_site: Site, window: Callable[..., Page]) -> None:
    page = opened(picture_site, window())
    with page.context.expect_page() as other:
        links(page).first.click(modifiers=["ControlOrMeta"])
    other.value.close()
    expect(box(page)).to_have_count(0)


def test_script_that_can_not_be_had_leaves_the_link(picture_site: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.route("**/viewer.js*", lambda route: route.abort())
    opened(picture_site, page)
    links(page).first.click()
    page.wait_for_url("**/_images/tide.*")
