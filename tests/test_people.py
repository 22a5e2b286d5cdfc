import html
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from conftest import Site, main_of
from sphinx.errors import ConfigError

from valuable.base.people import Person, check_people, colophon, hidden_email

ADDRESS = "cantlin@valuable.example"
CANTLIN = {
    "name": "Cantlin Ashrowan",
    "role": "a product leader",
    "place": "London",
    "email": ADDRESS,
    "profiles": {"Mastodon": "https://social.example/@cantlin"},
}


def read(markup: str) -> str:
    """Return what a reader sees: the text without what the style sheet hides."""
    soup = BeautifulSoup(markup, "html.parser")
    for decoy in soup.select(".decoy"):
        decoy.decompose()
    return soup.get_text()


@pytest.mark.parametrize(
    ("unset", "sentence"),
    [
        (
            (),
            "Valuable Systems is the blog of me, Cantlin Ashrowan, a product leader based in London. "
            "You can email me at cantlin@valuable.example, or follow me on Mastodon here.",
        ),
        (
            ("email",),
            "Valuable Systems is the blog of me, Cantlin Ashrowan, a product leader based in London. "
            "You can follow me on Mastodon here.",
        ),
        (
            ("profiles", "role"),
            "Valuable Systems is the blog of me, Cantlin Ashrowan, based in London. "
            "You can email me at cantlin@valuable.example.",
        ),
        (("place", "email", "profiles"), "Valuable Systems is the blog of me, Cantlin Ashrowan, a product leader."),
        (("role", "place", "email", "profiles"), "Valuable Systems is the blog of me, Cantlin Ashrowan."),
    ],
)
def test_sentence_reads_well_whatever_is_set(unset: tuple[str, ...], sentence: str) -> None:
    entry: dict[str, Any] = {key: value for key, value in CANTLIN.items() if key not in unset}
    assert read(colophon("Valuable Systems", Person(key="cantlin", **entry))) == sentence


def test_several_profiles_are_listed() -> None:
    person = Person("c", "C", profiles={"A": "https://a.example", "B": "https://b.example", "D": "https://d.example"})
    assert read(colophon("S", person)) == "S is the blog of me, C. You can follow me on A here, B here or D here."


def test_values_are_escaped() -> None:
    assert "<b>" not in colophon("<b>", Person("c", "<b>", role="<b>", profiles={"<b>": "https://x.example/?a=<b>"}))


EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@pytest.mark.parametrize("address", [ADDRESS, "a@b.example", "first.last@sub.domain.example"])
def test_email_is_read_right_and_scraped_wrong(address: str) -> None:
    markup = str(hidden_email(address))
    assert read(markup) == address
    naive = EMAIL.findall(markup)
    decoding = EMAIL.findall(html.unescape(markup))
    extracting = EMAIL.findall(BeautifulSoup(markup, "html.parser").get_text())
    stripping = EMAIL.findall(re.sub(r"<[^>]*>", "", markup))
    for found in (naive, decoding, extracting, stripping):
        assert address not in found
    assert address not in markup
    assert "mailto:" not in markup


def test_email_stands_in_no_file_of_the_output(site: Site) -> None:
    site.post()
    assert site.build() == []
    for path, content in site.files().items():
        text = html.unescape(content.decode("utf-8", "replace"))
        assert ADDRESS not in text, path
        assert "mailto:cantlin" not in text, path


def test_every_page_ends_with_the_sentence(site: Site) -> None:
    site.post()
    site.write("about.md", "# About\n")
    assert site.build() == []
    for path in site.files():
        if path.endswith(".html"):
            assert read(str(site.page(path).select_one(".colophon"))).startswith("Valuable Systems is the blog of me")


@pytest.mark.parametrize(
    ("people", "message"),
    [
        ({"Jo": {"name": "Jo"}}, "people: the key 'Jo' is part of an address; write 'jo'"),
        ({"jo": {}}, "people: 'jo' has no name; write 'name': 'Jo Writer'"),
        ({"jo": {"name": "Jo", "mail": "x"}}, "people: 'jo' has no use for 'mail'; did you mean 'email'?"),
        ({"jo": {"name": "Jo", "kind": "band"}}, "people: 'kind' of 'jo' is 'band'; write 'person' or 'group'"),
        ({"jo": {"name": "Jo", "email": "jo at x"}}, "is not an e-mail address"),
        ({"jo": {"name": "Jo", "profiles": {"M": "x.example"}}}, "needs a full address"),
    ],
)
def test_mistake_in_people_is_one_message(people: dict[str, dict[str, Any]], message: str) -> None:
    found = check_people(people, next(iter(people)))
    assert len(found) == 1
    assert message in found[0]


def test_mistakes_in_people_stop_the_build_together(site: Site) -> None:
    with pytest.raises(ConfigError) as error:
        site.build(people={"jo": {"picture": "images/none.png"}}, blog_default_author="jo")
    assert "'jo' has no name" in str(error.value)
    assert "the picture 'images/none.png' of 'jo' is not in _static" in str(error.value)


@pytest.mark.parametrize("picture", ["../.env", "../posts/2021/dd/p.png", ".hidden.png", "linked.png", "/etc/hostname"])
def test_portrait_is_a_file_that_is_published(site: Site, picture: str) -> None:
    site.post("posts/2021/dd/index.md", draft="true")
    for path in (".env", "posts/2021/dd/p.png", "_static/.hidden.png"):
        site.write(path, "secret")
    (site.folder / "_static/linked.png").symlink_to("../.env")
    with pytest.raises(ConfigError, match="is not in _static; put it there"):
        site.build(people={"jo": {"name": "Jo", "picture": picture}}, html_static_path=["_static"])


def test_author_page_shows_the_person_and_their_posts(site: Site) -> None:
    site.post(author="cantlin")
    site.post("posts/2021/b.md", author="[cantlin, editors]", title="Together")
    assert site.build() == []
    page = main_of(site.page("/blog/author/cantlin/"))
    assert page.h1.get_text() == "Cantlin Ashrowan"
    assert page.select_one(".person-picture")["src"] == "../../../_static/images/cantlin.svg"
    assert page.select_one(".person-role").get_text() == "A product leader based in London"
    assert [link["href"] for link in page.select("a[rel=me]")] == ["https://social.example/@cantlin"]
    assert [title.get_text() for title in page.select(".h-entry .p-name")] == ["Hello", "Together"]
    rows = main_of(site.page("/blog/author/editors/")).select(".h-entry .p-name")
    assert [title.get_text() for title in rows] == ["Together"]
