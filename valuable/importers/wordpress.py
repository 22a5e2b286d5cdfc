"""Read exports of WordPress (WXR 1.0 to 1.2): posts, pages, drafts, files, menus, of one file or of several.

The format: https://codex.wordpress.org/Tools_Export_Screen, and `wp-admin/includes/export.php` of WordPress.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from urllib.parse import unquote

from lxml import etree

from valuable.base.uris import split_address
from valuable.importers.old_words import authors_by_posts, made_title, words_of_html
from valuable.importers.old_zone import zone_of_dates
from valuable.importers.records import ExportFile, OldComment, OldEntry, OldPerson, OldSite
from valuable.importers.trees import SourceError
from valuable.importers.wordpress_text import WordPressText
from valuable.importers.xml_stream import xml_parts

WXR_PARTS = (
    "item", "author", "category", "tag", "term", "title", "link", "description", "language", "base_site_url",
    "base_blog_url", "image",
)  # fmt: skip
# What WordPress and its plugins keep beside posts, and no reader ever sees by itself.
INNER_TYPES = re.compile(
    r"nav_menu_item|attachment|revision|custom_css|customize_changeset|oembed_cache|user_request|wp_\w+|acf-\w+|acf"
    r"|feedback|safecss|jp_\w+|elementor_\w+|shop_\w+|wpcf7_\w+|mc4wp-form|wpforms\w*|ninja_\w+|amp_\w+|seedprod"
    r"|flamingo_\w+|scheduled-action|polylang_\w+|et_pb_layout|vc_\w+|tablepress_table|slider|ml-slide\w*|envira\w*"
    r"|nf_sub|popup\w*|cookielawinfo|wp-types-\w+|spec|ngg_\w+|topic|reply|forum|tribe_\w*|layout|_pods_\w+|custom-css"
)
POST_TYPES = frozenset({"post", "episode", "podcast", "news", "article", "blog", "review", "link", "aside", "note"})
UNNAMED_CATEGORY = re.compile(
    r"uncategori[sz]ed|non-classe|allgemein|sin-categoria|senza-categoria|geen-categorie|sem-categoria|ukategorisert"
    r"|okategoriserade|ikke-kategoriseret|bez-kategorii|unkategorisiert"
)
MAIN_MENU = re.compile(r"primary|main|header|top|haupt|principal|hoofd|hoved", re.IGNORECASE)
DESCRIPTION_KEYS = ("_yoast_wpseo_metadesc", "rank_math_description", "_aioseo_description", "_aioseop_description",
    "_genesis_description", "_seopress_titles_desc", "jetpack_seo_html_description", "_metaseo_metadesc")  # fmt: skip
CANONICAL_KEYS = (
    "_yoast_wpseo_canonical",
    "rank_math_canonical_url",
    "_genesis_canonical_uri",
    "_seopress_robots_canonical",
)
MAIN_TERM_KEYS = ("_yoast_wpseo_primary_category", "rank_math_primary_category", "_seopress_robots_primary_cat")
KEPT_META = frozenset({
    "_thumbnail_id", "_wp_attachment_image_alt", "_wp_old_slug", "footnotes", "enclosure", "_menu_item_type",
    "_menu_item_object", "_menu_item_object_id", "_menu_item_url", "_menu_item_menu_item_parent", *DESCRIPTION_KEYS,
    *CANONICAL_KEYS, *MAIN_TERM_KEYS,
})  # fmt: skip
SERIES_TAXONOMIES = frozenset({"series", "organize_series", "post_series", "serie"})
WORDPRESS_PER_PAGE = 10  # posts on a page of WordPress's lists, where nobody has changed that


def is_wordpress(head: bytes) -> bool:
    text = head.replace(b"\0", b"")
    return b"<rss" in text and b"wordpress.org/export/" in text


@dataclass(frozen=True)
class OldTerm:
    """A category, a tag or another term that stands at a post: its taxonomy, name and name in addresses."""

    taxonomy: str
    nick: str
    name: str


@dataclass
class WordPressItem:
    """One item of an export, without what an import has no use for."""

    file: str
    line: int
    number: str = ""
    kind: str = ""
    status: str = ""
    title: str = ""
    link: str = ""
    nick: str = ""
    local: str = ""
    universal: str = ""
    published: str = ""
    guid: str = ""
    login: str = ""
    password: str = ""
    parent: str = ""
    order: int = 0
    is_sticky: bool = False
    address: str = ""  # of an attachment's file
    body: str = ""
    excerpt: str = ""
    terms: list[OldTerm] = field(default_factory=list)
    meta: dict[str, list[str]] = field(default_factory=dict)
    comments: list[OldComment] = field(default_factory=list)

    def value(self, *keys: str) -> str:
        """Return the first value that one of these fields of its own has."""
        return next((text.strip() for key in keys for text in self.meta.get(key, ()) if text.strip()), "")


def read_wordpress(files: Sequence[ExportFile]) -> OldSite:
    """Return the site of an export, in one file or in several. Raises :exc:`SourceError`."""
    reader = WordPressReader()
    for file in files:
        reader.take(file)
    return reader.site()


class WordPressReader:
    """Reads all files of an export, and then knows what its posts refer to."""

    def __init__(self) -> None:
        self.old = OldSite("WordPress")
        self.most = 0  # items of the largest file
        self.items: list[WordPressItem] = []
        self.logins: dict[str, str] = {}
        self.categories: dict[str, tuple[str, str]] = {}  # name and nick of the parent, by nick
        self.tags: dict[str, str] = {}  # names, by nick
        self.term_numbers: dict[str, str] = {}  # nicks of categories, by number

    # -- What stands in the files -----------------------------------------------------

    def take(self, file: ExportFile) -> None:
        problems: set[str] = set()
        before = len(self.items)
        self.head = OldSite("WordPress")
        with file.open() as data:
            for element in xml_parts(file.name, data, WXR_PARTS, problems):
                space, _, name = str(element.tag).rpartition("}")
                if name == "item":
                    self.items.append(item_of(file.name, element))
                elif "wordpress.org/export" in space:
                    self.take_term(
                        name, {str(child.tag).rpartition("}")[2]: text_in(child) for child in element}, element
                    )
                elif not space and name in {"title", "link", "description", "language"}:
                    self.take_channel(name, text_in(element))
        for problem in sorted(problems):
            self.old.note("broken export", f"{file.name}: {problem}: export it anew", lost=True)
        if len(self.items) - before > self.most:  # of several sites, the largest gives its name
            self.most, head = len(self.items) - before, self.head
            self.old.name, self.old.tagline, self.old.language = head.name, head.tagline, head.language
            self.old.address = head.address
        if len(self.items) == before and problems:
            raise SourceError(f"{file.name} can't be read ({'; '.join(sorted(problems))}): export it anew.")

    def take_channel(self, name: str, text: str) -> None:
        site = self.head
        if name == "title" and not site.name:
            site.name = unescape(text)
        elif name == "description" and not site.tagline:
            site.tagline = unescape(text)
        elif name == "language" and not site.language:
            site.language = text
        elif name == "link" and not site.address and text:
            site.address = text.rstrip("/") + "/"

    def take_term(self, kind: str, values: dict[str, str], element: etree._Element) -> None:
        if kind in {"base_blog_url", "base_site_url"}:
            if text_in(element) and (kind == "base_blog_url" or not self.head.address):
                self.head.address = text_in(element).rstrip("/") + "/"
        elif kind == "author":
            login = values.get("author_login", "")
            full = " ".join(filter(None, (values.get("author_first_name"), values.get("author_last_name"))))
            self.logins[login] = unescape(values.get("author_display_name") or full or login)
        elif kind == "category" or (kind == "term" and values.get("term_taxonomy") == "category"):
            nick = unquote(values.get("category_nicename") or values.get("term_slug") or "")
            name = unescape(values.get("cat_name") or values.get("term_name") or "")
            parent = unquote(values.get("category_parent") or values.get("term_parent") or "")
            if nick:
                self.categories[nick] = (name, parent)
                self.term_numbers[values.get("term_id", "")] = nick
        elif kind == "tag":
            self.tags[unquote(values.get("tag_slug", ""))] = unescape(values.get("tag_name", ""))

    # -- What it makes ------------------------------------------------------------------

    def site(self) -> OldSite:
        site = self.old
        self.by_number = {item.number: item for item in self.items}
        self.attached: dict[str, list[WordPressItem]] = {}
        for item in self.items:
            if item.kind == "attachment":
                self.attached.setdefault(item.parent, []).append(item)
        self.texts = WordPressText(self.by_number, self.attached)
        entries = {id(item): entry for item in self.items if (entry := self.entry(item)) is not None}
        self.sources = {item.number: entries[id(item)].source for item in self.items if id(item) in entries}
        site.entries = list(entries.values())
        nicks = {name: login for login, name in self.logins.items()}
        site.people = [
            OldPerson(name, {"key": nicks[name]} if nicks.get(name) else {}) for name in authors_by_posts(site) if name
        ]
        site.data["files"] = list(dict.fromkeys(item.address for item in self.items if item.address))
        site.menu = self.menu()
        site.timezone = zone_of_dates((entry.date for entry in site.entries), site.language)
        self.add_old_addresses()
        self.say_what_stays()
        return site

    def entry(self, item: WordPressItem) -> OldEntry | None:
        if INNER_TYPES.fullmatch(item.kind) or item.status in {"trash", "auto-draft", "inherit"}:
            return None
        is_post = item.kind in POST_TYPES or (
            item.kind != "page" and any(term.taxonomy == "post_tag" for term in item.terms)
        )
        if item.kind not in {"post", "page"} and not (item.body.strip() and item.status == "publish"):
            return None
        entry = OldEntry(
            f"{item.file}#{item.number or f'line-{item.line}'}",
            "post" if is_post else "page",
            "",
            "",
            "html",
            item.line,
        )
        entry.date = moment_of(item)
        entry.draft = item.status not in {"publish", "future"}
        if item.status == "private" or item.password:
            entry.draft = True
            entry.note("private", "it was private or had a password, so it is a draft")
        self.set_address(entry, item)
        entry.slug, entry.id = item.nick, item.guid
        entry.authors = [self.logins.get(item.login) or item.login] if item.login else []
        self.set_terms(item, entry)
        said = item.excerpt or next(
            (text for key in DESCRIPTION_KEYS if "%" not in (text := item.value(key)) and text), ""
        )
        entry.description = " ".join(words_of_html(said).split())
        canonical = item.value(*CANONICAL_KEYS)
        if canonical.startswith("http") and canonical.rstrip("/") != item.link.rstrip("/"):
            entry.canonical_link = canonical
        cover = self.by_number.get(item.value("_thumbnail_id"))
        if cover is not None and cover.address:
            entry.cover, entry.cover_alt = cover.address, cover.value("_wp_attachment_image_alt")
        entry.body = self.texts.html(entry, item)
        entry.title = " ".join(words_of_html(item.title).split()) or made_title(entry)
        entry.comments = item.comments
        return entry

    def set_address(self, entry: OldEntry, item: WordPressItem) -> None:
        """Say where an item stood: by a path, or by a query alone."""
        parts = split_address(item.link)
        base = split_address(self.old.address).path.rstrip("/")
        path = re.sub(r"/{2,}", "/", unquote(parts.path))
        if item.status in {"publish", "future", "private"} and not re.match(r"(?:p|page_id)=\d+", parts.query):
            inner = path.removeprefix(base) if base and path.startswith(f"{base}/") else path
            is_front = entry.kind == "page" and not inner.strip("/")
            entry.address = "" if is_front else inner
        if entry.address and not entry.draft:
            folder = entry.address.rstrip("/").rpartition("/")[0]
            olds = {unquote(old).strip("/") for old in item.meta.get("_wp_old_slug", ())} - {"", item.nick}
            entry.old_addresses += [f"{folder}/{old}/" for old in sorted(olds)]

    def set_terms(self, item: WordPressItem, entry: OldEntry) -> None:
        """Set category, tags and series: the first category is the one that SEO plugins call the main one, if any."""
        main = self.term_numbers.get(item.value(*MAIN_TERM_KEYS), "")
        categories = [
            term for term in item.terms if term.taxonomy == "category" and not UNNAMED_CATEGORY.fullmatch(term.nick)
        ]
        categories.sort(key=lambda term: unquote(term.nick) != main if main else False)
        for term in categories:
            if not entry.category:
                entry.category = term.name
            elif term.name not in entry.tags:
                entry.tags.append(term.name)
        for term in item.terms:
            if term.taxonomy in SERIES_TAXONOMIES:
                entry.series = entry.series or term.name
            elif term.taxonomy == "language":  # of Polylang
                entry.language = term.nick.replace("_", "-")
            elif term.taxonomy == "post_translations":
                entry.translation_key = term.nick
            elif term.taxonomy == "post_tag" and term.name not in (entry.category, *entry.tags):
                entry.tags.append(term.name)

    def menu(self) -> list[tuple[str, str]]:
        """Return the entries of the main menu: of the one that says so, else of the largest."""
        menus: dict[str, list[WordPressItem]] = {}
        for item in self.items:
            if item.kind == "nav_menu_item" and item.status == "publish":
                for term in item.terms:
                    if term.taxonomy == "nav_menu" and item.value("_menu_item_menu_item_parent") in {"", "0"}:
                        menus.setdefault(term.name, []).append(item)
        if not menus:
            return []
        best = max(menus, key=lambda name: (MAIN_MENU.search(name) is not None, len(menus[name])))
        return [
            entry for item in sorted(menus[best], key=lambda item: item.order) if (entry := self.menu_entry(item))[1]
        ]

    def menu_entry(self, item: WordPressItem) -> tuple[str, str]:
        """Return label and address of an entry of a menu; the address is empty if it leads out, or nowhere."""
        aim = self.by_number.get(item.value("_menu_item_object_id"))
        kind = item.value("_menu_item_type")
        title = " ".join(words_of_html(item.title).split())
        if kind == "post_type" and aim is not None:
            link = aim.link
            title = title or " ".join(words_of_html(aim.title).split())
        else:
            link = item.value("_menu_item_url")
        if link.startswith("/"):
            return title, link
        is_own = bool(self.old.address) and link.startswith(self.old.address)
        return title, "/" + unquote(link.removeprefix(self.old.address)) if is_own else ""

    # -- Old addresses ---------------------------------------------------------------------

    def add_old_addresses(self) -> None:
        """Say where each list, feed, query and page of a file of the old site leads."""
        moved = self.old.moved
        moved |= {"/feed/": "/blog/rss.xml", "/feed/atom/": "/blog/atom.xml", "/feed/rdf/": "/blog/rss.xml",
                  "/comments/feed/": "/blog/rss.xml", "/?feed=rss2": "/blog/rss.xml",
                  "/?feed=atom": "/blog/atom.xml"}  # fmt: skip
        public = [(item, self.sources[item.number]) for item in self.items if item.number in self.sources
                  and item.status == "publish" and not item.password]  # fmt: skip
        for item, source in public:
            moved[f"/?{'page_id' if item.kind == 'page' else 'p'}={item.number}"] = f"text:{source}"
        for nick, name in self.tags.items():
            add_list(moved, f"/tag/{nick}/", "tag", name)
        for nick, (name, _) in self.categories.items():
            add_list(moved, f"/category/{self.category_path(nick)}/", "category", name)
        for number, nick in self.term_numbers.items():
            if number:
                moved[f"/?cat={number}"] = f"list:category:{self.categories[nick][0]}"
        for login in self.logins:
            add_list(moved, f"/author/{login.casefold().replace(' ', '-')}/", "author", login)
        for item in self.items:
            if item.kind == "attachment":
                self.add_attachment(item)
        posts = [item for item, _ in public if item.kind == "post"]
        moved |= dict(date_addresses([(item.local, split_address(item.link).path) for item in posts]))
        moved |= {f"/page/{number}/": "/blog/" for number in range(2, len(posts) // WORDPRESS_PER_PAGE + 2)}
        counts = Counter(
            term.nick for item in posts for term in item.terms if term.taxonomy in {"category", "post_tag"}
        )
        for base in [
            old for old, said in moved.items() if re.match(r"list:(?:tag|category):", said) and "?" not in old
        ]:
            for page in range(2, (counts[base.rstrip("/").rpartition("/")[2]] - 1) // WORDPRESS_PER_PAGE + 2):
                moved[f"{base}page/{page}/"] = moved[base]

    def category_path(self, nick: str) -> str:
        """Return the names of a category and of those above it, as they stand in its address."""
        names: list[str] = []
        while nick in self.categories and nick not in names:
            names.insert(0, nick)
            nick = self.categories[nick][1]
        return "/".join(names)

    def add_attachment(self, item: WordPressItem) -> None:
        """Lead from the page that WordPress has made of a file to its post, or to the file."""
        path = unquote(split_address(item.link).path)
        base = split_address(self.old.address).path.rstrip("/")
        path = path.removeprefix(base)
        parent = self.sources.get(item.parent)
        aim = f"text:{parent}" if parent else f"file:{item.address}"
        if path.strip("/") and not re.search(r"\.\w{2,4}$", path):
            self.old.moved.setdefault(path, aim)
        self.old.moved[f"/?attachment_id={item.number}"] = aim

    def say_what_stays(self) -> None:
        site = self.old
        kinds = Counter(
            item.kind for item in self.items if item.kind not in {"post", "page", "attachment", "nav_menu_item"}
        )
        brought = Counter(item.kind for item in self.items if item.number in self.sources)
        for kind, number in sorted(kinds.items()):
            if brought[kind]:
                site.note("kind of text", f"{brought[kind]} texts of the kind `{kind}` came too, each at its address")
            elif kind not in {"wp_block", "revision"}:
                site.note(
                    "kind of text",
                    f"{number} records of the kind `{kind}` are a plugin's or a theme's, and stayed there",
                )
        trash = sum(item.status == "trash" for item in self.items)
        if trash:
            site.note("trash", f"{trash} texts lay in the trash, and stayed there")
        sticky = [item.title for item in self.items if item.is_sticky]
        if sticky:
            site.note("pinned", f"pinned on top of the old blog, here by their date: {', '.join(sticky[:5])}")


def add_list(moved: dict[str, str], old: str, kind: str, name: str) -> None:
    """Lead on from a list of WordPress and from its feeds."""
    if old.strip("/").count("/") and name:
        moved[old] = f"list:{kind}:{name}"
        moved[f"{old}feed/"] = f"feed:rss:{kind}:{name}"


def date_addresses(posts: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the addresses of the archives of years, months and days, given dates and addresses of posts."""
    for day, path in posts:
        year, month = day[:4], day[5:7]
        yield f"/{year}/", f"year:{year}"
        yield f"/{year}/{month}/", f"year:{year}"
        if re.match(r".*/\d{4}/\d\d/\d\d/", path):
            yield f"/{year}/{month}/{day[8:10]}/", f"year:{year}"


def text_in(element: etree._Element | None) -> str:
    return "".join(element.itertext()).strip() if element is not None else ""


def item_of(file: str, element: etree._Element) -> WordPressItem:
    """Return what an item says."""
    item = WordPressItem(file, element.sourceline or 0)
    names = {
        "post_id": "number", "post_type": "kind", "status": "status", "title": "title", "link": "link",
        "post_date": "local", "post_date_gmt": "universal", "pubDate": "published", "guid": "guid",
        "creator": "login", "post_password": "password", "post_parent": "parent", "attachment_url": "address",
    }  # fmt: skip
    for child in element:
        if not isinstance(child.tag, str):
            continue
        space, _, name = child.tag.rpartition("}")
        if name in names:
            setattr(item, names[name], text_in(child))
        elif name == "encoded":
            if "excerpt" in space:
                item.excerpt = text_in(child)
            else:
                item.body = "".join(child.itertext())
        else:
            take_detail(item, name, child)
    item.kind = item.kind or "post"
    if any(term.nick for term in item.terms):  # WXR 1.0 has each twice
        item.terms = [term for term in item.terms if term.nick]
    if item.kind == "attachment":
        item.address = item.address or item.guid
    else:
        item.address = ""
    return item


def take_detail(item: WordPressItem, name: str, child: etree._Element) -> None:
    if name == "post_name":
        item.nick = unquote(text_in(child))
    elif name == "is_sticky":
        item.is_sticky = text_in(child) == "1"
    elif name == "menu_order":
        item.order = int(text_in(child)) if text_in(child).isdecimal() else 0
    elif name == "category" and child.get("domain", "category") and text_in(child):
        domain = {"tag": "post_tag"}.get(child.get("domain") or "", child.get("domain") or "category")  # of WXR 1.0
        term = OldTerm(domain, child.get("nicename") or "", unescape(text_in(child)))
        if term not in item.terms:
            item.terms.append(term)
    elif name == "postmeta":
        values = {str(part.tag).rpartition("}")[2]: text_in(part) for part in child}
        if values.get("meta_key") in KEPT_META:
            item.meta.setdefault(values["meta_key"], []).append(values.get("meta_value", ""))
    elif name == "comment":
        values = {str(part.tag).rpartition("}")[2]: text_in(part) for part in child if isinstance(part.tag, str)}
        if values.get("comment_approved", "1") == "1" and values.get("comment_type", "") in {"", "comment"}:
            item.comments.append(
                OldComment(
                    values.get("comment_id", ""),
                    values.get("comment_parent", "0"),
                    values.get("comment_author", ""),
                    values.get("comment_date", "")[:10],
                    values.get("comment_content", ""),
                )
            )


def moment_of(item: WordPressItem) -> str:
    """Return when an item was published, with its offset where both of WordPress's dates are known."""
    from email.utils import parsedate_to_datetime

    try:
        here = datetime.fromisoformat(item.local)
    except ValueError:
        here = None
    if here is None or here.year < 1000:
        try:
            return parsedate_to_datetime(item.published).isoformat() if item.status == "publish" else ""
        except (ValueError, TypeError, IndexError):
            return ""
    try:
        offset = round((here - datetime.fromisoformat(item.universal)).total_seconds() / 60)
    except ValueError:
        return here.isoformat()
    if abs(offset) > 14 * 60:
        return here.isoformat()
    sign = "-" if offset < 0 else "+"
    return f"{here.isoformat()}{sign}{abs(offset) // 60:02}:{abs(offset) % 60:02}"
