"""Docusaurus: its blogs, docs and pages, in one language or several. ``docusaurus.config.js`` is never run."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from valuable.content.foreign.cures import value_words
from valuable.importers.profiles.base import (
    MARKDOWN,
    Found,
    is_true,
    person_of,
    read_head,
    string,
    take_addresses_as_ids,
)
from valuable.importers.profiles.node import Scripted, bool_set, number_set, objects_after, value_set, without_objects
from valuable.importers.records import OldEntry, OldSite

# A blog's file (https://docusaurus.io/docs/blog#blog-post-date): the folders, the day, and the words behind it.
DATED_BLOG_FILE = re.compile(
    r"(?P<folder>.*)(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})[-/]?(?P<words>.*?)(?:/index)?"
)
SORT_PREFIX = re.compile(r"^\d+\s*[-_.]+\s*(?=[^-_.\s])")  # what sorts files: `01-intro.md`
DAY_OR_VERSION = re.compile(r"^\d{1,4}[-_.]\d")  # a day or a version
CONFIG_NAMES = ("docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs", "docusaurus.config.cjs")


class TextPlugin(NamedTuple):
    """A plugin of texts: the folder of its files, and the address below which they stand."""

    folder: str
    base: str
    options: str = ""

    def address_of(self, path: str) -> str:
        return re.sub(r"/{2,}", "/", f"/{self.base}/{path}").rstrip("/") or "/"


class Docusaurus(Scripted):
    """Blogs become posts; docs and Markdown of ``src/pages`` become pages."""

    name = "Docusaurus"
    configs = CONFIG_NAMES
    public = ("static",)

    def prepare(self) -> None:
        super().prepare()
        self.blogs = list(self.parts("blog", "blog"))
        self.docs = list(self.parts("docs", "docs"))
        self.languages = re.findall(r"[\w-]+", (re.search(r"\blocales\s*:\s*\[([^\]]*)\]", self.program) or "..")[1])
        self.main_language = value_set(self.program, "defaultLocale") or "en"

    def parts(self, kind: str, usual: str) -> Iterator[TextPlugin]:
        """Yield the plugins of a kind: that of the preset, and those that are named themselves."""
        if not re.search(rf"\b{kind}\s*:\s*false\b", self.program):
            options = next(objects_after(self.program, rf"(?<![\w'\"]){kind}\s*:"), "")
            yield self.part(without_objects(options), usual)
        for options in objects_after(self.program, rf"plugin-content-{kind}['\"]\s*\)?\s*,"):
            if value_set(options, "path") != usual:
                yield self.part(without_objects(options), usual)

    def part(self, options: str, usual: str) -> TextPlugin:
        folder = value_set(options, "path").strip("./") or usual
        has_base = re.search(r"routeBasePath\s*:", options) is not None
        return TextPlugin(folder, value_set(options, "routeBasePath").strip("/") if has_base else usual, options)

    def describe(self, site: OldSite) -> None:
        super().describe(site)
        url, base = value_set(self.program, "url"), value_set(self.program, "baseUrl").strip("/")
        site.address = f"{url.rstrip('/')}/{base}".rstrip("/") + "/" if url.startswith("http") else ""
        site.language = value_set(self.program, "defaultLocale")
        site.is_mdx = value_set(self.program, "format") not in {"md", "detect"}
        site.texts = {path: self.tree.text(path) for path in self.tree.below("", ".md", ".mdx") if "/_" in f"/{path}"}
        for key, about in self.authors().items():
            person = person_of(about)
            if person:
                person.details["key"] = key
                if isinstance(about, Mapping) and string(about.get("description") or about.get("title")):
                    person.details["bio"] = string(about.get("description") or about.get("title"))
                site.people.append(person)
        site.data = {"authors": self.authors()}

    def authors(self) -> dict[str, Any]:
        """Return the people of all blogs by key."""
        found: dict[str, Any] = {}
        for blog in self.blogs:
            found |= self.settings(*(f"{blog.folder}/authors.{suffix}" for suffix in ("yml", "yaml", "json")))
        return found

    def texts(self) -> Iterator[Found]:
        for language, blog, folder in self.folders("blog", self.blogs):
            for path in self.tree.below(folder, *MARKDOWN):
                if is_public(path):
                    is_bundle = (
                        PurePosixPath(path).name.startswith("index.") and path.count("/") > folder.count("/") + 1
                    )
                    values = {"_part": blog, "_inner": path.removeprefix(f"{folder}/"), "_tags": self.named_tags(blog)}
                    kind = "page" if is_true(read_head(self.tree.text(path)).values.get("unlisted")) else "post"
                    yield Found(path, kind, values, language=language, is_bundle=is_bundle)
        for language, docs, folder in self.folders("docs", self.docs):
            for path in self.tree.below(folder, *MARKDOWN):
                if is_public(path):
                    yield Found(
                        path, "page", {"_docs": docs, "_inner": path.removeprefix(f"{folder}/")}, language=language
                    )
        for path in self.tree.below("src/pages", *MARKDOWN):
            if is_public(path):
                yield Found(path, "page")

    def folders(self, kind: str, parts: list[TextPlugin]) -> Iterator[tuple[str, TextPlugin, str]]:
        """Yield language, plugin and folder of all texts of a kind (https://docusaurus.io/docs/i18n/introduction)."""
        for part in parts:
            yield "", part, part.folder
            for language in self.languages:
                name = value_set(part.options, "id")
                translated = f"i18n/{language}/docusaurus-plugin-content-{kind}" + (f"-{name}" if name else "")
                translated += "/current" if kind == "docs" else ""
                if language != self.main_language and self.tree.has(translated):
                    yield language, part, translated

    def named_tags(self, blog: TextPlugin) -> dict[str, Any]:
        return self.settings(f"{blog.folder}/tags.yml", f"{blog.folder}/tags.yaml")

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        language = f"/{found.language}" if found.language else ""
        inner = re.sub(r"\.mdx?$", "", string(found.defaults.get("_inner")))
        own = value_words(values.get("slug"))
        if "_part" in found.defaults:
            take_tags(entry, values, found.defaults["_tags"])
            entry.date = entry.date or day_of_file(inner)
            entry.draft = is_true(values.get("draft"))  # what is not listed is published all the same
            entry.translation_key = entry.translation_key or (inner if self.languages else "")
            address = found.defaults["_part"].address_of(own or blog_address(inner))
        elif "_docs" in found.defaults:
            address = found.defaults["_docs"].address_of(docs_address(inner, own, value_words(values.get("id"))))
        else:
            inner = str(PurePosixPath(found.path.removeprefix("src/pages/")).with_suffix(""))
            address = re.sub(r"(?:^|/)index$", "", f"/{inner}") or "/"
        slash = "/" if bool_set(self.program, "trailingSlash") and address != "/" else ""
        return f"{language}{address}{slash}"

    def finish(self, site: OldSite) -> None:
        take_addresses_as_ids(site)
        for blog in self.blogs:
            site.moved |= dict(self.lists_of(blog, site))
        for path in self.tree.below("src/pages", ".js", ".jsx", ".ts", ".tsx"):
            inner = re.sub(r"(?:^|/)index$", "", str(PurePosixPath(path.removeprefix("src/pages/")).with_suffix("")))
            if is_public(path) and inner and ".module" not in inner:
                site.note("page", f"the page /{inner} is a program, {path}: write it anew, as a page", lost=True)
        if self.tree.has("versioned_docs"):
            site.note("versions", "older versions of the docs (versioned_docs) do not come over", lost=True)

    def lists_of(self, blog: TextPlugin, site: OldSite) -> Iterator[tuple[str, str]]:
        """Yield where a blog's lists and feeds stood (https://docusaurus.io/docs/blog#blog-list)."""
        posts = [entry for entry in site.entries if entry.kind == "post" and not entry.draft]
        for language in ("", *(name for name in self.languages if name != self.main_language)):
            of_language = [entry for entry in posts if entry.language == language]
            if not language or of_language:
                prefix = f"/{language}" if language else ""
                yield from ((prefix + old, new) for old, new in self.lists_in_language(blog, of_language))

    def lists_in_language(self, blog: TextPlugin, posts: list[OldEntry]) -> Iterator[tuple[str, str]]:
        for name in ("rss.xml", "atom.xml", "feed.json"):
            yield blog.address_of(name), f"/blog/{name}"
        if blog.base != "":
            yield blog.address_of(""), "/blog/"
        yield blog.address_of(value_set(blog.options, "archiveBasePath") or "archive"), "/blog/archive/"
        base = value_set(blog.options, "pageBasePath") or "page"
        size = number_set(blog.options, "postsPerPage") or 10
        yield from ((address, "/blog/") for address in numbered(blog.address_of(base), len(posts), size))
        tags = value_set(blog.options, "tagsBasePath") or "tags"
        yield blog.address_of(tags), "list:tag:"
        for tag, number in Counter(tag for entry in posts for tag in entry.tags).items():
            address = blog.address_of(f"{tags}/{self.tag_path(blog, tag)}")
            yield address, f"list:tag:{tag}"
            yield from ((page, f"list:tag:{tag}") for page in numbered(f"{address}/{base}", number, size))
        yield blog.address_of("authors"), "list:author:"
        for key, about in self.authors().items():
            name = string(about.get("name")) if isinstance(about, Mapping) else ""
            if name:
                yield blog.address_of(f"authors/{key}"), f"list:author:{name}"

    def tag_path(self, blog: TextPlugin, tag: str) -> str:
        """Return the end of the address of a tag: as it is named in ``tags.yml``, else made of its label."""
        for about in self.named_tags(blog).values():
            if isinstance(about, dict) and string(about.get("label")) == tag and string(about.get("permalink")):
                return string(about["permalink"]).strip("/")
        return kebab_case(tag)


def numbered(address: str, number: int, size: int) -> Iterator[str]:
    """Yield the addresses of the second and later pages of a list."""
    for page in range(2, math.ceil(number / size) + 1):
        yield f"{address}/{page}"


def is_public(path: str) -> bool:
    """Return whether a file is none of the parts that begin with ``_``, and no test."""
    return not any(part.startswith("_") for part in path.split("/")) and not re.search(r"\.test\.|/__tests__/", path)


def blog_address(inner: str) -> str:
    """Return the end of a post's address: ``2019-05-28-one`` stands at ``2019/05/28/one``."""
    found = DATED_BLOG_FILE.fullmatch(inner)
    if found is None:
        return re.sub(r"(?:^|/)index$", "", inner)
    return f"{found['year']}/{found['month']}/{found['day']}/{found['folder']}{found['words']}".rstrip("/")


def day_of_file(inner: str) -> str:
    found = DATED_BLOG_FILE.fullmatch(inner)
    return f"{found['year']}-{found['month']:0>2}-{found['day']:0>2}" if found else ""


def docs_address(inner: str, own: str, named: str) -> str:
    """Return the end of a doc's address (https://docusaurus.io/docs/create-doc#doc-urls)."""
    parts = [part if DAY_OR_VERSION.match(part) else SORT_PREFIX.sub("", part) for part in inner.split("/")]
    *above, last = parts
    if own.startswith("/"):
        return own
    if own:
        return "/".join([*above, own])
    if named:
        return "/".join([*above, named])
    is_index = last.casefold() in {"index", "readme"} or (above and last == above[-1])
    return "/".join(above if is_index else parts)


def kebab_case(label: str) -> str:
    """Return a label as lodash's ``kebabCase`` has it: words and numbers with hyphens between."""
    plain = label.replace("'", "").replace("\u2019", "")
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+", plain)
    return "-".join(words).casefold()


def take_tags(entry: OldEntry, values: Mapping[str, Any], named: Mapping[str, Any]) -> None:
    """Write the labels of tags in the place of their keys, and of what is a label with an address."""
    written = values.get("tags")
    labels = [string(tag.get("label")) if isinstance(tag, Mapping) else string(tag) for tag in list_values(written)]
    found = []
    for label in labels:
        about = named.get(label)
        found.append((string(about.get("label")) if isinstance(about, Mapping) else "") or label)
    entry.tags = list(dict.fromkeys(label for label in found if label)) or entry.tags


def list_values(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
