"""An old address leads on to the place in the page that it named, and without JavaScript to the page.

One with a query leads on by a script of the home page, or of what is shown where nothing is found.
"""

from collections.abc import Callable, Iterator

import pytest
from conftest import build_in, write_settings
from playwright.sync_api import Browser, Page, expect

from browser.sites import Site, served

PARTS = "# A post\n\n## Part\n\nWords.\n\n## 部分\n\nMore.\n"
OLD = ("/old/post/", "/2021/post.html", "/?p=12", "/?p=12&page=2", "/old.php?id=%C3%A4")
POST = f"---\ndate: 2021-03-26\nredirect: {[*OLD]}\n---\n\n{PARTS}"
BASES = {"": "https://lights.example/", "repo/": "https://user.example/repo/"}


@pytest.fixture(scope="module", params=BASES)
def moved(request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("moved")
    write_settings(folder)
    (folder / "posts/2021").mkdir(parents=True)
    (folder / "posts/2021/post.md").write_text(POST, encoding="utf-8")
    (folder / "index.md").write_text("# Home\n\nWelcome.\n", encoding="utf-8")
    with served(build_in(folder, BASES[request.param]), base=f"/{request.param}") as host:
        yield host


@pytest.mark.parametrize("old", ["/old/post/", "/2021/post.html"])
@pytest.mark.parametrize("rest", ["", "#part", "?from=feed#part", "#%E9%83%A8%E5%88%86"])
def test_old_address_leads_to_the_place_in_the_page(
    moved: Site, window: Callable[..., Page], old: str, rest: str
) -> None:
    page = window()
    page.goto("about:blank")
    page.goto(moved.address(old + rest))
    page.wait_for_url(moved.address(f"/posts/2021/post/{rest}"))
    expect(page.get_by_role("heading", level=1)).to_have_text("A post")
    page.go_back()  # the old address is not on the way back
    page.wait_for_url("about:blank")


def test_without_javascript_it_leads_to_the_page(moved: Site, window: Callable[..., Page]) -> None:
    page = window(java_script_enabled=False)
    page.goto(moved.address("/old/post/#part"))
    page.wait_for_url(moved.address("/posts/2021/post/*"))
    expect(page.get_by_role("heading", level=1)).to_have_text("A post")


def test_script_is_the_same_on_every_such_page(moved: Site) -> None:
    pages = [moved.folder / "old/post/index.html", moved.folder / "2021/post.html"]
    scripts = {page.read_text(encoding="utf-8").partition("<script>")[2].partition("</script>")[0] for page in pages}
    assert len(scripts) == 1


@pytest.mark.parametrize("old", ["/?p=12", "/index.html?p=12", "/?utm=1&p=12", "/?page=2&p=12", "/old.php?id=%C3%A4"])
def test_old_query_leads_on(moved: Site, window: Callable[..., Page], old: str) -> None:
    page = window()
    page.goto(moved.address(f"{old}#part"))
    page.wait_for_url(moved.address("/posts/2021/post/#part"))


def test_other_query_stays_and_asks_for_nothing(moved: Site, window: Callable[..., Page]) -> None:
    page = window()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(moved.address("/?utm=1"))
    page.wait_for_load_state("networkidle")
    assert page.url == moved.address("/?utm=1")
    assert not any("old-addresses" in url for url in asked)
    page.goto(moved.address("/?p=99"))
    page.wait_for_load_state("networkidle")
    assert page.url == moved.address("/?p=99")
    assert any("old-addresses" in url for url in asked)
