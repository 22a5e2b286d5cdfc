"""The live preview of a tiny site, started as an author starts it."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from conftest import ROOT


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def preview_of(folder: Path, **settings: str) -> Iterator[str]:
    """Start the preview of the site in *folder* with settings such as ``HOST``; leave no process behind."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if name != "HOST"}
    environment = {**kept, "PYTHONPATH": str(ROOT), "PORT": str(port), **settings}
    with subprocess.Popen(
        [sys.executable, "-m", "valuable", "serve"],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0,
    ) as process:
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def fetch(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return str(answer.read().decode())
    except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError):  # or just being written
        return ""


def wait_for(condition: Callable[[], bool]) -> bool:
    """Wait until *condition* holds, for as long as the busiest machine may need."""
    end = time.monotonic() + 600
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.2)
    return False
