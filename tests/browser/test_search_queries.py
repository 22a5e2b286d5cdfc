"""What a reader types finds the post that they mean, and finds it first."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from browser.search_posts import POSTS
from browser.sites import Site, came_true

# What is typed, and the post that comes first.
QUERIES = {
    # A word of a title, before posts that say it often.
    "meeting": "meeting",
    "metrics": "metrics",
    "lighthouse": "lighthouse",
    "bread": "bakery",
    # One and many, both ways.
    "meetings": "meeting",
    "roadmap": "roadmaps",
    "interviews": "interview",
    "interview strangers": "interview",
    "prototype": "prototypes",
    "metric goal": "metrics",
    "librarian": "archives",
    "retrospective": "roadmaps",
    # The beginning of a word, as it is typed.
    "acc": "accessibility",
    "accessib": "accessibility",
    "onb": "onboarding",
    "strat": "strategy",
    "lightho": "lighthouse",
    "decision lo": "decision-log",
    "hir": "hiring",
    # Two words, apart or in another order.
    "lighthouse bakery": "lighthouse",
    "keyboard people": "pairs",
    "plants season": "gardens",
    "outage blame": "incidents",
    "paper scissors": "prototypes",
    "what we learnt in 2023": "year-end",
    # Hyphens and apostrophes.
    "decision-making": "decision-making",
    "decision making": "decision-making",
    "well-known": "essay",
    "well known trick": "essay",
    "aren't born": "archives",
    "aren’t": "archives",
    "d'une année": "resume",
    # Accents left out, or typed where there are none.
    "resume": "resume",
    "résumé": "resume",
    "cafe": "cafe",
    "equipe": "resume",
    "ete": "resume",
    "fuhrung": "fuehrung",
    "Fäden": "fuehrung",
    "manana": "manana",
    "Zuständigkeit": "fuehrung",
    "zustandigkeiten": "fuehrung",
    # Letters that are no others with an accent, and what is typed for them.
    "Lodz": "tramway",
    "lodz": "tramway",
    "Łódź": "tramway",
    "łódź tram": "tramway",
    "glogowa": "tramway",
    "strasse": "paving",
    "Straße": "paving",
    "STRASSE": "paving",
    "strass": "paving",
    "strassen": "tramway",
    "soren": "fjord",
    "Soeren": "fjord",
    "Søren": "fjord",
    "smorrebrod": "fjord",
    "aero": "fjord",
    "thor": "fjord",
    "dorde": "fjord",
    "Djordje": "fjord",
    # Chinese and Japanese: words inside of a sentence.
    "产品": "chanpin",
    "产品经理": "chanpin",
    "理解": "chanpin",
    "会议": "huiyi",
    "安静 作品": "huiyi",
    "言葉": "kotoba",
    "チーム": "kotoba",
    "プロダクト": "kotoba",
    # Words with other ends than the post has, in the language of the post.
    "книгами": "biblioteka",
    "книга": "biblioteka",
    "Смотрителями": "biblioteka",
    "решениями": "biblioteka",
    "маяки": "biblioteka",
    "Katze": "haeuser",
    "Häusern": "haeuser",
    "Haus": "haeuser",
    "Entscheidungen": "haeuser",
    "deiche": "haeuser",
    "cheval": "ecurie",
    "journal": "ecurie",
    "dormes": "ecurie",
    "decisión farera": "faros",
    "canción": "faros",
    "faro": "faros",
    "książki": "latarnia",
    "decyzjami": "latarnia",
    "latarni": "latarnia",
    "كتاب": "maktaba",
    "الكتاب": "maktaba",
    "مكتبة": "maktaba",
    # Thai: words inside of a sentence.
    "ประภาคาร": "prachakhan",
    "หนังสือ": "prachakhan",
    "ภาษาไทย": "prachakhan",
    "ช่องว่าง": "prachakhan",
    # Code: whole and in parts.
    "env_get_outdated": "drafts",
    "env-get-outdated": "drafts",
    "env_get": "drafts",
    "outdated": "drafts",
    "held_back": "drafts",
    "os.replace": "atomic",
    "os.replace(": "atomic",
    "O_WRONLY": "atomic",
    "useState": "hooks",
    "usestate": "hooks",
    "setcount": "hooks",
    "--dry-run": "dry-run",
    "System.IO.Path": "csharp",
    "path.combine": "csharp",
    "c#": "csharp",
    "F#": "csharp",
    "AT&T": "markup",
    "3.10": "versions",
    "python 3.10": "versions",
    "<template>": "markup",
}


@pytest.fixture(scope="module")
def page(search_site: Site, contexts: Callable[..., BrowserContext]) -> Iterator[Page]:
    """One page for all queries."""
    page = contexts().new_page()
    page.goto(search_site.address("/search/"))
    yield page
    page.close()


def first_of(page: Page, query: str) -> tuple[str, int]:
    """Return the slug of the first post that the site's own script finds, and how many it finds."""
    slug, number = page.evaluate(
        """async query => {
          const { results } = await siteSearch.find(query);
          const [first] = await siteSearch.read(results.slice(0, 1));
          return [first?.url.split("#")[0] ?? "", results.length];
        }""",
        query,
    )
    return slug.strip("/").rpartition("/")[2], number


@pytest.mark.parametrize("query", QUERIES)
def test_post_that_is_meant_comes_first(page: Page, query: str) -> None:
    slug, _ = first_of(page, query)
    assert slug == QUERIES[query]


@pytest.mark.parametrize("path", ["/posts/2024/chanpin/", "/posts/2024/kotoba/", "/posts/2024/fuehrung/"])
def test_page_in_any_language_finds_the_same(search_site: Site, window: Callable[..., Page], path: str) -> None:
    page = window()
    page.goto(search_site.address(path))
    page.locator("#Site-search-box").focus()
    assert came_true(page, "typeof siteSearch === 'object'")
    assert {query: first_of(page, query)[0] for query in QUERIES} == QUERIES


@pytest.mark.parametrize("query", ["xyzzyplugh", "山水", "กรุงเทพ"])
def test_word_of_no_post_finds_none(page: Page, query: str) -> None:
    assert first_of(page, query) == ("", 0)


def test_every_post_is_meant_by_a_query_or_stands_in_the_way() -> None:
    assert set(QUERIES.values()) <= POSTS.keys()
    assert len(QUERIES) >= 30
