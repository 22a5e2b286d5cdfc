"""Write addresses as other programs want them: whole, and in the signs that a URI may have (RFC 3986)."""

import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

# What a URI may hold besides letters and digits, `%` of what is encoded already among it (RFC 3986, 2.2 and 2.3).
SAFE = "%/:?#[]@!$&'()*+,;=-._~"
PLAIN = re.compile(r"[A-Za-z0-9/:?#@!$&'()*+,;=.~_-]+").fullmatch
LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def uri(address: str) -> str:
    """Return *address* with other scripts, spaces and the like percent-encoded, and a host's name in Punycode."""
    if PLAIN(address):
        return address
    if not address.isascii():
        try:
            parts = urlsplit(address)
            if not parts.netloc.isascii():
                address = urlunsplit(parts._replace(netloc=parts.netloc.encode("idna").decode()))
        except ValueError:  # no host has such a name; UnicodeError is one
            pass
    return LONE_PERCENT.sub("%25", quote(address, safe=SAFE))


def absolute(here: str, address: str) -> str:
    """Return *address* as it stands on the page at *here*, a whole address, as a whole one; what is none stays."""
    if address.startswith("#"):
        return uri(here + address)
    if address.startswith(("https://", "http://")):
        return uri(address)
    try:
        return uri(urljoin(here, address))
    except ValueError:
        return uri(address)
