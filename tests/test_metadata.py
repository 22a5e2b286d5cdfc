import re
from collections import defaultdict

import pytest
from bs4 import BeautifulSoup
from conftest import Site
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader

from valuable.base.people import Person
from valuable.base.sentences import shorten_text
from valuable.base.theme import TEMPLATES_FOLDER
from valuable.pages.metadata import MAX_DESCRIPTION, MetaTag, open_graph_locale

BASE = "https://lights.example/"
TEMPLATE = Environment(loader=FileSystemLoader(TEMPLATES_FOLDER)).get_template("components/metadata.html")


def told(page: BeautifulSoup) -> dict[str, list[str]]:
    """Return what the ``<meta>`` of a page say, by name or property."""
    found = defaultdict(list)
    for tag in page.head.select("meta[content]:not([http-equiv])"):
        found[tag.get("name") or tag.get("property")].append(tag["content"])
    return dict(found)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_any_text_comes_back_from_the_head(text: str) -> None:
    head = TEMPLATE.render(about=text, pageurl=BASE, facts=[MetaTag("property", "og:title", text)], structured="")
    page = BeautifulSoup(f"<html><head>{head}</head></html>", "html.parser")
    assert told(page) == {"description": [text], "og:title": [text]}
    assert not page.get_text().strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Short.", "Short."),
        ("One two three", "One two…"),
        ("One, two three", "One, two…"),
        ("Onetwothreefour", "Onetwothr…"),
        ("一二三四五六七八九十一", "一二三四五六七八九…"),
    ],
)
def test_long_description_ends_between_two_words(text: str, expected: str) -> None:
    assert shorten_text(text, 10) == expected


@given(st.text(), st.integers(2, 40))
def test_description_is_never_too_long(text: str, longest: int) -> None:
    assert len(shorten_text(text, longest)) <= longest


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en-GB", "en_GB"), ("de", "de_DE"), ("zh-Hant", "zh_TW"), ("pt-BR", "pt_BR"), ("ja", "ja_JP"), ("eo", "")],
)
def test_locale_has_its_likely_territory(language: str, expected: str) -> None:
    assert open_graph_locale(language) == expected


def test_post_is_shown_well_where_it_is_linked(site: Site) -> None:
    site.post(
        body="one two three\n\n```{update} 2021-05-04\nMended.\n```\n",
        date="2021-03-26T09:30",
        author="[ada, crew]",
        category="Product",
        tags="[teams, 'R & D']",
        description="What it says.",
    )
    assert site.build() == []
    found = told(site.page("/posts/2021/hello/"))
    assert re.fullmatch(rf"{BASE}_images/card-hello\.[0-9a-f]+\.png", found.pop("og:image")[0])
    said = {name: values for name, values in found.items() if re.match(r"og|article|twitter|fediverse", name)}
    assert said == {
        "og:type": ["article"],
        "og:title": ["Hello"],
        "og:description": ["What it says."],
        "og:url": [f"{BASE}posts/2021/hello/"],
        "og:site_name": ["Small Lights"],
        "og:locale": ["en_GB"],
        "og:image:type": ["image/png"],
        "og:image:width": ["1200"],
        "og:image:height": ["630"],
        "og:image:alt": ["Hello"],
        "article:published_time": ["2021-03-26T09:30+00:00"],
        "article:modified_time": ["2021-05-04"],
        "article:author": [f"{BASE}blog/author/ada/", f"{BASE}blog/author/crew/"],
        "article:section": ["Product"],
        "article:tag": ["teams", "R & D"],
        "twitter:card": ["summary_large_image"],
        "fediverse:creator": ["@ada@social.example"],
    }
    assert found["description"] == ["What it says."]


def test_post_is_known_to_those_who_collect_sources(site: Site) -> None:
    site.post(title='A "title" & more', author="[ada, crew]", language="de-AT")
    assert site.build() == []
    found = told(site.page("/posts/2021/hello/"))
    assert {name: values for name, values in found.items() if re.match(r"citation|z:", name)} == {
        "citation_title": ["A „title“ & more"],
        "citation_author": ["Ada Writer", "The crew of Small Lights"],
        "citation_publication_date": ["2021/03/26"],
        "citation_public_url": [f"{BASE}posts/2021/hello/"],
        "citation_language": ["de-AT"],
        "z:itemType": ["blogPost"],
    }


def test_post_that_was_first_published_elsewhere_is_shown_as_that(site: Site) -> None:
    site.post(canonical_link="https://elsewhere.example/a/")
    assert site.build() == []
    found = told(site.page("/posts/2021/hello/"))
    assert found["og:url"] == ["https://elsewhere.example/a/"]
    assert found["citation_public_url"] == [f"{BASE}posts/2021/hello/"]


def test_other_pages_are_websites_and_profiles(site: Site) -> None:
    site.post(author="crew")
    site.post("posts/2021/b.md")
    site.write("about.md", "# About <&>\n\nThe *first* sentence.\n\nAnother.\n")
    people = {"ada": {"name": "Ada Writer"}, "crew": {"name": "The crew", "kind": "group"}}
    assert site.build(people=people) == []
    kinds = {}
    for address in ("/", "/about/", "/blog/", "/search/", "/blog/author/ada/", "/blog/author/crew/"):
        found = told(site.page(address))
        kinds[address] = found["og:type"][0]
        assert found["og:url"] == [BASE + address[1:]]
        assert found["og:description"] == found["description"]
        assert "citation_title" not in found
    assert [path for path, kind in kinds.items() if kind == "profile"] == ["/blog/author/ada/"]
    assert told(site.page("/"))["og:title"] == ["Small Lights"]
    about = told(site.page("/about/"))
    assert about["og:title"] == ["About <&>"]
    assert about["description"] == ["The first sentence."]


def test_every_page_describes_itself_in_words_of_its_own(site: Site) -> None:
    for number in range(21):
        site.post(f"posts/2021/p{number}.md", title=f"P{number}", description=f"About {number}.", tags="[x]")
    site.post("posts/2021/empty.md", body="", title="Empty")
    site.write("list.md", "# List\n\n- one\n")
    people = {"ada": {"name": "Ada Writer"}}
    assert site.build(people=people) == []
    pages = {path: told(site.page(path))["description"] for path in site.files() if path.endswith(".html")}
    assert all(len(found) == 1 and found[0] for found in pages.values())
    assert len({found[0] for found in pages.values()}) == len(pages)
    assert pages["blog/page/2/index.html"] == ["Page 2 of 2: All posts of Small Lights, the newest first."]
    assert pages["list/index.html"] == ["List on Small Lights."]


def test_long_description_is_cut_in_the_head_only(site: Site) -> None:
    site.post(body="word " * 200 + "\n\n<!--more-->\n")
    assert site.build() == []
    page = site.page("/posts/2021/hello/")
    assert MAX_DESCRIPTION - 6 <= len(told(page)["description"][0]) <= MAX_DESCRIPTION
    assert len(page.select_one("data.p-summary")["value"]) == 999


def test_page_that_is_not_found_has_no_address(site: Site) -> None:
    assert site.build() == []
    page = site.page("/404.html")
    assert page.select("link[rel=canonical]") == []
    found = told(page)
    assert found["robots"] == ["noindex"]
    assert not [name for name in found if name.startswith("og:")]


@pytest.mark.parametrize(
    ("profiles", "email", "handle"),
    [
        ({"Mastodon": "https://social.example/@jo"}, "", "@jo@social.example"),
        ({"Code": "https://code.example/@jo", "Fediverse": "https://social.example/@jo/"}, "", "@jo@social.example"),
        ({"Videos": "https://videos.example/@jo"}, "", ""),
        ({"Mastodon": "https://social.example/users/jo"}, "", ""),
        ({"Mastodon": "https://jo.example/@jo"}, "jo@jo.example", ""),
        (None, "", ""),
    ],
)
def test_handle_is_a_profile_in_the_fediverse_and_never_the_email_address(
    profiles: dict[str, str] | None, email: str, handle: str
) -> None:
    assert Person("jo", "Jo", profiles=profiles, email=email).handle == handle


def test_changed_people_are_changed_on_every_page(site: Site) -> None:
    site.post(author="crew")
    site.post("posts/2021/b.md")
    people = {"ada": {"name": "Ada Writer"}, "crew": {"name": "The crew"}}
    assert site.build(people=people) == []
    people["crew"] |= {"kind": "group", "profiles": {"Mastodon": "https://social.example/@crew"}}
    assert site.build(people=people) == []
    found = site.files()
    assert told(site.page("/posts/2021/hello/"))["fediverse:creator"] == ["@crew@social.example"]
    site.clean()
    assert site.build(people=people) == []
    assert {path: found[path] == content for path, content in site.files().items()} == dict.fromkeys(found, True)
