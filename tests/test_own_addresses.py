"""Pages with an `address` of their own: what it may be, and that everything asks it where they are."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from conftest import Site, soup

from valuable.addresses.ledger import add_entries, format_ledger
from valuable.addresses.permalinks import build_day, ledger_of
from valuable.base.page_addresses import address_by_name, copy_of, file_of, files_of, link_to
from valuable.build.last_site import source_pages
from valuable.commands.permalinks import published_addresses
from valuable.content.address_key import parse_address
from valuable.content.validators import ValidationError

BASE = "https://lights.example/"


@pytest.mark.parametrize(
    "address",
    [
        *(
            "/2019/12/24/one/",
            "/one.html",
            "/2019/one.htm",
            "/one",
            "/v1.10",
            "/Hello.World",
            "/2019/Über-uns/",
            "/产品/",
        ),
        *("/posts/2020/C++/", "/a:b/", "/x.php/", "/2024/01/01/it's/", "/~ada/one/", "/हिन्दी"),
    ],
)
def test_address_may_be_what_hosts_show_as_a_page(address: str) -> None:
    assert parse_address(address) == address


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("one", "/one"),
        ("2019/one/", "/2019/one/"),
        ("http://old.example/2019/one/", "/2019/one/"),
        ("https://old.example/2019/one.html?utm=1#top", "/2019/one.html"),
        ("//2019//one/", "/2019/one/"),
        ("/2019/../one/", "/one/"),
        ("/./one", "/one"),
        ("/one/?p=12", "/one/"),
        ("/one#part", "/one"),
        ("\\2019\\one\\", "/2019/one/"),
        ("/caf%C3%A9/", "/café/"),
        ("/cafe\u0301/", "/café/"),
        ("/a%20b/", "/a-b/"),
        ("/one two/", "/one-two/"),
        ('/say-"hi"/', "/say-hi/"),
        ("/100%/", "/100/"),
        ("/2019/one/index.html", "/2019/one/"),
        ("/2019/one/index", "/2019/one/"),
        ("/old/page.php", "/old/page/"),
        ("/feed.xml", "/feed/"),
        ("/2019/one.md", "/2019/one/"),
        ("/2019/one.HTML", "/2019/one/"),
    ],
)
def test_what_is_nearly_an_address_is_told_with_the_right_one(written: str, right: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(f"write `{right}`")):
        parse_address(written)
    assert parse_address(right) == right


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("/", "is the home page"),
        ("/index.html", "is the home page"),
        ("https://old.example", "is the home page"),
        ("..", "is the home page"),
        ("/.well-known/x/", "is hidden"),
        ("/_static/x/", "begins as what the site makes by itself"),
        ("/" + "a" * 201 + "/", "can't be the name of a file"),
        ("/a" * 600, "can't be the name of a file"),
        ("/a\u200bb/", "can't be the name of a file"),
    ],
)
def test_what_can_be_no_address_is_refused(written: str, said: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(said)):
        parse_address(written)


@pytest.mark.parametrize(
    ("address", "file", "copy"),
    [
        ("/", "index.html", "index.md"),
        ("/a/b/", "a/b/index.html", "a/b/index.md"),
        ("/a/b.html", "a/b.html", "a/b.md"),
        ("/b.htm", "b.htm", "b.md"),
        ("/a/b", "a/b.html", "a/b.md"),
        ("/v1.10", "v1.10.html", "v1.10.md"),
    ],
)
def test_page_is_in_the_file_that_hosts_look_for(address: str, file: str, copy: str) -> None:
    assert (file_of(address), copy_of(address)) == (file, copy)
    assert ("a/b/index.html" in files_of(address)) == (address in {"/a/b", "/a/b/"})


def test_link_has_nothing_that_a_browser_or_html_would_read_otherwise() -> None:
    assert link_to("/a:b/c&d/e[f]/हिन्दी/it's/C++.html") == "a%3Ab/c%26d/e%5Bf%5D/हिन्दी/it%27s/C++.html"
    assert [address_by_name(name) for name in ("index", "a/index", "a/b", "/x.html")] == [
        "/",
        "/a/",
        "/a/b/",
        "/x.html",
    ]


# -- A site -------------------------------------------------------------------------

FOLDER, FILE, BARE, CONCEPT, PAGE = "/2019/12/24/one/", "/2019/two.html", "/notes/three", "/wiki/Wick", "/who.html"
OTHERS = "/posts/2021/plain/"


def fill(site: Site) -> None:
    """Write posts, a concept and a page with addresses of every form, each of which names the others."""
    names = "[One](one.md), [Two](two.md#part), [Three](three.md), [[Wick]], [who](../../about.md)"
    addresses = " ".join(f"[x]({address})" for address in (FOLDER, FILE, BARE, CONCEPT, PAGE, OTHERS))
    body = f"![a picture](dot.png)\n\n{names}\n\n{addresses}\n\n## Part\n\nWords.\n"
    site.write("posts/2019/dot.png", DOT)
    for name, address in (("one", FOLDER), ("two", FILE), ("three", BARE)):
        site.post(f"posts/2019/{name}.md", body, name.title(), address=address, tags="[old]", date="2019-12-24")
    site.post(
        "posts/2021/plain.md", f"{addresses}\n\n[One](../2019/one.md)\n", "Plain", tags="[old]", redirect="[/plain/]"
    )
    site.write("concepts/wick.md", f"---\naddress: {CONCEPT}\n---\n\n# Wick\n\nA wick is a cord.\n\n{addresses}\n")
    site.write("about.md", f"---\naddress: {PAGE}\n---\n\n# Who\n\n[One](posts/2019/one.md) {addresses}\n")
    site.write("index.md", f"# Home\n\n{addresses}\n\n```{{postlist}}\n```\n")


DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)


def html_files(site: Site) -> Iterator[tuple[str, BeautifulSoup]]:
    """Yield each page with the address by which a browser asks for it."""
    names = {file_of(address): address for address in (FOLDER, FILE, BARE, CONCEPT, PAGE)}
    for path in sorted(site.html.rglob("*.html")):
        file = path.relative_to(site.html).as_posix()
        yield names.get(file, f"/{file.removesuffix('index.html')}"), BeautifulSoup(path.read_text(), "html.parser")


def answers(html: Path, address: str) -> bool:
    """Return whether a host has something for a path: a file, that of a folder, or one of HTML without its suffix."""
    path = unquote(urlsplit(address).path).removeprefix("/")
    return any(
        (html / name).is_file()
        for name in (path, f"{path}index.html" if path.endswith("/") or not path else f"{path}.html")
    )


@pytest.fixture
def filled(site: Site) -> Site:
    fill(site)
    assert site.build(html_baseurl=BASE) == []
    return site


def test_every_way_from_every_page_leads_to_something(filled: Site) -> None:
    seen = 0
    for here, page in html_files(filled):
        for tag, name in (("a", "href"), ("link", "href"), ("script", "src"), ("img", "src")):
            for node in page.find_all(tag, attrs={name: True}):
                there = urljoin(BASE.rstrip("/") + here, node[name])
                if there.startswith(BASE) and "pagefind" not in there:
                    assert answers(filled.html, there), (here, node)
                    seen += 1
    assert seen > 200


def test_pages_stand_at_their_addresses_alone(filled: Site) -> None:
    for address, file in ((FOLDER, "2019/12/24/one/index.html"), (FILE, "2019/two.html"), (BARE, "notes/three.html")):
        page = BeautifulSoup((filled.html / file).read_text(), "html.parser")
        assert page.select_one("link[rel=canonical]")["href"] == BASE + address[1:]
        assert page.select_one("meta[property='og:url']")["content"] == BASE + address[1:]
        assert BASE + address[1:] in page.select_one("script[type='application/ld+json']").string
        copy = page.select_one("link[type='text/markdown']")["href"]
        assert f"<{BASE}{address[1:]}>" in (filled.html / urljoin(f"/{file}", copy)[1:]).read_text()
    assert not (filled.html / "posts/2019").exists()
    assert not (filled.html / "concepts/wick").exists()
    assert not (filled.html / "about").exists()


def test_everything_names_the_addresses(filled: Site) -> None:
    site, posts = filled, (FOLDER, FILE, BARE)
    whole = [BASE + address[1:] for address in (*posts, CONCEPT, PAGE)]
    sitemap = (site.html / "sitemap.xml").read_text()
    assert all(f"<loc>{address}</loc>" in sitemap for address in whole)
    llms = (site.html / "llms.txt").read_text()
    assert all(f"]({BASE}{copy_of(address)})" in llms for address in (*posts, CONCEPT, PAGE))
    lost = (site.html / "addresses.txt").read_text().splitlines()
    assert {line.split("\t")[0] for line in lost} >= {address[1:] for address in (*posts, CONCEPT, PAGE)}
    feed = json.loads((site.html / "blog/feed.json").read_text())
    assert [item["url"] for item in feed["items"]][1:] == [BASE + address[1:] for address in (FILE, BARE, FOLDER)]
    assert {item["id"] for item in feed["items"][1:]} == {
        f"tag:lights.example,2021:2019-12-24/{name}" for name in ("one", "two", "three")
    }
    for name in ("sitemap.xml", "llms.txt", "addresses.txt", "blog/feed.json", "blog/atom.xml", "objects.inv"):
        assert b"posts/2019" not in (site.html / name).read_bytes()


def test_relative_ways_begin_where_the_page_is(filled: Site) -> None:
    def hrefs(file: str, words: str) -> list[str]:
        page = BeautifulSoup((filled.html / file).read_text(), "html.parser")
        return [link["href"] for link in page.select("[role=main] a") if link.get_text() == words]

    assert hrefs("2019/two.html", "One")[0] == "12/24/one/"
    assert hrefs("2019/two.html", "Three")[0] == "../notes/three"
    assert hrefs("2019/12/24/one/index.html", "Two")[0] == "../../../two.html#part"
    assert hrefs("who.html", "One")[0] == "2019/12/24/one/"
    assert hrefs("notes/three.html", "One")[0] == "../2019/12/24/one/"
    assert filled.page("/plain/").a["href"] == "../posts/2021/plain/"


def test_html_and_old_habits_lead_to_the_page_too(site: Site) -> None:
    fill(site)
    ways = ("../../../../2019/two.html", "/posts/2019/two/", "../2019/two", FILE, BARE, f"{BARE}/", "three")
    body = "".join(f'<p><a href="{way}">w</a></p>\n' for way in ways)
    site.post("posts/2019/four.md", body, "Four", address="/2020/01/01/four/", date="2020-01-01")
    assert site.build() == []
    found = [link["href"] for link in site.page("/2020/01/01/four/").select("[role=main] a") if link.get_text() == "w"]
    there = [urljoin("/2020/01/01/four/", href) for href in found]
    assert there == [FILE, FILE, FILE, FILE, BARE, BARE, BARE]


def test_whatever_the_sites_address_is_its_pages_find_each_other(site: Site) -> None:
    fill(site)
    site.post(
        "posts/2021/plain.md", "Words.\n", "Plain", tags="[old]", redirect="['/?p=1', /plain/]", address="/p.html"
    )
    site.write("index.md", "# Home\n")
    base = "https://user.example/repo/"
    assert not any("leads nowhere" not in line for line in site.build(html_baseurl=base))
    assert site.page("/404.html").select_one("script[src*=old-queries]")["src"].startswith("/repo/_static/")
    assert "/repo/plain/  /repo/p.html  301" in (site.html / "_redirects").read_text()
    assert f"<loc>{base}notes/three</loc>" in (site.html / "sitemap.xml").read_text()


def test_ledger_notes_the_addresses_and_keeps_them(site: Site) -> None:
    fill(site)
    assert site.build() == []
    ledger, _ = add_entries(ledger_of(site.app), published_addresses(site.app), build_day(site.app))
    site.write("permalinks.txt", format_ledger(ledger))
    lines = format_ledger(ledger).splitlines()
    tag = "tag:lights.example,2021:2019-12-24/"
    assert {f"{FOLDER} {tag}one", f"{FILE} {tag}two", f"{BARE} {tag}three", f"{FILE}#part", CONCEPT, PAGE} <= set(lines)
    assert site.build() == []
    (site.folder / "about.md").unlink()
    assert any(f"`{PAGE}` is no longer there" in line for line in site.build())
    site.write("permalinks.txt", format_ledger(ledger).replace(f"{PAGE}\n", f"gone {PAGE}\n"))
    site.build()
    assert "gone" in (site.html / "who.html").read_text()


def test_address_without_a_slash_is_found_where_hosts_look_for_folders(filled: Site) -> None:
    page = soup(filled.html, f"{BARE}/")
    assert page.a["href"] == "../three.html"
    assert page.select_one("link[rel=canonical]")["href"] == BASE + BARE[1:]


def test_later_builds_are_as_a_clean_one(site: Site) -> None:
    """Addresses are given, changed, taken away; each time as if all were built anew."""
    fill(site)
    site.build()
    one = site.folder / "posts/2019/one.md"
    for address in ("/2019/12/24/one.html", None, "/one", FOLDER):
        text = re.sub(r"address: .*\n", "", one.read_text())
        one.write_text(text.replace("---\n", f"---\naddress: {address}\n", 1) if address else text)
        said = site.build()
        again = site.files()
        site.clean()
        assert site.build() == said
        assert site.files() == again
        assert all("WARNING: `/" in line or "leads nowhere" in line for line in said)


def test_new_post_with_an_address_leaves_the_others_as_they_are(site: Site) -> None:
    fill(site)
    site.build()
    site.post("posts/2020/next.md", title="Next", address="/next.html", date="2020-02-02")
    assert site.build() == []
    assert (site.html / "next.html").is_file()
    assert {file_of(PAGE), file_of(CONCEPT)}.isdisjoint(site.app.builder.written)


# -- What is taken ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/blog/", "is the address of what the site makes by itself"),
        ("/Blog/tag/lamps", "is the address of what the site makes by itself"),
        ("/search/", "is the address of what the site makes by itself"),
        ("/404.html", "is the address of what the site makes by itself"),
        ("/pagefind/x/", "is the address of what the site makes by itself"),
        ("/concepts/", "is the address of the list of concepts"),
        ("/about/", "is the address of about.md"),
        ("/ABOUT", "is the address of about.md"),
        ("/about/index.md/", "can't stand beside about.md"),
        ("/posts/2021/hello/", "is the address of posts/2021/hello.md"),
    ],
)
def test_address_that_is_taken_is_told(site: Site, address: str, said: str) -> None:
    site.post(tags="[lamps]")
    site.write("about.md", "# About\n\nWords.\n")
    site.write("concepts/wick.md", "# Wick\n\nA cord.\n")
    site.post("posts/2019/one.md", title="One", address=address, date="2019-12-24")
    (warning,) = site.build()
    assert warning.startswith(f"posts/2019/one.md:3: WARNING: `address`: `{address}` {said}")
    assert "another one" in warning


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("/a/", "/A/"),
        ("/a", "/a/"),
        ("/a", "/a.html"),
        ("/a.html", "/a.html/b/"),
        ("/a.htm", "/a.html"),
        ("/é/", "/É/"),
    ],
)
def test_two_pages_of_one_place_are_told_once(site: Site, one: str, two: str) -> None:
    site.post("posts/2019/one.md", title="One", address=one)
    site.post("posts/2019/two.md", title="Two", address=two)
    (warning,) = site.build()
    assert "`address`: " in warning
    assert "posts/2019/one.md" in warning
    assert "posts/2019/two.md" in warning


@pytest.mark.parametrize(
    ("one", "two"), [("/a", "/a/b/"), ("/a/", "/a/b"), ("/a.html", "/a/b.html"), ("/a/", "/a.html")]
)
def test_page_may_stand_below_another(site: Site, one: str, two: str) -> None:
    site.post("posts/2019/one.md", title="One", address=one)
    site.post("posts/2019/two.md", title="Two", address=two)
    assert site.build() == []
    for address, words in ((one, "One"), (two, "Two")):
        page = BeautifulSoup((site.html / file_of(address)).read_text(), "html.parser")
        assert page.h1.get_text(strip=True).startswith(words)


def test_what_the_last_site_shows_is_known_by_its_address(filled: Site) -> None:
    pages = source_pages(filled.html, filled.doctrees)
    names = ("posts/2019/one", "posts/2019/two", "posts/2019/three", "concepts/wick", "about", "posts/2021/plain")
    assert [pages[name] for name in names] == [FOLDER, FILE, BARE, CONCEPT, PAGE, OTHERS]


def test_addresses_may_be_exchanged(site: Site) -> None:
    site.post("posts/2019/one.md", title="One", address="/posts/2019/two/")
    site.post("posts/2019/two.md", title="Two", address="/posts/2019/one/")
    assert site.build() == []
    assert site.page("/posts/2019/two/").h1.get_text(strip=True).startswith("One")
    assert site.page("/posts/2019/one/").h1.get_text(strip=True).startswith("Two")


def test_old_address_of_a_page_is_free_once_it_has_moved(site: Site) -> None:
    site.post(address="/2019/hello/", redirect="[/posts/2021/hello/, /hello.html]")
    assert site.build() == []
    assert site.page("/posts/2021/hello/").a["href"] == "../../../2019/hello/"
    assert site.page("/hello.html").a["href"] == "2019/hello/"
    assert "Some words" in site.page("/2019/hello/").get_text()


def test_home_page_stays(site: Site) -> None:
    site.write("index.md", "---\naddress: /home/\n---\n\n# Home\n\nWords.\n")
    (warning,) = site.build()
    assert warning.startswith("index.md:2: WARNING: `address`: the home page stands at `/`: take the line out")
