"""Lines `moved OLD NEW` of the ledger: lists, feeds, files and queries of a site that has come from elsewhere."""

import json

import pytest
from conftest import Site

from valuable.base.page_addresses import file_of
from valuable.pages.listings import PER_PAGE

ATOM, JSON = "blog/atom.xml", "blog/feed.json"


def moved(site: Site, *lines: str) -> None:
    site.write("permalinks.txt", "".join(f"moved {line}\n" for line in sorted(lines)))


def rules(site: Site) -> list[str]:
    path = site.html / "_redirects"
    return path.read_text().splitlines() if path.exists() else []


@pytest.fixture
def blog(site: Site) -> Site:
    site.post(tags="[lamps]", redirect="['/?p=12', /older/]", address="/2021/hello.html")
    site.write("_extra/files/old.pdf", b"%PDF-1.4\n%%EOF\n")
    site.write("conf.py", (site.folder / "conf.py").read_text() + 'html_extra_path = ["_extra"]\n')
    return site


def test_list_leads_on_by_a_page_and_by_a_rule(blog: Site) -> None:
    moved(blog, "/tag/lamps/ /blog/tag/lamps/", "/lamps.html /blog/tag/lamps/#top", "/x.php /2021/hello.html")
    assert blog.build() == []
    page = blog.page("/tag/lamps/")
    assert page.a["href"] == "../../blog/tag/lamps/"
    assert page.select_one("link[rel=canonical]")["href"] == "https://lights.example/blog/tag/lamps/"
    assert blog.page("/lamps.html").a["href"] == "blog/tag/lamps/#top"
    assert blog.page("/x.php/").a.get_text() == "Hello"
    assert {"/tag/lamps/  /blog/tag/lamps/  301", "/lamps.html  /blog/tag/lamps/#top  301"} <= set(rules(blog))


def test_later_page_of_a_list_leads_on_until_there_are_posts_for_it(blog: Site) -> None:
    moved(blog, "/blog/page/1/ /blog/", "/blog/page/2/ /blog/", "/blog/tag/lamps/page/9/ /blog/tag/lamps/")
    assert blog.build() == []
    assert {"/blog/page/2/  /blog/  301", "/blog/page/1/  /blog/  301"} <= set(rules(blog))
    assert blog.page("/blog/page/2/").a["href"] == "../../"
    assert blog.page("/blog/tag/lamps/page/9/").a["href"] == "../../"
    for number in range(PER_PAGE):
        blog.post(f"posts/2020/{number}.md", title=f"Lamp {number}", date="2020-01-01")
    assert blog.build() == []
    assert blog.page("/blog/page/2/").select_one(".h-feed .h-entry")
    assert not [rule for rule in rules(blog) if rule.startswith("/blog/page/2/")]
    assert blog.page("/blog/page/1/").a["href"] == "../../"


@pytest.mark.parametrize(
    "old", ["/feed.xml", "/index.xml", "/rss.xml", "/atom.xml", "/feeds/all.atom.xml", "/blog.rss"]
)
def test_old_feed_is_the_new_one_to_the_byte(blog: Site, old: str) -> None:
    moved(blog, f"{old} /{ATOM}")
    assert blog.build() == []
    copy = blog.html / old[1:]
    assert copy.read_bytes() == (blog.html / ATOM).read_bytes()
    blog.post(title="Another", tags="[lamps]")
    assert blog.build() == []
    assert b"Another" in copy.read_bytes()
    assert copy.read_bytes() == (blog.html / ATOM).read_bytes()
    assert blog.build() == []
    assert copy.read_bytes() == (blog.html / ATOM).read_bytes()
    assert not any(line.startswith(old) for line in rules(blog))


@pytest.mark.parametrize("old", ["/feed/", "/feed", "/tag/lamps/feed/"])
def test_feed_at_a_folder_is_its_index_and_a_rule_says_so(blog: Site, old: str) -> None:
    moved(blog, f"{old} /blog/rss.xml", f"/json{old} /{JSON}")
    assert blog.build() == []
    place = old.strip("/")
    assert (blog.html / place / "index.xml").read_bytes() == (blog.html / "blog/rss.xml").read_bytes()
    assert json.loads((blog.html / "json" / place / "index.json").read_text())["title"] == "Small Lights"
    assert not (blog.html / place / "index.html").exists()
    assert {f"/{place}  /blog/rss.xml  200", f"/{place}/  /blog/rss.xml  200"} <= set(rules(blog))


def test_old_feed_is_never_html_even_where_its_name_is(blog: Site) -> None:
    moved(blog, f"/feed.html /{ATOM}", "/feed.php /blog/rss.xml")
    assert blog.build() == []
    assert (blog.html / "feed.html").read_bytes() == (blog.html / ATOM).read_bytes()
    assert (blog.html / "feed.php").read_bytes() == (blog.html / "blog/rss.xml").read_bytes()


def test_file_is_copied_to_its_old_address(blog: Site) -> None:
    moved(blog, "/wp-content/2019/old.pdf /files/old.pdf", "/wp-sitemap.xml /sitemap.xml", "/cv/ /files/old.pdf")
    for _ in range(2):
        assert blog.build() == []
        assert (blog.html / "wp-content/2019/old.pdf").read_bytes().startswith(b"%PDF")
        assert (blog.html / "wp-sitemap.xml").read_bytes() == (blog.html / "sitemap.xml").read_bytes()
        assert blog.page("/cv/").a["href"] == "../files/old.pdf"


def test_file_beside_a_post_is_copied_to_its_old_address(site: Site) -> None:
    site.write("posts/2021/boat/index.md", "---\ndate: 2021-03-26\n---\n\n# Boat\n\nWords.\n")
    site.write("posts/2021/boat/plans/boat.pdf", b"%PDF-1.4\n%%EOF\n")
    site.write("posts/2021/held/index.md", "---\ndraft: true\n---\n\n# Held\n\nWords.\n")
    site.write("posts/2021/held/boat.pdf", b"%PDF-1.4\n%%EOF\n")
    moved(site, "/p/boat/boat.pdf /posts/2021/boat/plans/boat.pdf")
    assert site.build() == []
    assert (site.html / "p/boat/boat.pdf").read_bytes() == b"%PDF-1.4\n%%EOF\n"
    moved(site, "/p/held/boat.pdf /posts/2021/held/boat.pdf")
    assert "is not there" in "".join(site.build())
    assert not (site.html / "p/held/boat.pdf").exists()


def test_what_has_gone_elsewhere_leads_there(blog: Site) -> None:
    moved(blog, "/shop/ https://shop.example/?from=blog#top", "/shop.xml https://shop.example/feed")
    assert blog.build() == []
    assert blog.page("/shop/").a["href"] == "https://shop.example/?from=blog#top"
    assert not (blog.html / "shop.xml").exists()
    assert not (blog.html / "shop.xml/index.html").exists()
    assert "/shop.xml  https://shop.example/feed  301" in rules(blog)


def test_chains_lead_to_their_end(blog: Site) -> None:
    moved(blog, "/a/ /b/#part", "/b/ /older/", "/c/ /2021/hello.html/")
    assert blog.build() == []
    assert blog.page("/a/").a["href"] == "../2021/hello.html"
    assert blog.page("/b/").a["href"] == "../2021/hello.html"
    assert blog.page("/c/").a["href"] == "../2021/hello.html"


def test_queries_lead_on_by_a_rule_or_a_script(blog: Site) -> None:
    moved(blog, "/?cat=3 /blog/tag/lamps/", "/archive.php?year=2021&m=3 /blog/2021/", "/?feed=rss2 /blog/rss.xml")
    assert blog.build() == []
    assert [line for line in rules(blog) if "=" in line] == [
        "/  cat=3  /blog/tag/lamps/  301!",
        "/  feed=rss2  /blog/rss.xml  301!",
        "/  p=12  /2021/hello.html  301!",
        "/archive.php  year=2021  m=3  /blog/2021/  301!",
    ]
    assert (blog.html / "old-addresses.txt").read_text().splitlines() == [
        "?cat=3\tblog/tag/lamps/",
        "?feed=rss2\tblog/rss.xml",
        "?p=12\t2021/hello.html",
        "archive.php?year=2021&m=3\tblog/2021/",
    ]
    for page in ("/", "/404.html"):
        (script,) = blog.page(page).select("script[src*=old-queries]")
        assert script["data-names"] == "cat feed m p year"
    assert not blog.page("/blog/").select("script[src*=old-queries]")


def test_site_without_old_queries_has_no_script_for_them(site: Site) -> None:
    site.post(redirect="['/?p=12']")
    assert site.build() == []
    assert site.page("/").select("script[src*=old-queries]")
    site.post()
    assert site.build() == []
    assert not site.page("/").select("script[src*=old-queries]")
    assert not site.page("/404.html").select("script[src*=old-queries]")
    assert not (site.html / "old-addresses.txt").exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/2021/hello.html /blog/", "moves what is there: posts/2021/hello.md; take the one or the other out"),
        ("/2021/hello.html/ /blog/", "moves what is there: posts/2021/hello.md"),
        ("/2021/hello.md /blog/", "moves what is there: posts/2021/hello.md"),
        ("/older/ /blog/", "moves what is there: an old address of posts/2021/hello.md"),
        ("/?p=12 /blog/", "moves what is there: an old address of posts/2021/hello.md"),
        ("/blog/tag/lamps/ /blog/", "moves what is there: what the site makes by itself"),
        ("/blog/atom.xml /blog/rss.xml", "moves what is there: what the site makes by itself"),
        ("/2021/hello.html/x.pdf /files/old.pdf", "moves what is there: posts/2021/hello.md"),
        ("/a/ /a/", "leads in a circle"),
        ("/feed.xml /blog/", "is asked for by programs that read no page"),
        (
            "/feed.xml /blog/feed.json",
            "has two formats: lead it to one like itself, as in `moved /feed.xml /blog/atom.xml`",
        ),
        (
            "/feed.json /blog/rss.xml",
            "has two formats: lead it to one like itself, as in `moved /feed.json /blog/feed.json`",
        ),
        ("/a/ /blog/tag/lamp/", "leads to `/blog/tag/lamp/`, which is not there: nearest"),
        ("/a.pdf /files/odl.pdf", "leads to `/files/odl.pdf`, which is not there: nearest"),
        ("/a/ /nothing/like/it/at/all/", "leads to `/nothing/like/it/at/all/`, which is not there"),
    ],
)
def test_line_that_can_not_be_followed_is_one_message(blog: Site, line: str, said: str) -> None:
    moved(blog, line)
    (warning,) = blog.build()
    assert warning.startswith("permalinks.txt:1: WARNING: `moved ")
    assert said in warning


def test_feed_is_no_old_address_of_a_page(site: Site) -> None:
    site.post(redirect="[/feed.xml]")
    (warning,) = site.build()
    assert "is asked for by programs that read no page: take it out, and write into permalinks.txt" in warning
    assert "`moved /feed.xml /blog/atom.xml`" in warning


def test_circles_and_twins_are_told_of_each_line(blog: Site) -> None:
    moved(blog, "/a/ /b/", "/b/ /a/", "/c /blog/", "/c/ /blog/tag/lamps/", "/d /blog/", "/d/ /blog/")
    moved_below = [f"/e.xml /{ATOM}", f"/e.xml/f.xml /{ATOM}"]
    site_ledger = (blog.folder / "permalinks.txt").read_text()
    blog.write("permalinks.txt", site_ledger + "".join(f"moved {line}\n" for line in moved_below))
    found = blog.build()
    assert [line.split(":")[1] for line in found] == ["1", "2", "3", "8"]
    assert "is of one place with line 4" in found[2]
    assert "moves what is there: line 7" in found[3]


def test_file_of_the_authors_at_an_old_address_is_told(blog: Site) -> None:
    blog.write("_extra/feed.xml", "<rss/>")
    moved(blog, f"/feed.xml /{ATOM}")
    (warning,) = blog.build()
    assert warning.startswith("_extra/feed.xml:1: WARNING: the site makes `/feed.xml` by itself")


def test_preview_says_nothing_of_feeds_that_it_does_not_make(blog: Site) -> None:
    moved(blog, f"/feed.xml /{ATOM}", "/tag/lamps/ /blog/tag/lamps/")
    assert blog.build(show_drafts=True) == []
    assert blog.page("/tag/lamps/").a["href"] == "../../blog/tag/lamps/"


def test_later_builds_are_as_a_clean_one(blog: Site) -> None:
    for lines in (
        ["/feed.xml /blog/atom.xml", "/tag/lamps/ /blog/tag/lamps/", "/?p=1 /blog/"],
        ["/feed.xml /blog/rss.xml", "/feed/ /blog/rss.xml", "/tag/lamps/ /blog/"],
        ["/tags/lamps/ /blog/tag/lamps/"],
        [],
    ):
        moved(blog, *lines)
        assert blog.build() == []
        again = blog.files()
        blog.clean()
        assert blog.build() == []
        assert blog.files() == again


# -- Ids ----------------------------------------------------------------------------


def test_entry_keeps_the_id_that_another_system_gave_it(site: Site) -> None:
    old = "https://old.example/?p=123&x=1"
    site.post(address="/2019/12/24/one/")
    site.write("permalinks.txt", f"/2019/12/24/one/ {old}\n")
    assert site.build() == []
    assert json.loads((site.html / JSON).read_text())["items"][0]["id"] == old
    assert f"<id>{old.replace('&', '&amp;')}</id>" in (site.html / ATOM).read_text()
    assert f'<guid isPermaLink="false">{old.replace("&", "&amp;")}</guid>' in (site.html / "blog/rss.xml").read_text()
    site.post(address="/2019/one/", redirect="[/2019/12/24/one/]", date="2022-01-01")
    assert site.build() == []
    assert json.loads((site.html / JSON).read_text())["items"][0]["id"] == old


def test_post_that_gets_another_address_keeps_its_id_and_its_old_address(site: Site) -> None:
    noted = "tag:lights.example,2021:2021-03-26/hello"
    site.post()
    site.write("permalinks.txt", f"/posts/2021/hello/ {noted}\n")
    for address in ("/2021/hello/", "/hello.html", "/hello"):
        site.post(address=address)
        assert site.build() == []
        assert site.page("/posts/2021/hello/").a["href"].endswith(address[1:])
        assert json.loads((site.html / JSON).read_text())["items"][0]["id"] == noted


def test_page_that_gets_another_address_is_asked_for_its_old_one(site: Site) -> None:
    site.write("permalinks.txt", "/about/\n")
    site.write("about.md", "---\naddress: /who-we-are.html\n---\n\n# About\n\nWords.\n")
    (warning,) = site.build()
    assert warning.startswith(
        "permalinks.txt:1: WARNING: `/about/` is no longer there: most likely it has become about.md"
    )
    assert "`redirect: [/about/]`" in warning
    site.write("about.md", "---\naddress: /who-we-are.html\nredirect: [/about/]\n---\n\n# About\n\nWords.\n")
    assert site.build() == []
    assert site.page("/about/").a["href"] == "../who-we-are.html"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("/one/", "/one"),
        ("/one", "/one/"),
        ("/one.html", "/one"),
        ("/one", "/one.html"),
        ("/one/", "/one.html"),
        ("/one.html", "/one/"),
    ],
)
@pytest.mark.parametrize("kind", ["post", "page"])
def test_address_that_changes_a_little_is_still_found(site: Site, kind: str, before: str, after: str) -> None:
    """Whatever the build asks for can be given, and nothing takes the place of the page."""
    entry_id = " tag:lights.example,2021:2021-03-26/hello" if kind == "post" else ""
    site.write("permalinks.txt", f"{before}{entry_id}\n")

    def write(**keys: str) -> None:
        if kind == "post":
            site.post(address=after, **keys)
        else:
            front = "".join(f"{key}: {value}\n" for key, value in {"address": after, **keys}.items())
            site.write("about.md", f"---\n{front}---\n\n# Hello\n\nSome words.\n")

    write()
    warnings = site.build()
    if warnings:
        assert len(warnings) == 1
        assert f"`redirect: [{before}]`" in warnings[0]
        write(redirect=f"[{before}]")
        assert site.build() == []
    assert "Some words" in (site.html / file_of(after)).read_text()
    assert (site.html / file_of(before)).is_file() or (before == "/one" and (site.html / "one/index.html").is_file())


def test_address_that_changes_in_capitals_alone_is_kept(site: Site) -> None:
    site.write("permalinks.txt", "/One/ tag:lights.example,2021:2021-03-26/hello\n")
    site.post(address="/one/")
    (warning,) = site.build()
    assert "`/One/` is `/one/` now" in warning
    assert "write into the front matter of posts/2021/hello.md `address: /One/`" in warning
    site.post(address="/One/")
    assert site.build() == []


def test_page_is_gone_only_where_nothing_stands(site: Site) -> None:
    site.write("permalinks.txt", "gone /one.html\ngone /two/\n")
    site.post(address="/one")
    site.post("posts/2021/two.md", title="Two", address="/two")
    found = site.build()
    assert ["is `gone` here, and is there: posts/2021/" in line for line in found] == [True, True]
