"""Every page asks its own host alone, finds there what it asks for, and does nothing that its policy is against."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, Response

from browser.sites import Site, broken, links_of
from browser.test_csp import Watch, directives

# What a page is held to, but for what it asks for and what is stopped.
LOOK = """() => ({
  first: [document.head.children[0].httpEquiv, document.head.children[1].getAttribute("charset")],
  policy: document.querySelector("meta[http-equiv=Content-Security-Policy]").content,
  styled: document.querySelectorAll("[style]").length,
})"""


@pytest.mark.parametrize(("which", "scheme"), [("site", "light"), ("based_site", "dark"), ("kitchen_sink", "light")])
def test_every_page_asks_its_own_host_alone_and_breaks_no_policy(
    request: pytest.FixtureRequest, subtests: pytest.Subtests, window: Callable[..., Page], which: str, scheme: str
) -> None:
    site: Site = request.getfixturevalue(which)
    watch = Watch(window(color_scheme=scheme))
    page, requests, failed = watch.page, [], []
    pages, links = {}, set()

    def on_request(request: Request) -> None:
        if not request.url.startswith("data:"):
            requests.append(request.url)

    def on_response(response: Response) -> None:
        if response.status >= 400:
            failed.append(f"{response.status} {response.url}")

    page.on("request", on_request)
    page.on("response", on_response)
    for path in site.paths():
        page.goto(site.address(path))
        pages[path] = page.evaluate(LOOK)
        links |= links_of(page)
    with subtests.test("a policy comes first, and no element has a style of its own"):
        assert {path for path, seen in pages.items() if seen["first"] != ["Content-Security-Policy", "utf-8"]} == set()
        assert {path for path, seen in pages.items() if seen["styled"]} == set()
    with subtests.test("policies hold what they have to"):
        for policy in {seen["policy"] for seen in pages.values()}:
            check_policy(directives(policy))
    with subtests.test("no other host is asked"):
        assert len(requests) > 50
        assert [address for address in requests if not address.startswith(site.url)] == []
    with subtests.test("all that is asked for is there"):
        assert failed == []
    with subtests.test("no policy is broken and no script complains"):
        assert watch.stopped == []
    with subtests.test("every link within the site leads somewhere"):
        assert len(links) > 20
        assert [link for link in sorted(links) if not link.startswith(site.url)] == []
        assert broken(page, links) == []


def test_nothing_is_waited_for_from_inside_of_a_page() -> None:
    """Playwright's own way is an ``eval``, which policies refuse: `browser.sites.came_true` asks from outside."""
    banned = ".wait_for" + "_function("
    files = Path(__file__).parent.glob("*.py")
    assert {file.name for file in files if banned in file.read_text(encoding="utf-8")} == set()


def check_policy(said: dict[str, list[str]]) -> None:
    assert said["default-src"] == ["'self'"]
    assert said["img-src"] == ["'self'", "data:"]
    assert said["object-src"] == said["base-uri"] == said["frame-src"] == ["'none'"]
    assert said["form-action"] == ["'self'"]
    assert said["script-src"][:2] == ["'self'", "'wasm-unsafe-eval'"]
    assert all(source.startswith("'sha256-") for source in said["script-src"][2:] + said["style-src"][1:])
