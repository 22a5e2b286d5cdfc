"""Every page has a Content-Security-Policy, and nothing of ours is stopped by it."""

import re
from collections.abc import Callable

import pytest
from conftest import ROOT
from playwright.sync_api import Page, Route, expect

from browser.sites import KINDS, Site, choose

SINK = "/posts/2021/kitchen-sink/"
OLD = "/2019/old-kitchen/"


class Watch:
    """A page, and what its policy has stopped or a script complained of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stopped: list[str] = []
        page.on("pageerror", lambda error: self.stopped.append(str(error)))
        page.on("console", lambda said: self.stopped.append(said.text) if said.type in {"error", "warning"} else None)


@pytest.fixture(params=["light", "dark"])
def watch(request: pytest.FixtureRequest, window: Callable[..., Page]) -> Watch:
    return Watch(window(color_scheme=request.param))


@pytest.fixture(params=["site", "based_site"])
def host(request: pytest.FixtureRequest) -> Site:
    return request.getfixturevalue(request.param)


def directives(policy: str) -> dict[str, list[str]]:
    """Return the sources of each directive of a page's policy."""
    return {name: sources for name, *sources in map(str.split, policy.split("; "))}


def test_a_policy_that_is_broken_is_seen(site: Site, watch: Watch) -> None:
    watch.page.goto(site.address(KINDS["about"]))
    watch.page.evaluate("document.body.setAttribute('style', 'color: red')")
    expect(watch.page.locator("body")).not_to_have_css("color", "rgb(255, 0, 0)")
    assert watch.stopped


def test_old_address_leads_on(kitchen_sink: Site, watch: Watch) -> None:
    watch.page.goto(kitchen_sink.address(OLD))
    expect(watch.page).to_have_url(kitchen_sink.address(SINK))
    assert watch.stopped == []


def test_sizes_that_an_author_gives_hold(kitchen_sink: Site, watch: Watch) -> None:
    page = watch.page
    page.goto(kitchen_sink.address(SINK))
    picture = page.get_by_role("img", name="A red square beside a blue one, half as wide.")
    paragraph = picture.locator("xpath=ancestor::p")
    half = paragraph.evaluate("paragraph => paragraph.clientWidth / 2")
    assert picture.evaluate("picture => picture.clientWidth") == pytest.approx(half, abs=1)
    figure = page.locator("figure", has_text="As wide as it is told.")
    assert figure.evaluate("figure => figure.clientWidth") == pytest.approx(160, abs=1)
    head, other = page.locator("table", has_text="Three times as wide").locator("th").all()
    widths = [cell.evaluate("cell => cell.clientWidth") for cell in (head, other)]
    assert widths[1] == pytest.approx(3 * widths[0], rel=0.05)
    cells = page.locator("math[alttext*='{aligned}'] mtr").first.locator("mtd")
    expect(cells.first).to_have_css("text-align", "right")
    expect(cells.last).to_have_css("text-align", "left")
    assert watch.stopped == []


def test_search_works(search_site: Site, watch: Watch) -> None:
    page = watch.page
    page.goto(search_site.address("/posts/2024/quality/"))
    page.keyboard.press("/")
    page.keyboard.type("quality")
    expect(page.locator(".search-panel[aria-busy=false] [role=option]").first).to_be_visible()
    page.keyboard.press("Escape")
    page.goto(search_site.address("/search/?q=quality"))
    expect(page.locator(".search-results li").first).to_be_visible()
    assert watch.stopped == []


def test_what_scripts_do_on_a_post_is_not_stopped(host: Site, watch: Watch) -> None:
    page = watch.page
    page.goto(host.address(KINDS["post"]))
    page.locator("[role=main] .e-content a[href*='/concepts/'], .e-content a[href*='concepts/']").first.hover()
    expect(page.locator(".preview")).to_be_visible()
    page.get_by_text("Cite this post").click()
    page.locator(".citation-bibtex").click()
    expect(page.locator(".site-footer .email a")).to_have_attribute("href", "mailto:ada@lights.example")
    before = page.evaluate("document.body.dataset.theme")
    page.locator(".theme-toggle").click()
    assert page.evaluate("document.body.dataset.theme") != before
    page.emulate_media(media="print")
    assert watch.stopped == []


@pytest.mark.parametrize(("which", "device", "chosen"), [("site", "light", "dark"), ("based_site", "dark", "light")])
def test_chosen_colours_are_there_before_the_first_paint(
    request: pytest.FixtureRequest, window: Callable[..., Page], which: str, device: str, chosen: str
) -> None:
    host, page = request.getfixturevalue(which), window(color_scheme=device)
    choose(page, host, chosen)
    # Without any script of a file: what is left runs before anything of the page is shown.
    page.route("**/*.js*", lambda route: route.abort())
    for path in KINDS.values():
        page.goto(host.address(path))
        assert page.evaluate("document.body.dataset.theme") == chosen, path


def recipe() -> dict[str, str]:
    """Return the headers that the guide has hosts send."""
    guide = (ROOT / "guide" / "publishing.md").read_text(encoding="utf-8")
    lines = re.findall(r'^add_header (\S+) "([^"]*)" always;$', guide, re.MULTILINE)
    file = re.findall(r"^  ([A-Z][\w-]+): (.*)$", guide, re.MULTILINE)
    assert lines == file
    return dict(lines)


def test_headers_of_the_guide_and_policies_of_pages_go_together(search_site: Site, watch: Watch) -> None:
    headers, page = recipe(), watch.page
    assert headers.keys() >= {"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"}

    def answer(route: Route) -> None:
        given = route.fetch()
        route.fulfill(response=given, headers={**given.headers, **headers})

    choose(page, search_site, "dark")
    page.route("**/*", answer)
    page.goto(search_site.address("/search/?q=quality"))
    assert page.evaluate("document.body.dataset.theme") == "dark"
    expect(page.locator(".search-results li").first).to_be_visible()
    assert watch.stopped == []
