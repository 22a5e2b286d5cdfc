"""The sitemap, by the rules of https://www.sitemaps.org/protocol.html, and robots.txt."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from conftest import Site
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from valuable.base.uris import absolute_uri, uri
from valuable.outputs import sitemap
from valuable.outputs.sitemap import SITEMAP_NAMESPACE, sitemaps, url_element

W3C = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d|Z))?")
BASE = "https://lights.example/"


def read(file: Path) -> dict[str, str | None]:
    """Return the addresses of a sitemap with their times, once it is known to keep the rules."""
    root = etree.fromstring(file.read_bytes())
    assert root.tag == f"{{{SITEMAP_NAMESPACE}}}urlset"
    found: dict[str, str | None] = {}
    for each in root:
        assert each.tag == f"{{{SITEMAP_NAMESPACE}}}url"
        names = [etree.QName(child).localname for child in each]
        assert names in (["loc"], ["loc", "lastmod"])
        address, moment = each[0].text, each[1].text if len(each) == 2 else None
        assert address.isascii()
        assert len(address) < 2048
        assert not re.search(r"[\s<>\"{}|\\^`]", address)
        assert moment is None or W3C.fullmatch(moment)
        assert address not in found
        found[address] = moment
    assert len(found) <= 50_000
    assert file.stat().st_size <= 52_428_800
    assert list(found) == sorted(found)
    return found


def test_dates_are_those_of_the_author(site: Site) -> None:
    site.post("posts/2021/day.md", date="2021-03-26", tags="[a]")
    site.post("posts/2021/moment.md", date="2021-07-01T09:30", author="crew", tags="[b]")
    site.post("posts/2021/updated.md", date="2021-04-01", tags="[a]", body="```{update} 2024-02-29\nMore.\n```\n")
    site.post("posts/2021/elsewhere.md", date="2025-01-01", canonical_link="https://other.example/")
    site.write("about.md", "# About\n")
    site.write("concepts/plan.md", "# Plan\n\nA plan.\n")
    assert site.build() == []
    found = read(site.html / "sitemap.xml")
    expected = {
        "": "2025-01-01",
        "posts/2021/day/": "2021-03-26",
        "posts/2021/moment/": "2021-07-01T09:30+01:00",
        "posts/2021/updated/": "2024-02-29",
        "posts/2021/elsewhere/": "2025-01-01",
        "about/": None,
        "concepts/": None,
        "concepts/plan/": None,
        "blog/": "2025-01-01",
        "blog/tag/": "2024-02-29",
        "blog/tag/a/": "2024-02-29",
        "blog/tag/b/": "2021-07-01T09:30+01:00",
        "blog/author/crew/": "2021-07-01T09:30+01:00",
        "blog/archive/": "2025-01-01",
    }
    assert {address: found.get(BASE + address, "absent") for address in expected} == expected
    assert not [address for address in found if re.search("search|404", address)]


def test_every_page_of_a_list_is_in_it(site: Site) -> None:
    for number in range(21):
        site.post(f"posts/2021/p{number:02}.md", date=f"2021-01-{number + 1:02}")
    site.post("posts/2021/p00.md", redirect="[/old/]")
    site.post("posts/2021/draft.md", draft="true", tags="[secret]")
    assert site.build() == []
    found = read(site.html / "sitemap.xml")
    assert found[f"{BASE}blog/"] == "2021-03-26"
    assert found[f"{BASE}blog/page/2/"] == "2021-01-02"
    assert found[f"{BASE}blog/author/ada/page/2/"] == "2021-01-02"
    assert not [address for address in found if re.search("old|draft|secret", address)]
    pages = {path.removesuffix("index.html") for path in site.files() if path.endswith("/index.html")}
    assert {address.removeprefix(BASE) for address in found} == {"", *pages} - {"search/", "old/"}


def test_addresses_are_percent_encoded(site: Site) -> None:
    site.post("posts/2021/हिन्दी.md", tags="[日本, 'a & b']")
    assert site.build(html_baseurl="https://bücher.example/a&b/ü/") == []
    found = read(site.html / "sitemap.xml")
    base = "https://xn--bcher-kva.example/a&b/%C3%BC/"
    assert f"{base}posts/2021/%E0%A4%B9%E0%A4%BF%E0%A4%A8%E0%A5%8D%E0%A4%A6%E0%A5%80/" in found
    assert f"{base}blog/tag/%E6%97%A5%E6%9C%AC/" in found
    assert f"Sitemap: {base}sitemap.xml\n" in (site.html / "robots.txt").read_text()


def test_many_addresses_are_split(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.post(tags="[a, b, c]")
    assert site.build() == []
    whole = read(site.html / "sitemap.xml")
    site.clean()
    monkeypatch.setattr(sitemap, "MAX_ADDRESSES", 5)
    for _ in range(2):
        assert site.build() == []
        index = etree.fromstring((site.html / "sitemap.xml").read_bytes())
        assert index.tag == f"{{{SITEMAP_NAMESPACE}}}sitemapindex"
        named = [loc.text.removeprefix(BASE) for loc in index.iter(f"{{{SITEMAP_NAMESPACE}}}loc")]
        assert named == [f"sitemap-{number}.xml" for number in range(1, -(-len(whole) // 5) + 1)]
        parts = [read(site.html / name) for name in named]
        assert {address: moment for part in parts for address, moment in part.items()} == whole
        site.write("about.md", "# About\n")
        whole[f"{BASE}about/"] = None
    site.post(tags="[a]")
    assert site.build() == []
    assert not (site.html / named[-1]).exists()


def test_large_file_is_split(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MAX_SITEMAP_BYTES", 1000)
    files = sitemaps([url_element(f"{BASE}{number}/", None) for number in range(100)], BASE)
    assert len(files) > 2
    assert all(len(text) <= 1000 for name, text in files.items() if name != "sitemap.xml")
    assert sum(text.count("<url>") for text in files.values()) == 100


def test_site_without_posts_has_one(site: Site) -> None:
    assert site.build() == []
    assert read(site.html / "sitemap.xml")[BASE] is None


def test_nothing_of_it_is_in_a_preview(site: Site) -> None:
    site.post()
    assert site.build(show_drafts=True) == []
    assert not {"sitemap.xml", "robots.txt", "llms.txt", "posts/2021/hello/index.md"} & site.files().keys()
    assert site.page("/posts/2021/hello/").select_one("link[type='text/markdown']") is None


def test_robots_are_welcome_and_find_the_sitemap(site: Site) -> None:
    assert site.build() == []
    text = (site.html / "robots.txt").read_text()
    assert text == "User-agent: *\nAllow: /\n\nSitemap: https://lights.example/sitemap.xml\n"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/\\?#%[]@:"), min_size=1, max_size=20))
def test_any_name_makes_an_address_that_leads_back_to_it(name: str) -> None:
    address = uri(f"https://lights.example/posts/2021/{name}/")
    assert re.fullmatch(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", address)
    assert unquote(urlsplit(address).path) == f"/posts/2021/{name}/"
    assert uri(address) == address
    root = etree.fromstring(url_element(address, None).encode())
    assert root[0].text == address


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("../b/#c", "https://lights.example/b/#c"),
        ("#c", "https://lights.example/a/#c"),
        ("", "https://lights.example/a/"),
        ("mailto:me@lights.example", "mailto:me@lights.example"),
        ("https://other.example/é?q=ü%20x#ß", "https://other.example/%C3%A9?q=%C3%BC%20x#%C3%9F"),
        ("http://[bad/", "http://[bad/"),
        ("100%", "https://lights.example/a/100%25"),
    ],
)
def test_address_on_a_page_is_made_whole(address: str, expected: str) -> None:
    assert absolute_uri("https://lights.example/a/", address) == expected
