import html
import re
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from conftest import Site, main_of
from sphinx.errors import ConfigError

from valuable.base.people import FOOTER, Person, check_people, colophon, footer_problems, hidden_email

ADDRESS = "ada@lights.example"
ADA = {
    "name": "Ada Writer",
    "role": "a lamp keeper",
    "place": "London",
    "email": ADDRESS,
    "profiles": {"Mastodon": "https://social.example/@ada"},
}


def read(markup: str) -> str:
    """Return what a reader sees: the text without what the style sheet hides."""
    soup = BeautifulSoup(markup, "html.parser")
    for decoy in soup.select(".decoy"):
        decoy.decompose()
    return soup.get_text()


def settings(project: str, *footer: str) -> Any:
    return SimpleNamespace(project=project, site_footer=footer or FOOTER, language="en-GB")


@pytest.mark.parametrize(
    ("footer", "said"),
    [
        (("Written by {author}.",), "Written by Ada Writer, a lamp keeper based in London."),
        (("{site} & friends.", "Write to {email}."), "Small Lights & friends. Write to ada@lights.example."),
        (("Follow {profiles}.", "No name."), "No name."),
        (("Two {{braces}} and <b>.",), "Two {braces} and <b>."),
        ((), ""),
    ],
)
def test_footer_is_what_the_author_writes(footer: tuple[str, ...], said: str) -> None:
    person = Person("ada", "Ada Writer", role="a lamp keeper", place="London", email=ADDRESS)
    config: Any = SimpleNamespace(project="Small Lights", site_footer=footer, language="en-GB")
    assert read(colophon(config, person)) == said


@pytest.mark.parametrize(
    ("footer", "said"),
    [
        ("Words.", "site_footer is 'Words.': write a list of sentences, such as ['{site} is the blog"),
        (["By {name}."], "names {name}, and there is nothing of that name: write one of {site}, {author}"),
        (["By {author"], "has a brace that stands alone: write two of them, or none"),
        (["By }"], "has a brace that stands alone"),
        (["By {}"], "names {}, and there is nothing of that name"),
        (["By {author.name}"], "names {author.name}, and there is nothing of that name"),
    ],
)
def test_wrong_footer_is_said(footer: object, said: str) -> None:
    (message,) = footer_problems(footer)
    assert said in message


@pytest.mark.parametrize(
    ("unset", "sentence"),
    [
        (
            (),
            "Small Lights is the blog of me, Ada Writer, a lamp keeper based in London. "
            "You can email me at ada@lights.example, or follow me on Mastodon here.",
        ),
        (
            ("email",),
            "Small Lights is the blog of me, Ada Writer, a lamp keeper based in London. "
            "You can follow me on Mastodon here.",
        ),
        (
            ("profiles", "role"),
            "Small Lights is the blog of me, Ada Writer, based in London. You can email me at ada@lights.example.",
        ),
        (("place", "email", "profiles"), "Small Lights is the blog of me, Ada Writer, a lamp keeper."),
        (("role", "place", "email", "profiles"), "Small Lights is the blog of me, Ada Writer."),
    ],
)
def test_sentence_reads_well_whatever_is_set(unset: tuple[str, ...], sentence: str) -> None:
    entry: dict[str, Any] = {key: value for key, value in ADA.items() if key not in unset}
    assert read(colophon(settings("Small Lights"), Person(key="ada", **entry))) == sentence


def test_several_profiles_are_listed() -> None:
    person = Person("c", "C", profiles={"A": "https://a.example", "B": "https://b.example", "D": "https://d.example"})
    said = read(colophon(settings("S"), person))
    assert said == "S is the blog of me, C. You can follow me on A here, B here or D here."


def test_values_are_escaped() -> None:
    person = Person("c", "<b>", role="<b>", profiles={"<b>": "https://x.example/?a=<b>"})
    assert "<b>" not in colophon(settings("<b>"), person)


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
        assert "mailto:ada" not in text, path


def test_every_page_ends_with_the_sentence(site: Site) -> None:
    site.post()
    site.write("about.md", "# About\n")
    assert site.build() == []
    for path in site.files():
        if path.endswith(".html"):
            assert read(str(site.page(path).select_one(".colophon"))).startswith("Small Lights is the blog of me")


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


def test_mistakes_in_people_are_told_with_those_of_other_settings(site: Site) -> None:
    with pytest.raises(ConfigError) as caught:
        site.build(people={"jo": {"picture": 5}}, site_timezone="London", site_footer=5, site_menu=5)
    told = [line.removeprefix("conf.py: ").split(" ")[0] for line in str(caught.value).splitlines()]
    assert {"people:", "site_timezone", "site_footer", "site_menu"} <= set(told)


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
    site.post(author="ada")
    site.post("posts/2021/b.md", author="[ada, crew]", title="Together")
    assert site.build() == []
    page = main_of(site.page("/blog/author/ada/"))
    assert page.h1.get_text() == "Ada Writer"
    assert page.select_one(".portrait")["src"] == "../../../_static/images/ada.svg"
    assert page.select_one(".person-role").get_text() == "A lamp keeper based in London"
    assert [link["href"] for link in page.select("a[rel=me]")] == ["https://social.example/@ada"]
    assert [title.get_text() for title in page.select(".h-entry .p-name")] == ["Hello", "Together"]
    rows = main_of(site.page("/blog/author/crew/")).select(".h-entry .p-name")
    assert [title.get_text() for title in rows] == ["Together"]
