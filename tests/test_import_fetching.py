"""Files and feeds of the old site are fetched politely: once, kept on disk, never from the network around."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from valuable.importers.fetching import fetch_files, local_path, own_files, tell_unfetched
from valuable.importers.links import Links
from valuable.importers.plan import make_plan
from valuable.importers.polite_web import FetchFailedError, PoliteWeb, asked_pause
from valuable.importers.records import OldEntry, OldSite
from valuable.importers.trees import SourceError
from valuable.importers.web_source import read_from_web
from valuable.importers.writing import markdown_of_entry

PNG = b"\x89PNG\r\n\x1a\nx"


class Answers(BaseHTTPRequestHandler):
    """Answers by a table of paths; what is asked is noted."""

    table: ClassVar[dict[str, list[tuple[int, dict[str, str], bytes]]]] = {}
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        answers = self.table.get(self.path, [(404, {}, b"")])
        code, headers, body = answers.pop(0) if len(answers) > 1 else answers[0]
        self.send_response(code)
        for key, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *given: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    Answers.table.clear()
    Answers.asked.clear()
    served = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{served.server_port}"
    served.shutdown()
    served.server_close()


def web(tmp_path: Path, *trusted: str) -> PoliteWeb:
    return PoliteWeb(tmp_path / "files", frozenset(trusted), wait=lambda seconds: None)


def test_a_file_is_fetched_once_and_again_when_the_host_is_busy(server: str, tmp_path: Path) -> None:
    Answers.table["/a.png"] = [(503, {"Retry-After": "1"}, b""), (429, {}, b""), (200, {}, PNG)]
    assert web(tmp_path, server).get(f"http://{server}/a.png").read_bytes() == PNG
    assert Answers.asked == ["/a.png"] * 3
    assert web(tmp_path, server).get(f"http://{server}/a.png").read_bytes() == PNG
    assert len(Answers.asked) == 3


def test_what_can_not_be_had_is_no_file(server: str, tmp_path: Path) -> None:
    Answers.table["/short.png"] = [(200, {"Content-Length": "99"}, b"short")]
    fetcher = web(tmp_path, server)
    for path, reason in (("/none.png", "404"), ("/short.png", "broke off|can't be")):
        with pytest.raises(FetchFailedError, match=reason):
            fetcher.get(f"http://{server}{path}")
    assert [*(tmp_path / "files").iterdir()] == []


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/a", "http://localhost/a", "http://[::1]/a", "http://10.0.0.1/a"],
)
def test_nothing_is_asked_of_this_machine_or_the_network_around(address: str, tmp_path: Path) -> None:
    with pytest.raises(FetchFailedError, match=r"never asked|can't be reached"):
        web(tmp_path).get(address)


def test_a_redirect_leads_to_no_other_machine_nearby(server: str, tmp_path: Path) -> None:
    Answers.table["/a"] = [(302, {"Location": "http://127.0.0.2:9/secret"}, b"")]
    Answers.table["/b"] = [(302, {"Location": "file:///etc/passwd"}, b"")]
    Answers.table["/c"] = [(302, {"Location": "/a.png"}, b"")]
    Answers.table["/a.png"] = [(200, {}, PNG)]
    fetcher = web(tmp_path, server)
    for path in ("/a", "/b"):
        with pytest.raises(FetchFailedError):
            fetcher.get(f"http://{server}{path}")
    assert fetcher.get(f"http://{server}/c").read_bytes() == PNG


def test_a_host_that_asks_to_wait_is_waited_for_a_minute_at_most() -> None:
    assert (asked_pause("5", 1), asked_pause("9999", 1), asked_pause(None, 3), asked_pause("soon", 1)) == (5, 60, 4, 1)


def site_with_pictures(server: str) -> OldSite:
    site = OldSite("WordPress", address=f"http://{server}/blog/")
    body = f'<p><img src="http://{server}/blog/up/a-300x200.png" alt="A"> <img src="http://{server}/blog/up/none.png?w=9"></p>'
    site.entries = [OldEntry("x#1", "post", "One", body, "html", date="2020-01-01", slug="one")]
    site.data["files"] = [f"http://{server}/blog/up/b.pdf"]
    return site


def test_the_original_of_a_picture_comes_over_and_what_does_not_is_listed(server: str, tmp_path: Path) -> None:
    Answers.table["/blog/up/a.png"] = [(200, {}, PNG)]
    Answers.table["/blog/up/b.pdf"] = [(200, {}, b"%PDF")]
    site = site_with_pictures(server)
    fetch_files(site, web(tmp_path, server))
    assert sorted(asset.address for asset in site.assets.values()) == ["/up/a.png", "/up/b.pdf"]
    (note,) = site.notes
    assert f"http://{server}/blog/up/none.png could not be fetched (404" in note.message
    assert note.message.endswith("save it as _extra/up/none.png")
    links = Links(make_plan(site))
    assert "![A](/up/a.png)" in markdown_of_entry(site.entries[0], links, {})


def test_without_the_network_each_file_is_listed(server: str) -> None:
    site = site_with_pictures(server)
    tell_unfetched(site)
    assert [note.message.rpartition(" ")[2] for note in site.notes] == [
        "_extra/up/b.pdf",
        "_extra/up/a-300x200.png",
        "_extra/up/none.png",
    ]
    assert Answers.asked == []


def test_pictures_on_the_hosts_of_blogs_get_a_place_of_their_own() -> None:
    site = OldSite("Blogger", address="https://a.blogspot.com/")
    address = "https://1.bp.blogspot.com/-x/s1600/quay.jpg"
    site.entries = [OldEntry("x#1", "post", "One", f'<img src="{address}"><img src="https://o.example/y.jpg">', "html")]
    assert [*own_files(site)] == [address]
    assert local_path(site, address).startswith("/images/")
    assert local_path(site, address).endswith("-quay.jpg")


FEED = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Tides</title><link href="http://{server}/"/>{next}
<entry><id>urn:x:{number}</id><title>Post {number}</title><link href="http://{server}/{number}/"/><published>2020-01-0{number}T00:00:00Z</published>
<content type="html">Words {number}.</content></entry></feed>"""


def test_a_feed_on_the_web_is_read_with_its_older_pages(server: str, tmp_path: Path) -> None:
    link = f'<link rel="next" href="http://{server}/feed?page={{}}"/>'
    for number, path in enumerate(("/feed", "/feed?page=2", "/feed?page=3"), 1):
        text = FEED.format(server=server, number=number, next=link.format(number + 1) if number < 3 else "")
        Answers.table[path] = [(200, {}, text.encode())]
    page = '<!doctype html><html><head><link rel="alternate" type="application/atom+xml" href="/feed"></head></html>'
    Answers.table["/"] = [(200, {}, page.encode())]
    site = read_from_web(f"http://{server}/", tmp_path)
    assert [entry.title for entry in site.entries] == ["Post 1", "Post 2", "Post 3"]
    assert site.address == f"http://{server}/"
    assert [note.kind for note in site.notes] == ["feed"]
    Answers.table["/feed?page=3"] = [(403, {}, b"")]
    site = read_from_web(f"http://{server}/", tmp_path)
    assert ([entry.title for entry in site.entries], site.notes[0].lost) == (["Post 1", "Post 2"], True)
    assert "page=3 can't be fetched (403" in site.notes[0].message
    Answers.table["/empty"] = [(200, {}, b"<html><body>x</body></html>")]
    for path, reason in (("/empty", "names no feed"), ("/none", "404")):
        with pytest.raises(SourceError, match=reason):
            read_from_web(f"http://{server}{path}", tmp_path)


def test_pages_of_a_feed_of_wordpress_are_counted(server: str, tmp_path: Path) -> None:
    item = "<item><title>Post {n}</title><link>http://{s}/{n}/</link><guid>http://{s}/?p={n}</guid><description>Words.</description></item>"
    head = "<rss><channel><title>T</title><link>http://{s}/</link><generator>https://wordpress.org/?v=6</generator>{items}</channel></rss>"
    for number, path in enumerate(("/feed/", "/feed/?paged=2"), 1):
        Answers.table[path] = [(200, {}, head.format(s=server, items=item.format(s=server, n=number)).encode())]
    site = read_from_web(f"http://{server}/feed/", tmp_path)
    assert (len(site.entries), site.address) == (2, f"http://{server}/")
    assert Answers.asked == ["/feed/", "/feed/?paged=2", "/feed/?paged=3"]
