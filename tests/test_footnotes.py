"""Footnotes of every label, in every block, lead to their notes and back, and are numbered as they are cited."""

import json

import pytest
from bs4 import BeautifulSoup
from conftest import Site, main_of
from test_sidenotes import notes_by_text

LABELS = [
    "1",
    "07",
    "word",
    "Été",
    "脚注",
    "ملاحظة",
    "१",
    "🎉",
    "a.b",
    "*",
    "&<>",
    "id3",
    "MiXed",
    "long" * 40,
    "note-1",
]
BLOCKS = {
    "paragraph": "Words{}.",
    "emphasis": "*Words{}* **and{}**.",
    "heading": "## Part{}",
    "list": "- Item{}\n  1. Inner{}",
    "cell": "| A{} | B |\n|---|---|\n| 1 | 2{} |",
    "quotation": "> Quotation{}\n>\n> > Inner{}",
    "definition": "Term{}\n: Definition{}",
    "caption": ":::{{figure}} x.svg\n:alt: A circle\n\nCaption{}\n:::",
    "table with a caption": ":::{{table}} Caption{}\n| A | B |\n|---|---|\n| 1 | 2 |\n:::",
    "admonition": ":::{{admonition}} Title{}\nWords{}.\n:::",
    "heading in a note": ":::{{note}}\n## Part{}\n:::",
    "link": "[words{}](https://example.org/) and [more{}](#end)",
    "HTML": "<b>bold{}</b>",
}


def notes(page: BeautifulSoup) -> dict[str, tuple[str, list[str]]]:
    """Return the number of each note of a page and the anchors to which it leads back, by its words."""
    return {
        note.find_all("p")[-1].get_text(): (
            note.select_one(".label").get_text().strip("[]\n"),
            [back["href"][1:] for back in note.select("[role=doc-backlink]")],
        )
        for note in page.select("aside.footnote")
    }


def references(page: BeautifulSoup) -> list[tuple[str, str]]:
    """Return the number and the anchor of each reference, in the order of the page."""
    return [(mark.get_text().strip("[]"), mark["id"]) for mark in page.select("a.footnote-reference")]


def assert_each_leads_there_and_back(page: BeautifulSoup) -> None:
    ids = [element["id"] for element in page.select("[id]")]
    assert len(set(ids)) == len(ids)
    for mark in page.select("a.footnote-reference"):
        note = page.find(id=mark["href"][1:])
        assert note["role"] == "doc-footnote"
        assert note.select_one(".label").get_text().strip("[]\n") == mark.get_text().strip("[]")
        assert f"#{mark['id']}" in [back["href"] for back in note.select("[role=doc-backlink]")]
        assert not mark.find_parent("a")
    for back in page.select("[role=doc-backlink]"):
        assert "footnote-reference" in page.find(id=back["href"][1:])["class"]


def test_label_of_any_kind_leads_to_its_note_and_back(site: Site) -> None:
    body = "".join(f"Words{number}.[^{label}]\n\n" for number, label in enumerate(LABELS))
    body += "".join(f"[^{label}]: Note {number}.\n" for number, label in reversed(list(enumerate(LABELS))))
    site.post(body=body)
    assert site.build() == []
    page = main_of(site.page("/posts/2021/hello/"))
    assert_each_leads_there_and_back(page)
    assert {words: number for words, (number, _) in notes(page).items()} == {
        f"Note {number}.": str(number + 1) for number in range(len(LABELS))
    }
    assert notes_by_text(site) == {f"Words{number}": [f"Note {number}."[:6]] for number in range(len(LABELS))}
    copy = (site.html / "posts/2021/hello/index.md").read_text(encoding="utf-8")
    for number in range(len(LABELS)):
        assert f"Words{number}.[^{number + 1}]" in copy
        assert f"[^{number + 1}]: Note {number}." in copy
    (entry,) = json.loads((site.html / "blog/feed.json").read_text(encoding="utf-8"))["items"]
    content = BeautifulSoup(entry["content_html"], "html.parser")
    assert [note["value"] for note in content.ol.select("li")] == [str(number + 1) for number in range(len(LABELS))]


def test_reference_in_any_block_leads_to_its_note_and_back(site: Site) -> None:
    site.write("posts/2021/x.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')
    for at, block in enumerate(BLOCKS.values()):
        marks = [f"[^n{number}]" for number in range(block.count("{}"))]
        texts = "".join(f"[^n{number}]: Note {number}.\n" for number in range(len(marks)))
        body = f"First.[^first]\n\n{block.format(*marks)}\n\n## End\n\nLast.[^n0]\n\n{texts}[^first]: Note first.\n"
        site.post(f"posts/2021/p{at}.md", body, title=f"P{at}")
    assert site.build() == []
    for at, kind in enumerate(BLOCKS):
        page = main_of(site.page(f"/posts/2021/p{at}/"))
        assert_each_leads_there_and_back(page)
        numbers = sorted(references(page), key=lambda reference: int(reference[0]))
        assert [number for number, _ in numbers] == ["1", "2", "2", "3"][: 2 + BLOCKS[kind].count("{}")], kind
        assert notes(page)["Note 0."][1] == ["ref-n0", "ref-n0-2"], kind


def test_notes_are_numbered_as_the_text_refers_to_them(site: Site) -> None:
    body = "One.[^9] Two.[^b] One.[^9]\n\n[^in]: Inner.\n[^b]: Note b.[^in]\n\n## A part[^1]\n\n[^1]: Part.\n"
    site.post(body=f"{body}[^9]: Nine.[^b]\n")
    assert site.build() == []
    page = main_of(site.page("/posts/2021/hello/"))
    found = {words.split(".")[0]: number for words, (number, _) in notes(page).items()}
    assert found == {"Nine": "1", "Note b": "2", "Part": "3", "Inner": "4"}
    assert_each_leads_there_and_back(page)


def test_note_of_a_title_is_in_the_heading_and_nowhere_else(site: Site) -> None:
    site.post(body="Words.[^1]\n\n## Part\n\n[^t]: Of the title.\n[^1]: One.\n", title="A *good*[^t] title")
    site.post("posts/2021/other.md", "See [](hello.md).\n", title="Other")
    site.write("concepts/plan.md", "# Plan[^t]\n\nA plan.\n\n[^t]: Of the title.\n")
    assert site.build() == []
    for address, title in (("/posts/2021/hello/", "A good title"), ("/concepts/plan/", "Plan")):
        page = site.page(address)
        assert [mark.get_text() for mark in page.h1.select("a.footnote-reference")] == ["[1]"]
        assert page.title.get_text().startswith(f"{title} –")
        assert_each_leads_there_and_back(main_of(page))
    page = site.page("/posts/2021/hello/")
    assert page.h1.get_text() == "A good[1] title"
    assert page.select_one("data.p-name")["value"] == "A good title"
    assert [link.get_text() for link in page.select("#Site-contents a")] == ["A good title", "Part"]
    assert site.page("/posts/2021/other/").select_one(".e-content a").get_text() == "A good title"
    feed = json.loads((site.html / "blog/feed.json").read_text(encoding="utf-8"))
    (entry,) = (item for item in feed["items"] if item["title"] != "Other")
    assert entry["title"] == "A good title"
    assert 'href="https://lights.example/posts/2021/hello/#ref-t"' in entry["content_html"]
    assert (site.html / "posts/2021/hello/index.md").read_text().startswith("# A *good*[^1] title\n")


def test_number_is_no_word_of_a_heading(site: Site) -> None:
    site.post(body="[](#part) and [](#own)\n\n## Part[^1]\n\n(own)=\n## Own[^1]\n\n[^1]: One.\n")
    site.post("posts/2021/b.md", "[](hello.md#part) and {ref}`own` and [[hello#part]]\n", title="B")
    assert site.build() == []
    content = main_of(site.page("/posts/2021/hello/")).select_one(".e-content")
    assert [(link["href"], link.get_text()) for link in content.p.select("a")] == [("#part", "Part"), ("#own", "Own")]
    links = main_of(site.page("/posts/2021/b/")).select(".e-content p a")
    assert [link["href"].partition("#")[2] for link in links] == ["part", "own", "part"]
    assert [link.get_text() for link in links[:2]] == ["Part", "Own"]


def test_anchors_of_notes_are_no_names_and_take_none(site: Site) -> None:
    site.post(body="[](#cool)\n\n## Cool\n\n(why)=\nWords.[^cool] And.[^why]\n\n[^cool]: Note.\n[^why]: Because.\n")
    assert site.build() == []
    page = main_of(site.page("/posts/2021/hello/"))
    assert page.find(id="cool").name == "section"
    assert page.find(id="why").name == "p"
    assert [note["id"] for note in page.select("aside.footnote")] == ["note-cool", "note-why"]
    assert_each_leads_there_and_back(page)


def test_included_file_has_notes_too(site: Site) -> None:
    site.write("posts/2021/part.txt", "Included.[^inc] Both.[^1]\n\n[^inc]: Of the file.\n")
    site.post(body="Words.[^1]\n\n```{include} part.txt\n```\n\n[^1]: One.\n")
    assert site.build() == []
    page = main_of(site.page("/posts/2021/hello/"))
    assert [number for number, _ in references(page)] == ["1", "2", "1"]
    assert_each_leads_there_and_back(page)


def test_restructured_text_has_notes_too(site: Site) -> None:
    body = (
        "```{eval-rst}\nWords [1]_, [#a]_, [#]_ and [*]_.\n\n.. [1] One.\n.. [#a] A.\n.. [#] None.\n.. [*] Star.\n```\n"
    )
    site.post(body=f"First.[^1]\n\n{body}\n[^1]: Mine.\n".replace("[1]", "[7]"))
    assert site.build() == []
    page = main_of(site.page("/posts/2021/hello/"))
    assert [number for number, _ in references(page)] == ["1", "2", "3", "4", "5"]
    assert_each_leads_there_and_back(page)


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        (
            "Words.\n\nMore.[^9]\n",
            9,
            r"`[^9]` has no text: write `[^9]: …` on a line of its own, or `\[^9]` if no note",
        ),
        ("Words.[^a]\n\n[^a]: Note.\n[^a]: Again.\n", 10, "`[^a]` has a text in line 9 already: call one otherwise"),
    ],
)
def test_what_does_not_fit_is_reported_with_its_line(site: Site, body: str, line: int, message: str) -> None:
    site.post(body=body)
    (warning,) = site.build()
    assert warning.startswith(f"posts/2021/hello.md:{line}: WARNING: {message}")
    assert warning.endswith("[valuable.footnotes]")


def test_quotation_of_notes_alone_leaves_nothing(site: Site) -> None:
    site.post(body="Words.[^a]\n\n> [^a]: Note.\n")
    assert site.build() == []
    assert not main_of(site.page("/posts/2021/hello/")).select("blockquote")


def test_note_to_which_nothing_refers_is_shown_at_the_end(site: Site) -> None:
    body = "Words.[^b]\n\n[^注]: Lone *note*.\n\nMore.\n\n[^b]: Note.\n\n[^c]: Another.[^d]\n[^d]: Of that.\n"
    site.post(body=body)
    assert site.build() == []
    assert site.hints() == [
        "posts/2021/hello.md:9: HINT: nothing refers to the note `[^注]`, so it is shown at the end: write `[^注]` "
        "where it belongs (2 in this file, also on line 15) [valuable.footnotes]"
    ]
    page = main_of(site.page("/posts/2021/hello/"))
    notes = page.select(".footnote")
    assert [note.select_one(".label").get_text(strip=True).strip("[]") for note in notes] == ["1", "2", "3", "4"]
    assert [note.p.get_text() for note in notes][1] == "Lone note."
    assert not notes[1].select("[role=doc-backlink]")
    assert notes[1].find_previous("p").get_text() == "More."
    feed = json.loads((site.html / "blog/feed.json").read_text())["items"][0]["content_html"]
    assert "Lone <em>note</em>." in feed
    assert "[^2]: Lone *note*." in (site.html / "posts/2021/hello/index.md").read_text()


def test_note_of_itself_is_shown(site: Site) -> None:
    site.post(body="Words.\n\n[^a]: Note.[^a]\n")
    assert site.build() == []
    assert "Note." in main_of(site.page("/posts/2021/hello/")).select_one(".footnote").get_text()
