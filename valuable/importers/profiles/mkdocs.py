"""Material for MkDocs and Zensical: ``mkdocs.yml``, the blog plugin, ``.authors.yml``."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from valuable.content.foreign.cures import value_words
from valuable.importers.profiles.base import (
    MARKDOWN,
    Found,
    Profile,
    is_text_of_people,
    parts_of_day,
    person_of,
    slug,
    string,
    with_slashes,
)
from valuable.importers.records import OldEntry, OldSite
from valuable.importers.trees import Tree

MKDOCS_CONFIGS = ("mkdocs.yml", "mkdocs.yaml", "zensical.toml")


class MkDocs(Profile):
    """The blog plugin's posts, and the pages of the documentation."""

    name = "MkDocs"

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return tree.has(*MKDOCS_CONFIGS)

    def prepare(self) -> None:
        config = self.settings(*MKDOCS_CONFIGS)
        self.config = dict(config.get("project") or config) if "project" in config else config
        self.docs = string(self.config.get("docs_dir")).strip("/") or "docs"
        self.blog = self.blog_options()
        self.blog_dir = string(self.blog.get("blog_dir")).strip("./") if "blog_dir" in self.blog else "blog"
        self.posts_dir = (
            (string(self.blog.get("post_dir")) or "{blog}/posts").replace("{blog}", self.blog_dir).strip("/")
        )

    def blog_options(self) -> dict[str, Any]:
        """Return the options of the blog plugin."""
        plugins = self.config.get("plugins") or []
        if isinstance(plugins, Mapping):
            plugins = [{key: value} for key, value in plugins.items()]
        for plugin in plugins:
            for key, value in plugin.items() if isinstance(plugin, Mapping) else ():
                if key in {"blog", "material/blog"} and isinstance(value, Mapping):
                    return dict(value)
        return {}

    def describe(self, site: OldSite) -> None:
        site.name = string(self.config.get("site_name"))
        site.tagline = string(self.config.get("site_description"))
        url = string(self.config.get("site_url"))
        site.address = url.rstrip("/") + "/" if url else ""
        theme = self.config.get("theme")
        site.language = string(theme.get("language")) if isinstance(theme, Mapping) else ""
        person = person_of(self.config.get("site_author"))
        site.people += [person] if person else []
        for key, about in self.authors().items():
            named = person_of(about)
            if named:
                named.details["key"] = key
                if isinstance(about, Mapping) and string(about.get("description")):
                    named.details["bio"] = string(about["description"])
                site.people.append(named)
        site.data = {"authors": self.authors()}

    def authors(self) -> dict[str, Any]:
        found = self.settings(f"{self.docs}/{self.blog_dir}/.authors.yml", f"{self.docs}/.authors.yml")
        named = found.get("authors")
        return {str(key): value for key, value in named.items()} if isinstance(named, Mapping) else {}

    def texts(self) -> Iterator[Found]:
        for path in self.tree.below(self.docs, *MARKDOWN):
            inner = path.removeprefix(f"{self.docs}/")
            if inner.startswith(f"{self.posts_dir}/"):
                yield Found(path, "post", is_bundle=PurePosixPath(path).name == "index.md")
            elif is_text_of_people(path) and inner != f"{self.blog_dir}/index.md":
                yield Found(path, "page")

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        inner = found.path.removeprefix(f"{self.docs}/")
        if found.kind == "page":
            path = str(PurePosixPath(inner).with_suffix(""))
            return with_slashes(re.sub(r"(?:^|/)index$", "", path))
        style = string(self.blog.get("post_url_date_format")) or "yyyy/MM/dd"
        day = parts_of_day(entry.date)
        written = style
        for sign, key in (("yyyy", "year"), ("MM", "month"), ("dd", "day")):
            written = written.replace(sign, day.get(key, ""))
        name = value_words(values.get("slug")) or mkdocs_slug(entry.title)
        pattern = string(self.blog.get("post_url_format")) or "{date}/{slug}"
        filled = pattern.replace("{date}", written).replace("{slug}", name).replace("{file}", found.stem)
        category = slug(entry.category) if entry.category else ""
        return with_slashes(f"{self.blog_dir}/{filled.replace('{categories}', category)}")

    def assets(self) -> Iterator[tuple[str, str]]:
        for path in self.tree.below(self.docs):
            if not path.endswith((*MARKDOWN, ".yml", ".yaml")) and "/." not in f"/{path}":
                yield path, f"/{path.removeprefix(f'{self.docs}/')}"

    def finish(self, site: OldSite) -> None:
        site.moved["/feed_rss_created.xml"] = "/blog/rss.xml"
        site.moved["/feed_json_created.json"] = "/blog/feed.json"


def mkdocs_slug(title: str) -> str:
    """Return a title as the plugin's slugs have it by default (``pymdownx.slugs``, in small letters)."""
    return re.sub(r"[\s]+", "-", re.sub(r"[^\w\s-]", "", title.casefold()).strip())
