"""Read an export of Ghost (JSON): posts and pages with their HTML or cards, tags, authors, settings.

The format: https://ghost.org/docs/migration/custom/. A file is read row by row, so that its size does no harm.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

from valuable.importers.ghost_cards import GHOST_PLACE, body_html
from valuable.importers.json_stream import json_rows
from valuable.importers.old_words import authors_by_posts
from valuable.importers.profiles.base import string
from valuable.importers.records import ExportFile, OldEntry, OldPerson, OldSite

KEY_COLUMNS = frozenset({"id", "post_id", "tag_id", "author_id", "status", "visibility", "type", "key", "slug"})
TABLES = frozenset({"tags", "users", "settings", "posts_meta", "posts_tags", "posts_authors"})
# Of a post: what is needed. The rest, such as the text once more in plain letters, is half of an export.
UNNEEDED = frozenset({"plaintext", "uuid", "amp", "codeinjection_head", "codeinjection_foot"})


def is_ghost(head: bytes) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"{") or b"jsonfeed.org" in head[:2000]:
        return False
    names = (
        rb'"(?:db|posts|posts_tags|posts_authors|posts_meta|migrations|exported_on|custom_theme_settings|integrations)"'
    )
    return re.search(rb'^\{\s*"(?:db|data|meta)"\s*:', start) is not None and re.search(names, head) is not None


def read_ghost(files: Sequence[ExportFile]) -> OldSite:
    """Return the site of an export. Raises :exc:`SourceError`."""
    reader = GhostReader()
    for file in files:
        reader.take(file)
    return reader.site()


def is_nested(value: Any) -> bool:
    return isinstance(value, (list, dict))


def plain_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


class GhostReader:
    """Reads the tables of an export, and then knows which rows belong together."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Mapping[str, Any]]] = {name: [] for name in TABLES}
        self.posts: list[tuple[str, Mapping[str, Any]]] = []  # with the name of the file
        self.old = OldSite("Ghost")
        self.injected = 0

    def take(self, file: ExportFile) -> None:
        problems: set[str] = set()
        with file.open() as data:
            for path, read in json_rows(file.name, data, problems):
                table = path[-1] if path else ""
                if not isinstance(read, dict):
                    continue
                row = {key: value for key, value in read.items() if key not in KEY_COLUMNS or not is_nested(value)}
                if table == "posts":
                    self.injected += bool(row.get("codeinjection_head") or row.get("codeinjection_foot"))
                    self.posts.append((file.name, lean_row(row)))
                elif table in TABLES:
                    self.tables[table].append(row)
        for problem in sorted(problems):
            self.old.note("broken export", f"{file.name}: {problem}: export it anew", lost=True)

    def related(self, table: str, key: str) -> dict[Any, list[Any]]:
        """Return what a post has in a table of two columns, in its order."""
        found: dict[Any, list[tuple[int, Any]]] = {}
        for row in self.tables[table]:
            order = row.get("sort_order")
            found.setdefault(row.get("post_id"), []).append((order if isinstance(order, int) else 0, row.get(key)))
        return {
            post: [value for _, value in sorted(values, key=lambda item: item[0])] for post, values in found.items()
        }

    def site(self) -> OldSite:
        site = self.old
        self.settings = {string(row.get("key")): row.get("value") for row in self.tables["settings"]}
        self.tags = {row.get("id"): row for row in self.tables["tags"]}
        self.users = {row.get("id"): row for row in self.tables["users"]}
        self.meta = {row.get("post_id"): row for row in self.tables["posts_meta"]}
        site.name, site.tagline = string(self.settings.get("title")), string(self.settings.get("description"))
        site.language = string(
            self.settings.get("locale") or self.settings.get("lang") or self.settings.get("default_locale")
        )
        site.timezone = string(
            self.settings.get("timezone") or self.settings.get("active_timezone") or self.settings.get("activeTimezone")
        )
        url = string(self.settings.get("url") or self.settings.get("canonical_url"))
        site.address = url.rstrip("/") + "/" if url.startswith("http") else ""
        self.post_tags, self.post_authors = (
            self.related("posts_tags", "tag_id"),
            self.related("posts_authors", "author_id"),
        )
        site.entries = [self.entry(file, row) for file, row in self.posts]
        site.people = self.people()
        site.menu = self.menu()
        self.add_old_addresses()
        if self.injected or self.settings.get("codeinjection_head") or self.settings.get("codeinjection_foot"):
            site.note(
                "code",
                f"code that was put into the head or foot of {self.injected or 'all'} pages stayed there",
                lost=True,
            )
        if self.settings.get("routes_hash"):
            site.note("address", "if routes.yaml gives posts other addresses than `/name/`, name the old sitemap: OLD=")
        return site

    def people(self) -> list[OldPerson]:
        used = {name for entry in self.old.entries for name in entry.authors}
        found = []
        for user in self.users.values():
            if string(user.get("name")) in used:
                details = {
                    "key": string(user.get("slug")),
                    "bio": string(user.get("bio")),
                    "place": string(user.get("location")),
                }
                found.append(
                    OldPerson(string(user.get("name")), {key: value for key, value in details.items() if value})
                )
        order = authors_by_posts(self.old)
        return sorted(found, key=lambda person: order.index(person.name))

    def menu(self) -> list[tuple[str, str]]:
        try:
            items = plain_list(json.loads(string(self.settings.get("navigation")) or "[]"))
            home = self.old.address.rstrip("/")
        except ValueError:
            return []
        found = [
            (string(item.get("label")), string(item.get("url")).replace(GHOST_PLACE, "").removeprefix(home))
            for item in items if isinstance(item, Mapping)
        ]  # fmt: skip
        return [(label, address) for label, address in found if label and address.startswith("/")]

    def add_old_addresses(self) -> None:
        """Say where each list and feed of the old site leads."""
        moved = self.old.moved
        moved |= {
            "/rss/": "/blog/rss.xml",
            "/feed/": "/blog/rss.xml",
            "/tags/": "/blog/tag/",
            "/authors/": "/blog/author/",
        }
        public = [entry for entry in self.old.entries if entry.kind == "post" and not entry.draft]
        counts = Counter(tag for entry in public for tag in [entry.category, *entry.tags])
        for tag in self.tags.values():
            name, nick = string(tag.get("name")), string(tag.get("slug"))
            if name and nick and not is_internal_tag(tag):
                moved[f"/tag/{nick}/"], moved[f"/tag/{nick}/rss/"] = f"list:tag:{name}", f"feed:rss:tag:{name}"
                for number in range(2, counts[name] // 5 + 2):
                    moved[f"/tag/{nick}/page/{number}/"] = f"list:tag:{name}"
        for user in self.users.values():
            nick = string(user.get("slug"))
            if nick:
                moved[f"/author/{nick}/"], moved[f"/author/{nick}/rss/"] = (
                    f"list:author:{nick}",
                    f"feed:rss:author:{nick}",
                )
        for number in range(2, len(public) // 5 + 2):
            moved[f"/page/{number}/"] = "/blog/"

    def entry(self, file: str, row: Mapping[str, Any]) -> OldEntry:
        kind = "page" if row.get("type") == "page" or row.get("page") in (1, True) else "post"
        name, number = string(row.get("slug")), row.get("id")
        entry = OldEntry(f"{file}#{name or number}", kind, string(row.get("title")) or "Untitled", "", "html")  # type: ignore[arg-type]
        entry.date = ghost_moment(row.get("published_at") or row.get("created_at"))
        entry.updated = ghost_moment(row.get("updated_at"))[:10]
        status = row.get("status")
        entry.draft = status not in {"published", "scheduled", "sent"}
        entry.slug = name
        entry.address = f"/{name}/" if name and status in {"published", "scheduled"} else ""
        self.set_tags(entry, row)
        ids = self.post_authors.get(number) or [row.get("author_id")]
        entry.authors = [string(self.users[key].get("name")) for key in ids if key in self.users]
        more = self.meta.get(number, {})
        entry.description = string(
            row.get("custom_excerpt") or more.get("meta_description") or row.get("meta_description")
        )
        entry.cover = string(row.get("feature_image") or row.get("image")).replace(GHOST_PLACE, "")
        entry.cover_alt = string(more.get("feature_image_alt") or row.get("feature_image_alt"))
        entry.canonical_link = string(row.get("canonical_url")).replace(GHOST_PLACE, self.old.address.rstrip("/"))
        entry.id = string(number) if status == "published" else ""  # `guid` of Ghost's feed
        if status == "sent":
            entry.draft = True
            entry.note("private", "it was sent by mail alone, so it is a draft")
        elif row.get("visibility") not in {None, "", "public"}:
            entry.draft = True
            entry.note("private", "it was for members, so it is a draft")
        entry.body = body_html(row, entry)
        caption = string(more.get("feature_image_caption") or row.get("feature_image_caption"))
        if caption and entry.cover:
            picture = f'<img src="{escape(entry.cover)}" alt="{escape(entry.cover_alt)}">'
            entry.body = f"<figure>{picture}<figcaption>{caption}</figcaption></figure>\n{entry.body}"
        return entry

    def set_tags(self, entry: OldEntry, row: Mapping[str, Any]) -> None:
        """Set the tags that readers saw, each once, the primary one first."""
        rows = [self.tags[key] for key in self.post_tags.get(row.get("id"), []) if key in self.tags]
        rows += [tag if isinstance(tag, Mapping) else {"name": tag} for tag in row.get("tags") or []]
        names = list(
            dict.fromkeys(
                string(tag.get("name")) for tag in rows if not is_internal_tag(tag) and string(tag.get("name"))
            )
        )
        entry.tags = names


def is_internal_tag(tag: Mapping[str, Any]) -> bool:
    """Return whether a tag is one that only the theme knows: ``#like-this``."""
    return string(tag.get("name")).startswith("#") or tag.get("visibility") == "internal"


def lean_row(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a row of a post without what is there twice."""
    has_html = isinstance(row.get("html"), str) and row["html"]
    left = UNNEEDED | ({"lexical", "mobiledoc", "markdown"} if has_html else set())
    return {key: value for key, value in row.items() if key not in left}


def ghost_moment(value: Any) -> str:
    """Return a moment of Ghost, which is universal time, as ISO 8601 writes it."""
    text = string(value)
    if re.fullmatch(r"\d{12,13}", text):
        return datetime.fromtimestamp(int(text) / 1000, UTC).isoformat(timespec="seconds")
    found = re.match(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)", text)
    return f"{found[1]}T{found[2]}+00:00" if found else text[:10]
