"""Astro: collections of content, Markdown among its pages. Its settings and pages are programs, never run."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from valuable.content.foreign.cures import value_words
from valuable.importers.profiles.base import (
    MARKDOWN,
    PICTURE_FILES,
    Found,
    read_head,
    slug,
    string,
    take_addresses_as_ids,
    with_slashes,
)
from valuable.importers.profiles.node import POST_FOLDERS, Scripted, enclosed, value_set, without_js_comments
from valuable.importers.profiles.routes import lists_of_routes, route_of_texts, routes_in
from valuable.importers.records import OldEntry, OldSite
from valuable.importers.trees import Tree

CONTENT_CONFIGS = ("src/content.config.ts", "src/content.config.js", "src/content.config.mjs",
                   "src/content/config.ts", "src/content/config.js", "src/content/config.mjs")  # fmt: skip
DAY_FIELDS = frozenset({"date", "pubDate", "pubDatetime", "publishDate", "published", "publishedAt", "createdAt"})


class Astro(Scripted):
    """Each collection is a folder; the pages that read it say where its texts stand."""

    name = "Astro"
    configs = ("astro.config.mjs", "astro.config.ts", "astro.config.js", "astro.config.cjs", "astro.config.mts")
    public = ("public",)
    settings_last = True

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return tree.has(*cls.configs, *CONTENT_CONFIGS)

    def prepare(self) -> None:
        super().prepare()
        self.routes = [route for route in routes_in(self.tree) if route.source.startswith("src/pages/")]
        self.collections = self.folders_of_collections()
        self.bases = {name: self.base_of(name, folder) for name, folder in self.collections.items()}

    def folders_of_collections(self) -> dict[str, str]:
        """Return the folder of each collection (https://docs.astro.build/en/guides/content-collections/)."""
        program = without_js_comments("\n".join(self.tree.text_or_none(name) for name in CONTENT_CONFIGS))
        more = f"{program}\n{self.programs_about_site()}"
        keys = dict(re.findall(r"[\"']?([\w-]+)[\"']?\s*:\s*(\w+)\b", program[program.rfind("collections") :]))
        named = {variable: key for key, variable in keys.items()}
        found = {}
        for made in re.finditer(r"(?:(\w+)\s*[=:]\s*|[\"']([\w-]+)[\"']\s*:\s*)defineCollection\s*\(", program):
            name = named.get(made[1] or "") or str(made[1] or made[2])
            about = enclosed(program, made.end() - 1)
            base = re.search(r"\bbase\s*:\s*(?:([\"'`])(?P<path>[^\"'`]*)\1|(?P<name>\w+))", about)
            folder = (base["path"] or value_set(more, base["name"] or "-")) if base else ""
            folder = re.sub(r"\$\{(\w+)\}", lambda used: value_set(more, used[1]), folder)
            folder = folder.removeprefix("./").strip("/") or f"src/content/{name}"
            if self.tree.has(folder):
                found[name] = folder
        known = set(found.values())
        for folder in sorted(self.tree.folders):
            if re.fullmatch(r"src/content/[^/]+", folder) and not any(
                folder == other or folder.startswith(f"{other}/") or other.startswith(f"{folder}/") for other in known
            ):
                found.setdefault(folder.rpartition("/")[2], folder)
        return found

    def base_of(self, name: str, folder: str) -> str | None:
        """Return the address below which a collection stands: that of the page with a parameter that reads it."""
        reads = re.compile(rf"(?:getCollection|getEntry|getStaticPaths\w*)\(\s*[\"'`]{re.escape(name)}[\"'`]")
        direct = [route for route in self.routes if "[" in route.pattern and reads.search(self.tree.text(route.source))]
        found = route_of_texts(direct, self.tree, name) if direct else route_of_texts(self.routes, self.tree, name)
        single = [
            route for route in direct if "paginate" not in self.tree.text(route.source) and route.pattern[-1] == "]"
        ]
        return single[0].prefix if found is None and len(single) == 1 else found

    def texts(self) -> Iterator[Found]:
        folders = {folder: name for name, folder in self.collections.items()}
        posts = {name for name in self.collections if name.casefold() in POST_FOLDERS}
        for folder, name in sorted(folders.items(), key=lambda item: (-len(item[0]), item[0])):
            for path in self.tree.below(folder, *MARKDOWN):
                inner = path.removeprefix(f"{folder}/")
                if any(part.startswith("_") for part in inner.split("/")) or self.is_deeper(path, folder, folders):
                    continue
                dated = bool(read_head(self.tree.text(path)).values.keys() & DAY_FIELDS)
                kind = "post" if dated or name in posts else "page"
                values = {"_collection": name, "_inner": inner}
                yield Found(path, kind, values, is_bundle=PurePosixPath(path).stem == "index" and "/" in inner)
        for path in self.tree.below("src/pages", *MARKDOWN):
            if not any(part.startswith("_") for part in path.split("/")):
                head = read_head(self.tree.text(path)).values
                yield Found(path, "post" if head.keys() & DAY_FIELDS else "page")

    @staticmethod
    def is_deeper(path: str, folder: str, folders: Mapping[str, str]) -> bool:
        """Return whether a text is one of a collection whose folder lies within another's."""
        return any(len(other) > len(folder) and path.startswith(f"{other}/") for other in folders)

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        if "_collection" not in found.defaults:
            inner = str(PurePosixPath(found.path.removeprefix("src/pages/")).with_suffix(""))
            return self.finished(re.sub(r"(?:^|/)index$", "", inner))
        inner = str(PurePosixPath(string(found.defaults["_inner"])).with_suffix(""))
        inner = re.sub(r"(?:^|/)index$", "", inner)
        name = value_words(values.get("slug") or values.get("postSlug") or values.get("permalink")).strip("/")
        name = name or "/".join(slug(part) for part in inner.split("/"))
        base = self.bases.get(string(found.defaults["_collection"]))
        if base is None:
            return ""
        return self.finished(f"{base}/{name}")

    def finished(self, path: str) -> str:
        """Return an address as the settings end it (https://docs.astro.build/en/reference/configuration-reference/)."""
        bare = with_slashes(path).rstrip("/")
        if value_set(self.program, "trailingSlash") == "never":
            return bare or "/"
        return f"{bare}.html" if bare and value_set(self.program, "format") == "file" else f"{bare}/"

    def assets(self) -> Iterator[tuple[str, str]]:
        yield from super().assets()
        for path in self.tree.below("src/assets", *PICTURE_FILES):
            yield path, "/" + path.removeprefix("src/")

    def finish(self, site: OldSite) -> None:
        take_addresses_as_ids(site)
        lists_of_routes(site, self.routes, self.tree)
