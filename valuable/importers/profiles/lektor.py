"""Lektor: ``*.lektorproject``, a folder with a ``contents.lr`` for each page. See https://www.getlektor.com/docs/content/."""

import configparser
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from valuable.importers.heads import Head, head_words
from valuable.importers.profiles.base import Found, Profile, is_true, string, with_slashes
from valuable.importers.records import OldEntry, OldPerson, OldSite
from valuable.importers.trees import Tree

LEKTOR_FIELD = re.compile(r"(?P<key>[\w-]+):[ \t]*(?P<value>.*)")
BODY_FIELDS = ("body", "content", "text", "main", "description")


class Lektor(Profile):
    """Pages in folders; those with a day are posts."""

    name = "Lektor"

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return tree.has("content") and any("/" not in path for path in tree.below("", ".lektorproject"))

    def prepare(self) -> None:
        path = next(path for path in self.tree.below("", ".lektorproject") if "/" not in path)
        parser = configparser.ConfigParser(strict=False, interpolation=None)
        try:
            parser.read_string(self.tree.text(path))
        except configparser.Error:
            parser = configparser.ConfigParser()
        self.project = dict(parser["project"]) if parser.has_section("project") else {}
        self.languages = [name.rpartition(".")[2] for name in parser.sections() if name.startswith("alternatives.")]
        primary = [
            name for name in self.languages if is_true(parser.get(f"alternatives.{name}", "primary", fallback=""))
        ]
        self.main = next(iter(primary), "")

    def describe(self, site: OldSite) -> None:
        site.root = "content"
        site.name, site.language = string(self.project.get("name")), string(self.project.get("locale")) or self.main
        url = string(self.project.get("url"))
        site.address = url.rstrip("/") + "/" if url.startswith("http") else ""
        author = string(self.project.get("author"))
        site.people += [OldPerson(author)] if author else []

    def texts(self) -> Iterator[Found]:
        for path in self.tree.below("content", ".lr"):
            language = (re.fullmatch(r"contents\+(\w+)\.lr", PurePosixPath(path).name) or ["", ""])[1]
            values = self.head(path, self.tree.text(path)).values
            if path == "content/contents.lr" and not self.head(path, self.tree.text(path)).body.strip():
                continue
            kind = "post" if values.get("pub_date") or values.get("date") else "page"
            draft = is_true(values.get("_hidden"))
            language = "" if language == self.main else language
            yield Found(path, kind, draft=draft, language=language, is_bundle=kind == "post")

    def head(self, path: str, text: str) -> Head:
        """Return the fields of a text, of which one is its body."""
        fields: dict[str, tuple[str, int]] = {}
        line = 1
        for block in re.split(r"^---[ \t]*\n", f"{text}\n", flags=re.MULTILINE):
            found = LEKTOR_FIELD.match(block)
            if found:
                rest = block[found.end() :].strip("\n")
                value = found["value"].strip()
                fields[found["key"]] = (f"{value}\n{rest}".strip("\n") if value else rest, line + (0 if value else 2))
            line += block.count("\n") + 1
        body = next((name for name in BODY_FIELDS if name in fields), "")
        values = {key: value for key, (value, _) in fields.items() if key not in {body, "_model", "_template"}}
        text, at = fields.get(body, ("", 1))
        return Head({**values, **({"date": values["pub_date"]} if values.get("pub_date") else {})}, text, at)

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        inner = PurePosixPath(found.path.removeprefix("content/")).parent
        own = head_words(values.get("_slug")).strip("/")
        entry.slug = own.rpartition("/")[2] or inner.name
        entry.translation_key = str(inner) if self.languages else ""
        path = str(inner.parent / own) if own else str(inner)
        return with_slashes("/".join(filter(None, (found.language, path.strip(".")))))

    def assets(self) -> Iterator[tuple[str, str]]:
        for path in self.tree.below("content"):
            if not path.endswith(".lr"):
                yield path, "/" + path.removeprefix("content/")
        for path in self.tree.below("assets"):
            yield path, "/" + path.removeprefix("assets/")
