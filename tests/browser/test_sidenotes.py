"""Footnotes stand in the margin where it is wide enough, below their paragraphs where it isn't, on paper at the end."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.sites import KINDS, Site

POST = KINDS["post with maths"]


def box(found: Locator) -> dict[str, float]:
    return found.bounding_box()  # type: ignore[return-value]


def bottom(found: dict[str, float]) -> float:
    return found["y"] + found["height"]


def test_notes_are_in_the_margin_beside_what_refers_to_them(site: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(site.address(POST))
    article = box(page.get_by_role("main"))
    notes = page.locator(".noted > .footnote-list")
    assert notes.count() >= 3
    before = 0.0
    for block in page.locator(".noted").all():
        note, mark = box(block.locator(".footnote-list")), box(block.locator(".noted-here"))
        assert note["x"] > article["x"] + article["width"]
        assert note["x"] + note["width"] <= 1440
        assert note["y"] >= before
        assert note["y"] == pytest.approx(max(mark["y"], before + 16), abs=4)
        before = bottom(note)


@pytest.mark.parametrize("width", [360, 768, 1200])
def test_notes_are_below_their_paragraphs(site: Site, window: Callable[..., Page], width: int) -> None:
    page = window(width=width)
    page.goto(site.address(POST))
    article = box(page.get_by_role("main"))
    for block in page.locator(".noted").all():
        note, text = box(block.locator(".footnote-list")), box(block.locator("> :first-child"))
        assert note["y"] >= bottom(text)
        assert article["x"] <= note["x"]
        assert note["x"] + note["width"] <= article["x"] + article["width"] + 1


def test_many_notes_of_one_paragraph_do_not_cover_each_other(kitchen_sink: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(kitchen_sink.address("/posts/2021/kitchen-sink/"))
    notes = sorted((box(note) for note in page.locator(".noted .footnote").all()), key=lambda found: found["y"])
    assert len(notes) >= 4
    for above, below in pairwise(notes):
        assert bottom(above) <= below["y"]


@pytest.mark.parametrize("width", [680, 1440])
def test_on_paper_notes_are_at_the_end_of_the_text(site: Site, window: Callable[..., Page], width: int) -> None:
    page = window(width=width)
    page.emulate_media(media="print")
    page.goto(site.address(POST))
    last = bottom(box(page.locator(".e-content p:not(aside p)").last))
    tops = [box(note)["y"] for note in page.locator("aside.footnote").all()]
    assert len(tops) >= 5
    assert last < tops[0]
    assert tops == sorted(tops)
    assert tops[-1] < box(page.locator(".post-footer"))["y"]


def test_number_leads_to_its_note_and_back(site: Site, window: Callable[..., Page]) -> None:
    page = window(width=360)
    page.goto(site.address(POST))
    mark = page.locator(".footnote-reference").first
    mark.click()
    note = page.locator("aside.footnote").first
    expect(note).to_be_in_viewport()
    note.locator("[role=doc-backlink]").first.click()
    expect(mark).to_be_in_viewport()
