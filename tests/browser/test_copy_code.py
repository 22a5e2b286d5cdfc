"""A button on each block of code copies it: of a session, what was typed."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from browser.sites import KINDS, Site

WRITTEN = """() => { window.copied = [];
Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => window.copied.push(text) } }); }"""
PATH = KINDS["post with code"]


def test_blocks_are_copied_by_keyboard_without_numbers_prompts_and_answers(
    site: Site, window: Callable[..., Page]
) -> None:
    page = window()
    page.goto(site.address(PATH))
    page.evaluate(WRITTEN)
    buttons = page.get_by_role("button", name="Copy")
    expect(buttons).to_have_count(page.locator("article .highlight").count())
    for number in range(buttons.count()):
        button = page.locator(".copy-code").nth(number)
        button.focus()
        expect(button).to_have_css("opacity", "1")
        page.keyboard.press("Enter")
        expect(button).to_have_text("Copied")
        expect(page.locator(".copy-status")).to_have_text("Copied")
    copied = page.evaluate("copied")
    assert copied[1].startswith("def is_lit(seconds: float")
    assert copied[1].endswith("for begins, lasts in flashes)")
    first, second = copied[2].split("\n")
    assert first.startswith("lamp check --last 60s")
    assert second == "lamp bell"
    assert copied[3] == "-tolerance: 0.10\n+tolerance: 0.05"
    assert copied[4] == "gulls: allowed\ngulls: frowned upon"


def test_button_moves_nothing_and_covers_no_code(site: Site, window: Callable[..., Page]) -> None:
    places = "[...document.querySelectorAll('.highlight pre, .e-content p')].map((e) => e.getBoundingClientRect().top)"
    found = []
    for script in (True, False):
        page = window(width=360, java_script_enabled=script)
        page.goto(site.address(PATH))
        if script:
            page.keyboard.press("Shift")  # who does something gets the script
            expect(page.locator(".copy-code").first).to_be_attached()
        found.append(page.evaluate(places))
        if script:
            below = page.evaluate(
                """[...document.querySelectorAll(".copy-code")].map((button) => {
                  const pre = button.parentElement.querySelector("pre");
                  const text = pre.getBoundingClientRect().top + parseFloat(getComputedStyle(pre).paddingTop);
                  return button.getBoundingClientRect().bottom - text;
                })"""
            )
            assert max(below) < 1
        else:
            expect(page.locator(".copy-code")).to_have_count(0)
    assert found[0] == found[1]


def test_button_is_not_on_paper(site: Site, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(site.address(PATH))
    page.emulate_media(media="print")
    expect(page.locator(".copy-code").first).to_be_hidden()
