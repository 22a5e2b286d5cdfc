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

from valuable.serve import arguments


def test_preview_stands_apart_and_shows_drafts(tmp_path: Path) -> None:
    found = arguments(tmp_path, "8000")
    assert found[-1] == str(tmp_path / "_build/preview/html")
    assert found[found.index("-d") + 1] == str(tmp_path / "_build/preview/doctrees")
    assert "show_drafts=1" in found
    assert found[found.index("--host") + 1] == "127.0.0.1"


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
        with urllib.request.urlopen(address, timeout=5) as answer:
            return str(answer.read().decode())
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return ""


def wait_for(condition: Callable[[], bool]) -> bool:
    """Wait until *condition* holds, for a minute at most."""
    end = time.monotonic() + 60
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
