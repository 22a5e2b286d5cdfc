"""What a folder of Markdown has to tell: which files are posts and pages, where each stood, what else was published.

A profile of a new system is one small file beside this one, named in ``PROFILES``; ``guide/another-system.md`` shows
how to write one.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, ClassVar
from urllib.parse import quote

import yaml

from valuable.base.slugs import slug
from valuable.importers.heads import Head, Loader, check_values, day_in_name, read_head, yaml_values
from valuable.importers.records import OldEntry, OldPerson, OldSite
from valuable.importers.trees import Tree

MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd")
HTML_TEXTS = (".html", ".htm")
PICTURE_FILES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif")
NO_TEXTS = frozenset({
    "readme", "license", "licence", "changelog", "contributing", "code_of_conduct", "security", "authors", "todo",
    "pull_request_template", "issue_template", "404", "search", "sitemap", "feed", "robots", "claude", "agents",
})  # fmt: skip


@dataclass
class Found:
    """A text of the source: its path, what it is, and what its folder says of it where its own head is silent."""

    path: str
    kind: str = "post"
    defaults: dict[str, Any] = field(default_factory=dict)
    draft: bool = False
    language: str = ""
    is_bundle: bool = False
    name: str = ""  # what names the text, if that is not its file
    markup: str = ""  # where the name of the file does not say it

    @property
    def stem(self) -> str:
        """The name without suffix; that of the folder, if the text is its index."""
        if self.name:
            return self.name
        path = PurePosixPath(self.path)
        stem = path.name.partition(".")[0]
        return path.parent.name if stem in {"index", "_index"} and path.parent.name else stem


class Profile(ABC):
    """How one system lays out a folder of texts."""

    name: ClassVar[str]
    # Of several profiles that match, those of the lowest rank are asked: 0 has files of its own that nothing else
    # has, 1 is a collection of notes, 2 any program that reads texts, 3 any texts.
    rank: ClassVar[int] = 0
    files_are_public: ClassVar[bool] = True  # whether the system publishes the files that `assets` yields
    folder: str = ""  # below which the site stands in the source

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.prepare()

    def prepare(self) -> None:  # noqa: B027  # most have nothing to do here
        """Read what the others need: the system's settings."""

    @classmethod
    @abstractmethod
    def matches(cls, tree: Tree) -> bool:
        """Return whether a source is of this system."""

    def head(self, path: str, text: str) -> Head | None:
        """Return the head of a text in a form that is the system's own; None to have it read as usual."""
        return None

    @abstractmethod
    def texts(self) -> Iterator[Found]:
        """Yield the posts and pages."""

    @abstractmethod
    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        """Return where a text stands on the old site; ``""`` if that is not known."""

    def complete(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> None:  # noqa: B027
        """Set of an entry, which has its address, what this system alone says."""

    def describe(self, site: OldSite) -> None:  # noqa: B027  # most have nothing to do here
        """Set what the settings say of the site."""

    def assets(self) -> Iterator[tuple[str, str]]:
        """Yield the path and the address of files that are published as they are."""
        return iter(())

    def finish(self, site: OldSite) -> None:  # noqa: B027  # most have nothing to do here
        """Set what is known when all entries are read: where lists and feeds stood."""

    # -- For the profiles ---------------------------------------------------------

    def settings(self, *names: str) -> dict[str, Any]:
        """Return the values of the first of these files that is there: YAML, TOML or JSON."""
        for name in names:
            if self.tree.text_or_none(name):
                return settings_in(self.tree, name)
        return {}


def settings_in(tree: Tree, path: str) -> dict[str, Any]:
    """Return the values of a file of settings, if it is there; what is wrong with it is kept with the tree."""
    text = tree.text_or_none(path)
    values, fault = settings_and_fault(path, text) if text.strip() else ({}, "")
    tree.faults += [fault] if fault else []
    return values


def read_settings(name: str, text: str) -> dict[str, Any]:
    """Return the values of a file of settings; none if it can't be read."""
    return settings_and_fault(name, text)[0]


def settings_and_fault(name: str, text: str) -> tuple[dict[str, Any], str]:
    """Return the values of a file of settings, and what is wrong with it; of broken YAML those that stand on a line."""
    import json
    import tomllib

    try:
        if name.endswith(".toml"):
            found: Any = tomllib.loads(text)
        else:
            is_json = name.endswith(".json")
            found = json.loads(text) if is_json else yaml.load(text, Loader=TolerantLoader)  # noqa: S506  # a safe one
        check_values(found)
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = f" (line {line + 1})" if line is not None else ""
        values, _ = yaml_values(text)
        return values, f"{name} is no valid YAML{where}, so it was read line by line: mend it, and import again"
    except (ValueError, RecursionError) as error:
        return {}, f"{name} can't be read ({error}), so what it says is not known: mend it, and import again"
    return {str(key): value for key, value in found.items()} if isinstance(found, Mapping) else {}, ""


class TolerantLoader(Loader):
    """YAML of settings, whose tags (``!ENV``, ``!!python/name:…``) are passed over."""


def passed_over(loader: Any, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return next((item.value for item in reversed(node.value) if isinstance(item, yaml.ScalarNode)), "")
    return ""


TolerantLoader.add_multi_constructor("!", passed_over)
TolerantLoader.add_multi_constructor("tag:yaml.org,2002:python/", passed_over)


def absolute_address(site: OldSite, address: str) -> str:
    """Return an address with the host and folder of the old site; ``""`` if these are not known."""
    return quote(site.address.rstrip("/") + address, safe=":/%~!$&'()*+,;=@") if site.address and address else ""


def take_addresses_as_ids(site: OldSite) -> None:
    """Give each entry the id that most systems give it in feeds: its absolute address."""
    for entry in site.entries:
        entry.id = entry.id or absolute_address(site, entry.address)


def is_text_of_people(path: str) -> bool:
    """Return whether a file's name is not one that repositories have for other ends."""
    return PurePosixPath(path).stem.casefold() not in NO_TEXTS


def parts_of_day(day: str) -> dict[str, str]:
    """Return year, month and day of a date as addresses have them."""
    return {"year": day[:4], "month": day[5:7], "day": day[8:10]} if len(day) >= 10 else {}


def is_true(value: Any) -> bool:
    return str(value).casefold() in {"true", "yes", "1", "on"}


def string(value: Any) -> str:
    """Return a value as one line of text; ``""`` for none and for what is no text."""
    return " ".join(str(value).split()) if isinstance(value, (str, int, float)) and value is not True else ""


def plain_mapping(value: Any) -> dict[str, Any]:
    """Return a value with keys that are texts; empty for what has no keys."""
    return {str(key): item for key, item in value.items()} if isinstance(value, Mapping) else {}


def with_slashes(path: str) -> str:
    """Return a path as an address of a folder: ``/a/b/``."""
    inner = re.sub(r"/{2,}", "/", path.strip("/"))
    return f"/{inner}/" if inner else "/"


def person_of(value: Any) -> OldPerson | None:
    """Return the one whom settings name as an author."""
    if isinstance(value, Mapping):
        name = string(value.get("name") or value.get("title"))
        details: dict[str, object] = {
            key: string(value[key]) for key in ("role", "place", "bio", "email") if string(value.get(key))
        }
        profiles = {network: string(address) for network, address in plain_mapping(value.get("profiles")).items()}
        return OldPerson(name, details | ({"profiles": profiles} if profiles else {})) if name else None
    return OldPerson(string(value)) if string(value) else None


__all__ = [
    "MARKDOWN",
    "PICTURE_FILES",
    "Found",
    "Profile",
    "day_in_name",
    "is_text_of_people",
    "is_true",
    "parts_of_day",
    "person_of",
    "plain_mapping",
    "read_head",
    "read_settings",
    "settings_in",
    "slug",
    "string",
    "with_slashes",
]  # fmt: skip
