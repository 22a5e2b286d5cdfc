"""Next.js, Gatsby, Nuxt, SvelteKit, Remix and others of Node whose texts stand in folders that programs read."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from valuable.content.foreign.cures import value_words
from valuable.importers.heads import DATES
from valuable.importers.profiles.base import (
    MARKDOWN,
    Found,
    day_in_name,
    is_text_of_people,
    read_head,
    string,
    take_addresses_as_ids,
    with_slashes,
)
from valuable.importers.profiles.node import POST_FOLDERS, Scripted, asks_for, bool_set, value_set
from valuable.importers.profiles.routes import lists_of_routes, route_of_texts, routes_in
from valuable.importers.records import OldEntry, OldSite
from valuable.importers.trees import Tree

# A package that a system needs, its name, and whether its addresses end in a slash by default.
SYSTEMS = (
    ("gatsby", "Gatsby", True), ("nuxt", "Nuxt", False), ("@nuxt/content", "Nuxt", False), ("next", "Next.js", False),
    ("@sveltejs/kit", "SvelteKit", False), ("@remix-run/react", "Remix", False), ("gridsome", "Gridsome", True),
    ("contentlayer", "Contentlayer", False), ("@react-router/dev", "React Router", False), ("waku", "Waku", False),
    ("vite", "Vite", False),
)  # fmt: skip
NOT_CONTENT = frozenset({
    "node_modules", "components", "test", "tests", "__tests__", "fixtures", "scripts", ".github", "readmes", "lib",
    ".changeset", "e2e", "cypress", "patches",
})  # fmt: skip
STARTS = re.compile(r"^(?:src|app|public|static|content|contents|data|_?pages|_data|collections)$")


class NodeFolders(Scripted):
    """Texts with a date are posts; others with a title are pages. Routes are told by the names of their files."""

    name = "a system of Node"
    rank = 2
    configs = (
        *("gatsby-config.js", "gatsby-config.ts", "gatsby-config.mjs", "next.config.js", "next.config.mjs"),
        *("next.config.ts", "vite.config.ts", "vite.config.js", "svelte.config.js", "nuxt.config.ts"),
        *("nuxt.config.js", "gridsome.config.js", "contentlayer.config.ts", "contentlayer.config.js", "app.config.ts"),
    )

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return tree.has("package.json") and any(is_content(path) for path in tree.below("", *MARKDOWN))

    def prepare(self) -> None:
        super().prepare()
        named = [(name, slash) for package, name, slash in SYSTEMS if asks_for(self.package, (package,))]
        self.name, self.ends_in_slash = named[0] if named else (type(self).name, False)  # type: ignore[misc]
        given = bool_set(self.program, "trailingSlash")
        policy = value_set(self.program, "trailingSlash")
        self.ends_in_slash = given if given is not None else self.ends_in_slash and policy != "never"
        self.routes = routes_in(self.tree)
        self.bases: dict[str, str | None] = {}

    def describe(self, site: OldSite) -> None:
        super().describe(site)
        site.is_mdx = any("mdx" in name or name == "contentlayer" for name in self.packages())

    def texts(self) -> Iterator[Found]:
        heads = {
            path: {key.casefold() for key in read_head(self.tree.text(path)).values}
            for path in self.tree.below("", *MARKDOWN)
            if is_content(path)
        }
        dated = {path for path, head in heads.items() if head & set(DATES) or is_dated(path)}
        folders = Counter(folder_of(path) for path in dated)
        for path, head in heads.items():
            folder = folder_of(path)
            if path in dated or (folders[folder] and head) or "title" in head:
                is_post = path in dated
                is_bundle = PurePosixPath(path).stem == "index" and str(PurePosixPath(path).parent) != folder
                yield Found(path, "post" if is_post else "page", {"_folder": folder}, is_bundle=is_bundle)

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        folder = string(found.defaults.get("_folder"))
        inner = str(PurePosixPath(found.path.removeprefix(f"{folder}/")).with_suffix(""))
        inner = re.sub(r"(?:^|/)(?:index|\+?page)$", "", inner)
        if self.name == "Nuxt":
            inner = "/".join(re.sub(r"^\d+\.", "", part) for part in inner.split("/"))
        own = value_words(values.get("slug") or values.get("path") or values.get("permalink"))
        own = re.sub(r"^https?://[^/]*", "", own)
        if own.startswith("/") and own.count("/") > 1:
            return self.ended(own)
        base = self.base_of(folder)
        return self.ended(f"{base}/{own.strip('/') or inner}") if own or inner else self.ended(base or "/")

    def base_of(self, folder: str) -> str:
        """Return the address below which the texts of a folder stand."""
        if folder not in self.bases:
            self.bases[folder] = self.route_of(folder)
        base = self.bases[folder]
        if base is not None:
            return base
        parts = [part for part in folder.split("/") if not STARTS.match(part)]
        return f"/{'/'.join(parts)}"

    def route_of(self, folder: str) -> str | None:
        for start in ("src/pages/", "pages/", "src/routes/", "app/"):
            if f"{folder}/".startswith(start):  # files there are routes themselves
                return f"/{folder.removeprefix(start.rstrip('/')).strip('/')}"
        if self.name == "Gatsby" and (sources := self.gatsby_sources(folder)):
            return sources[0]
        return route_of_texts(self.routes, self.tree, folder)

    def gatsby_sources(self, folder: str) -> list[str]:
        """Return the prefix of addresses below a folder that ``gatsby-node`` reads with ``createFilePath``."""
        program = self.tree.text_or_none("gatsby-node.js") or self.tree.text_or_none("gatsby-node.ts")
        if "createFilePath" not in program or any(
            route.pattern.endswith("/[slug]") and route.prefix for route in self.routes
        ):
            return []
        tops = re.findall(r"\$\{__dirname\}/([\w./-]+)", self.program)
        return [
            f"/{folder.removeprefix(top.strip('/')).strip('/')}".rstrip("/")
            for top in sorted(tops, key=len, reverse=True)
            if f"{folder}/".startswith(f"{top.strip('/')}/")
        ]

    def ended(self, path: str) -> str:
        whole = with_slashes(path)
        return whole if self.ends_in_slash or whole == "/" else whole.rstrip("/")

    def assets(self) -> Iterator[tuple[str, str]]:
        texts = set(self.tree.below("", *MARKDOWN))
        for path, address in super().assets():
            if path not in texts:
                yield path, address

    def finish(self, site: OldSite) -> None:
        take_addresses_as_ids(site)
        site.system = self.name
        lists_of_routes(site, self.routes, self.tree)
        for name in ("rss.xml", "feed.xml", "index.xml"):
            site.moved.setdefault(f"/{name}", "/blog/rss.xml")
        site.moved.setdefault("/atom.xml", "/blog/atom.xml")
        site.moved.setdefault("/feed.json", "/blog/feed.json")


def is_content(path: str) -> bool:
    """Return whether a file of Markdown is a text of the site, not of its repository."""
    parts = path.split("/")
    return is_text_of_people(path) and len(parts) > 1 and not any(
        part in NOT_CONTENT or part.startswith(".") for part in parts[:-1]
    )  # fmt: skip


def is_dated(path: str) -> bool:
    found = PurePosixPath(path)
    return bool(day_in_name(found.name) or (found.stem == "index" and day_in_name(f"{found.parent.name}-")))


def folder_of(path: str) -> str:
    """Return the folder that holds a text's collection: one called so, else the one above, without years."""
    parents = [str(parent) for parent in PurePosixPath(path).parents if str(parent) != "."]
    for parent in reversed(parents):
        if PurePosixPath(parent).name.casefold() in POST_FOLDERS:
            return parent
    stem = PurePosixPath(path).stem
    above = parents[1:] if stem in {"index", "+page", "page"} and len(parents) > 1 else parents
    while len(above) > 1 and re.fullmatch(r"(?:19|20)\d\d|\d\d", PurePosixPath(above[0]).name):
        above = above[1:]
    return above[0] if above else ""
