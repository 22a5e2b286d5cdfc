"""The kitchen sinks of six systems: each construct is right on the page, in feed and copy, wherever it may stand."""

import json
import re
from html import unescape
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, Site, main_of
from construct_files import CONSTRUCTS, GUIDE, SystemConstruct, with_tables

from valuable.base.messages import HINT, Message, collector_of

DOT = ROOT / "tests/roots/kitchen-sink/posts/2021/two squares.png"
LIGHTHOUSE = "## Its lamp\n\nIt shines.\n"
# Each with what is to hold the construct there.
PLACES = {
    "heading": ("## A CONSTRUCT b", "h2"),
    "list": ("- a CONSTRUCT b", "li"),
    "numbered list": ("1. a CONSTRUCT b", "ol li"),
    "quotation": ("> a CONSTRUCT b", "blockquote"),
    "callout": ("> [!tip]\n> a CONSTRUCT b", ".admonition"),
    "table": ("| a |\n|---|\n| a CONSTRUCT b |", "td"),
    "footnote": ("Text.[^x]\n\n[^x]: a CONSTRUCT b", ".footnote"),
    "term": ("a CONSTRUCT b\n: text", "dt"),
    "definition": ("term\n: a CONSTRUCT b", "dd"),
    "caption": (":::{figure} dot.png\n:alt: A dot\n\na CONSTRUCT b\n:::", "figcaption"),
    "strong words": ("**a** *b CONSTRUCT c*", "em"),
}
IN_ONE_LINE = {"heading", "table", "term"}
BLOCK_PLACES = {
    "list": ("- a\n\nCONSTRUCT", "  ", "li"),
    "quotation": ("> a\n>\nCONSTRUCT", "> ", "blockquote"),
    "definition": ("term\n: a\n\nCONSTRUCT", "  ", "dd"),
    "footnote": ("Text.[^x]\n\n[^x]: a\n\nCONSTRUCT", "    ", ".footnote"),
    "callout": ("> [!tip]\n> a\n>\nCONSTRUCT", "> ", ".admonition"),
}
INLINE = [construct for construct in CONSTRUCTS if construct.inline]
# What begins a page, or is of a page and of no part of it.
OF_THE_PAGE = {
    *("heading of any level", "heading that leaves out a level", "second heading of the first level"),
    *("underlined heading", "heading with an anchor", "link to a heading", "update"),
    *("abbreviation", "end of the excerpt", "end of the summary", "footnote", "footnote within a line"),
}
BLOCKS = [
    construct
    for construct in CONSTRUCTS
    if not (construct.inline or construct.message or not construct.html or construct.name in OF_THE_PAGE)
]


def stated(html: str, named: str) -> str:
    """Return HTML without what is of no matter: white space, links of headings, and classes that are not *named*."""
    if "<" not in html or ">" not in html or html.startswith(">"):  # a part of an element
        return " ".join(html.split())
    found = BeautifulSoup(html, "html.parser")
    for link in found.select("a.headerlink"):
        link.decompose()
    for element in found.find_all():
        names = [name for name in element.get("class", []) if f'"{name}"' in named]
        if names:
            element["class"] = names
        else:
            element.attrs.pop("class", None)
    for element in found.find_all(["span", "div"]):
        if not element.attrs:
            element.unwrap()
    written = re.sub(r">\s+<", "><", str(found).replace("/>", ">"))
    return re.sub(r"\s+", " ", written).replace("<br> ", "<br>").replace(" </pre>", "</pre>")


def words_of(html: str) -> list[str]:
    """Return the words that are seen of a part of HTML."""
    found = BeautifulSoup(html if "<" in html and ">" in html else f"<p>{html}</p>", "html.parser")
    return (
        re.findall(r"\w{3,}", found.get_text(" ")) if not html.startswith(("#", "href", "alt", "id", "class")) else []
    )


def label(construct: SystemConstruct) -> str:
    return f"{construct.system}: {construct.name}"


class Built:
    """A site with each construct on a page of its own, and what was said of each."""

    def __init__(self, folder, bodies: dict[str, str]) -> None:
        self.site = Site(folder)
        for name in ("posts/2021/dot.png", "posts/2021/film.mp4", "dot.png"):
            self.site.write(name, DOT.read_bytes())
        self.site.post("posts/2021/lighthouse.md", LIGHTHOUSE, title="Lighthouse")
        self.pages = {}
        for number, (name, body) in enumerate(bodies.items()):
            self.pages[name] = f"posts/2021/c{number}"
            self.site.post(f"posts/2021/c{number}.md", f"{body}\n", title=f"Page {number}")
        self.warnings = self.site.build(blog_feed_length=1000)
        self.said: dict[str, list[Message]] = {}
        for by_name in collector_of(self.site.app).owned.values():
            for messages in by_name.values():
                for message in messages:
                    self.said.setdefault(message.path.removesuffix(".md"), []).append(message)
        feed = json.loads((self.site.html / "blog/feed.json").read_text(encoding="utf-8"))
        self.feed = {item["url"].partition("/posts/")[2].strip("/"): item["content_html"] for item in feed["items"]}

    def content(self, name: str):
        return main_of(self.site.page(f"/{self.pages[name]}/")).select_one(".e-content")

    def copy(self, name: str) -> str:
        return (self.site.html / self.pages[name] / "index.md").read_text(encoding="utf-8")

    def messages(self, name: str) -> list[Message]:
        return self.said.get(self.pages[name], [])


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return Built(
        tmp_path_factory.mktemp("constructs"), {label(construct): construct.source for construct in CONSTRUCTS}
    )


def holds(html: str, part: str) -> bool:
    wanted, found = stated(part, part), stated(html, part)
    return wanted in found or wanted in unquote(found) or wanted in unescape(found)


@pytest.mark.parametrize("construct", CONSTRUCTS, ids=label)
def test_construct_is_right(alone: Built, construct: SystemConstruct) -> None:
    said = alone.messages(label(construct))
    fatal = [message for message in said if message.level != HINT]
    if construct.message:
        assert any(construct.message in message.text for message in fatal)
        return
    assert fatal == []
    assert not construct.hint or any(construct.hint in message.text for message in said)
    content = alone.content(label(construct))
    assert holds(str(content), construct.html), stated(str(content), construct.html)
    assert "unseen" not in str(content)


@pytest.mark.parametrize("construct", [each for each in CONSTRUCTS if not each.message], ids=label)
def test_construct_is_in_feed_and_copy(alone: Built, construct: SystemConstruct) -> None:
    words = words_of(construct.html)
    feed, copy = alone.feed[alone.pages[label(construct)].removeprefix("posts/")], alone.copy(label(construct))
    for word in words:
        assert word in feed
        assert word in copy
    assert "unseen" not in feed + copy


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with a page of each construct of words, in all places, and one of each block in each place."""
    bodies = {
        label(construct): "\n\n***\n\n".join(
            body.replace("CONSTRUCT", construct.source)
            for place, (body, _) in PLACES.items()
            if may_stand(construct, place)
        )
        for construct in INLINE
    }
    for construct in BLOCKS:
        for place, (body, indent, _) in BLOCK_PLACES.items():
            lines = "\n".join(f"{indent}{line}" if line else indent.rstrip() for line in construct.source.split("\n"))
            bodies[f"{label(construct)} in a {place}"] = body.replace("CONSTRUCT", lines)
    return Built(tmp_path_factory.mktemp("placed"), bodies)


def may_stand(construct: SystemConstruct, place: str) -> bool:
    return not (
        (
            "\n" in construct.source
            and place in (IN_ONE_LINE | {"list", "numbered list", "quotation", "callout", "definition"})
        )
        or ("|" in construct.source and place == "table")
        or ("*" in construct.source and place == "strong words")
    )


@pytest.mark.parametrize("construct", INLINE, ids=label)
def test_words_may_stand_anywhere(placed: Built, construct: SystemConstruct) -> None:
    assert [message for message in placed.messages(label(construct)) if message.level != HINT] == []
    content = placed.content(label(construct))
    for place, (_, selector) in PLACES.items():
        if may_stand(construct, place):
            assert any(holds(str(found), construct.html) for found in content.select(selector)), place


@pytest.mark.parametrize("construct", BLOCKS, ids=label)
def test_block_may_stand_anywhere(placed: Built, construct: SystemConstruct) -> None:
    for place, (_, _, selector) in BLOCK_PLACES.items():
        name = f"{label(construct)} in a {place}"
        assert [message for message in placed.messages(name) if message.level != HINT] == [], place
        found = placed.content(name).select_one(selector)
        assert found is not None, place
        assert holds(str(found), construct.html), (place, stated(str(found), construct.html))


def test_tables_of_the_guide_are_those_of_the_constructs() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert with_tables(text) == text, "run `.venv/bin/python tests/construct_files.py`"


def test_each_system_is_there_with_its_constructs() -> None:
    for system in {construct.system for construct in CONSTRUCTS}:
        names = [construct.name for construct in CONSTRUCTS if construct.system == system]
        assert len(names) >= 12
        assert len(names) == len(set(names))
