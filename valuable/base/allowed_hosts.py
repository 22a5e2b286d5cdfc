"""Restrict the preview to requests for its own host names, and keep other sites from embedding its pages.

A page of any site can send requests to this computer, and by DNS rebinding it can read the answers: its own name then
leads here, and the browser takes the preview for a part of that site. What the browser can't change is ``Host``, the
name that was asked for. So a request for another name is refused; so is a web socket that another site opens, which
the same-origin policy does not forbid. Nothing in this module knows Sphinx.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from ipaddress import IPv6Address, ip_address
from typing import Any, NamedTuple

Scope = MutableMapping[str, Any]
AsgiMessage = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[AsgiMessage]]
Send = Callable[[AsgiMessage], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# Addresses that stand for every address of this computer.
ANY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104
# RFC 9110, 7.2: a host and a port, nothing else. Names as in RFC 1123, with underscores, which local networks use.
AUTHORITY_PATTERN = re.compile(
    r"(?:\[([0-9a-f:.]+)\]|([a-z0-9_-]+(?:\.[a-z0-9_-]+)*)\.?)(?::([0-9]{0,5}))?", re.IGNORECASE | re.ASCII
)
# A segment of a path that names a hidden file, however it is written; what is well known is meant to be asked for.
HIDDEN_PATH = re.compile(r"(?:^|[/\\])\.(?!well-known(?:/|$))")
# Drafts are kept by nobody, and shown inside no page of another site: neither as a frame nor as a picture.
RESPONSE_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"referrer-policy", b"same-origin"),
)
REFUSED_HOST = "The preview answers to {names} only. For another name: make serve HOST=that-name"


class Authority(NamedTuple):
    """The authority of a request (RFC 9110, 7.2): a host, in small letters, and a port."""

    host: str
    port: int


def parse_authority(text: str) -> Authority | None:
    """Return the authority in a ``Host`` header; None if it is malformed."""
    match = AUTHORITY_PATTERN.fullmatch(text)
    if match is None:
        return None
    host, port = (match[1] or match[2]).lower(), int(match[3] or 80)
    if match[1]:
        try:
            host = str(IPv6Address(host))
        except ValueError:
            return None
    return Authority(host, port) if port < 1 << 16 else None


def is_ip_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class AllowedHosts:
    """ASGI middleware that refuses requests for any host but *names*, and adds :data:`RESPONSE_HEADERS` to each answer.

    With an address in *names* that stands for all, every address will do: no page has an address for its name that
    does not lead to it.
    """

    def __init__(self, app: Application, names: Iterable[str]) -> None:
        self.app, self.names = app, LOOPBACK | {name.lower() for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        refusal = self.refusal(scope)
        if refusal is None:
            await self.app(scope, receive, with_response_headers(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
        else:
            status, text = refusal
            await send_text(with_response_headers(send), status, text)

    def refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Return the status and the line with which a request is refused; None if it is served."""
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        asked = parse_authority(hosts[0]) if len(hosts) == 1 else None
        if asked is None or not scope.get("raw_path", b"/").startswith(b"/"):
            return 400, "This is no request for one host and a path on it."
        if not self.answers_to(asked.host):
            return 403, REFUSED_HOST.format(names=", ".join(sorted(self.names)))
        if scope["type"] == "websocket" and not is_same_origin(scope, asked):
            return 403, "Another site may not listen to the preview."
        if HIDDEN_PATH.search(scope["path"]):
            return 404, "There is no such page."
        return None

    def answers_to(self, host: str) -> bool:
        return host in self.names or bool(self.names & ANY_ADDRESS and is_ip_address(host))


def is_same_origin(scope: Scope, asked: Authority) -> bool:
    """Return whether a web socket is opened by a page of the preview itself (RFC 6455, 10.2)."""
    origins = [value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"]
    return len(origins) == 1 and origins[0].startswith("http://") and parse_authority(origins[0][7:]) == asked


def with_response_headers(send: Send) -> Send:
    """Return *send* with :data:`RESPONSE_HEADERS` added to whatever is sent."""

    async def send_guarded(message: AsgiMessage) -> None:
        if message["type"] == "http.response.start":
            kept = [header for header in message.get("headers", ()) if header[0].lower() not in dict(RESPONSE_HEADERS)]
            message = {**message, "headers": [*kept, *RESPONSE_HEADERS]}
        await send(message)

    return send_guarded


async def send_text(send: Send, status: int, text: str) -> None:
    body = f"{text}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
