"""What a reader's tools get from the markup of a page, by the rules of microformats 2."""

from pathlib import Path
from typing import Any

import mf2py
import pytest
from conftest import Site

BASE = "https://lights.example/"
ALICE = {"name": "Alice <&> Example", "bio": "Writes.", "picture": "images/crew.svg"}


def items(html: Path, address: str) -> dict[str, Any]:
    """Return what mf2py finds in a page at an address such as ``blog/``."""
    text = (html / address / "index.html").read_text(encoding="utf-8")
    return dict(mf2py.parse(doc=text, url=BASE + address))


def card(key: str, name: str) -> dict[str, Any]:
    """Return the properties of somebody's h-card as an author."""
    return {"name": [name], "url": [f"{BASE}blog/author/{key}/"]}


def authors(entry: dict[str, Any]) -> list[dict[str, Any]]:
    return [author["properties"] for author in entry["properties"]["author"]]


@pytest.fixture
def hard(site: Site) -> Path:
    site.write("posts/2021/cover.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>')
    site.post(
        title='The `<b>` & "more" שלום',
        body="Some *words*.\n\n```{update} 2021-05-04\nMended.\n```\n",
        date="2021-03-26T09:30",
        author="[ada, alice]",
        category="Product",
        tags="[été, 'R & D']",
        description="What it <says>.",
        cover="cover.svg",
        cover_alt="A cover",
    )
    people = {"ada": {"name": "Ada Writer", "email": "ada@lights.example"}, "alice": ALICE}
    assert site.build(people=people) == []
    return site.html


def test_post_is_an_entry(hard: Path) -> None:
    found = items(hard, "posts/2021/hello/")
    (entry,) = found["items"]
    assert entry["type"] == ["h-entry"]
    said = entry["properties"]
    assert said["name"] == ["The <b> & “more” שלום"]
    assert said["url"] == [f"{BASE}posts/2021/hello/"]
    assert said["published"] == ["2021-03-26T09:30+0000"]
    assert said["updated"] == ["2021-05-04"]
    assert said["summary"] == ["What it <says>."]
    assert said["category"] == ["Product", "été", "R & D"]
    alice = card("alice", "Alice <&> Example") | {"photo": [f"{BASE}_static/images/crew.svg"]}
    assert authors(entry) == [card("ada", "Ada Writer"), alice]
    assert said["content"][0]["value"].startswith("Some words.")
    assert "Cite" not in said["content"][0]["value"]
    assert set(said) == {"name", "url", "published", "updated", "summary", "category", "author", "content"}


@pytest.mark.parametrize("address", ["", "blog/", "blog/tag/ete/", "blog/category/product/", "blog/2021/"])
def test_list_is_a_feed_of_entries(hard: Path, address: str) -> None:
    found = items(hard, address)
    (feed,) = found["items"]
    assert feed["type"] == ["h-feed"]
    assert len(feed["properties"]["name"]) == 1
    (entry,) = feed["children"]
    said = entry["properties"]
    assert said["name"] == ["The <b> & “more” שלום"]
    assert said["url"] == [f"{BASE}posts/2021/hello/"]
    assert said["published"] == ["2021-03-26T09:30+0000"]
    assert said["updated"] == ["2021-05-04"]
    assert said["summary"] == ["What it <says>."]
    assert said["category"] == ["été", "R & D"]
    assert said["featured"][0]["alt"] == "A cover"
    assert authors(entry) == [card("ada", "Ada Writer"), card("alice", "Alice <&> Example")]


def test_archive_is_a_feed_of_entries(hard: Path) -> None:
    (feed,) = items(hard, "blog/archive/")["items"]
    assert feed["properties"]["name"] == ["Archive"]
    (entry,) = feed["children"]
    assert entry["properties"]["url"] == [f"{BASE}posts/2021/hello/"]
    assert entry["properties"]["published"] == ["2021-03-26T09:30+0000"]
    assert authors(entry)[0] == card("ada", "Ada Writer")


def test_author_page_has_a_representative_card(hard: Path) -> None:
    """The first rule of https://microformats.org/wiki/representative-h-card-parsing: uid and url are the page's."""
    found = items(hard, "blog/author/alice/")
    (feed,) = found["items"]
    assert feed["properties"]["name"] == ["Alice <&> Example"]
    (person,) = feed["properties"]["author"]
    said = person["properties"]
    address = f"{BASE}blog/author/alice/"
    assert said["uid"] == [address]
    assert said["url"] == [address]
    assert said["name"] == ["Alice <&> Example"]
    assert said["note"] == ["Writes."]
    assert said["photo"][0]["value"].startswith(f"{BASE}_static/images/crew.svg")
    assert len(feed["children"]) == 1


def test_profiles_are_the_persons_own(site: Site) -> None:
    site.post()
    site.post("posts/2021/b.md", author="crew")
    assert site.build() == []
    mastodon = "https://social.example/@ada"
    found = items(site.html, "blog/author/ada/")
    assert found["rels"]["me"] == [mastodon]
    (person,) = found["items"][0]["properties"]["author"]
    assert person["properties"]["url"] == [f"{BASE}blog/author/ada/", mastodon]
    assert items(site.html, "")["rels"]["me"] == [mastodon]
    assert "me" not in items(site.html, "blog/author/crew/")["rels"]


def test_second_page_of_an_author_names_the_first(site: Site) -> None:
    for number in range(21):
        site.post(f"posts/2021/p{number}.md", title=f"P{number}")
    assert site.build() == []
    (feed,) = items(site.html, "blog/author/ada/page/2/")["items"]
    assert feed["properties"]["author"][0]["properties"]["uid"] == [f"{BASE}blog/author/ada/"]


def test_email_address_is_in_no_card(site: Site) -> None:
    site.post()
    assert site.build() == []
    assert "ada@lights.example" not in str(items(site.html, "blog/author/ada/"))
