"""Measure the preview, from a saved file to the reloaded page: ``python benchmarks/preview.py --posts 1000``.

Starts what ``make serve`` starts on a copy with the made-up blog, looks at a post in the system's Chromium and edits
its file. The time ends when the page in the browser shows the new word.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import measure
from bench import positive
from playwright.sync_api import Page, sync_playwright
from report import machine, middle
from sites import Site
from tools import THIS_SITE

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PAUSE = 1.0  # between two edits, as somebody who writes makes one
PATIENCE = 300.0
# Runs in every page. It says when a word that only an edit writes is there for the first time, and painted.
WATCH = """
let shown = "";
setInterval(() => {
  const words = document.body?.textContent.match(/newest[a-z]+/g);
  if (words && words.at(-1) !== shown) {
    shown = words.at(-1);
    requestAnimationFrame(() => window.seen(shown, Date.now() / 1000));
  }
}, 5);
"""


@contextmanager
def served(site: Site, log: Path) -> Iterator[str]:
    """Serve *site*; leave no process behind."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(site.programs / "python"), "-m", "valuable", "serve"],
            cwd=site.folder,
            env={**os.environ, **site.tool.environment, "PORT": str(port)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            measure.end(process)


def wait_for(address: str, log: Path) -> None:
    """Wait until *address* answers; exit with the server's output if it does not."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    sys.exit(f"{log.read_text(errors='replace')[-4000:]}\n{address} does not answer: nothing measured.")


def edits(site: Site, page: Page, address: str, runs: int, log: Path) -> list[float]:
    """Edit the post that *page* shows so many times; return the seconds that each took to appear."""
    seen: dict[str, float] = {}
    page.expose_function("seen", lambda word, when: seen.setdefault(word, when))
    page.add_init_script(WATCH)
    page.goto(address)
    times = []
    for _ in range(runs):
        page.wait_for_timeout(1000 * PAUSE)
        saved = time.time()
        word = site.edit()
        while word not in seen and time.time() < saved + PATIENCE:
            page.wait_for_timeout(10)
        if word not in seen:
            sys.exit(f"{log.read_text(errors='replace')[-4000:]}\nAn edit did not appear: nothing measured.")
        times.append(seen[word] - saved)
        print(f"edit {len(times)} of {runs}: {times[-1]:.2f} s", flush=True)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=positive, default=1000, help="how many posts (default: 1000)")
    parser.add_argument("--runs", type=positive, default=12, help="how many edits (default: 12)")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Ended."))
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        sys.exit(f"No browser is installed: none of {', '.join(BROWSERS)} is on the PATH.")
    with tempfile.TemporaryDirectory(prefix="valuable-preview-") as name:
        log = Path(name, "serve.log")
        site = Site(THIS_SITE, Path(name, "site"), options.posts)
        post = site.page(options.posts // 2).parent.relative_to(site.output).as_posix()
        started = time.monotonic()
        with served(site, log) as host, sync_playwright() as playwright:
            wait_for(f"{host}/{post}/", log)
            print(f"the post is there {time.monotonic() - started:.2f} s after the start", flush=True)
            chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            times = edits(site, chromium.new_page(), f"{host}/{post}/", options.runs, log)
            chromium.close()
    print(f"\n{machine()}; {options.posts} posts; {len(times)} edits")
    print(f"saved to shown: min {min(times):.2f} s, median {middle(times):.2f} s, max {max(times):.2f} s")


if __name__ == "__main__":
    main()
