"""Pelican: ``pelicanconf.py``, whose settings are read and never run; addresses by ``ARTICLE_URL``."""

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

from valuable.content.foreign.cures import value_words
from valuable.importers.heads import ISO_DAY
from valuable.importers.profiles.base import MARKDOWN, Found, Profile, is_text_of_people, parts_of_day, slug, string
from valuable.importers.records import OldEntry, OldPerson, OldSite
from valuable.importers.trees import Tree

PELICAN_CONFIGS = ("pelicanconf.py", "publishconf.py")
STRFTIME = re.compile(r"\{date:([^}]*)\}")


class Pelican(Profile):
    """Articles and pages, in Markdown, reStructuredText and notebooks."""

    name = "Pelican"

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return tree.has("pelicanconf.py")

    def prepare(self) -> None:
        self.config: dict[str, Any] = {}
        for name in PELICAN_CONFIGS:
            self.config |= {
                key: value for key, value in literals(self.tree.text_or_none(name)).items() if value is not None
            }
        self.content = string(self.config.get("PATH")).strip("./") or "content"
        if not self.tree.has(self.content):
            self.content = ""
        self.pages = [string(name) for name in list_or(self.config.get("PAGE_PATHS"), ["pages"])]
        self.articles = [string(name).strip("/") for name in list_or(self.config.get("ARTICLE_PATHS"), [""])]
        self.left_out = [
            string(name)
            for key in ("ARTICLE_EXCLUDES", "PAGE_EXCLUDES", "STATIC_EXCLUDES")
            for name in list_or(self.config.get(key), [])
        ]
        self.static = [string(name).strip("/") for name in list_or(self.config.get("STATIC_PATHS"), ["images"])]

    def describe(self, site: OldSite) -> None:
        config = self.config
        site.name = string(config.get("SITENAME"))
        site.tagline = string(config.get("SITESUBTITLE") or config.get("TAGLINE"))
        site.language = string(config.get("DEFAULT_LANG"))
        site.timezone = string(config.get("TIMEZONE"))
        url = string(config.get("SITEURL"))
        url = f"https:{url}" if url.startswith("//") else url
        local = re.match(r"https?://(?:localhost|127\.|0\.0\.0\.0)", url)
        site.address = url.rstrip("/") + "/" if url.startswith("http") and not local else ""
        author = string(config.get("AUTHOR"))
        site.people += [OldPerson(author)] if author else []
        for item in list_or(config.get("MENUITEMS"), []):
            if isinstance(item, (list, tuple)) and len(item) == 2 and str(item[1]).startswith("/"):
                site.menu.append((string(item[0]), string(item[1])))

    def inner(self, path: str) -> str:
        return path.removeprefix(f"{self.content}/") if self.content else path

    def texts(self) -> Iterator[Found]:
        for path in self.tree.below(self.content, *MARKDOWN, ".rst", ".ipynb"):
            inner = self.inner(path)
            if not is_text_of_people(path) or any(inner.startswith(f"{name}/") for name in self.left_out):
                continue
            if any(inner.startswith(f"{name}/") for name in self.pages):
                yield Found(path, "page")
            elif any(not name or inner.startswith(f"{name}/") for name in self.articles) and self.is_article(path):
                yield Found(path, "post", self.folder_values(inner))

    def is_article(self, path: str) -> bool:
        """Return whether a file has a head of its own, as Pelican asks; a notebook that posts show has none."""
        if path.endswith(".ipynb"):
            return f"{path.removesuffix('.ipynb')}.nbdata" in self.tree.path_set
        text = self.tree.text(path)[:2000]
        return re.match(r"\s*(?:---[ \t]*\n|:?\w[\w -]*:|.+\n[#=*]{3,}[ \t]*\n)", text) is not None

    def folder_values(self, inner: str) -> dict[str, Any]:
        """Return the category, which is that of the folder, unless the settings say otherwise."""
        parts = inner.split("/")
        use = self.config.get("USE_FOLDER_AS_CATEGORY", True)
        named = len(parts) > 1 and use and not re.fullmatch(r"\d{4}|posts|articles|blog", parts[0])
        return {"category": parts[-2]} if named else {}

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        plain = {str(key).casefold(): value for key, value in values.items()}
        own = value_words(plain.get("url") or plain.get("save_as"))
        kind = "ARTICLE" if found.kind == "post" else "PAGE"
        usual = "{slug}.html" if found.kind == "post" else "pages/{slug}.html"
        pattern = own or string(self.config.get(f"{kind}_URL")) or usual
        by_name = self.config.get("SLUGIFY_SOURCE") == "basename"
        dated = re.fullmatch(r"(?P<date>\d{4}-\d\d-\d\d)[-_](?P<slug>.+)", found.stem)
        usual_slug = dated["slug"] if dated and self.config.get("FILENAME_METADATA") else ""
        name = value_words(plain.get("slug")) or usual_slug or pelican_slug(found.stem if by_name else entry.title)
        entry.slug = entry.slug or name
        names = {
            "slug": name,
            "category": pelican_slug(entry.category or string(self.config.get("DEFAULT_CATEGORY")) or "misc"),
            "lang": entry.language or string(self.config.get("DEFAULT_LANG")) or "en",
            "author": pelican_slug(entry.authors[0]) if entry.authors else "",
            "filename": found.stem,
        }
        address = dated_pattern(pattern, entry.date)
        for key, value in names.items():
            address = address.replace(f"{{{key}}}", value)
        return "/" + re.sub(r"(?:^|/)index\.html$", "/", address.lstrip("/")).lstrip("/")

    def assets(self) -> Iterator[tuple[str, str]]:
        extra = self.config.get("EXTRA_PATH_METADATA")
        moved = {
            str(path): string(about.get("path"))
            for path, about in (extra.items() if isinstance(extra, Mapping) else ())
            if isinstance(about, Mapping)
        }
        for path in self.tree.below(self.content):
            inner = self.inner(path)
            if inner in moved:
                yield path, f"/{moved[inner].lstrip('/')}"
            elif any(inner == name or inner.startswith(f"{name}/") for name in self.static if name):
                yield path, f"/{inner}"

    def finish(self, site: OldSite) -> None:
        feed = string(self.config.get("FEED_ALL_ATOM")) or "feeds/all.atom.xml"
        site.moved[f"/{feed.lstrip('/')}"] = "/blog/atom.xml"
        rss = string(self.config.get("FEED_ALL_RSS") or self.config.get("FEED_RSS"))
        if rss:
            site.moved[f"/{rss.lstrip('/')}"] = "/blog/rss.xml"


def literals(source: str) -> dict[str, Any]:
    """Return the names that a file of Python sets to plain values; nothing of it is run."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            value = literal_value(node.value, found)
            found |= {target.id: value for target in targets if isinstance(target, ast.Name)}
    return found


def literal_value(node: ast.expr, known: Mapping[str, Any]) -> Any:
    """Return the value of an expression of literals, of names known already and of their sums; None for others."""
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        pass
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = literal_value(node.left, known), literal_value(node.right, known)
        return left + right if isinstance(left, str) and isinstance(right, str) else None
    if isinstance(node, (ast.List, ast.Tuple)):
        return [literal_value(item, known) for item in node.elts]
    if isinstance(node, ast.Dict):
        keys = [literal_value(key, known) if key is not None else None for key in node.keys]
        values = [literal_value(value, known) for value in node.values]
        return {key: value for key, value in zip(keys, values, strict=True) if isinstance(key, str)}
    return None


def list_or(value: Any, usual: list[Any]) -> list[Any]:
    if value is None:
        return usual
    return list(value) if isinstance(value, (list, tuple, set)) else [value]


def pelican_slug(text: str) -> str:
    """Return a text as Pelican's ``slugify`` has it by default: small letters, digits and hyphens."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text)).strip("-_ ").casefold() or slug(text)


def dated_pattern(pattern: str, day: str) -> str:
    """Fill in the parts of a date that are written as ``{date:%Y}``."""
    parts = parts_of_day(day) if ISO_DAY.match(day) else {"year": "", "month": "", "day": ""}
    by_sign = {"%Y": parts["year"], "%m": parts["month"], "%d": parts["day"], "%y": parts["year"][2:]}
    if parts["month"]:
        by_sign |= {"%-m": str(int(parts["month"])), "%-d": str(int(parts["day"])), "%b": short_month(parts["month"])}

    def fill(found: re.Match[str]) -> str:
        return re.sub(r"%-?\w", lambda sign: by_sign.get(sign[0], ""), found[1])

    return STRFTIME.sub(fill, pattern)


def short_month(month: str) -> str:
    return ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][int(month) - 1]
