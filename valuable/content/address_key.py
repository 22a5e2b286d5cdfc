"""Validate ``address``, the address of its own that a page has: ``/2019/12/24/one/``, ``/one.html``, ``/one``.

What is nearly one is told with what it should be; nothing is mended in silence, since an address is for ever.
"""

import posixpath
import re
from collections.abc import Iterator
from mimetypes import MimeTypes
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

import yaml

from valuable.base.page_addresses import bare_address, is_file_address
from valuable.base.text_files import brief
from valuable.content.validators import MAX_PART_BYTES, FrontMatterRules, ValidationError, scalar_text

EXAMPLE_OWN = "/2019/12/24/one/"
MAX_ADDRESS_BYTES = 1000  # bytes of a whole address: systems bound the paths of files
INDEX_NAME = re.compile(r"/index(?:\.(?:html?|md))?$")
# What no file of every system can have in its name, or no line of the ledger.
UNFIT_SIGNS = re.compile(r"[\s\"<>|^`{}%\\]+")
# What a host would run, or say to be no page; the kinds of files that have no media type of their own.
OTHER_KINDS = frozenset({
    ".asp", ".aspx", ".atom", ".cfm", ".cgi", ".jsp", ".md", ".markdown", ".php", ".phtml", ".rdf", ".rss", ".shtml",
    ".xhtml",
})  # fmt: skip
KNOWN_TYPES = MimeTypes()


def as_address(node: yaml.Node, rules: FrontMatterRules) -> str:
    return parse_address(scalar_text(node, EXAMPLE_OWN))


def parse_address(text: str) -> str:
    """Return the address of a page; raise :exc:`ValidationError` with what to write for any other text."""
    right = text
    reasons = []
    for reason, mended in mendings(text):
        reasons.append(reason)
        right = mended
    fault = address_fault(right)
    if fault:
        raise ValidationError(f"`{brief(text)}` {fault}")
    if reasons:
        raise ValidationError(f"`{brief(text)}` {' and '.join(reasons)}: write `{brief(right)}`")
    return text


def mendings(text: str) -> Iterator[tuple[str, str]]:
    """Yield each way in which a text is not an address yet, and the text with this and all before it mended."""
    found = text
    for reason, mend in MENDINGS:
        mended = mend(found)
        if mended != found:
            yield reason, mended
        found = mended


def without_host(text: str) -> str:
    """Return the path, the query and the fragment of a whole address."""
    found = re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", text)
    try:
        return urlsplit(text)._replace(scheme="", netloc="").geturl() or "/" if found else text
    except ValueError:
        return text


def decoded(text: str) -> str:
    """Return a text without percent-encodings, once they are those of UTF-8."""
    plain = unquote(text)
    return text if "\ufffd" in plain else plain


def with_plain_path(text: str) -> str:
    """Return a path from the root, without empty parts and ways up."""
    path = posixpath.normpath(f"/{text.lstrip('/')}")
    return path if path == "/" or not text.endswith(("/", "/.", "/..")) else f"{path}/"


def fit_signs(text: str) -> str:
    """Return a text with hyphens in place of what can't stand in the name of a file."""
    return "/".join(
        re.sub("-+", "-", UNFIT_SIGNS.sub("-", part)).strip("-") if UNFIT_SIGNS.search(part) else part
        for part in text.split("/")
    )


MENDINGS = (
    ("is a whole address, and its path alone is wanted", without_host),
    ("has a query or a fragment, which no page has for itself", lambda text: re.split("[?#]", text, maxsplit=1)[0]),
    ("has a backslash", lambda text: text.replace("\\", "/")),
    ("is encoded", decoded),
    ("is not in the form NFC of Unicode", lambda text: normalize("NFC", text)),
    ("is no plain path from the site's root", with_plain_path),
    ("names the file that a host shows for a folder", lambda text: INDEX_NAME.sub("/", text)),
    ("has a sign that can't stand in an address (readers who follow it can be led on by `redirect`)", fit_signs),
)


def address_fault(address: str) -> str:
    """Return why a well-formed path can't be the address of a page, and what to do; ``""`` if it can."""
    parts = bare_address(address).split("/")
    longest = max(map(len, map(str.encode, parts)))
    if not address.isprintable() or longest > MAX_PART_BYTES or len(address.encode()) > MAX_ADDRESS_BYTES:
        return "can't be the name of a file: write a shorter and plainer one"
    if address == "/":
        return "is the home page: take the line out, or write an address as in `/about/`"
    if any(part.startswith(".") for part in parts):
        return "is hidden from readers: write an address in which no part begins with a dot"
    if address.startswith("/_"):
        return "begins as what the site makes by itself: write an address that begins with a letter or a digit"
    if is_other_file(address):
        folder, name = address.rsplit("/", 1)
        stem = name.rpartition(".")[0]
        return (
            f"would not be shown as a page, for what it ends with: write `{brief(f'{folder}/{stem}/')}`, and "
            f"`redirect: [{brief(address)}]`"
        )
    return ""


def is_other_file(address: str) -> bool:
    """Return whether an address is that of a file which hosts know to be something else than a page."""
    suffix = posixpath.splitext(address)[1].lower()
    known = any(suffix in kinds for kinds in KNOWN_TYPES.types_map)
    return not address.endswith("/") and not is_file_address(address) and (known or suffix in OTHER_KINDS)
