"""`{postlist}` and `{conceptlist}` in any page."""

import re
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from conftest import Site, main_of

from valuable.base.people import Person
from valuable.content.posts import Post
from valuable.pages.list_options import LINE_FORMAT, LINES, read_post_list
from valuable.pages.post_queries import PostQuery

PEOPLE = {"ada": Person("ada", "Ada Writer"), "jo": Person("jo", "Jo Reader")}


def post(number: int, **values: Any) -> Post:
    found = {
        "docname": f"posts/{2019 + number}/p{number}",
        "title": f"P{number}",
        "date": datetime(2019 + number, 1, 1, tzinfo=UTC),
        "updated": None,
        "authors": ("ada",),
        "category": None,
        "tags": (),
        "description": "",
        "words": 1,
        "language": "en-GB",
    }
    return Post(**{**found, **values})


NEWEST = [
    post(4, tags=("Teams", "C++"), authors=("ada", "jo"), language="pt-BR"),
    post(3, tags=("Teams", "Trust"), category="Notes", series="Tale"),
    post(2, tags=("Trust",), authors=("jo",), category="Essays"),
    post(1, category="Notes", series="Tale", language="pt"),
]


class Asked(NamedTuple):
    """The options of a list, and the posts in it."""

    options: str
    expected: str
    argument: str = ""


@pytest.mark.parametrize(
    ("options", "expected", "argument"),
    [
        Asked("", "4 3 2 1"),
        Asked("", "4 3", "2"),
        Asked("order: oldest", "1 2", "2"),
        Asked("order: newest; number: 3", "4 3 2"),
        Asked("sort: ", "3 4", "2"),  # ABlog's: of the newest two, the oldest first
        Asked("tag: teams", "4 3"),
        Asked("tags: teams, trust", "3"),  # as in ABlog, a post has both
        Asked("tags: teams, trust; match: any", "4 3 2"),
        Asked("tag: c++", "4"),
        Asked("tag: teams; tags: trust", "3"),
        Asked("category: notes", "3 1"),
        Asked("categories: notes, essays", "3 2 1"),
        Asked("author: jo", "4 2"),
        Asked("author: Jo Reader, ada", "4"),
        Asked("authors: jo, ada; match: any", "4 3 2 1"),
        Asked("series: tale", "3 1"),
        Asked("series: tale; category: notes; tag: trust", "3"),
        Asked("year: 2021", "2"),
        Asked("years: 2020-2021, 2023", "4 2 1"),
        Asked("language: pt", "4 1"),
        Asked("language: pt-BR", "4"),
        Asked("folder: 2021", "2"),
        Asked("folder: posts/2021/, 2020", "2 1"),
        Asked("folder: 202", ""),
    ],
)
def test_posts_that_are_asked_for(options: str, expected: str, argument: str) -> None:
    given = dict(each.split(": ", 1) for each in options.split("; ") if each)
    asked, problems = read_post_list(argument, given)
    assert problems == []
    found = asked.query.select(NEWEST, "about", PEOPLE)
    found = found[::-1] if asked.reverse else found
    assert " ".join(post.title[1:] for post in found) == expected


def test_page_of_a_post_does_not_list_itself() -> None:
    assert [post.title for post in PostQuery(number=1).select(NEWEST, "posts/2023/p4", PEOPLE)] == ["P3"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("tga: x", "there is no option `:tga:`: write `:tag:`"),
        ("zzzz: x", "there is no option `:zzzz:`: it may have `:tag:`"),
        ("location: x", "posts have no location here: take `:location:` out"),
        ("order: oldst", "`:order: oldst` means nothing: write `:order: oldest`"),
        ("show: cards", "`:show: cards` means nothing: write "),
        ("match: both", "`:match: both` means nothing: write `:match: all` or `:match: any`"),
        ("number: many", "`many` is no number of things to list: write one"),
        ("number: 0", "`0` is no number of things to list"),
        ("year: 21", "`:year: 21` is no year: write one as in `2021`"),
        ("tag: ", "`:tag:` says nothing"),
        ("format: {nope}", "`:format:` is {nope}; it may name `{date}`"),
        ("show: rows; date: %Y", "`:date:` is for lists of titles: take it out, or `:show: rows`"),
    ],
)
def test_slips_are_told_with_what_to_write(options: str, message: str) -> None:
    _, (problem,) = read_post_list("", dict(each.split(": ", 1) for each in options.split("; ")))
    assert problem.startswith(f"`{{postlist}}`: {message}")


def test_options_of_ablog() -> None:
    asked, problems = read_post_list("3", {"date": "%Y", "list-style": "circle", "excerpts": "", "expand": "More"})
    assert problems == []
    assert (asked.show, asked.line, asked.date, asked.style) == (LINES, LINE_FORMAT, "%Y", "circle")
    assert (asked.excerpts, asked.expand) == (True, "More")


@pytest.fixture
def listed(site: Site) -> Site:
    site.write("posts/2021/cover.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9"/>')
    site.post("posts/2021/a.md", "On teams.\n", "A & B", tags="[Teams]", cover="cover.svg", cover_alt="C", category="N")
    site.post("posts/2021/b.md", "Über Teams.\n", "Zweiter", date="2021-04-01", language="de", author="crew")
    site.post("posts/2021/secret.md", "Secret.\n", "Secret", draft="true", tags="[Hidden]")
    site.write("concepts/plan.md", "# Plan\n\nA plan is what is *done*.\n")
    return site


def hints(site: Site) -> list[str]:
    assert site.app is not None
    return re.findall(r"about\.md:\d+: .*", site.app.status.getvalue())


def test_lists_in_a_page(listed: Site) -> None:
    listed.write(
        "about.md",
        "# About\n\n```{postlist}\n```\n\n## Part\n\n```{postlist}\n:show: rows\n:tag: teams\n```\n\n"
        "```{postlist}\n:show: covers\n```\n\n"
        "```{postlist} 1\n:date: '%Y'\n:format: '{date}: {title} by {author}'\n:excerpts:\n:expand: More\n```\n\n"
        "```{conceptlist}\n```\n\n```{conceptlist}\n:show: definitions\n```\n\n```{postlist}\n:year: 1999\n```\n",
    )
    assert listed.build() == []
    main = main_of(listed.page("/about/"))
    titles, rows, covers, lines = main.select(".postlist.h-feed")
    assert [link.get_text() for link in titles.select(".h-entry > a.p-name.u-url")] == ["Zweiter", "A & B"]
    assert titles.select_one("a")["href"] == "../posts/2021/b/"
    assert titles.select_one("a")["lang"] == "de"
    assert titles.select_one("time.dt-published")["datetime"] == "2021-04-01"
    (row,) = rows.select("ul.entries > .h-entry")
    assert row.h3.get_text() == "A & B"  # below the heading above the list
    assert row.select_one(".p-summary").get_text() == "On teams."
    assert len(covers.select("ul > .h-entry")) == 2
    assert covers.select_one("img.u-featured")["alt"] == "C"
    assert (listed.html / "about" / covers.select_one("img")["src"]).is_file()
    assert lines.li.get_text() == "2021: Zweiter by The crew of Small LightsÜber Teams. More"
    names, definitions = main.select(".conceptlist")
    assert names.a["href"] == "../concepts/plan/"
    assert definitions.dd.get_text() == "A plan is what is done."
    assert hints(listed) == [
        "about.md:31: no post is in this list yet, so nothing is shown of it: take it out, or ask for less"
    ]
    assert "Secret" not in main.get_text()
    copy = (listed.html / "about/index.md").read_text(encoding="utf-8")
    assert copy.count("[A & B](https://lights.example/posts/2021/a/)") == 3
    assert "words from" not in copy
    page = str(listed.page("/about/"))
    assert "listing.css" in page
    assert "listing.css" not in str(listed.page("/posts/2021/a/"))


def test_people_of_the_site(listed: Site) -> None:
    lists = "```{peoplelist}\n```\n\n```{peoplelist} crew, Ada Writer\n```\n\n```{peoplelist} addda\n:show: rows\n```\n"
    listed.write("about.md", f"# About\n\n{lists}")
    option, name = listed.build()
    assert option.startswith("about.md:9: WARNING: `{peoplelist}`: it has no options: take `:show:` out")
    assert name.startswith("about.md:9: WARNING: `{peoplelist}`: nobody in `people` of conf.py is `addda`: nearest are")
    main = main_of(listed.page("/about/"))
    everybody, some = main.select(".peoplelist")
    assert [person.get_text() for person in everybody.select(".h-card > .p-name")] == [
        "Ada Writer",
        "The crew of Small Lights",
    ]
    assert everybody.img["src"] == "../_static/images/ada.svg"
    assert everybody.select_one(".person-role").get_text() == "A lamp keeper based in London"
    assert [link["href"] for link in everybody.select("a.u-url")] == [
        "../blog/author/ada/",
        "https://social.example/@ada",
        "../blog/author/crew/",
    ]
    assert some.select_one(".p-name").get_text() == "The crew of Small Lights"
    copy = (listed.html / "about/index.md").read_text(encoding="utf-8")
    assert "[Ada Writer](https://lights.example/blog/author/ada/)" in copy
    assert "ada.svg" not in copy


def test_list_in_a_post_and_its_feed(listed: Site) -> None:
    listed.post("posts/2022/c.md", "```{postlist}\n:show: rows\n```\n", "Mit Liste", date="2022-01-01", language="de")
    assert listed.build() == []
    page = listed.page("/posts/2022/c/")
    assert "2 Wörter vom 1. April 2021" in page.select_one(".postlist").get_text()
    assert page.select(".postlist [lang=en-GB]")
    assert "listing.css" in str(page)
    feed = (listed.html / "blog/atom.xml").read_text(encoding="utf-8")
    assert (
        '&lt;ul&gt;&lt;li&gt;&lt;a href="https://lights.example/posts/2021/b/"&gt;Zweiter&lt;/a&gt;&lt;/li&gt;' in feed
    )


def test_names_that_nothing_has(listed: Site) -> None:
    body = "```{postlist}\n:tag: taems\n:category: M\n:author: adda\n:series: x\n:language: fr\n:folder: 2020\n```\n\n"
    listed.write("about.md", f"# About\n\n{body}```{{postlist}}\n:tag: hidden\n```\n")
    warnings = listed.build()
    assert [
        warning.partition(": WARNING: `{postlist}`: ")[2].removesuffix(" [valuable.lists]") for warning in warnings
    ] == [
        "no post has the tag `taems`: nearest are `Teams`",
        "nobody in `people` of conf.py is `adda`: nearest are `ada`, `crew`",
        "no post has the category `M`: nearest are `N`",
        "no post has the series `x`: there is none yet, so take `:series:` out",
        "no post has the language `fr`: nearest are `en-GB`, `de`",
        "no post has the folder `2020`: nearest are `posts/2021`, `posts`",
    ]
    assert all(warning.startswith("about.md:3: ") for warning in warnings)
    assert hints(listed) == [
        "about.md:12: `{postlist}`: all posts with the tag `hidden` are held back, so the list has none yet"
    ]
    assert listed.build() == warnings  # nothing has changed


def test_page_is_written_again_when_its_list_is_another(listed: Site) -> None:
    listed.write(
        "about.md", "# About\n\n```{postlist}\n:tag: teams\n```\n\n```{conceptlist}\n:show: definitions\n```\n"
    )
    assert listed.build(jobs=2) == []
    page = listed.html / "about/index.html"

    def rewritten() -> bool:
        before = page.stat().st_mtime_ns
        assert listed.build(jobs=2) == []
        return page.stat().st_mtime_ns != before

    assert not rewritten()
    listed.post("posts/2021/b.md", "Other words.\n", "Other", date="2021-04-01")
    assert not rewritten()  # no list shows it
    listed.post("posts/2021/b.md", "Other words.\n", "Other", date="2021-04-01", tags="[Teams]")
    assert rewritten()
    assert "Other" in page.read_text(encoding="utf-8")
    listed.write("concepts/plan.md", "# Plan\n\nA plan is another thing.\n")
    assert rewritten()
    (listed.folder / "posts/2021/b.md").unlink()
    assert rewritten()
    assert "Other" not in page.read_text(encoding="utf-8")
