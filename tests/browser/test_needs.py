"""What readers ask of a page by their device: contrast, room between letters, fingers, colours of their own."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.sites import KINDS, Site, choose

# The texts that have too little contrast with what is painted behind them (WCAG 2.2, 1.4.6), with how much.
CONTRAST = r"""() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a)];
  const ground = (element) => {
    if (!element) return [255, 255, 255];
    const own = rgba(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : over(own, ground(element.parentElement));
  };
  const luminance = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = new Map();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = texts.nextNode()); ) {
    const element = text.parentElement;
    if (!text.data.trim() || element.closest("script, style, .embed-picture")) continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const style = getComputedStyle(element);
    const behind = ground(element);
    const colour = over(rgba(element.closest("svg") ? style.fill : style.color), behind);
    const [dark, light] = [luminance(colour), luminance(behind)].sort((a, b) => a - b);
    const ratio = (light + 0.05) / (dark + 0.05);
    const place = `${element.tagName}.${element.className}`;
    if (ratio < 7) found.set(place, `${ratio.toFixed(2)} ${text.data.trim().slice(0, 30)}`);
  }
  return [...found].map((pair) => pair.join(": "));
}"""

# The space that readers may ask for between lines, paragraphs, words and letters (WCAG 2.2, 1.4.12).
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }"""

# The boxes that hide a part of what is in them: those that show some lines of a longer text, and no more, aside.
CUT_OFF = """() => [...document.querySelectorAll("body *")].filter((element) => {
  const { overflowX, overflowY, webkitLineClamp, position, clipPath } = getComputedStyle(element);
  if (!element.checkVisibility() || position === "fixed") return false;
  if (webkitLineClamp !== "none" || clipPath !== "none") return false;
  if (element.closest("svg, math, .visually-hidden, .no-cover, .task-box, table caption")) return false;
  return (overflowY === "hidden" && element.scrollHeight > element.clientHeight + 2)
    || (overflowX === "hidden" && element.scrollWidth > element.clientWidth + 2);
}).map((element) => `${element.tagName}.${element.className}`)"""

# What can be touched and is smaller than a finger, links in sentences aside.
SMALL = """() => [...document.querySelectorAll("a[href], button, summary, input, select")].filter((element) => {
  if (!element.checkVisibility() || element.closest(".skip-to-content, svg, .e-content, .site-footer")) return false;
  if (element.closest("blockquote, .original, .home-writers p:not(.home-owner)")) return false;
  const block = element.closest("p, dd, li");
  const isInSentence = block && block.textContent.trim().length > 3 * element.textContent.length;
  if (element.matches(".headerlink") || (isInSentence && getComputedStyle(element).display === "inline")) return false;
  return element.getBoundingClientRect().height < 43.5;
}).map(({ tagName, textContent, parentElement: { className } }) => `${tagName} ${textContent} in .${className}`)"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_a_contrast_of_seven(
    site: Site, kitchen_sink: Site, window: Callable[..., Page], scheme: str
) -> None:
    found = {}
    page = window(color_scheme="dark" if scheme == "light" else "light")
    for place, paths in ((site, KINDS.values()), (kitchen_sink, ["/posts/2021/kitchen-sink/"])):
        choose(page, place, scheme)
        for path in paths:
            page.goto(place.address(path))
            low = page.evaluate(CONTRAST)
            if low:
                found[path] = low
    assert found == {}


@pytest.mark.parametrize("width", [320, 1440])
def test_room_between_letters_and_lines_hides_nothing(site: Site, window: Callable[..., Page], width: int) -> None:
    found = {}
    page = window(width=width, bypass_csp=True)
    for path in KINDS.values():
        page.goto(site.address(path))
        page.add_style_tag(content=SPACING)
        cut_off = page.evaluate(CUT_OFF)
        if page.evaluate("() => document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"):
            cut_off.append("the page scrolls sideways")
        if cut_off:
            found[path] = cut_off
    assert found == {}


def test_what_is_touched_is_as_large_as_a_finger(site: Site, window: Callable[..., Page]) -> None:
    found = {}
    page = window(width=360, height=740, has_touch=True, is_mobile=True)
    for path in KINDS.values():
        page.goto(site.address(path))
        small = page.evaluate(SMALL)
        if small:
            found[path] = small
    assert found == {}


def test_in_a_readers_own_colours_what_had_a_ground_has_a_line(kitchen_sink: Site, window: Callable[..., Page]) -> None:
    page = window(forced_colors="active")
    page.goto(kitchen_sink.address("/posts/2021/kitchen-sink/"))
    for name in (".highlight", "p code", ".admonition"):
        assert page.locator(f"article {name}").first.evaluate("box => getComputedStyle(box).borderTopWidth") == "1px"
    link = page.locator(".site-menu a").first
    link.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert link.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"


def test_who_asks_for_more_contrast_gets_it(site: Site, window: Callable[..., Page]) -> None:
    page = window(contrast="more")
    page.goto(site.address(KINDS["post"]))
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.get_by_role("main")).to_have_css("color", "rgb(0, 0, 0)")
