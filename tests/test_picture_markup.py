"""What people write to a picture: its size, a caption, that it is decorative."""

import json

import pytest
from bs4 import Tag
from conftest import Site, main_of
from test_remarks import PNG

from valuable.base.reports import Severity
from valuable.content.markdown.attribute_lists import parse_attribute_list

# What is written in which system, and attributes of the picture that comes of it.
PICTURES = [
    ("pandoc", "![a](x.png){width=300}", {"width": "300", "alt": "a"}),
    ("pandoc", "![a](x.png){width=50%}", {"style": "width: 50%;"}),
    ("pandoc", "![a](x.png){ width=40em .wide #pic }", {"style": "width: 40em;", "class": "wide", "id": "pic"}),
    ("kramdown", "![a](x.png){: width=\"300px\" height='200'}", {"width": "300", "height": "200"}),
    ("kramdown", "![a](x.png){:.wide}", {"class": "wide"}),
    ("Jekyll", '![a](x.png){: style="width: 50%; float: none" loading=lazy}', {"style": "width: 50%;"}),
    ("Hugo", "![a](x.png) {width=20}", {"width": "20"}),
    ("kramdown", '![a](x.png)\n{: width="50%" .full}', {"style": "width: 50%;", "class": "full"}),
    ("pandoc", "Words ![a](x.png) {width=20}", {"width": "20"}),
    ("Obsidian", "![a seal|300](x.png)", {"width": "300", "alt": "a seal"}),
    ("Obsidian", "![a *seal* | 300x200](x.png)", {"width": "300", "height": "200", "alt": "a seal"}),
    ("HackMD", "![a](x.png =300x200)", {"width": "300", "height": "200"}),
    ("HackMD", "![a](x.png =300x)", {"width": "300", "alt": "a"}),
    ("HackMD", "![a](x.png =50%)", {"style": "width: 50%;"}),
    ("HackMD", '![a](x.png =300x "Title") words', {"width": "300", "title": "Title"}),
    ("HackMD", '![a](x.png "Title" =300x) words', {"width": "300", "title": "Title"}),
    ("CommonMark", 'Words ![a](x.png "A <title> & \\"more\\"")', {"title": 'A <title> & "more"'}),
    ("linked", "[![a](x.png)](https://example.org/){width=200}", {"width": "200"}),
    ("linked", "[![a|200](x.png)](https://example.org/)", {"width": "200", "alt": "a"}),
    ("linked", "[![a](x.png =200x)](https://example.org/)", {"width": "200", "alt": "a"}),
    ("reference", "![a][x]{width=20} words\n\n[x]: x.png 'Title'", {"width": "20", "title": "Title"}),
    ("decorative", "![](x.png){.decorative}", {"alt": ""}),
    ("decorative", '![](x.png){alt=""}', {"alt": ""}),
    ("decorative", "![words](x.png){aria-hidden=true}", {"alt": ""}),
    ("alternative", '![](x.png){alt="A seal"}', {"alt": "A seal"}),
]
PLACES = ["## {}\n\nWords.", "- {}", "> {}", "| a |\n|---|\n| {} |", "Term\n: {}", "Words[^1].\n\n[^1]: {}", "*{}*"]


def picture_in(site: Site, address: str) -> Tag:
    (image,) = main_of(site.page(address)).select(".e-content img")
    return image


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("pictures"))
    site.write("posts/2021/x.png", PNG)
    for number, (_, source, _) in enumerate(PICTURES):
        site.post(f"posts/2021/p{number}.md", f"{source}\n", title=f"P{number}")
    assert site.build() == []
    return site


@pytest.mark.parametrize("number", range(len(PICTURES)), ids=lambda number: PICTURES[number][1])
def test_picture_of_each_system(written: Site, number: int) -> None:
    _, source, attributes = PICTURES[number]
    page = written.page(f"/posts/2021/p{number}/")
    image = picture_in(written, f"/posts/2021/p{number}/")
    found = {name: " ".join(value) if isinstance(value, list) else value for name, value in image.attrs.items()}
    if "style" in attributes:  # which is in the page's own sheet, by a class
        (name,) = [part for part in image["class"] if part.startswith("s-")]
        assert any(f".{name}" in sheet.get_text() and attributes["style"][:-1] in sheet.get_text()
                   for sheet in page.select("style"))  # fmt: skip
    for name, value in attributes.items():
        assert name == "style" or value in found[name]
    assert (image.find_parent("a") is not None) == source.startswith("[!")
    words = main_of(page).select_one(".e-content").get_text()
    assert not set(words) & set("{}|=")


@pytest.mark.parametrize("place", PLACES)
def test_markup_of_a_picture_is_read_everywhere(site: Site, place: str) -> None:
    site.write("posts/2021/x.png", PNG)
    site.post(body=place.format('![a](x.png "T"){width=30}') + "\n")
    assert site.build() == []
    image = picture_in(site, "/posts/2021/hello/")
    assert image["width"] == "30"
    content = main_of(site.page("/posts/2021/hello/")).select_one(".e-content")
    assert content.select_one("figcaption") or image["title"] == "T"
    assert "{" not in content.get_text()


def test_title_of_a_picture_alone_is_its_caption(site: Site) -> None:
    site.write("posts/2021/x.png", PNG)
    body = (
        '![a](x.png "One & *all*")\n\n[![a](x.png "Two"){width=50%}](https://example.org/)\n\n'
        '- ![a](x.png "Three")\n\nWords ![a](x.png "Four")\n'
    )
    site.post(body=body)
    assert site.build() == []
    content = main_of(site.page("/posts/2021/hello/")).select_one(".e-content")
    assert [caption.get_text() for caption in content.select("figcaption .caption-text")] == [
        *("One & *all*", "Two", "Three")
    ]
    assert content.select_one("figure a[href='https://example.org/'] img")
    assert [image["title"] for image in content.select("img[title]")] == ["Four"]
    (item,) = json.loads((site.html / "blog/feed.json").read_text())["items"]
    assert item["content_html"].count("<figcaption>") == 3
    copy = (site.html / "posts/2021/hello/index.md").read_text()
    assert ' "Four")' in copy
    for caption in ("One & \\*all\\*", "Two", "Three"):
        assert caption in copy


def test_drawing_keeps_its_title(site: Site) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" stroke="currentColor"><path d="M0 0h9"/></svg>'
    site.write("posts/2021/d.svg", drawing)
    site.post(body='Words ![a](d.svg "Title")\n')
    assert site.build() == []
    assert main_of(site.page("/posts/2021/hello/")).select_one("svg > title").get_text() == "Title"
    (item,) = json.loads((site.html / "blog/feed.json").read_text())["items"]
    assert 'title="Title"' in item["content_html"]


def test_missing_alternative_may_be_accepted(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    said = []
    monkeypatch.setattr(
        "valuable.content.images.report",
        lambda message, location, subtype, severity, subject: said.append((message, subtype, severity, subject)),
    )
    site.write("posts/2021/x y.png", PNG)
    site.post(body="![](<x y.png>)\n")
    site.build()
    ((message, *rest),) = said
    assert rest == ["alternatives", Severity.ACCEPTABLE, "x y.png"]
    assert "`![what it shows](<x y.png>)`" in message
    assert "`![](<x y.png>){.decorative}`" in message


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("![a](x.png){width=wide}\n", "`width=wide` is no size: write one as in `{width=300}` or `{width=50%}`"),
        ("Words\n![a](x.png){height=-3}\n", "`height=-3` is no size"),
    ],
)
def test_size_that_is_none_is_said(site: Site, body: str, said: str) -> None:
    site.write("posts/2021/x.png", PNG)
    site.post(body=body)
    (warning,) = site.build()
    assert warning.startswith(f"posts/2021/hello.md:{6 + body.count(chr(10))}: WARNING: ")
    assert said in warning


def test_braces_elsewhere_stay(site: Site) -> None:
    site.write("posts/2021/x.png", PNG)
    site.post(body="Words {width=50%} and ![a](x.png) {a set} and P(A|32).\n")
    assert site.build() == []
    words = main_of(site.page("/posts/2021/hello/")).select_one(".e-content p").get_text()
    assert words == "Words {width=50%} and  {a set} and P(A|32)."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {}),
        (": .a .b #c", {"class": "a b", "id": "c"}),
        ("a=1 B='2 3' c=\"4\"", {"a": "1", "b": "2 3", "c": "4"}),
        ("width=50%", {"width": "50%"}),
        ("class='x y' .z", {"class": "x y z"}),
        ("words", None),
        ("a=", None),
        ("a = 1", {"a": "1"}),
    ],
)
def test_attribute_list(text: str, found: dict[str, str] | None) -> None:
    assert parse_attribute_list(text) == found
