""" "Mentioned in": what is counted, what is shown, and when a page is written again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Site, main_of
from truth.author import png

from valuable.pages.invalidation import shown_digests

PLAN = "/concepts/plan/"
PLAN_TEXT = "# Plan\n\nA plan is an opinion.\n\n## Next\n\n(steps)=\n\nSteps.\n"


@pytest.fixture
def plan(site: Site) -> Site:
    site.write("concepts/plan.md", PLAN_TEXT)
    return site


def places(site: Site, address: str = PLAN) -> list[tuple[str, str, str]]:
    """Return the title of the page, the sentence and the marked words of each place, and check that it is there."""
    found = []
    for row in main_of(site.page(address)).select(".mentioned li"):
        title = row.select_one(".mentioned-page a").get_text()
        for quote in row.select("blockquote"):
            link = quote.select_one("a")
            path, _, anchor = link["href"].partition("#")
            page = site.page(str((site.html / address.strip("/") / path).resolve().relative_to(site.html.resolve())))
            target = page.find(id=anchor)
            shown = target.get_text() + "".join(picture["alt"] for picture in target.find_all("img"))
            assert link.get_text().split()[0] in shown
            ids = [node["id"] for node in page.find_all(id=True)]
            assert len(ids) == len(set(ids))
            found.append((title, quote.get_text().strip(), link.mark.get_text()))
    return found


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("One. A [plan](/concepts/plan.md) helps. Two.", "A plan helps."),
        ("A [[plan]] helps.", "A plan helps."),
        ("A [plan](#steps) helps.", "A plan helps."),
        ("A {ref}`plan <steps>` helps.", "A plan helps."),
        ("A {doc}`plan </concepts/plan>` helps.", "A plan helps."),
        ("A [plan](/concepts/plan.md#next) helps.", "A plan helps."),
        ("- One\n- A [[plan]] *really* helps.", "A plan really helps."),
        ("> Quoted: a [[plan]].", "Quoted: a plan."),
        ("| a | b |\n|---|---|\n| the [[plan]] | x |", "the plan"),
        ("Text.[^a]\n\n[^a]: See [[plan]].", "See plan."),
        ("Term [[plan]]\n: What it is.", "Term plan"),
        ("## On [[plan]]\n\nText.", "On plan"),
        (":::{note}\nA [[plan]].\n:::", "A plan."),
        ("A **bold [[plan]]** and\na line more.", "A bold plan and a line more."),
        ("A line\\\nand a [[plan]]  \nand more.", "A line and a plan and more."),
        (":::{admonition} On a [[plan]]\nWords.\n:::", "On a plan"),
        (":::{admonition} On a [[plan]]\n:name: on\nWords.\n:::", "On a plan"),
        (":::{topic} On a [[plan]]\nWords.\n:::", "On a plan"),
        (":::{sidebar} On a [[plan]]\nWords.\n:::", "On a plan"),
        ("```{figure} x.png\n:alt: A dot\n\nThe [[plan]] it shows.\n```", "The plan it shows."),
        ("```{figure} x.png\n:alt: A dot\n:name: fig\n\nThe [[plan]] it shows.\n\nWords.\n```", "The plan it shows."),
        ("```{figure} x.png\n:alt: A dot\n\nWords.\n\nThe [[plan]] it shows.\n```", "The plan it shows."),
        (":::{table} Of a [[plan]]\n| a |\n|---|\n| b |\n:::", "Of a plan"),
        (":::{list-table} Of a [[plan]]\n- - a\n:::", "Of a plan"),
        ("```{code-block} python\n:caption: Of a [[plan]]\n1\n```", "Of a plan"),
        (":::{rubric} Of a [[plan]]\n:::", "Of a plan"),
        ("> Words.\n>\n> -- On a [[plan]]", "– On a plan"),
        ("(here)=\nA [[plan]] with a name.", "A plan with a name."),
        ("A [[plan]] in 2021. Then more.", "A plan in 2021."),
    ],
)
def test_place_is_shown_with_its_sentence(plan: Site, body: str, sentence: str) -> None:
    plan.write("posts/2021/x.png", png(0))
    plan.post(body=f"{body}\n")
    assert plan.build() == []
    assert places(plan) == [("Hello", sentence, "plan")]


@pytest.mark.parametrize(
    ("body", "sentence", "words"),
    [
        ("See [](/concepts/plan.md) first. Then act.", "See Plan first.", "Plan"),
        ("See [](/concepts/plan.md#next) first.", "See Next first.", "Next"),
        ("Words. [](/concepts/plan.md) is first.", "Plan is first.", "Plan"),
        ("See [](#deeds).", "See Deeds.", "Deeds"),
        ("See {ref}`deeds`.", "See Deeds.", "Deeds"),
        ("See {doc}`/concepts/plan`.", "See Plan.", "Plan"),
        ("See {ref}`blog-posts` for a [plan](/concepts/plan.md).", "See Posts for a plan.", "plan"),
        ("[![A chart](x.png)](/concepts/plan.md)", "A chart", "A chart"),
        ("Look: [![A chart](x.png)](/concepts/plan.md) says it. Well.", "Look: A chart says it.", "A chart"),
        (
            "See [](/concepts/aim.md), [](/concepts/aim.md) and a [](/concepts/plan.md).",
            "See Aim, Aim and a Plan.",
            "Plan",
        ),
    ],
)
def test_link_without_words_has_those_of_its_target(plan: Site, body: str, sentence: str, words: str) -> None:
    plan.write("concepts/plan.md", f"{PLAN_TEXT}\n(deeds)=\n\n## Deeds\n\nDone.\n")
    plan.write("concepts/aim.md", "# Aim\n\nAn aim.\n")
    plan.write("posts/2021/x.png", png(0))
    plan.post(body=f"{body}\n")
    assert plan.build() == []
    assert places(plan) == [("Hello", sentence, words)]
    shown = main_of(plan.page("/posts/2021/hello/")).select_one(".e-content")
    assert words in shown.get_text() or shown.find("img", alt=words)


def test_mention_follows_the_titles_that_its_sentence_shows(plan: Site) -> None:
    plan.write("concepts/aim.md", "# Aim\n\nAn aim.\n")
    plan.post(body="See [](/concepts/aim.md) and a [[plan]].\n")
    assert plan.build() == []
    plan.write("concepts/aim.md", "# Goal\n\nAn aim.\n")
    assert plan.build() == []
    assert places(plan) == [("Hello", "See Goal and a plan.", "plan")]


@pytest.mark.parametrize(
    "sentence",
    ["A [[plan]] is no [plan](/concepts/plan.md) yet.", f"A [[plan]] {'and so on ' * 80}is no [[concepts/plan|plan]]."],
)
def test_sentence_with_two_links_to_a_page_is_shown_once(plan: Site, sentence: str) -> None:
    plan.post(body=f"{sentence} But a [[plan]] may be.\n")
    assert plan.build() == []
    first, second = places(plan)
    assert first[1].startswith("A plan ")
    assert second == ("Hello", "But a plan may be.", "plan")


def test_pages_come_the_newest_first_then_concepts_and_pages(plan: Site) -> None:
    plan.post("posts/2021/a.md", "See [[plan]].\n", title="Old", date="2021-01-01")
    plan.post("posts/2022/b.md", "See [[plan]]. And a [[plan]].\n", title="New", date="2022-01-01")
    plan.write("concepts/aim.md", "# Aim\n\nNo [[plan]].\n")
    plan.write("about.md", "# Site\n\nA [[plan]] for it.\n")
    assert plan.build() == []
    shown = [(title, sentence) for title, sentence, _ in places(plan)]
    assert shown == [
        ("New", "See plan."), ("New", "And a plan."), ("Old", "See plan."),
        ("Aim", "No plan."), ("Site", "A plan for it."),
    ]  # fmt: skip


def test_posts_know_who_mentions_them(plan: Site) -> None:
    plan.post("posts/2021/a.md", "Words.\n", title="First", language="de")
    plan.post("posts/2021/b.md", "As [said](a.md) before.\n", title="Second", date="2021-04-01")
    assert plan.build() == []
    assert places(plan, "/posts/2021/a/") == [("Second", "As said before.", "said")]
    section = plan.page("/posts/2021/a/").select_one(".mentioned")
    assert section.h2.get_text() == "Erwähnt in"
    assert section.select_one("blockquote")["lang"] == "en-GB"
    assert not plan.page("/posts/2021/b/").select(".mentioned")
    assert not plan.page("/posts/2021/a/").select(".e-content .mentioned")


def test_links_to_itself_lists_and_drafts_are_not_counted(plan: Site) -> None:
    plan.write("concepts/plan.md", "# Plan\n\nA plan. See [[plan]] and [next](#next).\n\n## Next\n\nMore.\n")
    plan.post("posts/2021/draft.md", "A [[plan]].\n", draft="true")
    plan.post("posts/2021/list.md", "```{postlist}\n```\n")
    assert plan.build() == []
    assert places(plan) == []
    assert not plan.page(PLAN).select(".mentioned")


def test_same_sentence_is_shown_once_and_markup_as_text(plan: Site) -> None:
    plan.post(body="A `<b>` & [[plan|\\<i>]].\n\nA `<b>` & [[plan|\\<i>]].\n", title="The `<b>` & “x”")
    assert plan.build() == []
    assert places(plan) == [("The <b> & “x”", "A <b> & <i>.", "<i>")]


@pytest.mark.parametrize(("posts", "open_ones", "more"), [(3, 3, None), (4, 4, None), (5, 3, "and 2 more")])
def test_three_pages_stand_open(plan: Site, posts: int, open_ones: int, more: str | None) -> None:
    for number in range(posts):
        plan.post(f"posts/2021/p{number}.md", "A [[plan]].\n", title=f"Post {number}", date=f"2021-01-0{number + 1}")
    assert plan.build() == []
    section = plan.page(PLAN).select_one(".mentioned")
    assert len(section.select(".mentioned-page")) == len(section.select("blockquote")) == posts
    assert len(section.select(".mentioned > ul > li")) == open_ones
    summary = section.select_one("details summary")
    assert (summary and summary.get_text()) == more


def test_pages_beyond_twenty_are_named_only(plan: Site) -> None:
    for number in range(23):
        plan.post(
            f"posts/2021/p{number:02}.md", "A [[plan]].\n", title=f"Post {number}", date=f"2021-01-{number + 1:02}"
        )
    assert plan.build() == []
    section = plan.page(PLAN).select_one(".mentioned")
    assert len(section.select("blockquote")) == 20
    assert section.details.summary.get_text() == "and 20 more"
    assert [link.get_text() for link in section.select("details li > a")] == ["Post 2", "Post 1", "Post 0"]


def test_incremental_build_is_what_a_clean_one_is(plan: Site) -> None:
    plan.post("posts/2021/a.md", "A [[plan]] helps.\n", title="First")
    plan.post("posts/2021/b.md", "See [first](a.md), and [[plan]].\n", title="Second", date="2021-04-01")
    plan.write("concepts/aim.md", "# Aim\n\nA [[plan]] has one.\n")
    assert plan.build() == []

    def check() -> None:
        assert plan.build() == []
        found = plan.files()
        plan.clean()
        assert plan.build() == []
        assert found == plan.files()

    plan.post("posts/2021/a.md", "A [[plan|scheme]] may help.\n", title="First of all")
    check()
    plan.write("concepts/aim.md", "---\naliases: [goal]\n---\n\n# Aims\n\nThe [[Second]] one.\n\n![[plan]]\n")
    check()
    Path(plan.folder, "posts/2021/b.md").unlink()
    plan.write("concepts/aim.md", "# Aims\n\nNo more.\n")
    check()
    plan.write("concepts/plan.md", "# A plan\n\nAnother definition.\n")
    check()


def is_written_again(site: Site, docname: str, change: Callable[[], object]) -> bool:
    """Return whether a page is written again by a build after a *change* of others."""
    assert site.build() == []
    before = shown_digests(site.app.env)[docname]
    change()
    assert site.build() == []
    return shown_digests(site.app.env)[docname] != before


def test_other_sentences_leave_the_target_alone(plan: Site) -> None:
    plan.post(body="Some. A [[plan]] helps.\n\nOther words.\n")
    assert not is_written_again(
        plan, "concepts/plan", lambda: plan.post(body="So. It. A [[plan]] helps.\n\nNew words.\n")
    )
    assert is_written_again(plan, "concepts/plan", lambda: plan.post(body="Some. A [[plan]] may help.\n"))


def test_page_that_shows_no_mentions_depends_on_none(plan: Site) -> None:
    plan.write("about.md", "# About\n\nWords.\n")
    plan.post(body="See [it](/about.md).\n")
    assert not is_written_again(plan, "about", lambda: plan.post(body="Look at [it](/about.md).\n"))


def test_target_depends_on_no_sentence_of_a_page_that_it_only_names(plan: Site) -> None:
    for number in range(21):
        plan.post(f"posts/2021/p{number:02}.md", "A [[plan]].\n", title=f"P {number}", date=f"2021-01-{number + 1:02}")

    def edit(number: int) -> Callable[[], object]:
        day = f"2021-01-{number + 1:02}"
        return lambda: plan.post(f"posts/2021/p{number:02}.md", "Our [[plan]].\n", title=f"P {number}", date=day)

    assert not is_written_again(plan, "concepts/plan", edit(0))
    assert is_written_again(plan, "concepts/plan", edit(1))
