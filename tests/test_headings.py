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
