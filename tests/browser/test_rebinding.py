"""What a page of another site can learn of the preview, in Chromium; its name leads to this computer, as after DNS
rebinding.
"""

import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from conftest import ROOT, Site
from playwright.sync_api import Browser, Page, expect
from preview_server import fetch, preview_of, wait_for

DRAFT = "/posts/2021/secret/"


class Hostile(BaseHTTPRequestHandler):
    """Another site, with an empty page."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Hostile</title>")

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def preview(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Site]]:
    site = Site(tmp_path_factory.mktemp("previewed") / "site")
    site.post("posts/2021/secret.md", draft="true", title="Zyzzyva", body="![A dot](dot.png)\n")
    site.write("posts/2021/dot.png", (ROOT / "tests/roots/kitchen-sink/posts/2021/two squares.png").read_bytes())
    with preview_of(site.folder) as address:
        assert wait_for(lambda: "Zyzzyva" in fetch(address + DRAFT))
        yield address, site


@pytest.fixture(scope="module")
def hostile() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Hostile) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window of a browser for which every name of evil.example is this computer."""
    name = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    rebound = browser.browser_type.launch(
        executable_path=name,
        args=["--no-sandbox", "--host-resolver-rules=MAP *.evil.example 127.0.0.1, MAP evil.example 127.0.0.1"],
    )
    yield rebound.new_page()
    rebound.close()


FETCH = "address => fetch(address).then(answer => answer.text(), error => String(error))"
LOADS = """([tag, address]) => new Promise(done => {
  const element = document.createElement(tag);
  element.onload = () => done("loaded");
  element.onerror = () => done("refused");
  if (tag === "link") element.rel = "stylesheet";
  element[tag === "link" ? "href" : "src"] = address;
  document.body.append(element);
})"""
LISTENS = """address => new Promise(done => {
  const socket = new WebSocket(address);
  socket.onopen = () => done("open");
  socket.onerror = () => done("refused");
})"""


def test_a_rebound_name_reads_no_draft(preview: tuple[str, Site], page: Page) -> None:
    port = preview[0].rpartition(":")[2]
    answer = page.goto(f"http://rebind.evil.example:{port}{DRAFT}")
    assert answer is not None
    assert answer.status == 403
    assert "Zyzzyva" not in page.content()
    assert "Zyzzyva" not in page.evaluate(FETCH, DRAFT)
    assert page.evaluate(LISTENS, f"ws://rebind.evil.example:{port}/websocket-reload") == "refused"
    for name in ("127.0.0.1", "localhost"):
        assert page.evaluate(LISTENS, f"ws://{name}:{port}/websocket-reload") == "refused"


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_another_site_shows_nothing_of_the_preview(
    preview: tuple[str, Site], hostile: int, page: Page, name: str
) -> None:
    address, site = preview
    address = address.replace("127.0.0.1", name)
    [picture] = (site.folder / "_build/preview/html/_images").iterdir()
    page.goto(f"http://evil.example:{hostile}/")
    assert "Zyzzyva" not in page.evaluate(FETCH, address + DRAFT)
    assert page.evaluate(LOADS, ["img", f"{address}/_images/{picture.name}"]) == "refused"
    assert page.evaluate(LOADS, ["link", f"{address}/_static/css/prose.css"]) == "refused"
    assert page.evaluate(LOADS, ["script", f"{address}/_static/js/search.js"]) == "refused"
    assert page.evaluate(LOADS, ["iframe", address + DRAFT]) == "loaded"  # the browser's page that says it may not
    assert len(page.frames) == 2
    assert "Zyzzyva" not in page.frames[1].content()


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_the_preview_itself_is_whole_and_is_loaded_anew(preview: tuple[str, Site], page: Page, name: str) -> None:
    address, site = preview
    said: list[str] = []
    page.on("console", lambda message: said.append(str(message.location["url"])) if message.type == "error" else None)
    page.goto(address.replace("127.0.0.1", name) + DRAFT)
    assert page.evaluate("document.querySelector('article img').naturalWidth") > 0
    assert [url for url in said if not url.endswith("/favicon.ico")] == []
    body = f"![A dot](dot.png)\n\nSeen at {name}.\n"
    site.post("posts/2021/secret.md", draft="true", title="Zyzzyva", body=body)
    expect(page.get_by_text(f"Seen at {name}.")).to_be_visible(timeout=60_000)
