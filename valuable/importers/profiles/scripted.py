"""Systems of Node: Docusaurus, Astro, Eleventy, Gatsby, Next, VitePress. Their settings are programs, never run."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from valuable.content.foreign.cures import value_words
from valuable.importers.heads import day_in_name
from valuable.importers.profiles.base import (
    MARKDOWN,
    Found,
    Profile,
    is_text_of_people,
    parts_of_day,
    person_of,
    read_head,
    slug,
    string,
    with_slashes,
)
from valuable.importers.records import OldEntry, OldSite
from valuable.importers.trees import Tree

SET = r"""\b%s\s*[:=]\s*(?P<quote>["'`])(?P<value>(?:\\.|(?!(?P=quote)).)*)(?P=quote)"""
POST_FOLDERS = frozenset({
    "post", "posts", "blog", "blogs", "articles", "writing", "writings", "notes", "essays", "journal", "news", "_posts",
    "thoughts", "til",
})  # fmt: skip

# Files in which programs say what the site is called.
ABOUT_SITE = re.compile(
    r"(?:^|/)(?:src/)?(?:consts|config|site|siteMetadata|metadata|_data/site|_data/metadata|site\.config)"
    r"\.(?:ts|js|mjs|cjs|json|yml)$"
)


def value_set(source: str, *names: str) -> str:
    """Return the text that a program gives one of these names first; nothing of it is run."""
    for name in names:
        found = re.search(SET % re.escape(name), source)
        if found:
            return re.sub(r"\\(.)", r"\1", found["value"]).strip()
    return ""


class Scripted(Profile):
    """What the systems of Node have in common: settings in a program, files that are public as they are."""

    configs: tuple[str, ...] = ()
    public: tuple[str, ...] = ("public", "static")

    def prepare(self) -> None:
        self.program = "\n".join(self.tree.text_or_none(name) for name in self.configs)
        self.package = self.settings("package.json")

    def describe(self, site: OldSite) -> None:
        more = "\n".join(self.tree.text(path) for path in self.tree.paths if ABOUT_SITE.search(path))
        program = f"{self.program}\n{more}"
        site.name = value_set(program, "SITE_TITLE", "siteTitle", "title", "name", '"title"', "SITE_NAME")
        site.tagline = value_set(program, "tagline", "SITE_DESCRIPTION", "description", '"description"')
        site.language = value_set(program, "defaultLocale", "lang", "language", "locale", '"language"')[:12]
        url = value_set(program, "site", "url", "siteUrl", "baseUrl", "SITE_URL", "website", '"url"')
        site.address = url.rstrip("/") + "/" if url.startswith("http") else ""
        author = value_set(program, "author", "authorName", "AUTHOR") or string(self.package.get("author"))
        if author and "<" not in author:
            person = person_of(author)
            site.people += [person] if person else []

    def assets(self) -> Iterator[tuple[str, str]]:
        for folder in self.public:
            for path in self.tree.below(folder):
                yield path, "/" + path.removeprefix(f"{folder}/")

    def finish(self, site: OldSite) -> None:
        for name in ("rss.xml", "feed.xml", "index.xml"):
            site.moved[f"/{name}"] = "/blog/rss.xml"
        site.moved["/atom.xml"] = "/blog/atom.xml"


class Docusaurus(Scripted):
    """The blog plugin of Docusaurus, and its pages."""

    name = "Docusaurus"
    configs = ("docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs")
    public = ("static",)

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return tree.has(*cls.configs)

    def describe(self, site: OldSite) -> None:
        super().describe(site)
        site.data = {"authors": self.settings("blog/authors.yml", "blog/authors.yaml", "blog/authors.json")}
        for key, about in site.data["authors"].items():  # type: ignore[attr-defined]
            person = person_of(about)
            if person:
                person.details["key"] = key
                site.people.append(person)

    def texts(self) -> Iterator[Found]:
        for path in self.tree.below("blog", *MARKDOWN):
            if is_text_of_people(path) and not PurePosixPath(path).name.startswith("_"):
                yield Found(path, "post", is_bundle=PurePosixPath(path).name.startswith("index."))
        for folder in ("src/pages", "docs"):
            for path in self.tree.below(folder, *MARKDOWN):
                yield Found(path, "page")

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        base = value_set(self.program, "baseUrl").strip("/")
        own = value_words(values.get("slug"))
        if found.kind == "page":
            inner = re.sub(r"^src/pages/", "", str(PurePosixPath(found.path).with_suffix("")))
            inner = re.sub(r"(?:^|/)index$", "", inner)
            if inner.startswith("docs/") and own:
                inner = f"docs/{own.strip('/')}"
            return with_slashes(f"{base}/{inner}").rstrip("/") or "/"
        path = PurePosixPath(found.path.removeprefix("blog/")).with_suffix("")
        inner = re.sub(r"/index$", "", str(path))
        inner = re.sub(r"(\d{4})[-/](\d\d)[-/](\d\d)[-/]", r"\1/\2/\3/", inner)
        return with_slashes(f"{base}/blog/{own.strip('/') or inner}").rstrip("/")

    def finish(self, site: OldSite) -> None:
        site.moved |= {"/blog/rss.xml": "/blog/rss.xml", "/blog/atom.xml": "/blog/atom.xml"}


class Astro(Scripted):
    """Collections of content; the pages that read them say where they stand."""

    name = "Astro"
    configs = ("astro.config.mjs", "astro.config.ts", "astro.config.js")
    public = ("public",)

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return tree.has(*cls.configs) or tree.has("src/content.config.ts", "src/content/config.ts")

    def prepare(self) -> None:
        super().prepare()
        self.root = "src/content"
        self.routes = self.route_of_collections()

    def route_of_collections(self) -> dict[str, str]:
        """Return the address below which each collection stands: the page that reads it names it."""
        found: dict[str, str] = {}
        for path in self.tree.below("src/pages", ".astro", ".ts", ".js"):
            at = re.sub(r"^src/pages", "", path)
            route = re.match(r"(?P<folder>.*?)/?\[(?:\.\.\.)?\w+\](?P<rest>.*)\.astro$", at)
            if route:
                for name in re.findall(r"getCollection\(\s*[\"'](\w[\w-]*)[\"']", self.tree.text(path)):
                    found.setdefault(name, route["folder"] or "")
        return found

    def texts(self) -> Iterator[Found]:
        folders = Counter(
            path.removeprefix("src/content/").partition("/")[0] for path in self.tree.below(self.root, *MARKDOWN)
        )
        posts = {name for name in folders if name.casefold() in POST_FOLDERS} or {
            name for name, _ in folders.most_common(1)
        }
        for path in self.tree.below(self.root, *MARKDOWN):
            name = path.removeprefix("src/content/").partition("/")[0]
            is_post = name in posts or bool(
                read_head(self.tree.text(path)).values.keys() & {"date", "pubDate", "pubDatetime"}
            )
            yield Found(path, "post" if is_post else "page", is_bundle=PurePosixPath(path).stem == "index")
        for path in self.tree.below("src/pages", *MARKDOWN):
            yield Found(path, "page")

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        if found.path.startswith("src/pages/"):
            inner = str(PurePosixPath(found.path.removeprefix("src/pages/")).with_suffix(""))
            return with_slashes(re.sub(r"(?:^|/)index$", "", inner))
        collection, _, inner = found.path.removeprefix("src/content/").partition("/")
        inner = re.sub(r"(?:^|/)index$", "", str(PurePosixPath(inner).with_suffix("")))
        name = value_words(values.get("slug")) or "/".join(slug(part) for part in inner.split("/"))
        return with_slashes(f"{self.routes.get(collection, '/' + collection)}/{name}")

    def assets(self) -> Iterator[tuple[str, str]]:
        yield from super().assets()
        for path in self.tree.below("src/assets", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif"):
            yield path, "/" + path.removeprefix("src/")


class Eleventy(Scripted):
    """Texts with data of their folders."""

    name = "Eleventy"
    configs = (
        *(".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs", "eleventy.config.ts"),
    )
    public = (
        "public",
        "static",
        "src/static",
        "src/public",
        "src/assets",
        "assets",
        "img",
        "src/img",
        "images",
        "src/images",
    )

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return tree.has(*cls.configs)

    def prepare(self) -> None:
        super().prepare()
        given = re.search(r"\binput\s*:\s*[\"'](?P<folder>[^\"']*)[\"']", self.program)
        self.input = given["folder"].strip("./") if given else ""
        if self.input and not self.tree.has(self.input):
            self.input = ""

    def texts(self) -> Iterator[Found]:
        for path in self.tree.below(self.input, *MARKDOWN):
            parts = path.split("/")
            if (any(part.startswith("_") for part in parts[:-1]) and "_posts" not in parts) or not is_text_of_people(
                path
            ):
                continue
            values = self.folder_values(path)
            head = read_head(self.tree.text(path)).values
            tags = str(values.get("tags", "")) + str(head.get("tags", ""))
            is_post = bool(POST_FOLDERS & {part.casefold() for part in parts[:-1]}) or re.search(
                r"\bposts?\b|\bblog\b", tags
            )
            yield Found(
                path,
                "post" if is_post and ("date" in head or day_in_name(PurePosixPath(path).stem)) else "page",
                values,
            )

    def folder_values(self, path: str) -> dict[str, Any]:
        """Return what data files of the folders above say (https://www.11ty.dev/docs/data-template-dir/)."""
        values: dict[str, Any] = {}
        for parent in reversed(PurePosixPath(path).parents):
            name = f"{parent}/{parent.name}"
            values |= self.settings(f"{name}.json", f"{name}.11tydata.json")
            program = self.tree.text_or_none(f"{name}.11tydata.js") or self.tree.text_or_none(f"{name}.11tydata.cjs")
            permalink = value_set(program, "permalink")
            values |= {"permalink": permalink} if permalink else {}
        # What puts a text into a collection is no tag of it.
        tags = values.pop("tags", None)
        named = tags if isinstance(tags, list) else [tags] if tags else []
        values |= {"collections": [str(tag) for tag in named]} if named else {}
        return values

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        inner = found.path.removeprefix(f"{self.input}/" if self.input else "")
        stem = str(PurePosixPath(inner).with_suffix(""))
        stem = re.sub(r"(^|/)\d{4}-\d\d-\d\d-(?=[^/]*$)", r"\1", stem)
        stem = re.sub(r"(?:^|/)index$", "", stem)
        own = value_words(values.get("permalink"))
        if own and own != "false":
            name = stem.rpartition("/")[2]
            names = {"page.fileSlug": name, "page.filePathStem": f"/{stem}", "title": entry.title}
            names |= {"slug": value_words(values.get("slug")) or name}
            names |= {f"page.date.{part}": value for part, value in parts_of_day(entry.date).items()}
            filled = eleventy_filled(own, names)
            return "/" + re.sub(r"(?:^|/)index\.html$", "/", filled).lstrip("/")
        return with_slashes(stem)


def eleventy_filled(pattern: str, names: Mapping[str, str]) -> str:
    """Fill in the values of a permalink: ``/posts/{{ title | slugify }}/``."""

    def fill(found: re.Match[str]) -> str:
        name, _, filters = found[1].strip(" -").partition("|")
        value = names.get(name.strip(), "")
        return slug(value) if "slug" in filters else value

    return re.sub(r"/{2,}", "/", re.sub(r"\{\{(.*?)\}\}", fill, re.sub(r"\$\{(.*?)\}", r"{{\1}}", pattern)))


class Vite(Scripted):
    """VitePress, Gatsby, Next and others of Node that have a folder of posts."""

    name = "a system of Node"
    configs = ("gatsby-config.js", "gatsby-config.ts", "next.config.js", "next.config.mjs", "vite.config.ts",
               "vite.config.js", "svelte.config.js", "nuxt.config.ts", "nuxt.config.js", ".vitepress/config.js",
               ".vitepress/config.ts", "_config.yml")  # fmt: skip

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return tree.has("package.json") and any(cls.post_folders(tree))

    @staticmethod
    def post_folders(tree: Tree) -> Iterator[str]:
        for folder in sorted(tree.folders):
            if PurePosixPath(folder).name.casefold() in POST_FOLDERS and any(tree.below(folder, *MARKDOWN)):
                yield folder

    def texts(self) -> Iterator[Found]:
        tops: list[str] = []
        for folder in self.post_folders(self.tree):
            if not any(folder.startswith(f"{top}/") for top in tops):
                tops.append(folder)
        for top in tops:
            for path in self.tree.below(top, *MARKDOWN):
                yield Found(path, "post", {"_top": top}, is_bundle=PurePosixPath(path).stem == "index")

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        top = string(found.defaults.get("_top"))
        inner = re.sub(r"(?:^|/)index$", "", str(PurePosixPath(found.path.removeprefix(f"{top}/")).with_suffix("")))
        name = value_words(values.get("slug") or values.get("path")).strip("/") or inner
        return with_slashes(name if "/" in name else f"{PurePosixPath(top).name.strip('_')}/{name}")
