"""Feeds are where a page says, and an address of nothing is answered under any path."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response, expect

from browser.sites import Site, broken, links_of


@pytest.fixture(params=["site", "based_site"])
def host(request: pytest.FixtureRequest) -> Site:
    """The sample, at the root of its host and under a base path."""
    return request.getfixturevalue(request.param)


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
    assert len(styles) >= 1
    assert {answer.status for answer in answers[1:]} <= {200, 304}
    links = links_of(page) - {page.url}
    assert len(links) >= 6
    assert broken(page, links) == []
    page.get_by_role("main").get_by_role("link", name="home page").click()
    expect(page).to_have_url(host.url)
