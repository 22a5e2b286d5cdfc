"""Links by names, and definitions shown in place."""

import pytest
from conftest import Site, main_of

PLAN = """---
aliases: [roadmap]
---

# Plan

A plan is an *opinion*. It [may fail](thesis.md).

## Next steps

More.
"""
THESIS = "# Thesis\n\nA thesis is a claim.\n"


@pytest.fixture
def concepts(site: Site) -> Site:
    site.write("concepts/plan.md", PLAN)
    site.write("concepts/thesis.md", THESIS)
    return site


def links(site: Site, address: str = "/posts/2021/hello/") -> list[tuple[str, str]]:
    found = main_of(site.page(address)).select(".e-content a.reference.internal")
    return [(link["href"], link.get_text()) for link in found]


@pytest.mark.parametrize(
    ("written", "href", "shown"),
    [
        ("[[Plan]]", "../../../concepts/plan/", "Plan"),
        ("[[pLaN]]", "../../../concepts/plan/", "pLaN"),
        ("[[roadmap]]", "../../../concepts/plan/", "roadmap"),
        ("[[plan|what to *do*]]", "../../../concepts/plan/", "what to do"),
        ("[[plan#next-steps]]", "../../../concepts/plan/#next-steps", "plan"),
        ("[[plan#Next steps|steps]]", "../../../concepts/plan/#next-steps", "steps"),
        ("[[concepts/plan]]", "../../../concepts/plan/", "concepts/plan"),
        ("[[Hello]]", "#", "Hello"),
        ("[[#Here]]", "#here", "Here"),
        ("*so [[plan]]*", "../../../concepts/plan/", "plan"),
    ],
)
def test_name_leads_to_its_page(concepts: Site, written: str, href: str, shown: str) -> None:
    concepts.post(body=f"See {written}.\n\n## Here\n")
    assert concepts.build() == []
    assert links(concepts) == [(href, shown)]


def test_bar_is_escaped_in_a_table(concepts: Site) -> None:
    concepts.post(body="| a | b |\n|---|---|\n| [[plan\\|the plan]] | x |\n")
    assert concepts.build() == []
    assert links(concepts) == [("../../../concepts/plan/", "the plan")]


@pytest.mark.parametrize(
    "written",
    ["`[[plan]]`", "```\n[[plan]]\n```", "\\[[plan]]", "$[[plan]]$", "[[]]", "[[ ]]",
     "[[text](https://e.example/)]"],
)  # fmt: skip
def test_what_is_no_link_stays_as_it_is(concepts: Site, written: str) -> None:
    concepts.post(body=f"{written}\n")
    assert concepts.build() == []
    assert links(concepts) == []


def test_link_with_brackets_for_words_is_taken_for_a_name(concepts: Site) -> None:
    concepts.post(body="a[[1]](https://e.example/)b\n")
    (warning,) = concepts.build()
    assert warning.startswith("posts/2021/hello.md:7: WARNING: `[[1]]` leads nowhere")
    assert "or `\\[[…]]` for the brackets themselves" in warning
    assert links(concepts) == []


def test_name_that_leads_nowhere_is_reported_with_the_nearest(concepts: Site) -> None:
    concepts.post(body="Words.\n\nSee [[plaan]].\n")
    (warning,) = concepts.build()
    assert warning.startswith("posts/2021/hello.md:9: WARNING: `[[plaan]]` leads nowhere: nearest are `[[Plan]]`")
    assert warning.count("`[[") == 4


def test_heading_that_is_not_there_is_reported_with_the_nearest(concepts: Site) -> None:
    concepts.post(body="See [[plan#next step]].\n")
    (warning,) = concepts.build()
    assert "leads to no heading: nearest are `[[plan#Next steps]]`" in warning


def test_name_of_two_concepts_is_reported(concepts: Site) -> None:
    concepts.write("concepts/thesis.md", "---\naliases: [ROADMAP]\n---\n\n" + THESIS)
    (warning,) = concepts.build()
    assert warning.startswith("concepts/thesis.md:2: WARNING: `roadmap` is a name of concepts/plan.md too")


def test_draft_is_named_as_one(concepts: Site) -> None:
    concepts.write("concepts/secret.md", "---\ndraft: true\naliases: [hidden]\n---\n\n# Secret\n\nWords.\n")
    concepts.post(body="See [[hidden]].\n\n![[secret]]\n")
    warnings = concepts.build()
    assert len(warnings) == 2
    assert all("concepts/secret.md, which is a draft" in warning for warning in warnings)


def test_definition_is_shown_in_place_with_its_source_and_links(concepts: Site) -> None:
    concepts.post(body="Words.\n\n![[roadmap]]\n\nMore.\n")
    assert concepts.build() == []
    quote = main_of(concepts.page("/posts/2021/hello/")).select_one("blockquote.definition")
    assert quote.p.get_text() == "A plan is an opinion. It may fail."
    assert [link["href"] for link in quote.select("a")] == ["../../../concepts/thesis/", "../../../concepts/plan/"]
    assert "An *opinion*" not in quote.get_text()


def test_definition_follows_its_concept(concepts: Site) -> None:
    concepts.post(body="![[plan]]\n")
    assert concepts.build() == []
    concepts.write("concepts/plan.md", PLAN.replace("an *opinion*", "a guess"))
    assert concepts.build() == []
    assert "A plan is a guess." in main_of(concepts.page("/posts/2021/hello/")).select_one("blockquote").get_text()


@pytest.mark.parametrize(
    ("plan", "thesis"),
    [("![[thesis]]", "![[plan]]"), ("![[plan]]", "Words.")],
)
def test_definitions_in_a_circle_are_an_error(site: Site, plan: str, thesis: str) -> None:
    site.write("concepts/plan.md", f"# Plan\n\nA plan.\n\n{plan}\n")
    site.write("concepts/thesis.md", f"# Thesis\n\nA thesis.\n\n{thesis}\n")
    warnings = site.build()
    assert warnings
    assert all("in a circle" in warning and "Plan" in warning for warning in warnings)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Words ![[plan]] around.", "write it on a line of its own"),
        ("![[cover.png]]", "a picture is written `![what it shows](cover.png)`"),
        ("![[plan#next-steps]]", "leave out what stands after the `#`"),
        ("![[hello]]", "no concept: write a link, `[[hello]]`"),
        ("![[nothing]]", "`![[nothing]]` leads nowhere"),
    ],
)
def test_definition_that_can_not_be_shown_is_reported(concepts: Site, written: str, said: str) -> None:
    concepts.post(body=f"{written}\n")
    (warning,) = concepts.build()
    assert "posts/2021/hello.md:7" in warning
    assert said in warning


def test_renamed_concept_breaks_the_links_to_it(concepts: Site) -> None:
    concepts.post(body="See [[roadmap]].\n")
    assert concepts.build() == []
    concepts.write("concepts/plan.md", PLAN.replace("roadmap", "scheme"))
    (warning,) = concepts.build()
    assert "posts/2021/hello.md:7: WARNING: `[[roadmap]]` leads nowhere" in warning


def test_concept_without_a_definition_is_reported(site: Site) -> None:
    site.write("concepts/plan.md", "# Plan\n\n- One\n- Two\n")
    (warning,) = site.build()
    assert "the concept has no definition" in warning
