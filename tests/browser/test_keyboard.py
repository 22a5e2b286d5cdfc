"""Everything can be done with the keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.sites import KINDS, Site

LIGHT = "rgb(255, 253, 249)"
DARK = "rgb(21, 23, 26)"
OUTLINE = """() => {
  const style = getComputedStyle(document.activeElement);
  return `${style.outlineStyle} ${style.outlineWidth}`;
}"""
MENU = [
    "Close",
    "",
    "Posts",
    "Concepts",
    "About",
    "Subscribe",
]  # the box of the search has no text of its own


def focused(page: Page) -> str:
    """Return the text of the element that has the focus."""
    return str(page.evaluate("document.activeElement.innerText.trim()"))


def tabbed(page: Page, times: int) -> list[str]:
    """Press Tab so many times and return the text of what has the focus after each."""
    found = []
    for _ in range(times):
        page.keyboard.press("Tab")
        found.append(focused(page))
    return found


def inside(page: Page, selector: str) -> bool:
    return bool(page.evaluate("selector => document.activeElement.closest(selector) !== null", selector))


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


@pytest.mark.parametrize("width", [360, 1440])
def test_skip_link_comes_first_and_leads_to_the_text(site: Site, window: Callable[..., Page], width: int) -> None:
    page = window(width=width)
    page.goto(site.address(KINDS["post with code"]))
    link = page.get_by_role("link", name="Skip to content")
    expect(link).not_to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(site.address(KINDS["post with code"]) + "#Site-main")
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    page.keyboard.press("Tab")
    assert inside(page, "[role=main]")


def test_what_has_the_focus_is_outlined(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=1440)
    page.goto(site.address(KINDS["home"]))
    outlines = []
    for _ in range(9):
        page.keyboard.press("Tab")
        outlines.append(page.evaluate(OUTLINE))
    assert outlines == ["solid 2px"] * 9


@pytest.mark.parametrize(
    ("scheme", "shown"),
    [("light", [LIGHT, DARK, LIGHT, LIGHT]), ("dark", [DARK, LIGHT, DARK, DARK])],
)
def test_theme_toggle_cycles_and_is_remembered(
    site: Site, window: Callable[..., Page], scheme: str, shown: list[str]
) -> None:
    page = window(color_scheme=scheme)
    page.goto(site.address("/"))
    toggle = page.get_by_role("button", name="Colours: ")
    seen, other = [background(page)], "dark" if scheme == "light" else "light"
    for name in (other, scheme, "as the device"):
        toggle.focus()
        page.keyboard.press("Enter")
        expect(toggle).to_have_accessible_name(f"Colours: {name}")
        expect(page.get_by_role("status").filter(has_text="Colours")).to_have_text(f"Colours: {name}")
        seen.append(background(page))
        page.reload()
        assert background(page) == seen[-1]
        expect(toggle).to_have_accessible_name(f"Colours: {name}")
    assert seen == shown


def test_menu_opens_and_closes_by_keyboard(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=360, height=740)
    page.goto(site.address(KINDS["post with maths"]))
    menu, button = page.locator("#Site-menu"), page.get_by_role("button", name="Menu", exact=True)
    expect(menu).to_be_hidden()
    button.focus()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    assert tabbed(page, len(MENU)) == MENU
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()


def test_menu_closes_by_its_own_button(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=360, height=740)
    page.goto(site.address("/"))
    page.get_by_role("button", name="Menu", exact=True).press("Enter")
    page.get_by_role("button", name="Close").press("Enter")
    expect(page.locator("#Site-menu")).to_be_hidden()
    expect(page.get_by_role("button", name="Menu", exact=True)).to_be_focused()


def test_theme_can_be_changed_in_the_open_menu(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=360, height=740)
    page.goto(site.address("/"))
    page.get_by_role("button", name="Menu", exact=True).press("Enter")
    page.get_by_role("button", name="Colours: as the device").press("Enter")
    assert background(page) == DARK


def test_contents_open_and_close_by_keyboard(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=360, height=740)
    page.goto(site.address(KINDS["post with maths"]))
    contents, button = page.locator("#Site-contents"), page.get_by_role("button", name="Contents", exact=True)
    expect(contents).to_be_hidden()
    button.focus()
    page.keyboard.press("Enter")
    expect(contents).to_be_visible()
    assert tabbed(page, 3) == ["Close", "Why two lines are enough", "The rule of twelfths"]
    page.keyboard.press("Escape")
    expect(contents).to_be_hidden()
    expect(button).to_be_focused()


def test_contents_lead_to_their_heading(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=360, height=740)
    page.goto(site.address(KINDS["post with maths"]))
    page.get_by_role("button", name="Contents", exact=True).press("Enter")
    page.locator("#Site-contents").get_by_role("link", name="The rule of twelfths").press("Enter")
    expect(page.get_by_role("heading", name="The rule of twelfths")).to_be_in_viewport()
    expect(page.locator("#Site-contents")).to_be_hidden()


def test_links_of_what_is_closed_take_no_focus(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=360, height=740)
    page.goto(site.address(KINDS["post with maths"]))
    for _ in range(80):
        page.keyboard.press("Tab")
        assert not inside(page, "#Site-menu, #Site-contents")
        if page.evaluate("document.activeElement === document.body"):
            break
    else:
        pytest.fail("the end of the page was not reached by 80 stops")
