"""What runs from right to left does so as a reader sees it, but for code; other scripts are set as theirs are."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import build_in, made_once, write_settings
from playwright.sync_api import Browser, Page, expect

from browser.sites import Site, served
from browser.test_axe import violations_by_look

ARABIC = """كل فريق يقرر كل يوم ألف قرار.[^a] نص *مهم* و`code (x)`.

> الكتابة صبر طويل.

- لأن الذاكرة قصيرة.

:::{note}
ملاحظة.
:::

| البند | الآن |
|---|--:|
| إصلاح | 5 |

```python
def count(prose: str) -> int:
    return len(prose.split()) + len(prose) + 1_000_000_000
```

$$a = b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + r + s + t + u + v$$

[ja](ja.md)

## عنوان

[^a]: ملاحظة في الهامش.
"""
POSTS = {
    "ar": ("مرحبا", ARABIC),
    "en": ("English", "It leads to [the Arabic](ar.md). *Slanted.*\n"),
    "ja": ("日本語", "何が*大切*か。<ruby>漢字<rt>かんじ</rt></ruby>\n"),
    "zh-hant": ("中文", "何*重要*？\n"),
    "ko": ("한국어", "무엇이 *중요*한가.\n"),
}


@pytest.fixture(scope="module")
def languages(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    def make(folder: Path) -> None:
        write_settings(folder)
        (folder / "index.md").write_text("# Home\n\nWords.\n", encoding="utf-8")
        (folder / "posts" / "2024").mkdir(parents=True)
        for day, (language, (title, body)) in enumerate(POSTS.items(), 1):
            text = f"---\ndate: 2024-05-0{day}\nlanguage: {language}\n---\n\n# {title}\n\n{body}"
            (folder / "posts" / "2024" / f"{language}.md").write_text(text, encoding="utf-8")
        build_in(folder, "https://lights.example/")

    with served(made_once(tmp_path_factory, "browser-languages", make) / "_build" / "html") as host:
        yield host


@pytest.mark.parametrize("path", ["/posts/2024/ar/", "/posts/2024/ja/", "/blog/", "/blog/archive/"])
def test_page_of_several_languages_has_no_violation(languages: Site, window: Callable[..., Page], path: str) -> None:
    page = window()
    page.goto(languages.address(path))
    assert violations_by_look(page) == {}


def opened(languages: Site, window: Callable[..., Page], path: str, width: int = 1440) -> Page:
    page = window(width=width)
    page.goto(languages.address(path))
    return page


def box(page: Page, selector: str) -> tuple[float, float]:
    """Return the left and the right side of the first element."""
    return tuple(
        page.locator(selector).first.evaluate(
            "one => { const { left, right } = one.getBoundingClientRect(); return [left, right] }"
        )
    )


def style(page: Page, selector: str, name: str) -> str:
    return str(page.locator(selector).first.evaluate("(one, name) => getComputedStyle(one)[name]", name))


def text_sides(page: Page, selector: str) -> tuple[float, float]:
    """Return how far the text of the first element is from the left and from the right side of the article."""
    return tuple(
        page.locator(selector).first.evaluate(
            """one => {
              const range = document.createRange();
              range.selectNodeContents(one);
              const text = range.getBoundingClientRect();
              const around = one.closest("article").getBoundingClientRect();
              return [text.left - around.left, around.right - text.right];
            }"""
        )
    )


def test_page_is_mirrored(languages: Site, window: Callable[..., Page]) -> None:
    page = opened(languages, window, "/posts/2024/ar/")
    left, right = box(page, "article")
    assert box(page, ".site-header")[0] > right
    assert box(page, ".footnote-list")[1] < left
    assert text_sides(page, "h1")[1] < 1 < text_sides(page, "h1")[0]
    assert style(page, "article blockquote", "borderLeftWidth") == "0px"
    assert style(page, "article blockquote", "borderRightWidth") != "0px"
    assert style(page, "article .admonition", "borderLeftWidth") == "0px"
    assert float(style(page, "article .e-content ul", "paddingRight").removesuffix("px")) > 0
    assert style(page, "article .e-content ul", "paddingLeft") == "0px"
    assert style(page, "article td:last-child", "textAlign") == "right"
    assert style(page, "article em", "fontStyle") == "normal"


@pytest.mark.parametrize("width", [320, 1440])
def test_code_and_formulas_run_from_left_to_right(languages: Site, window: Callable[..., Page], width: int) -> None:
    page = opened(languages, window, "/posts/2024/ar/", width)
    for selector in ("article pre", "article p code", "article .math-wrapper"):
        assert style(page, selector, "direction") == "ltr"
    for selector in ("article pre", "article .math-wrapper"):
        assert page.locator(selector).first.evaluate("one => one.scrollLeft") == 0
        first = (
            "one => (one.querySelector('math') ?? one).getBoundingClientRect().left - one.getBoundingClientRect().left"
        )
        assert page.locator(selector).first.evaluate(first) > -1
    assert not page.evaluate("document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth")


def test_list_has_rows_of_both_directions(languages: Site, window: Callable[..., Page]) -> None:
    page = opened(languages, window, "/blog/")
    row = '.h-entry[lang="ar"]'
    for part in (".entry-title", ".byline", ".entry-description"):
        left, right = text_sides(page, f"{row} {part}")
        assert right < 1 < left, part
        left, right = text_sides(page, f'.h-entry[lang="ja"] {part}')
        assert left < 1 < right, part
    assert style(page, f"{row} .byline", "direction") == "ltr"


def test_preview_runs_as_what_it_shows(languages: Site, window: Callable[..., Page]) -> None:
    page = opened(languages, window, "/posts/2024/en/")
    page.get_by_role("link", name="the Arabic").first.hover()
    page.locator(".preview:popover-open").wait_for()
    assert style(page, ".preview", "direction") == "rtl"


@pytest.mark.parametrize(
    ("language", "emphasis", "position"),
    [("ja", "sesame", "over"), ("zh-hant", "dot", "under"), ("ko", "dot", "over")],
)
def test_emphasis_is_dots_and_nothing_is_slanted(
    languages: Site, window: Callable[..., Page], language: str, emphasis: str, position: str
) -> None:
    page = opened(languages, window, f"/posts/2024/{language}/")
    assert style(page, "article em", "fontStyle") == "normal"
    assert emphasis in style(page, "article em", "textEmphasisStyle")
    assert position in style(page, "article em", "textEmphasisPosition")


def test_lines_end_as_in_the_language(languages: Site, window: Callable[..., Page]) -> None:
    for language, expected in {"ja": "auto-phrase", "zh-hant": "auto-phrase", "ko": "keep-all", "en": "normal"}.items():
        assert style(opened(languages, window, f"/posts/2024/{language}/"), ".e-content p", "wordBreak") == expected
    page = opened(languages, window, "/posts/2024/en/")
    assert style(page, ".e-content em", "fontStyle") == "italic"
    assert style(page, ".e-content p", "hyphens") == "auto"
    assert style(opened(languages, window, "/posts/2024/ar/"), "article p code", "hyphens") == "manual"
    assert style(page, "h1", "hyphens") == "manual"


def test_ruby_stands_above_its_words(languages: Site, window: Callable[..., Page]) -> None:
    page = opened(languages, window, "/posts/2024/ja/")
    above = page.locator("rt").bounding_box()
    whole = page.locator("ruby").bounding_box()
    assert above is not None
    assert whole is not None
    assert above["y"] < whole["y"] + whole["height"] / 2
    assert above["height"] < whole["height"]


@pytest.mark.parametrize(
    ("language", "none", "some"), [("ja", "見つかりませんでした", "1件"), ("ar", "لا نتائج", "نتيجة واحدة")]
)
def test_search_speaks_the_language_of_the_page(
    languages: Site, window: Callable[..., Page], language: str, none: str, some: str
) -> None:
    page = window()
    page.goto(languages.address(f"/posts/2024/{language}/"))
    box, status = page.locator(".search-box input"), page.locator(".search-box .search-status")
    box.fill("ψψψψψ")
    expect(status).to_have_text(none)
    box.fill("Slanted")
    expect(status).to_have_text(some)
