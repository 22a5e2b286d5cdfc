"""Footnotes stand behind the text that refers to them, and at the end in feeds."""

from conftest import Site, main_of
from lxml import etree, html

BODY = """One.[^a] Two.[^b]

- An item.[^c]

## A part[^d]

Again.[^a] Later.[^e]

Nothing is said of this.

[^e]: Note e, which refers to another.[^f]
[^a]: Note a.
[^b]: Note b.

    ```python
    b = 1
    ```
[^c]: Note c.
[^d]: Note d.
[^f]: Note f.
"""


def notes_by_text(site: Site, address: str = "/posts/2021/hello/") -> dict[str, list[str]]:
    """Return the first words of the notes that stand behind each block, by the block's own."""
    return {
        block.find().get_text().split(".")[0].split("[")[0]: [
            note.p.get_text()[:6] for note in block.select("aside.footnote")
        ]
        for block in main_of(site.page(address)).select(".noted")
    }


def test_each_note_stands_behind_what_refers_to_it_first(site: Site) -> None:
    site.post(body=BODY)
    assert site.build() == []
    found = notes_by_text(site)
    assert found == {
        "One": ["Note a", "Note b"],
        "\nAn item": ["Note c"],
        "\n\n": ["Note d"],  # of a heading, which stays in its section
        "Again": ["Note e", "Note f"],
    }
    page = main_of(site.page("/posts/2021/hello/"))
    assert len(page.select("aside.footnote")) == 6
    assert page.h2.find_next_sibling()["class"][0] == "noted"
    assert [mark["href"] for mark in page.select(".noted-here")] == ["#a", "#c", "#d", "#e"]


def test_note_that_only_a_note_or_a_title_refers_to_is_not_lost(site: Site) -> None:
    site.write("about.md", "# About[^t]\n\nWords.\n\n[^t]: Of the title.\n")
    assert site.build() == []
    page = main_of(site.page("/about/"))
    assert [note.p.get_text() for note in page.select("aside.footnote")] == ["Of the title."]
    assert not page.select(".noted")


def test_style_is_there_where_notes_are(site: Site) -> None:
    site.post(body="One.[^a]\n\n[^a]: A note.\n")
    site.post("posts/2021/plain.md", title="Plain")
    assert site.build() == []
    assert site.page("/posts/2021/hello/").select("link[href*='notes.css']")
    assert not site.page("/posts/2021/plain/").select("link[href*='notes.css']")


def test_feeds_have_one_list_of_notes_at_the_end(site: Site) -> None:
    site.post(body=BODY)
    assert site.build() == []
    feed = etree.fromstring((site.html / "blog/atom.xml").read_bytes())
    content = html.fragment_fromstring(feed.findtext(".//{*}content"), create_parent="div")
    (listed,) = content.iter("ol")
    assert listed.getnext() is None
    assert listed.getprevious().tag == "hr"
    numbers = [note.get("value") for note in listed]
    assert numbers == sorted(numbers)
    assert len(numbers) == 6


def test_copies_and_the_record_are_as_without(site: Site) -> None:
    site.post(body="One.[^a] Two.\n\nThree.\n\n[^a]: A note.\n")
    assert site.build() == []
    copy = (site.html / "posts/2021/hello/index.md").read_text(encoding="utf-8")
    assert "One.[^1] Two." in copy
    assert "[^1]: A note." in copy
    assert main_of(site.page("/posts/2021/hello/")).select_one(".byline").get_text().startswith("5 words")
