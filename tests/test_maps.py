"""The map of all concepts, and the one around each."""

from collections import Counter

from conftest import Site, main_of

from valuable.knowledge.maps import Neighbours, most_linked, nearest_of_concept


def write_concepts(site: Site) -> None:
    site.write("concepts/plan.md", "# Plan\n\nA plan. See [[thesis]].\n")
    site.write("concepts/thesis.md", "# Thesis & aim\n\nA thesis. See [[plan]] and [[aim]].\n")
    site.write("concepts/aim.md", "# Aim\n\nAn aim.\n")
    site.write("concepts/alone.md", "# Alone\n\nNobody.\n")
    site.post("posts/2021/a.md", "On a [[plan]].\n", title="Von Plänen", language="de")


def lines(page: object) -> list[str]:
    return [title.get_text() for title in main_of(page).select(".map svg title")]


def test_all_concepts_are_on_the_map_with_their_links(site: Site) -> None:
    write_concepts(site)
    assert site.build() == []
    found = main_of(site.page("/concepts/")).select_one(".map")
    assert [(a["href"], a.title.get_text()) for a in found.select("svg a")] == [
        ("../concepts/aim/", "Aim"),
        ("../concepts/alone/", "Alone"),
        ("../concepts/plan/", "Plan"),
        ("../concepts/thesis/", "Thesis & aim"),
    ]
    assert [bool(a.select_one("path:not(.map-area)")["d"]) for a in found.select("svg a")] == [True, False, True, True]
    listed = {
        item.a.get_text(): [a.get_text() for a in item.select(":scope ul a")]
        for item in found.select("details > ul > li")
    }
    assert listed == {"Aim": ["Thesis & aim"], "Alone": [], "Plan": ["Thesis & aim"], "Thesis & aim": ["Aim", "Plan"]}


def test_map_around_a_concept_has_its_neighbours_and_posts(site: Site) -> None:
    write_concepts(site)
    assert site.build() == []
    found = main_of(site.page("/concepts/plan/")).select_one(".map")
    here, others = found.select_one("svg g.map-here"), found.select("svg a")
    assert "href" not in here.attrs
    assert [(a["href"], a["class"], a.get("lang")) for a in others] == [
        ("../../concepts/thesis/", ["map-concept"], None),
        ("../../posts/2021/a/", ["map-post"], "de"),
    ]
    assert not main_of(site.page("/concepts/alone/")).select(".map")
    assert not site.page("/concepts/alone/").select("link[href*='map.css']")
    assert not site.page("/posts/2021/a/").select("link[href*='map.css']")


def test_map_is_hidden_from_those_who_get_the_list(site: Site) -> None:
    write_concepts(site)
    assert site.build() == []
    found = main_of(site.page("/concepts/plan/")).select_one(".map")
    assert found.svg["aria-hidden"] == "true"
    assert {a["tabindex"] for a in found.select("svg a")} == {"-1"}
    assert {a["href"] for a in found.select("svg a[href]")} <= {a["href"] for a in found.select("details a")}


def test_nearest_are_linked_ones_before_those_that_these_are_linked_with() -> None:
    links = {"a": {"b": 2, "c": 1}, "b": {"a": 2, "d": 1}, "c": {"a": 1, "d": 1, "e": 1}, "d": {"b": 1, "c": 1}}
    concepts = {name: Counter(links.get(name, {})) for name in "abcde"}
    posts = {name: Counter({"p": 1, "q": 2} if name == "a" else {}) for name in "abcde"}
    assert nearest_of_concept(Neighbours(concepts, posts), "a") == (["b", "c", "d"], ["q", "p"])
    assert most_linked({"z": 1, "y": 1, "x": 2}, 2) == ["x", "y"]


def test_the_most_linked_are_on_a_map_that_has_no_room_for_all(site: Site) -> None:
    for number in range(90):
        links = " ".join(f"[[c{other}]]" for other in range(number)[:3])
        site.write(f"concepts/c{number}.md", f"# C{number}\n\nA concept. {links}\n")
    assert site.build() == []
    found = main_of(site.page("/concepts/")).select_one(".map")
    assert len(found.select("svg a")) == 80
    assert {"C0", "C1", "C2"} <= set(lines(site.page("/concepts/")))
    assert "80" in found.figcaption.get_text()
    assert len(main_of(site.page("/concepts/")).select(".letter dt")) == 90


def test_an_edit_that_changes_only_links_changes_the_maps(site: Site) -> None:
    write_concepts(site)
    assert site.build() == []
    site.write("concepts/aim.md", "# Aim\n\nAn aim.\n\nSee [[alone]].\n")
    site.post("posts/2021/a.md", "On nothing.\n", title="Von Plänen", language="de")
    assert site.build() == []
    assert lines(site.page("/concepts/plan/")) == ["Plan", "Thesis & aim"]
    assert lines(site.page("/concepts/alone/")) == ["Alone", "Aim"]
    found = site.files()
    site.clean()
    assert site.build() == []
    assert site.files() == found


def test_draft_is_on_no_map(site: Site) -> None:
    write_concepts(site)
    site.write("concepts/aim.md", "---\ndraft: true\n---\n\n# Aim\n\nAn aim. [[plan]]\n")
    site.write("concepts/thesis.md", "# Thesis\n\nA thesis. See [[plan]].\n")
    assert site.build() == []
    assert "Aim" not in lines(site.page("/concepts/"))
    assert lines(site.page("/concepts/plan/")) == ["Plan", "Thesis", "Von Plänen"]
