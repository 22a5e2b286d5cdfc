"""A page asks its own host for what it needs, finds it there, and asks no other."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, Response, expect

from browser.sites import KINDS, Site

pytestmark = pytest.mark.browser

LINKS = """links => links.map(link => new URL(link.getAttribute("href"), document.baseURI).href.split("#")[0])
  .filter(address => new URL(address).origin === location.origin)"""


def links_of(page: Page) -> set[str]:
    """Return the addresses of this host that the page links to, in its text or its head."""
    return set(page.locator("a[href], link[href]:not([rel=canonical])").evaluate_all(LINKS))


@pytest.fixture(params=["site", "based_site"])
def host(request: pytest.FixtureRequest) -> Site:
    """The sample, at the root of its host and under a base path."""
    return request.getfixturevalue(request.param)


def broken(page: Page, links: set[str]) -> list[str]:
    """Return those of *links* that no page, style sheet or picture answers."""
    return [link for link in sorted(links) if page.request.get(link).status != 200]


def check_requests(site: Site, page: Page) -> None:
    """Check that each page of *site* asks this site alone, gets what it asks for, and that no script complains."""
    requests: list[str] = []
    failed: list[str] = []
    said: list[str] = []

    def on_request(request: Request) -> None:
        if not request.url.startswith("data:"):
            requests.append(request.url)

    def on_response(response: Response) -> None:
        if response.status >= 400:
            failed.append(f"{response.status} {response.url}")

    page.on("request", on_request)
    page.on("response", on_response)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    for path in site.paths():
        page.goto(site.address(path))
    assert len(requests) > 100
    assert [address for address in requests if not address.startswith(site.url)] == []
    assert failed == []
    assert said == []


def test_every_request_stays_on_the_site_and_is_answered(host: Site, window: Callable[..., Page]) -> None:
    check_requests(host, window())


def test_every_request_of_the_kitchen_sink_stays_on_the_site(kitchen_sink: Site, window: Callable[..., Page]) -> None:
    check_requests(kitchen_sink, window())


def test_every_link_within_the_site_leads_somewhere(host: Site, window: Callable[..., Page]) -> None:
    page = window()
    links: set[str] = set()
    for path in KINDS.values():
        page.goto(host.address(path))
        found = links_of(page)
        assert len(found) >= 6
        assert [link for link in sorted(found) if not link.startswith(host.url)] == [], path
        links |= found
    assert broken(page, links) == []


def test_feeds_are_where_the_pages_say(host: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(host.address("/blog/tag/writing/"))
    addresses = page.eval_on_selector_all("link[rel=alternate][type]", "links => links.map((link) => link.href)")
    assert len(addresses) == 6
    for address in addresses:
        answer = page.request.get(address)
        assert answer.ok
        path = urlsplit(address).path
        assert f'{path}"' in answer.text(), "the feed names itself by another path"
        assert answer.text().count("tag:lights.example,2021:") > 1


@pytest.mark.parametrize("path", ["/a", "/a/b/c/", "/posts/2021/no-such-post/", "/a.html?query=1"])
def test_page_not_found_is_right_under_any_path(host: Site, window: Callable[..., Page], path: str) -> None:
    page = window()
    answers: list[Response] = []
    page.on("response", lambda response: answers.append(response))
    page.goto(host.address(path))
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 253, 249)")
    assert answers[0].status == 404
    styles = [answer.status for answer in answers if answer.request.resource_type == "stylesheet"]
    assert len(styles) >= 9
    assert {answer.status for answer in answers[1:]} == {200}
    links = links_of(page) - {page.url}
    assert len(links) >= 6
    assert broken(page, links) == []
    page.get_by_role("main").get_by_role("link", name="home page").click()
    expect(page).to_have_url(host.url)
