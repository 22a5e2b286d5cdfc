"""Report what leads nowhere on the site: links, pictures and names, each with what is nearest.

What an address leads to is looked up when its page is read (`valuable.content.local_addresses`). What the site makes by
itself, and the anchors of its pages, are known once it is made; so all is told then, in every build, whichever pages it
has read.
"""

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator
from heapq import nlargest
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.addresses.anchors import anchors_of
from valuable.addresses.link_anchors import matching_anchor
from valuable.addresses.nearest import NearestAddresses, Similarity
from valuable.addresses.permalinks import redirect_targets
from valuable.base.html_scan import parse_attributes, scan_tags
from valuable.base.page_addresses import COPY_SUFFIX
from valuable.base.reports import Severity, report
from valuable.base.source_paths import MARKDOWN_LIKE
from valuable.base.text_files import brief
from valuable.build.builder import SiteBuilder
from valuable.build.extra_files import extra_files
from valuable.build.staging import list_files
from valuable.content.drafts import held_back
from valuable.content.local_addresses import NAME_LINK, SHOWN_FILE, LocalAddress, local_addresses
from valuable.content.references import reference_targets
from valuable.content.site_addresses import AddressTable, address_table
from valuable.content.source_checks import PICTURE_SUFFIXES, page_file, sources_of
from valuable.phases import BuildFinished

MAX_SUGGESTED_FOR = 1000  # addresses in a build for which those near to them are looked for
PAGE_FILE = "index.html"
# What no author would link to, though the site has it.
UNLINKED = re.compile(
    r"(?:_[^/]*|pagefind|\w+/archive/atom-\d+\.xml|404\.html|objects\.inv|(?:old-)?addresses\.txt|robots\.txt|sitemap\.xml)(?:/|$)|.*/page/\d+/"
)
LINK_ADVICE = "write the file of a page, as in `[words](other-post.md)`, or an address of this site"
PICTURE_ADVICE = "put the file beside the page, and write its name as it is, capitals too"
FILE_ADVICE = "put the file beside the page or into `_extra`, and write its name or its address there"
# What the name of something ends with that is no file to be loaded, but a page, a feed or a list.
UNLOADED_SUFFIXES = MARKDOWN_LIKE | {".aspx", ".htm", ".html", ".ipynb", ".json", ".org", ".php", ".txt", ".xml"}
MAIL_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
HOST_NAME = re.compile(r"www\.[\w-]+\.[\w.-]+(?:[/?#].*)?", re.DOTALL)


class DeadLinks:
    """Looks up the addresses that were noted, among the files that the site has after this build."""

    def __init__(self, app: Sphinx, builder: SiteBuilder) -> None:
        self.app, self.builder = app, builder
        self.known = builder.made(list_files(Path(builder.outdir))) | extra_files(app).keys()
        self.table: AddressTable = address_table(app)
        self.ids: dict[str, frozenset[str] | None] = {}
        self.published: dict[frozenset[str], NearestAddresses] = {}
        self.suggested = 0
        linkable = set(linkable_addresses(self.known, redirect_targets(app), self.table))
        self.addresses = NearestAddresses(linkable)
        self.pages = NearestAddresses(each for each in linkable if each.strip("/") in self.table.addresses)
        sources = sources_of(app)
        self.held_back_labels = {label.lower() for docname in held_back(app) for label in sources[docname].labels}

    def problem(self, docname: str, noted: LocalAddress) -> str:
        """Return what is wrong with an address on a page; ``""`` if it leads somewhere."""
        if noted.element == NAME_LINK:
            return self.name_problem(docname, noted.address)
        if not noted.leads_to:
            return self.nowhere(docname, noted)
        parts = urlsplit(noted.leads_to)
        path = unquote(parts.path).lstrip("/")
        places = (path, f"{path.rstrip('/')}/{PAGE_FILE}".lstrip("/"), f"{path}.html")  # hosts know `/one` by the last
        file = next((place for place in places if place in self.known), None)
        if file is None:
            return self.nowhere(docname, noted)
        fragment = unquote(parts.fragment)
        if fragment and file.endswith(".html") and not self.has_anchor(file, fragment):
            return self.no_anchor(noted, file, fragment)
        return ""

    # -- Anchors

    def has_anchor(self, file: str, name: str) -> bool:
        """Return whether a page has an anchor. ``#top`` is on every page (HTML, 7.4.6.4)."""
        if name == "top" or name.startswith(":~:"):
            return True
        docname = self.docname_of(file)
        if docname is not None and matching_anchor(self.app.env, docname, name):
            return True
        if file not in self.ids:
            self.ids[file] = ids_in_page(self.builder, file)
        found = self.ids[file]
        return found is None or name in found

    def docname_of(self, file: str) -> str | None:
        return self.table.pages.get(file)

    def no_anchor(self, noted: LocalAddress, file: str, fragment: str) -> str:
        docname, start = self.docname_of(file), noted.address.partition("#")[0]
        headings = anchors_of(self.app.env)[docname].headings if docname in anchors_of(self.app.env) else ()
        there = [heading.anchors[0] for heading in headings if heading.anchors]
        near = NearestAddresses(there).near(fragment) if self.may_suggest() else []
        advice = naming_nearest(f"{start}#{anchor}" for anchor in near) or ": leave out the `#` and what follows"
        return f"`{brief(noted.address)}` leads to no heading and no anchor of its page{advice}"

    # -- What is not there

    def name_problem(self, docname: str, written: str) -> str:
        """Return what is wrong with a name, which may be a label of any page, or an anchor of its own."""
        name = written.removeprefix("#")
        known = name.lower() in reference_targets(self.app) or name.lower() in self.held_back_labels
        if known or matching_anchor(self.app.env, docname, name):
            return ""
        if self.has_anchor(page_file(self.app, docname), name):
            return ""
        if not self.may_suggest():
            return f"`{brief(written)}` leads nowhere"
        headings = anchors_of(self.app.env)[docname].headings if docname in anchors_of(self.app.env) else ()
        own = NearestAddresses(heading.anchors[0] for heading in headings if heading.anchors).near(name)
        if written.startswith("#"):
            advice = naming_nearest(f"#{anchor}" for anchor in own) or ": leave out the `#`, if a page is meant"
            return f"`{brief(written)}` leads to no heading and no anchor of this page{advice}"
        near = [*(f"#{anchor}" for anchor in own[:2]), *self.written(docname, name, self.pages.near(name))][:3]
        return f"`{brief(name)}` leads nowhere{naming_nearest(near) or f': {LINK_ADVICE}'}"

    def nowhere(self, docname: str, noted: LocalAddress) -> str:
        address, written = noted.address, brief(noted.address)
        if MAIL_ADDRESS.fullmatch(address):
            return f"`{written}` is an address of e-mail: write `mailto:{written}`"
        if HOST_NAME.fullmatch(address):
            return f"`{written}` is an address of another site: write `https://{written}`"
        kind = Path(re.split("[?#]", address)[0]).suffix.casefold()
        is_file = noted.element == SHOWN_FILE or (kind and kind not in UNLOADED_SUFFIXES)
        near = ""
        if self.may_suggest():
            near = naming_nearest(
                self.files_near(docname, address, kind) if is_file else self.pages_near(docname, address, kind)
            )
        if noted.element == SHOWN_FILE:
            advice = near or f": {PICTURE_ADVICE if kind in PICTURE_SUFFIXES else FILE_ADVICE}"
            return f"there is no file `{written}` to be shown{advice}"
        advice = near or f": {FILE_ADVICE if is_file else LINK_ADVICE}"
        return f"`{written}` leads nowhere{advice}{self.elsewhere_on_host(address)}"

    def pages_near(self, docname: str, address: str, suffix: str) -> Iterator[str]:
        """Yield what is most like an address, as it is written; of the name of a file, these are pages."""
        is_page = suffix in MARKDOWN_LIKE or not (address.startswith("/") or address.endswith("/") or "://" in address)
        return self.written(docname, address, (self.pages if is_page else self.addresses).near(address))

    def elsewhere_on_host(self, address: str) -> str:
        """Say how the address of another part of the host is written, if the site is not all that stands there."""
        if self.table.root == "/" or not address.startswith("/") or address.startswith(self.table.root):
            return ""
        host = self.table.base.removesuffix(self.table.root)
        return f". If it stands elsewhere on the host, write `{brief(host + address)}`"

    def may_suggest(self) -> bool:
        """Return whether what is near may be looked for once more: it takes its time."""
        self.suggested += 1
        return self.suggested <= MAX_SUGGESTED_FOR

    def written(self, docname: str, address: str, found: Iterable[str]) -> Iterator[str]:
        """Yield addresses in the form in which *address* is written: as those of files, if it is one."""
        folder = posixpath.dirname(sources_of(self.app)[docname].path)
        for each in found:
            page = self.table.addresses.get(each.strip("/"))
            if page is None or address.startswith("/") or "://" in address:
                yield each
            else:
                yield posixpath.relpath(self.table.source_of[page], folder or ".")

    def files_near(self, docname: str, address: str, suffix: str) -> list[str]:
        """Return the files that are most like one that is not there, in the folders in which it was looked for.

        Of a picture, these are pictures; of any other, files with the same *suffix*.
        """
        wanted = PICTURE_SUFFIXES if suffix in PICTURE_SUFFIXES else {suffix} - {""}
        path = unquote(self.table.own_address(address) or address)
        start = "/" if path.startswith("/") else ""
        beside = posixpath.dirname(path).strip("/")
        there = set()
        for place in self.table.places(path, docname, as_html=False):
            above = posixpath.dirname(place)
            for folder in (above, *(f"{each}/{above}".rstrip("/") for each in self.table.folders)):
                names = self.table.files.names(folder).values()
                there |= {start + posixpath.join(beside, name) for name in names if is_one_of(name, wanted)}
        near = {*NearestAddresses(there).near(path), *self.published_files(frozenset(wanted)).near(path)}
        return nlargest(3, near, key=Similarity(path))

    def published_files(self, suffixes: frozenset[str]) -> NearestAddresses:
        """Return the files that are published as they are and end in one of these ways."""
        if suffixes not in self.published:
            found = (f"/{path}" for path in self.table.published if is_one_of(path, suffixes))
            self.published[suffixes] = NearestAddresses(found)
        return self.published[suffixes]


def is_one_of(name: str, suffixes: Collection[str]) -> bool:
    return Path(name).suffix.casefold() in suffixes


def naming_nearest(found: Iterable[str]) -> str:
    """Return the end of a message that names what is nearest; ``""`` if nothing is."""
    names = [f"`{brief(each)}`" for each in found]
    return f": nearest {'are' if len(names) > 1 else 'is'} {', '.join(names)}" if names else ""


def linkable_addresses(known: Collection[str], redirects: Collection[str], table: AddressTable) -> Iterator[str]:
    """Yield the addresses of the site that an author may mean: no old ones, no copies, nothing of the machinery's."""
    for path in known:
        address = path.removesuffix(PAGE_FILE) if path.endswith(f"/{PAGE_FILE}") or path == PAGE_FILE else path
        docname = table.pages.get(path)
        if docname is not None and not path.endswith(COPY_SUFFIX):
            yield table.page_address(docname)
        elif not (docname is not None or address.strip("/") in redirects or UNLINKED.match(address)):
            yield f"/{address}"


def ids_in_page(builder: Any, file: str) -> frozenset[str] | None:
    """Return the anchors of a page, made by now or before; None if it can't be told."""
    page = next((page for page in (Path(builder.outdir, file), Path(builder.site, file)) if page.is_file()), None)
    if page is None:
        return None
    tags = (parse_attributes(inside) for _, inside, _ in scan_tags(page.read_text(encoding="utf-8")))
    return frozenset(given["id"] for given in tags if "id" in given)


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    builder, found = app.builder, local_addresses(app.env)
    if exception is not None or not isinstance(builder, SiteBuilder) or not found:
        return
    links = DeadLinks(app, builder)
    for docname in sorted(found.keys() & app.env.found_docs):
        for noted in found[docname]:
            if message := links.problem(docname, noted):
                location = noted.location or docname
                report(message, location, "dead_ends", severity=Severity.ACCEPTABLE, subject=noted.address)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.local_addresses")
    app.setup_extension("valuable.addresses.link_anchors")
    app.connect("build-finished", on_build_finished, priority=BuildFinished.LOOK_UP)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
