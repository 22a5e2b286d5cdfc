"""Find what the addresses lead to that authors write: a page, a file, or something that the site makes.

Each system has its own habit: the address of a page, ``/posts/2020/one/``, with the site's own host or without; one
that the page had elsewhere; the file, ``../2020/one.md``, ``one``, ``My Post.md``; a picture by its address,
``/images/x.png``, wherever such files lie. All are looked up in one table, which each build makes once.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import quote, unquote, urlsplit

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.build_state import once_per_build
from valuable.base.page_addresses import COPY_SUFFIX, address_by_name, bare_address, copy_of, file_of, link_to
from valuable.base.slugs import slug
from valuable.base.source_paths import MARKDOWN_LIKE, is_markdown_like
from valuable.base.text_files import LONE_SURROGATE
from valuable.base.uris import URI_SAFE, scheme_of, strip_address
from valuable.content.address_clashes import LIST_OF_CONCEPTS
from valuable.content.source_checks import generated_roots, sources_of

# Where other systems keep what is published as it is; a file in one of these is published if a page shows or offers it.
ASSET_FOLDERS = ("static", "public", "assets", "content", "source")
TO_PAGE, TO_FILE, TO_ADDRESS, TO_NOTHING = "page", "file", "address", ""
INDEX_NAMES = re.compile(r"(?:^|/)index(?:\.html?)?$|\.html?$")
SUFFIXES = re.compile(f"(?:{'|'.join(map(re.escape, sorted(MARKDOWN_LIKE, key=len, reverse=True)))})$", re.IGNORECASE)
# Where other systems have the lists of tags and categories, and what they are called here.
CATALOG_NAMES = {"tag": "tag", "tags": "tag", "category": "category", "categories": "category"}
CATALOG_ELSEWHERE = re.compile(rf"/(?P<catalog>{'|'.join(CATALOG_NAMES)})/(?P<name>[^/]+)/?(?:index\.html?)?")
# Where other systems have the feeds of a blog, its archive and its lists of lists.
MADE_ELSEWHERE = {
    **dict.fromkeys(("feed", "feed.xml", "atom.xml", "index.xml", "feeds/all.atom.xml"), "/blog/atom.xml"),
    **dict.fromkeys(("rss", "rss.xml", "feed/rss"), "/blog/rss.xml"),
    "feed.json": "/blog/feed.json",
    **dict.fromkeys(("archive", "archives", "archives.html", "archive.html"), "/blog/archive/"),
    **{f"{name}{end}": f"/blog/{there}/" for name, there in CATALOG_NAMES.items() for end in ("", ".html")},
}
PAGE_OF_FOLDER = "index.html"
STATIC_FILES = "_static/"  # which are published at addresses of their own


class Destination(NamedTuple):
    """What an address leads to.

    *name* is the docname of a page, the path of a file in the site's folder, or the address, from the site's root, of
    something that the site likely makes. *rest* is the query and the fragment, as they are written.
    """

    kind: str
    name: str = ""
    rest: str = ""

    @property
    def fragment(self) -> str:
        return unquote(self.rest.partition("#")[2])


class ParsedAddress(NamedTuple):
    """An address within the site: its path, decoded, its query, and its fragment with the sign before it."""

    path: str
    query: str
    fragment: str

    @property
    def rest(self) -> str:
        return (f"?{self.query}" if self.query else "") + self.fragment


def parsed_address(address: str) -> ParsedAddress:
    """Return the parts of an address without a host. What no file can hold leads nowhere, and does no harm."""
    path, sign, fragment = LONE_SURROGATE.sub("\ufffd", strip_address(address)).partition("#")
    path, _, query = path.partition("?")
    return ParsedAddress(unquote(path).replace("\\", "/"), query, sign + fragment)


def without_index(path: str) -> str:
    """Return a path without what names its page once more: ``one/``, ``one/index.html``, ``one.html`` are ``one``."""
    return INDEX_NAMES.sub("", path.rstrip("/"))


def joined_path(folder: str, path: str) -> str | None:
    """Return *path* as it is seen from *folder*, from the site's root; None if it is outside of it."""
    found = posixpath.normpath(f"{folder}/{path}").lstrip("/")
    return None if found == ".." or found.startswith("../") else found.removeprefix(".")


@dataclass
class FolderListings:
    """The names in the folders of the site, each looked at once."""

    root: Path
    known: dict[str, dict[str, str]] = field(default_factory=dict)

    def names(self, folder: str) -> dict[str, str]:
        """Return the names in a folder as the disk has them, by their NFC form; none if it can't be read."""
        if folder not in self.known:
            try:
                names = (entry.name for entry in (self.root / folder).iterdir())
                self.known[folder] = {normalize("NFC", name): name for name in names}
            except (OSError, ValueError):
                self.known[folder] = {}
        return self.known[folder]

    def find(self, path: str) -> str | None:
        """Return the path of a file as the disk has it, accents in whatever form; None if there is none.

        Capitals count, though not every disk tells them apart: the site's readers may ask one that does.
        """
        found = ""
        for part in path.split("/"):
            name = self.names(found).get(normalize("NFC", part))
            if name is None:
                return None
            found = f"{found}/{name}".lstrip("/")
        return found if found and (self.root / found).is_file() else None


@dataclass
class AddressTable:
    """What stands at which address and in which file, as far as it is known before pages are read."""

    bases: tuple[str, ...]  # the site's addresses, with slashes at their ends: that of a preview is before its own
    paths: Mapping[str, str]  # the docname of each source by its path, those held back too
    redirects: Mapping[str, str]  # the docname by old address, without slashes at its ends
    published: Mapping[str, str]  # files that are published as they are: their place in the site's folder, by address
    folders: tuple[str, ...]  # in which files are looked for, too
    generated: frozenset[str]  # the first parts of addresses of what the site makes
    files: FolderListings
    own: Mapping[str, str] = field(default_factory=dict)  # the addresses that pages have of their own, by docname
    addresses: dict[str, str] = field(init=False)  # the docnames, by address without slashes at its ends
    pages: dict[str, str] = field(init=False)  # the docnames, by the path of the page and of its copy in the output
    names: dict[str, list[str]] = field(init=False)  # the docnames by the last part of an address

    def __post_init__(self) -> None:
        self.source_of = {docname: path for path, docname in self.paths.items()}
        self.addresses, self.pages, self.names = {}, {}, {}
        for docname in self.paths.values():
            address = self.page_address(docname)
            self.addresses[bare_address(address)] = docname
            self.pages |= {file_of(address): docname, copy_of(address): docname}
        for docname in self.paths.values():  # it is asked for by the name of its file, too, unless that is another's
            self.addresses.setdefault(bare_address(address_by_name(docname)), docname)
        for place, docname in self.addresses.items():
            named = self.names.setdefault(without_index(place).rpartition("/")[2], [])
            named += [docname] if docname not in named else []
        self.base = self.bases[0]
        self.root = urlsplit(self.base).path or "/"

    def page_address(self, docname: str) -> str:
        """Return the address of a page."""
        return self.own.get(docname) or address_by_name(docname)

    def own_address(self, address: str) -> str | None:
        """Return an address of this site without its host, as a path from the site's root; None of any other.

        An address that is relative or begins with a slash is returned as it is.
        """
        address = strip_address(address)
        if scheme_of(address) not in {"", "http", "https"}:
            return None
        if not scheme_of(address) and not address.replace("\\", "/").startswith("//"):
            return address
        try:
            parts = urlsplit(address.replace("\\", "/"))
        except ValueError:
            return None
        inside = parts.path.removesuffix("/") + "/"
        for base in map(urlsplit, self.bases):
            if parts.netloc.lower() == base.netloc.lower() and inside.startswith(base.path):
                return parts._replace(scheme="", netloc="", path="/" + parts.path[len(base.path) :]).geturl()
        return None

    def find(self, address: str, here: str, *, as_html: bool = False) -> Destination:
        """Return what an address without a host leads to, as it is written on the page *here*.

        A relative one is read as a file's from the page's file, then as a browser does from the page's address, then
        from the site's root; *as_html*: as a browser does first.
        """
        parts = parsed_address(address)
        if not parts.path and not parts.query:
            return Destination(TO_PAGE, here, parts.rest)
        places = list(dict.fromkeys(self.places(parts.path, here, as_html)))
        for looks in (self.exact, self.elsewhere, self.alike):
            for place in places:
                if found := looks(place, parts):
                    return found
        if (docname := self.by_name(parts.path, places)) is not None:
            return Destination(TO_PAGE, docname, parts.rest)
        if parts.path.startswith("/") and (elsewhere := MADE_ELSEWHERE.get(parts.path.strip("/"))):
            return Destination(TO_ADDRESS, elsewhere, parts.rest)
        if tagged := CATALOG_ELSEWHERE.fullmatch(parts.path):
            address = f"/blog/{CATALOG_NAMES[tagged['catalog']]}/{slug(tagged['name'])}/"
            return Destination(TO_ADDRESS, quote(address, safe=URI_SAFE), parts.rest)
        made = next(filter(self.is_made, places), None)
        if (
            made is None and places and parts.path.startswith("/")
        ):  # an old address that the ledger alone knows, or none
            made = min(places, key=len)  # below the path at which the site stands, if that is in it
        return address_at(made, parts) if made is not None else Destination(TO_NOTHING)

    def find_file(self, name: str, here: str, *, as_html: bool = False) -> str | None:
        """Return the path of the file that a picture, a film or the like on the page *here* is shown from."""
        path = parsed_address(name).path
        places = list(dict.fromkeys(self.places(path, here, as_html)))
        found = (look(place) for look in (self.files.find, self.file_elsewhere) for place in places)
        return next(filter(None, found), None)

    def places(self, path: str, here: str, as_html: bool) -> Iterator[str]:
        """Yield the paths from the site's root that a path may mean, the likeliest first."""
        if path.startswith("/"):
            below = path.startswith(self.root) and self.root != "/"
            ways = [path, f"/{path[len(self.root) :]}"] if below else [path]
            found = [joined_path("", way) for way in (reversed(ways) if as_html else ways)]
        else:
            starts = [posixpath.dirname(self.source_of.get(here, here)), self.folder_of(here)]
            found = [joined_path(start, path) for start in (*(reversed(starts) if as_html else starts), ".")]
        yield from (each for each in found if each is not None)

    def folder_of(self, docname: str) -> str:
        """Return the folder from which a browser sees relative addresses on a page."""
        return posixpath.dirname(self.page_address(docname)).strip("/")

    def exact(self, place: str, parts: ParsedAddress) -> Destination | None:
        """Return the page, the old address or the file at a place."""
        old = normalize("NFC", place).strip("/").removesuffix("index.html").rstrip("/")
        if parts.query and (docname := self.redirects.get(f"{old}?{parts.query}")):  # `/?p=12`
            return Destination(TO_PAGE, docname, parts.fragment)
        docname = self.paths.get(place) or self.addresses.get(old)
        if docname is None:
            docname = self.addresses.get(SUFFIXES.sub("", without_index(place)))
        if docname is None and (docname := self.redirects.get(old)):
            return Destination(TO_PAGE, docname, parts.fragment)
        if docname is None:
            return None if place.startswith(STATIC_FILES) else self.file_destination(self.files.find(place), parts)
        if parts.query:
            return Destination(TO_ADDRESS, f"/{link_to(self.page_address(docname))}", parts.rest)
        return Destination(TO_PAGE, docname, parts.rest)

    def file_destination(self, path: str | None, parts: ParsedAddress) -> Destination | None:
        return Destination(TO_FILE, path, parts.rest) if path and not is_markdown_like(path) else None

    def elsewhere(self, place: str, parts: ParsedAddress) -> Destination | None:
        """Return a file that is published as it is, or in one of the folders that the settings name."""
        if place in self.published:
            return Destination(TO_ADDRESS, f"/{quote(place, safe=URI_SAFE)}", parts.rest)
        if f"{place}/{PAGE_OF_FOLDER}".lstrip("/") in self.published:
            return Destination(TO_ADDRESS, f"/{quote(place, safe=URI_SAFE)}/", parts.rest)
        return self.file_destination(self.file_elsewhere(place), parts)

    def file_elsewhere(self, place: str) -> str | None:
        if place in self.published:
            return self.published[place]
        composed = normalize("NFC", place)
        if composed in self.published:
            return self.published[composed]
        return next(filter(None, (self.files.find(f"{folder}/{place}") for folder in self.folders)), None)

    def alike(self, place: str, parts: ParsedAddress) -> Destination | None:
        """Return the page whose file is meant by a name as other systems have it: ``My Post.md``."""
        plain = SUFFIXES.sub("", without_index(place))
        if not parts.path.startswith("/"):  # else it is the address of a copy
            plain = without_index(plain)
        slugs = [slug(part) for part in plain.split("/")]
        docname = self.addresses.get("/".join(slugs)) if all(slugs) else None
        return Destination(TO_PAGE, docname, parts.rest) if docname is not None else None

    def by_name(self, path: str, places: Sequence[str]) -> str | None:
        """Return the docname of the one page that has the name of a file, wherever that lies below its folder.

        A name alone is that of a page anywhere; ``posts/x.md`` is ``posts/2021/x.md`` here.
        """
        if not SUFFIXES.search(path):
            return None
        named = self.names.get(slug(SUFFIXES.sub("", posixpath.basename(path))), [])
        as_before = posixpath.dirname(path.lstrip("./"))  # where the page lay higher
        folders = [""] if "/" not in path else filter(None, [*map(posixpath.dirname, places), as_before])
        below = ([docname for docname in named if docname.startswith(f"{top}/" if top else "")] for top in folders)
        return next((found[0] for found in below if len(found) == 1), None)

    def is_made(self, address: str) -> bool:
        """Return whether something that is no page likely stands at an address from the site's root."""
        place = unquote(address).strip("/")
        is_copy = place.endswith(COPY_SUFFIX) and place in self.pages
        is_published = place in self.published or f"{place}/{PAGE_OF_FOLDER}".lstrip("/") in self.published
        return is_copy or is_published or place.partition("/")[0] in self.generated


def address_at(place: str, parts: ParsedAddress) -> Destination:
    """Return the address of a place; whether something is made there is known in the end."""
    end = "/" if parts.path.endswith("/") and place else ""
    return Destination(TO_ADDRESS, f"/{quote(place, safe=URI_SAFE)}{end}", parts.rest)


@once_per_build
def address_table(app: Sphinx) -> AddressTable:
    """Return the table of this build."""
    sources, found = sources_of(app), app.env.found_docs
    redirects: dict[str, str] = {}
    for docname in sorted(found):
        for old in sources[docname].front_matter.redirect:
            redirects.setdefault(old, docname)
    published: dict[str, str] = {}
    for files in app.emit("published-files"):
        published |= {normalize("NFC", path): place for path, place in files.items()}
    written = app.config._raw_config.get("html_baseurl")
    bases = [app.config.html_baseurl, written.rstrip("/") + "/" if isinstance(written, str) else ""]
    return AddressTable(
        tuple(dict.fromkeys(filter(None, bases))),
        {source.path: docname for docname, source in sources.items()},
        redirects,
        published,
        tuple(folder.strip("/") for folder in app.config.asset_folders),
        frozenset({*generated_roots(app), LIST_OF_CONCEPTS}),
        FolderListings(Path(app.srcdir)),
        {docname: own for docname, source in sources.items() if (own := source.front_matter.address)},
    )


def asset_folder_problems(folders: object) -> Iterator[str]:
    """Yield the problem of the setting."""
    if not isinstance(folders, (list, tuple)) or not all(isinstance(folder, str) for folder in folders):
        yield f"asset_folders is {folders!r}: write a list of folders, such as {list(ASSET_FOLDERS[:2])!r}"


def on_check_settings(app: Sphinx, config: Config) -> Iterable[str]:
    return list(asset_folder_problems(config.asset_folders))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.base.events")
    app.setup_extension("valuable.content.source_checks")
    app.add_config_value("asset_folders", list(ASSET_FOLDERS), "env", types=frozenset({list, tuple}))
    app.connect("check-settings", on_check_settings)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
