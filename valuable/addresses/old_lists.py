"""Read what an old site says of its addresses: sitemaps, feeds (Atom, RSS, JSON Feed), or lists, one a line.

Nothing in this module knows Sphinx, and nothing is fetched.
"""

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from lxml import etree

MAX_LIST_BYTES = 60_000_000  # of one file: a sitemap may have 50 MB
GZIP = b"\x1f\x8b"


class OldAddress(NamedTuple):
    """An address of the old site, whole or from its root; of an entry of a feed with its id."""

    address: str
    id: str = ""


class OldList(NamedTuple):
    """What a file lists: addresses, and other lists."""

    addresses: tuple[OldAddress, ...] = ()
    lists: tuple[str, ...] = ()


class UnreadableListError(ValueError):
    """A file is none of these; the message says what it may be."""


def read_old_list(data: bytes) -> OldList:
    """Return what a file lists. Raises :exc:`UnreadableListError`."""
    if data.startswith(GZIP):
        data = unpacked(data)
    if len(data) > MAX_LIST_BYTES:
        raise UnreadableListError(f"it has more than {MAX_LIST_BYTES // 1_000_000} MB: take it apart")
    text = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b"{"):
        return read_json_feed(text)
    if text.startswith(b"<"):
        return read_xml(text)
    lines = (line.strip() for line in text.decode(errors="replace").splitlines())
    found = tuple(OldAddress(line) for line in lines if line.startswith(("/", "http://", "https://")))
    if not found:
        raise UnreadableListError("it is no sitemap, no feed and no list of addresses, one a line")
    return OldList(found)


def unpacked(data: bytes) -> bytes:
    try:
        with gzip.open(BytesIO(data)) as file:
            return file.read(MAX_LIST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableListError("it can't be unpacked") from error


def read_json_feed(text: bytes) -> OldList:
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableListError("it is no JSON that can be read") from error
    items = feed.get("items")
    found = [OldAddress(str(feed["feed_url"]))] if feed.get("feed_url") else []
    entries = [item for item in items if isinstance(item, dict) and item.get("url")] if isinstance(items, list) else []
    found += [OldAddress(str(item["url"]), str(item.get("id") or "")) for item in entries]
    return OldList(tuple(found))


def read_xml(text: bytes) -> OldList:
    """Return what a sitemap, the index of several, or a feed lists. No entity is resolved, and nothing is loaded."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, recover=True)
    root: Any = None
    with suppress(etree.XMLSyntaxError):
        root = etree.fromstring(text, parser)
    kind = etree.QName(root).localname.lower() if root is not None else ""
    if kind == "sitemapindex":
        return OldList(lists=tuple(words(each) for each in root.iterfind("{*}sitemap/{*}loc")))
    if kind == "urlset":
        return OldList(tuple(OldAddress(words(each)) for each in root.iter("{*}loc") if words(each)))
    if kind in {"feed", "rss", "rdf"}:
        return OldList(tuple(dict.fromkeys(feed_addresses(root))))
    raise UnreadableListError("it is no sitemap and no feed")


def words(node: Any) -> str:
    return " ".join("".join(node.itertext()).split()) if node is not None else ""


def feed_addresses(root: Any) -> Iterator[OldAddress]:
    """Yield the address of a feed itself, and that of each entry with its id."""
    for link in root.iterfind(".//{*}link[@rel='self']"):
        if link.get("href") and etree.QName(link.getparent()).localname in {"feed", "channel"}:
            yield OldAddress(link.get("href"))
    for entry in (*root.iter("{*}entry"), *root.iter("{*}item")):
        links = [link for link in entry.iterfind("{*}link") if link.get("rel", "alternate") == "alternate"]
        address = next(filter(None, (link.get("href") or words(link) for link in links)), "")
        lasting = words(entry.find("{*}id")) or words(entry.find("{*}guid"))
        if address or lasting.startswith(("http://", "https://")):
            yield OldAddress(address or lasting, lasting or address)


class OldPath(NamedTuple):
    """An address of the old site from its root, decoded; the query as it is written, without its mark."""

    path: str
    query: str = ""
    id: str = ""

    def __str__(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path


def old_paths(addresses: Iterable[OldAddress], base: str = "/") -> list[OldPath]:
    """Return the paths of those addresses that are on the host of most of them, each once.

    *base* is the path under which the new site stands: it counts as nothing.
    """
    parts = [(urlsplit(each.address), each.id) for each in addresses if parses(each.address)]
    hosts = Counter(found.netloc.lower().removeprefix("www.") for found, _ in parts if found.netloc)
    host = hosts.most_common(1)[0][0] if hosts else ""
    found: dict[tuple[str, str], OldPath] = {}
    for url, entry_id in parts:
        if url.netloc.lower().removeprefix("www.") in {"", host}:
            path = unquote(url.path) or "/"
            path = f"/{path[len(base) :]}" if base != "/" and path.startswith(base) else path
            known = found.get((path, url.query))
            if known is None or (entry_id and not known.id):
                found[path, url.query] = OldPath(path, url.query, entry_id)
    return list(found.values())


def parses(address: str) -> bool:
    try:
        return urlsplit(address).path.startswith("/") or not urlsplit(address).path
    except ValueError:
        return False
