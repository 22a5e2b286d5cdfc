"""Sites on Sphinx: blogs with ABlog, other sites, and Jupyter Books. ``conf.py`` is read and never run."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from docutils import nodes

from valuable.content.foreign.cures import value_words
from valuable.importers.heads import Head, read_head
from valuable.importers.notebook_heads import read_notebook_head
from valuable.importers.profiles.base import (
    MARKDOWN,
    Found,
    Profile,
    is_text_of_people,
    slug,
    string,
    with_slashes,
)
from valuable.importers.profiles.myst import is_copy_of_text, is_list_of_posts
from valuable.importers.profiles.node import POST_FOLDERS
from valuable.importers.profiles.python_settings import list_or, literals
from valuable.importers.records import OldEntry, OldPerson, OldSite
from valuable.importers.rst import read_rst_head, title_at
from valuable.importers.trees import Tree

SPHINX_TEXTS = (*MARKDOWN, ".rst", ".ipynb", ".txt")
# ABlog's directive, which may stand anywhere in a text: https://ablog.readthedocs.io/en/stable/manual/posting-and-listing.html
POST_IN_RST = re.compile(
    r"^\.\. (?:post|blogpost)::[ \t]*(?P<date>.*)\n(?P<options>(?:[ \t]+:[\w-]+:.*\n?|[ \t]+\S.*\n?)*)", re.MULTILINE
)
POST_IN_MYST = re.compile(
    r"^(?P<fence>`{3,}|:{3,})\{(?:post|blogpost)\}[ \t]*(?P<date>.*)\n(?P<options>[\s\S]*?)^(?P=fence)[ \t]*\n?",
    re.MULTILINE,
)
POST_OPTION = re.compile(r"^[ \t]*:(?P<key>[\w-]+):[ \t]*(?P<value>.*)$", re.MULTILINE)
RST_LABEL = re.compile(r"^\.\. _(?P<name>[^:\n`]+|`[^`\n]+`):[ \t]*$")
MYST_ROLE = re.compile(
    r"\{(?P<role>doc|ref|download|any)\}`(?:(?P<words>[^`<]*?)\s*<(?P<target>[^`>]+)>|(?P<plain>[^`]+))`"
)


class Sphinx(Profile):
    """ABlog: posts say so in their head, or stand where ``blog_post_pattern`` looks."""

    name = "Sphinx"

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return any(cls.configs(tree)) and not tree.has("myst.yml", "myst.yaml")

    @staticmethod
    def configs(tree: Tree) -> Iterator[str]:
        for path in ("conf.py", "source/conf.py", "docs/conf.py", "docs/source/conf.py", "doc/conf.py", "src/conf.py"):
            if re.search(r"^extensions\b", tree.text_or_none(path), re.MULTILINE):
                yield path

    def prepare(self) -> None:
        path = next(self.configs(self.tree))
        self.folder = path.rpartition("/")[0]
        self.program = self.tree.text(path)
        self.config = literals(self.program)
        self.heads: dict[str, Head] = {}
        self.lists: list[str] = []
        self.patterns = [string(pattern) for pattern in list_or(self.config.get("blog_post_pattern"), [])]
        self.excluded = [string(pattern) for pattern in list_or(self.config.get("exclude_patterns"), [])]
        self.blog = string(self.config.get("blog_path")).strip("/") or "blog"
        self.dirhtml = self.is_dirhtml()

    def describe(self, site: OldSite) -> None:
        config = self.config
        site.root = self.folder
        site.name = string(config.get("blog_title") or config.get("html_title") or config.get("project"))
        site.language = string(config.get("language")).replace("_", "-")
        site.timezone = string(config.get("timezone"))
        url = string(config.get("blog_baseurl") or config.get("html_baseurl") or config.get("ogp_site_url"))
        site.address = url.rstrip("/") + "/" if url.startswith("http") else ""
        authors = config.get("blog_authors")
        for key, about in authors.items() if isinstance(authors, Mapping) else ():
            name = string(about[0]) if isinstance(about, (list, tuple)) and about else ""
            link = string(about[1]) if isinstance(about, (list, tuple)) and len(about) > 1 else ""
            profiles: dict[str, object] = {"profiles": {"Home page": link}} if link.startswith("http") else {}
            site.people += [OldPerson(name, {"key": str(key), **profiles})] if name else []
        if not site.people and string(config.get("author")):
            site.people.append(OldPerson(string(config["author"])))
        site.data = {"authors": {str(p.details.get("key", "")): {"name": p.name} for p in site.people}}

    def inner(self, path: str) -> str:
        return path.removeprefix(f"{self.folder}/" if self.folder else "")

    # -- Texts --------------------------------------------------------------------

    def texts(self) -> Iterator[Found]:
        for path in self.tree.below(self.folder, *SPHINX_TEXTS):
            inner = self.inner(path)
            is_source = not path.endswith(".txt") or string(self.config.get("source_suffix")) == ".txt"
            if not is_source or self.is_excluded(inner) or is_copy_of_text(path, self.tree):
                continue
            if any(part.startswith((".", "_")) for part in inner.split("/")) or not is_text_of_people(path):
                continue
            head = self.head(path, self.tree.text(path))
            kind = "post" if self.is_post(path, inner, head.values) else "page"
            if kind == "page" and is_list_of_posts(head.body):
                self.lists.append(path)
                continue
            date = string(head.values.get("date")).casefold()
            markup = "rst" if path.endswith(".txt") else ""
            yield Found(
                path, kind, draft=kind == "post" and date in {"draft", ""} and "date" in head.values, markup=markup
            )

    def is_excluded(self, inner: str) -> bool:
        """Return whether ``exclude_patterns`` names a file."""
        return any(
            PurePosixPath(inner).match(pattern) or inner.startswith(f"{pattern.strip('*').rstrip('/')}/")
            for pattern in self.excluded
            if pattern.strip("*/")
        )

    def is_post(self, path: str, inner: str, values: Mapping[str, Any]) -> bool:
        """Return whether a text is a post of ABlog: its head or a directive says so, or a pattern finds it."""
        if values.get("blogpost") not in {None, ""}:
            return string(values["blogpost"]).casefold() != "false"
        if any(PurePosixPath(inner).match(pattern) for pattern in self.patterns):
            return True
        return inner.split("/", maxsplit=1)[0].casefold() in POST_FOLDERS and bool(values.get("date"))

    def head(self, path: str, text: str) -> Head:
        if path not in self.heads:
            if path.endswith(".ipynb"):
                head = read_notebook_head(text)
            elif path.endswith((".rst", ".txt")):
                values, title, body, taken = read_rst_head(text)
                head = Head({**values, **({"title": title} if title else {})}, body, taken + 1)
            else:
                head = read_head(text)
            self.heads[path] = with_post_directive(head)
        return self.heads[path]

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        for old in value_words(values.get("old_docnames")).split(","):
            entry.old_addresses += [self.page(old.strip().strip("/"))] if old.strip() else []
        return self.page(str(PurePosixPath(self.inner(found.path)).with_suffix("")))

    def page(self, docname: str) -> str:
        """Return the address of a page by its name, as the builder made it."""
        if self.dirhtml or docname == "index":
            return with_slashes(re.sub(r"(?:^|/)index$", "", docname))
        return f"/{docname}.html"

    def is_dirhtml(self) -> bool:
        """Return whether the site is built with an address for each folder, as its files of orders say."""
        names = (
            "Makefile",
            "noxfile.py",
            "tox.ini",
            "justfile",
            ".readthedocs.yaml",
            ".readthedocs.yml",
            "netlify.toml",
        )
        folders = ("", f"{self.folder}/") if self.folder else ("",)
        orders = [self.tree.text_or_none(f"{folder}{name}") for folder in folders for name in names]
        workflows = [self.tree.text(path) for path in self.tree.below(".github/workflows", ".yml", ".yaml")]
        orders = [text for text in orders if text]
        whole = " ".join([*orders, *workflows])
        return bool(re.search(r"-b[= ]*dirhtml|make dirhtml|builder:\s*dirhtml|ablog build[^\n]*-b\s*dirhtml", whole))

    # -- What else was published ----------------------------------------------------

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
        site.labels = dict(self.labels(site))
        entries = {entry.source: entry for entry in site.entries}
        for entry in site.entries:
            if entry.markup == "markdown":
                entry.body = MYST_ROLE.sub(lambda role, at=entry: self.link(role, at, entries, site), entry.body)  # type: ignore[misc]
            if entry.kind == "post" and entry.address and site.address:
                entry.id = site.address.rstrip("/") + quote(entry.address, safe="/~:@!$&'()*+,;=%")
        for old, new in self.old_lists(site):
            site.moved.setdefault(old, new)
        self.take_menu(site)

    def labels(self, site: OldSite) -> Iterator[tuple[str, tuple[str, str]]]:
        """Yield what texts name by a label: its place in the source, and the title there."""
        for entry in site.entries:
            lines = self.tree.text(entry.source).split("\n") if entry.markup == "rst" else []
            for number, line in enumerate(lines):
                found = RST_LABEL.match(line)
                if found is None:
                    continue
                below = next(
                    (n for n in range(number + 1, len(lines)) if lines[n].strip() and not RST_LABEL.match(lines[n])), 0
                )
                taken = title_at(lines, below) if below else 0
                title = lines[below + taken - 2].strip() if taken else ""
                name = " ".join(found["name"].strip("`").casefold().split())
                mark = "" if title and title == entry.title else f"#{nodes.make_id(name)}"
                yield name, (f"{entry.source}{mark}", title)

    def link(self, role: re.Match[str], entry: OldEntry, entries: Mapping[str, OldEntry], site: OldSite) -> str:
        """Return a role of MyST as a link, where what it names has come over; else as it is."""
        target = (role["target"] or role["plain"]).strip()
        words = (role["words"] or "").strip()
        if role["role"] in {"ref", "any"}:
            place, title = site.labels.get(" ".join(target.casefold().split()), ("", ""))
            return f"[{words or title}](/{place})" if place and (words or title) else role[0]
        folder = self.folder if target.startswith("/") else entry.folder.strip(".")
        path = "/".join(filter(None, (folder, target.lstrip("/"))))
        names = [posixpath.normpath(f"{path}{end}") for end in ("", ".md", ".rst", ".ipynb")]
        found = next((entries[name] for name in names if name in entries), None)
        return f"[{words or found.title}](/{found.source})" if found else role[0]

    def old_lists(self, site: OldSite) -> Iterator[tuple[str, str]]:
        """Yield the old addresses of ABlog's lists and feeds with what has their place here."""
        posts = [entry for entry in site.entries if entry.kind == "post" and not entry.draft]
        yield f"/{self.blog}/atom.xml", "/blog/atom.xml"
        yield self.page(self.blog), "/blog/"
        kinds = (
            ("tag", Counter(tag for post in posts for tag in post.tags)),
            ("category", Counter(post.category for post in posts if post.category)),
            ("author", Counter(name for post in posts for name in post.authors)),
        )
        for kind, names in kinds:
            yield self.page(f"{self.blog}/{kind}"), f"/blog/{kind}/"
            for name in names:
                yield self.page(f"{self.blog}/{kind}/{slug(name)}"), f"list:{kind}:{name}"
                yield f"/{self.blog}/{kind}/{slug(name)}/atom.xml", f"feed:atom:{kind}:{name}"
        yield self.page(f"{self.blog}/archive"), "/blog/archive/"
        for year in sorted({post.date[:4] for post in posts if post.date}):
            yield self.page(f"{self.blog}/{year}"), f"/blog/{year}/"
            if self.blog != "blog":
                yield f"/{self.blog}/{year}/atom.xml", "/blog/atom.xml"
        for path in self.lists:
            yield self.page(str(PurePosixPath(self.inner(path)).with_suffix(""))), "/blog/"

    def take_menu(self, site: OldSite) -> None:
        """Take the pages that the first page's ``toctree`` names."""
        index = next((e for e in site.entries if self.inner(e.source).rpartition(".")[0] == "index"), None)
        text = self.tree.text(index.source) if index is not None else ""
        by_name = {self.inner(entry.source).rpartition(".")[0]: entry for entry in site.entries}
        for block in re.findall(
            r"(?:^\.\. toctree::|\{toctree\})[^\n]*\n((?:[ \t]*\S[^\n]*\n|\n)*)", text, re.MULTILINE
        ):
            for line in block.split("\n"):
                named = re.fullmatch(r"\s*(?:(?P<words>[^<:`]+?)\s*<(?P<target>[^>]+)>|(?P<plain>[\w./-]+))\s*", line)
                entry = by_name.get((named["target"] or named["plain"]).strip("/").partition(".")[0]) if named else None
                if entry is not None and entry.kind == "page" and named is not None and entry.address:
                    site.menu.append(((named["words"] or entry.title).strip(), entry.address))


def with_post_directive(head: Head) -> Head:
    """Return a head with what ABlog's directive says, which is taken out of the text."""
    for pattern in (POST_IN_RST, POST_IN_MYST):
        found = pattern.search(head.body)
        if found:
            options = {each["key"]: each["value"].strip() for each in POST_OPTION.finditer(found["options"])}
            values = {**head.values, "date": found["date"].strip(), "blogpost": "true", **options}
            body = head.body[: found.start()] + head.body[found.end() :]
            return Head(with_names(values), body, head.line, head.error)
    return head._replace(values=with_names(head.values))


def with_names(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values in which names stand as lists, as ABlog reads them: with commas between."""
    made = {("old_docnames" if key == "redirect" else key): value for key, value in values.items()}
    for key in ("tags", "category", "author"):
        if isinstance(made.get(key), str):
            made[key] = [name.strip() for name in made[key].split(",") if name.strip()]
    if string(made.get("date")).casefold() == "draft":
        made["date"] = ""
    made.pop("image", None) if string(made.get("image")).isdigit() else None
    return made


class JupyterBook(Sphinx):
    """A Jupyter Book: ``_config.yml`` beside ``_toc.yml``."""

    name = "Jupyter Book"

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return any(True for _ in cls.books(tree))

    @staticmethod
    def books(tree: Tree) -> Iterator[str]:
        for folder in ("", "book/", "docs/", "content/"):
            text = tree.text_or_none(f"{folder}_toc.yml")
            if re.search(r"^(?:format: *jb-|root:|- *file:)", text, re.MULTILINE) and tree.has(f"{folder}_config.yml"):
                yield folder.strip("/")

    def prepare(self) -> None:
        self.folder = next(self.books(self.tree))
        config = self.settings("/".join(filter(None, (self.folder, "_config.yml"))))
        sphinx, html = config.get("sphinx"), config.get("html")
        own = sphinx.get("config") if isinstance(sphinx, Mapping) else None
        self.program = ""
        self.config = {**(own if isinstance(own, Mapping) else {})}
        self.config.setdefault("project", config.get("title"))
        self.config.setdefault("author", config.get("author"))
        self.config.setdefault("html_baseurl", html.get("baseurl") if isinstance(html, Mapping) else "")
        self.config.setdefault("exclude_patterns", config.get("exclude_patterns") or [])
        self.heads = {}
        self.lists = []
        self.patterns = [string(pattern) for pattern in list_or(self.config.get("blog_post_pattern"), [])]
        self.excluded = [string(pattern) for pattern in list_or(self.config.get("exclude_patterns"), [])]
        self.blog, self.dirhtml = string(self.config.get("blog_path")).strip("/") or "blog", False
