"""Fetch files from the web politely: few at once, each once, kept on disk, so that a broken-off import goes on there.

Only ``http`` and ``https``, and never from an address of this machine or of the network around it, wherever a name or a
redirect leads: what an export names must not reach what only its reader can.
"""

import contextlib
import hashlib
import http.client
import os
import re
import socket
import ssl
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, unquote
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    build_opener,
    getproxies,
)

from valuable.base.uris import split_address

AGENT_NAME = "valuable-import/1 (the author brings their own blog over)"
PAUSE = 0.1  # seconds between two requests of one worker
TIMEOUT = 20  # seconds
TRIES = 3
MAX_WAIT = 60  # seconds that a host may ask to wait
MAX_FETCHED_BYTES = 200_000_000
FETCH_PART = 1 << 16
BUSY = frozenset({429, 500, 502, 503, 504})


class RefusedAddressError(ValueError):
    """An address is none that may be asked."""


class FetchFailedError(Exception):
    """A file can't be had; the message says why, and *code* what the host answered, if it did."""

    def __init__(self, message: str, code: int = 0) -> None:
        super().__init__(message)
        self.code = code


def checked_socket(host: str, port: int, timeout: float | None, trusted: frozenset[str]) -> socket.socket:
    """Return a connection to a host of the public web, or to one that the author has named."""
    problem: OSError | None = None
    for family, kind, protocol, _, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        address = ip_address(str(place[0]).partition("%")[0])
        if not address.is_global and f"{host}:{port}" not in trusted:
            raise RefusedAddressError(f"{host} is on this machine or in the network around it, which is never asked")
        made = socket.socket(family, kind, protocol)
        made.settimeout(timeout)
        try:
            made.connect(place)
        except OSError as error:
            made.close()
            problem = error
        else:
            return made
    raise problem or OSError(f"{host} has no address")


class CheckedHandlers(HTTPHandler, HTTPSHandler):
    """Opens addresses after a look at where their hosts are."""

    def __init__(self, trusted: frozenset[str]) -> None:
        HTTPSHandler.__init__(self)
        self.trusted = trusted

    def http_open(self, req: Request) -> Any:
        return self.do_open(self.plain, req)

    def https_open(self, req: Request) -> Any:
        return self.do_open(self.encrypted, req)

    def plain(self, host: str, **given: Any) -> http.client.HTTPConnection:
        made = http.client.HTTPConnection(host, **given)
        made.connect = lambda: self.joined(made)  # type: ignore[method-assign]
        return made

    def encrypted(self, host: str, **given: Any) -> http.client.HTTPConnection:
        made = http.client.HTTPSConnection(host, **given)
        made.connect = lambda: self.joined(made, ssl.create_default_context())  # type: ignore[method-assign]
        return made

    def joined(self, made: http.client.HTTPConnection, context: ssl.SSLContext | None = None) -> None:
        plain = checked_socket(made.host, made.port, made.timeout, self.trusted)
        made.sock = context.wrap_socket(plain, server_hostname=made.host) if context else plain


class WebRedirects(HTTPRedirectHandler):
    """Follows redirects to other addresses of the web alone."""

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Request | None:
        if split_address(newurl).scheme not in {"http", "https"}:
            raise RefusedAddressError(f"it leads to {newurl}, which is no address of the web")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def opener_for(trusted: frozenset[str]) -> OpenerDirector:
    proxies = {split_address(proxy).netloc.rpartition("@")[2] for proxy in getproxies().values()}
    opener = build_opener(WebRedirects(), CheckedHandlers(trusted | proxies))  # in place of the usual ones
    opener.addheaders = [("User-Agent", AGENT_NAME)]
    return opener


class PoliteWeb:
    """Fetches each address once into a folder; a host that can't be reached is asked no more."""

    def __init__(
        self, folder: Path, trusted: frozenset[str] = frozenset(), wait: Callable[[float], None] = time.sleep
    ) -> None:
        self.folder, self.wait = folder, wait
        self.opener = opener_for(trusted)
        self.unreachable: dict[str, str] = {}

    def file_of(self, address: str) -> Path:
        return self.folder / hashlib.sha256(address.encode()).hexdigest()[:40]

    def get(self, address: str) -> Path:
        """Return the file in which what stands at an address is kept. Raises :exc:`FetchFailedError`."""
        file = self.file_of(address)
        if file.is_file():
            return file
        host = split_address(address).netloc
        if host in self.unreachable:
            raise FetchFailedError(self.unreachable[host])
        for number in range(1, TRIES + 1):
            self.wait(PAUSE)
            try:
                return self.download(address, file)
            except HTTPError as error:
                if error.code not in BUSY or number == TRIES:
                    raise FetchFailedError(f"{error.code} {error.reason}", error.code) from None
                self.wait(asked_pause(error.headers.get("Retry-After"), number))
            except (RefusedAddressError, HTTPException) as error:
                raise FetchFailedError(str(error) or "its answer can't be read") from None
            except (URLError, OSError, ValueError) as error:
                if isinstance(getattr(error, "reason", None), RefusedAddressError):
                    raise FetchFailedError(str(error.reason)) from None  # type: ignore[union-attr]
                self.unreachable[host] = f"{host} can't be reached: {getattr(error, 'reason', None) or error}"
                raise FetchFailedError(self.unreachable[host]) from None
        raise FetchFailedError("it can't be had")

    def download(self, address: str, file: Path) -> Path:
        """Write what stands at an address into a file, whole or not at all."""
        parts = split_address(address)
        if parts.scheme not in {"http", "https"}:
            raise RefusedAddressError("it is no address of the web")
        plain = parts._replace(path=quote(unquote(parts.path)), query=quote(parts.query, safe="=&%"), fragment="")
        self.folder.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}.{id(address)}.part")
        size = 0
        try:
            with self.opener.open(plain.geturl(), timeout=TIMEOUT) as answer, part.open("wb") as written:
                while data := answer.read(FETCH_PART):
                    size += len(data)
                    if size > MAX_FETCHED_BYTES:
                        raise RefusedAddressError(f"it is larger than {MAX_FETCHED_BYTES // 1_000_000} MB")
                    written.write(data)
                declared = answer.headers.get("Content-Length") or ""
                if declared.isdecimal() and size < int(declared):
                    raise OSError("it broke off")
            part.replace(file)
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        return file


def asked_pause(said: str | None, number: int) -> float:
    """Return how long a host that is busy asks to wait: seconds or a moment; else longer each time."""
    if said and re.fullmatch(r"\s*\d{1,6}\s*", said):
        return float(min(MAX_WAIT, int(said)))
    with contextlib.suppress(ValueError, TypeError, IndexError):
        return min(MAX_WAIT, max(0.0, parsedate_to_datetime(said or "").timestamp() - time.time()))
    return float(2 ** (number - 1))
