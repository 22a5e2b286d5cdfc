"""Build the sites that the browser visits, and serve them as a host would."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Page

# One page of each kind of the site that `roots/sample` is.
KINDS = {
    "home": "/",
    "post": "/posts/2021/what-a-keeper-does/",
    "German post": "/posts/2024/wer-das-licht-sieht/",
    "post with maths": "/posts/2024/how-high-is-the-water/",
    "post with a table and notes": "/posts/2024/what-a-log-holds/",
    "post with code": "/posts/2024/how-the-lamp-is-timed/",
    "post with abbreviations": "/posts/2024/calling-the-station/",
    "concept": "/concepts/steady-light/",
    "concept with a definition of another": "/concepts/handover/",
    "concepts": "/concepts/",
    "posts": "/blog/",
    "archive": "/blog/archive/",
    "tags": "/blog/tag/",
    "tag": "/blog/tag/night-watches/",
    "categories": "/blog/category/",
    "category": "/blog/category/keeping/",
    "authors": "/blog/author/",
    "author": "/blog/author/ada/",
    "about": "/about/",
    "subscribe": "/subscribe/",
    "search": "/search/",
    "not found": "/404.html",
}


@dataclass(frozen=True)
class Site:
    """A built site: the folder it is in, and the address it is served at, with a slash at its end."""

    folder: Path
    url: str

    def address(self, path: str) -> str:
        """Return the full address of a path that begins with a slash."""
        return self.url.removesuffix("/") + path

    def paths(self) -> list[str]:
        """Return the path of every page, redirects left out."""
        found = []
        for file in sorted(self.folder.rglob("*.html")):
            if 'http-equiv="refresh"' not in file.read_text(encoding="utf-8"):
                found.append("/" + file.relative_to(self.folder).as_posix().removesuffix("index.html"))
        return found


class Host(SimpleHTTPRequestHandler):
    """Serves a folder under a base path, and its ``404.html`` for what is not there."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, base: str, **kwargs: object) -> None:
        self.base = base
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def translate_path(self, path: str) -> str:
        if not path.startswith(self.base):
            return str(Path(self.directory, "outside of the site"))
        return super().translate_path("/" + path.removeprefix(self.base))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code != 404:
            return super().send_error(code, message, explain)
        body = Path(self.directory, "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        return None

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(folder: Path, base: str = "/") -> Iterator[Site]:
    """Serve *folder* under the path *base* of a port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=str(folder), base=base))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Site(folder, f"http://127.0.0.1:{server.server_port}{base}")
    finally:
        server.shutdown()
        server.server_close()


def came_true(page: Page, script: str, patience: float = 60) -> bool:
    """Return whether *script* came true on the page within *patience* seconds.

    It is asked from outside of the page, again and again. Playwright's ``wait_for_function`` asks from inside, by an
    ``eval`` that the page's policy refuses from the second time on.
    """
    end = time.monotonic() + patience
    while not (true := bool(page.evaluate(script))) and time.monotonic() < end:
        page.wait_for_timeout(50)
    return true


def choose(page: Page, site: Site, scheme: str) -> None:
    """Have the reader choose a scheme on an earlier visit."""
    page.goto(site.address("/"))
    page.evaluate("scheme => localStorage.setItem('theme', scheme)", scheme)


# The addresses of a page's own host among those that it links to, in its text or its head.
LINKS = """links => links.map(link => new URL(link.getAttribute("href"), document.baseURI).href.split("#")[0])
  .filter(address => new URL(address).origin === location.origin)"""


def links_of(page: Page) -> set[str]:
    """Return the addresses of this host that the page links to."""
    return set(page.locator("a[href], link[href]:not([rel=canonical])").evaluate_all(LINKS))


def broken(page: Page, links: set[str]) -> list[str]:
    """Return those of *links* that no page, style sheet or picture answers."""
    return [link for link in sorted(links) if page.request.get(link).status != 200]
