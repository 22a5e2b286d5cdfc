"""The search page shows everything that a query finds, narrows it down, and keeps both in its address."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from browser.sites import Site
from browser.test_axe import violations_by_look


def opened(site: Site, window: Callable[..., Page], path: str, **settings: object) -> Page:
    page = window(**settings)
    page.goto(site.address(path))
    return page


def titles(page: Page) -> list[str]:
    return page.locator(".search-results h2").all_inner_texts()


def status(page: Page) -> str:
    """Return what is announced, once something is."""
    expect(page.locator(".search-status")).not_to_be_empty()
    return page.locator(".search-status").inner_text()


@pytest.mark.parametrize("which", ["site", "based_site"])
def test_word_of_a_post_finds_the_post(which: str, request: pytest.FixtureRequest, window: Callable[..., Page]) -> None:
    page = opened(request.getfixturevalue(which), window, "/search/")
    box = page.get_by_role("searchbox", name="Words to look for")
    box.fill("paraffin")
    box.press("Enter")
    link = page.get_by_role("main").get_by_role("link", name="What does a keeper do")
    expect(link).to_be_visible()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What does a keeper do")


def test_there_is_one_box_and_slash_leads_to_it(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window, "/search/")
    page.keyboard.press("/")
    expect(page.locator("input")).to_have_count(1)
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_result_has_title_byline_excerpt_and_sections(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window, "/search/?q=roadmap+silence")
    expect(page.get_by_role("searchbox")).to_have_value("roadmap silence")
    assert status(page) == "1 result for “roadmap silence”"
    result = page.locator(".search-results > li")
    expect(result.get_by_role("heading", level=2)).to_have_text("On the use of silence")
    expect(result.locator(".byline")).to_contain_text("words from 6 May 2024")
    expect(result.locator(".search-excerpt mark").first).to_be_visible()
    sections = result.locator(".search-sections a")
    expect(sections).to_have_text(["Waiting for the roadmap", "Cafes and corridors"])
    sections.first.click()
    expect(page).to_have_url(search_site.address("/posts/2024/essay/#waiting-for-the-roadmap"))


def test_post_in_another_language_says_so(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window, "/search/?q=产品经理")
    result = page.locator(".search-results > li").first
    expect(result.get_by_role("heading")).to_have_text("产品经理做什么")
    expect(result.get_by_role("heading")).to_have_attribute("lang", "zh")
    expect(result.locator(".search-excerpt")).to_contain_text("产品经理帮助团队形成共同的理解:什么是重要的。")
    expect(result.locator("mark").first).to_have_text("产品经理")


def test_results_are_narrowed_down(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window, "/search/?q=the")
    everything = int(status(page).split()[0])
    assert everything > 20
    page.get_by_text("Narrow down").click()
    tags = page.get_by_role("combobox", name="Tag")
    expect(tags.locator("option", has_text="research (2)")).to_have_count(1)
    years = page.get_by_role("combobox", name="Year").locator("option")
    expect(years).to_have_text(["Any", f"2024 ({everything})"])
    expect(page.get_by_role("combobox", name="Author").locator("option")).to_have_count(2)
    tags.select_option("research")
    expect(page.locator(".search-results h2")).to_have_count(2)
    assert sorted(titles(page)) == ["Discovery never ends", "Interviews with strangers"]
    expect(page).to_have_url(search_site.address("/search/?q=the&tag=research"))
    page.get_by_role("combobox", name="Category").select_option("Product")
    expect(page.locator(".search-results h2")).to_have_text(["Discovery never ends"])
    expect(page).to_have_url(search_site.address("/search/?q=the&tag=research&category=Product"))
    page.go_back()
    expect(page.locator(".search-results h2")).to_have_count(2)
    page.go_back()
    expect(page.locator(".search-status")).to_have_text(f"{everything} results for “the”")
    expect(tags).to_have_value("")
    page.go_forward()
    expect(tags).to_have_value("research")
    expect(page.locator(".search-results h2")).to_have_count(2)


def test_address_with_filters_shows_them(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window, "/search/?q=less&author=The+crew+of+Small+Lights&year=2023")
    expect(page.locator(".search-results h2")).to_have_text(["What we learnt in 2023"])
    expect(page.get_by_role("combobox", name="Year")).to_have_value("2023")
    expect(page.get_by_role("combobox", name="Author")).to_have_value("The crew of Small Lights")


def test_filters_are_not_asked_for_before_they_are_wanted(search_site: Site, window: Callable[..., Page]) -> None:
    page = window()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(search_site.address("/search/?q=the"))
    status(page)
    assert [url for url in asked if ".pf_filter" in url] == []
    page.get_by_text("Narrow down").click()
    expect(page.get_by_role("combobox", name="Tag").locator("option")).not_to_have_count(1)
    assert len([url for url in asked if ".pf_filter" in url]) == 4


def test_more_results_come_on_demand(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window, "/search/?q=the")
    everything = int(status(page).split()[0])
    results, more = page.locator(".search-results > li"), page.get_by_role("button", name="More results")
    expect(results).to_have_count(10)
    more.click()
    expect(results).to_have_count(20)
    expect(results.nth(10).get_by_role("heading").get_by_role("link")).to_be_focused()
    more.click()
    expect(results).to_have_count(everything)
    expect(more).to_be_hidden()
    assert len(set(titles(page))) == everything


def test_results_come_as_one_types(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window, "/search/")
    page.get_by_role("searchbox").press_sequentially("lightho")
    expect(page.locator(".search-results h2")).to_have_text(["The lighthouse and the harbour"])
    expect(page).to_have_url(search_site.address("/search/?q=lightho"))
    page.get_by_role("searchbox").fill("")
    expect(page.locator(".search-results h2")).to_have_count(0)
    expect(page).to_have_url(search_site.address("/search/"))


def test_word_of_no_post_is_said_to_be_in_none(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window, "/search/?q=xyzzyplugh")
    assert status(page) == "No results for “xyzzyplugh”"
    expect(page.locator(".search-results a")).to_have_count(0)


def test_missing_index_is_said(search_site: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.route("**/pagefind/**", lambda route: route.fulfill(status=404))
    page.goto(search_site.address("/search/?q=quality"))
    assert status(page) == "The search could not be loaded. The archive has every post."


def test_words_looked_for_are_text_and_not_markup(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window, "/search/?q=<img src=x onerror=document.title='bad'>&tag=<b>x")
    assert "<img src=x" in status(page)
    expect(page.locator("[role=main] img, [role=main] b")).to_have_count(0)
    expect(page).to_have_title("Search – Small Lights")


def test_results_have_no_violation(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window, "/search/?q=the")
    status(page)
    page.get_by_text("Narrow down").click()
    expect(page.get_by_role("combobox", name="Tag").locator("option")).not_to_have_count(1)
    assert violations_by_look(page) == {}


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
def test_page_fits(search_site: Site, window: Callable[..., Page], width: int) -> None:
    page = opened(search_site, window, "/search/?q=the&tag=research", width=width)
    expect(page.locator(".search-results h2")).to_have_count(2)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("lighthuose", "lighthouse"),
        ("haborur bakery", "harbour bakery"),
        ("Zsutandigkeiten", "zuständigkeiten"),
        ("lighthuose xyzzyplugh", "lighthouse"),
        ("lighthouse quality", "lighthouse"),  # both are there, and no post has both
    ],
)
def test_words_like_those_that_nothing_has_are_offered(
    search_site: Site, window: Callable[..., Page], words: str, near: str
) -> None:
    page = opened(search_site, window, f"/search/?{urlencode({'q': words})}")
    assert status(page) == f"No results for “{words}”"
    link = page.locator(".search-near").get_by_role("link", name=near, exact=True)
    link.click()
    expect(page).to_have_url(search_site.address(f"/search/?{urlencode({'q': near})}"))


def test_lists_are_offered_where_nothing_is_found_and_only_there(
    search_site: Site, window: Callable[..., Page]
) -> None:
    page = opened(search_site, window, "/search/?q=xyzzyplugh")
    lists = page.locator(".search-none")
    expect(lists.get_by_role("link", name="By year")).to_be_visible()
    expect(page.locator(".search-near")).to_be_hidden()
    page.get_by_role("searchbox").fill("harbour")
    expect(page.locator(".search-results > li").first).to_be_visible()
    expect(lists).to_be_hidden()


def test_words_that_were_found_are_marked_on_the_page_that_opens(
    search_site: Site, window: Callable[..., Page]
) -> None:
    """By text fragments, which a script can't see: but the browser scrolls to the first."""
    page = opened(search_site, window, "/search/?q=outage+blame")
    link = page.locator(".search-results h2 a").first
    href = link.get_attribute("href") or ""
    assert href.endswith("/posts/2024/incidents/#:~:text=Blame")
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("After the outage")
    assert (
        page.locator("link[rel=canonical]").get_attribute("href") == "https://user.example/repo/posts/2024/incidents/"
    )
