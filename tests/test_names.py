"""Names of pages: what is equal, and which is near."""

import pytest

from valuable.knowledge.page_names import NamedPage, NameIndex, folded_name, nearest_names

PLAN = NamedPage("concepts/plan", ["Plan", "roadmap"])
SHARED = NamedPage("concepts/common-understanding", ["Common understanding", "shared picture"])
POST = NamedPage("posts/2021/plan-b/index", ["The other plan"])


@pytest.mark.parametrize(
    "written",
    ["Common understanding", "common-understanding", "COMMON  Understanding", "concepts/common-understanding",
     "shared picture", "common-understanding.md", "Common\u2011understanding"],
)  # fmt: skip
def test_title_alias_slug_and_path_lead_to_a_concept(written: str) -> None:
    assert NameIndex([PLAN, SHARED], list).find(written) == ("concepts/common-understanding",)


@pytest.mark.parametrize("written", ["the other plan", "plan-b", "posts/2021/plan-b"])
def test_posts_have_names_too(written: str) -> None:
    assert NameIndex([PLAN], lambda: [POST]).find(written) == ("posts/2021/plan-b/index",)


def test_posts_are_asked_for_only_when_no_concept_has_the_name() -> None:
    def others() -> list[NamedPage]:
        raise AssertionError

    assert NameIndex([PLAN], others).find("Plan") == ("concepts/plan",)


def test_name_of_several_leads_to_all() -> None:
    other = NamedPage("concepts/map", ["Map", "Roadmap"])
    names = NameIndex([PLAN, other], list)
    assert names.find("roadmap") == ("concepts/map", "concepts/plan")
    assert names.shared() == {"roadmap": ("concepts/map", "concepts/plan")}


def test_folder_chooses_among_several() -> None:
    pages = [NamedPage("posts/2021/play", ["Play it"]), NamedPage("notes/play", ["Play"])]
    names = NameIndex([], lambda: pages)
    assert names.find("posts/play") == ("posts/2021/play",)
    assert names.find("elsewhere/play") == ("notes/play", "posts/2021/play")


def test_nearest_names_come_first() -> None:
    known = ["Common understanding", "Plan", "Thesis", "Operating model"]
    assert nearest_names("comon understading", known, 1) == ["Common understanding"]
    assert nearest_names("plans", known)[0] == "Plan"
    assert len(nearest_names("zzz", known)) == 3


def test_pages_without_a_name_are_near_to_none() -> None:
    assert NameIndex([], lambda: [NamedPage("posts/2021/draft", []), POST]).near("plan") == ["The other plan"]


def test_apostrophes_are_equal() -> None:
    assert folded_name("Goodhart’s law") == folded_name("goodhart's-law")


def test_name_is_found_by_the_slug_that_is_made_of_it() -> None:
    names = NameIndex(
        [NamedPage("concepts/slack-and-time", [])], lambda: [NamedPage("posts/2021/c-plus-plus", ["Why C"])]
    )
    assert names.find("Slack & time") == ("concepts/slack-and-time",)
    assert names.find("C++") == ("posts/2021/c-plus-plus",)
    assert names.find("!?") == ()
