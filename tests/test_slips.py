"""What is likely a slip stays as it is typed, and is a hint that says how it is written."""

import pytest
from conftest import Site, main_of
from markdown_it import MarkdownIt

from valuable.content.markdown.slips import report_slips
from valuable.content.markdown.tex_quotes import read_tex_quotes

SLIPS = [
    ("Use `foo to bar.", "code ends with as many backticks"),
    ("Use ``foo` here.", "code ends with as many backticks"),
    ("A ~~struck word.", "what is struck out ends with `~~` too"),
    ("See [words][nowhere].", "say on a line of its own where the name leads"),
    ("![A seal][nowhere]", "say on a line of its own where the name leads"),
    ("See [words](https://x.example/ and more.", "a link ends with `)`"),
    ("See [words] (https://x.example/).", "no space parts the brackets of a link"),
    ("![A seal] (seal.png)", "no space parts the brackets of a link"),
    ("(words)[https://x.example/]", "the words of a link stand in square brackets"),
    ("-one\n-two", "a space stands behind the mark of each item"),
    ("1.one\n2.two", "a space stands behind the mark of each item"),
    ("*one\n*two", "a space stands behind the mark of each item"),
    ("• one\n• two", "an item of a list begins with `- `"),
    ("- [] task", "write `[ ]` or `[x]`, and a space"),
    ("- [x]done", "write `[ ]` or `[x]`, and a space"),
]
NONE = [
    "`code` and ``a ` b`` and \\`x and \\~~y",
    "[words][there] and [there]\n\n[there]: https://x.example/",
    "a[i][j] and f(x)[0] and list[str] (see above)",
    "[a] (b), (c) [d], ~/a~~b and x~~",
    "-5 degrees\n-3 degrees",
    "*one* word\n*and* another",
    "3.5 metres\n4.5 metres",
    "- [x](https://x.example/) and - []",
    "– said he\n– said she",
    "[^1][^2]\n\n[^1]: A.\n[^2]: B.",
]


@pytest.mark.parametrize(("body", "advice"), SLIPS)
@pytest.mark.parametrize("place", ["{}", "> {}"])
def test_slip_is_a_hint(site: Site, body: str, advice: str, place: str) -> None:
    site.post(body="First.\n\n" + "\n".join(place.format(line) for line in body.split("\n")) + "\n")
    assert site.build() == []
    (hint,) = site.hints()
    assert hint.startswith("posts/2021/hello.md:9: HINT: ")
    assert advice in hint


@pytest.mark.parametrize("body", NONE)
def test_what_is_meant_is_none(site: Site, body: str) -> None:
    site.post(body=f"{body}\n")
    assert site.build() == []
    assert site.hints() == []


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("A ``word'' and ``two *words*,'' he said.", "A “word” and “two words,” he said."),
        ("(``quoted'') and **``so''**.", "(“quoted”) and “so”."),
        ("``x = ''`` and ``f('', 1)``", "x = '' and f('', 1)"),
        ("``code`` and ``more''", "code and ``more’’"),
        ("``a '' b`` ``c''", "a '' b ``c’’"),
    ],
)
def test_quotation_marks_of_tex_are_read(site: Site, body: str, shown: str) -> None:
    site.post(body=f"{body}\n")
    assert site.build() == []
    assert main_of(site.page("/posts/2021/hello/")).select_one(".e-content p").get_text() == shown


def test_slips_of_a_kind_are_one_hint(site: Site) -> None:
    site.post(body="One `two\nthree.\n\n**bold\nand** more\n~~x and `y\n\n| a `b |\n|---|\n")
    assert site.build() == []
    code, struck = sorted(site.hints(), key=lambda hint: int(hint.split(":")[1]))
    assert "posts/2021/hello.md:7: HINT: `` `two `` stays" in code
    assert "(3 in this file, also on lines 12, 14)" in code
    assert struck.startswith("posts/2021/hello.md:12: ")
    assert "~~x and `y" in main_of(site.page("/posts/2021/hello/")).get_text()


def test_quotation_marks_are_read_in_linear_time() -> None:
    parser = MarkdownIt("commonmark")
    parser.inline.ruler.before("backticks", "tex_quotes", read_tex_quotes)
    assert parser.render("``a " * 5_000 + "\n\n" + "``a'' " * 2_000)


@pytest.mark.parametrize("unit", ["`a ", "[a][b] ", "[a] (", "(a)[", "-a\n", "• a\n", "[a](https://x.example ", "~~a "])
def test_slips_are_found_in_linear_time(unit: str) -> None:
    parser = MarkdownIt("commonmark")
    parser.core.ruler.after("inline", "slips", report_slips)
    parser.options["document"] = {"source": "x.md"}
    assert parser.parse(unit * 5_000)
