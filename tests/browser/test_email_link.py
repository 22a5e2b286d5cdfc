"""The e-mail address can be read, copied and, with JavaScript, followed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.sites import KINDS, Site

ADDRESS = "ada@lights.example"
PLACES = [("/", ".site-footer .email"), (KINDS["author"], "[role=main] .email")]
SELECTED = """shown => {
  getSelection().selectAllChildren(shown);
  return getSelection().toString();
}"""


@pytest.mark.parametrize(("path", "selector"), PLACES)
def test_address_is_a_link(site: Site, window: Callable[..., Page], path: str, selector: str) -> None:
    page = window()
    page.goto(site.address(path))
    expect(page.locator(selector).get_by_role("link")).to_have_attribute("href", f"mailto:{ADDRESS}")
    assert page.locator(selector).get_by_role("link").inner_text() == ADDRESS


@pytest.mark.parametrize("enabled", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize(("path", "selector"), PLACES)
def test_address_is_shown_and_selected_as_it_is(
    site: Site, window: Callable[..., Page], path: str, selector: str, enabled: bool
) -> None:
    page = window(java_script_enabled=enabled)
    page.goto(site.address(path))
    assert page.locator(selector).inner_text() == ADDRESS
    assert page.locator(selector).evaluate(SELECTED) == ADDRESS


@pytest.mark.parametrize(("path", "selector"), PLACES)
def test_address_is_no_link_without_javascript(
    site: Site, window: Callable[..., Page], path: str, selector: str
) -> None:
    page = window(java_script_enabled=False)
    page.goto(site.address(path))
    expect(page.locator(selector)).to_be_visible()
    expect(page.locator(selector).locator("a")).to_have_count(0)


@pytest.mark.parametrize(("path", "selector"), PLACES)
def test_address_is_copied_as_it_is(site: Site, window: Callable[..., Page], path: str, selector: str) -> None:
    page = window(permissions=("clipboard-read",))
    page.goto(site.address(path))
    page.locator(selector).evaluate(SELECTED)
    page.keyboard.press("Control+c")
    assert page.evaluate("navigator.clipboard.readText()") == ADDRESS
