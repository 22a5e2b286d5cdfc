"""Related posts: the right ones, the same by any way, and a reason that a reader understands."""

from datetime import datetime, timedelta
from random import Random

import pytest
from conftest import Site, main_of
from hypothesis import given
from hypothesis import strategies as st

from valuable.related import SHOWN, Traits, compare, features, update
from valuable.terms import MOST, base, terms

START = datetime(2021, 1, 1)
THEMES = {
    "bread": "dough flour yeast oven crust loaf knead proof bake starter rye crumb",
    "garden": "soil seed prune hedge compost bulb mulch orchard weed trowel lawn blossom",
    "sailing": "mast keel rudder tide anchor harbour jib hull mooring knot helm breeze",
    "music": "chord melody tempo violin rehearsal choir harmony octave rhythm fugue cello sonata",
    "astronomy": "orbit telescope comet nebula lunar eclipse galaxy asteroid meteor equinox planet stellar",
    "cycling": "pedal saddle spoke derailleur tyre peloton sprint gear handlebar puncture helmet chainring",
    "law": "statute verdict plaintiff appeal clause tribunal liability contract injunction tort bail jury",
    "weaving": "loom warp weft shuttle yarn bobbin tapestry spindle fleece twill selvedge dye",
}
COMMON = "the of and to in that it is was for on with as at by this from they have are which one all there"
PLAIN = "people work time way day thing year place part group problem number fact question hand point"


def text(theme: str, random: Random) -> str:
    """Return a text of 160 words, of which a sixth tell its theme, and a few that of another."""
    own, other = THEMES[theme].split(), THEMES[random.choice(list(THEMES))].split()
    words = [random.choice(own) for _ in range(26)] + [random.choice(other) for _ in range(4)]
    words += [random.choice(PLAIN.split()) for _ in range(40)] + [random.choice(COMMON.split()) for _ in range(90)]
    random.shuffle(words)
    return " ".join(words)


def noise(number: int) -> str:
    random = Random(f"noise {number}")
    letters = "bcdfglmnprstv"
    return " ".join("".join(random.choice(letters) + random.choice("aeiou") for _ in range(4)) for _ in range(60))


def traits(number: int, words: str, tags: tuple[str, ...] = ()) -> Traits:
    found = "\n".join(f"{weight}{term}" for term, weight in terms(words, "en"))
    return Traits(
        START + timedelta(days=number * 37 % 4001), f"posts/p{number:05}", None, features((), tags, None, found)
    )


@pytest.mark.parametrize("others", [0, 2000])
def test_first_three_are_of_the_same_cluster(others: int) -> None:
    clusters, posts = {}, {}
    for number in range(8 * 12):
        theme = list(THEMES)[number % 8]
        post = traits(number, text(theme, Random(f"{theme} {number}")), (theme,) if number % 3 == 0 else ())
        clusters[post.docname], posts[post.docname] = theme, post
    for number in range(1000, 1000 + others):
        post = traits(number, noise(number))
        posts[post.docname] = post
    found = compare(list(clusters), posts)
    pairs = [(name, match.docname) for name in clusters for match in found.get(name, ())]
    assert len(pairs) == SHOWN * len(clusters)
    assert sum(clusters[one] == clusters.get(other) for one, other in pairs) >= 0.9 * len(pairs)


POSTS = st.dictionaries(
    st.integers(0, 40),
    st.tuples(st.integers(0, 12), st.frozensets(st.sampled_from("abcdefgh"), max_size=4), st.sampled_from([None, "S"])),
    max_size=40,
)


def made(found: dict[int, tuple[int, frozenset[str], str | None]]) -> dict[str, Traits]:
    posts = (
        Traits(START + timedelta(days=day), f"posts/{number}", series, features((), tags, None, "9rare\n8word"))
        for number, (day, tags, series) in found.items()
    )
    return {post.docname: post for post in posts}


@given(POSTS, st.lists(POSTS, max_size=3))
def test_a_change_gives_what_all_anew_gives(first: dict, changes: list[dict]) -> None:  # type: ignore[type-arg]
    before = made(first)
    matches = compare(list(before), before)
    state = dict(first)
    for change in changes:
        for number, value in list(change.items())[:2]:
            if state.get(number) == value:
                state.pop(number)
            else:
                state[number] = value
        after = made(state)
        matches = update(before, matches, after)
        assert matches == compare(list(after), after)
        before = after


def test_terms_are_few_and_tell() -> None:
    found = [
        term for term, _ in terms("The policies of the team: teams knead dough, see https://x.example/dough.", "en")
    ]
    assert "the" not in found
    assert {"policy", "team", "knead", "dough"} <= set(found)
    assert "example" not in found
    assert len(terms(" ".join(noise(number) for number in range(5)), "en")) == MOST
    assert [term for term, _ in terms("Die Anker und das Boot", "de")] == ["anker", "boot"]


@pytest.mark.parametrize(
    ("word", "singular"),
    [("policies", "policy"), ("boxes", "box"), ("glass", "glass"), ("bus", "bus"), ("teams", "team")],
)
def test_words_are_compared_in_the_singular(word: str, singular: str) -> None:
    assert base(word) == singular


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
    assert page.select_one(".related h2").get_text() == "Weiterlesen"
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
