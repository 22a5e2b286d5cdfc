"""Jekyll: ``_config.yml``, ``_posts``, ``_drafts``, collections, addresses by ``permalink``."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cached_property, partial
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from valuable.content.foreign.cures import plain_names, value_words
from valuable.importers.liquid_filters import jekyll_slug
from valuable.importers.profiles.base import (
    HTML_TEXTS,
    MARKDOWN,
    Found,
    Profile,
    is_text_of_people,
    is_true,
    person_of,
    plain_mapping,
    read_head,
    settings_in,
    string,
    with_slashes,
)
from valuable.importers.profiles.citations import bibliography_of, with_footnotes
from valuable.importers.profiles.jekyll_addresses import (
    PERMALINK_STYLES,
    day_placeholders,
    jekyll_address,
    jekyll_id,
    published_days,
    suffix_of_style,
)
from valuable.importers.profiles.jekyll_lists import (
    TemplateOfFeed,
    archive_pages,
    feed_in_template,
    has_own_words,
    list_instead_of,
    numbered_pages,
    only_lists,
    without_loops_over_posts,
)
from valuable.importers.profiles.jekyll_menus import menu_of, number_or
from valuable.importers.profiles.jekyll_texts import ANY_LIQUID, fill_texts, values_of_entry
from valuable.importers.profiles.kramdown import rewrite_kramdown
from valuable.importers.records import Asset, OldEntry, OldSite
from valuable.importers.trees import Tree
from valuable.importers.usual_heads import OTHER_TEXTS

WHOLE_DOCUMENT = re.compile(r"\s*(?:<!doctype html|<html)\b", re.IGNORECASE)
JEKYLL_CONFIGS = ("_config.yml", "_config.yaml", "_config.toml")
DATED_FILE = re.compile(r"(?P<day>\d{2,4}-\d{1,2}-\d{1,2})-(?P<stem>[^/]*)\.[^.]+")
# What makes the old pages look as they did, and is of use there alone.
OF_THEMES = (".css", ".js", ".mjs", ".map", ".scss", ".sass", ".less", ".coffee", ".woff", ".woff2", ".ttf", ".otf",
             ".eot")  # fmt: skip
OF_TOOLS = (".lock", ".gemspec", ".yml", ".yaml", ".toml", ".rb", ".erb", ".sh", ".bat", ".ps1", ".xsl", ".xslt",
            ".code-workspace")  # fmt: skip
TOOL_FILES = frozenset({
    "package.json", "package-lock.json", "composer.json", "gulpfile.js", "gruntfile.js", "bower.json", "tsconfig.json",
    "browserconfig.xml", "robots.txt", "sitemap.xml", "humans.txt", "manifest.json", "requirements.txt", "sw.js",
    "license.txt", "wrangler.json", "renovate.json", "vercel.json",
})  # fmt: skip
# Collections whose texts are posts, if they have a day.
POST_COLLECTIONS = frozenset({"articles", "blog", "notes", "til", "essays", "writing", "writings", "journal", "news",
                              "thoughts", "tutorials", "stories", "diary", "reviews"})  # fmt: skip
PAGES_OF_JEKYLL = frozenset({"404"})  # which this site makes itself


@dataclass
class JekyllFound(Found):
    """A text of Jekyll, with the folders above its ``_posts``, which are categories."""

    above: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        path = PurePosixPath(self.path)
        dated = DATED_FILE.fullmatch(path.name)
        if dated:
            return dated["stem"].rstrip(".")
        return path.parent.name if path.stem == "index" and path.parent.name else path.stem


class Jekyll(Profile):
    """Posts by their dated names, pages by their heads."""

    name = "Jekyll"

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        if re.search(r"^format: *jb-", tree.text_or_none("_toc.yml"), re.MULTILINE):  # a Jupyter Book
            return False
        return any(path.rpartition("/")[2] in JEKYLL_CONFIGS and path.count("/") <= 1 for path in tree.paths) or any(
            re.search(r"(?:^|/)_posts/(?:.*/)?\d{2,4}-\d\d?-\d\d?-", path) for path in tree.paths
        )

    def prepare(self) -> None:
        found = [path for path in self.tree.paths if path.rpartition("/")[2] in JEKYLL_CONFIGS and path.count("/") <= 1]
        found.sort(key=lambda path: path.count("/"))
        self.config = settings_in(self.tree, found[0]) if found else {}
        self.folder = self.find_folder(found[0].rpartition("/")[0] if found else "", has_settings=bool(found))
        self.collections_folder = string(self.config.get("collections_dir")).strip("/")
        collections = self.config.get("collections") or {}
        names = collections if isinstance(collections, Mapping) else {key: {} for key in plain_names(collections)}
        self.collections = {str(name): plain_mapping(about) for name, about in names.items()}
        self.excluded = [name.strip("/") for name in plain_names(self.config.get("exclude"))]
        self.included = frozenset(name.strip("/") for name in plain_names(self.config.get("include")))
        name = string(self.config.get("timezone"))
        try:
            self.zone = ZoneInfo(name) if name else None
        except (ValueError, OSError, KeyError):
            self.zone = None
        languages = plain_names(self.config.get("languages"))
        self.main_language = string(self.config.get("default_lang")) or (languages[0] if languages else "")
        self.languages = frozenset(languages)
        self.of_posts: dict[str, tuple[list[str], list[str]]] = {}  # categories and tags, as Jekyll knows them
        self.feeds: dict[str, str] = {}  # how feeds write the ids of entries, by address

    def find_folder(self, at: str, *, has_settings: bool) -> str:
        """Return the folder that Jekyll reads."""
        source = string(self.config.get("source")).strip("./")
        folder = next((name for name in (f"{at}/{source}".strip("/"), source, at) if self.tree.has(name)), "")
        if not self.tree.has(f"{folder}/_posts".lstrip("/")):  # the sources are brought elsewhere before Jekyll runs
            tops = {path.partition("_posts/")[0].rstrip("/") for path in self.tree.paths if "_posts/" in path}
            folder = next((top for top in sorted(tops) if self.tree.has(f"{top}/_layouts", f"{top}/_includes")), folder)
        if not has_settings and "_posts" not in "".join(self.tree.below(folder)):
            # a repository without settings: what stands above the first `_posts`
            first = next(path for path in self.tree.paths if "_posts/" in path)
            return first.partition("_posts/")[0].rstrip("/")
        return folder

    # -- The site -----------------------------------------------------------------

    def describe(self, site: OldSite) -> None:
        config = self.config
        site.name = string(config.get("title") or config.get("name"))
        site.tagline = string(config.get("tagline") or config.get("subtitle") or config.get("description"))
        site.language = (string(config.get("locale") or config.get("lang")) or self.main_language).replace("_", "-")
        site.timezone = string(config.get("timezone"))
        site.address = self.site_address()
        self.add_people(site)
        site.data = {"authors": self.data("authors")}

    def site_address(self) -> str:
        """Return the address of the old site: of the settings, or the domain that it has at GitHub."""
        url = string(self.config.get("url"))
        domain = self.tree.text_or_none("CNAME").strip() or self.tree.text_or_none(self.at("CNAME")).strip()
        if (not url or "localhost" in url) and re.fullmatch(r"[\w.-]+\.\w+", domain):
            url = f"https://{domain}"
        if not url and re.fullmatch(r"[\w-]+\.github\.io", self.tree.name, re.IGNORECASE):
            url = f"https://{self.tree.name.casefold()}"
        url = f"https:{url}" if url.startswith("//") else url
        base = string(self.config.get("baseurl")).strip("/")
        return f"{url.rstrip('/')}/{base}".rstrip("/") + "/" if url.startswith("http") else ""

    def add_people(self, site: OldSite) -> None:
        """Add the authors whom settings and data name, each with the key by which texts call them."""
        named = self.data("authors")
        own = self.config.get("author")
        person = person_of(own) if not (isinstance(own, str) and own in named) else None
        if (
            person
            and isinstance(own, str)
            and "email" not in person.details
            and "@" in string(self.config.get("email"))
        ):
            person.details["email"] = string(self.config["email"])
        site.people += [person] if person else []
        for key, about in sorted(named.items(), key=lambda item: item[0] != own):
            known = person_of(about)
            if known:
                known.details["key"] = str(key)
                site.people.append(known)
        for path in self.tree.below(self.collection_path("authors"), *MARKDOWN):
            values = dict(self.head_values(path))
            known = person_of(
                {**values, "name": values.get("display_name") or values.get("name") or values.get("title")}
            )
            if known:
                known.details["key"] = string(values.get("short_name")) or PurePosixPath(path).stem
                site.people.append(known)

    def head_values(self, path: str) -> Mapping[str, Any]:
        return read_head(self.tree.text(path)).values

    def collection_path(self, name: str) -> str:
        return self.at("/".join(filter(None, (self.collections_folder, f"_{name}"))))

    def at(self, path: str) -> str:
        return f"{self.folder}/{path}" if self.folder else path

    def inner(self, path: str) -> str:
        """Return a path as Jekyll knows it."""
        inner = path.removeprefix(f"{self.folder}/" if self.folder else "")
        return inner.removeprefix(f"{self.collections_folder}/" if self.collections_folder else "")

    def data(self, name: str) -> dict[str, Any]:
        return plain_mapping(self.all_data.get(name))

    @cached_property
    def all_data(self) -> dict[str, Any]:
        """The values of the files in ``_data``, those of folders within each other."""
        from valuable.importers.profiles.jekyll_data import data_file

        found: dict[str, Any] = {}
        folder = self.at(string(self.config.get("data_dir")).strip("/") or "_data")
        for path in self.tree.below(folder, ".yml", ".yaml", ".json", ".csv", ".tsv"):
            place = found
            *folders, name = path.removeprefix(f"{folder}/").split("/")
            for part in folders:
                place = place.setdefault(part, {})
                place = place if isinstance(place, dict) else {}
            place[name.rpartition(".")[0]] = data_file(self.tree, path)
        return found

    # -- Texts --------------------------------------------------------------------

    def texts(self) -> Iterator[Found]:
        for path in self.tree.below(self.folder, *MARKDOWN, *HTML_TEXTS, *OTHER_TEXTS):
            found = self.found(path)
            if found is not None:
                dated = DATED_FILE.fullmatch(PurePosixPath(path).name) if found.kind == "post" else None
                found.defaults |= ({"date": full_day(dated["day"])} if dated else {}) | self.defaults_for(found)
                yield found

    def found(self, path: str) -> JekyllFound | None:
        """Return what a file is: a post, a draft, a page, or none of these."""
        parts = self.inner(path).split("/")
        if self.is_excluded("/".join(parts)):
            return None
        for folder in ("_posts", "_drafts"):
            if folder in parts[:-1]:
                return self.found_post(path, folder, parts)
        if parts[0].startswith("_") and parts[0] not in self.included:
            return self.found_in_collection(path, parts)
        if any(part.startswith(("_", ".", "#", "~")) and part not in self.included for part in parts):
            return None
        return JekyllFound(path, "page") if self.is_page(path) else None

    def found_post(self, path: str, folder: str, parts: list[str]) -> JekyllFound | None:
        above = parts[: parts.index(folder)]
        language = ""
        if above[:1] == ["_i18n"]:  # of jekyll-multiple-languages-plugin
            language, above = above[1] if len(above) > 1 else "", []
        if any(part.startswith((".", "_")) for part in above):
            return None
        dated = DATED_FILE.fullmatch(parts[-1])
        if folder == "_posts" and not dated:
            return None
        return JekyllFound(path, "post", draft=folder == "_drafts", above=tuple(above), language=language)

    def found_in_collection(self, path: str, parts: list[str]) -> JekyllFound | None:
        name = parts[0][1:]
        about = self.collections.get(name)
        if not about or not is_true(about.get("output")) or len(parts) < 2 or parts[-1].startswith((".", "_")):
            return None
        kind = "page"
        if DATED_FILE.fullmatch(parts[-1]) or (
            name.casefold() in POST_COLLECTIONS and string(self.head_values(path).get("date"))
        ):
            kind = "post"
        return JekyllFound(path, kind, {"collection": name})

    def is_page(self, path: str) -> bool:
        """Return whether Jekyll makes a page of a file: it has front matter, or the site renders all Markdown."""
        name = PurePosixPath(path).stem.casefold()
        has_head = self.tree.text(path).lstrip("\ufeff").startswith("---")
        if name in PAGES_OF_JEKYLL:
            return False
        return has_head or (self.renders_all and path.lower().endswith(MARKDOWN) and is_text_of_people(path))

    @cached_property
    def renders_all(self) -> bool:
        """Whether Markdown without front matter is a page, as at GitHub."""
        gems = self.tree.text_or_none(self.at("Gemfile"))
        return not gems or "github-pages" in gems or "optional-front-matter" in gems

    def is_excluded(self, inner: str) -> bool:
        paths = [inner, *map(str, PurePosixPath(inner).parents)][:-1] if inner else []
        return any(path == name or fnmatchcase(path, name) for path in paths for name in self.excluded)

    def defaults_for(self, found: Found) -> dict[str, Any]:
        """Return the front matter that the settings give a file.

        See https://jekyllrb.com/docs/configuration/front-matter-defaults/.
        """
        values: dict[str, Any] = {}
        inner, kind = self.inner(found.path), string(found.defaults.get("collection")) or f"{found.kind}s"
        for rule in self.config.get("defaults") or []:
            scope = plain_mapping(plain_mapping(rule).get("scope"))
            start, of = string(scope.get("path")).strip("/"), string(scope.get("type"))
            fits = not start or inner.startswith(start) or fnmatchcase(inner, start)
            if fits and (not of or of in {kind, kind.removesuffix("s")} or (of == "drafts" and found.draft)):
                values |= plain_mapping(plain_mapping(rule).get("values"))
        return values

    # -- Addresses ----------------------------------------------------------------

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        entry.values = values
        assert isinstance(found, JekyllFound)
        self.read_names(found, entry, values)
        published = str(values.get("published", True)).casefold() not in {"false", "no"}
        entry.draft = found.draft or not published or is_true(values.get("draft"))
        folder = string(values.get("media_subpath") or values.get("img_path")).strip("/")
        entry.folder = self.at(folder) if folder and self.tree.has(self.at(folder)) else entry.folder
        own = value_words(values.get("permalink"))
        collection = string(found.defaults.get("collection"))
        if found.kind == "post" and not collection:
            first, *others = self.post_addresses(found, entry, values, own)
        elif collection:
            first, *others = self.collection_addresses(found, entry, values, own, collection)
        else:
            first, others = self.page_address(found, own), []
        prefix = self.language_prefix(entry)
        entry.old_addresses += [prefix + other for other in others]
        if prefix:
            entry.translation_key = entry.translation_key or first
        return prefix + first

    def language_prefix(self, entry: OldEntry) -> str:
        """Return the part of an address that is its language, as jekyll-polyglot and others have it."""
        is_other = entry.language in self.languages and entry.language != self.main_language
        return f"/{entry.language}" if is_other else ""

    def read_names(self, found: JekyllFound, entry: OldEntry, values: Mapping[str, Any]) -> None:
        """Set category and tags by Jekyll's rules: one under ``category``, words or a list under ``categories``."""
        said = {key: values.get(key) for key in ("categories", "category", "tags", "tag")}
        categories = [*found.above, *names_between_spaces(said["categories"]), *one_name(said["category"])]
        tags = [*one_name(said["tag"])] if said["tag"] else names_between_spaces(said["tags"])
        categories, tags = list(dict.fromkeys(categories)), list(dict.fromkeys(tags))
        self.of_posts[entry.source] = (categories, tags)
        if categories:
            entry.category = categories[0]
        entry.tags = list(dict.fromkeys([*tags, *categories[1:]])) or entry.tags

    def post_addresses(self, found: JekyllFound, entry: OldEntry, values: Mapping[str, Any], own: str) -> list[str]:
        """Return where a post stands; several, where that hangs on the zone in which the site was made."""
        of_posts = string(self.collections.get("posts", {}).get("permalink"))
        style = own or of_posts or value_words(self.config.get("permalink")) or "date"
        pattern = PERMALINK_STYLES.get(style, style)
        names = self.names(found, entry, values)
        return self.filled(pattern, names, entry, values)

    def filled(self, pattern: str, names: dict[str, str], entry: OldEntry, values: Mapping[str, Any]) -> list[str]:
        """Return the addresses by a pattern, one for each day on which a text may have been published."""
        days = published_days(entry.date, string(values.get("date")), self.zone)
        filled = [jekyll_address(pattern, names | day_placeholders(day)) for day in days]
        return list(dict.fromkeys(filled or [jekyll_address(pattern, names)]))

    def names(self, found: JekyllFound, entry: OldEntry, values: Mapping[str, Any]) -> dict[str, str]:
        """Return the placeholders of an address (https://jekyllrb.com/docs/permalinks/#placeholders)."""
        slug = value_words(values.get("slug")) or found.stem
        path = PurePosixPath(self.inner(found.path))
        folded = list(dict.fromkeys(name.lower() for name in self.of_posts[entry.source][0]))
        return {
            "title": jekyll_slug(slug, pretty=True),
            "slug": jekyll_slug(slug),
            "name": jekyll_slug(path.stem),
            "basename": path.stem,
            "path": str(path.with_suffix("")),
            "categories": "/".join(folded),
            "slugified_categories": "/".join(dict.fromkeys(jekyll_slug(name) for name in folded)),
            "output_ext": ".html",
        }

    def collection_addresses(
        self, found: JekyllFound, entry: OldEntry, values: Mapping[str, Any], own: str, collection: str
    ) -> list[str]:
        style = value_words(self.config.get("permalink"))
        pattern = own or value_words(self.collections[collection].get("permalink"))
        pattern = PERMALINK_STYLES.get(pattern, pattern) or f"/:collection/:path{suffix_of_style(style)}"
        path = str(PurePosixPath(self.inner(found.path)).with_suffix(""))
        names = self.names(found, entry, values) | {"collection": collection, "path": path.partition("/")[2]}
        filled = self.filled(pattern, names, entry, values)
        return [re.sub(r"/index(?:\.html)?$", "/", address) for address in filled]

    def page_address(self, found: JekyllFound, own: str) -> str:
        """Return where a page stands."""
        path = PurePosixPath(self.inner(found.path)).with_suffix("")
        folder = str(path.parent).strip(".")
        if own and own not in PERMALINK_STYLES:
            return jekyll_address(
                own, {"path": folder, "basename": path.name, "title": path.name, "output_ext": ".html"}
            )
        if path.name == "index":
            return with_slashes(folder)
        style = own or value_words(self.config.get("permalink"))
        return f"/{path}{suffix_of_style(style or 'date').replace(':output_ext', '.html')}"

    # -- Files --------------------------------------------------------------------

    def assets(self) -> Iterator[tuple[str, str]]:
        demos = {str(PurePosixPath(path).parent) for path in self.plain_pages()} - {".", self.folder}
        for path in self.tree.below(self.folder):
            inner = path.removeprefix(f"{self.folder}/" if self.folder else "")
            parts = inner.split("/")
            hidden = any(part.startswith(("_", ".", "#")) and part not in self.included for part in parts)
            if hidden or "." not in parts[-1] or self.is_excluded(inner) or self.is_editor(parts[0]):
                continue
            in_demo = any(str(parent) in demos for parent in PurePosixPath(path).parents)
            if self.is_published_file(path, in_demo=in_demo):
                yield path, f"/{inner}"

    def is_editor(self, folder: str) -> bool:
        """Return whether a folder holds the editor of Decap or Netlify CMS."""
        return folder in {"admin", "cms"} and self.tree.has(self.at(f"{folder}/config.yml"))

    def plain_pages(self) -> Iterator[str]:
        """Yield the files in HTML that Jekyll copies as they are."""
        for path in self.tree.below(self.folder, *HTML_TEXTS):
            inner = self.inner(path)
            hidden = any(part.startswith(("_", ".")) for part in inner.split("/"))
            if not hidden and not self.is_excluded(inner) and not self.has_head(path):
                yield path

    def has_head(self, path: str) -> bool:
        return self.tree.text(path).lstrip("\ufeff").startswith("---")

    def is_published_file(self, path: str, *, in_demo: bool) -> bool:
        """Return whether a file is one that readers may look for; what the old theme is made of is none."""
        name = PurePosixPath(path).name.casefold()
        if name in TOOL_FILES or name.endswith(OF_TOOLS) or name.startswith(("readme.", "license.", "changelog.")):
            return False
        if name.endswith(OF_THEMES):
            return in_demo and not self.has_head(path)
        if name.endswith(HTML_TEXTS):
            is_proof = re.fullmatch(r"(?:google|yandex_|pinterest-|baidu_verify)\w*\.html", name) is not None
            return not self.has_head(path) and not is_proof
        if name.endswith((".xml", ".json", ".txt", ".atom", ".rss")):
            return not self.has_head(path) and feed_in_template(self.tree.text(path)) is None
        return not name.endswith(MARKDOWN) or not (self.has_head(path) or self.renders_all)

    def is_beside(self, path: str) -> bool:
        """Return whether a file stands among posts or in a collection, and is one of theirs."""
        parts = self.inner(path).split("/")
        return parts[0].startswith("_") and not path.lower().endswith((*OF_THEMES, *OF_TOOLS))

    # -- What is known at the end --------------------------------------------------

    def finish(self, site: OldSite) -> None:
        for path in [path for path, asset in site.assets.items() if not asset.address and not self.is_beside(path)]:
            del site.assets[path]
        self.add_translations(site)
        self.take_lists(site)
        self.fill_templates(site)
        self.take_empty_pages(site)
        site.menu = menu_of(self.config, self.all_data, site)
        self.add_feeds(site)
        self.add_archives(site)

    def add_translations(self, site: OldSite) -> None:
        """Tie texts of several languages that have one address but for the language."""
        if not self.languages:
            return
        by_address: dict[str, list[OldEntry]] = {}
        for entry in site.entries:
            by_address.setdefault(entry.translation_key or entry.address, []).append(entry)
        for key, entries in by_address.items():
            for entry in entries if len(entries) > 1 else ():
                entry.translation_key = key

    def take_lists(self, site: OldSite) -> None:
        """Take out pages that only list others, which lists of this site have the place of, and that only lead on."""
        kept = []
        for entry in site.entries:
            target = string(entry.values.get("redirect_to"))
            is_text = entry.kind == "post" or entry.markup == "notebook"
            if entry.kind == "page" and entry.address == "/":
                entry.body = without_loops_over_posts(entry.body)
                entry.title = site.name if not string(entry.values.get("title")) and site.name else entry.title
            if target and not is_text:
                site.moved[entry.address] = target
            elif not is_text and WHOLE_DOCUMENT.match(entry.body) and not ANY_LIQUID.search(entry.body):
                self.keep_document(site, entry)
            elif is_text or not (only_lists(entry.body) or PurePosixPath(entry.source).stem.casefold() == "search"):
                kept.append(entry)
            else:
                self.take_list(site, entry)
        site.entries = kept

    def keep_document(self, site: OldSite, entry: OldEntry) -> None:
        """Publish as it is what was a whole document of HTML, made without a layout."""
        path = entry.address if entry.address.endswith((".html", ".htm")) else f"{entry.address.rstrip('/')}/index.html"
        data = entry.body.lstrip().encode()
        site.assets[entry.source] = Asset(entry.source, path, lambda: data)
        site.note("document", f"{entry.source} is a whole document of HTML, so it is published as it is, as a file")

    def take_empty_pages(self, site: OldSite) -> None:
        """Take out pages that have no text once their templates are filled in."""
        empty = [entry for entry in site.entries if entry.kind == "page" and not has_own_words(entry)]
        for entry in empty:
            self.take_list(site, entry)
        site.entries = [entry for entry in site.entries if entry not in empty]

    def take_list(self, site: OldSite, entry: OldEntry) -> None:
        place = list_instead_of(entry, entry.values)
        if entry.address != "/":
            for old in [entry.address, *entry.old_addresses]:
                site.moved[old] = place or "/"
        if not place and entry.address != "/":
            message = (
                f"{entry.source} has no text of its own, its layout makes one, so its address leads to the home page"
            )
            site.note("page without text", message, lost=True)

    # -- Templates ----------------------------------------------------------------

    def fill_templates(self, site: OldSite) -> None:
        """Fill in what texts ask templates for."""
        pages = {
            entry.source: values_of_entry(entry, *self.of_posts.get(entry.source, ([], []))) for entry in site.entries
        }
        includes = {
            path.removeprefix(self.at("_includes/")): self.tree.text(path)
            for path in self.tree.below(self.at("_includes"), *MARKDOWN, *HTML_TEXTS, ".liquid", ".txt", ".svg")
        }
        fill_texts(site.entries, {"site": self.site_values(site, pages)}, pages, includes)
        for entry in site.entries:
            entry.body = with_footnotes(entry, partial(self.references, entry))
            if entry.markup == "markdown":
                rewrite_kramdown(entry)

    def references(self, entry: OldEntry) -> dict[str, str]:
        """Return the references that a text may cite: those of its own file, else all."""
        own = string(entry.values.get("bibliography"))
        paths = [path for path in self.tree.below(self.folder, ".bib") if own and path.endswith(f"/{own}")]
        found: dict[str, str] = {}
        for path in paths or self.tree.below(self.folder, ".bib"):
            found |= bibliography_of(self.tree.text(path))
        return found

    def site_values(self, site: OldSite, pages: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
        """Return what templates know as ``site``: the settings, the data, and the texts in their collections."""
        shown = [entry for entry in site.entries if not entry.draft]
        posts = [entry for entry in shown if entry.kind == "post" and entry.date and not entry.values.get("collection")]
        posts.sort(key=lambda entry: entry.date, reverse=True)
        found: dict[str, Any] = {**self.config, "data": self.all_data, "posts": [pages[post.source] for post in posts]}
        for name, place in (("categories", 0), ("tags", 1)):
            groups: dict[str, list[dict[str, Any]]] = {}
            for post in posts:
                for each in self.of_posts[post.source][place]:
                    groups.setdefault(each, []).append(pages[post.source])
            found[name] = groups
        for name in self.collections:
            if name != "posts":
                found[name] = self.texts_of_collection(name, pages)
        found["pages"] = [
            pages[entry.source] for entry in shown if entry.kind == "page" and not entry.values.get("collection")
        ]
        found["documents"] = [*found["posts"], *(text for name in self.collections for text in found.get(name) or [])]
        return found

    def texts_of_collection(self, name: str, pages: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
        """Return what templates know of the texts of a collection, those that have no pages of their own too."""
        found = []
        for path in self.tree.below(self.collection_path(name), *MARKDOWN, *HTML_TEXTS, *OTHER_TEXTS):
            values = pages.get(path)
            if values is None:
                head = read_head(self.tree.text(path))
                values = {"title": PurePosixPath(path).stem, **head.values, "content": head.body, "path": path}
            found.append(values)
        return sorted(
            found, key=lambda values: (number_or(string(values.get("order")), 0.0), string(values.get("date")))
        )

    def add_feeds(self, site: OldSite) -> None:
        """Lead on from feeds, and keep the ids of their entries."""
        templates: list[str] = []
        for path in self.tree.below(self.folder, ".xml", ".json", ".atom", ".rss"):
            inner = self.inner(path)
            hidden = any(part.startswith(("_", ".")) and part not in self.included for part in inner.split("/"))
            values = self.head_values(path) if self.has_head(path) else {}
            feed = self.feed_at(path, values) if not hidden else None
            if feed is not None:
                site.moved[path_of_address(string(values.get("permalink")) or inner)] = feed.place
                templates += [feed.id_template] if not feed.place.startswith("feed:") and self.has_head(path) else []
        about = plain_mapping(self.config.get("feed"))
        if self.has_feed_plugin or not templates:
            site.moved.setdefault(path_of_address(string(about.get("path")) or "feed.xml"), "/blog/atom.xml")
        site.moved.setdefault("/atom.xml", "/blog/atom.xml")
        self.add_feeds_of_lists(site, about)
        template = next(filter(None, templates), "") if not self.has_feed_plugin else ""
        theme = string(self.config.get("theme") or self.config.get("remote_theme"))
        if not template and not self.has_feed_plugin and re.search("chirpy|beautiful-jekyll", theme):
            template = "{{ post.url | absolute_url }}"
        self.give_ids(site, template)

    def feed_at(self, path: str, values: Mapping[str, Any]) -> TemplateOfFeed | None:
        """Return what feed a file is, by itself or by its layout."""
        layout = string(values.get("layout"))
        names = [self.at(f"_layouts/{layout}{suffix}") for suffix in (".xml", ".html", ".json", ".rss", ".atom")]
        texts = [self.tree.text(path), *(self.tree.text_or_none(name) for name in names if layout)]
        feed = next((feed for text in texts if (feed := feed_in_template(text))), None)
        for key, kind in (("category_limit", "category"), ("category", "category"), ("tag", "tag")):
            if feed is not None and string(values.get(key)) and not feed.place.startswith("feed:"):
                form = {"/blog/rss.xml": "rss", "/blog/feed.json": "json"}.get(feed.place, "atom")
                feed = feed._replace(place=f"feed:{form}:{kind}:{string(values.get(key))}")
        return feed

    @property
    def has_feed_plugin(self) -> bool:
        named = [*plain_names(self.config.get("plugins")), *plain_names(self.config.get("gems"))]
        return "jekyll-feed" in named

    def add_feeds_of_lists(self, site: OldSite, own: Mapping[str, Any]) -> None:
        """Add the feeds of categories and tags that jekyll-feed makes."""
        for name in plain_names(own.get("categories")):
            site.moved[f"/feed/{name}.xml"] = f"feed:atom:category:{name}"
        tags = own.get("tags")
        for entry in site.entries if tags and self.has_feed_plugin else ():
            path = "/" + (string(plain_mapping(tags).get("path")) or "feed/by_tag/").strip("/") + "/"
            for name in self.of_posts.get(entry.source, ([], []))[1]:
                site.moved[f"{path}{jekyll_slug(name)}.xml"] = f"feed:atom:tag:{name}"

    def give_ids(self, site: OldSite, template: str) -> None:
        """Give each post the id that its entry had in the old feed."""
        base = site.address.rstrip("/")
        for entry in site.entries if base else ():
            if entry.kind != "post" or entry.values.get("collection"):
                continue
            stem = JekyllFound(entry.source).stem
            address = encoded_path(entry.address)
            told = {"url": address, "id": jekyll_id(address, value_words(entry.values.get("slug")) or stem)}
            entry.id = id_by_template(template, told, base) or encoded_path(f"{base}{told['id']}")

    def add_archives(self, site: OldSite) -> None:
        """Lead on from the lists that plugins make, page by page."""
        texts = {entry.address for entry in site.entries}
        posts = [entry for entry in site.entries if entry.kind == "post" and entry.date and not entry.draft]
        known = [(entry, *self.of_posts.get(entry.source, ([], []))) for entry in posts]
        for address, place in archive_pages(self.config, known):
            if address not in texts:
                site.moved.setdefault(address, place)
        for address in numbered_pages(self.config, len(posts)):
            site.moved.setdefault(address, "/blog/")


def full_day(written: str) -> str:
    """Return the day in a file's name with all its digits: ``13-1-5`` is 2013-01-05."""
    year, month, day = (int(part) for part in written.split("-"))
    try:
        return date(year + 2000 if year < 100 else year, month, day).isoformat()
    except ValueError:
        return ""


def names_between_spaces(value: Any) -> list[str]:
    """Return the names under a plural key: a list, or a text with spaces between them."""
    if isinstance(value, (list, tuple)):
        return [name for item in value if (name := string(item) if not isinstance(item, Mapping) else "")]
    return plain_names(value, spaces=True)


def one_name(value: Any) -> list[str]:
    """Return the name under a singular key, which is one whatever it holds; a list there has several."""
    if isinstance(value, (list, tuple)):
        return names_between_spaces(value)
    return [string(value)] if string(value) else []


def path_of_address(address: str) -> str:
    """Return the path of an address of the old site, whole or not."""
    return "/" + re.sub(r"^https?://[^/]+", "", address).lstrip("/")


def encoded_path(address: str) -> str:
    """Return an address with percent signs, as Jekyll writes it."""
    return quote(address, safe="/:?#[]@!$&'()*+,;=~%")


def id_by_template(template: str, told: Mapping[str, str], base: str) -> str:
    """Return the id that a feed's own template writes; ``""`` if it is not clear."""
    host = re.sub(r"(?<=[^/:])/.*", "", base)
    values = {"site.url": host, "site.baseurl": base.removeprefix(host), "site.production_url": host}

    def value(found: re.Match[str]) -> str:
        first, *filters = (part.strip() for part in found[1].split("|"))
        said = (
            told.get(first.partition(".")[2]) if first.startswith(("post.", "item.", "entry.")) else values.get(first)
        )
        text = said if said is not None else "\0"
        for name in filters:
            before = re.fullmatch(r"prepend:\s*([\w.]+)", name)
            text = (values.get(before[1], "\0") + text) if before else text
            text = encoded_path(base + text) if name == "absolute_url" else text
            text = base.removeprefix(host) + text if name == "relative_url" else text
        return text

    made = re.sub(r"\{\{-?(.*?)-?\}\}", value, template).strip()
    return made if "\0" not in made and "{%" not in made else ""
