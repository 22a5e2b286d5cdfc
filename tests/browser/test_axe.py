"""No page has a fault that axe-core can find, in either scheme, on a desktop or a phone."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from browser.sites import KINDS, Site

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # all that another scheme can break
AXE = Axe().axe_script
# The page has seen its new size once the second frame from now begins.
RUN = """(runOnly) => new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)))
  .then(() => axe.run({ runOnly, resultTypes: ["violations"] }))
  .then((results) => results.violations)"""

SIZES = ({"width": 1440, "height": 900}, {"width": 360, "height": 740})


def violations(page: Page, rules: list[str] = TAGS) -> list[str]:
    """Return each of *rules*, or of those with such a tag, that axe finds broken, with the places where it is."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE)
    found = page.evaluate(RUN, rules)
    return [f"{rule['id']}: {', '.join(str(node['target'][0]) for node in rule['nodes'])}" for rule in found]


def violations_by_look(page: Page) -> dict[str, list[str]]:
    """Return what axe finds on the page in each scheme and size where it finds anything."""
    found = {}
    for size in SIZES:
        page.set_viewport_size(size)
        for scheme, rules in (("light", TAGS), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme)
            found[f"{scheme}, {size['width']} px"] = violations(page, rules)
    return {look: faults for look, faults in found.items() if faults}


@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_page_has_no_violation(site: Site, window: Callable[..., Page], path: str) -> None:
    page = window()
    page.goto(site.address(path))
    assert violations_by_look(page) == {}


@pytest.mark.parametrize("path", ["/posts/2021/kitchen-sink/", "/blog/", "/blog/tag/"])
def test_kitchen_sink_has_no_violation(kitchen_sink: Site, window: Callable[..., Page], path: str) -> None:
    page = window()
    page.goto(kitchen_sink.address(path))
    assert violations_by_look(page) == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("button", "opened"), [("Menu", "#Site-menu"), ("Contents", "#Site-contents")])
def test_open_popover_has_no_violation(
    site: Site, window: Callable[..., Page], button: str, opened: str, scheme: str
) -> None:
    page = window(color_scheme=scheme, width=360, height=740)
    page.goto(site.address(KINDS["post with maths"]))
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(opened)).to_be_visible()
    assert violations(page) == []
