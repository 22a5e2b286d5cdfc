"""The addresses of an old site, out of its sitemaps and feeds: which answer, and what to write for the others."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from conftest import Site

from valuable.addresses.old_lists import OldAddress, OldPath, UnreadableListError, old_paths, read_old_list
from valuable.commands.old_addresses import listed_addresses, print_answers

OLD = "https://old.example"
SITEMAP = f"""<?xml version="1.0"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>{OLD}/2019/one/</loc><image:image><image:loc>{OLD}/one.png</image:loc></image:image></url>
<url><loc>
  {OLD}/caf%C3%A9/</loc></url></urlset>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="{OLD}/feed.xml"/><id>x</id>
<entry><id>tag:old.example,2019:1</id><link rel="edit" href="{OLD}/no"/><link href="{OLD}/2019/one/"/></entry></feed>"""
RSS = f"""<rss version="2.0"><channel><link>{OLD}/</link>
<item><link>{OLD}/2019/one/</link><guid isPermaLink="false">{OLD}/?p=1&amp;x=2</guid></item>
<item><guid>{OLD}/2019/two/</guid></item></channel></rss>"""
JSON = json.dumps({"feed_url": f"{OLD}/feed.json", "items": [{"id": "7", "url": f"{OLD}/2019/one/"}, {}, 3]})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (SITEMAP, [("/2019/one/", ""), ("/one.png", ""), ("/caf%C3%A9/", "")]),
        (ATOM, [("/feed.xml", ""), ("/2019/one/", "tag:old.example,2019:1")]),
        (RSS, [("/2019/one/", f"{OLD}/?p=1&x=2"), ("/2019/two/", f"{OLD}/2019/two/")]),
        (JSON, [("/feed.json", ""), ("/2019/one/", "7")]),
        (f"{OLD}/a/\n/b/\n\n# no\n", [("/a/", ""), ("/b/", "")]),
    ],
)
def test_lists_are_read(text: str, found: list[tuple[str, str]]) -> None:
    for data in (text.encode(), b"\xef\xbb\xbf" + text.encode(), gzip.compress(text.encode())):
        listed = read_old_list(data)
        assert [(each.address.removeprefix(OLD), each.id) for each in listed.addresses] == found


def test_index_names_other_lists() -> None:
    text = f"<sitemapindex><sitemap><loc>{OLD}/a.xml</loc></sitemap></sitemapindex>"
    assert read_old_list(text.encode()).lists == (f"{OLD}/a.xml",)


@pytest.mark.parametrize("data", [b"", b"words", b"<html><p>x", b"{", b"{]", b"\x1f\x8bxx", b"<", b"\xff\xfe\x00"])
def test_what_is_no_list_is_told(data: bytes) -> None:
    with pytest.raises(UnreadableListError):
        read_old_list(data)


def test_entities_are_not_resolved(tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("secret") / "secret.txt"
    secret.write_text("SECRET")
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    bomb += f'<!ENTITY s SYSTEM "file://{secret}">]>'
    text = f"{bomb}<urlset><url><loc>{OLD}/&s;&b;/</loc></url></urlset>"
    assert "SECRET" not in str(read_old_list(text.encode()))


def test_paths_are_those_of_one_host_without_the_place_of_the_new_site() -> None:
    addresses = [f"{OLD}/repo/a/", "https://www.old.example/repo/a/", "https://cdn.example/x/", "/b/?p=1", "http://[x"]
    found = old_paths([*map(OldAddress, addresses), OldAddress(f"{OLD}/repo/caf%C3%A9/", "id")], "/repo/")
    assert found == [OldPath("/a/"), OldPath("/b/", "p=1"), OldPath("/café/", id="id")]


# -- A site -------------------------------------------------------------------------


@pytest.fixture
def site_with_posts(site: Site) -> Site:
    keys = {"address": "/2019/one/", "redirect": "['/?p=1']", "tags": "[lamps]"}
    site.post("posts/2019/one.md", title="One", date="2019-12-24", **keys)
    site.post("posts/2019/two.md", title="Two", date="2019-12-24", redirect="[/second/]")
    site.write(
        "permalinks.txt", f"/2019/one/ {OLD}/?p=1&x=2\nmoved /feed.xml /blog/atom.xml\nmoved /rss/ /blog/rss.xml\n"
    )
    assert site.build() == []
    return site


def said(site: Site, capsys: pytest.CaptureFixture[str], *addresses: OldAddress | str) -> list[str]:
    code = print_answers(site.app, [OldAddress(each) if isinstance(each, str) else each for each in addresses])
    lines = capsys.readouterr().out.splitlines()
    assert code == (len(lines) > 1)
    return lines


def test_what_answers_is_counted(site_with_posts: Site, capsys: pytest.CaptureFixture[str]) -> None:
    there = ("/", "/2019/one/", "/2019/one", "/2019/one/index.html", "/feed.xml", "/rss/", "/rss", "/second/", "/?p=1")
    more = ("/index.php?p=1&utm=2", "/2019/one/?replytocom=3", "/blog/tag/lamps/")
    assert said(site_with_posts, capsys, *there, *more) == ["12 of 12 old addresses answer."]


def test_what_does_not_is_told_with_what_to_write(site_with_posts: Site, capsys: pytest.CaptureFixture[str]) -> None:
    lost = ("/old/two.html", "/posts/two", "/tag/lamps/", "/atom.xml", "/?p=99", "/nothing/like/this/")
    lines = said(site_with_posts, capsys, *lost, "/2019/one/")
    assert lines == [
        "posts/2019/two.md: write `redirect: [/second/, /old/two.html, /posts/two]`",
        "permalinks.txt: write `moved /tag/lamps/ /blog/tag/lamps/`",
        "permalinks.txt: write `moved /atom.xml /blog/atom.xml`",
        *lines[3:5],
        "1 of 7 old addresses answer.",
    ]
    assert lines[3].startswith("/?p=99 leads nowhere")
    assert lines[4].startswith("/nothing/like/this/ leads nowhere")


def test_ids_of_the_old_feed_are_compared(site_with_posts: Site, capsys: pytest.CaptureFixture[str]) -> None:
    same, other = OldAddress(f"{OLD}/2019/one/", f"{OLD}/?p=1&x=2"), OldAddress(f"{OLD}/second/", f"{OLD}/?p=2")
    assert said(site_with_posts, capsys, same, other) == [
        f"permalinks.txt: write `/posts/2019/two/ {OLD}/?p=2`, its id in the old feed, or readers see it twice",
        "2 of 2 old addresses answer.",
    ]
    odd = OldAddress(f"{OLD}/second/", "2 at old.example")
    assert said(site_with_posts, capsys, odd)[0] == (
        "posts/2019/two.md: its id in the old feed, `2 at old.example`, can't be kept"
    )


def test_files_that_an_index_lists_are_looked_for_beside_it(site: Site) -> None:
    index = f"<sitemapindex><sitemap><loc>{OLD}/{{}}</loc></sitemap></sitemapindex>"
    path = site.write("old/index.xml", index.format("posts.xml"))
    site.write("old/posts.xml", SITEMAP)
    found = list(listed_addresses([str(path)]))
    assert found[0] == OldAddress(f"{OLD}/2019/one/")
    site.write("old/index.xml", index.format("lost.xml"))
    (message,) = listed_addresses([str(path)])
    assert "lost.xml: it can't be read (No such file or directory)" in message


def test_address_is_fetched_and_what_its_index_lists(tmp_path: Path) -> None:
    with served(tmp_path) as base:
        (tmp_path / "index.xml").write_text(
            f"<sitemapindex><sitemap><loc>{base}/a.xml</loc></sitemap><sitemap><loc>/etc/hosts</loc></sitemap>"
            "<sitemap><loc>http://elsewhere.example/a.xml</loc></sitemap></sitemapindex>"
        )
        (tmp_path / "a.xml").write_text(SITEMAP)
        found = list(listed_addresses([f"{base}/index.xml", f"{base}/lost.xml"]))
    other = "which is on another host: name that, too"
    assert found[0] == f"{base}/index.xml: it lists /etc/hosts, {other}"
    assert found[1] == f"{base}/index.xml: it lists http://elsewhere.example/a.xml, {other}"
    assert "lost.xml: it can't be read (" in str(found[2])
    assert found[3] == OldAddress(f"{OLD}/2019/one/")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder, and yield the address at which it is."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
