"""Each `style` attribute becomes a class, which says the same and nothing more."""

import re

import pytest
import tinycss2
from bs4 import BeautifulSoup
from conftest import Site
from hypothesis import given
from hypothesis import strategies as st

from valuable.build.style_classes import safe_declarations, with_classes, with_styles

PAGE = "<html><head><title>a</title></head><body>{}</body></html>"


def test_page_without_the_attribute_is_as_it_was() -> None:
    page = PAGE.format('<p class="a">style</p>')
    assert with_classes(page) == (page, "")


def test_equal_styles_share_a_class() -> None:
    page, sheet = with_classes(
        PAGE.format('<p style="width:1px">a<b class="x" style="width:1px">b</b><i style="">c</i>')
    )
    soup = BeautifulSoup(page, "html.parser")
    (name,) = soup.p["class"]
    assert soup.b["class"] == ["x", name]
    assert soup.select("[style]") == []
    assert soup.head.style.string == sheet == f".{name}:not(#_){{width:1px}}"
    assert not soup.i.attrs


@pytest.mark.parametrize(
    "text",
    [
        "<pre>&lt;p style=\"a:b\"&gt;</pre> style='a:b' style=a:b",
        '<title>style="a:b"</title>',
        "<script>let a = '<p style=\"a:b\">'</script>",
        '<!-- <p style="a:b"> -->',
        '<p title=\'a style="a:b"\' data-style="a:b">',
    ],
)
def test_what_is_no_such_attribute_stays(text: str) -> None:
    assert with_classes(PAGE.format(text)) == (PAGE.format(text), "")


@pytest.mark.parametrize(
    "tag", ["<p STYLE='a:b'>", "<p\n style = a:b>", '<p/style="a:b">', '<img alt=">" style="a:b"/>']
)
def test_attribute_is_found_however_it_is_written(tag: str) -> None:
    page, sheet = with_classes(PAGE.format(tag), always=True)
    soup = BeautifulSoup(page, "html.parser").body
    assert sheet.endswith("{a:b}")
    (element,) = soup.find_all(True)
    assert len(element["class"]) == 1
    assert "style" not in element.attrs
    assert tag[1] == "p" or element["alt"] == ">"


@pytest.mark.parametrize(
    "style",
    [
        "a:b} body {display:none",
        "a:b;} * {c:d}",
        "a:'</style><script>alert(1)</script>'",
        "a:url(</style>)",
        "@import 'x'; a:b",
        "a:b/*",
        'a:"',
        "a:(",
        "a:{b}",
        "a:\\",
        "a:b;<!-- c:d",
    ],
)
def test_value_ends_neither_its_rule_nor_the_style_sheet(style: str) -> None:
    check(style)


@given(st.text("ab:;{}()[]'\"\\/*<>!-@ \n", max_size=12))
def test_no_value_ends_its_rule(style: str) -> None:
    check(style)


def check(style: str) -> None:
    page, sheet = with_classes(PAGE.format(f'<p style="{style.replace(chr(34), "&quot;")}">'), always=True)
    assert "</style" not in sheet.lower()
    rules = tinycss2.parse_stylesheet(sheet + "\n.after{c:d}", skip_comments=True, skip_whitespace=True)
    assert [rule.type for rule in rules] == ["qualified-rule"] * (2 if sheet else 1)
    assert tinycss2.serialize(rules[-1].prelude) == ".after"
    assert page.count("<style>") == bool(sheet)


def test_styles_come_back() -> None:
    body = '<img alt="&amp;" class="x" style="width:20px"><p style="color:red">a</p>'
    page, _ = with_classes(PAGE.format(body))
    part = re.search("<body>(.*)</body>", page, re.DOTALL)[1]  # type: ignore[index]
    found = BeautifulSoup(with_styles(page, part), "html.parser")
    assert found.img.attrs == {"alt": "&", "class": ["x"], "style": "width:20px"}
    assert found.p.attrs == {"style": "color:red"}
    assert with_styles(page, '<p class="s-12345678">') == '<p class="s-12345678">'


def test_declarations_are_kept() -> None:
    assert safe_declarations("width: 50%; height:1em !important;") == "width: 50%;height:1em !important"


def test_feed_says_the_size_of_a_picture(site: Site) -> None:
    site.write("posts/2021/a.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    site.post(body='![A dot.](a.svg){width="20px"}\n')
    assert site.build() == []
    (picture,) = site.page("/posts/2021/hello/").select(".e-content img")
    assert "style" not in picture.attrs
    feed = (site.html / "blog/atom.xml").read_text(encoding="utf-8")
    assert 'width="20"' in BeautifulSoup(feed, "xml").find("content").get_text()
    assert "s-" not in str(BeautifulSoup(BeautifulSoup(feed, "xml").find("content").get_text(), "html.parser").img)
