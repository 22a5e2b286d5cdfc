"""Hexo: ``_config.yml``, posts in ``source/_posts``, addresses by ``permalink``, assets beside posts."""

import re
from collections.abc import Iterator, Mapping
from hashlib import sha1
from pathlib import PurePosixPath
from typing import Any
from unicodedata import normalize

from valuable.content.foreign.cures import plain_names, value_words
from valuable.importers.profiles.base import (
    HTML_TEXTS,
    MARKDOWN,
    Found,
    Profile,
    is_text_of_people,
    is_true,
    parts_of_day,
    person_of,
    read_settings,
    string,
    take_addresses_as_ids,
    with_slashes,
)
from valuable.importers.profiles.node import asks_for
from valuable.importers.profiles.routes import names_with_counts, pages_of
from valuable.importers.records import OldEntry, OldSite
from valuable.importers.trees import Tree

HEXO_CONFIGS = ("_config.yml", "_config.yaml", "_config.json")
# What `hexo-util` writes as a hyphen in a slug.
HEXO_SPECIAL = re.compile(r"[\s~`!@#$%^&*()\-_+=[\]{}|\\;:\"'<>,.?/]+")


class Hexo(Profile):
    """Posts and drafts by their folders, pages by their paths."""

    name = "Hexo"

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        package = read_settings("package.json", tree.text_or_none("package.json"))
        return tree.has(*HEXO_CONFIGS) and (
            "hexo" in package
            or asks_for(package, ("hexo", "hexo-cli"))
            or (tree.has("scaffolds") and tree.has("source/_posts"))
        )

    def prepare(self) -> None:
        self.config = self.settings(*HEXO_CONFIGS)
        self.source = string(self.config.get("source_dir")).strip("./") or "source"
        self.has_assets = is_true(self.config.get("post_asset_folder"))
        self.folders: dict[str, str] = {}  # the address of each post by the folder of its files

    def describe(self, site: OldSite) -> None:
        config = self.config
        site.name = string(config.get("title"))
        site.tagline = string(config.get("subtitle") or config.get("description"))
        language = config.get("language")
        site.language = string(language[0] if isinstance(language, list) and language else language)
        site.timezone = string(config.get("timezone"))
        url, root = string(config.get("url")).rstrip("/"), string(config.get("root")).strip("/")
        whole = url if url.endswith(f"/{root}") or not root else f"{url}/{root}"
        site.address = whole + "/" if url.startswith("http") else ""
        person = person_of(config.get("author"))
        site.people += [person] if person else []

    def texts(self) -> Iterator[Found]:
        for path in self.tree.below(self.source, *MARKDOWN, *HTML_TEXTS):
            inner = path.removeprefix(f"{self.source}/")
            top = inner.partition("/")[0]
            if path.endswith(HTML_TEXTS) and not self.tree.text(path).startswith("---"):
                continue
            if top in {"_posts", "_drafts"}:
                values = {"_inner": str(PurePosixPath(inner.partition("/")[2]).with_suffix(""))}
                yield Found(path, "post", values, draft=top == "_drafts")
            elif not any(part.startswith("_") for part in inner.split("/")) and is_text_of_people(path):
                yield Found(path, "page")

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        own = value_words(values.get("permalink"))
        if found.kind == "page":
            inner = found.path.removeprefix(f"{self.source}/")
            folder, _, name = str(PurePosixPath(inner).with_suffix("")).rpartition("/")
            return (
                "/" + own.lstrip("/")
                if own
                else with_slashes(folder)
                if name == "index"
                else f"/{folder}/{name}.html".replace("//", "/")
            )
        inner, day = self.name_of(string(found.defaults["_inner"]))
        entry.date = entry.date or day
        take_categories(entry, values)
        pattern = own or string(self.config.get("permalink")) or ":year/:month/:day/:title/"
        filled = re.sub(r":(\w+)", lambda name: self.names(entry, inner, values).get(name[1], name[0]), pattern)
        address = re.sub(r"/{2,}", "/", f"/{filled.lstrip('/')}")
        address = re.sub(r"/index\.html$", "/", address)
        self.folders[str(PurePosixPath(found.path).with_suffix(""))] = re.sub(r"[^/]*$", "", address)
        return address

    def name_of(self, inner: str) -> tuple[str, str]:
        """Return a post's name, and the day, which ``new_post_name`` may put before it."""
        form = PurePosixPath(string(self.config.get("new_post_name")) or ":title.md").stem
        if ":year" in form and ":title" in form:
            pattern = re.escape(form).replace(r"\:", ":").replace(":", "\\:")
            for name, sign in (("year", r"\d{4}"), ("month", r"\d\d"), ("i_month", r"\d{1,2}"), ("day", r"\d\d"),
                               ("i_day", r"\d{1,2}"), ("title", ".+")):  # fmt: skip
                pattern = pattern.replace(rf"\:{name}", f"(?P<{name}>{sign})")
            found = re.fullmatch(pattern, inner)
            if found:
                parts = found.groupdict()
                month, day = parts.get("month") or parts.get("i_month"), parts.get("day") or parts.get("i_day")
                return parts["title"], f"{parts['year']}-{month or '01':0>2}-{day or '01':0>2}"
        return inner, ""

    def names(self, entry: OldEntry, inner: str, values: Mapping[str, Any]) -> dict[str, str]:
        """Return what permalinks name (https://hexo.io/docs/permalinks)."""
        day = parts_of_day(entry.date)
        time = re.search(r"T(\d\d):(\d\d)(?::(\d\d))?", entry.date)
        names = {
            "title": inner,
            "name": PurePosixPath(inner).name,
            "post_title": hexo_slug(entry.title).casefold(),
            "id": value_words(values.get("id")),
            "category": self.category_path(values) or string(self.config.get("default_category")) or "uncategorized",
            "lang": entry.language,
            "hour": time[1] if time else "00",
            "minute": time[2] if time else "00",
            "second": (time[3] if time else "") or "00",
            "hash": sha1(f"{inner}{entry.date}".encode(), usedforsecurity=False).hexdigest()[:12],
            **{key: value_words(value) for key, value in values.items() if key in {"abbrlink", "urlname", "slug"}},
            **day,
        }
        return names | ({"i_month": str(int(day["month"])), "i_day": str(int(day["day"]))} if day else {})

    def category_path(self, values: Mapping[str, Any]) -> str:
        mapped = self.config.get("category_map")
        mapped = mapped if isinstance(mapped, Mapping) else {}
        paths = categories_of(values)
        return "/".join(string(mapped.get(name)) or hexo_slug(name) for name in paths[-1]) if paths else ""

    def assets(self) -> Iterator[tuple[str, str]]:
        for path in self.tree.below(self.source):
            inner = path.removeprefix(f"{self.source}/")
            if path.lower().endswith(MARKDOWN):
                continue
            folder = next((str(above) for above in PurePosixPath(path).parents if str(above) in self.folders), "")
            if folder and self.has_assets:
                yield path, self.folders[folder] + path.removeprefix(f"{folder}/")
            elif inner.startswith(("_posts/", "_drafts/")):
                yield path, ""
            elif not any(part.startswith(("_", ".")) for part in inner.split("/")):
                yield path, f"/{inner}"

    def finish(self, site: OldSite) -> None:
        take_addresses_as_ids(site)
        posts = [entry for entry in site.entries if entry.kind == "post" and not entry.draft]
        size = self.config.get("per_page", 10)
        size = int(string(size)) if string(size).isdigit() else 10
        below = string(self.config.get("pagination_dir")) or "page"
        archives = string(self.config.get("archive_dir")) or "archives"
        site.moved |= dict(self.feeds())
        lists = {f"/{archives}": ("/blog/", len(posts)), "": ("/blog/", len(posts))}
        for entry in posts:
            if entry.date:
                lists.setdefault(f"/{archives}/{entry.date[:4]}", (f"year:{entry.date[:4]}", 0))
                lists.setdefault(f"/{archives}/{entry.date[:4]}/{entry.date[5:7]}", (f"year:{entry.date[:4]}", 0))
        tags, categories = (
            string(self.config.get(key)) or usual
            for key, usual in (("tag_dir", "tags"), ("category_dir", "categories"))
        )
        mapped = self.config.get("tag_map")
        for tag, number in names_with_counts(posts, "tag").items():
            own = string(mapped.get(tag)) if isinstance(mapped, Mapping) else ""
            lists[f"/{tags}/{own or hexo_slug(tag)}"] = (f"list:tag:{tag}", number)
        lists |= self.lists_of_categories(categories)
        lists |= {f"/{tags}": ("list:tag:", 0), f"/{categories}": ("list:category:", 0)}
        for address, (place, number) in lists.items():
            site.moved |= {f"{address}/": place} if address else {}
            site.moved |= dict(pages_of(f"{address}/{below}/[page]", number, size or 10**6, place))

    def lists_of_categories(self, folder: str) -> dict[str, tuple[str, int]]:
        found: dict[str, tuple[str, int]] = {}
        for path in sorted(self.all_categories):
            slugs = "/".join(hexo_slug(name) for name in path)
            found[f"/{folder}/{slugs}"] = (f"list:category:{path[-1]}", 0)
        return found

    @property
    def all_categories(self) -> set[tuple[str, ...]]:
        """The paths of all categories that posts have, and of those above them."""
        from valuable.importers.heads import read_head

        found: set[tuple[str, ...]] = set()
        for path in self.tree.below(f"{self.source}/_posts", *MARKDOWN):
            for names in categories_of(read_head(self.tree.text(path)).values):
                found |= {tuple(names[: place + 1]) for place in range(len(names))}
        return found

    def feeds(self) -> Iterator[tuple[str, str]]:
        about = self.config.get("feed")
        about = about if isinstance(about, Mapping) else {}
        paths = [*plain_names(about.get("path") or []), "atom.xml", "rss2.xml"]
        for path in paths:
            yield f"/{path.lstrip('/')}", "/blog/rss.xml" if "rss" in path else "/blog/atom.xml"


def categories_of(values: Mapping[str, Any]) -> list[list[str]]:
    """Return categories as paths: a list is one path, a list of lists several (https://hexo.io/docs/front-matter)."""
    given = values.get("categories") or values.get("category")
    if isinstance(given, list) and any(isinstance(each, list) for each in given):
        paths = [each if isinstance(each, list) else [each] for each in given]
    else:
        paths = [given if isinstance(given, list) else [given]]
    named = [[string(name) for name in path if string(name)] for path in paths]
    return [path for path in named if path]


def take_categories(entry: OldEntry, values: Mapping[str, Any]) -> None:
    """Make the last part of the first path of categories the category, and the others tags."""
    paths = categories_of(values)
    if paths:
        entry.category = paths[0][-1]
        others = [name for path in paths for name in path if name != entry.category]
        own = plain_names(values.get("tags") or [])
        entry.tags = list(dict.fromkeys([*own, *others]))


def hexo_slug(name: str) -> str:
    """Return a name as addresses of Hexo have it: signs become hyphens, capitals stay."""
    plain = "".join(sign for sign in normalize("NFD", name) if not "\u0300" <= sign <= "\u036f")
    return re.sub(r"-{2,}", "-", HEXO_SPECIAL.sub("-", normalize("NFC", plain))).strip("-")
