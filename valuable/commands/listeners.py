"""Resolve the preview's address and listen there, before anything is built for it.

It listens on this computer alone. ``HOST``, a name or an address of this computer, adds another place, which others may
reach. Nothing in this module knows Sphinx.
"""

import contextlib
import errno
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address

from valuable.base.allowed_hosts import ANY_ADDRESS, LOOPBACK, parse_authority

LOOPBACK_ADDRESS = "127.0.0.1"
DEFAULT_PORT = 8000


class ListenError(Exception):
    """The preview can't listen; the message says why, and what to write instead."""


@dataclass(frozen=True)
class PreviewAddress:
    """The address of the preview: host and port."""

    port: int
    host: str = ""  # another than this computer's own name for itself

    @property
    def names(self) -> frozenset[str]:
        """Return the host names that requests may have, besides those that are always allowed."""
        return frozenset({self.host}) if self.host else frozenset()

    @property
    def url(self) -> str:
        host = self.host if self.host and self.host not in ANY_ADDRESS else LOOPBACK_ADDRESS
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"


def preview_address(host: str, port: str) -> PreviewAddress:
    """Return the address that two settings give; raise :exc:`ListenError` if they give none."""
    host, port = host.strip(), port.strip() or str(DEFAULT_PORT)
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 1 << 16):
        raise ListenError(f"PORT={port} is no port: write a number up to 65535, as in make serve PORT=8001")
    if not host:
        return PreviewAddress(int(port))
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    named = parse_authority(f"[{bare}]" if ":" in bare else bare)
    if named is None:
        raise ListenError(
            f"HOST={host} is no name and no address: write one of this computer, as in make serve HOST=192.168.1.5"
        )
    return PreviewAddress(int(port), "" if named.host in LOOPBACK else named.host)


def open_sockets(place: PreviewAddress) -> list[socket.socket]:
    """Return a socket for each IP address of the preview.

    Raises :exc:`ListenError` if a port is taken, or an address is another computer's.
    """
    wanted = [address for address in addresses_of(place) if not is_loopback(address)]
    if not any(address in ANY_ADDRESS for _, address in wanted):
        wanted.insert(0, (socket.AF_INET, LOOPBACK_ADDRESS))
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(bind(*address, place)) for address in wanted]
        stack.pop_all()
    return sockets


def is_open(sockets: list[socket.socket]) -> bool:
    """Return whether other computers can reach one of *sockets*."""
    return any(not ip_address(listener.getsockname()[0].partition("%")[0]).is_loopback for listener in sockets)


def is_loopback(address: tuple[socket.AddressFamily, str]) -> bool:
    return ip_address(address[1].partition("%")[0]) == ip_address(LOOPBACK_ADDRESS)


def addresses_of(place: PreviewAddress) -> Iterator[tuple[socket.AddressFamily, str]]:
    if place.host:
        try:
            found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
        except OSError:
            raise ListenError(f"HOST={place.host} leads nowhere: write a name or an address of this computer") from None
        yield from dict.fromkeys((family, str(address[0])) for family, _, _, _, address in found)


def bind(family: socket.AddressFamily, address: str, place: PreviewAddress) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, place.port))
        listener.listen()
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            message = f"port {place.port} is taken, perhaps by another preview: make serve PORT={place.port + 1}"
        elif error.errno == errno.EADDRNOTAVAIL:
            message = f"HOST={place.host} is not this computer ({address}): write a name or an address of its own"
        else:
            message = f"the preview can't listen at {address}, port {place.port}: {error.strerror}"
        raise ListenError(message) from None
    return listener
