"""Hugo's settings: one file or a folder of them, in small letters throughout, as Hugo compares their names.

https://gohugo.io/configuration/introduction/
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from valuable.importers.profiles.base import is_true, settings_in, string
from valuable.importers.trees import Tree

SETTINGS_SUFFIXES = (".toml", ".yaml", ".yml", ".json")
ROOT_NAMES = ("config", "hugo")  # of two, the later wins
# What a build for readers takes, one after the other (https://gohugo.io/configuration/introduction/#configuration-directory).
SETTINGS_FOLDERS = ("config/_default", "config/production")
DEFAULT_TAXONOMIES = {"tag": "tags", "category": "categories"}
TEXT_ROOT = "content"


@dataclass(frozen=True)
class ContentFolder:
    """A folder of texts: where its texts would stand in a plain ``content``, and the language that it is of."""

    folder: str
    target: str = ""
    language: str = ""


@dataclass
class HugoLanguage:
    """A language of the site: its key is what names of files and addresses say."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return string(self.values.get("languagecode") or self.values.get("locale")) or self.key


def folded_keys(value: Any) -> Any:
    """Return a value whose keys are in small letters, at any depth."""
    if isinstance(value, Mapping):
        return {str(key).casefold(): folded_keys(inner) for key, inner in value.items()}
    return [folded_keys(inner) for inner in value] if isinstance(value, list) else value


def merged_settings(base: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return *base* with what *other* says, at any depth."""
    found = dict(base)
    for key, value in other.items():
        old = found.get(key)
        found[key] = merged_settings(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return found


class HugoSettings:
    """All that the files of settings say."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.values: dict[str, Any] = {}
        for name in ROOT_NAMES:
            for suffix in SETTINGS_SUFFIXES:
                self.values = merged_settings(self.values, self.read(f"{name}{suffix}"))
        for folder in SETTINGS_FOLDERS:
            for path in sorted(tree.below(folder, *SETTINGS_SUFFIXES), key=lambda path: path.count(".")):
                self.values = merged_settings(self.values, self.of_part(path))
        self.params = self.mapping("params")
        self.main_language = string(self.values.get("defaultcontentlanguage")).casefold() or "en"
        self.languages = {language.key: language for language in self.read_languages()}

    def read(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = folded_keys(settings_in(self.tree, path))
        return found

    def of_part(self, path: str) -> dict[str, Any]:
        """Return what one file of a folder says: ``menus.de.toml`` is the menus of German."""
        name, *rest = PurePosixPath(path).name.casefold().split(".")
        found: dict[str, Any] = self.read(path)
        if name not in ROOT_NAMES:
            name = "menus" if name == "menu" else name
            found = found.get(name, found) if len(found) == 1 else found
            found = {name: found} if not (name == "languages" and len(rest) > 1) else found
        return {"languages": {rest[0]: found}} if len(rest) > 1 else found

    def mapping(self, name: str, of: Mapping[str, Any] | None = None) -> dict[str, Any]:
        found = (self.values if of is None else of).get(name)
        return dict(found) if isinstance(found, Mapping) else {}

    def read_languages(self) -> Iterator[HugoLanguage]:
        for key, about in self.mapping("languages").items():
            if isinstance(about, Mapping) and not is_true(about.get("disabled")):
                yield HugoLanguage(key, dict(about))

    def said(self, name: str, language: str = "") -> Any:
        """Return a setting as it is for a language."""
        own = self.languages.get(language or self.main_language)
        found = own.values.get(name) if own else None
        return found if found is not None else self.values.get(name)

    def params_of(self, language: str = "") -> dict[str, Any]:
        own = self.languages.get(language or self.main_language)
        return merged_settings(self.params, self.mapping("params", own.values)) if own else self.params

    # -- What is built of them ------------------------------------------------------

    @property
    def address(self) -> str:
        """The address of the site, with a slash at its end; ``""`` for one that nobody could visit."""
        found = string(self.values.get("baseurl") or self.said("baseurl"))
        is_real = re.match(r"https?://[\w.-]+\.\w+", found) and not re.match(r"https?://(?:www\.)?example\.", found)
        return f"{found.rstrip('/')}/" if is_real else ""

    @property
    def taxonomies(self) -> dict[str, str]:
        """The names of taxonomies: the plural, which front matter and addresses have, by the singular."""
        found = self.values.get("taxonomies", self.values.get("indexes"))
        if isinstance(found, Mapping):
            return {str(one): string(many) for one, many in found.items() if string(many)}
        return dict(DEFAULT_TAXONOMIES)

    def permalinks(self, kind: str, language: str = "") -> dict[str, str]:
        """Return the patterns of addresses of a kind of pages, by section or taxonomy."""
        found = self.said("permalinks", language)
        found = found if isinstance(found, Mapping) else {}
        plain = {key: value for key, value in found.items() if isinstance(value, str)}
        own = found.get(kind)
        return {**(plain if kind in {"page", "term"} else {}), **(dict(own) if isinstance(own, Mapping) else {})}

    def content_folders(self) -> list[ContentFolder]:
        """Return the folders of texts, those within others first."""
        main = string(self.values.get("contentdir")).strip("./") or TEXT_ROOT
        found = []
        for key, language in self.languages.items():
            own = string(language.values.get("contentdir")).strip("./")
            found += [ContentFolder(own, "", key)] if own else []
        for source, target, language_key in self.mounts(TEXT_ROOT):
            found.append(ContentFolder(source, target, language_key))
        owned = {folder.language for folder in found}
        if not found or not self.languages or not set(self.languages) <= owned:
            found.append(ContentFolder(main))
        unique = {(each.folder, each.target): each for each in reversed(found)}
        return sorted(unique.values(), key=lambda each: (-each.folder.count("/"), each.folder))

    def mounts(self, root: str) -> Iterator[tuple[str, str, str]]:
        """Yield source, place and language of folders that are mounted below ``content``, ``static`` or ``assets``."""
        module = self.mapping("module")
        for mount in module.get("mounts") or []:
            source = string(mount.get("source")).strip("/").removeprefix("./") if isinstance(mount, Mapping) else ""
            target = string(mount.get("target")).strip("/") if isinstance(mount, Mapping) else ""
            if source and ".." not in source and (target == root or target.startswith(f"{root}/")):
                yield source, target.removeprefix(root).strip("/"), string(mount.get("lang")).casefold()

    def static_folders(self) -> list[tuple[str, str]]:
        """Return the folders whose files are published as they are, each with where they stand."""
        named = self.values.get("staticdir", "static")
        found = [(string(name).strip("/"), "") for name in (named if isinstance(named, list) else [named])]
        found += [(source, target) for source, target, _ in self.mounts("static")]
        for language in self.languages.values():
            own = language.values.get("staticdir")
            found += [
                (string(name).strip("/"), "") for name in (own if isinstance(own, list) else [own] if own else [])
            ]
        return [each for each in dict.fromkeys(found) if each[0]]
