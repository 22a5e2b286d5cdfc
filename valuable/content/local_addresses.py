"""Note where the addresses within the site lead that a page has, so that what leads nowhere is told in every build.

Pages that other pages link to by their files are looked up by MyST. What is written as an address, as HTML, as
``:target:`` or in reStructuredText is looked up here, when a page is read; the page is read again when it would lead
elsewhere, as a page was added or a file has gone. Whether the site has in the end what it was likely to make is told by
:mod:`valuable.addresses.dead_links`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import quote, unquote

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.env_store import DocnameStore, EnvValue
from valuable.base.page_addresses import link_to
from valuable.base.uris import URI_SAFE
from valuable.content.attachments import nearest_attachment
from valuable.content.drafts import held_back, held_back_owner
from valuable.content.site_addresses import (
    TO_ADDRESS,
    TO_FILE,
    TO_NOTHING,
    TO_PAGE,
    AddressTable,
    Destination,
    address_table,
)
from valuable.content.source_checks import PICTURE_SUFFIXES, address_of
from valuable.phases import EnvGetOutdated

ADDRESS_LINK, SHOWN_FILE, NAME_LINK = (
    "link",
    "picture",
    "name",
)  # what an address is written as; a name may be that of a label


class LocalAddress(NamedTuple):
    """An address that is to be looked up once the site is made."""

    address: str  # as it is written
    element: str
    location: str  # ``path:line``, for messages
    leads_to: str  # an address from the site's root, if one is known: ``/blog/tag/x/#part``


@dataclass(frozen=True)
class FoundAddress:
    """An address, how it is read, and what it led to when its page was read."""

    address: str
    is_shown: bool  # a picture, a film or the like, which is shown from a file
    as_html: bool
    found: Destination


# Those of a page are the keys of a dictionary, in the order in which they stand there.
LOCAL_ADDRESSES = DocnameStore[dict[LocalAddress, None]]("local_addresses")
FOUND_ADDRESSES = DocnameStore[dict[FoundAddress, None]]("found_addresses")
BASE_READ = EnvValue[str]("address_base", str)  # the address of the site with which pages were read


def local_addresses(env: BuildEnvironment) -> dict[str, dict[LocalAddress, None]]:
    return LOCAL_ADDRESSES.of(env)


def found_addresses(env: BuildEnvironment) -> dict[str, dict[FoundAddress, None]]:
    return FOUND_ADDRESSES.of(env)


def look_up(app: Sphinx, docname: str, address: str, *, is_shown: bool, as_html: bool) -> Destination:
    """Return what an address without a host leads to, as it stands on a page."""
    table = address_table(app)
    if not is_shown:
        return table.find(address, docname, as_html=as_html)
    path = table.find_file(address, docname, as_html=as_html) or file_called(app, docname, address)
    if path is not None and (not as_html or Path(path).suffix.casefold() in PICTURE_SUFFIXES):
        return Destination(TO_FILE, path)
    found = table.find(address, docname, as_html=as_html) if as_html else Destination(TO_NOTHING)
    is_made = found.kind == TO_ADDRESS and not found.name.endswith("/") and table.is_made(found.name)
    return found if found.kind == TO_FILE or is_made else Destination(TO_NOTHING)


def file_called(app: Sphinx, docname: str, address: str) -> str | None:
    """Return the path of the file that a page calls by its name alone, wherever it lies, as Obsidian does."""
    name = normalize("NFC", unquote(address))
    found = nearest_attachment(app, docname, name) if "/" not in name else None
    return found if found and normalize("NFC", found.rpartition("/")[2]) == name else None


def find_address(
    env: BuildEnvironment, address: str, *, is_shown: bool = False, as_html: bool = False
) -> Destination | None:
    """Return what an address on the page being read leads to, and note it; None if it leads out of the site."""
    table = address_table(env._app)
    own = table.own_address(address)
    if own is None:
        return None
    found = look_up(env._app, env.docname, own, is_shown=is_shown, as_html=as_html)
    if not is_kept_from_readers(env, found) and not is_beside(table, env.docname, own, found, as_html=as_html):
        found_addresses(env).setdefault(env.docname, {})[FoundAddress(own, is_shown, as_html, found)] = None
    return found


def is_beside(table: AddressTable, docname: str, address: str, found: Destination, *, as_html: bool) -> bool:
    """Return whether a file is where it is looked for first, so that it leads elsewhere only once it has gone.

    Then its page is read again anyhow, as that of any file that has changed.
    """
    first = next(table.places(unquote(address), docname, as_html), None)
    return found.kind == TO_FILE and found.name == first


def is_kept_from_readers(env: BuildEnvironment, found: Destination) -> bool:
    """Return whether a page or file may not be known by now; the page that names it is read again in any case."""
    if found.kind == TO_FILE:
        return held_back_owner(env._app, found.name) is not None
    return found.kind == TO_PAGE and found.name in held_back(env._app)


def note_local_address(env: BuildEnvironment, address: str, element: str, location: str, leads_to: str) -> None:
    """Have an address on the page being read looked up once the site is made."""
    entry = LocalAddress(address, element, location, leads_to)
    local_addresses(env).setdefault(env.docname, {})[entry] = None


def page_destination(app: Sphinx, docname: str, rest: str) -> str:
    """Return the address of a page from the site's root, as it stands in a link."""
    return f"/{quote(link_to(address_of(app, docname)), safe=URI_SAFE)}{rest}"


def note_destination(env: BuildEnvironment, address: str, element: str, location: str, found: Destination) -> None:
    """Have an address looked up once the site is made, unless what it leads to is known to be there."""
    if found.kind == TO_PAGE:
        if found.fragment and found.name not in held_back(env._app):
            note_local_address(env, address, element, location, page_destination(env._app, found.name, found.rest))
    elif found.kind == TO_ADDRESS:
        note_local_address(env, address, element, location, found.name + found.rest)
    elif found.kind == TO_NOTHING:
        note_local_address(env, address, element, location, "")


def pages_led_to(env: BuildEnvironment, docname: str) -> set[str]:
    """Return the other pages that addresses on a page lead to."""
    entries = (entry.found for entry in found_addresses(env).get(docname, ()))
    return {found.name for found in entries if found.kind == TO_PAGE} - {docname}


# -- In what is kept of a page, until it is printed ----------------------------------

ADDRESS_MARK = "x-site:"  # how an address begins that is resolved when the page is printed; no author can write it


def marked_address(kind: str, name: str, rest: str = "") -> str:
    """Return the mark of what an address leads to."""
    return f"{ADDRESS_MARK}{kind}:{quote(name, safe='/')}{rest}"


def parse_marked(mark: str) -> Destination:
    """Return what :func:`marked_address` was given."""
    kind, _, rest = mark.removeprefix(ADDRESS_MARK).partition(":")
    end = min((at for at in (rest.find("?"), rest.find("#")) if at >= 0), default=len(rest))
    return Destination(kind, unquote(rest[:end]), rest[end:])


# -- Events -------------------------------------------------------------------------


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Have pages read again on which an address leads elsewhere now."""
    base = app.config.html_baseurl
    if BASE_READ.of(env) not in {"", base}:
        changed.update(env.found_docs - added)
    BASE_READ.set(env, base)
    for docname in env.found_docs & found_addresses(env).keys() - added - changed:
        if any(
            look_up(app, docname, entry.address, is_shown=entry.is_shown, as_html=entry.as_html) != entry.found
            for entry in found_addresses(env)[docname]
        ):
            changed.add(docname)
    return ()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.drafts")
    app.setup_extension("valuable.content.site_addresses")
    LOCAL_ADDRESSES.register(app)
    FOUND_ADDRESSES.register(app)
    app.connect("env-get-outdated", on_env_get_outdated, priority=EnvGetOutdated.COMPARE)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
