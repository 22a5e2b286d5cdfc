"""Material for MkDocs and Zensical: ``mkdocs.yml``, the blog plugin, ``.authors.yml``, lists, feeds, snippets."""

import math
import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any
from unicodedata import normalize
from zoneinfo import ZoneInfo

from valuable.content.foreign.cures import plain_names, value_words
from valuable.importers.heads import first_date
from valuable.importers.profiles.base import (
    MARKDOWN,
    Found,
    Profile,
    is_text_of_people,
    parts_of_day,
    person_of,
    string,
    take_addresses_as_ids,
    with_slashes,
)
from valuable.importers.records import OldEntry, OldSite
from valuable.importers.trees import Tree

MKDOCS_CONFIGS = ("mkdocs.yml", "mkdocs.yaml", "zensical.toml")
LIST_OF_TAGS = re.compile(r"^\s*(?:\[TAGS\]|<!--\s*material/tags\b.*?-->|\[tags\])\s*$", re.MULTILINE)
MAX_SNIPPETS = 2_000


class MkDocsBlog:
    """A blog of the plugin: its options, and the folders of it below ``docs``."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.options = options
        self.folder = posixpath.normpath(self.text("blog_dir", "blog")).strip("./")
        self.posts = posixpath.normpath(self.text("post_dir", "{blog}/posts").replace("{blog}", self.folder or "."))

    def text(self, name: str, usual: str) -> str:
        return string(self.options.get(name)) or usual

    def number(self, name: str, usual: int) -> int:
        given = string(self.options.get(name))
        return int(given) if given.isdigit() and int(given) else usual

    def address(self, path: str) -> str:
        return with_slashes(f"{self.folder}/{path}")


class MkDocs(Profile):
    """The blog plugin's posts, and the pages of the documentation."""

    name = "MkDocs"

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return tree.has(*MKDOCS_CONFIGS)

    def prepare(self) -> None:
        config = self.settings(*MKDOCS_CONFIGS)
        base = posixpath.normpath(string(config.get("INHERIT")) or "-")
        config = {**self.settings(base), **config} if base in self.tree.path_set else config
        self.config = dict(config.get("project") or config) if "project" in config else config
        self.docs = string(self.config.get("docs_dir")).strip("./") or "docs"
        self.blogs = [MkDocsBlog(options) for options in self.plugin_options("blog")]
        if not self.blogs and self.tree.has(f"{self.docs}/blog/posts"):
            self.blogs = [MkDocsBlog({})]
        self.directory_urls = self.config.get("use_directory_urls", True) is not False

    def plugin_options(self, name: str) -> list[Mapping[str, Any]]:
        """Return the options of a plugin, once for each time that it is named."""
        plugins = self.config.get("plugins") or []
        if isinstance(plugins, Mapping):
            plugins = [{key: value} for key, value in plugins.items()]
        found: list[Mapping[str, Any]] = []
        for plugin in plugins if isinstance(plugins, list) else []:
            pairs = plugin.items() if isinstance(plugin, Mapping) else [(plugin, {})]
            for key, value in pairs:
                if str(key).partition("/")[2] == name or key == name:
                    found.append(value if isinstance(value, Mapping) else {})
        return found

    def describe(self, site: OldSite) -> None:
        site.name = string(self.config.get("site_name"))
        site.tagline = string(self.config.get("site_description"))
        url = string(self.config.get("site_url"))
        site.address = url.rstrip("/") + "/" if url else ""
        theme = self.config.get("theme")
        site.language = string(theme.get("language")) if isinstance(theme, Mapping) else ""
        site.root = self.docs
        person = person_of(self.config.get("site_author"))
        site.people += [person] if person else []
        for key, about in self.authors().items():
            named = person_of(about)
            if named:
                named.details["key"] = key
                if isinstance(about, Mapping) and string(about.get("description")):
                    named.details["bio"] = string(about["description"])
                site.people.append(named)
        site.data = {"authors": self.authors()}
        site.texts = self.snippets()
        site.menu = list(self.menu())
        site.list_sources = {f"{self.docs}/{blog.folder}/index.md".replace("//", "/"): "/blog/" for blog in self.blogs}

    def authors(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for blog in self.blogs or [MkDocsBlog({})]:
            place = posixpath.normpath(
                blog.text("authors_file", "{blog}/.authors.yml").replace("{blog}", blog.folder or ".")
            )
            named = self.settings(f"{self.docs}/{place}", f"{self.docs}/.authors.yml").get("authors")
            found |= {str(key): value for key, value in named.items()} if isinstance(named, Mapping) else {}
        return found

    def menu(self) -> Iterator[tuple[str, str]]:
        """Yield the pages on top of the navigation."""
        nav = self.config.get("nav")
        for item in nav if isinstance(nav, list) else []:
            for label, path in item.items() if isinstance(item, Mapping) else ():
                first = path[0] if isinstance(path, list) and path else path
                if isinstance(first, str) and first.endswith(".md"):
                    yield str(label), self.page_address(first)

    # -- Snippets -----------------------------------------------------------------

    @cached_property
    def snippet_options(self) -> Mapping[str, Any]:
        extensions = self.config.get("markdown_extensions") or []
        pairs = extensions.items() if isinstance(extensions, Mapping) else [
            pair for each in extensions if isinstance(each, Mapping) for pair in each.items()
        ]  # fmt: skip
        return next((value for key, value in pairs if key == "pymdownx.snippets" and isinstance(value, Mapping)), {})

    def snippets(self) -> dict[str, str]:
        """Return the texts that others take in, by the names that these may use."""
        bases = plain_names(self.snippet_options.get("base_path") or [".", self.docs])
        bases = [posixpath.normpath(base).strip("./") for base in bases if not base.startswith("!")]
        found: dict[str, str] = {}
        texts = "\n".join(self.tree.text(path) for path in self.tree.below(self.docs, *MARKDOWN))
        if "8<" not in texts:
            return self.appended(bases, found)
        for base in dict.fromkeys(bases):
            for path in self.tree.below(base):
                name = path.removeprefix(f"{base}/" if base else "")
                if name in texts and len(found) < MAX_SNIPPETS:
                    found.setdefault(name, self.tree.text(path))
        return self.appended(bases, found)

    def appended(self, bases: list[str], found: dict[str, str]) -> dict[str, str]:
        """Add, by the name ``""``, what stands at the end of every text."""
        names = plain_names(self.snippet_options.get("auto_append") or [])
        paths = [posixpath.join(base, name) for name in names for base in bases]
        appended = "\n".join(self.tree.text_or_none(path) for path in paths).strip()
        return found | ({"": appended} if appended else {})

    # -- Texts --------------------------------------------------------------------

    def texts(self) -> Iterator[Found]:
        for path in self.tree.below(self.docs, *MARKDOWN):
            inner = path.removeprefix(f"{self.docs}/")
            blog = self.blog_of(inner)
            if blog is not None:
                yield Found(path, "post", {"_blog": blog}, is_bundle=PurePosixPath(path).name == "index.md")
            elif self.is_page(inner):
                yield Found(path, "page")

    def blog_of(self, inner: str) -> MkDocsBlog | None:
        return next((blog for blog in self.blogs if blog.posts == "." or inner.startswith(f"{blog.posts}/")), None)

    def is_page(self, inner: str) -> bool:
        """Return whether a text is a page: not the index of a blog, nor the list of tags."""
        path = PurePosixPath(inner)
        if path.name.casefold() != "readme.md" and not is_text_of_people(inner):
            return False
        is_index = any(blog.folder and inner == f"{blog.folder}/index.md" for blog in self.blogs)
        is_part = any(part.startswith((".", "_")) for part in path.parts[:-1]) or inner.startswith("includes/")
        return not is_index and not is_part and not LIST_OF_TAGS.search(self.tree.text(f"{self.docs}/{inner}"))

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        inner = found.path.removeprefix(f"{self.docs}/")
        if found.kind == "page":
            return self.page_address(inner)
        blog: MkDocsBlog = found.defaults["_blog"]
        take_related_links(entry, values)
        days = values.get("date")
        if isinstance(days, Mapping) and days.get("updated"):
            entry.updated = first_date({"date": days["updated"]}, ("date",), ZoneInfo("UTC")) or entry.updated
        name = value_words(values.get("slug")) or mkdocs_slug(entry.title)
        filled = blog.text("post_url_format", "{date}/{slug}")
        filled = filled.replace("{date}", day_written(entry.date, blog.text("post_url_date_format", "yyyy/MM/dd")))
        most = blog.number("post_url_max_categories", 1)
        categories = plain_names(values.get("categories") or [])[:most]
        for sign, value in (
            ("slug", name),
            ("file", found.stem),
            ("categories", "/".join(map(mkdocs_slug, categories))),
        ):
            filled = filled.replace(f"{{{sign}}}", value)
        address = blog.address(filled)
        return address if self.directory_urls else f"{address.rstrip('/')}.html"

    def page_address(self, inner: str) -> str:
        stem = re.sub(r"(?:^|/)(?:index|README)$", "", str(PurePosixPath(inner).with_suffix("")))
        return (
            with_slashes(stem)
            if self.directory_urls or not stem or inner.endswith(("index.md", "README.md"))
            else f"/{stem}.html"
        )

    def assets(self) -> Iterator[tuple[str, str]]:
        own = {
            *plain_names(self.config.get("extra_css") or []),
            *plain_names(self.config.get("extra_javascript") or []),
        }
        for path in self.tree.below(self.docs):
            if path.removeprefix(f"{self.docs}/") in own:  # of the theme
                continue
            if not path.endswith((*MARKDOWN, ".yml", ".yaml")) and "/." not in f"/{path}":
                yield path, f"/{path.removeprefix(f'{self.docs}/')}"

    # -- Lists and feeds ----------------------------------------------------------

    def finish(self, site: OldSite) -> None:
        take_addresses_as_ids(site)
        for options in self.plugin_options("rss") or [{}]:
            names = options.get("feeds_filenames")
            names = names if isinstance(names, Mapping) else {}
            for form in ("rss", "json"):
                for when in ("created", "updated"):
                    usual = f"feed_{form}_{when}.{'xml' if form == 'rss' else 'json'}"
                    name = string(names.get(f"{form}_{when}")) or usual
                    site.moved[f"/{name}"] = "/blog/rss.xml" if form == "rss" else "/blog/feed.json"
        for path in self.tree.below(self.docs, *MARKDOWN):
            if LIST_OF_TAGS.search(self.tree.text(path)):
                site.moved[self.page_address(path.removeprefix(f"{self.docs}/"))] = "list:tag:"
                site.list_sources[path] = "/blog/tag/"
        for blog in self.blogs:
            posts = [entry for entry in site.entries if entry.kind == "post" and not entry.draft]
            site.moved |= dict(self.lists_of(blog, [entry for entry in posts if self.in_blog(entry, blog)], site))

    def in_blog(self, entry: OldEntry, blog: MkDocsBlog) -> bool:
        return self.blog_of(entry.source.removeprefix(f"{self.docs}/")) is blog

    def lists_of(self, blog: MkDocsBlog, posts: list[OldEntry], site: OldSite) -> Iterator[tuple[str, str]]:
        """Yield where the lists of a blog stood (https://squidfunk.github.io/mkdocs-material/plugins/blog/)."""
        size = blog.number("pagination_per_page", 10)
        lists = {"": ("/blog/", len(posts))}
        years = Counter(
            day_written(entry.date, blog.text("archive_date_format", "yyyy")) for entry in posts if entry.date
        )
        form = blog.text("archive_url_format", "archive/{date}")
        for entry in posts:
            day = day_written(entry.date, blog.text("archive_url_date_format", "yyyy"))
            lists[form.replace("{date}", day)] = (f"year:{entry.date[:4]}", max(years.values(), default=0))
        form = blog.text("categories_url_format", "category/{slug}")
        for name, number in self.names_of_categories(posts).items():
            lists[form.replace("{slug}", mkdocs_slug(name))] = (f"list:category:{name}", number)
        form = blog.text("authors_profiles_url_format", "author/{slug}")
        by_name = {
            string(about.get("name")): key for key, about in self.authors().items() if isinstance(about, Mapping)
        }
        for name, number in Counter(name for entry in posts for name in entry.authors).items():
            for key in dict.fromkeys((by_name.get(name, name), mkdocs_slug(name))):
                lists[form.replace("{slug}", mkdocs_slug(key))] = (f"list:author:{name}", number)
        below = blog.text("pagination_url_format", "page/{page}")
        for path, (place, number) in lists.items():
            if blog.folder or path:
                yield blog.address(path), place
            for page in range(2, math.ceil(number / size) + 1):
                yield blog.address(f"{path}/{below.replace('{page}', str(page))}"), place

    @staticmethod
    def names_of_categories(posts: list[OldEntry]) -> Counter[str]:
        return Counter(name for entry in posts for name in (entry.category, *entry.tags) if name)


def day_written(day: str, form: str) -> str:
    """Return a day in a form of Babel's: ``yyyy/MM/dd``."""
    parts = parts_of_day(day)
    if not parts:
        return ""
    signs = {"yyyy": parts["year"], "yy": parts["year"][2:], "y": parts["year"], "MM": parts["month"],
             "M": str(int(parts["month"])), "dd": parts["day"], "d": str(int(parts["day"]))}  # fmt: skip
    return re.sub(r"yyyy|yy|y|MM|M|dd|d", lambda sign: signs[sign[0]], form)


def take_related_links(entry: OldEntry, values: Mapping[str, Any]) -> None:
    """Put the related links of a post, ``links:`` in its head, below its text."""
    given = values.get("links")
    links = list(related_links(given)) if isinstance(given, list) else []
    if links:
        entry.body = f"{entry.body.rstrip()}\n\n---\n\n" + "".join(
            f"- [{title}]({target})\n" for title, target in links
        )
        entry.note("related links", "its `links:` stand below the text now")


def related_links(given: list[Any]) -> Iterator[tuple[str, str]]:
    for item in given:
        if isinstance(item, str):
            yield (
                PurePosixPath(item.partition("#")[0]).stem.replace("-", " "),
                f"/{item}" if "://" not in item else item,
            )
        for title, target in item.items() if isinstance(item, Mapping) else ():
            if isinstance(target, list):
                yield from related_links(target)
            elif isinstance(target, str):
                yield str(title), target if "://" in target else f"/{target}"


def mkdocs_slug(title: str) -> str:
    """Return a title as the plugin's slugs have it by default (``pymdownx.slugs``, in small letters)."""
    plain = re.sub(r"</?[^>]*>|[*`]|!?\[([^\]]*)\]\([^)]*\)", r"\1", normalize("NFC", title)).strip()
    return re.sub(r"[^\w\- ]", "", plain.casefold()).replace(" ", "-")
