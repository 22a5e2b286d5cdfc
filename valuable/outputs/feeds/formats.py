"""Print posts as Atom (RFC 4287, RFC 5005), RSS 2.0 and JSON Feed 1.1.

An entry is the same in every feed that carries it, so it is printed once and then put where it belongs. feedgen makes
the XML. Nothing here asks for a build.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from html import escape
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from valuable import __version__
from valuable.content.posts import Post
from valuable.outputs.feeds.body import xml_text

ATOM_NAMESPACE = "http://www.w3.org/2005/Atom"
HISTORY_NAMESPACE = "http://purl.org/syndication/history/1.0"
NAMESPACES = {
    "atom": ATOM_NAMESPACE,
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
}
DECLARED = re.compile(r' xmlns:\w+="[^"]*"')
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FEED_TYPES = {
    "atom.xml": "application/atom+xml",
    "rss.xml": "application/rss+xml",
    "feed.json": "application/feed+json",
}
JSON_VERSION = "https://jsonfeed.org/version/1.1"


@dataclass(frozen=True)
class Author:
    """An author of an entry, with the address of their page."""

    name: str
    address: str


@dataclass(frozen=True)
class Category:
    """A tag or category; ``scheme`` is the address of its catalog."""

    name: str
    scheme: str


@dataclass(frozen=True)
class Enclosure:
    """A picture, a film or sound: its address, media type and length in bytes."""

    address: str
    type: str
    length: int


@dataclass(frozen=True)
class FeedItem:
    """A post as an entry of feeds. All texts are plain, except ``content``, which is HTML."""

    id: str
    post: Post
    address: str
    authors: tuple[Author, ...]
    terms: tuple[Category, ...]
    content: str
    cover: Enclosure | None = None
    media: tuple[Enclosure, ...] = ()  # films and sound
    original: str | None = None  # where the text stands first, if that is elsewhere

    @property
    def enclosures(self) -> tuple[Enclosure, ...]:
        """What readers may load with the entry; what is played comes before what is shown."""
        return (*self.media, *([self.cover] if self.cover else []))


@dataclass(frozen=True)
class PrintedEntry:
    """An entry, printed in each format."""

    atom: str
    rss: str
    json: str


@dataclass(frozen=True)
class Feed:
    """A feed without its entries. ``folder`` is the address of the folder in which its files lie."""

    id: str
    title: str
    subtitle: str
    folder: str
    page: str  # the address of the listing that shows the same
    author: Author
    language: str
    rights: str
    icon: str
    updated: datetime


def print_entry(entry: FeedItem, formats: Iterable[str] = ("atom", "rss", "json")) -> PrintedEntry:
    """Return an entry in the *formats* named; ``""`` for the others."""
    title = xml_text(entry.post.title) or entry.address
    made = FeedEntry()
    made.id(entry.id)
    made.guid(entry.id, permalink=False)
    made.title(title)
    made.published(in_minutes(entry.post.date))
    made.updated(in_minutes(entry.post.changed))
    made.author([{"name": xml_text(author.name), "uri": author.address} for author in entry.authors])
    made.link(href=entry.address, rel="alternate")
    for enclosure in entry.enclosures[:1]:  # RSS has one
        made.enclosure(enclosure.address, str(enclosure.length), enclosure.type)
    if entry.terms:
        made.category([{"term": xml_text(term.name), "scheme": term.scheme} for term in entry.terms])
    summary = xml_text(entry.post.description)
    if summary:
        made.summary(summary)
    made.description(escape(summary or title, quote=False))  # RSS has it as HTML
    made.content(xml_text(entry.content), type="html")
    return PrintedEntry(
        atom_entry(made, entry) if "atom" in formats else "",
        rss_item(made, entry) if "rss" in formats else "",
        json.dumps(json_item(entry), ensure_ascii=False, indent=1) if "json" in formats else "",
    )


def in_minutes(moment: datetime) -> datetime:
    """Return a time in a zone of whole minutes, which feeds require: London was once 75 seconds behind."""
    offset = moment.utcoffset() or timedelta(0)
    odd = offset % timedelta(minutes=1)
    return moment.astimezone(timezone(offset - odd)) if odd else moment


def atom_entry(made: FeedEntry, entry: FeedItem) -> str:
    """Return an entry with its language and links: feedgen loses what each of these is for (entry.py, atom_entry)."""
    element = made.atom_entry()
    element.set(XML_LANG, entry.post.language)
    for link in element.findall("link"):
        element.remove(link)
    etree.SubElement(
        element, "link", href=entry.address, rel="alternate", type="text/html", hreflang=entry.post.language
    )
    for enclosure in entry.enclosures:
        length = str(enclosure.length)
        etree.SubElement(element, "link", href=enclosure.address, rel="enclosure", type=enclosure.type, length=length)
    if entry.original:
        etree.SubElement(element, "link", href=entry.original, rel="canonical")
    return str(etree.tostring(element, encoding="unicode"))


def rss_item(made: FeedEntry, entry: FeedItem) -> str:
    """Return an RSS item. RSS names authors by e-mail address alone, and knows no time of the last change."""
    around = etree.Element("rss", nsmap=NAMESPACES)
    element = made.rss_entry()
    around.append(element)
    for author in element.findall("author"):
        element.remove(author)
    for author in entry.authors:
        etree.SubElement(element, f"{{{NAMESPACES['dc']}}}creator").text = xml_text(author.name)
    etree.SubElement(element, f"{{{NAMESPACES['dc']}}}language").text = entry.post.language
    if entry.post.changed != entry.post.date:
        etree.SubElement(element, f"{{{ATOM_NAMESPACE}}}updated").text = in_minutes(entry.post.changed).isoformat()
    start, end, rest = str(etree.tostring(element, encoding="unicode")).partition(">")
    return DECLARED.sub("", start) + end + rest


def json_item(entry: FeedItem) -> dict[str, Any]:
    changed = entry.post.changed != entry.post.date
    found = {
        "id": entry.id,
        "url": entry.address,
        "external_url": entry.original,
        "title": xml_text(entry.post.title),
        "content_html": xml_text(entry.content),
        "summary": xml_text(entry.post.description),
        "image": entry.cover and entry.cover.address,
        "date_published": in_minutes(entry.post.date).isoformat(),
        "date_modified": in_minutes(entry.post.changed).isoformat() if changed else None,
        "authors": [{"name": xml_text(author.name), "url": author.address} for author in entry.authors],
        "tags": [xml_text(term.name) for term in entry.terms],
        "language": entry.post.language,
        "attachments": [
            {"url": each.address, "mime_type": each.type, "size_in_bytes": each.length} for each in entry.media
        ],
    }
    return {name: value for name, value in found.items() if value}


# -- Feeds --------------------------------------------------------------------


class NamespacesExtension(BaseExtension):  # type: ignore[misc]
    """Declares the XML namespaces that items use in RSS."""

    def extend_ns(self) -> dict[str, str]:
        return {"dc": NAMESPACES["dc"]}


class HistoryExtension(BaseExtension):  # type: ignore[misc]
    """Links an Atom document to its archives, and marks one that is an archive (RFC 5005, 4)."""

    def __init__(self) -> None:
        self.links: Mapping[str, str] = {}
        self.is_archive = False

    def extend_ns(self) -> dict[str, str]:
        return {"fh": HISTORY_NAMESPACE}

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        for relation, address in self.links.items():
            etree.SubElement(feed, "link", href=address, rel=relation, type=FEED_TYPES["atom.xml"])
        if self.is_archive:
            etree.SubElement(feed, f"{{{HISTORY_NAMESPACE}}}archive")
        return feed


def generator(feed: Feed, name: str) -> FeedGenerator:
    """Return feedgen's generator of the file *name*, without entries."""
    made = FeedGenerator()
    made.id(feed.id)
    made.title(xml_text(feed.title))
    made.subtitle(xml_text(feed.subtitle) or xml_text(feed.title))
    made.description(xml_text(feed.subtitle) or xml_text(feed.title))
    made.updated(in_minutes(feed.updated))
    made.lastBuildDate(in_minutes(feed.updated))
    made.language(feed.language)
    made.author({"name": xml_text(feed.author.name), "uri": feed.author.address})
    made.rights(xml_text(feed.rights))
    made.icon(feed.icon)
    made.generator("valuable", version=__version__)
    made.link(href=feed.folder + name, rel="self", type=FEED_TYPES.get(name, FEED_TYPES["atom.xml"]))
    made.link(href=feed.page, rel="alternate", type="text/html")  # the last is that of RSS
    return made


def with_entries(frame: bytes, closing: str, entries: Sequence[str]) -> bytes:
    """Insert printed entries before the *closing* tag of a feed."""
    start, end, rest = frame.decode().rpartition(closing)
    return "".join([start, *(f"\n{entry}" for entry in entries), "\n", end, rest, "\n"]).encode()


def atom(
    feed: Feed, entries: Sequence[str], links: Mapping[str, str] = {}, name: str = "atom.xml", archive: bool = False
) -> bytes:
    """Return an Atom document of printed *entries*. *links* are those of RFC 5005, by their relation."""
    made = generator(feed, name)
    made.register_extension("history", HistoryExtension, rss=False)
    made.history.links, made.history.is_archive = links, archive
    return with_entries(made.atom_str(), "</feed>", entries)


def rss(feed: Feed, entries: Sequence[str]) -> bytes:
    made = generator(feed, "rss.xml")
    made.register_extension("namespaces", NamespacesExtension, atom=False)
    return with_entries(made.rss_str(), "</channel>", entries)


def json_feed(feed: Feed, entries: Sequence[str]) -> bytes:
    frame = {
        "version": JSON_VERSION,
        "title": xml_text(feed.title),
        "home_page_url": feed.page,
        "feed_url": f"{feed.folder}feed.json",
        "description": xml_text(feed.subtitle),
        "icon": feed.icon,
        "authors": [{"name": xml_text(feed.author.name), "url": feed.author.address}],
        "language": feed.language,
    }
    written = json.dumps({key: value for key, value in frame.items() if value}, ensure_ascii=False, indent=1)
    items = ",\n".join(entries)
    return f'{written.removesuffix("}").rstrip()},\n "items": [\n{items}\n]\n}}\n'.encode()


def opml(title: str, feeds: Iterable[Feed]) -> bytes:
    """Return the list of *feeds* as OPML 2.0, which readers import."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = xml_text(title)
    body = etree.SubElement(root, "body")
    for feed in feeds:
        text = xml_text(feed.title)
        etree.SubElement(
            body, "outline", type="rss", text=text, title=text, xmlUrl=f"{feed.folder}atom.xml", htmlUrl=feed.page
        )
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))
