"""Vaults of Obsidian and gardens of Quartz; folders of Markdown of no system at all."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from valuable.content.foreign.cures import value_words
from valuable.importers.heads import DATES, day_in_name, first_date, read_head
from valuable.importers.profiles.base import MARKDOWN, Found, Profile, is_text_of_people, string, with_slashes
from valuable.importers.profiles.scripted import POST_FOLDERS, value_set
from valuable.importers.records import OldEntry, OldSite
from valuable.importers.trees import Tree


class Notes(Profile):
    """Files of Markdown in folders: those with a date are posts, the others pages."""

    name = "a folder of Markdown"
    root = ""

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return any(tree.below("", *MARKDOWN))

    def texts(self) -> Iterator[Found]:
        for path in self.tree.below(self.root, *MARKDOWN):
            inner = path.removeprefix(f"{self.root}/" if self.root else "")
            if is_text_of_people(path) and not any(part.startswith((".", "_")) for part in inner.split("/")[:-1]):
                yield Found(
                    path, "post" if self.is_post(path, inner) else "page", is_bundle=PurePosixPath(path).stem == "index"
                )

    def is_post(self, path: str, inner: str) -> bool:
        from zoneinfo import ZoneInfo

        values = read_head(self.tree.text(path)).values
        dated = first_date({key.casefold(): value for key, value in values.items()}, DATES, ZoneInfo("UTC"))
        folders = {part.casefold() for part in inner.split("/")[:-1]}
        return bool(dated or day_in_name(PurePosixPath(path).stem)) and (bool(folders & POST_FOLDERS) or self.all_dated)

    all_dated = True

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        return ""

    def assets(self) -> Iterator[tuple[str, str]]:
        for path in self.tree.below(self.root):
            inner = path.removeprefix(f"{self.root}/" if self.root else "")
            if not path.lower().endswith(MARKDOWN) and not any(part.startswith(".") for part in inner.split("/")):
                yield path, f"/{inner}"


class Vault(Notes):
    """A vault of Obsidian: no addresses, links by name."""

    name = "Obsidian"

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return tree.has(".obsidian")

    def texts(self) -> Iterator[Found]:
        templates = string(self.settings(".obsidian/templates.json").get("folder"))
        for found in super().texts():
            if not templates or not found.path.startswith(f"{templates}/"):
                yield found


class Quartz(Notes):
    """A garden of Quartz: addresses are the paths of the notes."""

    name = "Quartz"
    root = "content"
    all_dated = False

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return tree.has("quartz.config.ts", "quartz.config.js", "quartz")

    def prepare(self) -> None:
        self.program = self.tree.text_or_none("quartz.config.ts")
        ignored = re.search(r"ignorePatterns\s*:\s*\[(?P<names>[^\]]*)\]", self.program)
        self.ignored = re.findall(r"[\"']([^\"']+)[\"']", ignored["names"]) if ignored else []

    def describe(self, site: OldSite) -> None:
        site.name = value_set(self.program, "pageTitle")
        site.language = value_set(self.program, "locale")
        host = value_set(self.program, "baseUrl").strip("/")
        site.address = f"https://{host}/" if host else ""

    def texts(self) -> Iterator[Found]:
        for found in super().texts():
            parts = found.path.removeprefix("content/").split("/")
            if not any(name.strip("/") in parts for name in self.ignored):
                yield found

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        own = value_words(values.get("permalink")).strip("/")
        path = own or str(PurePosixPath(found.path.removeprefix("content/")).with_suffix(""))
        path = re.sub(r"(?:^|/)_?index$", "", path)
        path = re.sub(r"\s", "-", path).replace("&", "-and-").replace("%", "-percent").replace("?", "").replace("#", "")
        return with_slashes(path).rstrip("/") or "/"

    def finish(self, site: OldSite) -> None:
        site.moved["/index.xml"] = "/blog/rss.xml"
