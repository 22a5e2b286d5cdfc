import shutil
import time
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest
from conftest import Site, main_of

from valuable.base.people import Person
from valuable.base.translations import translator
from valuable.content.posts import Post
from valuable.pages import listings
from valuable.pages.home import HOME_POSTS
from valuable.pages.listings import pagename_of


def test_first_page_has_the_listings_own_name() -> None:
    assert pagename_of("blog", 1) == "blog"
    assert pagename_of("blog/tag/x", 3) == "blog/tag/x/page/3"


def make(docname: str, year: int, **values: Any) -> Post:
    given = {"authors": ("ada",), "category": None, "tags": (), "description": "", **values}
    return Post(docname, docname, datetime(year, 3, 26, tzinfo=UTC), None, words=1, language="en", **given)


def lists(*posts: Post, **people: str) -> listings.Listings:
    known = {key: Person(key, name) for key, name in {"ada": "Ada Writer", **people}.items()}
    return listings.find_listings(posts, known, "Small Lights", "blog", translator("en"), set(), list)


def test_lists_of_a_post_are_those_of_its_year_category_tags_and_authors() -> None:
    post = make("p", 2021, category="Products", tags=("C#", "été"), authors=("ada", "bo"))
    assert [(listing.pagename, listing.title) for listing in lists(post, bo="Bo Ek")] == [
        ("blog", "Posts"),
        ("blog/2021", "Posts of 2021"),
        ("blog/category/products", "Posts in “Products”"),
        ("blog/tag/c-sharp", "Posts tagged “C#”"),
        ("blog/tag/ete", "Posts tagged “été”"),
        ("blog/author/ada", "Ada Writer"),
        ("blog/author/bo", "Bo Ek"),
    ]


def test_site_without_posts_has_the_list_of_all_only() -> None:
    found = lists()
    assert [listing.pagename for listing in found] == ["blog"]
    assert [(page.pagename, page.total) for page in found.blog.pages()] == [("blog", 1)]


def test_years_come_from_the_last_one_on_and_labels_by_the_alphabet() -> None:
    found = lists(make("b", 2022, tags=("b", "A")), make("a", 2021, tags=("a2", "b")))
    assert [year.label for year in found.catalogs["archive"].listings] == ["2022", "2021"]
    assert [tag.label for tag in found.catalogs["tag"].listings] == ["A", "a2", "b"]


def test_every_list_but_that_of_a_year_has_feeds() -> None:
    found = lists(make("p", 2021, category="Products", tags=("work",)))
    assert [listing.pagename for listing in found if not listing.has_feeds] == ["blog/2021"]


def test_author_who_is_nobody_has_no_list() -> None:
    assert "author" not in lists(make("p", 2021, authors=("who",))).catalogs


@pytest.fixture
def many(site: Site) -> Site:
    for number in range(45):
        site.post(
            f"posts/2021/p{number:02}.md",
            title=f"P{number:02}",
            date=f"20{10 + number % 3}-01-{number // 3 + 1:02}",
            tags="[common]",
            category="Product",
            description=f"About {number}.",
        )
    assert site.build() == []
    return site


def test_all_posts_stand_twenty_a_page_newest_first(many: Site) -> None:
    pages = [main_of(many.page(address)) for address in ("/blog/", "/blog/page/2/", "/blog/page/3/")]
    titles = [[title.get_text() for title in page.select(".h-entry .p-name")] for page in pages]
    assert [len(page) for page in titles] == [20, 20, 5]
    assert titles[0][0] == "P44"
    assert len({title for page in titles for title in page}) == 45
    assert pages[1].select_one("nav.pages a[rel=prev]")["href"] == "../../../blog/"
    assert pages[1].select_one("nav.pages a[rel=next]")["href"] == "../../../blog/page/3/"
    assert pages[2].select_one("nav.pages a[rel=next]") is None
    assert pages[1].h1.get_text() == "Posts, page 2"


def test_tags_categories_authors_and_years_are_paged_too(many: Site) -> None:
    for address in ("/blog/tag/common/", "/blog/category/product/", "/blog/author/ada/"):
        assert len(main_of(many.page(address)).select(".h-entry")) == 20
        assert len(main_of(many.page(f"{address}page/3/")).select(".h-entry")) == 5
    assert len(main_of(many.page("/blog/2010/")).select(".h-entry")) == 15


def test_archive_of_very_many_posts_names_the_years_only(many: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listings, "ALL_ON_ONE_PAGE", 44)
    many.post(title="P0, renamed", date="2010-01-01")
    assert many.build() == []
    page = main_of(many.page("/blog/archive/"))
    assert page.select(".h-entry") == []
    assert [heading.get_text(" ", strip=True) for heading in page.select("h2")][-1] == "2010 16"


def test_archive_lists_every_post_by_year(many: Site) -> None:
    page = main_of(many.page("/blog/archive/"))
    assert [year.get_text() for year in page.select("h2")] == ["2012", "2011", "2010"]
    assert len(page.select(".h-entry")) == 45


def test_row_has_title_byline_description_and_tags(many: Site) -> None:
    row = main_of(many.page("/blog/")).select_one(".h-entry")
    assert row.select_one("a.p-name.u-url")["href"] == "../posts/2021/p44/"
    assert row.select_one(".byline").get_text() == "2 words from 15 January 2012"
    assert row.select_one(".p-summary").get_text() == "About 44."
    assert [tag.get_text() for tag in row.select("a.p-category")] == ["common"]
    assert row.select_one("a.p-author.h-card").get_text() == "Ada Writer"


def test_home_shows_the_newest_posts(many: Site) -> None:
    page = main_of(many.page("/"))
    assert [title.get_text() for title in page.select(".h-entry .p-name")][:2] == ["P44", "P41"]
    assert len(page.select(".h-entry")) == HOME_POSTS


def test_catalogs_that_the_site_has_no_use_for_are_not_made(many: Site) -> None:
    for name in ("drafts", "language", "location"):
        assert not (many.html / "blog" / name).exists()


def test_catalog_counts_its_posts(many: Site) -> None:
    row = main_of(many.page("/blog/tag/")).select_one(".labels li")
    assert (row.a.get_text(), row.select_one(".count").get_text()) == ("common", "45")


def test_every_page_of_the_blog_is_a_page_of_the_frame(many: Site) -> None:
    for path in many.files():
        if path.endswith(".html"):
            page = many.page(path)
            assert "ERROR" not in page.get_text()
            assert len(page.select("h1")) == 1, path
            assert len(page.select("meta[name=viewport]")) == 1, path


def test_feed_is_well_formed_and_has_the_newest_twenty(many: Site) -> None:
    feed = feedparser.parse((many.html / "blog/atom.xml").read_bytes())
    assert not feed.bozo
    assert len(feed.entries) == 20
    assert feed.entries[0].title == "P44"
    assert feed.entries[0].link == "https://lights.example/posts/2021/p44/"
    assert "Some words." in feed.entries[0].content[0].value


def test_feed_is_the_same_on_every_machine_and_day(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.post(date="2021-07-01T09:30", body="Words.\n\n```{update} 2021-12-24\nMore.\n```\n")
    feeds = []
    for zone in ("Pacific/Auckland", "America/Lima"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert site.build() == []
        feeds.append((site.html / "blog/atom.xml").read_bytes())
        shutil.rmtree(site.folder / "_build")
    monkeypatch.undo()
    time.tzset()
    assert feeds[0] == feeds[1]
    assert b"<published>2021-07-01T09:30:00+01:00</published>" in feeds[0]
    assert feeds[0].count(b"<updated>2021-12-24T00:00:00+00:00</updated>") == 2


def test_site_without_posts_builds(site: Site) -> None:
    assert site.build() == []
    assert main_of(site.page("/blog/")).h1.get_text() == "Posts"


def test_postlist_of_an_author_stays(site: Site) -> None:
    site.post()
    site.write("about.md", "# About\n\n```{postlist} 3\n```\n")
    assert site.build() == []
    assert main_of(site.page("/about/")).select_one(".postlist a")["href"] == "../posts/2021/hello/"


def test_reference_to_a_tag_leads_to_its_page(site: Site) -> None:
    site.post(tags="[c++]", body="See {ref}`tag-c-plus-plus` and {ref}`the feed <blog-feed>`.\n")
    assert site.build() == []
    links = [link["href"] for link in main_of(site.page("/posts/2021/hello/")).select(".e-content a")]
    assert links[0] == "../../../blog/tag/c-plus-plus/"
    assert links[1] == "https://lights.example/blog/atom.xml"


def test_cover_stands_beside_the_post_in_lists(site: Site) -> None:
    site.write("posts/2021/cover.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>')
    site.post(cover="cover.svg", cover_alt='A "cover"')
    assert site.build() == []
    cover = main_of(site.page("/blog/")).select_one(".h-entry img.u-featured")
    assert cover["alt"] == 'A "cover"'
    assert (site.html / "blog" / cover["src"]).is_file()
    assert cover["src"].startswith("../_images/cover.")
