"""Jekyll: ``_config.yml``, ``_posts``, ``_drafts``, collections, addresses by ``permalink``."""

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any

from valuable.content.foreign.cures import plain_names, value_words
from valuable.importers.profiles.base import (
    HTML_TEXTS,
    MARKDOWN,
    Found,
    Profile,
    day_in_name,
    is_text_of_people,
    is_true,
    parts_of_day,
    person_of,
    slug,
    string,
    with_slashes,
)
from valuable.importers.records import OldEntry, OldSite
from valuable.importers.trees import Tree

# https://jekyllrb.com/docs/permalinks/#built-in-formats
PERMALINK_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
JEKYLL_CONFIGS = ("_config.yml", "_config.yaml", "_config.toml")


class Jekyll(Profile):
    """Posts by their dated names, pages by their heads."""

    name = "Jekyll"

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return any(path.rpartition("/")[2] in JEKYLL_CONFIGS and path.count("/") <= 1 for path in tree.paths) or any(
            re.search(r"(?:^|/)_posts/(?:.*/)?\d{4}-\d\d-\d\d-", path) for path in tree.paths
        )

    def prepare(self) -> None:
        found = [path for path in self.tree.paths if path.rpartition("/")[2] in JEKYLL_CONFIGS and path.count("/") <= 1]
        self.config = self.settings(*sorted(found, key=lambda path: path.count("/")))
        at = found[0].rpartition("/")[0] if found else ""
        source = string(self.config.get("source")).strip("./")
        self.folder = next((name for name in (f"{at}/{source}".strip("/"), source, at) if self.tree.has(name)), "")
        if not self.tree.has(self.at("_posts")):  # the sources are brought elsewhere before Jekyll reads them
            tops = {path.partition("_posts/")[0].rstrip("/") for path in self.tree.paths if "_posts/" in path}
            self.folder = next(
                (top for top in sorted(tops) if self.tree.has(f"{top}/_layouts", f"{top}/_includes")), self.folder
            )
        if not found and "_posts" not in "".join(
            self.tree.below(self.folder)
        ):  # a repository without settings: what stands above the first `_posts`
            first = next(path for path in self.tree.paths if "_posts/" in path)
            self.folder = first.partition("_posts/")[0].rstrip("/")
        self.collections_folder = string(self.config.get("collections_dir")).strip("/")
        collections = self.config.get("collections") or {}
        names = collections if isinstance(collections, Mapping) else {key: {} for key in plain_names(collections)}
        self.collections = {str(name): about if isinstance(about, Mapping) else {} for name, about in names.items()}

    def describe(self, site: OldSite) -> None:
        config = self.config
        site.name = string(config.get("title") or config.get("name"))
        site.tagline = string(config.get("tagline") or config.get("subtitle") or config.get("description"))
        site.language = string(config.get("locale") or config.get("lang")).replace("_", "-")
        site.timezone = string(config.get("timezone"))
        url = string(config.get("url"))
        site.address = f"{url.rstrip('/')}/{string(config.get('baseurl')).strip('/')}".rstrip("/") + "/" if url else ""
        person = person_of(config.get("author"))
        site.people += [person] if person else []
        for key, about in self.data("authors").items():
            named = person_of(about)
            if named:
                named.details["key"] = str(key)
                site.people.append(named)
        site.data = {"authors": self.data("authors"), "config": config}
        site.includes = {
            path.removeprefix(self.at("_includes/")): self.tree.text(path)
            for path in self.tree.below(self.at("_includes"), ".md", ".markdown")
        }
        for items in self.data("navigation").values():
            for item in items if isinstance(items, list) else []:
                if isinstance(item, Mapping) and string(item.get("title")) and string(item.get("url")).startswith("/"):
                    site.menu.append((string(item["title"]), string(item["url"])))
            break

    def at(self, path: str) -> str:
        return f"{self.folder}/{path}" if self.folder else path

    def data(self, name: str) -> dict[str, Any]:
        return self.settings(*(self.at(f"_data/{name}.{suffix}") for suffix in ("yml", "yaml", "json")))

    def texts(self) -> Iterator[Found]:
        for path in self.tree.below(self.folder, *MARKDOWN, *HTML_TEXTS):
            found = self.found(path)
            if found is not None:
                found.defaults |= self.defaults_for(path, found.kind)
                yield found

    def found(self, path: str) -> Found | None:
        """Return what a file is: a post, a draft, a page, or none of these."""
        inner = path.removeprefix(f"{self.folder}/" if self.folder else "")
        parts = inner.removeprefix(f"{self.collections_folder}/" if self.collections_folder else "").split("/")
        if "_posts" in parts[:-1]:
            if not day_in_name(parts[-1]):
                return None
            above = parts[: parts.index("_posts")]
            return Found(path, "post", {"categories": above} if above else {})
        if "_drafts" in parts[:-1]:
            return Found(path, "post", draft=True)
        if parts[0].startswith("_"):
            name = parts[0][1:]
            about = self.collections.get(name)
            return Found(path, "page", {"collection": name}) if about and is_true(about.get("output")) else None
        if any(part.startswith(("_", ".", "#")) for part in parts) or not is_text_of_people(path):
            return None
        has_head = self.tree.text(path).lstrip("\ufeff").startswith("---")
        return Found(path, "page") if has_head else None

    def defaults_for(self, path: str, kind: str) -> dict[str, Any]:
        """Return the front matter that the settings give a file (https://jekyllrb.com/docs/configuration/front-matter-defaults/)."""
        values: dict[str, Any] = {}
        inner = path.removeprefix(f"{self.folder}/" if self.folder else "")
        for rule in self.config.get("defaults") or []:
            scope = rule.get("scope") or {} if isinstance(rule, Mapping) else {}
            start, of = string(scope.get("path")), string(scope.get("type"))
            fits = not start or inner.startswith(start.rstrip("/")) or fnmatchcase(inner, start)
            if fits and (not of or of in {f"{kind}s", kind} or inner.startswith(f"_{of}/")):
                values |= rule.get("values") or {}
        return values

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        own = value_words(values.get("permalink"))
        if found.kind == "page":
            return self.page_address(found, entry, own)
        pattern = own or value_words(self.config.get("permalink")) or "date"
        pattern = PERMALINK_STYLES.get(pattern, pattern)
        return filled(pattern, {**self.names(found, entry, values), "output_ext": ".html"})

    def page_address(self, found: Found, entry: OldEntry, own: str) -> str:
        """Return where a page or a text of a collection stands."""
        inner = found.path.removeprefix(f"{self.folder}/" if self.folder else "")
        name = string(found.defaults.get("collection"))
        stem = str(PurePosixPath(inner).with_suffix(""))
        values = {"path": stem, "basename": PurePosixPath(stem).name, "output_ext": ".html", "title": found.stem}
        if name:
            values |= {"collection": name, "name": found.stem, "path": stem.partition("/")[2]}
            pattern = own or value_words(self.collections[name].get("permalink")) or "/:collection/:path:output_ext"
            return filled(pattern, values)
        if own:
            return filled(own, values)
        if PurePosixPath(stem).name == "index":
            return with_slashes(str(PurePosixPath(stem).parent).strip("."))
        style = value_words(self.config.get("permalink"))
        return with_slashes(stem) if style == "pretty" or style.endswith("/") else f"/{stem}.html"

    def names(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> dict[str, str]:
        """Return the placeholders of a post's address (https://jekyllrb.com/docs/permalinks/#placeholders)."""
        stem = re.sub(r"^\d{4}-\d\d-\d\d-", "", found.stem)
        categories = [
            *plain_names(values.get("category") or []),
            *plain_names(values.get("categories") or [], spaces=True),
        ]
        folded = [re.sub(r"\s+", "-", name.strip().casefold()) for name in dict.fromkeys(categories)]
        day = parts_of_day(entry.date)
        named = {
            "title": value_words(values.get("slug")) or stem,
            "slug": slug(value_words(values.get("slug")) or stem),
            "name": found.stem,
            "categories": "/".join(folded),
            "slugified_categories": "/".join(slug(name) for name in folded),
            **day,
        }
        if day:
            month, number = int(day["month"]), int(day["day"])
            named |= {"i_month": str(month), "i_day": str(number), "short_year": day["year"][2:]}
            named |= {"y_day": f"{day_of_year(day):03}"}
        return named

    def assets(self) -> Iterator[tuple[str, str]]:
        for path in self.tree.below(self.folder):
            inner = path.removeprefix(f"{self.folder}/" if self.folder else "")
            parts = inner.split("/")
            if any(part.startswith(("_", ".")) for part in parts) or "." not in parts[-1]:
                continue
            if not path.endswith((*MARKDOWN, *HTML_TEXTS, ".xml", ".scss", ".sass", ".lock", ".gemspec", ".yml")):
                yield path, f"/{inner}"

    def finish(self, site: OldSite) -> None:
        site.moved["/feed.xml"] = "/blog/atom.xml"
        site.moved["/atom.xml"] = "/blog/atom.xml"


def day_of_year(day: Mapping[str, str]) -> int:
    from datetime import date

    return date(int(day["year"]), int(day["month"]), int(day["day"])).timetuple().tm_yday


def filled(pattern: str, values: Mapping[str, str]) -> str:
    """Return an address by its pattern of ``:name``; what is not known leaves nothing."""
    names = sorted(values, key=len, reverse=True)
    found = re.sub(rf":({'|'.join(map(re.escape, names))})\b|:(?=output_ext)", lambda name: values[name[1]], pattern)
    found = found.replace(":output_ext", values.get("output_ext", ""))
    return "/" + re.sub(r"/{2,}", "/", found).lstrip("/")
