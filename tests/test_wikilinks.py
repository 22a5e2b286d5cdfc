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
    found = main_of(site.page(address)).select(".e-content a.internal")
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


def test_link_may_have_brackets_for_words(concepts: Site) -> None:
    concepts.post(
        body="a[[1]](https://e.example/)b [[2]][there] [[plan]](not a link)\n\n[there]: https://e.example/2\n"
    )
    assert concepts.build() == []
    found = [(link.get_text(), link["href"]) for link in concepts.page("/posts/2021/hello/").select(".e-content p a")]
    assert found[:2] == [("[1]", "https://e.example/"), ("[2]", "https://e.example/2")]
    assert found[2][0] == "plan"


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


def test_definitions_may_stand_side_by_side(site: Site) -> None:
    site.write("concepts/plan.md", "# Plan\n\nA plan.\n\n![[thesis]]\n")
    site.write("concepts/thesis.md", "# Thesis\n\n![[claim]]\n\nA thesis.\n\n![[plan]]\n")
    site.write("concepts/claim.md", "# Claim\n\nA claim.\n\n![[plan]]\n")
    assert site.build() == []
    shown = {
        name: [quote.p.get_text() for quote in main_of(site.page(f"/concepts/{name}/")).select("blockquote.definition")]
        for name in ("plan", "thesis", "claim")
    }
    assert shown == {"plan": ["A thesis."], "thesis": ["A claim.", "A plan."], "claim": ["A plan."]}


def test_page_does_not_show_its_own_definition(site: Site) -> None:
    site.write("concepts/plan.md", "# Plan\n\nA plan.\n\n![[plan]]\n")
    assert ["begins with: take it out" in warning for warning in site.build()] == [True]


@pytest.mark.parametrize(
    "body",
    [
        "See [[common\nground]].\n",
        "See [[common   \n   ground]].\n",
        "> See [[common\n> ground]].\n",
        "- See\n  [[common\n      ground]].\n",
        "See [[common\r\nground]].\r\n",
        "Words[^n]\n\n[^n]: See [[common\n    ground]].\n",
        ":::{note}\nSee [[common\nground]].\n:::\n",
        "See [[common ground|common\nground]].\n",
        "See [[common\nground#Its\nend|common\nground]].\n",
    ],
)
def test_name_may_go_on_on_the_next_line(site: Site, body: str) -> None:
    site.write("concepts/common-ground.md", "# Common ground\n\nWhat is shared.\n\n## Its end\n\nMore.\n")
    site.post(body=body)
    assert site.build() == []
    (link,) = main_of(site.page("/posts/2021/hello/")).select("a.internal:not([role])")
    assert link["href"].split("#")[0] == "../../../concepts/common-ground/"
    assert " ".join(link.get_text().split()) == "common ground"
    assert "Hello" in main_of(site.page("/concepts/common-ground/")).select_one(".mentioned").get_text()


def test_definition_may_be_asked_for_over_two_lines(site: Site) -> None:
    site.write("concepts/common-ground.md", "# Common ground\n\nWhat is shared.\n")
    site.post(body="> ![[common\n> ground]]\n")
    assert site.build() == []
    quote = main_of(site.page("/posts/2021/hello/")).select_one("blockquote.definition")
    assert quote.p.get_text() == "What is shared."


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("See [[plan and so on.", "`[[plan and so on.` is never closed"),
        ("See [[plan] and so on.", "`[[plan` is never closed"),
        ("See [[plan [or] so]].", "`[[plan` is never closed"),
        ("| See [[plan | b |\n|---|---|\n| c | d |", "`[[plan` is never closed"),
        ("![[plan", "`![[plan` is never closed"),
        ("See [[ | words]].", "`[[ | words]]` names no page"),
    ],
)
def test_brackets_that_are_no_link_are_reported_and_shown(concepts: Site, body: str, said: str) -> None:
    concepts.post(body=f"{body}\n")
    assert [said in warning for warning in concepts.build()] == [True]
    word = body.rpartition("See ")[2].partition(" ")[0]
    assert word in main_of(concepts.page("/posts/2021/hello/")).get_text()


@pytest.mark.parametrize(
    "body",
    [
        "[[1](https://lights.example/)]",
        "[[1][one]]\n\n[one]: https://lights.example/",
        "Words [[^1]].\n\n[^1]: Note.",
        "`a[[i` and \\[[i",
        "```text\n[[i\n```",
        "$a_{[[i}$",
    ],
)
def test_other_brackets_are_let_through(concepts: Site, body: str) -> None:
    concepts.post(body=f"{body}\n")
    assert concepts.build() == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Words ![[plan]] around.", "write it on a line of its own"),
        ("![[cover.png]]", "there is no file `cover.png` that `![[…]]` could show"),
        ("![[plan#nothing]]", "`![[plan#nothing]]` leads to no heading: nearest are"),
        ("![[plan#^nothing]]", "leads to no block: write ` ^nothing` at the end"),
        ("![[hello]]", "`![[hello]]` shows what it stands in: write a link, `[[hello]]`"),
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


def test_heading_may_have_number_signs_and_be_named_with_those_above_it(site: Site) -> None:
    headings = "## One\n\n### C# & F#\n\nWords of both.\n\n## Two\n\n### Below\n"
    site.post(body=headings)
    links = "[[hello#C# & F#]] [[hello#One#C# & F#]] [[hello#Two#Below]] [[hello##Below]] [[hello#No#Such]]"
    site.write("posts/2021/links.md", f"---\ndate: 2021-03-26\n---\n\n# Links\n\n{links}\n\n![[hello#One#C# & F#]]\n")
    (warning,) = site.build()
    assert "`[[hello#No#Such]]` leads to no heading" in warning
    content = main_of(site.page("/posts/2021/links/")).select_one(".e-content")
    anchors = [link["href"].partition("#")[2] for link in content.select_one("p").select("a")]
    assert anchors[:4] == ["c-f", "c-f", "below", "below"]
    assert "Words of both." in content.select_one("blockquote").get_text()


def test_words_of_a_heading_that_is_not_there_are_shown(site: Site) -> None:
    site.post("posts/2021/other.md", title="Other")
    site.post(body="[[other#No part]], [[nowhere#A part]], [[other#No part|words]], [[#Nope]].\n")
    assert len(site.build()) == 4
    words = main_of(site.page("/posts/2021/hello/")).select_one(".e-content p").get_text()
    assert words == "other > No part, nowhere > A part, words, Nope."
