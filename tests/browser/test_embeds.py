"""What stands on another host: nobody is asked before a reader clicks, and then its frame alone is."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Site as Written
from conftest import build_in, write_settings
from playwright.sync_api import Browser, Page, Route, expect

from browser.conftest import built
from browser.sites import Site, served

POST = "/posts/2021/talks/"
FRAME = "https://www.youtube-nocookie.com/embed/a?start=5"
BODY = """<https://youtu.be/a?t=5>

[![Why lamps go out](cover.png)](https://vimeo.com/1)

<https://social.example/@ada/12>

<https://bsky.app/profile/ada.example/post/3k>

![Surf](surf.mp3)
"""
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\nIDATx\x9cc\0\x01\0\0\x05\0"
    b"\x01\r\n-\xb4\0\0\0\0IEND\xaeB`\x82"
)


@pytest.fixture(scope="module")
def talks(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    def make(folder) -> None:  # type: ignore[no-untyped-def]
        site = Written(folder)
        write_settings(folder)
        site.write("posts/2021/cover.png", PNG)
        site.write("posts/2021/surf.mp3", bytes(30))
        site.post("posts/2021/talks.md", BODY, "Talks")
        site.post("posts/2021/arabic.md", BODY, "Talks in Arabic", language="ar")
        build_in(folder, "https://lights.example/")

    with served(built(tmp_path_factory, "browser-talks", make)) as host:
        yield host


def asked_elsewhere(page: Page, host: str) -> list[str]:
    """Return the list that is filled with what *page* asks of other hosts, which get no request."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        assert "referer" not in route.request.all_headers()
        route.fulfill(content_type="text/html", body="<button>Play</button>")

    page.route(lambda url: not url.startswith(host), answer)
    return asked


@pytest.mark.parametrize("way", ["click", "Enter", "Space"])
def test_frame_takes_the_place_of_the_card_once_a_reader_asks(
    talks: Site, window: Callable[..., Page], way: str
) -> None:
    page = window()
    asked = asked_elsewhere(page, talks.url)
    page.goto(talks.address(POST))
    card = page.get_by_role("button", name="YouTube video")
    expect(card).to_contain_text("A click loads it from www.youtube-nocookie.com.")
    card.hover()
    page.mouse.wheel(0, 2000)
    page.wait_for_load_state("networkidle")
    assert asked == []
    if way == "click":
        card.click()
    else:
        card.focus()
        page.keyboard.press(way)
    frame = page.locator("iframe")
    expect(frame).to_be_focused()
    expect(page.frame_locator("iframe").get_by_role("button")).to_have_text("Play")
    assert asked == [FRAME]
    names = ("src", "title", "sandbox", "referrerpolicy", "allow", "loading")
    assert {name: frame.get_attribute(name) for name in names} == {
        "src": FRAME,
        "title": "YouTube video",
        "sandbox": "allow-scripts allow-same-origin allow-popups allow-presentation",
        "referrerpolicy": "no-referrer",
        "allow": "fullscreen",
        "loading": "lazy",
    }
    expect(page.get_by_role("link", name="YouTube video")).to_have_attribute("href", "https://youtu.be/a?t=5")


def test_sound_is_asked_for_once_it_is_played(talks: Site, window: Callable[..., Page]) -> None:
    page, asked, said = window(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(talks.address(POST))
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if url.endswith(".mp3")] == []
    with page.expect_request("**/*.mp3"):
        page.locator("audio").evaluate("audio => audio.play().catch(() => 0)")
    assert [line for line in said if "media-src" in line or "default-src" in line] == []


def test_card_without_a_frame_is_a_link(talks: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(talks.address(POST))
    link = page.get_by_role("link", name="Post on Bluesky")
    expect(link).to_have_attribute("href", "https://bsky.app/profile/ada.example/post/3k")
    expect(link).not_to_contain_text("A click")


def test_without_a_script_all_cards_are_links(talks: Site, window: Callable[..., Page]) -> None:
    page = window(java_script_enabled=False)
    page.goto(talks.address(POST))
    for name in ("YouTube video", "Why lamps go out", "Post on social.example", "Post on Bluesky"):
        expect(page.get_by_role("link", name=name)).to_be_visible()
    expect(page.locator(".embed-loads").first).to_be_hidden()


@pytest.mark.parametrize("path", [POST, "/posts/2021/arabic/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_cards_can_be_read_by_everybody(talks: Site, window: Callable[..., Page], path: str, scheme: str) -> None:
    page = window(width=360, color_scheme=scheme)
    page.goto(talks.address(path))
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_paper_there_are_title_and_address(talks: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(talks.address(POST))
    page.emulate_media(media="print")
    card = page.locator(".embed-card").first
    assert "https://youtu.be/a?t=5" in card.evaluate("card => card.href + getComputedStyle(card, '::after').content")
    expect(card.locator(".embed-title")).to_be_visible()
    expect(card.locator(".embed-host")).to_be_hidden()
    expect(page.locator("audio")).to_be_hidden()
    address = page.locator(".media").evaluate("media => getComputedStyle(media, '::after').content")
    assert "https://lights.example/_images/surf." in address
