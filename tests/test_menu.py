"""The menu that ``conf.py`` writes: what is there is in it, and what is misspelt is said."""

import pytest
from conftest import CONF, Site
from sphinx.errors import ConfigError


def entries(site: Site, address: str = "/") -> list[tuple[str, str]]:
    return [(link.get_text(), str(link["href"])) for link in site.page(address).select(".site-menu li a")]


def test_menu_has_what_is_there_of_the_usual(site: Site) -> None:
    site.write("about.md", "# About\n\nWords.\n")
    assert site.build() == []
    assert [text for text, _ in entries(site)] == ["Posts", "About"]


def test_search_is_a_box_and_on_its_own_page_an_entry(site: Site) -> None:
    assert site.build() == []
    for address, words, boxes in (("/", ["Posts"], 1), ("/search/", ["Posts", "Search"], 0)):
        assert [text for text, _ in entries(site, address)] == words
        assert len(site.page(address).select(".search-box")) == boxes
    assert site.page("/").select_one(".search-box")["action"].endswith("search/")
    assert site.build(switched_off=["search"]) == []
    assert [text for text, _ in entries(site)] == ["Posts"]


def test_menu_is_what_the_author_writes(site: Site) -> None:
    site.post(tags="lamps")
    site.write("talks.md", "# Talks & more\n\nWords.\n")
    menu = [
        ("Talks & <b>", "talks"),
        ("Blog", "/blog/"),
        ("Tags", "blog/tag"),
        ("Home", "/"),
        ("Concepts", "concepts"),
        ("Elsewhere", "https://else.example/?a=1&b=2"),
    ]
    assert site.build(site_menu=menu) == []
    assert entries(site, "posts/2021/hello") == [
        ("Talks & <b>", "../../../talks/"),
        ("Blog", "../../../blog/"),
        ("Tags", "../../../blog/tag/"),
        ("Home", "../../../"),
        ("Elsewhere", "https://else.example/?a=1&b=2"),
    ]
    assert site.page("talks").select_one(".site-menu [aria-current=page]").get_text() == "Talks & <b>"


def test_page_that_is_not_there_is_said_with_the_nearest(site: Site) -> None:
    site.write("talks.md", "# Talks\n\nWords.\n")
    (warning,) = site.build(site_menu=[("Talks", "talk")])
    assert warning == (
        "conf.py:1: WARNING: site_menu has 'Talks' lead to 'talk', and there is no such page: did you mean 'talks'? "
        "[valuable.menu]"
    )


@pytest.mark.parametrize(
    "menu", ["about", ["about"], [("About",)], [("About", "")], [("About", None)], {"About": "about"}]
)
def test_menu_of_another_form_is_said(site: Site, menu: object) -> None:
    site.write("conf.py", f"{CONF}\nsite_menu = {menu!r}\n")
    with pytest.raises(ConfigError, match="write the words and the page of each entry"):
        site.build()
