"""Feeds hold to their formats, say the same in all three, and can be followed for years."""

import json
import os
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import feedparser
import pytest
from conftest import Site, main_of
from feed_rules import ATOM, FAULTS, atom_faults, entries, is_address, json_faults, rss_faults
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from valuable.content.posts import Post
from valuable.outputs.feeds.formats import (
    FEED_TYPES,
    Author,
    Category,
    Feed,
    FeedItem,
    atom,
    json_feed,
    opml,
    print_entry,
    rss,
)

BASE = "https://lights.example/"
MANY = 25
SINK = Path(__file__).parent / "roots" / "kitchen-sink" / "posts" / "2021"


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a site of 25 posts, two of whose feeds are of all there is in a post."""
    site = Site(tmp_path_factory.mktemp("feeds") / "site")
    for name in ("house.svg", "circle.svg", "two squares.png"):
        site.write(f"posts/2021/{name}", (SINK / name).read_bytes())
    site.write("posts/2021/kitchen-sink.md", (SINK / "kitchen-sink.md").read_text(encoding="utf-8"))
    site.write("about.md", "# About\n\n## By hand\n\nWords.\n")
    for number in range(1, MANY):
        body = f"Words {number}. See [the sink](kitchen-sink.md#tables) and [us](../../about.md#by-hand).\n"
        site.post(
            f"posts/2021/p{number}.md",
            title=f"P{number}",
            body=body,
            date=f"2021-02-{number:02}",
            tags="[even]" if number % 2 == 0 else "[odd]",
        )
    assert site.build() == []
    return site


def feeds_in(html: Path) -> list[Path]:
    return sorted(
        path for path in html.rglob("*") if path.name in FEED_TYPES or re.fullmatch(r"atom-\d+\.xml", path.name)
    )


def moments(entry: Any) -> tuple[datetime, datetime]:
    return (datetime(*entry["published_parsed"][:6], tzinfo=UTC), datetime(*entry["updated_parsed"][:6], tzinfo=UTC))


def as_read(html: Path, folder: str) -> list[list[dict[str, Any]]]:
    """Return the entries of the three feeds in a folder as feed readers see them."""
    found = []
    for name in ("atom.xml", "rss.xml"):
        feed = feedparser.parse((html / folder / name).read_bytes(), sanitize_html=False, resolve_relative_uris=False)
        assert not feed.bozo
        rows = []
        for entry in feed.entries:
            # Asked for a day that is not there, feedparser warns, and answers with another.
            last = "updated_parsed" if "updated_parsed" in entry else "published_parsed"
            published, updated = moments({**entry, "updated_parsed": entry[last]})
            rows.append({
                "id": entry.id,
                "title": entry.title,
                "link": entry.link,
                "published": published,
                "updated": updated,
                "authors": [author.name for author in entry.authors],
                "terms": [tag.term for tag in entry.get("tags", ())],
                "summary": entry.get("summary", ""),
                "content": max((part.value for part in entry.content), key=len),
            })  # fmt: skip
        found.append(rows)
    rows = []
    for item in json.loads((html / folder / "feed.json").read_bytes())["items"]:
        published = datetime.fromisoformat(item["date_published"])
        rows.append({
            "id": item["id"],
            "title": item["title"],
            "link": item["url"],
            "published": published,
            "updated": datetime.fromisoformat(item.get("date_modified", item["date_published"])),
            "authors": [author["name"] for author in item["authors"]],
            "terms": item.get("tags", []),
            "summary": item.get("summary", ""),
            "content": item["content_html"],
        })  # fmt: skip
    found.append(rows)
    return found


# -- Formats ----------------------------------------------------------------------------------------------------------


def test_every_feed_keeps_the_rules_of_its_format(blog: Site) -> None:
    found = feeds_in(blog.html)
    assert len(found) == 3 * (1 + 1 + 9 + 2) + 1  # all, a category, tags, authors; an archive
    for path in found:
        check = FAULTS.get(path.name, atom_faults)
        assert list(check(path.read_bytes())) == [], path


@pytest.mark.parametrize(
    "folder", ["blog", "blog/tag/even", "blog/category/research-and-development", "blog/author/crew"]
)
def test_three_formats_say_the_same(blog: Site, folder: str) -> None:
    in_atom, in_rss, in_json = as_read(blog.html, folder)
    assert in_atom == in_json
    for row in in_rss:
        row["summary"] = unescape(row["summary"])  # RSS has it as HTML
    assert in_rss == in_atom


def test_feed_has_the_newest_twenty_and_leads_back_to_the_first(blog: Site) -> None:
    feed = etree.parse(blog.html / "blog/atom.xml").getroot()
    seen = [entry.findtext(f"{ATOM}title") for entry in entries(feed)]
    assert len(seen) == 20
    address = "blog/atom.xml"
    older = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "prev-archive"]
    while older:
        address = older[0].removeprefix(BASE)
        feed = etree.parse(blog.html / address).getroot()
        assert feed.find("{http://purl.org/syndication/history/1.0}archive") is not None
        seen += [entry.findtext(f"{ATOM}title") for entry in entries(feed)]
        older = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "prev-archive"]
    assert address == "blog/archive/atom-1.xml"
    assert len(set(seen)) == MANY


def test_archives_are_numbered_from_the_oldest(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("valuable.outputs.feeds.ARCHIVED", 3)
    for number in range(1, 9):
        site.post(f"posts/2021/p{number}.md", title=f"P{number}", date=f"2021-02-0{number}")
    site.build(blog_feed_length=2)
    titles, links = [], []
    for number in (1, 2, 3):
        feed = etree.parse(site.html / f"blog/archive/atom-{number}.xml").getroot()
        titles.append([entry.findtext(f"{ATOM}title") for entry in entries(feed)])
        links.append(
            {link.get("rel"): link.get("href").removeprefix(f"{BASE}blog/") for link in feed.findall(f"{ATOM}link")}
        )
    assert titles == [["P3", "P2", "P1"], ["P6", "P5", "P4"], ["P8", "P7"]]
    assert [found.get("prev-archive") for found in links] == [None, "archive/atom-1.xml", "archive/atom-2.xml"]
    assert [found.get("next-archive") for found in links] == ["archive/atom-2.xml", "archive/atom-3.xml", None]
    assert {found["current"] for found in links} == {"atom.xml"}
    assert [found["self"] for found in links] == [f"archive/atom-{number}.xml" for number in (1, 2, 3)]
    before = (site.html / "blog/archive/atom-1.xml").read_bytes()
    site.post("posts/2021/p9.md", title="P9", date="2021-02-09")
    site.build(blog_feed_length=2)
    assert (site.html / "blog/archive/atom-1.xml").read_bytes() == before


def test_each_feed_has_an_id_of_its_own(blog: Site) -> None:
    ids = [
        etree.parse(path).getroot().findtext(f"{ATOM}id")
        for path in feeds_in(blog.html)
        if path.name.startswith("atom")
    ]
    assert len(set(ids)) == len(ids)
    assert all(found.startswith("tag:lights.example,2021:feed") for found in ids)


# -- What entries say -------------------------------------------------------------------------------------------------


def test_every_address_in_an_entry_leads_to_something(blog: Site) -> None:
    checked = 0
    for path in feeds_in(blog.html):
        if path.suffix == ".json":
            continue
        bodies = [element.text or "" for element in etree.parse(path).iter(f"{ATOM}content", "{*}encoded")]
        for body in bodies:
            for element in html.fragment_fromstring(body, create_parent="div").iter(etree.Element):
                for name in ("href", "src"):
                    address, _, anchor = element.get(name, "").partition("#")
                    if not address.startswith(BASE):
                        continue
                    file = blog.html / unquote(address.removeprefix(BASE))
                    file = file / "index.html" if file.is_dir() else file
                    assert file.is_file(), address
                    text = unescape(file.read_text(encoding="utf-8")) if anchor else ""
                    assert not anchor or f'id="{unquote(anchor)}"' in text, address
                    checked += 1
    assert checked > 100


def test_dates_are_the_authors_and_in_the_site_s_zone(site: Site) -> None:
    update = "```{update} 2021-08-01T10:00\nMore.\n```\n"
    site.post(date="2021-07-01T09:30", body=f"Words.\n\n{update}")
    site.post("posts/2021/winter.md", date="2021-01-01")
    site.build()
    newest, oldest = as_read(site.html, "blog")[0]
    assert (newest["published"], newest["updated"]) == (
        datetime(2021, 7, 1, 8, 30, tzinfo=UTC),
        datetime(2021, 8, 1, 9, tzinfo=UTC),
    )
    assert oldest["published"] == oldest["updated"]
    text = (site.html / "blog/atom.xml").read_text()
    assert "<published>2021-07-01T09:30:00+01:00</published>" in text
    assert text.count("<updated>2021-08-01T10:00:00+01:00</updated>") == 2  # the entry's and the feed's
    site.post(date="2021-07-01T09:30", body=f"Better words.\n\n{update}")
    site.build()
    assert text.count("<updated>") == (site.html / "blog/atom.xml").read_text().count("<updated>")
    assert "<updated>2021-08-01T10:00:00+01:00</updated>" in (site.html / "blog/atom.xml").read_text()


def test_cover_authors_and_original_are_told(site: Site) -> None:
    site.write("posts/2021/cover.png", (SINK / "two squares.png").read_bytes())
    site.post(author="[crew, ada]", cover="cover.png", cover_alt="A dot", canonical_link="https://original.example/x/")
    site.build()
    (entry,) = feedparser.parse((site.html / "blog/atom.xml").read_bytes()).entries
    (picture,) = entry.enclosures
    assert picture.type == "image/png"
    assert int(picture.length) == (SINK / "two squares.png").stat().st_size
    assert (site.html / picture.href.removeprefix(BASE)).is_file()
    assert [(author.name, author.href) for author in entry.authors] == [
        ("The crew of Small Lights", f"{BASE}blog/author/crew/"),
        ("Ada Writer", f"{BASE}blog/author/ada/"),
    ]
    assert entry.link == f"{BASE}posts/2021/hello/"
    (item,) = json.loads((site.html / "blog/feed.json").read_bytes())["items"]
    assert item["external_url"] == "https://original.example/x/"
    assert item["image"] == picture.href
    (item,) = feedparser.parse((site.html / "blog/rss.xml").read_bytes()).entries
    assert [author.name for author in item.authors] == ["The crew of Small Lights", "Ada Writer"]
    assert item.enclosures[0].href == picture.href


def test_body_is_made_once_however_many_feeds_carry_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def counted(body: str, address: str, pictures: str, language: str) -> str:
        made.append(address)
        return ""

    monkeypatch.setattr("valuable.outputs.feeds.feed_body", counted)
    for number in range(5):
        site.post(f"posts/2021/p{number}.md", tags="[a, b, c]", category="D", author="[ada, crew]")
    site.build(blog_feed_length=2)
    assert len(made) == len(set(made)) == 5
    made.clear()
    site.build(blog_feed_length=2)
    assert made == []


def test_feeds_stay_as_they_are_until_something_in_them_changes(site: Site) -> None:
    site.post("posts/2021/one.md", tags="[a]")
    site.post("posts/2021/two.md", tags="[b]")
    site.build()
    stamps = {path: path.stat().st_mtime_ns for path in feeds_in(site.html)}
    site.post("posts/2021/one.md", tags="[a]", body="Other words.\n")
    site.build()
    changed = {path for path in stamps if path.stat().st_mtime_ns != stamps[path]}
    assert {path.parent.relative_to(site.html).as_posix() for path in changed} == {
        "blog",
        "blog/tag/a",
        "blog/author/ada",
    }


def test_tag_that_is_gone_takes_its_feeds_along(site: Site) -> None:
    site.post(tags="[a]")
    site.build()
    assert (site.html / "blog/tag/a/rss.xml").is_file()
    site.post()
    site.build()
    assert not (site.html / "blog/tag/a").exists()


def test_site_without_posts_has_a_feed_of_nothing(site: Site) -> None:
    site.build()
    for name, check in FAULTS.items():
        assert list(check((site.html / "blog" / name).read_bytes())) == []


def test_feeds_under_a_base_path(site: Site) -> None:
    site.post(body="See [home](../../index.md).\n")
    site.build(html_baseurl="https://user.example/repo/")
    for row in (found[0] for found in as_read(site.html, "blog")):
        assert row["link"] == "https://user.example/repo/posts/2021/hello/"
        assert 'href="https://user.example/repo/"' in row["content"]
        assert row["id"].startswith("tag:lights.example,2021:")


# -- Pages ------------------------------------------------------------------------------------------------------------


def announced(site: Site, address: str) -> list[str]:
    links = site.page(address).select("head link[rel=alternate]")
    for link in links:
        if link["type"] in FEED_TYPES.values():
            path = (site.html / address.strip("/") / link["href"]).resolve()
            assert path.is_file()
            assert link["title"]
    kinds = [link for link in links if link["type"] in FEED_TYPES.values()]
    return [os.path.normpath(f"{address}{link['href']}") for link in kinds]


def test_pages_announce_their_feeds(blog: Site) -> None:
    whole = [f"/blog/{name}" for name in FEED_TYPES]
    assert announced(blog, "/") == whole
    assert announced(blog, "/posts/2021/p1/") == whole
    assert announced(blog, "/blog/") == whole
    assert announced(blog, "/blog/tag/even/") == [f"/blog/tag/even/{name}" for name in FEED_TYPES] + whole
    assert announced(blog, "/blog/author/ada/page/2/") == [f"/blog/author/ada/{name}" for name in FEED_TYPES] + whole


def test_page_on_subscribing_lists_every_feed(site: Site) -> None:
    site.write("subscribe.md", "# Subscribe\n\nDo.\n")
    site.post(tags="[a, <b>]", category="C & D")
    site.build()
    page = main_of(site.page("/subscribe/"))
    there = {(site.html / "subscribe" / link["href"]).resolve() for link in page.select(".feeds a")}
    assert there == {*(path.resolve() for path in feeds_in(site.html)), (site.html / "blog/feeds.opml").resolve()}
    site.post(tags="[other]", category="C & D")
    site.build()
    assert "other" in [name.text for name in main_of(site.page("/subscribe/")).select(".feed-name")]


def test_opml_lists_every_feed(blog: Site) -> None:
    root = etree.parse(blog.html / "blog/feeds.opml").getroot()
    assert root.get("version") == "2.0"
    assert root.findtext("head/title") == "Small Lights"
    outlines = root.findall("body/outline")
    assert {outline.get("type") for outline in outlines} == {"rss"}
    files = {outline.get("xmlUrl").removeprefix(BASE) for outline in outlines}
    expected = {path.relative_to(blog.html).as_posix() for path in feeds_in(blog.html) if path.name == "atom.xml"}
    assert {unquote(file) for file in files} == expected
    assert all(is_address(outline.get("htmlUrl")) and outline.get("text") for outline in outlines)


# -- Any text ---------------------------------------------------------------------------------------------------------

PLAIN_SIGNS = ("<", "&", '"', "'", "]]>", "<b>", "&amp;", " ", "🎉", "👩‍👧", "שלום", "é", "हि")
SIGNS = st.sampled_from([*PLAIN_SIGNS, "\u202e", "\x00", "\x0b", "\ufffe", "\ud800"])
texts = st.lists(SIGNS, max_size=8).map("".join) | st.text(max_size=30)
zones = st.sampled_from(["Europe/London", "Asia/Kolkata", "America/St_Johns"])
dates = st.datetimes(datetime(1900, 1, 1), datetime(2900, 1, 1)).map(lambda moment: moment.replace(microsecond=0))


@st.composite
def made_entries(draw: Any) -> FeedItem:
    first, second = (draw(dates).replace(tzinfo=ZoneInfo(draw(zones))) for _ in range(2))
    authors = draw(st.lists(texts.map(lambda text: f"A{text}"), min_size=1, max_size=3))
    post = Post(
        docname="posts/2021/hello",
        title=f"T {draw(texts)}",
        date=min(first, second),
        updated=max(first, second),
        authors=(),
        category=None,
        tags=(),
        description=draw(texts),
        words=2,
        language="en-GB",
    )
    return FeedItem(
        id="tag:lights.example,2021:2021-03-26/hello",
        post=post,
        address=f"{BASE}posts/2021/hello/",
        authors=tuple(Author(name, f"{BASE}blog/author/jo/") for name in authors),
        terms=tuple(Category(f"t{text}", f"{BASE}blog/tag/") for text in draw(st.lists(texts, max_size=3))),
        content=f"<p>{draw(texts).replace('&', '&amp;').replace('<', '&lt;')}</p>",
    )


def sayable(text: str) -> str:
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


@given(made_entries())
def test_any_text_comes_out_right_in_all_three(entry: FeedItem) -> None:
    author = Author("Jo", f"{BASE}blog/author/jo/")
    post = entry.post
    feed = Feed("tag:lights.example,2021:feed", post.title, post.description, f"{BASE}blog/", f"{BASE}blog/", author,
                "en-GB", "© Jo", f"{BASE}icon.png", post.changed)  # fmt: skip
    made = print_entry(entry)
    title, content = sayable(entry.post.title), sayable(entry.content)

    data = atom(feed, [made.atom])
    assert list(atom_faults(data)) == []
    (found,) = entries(etree.fromstring(data))

    assert found.findtext(f"{ATOM}title") == title.replace("\r\n", "\n") or "\r" in title
    assert found.findtext(f"{ATOM}content") == content or "\r" in content
    names = [element.text for element in found.findall(f"{ATOM}author/{ATOM}name")]
    assert names == [sayable(author.name) for author in entry.authors]
    assert datetime.fromisoformat(found.findtext(f"{ATOM}published")) == entry.post.date

    data = rss(feed, [made.rss])
    assert list(rss_faults(data)) == []
    item = etree.fromstring(data).find("channel/item")
    assert item.findtext("title") == title or "\r" in title
    assert item.findtext("{*}encoded") == content or "\r" in content

    data = json_feed(feed, [made.json])
    assert list(json_faults(data)) == []
    (item,) = json.loads(data)["items"]
    assert (item["title"], item["content_html"]) == (title, content)

    assert etree.fromstring(opml(entry.post.title, [feed])).findtext("head/title") == title or "\r" in title


@pytest.mark.parametrize("title", ["Ben & <Jerry>", 'Say "no"', "A 🎉 b", "שלום", "AT&T's 1 < 2", "x]]>y"])
def test_title_is_read_as_it_was_written(site: Site, title: str) -> None:
    escaped = title.replace("&", "\\&").replace("<", "\\<")
    site.post(title=escaped)
    site.build()
    rows = [found[0]["title"] for found in as_read(site.html, "blog")]
    assert rows[0] == rows[1] == rows[2]
    assert rows[0].replace("“", '"').replace("”", '"').replace("’", "'") == title
