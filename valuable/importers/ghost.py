"""Read an export of Ghost (JSON): posts and pages with their HTML, tags, authors, settings.

The format: https://ghost.org/docs/migration/custom/.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from valuable.importers.profiles.base import string
from valuable.importers.records import OldEntry, OldPerson, OldSite
from valuable.importers.trees import SourceError

PLACE = "__GHOST_URL__"
MAX_EXPORT_BYTES = 2_000_000_000


def is_ghost(data: bytes) -> bool:
    head = data[:200_000]
    return (
        data.lstrip()[:1] == b"{"
        and (b'"db"' in head or b'"posts"' in head)
        and (b'"meta"' in head or b'"data"' in head)
    )


def read_ghost(name: str, data: bytes) -> OldSite:
    """Return the site of an export. Raises :exc:`SourceError`."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{name} can't be read as JSON ({error}): export it anew.") from None
    tables = export_tables(found)
    if tables is None:
        raise SourceError(f"{name} holds no posts of Ghost: export it anew, under Settings, Labs.")
    return GhostReader(name, tables).site()


def export_tables(found: Any) -> Mapping[str, Any] | None:
    """Return the tables of an export; None if it has none."""
    if isinstance(found, Mapping) and isinstance(found.get("db"), list) and found["db"]:
        found = found["db"][0]
    if isinstance(found, Mapping) and isinstance(found.get("data"), Mapping):
        found = found["data"]
    return found if isinstance(found, Mapping) and isinstance(found.get("posts"), list) else None


class GhostReader:
    """Reads the tables of one export."""

    def __init__(self, name: str, tables: Mapping[str, Any]) -> None:
        self.name = name
        self.tables = tables
        self.tags = {row.get("id"): row for row in self.rows("tags")}
        self.users = {row.get("id"): row for row in self.rows("users")}
        self.settings = {string(row.get("key")): row.get("value") for row in self.rows("settings")}
        self.meta = {row.get("post_id"): row for row in self.rows("posts_meta")}

    def rows(self, name: str) -> list[Mapping[str, Any]]:
        found = self.tables.get(name)
        return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []

    def related(self, table: str, key: str) -> dict[Any, list[Any]]:
        """Return what a post has in a table of two columns, in its order."""
        found: dict[Any, list[tuple[int, Any]]] = {}
        for row in self.rows(table):
            found.setdefault(row.get("post_id"), []).append((int(row.get("sort_order") or 0), row.get(key)))
        return {
            post: [value for _, value in sorted(values, key=lambda item: item[0])] for post, values in found.items()
        }

    def site(self) -> OldSite:
        settings = self.settings
        site = OldSite("Ghost", string(settings.get("title")), string(settings.get("description")))
        site.language = string(settings.get("locale") or settings.get("lang") or settings.get("default_locale"))
        site.timezone = string(settings.get("timezone") or settings.get("active_timezone"))
        url = string(settings.get("url"))
        site.address = url.rstrip("/") + "/" if url.startswith("http") else ""
        tags, authors = self.related("posts_tags", "tag_id"), self.related("posts_authors", "author_id")
        for row in self.rows("posts"):
            site.entries.append(self.entry(row, tags, authors))
        used = {name for entry in site.entries for name in entry.authors}
        for user in self.users.values():
            name = string(user.get("name"))
            if name in used:
                details = {
                    "key": string(user.get("slug")),
                    "bio": string(user.get("bio")),
                    "place": string(user.get("location")),
                }
                site.people.append(OldPerson(name, {key: value for key, value in details.items() if value}))
        site.menu = self.menu()
        site.moved |= {"/rss/": "/blog/rss.xml"}
        for tag in self.tags.values():
            if string(tag.get("slug")) and string(tag.get("name")) and not string(tag.get("name")).startswith("#"):
                site.moved[f"/tag/{string(tag['slug'])}/"] = f"list:tag:{string(tag['name'])}"
        return site

    def menu(self) -> list[tuple[str, str]]:
        try:
            items = json.loads(string(self.settings.get("navigation")) or "[]")
        except ValueError:
            return []
        found = [
            (string(item.get("label")), string(item.get("url")).replace(PLACE, ""))
            for item in items
            if isinstance(item, Mapping)
        ]
        return [(label, address) for label, address in found if label and address.startswith("/")]

    def entry(
        self, row: Mapping[str, Any], tags: Mapping[Any, list[Any]], authors: Mapping[Any, list[Any]]
    ) -> OldEntry:
        kind = "page" if row.get("type") == "page" or row.get("page") in (1, True) else "post"
        name, number = string(row.get("slug")), row.get("id")
        entry = OldEntry(f"{self.name}#{name or number}", kind, string(row.get("title")) or "Untitled", "", "html")  # type: ignore[arg-type]
        entry.date = moment(row.get("published_at") or row.get("created_at"))
        entry.updated = moment(row.get("updated_at"))[:10]
        entry.draft = row.get("status") not in {"published", "sent"}
        entry.slug = name
        entry.address = f"/{name}/" if name and row.get("status") == "published" else ""
        names = [string(self.tags[key].get("name")) for key in tags.get(number, []) if key in self.tags]
        names += [string(tag.get("name")) if isinstance(tag, Mapping) else string(tag) for tag in row.get("tags") or []]
        entry.tags = [tag for tag in dict.fromkeys(names) if tag and not tag.startswith("#")]
        ids = authors.get(number) or [row.get("author_id")]
        entry.authors = [string(self.users[key].get("name")) for key in ids if key in self.users]
        more = self.meta.get(number, {})
        entry.description = string(
            row.get("custom_excerpt") or more.get("meta_description") or row.get("meta_description")
        )
        entry.cover = string(row.get("feature_image")).replace(PLACE, "")
        entry.cover_alt = string(more.get("feature_image_alt") or row.get("feature_image_alt"))
        entry.canonical_link = string(row.get("canonical_url"))
        entry.id = string(row.get("comment_id") or "") and ""
        if row.get("visibility") not in {None, "public"}:
            entry.draft = True
            entry.note("private", "it was for members, so it is a draft")
        entry.body = body_html(row, entry)
        return entry


def moment(value: Any) -> str:
    """Return a moment of Ghost, which is universal time, as ISO 8601 writes it."""
    text = string(value)
    if re.fullmatch(r"\d{12,13}", text):
        from datetime import UTC, datetime

        return datetime.fromtimestamp(int(text) / 1000, UTC).isoformat(timespec="seconds")
    found = re.match(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)", text)
    return f"{found[1]}T{found[2]}+00:00" if found else text[:10]


def body_html(row: Mapping[str, Any], entry: OldEntry) -> str:
    """Return the HTML of a post; of an old one without any, that of its cards."""
    text = string_of(row.get("html"))
    if not text and row.get("mobiledoc"):
        text = html_of_mobiledoc(string_of(row["mobiledoc"]), entry)
    if not text and row.get("lexical"):
        entry.note(
            "body",
            "this export has no HTML of it, only the editor's own form: export it anew from a newer Ghost",
            lost=True,
        )
    return cleaned_cards(text.replace(PLACE, ""))


def string_of(value: Any) -> str:
    return value if isinstance(value, str) else ""


def cleaned_cards(text: str) -> str:
    """Return HTML without what Ghost puts around its cards: remarks, links of bookmarks in pieces, players' buttons."""
    text = re.sub(r"<!--\s*/?kg-card-\w+:?[^>]*-->", "", text)
    text = re.sub(
        r'<figure class="kg-card kg-bookmark-card[^"]*">.*?<a class="kg-bookmark-container" href="([^"]+)".*?'
        r'<div class="kg-bookmark-title">(.*?)</div>.*?</figure>',
        r'<p><a href="\1">\2</a></p>', text, flags=re.DOTALL,
    )  # fmt: skip
    text = re.sub(
        r'<div class="kg-callout-emoji">(.*?)</div>\s*<div class="kg-callout-text">(.*?)</div>',
        r"<p>\1 \2</p>",
        text,
        flags=re.DOTALL,
    )
    text = re.sub(
        r'<div class="kg-card kg-callout-card[^"]*">(.*?)</div>', r"<blockquote>\1</blockquote>", text, flags=re.DOTALL
    )
    text = re.sub(
        r'<div class="kg-card kg-toggle-card"[^>]*>.*?<h4 class="kg-toggle-heading-text">(.*?)</h4>.*?'
        r'<div class="kg-toggle-content">(.*?)</div>\s*</div>',
        r"<details><summary>\1</summary>\2</details>", text, flags=re.DOTALL,
    )  # fmt: skip
    return re.sub(
        r'<div class="kg-(?:audio|video)-(?:player|overlay|thumbnail)[^"]*".*?</div>(?=\s*</(?:div|figure)>)',
        "",
        text,
        flags=re.DOTALL,
    )


def html_of_mobiledoc(text: str, entry: OldEntry) -> str:
    """Return the HTML of Ghost's older form of a text, by its cards of Markdown and HTML and its plain sections."""
    try:
        document = json.loads(text)
    except ValueError:
        return ""
    parts = []
    for section in document.get("sections") or []:
        if section[0] == 10:
            name, payload = document["cards"][section[1]][:2]
            parts.append(card_html(name, payload, entry))
        elif section[0] == 1:
            parts.append(f"<{section[1]}>{markers_html(section[2], document)}</{section[1]}>")
        elif section[0] == 3:
            items = "".join(f"<li>{markers_html(item, document)}</li>" for item in section[2])
            parts.append(f"<{section[1]}>{items}</{section[1]}>")
    return "\n".join(parts)


def card_html(name: str, payload: Mapping[str, Any], entry: OldEntry) -> str:
    if name in {"markdown", "card-markdown"}:
        entry.markup = "markdown"
        return string_of(payload.get("markdown"))
    if name == "html":
        return string_of(payload.get("html"))
    if name == "image":
        caption = string_of(payload.get("caption"))
        picture = f'<img src="{payload.get("src")}" alt="{payload.get("alt") or ""}">'
        return f"<figure>{picture}<figcaption>{caption}</figcaption></figure>"
    if name == "code":
        code = string_of(payload.get("code")).replace("&", "&amp;").replace("<", "&lt;")
        return f'<pre><code class="language-{payload.get("language") or ""}">{code}</code></pre>'
    if name in {"embed", "bookmark"}:
        return f'<iframe src="{payload.get("url")}"></iframe>'
    if name == "hr":
        return "<hr>"
    entry.note("card", f"a card of Ghost, `{name}`, was left out", lost=True)
    return ""


def markers_html(markers: list[Any], document: Mapping[str, Any]) -> str:
    from html import escape

    parts, opened = [], []
    for kind, opens, closes, value in markers:
        for number in opens:
            tag, *attributes = document["markups"][number]
            pairs = attributes[0] if attributes else []
            said = "".join(f' {pairs[i]}="{escape(str(pairs[i + 1]))}"' for i in range(0, len(pairs) - 1, 2))
            parts.append(f"<{tag}{said}>")
            opened.append(tag)
        parts.append(escape(value, quote=False) if kind == 0 else ("<br>" if isinstance(value, int) else ""))
        parts += [f"</{opened.pop()}>" for _ in range(closes) if opened]
    return "".join(parts)
