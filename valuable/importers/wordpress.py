"""Read an export of WordPress (WXR): posts, pages, drafts, files, of Gutenberg and of the classic editor.

The format: https://codex.wordpress.org/Tools_Export_Screen, and `wp-admin/includes/export.php` of WordPress.
"""

import re
from html import unescape
from io import BytesIO
from urllib.parse import unquote, urlsplit

from lxml import etree

from valuable.importers.records import OldEntry, OldPerson, OldSite
from valuable.importers.trees import SourceError

CONTENT_TAG = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
ENTRY_KINDS = {"post": "post", "page": "page"}
SHORTCODE_BLOCKS = ("gallery", "caption", "embed", "video", "audio", "playlist")
BLOCK_REMARK = re.compile(r"<!--\s*/?wp:[^>]*?-->\n?", re.DOTALL)
BLOCK_TAGS = (
    r"(?:table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address"
    r"|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|header|footer|nav|figure|figcaption|details|summary|video"
    r"|audio|iframe|script)"
)
CAPTION = re.compile(r"\[caption(?P<args>[^\]]*)\](?P<inner>.*?)\[/caption\]", re.DOTALL)
EMBED = re.compile(r"\[embed[^\]]*\](?P<url>.*?)\[/embed\]|^(?P<alone>https?://\S+)\s*$", re.MULTILINE | re.DOTALL)
MEDIA_SHORTCODE = re.compile(r"\[(?P<what>video|audio)(?P<args>[^\]]*)\](?:\s*\[/(?P=what)\])?")
GALLERY = re.compile(r"\[gallery(?P<args>[^\]]*)\]")
CODE_SHORTCODE = re.compile(r"\[(?P<name>code|sourcecode)(?P<args>[^\]]*)\](?P<inner>.*?)\[/(?P=name)\]", re.DOTALL)
LATEX = re.compile(r"\[latex\](?P<inner>.*?)\[/latex\]|\$latex\s+(?P<dollars>[^$]+)\$", re.DOTALL)
SHORTCODE_ARGUMENT = re.compile(
    r"(?P<key>[\w-]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\]]+))"
)


def is_wordpress(data: bytes) -> bool:
    return b"<rss" in data[:4000] and b"wordpress.org/export/" in data[:8000]


def read_wordpress(name: str, data: bytes) -> OldSite:
    """Return the site of an export. Raises :exc:`SourceError`."""
    root = parse_export(name, data)
    channel = root.find("channel")
    if channel is None:
        raise SourceError(f"{name} has no `<channel>`, so it is no export of WordPress: export it anew.")
    space = next(
        (uri for uri in root.nsmap.values() if re.search(r"wordpress\.org/export/[\d.]+/?$", uri or "")),
        "http://wordpress.org/export/1.2/",
    )
    reader = WordPressReader(name, channel, "{%s}" % space)  # noqa: UP031  # braces in braces
    return reader.site()


def parse_export(name: str, data: bytes) -> etree._Element:
    """Return the tree of an XML file, in which no entity is resolved and nothing is fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=True, load_dtd=False)
    try:
        root = etree.parse(BytesIO(data), parser).getroot()
    except etree.XMLSyntaxError as error:
        raise SourceError(f"{name} can't be read as XML ({error}): export it anew.") from None
    if root is None:
        raise SourceError(f"{name} is no XML: export it anew.")
    return root


class WordPressReader:
    """Reads the items of one export."""

    def __init__(self, name: str, channel: etree._Element, wp: str) -> None:
        self.name, self.channel, self.wp = name, channel, wp
        self.excerpt = f"{wp[:-1].rstrip('/')}/excerpt/}}encoded"
        self.files: dict[str, tuple[str, str, str]] = {}  # address, alternative, caption of an attachment by its id
        self.attached: dict[str, list[str]] = {}  # the ids of a post's attachments

    def text(self, element: etree._Element, *names: str) -> str:
        for name in names:
            found = element.findtext(name)
            if found and found.strip():
                return str(found).strip()
        return ""

    def site(self) -> OldSite:
        channel, wp = self.channel, self.wp
        site = OldSite("WordPress", unescape(self.text(channel, "title")), unescape(self.text(channel, "description")))
        site.language = self.text(channel, "language")
        address = self.text(channel, f"{wp}base_blog_url", f"{wp}base_site_url", "link")
        site.address = address.rstrip("/") + "/" if address else ""
        logins: dict[str, str] = {}
        for author in channel.iter(f"{wp}author"):
            login = self.text(author, f"{wp}author_login")
            name = unescape(self.text(author, f"{wp}author_display_name")) or login
            logins[login] = name
            if name:
                site.people.append(OldPerson(name, {"key": login} if login else {}))
        items = [*channel.iter("item")]
        for item in items:
            if self.text(item, f"{wp}post_type") == "attachment":
                number = self.text(item, f"{wp}post_id")
                self.attached.setdefault(self.text(item, f"{wp}post_parent"), []).append(number)
                self.files[number] = (
                    self.text(item, f"{wp}attachment_url", "guid"), self.meta(item, "_wp_attachment_image_alt"),
                    unescape(self.text(item, self.excerpt)),
                )  # fmt: skip
        for item in items:
            entry = self.entry(item, site, logins)
            if entry is not None:
                site.entries.append(entry)
        used = {name for entry in site.entries for name in entry.authors}
        site.people = [person for person in site.people if person.name in used] or site.people[:1]
        site.data["files"] = [address for address, _, _ in self.files.values() if address]
        site.moved |= {"/feed/": "/blog/rss.xml", "/feed/atom/": "/blog/atom.xml", "/comments/feed/": "/blog/rss.xml"}
        for kind, folder in (("category", "category"), ("tag", "tag")):
            for item in channel.iter(f"{wp}{kind}"):
                nick = self.text(item, f"{wp}{'category_nicename' if kind == 'category' else 'tag_slug'}")
                name = unescape(self.text(item, f"{wp}{'cat_name' if kind == 'category' else 'tag_name'}"))
                if nick and name:
                    site.moved[f"/{folder}/{unquote(nick)}/"] = f"list:{kind}:{name}"
        return site

    def meta(self, item: etree._Element, key: str) -> str:
        for meta in item.iter(f"{self.wp}postmeta"):
            if meta.findtext(f"{self.wp}meta_key") == key:
                return str(meta.findtext(f"{self.wp}meta_value") or "").strip()
        return ""

    def entry(self, item: etree._Element, site: OldSite, logins: dict[str, str]) -> OldEntry | None:
        wp = self.wp
        kind = ENTRY_KINDS.get(self.text(item, f"{wp}post_type"))
        status = self.text(item, f"{wp}status")
        title = unescape(self.text(item, "title"))
        if kind is None or status in {"trash", "auto-draft", "inherit"}:
            return None
        number, nick = self.text(item, f"{wp}post_id"), unquote(self.text(item, f"{wp}post_name"))
        link = self.text(item, "link")
        entry = OldEntry(f"{self.name}#{number}", kind, title or "Untitled", "", "html", item.sourceline or 0)  # type: ignore[arg-type]
        entry.date = self.day(item)
        entry.draft = status != "publish"
        if status in {"private", "password"} or self.text(item, f"{wp}post_password"):
            entry.draft = True
            entry.note("private", "it was private or had a password, so it is a draft")
        parts = urlsplit(link)
        own = site.address and link.startswith(site.address)
        if parts.query and re.match(r"(?:p|page_id)=\d+", parts.query):
            entry.old_addresses.append(f"/?{parts.query}")
        elif parts.path.strip("/") and (own or not site.address):
            entry.address = "/" + unquote(link.removeprefix(site.address).lstrip("/")) if own else unquote(parts.path)
        entry.slug = nick
        entry.id = self.text(item, "guid")
        login = self.text(item, CREATOR)
        entry.authors = [logins.get(login) or login] if login else []
        self.set_terms(item, entry)
        entry.description = " ".join(unescape(re.sub(r"<[^>]*>", "", self.text(item, self.excerpt))).split())
        cover = self.files.get(self.meta(item, "_thumbnail_id"))
        if cover:
            entry.cover, entry.cover_alt = cover[0], cover[1]
        entry.body = self.body(entry, self.text(item, CONTENT_TAG), is_sticky=self.text(item, f"{wp}is_sticky") == "1")
        count = sum(1 for _ in item.iter(f"{wp}comment"))
        if count:
            entry.note("comments", f"it has {count} comments, which are other people's and stay behind")
        return entry

    def day(self, item: etree._Element) -> str:
        """Return the date, with its offset where both of WordPress's are known."""
        from datetime import datetime

        local, universal = self.text(item, f"{self.wp}post_date"), self.text(item, f"{self.wp}post_date_gmt")
        try:
            here = datetime.fromisoformat(local)
        except ValueError:
            return ""
        if here.year < 1000:
            return ""
        try:
            offset = round((here - datetime.fromisoformat(universal)).total_seconds() / 60)
        except ValueError:
            return here.isoformat()
        if abs(offset) > 14 * 60:
            return here.isoformat()
        sign = "-" if offset < 0 else "+"
        return f"{here.isoformat()}{sign}{abs(offset) // 60:02}:{abs(offset) % 60:02}"

    def set_terms(self, item: etree._Element, entry: OldEntry) -> None:
        for term in item.iter("category"):
            name = unescape(term.text or "").strip()
            if not name or name in {"Uncategorized", "Uncategorised", "Non classé", "Allgemein", "Sin categoría"}:
                continue
            domain = term.get("domain")
            if domain == "category" and not entry.category:
                entry.category = name
            elif domain == "series":
                entry.series = name
            elif domain in {"category", "post_tag"} and name not in entry.tags:
                entry.tags.append(name)

    # -- Bodies -------------------------------------------------------------------

    def body(self, entry: OldEntry, text: str, *, is_sticky: bool = False) -> str:
        """Return the HTML of a text: its shortcodes resolved, and paragraphs where the classic editor shows them."""
        text = text.replace("\r\n", "\n")
        is_blocks = "<!-- wp:" in text
        text = re.sub(r"<!--\s*nextpage\s*-->", "\n\n", text)
        text = self.shortcodes(entry, BLOCK_REMARK.sub("", text))
        return text if is_blocks and not re.search(r"\n\n[^<\s]", text) else with_paragraphs(text)

    def shortcodes(self, entry: OldEntry, text: str) -> str:
        text = CODE_SHORTCODE.sub(lambda f: pre_element(f["args"], f["inner"]), text)
        text = CAPTION.sub(lambda f: figure_element(f["args"], f["inner"]), text)
        text = EMBED.sub(lambda f: f'\n\n<iframe src="{(f["url"] or f["alone"]).strip()}"></iframe>\n\n', text)
        text = MEDIA_SHORTCODE.sub(lambda f: media_of(f["what"], f["args"]), text)
        text = GALLERY.sub(lambda f: self.gallery(entry, f["args"]), text)
        text = LATEX.sub(
            lambda f: f"<math><annotation>{(f['inner'] or f['dollars']).strip()}</annotation></math>", text
        )
        for found in re.finditer(r"(?<!\[)\[(/?[a-z][\w-]{2,})(?:\s[^\]\n]*)?\]", text):
            name = found[1].strip("/")
            if "_" in name or "-" in name or name in SHORTCODE_BLOCKS:
                entry.note(
                    "shortcode", f"`{found[0][:60]}` belongs to a plugin, and stays as it is", entry.line, lost=True
                )
        return text

    def gallery(self, entry: OldEntry, written: str) -> str:
        ids = [part.strip() for part in arguments(written).get("ids", "").split(",") if part.strip()]
        ids = ids or self.attached.get(entry.source.rpartition("#")[2], [])
        pictures = [self.files[number] for number in ids if number in self.files]
        if not pictures:
            entry.note("gallery", f"`[gallery{written}]` names no pictures of this export", lost=True)
            return ""
        inner = "\n".join(f'<img src="{src}" alt="{alt}" title="{caption}">' for src, alt, caption in pictures)
        return f"\n\n<p>{inner}</p>\n\n"


def arguments(written: str) -> dict[str, str]:
    return {
        f["key"]: f["double"] or f["single"] or f["bare"] or "" for f in SHORTCODE_ARGUMENT.finditer(unescape(written))
    }


def pre_element(written: str, inner: str) -> str:
    language = arguments(written).get("language") or arguments(written).get("lang") or ""
    inner = inner if "&lt;" in inner or "&amp;" in inner else inner.replace("&", "&amp;").replace("<", "&lt;")
    return f'\n\n<pre><code class="language-{language}">{inner.strip(chr(10))}</code></pre>\n\n'


def figure_element(written: str, inner: str) -> str:
    found = re.match(r"\s*(?P<picture>(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(?P<words>.*)", inner, re.DOTALL)
    words = (found["words"].strip() if found else "") or arguments(written).get("caption", "")
    picture = found["picture"] if found else inner
    return f"\n\n<figure>{picture}<figcaption>{words}</figcaption></figure>\n\n"


def media_of(what: str, written: str) -> str:
    values = arguments(written)
    source = next(
        (values[key] for key in ("src", "mp4", "mp3", "m4a", "webm", "m4v", "ogg", "ogv", "wav") if values.get(key)), ""
    )
    return f'\n\n<{what} src="{source}"></{what}>\n\n' if source else ""


def with_paragraphs(text: str) -> str:
    """Return HTML with the paragraphs and line breaks that WordPress makes of blank lines and line ends."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f'\n\n<pre data-kept="{len(kept) - 1}"></pre>\n\n'

    text = re.sub(r"<(pre|script|style|textarea)\b.*?</\1>", keep, text, flags=re.DOTALL | re.IGNORECASE)
    text = re.sub(rf"(<{BLOCK_TAGS}\b[^>]*>)", r"\n\n\1", text, flags=re.IGNORECASE)
    text = re.sub(rf"(</{BLOCK_TAGS}>)", r"\1\n\n", text, flags=re.IGNORECASE)
    parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    made = [
        part if re.match(rf"</?{BLOCK_TAGS}\b|<!--", part, re.IGNORECASE) else f"<p>{broken(part)}</p>"
        for part in parts
    ]
    return re.sub(r"<pre data-kept=\"(\d+)\"></pre>", lambda found: kept[int(found[1])], "\n".join(made))


def broken(paragraph: str) -> str:
    return re.sub(r"(?<!<br>)(?<!<br/>)(?<!<br />)\s*\n", "<br>\n", paragraph)
