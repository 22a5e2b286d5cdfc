"""Read a feed, Atom, RSS or JSON Feed, as the last resort: it has what the old site put into it."""

import json
import re
from html import unescape
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree

from valuable.importers.heads import first_date
from valuable.importers.profiles.base import string
from valuable.importers.records import OldEntry, OldPerson, OldSite
from valuable.importers.trees import SourceError
from valuable.importers.wordpress import CONTENT_TAG, CREATOR, parse_export

ATOM_NAME = "{http://www.w3.org/2005/Atom}"


def is_feed(data: bytes) -> bool:
    head = data[:4000]
    return b"<feed" in head or b"<rss" in head or b"<rdf:RDF" in head or b"jsonfeed.org/version" in head


def read_feed(name: str, data: bytes) -> OldSite:
    """Return the site of a feed. Raises :exc:`SourceError`."""
    if data.lstrip()[:1] == b"{":
        return json_site(name, data)
    root = parse_export(name, data)
    return atom_site(name, root) if root.tag == f"{ATOM_NAME}feed" else rss_site(name, root)


def element_text(element: etree._Element | None) -> str:
    """Return the text or markup that an element of Atom holds."""
    if element is None:
        return ""
    if element.get("type") == "xhtml":
        return "".join(etree.tostring(child, encoding="unicode") for child in element)
    return (element.text or "").strip()


def path_on_site(address: str, site: OldSite) -> str:
    """Return an address on the old site as a path."""
    base = urlsplit(site.address).path.rstrip("/") if site.address else ""
    path = unquote(urlsplit(address).path)
    return path.removeprefix(base) if base and path.startswith(f"{base}/") else path


def atom_site(name: str, root: etree._Element) -> OldSite:
    site = OldSite(
        "a feed in Atom",
        unescape(element_text(root.find(f"{ATOM_NAME}title"))),
        unescape(element_text(root.find(f"{ATOM_NAME}subtitle"))),
    )
    site.language = root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    site.address = base_of(
        next(
            (
                link.get("href")
                for link in root.findall(f"{ATOM_NAME}link")
                if link.get("rel", "alternate") == "alternate"
            ),
            "",
        )
    )
    for number, item in enumerate(root.iter(f"{ATOM_NAME}entry")):
        link = next(
            (a.get("href") or "" for a in item.findall(f"{ATOM_NAME}link") if a.get("rel", "alternate") == "alternate"),
            "",
        )
        entry = new_entry(
            name, number, unescape(element_text(item.find(f"{ATOM_NAME}title"))), link, site, item.sourceline or 0
        )
        entry.id = element_text(item.find(f"{ATOM_NAME}id"))
        entry.date = element_text(item.find(f"{ATOM_NAME}published")) or element_text(item.find(f"{ATOM_NAME}updated"))
        entry.updated = element_text(item.find(f"{ATOM_NAME}updated"))[:10]
        entry.authors = [
            element_text(author)
            for author in item.findall(f"{ATOM_NAME}author/{ATOM_NAME}name")
            if element_text(author)
        ]
        entry.tags = [term.get("label") or term.get("term") or "" for term in item.findall(f"{ATOM_NAME}category")]
        content, summary = item.find(f"{ATOM_NAME}content"), item.find(f"{ATOM_NAME}summary")
        entry.body = element_text(content) or element_text(summary)
        if content is None:
            entry.note("body", "the feed has only its summary: the text itself is on the old site", lost=True)
        site.entries.append(entry)
    return named_people(site)


def rss_site(name: str, root: etree._Element) -> OldSite:
    channel = root.find("channel") if root.find("channel") is not None else root
    assert channel is not None
    site = OldSite(
        "a feed in RSS",
        unescape(channel.findtext("title") or "").strip(),
        unescape(channel.findtext("description") or "").strip(),
    )
    site.language = (channel.findtext("language") or "").strip()
    site.address = base_of((channel.findtext("link") or "").strip())
    for number, item in enumerate(root.iter("item")):
        link = (item.findtext("link") or "").strip()
        entry = new_entry(
            name, number, unescape(item.findtext("title") or "").strip(), link, site, item.sourceline or 0
        )
        entry.id = (item.findtext("guid") or "").strip() or link
        day = item.findtext("pubDate") or item.findtext("{http://purl.org/dc/elements/1.1/}date") or ""
        entry.date = first_date({"date": mail_date(day.strip())}, ("date",), zone())
        entry.authors = [found for found in [(item.findtext(CREATOR) or "").strip()] if found]
        entry.tags = [
            unescape(term.text or "").strip() for term in item.findall("category") if (term.text or "").strip()
        ]
        content = item.findtext(CONTENT_TAG)
        entry.body = (content or item.findtext("description") or "").strip()
        site.entries.append(entry)
    return named_people(site)


def json_site(name: str, data: bytes) -> OldSite:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{name} can't be read as JSON ({error}): fetch it again.") from None
    site = OldSite("a JSON Feed", string(found.get("title")), string(found.get("description")))
    site.language = string(found.get("language"))
    site.address = base_of(string(found.get("home_page_url")))
    for number, item in enumerate(found.get("items") or []):
        if not isinstance(item, dict):
            continue
        entry = new_entry(name, number, string(item.get("title")), string(item.get("url")), site, 0)
        entry.id = string(item.get("id"))
        entry.date, entry.updated = string(item.get("date_published")), string(item.get("date_modified"))[:10]
        entry.authors = [string(author.get("name")) for author in people_in(item) if string(author.get("name"))]
        entry.tags = [string(tag) for tag in item.get("tags") or [] if string(tag)]
        entry.language = string(item.get("language"))
        entry.description = string(item.get("summary"))
        entry.cover = string(item.get("image") or item.get("banner_image"))
        entry.body = str(item.get("content_html") or "")
        if not entry.body and item.get("content_text"):
            entry.body, entry.markup = str(item["content_text"]), "markdown"
        site.entries.append(entry)
    return named_people(site)


def people_in(item: dict[str, Any]) -> list[dict[str, Any]]:
    found = item.get("authors") or [item.get("author")]
    return [author for author in found if isinstance(author, dict)]


def new_entry(name: str, number: int, title: str, link: str, site: OldSite, line: int) -> OldEntry:
    entry = OldEntry(f"{name}#{number + 1}", "post", title or "Untitled", "", "html", line)
    entry.address = path_on_site(link, site) if link else ""
    entry.slug = re.sub(r"\.\w{2,5}$", "", entry.address.rstrip("/").rpartition("/")[2])
    return entry


def base_of(link: str) -> str:
    return link.rstrip("/") + "/" if link.startswith("http") else ""


def named_people(site: OldSite) -> OldSite:
    names = dict.fromkeys(name for entry in site.entries for name in entry.authors)
    site.people = [OldPerson(name) for name in names]
    return site


def mail_date(text: str) -> str:
    """Return a date of RFC 822 as ISO 8601 writes it."""
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError, IndexError):
        return text


def zone() -> Any:
    from zoneinfo import ZoneInfo

    return ZoneInfo("UTC")
