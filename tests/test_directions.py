"""Which way languages are written, and where a page, its parts and a feed say so."""

import json

import feedparser
import pytest
from conftest import Site
from markupsafe import Markup

from valuable.base.directions import direction, isolated, language_attributes
from valuable.base.translations import translator


@pytest.mark.parametrize(
    "language",
    [
        *("ar", "ar-EG", "he", "iw", "fa", "fa-AF", "ur", "yi", "ji", "ps", "sd", "dv", "ckb", "syr"),
        *("az-Arab", "ku-Arab", "ug", "ku-Arab-IQ", "ku-arab", "pa-Arab"),
        *("pa-PK", "ks", "uz-AF", "ms-Arab", "nqo", "ff-Adlm"),
        *("rhg", "arc", "sam", "en-Hebr", "zh-Arab", "man-Nkoo", "mzn", "bal", "aii", "und-Arab"),
    ],
)  # fmt: skip
def test_from_right_to_left(language: str) -> None:
    assert direction(language) == "rtl"


@pytest.mark.parametrize(
    "language",
    [
        *("en", "en-GB", "de-CH-1996", "ja", "zh-Hant-TW", "ru", "th", "hi", "ku", "az", "az-AZ", "pa", "pa-IN"),
        *("sd-Deva", "he-Latn", "ar-Latn", "fa-latn", "ur-Latn", "ms"),
        *("sr-Cyrl", "es-419", "x-arab", "en-x-arab", "xx", "", "-"),
    ],
)  # fmt: skip
def test_from_left_to_right(language: str) -> None:
    assert direction(language) == "ltr"


@pytest.mark.parametrize(
    ("language", "around", "expected"),
    [
        ("ar", "en", ' lang="ar" dir="rtl"'),
        ("en", "ar", ' lang="en" dir="ltr"'),
        ("he", "ar", ' lang="he"'),
        ("de", "en", ' lang="de"'),
        ("ar", "ar", ""),
        (None, "ar", ""),
    ],
)
def test_element_says_what_is_other_than_around_it(language: str | None, around: str, expected: str) -> None:
    assert language_attributes(language, around) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C++", "\u2068C++\u2069"),
        ("العربية", "العربية"),
        ("12–14", "12–14"),
        ("", ""),
        (Markup("<b>"), "\u2068<b>\u2069"),
    ],
)
def test_name_keeps_its_signs_in_order(text: str, expected: str) -> None:
    assert isolated(text) == expected
    assert type(isolated(text)) is type(text)


def test_words_of_the_frame_hold_such_names() -> None:
    assert translator("ar").gettext("Posts tagged “{tag}”", tag="C++").count("\u2068C++\u2069") == 1
    assert "\u2068" not in translator("ar").gettext("Posts tagged “{tag}”", tag="لغات")
    assert "\u2068" not in translator("de").gettext("Posts tagged “{tag}”", tag="C++")


ARABIC = "نص عن [صفحة](../2020/english.md) و`code`.\n\n```python\nx = 1\n```\n"


@pytest.fixture
def mixed(site: Site) -> Site:
    site.post("posts/2020/english.md", "Words on [this](../2021/arabic.md).\n", "English", series="Both")
    site.post("posts/2021/arabic.md", ARABIC, "مرحبا", language="ar", date="2021-04-01", series="Both")
    site.post("posts/2021/hebrew.md", "שלום.\n", "שלום", language="he", date="2021-04-02")
    return site


def test_pages_have_their_direction(mixed: Site) -> None:
    mixed.build()
    for path, language, there in (
        ("posts/2021/arabic", "ar", "rtl"),
        ("posts/2021/hebrew", "he", "rtl"),
        ("posts/2020/english", "en-GB", "ltr"),
        ("blog", "en-GB", "ltr"),
    ):
        assert mixed.page(path).select(f'html[lang="{language}"][dir="{there}"]')


def test_style_of_other_scripts_is_linked_where_there_are_some(mixed: Site) -> None:
    mixed.post("posts/2022/words.md", "One [شيء]{lang=ar} word.\n", "Words", date="2022-01-01")
    mixed.post("posts/2022/german.md", "Ein [mot]{lang=fr}.\n", "Deutsch", date="2022-01-02", language="de")
    mixed.build()
    linked = {
        path: bool(mixed.page(path).select('link[href*="css/languages.css"]'))
        for path in ("posts/2021/arabic", "posts/2022/words", "posts/2022/german", "posts/2020/english", "blog")
    }
    assert [path for path, there in linked.items() if there] == ["posts/2021/arabic", "posts/2022/words"]


def test_text_in_another_direction_says_so(mixed: Site) -> None:
    mixed.build()
    arabic, english = mixed.page("posts/2021/arabic"), mixed.page("posts/2020/english")
    for page in (mixed.page("blog"), mixed.page("")):
        (row,) = page.select('.h-entry[lang="ar"]')
        assert row["dir"] == "rtl"
        assert row.select('[lang="en-GB"][dir="ltr"] > .byline')
        (row,) = (row for row in page.select(".h-entry") if row.select_one('[href$="english/"]'))
        assert "dir" not in row.attrs
    assert mixed.page("blog/archive").select('.h-entry > a[lang="ar"][dir="rtl"]')
    assert english.select('.mentioned blockquote[lang="ar"][dir="rtl"]')
    assert english.select('.neighbours .newer a[lang="ar"][dir="rtl"]')
    assert english.select('.series a[lang="ar"][dir="rtl"]')
    assert arabic.select('.series a[lang="en-GB"][dir="ltr"]')
    (hebrew,) = arabic.select('.neighbours .newer a[lang="he"]')
    assert "dir" not in hebrew.attrs


def test_site_from_right_to_left(site: Site) -> None:
    site.post("posts/2021/a.md", "متن.\n", "عنوان")
    site.post("posts/2021/b.md", "Words.\n", "Words", language="en", date="2021-04-01")
    site.build(language="fa")
    for path in ("", "blog", "posts/2021/a"):
        assert site.page(path).select('html[lang="fa"][dir="rtl"]')
    assert site.page("posts/2021/b").select('html[dir="ltr"]')
    (row,) = site.page("blog").select('.h-entry[lang="en"]')
    assert row["dir"] == "ltr"


def test_feeds_carry_the_direction(mixed: Site) -> None:
    mixed.build()
    atom = feedparser.parse((mixed.html / "blog/atom.xml").read_bytes())
    found = {entry.title: entry.content[0].value for entry in atom.entries}
    assert found["مرحبا"].startswith('<div dir="rtl" lang="ar">')
    assert '<pre dir="ltr">' in found["مرحبا"]
    assert '<code dir="ltr">code</code>' in found["مرحبا"]
    assert "dir=" not in found["English"]
    items = json.loads((mixed.html / "blog/feed.json").read_bytes())["items"]
    (hebrew,) = (item["content_html"] for item in items if item["language"] == "he")
    assert hebrew == '<div lang="he" dir="rtl"><p>שלום.</p></div>'
