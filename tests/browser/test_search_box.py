"""The box on every page: posts as one types, chosen with the keyboard, told to those who listen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.sites import Site, came_true
from browser.test_axe import violations

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}


def opened(site: Site, window: Callable[..., Page], path: str = "/posts/2024/quality/", **settings: object) -> Page:
    page = window(**{**WIDE, **settings})
    page.goto(site.address(path))
    return page


def typed(page: Page, words: str) -> None:
    """Turn to the box with its key, type, and wait for what is found."""
    page.keyboard.press("/")
    page.keyboard.type(words)
    expect(page.locator(".search-panel[aria-busy=false]")).to_be_visible()


def chosen(page: Page) -> str | None:
    """Return the first line of the option that the box says is chosen, or None."""
    name = page.locator("#Site-search-box").get_attribute("aria-activedescendant")
    if not name:
        return None
    option = page.locator(f"#{name}")
    expect(option).to_have_attribute("aria-selected", "true")
    return option.inner_text().splitlines()[0]


def test_nothing_is_asked_for_before_the_reader_turns_to_it(search_site: Site, window: Callable[..., Page]) -> None:
    page = window(**WIDE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(search_site.address("/posts/2024/quality/"), wait_until="networkidle")
    assert [url for url in asked if "pagefind" in url] == []
    with page.expect_request("**/*.pf_meta"):
        page.locator("#Site-search-box").focus()
    assert [url for url in asked if not url.startswith(search_site.url)] == []


def test_slash_leads_to_the_box(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window)
    box = page.get_by_role("combobox", name="Search")
    expect(box).not_to_be_focused()
    page.keyboard.press("Control+/")
    expect(box).not_to_be_focused()
    page.keyboard.press("/")
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    page.keyboard.type("a/b")
    expect(box).to_have_value("a/b")


def test_slash_opens_the_menu_of_a_phone(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window, **PHONE)
    expect(page.get_by_role("combobox")).to_be_hidden()
    typed(page, "lightho")
    expect(page.get_by_role("option").first).to_be_in_viewport()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]


def test_posts_are_shown_as_one_types(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window)
    typed(page, "lighthouse bak")
    first = page.get_by_role("option").first
    expect(first.locator(".search-title")).to_have_text("The lighthouse and the harbour")
    expect(first.locator(".byline")).to_have_text("Post · 32 words from 6 May 2024")
    expect(first.locator("mark")).to_have_text(["lighthouse", "bakery,"])
    expect(page.get_by_role("combobox")).to_have_attribute("aria-expanded", "true")


def test_arrows_choose_and_enter_opens(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window)
    typed(page, "meeting")
    assert chosen(page) is None
    titles = [option.inner_text().splitlines()[0] for option in page.get_by_role("option").all()]
    assert len(titles) >= 3
    found = []
    for _ in titles:
        page.keyboard.press("ArrowDown")
        found.append(chosen(page))
    assert found == titles
    page.keyboard.press("ArrowDown")
    assert chosen(page) == titles[0]
    page.keyboard.press("ArrowUp")
    assert chosen(page) is None
    page.keyboard.press("ArrowUp")
    assert chosen(page) == titles[-1]
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(search_site.address("/posts/2024/meeting/"))


def test_enter_without_a_choice_leads_to_the_search_page(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window)
    typed(page, "os.replace")
    page.keyboard.press("Enter")
    expect(page).to_have_url(search_site.address("/search/?q=os.replace"))
    expect(page.locator(".search-results a").first).to_have_text("Writing a file in one go")


def test_last_option_leads_to_all_results(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window)
    typed(page, "the")
    last = page.get_by_role("option").last
    expect(last).to_have_text(f"All {page.locator('.search-status').inner_text()}")
    last.click()
    expect(page).to_have_url(search_site.address("/search/?q=the"))


def test_escape_closes_and_then_leaves(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window)
    box, panel = page.get_by_role("combobox"), page.locator(".search-panel")
    typed(page, "quality")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(box).to_be_focused()
    expect(box).to_have_value("quality")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(panel).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(box).not_to_be_focused()


def test_leaving_closes(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window)
    typed(page, "quality")
    page.keyboard.press("Tab")
    expect(page.locator(".search-panel")).to_be_hidden()


def test_emptied_box_shows_nothing(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window)
    typed(page, "quality")
    page.get_by_role("combobox").fill("")
    expect(page.locator(".search-panel")).to_be_hidden()


def test_one_letter_is_not_looked_for_and_one_chinese_sign_is(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window)
    page.keyboard.press("/")
    page.keyboard.type("q")
    page.wait_for_timeout(400)  # it would be looked for by now
    expect(page.locator(".search-panel")).to_be_hidden()
    page.keyboard.type("u")
    expect(page.get_by_role("option").first).to_contain_text("Quality is a habit")
    page.get_by_role("combobox").fill("语")
    expect(page.locator(".search-panel")).to_have_text("No results")


@pytest.mark.parametrize(("words", "said"), [("lightho", "1 result"), ("xyzzyplugh", "No results")])
def test_count_is_announced(search_site: Site, window: Callable[..., Page], words: str, said: str) -> None:
    page = opened(search_site, window)
    typed(page, words)
    expect(page.locator(".search-status")).to_have_text(said)


def test_nothing_found_is_said(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window)
    typed(page, "xyzzyplugh")
    expect(page.locator(".search-panel")).to_have_text("No results")
    expect(page.get_by_role("combobox")).to_have_attribute("aria-expanded", "false")


def test_words_like_those_that_nothing_has_are_offered(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window)
    typed(page, "lighthuose")
    panel = page.locator(".search-panel")
    expect(panel).to_contain_text("No results")
    expect(page.locator(".search-status")).to_have_text("No results")
    page.keyboard.press("ArrowDown")
    assert chosen(page) == "Did you mean “lighthouse”?"
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page).to_have_url(search_site.address("/search/?q=lighthouse"))


def test_missing_index_is_said(search_site: Site, window: Callable[..., Page]) -> None:
    page = window(**WIDE)
    page.route("**/pagefind/**", lambda route: route.fulfill(status=404))
    page.goto(search_site.address("/posts/2024/quality/"))
    typed(page, "quality")
    expect(page.locator(".search-panel")).to_have_text("The search could not be loaded. The archive has every post.")


def test_box_leads_to_the_search_page_without_javascript(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window, java_script_enabled=False)
    page.get_by_role("textbox", name="Search").fill("quality")
    page.keyboard.press("Enter")
    expect(page).to_have_url(search_site.address("/search/?q=quality"))
    assert "Searching needs JavaScript." in page.get_by_role("main").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_open_panel_has_no_violation(
    search_site: Site, window: Callable[..., Page], size: dict[str, int], scheme: str
) -> None:
    page = opened(search_site, window, color_scheme=scheme, **size)
    typed(page, "the")
    page.keyboard.press("ArrowDown")
    assert violations(page) == []
    page.get_by_role("combobox").fill("xyzzyplugh")
    expect(page.locator(".search-panel")).to_contain_text("No results")
    assert violations(page) == []


def test_panel_moves_nothing(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window)
    places = "[...document.querySelectorAll('article, h1, nav ul a')].map(e => Math.round(e.getBoundingClientRect().y))"
    before = page.evaluate(places)
    typed(page, "the")
    assert page.evaluate(places) == before


def test_text_of_posts_is_never_markup(search_site: Site, window: Callable[..., Page]) -> None:
    page = opened(search_site, window)
    typed(page, "template inert bold")
    option = page.get_by_role("option").first
    expect(option.locator(".search-title")).to_have_text("The <template> element & friends")
    expect(option.locator(".search-excerpt")).to_contain_text("Write <b>bold</b> and nothing is bold.")
    expect(option.locator("b, template")).to_have_count(0)


def test_a_query_that_runs_beside_others_finds_the_same(search_site: Site, window: Callable[..., Page]) -> None:
    """Pagefind hands each query the same object of a post, and on a slow line two wait for it at once."""
    page = opened(search_site, window)
    page.keyboard.press("/")
    assert came_true(page, "typeof siteSearch !== 'undefined'")
    together, alone = page.evaluate(
        """async () => {
          const { find, read } = siteSearch;
          const told = async (query) => JSON.stringify(await read((await find(query)).results.slice(0, 5)));
          const queries = ["lighthouse bak", "lighthouse", "meeting", "lighthouse harbour", "bak", "the lighthouse"];
          const together = await Promise.all(queries.map(told));
          const alone = [];
          for (const query of queries) alone.push(await told(query));
          return [together, alone];
        }"""
    )
    assert together == alone
