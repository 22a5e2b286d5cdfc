"""What a page says to who hears it: Chromium's accessibility tree, as text, reads well."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from browser.sites import KINDS, Site, came_true
from browser.test_axe import SIZES, violations

LANDMARKS = {"banner", "navigation", "main", "contentinfo", "search", "region", "complementary", "form"}
# What says nothing by itself, and passes on what is in it.
PASSED_ON = {"none", "generic", "InlineTextBox", "LineBreak", "ListMarker", "RootWebArea", "Iframe"}
WORDS = {"StaticText", "text"}
RULE = "label-content-name-mismatch"


def nodes_of(page: Page) -> Iterator[tuple[int, str, str]]:
    """Yield the nodes of the page's accessibility tree in their order: depth, role and name."""
    client = page.context.new_cdp_session(page)
    found: list[dict[str, Any]] = client.send("Accessibility.getFullAXTree")["nodes"]
    client.detach()
    by_id = {node["nodeId"]: node for node in found}

    def walk(node: dict[str, Any], depth: int) -> Iterator[tuple[int, str, str]]:
        role, name = node.get("role", {}).get("value", ""), node.get("name", {}).get("value", "").strip()
        passed = node.get("ignored") or role in PASSED_ON
        if not passed and (name or role not in WORDS):
            yield depth, role, name
        for child in node.get("childIds", ()):
            if child in by_id:
                yield from walk(by_id[child], depth if passed else depth + 1)

    yield from walk(found[0], 0)


def spoken(page: Page) -> list[str]:
    """Return what is said of the page, a line a node: ``heading Six columns``."""
    return [f"{role} {name}".strip() for _, role, name in nodes_of(page)]


def opened(site: Site, window: Callable[..., Page], kind: str, **settings: Any) -> Page:
    page = window(**settings)
    page.goto(site.address(KINDS[kind]))
    page.keyboard.press("Shift")  # who does something gets the scripts
    page.wait_for_load_state("networkidle")
    assert came_true(
        page, "!document.querySelector('[data-copy] pre') || document.querySelector('.copy-code') !== null"
    )
    page.evaluate("new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)))")
    return page


@pytest.mark.parametrize("kind", KINDS)
def test_landmarks_have_names_of_their_own(site: Site, window: Callable[..., Page], kind: str) -> None:
    page = opened(site, window, kind)
    found = [(role, name) for _, role, name in nodes_of(page) if role in LANDMARKS]
    assert [role for role, _ in found].count("main") == 1
    assert [role for role, _ in found].count("contentinfo") == 1
    assert [each for each in found if not each[1] and each[0] not in {"banner", "main", "contentinfo"}] == []
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("kind", KINDS)
def test_decoration_is_silent_and_what_can_be_used_has_a_name(
    site: Site, window: Callable[..., Page], kind: str
) -> None:
    lines = spoken(opened(site, window, kind))
    assert [line for line in lines if line in {"link", "button", "image", "textbox", "combobox"}] == []
    signs = {"¶", "→", "←"} if "maths" in kind else {"¶", "→", "←", "/"}  # of a formula, a fraction has one
    assert not {f"{role} {sign}" for role in ("StaticText", "link") for sign in signs} & set(lines)


def test_post_reads_in_order(site: Site, window: Callable[..., Page]) -> None:
    lines = spoken(opened(site, window, "post with a table and notes"))
    main = lines[lines.index("main") :]
    order = [
        "heading What a log holds",
        "StaticText Six columns of a logbook, the question that each one answers, and what to leave out.",
        "link The crew of Small Lights",
        "StaticText 420 words from",
        "heading Six columns",
        "StaticText There are other ways to rule a page.",
        "doc-noteref 1",
        "doc-footnote",
        "StaticText A collection of",  # the note, before the next paragraph
        "table",
        "columnheader The question that it answers",
        "heading What to leave out",
        "StaticText Filed under",
        "heading Read on",
        "heading Mentioned in",
    ]
    places = []
    for line in order:
        assert line in main[places[-1] if places else 0 :], (line, main)
        places.append(main.index(line, places[-1] if places else 0))
    assert places == sorted(places)
    assert "complementary" not in [line.split()[0] for line in lines]


def test_code_says_its_language_and_no_number_of_a_line(site: Site, window: Callable[..., Page]) -> None:
    page = opened(site, window, "post with code")
    lines = spoken(page)
    assert {"group YAML", "group Python", "group Bash", "StaticText lamp.py"} <= set(lines)
    assert lines.count("button Copy") == page.locator(".copy-code").count() > 0
    assert page.locator(".linenos").first.is_visible()
    assert not [line for line in lines if line.removeprefix("StaticText ").strip() in {"1", "2", "3"}]


@pytest.mark.parametrize("kind", KINDS)
def test_name_of_a_control_has_the_words_that_are_seen(site: Site, window: Callable[..., Page], kind: str) -> None:
    """So that who speaks to the computer can say what they see; a rule that axe leaves out unless it is asked for."""
    page = opened(site, window, kind)
    for size in SIZES:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert violations(page, [RULE]) == []


def test_rule_finds_a_name_without_the_words_that_are_seen(site: Site, window: Callable[..., Page]) -> None:
    page = opened(site, window, "about")
    page.evaluate("document.querySelector('article p a').ariaLabel = 'Something else'")
    assert len(violations(page, [RULE])) == 1
