"""The home page: who writes here, where to start, the newest posts, the concepts."""

from typing import Any

import pytest
from conftest import CONF, Site, main_of
from sphinx.errors import ConfigError

from valuable.pages.home import HOME_CONCEPTS, HOME_POSTS

PEOPLE = {
    "ada": {"name": "Ada Writer", "role": "a keeper", "place": "Kiel", "picture": "images/ada.svg"},
    **{key: {"name": key.title()} for key in ("bea", "cy", "dan", "eve", "fay")},
}
CONFIG: dict[str, Any] = {"people": PEOPLE, "blog_default_author": "ada"}


@pytest.fixture
def blog(site: Site) -> Site:
    for number in range(1, 9):
        site.post(f"posts/2021/p{number}.md", title=f"P{number}", date=f"2021-01-0{number}")
    site.post("posts/2020/folder/index.md", title="Folder", date="2020-01-01", author="bea")
    return site


def titles(site: Site) -> list[list[str]]:
    """Return the titles of the posts in each list of the home page."""
    return [
        [each.get_text() for each in found.select(".p-name")] for found in main_of(site.page("/")).select(".entries")
    ]


def headings(site: Site) -> list[str]:
    return [each.get_text() for each in main_of(site.page("/")).select("h2")]


def test_writer_stands_on_top_with_the_portrait(blog: Site) -> None:
    assert blog.build(**CONFIG) == []
    writers = main_of(blog.page("/")).select_one(".home-writers")
    assert writers.find_next("h1").find(string=True) == "Home"
    assert writers.svg["aria-hidden"] == "true"
    owner = writers.select_one(".p-author.h-card")
    assert owner.select_one("a.p-name.u-url[href='./blog/author/ada/']").get_text() == "Ada Writer"
    assert owner.select_one(".person-role").get_text() == "A keeper based in Kiel"
    assert [link["href"] for link in writers.select("p:not(.h-card) a")] == ["./blog/author/bea/"]


def test_writer_without_posts_or_portrait_is_a_name(site: Site) -> None:
    assert site.build(people={"jo": {"name": "Jo <b>"}}, blog_default_author="jo") == []
    writers = main_of(site.page("/")).select_one(".home-writers")
    assert writers.get_text(" ", strip=True) == "Jo <b>"
    assert not writers.select("a, img")
    assert headings(site) == []


def test_of_many_writers_those_with_most_posts_are_named(blog: Site) -> None:
    for key in ("cy", "dan", "eve", "fay"):
        blog.post(f"posts/2019/{key}.md", title=key, date="2019-01-01", author=key)
    blog.post("posts/2019/more.md", title="More", date="2019-01-02", author="eve")
    assert blog.build(**CONFIG) == []
    links = main_of(blog.page("/")).select(".home-writers p:not(.h-card) a")
    assert [link.get_text() for link in links] == ["Eve", "Bea", "Cy", "2 more"]
    assert links[-1]["href"] == "./blog/author/"


def test_newest_are_few(blog: Site) -> None:
    assert blog.build(**CONFIG) == []
    assert headings(blog) == ["The newest posts"]
    assert titles(blog) == [[f"P{number}" for number in range(8, 8 - HOME_POSTS, -1)]]


@pytest.mark.parametrize(
    "name",
    [
        "posts/2020/folder",
        "posts/2020/folder/",
        "/posts/2020/folder/",
        "posts/2020/folder/index.md",
        " posts/2020/folder ",
    ],
)
def test_post_to_start_with_is_named_by_its_file_or_address(blog: Site, name: str) -> None:
    assert blog.build(**CONFIG, start_here=[name, "posts/2021/p8.md", name]) == []
    assert headings(blog) == ["Start here", "The newest posts"]
    assert titles(blog) == [["Folder", "P8"], ["P7", "P6", "P5", "P4", "P3"]]


def test_name_that_no_post_has_is_said_with_the_nearest(blog: Site) -> None:
    blog.write("about.md", "# About\n\nWords.\n")
    blog.post("posts/2021/held.md", title="Held", draft="true")
    blog.write(
        "conf.py",
        f"{CONF}\npeople = {PEOPLE!r}\nstart_here = [\n  'posts/2021/held',\n  'about',\n  'posts/2020/foldr',\n]\n",
    )
    line = CONF.count("\n") + 1
    assert blog.build() == [
        f"conf.py:{line + 4}: WARNING: start_here names 'about', which is no post: take it out, and link to it in "
        "index.md [valuable.home]",
        f"conf.py:{line + 5}: WARNING: start_here names 'posts/2020/foldr', and there is no such post: did you mean "
        "'posts/2020/folder'? [valuable.home]",
    ]
    assert "Held" not in main_of(blog.page("/")).get_text()


@pytest.mark.parametrize("found", ["posts/2021/p1", [1], [""], {"posts/2021/p1": 1}, None])
def test_setting_of_another_form_is_said(site: Site, found: object) -> None:
    site.write("conf.py", f"{CONF}\nstart_here = {found!r}\n")
    with pytest.raises(ConfigError, match="write a list of posts"):
        site.build()


def test_of_very_many_concepts_those_that_most_link_to_are_named(blog: Site) -> None:
    for number in range(HOME_CONCEPTS + 3):
        blog.write(f"concepts/c{number:02}.md", f"# C{number:02}\n\nIt is one.\n")
    blog.post("posts/2021/p9.md", body=f"Of [[C{HOME_CONCEPTS + 2}]] and [[C{HOME_CONCEPTS + 1}]].\n")
    assert blog.build(**CONFIG) == []
    shown = [each.get_text() for each in main_of(blog.page("/")).select(".concept-names a")]
    assert shown == [*(f"C{number:02}" for number in range(HOME_CONCEPTS - 2)), "C25", "C26"]


def test_home_is_written_again_when_what_it_shows_changes(blog: Site) -> None:
    assert blog.build(**CONFIG, start_here=["posts/2021/p1"]) == []
    blog.post("posts/2021/p1.md", title="Renamed", date="2021-01-01")
    blog.post("posts/2019/cy.md", title="Cy", date="2019-01-01", author="cy")
    assert blog.build(**CONFIG, start_here=["posts/2021/p1"]) == []
    assert titles(blog)[0] == ["Renamed"]
    assert "Cy" in main_of(blog.page("/")).select_one(".home-writers").get_text()
