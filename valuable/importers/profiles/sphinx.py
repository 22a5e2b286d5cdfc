"""Blogs on Sphinx with ABlog, and sites of MyST (``myst.yml``)."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from valuable.importers.heads import day_in_name, read_head
from valuable.importers.profiles.base import (
    MARKDOWN,
    Found,
    Profile,
    is_text_of_people,
    person_of,
    string,
    with_slashes,
)
from valuable.importers.profiles.node import POST_FOLDERS
from valuable.importers.profiles.python_settings import list_or, literals
from valuable.importers.records import OldEntry, OldPerson, OldSite
from valuable.importers.trees import Tree

SPHINX_TEXTS = (*MARKDOWN, ".rst", ".ipynb")


class Sphinx(Profile):
    """ABlog: posts say so in their head, or stand where ``blog_post_pattern`` looks."""

    name = "Sphinx"

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return any(cls.configs(tree))

    @staticmethod
    def configs(tree: Tree) -> Iterator[str]:
        for path in ("conf.py", "source/conf.py", "docs/conf.py", "docs/source/conf.py"):
            if "extensions" in tree.text_or_none(path):
                yield path

    def prepare(self) -> None:
        path = next(self.configs(self.tree))
        self.folder = path.rpartition("/")[0]
        self.program = self.tree.text(path)
        self.config = literals(self.program)
        self.patterns = [string(pattern) for pattern in list_or(self.config.get("blog_post_pattern"), [])]

    def describe(self, site: OldSite) -> None:
        config = self.config
        site.name = string(config.get("blog_title") or config.get("project"))
        site.language = string(config.get("language"))
        site.timezone = string(config.get("timezone"))
        url = string(config.get("blog_baseurl") or config.get("html_baseurl"))
        site.address = url.rstrip("/") + "/" if url else ""
        authors = config.get("blog_authors")
        for key, about in authors.items() if isinstance(authors, Mapping) else ():
            name = string(about[0]) if isinstance(about, (list, tuple)) and about else ""
            site.people += [OldPerson(name, {"key": str(key)})] if name else []
        if not site.people and string(config.get("author")):
            site.people.append(OldPerson(string(config["author"])))
        site.data = {"authors": {str(p.details.get("key", "")): {"name": p.name} for p in site.people}}

    def inner(self, path: str) -> str:
        return path.removeprefix(f"{self.folder}/" if self.folder else "")

    def texts(self) -> Iterator[Found]:
        for path in self.tree.below(self.folder, *SPHINX_TEXTS):
            inner = self.inner(path)
            if any(part.startswith((".", "_")) for part in inner.split("/")) or not is_text_of_people(path):
                continue
            yield Found(path, "post" if self.is_post(path, inner) else "page")

    def is_post(self, path: str, inner: str) -> bool:
        if any(PurePosixPath(inner).match(pattern) for pattern in self.patterns):
            return True
        text = self.tree.text(path)
        if re.search(r"^(?:\.\. post::|:blogpost: *true|```\{post\}|:::\{post\}|blogpost: *true)", text, re.MULTILINE):
            return True
        return inner.split("/", maxsplit=1)[0].casefold() in POST_FOLDERS and "date" in read_head(text).values

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        path = str(PurePosixPath(self.inner(found.path)).with_suffix(""))
        if self.is_dirhtml():
            return with_slashes(re.sub(r"(?:^|/)index$", "", path))
        return f"/{path}.html"

    def is_dirhtml(self) -> bool:
        """Return whether the site is built with an address for each folder, as its files of orders say."""
        orders = " ".join(
            self.tree.text_or_none(name) for name in ("Makefile", "noxfile.py", ".readthedocs.yaml", ".readthedocs.yml")
        )
        return "dirhtml" in orders

    def assets(self) -> Iterator[tuple[str, str]]:
        for name in list_or(self.config.get("html_extra_path"), []):
            folder = "/".join(filter(None, (self.folder, string(name).strip("/"))))
            for path in self.tree.below(folder):
                yield path, "/" + path.removeprefix(f"{folder}/")
        for name in list_or(self.config.get("html_static_path"), []):
            folder = "/".join(filter(None, (self.folder, string(name).strip("/"))))
            for path in self.tree.below(folder):
                yield path, "/_static/" + path.removeprefix(f"{folder}/")

    def finish(self, site: OldSite) -> None:
        blog = string(self.config.get("blog_path")) or "blog"
        site.moved[f"/{blog}/atom.xml"] = "/blog/atom.xml"


class MystSite(Profile):
    """A site of MyST: ``myst.yml``; addresses are the paths of files."""

    name = "MyST"

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return tree.has("myst.yml", "myst.yaml")

    def prepare(self) -> None:
        self.config = self.settings("myst.yml", "myst.yaml")

    def describe(self, site: OldSite) -> None:
        project, about = self.config.get("project") or {}, self.config.get("site") or {}
        site.name = string(about.get("title") or project.get("title"))
        site.tagline = string(project.get("description"))
        for value in project.get("authors") or about.get("authors") or []:
            person = person_of(value)
            site.people += [person] if person else []
        domain = string((about.get("domains") or [""])[0])
        site.address = f"https://{domain}/" if domain else ""

    def texts(self) -> Iterator[Found]:
        for path in self.tree.below("", *SPHINX_TEXTS):
            parts = path.split("/")
            if any(part.startswith((".", "_")) for part in parts) or not is_text_of_people(path):
                continue
            values = read_head(self.tree.text(path)).values
            drafted = "drafts" in parts
            dated = "date" in values or day_in_name(PurePosixPath(path).stem)
            is_post = parts[0].casefold() in POST_FOLDERS and len(parts) > 1 and bool(dated)
            yield Found(path, "post" if is_post else "page", draft=drafted)

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        path = re.sub(r"(?:^|/)index$", "", str(PurePosixPath(found.path).with_suffix("")))
        return with_slashes(path)

    def assets(self) -> Iterator[tuple[str, str]]:
        for path in self.tree.paths:
            if path.split("/")[0] in {"images", "_static", "files", "assets", "public"}:
                yield path, f"/{path}"
