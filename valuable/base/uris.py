r"""Read addresses as a browser does (URL Standard), judge which may stand in a page, and write them as URIs (RFC 3986).

``java&Tab;script:``, ``/\host`` and ``HTTPS:host`` are read as they are followed. Nothing in this module knows Sphinx.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from ada_url import URL

# What a link may begin with: it shows something, or hands it to a program of the reader's, and runs nothing.
LINK_SCHEMES = frozenset(
    {"http", "https", "mailto", "tel", "sms", "xmpp", "matrix", "irc", "ircs", "sip", "sips", "geo", "ftp", "sftp"}
    | {"ssh", "git", "magnet", "news", "nntp", "urn", "doi", "bitcoin", "gemini", "gopher", "feed", "webcal", "signal"}
    | {"skype", "whatsapp", "tg", "viber", "threema", "facetime", "facetime-audio", "ipfs", "ipns", "nostr", "acct"}
    | {"ethereum", "lightning", "litecoin", "monero"}
)
RASTER_DATA_URI = re.compile(r"data:image/(?:png|jpeg|gif|webp|avif)[;,]", re.IGNORECASE)
WHOLE_ADDRESS = re.compile(r"""https?://[^\s/\\@"<>^`{|}][^\s\\"<>^`{|}]*""").fullmatch
# Before the first of these a colon ends a scheme, and after it no more.
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
IGNORED_SIGNS = re.compile("[\t\n\r]")  # by a browser, anywhere in an address
STRIPPED_SIGNS = "".join(map(chr, range(33)))
SRCSET_CANDIDATE = re.compile(r"[\t\n\f\r ,]*([^\t\n\f\r ]*)([^,]*)")
WOULD_LOAD = "the page would load"
LOAD_ADVICE = "put a copy beside the post, or write a link to it"
# What a URI may hold besides letters and digits, `%` of what is encoded already among it (RFC 3986, 2.2 and 2.3).
URI_SAFE = "%/:?#[]@!$&'()*+,;=-._~"
PLAIN_URI = re.compile(r"[A-Za-z0-9/:?#@!$&'()*+,;=.~_-]+").fullmatch
LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# What stands before the host of an address, and the host; not an IPv6 address, which needs no encoding (RFC 3986, 3.2).
URI_HOST = re.compile(r"((?:[A-Za-z][A-Za-z0-9+.-]*:)?//(?:[^/?#\\]*@)?)([^/?#\\@:\[\]]+)")


@dataclass(frozen=True)
class PageLocation:
    """Where addresses are resolved: the URL of the page, and the hosts that ``csp`` in ``conf.py`` lets it load from.

    ``allowed`` has the sources by directive.
    """

    page: str
    allowed: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def permits(self, url: URL, directive: str) -> bool:
        """Return whether ``csp`` allows the page to load this."""
        return any(
            source_matches(url, source) for name, sources in self.allowed if name == directive for source in sources
        )

    def allows(self, address: str, directive: str) -> bool:
        """Return whether an address is on another host, one from which ``csp`` lets the page load."""
        url = resolve_url(address, self.page)
        return url is not None and url.protocol in {"http:", "https:"} and self.permits(url, directive)


def page_location(page: str, allowed: Mapping[str, Sequence[str]]) -> PageLocation:
    """Return the location of the page at *page*, with the ``csp`` setting *allowed*."""
    return PageLocation(page, tuple((directive, tuple(sources)) for directive, sources in allowed.items()))


def strip_address(address: str) -> str:
    """Return an address without the characters that a browser removes before it parses it."""
    return IGNORED_SIGNS.sub("", address.strip(STRIPPED_SIGNS))


def scheme_of(address: str) -> str:
    """Return the scheme that a browser sees, in small letters; ``""`` for a relative address."""
    found = SCHEME.match(strip_address(address))
    return found[0][:-1].lower() if found else ""


def link_problem(address: str) -> str:
    """Return the problem of the address of a link; ``""`` if there is none.

    An allow-list: tomorrow's ``javascript:`` is not known today.
    """
    scheme = scheme_of(address)
    if not scheme or scheme in LINK_SCHEMES:
        return ""
    return f"`{scheme}:` is no address that a link may have: write one with `https:`, `mailto:` or `tel:`, or a file's"


def load_problem(address: str, here: PageLocation, directive: str = "img-src") -> str:
    """Return the problem of the address of something that a page loads by itself; ``""`` if there is none.

    ``{}`` stands for the address in what is said.
    """
    if directive == "img-src" and RASTER_DATA_URI.match(strip_address(address)):
        return ""
    scheme = scheme_of(address)
    if scheme not in {"", "http", "https"}:
        what = "a picture in the text itself" if scheme == "data" else f"`{scheme}:`"
        return f"{what} can't be shown: put the file beside the post, and write its name"
    return (
        f"{WOULD_LOAD} {{}} from another host: {LOAD_ADVICE}" if loads_from_other_host(address, here, directive) else ""
    )


def is_web_address(text: str) -> bool:
    """Return whether a text is the whole address of a page, and one that a browser reads as it is written."""
    url = resolve_url(text, "") if WHOLE_ADDRESS(text) else None
    return url is not None and bool(url.hostname) and not url.username


def loads_from_other_host(address: str, here: PageLocation, directive: str = "img-src") -> bool:
    """Return whether loading *address* would send a request to another host that ``csp`` does not allow.

    ``https:/host`` is a path of the site where it has that scheme, and another host where it has not, as in a preview.
    """
    has_scheme = SCHEME.match(strip_address(address))
    if not has_scheme and not strip_address(address).replace("\\", "/").startswith("//"):
        return False
    own, bases = resolve_url(here.page, here.page), [here.page]
    if has_scheme:
        scheme, _, rest = here.page.partition(":")
        bases.append(f"{'http' if scheme == 'https' else 'https'}:{rest}")
    for base in bases:
        url = resolve_url(address, base)
        if url is None:
            return True
        if url.protocol not in {"http:", "https:", "ftp:", "ws:", "wss:"}:
            return False
        if (own is None or url.host != own.host) and not here.permits(url, directive):
            return True
    return False


@lru_cache(maxsize=1024)
def resolve_url(address: str, base: str) -> URL | None:
    """Return *address* as a browser resolves it against *base*; None if it is invalid."""
    try:
        return URL(address, base) if base else URL(address)
    except (ValueError, UnicodeError):
        return None


def source_matches(url: URL, source: str) -> bool:
    """Return whether a source of a Content-Security-Policy allows an address (CSP, 6.7.2.8)."""
    scheme, found, host = source.rpartition("://")
    if found and f"{scheme.lower()}:" != url.protocol:
        return False
    host, _, path = host.partition("/")
    name, _, port = host.partition(":")
    name = name.lower()
    is_named = url.hostname.endswith(name[1:]) if name.startswith("*.") else url.hostname == name
    if not is_named or (port not in {"", "*"} and port != url.port) or (not port and url.port):
        return False
    return not path or url.pathname == f"/{path}" or (path.endswith("/") and url.pathname.startswith(f"/{path}"))


def srcset_candidates(srcset: str) -> list[tuple[str, str]]:
    """Return the image candidates of a ``srcset``, each with its descriptor (HTML, 4.8.4.2.1)."""
    found, at = [], 0
    while at < len(srcset):
        match = SRCSET_CANDIDATE.match(srcset, at)
        if match is None or not match[1]:
            break
        address, size = match[1], match[2]
        at = match.end()
        if address.endswith(","):  # it has no size, and the next one begins here
            at, size = match.end(1), ""
        found.append((address.rstrip(","), size.strip(" \t\n\f\r")))
    return found


def uri(address: str) -> str:
    """Return *address* with other scripts, spaces and the like percent-encoded, and a host's name in Punycode."""
    if PLAIN_URI(address):
        return address
    return LONE_PERCENT.sub("%25", quote(with_ascii_host(address), safe=URI_SAFE))


def with_ascii_host(address: str) -> str:
    """Return *address* with its host as browsers ask for it, in Punycode (UTS 46); nothing else in it changes.

    A host in ASCII stays as it is written, and so does one of which no browser can make anything.
    """
    found = URI_HOST.match(address)
    if found is None or found[2].isascii():
        return address
    url = resolve_url(f"https://{found[2]}", "")
    return f"{found[1]}{url.hostname}{address[found.end() :]}" if url is not None else address


def absolute_uri(here: str, address: str) -> str:
    """Return *address*, as it is written on the page at *here*, as an absolute URI; an invalid one stays relative."""
    if address.startswith("#"):
        return uri(here + address)
    if address.startswith(("https://", "http://")):
        return uri(address)
    try:
        return uri(urljoin(here, address))
    except ValueError:
        return uri(address)


def split_address(address: str) -> SplitResult:
    """Return the parts of an address; of what is none, such as ``https://[x``, all of it as a path."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", address, "", "")
