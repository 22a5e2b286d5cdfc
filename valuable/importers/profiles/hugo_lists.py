"""What Hugo publishes beside its texts: lists of sections and terms, their pages and feeds; and its menus."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from valuable.content.foreign.cures import plain_names, value_words
from valuable.importers.profiles.base import string
from valuable.importers.profiles.hugo_addresses import PageFacts, filled_permalink, hugo_address, urlized
from valuable.importers.profiles.hugo_settings import HugoSettings
from valuable.importers.records import OldEntry, OldSite

if TYPE_CHECKING:
    from valuable.importers.profiles.hugo import Hugo

PAGER_SIZE = 10  # texts on a page of a list, where the settings don't say (https://gohugo.io/configuration/pagination/)
CATALOG_OF_TAXONOMY = {
    "categories": "category",
    "authors": "author",
    "author": "author",
}  # of our lists, by taxonomy; else tags
BLOG_FEED, BLOG_LIST = "/blog/rss.xml", "/blog/"


class HugoLists:
    """Collects what lists there are while texts are read, and says at the end where each leads."""

    def __init__(self, config: HugoSettings) -> None:
        self.config = config
        self.moved: dict[str, str] = {}
        self.posts: Counter[tuple[str, ...]] = Counter()  # in each section, by the language's prefix and its path
        self.pages: Counter[tuple[str, ...]] = Counter()
        self.terms: Counter[tuple[str, str, str]] = Counter()  # by prefix, taxonomy and name
        self.items: list[tuple[int, str, str]] = []  # of the menu: weight, label, address
        disabled = plain_names(config.values.get("disablekinds") or [])
        self.disabled = {name.casefold() for name in disabled}
        pagination = config.mapping("pagination")
        size = string(pagination.get("pagersize") or config.values.get("paginate"))
        self.pager_size = int(size) if size.isdecimal() and int(size) else PAGER_SIZE
        self.pager_path = string(pagination.get("path") or config.values.get("paginatepath")) or "page"
        self.read_menu()

    def lead(self, address: str, to: str) -> None:
        self.moved[address] = to

    def count_terms(self, prefix: str, one: str, many: str, names: list[str]) -> None:
        for name in names:
            self.terms[prefix, many, name] += 1

    def count_page(self, prefix: str, parts: list[str], kind: str) -> None:
        counted = self.posts if kind == "post" else self.pages
        for number in range(len(parts) + 1):
            counted[prefix, *parts[:number]] += 1

    # -- Menus ----------------------------------------------------------------------

    def read_menu(self) -> None:
        """Take the main menu of the settings."""
        menus = self.config.said("menus") or self.config.said("menu")
        items = menus.get("main") if isinstance(menus, Mapping) else menus
        for item in items if isinstance(items, list) else []:
            address = string(item.get("url") or item.get("pageref")) if isinstance(item, Mapping) else ""
            label = string(item.get("name") or item.get("identifier")) if address else ""
            if label and not address.startswith(("#", "mailto:")):
                self.items.append(
                    (menu_weight(item), label, address if "://" in address else f"/{address.lstrip('/')}")
                )

    def add_menu_item(self, head: Mapping[str, Any], entry: OldEntry) -> None:
        """Take what front matter says of the main menu (https://gohugo.io/content-management/menus/)."""
        said = head.get("menus") or head.get("menu")
        own = said.get("main") if isinstance(said, Mapping) else {} if "main" in plain_names(said or []) else None
        if own is None and not (isinstance(said, Mapping) and "main" in said):
            return
        own = own if isinstance(own, Mapping) else {}
        self.items.append((menu_weight(own), string(own.get("name")) or entry.title, entry.address))

    # -- At the end -------------------------------------------------------------------

    def finish(self, site: OldSite, profile: "Hugo") -> None:
        site.menu += [(label, address) for _, label, address in sorted(self.items, key=lambda item: item[0] or 10**6)]
        site.moved |= self.moved
        entries = {entry.source: entry for entry in site.entries}
        for prefix, *parts in sorted({*self.posts, *self.pages}):
            self.lead_section(site, profile, prefix, parts, entries)
        for prefix, many, name in sorted(self.terms):
            self.lead_term(site, prefix, many, name)
        for prefix, many in sorted({(prefix, many) for prefix, many, _ in self.terms}):
            catalog = CATALOG_OF_TAXONOMY.get(many.casefold(), "tag" if many.casefold() != "series" else "")
            self.lead_list(site, f"{prefix}/{urlized(many)}", f"list:{catalog}:" if catalog else BLOG_LIST, BLOG_FEED)
        for name in feed_names(self.config):
            site.moved[f"/{name}"] = "/blog/feed.json" if name.endswith(".json") else "/blog/atom.xml"

    def lead_list(self, site: OldSite, address: str, to: str, feed: str, size: int = 0) -> None:
        """Lead a list, its feed and its pages to ours."""
        site.moved[hugo_address(address)] = to
        if "rss" not in self.disabled:
            site.moved[f"{address.rstrip('/')}/index.xml"] = feed
        for number in range(1, -(-size // self.pager_size) + 1):
            site.moved[f"{address.rstrip('/')}/{self.pager_path}/{number}/"] = to

    def lead_term(self, site: OldSite, prefix: str, many: str, name: str) -> None:
        if {"taxonomyterm", "term"} & self.disabled:
            return
        pattern = self.config.permalinks("term").get(many.casefold())
        made = filled_permalink(pattern, PageFacts(name, "", name, [many], [many], None)) if pattern else ""
        catalog, size = CATALOG_OF_TAXONOMY.get(many.casefold(), "tag"), self.terms[prefix, many, name]
        address = f"{prefix}{made.rstrip('/')}" if made else f"{prefix}/{urlized(many)}/{urlized(name)}"
        if many.casefold() == "series":
            parts = [entry for entry in site.entries if entry.series.casefold() == name.casefold() and not entry.draft]
            first = f"text:{min(parts, key=lambda entry: entry.date).source}" if parts else BLOG_LIST
            self.lead_list(site, address, first, BLOG_FEED, size)
        else:
            self.lead_list(site, address, f"list:{catalog}:{name}", f"feed:rss:{catalog}:{name}", size)

    def lead_section(
        self, site: OldSite, profile: "Hugo", prefix: str, parts: list[str], entries: Mapping[str, OldEntry]
    ) -> None:
        """Lead the list of a section to that of posts; one of pages becomes a page that lists them."""
        language = prefix.strip("/") or self.config.main_language
        index = profile.indexes.get(("/".join(parts), language))
        if len(parts) > 1 and index is None:
            return
        posts = self.posts[prefix, *parts]
        address = profile.path_address(index) if index else hugo_address(f"{prefix}/{urlized('/'.join(parts))}")
        if not parts:
            address = f"{prefix}/"
        text = entries.get(index or "")
        is_drawer = parts[:1] in (["page"], ["pages"])  # of pages that have nothing in common
        if (
            parts
            and not posts
            and not is_drawer
            and not {name.casefold() for name in self.config.taxonomies.values()} & {parts[0]}
        ):
            self.list_pages(site, profile, prefix, parts, text, address)
        elif text is not None and parts:
            text.body = f"{text.body.rstrip()}\n\n[{text.title}]({BLOG_LIST})\n"
        self.lead_list(site, address, "/" if not parts else BLOG_LIST, BLOG_FEED, posts)

    def list_pages(
        self, site: OldSite, profile: "Hugo", prefix: str, parts: list[str], text: OldEntry | None, address: str
    ) -> None:
        """Write the list of a section's pages, which Hugo's theme made, into a page."""
        below = [
            entry
            for entry in site.entries
            if profile.parts(entry.source)[: len(parts)] == parts
            and profile.base(entry.source) != "_index"
            and profile.config_prefix(profile.language_of[entry.source]) == prefix
            and not entry.draft
        ]
        below.sort(key=lambda entry: entry.title.casefold())
        below.sort(key=lambda entry: entry.date, reverse=True)
        if all(entry.kind == "concept" for entry in below):  # of these, and of none, this site has a list
            return
        rows = "\n".join(f"- [{escaped_title(entry.title)}]({entry.address})" for entry in below)
        if text is not None:
            text.body = f"{text.body.rstrip()}\n\n{rows}\n"
            return
        index = profile.indexes.get(("/".join(parts), prefix.strip("/") or self.config.main_language))
        title = value_words(profile.heads.get(index, {}).get("title")) if index else ""
        source = index or f"content/{'/'.join(parts)}/_index.md"
        title = title or parts[-1].replace("-", " ").capitalize()
        site.entries.append(OldEntry(source, "page", title, rows, address=address, slug=parts[-1]))
        profile.add_made(source, "/".join([*parts, "_index.md"]), prefix.strip("/") or self.config.main_language)


def escaped_title(title: str) -> str:
    return "".join(f"\\{sign}" if sign in "[]*_`<\\" else sign for sign in title)


def menu_weight(item: Mapping[str, Any]) -> int:
    text = string(item.get("weight"))
    return int(text) if text.lstrip("-").isdecimal() else 0


def feed_names(config: HugoSettings) -> Iterator[str]:
    """Yield the names of the home page's feeds that are no ``index.xml`` (https://gohugo.io/configuration/output-formats/)."""
    formats = config.mapping("outputformats")
    wanted = {name.casefold() for name in plain_names(config.mapping("outputs").get("home") or [])} | {"rss"}
    for name, about in formats.items():
        base = string(about.get("basename")) if isinstance(about, Mapping) else ""
        kind = f"{name} {string(about.get('mediatype'))}" if base else ""
        if name in wanted and "json" in kind and "feed" in base.casefold():
            yield f"{base}.json"
        elif name in wanted and any(word in kind for word in ("rss", "atom", "feed")):
            yield f"{base}.xml"
