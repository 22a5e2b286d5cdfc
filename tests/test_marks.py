"""Marks of words, short codes, notes and lists as GitHub, Obsidian, Pandoc and kramdown write them."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bs4 import Tag
from conftest import Site


class Construct(NamedTuple):
    """What an author writes, as *system* has it, and the HTML that a page shows for it."""

    system: str
    name: str
    source: str
    html: str


CONSTRUCTS = (
    Construct("GitHub", "strikethrough", "We ~~never~~ write.", "<p>We <del>never</del> write.</p>"),
    Construct("GitHub", "strikethrough with one tilde", "We ~never~ write.", "<p>We <del>never</del> write.</p>"),
    Construct("Obsidian", "highlight", "A ==marked word==.", "<p>A <mark>marked word</mark>.</p>"),
    Construct("Pandoc", "superscript", "x^2^", "<p>x<sup>2</sup></p>"),
    Construct("Pandoc", "subscript", "H~2~O", "<p>H<sub>2</sub>O</p>"),
)


def content_of(site: Site, address: str = "/posts/2021/hello/") -> Tag:
    """Return the text of a page without what stands beside it."""
    content = site.page(address).select_one(".e-content")
    assert content is not None
    for mark in content.select(".headerlink"):
        mark.decompose()
    return content


def plain(html: str) -> str:
    """Return HTML without classes, ids and what only stands around: what a construct means is left."""
    return re.sub(r' (?:class|id)="[^"]*"|</?(?:span|section)[^>]*>', "", html).strip()


def built(site: Site, bodies: Mapping[str, str]) -> list[str]:
    """Build a site with one post of each body, by its name, and return what is reported."""
    for name, body in bodies.items():
        site.post(f"posts/2021/{name}.md", f"{body}\n")
    return site.build()


def shown(site: Site, name: str) -> str:
    section = content_of(site, f"/posts/2021/{name}/").select_one("section")
    assert section is not None
    return plain(section.decode_contents())


def test_each_construct_is_what_it_is_elsewhere(site: Site) -> None:
    assert built(site, {f"c{number}": made.source for number, made in enumerate(CONSTRUCTS)}) == []
    found = {made.name: shown(site, f"c{number}") for number, made in enumerate(CONSTRUCTS)}
    assert found == {made.name: made.html for made in CONSTRUCTS}


# -- Marks of words ------------------------------------------------------------------

MARKS: Sequence[tuple[str, str]] = (
    ("*a ~~b **c**~~*", "<em>a <del>b <strong>c</strong></del></em>"),
    ("~~[a](https://x.example/a~b~c)~~", '<del><a href="https://x.example/a~b~c">a</a></del>'),
    ("[~~a~~](https://x.example/)", '<a href="https://x.example/"><del>a</del></a>'),
    ("~~hard\nwrapped~~", "<del>hard\nwrapped</del>"),
    ("A ~~~three~~~ `~~code~~` \\~~no~~", "A ~~~three~~~ <code>~~code~~</code> ~~no~~"),
    ("1~2 and 3~4, ~5 to ~10, ~/a and ~/b", "1~2 and 3~4, ~5 to ~10, ~/a and ~/b"),
    ("1~2日、3~4日", "1~2日、3~4日"),
    ("中文~~删除。~~中文", "中文<del>删除。</del>中文"),
    ("==a *b*== ==`c`==", "<mark>a <em>b</em></mark> <mark><code>c</code></mark>"),
    ("这是==重点==内容", "这是<mark>重点</mark>内容"),
    ("a==b and c==d, a == b == c, ===x===, \\==no==", "a==b and c==d, a == b == c, ===x===, ==no=="),
    ("1^er^ x^*n*^ a\\^2^", "1<sup>er</sup> x<sup><em>n</em></sup> a^2^"),
    ("P~a\\ cat~ a~i+1~", "P<sub>a cat</sub> a<sub>i+1</sub>"),
    ("a note ^1^ and (^o^) ^_^ 2^8 or 2^9", "a note <sup>1</sup> and (^o^) ^_^ 2^8 or 2^9"),
    ("<kbd>a</kbd> <sup>b</sup>", "<kbd>a</kbd> <sup>b</sup>"),
    ("<ins>d</ins> <del>e</del> <mark>f</mark>", "<ins>d</ins> <del>e</del> <mark>f</mark>"),
)  # fmt: skip


def test_marks_stand_in_each_other_and_what_is_none_stays(site: Site) -> None:
    assert built(site, {f"m{number}": body for number, (body, _) in enumerate(MARKS)}) == []
    for number, (_, html) in enumerate(MARKS):
        assert shown(site, f"m{number}") == f"<p>{html}</p>"


WORDS = "~~a1~~ ==b2== c3^d4^ e5~f6~"
PLACES = {
    "heading": f"## {WORDS}",
    "list": f"- {WORDS}",
    "quotation": f"> {WORDS}",
    "table": f"| {WORDS} |\n|---|",
    "note": f"Words.[^1]\n\n[^1]: {WORDS}",
    "definition": f"Term\n: {WORDS}",
    "caption": f":::{{figure}} x.svg\n:alt: A circle\n\n{WORDS}\n:::",
}
CIRCLE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4"/></svg>'


def test_marks_stand_anywhere_in_page_copy_and_feed(site: Site) -> None:
    site.write("posts/2021/x.svg", CIRCLE)
    assert built(site, PLACES) == []
    html = "<del>a1</del> <mark>b2</mark> c3<sup>d4</sup> e5<sub>f6</sub>"
    feed = (site.html / "blog" / "atom.xml").read_text(encoding="utf-8")
    assert feed.count(html.replace("<", "&lt;").replace(">", "&gt;")) == len(PLACES)
    for name in PLACES:
        assert html in shown(site, name)
        copy = Path(site.html, f"posts/2021/{name}/index.md").read_text(encoding="utf-8")
        assert "~~a1~~ <mark>b2</mark> c3<sup>d4</sup> e5<sub>f6</sub>" in copy
