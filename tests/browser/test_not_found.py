"""The page for what is not found offers what is near."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.sites import Site


@pytest.fixture(params=["site", "based_site"])
def host(request: pytest.FixtureRequest) -> Site:
    """The sample, at the root of its host and under a base path."""
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize(
    "path",
    [
        "/posts/2021/what-a-keper-does/",
        "/posts/2024/what-a-keeper-does",
        "/2021/03/What-a-keeper-does.html",
        "/what-a-keeper-does/index.html?utm=x#part",
    ],
)
def test_nearest_address_is_offered_first(host: Site, window: Callable[..., Page], path: str) -> None:
    page = window()
    page.goto(host.address(path))
    status = page.get_by_role("main").get_by_role("status")
    expect(status).to_contain_text("You may have been looking for:")
    first = status.get_by_role("link").first
    expect(first).to_have_text("What does a keeper do")
    first.click()
    expect(page).to_have_url(host.address("/posts/2021/what-a-keeper-does/"))


def test_search_for_the_words_of_the_address_is_offered(host: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(host.address("/zzz/nothing-like%20this_anywhere-at-all/"))
    status = page.get_by_role("main").get_by_role("status")
    expect(status.get_by_role("link")).to_have_text(["Search for “nothing like this anywhere at all”"])
    status.get_by_role("link").click()
    expect(page).to_have_url(host.address("/search/?q=nothing+like+this+anywhere+at+all"))


@pytest.mark.parametrize("path", ["/%ff%fe/", "/404.html", "/%3Cb%3Ex%3C/b%3E"])
def test_address_that_makes_no_words_does_no_harm(site: Site, window: Callable[..., Page], path: str) -> None:
    page = window()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(site.address(path), wait_until="networkidle")
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    assert page.locator(".nearest b").count() == 0
    assert said == []


def test_other_pages_do_not_load_the_script(site: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(site.address("/about/"))
    assert page.locator("script[src*=not-found]").count() == 0
