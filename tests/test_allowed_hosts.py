"""Whom the preview answers, without a server; `tests/test_serve.py` asks a real one."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuable.base.allowed_hosts import LOOPBACK, AllowedHosts, Authority, parse_authority


async def application(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"cache-control", b"public")]})
    await send({"type": "http.response.body", "body": b"a draft"})


def asked(host: str, names: set[str], path: str = "/") -> list[dict[str, Any]]:
    """Return what is sent to whom asks *host* for a page."""
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(dict(message))

    async def receive() -> dict[str, Any]:
        return {}

    scope = {"type": "http", "path": path, "raw_path": path.encode(), "headers": [(b"host", host.encode("latin-1"))]}
    asyncio.run(AllowedHosts(application, names)(scope, receive, send))
    return sent


@pytest.mark.parametrize(
    ("names", "host", "status"),
    [
        ({"laptop.local"}, "laptop.local:8000", 200),
        ({"laptop.local"}, "LAPTOP.LOCAL.", 200),
        ({"laptop.local"}, "localhost", 200),
        ({"laptop.local"}, "evil.laptop.local", 403),
        ({"laptop.local"}, "laptop.local.evil.example", 403),
        ({"laptop.local"}, "laptop", 403),
        ({"Laptop"}, "laptop", 200),
        ({"192.168.1.5"}, "192.168.1.5:8000", 200),
        ({"192.168.1.5"}, "192.168.1.6", 403),
        ({"fd00::1"}, "[fd00:0:0::1]:8000", 200),
        ({"fd00::1"}, "[fd00::2]", 403),
        ({"0.0.0.0"}, "192.168.1.5:8000", 200),
        ({"0.0.0.0"}, "[fd00::1]", 200),
        ({"0.0.0.0"}, "evil.example", 403),
        ({"0.0.0.0"}, "192.168.1.5.evil.example", 403),
        ({"::"}, "10.0.0.1", 200),
        ({"::"}, "evil.example", 403),
        (set(), "10.0.0.1", 403),
    ],
)
def test_names_of_this_computer_are_answered_and_no_others(names: set[str], host: str, status: int) -> None:
    start, body = asked(host, names)
    assert start["status"] == status
    assert (b"draft" in body["body"]) == (status == 200)
    assert [value for name, value in start["headers"] if name == b"cache-control"] == [b"no-store"]


@pytest.mark.parametrize("path", ["/.env", "/a/.git/config", "/..", "/.well-known/.x", "/a\\.b", "/.well-known-not"])
def test_hidden_files_are_not_there(path: str) -> None:
    assert asked("localhost", set(), path)[0]["status"] == 404


@pytest.mark.parametrize("path", ["/.well-known/security.txt", "/a.b/", "/posts/2021/a/index.md", "/a..b/"])
def test_other_files_are(path: str) -> None:
    assert asked("localhost", set(), path)[0]["status"] == 200


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Localhost", Authority("localhost", 80)),
        ("localhost:", Authority("localhost", 80)),
        ("localhost.:8000", Authority("localhost", 8000)),
        ("[::1]:8000", Authority("::1", 8000)),
        ("[0:0:0:0:0:0:0:1]", Authority("::1", 80)),
        ("a_b.local", Authority("a_b.local", 80)),
        ("::1", None),
        ("[127.0.0.1]", None),
        ("[::1%25lo]", None),
        ("localhost:65536", None),
        ("localhost:80a", None),
        ("localhost..", None),
        (".localhost", None),
        ("local host", None),
        ("localhost\t", None),
        ("loc\u0430lhost", None),
        ("\u0130", None),
        ("", None),
    ],
)
def test_a_host_is_read_as_browsers_write_it(text: str, found: Authority | None) -> None:
    assert parse_authority(text) == found


@given(st.text(alphabet="localhst127.0:[]@/\\#?% \t\u0000,evi", max_size=24))
def test_nothing_else_is_taken_for_this_computer(text: str) -> None:
    read = parse_authority(text)
    if read and read.host in LOOPBACK:
        assert text.lower().startswith(("localhost", "127.0.0.1", "["))
        assert not set(text) & set("@/\\#?% \t\0,evi")
