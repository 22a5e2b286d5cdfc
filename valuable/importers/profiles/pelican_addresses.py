"""Where Pelican's articles, pages, lists and feeds stood, by its settings.

See https://docs.getpelican.com/en/latest/settings.html#url-settings and "Feed settings" there.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from math import ceil
from typing import Any
from unicodedata import combining, normalize
from urllib.parse import quote

from valuable.base.uris import split_address
from valuable.importers.heads import head_words
from valuable.importers.profiles.base import slug, string
from valuable.importers.records import OldEntry, OldSite

PATTERN_FIELD = re.compile(r"\{(?P<name>\w+)(?:\.(?P<part>year|month|day))?(?::(?P<format>[^{}]*))?\}")
USUAL_SUBSTITUTIONS = ((r"[^\w\s-]", ""), (r"\A\s*", ""), (r"\s*\Z", ""), (r"[-\s]+", "-"))
USUAL_PATTERNS: Mapping[str, str] = {
    "ARTICLE": "{slug}.html", "ARTICLE_LANG": "{slug}-{lang}.html", "PAGE": "pages/{slug}.html",
    "PAGE_LANG": "pages/{slug}-{lang}.html", "TAG": "tag/{slug}.html", "CATEGORY": "category/{slug}.html",
    "AUTHOR": "author/{slug}.html", "TAGS": "tags.html", "CATEGORIES": "categories.html",
    "AUTHORS": "authors.html", "ARCHIVES": "archives.html",
}  # fmt: skip
# The setting of each feed, what it is by default, and what has its place here.
ALL_FEEDS: tuple[tuple[str, str, str], ...] = (
    ("FEED_ALL_ATOM", "feeds/all.atom.xml", "atom"), ("FEED_ATOM", "", "atom"),
    ("FEED_ALL_RSS", "", "rss"), ("FEED_RSS", "", "rss"),
    ("TRANSLATION_FEED_ATOM", "feeds/all-{lang}.atom.xml", "atom"), ("TRANSLATION_FEED_RSS", "", "rss"),
)  # fmt: skip
LIST_FEEDS: tuple[tuple[str, str, str], ...] = (
    ("CATEGORY_FEED_ATOM", "feeds/{slug}.atom.xml", "category"), ("CATEGORY_FEED_RSS", "", "category"),
    ("TAG_FEED_ATOM", "", "tag"), ("TAG_FEED_RSS", "", "tag"),
    ("AUTHOR_FEED_ATOM", "feeds/{slug}.atom.xml", "author"), ("AUTHOR_FEED_RSS", "feeds/{slug}.rss.xml", "author"),
)  # fmt: skip
MAX_LIST_PAGES = 500


class PelicanAddresses:
    """The addresses of one site."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self.config = config
        self.language = string(config.get("DEFAULT_LANG")) or "en"
        self.timezone = ""
        self.categories: dict[str, str] = {}  # as Pelican has them, by source
        self.days: dict[str, str] = {}

    # -- Texts --------------------------------------------------------------------

    def of(self, entry: OldEntry, kind: str, values: Mapping[str, Any], stem: str) -> tuple[str, str]:
        """Return the address of a text and its slug."""
        by_name = self.config.get("SLUGIFY_SOURCE") == "basename"
        slug_said = head_words(values.get("slug"))
        name = slug_said or self.slug(stem if by_name else entry.title)
        usual = string(self.config.get("DEFAULT_CATEGORY")) or "misc"
        self.categories[entry.source] = entry.category or usual
        names: dict[str, Any] = {
            **values,
            "slug": name,
            "category": self.slug(entry.category or usual, "CATEGORY"),
            "lang": entry.language or self.language,
            "author": self.slug(entry.authors[0], "AUTHOR") if entry.authors else "",
            "date": entry.date,
        }
        lang_of_text = (entry.language or self.language).replace("_", "-").casefold()
        is_other = lang_of_text != self.language.replace("_", "-").casefold()
        entry.language = "" if not is_other else entry.language
        if entry.translation_key == "" and string(values.get("translation")) == "":
            entry.translation_key = f"{kind}:{name}"
        own = head_words(values.get("url") or values.get("save_as"))
        pattern = own or self.pattern(f"{kind}_LANG" if is_other else kind)
        return published(filled_pattern(pattern, names)), name

    def pattern(self, kind: str) -> str:
        """Return the pattern of an address: its setting, that of its file, or Pelican's own; ``""`` if it has none."""
        key = f"{kind}_URL", f"{kind}_SAVE_AS"
        if key[1] in self.config and not self.config[key[1]]:
            return ""
        return string(self.config.get(key[0]) or self.config.get(key[1])) or USUAL_PATTERNS[kind]

    def slug(self, text: str, kind: str = "SLUG") -> str:
        """Return a text as Pelican's ``slugify`` writes it."""
        value = normalize("NFKC", re.sub(r"<[^>]*>|&\w+;", "", text))
        if not self.config.get("SLUGIFY_USE_UNICODE"):
            value = without_accents(value)
        pairs = self.config.get(f"{kind}_REGEX_SUBSTITUTIONS") or self.config.get("SLUG_REGEX_SUBSTITUTIONS")
        plain = self.config.get(f"{kind}_SUBSTITUTIONS") or ()
        for pair in plain if isinstance(plain, (list, tuple)) else ():
            value = value.lower().replace(string(pair[0]).lower(), string(pair[1])) if len(pair) > 1 else value
        for pattern, new in substitutions(pairs) or USUAL_SUBSTITUTIONS:
            value = re.sub(pattern, new, value, flags=re.IGNORECASE)
        value = value.strip() if self.config.get("SLUGIFY_PRESERVE_CASE") else value.lower().strip()
        return value or slug(text)

    # -- Lists and feeds ----------------------------------------------------------

    def finish(self, site: OldSite) -> None:
        """Set ids in feeds, which texts are translations, and where lists and feeds stood."""
        keys = Counter(entry.translation_key for entry in site.entries)
        for entry in site.entries:
            entry.translation_key = entry.translation_key if keys[entry.translation_key] > 1 else ""
            if entry.kind == "post" and entry.address and entry.date and site.address:
                entry.id = pelican_feed_id(
                    site.address.rstrip("/") + quote(entry.address, safe="/~:@!$&'()*+,;=%"), entry.date
                )
        for old, new in [*self.lists(site), *self.feeds(site)]:
            site.moved.setdefault(old, new)

    def names(self, site: OldSite) -> Iterator[tuple[str, str, int]]:
        """Yield the kind, the name and the size of each list of articles."""
        posts = [entry for entry in site.entries if entry.kind == "post" and not entry.draft]
        tags = Counter(tag for entry in posts for tag in entry.tags)
        categories = Counter(self.categories.get(entry.source, "") for entry in posts)
        authors = Counter(name for entry in posts for name in entry.authors)
        for kind, counts in (("tag", tags), ("category", categories), ("author", authors)):
            for name, count in counts.items():
                if name:
                    yield kind, name, count

    def lists(self, site: OldSite) -> Iterator[tuple[str, str]]:
        """Yield the old addresses of lists with what has their place here."""
        posts = [entry for entry in site.entries if entry.kind == "post" and not entry.draft]
        for kind, name, count in self.names(site):
            pattern = self.pattern(kind.upper())
            names = {"slug": self.slug(name, kind.upper())}
            for address in self.pages_of(filled_pattern(pattern, names) if pattern else "", count):
                yield address, f"list:{kind}:{name}"
        for kind, new in (("TAGS", "/blog/tag/"), ("CATEGORIES", "/blog/category/"), ("AUTHORS", "/blog/author/")):
            if self.pattern(kind):
                yield published(self.pattern(kind)), new
        if self.pattern("ARCHIVES"):
            yield published(self.pattern("ARCHIVES")), "/blog/archive/"
        index = string(self.config.get("INDEX_SAVE_AS")) or "index.html"
        for address in self.pages_of(index, len(posts)):
            yield address, "/blog/"
        yield from self.archives(posts)

    def archives(self, posts: list[OldEntry]) -> Iterator[tuple[str, str]]:
        """Yield the archives of years, months and days, which the settings ask for."""
        for period in ("YEAR", "MONTH", "DAY"):
            pattern = string(self.config.get(f"{period}_ARCHIVE_URL") or self.config.get(f"{period}_ARCHIVE_SAVE_AS"))
            for entry in posts if pattern else ():
                if entry.date:
                    yield published(filled_pattern(pattern, {"date": entry.date})), f"/blog/{entry.date[:4]}/"

    def pages_of(self, first: str, count: int) -> Iterator[str]:
        """Yield the addresses of a list and of its further pages."""
        if not first:
            return
        address = published(first)
        if address != "/":
            yield address
        size = self.config.get("DEFAULT_PAGINATION")
        pages = ceil(count / size) if isinstance(size, int) and size > 0 and not isinstance(size, bool) else 1
        for number in range(2, min(pages, MAX_LIST_PAGES) + 1):
            yield published(self.further_page(first, number))

    def further_page(self, first: str, number: int) -> str:
        """Return the address of a further page, by ``PAGINATION_PATTERNS``."""
        file = f"{first}index.html" if first.endswith("/") or not first else first
        stem, dot, end = file.rpartition(".")
        stem, end = (stem, f".{end}") if dot else (file, "")
        pattern = "{name}{number}{extension}"
        rules = self.config.get("PAGINATION_PATTERNS")
        for rule in rules if isinstance(rules, (list, tuple)) else ():
            if isinstance(rule, (list, tuple)) and len(rule) == 3 and isinstance(rule[0], int) and rule[0] <= number:
                pattern = string(rule[1]) or pattern
        base = stem.rpartition("/")[0] if stem.rpartition("/")[2] == "index" else stem
        values = {"name": stem, "base_name": base, "number": str(number), "extension": end, "url": first}
        return re.sub(r"\{(\w+)\}", lambda name: values.get(name[1], name[0]), pattern)

    def feeds(self, site: OldSite) -> Iterator[tuple[str, str]]:
        """Yield the old addresses of feeds with the feeds that have their place here."""
        languages = {self.language, *(entry.language for entry in site.entries if entry.language)}
        for key, usual, form in ALL_FEEDS:
            pattern = self.feed_pattern(key, usual)
            for language in sorted(languages if re.search(r"\{lang\}|%s", pattern) else {""} if pattern else ()):
                yield published(filled_feed(pattern, "lang", language)), f"/blog/{form}.xml"
        for key, usual, kind in LIST_FEEDS:
            pattern = self.feed_pattern(key, usual)
            form = "rss" if key.endswith("RSS") else "atom"
            for found, name, _ in self.names(site) if pattern else ():
                if found == kind:
                    old = filled_feed(pattern, "slug", self.slug(name, kind.upper()))
                    yield published(old), f"feed:{form}:{kind}:{name}"

    def feed_pattern(self, key: str, usual: str) -> str:
        """Return where a feed stood: ``…_URL`` if it is set, else the file; ``""`` if it is switched off."""
        return string(self.config.get(f"{key}_URL") or self.config.get(key, usual))


# -- Patterns ------------------------------------------------------------------------


def published(path: str) -> str:
    """Return a path as an address from the root, without the ``index.html`` that hosts leave out."""
    return "/" + re.sub(r"(?:^|/)index\.html$", "/", path.lstrip("/")).lstrip("/")


def filled_pattern(pattern: str, values: Mapping[str, Any]) -> str:
    """Fill in ``{slug}``, ``{date:%Y}``, ``{date.year}`` and other values of a text."""

    def fill(found: re.Match[str]) -> str:
        value = values.get(found["name"].casefold())
        day = moment_of_entry(value) if found["name"] in {"date", "modified"} or found["part"] else None
        if day is not None:
            number = getattr(day, found["part"]) if found["part"] else ""
            width = re.fullmatch(r"0?(\d)d?", found["format"] or "")
            return str(number).zfill(int(width[1]) if width else 0) if found["part"] else dated(day, found["format"])
        return string(head_words(value)) if value is not None else ""

    return PATTERN_FIELD.sub(fill, pattern)


def dated(day: datetime, form: str | None) -> str:
    return day.strftime(form) if form else day.strftime("%Y-%m-%d %H:%M:%S")


def moment_of_entry(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None


def filled_feed(pattern: str, name: str, value: str) -> str:
    return pattern.replace("%s", value).replace(f"{{{name}}}", value)


def substitutions(pairs: Any) -> list[tuple[str, str]]:
    """Return the pairs of pattern and text of a setting that are sound."""
    from valuable.importers.profiles.pelican import is_quick_pattern

    found = []
    for pair in pairs if isinstance(pairs, (list, tuple)) else ():
        if isinstance(pair, (list, tuple)) and len(pair) >= 2 and all(isinstance(part, str) for part in pair[:2]):
            try:
                re.compile(pair[0])
            except re.error:
                continue
            found += [(pair[0], pair[1])] if is_quick_pattern(pair[0]) else []
    return found


def without_accents(text: str) -> str:
    """Return a text with its Latin letters as ASCII has them, as ``unidecode`` writes them."""
    for letter, plain in (("ß", "ss"), ("æ", "ae"), ("œ", "oe"), ("ø", "o"), ("đ", "d"), ("ł", "l"), ("þ", "th")):
        text = text.replace(letter, plain).replace(letter.upper(), plain.capitalize())
    return "".join(sign for sign in normalize("NFKD", text) if not combining(sign))


def pelican_feed_id(url: str, date: str) -> str:
    """Return the id of an entry in Pelican's feeds, as its ``feedgenerator`` makes it."""
    parts = split_address(url)
    return f"tag:{parts.hostname},{date[:10]}:{parts.path}" + (f"/{parts.fragment}" if parts.fragment else "")
