"""Read a blog from its feed on the web, with the older pages of it, where the feed says that there are any."""

import re
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from urllib.parse import urljoin

from lxml import html as lxml_html
from lxml.etree import ParserError

from valuable.base.uris import split_address
from valuable.importers.feeds import is_feed
from valuable.importers.polite_web import FetchFailedError, PoliteWeb
from valuable.importers.records import OldSite
from valuable.importers.sources import site_of_tree
from valuable.importers.trees import FileTree, SourceError, Tree

MAX_FEED_PAGES = 1000
TYPES_OF_FEEDS = ("application/atom+xml", "application/rss+xml", "application/feed+json", "application/json")
OLDER = re.compile(
    rb"<(?:[\w-]+:)?link\b(?=[^>]*\brel=[\"'](?:next|prev-archive)[\"'])[^>]*\bhref=[\"']([^\"']+)|\"next_url\"\s*:\s*\"([^\"]+)\""
)
BY_WORDPRESS = re.compile(rb"<generator>https?://wordpress\.(?:org|com)/")
ENTRY_ID = re.compile(rb"<(?:id|guid)\b[^>]*>([^<]+)<|\"id\"\s*:\s*\"([^\"]+)\"")


def is_on_web(name: str) -> bool:
    return re.match(r"https?://", name.strip(), re.IGNORECASE) is not None


class PagesOfFeed(Tree):
    """The pages of a feed as files."""

    def __init__(self, name: str, pages: dict[str, Path]) -> None:
        self.name, self.pages = name, pages

    @cached_property
    def paths(self) -> tuple[str, ...]:
        return tuple(self.pages)

    def read(self, path: str) -> bytes:
        return self.pages[path].read_bytes()


def read_from_web(address: str, folder: Path, tick: Callable[[], None] = lambda: None) -> OldSite:
    """Return the site of a feed, or of an export, at an address. Raises :exc:`SourceError`."""
    parts = split_address(address.strip())
    web = PoliteWeb(folder, frozenset({f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"}))
    address, first = feed_at(web, address.strip())
    with first.open("rb") as file:
        head = file.read(200_000)
    if not is_feed(head):
        return site_of_tree(FileTree(first), address)
    pages, seen, known = {"feed-0001.xml": first}, {address}, set(ids_in(first))
    older, missing = next_page(address, first, 1), ""
    while older and older not in seen and len(pages) < MAX_FEED_PAGES:
        tick()
        seen.add(older)
        try:
            page = fresh(web, older)
        except FetchFailedError as error:
            if error.code != 404:  # which is WordPress's answer behind the last one
                missing = f"its older page {older} can't be fetched ({error})"
            break
        new = set(ids_in(page)) - known
        if not new:
            break
        known |= new
        pages[f"feed-{len(pages) + 1:04}.xml"] = page
        older = next_page(older, page, len(pages))
    site = site_of_tree(PagesOfFeed(parts.hostname or "feed", pages), address)
    site.address = site.address or f"{parts.scheme}://{parts.netloc}/"
    if len(pages) == MAX_FEED_PAGES:
        missing = f"it has more than the {MAX_FEED_PAGES:,} pages that are read"
    if missing:
        site.note("broken export", f"{address}: {missing}; what is older is not here: import again later", lost=True)
    site.note(
        "feed", f"{len(pages)} pages of {address} were read, with {len(site.entries)} texts; a feed has no drafts"
    )
    return site


def fresh(web: PoliteWeb, address: str) -> Path:
    """Return what stands at an address now, not what stood there at an earlier import."""
    web.file_of(address).unlink(missing_ok=True)
    return web.get(address)


def feed_at(web: PoliteWeb, address: str) -> tuple[str, Path]:
    """Return the address of a feed, and its file: of what was named, or of what that page says to be its feed."""
    try:
        file = fresh(web, address)
        head = file.read_bytes()[:500_000]
        if re.search(rb"<html\b|<!doctype html", head[:2000], re.IGNORECASE):
            named = feed_link(head)
            if not named:
                raise SourceError(
                    f"{address} is a page that names no feed: give the address of its feed, or an export."
                )
            address = urljoin(address, named)
            file = fresh(web, address)
    except FetchFailedError as error:
        raise SourceError(f"{address} can't be fetched ({error}): save it to a file, and name that.") from None
    return address, file


def feed_link(page: bytes) -> str:
    """Return the address of the feed that a page names; ``""`` if it names none."""
    try:
        root = lxml_html.document_fromstring(page)
    except (ParserError, ValueError):
        return ""
    links = [link for link in root.iter("link") if "alternate" in (link.get("rel") or "").split()]
    for kind in TYPES_OF_FEEDS:
        for link in links:
            if (link.get("type") or "").casefold() == kind and "comment" not in (link.get("title") or "").casefold():
                return str(link.get("href") or "")
    return ""


def ids_in(page: Path) -> list[bytes]:
    return [found[1] or found[2] for found in ENTRY_ID.finditer(page.read_bytes())]


def next_page(address: str, page: Path, number: int) -> str:
    """Return the address of the page of a feed behind one: as the feed says it, or as WordPress has it."""
    data = page.read_bytes()
    found = OLDER.search(data)
    if found:
        older = (found[1] or found[2]).decode("utf-8", "replace").replace("&amp;", "&").replace("\\/", "/")
        return str(urljoin(address, older))
    if BY_WORDPRESS.search(data[:20_000]):
        plain = re.sub(r"([?&])paged=\d+", "", address)
        return f"{plain}{'&' if '?' in plain else '?'}paged={number + 1}"
    return ""
