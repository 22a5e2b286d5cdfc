"""What is noted of the links of a page."""

import pytest
from conftest import Site
from docutils import nodes
from docutils.utils import new_document
from sphinx import addnodes

from valuable.knowledge.mentions import Mention, read_mentions

MANY = 5_000  # links: a way that is quadratic in them would take minutes


def link(target: str, *words: nodes.Node) -> addnodes.pending_xref:
    """Return a link to a page as MyST makes it."""
    node = addnodes.pending_xref(refdomain="doc", reftype="myst", reftarget=target, reftargetid=None)
    node["refexplicit"] = bool(words)
    node += nodes.inline("", "", *words)
    return node


def found_in(*parts: nodes.Node | str) -> tuple[list[Mention], nodes.paragraph]:
    """Return the mentions in a paragraph of *parts*, and the paragraph."""
    document = new_document("x")
    paragraph = nodes.paragraph("", "", *(nodes.Text(part) if isinstance(part, str) else part for part in parts))
    document += nodes.section("", nodes.title("", "Title"), paragraph)
    return list(read_mentions(document, "posts/2021/x")), paragraph


@pytest.mark.parametrize("between", [" and ", " is so. A "])
def test_many_links_in_a_paragraph_are_read_at_once(between: str) -> None:
    parts = [part for number in range(MANY) for part in (between, link(f"p{number}", nodes.Text("page")))]
    found, _ = found_in("A plan", *parts)
    assert len(found) == MANY
    assert found[-1].target == f"p{MANY - 1}"
    assert all(len(mention.before + mention.after) <= 322 for mention in found)


def test_many_links_without_words_are_read_at_once() -> None:
    found, _ = found_in(*(part for number in range(MANY) for part in (link(f"p{number}"), " and ")))
    assert found[1].before == "\0p0\0 and "
    assert [mention.words for mention in found] == [f"\0p{number}\0" for number in range(MANY)]


def test_many_paragraphs_with_links_to_a_page_get_anchors_at_once() -> None:
    document = new_document("x")
    for _ in range(MANY):
        document += nodes.paragraph("", "", link("concepts/plan", nodes.Text("plan")))
    found = list(read_mentions(document, "x"))
    assert [mention.anchor for mention in found[:2]] == ["to-plan", "to-plan-2"]
    assert len({mention.anchor for mention in found}) == MANY


def test_anchor_is_unlike_those_of_the_page() -> None:
    document = new_document("x")
    document += nodes.section("", nodes.title("", "To plan"), ids=["to-plan"])
    document.note_explicit_target(document[0])
    for target in ("plan", "plan-2", "plan", "plan"):
        document += nodes.paragraph("", "", link(target, nodes.Text("plan")))
    assert [mention.anchor for mention in read_mentions(document, "x")] == [
        "to-plan-2",
        "to-plan-2-2",
        "to-plan-3",
        "to-plan-4",
    ]


def test_spaces_around_words_belong_to_the_sentence() -> None:
    (mention,), _ = found_in("A\n ", link("plan", nodes.Text(" good\nplan ")), " is\u00a0one .")
    assert mention[2:5] == ("A ", "good plan", " is\u00a0one .")


def test_paragraph_that_only_links_to_its_own_page_gets_no_anchor() -> None:
    found, paragraph = found_in("See ", link("posts/2021/x", nodes.Text("this")))
    assert found == []
    assert paragraph["ids"] == []


@pytest.mark.parametrize("name", ["search", "genindex", "modindex", "py-modindex"])
def test_label_of_sphinx_itself_ends_no_build(site: Site, name: str) -> None:
    site.post(body=f"See {{ref}}`{name}` and [](#{name}).\n")
    site.write("about.md", "# About\n\nWords.\n")
    warnings = site.build()
    assert all(line.startswith("posts/2021/hello.md:7: WARNING: ") for line in warnings)
    assert site.page("/posts/2021/hello/").select_one(".e-content").get_text().strip().startswith("See ")
