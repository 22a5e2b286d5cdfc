"""Read feeds, Atom, RSS and JSON Feed, and Blogger's exports: feeds with drafts, pages and comments in them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from html import escape, unescape
from typing import Any
from urllib.parse import unquote

from lxml import etree

from valuable.base.uris import split_address
from valuable.importers.heads import first_date
from valuable.importers.json_stream import json_rows
from valuable.importers.old_words import add_named_people, guess_address, made_title, words_of_html
from valuable.importers.profiles.base import string
from valuable.importers.records import ExportFile, OldComment, OldEntry, OldSite
from valuable.importers.trees import SourceError
from valuable.importers.xml_stream import ROOT_START, xml_parts

FEED_PARTS = (
    "entry",
    "item",
    "title",
    "subtitle",
    "tagline",
    "description",
    "link",
    "language",
    "image",
    "author",
    "generator",
)
KIND = re.compile(r"schemas\.google\.com/blogger/\d+/kind#(\w+)")
BLOGGER_KINDS = {"post": "post", "page": "page", "comment": "comment"}
SOUND_OR_FILM = re.compile(r"(?:audio|video)/")


def is_feed(head: bytes) -> bool:
    start = head[:20_000]
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return b"jsonfeed.org/version" in start
    return ROOT_START.search(start.replace(b"\0", b"").decode("latin-1")) is not None


@dataclass
class OldFeedItem:
    """One entry of a feed, whatever its format."""

    entry: OldEntry
    kind: str = "post"
    parent: str = ""  # the id of what a comment is about
    link: str = ""


@dataclass
class FeedReader:
    """Reads feeds, each entry once, though several of them may hold it."""

    site: OldSite = field(default_factory=lambda: OldSite("a feed"))
    items: list[OldFeedItem] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)  # of the files before: one feed may come in two formats
    author: str = ""  # of the whole feed
    is_blogger: bool = False

    def take(self, file: ExportFile) -> None:
        problems: set[str] = set()
        with file.open() as data:
            start = data.read(200).lstrip(b"\xef\xbb\xbf \t\r\n")
        with file.open() as data:
            if start.startswith(b"{"):
                self.take_json(file.name, json_rows(file.name, data, problems))
            else:
                self.take_xml(file.name, xml_parts(file.name, data, FEED_PARTS, problems))
        self.links |= {item.link for item in self.items if item.link}
        for problem in sorted(problems):
            self.site.note("broken export", f"{file.name}: {problem}: fetch it anew", lost=True)

    # -- XML --------------------------------------------------------------------------

    def take_xml(self, name: str, elements: Iterable[etree._Element]) -> None:
        for number, element in enumerate(elements):
            local = local_name(element)
            if number == 0:
                self.site.system = "a feed in Atom" if local == "feed" else "a feed in RSS"
                self.site.language = (
                    self.site.language or element.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
                )
            elif local == "entry":
                self.take_item(read_atom_item(name, len(self.items) + 1, element))
            elif local == "item":
                self.take_item(read_rss_item(name, len(self.items) + 1, element))
            else:
                self.take_head(local, element)

    def take_head(self, local: str, element: etree._Element) -> None:
        site, text = self.site, element_text(element)
        if local == "title":
            site.name = site.name or words_of_html(text)
        elif local in {"subtitle", "tagline", "description"}:
            site.tagline = site.tagline or words_of_html(text)
        elif local == "author":
            self.author = self.author or child_text(element, "name")
        elif local == "language":
            site.language = site.language or text
        elif local == "link" and element.get("rel", "alternate") == "alternate":
            link = element.get("href") or text
            site.address = site.address or (link.rstrip("/") + "/" if link.startswith("http") else "")

    def take_item(self, item: OldFeedItem) -> None:
        self.is_blogger = self.is_blogger or (
            item.entry.markup == "html" and item.entry.id.startswith("tag:blogger.com,")
        )
        key = item.entry.id or item.link or item.entry.title
        if key not in self.seen and item.link not in self.links and item.kind in BLOGGER_KINDS.values():
            self.seen.add(key)
            self.items.append(item)

    # -- JSON -------------------------------------------------------------------------

    def take_json(self, name: str, rows: Iterable[tuple[tuple[str, ...], Any]]) -> None:
        site = self.site
        site.system = "a JSON Feed"
        for path, row in rows:
            if path == ("items",) and isinstance(row, dict):
                self.take_item(read_json_item(name, len(self.items) + 1, row))
            elif path in {("authors",), ("author", "name")}:
                self.author = self.author or string(row.get("name") if isinstance(row, dict) else row)
            elif path == ("title",):
                site.name = site.name or string(row)
            elif path == ("description",):
                site.tagline = site.tagline or string(row)
            elif path == ("language",):
                site.language = site.language or string(row)
            elif path == ("home_page_url",) and string(row).startswith("http"):
                site.address = site.address or string(row).rstrip("/") + "/"

    # -- All of them --------------------------------------------------------------------

    def finished(self) -> OldSite:
        site = self.site
        posts = {item.entry.id: item.entry for item in self.items if item.kind != "comment"}
        comments: dict[str, list[OldComment]] = {}
        for item in self.items:
            entry = item.entry
            if item.kind == "comment":
                said = OldComment(entry.id, item.parent, next(iter(entry.authors), ""), entry.date[:10], entry.body)
                comments.setdefault(item.parent, []).append(said)
                continue
            entry.kind = "page" if item.kind == "page" else "post"
            entry.address = entry.address or path_on_site(item.link, site)
            entry.slug = re.sub(r"\.\w{2,5}$", "", entry.address.rstrip("/").rpartition("/")[2])
            entry.title = entry.title or made_title(entry)
            entry.authors = entry.authors or ([self.author] if self.author else [])
            if self.is_blogger:
                entry.updated = ""  # Blogger changes it whenever a comment comes
            site.entries.append(entry)
        for source, said_of in comments.items():
            if source in posts:
                posts[source].comments = said_of
        if self.is_blogger:
            site.system = "Blogger"
        guess_address(site)
        self.add_lists()
        return add_named_people(site)

    def add_lists(self) -> None:
        """Say where the lists and feeds of Blogger lead; of other systems a feed says nothing of them."""
        moved = self.site.moved
        if not self.is_blogger:
            return
        for old in ("/feeds/posts/default", "/atom.xml"):
            moved[old] = "/blog/atom.xml"
        moved |= {"/rss.xml": "/blog/rss.xml", "/feeds/posts/default?alt=rss": "/blog/rss.xml"}
        labels = dict.fromkeys(tag for entry in self.site.entries for tag in entry.tags)
        moved |= {f"/search/label/{tag}": f"list:tag:{tag}" for tag in labels if not re.search(r"[\s?#%]", tag)}
        spaced = [tag for tag in labels if re.search(r"[\s?#%]", tag)]
        if spaced:
            message = f"addresses of labels with spaces or signs lead nowhere here: {', '.join(spaced[:8])}"
            self.site.note("old address", message, lost=True)
        for entry in self.site.entries:
            year, month = entry.date[:4], entry.date[5:7]
            if entry.kind == "post" and not entry.draft and year:
                moved |= {f"/{year}/": f"year:{year}", f"/{year}/{month}/": f"year:{year}",
                          f"/{year}_{month}_01_archive.html": f"year:{year}"}  # fmt: skip


def read_feeds(files: Sequence[ExportFile]) -> OldSite:
    """Return the site of feeds, or of the pages of one. Raises :exc:`SourceError`."""
    reader = FeedReader()
    unread: list[SourceError] = []
    for file in files:
        try:
            reader.take(file)
        except SourceError as error:
            unread.append(error)
    if unread and not reader.items:
        raise unread[0]
    for each in unread:
        reader.site.note("unreadable", str(each), lost=True)
    return reader.finished()


def local_name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def children(element: etree._Element, *names: str) -> list[etree._Element]:
    return [child for child in element if isinstance(child.tag, str) and local_name(child) in names]


def child_text(element: etree._Element, *names: str) -> str:
    """Return the text of the first child with one of these names that says something."""
    for name in names:
        for child in children(element, name):
            if element_text(child):
                return element_text(child)
    return ""


def element_text(element: etree._Element | None) -> str:
    """Return the text or markup that an element holds."""
    if element is None:
        return ""
    if element.get("type") == "xhtml":
        inner = "".join(etree.tostring(child, encoding="unicode", with_tail=True) for child in element)
        return re.sub(r"<(/?)(?:\w+:)?(\w+)(\s+xmlns(?::\w+)?=\"[^\"]*\")*", r"<\1\2", inner)
    return "".join(element.itertext()).strip()


def path_on_site(address: str, site: OldSite) -> str:
    """Return an address on the old site as a path."""
    parts = split_address(address)
    home = split_address(site.address)
    if parts.netloc and home.netloc and parts.netloc.removeprefix("www.") != home.netloc.removeprefix("www."):
        return ""  # of a link to another site, which a post is about
    base = home.path.rstrip("/")
    path = unquote(parts.path)
    return path.removeprefix(base) if base and path.startswith(f"{base}/") else path


def new_item(name: str, number: int, title: str, link: str, line: int) -> OldFeedItem:
    return OldFeedItem(
        OldEntry(f"{name}#{number}", "post", " ".join(words_of_html(title).split()), "", "html", line), link=link
    )


def read_atom_item(name: str, number: int, element: etree._Element) -> OldFeedItem:
    """Return an entry of Atom, which may be one of Blogger's export."""
    links = {link.get("rel", "alternate"): link.get("href") or "" for link in reversed(children(element, "link"))}
    item = new_item(name, number, child_text(element, "title"), links.get("alternate", ""), element.sourceline or 0)
    entry = item.entry
    entry.id = child_text(element, "id")
    entry.date = child_text(element, "published", "issued", "created") or child_text(element, "updated", "modified")
    entry.updated = child_text(element, "updated", "modified")[:10]
    entry.authors = [text for author in children(element, "author") if (text := child_text(author, "name"))]
    terms = children(element, "category")
    kinds = [found[1] for term in terms if (found := KIND.search(term.get("term") or ""))]
    entry.tags = [
        term.get("label") or term.get("term") or "" for term in terms if not KIND.search(term.get("term") or "")
        and (term.get("label") or term.get("term"))
    ]  # fmt: skip
    content = child_text(element, "content", "encoded")
    entry.body = content or child_text(element, "summary")
    if not content and not kinds:
        entry.note("body", "the feed has only its summary: the text itself is on the old site", entry.line, lost=True)
    add_enclosure(entry, [link.get("href") or "" for link in children(element, "link") if link.get("rel") == "enclosure"
                          and SOUND_OR_FILM.match(link.get("type") or "")])  # fmt: skip
    set_blogger(item, element, kinds)
    return item


def set_blogger(item: OldFeedItem, element: etree._Element, kinds: Sequence[str]) -> None:
    """Set what Blogger says beyond Atom: kind, draft, place, what a comment is about."""
    entry = item.entry
    kind = kinds[0] if kinds else child_text(element, "type").casefold() or "post"
    item.kind = BLOGGER_KINDS.get(kind, "" if kinds or child_text(element, "type") else "post")
    status = child_text(element, "status").upper()
    drafts = [child_text(control, "draft") for control in children(element, "control")]
    entry.draft = "yes" in drafts or status in {"DRAFT", "SCHEDULED"}
    if status == "SOFT_TRASHED":
        item.kind = ""
    file = child_text(element, "filename")
    if file.startswith("/"):
        entry.address = unquote(file)
    entry.description = child_text(element, "metaDescription")
    replies = children(element, "in-reply-to")
    item.parent = (replies[0].get("ref") or "") if replies else child_text(element, "parent")


def add_enclosure(entry: OldEntry, addresses: Iterable[str]) -> None:
    """Put the sound or film that belongs to an entry at its end, if the text does not show it."""
    for address in addresses:
        if address.startswith("http") and address.partition("?")[0] not in entry.body:
            kind = "video" if re.search(r"\.(?:mp4|m4v|webm)\b", address) else "audio"
            entry.body += f'\n<{kind} src="{escape(address)}"></{kind}>'


def read_rss_item(name: str, number: int, element: etree._Element) -> OldFeedItem:
    link = next(
        (text for child in children(element, "link") if (text := element_text(child) or child.get("href") or "")), ""
    )
    guid = next(iter(children(element, "guid")), None)
    identity = element_text(guid)
    if not link and guid is not None and guid.get("isPermaLink", "true") != "false" and identity.startswith("http"):
        link = identity
    item = new_item(name, number, child_text(element, "title"), link, element.sourceline or 0)
    entry = item.entry
    entry.id = identity or element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about") or link
    entry.date = first_date({"date": mail_date(child_text(element, "pubDate", "date"))}, ("date",), utc_zone())
    entry.authors = [re.sub(r"^\S+@\S+\s*\((.*)\)$", r"\1", text) for text in [child_text(element, "creator", "author")]
                     if text and not re.fullmatch(r"\S+@\S+", text)]  # fmt: skip
    entry.tags = [
        unescape(element_text(term)) for term in children(element, "category", "subject") if element_text(term)
    ]
    content = child_text(element, "encoded")
    entry.body = content or child_text(element, "description", "summary")
    add_enclosure(entry, [child.get("url") or "" for child in children(element, "enclosure")
                          if SOUND_OR_FILM.match(child.get("type") or "")])  # fmt: skip
    if not content and re.search(
        r"(?:\[(?:…|\.\.\.|&#8230;|&hellip;)\]|Continue reading|Read more)\W*(?:</\w+>\s*)*$", entry.body
    ):
        entry.note("body", "the feed has only its beginning: the text itself is on the old site", entry.line, lost=True)
    return item


def read_json_item(name: str, number: int, row: dict[str, Any]) -> OldFeedItem:
    item = new_item(name, number, string(row.get("title")), string(row.get("url")), 0)
    entry = item.entry
    entry.id = string(row.get("id"))
    entry.date, entry.updated = string(row.get("date_published")), string(row.get("date_modified"))[:10]
    found = row.get("authors") or [row.get("author")]
    people = [author for author in found if isinstance(author, dict)] if isinstance(found, list) else []
    entry.authors = [string(author.get("name")) for author in people if string(author.get("name"))]
    tags = row.get("tags")
    entry.tags = [string(tag) for tag in tags if string(tag)] if isinstance(tags, list) else []
    entry.language = string(row.get("language"))
    entry.description = string(row.get("summary"))
    entry.cover = string(row.get("image") or row.get("banner_image"))
    entry.body = str(row.get("content_html") or "")
    if row.get("content_text") and not entry.body:
        entry.body, entry.markup = str(row["content_text"]), "markdown"
    attached = row.get("attachments")
    files = [each for each in attached if isinstance(each, dict)] if isinstance(attached, list) else []
    sounds = [each for each in files if SOUND_OR_FILM.match(string(each.get("mime_type")))]
    add_enclosure(entry, [string(each.get("url")) for each in sounds])
    return item


def mail_date(text: str) -> str:
    """Return a date of RFC 822 as ISO 8601 writes it."""
    try:
        return parsedate_to_datetime(text.strip()).isoformat()
    except (ValueError, TypeError, IndexError):
        return text.strip()


def utc_zone() -> Any:
    from zoneinfo import ZoneInfo

    return ZoneInfo("UTC")
