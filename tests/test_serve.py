"""The live preview, started as an author starts it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Site
from preview_server import fetch, free_port, preview_of, wait_for

from valuable.build.builder import SiteBuilder
from valuable.build.changed_meanwhile import MAX_TRIES
from valuable.commands.serve import AGAIN, DEBRIS_NAMES, DONE, build_preview


@pytest.fixture
def preview(site: Site) -> Iterator[str]:
    site.post()
    site.post("posts/2021/draft.md", draft="true", title="Not yet")
    with preview_of(site.folder) as address:
        yield address


def test_preview_shows_a_draft_and_follows_an_edit(site: Site, preview: str) -> None:
    draft = f"{preview}/posts/2021/draft/"
    assert wait_for(lambda: "Not yet" in fetch(draft))
    assert wait_for(lambda: re.search(r'class="badge">\s*Draft', fetch(draft)) is not None)
    assert wait_for(lambda: f"{preview}/posts/2021/draft/" in fetch(draft))  # its canonical address is the preview's
    site.post("posts/2021/draft.md", draft="true", title="Nearly")
    assert wait_for(lambda: "Nearly" in fetch(draft))
    assert not (site.folder / "_build/html").exists()
    assert wait_for(lambda: "Nearly" in fetch(f"{preview}/blog/"))


@pytest.mark.parametrize("name", [".#a.md", ".a.md.swp", "._a.md", "a.md~", "#a.md#", ".DS_Store", "4913", ".obsidian"])
def test_what_editors_leave_behind_wakes_no_preview(name: str) -> None:
    assert re.fullmatch(DEBRIS_NAMES, name)


@pytest.mark.parametrize("name", ["a.md", "conf.py", "4913.md", "c#.md", ".well-known/webfinger"])
def test_what_an_author_writes_wakes_it(name: str) -> None:
    assert not re.match(f"(?:{DEBRIS_NAMES})(?:/|$)", name)


def test_preview_follows_a_change_of_settings(site: Site, preview: str) -> None:
    assert wait_for(lambda: "Hello" in fetch(preview))
    conf = site.folder / "conf.py"
    good = conf.read_text()
    conf.write_text(good + "\nsite_tagline = 'Another'\n1 / 0\n")
    time.sleep(2)
    assert "Another" not in fetch(preview)
    conf.write_text(good + "\nsite_tagline = 'Another'\n")
    assert wait_for(lambda: "Another" in fetch(preview))


def test_preview_survives_a_post_that_cannot_be_read(site: Site, preview: str) -> None:
    assert wait_for(lambda: "Hello" in fetch(preview))
    site.post(date="soon", title="Broken")
    site.post("posts/2021/next.md", title="Next")
    assert wait_for(lambda: "Next" in fetch(f"{preview}/blog/"))
    site.post(title="Mended")
    assert wait_for(lambda: "Mended" in fetch(f"{preview}/posts/2021/hello/"))


def test_preview_ends_with_its_server(site: Site, preview: str) -> None:
    assert wait_for(lambda: "Hello" in fetch(preview))
    workers = [path for path in Path("/proc").glob("[0-9]*/cmdline") if str(site.folder) in cwd_of(path)]
    assert len(workers) == 3  # the server, the process that stands by, and the one that it has forked
    server = min(int(path.parent.name) for path in workers)
    os.kill(server, signal.SIGINT)
    assert wait_for(lambda: not any(path.exists() for path in workers[1:]))


def cwd_of(path: Path) -> str:
    try:
        return os.readlink(path.parent / "cwd") if b"valuable\0serve" in path.read_bytes() else ""
    except OSError:
        return ""


# -- Who is answered ------------------------------------------------------------


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a preview with a draft in it."""
    site = Site(tmp_path_factory.mktemp("shown") / "site")
    site.post("posts/2021/secret.md", draft="true", title="Zyzzyva")
    with preview_of(site.folder) as address:
        assert wait_for(lambda: "Zyzzyva" in fetch(f"{address}/posts/2021/secret/"))
        site.write("_build/preview/html/.hidden", "Zyzzyva")
        site.write("_build/preview/html/open/file.txt", "Zyzzyva")
        site.write("_build/preview/secret.txt", "Zyzzyva")
        (site.folder / "_build/preview/html/link.txt").symlink_to(site.folder / "_build/preview/secret.txt")
        yield int(address.rpartition(":")[2])


SECRET = "/posts/2021/secret/"


def asked(port: int, target: str, *headers: str, version: str = "1.1", method: str = "GET") -> str:
    """Send a request as it stands here, and return all that comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        lines = [f"{method} {target} HTTP/{version}", *headers, "Connection: close", "", ""]
        connection.sendall("\r\n".join(lines).encode("latin-1"))
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode(errors="replace")


@pytest.mark.parametrize(
    "host", ["127.0.0.1:{port}", "localhost:{port}", "LocalHost", "127.0.0.1", "[::1]:{port}", "[::1]", "localhost."]
)
def test_a_request_for_this_computer_is_answered(shown: int, host: str) -> None:
    answer = asked(shown, SECRET, f"Host: {host.format(port=shown)}")
    assert answer.startswith("HTTP/1.1 200 ")
    assert "Zyzzyva" in answer


@pytest.mark.parametrize(
    "headers",
    [
        ["Host: evil.example"],
        ["Host: evil.example:{port}"],
        ["Host: 127.0.0.1.evil.example"],
        ["Host: localhost.evil.example"],
        ["Host: 127.0.0.1@evil.example"],
        ["Host: evil.example@127.0.0.1"],
        ["Host: 127.0.0.1:80@evil.example"],
        ["Host: 127.0.0.1, evil.example"],
        ["Host: evil.example#127.0.0.1"],
        ["Host: evil.example/127.0.0.1"],
        ["Host: notlocalhost"],
        ["Host: 192.168.1.5"],
        ["Host: 127.0.0.2"],
        ["Host: 0.0.0.0:{port}"],
        ["Host: [::2]:{port}"],
        ["Host: [::1"],
        ["Host: localhost:99999"],
        ["Host: localhost:80:80"],
        ["Host: "],
        [],
        ["Host: 127.0.0.1", "Host: evil.example"],
        ["Host: evil.example", "Host: 127.0.0.1"],
        ["Host: evil.example", "X-Forwarded-Host: 127.0.0.1", "Forwarded: host=127.0.0.1"],
    ],
)
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_request_for_another_host_is_refused(shown: int, headers: list[str], version: str) -> None:
    answer = asked(shown, SECRET, *(line.format(port=shown) for line in headers), version=version)
    assert answer.split()[1] in {"400", "403"}
    assert "Zyzzyva" not in answer


@pytest.mark.parametrize("target", ["http://evil.example{}", "http://127.0.0.1{}", "HTTP://127.0.0.1:80{}", "*", "x{}"])
def test_a_target_that_is_no_path_is_refused(shown: int, target: str) -> None:
    answer = asked(shown, target.format(SECRET), "Host: 127.0.0.1")
    assert answer.startswith("HTTP/1.1 400 ")
    assert "Zyzzyva" not in answer


def test_a_refusal_is_one_line_that_says_what_to_do(shown: int) -> None:
    head, _, body = asked(shown, SECRET, "Host: evil.example").partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 403 ")
    assert body == (
        "The preview answers to 127.0.0.1, ::1, localhost only. For another name: make serve HOST=that-name\n"
    )
    assert asked(shown, SECRET, "Host: evil.example", method="HEAD").endswith("\r\n\r\n")


@pytest.mark.parametrize(
    "target", ["/", SECRET, "/posts/2021/secret", "/nowhere/", "/.hidden", "/_static/css/prose.css"]
)
def test_no_other_site_can_show_or_keep_what_is_answered(shown: int, target: str) -> None:
    head = asked(shown, target, "Host: 127.0.0.1").partition("\r\n\r\n")[0]
    headers = [line.lower() for line in head.splitlines()[1:]]
    assert "cache-control: no-store" in headers
    assert "x-content-type-options: nosniff" in headers
    assert "x-frame-options: sameorigin" in headers
    assert "cross-origin-resource-policy: same-origin" in headers
    assert not [line for line in headers if line.startswith("access-control")]


@pytest.mark.parametrize(
    "target",
    [
        "/.hidden",
        "/%2ehidden",
        "/posts/../.hidden",
        "/.buildinfo",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/open/",
        "/open",
        "/link.txt",
        "//secret.txt",
        "/../../../conf.py",
        "/%00",
        "/" + "a" * 300,
    ],
)
def test_nothing_but_the_pages_is_handed_out(shown: int, target: str) -> None:
    answer = asked(shown, target, "Host: 127.0.0.1")
    assert answer.startswith("HTTP/1.1 404 ")
    assert "Zyzzyva" not in answer
    assert "file.txt" not in answer


def handshake(port: int, *headers: str) -> str:
    """Ask for the web socket that says when to reload, and return the status of the answer."""
    lines = ["Upgrade: websocket", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13", *headers]
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        lines = ["GET /websocket-reload HTTP/1.1", *lines, "Connection: Upgrade", "", ""]
        connection.sendall("\r\n".join(lines).encode("latin-1"))
        return connection.recv(64).decode().split()[1]


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "[::1]:{port}", "localhost"])
def test_a_page_of_the_preview_hears_of_changes(shown: int, host: str) -> None:
    host = host.format(port=shown)
    assert handshake(shown, f"Host: {host}", f"Origin: http://{host}") == "101"


@pytest.mark.parametrize(
    "headers",
    [
        ["Host: 127.0.0.1:{port}", "Origin: http://evil.example"],
        ["Host: 127.0.0.1:{port}", "Origin: http://evil.example:{port}"],
        ["Host: 127.0.0.1:{port}", "Origin: http://127.0.0.1:{port}.evil.example"],
        ["Host: 127.0.0.1:{port}", "Origin: http://127.0.0.1:{port}@evil.example"],
        ["Host: 127.0.0.1:{port}", "Origin: http://127.0.0.1:1"],
        ["Host: 127.0.0.1:{port}", "Origin: http://127.0.0.1"],
        ["Host: 127.0.0.1:{port}", "Origin: https://127.0.0.1:{port}"],
        ["Host: 127.0.0.1:{port}", "Origin: http://localhost:{port}"],
        ["Host: 127.0.0.1:{port}", "Origin: null"],
        ["Host: 127.0.0.1:{port}", "Origin: "],
        ["Host: 127.0.0.1:{port}"],
        ["Host: 127.0.0.1:{port}", "Origin: http://127.0.0.1:{port}", "Origin: http://evil.example"],
        ["Host: evil.example:{port}", "Origin: http://evil.example:{port}"],
        ["Host: evil.example:{port}", "Origin: http://127.0.0.1:{port}"],
        ["Origin: http://127.0.0.1:{port}"],
    ],
)
def test_another_site_hears_of_nothing(shown: int, headers: list[str]) -> None:
    assert handshake(shown, *(line.format(port=shown) for line in headers)) in {"400", "403"}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere 127.0.0.2 is not this computer")
def test_a_name_of_this_computer_that_is_given_is_answered_too(site: Site) -> None:
    site.post("posts/2021/secret.md", draft="true", title="Zyzzyva")
    with preview_of(site.folder, HOST="127.0.0.2") as address:
        port = int(address.rpartition(":")[2])
        assert wait_for(lambda: "Zyzzyva" in fetch(address + SECRET))
        assert "Zyzzyva" in fetch(f"http://127.0.0.2:{port}{SECRET}")
        assert f"http://127.0.0.2:{port}{SECRET}" in fetch(address + SECRET)
        assert asked(port, SECRET, "Host: evil.example").startswith("HTTP/1.1 403 ")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"HOST": "http://x.example"}, "HOST=http://x.example is no name and no address: write one of this computer"),
        ({"HOST": "192.168.1.5:8000"}, "HOST=192.168.1.5:8000 is no name"),
        (
            {"HOST": "nowhere.invalid"},
            "HOST=nowhere.invalid leads nowhere: write a name or an address of this computer",
        ),
        (
            {"HOST": "192.0.2.1"},
            "HOST=192.0.2.1 is not this computer (192.0.2.1): write a name or an address of its own",
        ),
        ({"PORT": "http"}, "PORT=http is no port: write a number up to 65535, as in make serve PORT=8001"),
        ({"PORT": "65536"}, "PORT=65536 is no port"),
        ({"PORT": "0"}, "PORT=0 is no port"),
    ],
)
def test_a_place_that_is_none_is_one_line(site: Site, settings: dict[str, str], message: str) -> None:
    done = started(site.folder, **{"PORT": str(free_port()), **settings})
    assert done.returncode == 2
    assert done.stderr.startswith(message)
    assert done.stderr.count("\n") == 1
    assert not (site.folder / "_build").exists()


def test_a_port_that_is_taken_is_one_line(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = started(site.folder, PORT=str(port))
    assert (done.returncode, done.stderr) == (
        2,
        f"port {port} is taken, perhaps by another preview: make serve PORT={port + 1}\n",
    )


def started(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    command = [sys.executable, "-m", "valuable", "serve"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_only_the_command_line_of_make_says_where_to_listen(tmp_path: Path) -> None:
    """Some shells set HOST by themselves, to the computer's name."""
    (tmp_path / "Makefile").write_text((ROOT / "Makefile").read_text())
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\nif [ "$1" = -m ]; then echo "HOST=$HOST PORT=$PORT"; fi\n')
    python.chmod(0o755)
    for path in ("requirements.txt", ".venv/requirements.txt"):
        (tmp_path / path).write_text("")
    environment = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "PORT"}}
    run = {"cwd": tmp_path, "env": {**environment, "HOST": "laptop"}, "capture_output": True, "text": True}
    assert subprocess.run(["make", "serve"], **run).stdout == "HOST= PORT=\n"
    command = ["make", "serve", "HOST=192.168.1.5", "PORT=8001"]
    assert subprocess.run(command, **run).stdout == "HOST=192.168.1.5 PORT=8001\n"


@pytest.mark.parametrize(("again", "code"), [(1, AGAIN), (MAX_TRIES - 1, AGAIN), (MAX_TRIES, DONE)])
def test_preview_of_what_changes_meanwhile_is_built_again(
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    again: int,
    code: int,
) -> None:
    site.post()
    site.post("posts/2021/bad.md", tags="[]", title="Bad")
    write = SiteBuilder.write_documents

    def changing(builder: SiteBuilder, docnames: Any) -> None:
        site.post(title="Changed")
        write(builder, docnames)

    monkeypatch.setattr(SiteBuilder, "write_documents", changing)
    assert build_preview(site.folder, "http://127.0.0.1:8000/", again=again) == code
    assert not (site.folder / "_build/preview/html/index.html").exists()
    said = capsys.readouterr().err
    assert ("posts/2021/hello.md: it was changed while the site was built" in said) == (code == DONE)
    assert ("the list is empty" in said) == (code == DONE)  # else it may be half of what was saved
    monkeypatch.undo()
    assert build_preview(site.folder, "http://127.0.0.1:8000/", again=1) == DONE
    assert (site.folder / "_build/preview/html/index.html").exists()
