"""Walk through a written site from its home page, as a reader or a search engine does, without a browser."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import lxml.html
from lxml import etree

FEED = re.compile(r"(atom(-\d+)?|rss)\.xml$|feed\.json$")
SPACES = {"atom": "http://www.w3.org/2005/Atom", "content": "http://purl.org/rss/1.0/modules/content/"}
ENTRIES = "//atom:entry/atom:content/text() | //item/content:encoded/text()"
SINGLE = ("href", "src", "poster", "data", "action")


@dataclass(frozen=True)
class Link:
    """A link on a page: what was written there, and the file that it leads to."""

    written: str
    path: str  # in the output, or "" for one that leads out of the site
    anchor: str


class Page:
    """A written page of the site at *address*, which is that of the file at *path*."""

    def __init__(self, html: Path, path: str, base: str) -> None:
        self.html, self.path, self.base = html, path, base
        self.root = lxml.html.document_fromstring((html / path).read_bytes())
        self.here = base + path.removesuffix("index.html")

    @property
    def is_indexed(self) -> bool:
        """Return whether search engines are to know this page."""
        return not any("noindex" in content for content in self.root.xpath("//meta[@name='robots']/@content"))

    @property
    def is_redirect(self) -> bool:
        return bool(self.root.xpath("//meta[@http-equiv='refresh']"))

    @cached_property
    def anchors(self) -> set[str]:
        return {*self.root.xpath("//@id"), *self.root.xpath("//a/@name")}

    @cached_property
    def doubled(self) -> list[str]:
        """Return the ids that several elements have."""
        return sorted(name for name, times in Counter(self.root.xpath("//@id")).items() if times > 1)

    def addresses(self) -> Iterator[str]:
        for name in SINGLE:
            yield from self.root.xpath(f"//@{name}")
        for sources in [*self.root.xpath("//@srcset"), *self.root.xpath("//@imagesrcset")]:
            yield from (source.split()[0] for source in sources.split(","))
        for content in self.root.xpath("//meta[@http-equiv='refresh']/@content"):
            yield content.partition("url=")[2]
        for content in self.root.xpath("//meta[starts-with(@property, 'og:')]/@content"):
            if content.startswith(self.base):
                yield content

    def links(self) -> Iterator[Link]:
        for written in self.addresses():
            found = link(written, self.here, self.base)
            if found:
                yield found
            else:
                assert urlsplit(urljoin(self.here, written)).netloc != urlsplit(self.base).netloc, (self.path, written)


def link(written: str, here: str, base: str) -> Link | None:
    """Return the link to *written* on the page at *here*, or None if it leads out of the site."""
    whole, _, fragment = urljoin(here, written).partition("#")
    if not whole.startswith(base):
        assert re.match(r"(https?|mailto|data|tel):", whole), (here, written)
        return None
    path = unquote(whole.removeprefix(base).partition("?")[0])
    return Link(written, f"{path}index.html" if not path or path.endswith("/") else path, unquote(fragment))


def bodies(file: Path) -> Iterator[str]:
    """Yield the HTML of each entry of a feed: Atom, RSS or JSON."""
    if file.suffix == ".json":
        yield from (item["content_html"] for item in json.loads(file.read_bytes())["items"])
    else:
        root = etree.fromstring(file.read_bytes())
        yield from (text for text in root.xpath(ENTRIES, namespaces=SPACES) if text.strip())


@dataclass(frozen=True)
class Crawl:
    """What a walk has found: the pages of the output, those that it has reached, and what leads nowhere.

    ``broken`` has the links of feeds too, each with the feed; ``doubled`` the ids that a page or a feed has twice.
    """

    pages: Mapping[str, Page]
    reached: set[str]
    broken: list[tuple[str, str]]
    doubled: list[tuple[str, str]]


def crawl(html: Path, base: str) -> Crawl:
    """Walk through the site in *html*, which stands at *base*, and try each link of each page, of lost ones too."""
    files = {path.relative_to(html).as_posix() for path in html.rglob("*") if path.is_file()}
    pages = {path: Page(html, path, base) for path in sorted(files) if path.endswith((".html", ".htm"))}
    broken = []
    leads: dict[str, set[str]] = {}

    def is_there(link: Link) -> bool:
        is_page = link.path in files and link.path in pages
        return link.anchor in pages[link.path].anchors if is_page and link.anchor else link.path in files

    for path, page in pages.items():
        found = list(page.links())
        leads[path] = {link.path for link in found}
        broken += [(path, link.written) for link in found if not is_there(link)]
    doubled = [(path, name) for path, page in pages.items() for name in page.doubled]
    for path in sorted(path for path in files if FEED.search(path)):
        ids: Counter[str] = Counter()
        for body in bodies(html / path):
            entry = lxml.html.fromstring(f"<div>{body}</div>")
            ids.update(own := entry.xpath(".//@id"))
            for written in (address for name in SINGLE for address in entry.xpath(f".//@{name}")):
                if written.startswith("#"):
                    there = unquote(written[1:]) in own
                else:
                    assert re.match(r"[a-z]+:", written), (path, written)
                    there = (to := link(written, base, base)) is None or is_there(to)
                if not there:
                    broken.append((path, written))
        doubled += [(path, name) for name, times in ids.items() if times > 1]
    reached, waiting = set(), ["index.html"]
    while waiting:
        path = waiting.pop()
        if path in pages and path not in reached:
            reached.add(path)
            waiting += leads[path]
    return Crawl(pages, reached, broken, doubled)


def in_sitemap(html: Path, base: str) -> set[str]:
    """Return the files of the pages that the sitemap names."""
    root = etree.fromstring((html / "sitemap.xml").read_bytes())
    addresses = [loc.text for loc in root.iter("{*}loc")]
    assert all(address.startswith(base) for address in addresses)
    return {f"{unquote(address.removeprefix(base))}index.html" for address in addresses}
