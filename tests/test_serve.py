"""The live preview, started as an author starts it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import ROOT, Site


@pytest.fixture
def port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
def preview(site: Site, port: int) -> Iterator[str]:
    site.post()
    site.post("posts/2021/draft.md", draft="true", title="Not yet")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PORT": str(port)}
    command = [sys.executable, "-m", "valuable.serve"]
    process = subprocess.Popen(
        command, cwd=site.folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0
    )
    yield f"http://127.0.0.1:{port}"
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def fetch(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return str(answer.read().decode())
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return ""


def wait_for(condition: Callable[[], bool]) -> bool:
    """Wait until *condition* holds, for as long as the busiest machine may need."""
    end = time.monotonic() + 600
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.2)
    return False


def test_preview_shows_a_draft_and_follows_an_edit(site: Site, preview: str) -> None:
    draft = f"{preview}/posts/2021/draft/"
    assert wait_for(lambda: "Not yet" in fetch(draft))
    assert re.search(r'class="badge">\s*Draft', fetch(draft))
    assert f"{preview}/posts/2021/draft/" in fetch(draft)  # its canonical address is the preview's
    site.post("posts/2021/draft.md", draft="true", title="Nearly")
    assert wait_for(lambda: "Nearly" in fetch(draft))
    assert not (site.folder / "_build/html").exists()
    assert wait_for(lambda: "Nearly" in fetch(f"{preview}/blog/"))


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
        return os.readlink(path.parent / "cwd") if b"valuable.serve" in path.read_bytes() else ""
    except OSError:
        return ""
