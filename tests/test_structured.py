import json
from typing import Any

import extruct
import pytest
from conftest import Site
from hypothesis import given
from hypothesis import strategies as st

from valuable.base.people import Person
from valuable.pages.json_ld import author_thing, breadcrumbs, json_ld_script, profile

BASE = "https://lights.example/"
TEXT = st.text(max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


def graph_of(html: str) -> list[dict[str, Any]]:
    """Return the things in a page's JSON-LD, as extruct reads it."""
    found = extruct.extract(html, base_url=BASE, syntaxes=["json-ld"])["json-ld"]
    assert len(found) == 1
    assert found[0]["@context"] == "https://schema.org"
    return list(found[0]["@graph"])


def things(site: Site, address: str) -> dict[str, dict[str, Any]]:
    """Return the things in the JSON-LD of a page of *site* by their type."""
    path = site.html / address.strip("/") / "index.html"
    return {thing["@type"]: thing for thing in graph_of(path.read_text(encoding="utf-8"))}


@given(st.lists(st.dictionaries(TEXT, JSON, max_size=3), min_size=1, max_size=3))
def test_any_values_come_back_and_none_ends_the_script(values: list[dict[str, Any]]) -> None:
    found = json_ld_script(values)
    assert not set("<>&\u2028\u2029") & set(found)
    assert json.loads(found)["@graph"] == values


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_title_is_read_from_a_page(title: str) -> None:
    page = (
        f'<html><head><script type="application/ld+json">{json_ld_script([{"headline": title}])}</script></head></html>'
    )
    assert graph_of(page) == [{"headline": title}]


def test_nothing_said_is_no_script() -> None:
    assert json_ld_script([]) == ""


def test_post_is_a_blog_posting(site: Site) -> None:
    site.write("posts/2021/cover.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>')
    site.post(
        body="one two three\n\n```{update} 2021-05-04T09:30\nMended.\n```\n",
        author="[ada, crew]",
        category="Product",
        tags="[teams, 'R & D']",
        description="What it says.",
        cover="cover.svg",
        cover_alt="A cover",
    )
    people = {
        "ada": {"name": "Ada Writer", "profiles": {"Mastodon": "https://social.example/@ada"}},
        "crew": {"name": "The crew", "kind": "group"},
    }
    assert site.build(people=people) == []
    found = things(site, "/posts/2021/hello/")
    posting = found["BlogPosting"]
    assert posting.pop("image").startswith(f"{BASE}_images/card-hello.")
    assert posting == {
        "@type": "BlogPosting",
        "url": f"{BASE}posts/2021/hello/",
        "mainEntityOfPage": f"{BASE}posts/2021/hello/",
        "headline": "Hello",
        "description": "What it says.",
        "datePublished": "2021-03-26",
        "dateModified": "2021-05-04T09:30+01:00",
        "author": [
            {
                "@type": "Person",
                "@id": f"{BASE}blog/author/ada/#author",
                "name": "Ada Writer",
                "url": f"{BASE}blog/author/ada/",
            },
            {
                "@type": "Organization",
                "@id": f"{BASE}blog/author/crew/#author",
                "name": "The crew",
                "url": f"{BASE}blog/author/crew/",
            },
        ],
        "inLanguage": "en-GB",
        "wordCount": 4,
        "articleSection": "Product",
        "keywords": ["teams", "R & D"],
        "isPartOf": {"@type": "WebSite", "@id": f"{BASE}#site", "name": "Small Lights"},
    }
    steps = found["BreadcrumbList"]["itemListElement"]
    assert [(step["position"], step["name"], step.get("item")) for step in steps] == [
        (1, "Small Lights", BASE),
        (2, "Posts", f"{BASE}blog/"),
        (3, "Hello", None),
    ]


def test_what_is_not_known_is_not_said(site: Site) -> None:
    site.post(body="![A picture](a.svg)\n")
    site.write("posts/2021/a.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>')
    assert site.build() == []
    posting = things(site, "/posts/2021/hello/")["BlogPosting"]
    assert not {"dateModified", "articleSection", "keywords", "sameAs"} & set(posting)
    assert posting["description"] == "Hello on Small Lights."
    assert posting["wordCount"] == 0


def test_post_that_was_first_published_elsewhere_is_the_same(site: Site) -> None:
    site.post(canonical_link="https://elsewhere.example/a/")
    assert site.build() == []
    posting = things(site, "/posts/2021/hello/")["BlogPosting"]
    assert posting["sameAs"] == "https://elsewhere.example/a/"
    assert posting["url"] == f"{BASE}posts/2021/hello/"


def test_hard_title_comes_back_whole(site: Site) -> None:
    site.post(title='Ends `</script><!-- "quoted"` & `\\` 🎉 שלום', description="'<i>&amp;</i>'", language="he")
    assert site.build() == []
    posting = things(site, "/posts/2021/hello/")["BlogPosting"]
    assert posting["headline"] == 'Ends </script><!-- "quoted" & \\ 🎉 שלום'
    assert posting["description"] == "<i>&amp;</i>"


def test_home_is_the_site_and_its_owner(site: Site) -> None:
    assert site.build() == []
    found = things(site, "/")
    assert found["WebSite"] == {
        "@type": "WebSite",
        "@id": f"{BASE}#site",
        "name": "Small Lights",
        "url": BASE,
        "description": "Welcome.",
        "inLanguage": "en-GB",
        "publisher": {"@id": f"{BASE}blog/author/ada/#author"},
    }
    assert found["Person"]["@id"] == found["WebSite"]["publisher"]["@id"]


def test_author_page_says_who_they_are(site: Site) -> None:
    site.post()
    assert site.build() == []
    found = things(site, "/blog/author/ada/")
    assert found["Person"] == {
        "@type": "Person",
        "@id": f"{BASE}blog/author/ada/#author",
        "name": "Ada Writer",
        "url": f"{BASE}blog/author/ada/",
        "image": f"{BASE}_static/images/ada.svg",
        "sameAs": ["https://social.example/@ada"],
        "mainEntityOfPage": f"{BASE}blog/author/ada/",
    }
    assert (site.html / "_static/images/ada.svg").is_file()


def test_concept_is_a_term_of_the_set_of_concepts(site: Site) -> None:
    site.write(
        "concepts/plan.md",
        "---\naliases: [roadmap, '`</script>` & \"more\"']\ndescription: Another.\n---\n\n"
        "# The *plan* & `<more>`\n\nA plan is an [[plan|opinion]], written down.[^1]\n\nMore of it.\n\n[^1]: A note.\n",
    )
    site.write("concepts/idea.md", "# Idea\n\nWhat one has.\n")
    assert site.build() == []
    terms = {"@type": "DefinedTermSet", "@id": f"{BASE}concepts/#terms", "name": "Concepts of Small Lights"}
    assert things(site, "/concepts/plan/")["DefinedTerm"] == {
        "@type": "DefinedTerm",
        "@id": f"{BASE}concepts/plan/#term",
        "name": "The plan & <more>",
        "alternateName": ["roadmap", '`</script>` & "more"'],
        "description": "A plan is an opinion, written down.",
        "url": f"{BASE}concepts/plan/",
        "mainEntityOfPage": f"{BASE}concepts/plan/",
        "inDefinedTermSet": {**terms, "url": f"{BASE}concepts/"},
    }
    assert "alternateName" not in things(site, "/concepts/idea/")["DefinedTerm"]


def test_list_of_concepts_is_the_set_and_names_none(site: Site) -> None:
    site.write("concepts/plan.md", "# Plan\n\nA plan.\n")
    assert site.build() == []
    assert things(site, "/concepts/")["DefinedTermSet"] == {
        "@type": "DefinedTermSet",
        "@id": f"{BASE}concepts/#terms",
        "name": "Concepts of Small Lights",
        "url": f"{BASE}concepts/",
        "description": "The ideas that the posts of Small Lights rest on, and what each of them means.",
        "inLanguage": "en-GB",
        "isPartOf": {"@type": "WebSite", "@id": f"{BASE}#site", "name": "Small Lights"},
    }
    for address in ("/", "/blog/"):
        assert not {"DefinedTerm", "DefinedTermSet"} & things(site, address).keys()


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("/blog/", ["Small Lights", "Posts"]),
        ("/blog/tag/", ["Small Lights", "Posts", "Tags"]),
        ("/blog/tag/teams/", ["Small Lights", "Posts", "Tags", "Posts tagged “teams”"]),
        ("/blog/tag/teams/page/2/", ["Small Lights", "Posts", "Tags", "Posts tagged “teams”, page 2"]),
        ("/blog/archive/", ["Small Lights", "Posts", "Archive"]),
        ("/blog/2021/", ["Small Lights", "Posts", "Archive", "Posts of 2021"]),
        ("/blog/author/ada/", ["Small Lights", "Posts", "Authors", "Ada Writer"]),
        ("/concepts/idea/", ["Small Lights", "Concepts", "Idea"]),
    ],
)
def test_way_to_a_list_is_told(forty: Site, address: str, names: list[str]) -> None:
    steps = things(forty, address)["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps] == names
    for step in steps[:-1]:
        assert (forty.html / step["item"].removeprefix(BASE) / "index.html").is_file()


@pytest.fixture(scope="module")
def forty(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("forty") / "site")
    for number in range(21):
        site.post(f"posts/2021/p{number}.md", title=f"P{number}", tags="[teams]")
    site.write("concepts/idea.md", "# Idea\n\nWords.\n")
    assert site.build() == []
    return site


def test_site_under_a_path_says_so(site: Site) -> None:
    site.post()
    assert site.build(html_baseurl="https://user.example/repo") == []
    found = things(site, "/posts/2021/hello/")
    assert found["BlogPosting"]["url"] == "https://user.example/repo/posts/2021/hello/"
    assert found["BreadcrumbList"]["itemListElement"][0]["item"] == "https://user.example/repo/"


def test_group_is_no_person_and_has_what_is_set() -> None:
    group = Person("crew", "The crew", bio="They edit.", kind="group")
    assert author_thing(group, "https://x.example/e/")["@type"] == "Organization"
    assert set(profile(group, "https://x.example/e/", None)) == {
        *("@type", "@id", "name", "url"),
        *("description", "mainEntityOfPage"),
    }


def test_breadcrumbs_are_counted_from_one() -> None:
    steps = breadcrumbs([("Home", BASE), ("Page", f"{BASE}p/")])["itemListElement"]
    assert [step["position"] for step in steps] == [1, 2]
