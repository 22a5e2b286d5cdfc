"""Quarto: ``_quarto.yml``, posts in the folders that listings name, their cells shown as code.

See https://quarto.org/docs/websites/website-blog.html.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from valuable.importers.heads import Head, read_head
from valuable.importers.notebook_heads import read_notebook_head
from valuable.importers.profiles.base import (
    Found,
    Profile,
    is_text_of_people,
    is_true,
    person_of,
    string,
    with_slashes,
)
from valuable.importers.profiles.node import POST_FOLDERS
from valuable.importers.profiles.python_settings import list_or
from valuable.importers.profiles.quarto_outputs import run_cells, with_outputs
from valuable.importers.records import OldEntry, OldSite
from valuable.importers.trees import Tree

QUARTO_CONFIGS = ("_quarto.yml", "_quarto.yaml")
QUARTO_TEXTS = (".qmd", ".md", ".ipynb", ".rmd", ".rmarkdown")
QUARTO_INCLUDE = re.compile(r"^\{\{<\s*include\s+(?P<name>[^\s>]+)\s*>\}\}[ \t]*$", re.MULTILINE)
FIGURE_ALONE = re.compile(
    r"^!\[(?P<caption>(?:[^\[\]\n]|\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\])+)\]\((?P<target>[^()\s]+)\)"
    r"(?P<said>\{[^}\n]*\})?[ \t]*$",
    re.MULTILINE,
)
PICTURE_OPTION = re.compile(r"([\w-]+)=(\"[^\"]*\"|[^\s}\"]+)")
LINKED_WORDS = re.compile(r"\[([^\[\]]*)\]\((?:[^()]|\([^()]*\))*\)")
QUARTO_REFERENCE = re.compile(
    r"(?<![\w/@])@(?:fig|tbl|sec|eq|lst|thm)-[\w-]+|\[[^\]\n]*(?<![\w])@[\w:.-]+[^\]\n]*\](?!\()"
)
MAX_QUARTO_INCLUDES = 20


class Quarto(Profile):
    """A website of Quarto; nbdev's and fastpages' later ones too."""

    name = "Quarto"

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return tree.has(*QUARTO_CONFIGS)

    def prepare(self) -> None:
        self.config = self.settings(*QUARTO_CONFIGS)
        project, website = self.config.get("project"), self.config.get("website") or self.config.get("book")
        self.project = project if isinstance(project, Mapping) else {}
        self.website = website if isinstance(website, Mapping) else {}
        self.output = string(self.project.get("output-dir")).strip("./") or "_site"
        self.heads: dict[str, Head] = {}
        self.paths = [path for path in self.tree.below("", *QUARTO_TEXTS) if self.is_source(path)]
        self.listings = {path: where for path in self.paths if (where := self.listed_folders(path)) is not None}

    def is_source(self, path: str) -> bool:
        """Return whether a file is one of the project's: none of what is built, hidden or taken in by others."""
        parts = path.split("/")
        hidden = any(part.startswith(("_", ".")) for part in parts)
        return not hidden and not path.startswith(f"{self.output}/") and is_text_of_people(path)

    def listed_folders(self, path: str) -> list[str] | None:
        """Return the folders whose posts a page lists; None if it is no listing."""
        listing = self.head(path, self.tree.text(path)).values.get("listing")
        if listing is None or listing is False:
            return None
        base = str(PurePosixPath(path).parent).strip(".")
        found: list[str] = []
        for each in list_or(listing if not isinstance(listing, Mapping) else [listing], []):
            contents = each.get("contents") if isinstance(each, Mapping) else None
            names = [name for name in list_or(contents, [""]) if isinstance(name, str)]
            for name in names:
                folder = re.split(r"[*?\[{]", name)[0].lstrip("/")
                folder = folder.rpartition("/")[0] if not name.endswith("/") and re.search(r"[*?.]", name) else folder
                found.append("/".join(filter(None, (base, folder.strip("/")))))
        return found

    def describe(self, site: OldSite) -> None:
        site.name = string(self.website.get("title"))
        site.tagline = string(self.website.get("description"))
        site.language = string(self.config.get("lang"))
        url = string(self.website.get("site-url"))
        site.address = url.rstrip("/") + "/" if url.startswith("http") else ""
        for author in list_or(self.config.get("author") or self.website.get("author"), []):
            person = person_of(author)
            site.people += [person] if person else []
        navbar = self.website.get("navbar")
        for side in ("left", "right"):
            for item in list_or(navbar.get(side), []) if isinstance(navbar, Mapping) else ():
                self.add_to_menu(site, item)

    def add_to_menu(self, site: OldSite, item: Any) -> None:
        href = string(item.get("href") or item.get("file")) if isinstance(item, Mapping) else string(item)
        if href.endswith(QUARTO_TEXTS) and "://" not in href:
            path = href.lstrip("./")
            label = string(item.get("text")) if isinstance(item, Mapping) else ""
            head = self.head(path, self.tree.text_or_none(path)) if path in self.tree.path_set else Head({}, "")
            site.menu.append((label or string(head.values.get("title")) or path, self.address_of_path(path)))

    # -- Texts --------------------------------------------------------------------

    def texts(self) -> Iterator[Found]:
        folders = [folder for listed in self.listings.values() for folder in listed]
        for path in self.paths:
            if path in self.listings or (path.endswith(".ipynb") and self.tree.has(path.replace(".ipynb", ".qmd"))):
                continue
            values = self.head(path, self.tree.text(path)).values
            listed = any(folder and path.startswith(f"{folder}/") for folder in folders)
            in_posts = path.split("/")[0].casefold() in POST_FOLDERS and "/" in path
            is_post = bool(values.get("date")) and (listed or in_posts or ("" in folders and "/" not in path))
            yield Found(
                path, "post" if is_post else "page", self.defaults_of(path), draft=is_true(values.get("draft")),
                is_bundle=PurePosixPath(path).stem == "index" and "/" in path,
            )  # fmt: skip

    def defaults_of(self, path: str) -> dict[str, Any]:
        """Return what ``_metadata.yml`` of the folders above says."""
        values: dict[str, Any] = {}
        for folder in reversed(PurePosixPath(path).parents):
            found = self.settings(f"{folder}/_metadata.yml".removeprefix("./"))
            values |= {key: value for key, value in found.items() if key in {"author", "categories", "lang", "image"}}
        return plain_values(values)

    def head(self, path: str, text: str) -> Head:
        if path not in self.heads:
            head = read_notebook_head(text) if path.endswith(".ipynb") else read_head(text)
            self.heads[path] = head._replace(values=plain_values(head.values))
        return self.heads[path]

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        return self.address_of_path(found.path)

    def address_of_path(self, path: str) -> str:
        inner = str(PurePosixPath(path).with_suffix(""))
        if PurePosixPath(inner).name == "index":
            return with_slashes(str(PurePosixPath(inner).parent).strip("."))
        return f"/{inner}.html"

    def assets(self) -> Iterator[tuple[str, str]]:
        """Yield the files that Quarto copies: those beside texts, what ``resources`` names, and drawings of cells."""
        for path in self.tree.below("_freeze", ".png", ".svg", ".jpg", ".jpeg", ".gif", ".webp"):
            found = re.fullmatch(r"_freeze/(?P<page>.+)/(?P<figures>figure-[\w-]+/[^/]+)", path)
            name = f"{found['page']}_files/{found['figures']}" if found else ""
            if name and name not in self.tree.path_set:
                yield path, f"/{name}"
        resources = [string(name).strip("/").removesuffix("/**") for name in list_or(self.project.get("resources"), [])]
        for path in self.tree.paths:
            parts = path.split("/")
            if any(part.startswith(("_", ".")) for part in parts) or path.startswith(f"{self.output}/"):
                continue
            named = any(path == name or path.startswith(f"{name}/") for name in resources)
            if named or not path.lower().endswith((*QUARTO_TEXTS, ".yml", ".yaml", ".rproj", ".bib", ".scss", ".lock")):
                yield path, f"/{path}"

    def finish(self, site: OldSite) -> None:
        for entry in site.entries:
            if entry.markup == "markdown":
                self.edit(entry)
            if entry.kind == "post" and entry.address and site.address:
                file = f"{entry.address}index.html" if entry.address.endswith("/") else entry.address
                entry.id = site.address.rstrip("/") + quote(file, safe="/~:@!$&'()*+,;=%")
        for path in self.listings:
            self.lead_on_listing(site, path)

    def edit(self, entry: OldEntry) -> None:
        """Put in the texts that a text takes in, and tell what only Quarto itself would make."""
        for _ in range(MAX_QUARTO_INCLUDES):
            found = QUARTO_INCLUDE.search(entry.body)
            taken = self.taken_text(entry, found["name"]) if found else None
            if found is None or taken is None:
                break
            entry.body = entry.body[: found.start()] + taken + entry.body[found.end() :]
            entry.note("include", f"the text of {found['name']} stands where it was taken in")
        self.put_in_outputs(entry)
        entry.body = FIGURE_ALONE.sub(figure_of_picture, entry.body)
        references = QUARTO_REFERENCE.findall(entry.body)
        if references:
            message = f"{len(references)} references such as `{references[0]}` stay as they are: Quarto numbers them"
            entry.note("reference", message, entry.line, lost=True)

    def put_in_outputs(self, entry: OldEntry) -> None:
        """Put what cells gave behind them, where it is kept; tell how many there are where it is not."""
        cells = len(run_cells(entry.body))
        stem = str(PurePosixPath(entry.source).with_suffix(""))
        frozen = self.tree.text_or_none(f"_freeze/{stem}/execute-results/html.json") if cells else ""
        text = with_outputs(entry.body, frozen, entry.folder.strip(".")) if frozen else None
        if text is not None:
            entry.body = text
            entry.note(
                "output of code", f"what {cells} cells of code gave stands behind them, as _freeze keeps it", entry.line
            )
        elif cells:
            message = f"{cells} cells of code are shown and not run: put what they printed or drew into the text"
            entry.note("output of code", message, entry.line, lost=True)

    def taken_text(self, entry: OldEntry, name: str) -> str | None:
        folder = entry.folder.strip(".")
        for path in (f"{folder}/{name}" if folder and not name.startswith("/") else name.lstrip("/"), name.lstrip("/")):
            if path in self.tree.path_set:
                return read_head(self.tree.text(path)).body.strip("\n")
        return None

    def lead_on_listing(self, site: OldSite, path: str) -> None:
        """See to the address and the feed of a page that lists posts."""
        head = self.head(path, self.tree.text(path))
        address = self.address_of_path(path)
        if address != "/":
            site.moved.setdefault(address, "/blog/")
        stem = str(PurePosixPath(path).with_suffix(""))
        site.moved.setdefault(f"/{stem}.xml", "/blog/rss.xml")
        for each in list_or(head.values.get("listing"), []):
            feed = each.get("feed") if isinstance(each, Mapping) else None
            for name in list_or(feed.get("categories") if isinstance(feed, Mapping) else None, []):
                site.moved.setdefault(f"/{stem}-{string(name).lower()}.xml", f"feed:rss:tag:{string(name)}")
        words = re.sub(r"^:::.*$|<[^>]+>|\{\{.*?\}\}", "", head.body, flags=re.MULTILINE).split()
        if words and path.endswith((".qmd", ".md")):
            message = (
                f"{path} lists posts, as /blog/ does here; the {len(words)} words above its list did not come over"
            )
            site.note("listing", message, lost=True)


def figure_of_picture(picture: re.Match[str]) -> str:
    """Return a picture alone in its paragraph as a figure: Quarto shows its words below it."""
    above = picture.string[: picture.start()].removesuffix("\n").rpartition("\n")[2].strip()
    below = picture.string[picture.end() + 1 :].partition("\n")[0].strip()
    if any(line and not line.startswith(":::") for line in (above, below)):
        return picture[0]  # one of several, or within a line
    said = {key: value.strip('"') for key, value in PICTURE_OPTION.findall(picture["said"] or "")}
    words = LINKED_WORDS.sub(r"\1", re.sub(r"\^\[.*\]$", "", picture["caption"]))
    options = [f":alt: {' '.join((said.get('fig-alt') or re.sub(r'[*_`]', '', words)).split())}"]
    options += [f":width: {said['width']}"] if re.fullmatch(r"\d+(?:px|%)?", said.get("width", "")) else []
    return "\n".join([f":::{{figure}} {picture['target']}", *options, "", picture["caption"], ":::"])


def plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return front matter in which categories are tags, as they are for readers, and other names are the usual ones."""
    found = dict(values)
    if "categories" in found:
        tags = found.pop("categories")
        found["tags"] = [string(tag) for tag in list_or(tags if not isinstance(tags, str) else tags.split(","), [])]
    for old, new in (("date-modified", "lastmod"), ("image-alt", "image_alt"), ("lang", "language")):
        if found.get(old) and not found.get(new):
            found[new] = found.pop(old)
    if string(found.get("date")).casefold() in {"today", "now", "last-modified"}:
        found.pop("date")
    return found
