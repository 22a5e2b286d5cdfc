"""Walk through a written site from its home page, as a reader or a search engine does, without a browser."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import lxml.html
from lxml import etree

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
            whole, _, fragment = urljoin(self.here, written).partition("#")
            if not whole.startswith(self.base):
                assert re.match(r"(https?|mailto|data|tel):", whole), (self.path, written)
                assert urlsplit(whole).netloc != urlsplit(self.base).netloc, (self.path, written)
                continue
            path = unquote(whole.removeprefix(self.base).partition("?")[0])
            yield Link(written, f"{path}index.html" if not path or path.endswith("/") else path, unquote(fragment))


@dataclass(frozen=True)
class Crawl:
    """What a walk has found: the pages of the output, those that it has reached, and what leads nowhere."""

    pages: Mapping[str, Page]
    reached: set[str]
    broken: list[tuple[str, str]]


def crawl(html: Path, base: str) -> Crawl:
    """Walk through the site in *html*, which stands at *base*, and try each link of each page, of lost ones too."""
    files = {path.relative_to(html).as_posix() for path in html.rglob("*") if path.is_file()}
    pages = {path: Page(html, path, base) for path in sorted(files) if path.endswith((".html", ".htm"))}
    broken = []
    leads: dict[str, set[str]] = {}
    for path, page in pages.items():
        found = list(page.links())
        leads[path] = {link.path for link in found}
        for link in found:
            there = link.path in files
            if there and link.anchor and link.path in pages:
                there = link.anchor in pages[link.path].anchors
            if not there:
                broken.append((path, link.written))
    reached, waiting = set(), ["index.html"]
    while waiting:
        path = waiting.pop()
        if path in pages and path not in reached:
            reached.add(path)
            waiting += leads[path]
    return Crawl(pages, reached, broken)


def in_sitemap(html: Path, base: str) -> set[str]:
    """Return the files of the pages that the sitemap names."""
    root = etree.fromstring((html / "sitemap.xml").read_bytes())
    addresses = [loc.text for loc in root.iter("{*}loc")]
    assert all(address.startswith(base) for address in addresses)
    return {f"{unquote(address.removeprefix(base))}index.html" for address in addresses}
