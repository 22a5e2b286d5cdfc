"""What is wider than the text has the column beside it where that is empty, scrolls, and is whole on paper."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import build_in, write_settings
from playwright.sync_api import Browser, Locator, Page, expect

from browser.conftest import built
from browser.sites import Site, served

NAMES = [f"column_{number}" for number in range(14)]
ROWS = "\n".join(["| " + " | ".join(NAMES) + " |", "|" + "---|" * 14, "| " + " | ".join(["x"] * 14) + " |"])
LONG = "echo " + " ".join(["words"] * 60)
SUM = " + ".join(f"a_{{{number}}}" for number in range(60))
BLOCKS = f"""{ROWS}

| a | b |
|---|---|
| {"words " * 60}| 1 |

```sh
{LONG}
```

```sh
make
```

```{{code-block}} sh
:caption: long.sh
:emphasize-lines: 1

{LONG}
```

$$
{SUM}
$$

<table><tr><td>{"x" * 150}</td></tr></table>
"""
INDENTED = "\n".join(f"  {line}" if line else "" for line in BLOCKS.splitlines())


def often(number: int) -> str:
    """Return text, a note that is longer or shorter than it, and wide things."""
    words, note = "Words and words. " * number, "A note. " * (37 * number % 60 + 1)
    return f"{words}[^{number}]\n\n{ROWS}\n\n```sh\n{LONG}\n```\n\n[^{number}]: {note}\n\n"


LINKS = "A [link](../../index.md), [one](https://other.example/), <details><summary>More</summary>folded</details>"
POSTS = {
    "plain": BLOCKS,
    "listed": f"- An item.\n\n{INDENTED}\n",
    "boxed": f"::::{{note}}\n{BLOCKS}\n::::\n",
    "quoted": "\n".join(f"> {line}".rstrip() for line in BLOCKS.splitlines()) + "\n",
    "headings": f"## One\n\nWords.\n\n## Two\n\n{BLOCKS}",
    "noted": f"Words.[^n]\n\n{BLOCKS}\n[^n]: {'A note. ' * 100}\n",
    "noted-far": f"Words.[^n]\n\n{'Words and words. ' * 60}\n\n{BLOCKS}\n[^n]: {'A note. ' * 20}\n",
    "noted-often": "".join(map(often, range(1, 12))),
}
SCROLLERS = "article :is(.table-wrapper, .math-wrapper, .highlight pre)"
CUT_OFF = """all => all.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.innerText)"""
FADES = """box => ["before", "after"].map(end =>
  parseFloat(getComputedStyle(box).getPropertyValue(`--fade-${end}`)))"""
RIGHT_OF = "box => box.getBoundingClientRect().right"


def write_wide_posts(folder: Path) -> None:
    write_settings(folder)
    (folder / "index.md").write_text("# Home\n\nWelcome.\n", encoding="utf-8")
    for name, text in POSTS.items():
        file = folder / "posts" / "2024" / f"{name}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\ndate: 2024-03-26\n---\n\n# {name}\n\n{LINKS}\n\n{text}", encoding="utf-8")
    build_in(folder, "https://user.example/repo/")


@pytest.fixture(scope="module")
def wide_site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(built(tmp_path_factory, "browser-wide-site", write_wide_posts), base="/repo/") as host:
        yield host


def opened(site: Site, page: Page, name: str) -> Page:
    page.goto(site.address(f"/posts/2024/{name}/"))
    return page


def box_of(found: Locator) -> dict[str, float]:
    return found.evaluate("box => { const { left, right } = box.getBoundingClientRect(); return { left, right }; }")


@pytest.mark.parametrize(
    ("name", "width"), [("plain", 1180), ("plain", 1440), ("plain", 2560), ("headings", 1440), ("noted-far", 1440)]
)
def test_wide_things_take_the_room_beside_the_text(
    wide_site: Site, window: Callable[..., Page], name: str, width: int
) -> None:
    page = opened(wide_site, window(width=width), name)
    text = box_of(page.locator(".e-content"))
    for kind in (
        ".table-wrapper >> nth=0",
        ".highlight >> nth=0",
        ".literal-block-wrapper .highlight",
        ".math-wrapper",
    ):
        wide = box_of(page.locator(f"article {kind}"))
        assert wide["left"] == pytest.approx(text["left"], abs=1), kind
        assert text["right"] + 20 < wide["right"] <= width - 8, kind
    for kind in (".table-wrapper >> nth=1", ".highlight >> nth=1"):  # which have no need of it
        assert box_of(page.locator(f"article {kind}")) == text, kind


@pytest.mark.parametrize("name", ["boxed", "quoted", "noted"])
@pytest.mark.parametrize("width", [360, 1440])
def test_wide_things_stay_inside_of_a_box_and_beside_notes(
    wide_site: Site, window: Callable[..., Page], width: int, name: str
) -> None:
    page = opened(wide_site, window(width=width), name)
    right = page.locator(".e-content").evaluate(RIGHT_OF)
    assert max(page.locator(SCROLLERS).evaluate_all(f"all => all.map({RIGHT_OF})")) <= right + 1


@pytest.mark.parametrize("width", [1000, 1346, 1440, 1900])
@pytest.mark.parametrize("name", ["headings", "noted", "noted-far", "noted-often"])
def test_wide_things_lie_over_neither_contents_nor_notes(
    wide_site: Site, window: Callable[..., Page], width: int, name: str
) -> None:
    page = opened(wide_site, window(width=width), name)
    page.locator(SCROLLERS).last.scroll_into_view_if_needed()
    overlaps = """() => [...document.querySelectorAll("#Site-contents, .footnote-list")].filter(other => {
      const a = other.getBoundingClientRect();
      return a.width && [...document.querySelectorAll(".table-wrapper, .highlight, .math-wrapper")].some(one => {
        const b = one.getBoundingClientRect();
        return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
      });
    }).length"""
    assert page.evaluate(overlaps) == 0


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("name", POSTS)
def test_no_page_scrolls_sideways(wide_site: Site, window: Callable[..., Page], width: int, name: str) -> None:
    page = opened(wide_site, window(width=width), name)
    assert page.evaluate("document.scrollingElement.scrollWidth") == width


def test_what_scrolls_has_the_focus_and_a_name(wide_site: Site, window: Callable[..., Page]) -> None:
    page = opened(wide_site, window(width=360), "plain")
    found = page.locator("article [role=group][tabindex]")
    expect(found).to_have_count(5)
    names = ["Table", "Bash", "long.sh", "Formula", "Table"]
    for scroller, name in zip(found.all(), names, strict=True):
        expect(scroller).to_have_accessible_name(name)
        scroller.focus()
        page.keyboard.press("ArrowRight")
        expect(scroller).not_to_have_js_property("scrollLeft", 0)
    report = Axe().run(page)
    assert report.response["violations"] == [], report.generate_report()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.locator(".highlight pre >> nth=1")).not_to_have_attribute("tabindex", "0")


def test_edge_fades_behind_which_there_is_more(wide_site: Site, window: Callable[..., Page]) -> None:
    page = opened(wide_site, window(width=360), "plain")
    scroller = page.locator(".table-wrapper").first

    def fades() -> list[float]:
        return scroller.evaluate(FADES)

    assert fades()[0] == 0
    assert fades()[1] > 20
    scroller.evaluate("box => box.scrollTo(1e6, 0)")
    page.wait_for_timeout(100)
    assert fades()[0] > 20
    assert fades()[1] < 2
    narrow = page.locator(".highlight pre").nth(1)
    assert narrow.evaluate('box => getComputedStyle(box).getPropertyValue("--fade-after")') == "0px"


@pytest.mark.parametrize("name", POSTS)
def test_nothing_is_cut_off_on_paper(wide_site: Site, window: Callable[..., Page], name: str) -> None:
    page = window(width=604)  # of A4, with margins of 2.5 cm
    page.emulate_media(media="print")
    opened(wide_site, page, name)
    assert page.evaluate("document.scrollingElement.scrollWidth") == 604
    assert page.locator(SCROLLERS).evaluate_all(CUT_OFF) == []
    for masked in page.locator(SCROLLERS).all():
        expect(masked).to_have_css("mask-image", "none")


def test_type_on_paper_is_one_scale(wide_site: Site, window: Callable[..., Page]) -> None:
    page = window(width=604)
    page.emulate_media(media="print")
    opened(wide_site, page, "headings")
    size = "one => parseFloat(getComputedStyle(one).fontSize) * 0.75"
    sizes = {name: page.locator(name).first.evaluate(size) for name in ("article h1", "article h2", ".e-content p")}
    assert {name: round(points, 1) for name, points in sizes.items()} == {
        "article h1": 22,
        "article h2": 15,
        ".e-content p": 11,
    }


def test_links_on_paper_have_full_addresses_and_what_is_folded_is_open(
    wide_site: Site, window: Callable[..., Page]
) -> None:
    page = window(width=604)
    page.emulate_media(media="print")
    opened(wide_site, page, "plain")
    expect(page.locator(".e-content details").first).to_contain_text("folded")
    assert page.locator(".e-content details").first.evaluate("box => box.getBoundingClientRect().height") > 25
    within = page.locator(".e-content a").first
    assert within.get_attribute("data-address") == "https://user.example/repo/"
    after = within.evaluate('link => getComputedStyle(link, "::after").content')
    assert after in {'" (https://user.example/repo/)"', '" (" attr(data-address) ")"'}


def test_text_on_paper_is_as_wide_as_the_sheet(wide_site: Site, window: Callable[..., Page]) -> None:
    page = window(width=604)
    page.emulate_media(media="print")
    opened(wide_site, page, "noted-far")
    assert page.locator(".e-content p").first.evaluate("one => one.getBoundingClientRect().width") == 604
