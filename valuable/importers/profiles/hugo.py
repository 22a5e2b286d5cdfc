"""Hugo: heads of TOML, YAML and JSON, bundles, languages, sections, taxonomies; addresses as its settings make them."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from valuable.content.foreign.cures import plain_names, value_words
from valuable.importers.heads import addresses, cover_of, day_in_name
from valuable.importers.plan import is_own_place
from valuable.importers.profiles.base import (
    HTML_TEXTS,
    MARKDOWN,
    PICTURE_FILES,
    Found,
    Profile,
    is_true,
    person_of,
    string,
)
from valuable.importers.profiles.hugo_addresses import PageFacts, filled_permalink, hugo_address, urlized
from valuable.importers.profiles.hugo_lists import HugoLists
from valuable.importers.profiles.hugo_settings import SETTINGS_SUFFIXES, HugoSettings, folded_keys
from valuable.importers.profiles.zola import Zola
from valuable.importers.records import OldEntry, OldPerson, OldSite
from valuable.importers.trees import Tree
from valuable.importers.usual_heads import OTHER_TEXTS, usual_head

HUGO_CONFIGS = tuple(
    f"{folder}{name}{suffix}"
    for folder in ("", "config/_default/")
    for name in ("hugo", "config")
    for suffix in SETTINGS_SUFFIXES
)
# R Markdown and Pandoc write Markdown under these names, too (https://gohugo.io/content-management/formats/).
HUGO_TEXTS = (*MARKDOWN, *HTML_TEXTS, *OTHER_TEXTS, ".rst", ".rmd", ".rmarkdown", ".pdc", ".pandoc")
# Sections whose texts are posts, wherever else pages stand (https://gohugo.io/content-management/sections/).
POST_SECTIONS = frozenset({
    "post", "posts", "blog", "blogs", "article", "articles", "writing", "writings", "news", "notes", "note", "essays",
    "journal", "entries", "entry", "stories", "til", "thoughts", "log", "weblog", "diary", "archive", "archives",
    "microblog", "links", "p", "weekly", "tech", "life",
})  # fmt: skip
# Sections whose texts are none, though they have dates.
PAGE_SECTIONS = frozenset({
    "page", "pages", "doc", "docs", "documentation", "about", "author", "authors", "project", "projects", "talk",
    "talks", "event", "events", "publication", "publications", "presentation", "presentations", "portfolio", "work",
    "works", "slides", "course", "courses", "home", "legal", "resume", "cv", "contact", "services", "team", "gallery",
    "people", "products",
})  # fmt: skip
TYPES_OF_POSTS = frozenset({"post", "posts", "blog"})
# Layouts of themes that show a list, of which this site has its own.
LIST_LAYOUTS = {"archives": "/blog/archive/", "archive": "/blog/archive/", "search": "/search/", "list": "/blog/"}
PROFILE_NAMES = {
    "github": "GitHub", "gitlab": "GitLab", "linkedin": "LinkedIn", "x-twitter": "X", "twitter": "X",
    "google-scholar": "Google Scholar", "orcid": "ORCID", "researchgate": "ResearchGate", "youtube": "YouTube",
    "stack-overflow": "Stack Overflow", "link": "Website", "home": "Website", "website": "Website", "rss": "RSS",
}  # fmt: skip
COVER_NAMES = ("cover", "featured", "feature", "thumbnail", "thumb")
SHORTCODE_FOLDER = re.compile(r"(?:^|/)layouts/_?shortcodes/(?P<name>.+)\.(?:html|md)\Z")
PARTIAL_FOLDER = re.compile(r"(?:^|/)layouts/_?partials/(?P<name>.+\.html)\Z")
LOCAL_LINK = r"\](?:\(|:\s)(?:https?://{})?(/[^\s()#?]+?)/?(?=[)#?\s])"  # of what stands at a host
REDIRECT_FILES = frozenset({"static/_redirects", "static/_headers", "static/cname", "static/robots.txt"})


class Hugo(Profile):
    """Content in sections and bundles, in one language or several."""

    name = "Hugo"

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        if Zola.matches(tree):
            return False
        if tree.has("config/_default", "content/_index.md", "archetypes/default.md") and tree.has("content"):
            return True
        return tree.has(*HUGO_CONFIGS) and (tree.has("content", "archetypes", "themes"))

    def prepare(self) -> None:
        self.config = HugoSettings(self.tree)
        self.inner: dict[str, str] = {}  # the path of each text within the content, without its language
        self.language_of: dict[str, str] = {}
        self.heads: dict[str, dict[str, Any]] = {}
        self.bodies: set[str] = set()  # texts that say something
        self.find_texts()
        self.bundles = {
            self.folder_of(path): path for path in self.inner if self.base(path) == "index"
        }  # folders of leaf bundles
        self.indexes = {
            (self.folder_of(path), self.language_of[path]): path for path in self.inner if self.base(path) == "_index"
        }
        self.sections = self.post_sections()
        self.addresses: dict[str, str] = {}
        self.untold: list[str] = []
        self.titles: dict[str, str] = {}
        self.lists = HugoLists(self.config)

    # -- Which texts there are ------------------------------------------------------

    def find_texts(self) -> None:
        """Find all texts, the heads of them, and where each would stand in a plain folder of content."""
        for folder in self.config.content_folders():
            for path in self.tree.below(folder.folder, *HUGO_TEXTS):
                if path in self.inner:
                    continue
                rest = "/".join(filter(None, [folder.target, path.removeprefix(f"{folder.folder}/")]))
                rest, language = self.without_language(rest, folder.language)
                if self.is_text(path):
                    self.inner[path], self.language_of[path] = rest, language

    def without_language(self, inner: str, language: str) -> tuple[str, str]:
        """Return a path without the language that it says (``x.fr.md``, ``fr/x.md``), and that language."""
        path = PurePosixPath(inner)
        name, _, said = path.stem.rpartition(".")
        if name and said.casefold() in self.config.languages:
            return str(path.with_name(f"{name}{path.suffix}")), said.casefold()
        first, _, rest = inner.partition("/")
        if not language and rest and first in self.config.languages and first != self.config.main_language:
            return rest, first
        return inner, language or self.config.main_language

    def is_text(self, path: str) -> bool:
        """Return whether a file is a text: one in HTML has a head, and what R made of a source stands for it."""
        text = self.tree.text(path)
        if path.lower().endswith(HTML_TEXTS) and not re.match(r"\s*(?:---|\+\+\+|\{)", text):
            return False
        stem = path.rpartition(".")[0]
        if path.lower().endswith(".rmd") and self.tree.has(f"{stem}.html", f"{stem}.md", f"{stem}.markdown"):
            return False
        if path.lower().endswith(".rmarkdown") and self.tree.has(f"{stem}.markdown", f"{stem}.md"):
            return False
        head = usual_head(self.tree, path, text)
        self.heads[path] = folded_keys(head.values)
        if head.body.strip():
            self.bodies.add(path)
        return True

    def folder_of(self, path: str) -> str:
        return str(PurePosixPath(self.inner[path]).parent).strip(".")

    def base(self, path: str) -> str:
        """Return the name of a text's file, without language and suffix."""
        return PurePosixPath(self.inner[path]).stem

    def parts(self, path: str) -> list[str]:
        """Return the folders above a page, that of a bundle not counted."""
        parts = list(PurePosixPath(self.inner[path]).parts[:-1])
        return parts[:-1] if self.base(path) == "index" else parts

    def section(self, path: str) -> str:
        return next(iter(self.parts(path)), "")

    def post_sections(self) -> frozenset[str]:
        """Return the sections whose texts are posts: those that the settings name, or that are called so."""
        named = self.config.params_of().get("mainsections") or self.config.values.get("mainsections") or []
        names = [self.section(path) for path in self.inner]
        there = {name for name in names if name}
        found = {name for name in plain_names(named) if name in there}
        if found:
            return frozenset(found | {name for name in there if name.casefold() in {"post", "posts", "blog"}})
        found = {name for name in there if name.casefold() in POST_SECTIONS}
        counted = [name for name in names if name and name.casefold() not in PAGE_SECTIONS]
        largest = {max(sorted(set(counted)), key=counted.count)} if counted else set()
        return frozenset(found or largest)

    def kind(self, path: str) -> str:
        """Return whether a text is a post or a page."""
        head, section = self.heads.get(path, {}), self.section(path)
        has_date = bool(head.get("date") or head.get("publishdate") or day_in_name(self.stem(path)))
        if value_words(head.get("type")) == "page" or section.casefold() in PAGE_SECTIONS - self.sections:
            return "page"
        if section in self.sections or value_words(head.get("type")) in TYPES_OF_POSTS:
            return "post"
        return "post" if has_date and (section or not self.sections) else "page"

    def stem(self, path: str) -> str:
        """Return what names a page: its file, or the folder of its bundle."""
        base = self.base(path)
        return PurePosixPath(self.inner[path]).parent.name or base if base in {"index", "_index"} else base

    def texts(self) -> Iterator[Found]:
        order = sorted(self.inner, key=lambda path: self.language_of[path] != self.config.main_language)
        for path in order:
            if self.base(path) == "_index":
                found = self.branch(path)
            elif self.is_resource(path):
                self.untold += [path] if path in self.bodies else []
                found = None
            else:
                found = self.page(path)
            if found is not None:
                yield found

    def page(self, path: str) -> Found | None:
        """Return a page, or a post; None for what says nothing itself: a list of the theme's, a hidden bundle."""
        head = self.heads.get(path, {})
        if path not in self.bodies and is_true(head.get("headless")):
            return None
        layout = value_words(head.get("layout"))
        if path not in self.bodies and layout in LIST_LAYOUTS:
            self.lists.lead(self.path_address(path), LIST_LAYOUTS[layout])
            return None
        return self.found(path, self.kind(path), is_bundle=self.base(path) == "index")

    def found(self, path: str, kind: str, *, is_bundle: bool = False) -> Found:
        defaults = self.cascade(path)
        language = self.language_of[path]
        said = language if language != self.config.main_language else ""
        return Found(path, kind, defaults, language=said, is_bundle=is_bundle, name=self.stem(path))

    def is_resource(self, path: str) -> bool:
        """Return whether a text stands in the bundle of another page, so that it is none itself."""
        parents = list(PurePosixPath(self.inner[path]).parents)
        above = parents[1:] if self.base(path) == "index" else parents
        return any(str(parent).strip(".") in self.bundles and str(parent) != "." for parent in above)

    def branch(self, path: str) -> Found | None:
        """Return the text of a section, a term or the home page as a page, where it says something."""
        return self.found(path, "page") if path in self.bodies else None

    def cascade(self, path: str) -> dict[str, Any]:
        """Return what settings and sections above give their texts (https://gohugo.io/content-management/front-matter/#cascade)."""
        language = self.language_of[path]
        given = [self.config.values.get("cascade")]
        for parent in reversed(PurePosixPath(self.inner[path]).parents):
            index = self.indexes.get((str(parent).strip("."), language))
            given.append(self.heads.get(index, {}).get("cascade") if index and index != path else None)
        values: dict[str, Any] = {}
        for each in given:
            for one in each if isinstance(each, list) else [each]:
                if isinstance(one, Mapping) and self.is_target(path, one.get("_target") or one.get("target")):
                    values |= {key: value for key, value in one.items() if key not in {"target", "_target"}}
        return values

    def is_target(self, path: str, target: Any) -> bool:
        if not isinstance(target, Mapping):
            return True
        pattern = string(target.get("path")).strip("{}") or "**"
        kinds, language = string(target.get("kind")) or "page", string(target.get("lang"))
        place = "/" + str(PurePosixPath(self.inner[path]).with_suffix(""))
        fits = any(fnmatchcase(place, one.replace("**", "*")) for one in pattern.split(","))
        return fits and kinds == "page" and language in {"", self.language_of[path]}

    # -- Where they stand -----------------------------------------------------------

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        self.titles[found.path] = entry.title
        self.addresses[found.path] = self.path_address(found.path, entry, values)
        return self.addresses[found.path]

    def path_address(self, path: str, entry: OldEntry | None = None, values: Mapping[str, Any] | None = None) -> str:
        """Return where a page stands, given its path, and its entry with its front matter if they are read."""
        head = folded_keys(dict(values)) if values is not None else self.heads.get(path, {})
        language, url = self.language_of[path], value_words(head.get("url"))
        facts = self.facts(path, entry, head)
        prefix = self.config_prefix(language)
        if url:
            written = re.sub(r"^https?://[^/]*", "", url)
            made = filled_permalink(written, facts) if ":" in written else hugo_address(written)
            return made if written.startswith("/") else hugo_address(prefix + made)
        is_index = self.base(path) == "_index"
        if self.inner[path].startswith("_index.") and language == self.config.main_language:
            return "/"
        pattern = self.pattern(path, language) if not is_index else ""
        if pattern:
            return prefix + filled_permalink(str(pattern), facts)
        last = "" if is_index else facts.slug or (self.stem(path) if facts.base else "")
        folders = PurePosixPath(self.inner[path]).parts[:-1] if is_index else facts.sections
        made = urlized("/".join(filter(None, [*folders, last])))
        return hugo_address(prefix + f"/{made}", is_ugly=bool(made) and self.is_ugly(path))

    def pattern(self, path: str, language: str) -> str:
        """Return the pattern that the settings give the pages of a section."""
        patterns = self.config.permalinks("page", language)
        section = self.section(path)
        return string(patterns.get(section.casefold()) or (patterns.get("/") if not section else ""))

    def config_prefix(self, language: str) -> str:
        """Return the part of an address that is its language."""
        whole = is_true(self.config.values.get("defaultcontentlanguageinsubdir"))
        if not self.config.languages or (language == self.config.main_language and not whole):
            return ""
        return f"/{language}"

    def is_ugly(self, path: str) -> bool:
        found = self.config.values.get("uglyurls")
        return is_true(found.get(self.section(path).casefold())) if isinstance(found, Mapping) else is_true(found)

    def facts(self, path: str, entry: OldEntry | None, head: Mapping[str, Any]) -> PageFacts:
        stem, slug = self.stem(path), value_words(head.get("slug")).strip("/")
        day = entry.date[:10] if entry else value_words(head.get("date"))[:10]
        if self.dates_in_names and day_in_name(f"{stem} "):
            slug = slug or re.sub(r"^\d{4}-\d\d-\d\d[-_ ]*", "", stem)
        parts = self.parts(path)
        slugs = [self.slug_of_section(parts[: number + 1], path) for number in range(len(parts))]
        return PageFacts(entry.title if entry else stem, slug, stem, parts, slugs, day_or_none(day))

    def slug_of_section(self, parts: list[str], path: str) -> str:
        index = self.indexes.get(("/".join(parts), self.language_of[path]))
        return value_words(self.heads.get(index, {}).get("slug")) if index else "" or parts[-1]

    @property
    def dates_in_names(self) -> bool:
        """Whether the settings read the date and the slug of a page from its file's name."""
        named = self.config.mapping("frontmatter").get("date")
        return ":filename" in plain_names(named or [])

    # -- What else they say ---------------------------------------------------------

    def complete(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> None:
        head = folded_keys(dict(values))
        head = {**head, **self.config.mapping("params", head)}
        language = self.language_of[found.path]
        code = self.config.languages[language].code if language in self.config.languages else language
        own = value_words(head.get("language") or head.get("lang")).replace("_", "-")
        entry.language = own or (code.replace("_", "-") if found.language else "")
        if found.language:
            entry.slug = f"{entry.slug}-{urlized(language)}"
        entry.translation_key = value_words(head.get("translationkey")) or str(
            PurePosixPath(self.inner[found.path]).with_suffix("")
        )
        if entry.kind == "page" and not entry.draft:
            entry.authors = []  # who has written no post is nobody of the blog's
        self.set_terms(entry, head, language)
        self.set_state(entry, head)
        self.set_aliases(entry, head)
        entry.cover, entry.cover_alt = self.cover(found, entry, head)
        entry.id = self.whole_address(entry.address) if entry.kind == "post" else ""
        self.lists.add_menu_item(head, entry)

    def whole_address(self, address: str) -> str:
        """Return an address as Hugo's feeds have it for an id: the whole of it, in percent signs where need be."""
        base = self.site_address()
        return base + quote(address.lstrip("/"), safe="/~!$&'*+,;=:@-._%") if base else ""

    def site_address(self) -> str:
        """Return the address of the old site: by its settings, or the name of its host that GitHub Pages reads."""
        named = self.tree.text_or_none("static/CNAME") or self.tree.text_or_none("CNAME")
        host = re.fullmatch(r"\s*([\w-]+(?:\.[\w-]+)+)\s*", named)
        return self.config.address or (f"https://{host[1]}/" if host else "")

    def set_terms(self, entry: OldEntry, head: Mapping[str, Any], language: str) -> None:
        """Take the terms of all taxonomies: those of its own that a site has become tags."""
        prefix = self.config_prefix(language)
        for one, many in self.config.taxonomies.items():
            names = plain_names(head.get(many.casefold()) or [])
            names = [self.term_title(many, name, language) for name in names]
            self.lists.count_terms(prefix, one, many, names)
            if many.casefold() in {"tags", "categories", "series", "authors", "author"}:
                continue
            entry.tags = list(dict.fromkeys([*entry.tags, *names]))
            entry.category = "" if entry.category in names else entry.category
        renamed = [self.term_title("tags", name, language) for name in entry.tags]
        entry.tags = list(dict.fromkeys(renamed))
        entry.category = self.term_title("categories", entry.category, language) if entry.category else ""
        if self.base(entry.source) != "_index":
            self.lists.count_page(prefix, self.parts(entry.source), entry.kind)

    def term_title(self, many: str, name: str, language: str) -> str:
        """Return the name of a term: that which its own page gives it, if it has one."""
        index = self.indexes.get((f"{many}/{urlized(name)}", language)) or self.indexes.get(
            (f"{many}/{name}", language)
        )
        return value_words(self.heads.get(index, {}).get("title")) or name if index else name

    def set_state(self, entry: OldEntry, head: Mapping[str, Any]) -> None:
        """Hold back what Hugo would not publish: what has expired, is hidden, or is due later."""
        now = datetime.now(UTC).date().isoformat()
        expires = value_words(head.get("expirydate"))[:10]
        build = head.get("build") or head.get("_build")
        never = isinstance(build, Mapping) and value_words(build.get("render")).casefold() in {"never", "false"}
        if expires and expires < now:
            entry.draft = True
            entry.note("held back", f"it has expired on {expires}, so it is a draft")
        elif never or is_true(head.get("headless")):
            entry.draft = True
            entry.note("held back", "Hugo was told to publish no page of it, so it is a draft")
        due = value_words(head.get("publishdate"))
        if re.match(r"\d{4}-\d\d-\d\d", due) and due[:10] > max(now, entry.date[:10]):
            entry.date = due[:10]

    def set_aliases(self, entry: OldEntry, head: Mapping[str, Any]) -> None:
        """Set old addresses: from the site's top, or beside the page (https://gohugo.io/content-management/urls/#aliases)."""
        found = [re.sub(r"^https?://[^/]*", "", old.strip()) for old in plain_names(head.get("aliases") or [])]
        above = entry.address.rstrip("/").rpartition("/")[0]
        made = [old if old.startswith("/") else normal(f"{above}/{old}") for old in found if old and " " not in old]
        others = [old for old in entry.old_addresses if old not in addresses(head.get("aliases"))]
        entry.old_addresses = [*(old if "?" in old else hugo_address(old) for old in dict.fromkeys(made)), *others]

    def cover(self, found: Found, entry: OldEntry, head: Mapping[str, Any]) -> tuple[str, str]:
        """Return the picture that stands for a page: the one it names, or the one of its bundle that is called so."""
        if entry.cover:
            return entry.cover, entry.cover_alt
        names = [
            string(resource.get("src"))
            for resource in head.get("resources") or []
            if isinstance(resource, Mapping) and re.search("cover|featured|thumb", string(resource.get("name")))
        ]
        if found.is_bundle:
            beside = [
                path.removeprefix(f"{entry.folder}/")
                for path in self.tree.below(entry.folder, *PICTURE_FILES)
                if path.count("/") == found.path.count("/")
            ]
            names += sorted(
                (name for name in beside if name.casefold().startswith(COVER_NAMES)),
                key=lambda name: [name.casefold().startswith(known) for known in COVER_NAMES].index(True),
            )
        source, alt = cover_of({"cover": names[0]}) if names else ("", "")
        said = self.config.mapping("image", head)
        return source, alt or string(said.get("alt_text") or said.get("caption"))

    # -- The site -------------------------------------------------------------------

    def describe(self, site: OldSite) -> None:
        config, params = self.config, self.config.params_of()
        site.name = string(config.said("title"))
        site.tagline = string(
            next((params[key] for key in ("subtitle", "description", "tagline") if string(params.get(key))), "")
        )
        language = config.languages.get(config.main_language)
        said = config.said("languagecode") or config.said("locale")
        site.language = (language.code if language and language.code != language.key else string(said)) or (
            config.main_language
        )
        site.language = site.language.replace("_", "-")
        site.timezone = string(config.said("timezone"))
        site.address = self.site_address()
        if not site.address:
            message = "its settings do not say where it stood (baseURL): give its feed, OLD=, whose ids posts then keep"
            site.note("settings", message, lost=True)
        site.people += self.people(params)
        site.data = {"params": params, "title": site.name}
        site.shortcodes = {
            **self.templates(SHORTCODE_FOLDER),
            **{f"partial {name}": text for name, text in self.templates(PARTIAL_FOLDER).items()},
        }

    def lead_files(self, site: OldSite) -> None:
        """Keep a copy of what stands beside a post at the address that it had there."""
        today = datetime.now(UTC).date().isoformat()
        bundles: dict[str, list[str]] = {}
        for entry in site.entries:
            if entry.is_bundle and entry.kind == "post" and not entry.draft and "" < entry.date[:10] <= today:
                bundles.setdefault(entry.folder, []).append(entry.address.rstrip("/"))
        for path, asset in site.assets.items():
            parent = next((str(above) for above in PurePosixPath(path).parents if str(above) in bundles), "")
            for address in bundles[parent] if parent and not asset.address else ():
                site.moved[f"{address}/{path.removeprefix(f'{parent}/')}"] = f"file:{path}"

    def lead_links(self, site: OldSite) -> None:
        """Lead on from where links in texts say that others stand, if just one has that name: it stood there before."""
        host = re.escape(re.sub(r"^https?://", "", site.address.rstrip("/"))) or "$"
        links = re.compile(LOCAL_LINK.format(host), re.IGNORECASE)
        linked = {found.rstrip("/") for entry in site.entries for found in links.findall(entry.body)}
        known = {entry.address.rstrip("/") for entry in site.entries} | {old.rstrip("/") for old in site.moved}
        known |= {old.rstrip("/") for entry in site.entries for old in entry.old_addresses}
        known |= {asset.address for asset in site.assets.values()}
        named: dict[str, list[OldEntry]] = {}
        for entry in site.entries:
            for name in {self.stem(entry.source).casefold(), entry.address.rstrip("/").rpartition("/")[2]}:
                named.setdefault(urlized(name), []).append(entry)
        sections = POST_SECTIONS | {urlized(self.section(path)) for path in self.inner}
        for address in sorted(linked - known):
            first = address.split("/")[1].casefold()
            if not (first in sections or re.fullmatch(r"\d{4}", first)) or is_own_place(f"{address}/"):
                continue
            found = named.get(address.rpartition("/")[2].casefold(), [])
            if len(found) == 1 and not found[0].draft and not found[0].language:
                found[0].old_addresses.append(f"{address}/")

    def templates(self, folder: re.Pattern[str]) -> dict[str, str]:
        """Return the templates in a folder of layouts by name: the blog's own, else its theme's."""
        found: dict[str, str] = {}
        for path in sorted(self.tree.paths, key=lambda path: (not path.startswith("layouts/"), path)):
            named = folder.search(path)
            if named:
                found.setdefault(named["name"], self.tree.text(path))
        return found

    def people(self, params: Mapping[str, Any]) -> Iterator[OldPerson]:
        """Yield those whom settings, data and pages of authors name."""
        for value in (params.get("author"), self.config.said("author"), params.get("authors")):
            for one in value if isinstance(value, list) else [value]:
                person = person_of(one) if not isinstance(one, str) or " " in one.strip() or value is one else None
                if person:
                    yield with_links(person, one)
        for path in self.tree.below("data/authors", *SETTINGS_SUFFIXES):
            about = folded_keys(self.settings(path))
            person = person_of(about)
            if person:
                person.details["key"] = PurePosixPath(path).stem
                yield with_links(person, about)
        for (folder, language), path in sorted(self.indexes.items()):
            name, _, key = folder.rpartition("/")
            if name in {"authors", "author"} and language == self.config.main_language:
                head = self.heads.get(path, {})
                person = person_of({**head, "name": head.get("title") or head.get("name")})
                if person:
                    person.details |= {"key": key} | (
                        {"role": string(head["role"])} if string(head.get("role")) else {}
                    )
                    yield person

    def assets(self) -> Iterator[tuple[str, str]]:
        for folder, target in self.config.static_folders():
            for path in self.tree.below(folder):
                if path.casefold() not in REDIRECT_FILES:
                    yield path, "/".join(["", *filter(None, [target]), path.removeprefix(f"{folder}/")])
        for path in self.tree.below("assets", *PICTURE_FILES):
            yield path, "/" + path.removeprefix("assets/")
        yield from self.files_of_sections()

    def files_of_sections(self) -> Iterator[tuple[str, str]]:
        """Yield files that stand in sections and beside pages; those in the bundles of posts stay there."""
        leaves = {
            str(PurePosixPath(path).parent): path for path in reversed(list(self.addresses)) if self.is_leaf(path)
        }
        for folder in self.config.content_folders():
            for path in self.tree.below(folder.folder):
                if path in self.inner or path.lower().endswith(HUGO_TEXTS):
                    continue
                parent = next((str(above) for above in PurePosixPath(path).parents if str(above) in leaves), "")
                inner, language = self.without_language(path.removeprefix(f"{folder.folder}/"), folder.language)
                if not parent:
                    above, _, name = inner.rpartition("/")
                    yield path, f"{self.config_prefix(language)}/{urlized(above)}/{name}".replace("//", "/")
                elif self.kind(leaves[parent]) != "post":
                    yield path, f"{self.addresses[leaves[parent]].rstrip('/')}/{path.removeprefix(f'{parent}/')}"

    def add_made(self, path: str, inner: str, language: str) -> None:
        """Take up a page that stands for a list."""
        self.inner.setdefault(path, inner)
        self.language_of.setdefault(path, language)

    def is_leaf(self, path: str) -> bool:
        return self.base(path) == "index"

    def finish(self, site: OldSite) -> None:
        for path in self.untold:
            message = f"{path} stands in the bundle of another page and was no page of its own, so it was left out"
            site.note("part of a bundle", message, lost=True)
        self.lists.finish(site, self)
        self.lead_files(site)
        self.lead_links(site)
        site.data["places"] = {path: (self.inner[path], self.language_of[path]) for path in self.inner}
        site.data["heads"] = self.heads


def day_or_none(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def normal(path: str) -> str:
    """Return a path without ``..``."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in {"", "."}:
            parts.append(part)
    return "/" + "/".join(parts) + ("/" if path.endswith("/") else "")


def with_links(person: OldPerson, about: Any) -> OldPerson:
    """Add the profiles elsewhere that are named with a person."""
    if not isinstance(about, Mapping):
        return person
    links = about.get("links") or about.get("social") or []
    named: dict[str, str] = {}
    for item in links if isinstance(links, list) else [links]:
        named |= {str(key): string(value) for key, value in item.items()} if isinstance(item, Mapping) else {}
    profiles = {
        PROFILE_NAMES.get(name.casefold(), name[:1].upper() + name[1:]): address
        for name, address in named.items()
        if re.match(r"https?://", address)
    }
    mail = next((address.removeprefix("mailto:") for address in named.values() if address.startswith("mailto:")), "")
    if mail:
        person.details.setdefault("email", mail)
    if profiles:
        person.details.setdefault("profiles", profiles)
    return person


__all__ = ["Hugo"]
