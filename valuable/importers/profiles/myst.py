"""Sites of MyST: ``myst.yml``, pages by their paths."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from valuable.importers.heads import Head, read_head
from valuable.importers.notebook_heads import read_notebook_head
from valuable.importers.profiles.base import (
    MARKDOWN,
    Found,
    Profile,
    day_in_name,
    is_text_of_people,
    is_true,
    person_of,
    string,
    with_slashes,
)
from valuable.importers.profiles.node import POST_FOLDERS
from valuable.importers.profiles.python_settings import list_or
from valuable.importers.records import OldEntry, OldSite
from valuable.importers.trees import Tree

MYST_TEXTS = (*MARKDOWN, ".ipynb", ".rst")


class MystSite(Profile):
    """A site of MyST: addresses are the paths of files, or with ``folders: false`` their names."""

    name = "MyST"

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return tree.has("myst.yml", "myst.yaml")

    def prepare(self) -> None:
        config = self.settings("myst.yml", "myst.yaml")
        project, about = config.get("project"), config.get("site")
        self.project = project if isinstance(project, Mapping) else {}
        self.about = about if isinstance(about, Mapping) else {}
        options = self.about.get("options")
        self.folders = not isinstance(options, Mapping) or is_true(options.get("folders"))
        self.excluded = [string(pattern) for pattern in list_or(self.project.get("exclude"), [])]
        self.heads: dict[str, Head] = {}
        self.lists: list[str] = []

    def describe(self, site: OldSite) -> None:
        site.name = string(self.about.get("title") or self.project.get("title"))
        site.tagline = string(self.project.get("description"))
        for value in list_or(self.project.get("authors") or self.about.get("authors"), []):
            person = person_of(value)
            if person:
                person.details["key"] = string(value.get("id")) if isinstance(value, Mapping) else ""
                site.people.append(person)
        domain = string(next(iter(list_or(self.about.get("domains"), [])), ""))
        site.address = f"https://{domain}/" if domain else ""
        for item in list_or(self.about.get("nav"), []):
            if isinstance(item, Mapping) and string(item.get("url")).startswith("/"):
                site.menu.append((string(item.get("title")), string(item["url"])))

    def texts(self) -> Iterator[Found]:
        for path in self.tree.below("", *MYST_TEXTS):
            parts = path.split("/")
            excluded = any(PurePosixPath(path).match(pattern) for pattern in self.excluded if pattern.strip("*/"))
            if excluded or any(part.startswith((".", "_")) for part in parts) or not is_text_of_people(path):
                continue
            if is_copy_of_text(path, self.tree):
                continue
            head = self.head(path, self.tree.text(path))
            if is_list_of_posts(head.body):
                self.lists.append(path)
                continue
            dated = head.values.get("date") or day_in_name(PurePosixPath(path).stem)
            is_post = parts[0].casefold() in POST_FOLDERS and len(parts) > 1 and bool(dated)
            yield Found(path, "post" if is_post else "page", draft="drafts" in parts)

    def head(self, path: str, text: str) -> Head:
        if path not in self.heads:
            self.heads[path] = read_notebook_head(text) if path.endswith(".ipynb") else read_head(text)
        return self.heads[path]

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        return self.address_of_path(found.path)

    def address_of_path(self, path: str) -> str:
        name = re.sub(r"(?:^|/)index$", "", str(PurePosixPath(path).with_suffix("")))
        return with_slashes(name if self.folders else name.rpartition("/")[2])

    def assets(self) -> Iterator[tuple[str, str]]:
        for path in self.tree.paths:
            if path.split("/")[0] in {"images", "_static", "files", "assets", "public"}:
                yield path, f"/{path}"

    def finish(self, site: OldSite) -> None:
        for path in self.lists:
            site.moved.setdefault(self.address_of_path(path), "/blog/")
        for action in list_or(self.about.get("actions"), []):
            url = string(action.get("url")) if isinstance(action, Mapping) else ""
            if url.endswith((".xml", ".rss", ".atom")):
                path = re.sub(r"^https?://[^/]*", "", url)
                site.moved.setdefault(f"/{path.lstrip('/')}", "/blog/atom.xml" if "atom" in path else "/blog/rss.xml")


def is_copy_of_text(path: str, tree: Tree) -> bool:
    """Return whether a notebook stands beside the text of which Jupytext makes it."""
    return path.endswith(".ipynb") and any(tree.has(path.replace(".ipynb", end)) for end in (*MARKDOWN, ".rst"))


LIST_OF_POSTS = re.compile(
    r"^\.\. postlist::.*\n(?:[ \t]+.*\n?|\n)*|^(`{3,}|:{3,})\{(?:postlist|blogposts|blog-posts)\}[\s\S]*?^\1[ \t]*$",
    re.MULTILINE,
)
SHORT_TEXT = 40  # words: a page with a list of posts and no more than that is but the list


def is_list_of_posts(body: str) -> bool:
    """Return whether a text is a list of posts with hardly a word around."""
    rest = LIST_OF_POSTS.sub("", body)
    return rest != body and len(rest.split()) <= SHORT_TEXT
