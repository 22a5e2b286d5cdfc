"""Stars between a sign and a letter are read as they are meant; others that show are a hint."""

import pytest
from conftest import Site, main_of
from markdown_it import MarkdownIt

from valuable.content.markdown.loose_emphasis import pair_loose_stars

# What is typed, and what is bold or emphasized of it; what has none is shown as CommonMark has it.
READ = [
    ("**Words here.**Then", ["Words here."]),
    ("**Note:**text and **Really?**Yes", ["Note:", "Really?"]),
    ('He said **"no".**But', ['"no".']),
    ("**(in brackets)**then", ["(in brackets)"]),
    ("**`code`**then", ["code"]),
    ("**[link](https://x.example/)**then", ["link"]),
    ("Then**(more)** and then**“quoted”**words", ["(more)", "“quoted”"]),
    ("***Both.***Then", ["Both."]),
    ("*Hello there.*Then", ["Hello there."]),
    ("~~**gone.**now~~", ["gone."]),
    ("[**x.**y](https://x.example/)", ["x."]),
    ("**a *b* c.**d", ["a b c.", "b"]),
    ("**One.**\nTwo **three.**four", ["One.", "three."]),
    ("**強調。**です and **重要：**English", ["強調。", "重要："]),
]
UNREAD = [
    "f(**a,**b)",
    "*.md and x.*y",
    "foo *bar.*baz",
    "x**(a + b)**y",
    "2**3 and 4**5.",
    "**bold words",
    "\\*\\*words.\\*\\*then",
    "`**words.**then`",
]


def parser() -> MarkdownIt:
    found = MarkdownIt("commonmark")
    found.inline.ruler2.after("balance_pairs", "loose_emphasis", pair_loose_stars)
    return found


@pytest.mark.parametrize(("body", "bold"), READ)
@pytest.mark.parametrize("place", ["{}", "- {}", "> {}"])
def test_stars_are_read_as_they_are_meant(site: Site, body: str, bold: list[str], place: str) -> None:
    site.post(body=place.format(body) + "\n", language="en")
    assert site.build(smartquotes=False) == []
    content = main_of(site.page("/posts/2021/hello/")).select_one(".e-content")
    assert [words.get_text() for words in content.select("strong, em") if words.parent.name != "em"] == bold
    assert "*" not in content.get_text()
    assert site.hints() == []


@pytest.mark.parametrize("body", UNREAD)
def test_what_may_be_meant_otherwise_stays(body: str) -> None:
    assert parser().render(body) == MarkdownIt("commonmark").render(body)


@pytest.mark.parametrize("body", ["**a** b.**c d**", "*a **b***", "***a** b*", "**a b.**c d**", "a**b**c.**d**"])
def test_what_commonmark_reads_stays(body: str) -> None:
    assert parser().render(body) == MarkdownIt("commonmark").render(body)


def test_stars_that_show_are_one_hint(site: Site) -> None:
    site.post(body="Text ** spaced words ** more\nand **never closed words.\n\n- One **bold **then two.\n")
    site.post("posts/2021/b.md", "2 ** 3 and f(**options), Price** and\n\n** a note\n", title="B")
    assert site.build() == []
    (hint,) = site.hints()
    assert hint.startswith("posts/2021/hello.md:7: HINT: the stars of `** spaced words ** more and **never cl")
    assert "bold is `**words**`" in hint
    assert "(3 in this file, also on lines 8, 10)" in hint


@pytest.mark.parametrize("unit", ["**ab cd ", "**ab cd\n", "x.**y ", "**a.**b ", "a ** bb ", "a**(b)**c ", "*Aa.*B"])
def test_stars_are_paired_in_linear_time(unit: str) -> None:
    assert parser().render(unit * 20_000)


def test_link_that_is_none_is_a_hint(site: Site) -> None:
    site.post(
        body="On [`PyPI`](Here is\nhow it goes).\n\nSee [it](some prose here), f[x](y z), [1](a b), \\[no](a b).\n"
    )
    assert site.build() == []
    (hint,) = site.hints()
    assert hint.startswith("posts/2021/hello.md:7: HINT: `[`PyPI`](Here is how it goes).…` is no link")
    assert "(2 in this file, also on line 10)" in hint
