"""VitePress and VuePress: pages by the paths of their files, in the folder that holds the settings."""

import re
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
    take_addresses_as_ids,
    with_slashes,
)
from valuable.importers.profiles.node import POST_FOLDERS, Scripted, bool_set, value_set, without_js_comments
from valuable.importers.records import OldEntry, OldSite
from valuable.importers.trees import Tree

PRESS_CONFIG = re.compile(r"(?P<root>(?:[^/]+/){0,2})\.(?P<kind>vitepress|vuepress)/config(?:/index)?\.(?:[cm]?[jt]s)$")


class VitePress(Scripted):
    """Texts with a date are posts, the others pages."""

    name = "VitePress"

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return any(PRESS_CONFIG.match(path) for path in tree.paths)

    def prepare(self) -> None:
        self.package = self.settings("package.json")
        config = next(found for path in self.tree.paths if (found := PRESS_CONFIG.match(path)))
        self.program = without_js_comments(self.tree.text(config[0]))
        root, self.kind = config["root"].strip("/"), config["kind"]
        inner = value_set(self.program, "srcDir").strip("./") if self.kind == "vitepress" else ""
        self.source = f"{root}/{inner}".strip("/")
        self.public = (f"{root}/.vuepress/public".strip("/"), f"{self.source}/public".strip("/"))

    def describe(self, site: OldSite) -> None:
        super().describe(site)
        base = value_set(self.program, "base").strip("/")
        site.address = f"{site.address}{base}/" if site.address and base else site.address

    def texts(self) -> Iterator[Found]:
        for path in self.tree.below(self.source, *MARKDOWN):
            inner = path.removeprefix(f"{self.source}/" if self.source else "")
            parts = inner.split("/")
            is_index = self.kind == "vuepress" and parts[-1].casefold() == "readme.md"
            if any(part.startswith((".", "_")) for part in parts) or not (is_index or is_text_of_people(path)):
                continue
            head = {key.casefold() for key in read_head(self.tree.text(path)).values}
            dated = bool(head & set(DATES)) or bool(day_in_name(PurePosixPath(path).name))
            is_list = parts[-1].casefold() in {"index.md", "readme.md"} and len(parts) <= 2
            is_post = dated and not is_list
            in_posts = bool(POST_FOLDERS & {part.casefold() for part in parts[:-1]})
            yield Found(path, "post" if is_post or (in_posts and dated) else "page")

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        own = value_words(values.get("permalink"))
        if own:
            return "/" + own.lstrip("/")
        inner = found.path.removeprefix(f"{self.source}/" if self.source else "")
        stem = str(PurePosixPath(inner).with_suffix(""))
        last = stem.rpartition("/")[2]
        if last == "index" or (self.kind == "vuepress" and last.casefold() == "readme"):
            return with_slashes(stem.rpartition("/")[0])
        return f"/{stem}" if bool_set(self.program, "cleanUrls") else f"/{stem}.html"

    def finish(self, site: OldSite) -> None:
        take_addresses_as_ids(site)
        for name in ("feed.xml", "rss.xml", "feed.rss"):
            site.moved[f"/{name}"] = "/blog/rss.xml"
        site.moved |= {"/atom.xml": "/blog/atom.xml", "/feed.atom": "/blog/atom.xml", "/feed.json": "/blog/feed.json"}
