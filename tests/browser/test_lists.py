"""Lists of posts: what they say of a post is short, at every width."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from browser.sites import Site

LINES = """descriptions => descriptions.map(
  (text) => Math.round(text.clientHeight / parseFloat(getComputedStyle(text).lineHeight)))"""


@pytest.mark.parametrize("path", ["/", "/blog/", "/blog/author/ada/"])
def test_description_takes_two_lines_at_most_and_is_whole_on_paper(
    kitchen_sink: Site, window: Callable[..., Page], path: str
) -> None:
    page = window()
    page.goto(kitchen_sink.address(path))
    descriptions = page.locator(".entry-description")
    for width in (360, 768, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert {1, 2} >= set(descriptions.evaluate_all(LINES))
    assert descriptions.filter(has_text="cut where one ends.").count() == 1
    assert descriptions.filter(has_text="Nothing that follows").count() == 0
    page.set_viewport_size({"width": 360, "height": 800})
    page.emulate_media(media="print")
    assert max(descriptions.evaluate_all(LINES)) > 2
