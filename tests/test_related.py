"""Related posts: the right ones, the same by any way, and a reason that a reader understands."""

import pickle
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import pytest
from conftest import Site, main_of
from hypothesis import given
from hypothesis import strategies as st

from valuable.base.keywords import (
    MAX_TERMS,
    NO_SUBJECT,
    PLURAL_SUBJECT,
    SINGULAR_SUBJECT,
    SUBJECT_STRENGTH,
    Term,
    encode_terms,
    key_terms,
    plural,
    singular,
    subject_name,
)
from valuable.knowledge.similarity import PostFeatures, find_matches, named_features, shared_features, update_matches

ROOT = Path(__file__).resolve().parent.parent
START = datetime(2021, 1, 1)


# -- The right ones -------------------------------------------------------------


@pytest.fixture(scope="module")
def blogs() -> Iterator[ModuleType]:
    """The made-up blogs of ``benchmarks/related.py``, which finds its neighbours beside it as a script does."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    yield import_module("related")
    sys.path.remove(str(ROOT / "benchmarks"))


@pytest.mark.parametrize(
    "blog",
    [
        {"each": 4, "others": 800},
        {"each": 4, "others": 400, "tags": "third"},
        {"each": 12, "others": 400, "tags": "noisy"},
        {"each": 4, "others": 400, "tags": "noisy"},
        {"each": 12, "others": 200, "words": (120, 240)},
        {"each": 12, "others": 400, "own": 40},
        {"each": 4, "others": 800, "themes": 4, "mentions": 12},
    ],
    ids=str,
)
def test_first_three_are_of_the_same_theme(blogs: ModuleType, blog: dict[str, Any]) -> None:
    posts = list(blogs.texts(blogs.Blog(**{"themes": 8, **blog})))
    traits = {post.docname: blogs.traits(post) for post in posts}
    asked = [post.docname for post in posts if post.theme is not None]
    found = blogs.right(posts, blogs.by_lists(traits, asked))
    assert found >= 90
    assert found >= blogs.right(posts, blogs.exhaustive(traits, asked)) - 4, "the search for candidates misses some"


def test_posts_that_share_little_are_not_related() -> None:
    posts = made({0: (0, "bread oven", "", None), 1: (1, "boats", "", None), 2: (2, "", "a", None)})
    assert find_matches(list(posts), posts) == {}


# -- The same by any way --------------------------------------------------------

WORDS = ("dough", "flour", "oven", "crust", "loaf", "rye")
POSTS = st.dictionaries(
    st.integers(0, 60),
    st.tuples(
        st.integers(0, 20),
        st.lists(st.sampled_from(WORDS), unique=True, max_size=5).map(" ".join),
        st.lists(st.sampled_from("abcde"), unique=True, max_size=3).map(" ".join),
        st.sampled_from([None, None, "S"]),
    ),
    min_size=5,
    max_size=60,
)


def made(found: dict[int, tuple[int, str, str, str | None]]) -> dict[str, PostFeatures]:
    posts = (
        PostFeatures(
            START + timedelta(days=day),
            f"posts/{number}",
            series,
            named_features((), tags.split()),
            encode_terms([Term(word, 12 + number % 3, SINGULAR_SUBJECT) for word in words.split()]),
        )
        for number, (day, words, tags, series) in found.items()
    )
    return {post.docname: post for post in posts}


@pytest.mark.parametrize("short", [2, 6, 20])
@given(first=POSTS, changes=st.lists(POSTS, max_size=3))
def test_a_change_gives_what_all_anew_gives(short: int, first: dict, changes: list[dict]) -> None:  # type: ignore[type-arg]
    with patch.multiple(
        "valuable.knowledge.similarity", SHORT_LIST=short, NEAR_IN_LONG_LIST=min(short, 2), ALL_AGAIN_FROM=1
    ):
        before = made(first)
        matches = find_matches(list(before), before)
        state = dict(first)
        for change in changes:
            for number, value in list(change.items())[:2]:
                if state.get(number) == value:
                    state.pop(number)
                else:
                    state[number] = value
            after = made(state)
            matches = update_matches(before, matches, after)
            assert matches == find_matches(list(after), after)
            before = after


def test_some_are_found_as_among_all(blogs: ModuleType) -> None:
    posts = {text.docname: blogs.traits(text) for text in blogs.texts(blogs.Blog(4, 200, themes=4, tags="noisy"))}
    every = find_matches(posts, posts)
    some = list(posts)[::7]
    assert find_matches(some, posts) == {name: every[name] for name in some if name in every}


# -- Terms and reasons ----------------------------------------------------------


def words(text: str, language: str = "en") -> list[str]:
    return [term.word for term in key_terms(text, language)]


def test_terms_are_few_and_tell() -> None:
    found = words("The policies of the team: teams knead dough, somebody said, see https://x.example/dough.")
    assert {"the", "somebody", "said", "example"}.isdisjoint(found)
    assert {"policy", "team", "knead", "dough"} <= set(found)
    assert len(words(" ".join(f"{a}{b}ough" for a in "bcdfghkl" for b in "lmnprst"))) == MAX_TERMS
    assert words("Die Anker und das Boot", "de") == ["anker", "boot"]


def test_a_term_is_the_stronger_the_rarer_it_is_and_the_more_often_it_stands_there() -> None:
    strength = {term.word: term.strength for term in key_terms("sourdough team sourdough team brine", "en")}
    assert strength["sourdough"] > strength["brine"] > strength["team"]
    assert [(term.word, term.strength) for term in key_terms("anker " * 99, "de")] == [("anker", SUBJECT_STRENGTH - 1)]


def test_nouns_are_named_as_subjects_in_the_number_in_which_they_stand() -> None:
    text = "The loaves are sour. They knead it, we knead it: knead the dough, it needs two crusts, brittle ones. " * 3
    assert {term.word: term.number for term in key_terms(text, "en")} == {
        "loave": PLURAL_SUBJECT,
        "knead": NO_SUBJECT,
        "sour": NO_SUBJECT,
        "dough": SINGULAR_SUBJECT,
        "crust": PLURAL_SUBJECT,
        "brittle": NO_SUBJECT,
        "need": NO_SUBJECT,
    }


def test_terms_are_kept_as_one_text() -> None:
    text = encode_terms(
        [Term("dough", 12, SINGULAR_SUBJECT), Term("knead", 10), Term("oven", 10, PLURAL_SUBJECT), Term("heat", 7)]
    )
    assert text == "caa71-s dough knead oven heat"
    assert [subject_name(text, word) for word in ("dough", "oven")] == ["dough", "ovens"]
    post = PostFeatures(START, "posts/a", None, named_features(["concepts/bread"], ["baking"]), text)
    found = {"Cconcepts/bread": 16, "Tbaking": 12, "dough": 12, "knead": 10, "oven": 10, "heat": 7}
    assert post.vector.strengths == found
    assert post.vector.subjects == {"Cconcepts/bread", "Tbaking", "dough", "oven"}
    assert post.strongest == list(found)
    assert post._replace(names=(), terms=encode_terms([])).strongest == []


def test_a_reason_names_concepts_first_and_nothing_twice() -> None:
    def of(concepts: list[str], tags: list[str], found: str) -> PostFeatures:
        terms = [Term(word, 20, SINGULAR_SUBJECT) for word in found.split()]
        return PostFeatures(START, "posts/a", None, named_features(concepts, tags), encode_terms(terms))

    def reason(concepts: list[str], tags: list[str], found: str) -> tuple[str, ...]:
        vector = of(concepts, tags, found).vector
        return shared_features(vector, vector)

    assert reason(["concepts/operating-model"], ["operating models"], "model dough") == (
        "Cconcepts/operating-model",
        "dough",
    )
    assert reason([], ["boats", "tides"], "anchor") == ("Tboats", "Ttides")
    assert reason([], [], "") == ()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("policies", "policy"),
        ("days", "day"),
        ("boxes", "box"),
        ("glass", "glass"),
        ("classes", "class"),
        ("bus", "bus"),
        ("teams", "team"),
    ],
)
def test_words_are_compared_in_the_singular(word: str, expected: str) -> None:
    assert singular(word) == expected
    assert word in {expected, plural(expected)}


def test_page_names_related_posts_and_why(site: Site) -> None:
    site.write("concepts/plan.md", "# A plan\n\nAn opinion.\n")
    site.post("posts/2021/a.md", "About a [[plan]].\n", title="One", tags="[boats, tides]")
    site.post("posts/2021/b.md", "With [[plan]] & all.\n", title="Two `<b>`", tags="[boats, tides]", date="2021-04-01")
    site.post("posts/2021/c.md", "Etwas.\n", title="Drei", tags="[boats, tides]", language="de", date="2021-05-01")
    site.post("posts/2021/d.md", "Nothing shared here.\n", title="Four", date="2021-06-01")
    site.post("posts/2021/e.md", "A [[plan]].\n", title="Five", tags="[boats, tides]", draft="true")
    assert site.build() == []
    rows = {
        link.get_text(): link.find_next("span").get_text()
        for link in main_of(site.page("/posts/2021/a/")).select(".related a")
    }
    assert rows == {"Two <b>": "also about A plan and boats", "Drei": "also about boats and tides"}
    page = main_of(site.page("/posts/2021/c/"))
    assert page.select_one(".related h2").get_text() == "Zum Weiterlesen"
    assert page.select_one(".related a")["lang"] == "en-GB"
    assert not main_of(site.page("/posts/2021/d/")).select(".related")
    assert not main_of(site.page("/posts/2021/a/")).select(".e-content .related")


def test_parts_of_a_series_lead_on_and_are_not_related_too(site: Site) -> None:
    for number, name in enumerate(("a", "b", "c"), start=1):
        site.post(f"posts/2021/{name}.md", title=f"Part {name}", tags="[x, y]", series="S", date=f"2021-01-0{number}")
    assert site.build() == []
    page = main_of(site.page("/posts/2021/b/"))
    assert page.select_one(".series summary").get_text() == "Part 2 of 3 of “S”"
    assert [link.get_text() for link in page.select(".series-parts a")] == ["Part a", "Part c"]
    assert not page.select(".related")


def test_incremental_build_is_what_a_clean_one_is(site: Site) -> None:
    for number in range(4):
        tags = f"[common, 'tag {number % 2}']"
        site.post(
            f"posts/2021/p{number}.md",
            f"Words {number}.\n",
            title=f"P{number}",
            tags=tags,
            date=f"2021-01-0{number + 1}",
        )
    assert site.build() == []
    site.post("posts/2021/p0.md", "Words.\n", title="Renamed", tags="[common, 'tag 1']", date="2021-01-01")
    (site.folder / "posts/2021/p3.md").unlink()
    assert site.build() == []
    found = site.files()
    site.clean()
    assert site.build() == []
    assert found == site.files()


def test_concept_is_named_in_small_letters_where_the_post_writes_it_so(site: Site) -> None:
    site.write("concepts/rota.md", "# Rota\n\nWho does what, and when.\n")
    site.post("posts/2021/a.md", "Here is a [[rota]].\n", title="One")
    site.post("posts/2021/b.md", "[[Rota]] it is.\n", title="Two", date="2021-04-01")
    assert site.build() == []
    assert main_of(site.page("/posts/2021/a/")).select_one(".related span").get_text() == "also about rota"
    assert main_of(site.page("/posts/2021/b/")).select_one(".related span").get_text() == "also about Rota"


def test_term_is_named_as_the_post_says_it(site: Site) -> None:
    site.post("posts/2021/a.md", "All the weavers know their looms, and the looms know them.\n", title="Looms")
    site.post("posts/2021/b.md", "The loom is old. A loom, the loom!\n", title="Loom", date="2021-04-01")
    assert site.build() == []
    assert main_of(site.page("/posts/2021/a/")).select_one(".related span").get_text() == "also about looms"
    assert main_of(site.page("/posts/2021/b/")).select_one(".related span").get_text() == "also about loom"


def test_terms_are_saved_once(site: Site) -> None:
    site.post("posts/2021/a.md", "The dough is here, the dough is there.\n", title="Dough")
    assert site.build() == []
    with (site.folder / "_build/doctrees/environment.pickle").open("rb") as file:
        env = pickle.load(file)
    posts, _ = env.valuable_related
    assert posts["posts/2021/a"].terms == "c1 dough"
    assert posts["posts/2021/a"].terms is env.valuable_terms["posts/2021/a"]
