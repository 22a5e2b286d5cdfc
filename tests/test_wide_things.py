"""Tables stand in boxes that scroll, as small on paper as they need; links within the site say where they lead to."""

import pytest
from conftest import Site, main_of
from docutils import nodes

from valuable.pages.margin_room import CODE_LINE, least_height
from valuable.pages.printed_addresses import with_full_addresses
from valuable.pages.wide_things import density, set_tables


def table(*rows: str) -> str:
    return "<table>" + "".join(f"<tr><td>{'</td><td>'.join(row.split('|'))}</td></tr>" for row in rows) + "</table>"


def test_each_table_gets_one_box(site: Site) -> None:
    inner = "<table><tr><td>\n\n<table><tr><td>in a cell</td></tr></table>\n\n</td></tr></table>\n"
    frame = '<div><table border="1" class="dataframe"><thead><tr><th>a</th></tr></thead></table></div>\n'
    site.post(body=f"| a | b |\n|---|---|\n| 1 | 2 |\n\n{inner}\n{frame}\n- | c |\n  |---|\n  | 3 |\n\n`<table>`\n")
    assert site.build() == []
    page = main_of(site.page("/posts/2021/hello/"))
    boxes = page.select(".table-wrapper")
    assert len(boxes) == 4
    assert [len(box.select("table")) for box in boxes] == [1, 2, 1, 1]
    assert not page.select(".table-wrapper .table-wrapper")
    assert {child.name for box in boxes for child in box.find_all(recursive=False)} == {"table"}


@pytest.mark.parametrize(
    "markup",
    ["<table><tr><td>never closed", "</table>x", "<!-- <table></table> -->", "<p>&lt;table&gt;</p>"],
)
def test_what_is_no_whole_table_is_left_alone(markup: str) -> None:
    assert set_tables(markup) == markup


@pytest.mark.parametrize(
    ("row", "steps"),
    [
        ("a|b", 0),
        (" ".join(["words"] * 100) + "|b", 0),  # which wrap
        ("|".join(["value 1"] * 12), 0),
        ("|".join(["value_1"] * 12), 1),
        ("|".join(["value_10"] * 13), 2),
        ("|".join(["1"] * 30), 0),
        ("x" * 160, 3),
        ("x" * 64 + "|" + "y" * 128, 4),
    ],
)
def test_table_is_as_small_on_paper_as_its_words_need(row: str, steps: int) -> None:
    assert density(table(row, "1|2")) == steps


def test_cell_over_several_columns_makes_none_wider() -> None:
    wide = f"<table><tr><td colspan=2>{'x' * 300}</td></tr><tr><td>a</td><td>b</td></tr></table>"
    assert density(wide) == 0


def test_style_is_on_pages_with_something_wide_alone(site: Site) -> None:
    site.post(body="Words.\n")
    site.post("posts/2021/wide.md", body="| a |\n|---|\n| 1 |\n")
    assert site.build() == []
    pages = {name: str(site.page(f"/posts/2021/{name}/")) for name in ("hello", "wide")}
    for sign in ("wide.css", "tables.css", 'data-table="Table"'):
        assert {name: sign in page for name, page in pages.items()} == {"hello": False, "wide": True}


def test_links_within_the_site_say_their_full_address(site: Site) -> None:
    site.write("about.md", "# About\n\n## Part\n\nWords.\n")
    body = "[A](../../about.md#part), [b](https://other.example/), [c](#d), [e](mailto:e@f.example)\n\n## D\n\nWords.\n"
    site.post(body=body)
    assert site.build() == []
    links = main_of(site.page("/posts/2021/hello/")).select(".e-content p a")
    assert [link.get("data-address") for link in links] == ["https://lights.example/about/#part", None, None, None]
    assert b"data-address" not in site.files()["blog/atom.xml"]


@pytest.mark.parametrize("name", ["headerlink", "picture"])
def test_address_of_what_shows_it_already_is_not_said(name: str) -> None:
    link = f'<a class="{name}" href="../b/">b</a>'
    assert with_full_addresses(link, "https://a.example/c/") == link


@pytest.mark.parametrize("columns", [1, 14])
def test_table_is_as_high_as_its_rows_however_many_columns_it_has(columns: int) -> None:
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in range(columns)))
    group += nodes.tbody("", nodes.row(), nodes.row())
    assert least_height(nodes.table("", group)) == 2 * CODE_LINE
