"""Tables that GitHub shows as text are read as they are meant, and no cell is lost."""

import pytest
from conftest import Site, main_of
from markdown_it import MarkdownIt

from valuable.content.markdown.loose_tables import read_loose_table

H, R = "| a | b |\n", "| c | d |\n"
# A table, and how many rows are its head, its rows, and the beginning of a hint.
TABLES = [
    (H + "|---|---|\n" + R, 1, ["a b", "c d"], ""),
    (H + R, 0, ["a b", "c d"], ""),
    ("|---|---|\n" + H + R, 0, ["a b", "c d"], ""),
    (H + "|===|===|\n" + R, 1, ["a b", "c d"], ""),
    (H + "|---+---|\n" + R, 1, ["a b", "c d"], ""),
    ("|---\n| a | b\n|-|:-:\n| c | d\n|===\n| e | f\n", 1, ["a b", "c d", "e f"], ""),
    (H + R + "|---|---|\n| e | f |\n", 2, ["a b", "c d", "e f"], ""),
    (H + "|---|---|\n" + R + "|---|---|\n| e | f |\n", 1, ["a b", "c d", "e f"], ""),
    (H + "|---|---|\n| - | - |\n| -- | -- |\n", 1, ["a b", "- -", "– –"], ""),
    (H + "|---|---|---|\n" + R, 1, ["a b", "c d"], "the head of the table has 2 cells, and the line below it 3"),
    (H + "|---| |\n" + R, 1, ["a b", "c d"], ""),
    (H + "|---|---|\n| c | d | e |\n", 1, ["a b ", "c d e"], "the row has more cells than the first of its table, `e`"),
    ("a | b\n---|---\nc | d | e | f\n", 1, ["a b  ", "c d e f"], "the row has more cells"),
    ("Words:\n" + H + "| --: | -- | -- |\n" + R, 1, ["a b", "c d"], "the head of the table has 2 cells"),
    ("| `a\\|b` | $|x|$ |\n| *c* | [d](https://x.example/) |\n", 0, ["a|b ", "c d"], ""),
    ("| one | row |\n", 0, ["one row"], ""),
]
WORDS = [
    ("|x| + |y|\n", ""),
    ("||spoiler||\n", ""),
    ("| one line\n| and another\n", ""),
    ("a | b and\nc\n", ""),
    ("a | b\nc | d\n", "these lines are no table, and stay as they are typed"),
    ("a | b\n--- | --- | ---\nc | d\n", "this is no table, and stays as it is typed: the line `--- | --- | ---`"),
]


@pytest.mark.parametrize(("body", "head", "rows", "hint"), TABLES)
@pytest.mark.parametrize("place", ["", "> ", "- "])
def test_table_is_read_as_it_is_meant(site: Site, body: str, head: int, rows: list[str], hint: str, place: str) -> None:
    lines = body.splitlines()
    rest = "  " if place == "- " else place
    site.post(body="".join(f"{rest if number else place}{line}\n" for number, line in enumerate(lines)) + "\nEnd.\n")
    assert site.build() == []
    table = main_of(site.page("/posts/2021/hello/")).select_one(".e-content table")
    for formula in table.select("math"):
        formula.decompose()
    assert [" ".join(cell.get_text() for cell in row.select("td, th")) for row in table.select("tr")] == rows
    assert len(table.select("thead tr")) == head
    assert [text[text.index("HINT: ") + 6 :].startswith(hint) for text in site.hints()] == [True] * bool(hint)


@pytest.mark.parametrize(("body", "hint"), WORDS)
def test_what_may_be_words_stays(site: Site, body: str, hint: str) -> None:
    site.post(body=body)
    assert site.build() == []
    assert not main_of(site.page("/posts/2021/hello/")).select(".e-content table")
    assert [text[text.index("HINT: ") + 6 :].startswith(hint) for text in site.hints()] == [True] * bool(hint)


def test_grid_table_is_told(site: Site) -> None:
    site.post(body="+---+---+\n| a | b |\n+===+===+\n| c | d |\n+---+---+\n")
    (warning,) = site.build()
    assert "posts/2021/hello.md:7: WARNING: the lines `+---+` are a table of Pandoc's" in warning


def test_table_may_have_attributes(site: Site) -> None:
    site.post(body=H + R + "{: .striped}\n")
    assert site.build() == []
    assert "striped" in main_of(site.page("/posts/2021/hello/")).select_one(".e-content table")["class"]


@pytest.mark.parametrize(
    "body", ["| a | b |\n" * 5000, "|a" * 20_000, "a | b\n" * 20_000, "| a\n" * 20_000, "|-\n" * 9000]
)
def test_tables_are_read_in_linear_time(body: str) -> None:
    parser = MarkdownIt("commonmark").enable("table")
    parser.options["document"] = {"source": "x.md"}
    parser.block.ruler.before("table", "loose_table", read_loose_table, {"alt": ["paragraph", "reference"]})
    assert parser.render(body)
