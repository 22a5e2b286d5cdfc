"""Marks of words, short codes, notes and lists as GitHub, Obsidian, Pandoc and kramdown write them."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from bs4 import Tag
from conftest import Site

from valuable.base import reports
from valuable.outputs.search.text import find_in_page


class Construct(NamedTuple):
    """What an author writes, as *system* has it, and the HTML that a page shows for it."""

    system: str
    name: str
    source: str
    html: str


CONSTRUCTS = (
    Construct("GitHub", "strikethrough", "We ~~never~~ write.", "<p>We <del>never</del> write.</p>"),
    Construct("GitHub", "strikethrough with one tilde", "We ~never~ write.", "<p>We <del>never</del> write.</p>"),
    Construct("markdown-it", "inserted", "A ++new word++.", "<p>A <ins>new word</ins>.</p>"),
    Construct(
        "markdown-it",
        "inserted within words",
        "Two ++*very* new++ words.",
        "<p>Two <ins><em>very</em> new</ins> words.</p>",
    ),
    Construct("Pandoc", "marked span", "A [marked *word*]{.mark}.", "<p>A <mark>marked <em>word</em></mark>.</p>"),
    Construct("Pandoc", "underlined span", "An [old]{.underline} [one]{.ul}.", "<p>An <u>old</u> <u>one</u>.</p>"),
    Construct("Obsidian", "highlight", "A ==marked word==.", "<p>A <mark>marked word</mark>.</p>"),
    Construct("Pandoc", "superscript", "x^2^", "<p>x<sup>2</sup></p>"),
    Construct("Pandoc", "subscript", "H~2~O", "<p>H<sub>2</sub>O</p>"),
    Construct(
        "GitHub",
        "bare address",
        "See https://x.example/a_b_c.",
        '<p>See <a href="https://x.example/a_b_c">https://x.example/a_b_c</a>.</p>',
    ),
    Construct("GitHub", "emoji", "Done :tada:", "<p>Done 🎉</p>"),
    Construct(
        "GitHub", "task list", "- [ ] to do\n- [x] done", "<ul>\n<li><p>☐ to do</p></li>\n<li><p>☑ done</p></li>\n</ul>"
    ),
    Construct(
        "Pelican",
        "abbreviation",
        "The HTML of HTML.\n\n*[HTML]: HyperText Markup Language\n*[CSS]: Cascading Style Sheets",
        '<p>The <abbr title="HyperText Markup Language">HTML</abbr> of HTML.</p>',
    ),
    Construct(
        "CommonMark",
        "words of a link in brackets",
        "See [[1]](https://x.example/).",
        '<p>See <a href="https://x.example/">[1]</a>.</p>',
    ),
    Construct(
        "Pandoc",
        "inline note",
        "A claim.^[Its *note*.]",
        '<div>\n<p>A claim.<a href="#its-note" role="doc-noteref">[1]</a></p>\n<aside role="none">\n'
        '<aside role="doc-footnote">\n[<a href="#ref-its-note" role="doc-backlink">1</a>]\n'
        "<p>Its <em>note</em>.</p>\n</aside>\n</aside>\n</div>",
    ),
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


@pytest.fixture
def hints(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hints of a build, in the order in which they come."""
    found: list[str] = []
    log = reports.logger.log

    def noting(level: int, form: str, message: str, *values: object, **more: Any) -> None:
        if level == reports.HINT_LEVEL:
            found.append(message)
        log(level, form, message, *values, **more)

    monkeypatch.setattr(reports.logger, "log", noting)
    return found


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
    ("1~2日、3~4日 唔~昂~ 鉴！~鉴！~鉴！ 哈哈^o^ 好^0^", "1~2日、3~4日 唔~昂~ 鉴！~鉴！~鉴！ 哈哈^o^ 好^0^"),
    ("注^(1)^ haha^o^ n^o^ 2^o^", "注<sup>(1)</sup> haha^o^ n<sup>o</sup> 2<sup>o</sup>"),
    ("any((v==TRUE)==TRUE, (w)==b)", "any((v==TRUE)==TRUE, (w)==b)"),
    ("中文~~删除。~~中文", "中文<del>删除。</del>中文"),
    ("==a *b*== ==`c`==", "<mark>a <em>b</em></mark> <mark><code>c</code></mark>"),
    ("这是==重点==内容", "这是<mark>重点</mark>内容"),
    ("C++ and g++, ++i is not i++, a++ + b++, ++C++.", "C++ and g++, ++i is not i++, a++ + b++, ++C++."),
    ("a==b and c==d, a == b == c, ===x===, \\==no==", "a==b and c==d, a == b == c, ===x===, ==no=="),
    ("5^th (k)^th 1^st^ ^th x^the a^th_b", "5<sup>th</sup> (k)<sup>th</sup> 1<sup>st</sup> ^th x^the a^th_b"),
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


# -- Bare addresses ------------------------------------------------------------------


def linked(*addresses: str) -> list[tuple[str, str]]:
    return [(address, address) for address in addresses]


ADDRESSES: Sequence[tuple[str, list[tuple[str, str]]]] = (
    ("(https://x.example/a_(b)), https://x.example/c?", linked("https://x.example/a_(b)", "https://x.example/c")),
    ("*https://x.example/a* **https://x.example/b**", linked("https://x.example/a", "https://x.example/b")),
    ("~~https://x.example/a~~ \"https://x.example/b\"", linked("https://x.example/a", "https://x.example/b")),
    ("www.x.example/a", [("www.x.example/a", "http://www.x.example/a")]),
    ("ada@x.example and a@b", [("ada@x.example", "mailto:ada%40x.example")]),
    ("https://x.example/a--b... https://x.example/a~b~c^2^", linked("https://x.example/a--b", "https://x.example/a~b~c%5E2%5E")),
    ("https://x.example/:tada:/x", linked("https://x.example/:tada:/x")),
    ("`https://x.example/` https:// http://. www. ahttps://x.example", []),
    ("[https://x.example/](https://y.example/)", [("https://x.example/", "https://y.example/")]),
    ("请看https://x.example吧。见（https://x.example/a）", linked("https://x.example", "https://x.example/a")),
    ("https://x.example/b、", linked("https://x.example/b")),
)  # fmt: skip


def test_bare_addresses_are_links_as_on_github(site: Site) -> None:
    assert built(site, {f"a{number}": body for number, (body, _) in enumerate(ADDRESSES)}) == []
    for number, (body, links) in enumerate(ADDRESSES):
        found = content_of(site, f"/posts/2021/a{number}/").select("a.external")
        assert [(link.get_text(), link["href"]) for link in found] == [
            (words.replace("%5E", "^"), address) for words, address in links
        ], body


# -- Notes ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("A claim.[^9]\n", 7, "`[^9]` has no text: write `[^9]: …` on a line of its own, or `\\[^9]`"),
        ("A claim.[^two words]\n", 7, "write `[^two-words]` here and where its text stands"),
    ],
)
def test_message_about_a_note_names_it_and_its_cure(site: Site, body: str, line: int, said: str) -> None:
    site.post(body=body)
    (message,) = site.build()
    assert message.startswith(f"posts/2021/hello.md:{line}: ")
    assert said in message


def test_inline_notes_stand_anywhere_and_count_with_the_others(site: Site) -> None:
    places = {
        "heading": "## A^[Note.]",
        "list": "- A^[Note.]",
        "quotation": "> A^[Note.]",
        "bold": "**A^[Note.]**",
        "table": "| A^[Note.] |\n|---|",
        "link": "[A^[Note.]](https://x.example/)",
        "wrapped": "A^[No\nte.]",
        "definition": "A^[Note.]\n: B",
    }
    body = "".join(f"{text}\n\n" for text in places.values())
    site.post(body=f"Both[^1] first.\n\n{body}Empty ^[] and `^[code]` and \\^[no].\n\n[^1]: One^[in it].\n")
    assert site.build() == []
    content = content_of(site)
    numbers = [note.get_text() for note in content.select(".footnote > .label")]
    assert sorted(numbers) == sorted(f"[{number}]" for number in range(1, len(places) + 3))
    assert len({note["id"] for note in content.select(".footnote")}) == len(numbers)
    assert "Empty ^[] and ^[code] and ^[no]." in content.get_text()


# -- Short codes and tasks -----------------------------------------------------------

SHORT_CODES: Sequence[tuple[str, str]] = (
    (":tada::+1: (:heart:) \\:tada:", "🎉👍 (❤️) :tada:"),
    ("12:30:45 1:100:1 key:on:value std::end::x ::tada::", "12:30:45 1:100:1 key:on:value std::end::x ::tada::"),
    ("完成:tada:了 Great:tada: at :100:", "完成🎉了 Great🎉 at 💯"),
    (":nothing-of-the-kind: :Tada:", ":nothing-of-the-kind: :Tada:"),
    ("`:tada:` {abbr}`:tada: (x)` [:tada:](https://x.example/)", ":tada: :tada: 🎉"),
    (":author: Me", ":author: Me"),
)  # fmt: skip


def test_short_codes_are_emoji_and_others_stay(site: Site) -> None:
    assert built(site, {f"e{number}": body for number, (body, _) in enumerate(SHORT_CODES)}) == []
    for number, (_, text) in enumerate(SHORT_CODES):
        assert content_of(site, f"/posts/2021/e{number}/").get_text().strip() == text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("See :term:`a lamp`.", "`:term:`a lamp`` is reStructuredText: write it as `{term}`"),
        ("A :tadaa: and a :octocat:.", "`:tadaa:` is no emoji, and stays as it is typed: write `:tada:`"),
        ("- [/] half", "`[/]` is no task here, and stays as it is typed: write `[ ]` or `[x]`, and a space"),
        ("##Old heading", "write `## Old heading`, or `\\##Old heading` if it is text"),
        ("#Old heading", "write `# Old heading`, or `\\#Old heading` if it is text"),
        ("Text\n##Old heading\nmore", "write `## Old heading`"),
        ("#lamps #oil", "stands in its front matter, as in `tags: [lamps, oil]`"),
    ],
)
def test_what_stays_as_it_is_typed_is_told_as_a_hint(site: Site, hints: list[str], body: str, said: str) -> None:
    site.post(body=f"{body}\n")
    assert site.build() == []
    assert any(said in hint for hint in hints), hints
    assert body.strip("- `").replace("`", "") in content_of(site).get_text().replace("`", "")


@pytest.mark.parametrize("body", ["# 1", "#1 of all", "C# and F#", "a\n#b c", "`##code`", "\\##Text", "12:30:45"])
def test_what_is_meant_so_is_no_hint(site: Site, hints: list[str], body: str) -> None:
    site.post(body=f"Words.\n\n> {body}\n")
    site.build()
    assert hints == []


TASKS = """\
- [ ] one *a* [b](https://x.example/)
- [X] two
  - [x] three
  - plain
- [1] no
- \\[ ] no
- `[ ]` no

1. [x] four

   More.

> - [ ] five

- [x] ## Six
- [ ] ```
  seven
  ```
"""


def test_tasks_have_words_for_their_boxes_and_brackets_in_the_copy(site: Site) -> None:
    site.post(body=TASKS, language="fr")
    assert site.build() == []
    content = content_of(site)
    boxes = content.select("li.task-list-item > p:first-child > .task-box:first-child")
    found = [(box["role"], box["aria-label"], box.get_text()) for box in boxes]
    to_do, done = ("img", "À faire", "☐"), ("img", "Fait", "☑")
    assert found == [to_do, done, done, done, to_do, done, to_do]
    assert content.select("input") == []
    copy = Path(site.html, "posts/2021/hello/index.md").read_text(encoding="utf-8")
    for text in ("- [ ] one *a* [b]", "- [x] two", "  - [x] three", "1. [x] four", "> - [ ] five", "- \\[1\\] no"):
        assert text in copy
    feed = (site.html / "blog" / "atom.xml").read_text(encoding="utf-8")
    assert "☐ one &lt;em&gt;a&lt;/em&gt;" in feed
    assert "☑ four" in feed
    searched = find_in_page(Path(site.html, "posts/2021/hello/index.html").read_bytes())
    assert searched is not None
    assert not set("☐☑") & set(searched.body)


# -- Blocks -----------------------------------------------------------------------------

BLOCKS: Sequence[tuple[str, str]] = (
    ("Words:\n- a\n  - b\n    - c\n- d", "p + ul > li > ul > li > ul > li"),
    ("Words:\n- a\n    - b\n        - c\n- d", "p + ul > li > ul > li > ul > li"),
    ("Words:\n1. a\n   - b", "p + ol > li > ul > li"),
    ("---\n\nWords", "hr:first-child + p"),
    ("Words\n\n***\n\n___", "p + hr + hr:last-child"),
    ("Words\n\n---\n\n## Heading", "hr"),
    ("Term\n: Def\n: Def two\n\nOther\n\n: Def", "dl > dt + dd + dd + dt + dd"),
    ("One\n*Two*\n: Def\n: Def two", "dl > dt + dt:has(em) + dd + dd"),
    ("- One\n  Two\n  : Def", "li > dl > dt + dt + dd"),
    ("A sentence.\nAnother\n: no definition", "p:only-child"),
    ("<details><summary>A</summary>\n\n~~b~~ :tada:\n\n</details>", "details > summary + p > del"),
    ("[hard\nwrapped](https://x.example/) [[index|hard\nwrapped]]", "a.external + a.internal"),
    ("![two\nlines](x.svg)", '[aria-label="two lines"], [alt="two lines"]'),
    ("{abbr}`OKR (objectives)` <abbr title='b'>a</abbr> <small>c</small>", "abbr + abbr + small"),
)


def test_blocks_are_what_they_are_elsewhere(site: Site) -> None:
    site.write("posts/2021/x.svg", CIRCLE)
    assert built(site, {f"b{number}": body for number, (body, _) in enumerate(BLOCKS)}) == []
    for number, (body, selector) in enumerate(BLOCKS):
        assert content_of(site, f"/posts/2021/b{number}/").select(selector), body


def test_underlined_title_is_the_title(site: Site) -> None:
    site.write("posts/2021/hello.md", "---\ndate: 2021-03-26\n---\n\nUnder ~~a~~ line\n============\n\nWords.\n")
    assert site.build() == []
    page = site.page("/posts/2021/hello/")
    assert page.select_one("h1").get_text() == "Under a line"
    assert page.select_one("h1 del") is not None
    assert page.title.get_text().startswith("Under a line")


def test_abbreviations_of_a_page_are_its_own(site: Site) -> None:
    site.write("abbreviations.txt", "OKR: objectives and key results\nCSS: a sheet\n")
    site.post(body="CSS and OKR.\n\n*[CSS]: Cascading Style Sheets\n*[OKR]:\n")
    site.post("posts/2021/other.md", "CSS there.\n")
    assert site.build() == []
    found = {abbr.get_text(): abbr["title"] for abbr in content_of(site).select("abbr")}
    assert found == {"CSS": "Cascading Style Sheets", "OKR": "objectives and key results"}
    assert content_of(site, "/posts/2021/other/").select_one("abbr")["title"] == "a sheet"
    assert site.build(switched_off=["abbreviations"]) == []
    assert content_of(site).get_text().strip() == "CSS and OKR."
