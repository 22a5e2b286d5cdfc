"""Where the preview is to be found, by what an author writes."""

import socket

import pytest

from valuable.commands.listeners import ListenError, PreviewAddress, is_open, open_sockets, preview_address


@pytest.mark.parametrize(
    ("host", "port", "place", "url"),
    [
        ("", "", PreviewAddress(8000), "http://127.0.0.1:8000/"),
        ("", " 8001 ", PreviewAddress(8001), "http://127.0.0.1:8001/"),
        ("localhost", "", PreviewAddress(8000), "http://127.0.0.1:8000/"),
        ("127.0.0.1", "", PreviewAddress(8000), "http://127.0.0.1:8000/"),
        ("[::1]", "", PreviewAddress(8000), "http://127.0.0.1:8000/"),
        ("192.168.1.5", "", PreviewAddress(8000, "192.168.1.5"), "http://192.168.1.5:8000/"),
        ("FD00::1", "", PreviewAddress(8000, "fd00::1"), "http://[fd00::1]:8000/"),
        ("[fd00:0::1]", "", PreviewAddress(8000, "fd00::1"), "http://[fd00::1]:8000/"),
        ("Laptop.local", "", PreviewAddress(8000, "laptop.local"), "http://laptop.local:8000/"),
        ("0.0.0.0", "", PreviewAddress(8000, "0.0.0.0"), "http://127.0.0.1:8000/"),
        ("::", "", PreviewAddress(8000, "::"), "http://127.0.0.1:8000/"),
    ],
)
def test_place_is_read_of_the_settings(host: str, port: str, place: PreviewAddress, url: str) -> None:
    assert preview_address(host, port) == place
    assert place.url == url
    assert place.names == ({place.host} if place.host else frozenset())


@pytest.mark.parametrize(
    "host", ["*", "a b", "a/b", "a@b", "http://a", "a:80", "1.2.3.4:80", "[::1]:80", "::1::", "x.."]
)
def test_what_is_no_name_is_refused(host: str) -> None:
    with pytest.raises(ListenError, match="is no name and no address: write one of this computer"):
        preview_address(host, "")


@pytest.mark.parametrize("port", ["-1", "0", "65536", "http", "80.0", "٨٠", "1e3"])
def test_what_is_no_port_is_refused(port: str) -> None:
    with pytest.raises(ListenError, match="is no port: write a number up to 65535, as in make serve PORT=8001"):
        preview_address("", port)


def free() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.mark.parametrize(("host", "addresses"), [("", ["127.0.0.1"]), ("0.0.0.0", ["0.0.0.0"])])
def test_it_listens_where_it_says(host: str, addresses: list[str]) -> None:
    sockets = open_sockets(PreviewAddress(free(), host))
    try:
        assert [listener.getsockname()[0] for listener in sockets] == addresses
        assert is_open(sockets) == bool(host)
    finally:
        for listener in sockets:
            listener.close()
