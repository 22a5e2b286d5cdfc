"""Addresses of pages: the file that holds the page at an address, and how a link to it is written.

An address is a path from the site's root, decoded: ``/posts/2021/slug/``, ``/2019/one.html``, ``/one``. Nothing in this
module knows Sphinx.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote

INDEX_FILE, COPY_SUFFIX = "index.html", ".md"
PAGE_SUFFIX = re.compile(r"\.html?$")
# What may not stand in a link as it is: a colon would end a scheme, an ampersand begin a reference of HTML.
ENCODED = re.compile(r"(?![\w/.~!$()*+,;=@-])[\x00-\x7f]")


def address_by_name(pagename: str) -> str:
    """Return the address that a page has by its name, if it has none of its own; one that begins with `/` is one."""
    if pagename.startswith("/"):
        return pagename
    return "/" if pagename == "index" else f"/{pagename.removesuffix('/index')}/"


def bare_address(address: str) -> str:
    """Return an address as it is compared with others: ``/one`` and ``/one/`` are one place."""
    return address.strip("/")


def is_file_address(address: str) -> bool:
    """Return whether an address is that of a file of HTML, ``/2021/slug.html``, rather than of a folder.

    Of other files, ``page.php``, a host would not say that they are pages.
    """
    return PAGE_SUFFIX.search(address) is not None


def lacks_slash(address: str) -> bool:
    """Return whether the page at an address is a file whose name the address does not have in full: ``/one``."""
    return not address.endswith("/") and not is_file_address(address)


def file_of(address: str) -> str:
    """Return the path of the page at an address, in the output. Hosts answer ``/one`` with ``one.html``."""
    path = address.removeprefix("/")
    if address.endswith("/"):
        return path + INDEX_FILE
    return path if is_file_address(address) else f"{path}.html"


def copy_of(address: str) -> str:
    """Return the path of the Markdown copy of the page at an address."""
    return PAGE_SUFFIX.sub("", file_of(address)) + COPY_SUFFIX


def files_of(address: str) -> tuple[str, ...]:
    """Return the paths that a page takes in the output: its own, its copy's, that of its folder for ``/one``."""
    files = (file_of(address), copy_of(address))
    return (*files, file_of(f"{address}/")) if lacks_slash(address) else files


def link_to(address: str) -> str:
    """Return an address as it stands in a link, seen from the site's root."""
    return ENCODED.sub(lambda sign: quote(sign[0], safe=""), address.removeprefix("/"))


def parent_folders(path: str) -> Iterator[str]:
    """Yield the folders above a path: ``a`` and ``a/b`` for ``a/b/c``."""
    parts = path.split("/")
    return ("/".join(parts[:number]) for number in range(1, len(parts)))
