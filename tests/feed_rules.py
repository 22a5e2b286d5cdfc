"""What the formats of feeds ask for, written as checks: RFC 4287 and RFC 5005, RSS 2.0, JSON Feed 1.1."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree, html

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
RFC_822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", re.ASCII)
TAG = re.compile(r"tag:[a-z0-9.@-]+,\d{4}(-\d\d(-\d\d)?)?:[!-~]*", re.ASCII)  # RFC 4151
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
ADDRESSES = ("href", "src", "poster", "cite", "data")


def is_address(text: str | None) -> bool:
    """Whether a text is a full http address in ASCII (RFC 3986)."""
    parts = urlsplit(text or "")
    signs = re.fullmatch(r"(?:[A-Za-z0-9:/?#\[\]@!$&'()*+,;=._~-]|%[0-9A-Fa-f]{2})+", text or "", re.ASCII)
    return bool(signs) and parts.scheme in {"http", "https"} and bool(parts.netloc)


def body_faults(body: str, prefixes: set[str]) -> Iterator[str]:
    """Yield what is wrong with the HTML of an entry, whose ids have to begin with something of its own."""
    root = html.fragment_fromstring(body, create_parent="div")
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    for name, count in Counter(ids).items():
        if count > 1:
            yield f"the id {name} stands {count} times"
    prefixes |= {name.rpartition("-")[0] for name in ids}
    for element in root.iter(etree.Element):
        for name in ("class", "onclick", "role", "data-picture"):
            language = element.tag == "code" and name == "class" and element.get(name, "").startswith("language-")
            if name in element.attrib and not language:
                yield f"<{element.tag}> has {name}"
        if element.tag in {"script", "style", "link", "button", "form", "iframe", "input"}:
            yield f"<{element.tag}> means nothing in a feed"
        if element.tag == "svg" or (element.tag == "a" and element.text_content() == "¶"):
            yield f"<{element.tag}> {etree.tostring(element)[:80]!r}"
        for name in ADDRESSES:
            value = element.get(name)
            if value is None:
                continue
            if value.startswith("#"):
                if unquote(value[1:]) not in ids:
                    yield f"{value} leads nowhere"
            elif not value.startswith(("mailto:", "data:")) and not is_address(value):
                yield f"<{element.tag} {name}={value!r}> is not absolute"
        if element.tag == "img" and "alt" not in element.attrib:
            yield "a picture has no alternative"


# -- Atom -------------------------------------------------------------------------------------------------------------


def atom_faults(data: bytes) -> Iterator[str]:
    """Yield what is wrong with an Atom document (RFC 4287, 4.1)."""
    feed = etree.fromstring(data)
    if feed.tag != f"{ATOM}feed":
        yield f"the root is {feed.tag}"
    yield from atom_common(feed, "feed")
    if len([link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]) != 1:
        yield "no link to the feed itself"
    if feed.find(f"{ATOM}author") is None and any(entry.find(f"{ATOM}author") is None for entry in entries(feed)):
        yield "an entry has no author"
    ids = [entry.findtext(f"{ATOM}id") for entry in entries(feed)]
    if len(set(ids)) != len(ids) or feed.findtext(f"{ATOM}id") in ids:
        yield "two have one id"
    newest = max((entry.findtext(f"{ATOM}updated") or "" for entry in entries(feed)), key=moment, default=None)
    if newest is not None and moment(newest) != moment(feed.findtext(f"{ATOM}updated") or ""):
        yield "the feed is not as new as its newest entry"
    for entry in entries(feed):
        yield from atom_common(entry, "entry")
        kinds = Counter(child.tag.removeprefix(ATOM) for child in entry)
        if kinds["content"] != 1 or kinds["published"] != 1 or kinds["summary"] > 1 or kinds["source"]:
            yield f"an entry has {dict(kinds)}"
        content = entry.find(f"{ATOM}content")
        if content is not None and (content.get("type") != "html" or len(content)):
            yield "the content is not escaped HTML"
        elif content is not None:
            yield from body_faults(content.text or "", set())
        if not LANGUAGE.fullmatch(entry.get(XML_LANG, "")):
            yield "an entry has no language"


def entries(feed: Any) -> list[Any]:
    return list(feed.findall(f"{ATOM}entry"))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def atom_common(element: Any, name: str) -> Iterator[str]:
    kinds = Counter(child.tag.removeprefix(ATOM) for child in element)
    for once in ("id", "title", "updated"):
        if kinds[once] != 1:
            yield f"{name} has {kinds[once]} {once}"
    for at_most in ("generator", "icon", "logo", "rights", "subtitle"):
        if kinds[at_most] > 1:
            yield f"{name} has {kinds[at_most]} {at_most}"
    if not TAG.fullmatch(element.findtext(f"{ATOM}id") or ""):
        yield f"{name} has the id {element.findtext(f'{ATOM}id')}"
    for date in ("updated", "published"):
        for found in element.findall(f"{ATOM}{date}"):
            if not RFC_3339.fullmatch(found.text or ""):
                yield f"{name} has the date {found.text}"
    alternates = Counter()
    for link in element.findall(f"{ATOM}link"):
        if not is_address(link.get("href")):
            yield f"{name} has a link to {link.get('href')}"
        if link.get("type") and not MEDIA_TYPE.fullmatch(link.get("type")):
            yield f"{name} has a link of the type {link.get('type')}"
        if link.get("rel", "alternate") == "alternate":
            alternates[link.get("type"), link.get("hreflang")] += 1
    if not alternates or max(alternates.values()) > 1:
        yield f"{name} has the alternates {dict(alternates)}"
    for author in element.findall(f"{ATOM}author"):
        if len(author.findall(f"{ATOM}name")) != 1 or not is_address(author.findtext(f"{ATOM}uri")):
            yield f"{name} has an author without name or page"
    for category in element.findall(f"{ATOM}category"):
        if not category.get("term") or not is_address(category.get("scheme")):
            yield f"{name} has the category {dict(category.attrib)}"


# -- RSS --------------------------------------------------------------------------------------------------------------


def rss_faults(data: bytes) -> Iterator[str]:
    """Yield what is wrong with an RSS document (RSS 2.0.11)."""
    root = etree.fromstring(data)
    if root.tag != "rss" or root.get("version") != "2.0" or len(root) != 1:
        yield "the root is not that of RSS 2.0"
    channel = root[0]
    for once in ("title", "link", "description", "language", "lastBuildDate"):
        if len(channel.findall(once)) != 1 or not channel.findtext(once):
            yield f"the channel has no {once}"
    if not is_address(channel.findtext("link")):
        yield "the channel's link is no address"
    if [link.get("rel") for link in channel.findall(f"{ATOM}link")] != ["self"]:
        yield "no link to the feed itself"
    known = {"title", "link", "description", "category", "enclosure", "guid", "pubDate"}
    guids = [item.findtext("guid") for item in channel.findall("item")]
    if len(set(guids)) != len(guids):
        yield "two items have one guid"
    for item in channel.findall("item"):
        kinds = Counter(child.tag for child in item)
        unknown = [tag for tag in kinds if not tag.startswith("{") and tag not in known]
        if unknown:
            yield f"an item has {unknown}"
        for once in ("title", "link", "guid", "pubDate", f"{CONTENT}encoded"):
            if kinds[once] != 1:
                yield f"an item has {kinds[once]} {once}"
        for at_most in ("description", "enclosure", f"{ATOM}updated", f"{DC}language"):
            if kinds[at_most] > 1:
                yield f"an item has {kinds[at_most]} {at_most}"
        if not kinds[f"{DC}creator"]:
            yield "an item has no author"
        if not is_address(item.findtext("link")):
            yield f"an item has the link {item.findtext('link')}"
        guid = item.find("guid")
        if guid is not None and (guid.get("isPermaLink") != "false" or not TAG.fullmatch(guid.text or "")):
            yield f"an item has the guid {guid.text}"
        for enclosure in item.findall("enclosure"):
            length, kind = enclosure.get("length", ""), enclosure.get("type", "")
            if not is_address(enclosure.get("url")) or not length.isdigit() or not MEDIA_TYPE.fullmatch(kind):
                yield f"an item has the enclosure {dict(enclosure.attrib)}"
        yield from body_faults(item.findtext(f"{CONTENT}encoded") or "", set())
    for date in (*channel.findall("lastBuildDate"), *channel.findall("item/pubDate")):
        if not RFC_822.fullmatch(date.text or "") or parsedate_to_datetime(date.text).tzinfo is None:
            yield f"a date is {date.text}"


# -- JSON Feed --------------------------------------------------------------------------------------------------------

FEED_KEYS = {
    "version": str, "title": str, "home_page_url": str, "feed_url": str, "description": str, "icon": str,
    "authors": list, "language": str, "items": list,
}  # fmt: skip
ITEM_KEYS = {
    "id": str, "url": str, "external_url": str, "title": str, "content_html": str, "summary": str, "image": str,
    "date_published": str, "date_modified": str, "authors": list, "tags": list, "language": str,
}  # fmt: skip


def json_faults(data: bytes) -> Iterator[str]:
    """Yield what is wrong with a JSON Feed (1.1)."""
    feed = json.loads(data)
    yield from key_faults(feed, FEED_KEYS, ("version", "title", "items", "home_page_url", "feed_url"))
    if feed["version"] != "https://jsonfeed.org/version/1.1":
        yield f"the version is {feed['version']}"
    ids = [item["id"] for item in feed["items"]]
    if len(set(ids)) != len(ids):
        yield "two items have one id"
    for item in feed["items"]:
        yield from key_faults(item, ITEM_KEYS, ("id", "url", "content_html", "date_published", "authors"))
        for name in ("url", "external_url", "image"):
            if name in item and not is_address(item[name]):
                yield f"an item has the {name} {item[name]}"
        for name in ("date_published", "date_modified"):
            if name in item and not RFC_3339.fullmatch(item[name]):
                yield f"an item has the {name} {item[name]}"
        if not all(isinstance(tag, str) for tag in item.get("tags", ())):
            yield f"an item has the tags {item['tags']}"
        for author in item["authors"]:
            if author.keys() != {"name", "url"} or not is_address(author["url"]):
                yield f"an item has the author {author}"
        yield from body_faults(item["content_html"], set())


def key_faults(found: dict[str, Any], known: dict[str, type], needed: tuple[str, ...]) -> Iterator[str]:
    for key in needed:
        if not found.get(key) and found.get(key) != []:
            yield f"{key} is missing"
    for key, value in found.items():
        if not isinstance(value, known.get(key, ())):
            yield f"{key} is {value!r}"


FAULTS = {"atom.xml": atom_faults, "rss.xml": rss_faults, "feed.json": json_faults}
