"""Measure the search: ``python benchmarks/search_bytes.py --posts 100 1000 10000``.

For each size: how long its index takes and how much memory, and how many bytes a reader's browser fetches from the
moment they turn to the box until the first result is shown, as a host sends them: scripts and JSON in gzip, the rest as
it is. The posts are those of ``corpus.py``. Needs Debian's Chromium and Linux.
"""

import argparse
import gzip
import json
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import corpus
from markdown_it import MarkdownIt
from measure import build
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = [ROOT / "valuable" / "theme" / "static" / "js" / name for name in ("search.js", "search-box.js")]
COMPRESSIBLE = frozenset({".html", ".js", ".json"})
# What is typed: words of the titles of some posts, which every size has.
ASKED = (3, 17, 29, 41, 58, 66, 74, 83, 91, 99)
POST = """<!doctype html>
<html lang="en-GB"><head><title>{title}</title></head><body><article role="main">
<header class="post-header"><h1 class="p-name">{title}</h1><div><p class="byline">{words} words from
<time class="dt-published" datetime="{date}">{date:%-d %B %Y}</time></p></div></header>
<div class="e-content">{body}</div>
<div class="post-footer"><p class="filed"><a class="p-author" rel="author" href="#">{author}</a></p>
<p class="filed"><a class="p-category" href="#">{category}</a>{tags}</p></div></article></body></html>"""
BOX = """<!doctype html>
<html lang="en-GB" data-content_root="./"><head><title>Box</title><script defer src="search.js"></script></head><body>
<form class="search-box" action="search/" data-script="search-box.js"><input name="q" id="search-box"></form>"""
INDEX = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from valuable.outputs.search.index import write_index
site = Path(sys.argv[2])
pages = {f"{file.parent.relative_to(site).as_posix()}/": file for file in site.glob("posts/*/*/index.html")}
write_index(pages, site / "pagefind")
"""


def write_site(folder: Path, posts: int) -> None:
    """Write posts as the site's templates have them, and a page with the box."""
    markdown = MarkdownIt("commonmark", {"html": True})
    for number in range(posts):
        post = corpus.compose(number)
        file = folder / "posts" / str(post.date.year) / post.slug / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        body = markdown.render(post.body).replace("<h2>", "<h2 id='part'>")
        tags = "".join(f' <a class="p-category" rel="tag" href="#">{escape(tag)}</a>' for tag in post.tags)
        about = {
            "author": post.author_name,
            "category": post.category,
            "date": post.date,
            "words": len(post.body.split()),
        }
        file.write_text(POST.format(title=escape(post.title), body=body, tags=tags, **about), encoding="utf-8")
    (folder / "index.html").write_text(BOX, encoding="utf-8")
    for script in SCRIPTS:
        shutil.copy(script, folder)


class Host(SimpleHTTPRequestHandler):
    """Counts the bytes that it sends."""

    protocol_version = "HTTP/1.1"
    sent = 0

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path))
        if file.is_dir():
            file /= "index.html"
        if not file.is_file():
            return self.send_error(404)
        content = file.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        if file.suffix in COMPRESSIBLE:
            content = gzip.compress(content, 9)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if file.suffix != ".html":
            Host.sent += len(content)
        self.wfile.write(content)
        return None

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


def first_result(browser: Browser, url: str, query: str) -> tuple[int, float]:
    """Return the bytes and the seconds until a new reader sees a result; the site's own scripts are among the bytes."""
    context = browser.new_context()
    page = context.new_page()
    Host.sent = 0
    page.goto(url)
    page.locator("#Site-search-box").focus()
    started = time.perf_counter()
    page.keyboard.insert_text(query)
    page.locator("[role=option]").first.wait_for()
    took = time.perf_counter() - started
    page.wait_for_timeout(100)
    context.close()
    return Host.sent, took


def queries() -> dict[str, list[str]]:
    """Return what is typed, by its kind."""
    titles = [corpus.known(number, corpus.SEED)[0].lower().split() for number in ASKED]
    return {
        "one word": [max(title[:-3], key=len) for title in titles],
        "two words": [f"{title[-1]} {max(title[:-3], key=len)}" for title in titles],
        "a whole title": [" ".join(title) for title in titles],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the search.")
    parser.add_argument(
        "--posts", type=int, nargs="+", default=[100, 1000, 10_000], help="the sizes (default: all three)"
    )
    parser.add_argument("--json", type=Path, help="write the figures into this file, too")
    options = parser.parse_args()
    program = shutil.which("chromium")
    if program is None:
        sys.exit("There is no chromium. On Debian: sudo apt install chromium")
    figures = []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(prefix="valuable-search-") as temporary:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for posts in options.posts:
            site = Path(temporary, str(posts))
            site.mkdir()
            write_site(site, posts)
            made = build([sys.executable, "-c", INDEX, str(ROOT), str(site)], site, {})
            memory = made.memory // 2**20
            print(
                f"{posts} posts: index in {made.seconds:.1f} s, {1000 * made.seconds / posts:.1f} ms a post; "
                f"{made.processor:.1f} s of all cores; {memory} MB at most"
            )
            found = {"posts": posts, "seconds": made.seconds, "processor": made.processor, "megabytes": memory}
            with served(site) as url:
                for kind, typed in queries().items():
                    measured = [first_result(browser, url, query) for query in typed]
                    sizes = sorted(size for size, _ in measured)
                    wait = statistics.median(took for _, took in measured)
                    found[kind] = {"median": statistics.median(sizes), "most": sizes[-1]}
                    print(
                        f"  first result of {kind}: {statistics.median(sizes) / 1000:.0f} KB, "
                        f"{sizes[0] / 1000:.0f} to {sizes[-1] / 1000:.0f}; {wait:.2f} s"
                    )
            figures.append(found)
            shutil.rmtree(site)
        browser.close()
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
