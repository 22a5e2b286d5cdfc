import json

import pytest
from conftest import Site, main_of

from valuable.content.headings import github_anchors


def test_anchor_of_a_heading_comes_from_its_words(site: Site) -> None:
    body = "## हिन्दी\n\n## Same\n\n## Same\n\n## 日本語\n\nSee [](#same-1) and [](#日本語).\n"
    site.post(body=body)
    site.post("posts/2021/b.md", body="See [](hello.md#日本語).\n")
    assert site.build() == []
    main = main_of(site.page("/posts/2021/hello/"))
    assert [section["id"] for section in main.select(".e-content section section")] == [
        "हिन्दी",
        "same",
        "same-2",
        "日本語",
    ]
    assert [link["href"] for link in main.select(".e-content p > a")] == ["#same-2", "#日本語"]
    other = main_of(site.page("/posts/2021/b/")).select_one(".e-content a")
    assert other["href"].endswith("#日本語")
    contents = site.page("/posts/2021/hello/").select("#Site-contents a")
    assert [link["href"] for link in contents][1:] == ["#हिन्दी", "#same", "#same-2", "#日本語"]


def test_footnotes_do_not_move_an_anchor(site: Site) -> None:
    site.post(body="Words.[^a]\n\n## 日本語\n\n[^a]: A note.\n")
    assert site.build() == []
    assert main_of(site.page("/posts/2021/hello/")).select_one("section section")["id"] == "日本語"


def test_anchor_that_the_author_gives_stays(site: Site) -> None:
    site.post(body="(own-anchor)=\n## 日本語\n\nSee {ref}`own-anchor`.\n")
    assert site.build() == []
    main = main_of(site.page("/posts/2021/hello/"))
    link = main.select_one(".e-content p a")
    assert main.find(id=link["href"].removeprefix("#"))
    assert main.find(id="own-anchor")


def anchors(site: Site, address: str = "/posts/2021/hello/") -> list[str]:
    """Return the anchors to which the marks of the headings of a page lead."""
    found = main_of(site.page(address)).select(".e-content a.headerlink")
    return [mark["href"][1:] for mark in found]


def test_like_headings_are_what_every_link_to_them_means(site: Site) -> None:
    links = "[](#part) [](#part-2) [](#part-3) [[#part]] [[#Part-2]] [[#part-3]]"
    site.post(body=f"{links}\n\n## Part\n\na\n\n## Part\n\nb\n\n## Part\n\nc\n")
    links = "[](hello.md#part) [](hello.md#part-2) [](hello.md#part-3) [[hello#Part]] [[hello#part-2]] [[hello#Part 3]]"
    site.post("posts/2021/b.md", f"{links}\n", title="B")
    wanted = ["part", "part-2", "part-3"]
    site.write("permalinks.txt", "".join(f"/posts/2021/hello/#{name}\n" for name in [*wanted, "part-1"]))
    assert site.build() == []
    assert anchors(site) == wanted
    contents = site.page("/posts/2021/hello/").select("#Site-contents a")
    assert [link["href"] for link in contents][1:] == [f"#{name}" for name in wanted]
    for address in ("/posts/2021/hello/", "/posts/2021/b/"):
        found = main_of(site.page(address)).select_one(".e-content p").select("a")
        assert [link["href"].partition("#")[2] for link in found] == wanted * 2
    assert main_of(site.page("/posts/2021/hello/")).find(id="part-1").find_parent("section")["id"] == "part-2"


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("## Part\n\n## Part\n\n## Part 2\n", ["part", "part-3", "part-2"]),
        ("## Part 2\n\n## Part\n\n## Part\n", ["part-2", "part", "part-3"]),
        ("## 部分\n\n## 部分\n", ["部分", "部分-2"]),
        ("## 🎉\n\n## 🎉\n\n## ? ?\n\n## ?\n", ["🎉", "🎉-2", "heading", "heading-2"]),
        ("## Python 入門\n\n## Python 応用\n", ["python", "python-応用"]),
        ("## id3\n\n## id3\n", ["heading-id3", "heading-id3-2"]),
        ("## 3 things\n\n## C# & C++\n", ["things", "c-c"]),
        ("## Q & A\n\n## Q & A\n\n## Q & A\n", ["q-a", "q-and-a", "q-and-a-2"]),
        ("## Hello\n", ["hello-2"]),  # as the title
        ("(part)=\n## Part\n\n## Part\n", ["part", "part-2"]),
        ("(part-2)=\n## Other\n\n## Part\n\n## Part\n", ["part-2", "part", "part-3"]),
        ("## The `x` of *all* [links](#part)\n\n## Part\n", ["the-x-of-all-links", "part"]),
        ("## One $x$\n\n## One x\n", ["one-x", "one-x-2"]),
        ("Words.[^part]\n\n## Part\n\n[^part]: Note.\n", ["part"]),
        ("## Part\n\n> ## Part\n\n## Part\n", ["part", "part-3"]),
    ],
)
def test_anchor_is_that_of_the_words_and_no_others(site: Site, body: str, wanted: list[str]) -> None:
    site.post(body=body)
    assert site.build() == []
    assert anchors(site) == wanted
    page = main_of(site.page("/posts/2021/hello/"))
    ids = [element["id"] for element in page.select("[id]")]
    assert len(set(ids)) == len(ids)


def test_heading_in_a_quotation_or_a_note_can_be_linked_to(site: Site) -> None:
    quoted = "> ## Part\n\n:::{note}\n## Of a note\n:::\n"
    site.post(body=f"## Part\n\n{quoted}\n[](#part-2) [](#of-a-note) [[#part-2]] [[#Of a note]]\n")
    assert site.build() == []
    page = main_of(site.page("/posts/2021/hello/"))
    links = [link["href"] for link in page.select(".e-content section > p > a")]
    assert links == ["#part-2", "#of-a-note"] * 2
    assert page.find(id="part-2").find_parent("blockquote")
    assert page.find(id="of-a-note").find_parent(class_="admonition")


def test_anchors_of_earlier_builds_stay(site: Site) -> None:
    site.post(body="## Wie man anfängt\n\n## What's new\n\n## 3 things\n\n## Same\n\n## Same\n")
    assert site.build() == []
    page = main_of(site.page("/posts/2021/hello/"))
    for old in ("wie-man-anfangt", "wie-man-anfängt", "what-s-new", "whats-new", "things", "3-things", "same-1"):
        assert page.find(id=old), old


def test_numbers_are_counted_and_not_tried() -> None:
    """16,000 headings of one name: each asks for one name more than those before it, not for all of them."""
    found = list(github_anchors(["Part"] * 16_000))
    assert found[0] == "part"
    assert found[-1] == "part-15999"


def test_words_of_a_heading_lead_to_the_first_that_has_them(site: Site) -> None:
    links = "[[#Q & A]] [](#q-a) [[#q-and-a]] [](#q-and-a) [[#C# & C++]] [](#c-sharp-and-c-plus-plus) [](#c--c)"
    site.post(body=f"{links}\n\n## Q & A\n\n## Q & A\n\n## C# & C++\n")
    assert site.build() == []
    found = [link["href"] for link in main_of(site.page("/posts/2021/hello/")).select_one(".e-content p").select("a")]
    assert found == ["#q-a", "#q-a", "#q-and-a", "#q-and-a", "#c-c", "#c-c", "#c-c"]


# -- The outline ------------------------------------------------------------------


def outline(site: Site, address: str = "/posts/2021/hello/") -> list[str]:
    """Return the headings below the title of a page, each with its level: ``2 Words``."""
    found = main_of(site.page(address)).select(".e-content :is(h1, h2, h3, h4, h5, h6)")
    return [f"{heading.name[1]} {heading.find(string=True)}" for heading in found]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("### a\n\n## b\n\n# c\n\n## d\n", ["2 a", "2 b", "2 c", "3 d"]),
        ("#### a\n\n### b\n\n## c\n", ["2 a", "2 b", "2 c"]),
        ("# a\n\n#### b\n\n## c\n\n### d\n\n# e\n", ["2 a", "3 b", "3 c", "4 d", "2 e"]),
        ("a\n===\n\nb\n---\n\nc\n===\n", ["2 a", "3 b", "2 c"]),
        ("###### a\n\n###### b\n\n##### c\n", ["2 a", "2 b", "2 c"]),
        ("## a\n\n#### b\n\n### c\n\n#### d\n", ["2 a", "3 b", "3 c", "4 d"]),
        ("Words.\n\n# a\n\nWords.\n", ["2 a"]),
        ("# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### f\n", ["2 a", "3 b", "4 c", "5 d", "6 e", "6 f"]),
        ("> # q\n\n- # l\n\n## a\n", ["2 a"]),
        ("```{include} ../../part.inc\n```\n\n## b\n", ["2 i", "3 j", "3 b"]),
        ("## a\n\n```{include} ../../part.inc\n:heading-offset: 2\n```\n", ["2 a", "3 i", "4 j"]),
    ],
)
def test_outline_is_right_whatever_is_typed(site: Site, body: str, wanted: list[str]) -> None:
    site.write("part.inc", "# i\n\n### j\n")
    site.post(body=body)
    assert site.build() == []
    assert outline(site) == wanted


ODD = "### One\n\nFirst words.\n\n# Two\n\nSecond words.\n\n#### Three\n\n### Four\n\n# Two\n"


def test_odd_outline_is_right_wherever_it_shows(site: Site) -> None:
    site.post(body=ODD)
    site.post("posts/2021/other.md", "![[hello#Two]]\n\n[[hello#Three]] [](hello.md#two-2)\n", title="Other")
    assert site.build() == []
    assert outline(site) == ["2 One", "2 Two", "3 Three", "3 Four", "2 Two"]
    assert anchors(site) == ["one", "two", "three", "four", "two-2"]
    contents = site.page("/posts/2021/hello/").select("#Site-contents li")
    assert [len(item.find_parents("ul")) - 1 for item in contents] == [0, 1, 1, 2, 2, 1][-len(contents) :]
    copy = (site.html / "posts/2021/hello/index.md").read_text()
    assert [line for line in copy.splitlines() if line.startswith("##")] == [
        *("## One", "## Two", "### Three", "### Four", "## Two")
    ]
    feed = json.loads((site.html / "blog/feed.json").read_text())
    (item,) = (each for each in feed["items"] if each["url"].endswith("/hello/"))
    assert "<h1" not in item["content_html"]
    other = main_of(site.page("/posts/2021/other/"))
    assert "Second words." in other.get_text()
    assert [link["href"].partition("#")[2] for link in other.select(".e-content p a")][-2:] == ["three", "two-2"]
    assert not [each for each in outline(site, "/posts/2021/other/") if each[0] == "1"]


def test_odd_headings_are_one_hint_of_each_kind(site: Site) -> None:
    site.post(body=ODD)
    site.post("posts/2021/good.md", "## One\n\n### Two\n\n## Three\n", title="Good")
    said = []
    for _ in "clean", "again":
        assert site.build() == []
        said.append(site.hints())
    assert said[0] == [
        "posts/2021/hello.md:11: HINT: a second title, `# Two`, is shown as a part of the page: write `##` before "
        "it, and one `#` more in what is below (2 in this file, also on line 19) [valuable.headings]",
        "posts/2021/hello.md:7: HINT: the heading `One` leaves out a level, and is shown without the gap: write "
        "`## One` (2 in this file, also on line 15) [valuable.headings]",
    ]
    assert said[1] in ([], said[0])


def test_title_with_another_level_is_none(site: Site) -> None:
    site.write("posts/2021/x.md", "---\ndate: 2021-03-26\n---\n\n## Part\n\n# Title\n")
    (warning,) = site.build()
    assert "posts/2021/x.md:5: WARNING: the page has no title" in warning
