"""Pictures, files, pages and parts of them, shown in place by name: ``![[…]]``, as Obsidian does."""

import json

import pytest
from bs4 import Tag
from conftest import Site, main_of, raster
from test_remarks import PNG

from valuable.knowledge.page_names import NamedPage

NOTE = """\
First words. ^first

## Part one

Words of *one* with a [link](#part-two), [[#Part two]] and a note[^n].

![A dot](dot.png)

### Below one

- an item ^item
- other

## Part two

> [!tip] Own
> Inside.

^boxed

| a |
|---|
| cell |

^table

%%secret%%

[^n]: The note.
"""


@pytest.fixture
def notes(site: Site) -> Site:
    site.write("posts/2021/dot.png", PNG)
    site.post("posts/2021/note.md", NOTE, title="The note")
    return site


def content(site: Site, address: str = "/posts/2021/hello/") -> Tag:
    found = main_of(site.page(address)).select_one(".e-content")
    assert found is not None
    return found


def ids(site: Site, address: str = "/posts/2021/hello/") -> list[str]:
    return [str(element["id"]) for element in site.page(address).select("[id]")]


# -- Blocks with names ------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "name", "shown"),
    [
        ("Words. ^a1\n", "p", "Words."),
        ("Hard\nwrapped **words**\n^a1\n", "p", "Hard\nwrapped words"),
        ("- item ^a1\n- other\n", "li", "item"),
        ("> Words.\n\n^a1\n", "blockquote", "Words."),
        ("```python\nx\n```\n\n^a1\n", "div", "x"),
        ("| b |\n|---|\n| c |\n\n^a1\n", "table", "b\nc"),
        ("> [!note]\n> Words. ^a1\n", "p", "Words."),
        ("Term\n: Words. ^a1\n", "p", "Words."),
        ("Words[^n].\n\n[^n]: Note. ^a1\n", "p", "Note."),
    ],
)
def test_name_of_a_block_is_its_anchor_and_not_shown(site: Site, body: str, name: str, shown: str) -> None:
    site.post(body=f"{body}\nSee [[#^a1|it]] and [[hello#^a1]].\n")
    assert site.build() == []
    found = content(site).select_one("#a1")
    assert (found.name, found.get_text().split()) == (name, shown.split())
    assert "^" not in content(site).get_text()
    assert {link["href"] for link in content(site).select("p a.internal:not([role])")} == {"#a1"}
    assert "^" not in (site.html / "posts/2021/hello/index.md").read_text().replace("[^", "")


@pytest.mark.parametrize("body", ["x ^2\n", "Word^nope\n", "`code ^a`\n", "a ^b c\n", "^alone\n"])
def test_other_carets_stay(site: Site, body: str) -> None:
    site.post(body=body)
    assert site.build() == []
    assert "^" in content(site).get_text()


def test_name_that_is_taken_is_said(site: Site) -> None:
    site.post(body="## Part\n\nWords. ^part\n")
    (warning,) = site.build()
    assert "`^part` is another anchor of this page: give the block another name" in warning


# -- Parts of pages ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "words", "lacks"),
    [
        ("![[note]]", ["First words.", "Part one", "Below one", "an item", "Part two", "cell"], ["The note."]),
        ("![[The note]]", ["First words.", "cell"], []),
        ("![[note#Part one]]", ["Words of one", "Below one", "other"], ["First words.", "Part two\n"]),
        ("![[note#Part one#Below one]]", ["Below one", "an item"], ["Words of"]),
        ("![[2021/note.md#part-two]]", ["Own", "Inside.", "cell"], ["other"]),
        ("![[note#^first]]", ["First words."], ["Part"]),
        ("![[note#^item]]", ["an item"], ["other"]),
        ("![[note#^boxed]]", ["Own", "Inside."], ["cell"]),
        ("![[../2021/note#^table]]", ["cell"], ["Inside"]),
    ],
)
def test_part_is_shown_in_place(notes: Site, written: str, words: list[str], lacks: list[str]) -> None:
    notes.post(body=f"Before.\n\n{written}\n\nAfter.\n")
    assert notes.build() == []
    quote = content(notes).select_one("blockquote.embed")
    assert all(word in quote.get_text() for word in words)
    assert not [word for word in lacks if word in quote.get_text()]
    assert quote.select(".attribution a")[-1]["href"].startswith("../note/")
    assert quote.select("h1, h2, h3, section, .footnote, .footnote-reference") == []
    assert len(set(ids(notes))) == len(ids(notes))
    for files in (notes.files(), notes.files(notes.doctrees)):
        assert [path for path, found in files.items() if b"secret" in found] == []
    (item,) = [item for item in json.loads((notes.html / "blog/feed.json").read_text())["items"]
               if item["title"] == "Hello"]  # fmt: skip
    copy = (notes.html / "posts/2021/hello/index.md").read_text()
    assert words[0].split()[0] in copy
    assert words[0].split()[-1] in item["content_html"]


def test_links_in_a_part_lead_where_they_led(notes: Site) -> None:
    notes.post(body="![[note#Part one]]\n")
    assert notes.build() == []
    quote = content(notes).select_one("blockquote.embed")
    assert [link["href"] for link in quote.select("p > a, p > span > a")][:2] == ["../note/#part-two"] * 2
    assert quote.select_one("img")["alt"] == "A dot"


def test_parts_may_stand_on_lines_of_a_paragraph(notes: Site) -> None:
    notes.post(body="Before:\n![[note#^first]]\n![[note#^item]]\nAfter.\n\n- ![[note#^first]]\n")
    assert notes.build() == []
    assert len(content(notes).select("blockquote.embed")) == 3
    assert [p.get_text() for p in content(notes).select("section > p")] == ["Before:\n", "\nAfter."]


def test_part_of_the_same_page_is_shown(site: Site) -> None:
    site.post(body="![[#^a1]]\n\n![[#Below]]\n\nWords. ^a1\n\n## Below\n\nOther words.\n")
    assert site.build() == []
    assert [quote.p.get_text() for quote in content(site).select("blockquote.embed")] == ["Words.", "Below"]


def test_page_that_shows_itself_is_said_once(site: Site) -> None:
    site.post("posts/2021/a.md", "A.\n\n![[b]]\n", title="A")
    site.post("posts/2021/b.md", "B.\n\n![[c#Part]]\n", title="B")
    site.post("posts/2021/c.md", "C.\n\n## Part\n\n![[a]]\n", title="C")
    warnings = site.build()
    assert len(warnings) == 3
    assert all("shows what it stands in: write a link" in warning for warning in warnings)


def test_parts_that_grow_without_end_are_cut(site: Site) -> None:
    for number in range(12):
        site.post(f"posts/2021/p{number}.md", f"![[p{number + 1}]]\n\n![[p{number + 1}]]\n", title=f"P{number}")
    site.post("posts/2021/p12.md", "End.\n", title="P12")
    assert any("shows too much in one page" in warning for warning in site.build())


@pytest.mark.parametrize("written", ["![[draft]]", "![[draft#Part]]", "![[draft#^block]]", "![[middle]]"])
def test_nothing_of_a_draft_is_shown(site: Site, written: str) -> None:
    site.post("posts/2021/draft.md", "qzyk. ^block\n\n## Part\n\nqzyk.\n", title="Draft", draft="true")
    site.post("posts/2021/middle.md", "Words.\n", title="Middle")
    site.post(body=f"{written}\n")
    if written == "![[middle]]":
        site.post("posts/2021/middle.md", "Words.\n\n![[draft]]\n", title="Middle")
    warnings = site.build()
    assert warnings
    assert all("posts/2021/draft.md, which is a draft" in warning for warning in warnings)
    assert [path for path, found in site.files().items() if b"qzyk" in found] == []


def test_part_follows_its_page_through_others(notes: Site) -> None:
    notes.post("posts/2021/middle.md", "![[note#^first]]\n", title="Middle")
    notes.post(body="![[middle]]\n")
    assert notes.build() == []
    notes.post("posts/2021/note.md", NOTE.replace("First", "Other"), title="The note")
    assert notes.build() == []
    assert "Other words." in content(notes).get_text()
    notes.post("posts/2021/note.md", NOTE.replace("^first", ""), title="The note")
    (warning,) = notes.build()
    assert "posts/2021/middle.md:7: WARNING: `![[note#^first]]` leads to no block" in warning


# -- Files ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "attributes"),
    [
        ("![[dot.png|A dot]]", {"alt": "A dot"}),
        ("![[dot.png|A dot|300]]", {"alt": "A dot", "width": "300"}),
        ("![[dot.png|A dot|right|300x]]", {"alt": "A dot", "width": "300", "class": ["align-right"]}),
        ("![[Dot.PNG|A dot|300x200]]", {"width": "300", "height": "200"}),
        ("![[2021/dot.png|A dot]]{width=50 .wide}", {"width": "50"}),
        ("![[/posts/2021/dot.png|A dot]]", {"alt": "A dot"}),
        ("![[dot.png|300]]{.decorative}", {"alt": "", "width": "300"}),
        ("Words ![[dot.png|A dot]] words.", {"alt": "A dot"}),
        ("| a |\n|---|\n| ![[dot.png\\|A dot\\|30]] |", {"alt": "A dot", "width": "30"}),
    ],
)
def test_picture_is_shown_by_its_name(notes: Site, written: str, attributes: dict[str, str]) -> None:
    notes.post("posts/2020/far/index.md", f"{written}\n")
    assert notes.build() == []
    (image,) = content(notes, "/posts/2020/far/").select("img")
    assert {name: image[name] for name in attributes} == attributes
    assert "[" not in content(notes, "/posts/2020/far/").get_text()


def test_nearest_picture_of_a_name_is_shown_and_a_new_one_is_seen(site: Site) -> None:
    def shown() -> int:
        return int(content(site).img["width"])

    site.write("attachments/deep/dot.png", raster((1, 9)))
    site.post("posts/2021/hello/index.md", "![[dot.png|A dot]]\n")
    for path, expected in (
        ("attachments/deep/dot.png", 1),
        ("attachments/dot.png", 2),
        ("posts/2021/hello/pictures/dot.png", 3),
        ("posts/2021/hello/dot.png", 4),
    ):
        site.write(path, raster((expected, 9)))
        assert site.build() == []
        assert shown() == expected
    for path in ("posts/2021/hello/dot.png", "posts/2021/hello/pictures/dot.png", "attachments/dot.png"):
        (site.folder / path).unlink()
    assert site.build() == []
    assert shown() == 1


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("posts/2021/dit.png", "there is no file `dot.png` that `![[…]]` could show: nearest are `dit.png`"),
        (".hidden/dot.png", "there is no file"),
        ("private/dot.png", "there is no file"),
        ("node_modules/dot.png", "there is no file"),
        ("posts/2021/secret/dot.png", "posts/2021/secret/index.md, which is a draft"),
    ],
)
def test_file_that_is_not_there_or_private_is_said_in_each_build(site: Site, path: str, said: str) -> None:
    site.post("posts/2021/secret/index.md", "Words.\n", draft="true")
    site.write(path, PNG)
    site.post(body="![[dot.png|A dot]]\n")
    for _ in range(2):
        (warning,) = site.build()
        assert said in warning
    assert not list(site.html.glob("_images/dot*"))


def test_picture_without_words_is_said_with_its_cure(notes: Site) -> None:
    notes.post(body="![[dot.png|300]]\n")
    (warning,) = notes.build()
    assert "posts/2021/hello.md:7: WARNING: `![[dot.png]]` has no text alternative" in warning
    assert "write `![[dot.png|what it shows]]`, or `![[dot.png]]{.decorative}`" in warning


def test_document_is_offered(site: Site) -> None:
    site.write("attachments/paper.pdf", b"%PDF-1.4\n")
    site.post(body="See [[paper.pdf]], [[paper.pdf|words]] and ![[paper.pdf]].\n")
    assert site.build() == []
    links = content(site).select("a[download], a.download")
    assert [link.get_text() for link in links] == ["paper.pdf", "words", "paper.pdf"]
    assert (site.html / "posts/2021/hello" / links[0]["href"]).resolve().is_file()


def test_name_with_the_end_of_a_document_may_be_a_concept(site: Site) -> None:
    site.write("concepts/x.md", "# Robots.txt\n\nA file.\n")
    site.post(body="See [[robots.txt]].\n")
    assert site.build() == []
    assert content(site).select_one("a")["href"] == "../../../concepts/x/"


def test_page_is_called_by_the_end_of_its_path() -> None:
    assert NamedPage("posts/2021/hello/index", ["Hi"]).calls == {"posts/2021/hello", "2021/hello", "hello", "hi"}


def test_what_other_processes_have_read_is_known(notes: Site) -> None:
    for number in range(6):
        body = "![[note#^first]]\n\n![[dot.png|A dot]]\n\n> [!tip]- Own\n> ![[note#^item]]\n"
        notes.post(f"posts/2020/p{number}/index.md", body, title=f"P{number}")
    assert notes.build(jobs=2) == []
    notes.post("posts/2021/note.md", NOTE.replace("First", "Other"), title="The note")
    notes.write("posts/2020/p3/dot.png", raster((3, 9)))
    assert notes.build(jobs=2) == []
    for number in range(6):
        found = content(notes, f"/posts/2020/p{number}/")
        assert "Other words." in found.get_text()
        assert found.img["width"] == ("3" if number == 3 else "1")
    before = notes.files()
    notes.clean()
    assert notes.build() == []
    assert {path for path, found in notes.files().items() if before.get(path) != found} <= {"sitemap.xml"}


def test_folders_that_were_others_elsewhere_make_no_difference(notes: Site) -> None:
    notes.post("posts/2020/far/index.md", "[[vault/Some/The note]] and ![[vault/images/dot.png|A dot]]\n", title="Far")
    assert notes.build() == []
    found = content(notes, "/posts/2020/far/")
    assert found.a["href"] == "../../2021/note/"
    assert found.img["alt"] == "A dot"


@pytest.mark.parametrize(
    ("written", "shown", "href"),
    [
        ("![[nothing]]", "nothing", None),
        ("![[note#nothing]]", "note", "../note/"),
        ("[[note#nothing]]", "note > nothing", "../note/"),
        ("![[no.png]]", "no.png", None),
    ],
)
def test_name_that_leads_nowhere_is_shown(notes: Site, written: str, shown: str, href: str | None) -> None:
    notes.post(body=f"{written}\n")
    assert notes.build()
    paragraph = content(notes).p
    assert paragraph.get_text() == shown
    assert [link["href"] for link in paragraph.select("a")] == [href] * (href is not None)
