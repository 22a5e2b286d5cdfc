"""Gridea: posts in ``posts``, their pictures in ``post-images``, settings in ``config``."""

from collections.abc import Iterator, Mapping
from typing import Any

from valuable.importers.profiles.base import (
    MARKDOWN,
    Found,
    Profile,
    is_true,
    read_head,
    slug,
    string,
    take_addresses_as_ids,
    with_slashes,
)
from valuable.importers.profiles.routes import names_with_counts, pages_of
from valuable.importers.records import OldEntry, OldSite
from valuable.importers.trees import Tree


class Gridea(Profile):
    """All texts are posts; a post that is not in lists is a page."""

    name = "Gridea"

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return tree.has("posts") and tree.has("config/theme.json", "config/posts.json") and tree.has("post-images")

    def prepare(self) -> None:
        config = self.settings("config/theme.json")
        self.config = {**config, **(config.get("config") or {})}
        self.setting = self.settings("config/setting.json")

    def describe(self, site: OldSite) -> None:
        site.name = string(self.config.get("siteName"))
        site.tagline = string(self.config.get("siteDescription"))
        host = string(self.setting.get("domain") or (self.setting.get("config") or {}).get("domain"))
        site.address = host.rstrip("/") + "/" if host.startswith("http") else ""

    def texts(self) -> Iterator[Found]:
        for path in self.tree.below("posts", *MARKDOWN):
            values = read_head(self.tree.text(path)).values
            draft = "published" in values and not is_true(values["published"])
            yield Found(path, "page" if is_true(values.get("hideInList")) else "post", draft=draft)

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        entry.cover = entry.cover or string(values.get("feature"))
        return with_slashes(f"{string(self.config.get('postPath')) or 'post'}/{found.stem}")

    def assets(self) -> Iterator[tuple[str, str]]:
        for folder in ("post-images", "images"):
            for path in self.tree.below(folder):
                yield path, f"/{path}"
        for path in self.tree.below("static"):
            yield path, "/" + path.removeprefix("static/")

    def finish(self, site: OldSite) -> None:
        take_addresses_as_ids(site)
        site.moved["/atom.xml"] = "/blog/atom.xml"
        posts = [entry for entry in site.entries if entry.kind == "post" and not entry.draft]
        archives = string(self.config.get("archivesPath")) or "archives"
        tags = string(self.config.get("tagPath")) or "tag"
        site.moved |= {f"/{archives}/": "/blog/", "/tags/": "list:tag:"}
        site.moved |= dict(pages_of("/page/[page]", len(posts), self.size("postPageSize"), "/blog/"))
        site.moved |= dict(pages_of(f"/{archives}/page/[page]", len(posts), self.size("archivesPageSize"), "/blog/"))
        slugs = {
            string(tag.get("name")): string(tag.get("slug"))
            for tag in self.settings("config/posts.json").get("tags", [])
            if isinstance(tag, Mapping)
        }
        for tag in names_with_counts(posts, "tag"):
            site.moved[f"/{tags}/{slugs.get(tag) or slug(tag)}/"] = f"list:tag:{tag}"

    def size(self, name: str) -> int:
        given = string(self.config.get(name))
        return int(given) if given.isdigit() and int(given) else 10
