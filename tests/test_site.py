"""What any site must be: the one that these tests stand in, whoever's it is, and two of the tests' own.

Of those one has a page of every kind, the other as little as a site can have. What is a rule for posts is one for
whatever is marked up as a post; what an author may do without may be missing.
"""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

import feedparser
import lxml.html
import mf2py
import pytest
from conftest import HELD_BACK, base_of, build_in, hold_back, made_once, write_settings
from crawl import FEED, Crawl, Page, crawl, in_sitemap
from feed_rules import FAULTS, LANGUAGE, atom_faults
from test_canaries import readings
from test_copies import check as check_copy
from test_crawl import check as check_links
from test_markdown import read as read_markdown
from test_sitemap import read as read_sitemap

from valuable.base.theme import CUSTOM
from valuable.features import FEATURES

# What a page asks a host for, other than by a link that a reader follows.
FETCHED = (
    "//@src | //@srcset | //@imagesrcset | //@poster | //@background | //object/@data | //form/@action | //@formaction",
    "//*[local-name()='image' or local-name()='use' or local-name()='feImage']/@*[local-name()='href']",
    "//link[not(contains('canonical alternate author license me next prev search', @rel))]/@href",
)
STYLED = re.compile(r"""url\(\s*["']?([^"')]*)|@import\s+["']([^"']*)""")
# Of compressed bytes: the styles and scripts of a page, by whether it is the one that searches, and all of a page that
# is neither those nor its text.
FRAME, SEARCH_FRAME, AROUND = 28_000, 33_000, 3_000
# Of a page's head, without its policy and what is said in it of this page alone.
HEAD, POLICY = 4_500, 400
FRAMING = "//link[@rel='stylesheet']/@href | //script/@src"
OF_THIS_PAGE = (
    re.compile(rb"<title>.*?</title>"),
    re.compile(rb'(?s)<script type="application/ld\+json">.*?</script>'),
    re.compile(rb'<meta (?:name|property)="(?:citation_author|article:)[^>]*>'),
    re.compile(rb'content="[^"]*"'),
)
SPHINX_SCRIPTS = {"documentation_options.js", "doctools.js", "language_data.js", "searchtools.js", "translations.js"}
BARE = "---\ndate: 2021-03-26\n---\n\n# Erste\n\nHallo.\n"


@dataclass(frozen=True)
class Output:
    """A built site: the folder of its files, and the address that it is built for."""

    html: Path
    base: str

    @cached_property
    def crawl(self) -> Crawl:
        return crawl(self.html, self.base)

    @cached_property
    def pages(self) -> dict[str, Page]:
        """Every page by its path, redirects left out."""
        return {path: page for path, page in self.crawl.pages.items() if not page.is_redirect}

    @cached_property
    def posts(self) -> dict[str, Page]:
        return {path: page for path, page in self.pages.items() if is_post(page)}

    @property
    def feeds(self) -> list[Path]:
        return sorted(path for path in self.html.rglob("*") if FEED.search(path.name))

    @property
    def copies(self) -> list[Path]:
        return sorted(path for path in self.html.rglob("index.md") if path.with_name("index.html").exists())

    def own(self, name: str) -> bool:
        """Return whether a file of the output is the author's, from ``_extra``."""
        return (self.html.parent.parent / "_extra" / name).exists()


def is_post(page: Page) -> bool:
    return any(entry.find_class("e-content") for entry in page.root.find_class("h-entry"))


pytestmark = pytest.mark.real_site


@pytest.fixture(scope="session")
def bare_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A post and a home page, in German, with its lists elsewhere, without all that can be switched off."""
    more = f"language = 'de'\nblog_path = 'notizen'\nswitched_off = {list(FEATURES)}\n"

    def make(folder: Path) -> None:
        write_settings(folder, more)
        (folder / "posts/2021").mkdir(parents=True)
        (folder / "posts/2021/erste.md").write_text(BARE, encoding="utf-8")
        (folder / "index.md").write_text("# Start\n", encoding="utf-8")
        hold_back(folder)
        build_in(folder, "https://user.example/repo/", SEARCH="0")

    return made_once(tmp_path_factory, "bare-site", make) / "_build" / "html"


@pytest.fixture(scope="session", params=["real_site", "sample_site", "bare_site"])
def built(request: pytest.FixtureRequest) -> Output:
    html = request.getfixturevalue(request.param)
    return Output(html, base_of(html))


# -- Pages ------------------------------------------------------------------------------------------------------------


def test_all_links_lead_somewhere_and_all_pages_are_reached(built: Output) -> None:
    assert built.posts
    check_links(built.crawl, in_sitemap(built.html, built.base))


def test_every_page_says_what_it_is_and_where(built: Output) -> None:
    for path, page in built.pages.items():
        root = page.root
        assert len(root.xpath("//h1")) == len(root.xpath("//*[@role='main']//h1")) == 1, path
        assert root.findtext(".//title").strip(), path
        assert LANGUAGE.fullmatch(root.get("lang")), path
        if path == "404.html":
            assert root.xpath("//link[@rel='canonical']") == []
            continue
        (canonical,) = root.xpath("//link[@rel='canonical']/@href")
        stands_elsewhere = is_post(page) and not canonical.startswith(built.base)
        assert stands_elsewhere or unquote(canonical) == page.here, path
        assert root.xpath("//meta[@property='og:url']/@content") == [canonical], path
        if page.is_indexed and "".join(root.xpath("//*[@role='main']//p//text()")).strip():
            assert root.xpath("//meta[@name='description']/@content"), path


def test_nothing_is_said_twice_in_a_head_or_left_empty(built: Output) -> None:
    several = {"article:tag", "article:author", "citation_author"}
    for path, page in built.pages.items():
        said = page.root.xpath("//head/meta[@content and not(@http-equiv)]")
        assert all(tag.get("content") for tag in said), path
        times = Counter(tag.get("name") or tag.get("property") for tag in said)
        assert {name for name, number in times.items() if number > 1} <= several, path


def test_icons_are_there(built: Output) -> None:
    page = built.pages["index.html"]
    for kind in ("apple-touch-icon", "icon"):
        (address,) = page.root.xpath(f"//link[contains(@rel, '{kind}')][last()]/@href")
        assert (built.html / address.partition("?")[0]).is_file()


# -- What a page asks for ---------------------------------------------------------------------------------------------


def fetched(page: Page) -> Iterator[str]:
    """Yield each address that a page asks for by itself, as it is written."""
    for path in FETCHED:
        for written in page.root.xpath(path):
            yield from (part.split()[0] for part in written.split(",")) if "srcset" in written.attrname else [written]
    for text in page.root.xpath("//style/text() | //@style"):
        yield from styled(text)


def styled(text: str) -> Iterator[str]:
    return (address or imported for address, imported in STYLED.findall(text))


def test_no_page_asks_another_host(built: Output) -> None:
    for path, page in built.pages.items():
        asked = [urljoin(page.here, written) for written in fetched(page)]
        assert [address for address in asked if not address.startswith((built.base, "data:"))] == [], path
    for sheet in built.html.rglob("*.css"):
        addresses = styled(sheet.read_text(encoding="utf-8"))
        assert [each for each in addresses if re.match(r"(?!data:)[a-z]+:|//", each.strip())] == [], sheet


def test_no_page_loads_a_script_of_sphinx(built: Output) -> None:
    """Those of its search and its translations are of no use without one another."""
    for path, page in built.pages.items():
        names = {Path(address.partition("?")[0]).name for address in page.root.xpath("//script/@src")}
        assert names.isdisjoint(SPHINX_SCRIPTS), path


def packed(data: bytes) -> int:
    return len(gzip.compress(data, mtime=0))


def test_pages_are_light(built: Output) -> None:
    """A reader on a slow line gets the styles, the scripts and what stands around the text in few compressed bytes.

    Neither the author's own words nor the author's own styles are weighed.
    """
    for path, page in built.pages.items():
        files = [urljoin(page.here, each) for each in page.root.xpath(FRAMING)]
        names = {address.removeprefix(built.base).partition("?")[0] for address in files} - {f"_static/{CUSTOM}"}
        frame = sum(packed((built.html / name).read_bytes()) for name in names)
        assert frame < (SEARCH_FRAME if path == "search/index.html" else FRAME), path
        (main,) = page.root.xpath("//*[@role='main']")
        assert packed((built.html / path).read_bytes()) - packed(lxml.html.tostring(main)) < AROUND, path


def test_heads_are_small(built: Output) -> None:
    for path in built.pages:
        head = (built.html / path).read_bytes().partition(b"</head>")[0]
        policy = re.search(rb'<meta http-equiv="Content-Security-Policy"[^>]*>', head)
        assert policy, path
        assert len(policy[0]) < POLICY, path
        rest = head.replace(policy[0], b"")
        for own in OF_THIS_PAGE:
            rest = own.sub(b"", rest)
        assert len(rest) < HEAD, path


# -- What is held back ------------------------------------------------------------------------------------------------


def test_nothing_of_what_is_held_back_is_in_any_file(built: Output) -> None:
    for file in filter(Path.is_file, built.html.rglob("*")):
        found = [*readings(file.read_bytes()), file.relative_to(built.html).as_posix().encode()]
        assert [name for name in HELD_BACK if any(name.encode() in reading for reading in found)] == [], file


# -- What programs read -----------------------------------------------------------------------------------------------


def test_feeds_keep_the_rules(built: Output) -> None:
    assert {path.name for path in built.feeds} >= {"atom.xml", "rss.xml", "feed.json"}
    for path in built.feeds:
        assert list(FAULTS.get(path.name, atom_faults)(path.read_bytes())) == [], path
        if path.suffix == ".json":
            assert json.loads(path.read_bytes())["items"]
        else:
            found = feedparser.parse(path.read_bytes())
            assert not found.bozo, path
            assert found.entries, path


def test_every_post_is_in_a_feed(built: Output) -> None:
    found = set()
    for path in built.feeds:
        if path.suffix == ".xml":
            found |= {unquote(entry.link) for entry in feedparser.parse(path.read_bytes()).entries}
    for path, page in built.posts.items():
        canonical = page.root.xpath("string(//link[@rel='canonical']/@href)")
        assert {page.here, unquote(canonical)} & found, path


def test_posts_and_lists_are_read_as_microformats(built: Output) -> None:
    lists = 0
    for path, page in built.pages.items():
        if not page.root.find_class("h-entry") and not page.root.find_class("h-feed"):
            continue
        (item,) = mf2py.parse(doc=(built.html / path).read_text(encoding="utf-8"), url=page.here)["items"]
        lists += item["type"] == ["h-feed"]
        assert item["type"] == (["h-entry"] if path in built.posts else ["h-feed"]), path
        for entry in item.get("children", []) if path not in built.posts else [item]:
            check_entry(entry["properties"], built.base)
    assert lists >= 3  # home page, posts, archive


def check_entry(said: dict[str, Any], base: str) -> None:
    assert {"name", "url", "published", "author"} <= said.keys()
    assert said["url"][0].startswith(base)
    assert datetime.fromisoformat(said["published"][0])
    for author in said["author"]:
        assert {"name", "url"} <= author["properties"].keys() <= {"name", "url", "photo"}


def test_sitemap_has_the_newest_date_of_each_post(built: Output) -> None:
    moments = read_sitemap(built.html / "sitemap.xml")
    found = {unquote(address): moment for address, moment in moments.items()}
    for path, page in built.posts.items():
        if page.root.xpath("string(//link[@rel='canonical']/@href)").startswith(built.base):
            (header,) = page.root.find_class("post-header")
            times = [time.get("datetime") for time in header.iter("time")]
            assert found[page.here] == max(times, key=datetime.fromisoformat), path


# -- Copies in Markdown -----------------------------------------------------------------------------------------------


def test_copies_say_what_their_pages_say(built: Output) -> None:
    for copy in built.copies:
        check_copy(built.html, copy, built.base)


def test_list_of_copies_has_the_form_that_is_asked_for(built: Output) -> None:
    """https://llmstxt.org: one heading, perhaps a quotation, then lists of links under second headings."""
    if not built.copies or built.own("llms.txt"):
        assert built.own("llms.txt") or not (built.html / "llms.txt").exists()
        return
    shown = read_markdown((built.html / "llms.txt").read_text(encoding="utf-8"))
    assert re.fullmatch("h1 (blockquote )?(h2 ul ?)+", " ".join(each.tag for each in shown))
    listed = {unquote(address.removeprefix(built.base)) for address in shown.xpath(".//li/a[1]/@href")}
    assert listed == {path.relative_to(built.html).as_posix() for path in built.copies}
    for item in shown.iter("li"):
        assert item[0].tag == "a"
        assert not item[0].tail or item[0].tail.startswith(": ")


def test_sample_has_what_these_rules_are_about(sample_site: Path) -> None:
    sample = Output(sample_site, "https://lights.example/")
    assert len(sample.posts) == 8
    assert len(sample.copies) > 15
    assert len(sample.feeds) > 30
