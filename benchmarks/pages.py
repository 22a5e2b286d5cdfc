"""Measure what a first visit costs, as Lighthouse sees it on a phone, with PaperMod and the 11ty base blog beside it.

    make html
    PAPERMOD=folder ELEVENTY=folder .venv/bin/python benchmarks/pages.py

The folders are checkouts of those themes; without one, it is left out. Both show this site's own posts, and all are
served alike, compressed by brotli. Needs Node.js 20 or newer with npm, and Chromium (`CHROME_PATH`). What is installed
stays in `_build/bench`.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from report import machine, table
from tools import CACHE, HERE, ROOT, TOOLS, same

KINDS = {
    "home": "index.html",
    "listing": "blog/index.html",
    "concept": "concepts/*/index.html",
    "concepts": "concepts/index.html",
    "author": "blog/author/*/index.html",
    "search": "search/index.html",
}
WORDS = re.compile(r'"wordCount":(\d+)')
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FRONT_MATTER = re.compile(r"---\n(.*?)\n---\n+(?:# (.*)\n)?", re.DOTALL)
# What is this site's alone: names of concepts, links to files, directives.
NAME = re.compile(r"\[\[(?:[^]|]*\|)?([^]|]*)\]\]")
LINK = re.compile(r"\[([^]]*)\]\((?!https?:)[^)]*\)")
DIRECTIVE = re.compile(r"^(`{3,}|:{3,})\{.*?^\1$|^%.*$|\{[a-z]+\}(?=`)", re.DOTALL | re.MULTILINE)
HUGO = """title = "Made up"
baseURL = "https://blog.example/"
languageCode = "en-GB"
theme = "PaperMod"
[params]
env = "production"
author = "Ada Norling"
description = "A blog"
defaultTheme = "auto"
ShowReadingTime = true
ShowToc = true
ShowPostNavLinks = true
ShowCodeCopyButtons = true
[[menu.main]]
name = "Posts"
url = "/posts/"
weight = 1
[[menu.main]]
name = "Tags"
url = "/tags/"
weight = 2
"""


def longest_post(site: Path) -> str:
    """Return the path of the post with the most words."""
    pages = site.glob("posts/*/*/index.html")
    words = {page: int(found[1]) for page in pages if (found := WORDS.search(page.read_text(encoding="utf-8")))}
    return max(words, key=lambda page: (words[page], page)).parent.relative_to(site).as_posix()


def addresses(site: Path, post: str) -> Iterator[tuple[str, str]]:
    """Yield a kind of page and an address of that kind."""
    yield "post", f"/{post}/"
    for kind, pattern in KINDS.items():
        page = min(site.glob(pattern), default=None)
        if page is not None:
            yield kind, f"/{page.parent.relative_to(site).as_posix()}/".replace("/./", "/")


def plain_posts() -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the path, the front matter and the Markdown of each of this site's posts, as any generator reads it."""
    for path in sorted(ROOT.glob("posts/*/*.md")) + sorted(ROOT.glob("posts/*/*/index.md")):
        text = path.read_text(encoding="utf-8")
        found = FRONT_MATTER.match(text)
        if found:
            body = DIRECTIVE.sub("", text[found.end() :])
            name = path.relative_to(ROOT).with_suffix("").as_posix().removesuffix("/index")
            yield name, {**yaml.safe_load(found[1]), "title": found[2]}, LINK.sub(r"\1", NAME.sub(r"\1", body))


def write_posts(folder: Path, dates: str = "date", **more: Any) -> None:
    """Write them into *folder* with no more front matter than all know."""
    for name, front, body in plain_posts():
        known = {key: front.get(key) for key in ("title", "description", "tags") if front.get(key)}
        file = folder / f"{name}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        head = yaml.safe_dump({**known, dates: str(front["date"])[:10], **more}, allow_unicode=True)
        file.write_text(f"---\n{head}---\n\n{body}", encoding="utf-8")


def papermod(theme: Path, folder: Path) -> Path:
    """Return the site that Hugo makes of the posts with PaperMod."""
    (folder / "themes").mkdir(parents=True)
    (folder / "themes" / "PaperMod").symlink_to(theme)
    (folder / "hugo.toml").write_text(HUGO, encoding="utf-8")
    write_posts(folder / "content")
    subprocess.run([TOOLS["hugo"].install() / "hugo", "--quiet"], cwd=folder, check=True)
    return folder / "public"


def eleventy(theme: Path, folder: Path) -> Path:
    """Return the site that the 11ty base blog makes of the posts, in the place of its own."""
    shutil.copytree(theme, folder, ignore=shutil.ignore_patterns(".git", "node_modules"))
    for path in (folder / "content" / "blog").glob("*"):
        if path.name != "blog.11tydata.js":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    write_posts(folder / "content" / "blog")
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, check=True)
    subprocess.run(["npx", "eleventy", "--quiet"], cwd=folder, check=True)
    return folder / "_site"


def lighthouse() -> Path:
    """Return the folder with Lighthouse and the script that runs it."""
    source, folder = HERE / "lighthouse", CACHE / "lighthouse"
    if not same(source / "package-lock.json", folder / "node_modules" / "package-lock.json"):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(source, folder)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--loglevel=error"], cwd=folder, check=True)
        shutil.copy(source / "package-lock.json", folder / "node_modules")
    shutil.copy(source / "measure.mjs", folder)
    return folder


def measured(pages: list[dict[str, str]]) -> list[dict[str, Any]]:
    folder = lighthouse()
    done = subprocess.run(
        ["node", "measure.mjs"], cwd=folder, input=json.dumps(pages), capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)
    return list(json.loads(done.stdout))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html", help="what `make html` has made")
    parser.add_argument("--post", help="which post, such as posts/2026/hello (default: the longest)")
    parser.add_argument("--also", action="append", default=[], help="another address of this site, such as /about/")
    options = parser.parse_args()
    site = options.site.resolve()
    post = options.post or longest_post(site)
    chosen = [*addresses(site, post), *(("page", address) for address in options.also)]
    with tempfile.TemporaryDirectory(prefix="valuable-bench-") as name:
        pages = [{"name": f"this site, {kind}", "folder": str(site), "path": path} for kind, path in chosen]
        others = (
            ("PaperMod", "PAPERMOD", papermod, f"/{post}/"),
            ("11ty base blog", "ELEVENTY", eleventy, f"/blog/{post}/"),
        )
        for title, variable, make, path in others:
            if os.environ.get(variable):
                folder = make(Path(os.environ[variable]).resolve(), Path(name) / variable.lower())
                pages.append({"name": f"{title}, post", "folder": str(folder), "path": path})
        found = measured(pages)
    rows = [
        [
            page["name"],
            *(str(page["scores"][name]) for name in CATEGORIES),
            f"{page['paint'] / 1000:.2f} s",
            f"{page['shift']:.3f}",
            str(page["requests"]),
            f"{page['bytes']:,}",
            " ".join(page["failing"]),
        ]
        for page in found
    ]
    print(machine())
    print(table(["Page", *CATEGORIES, "Largest paint", "Shift", "Requests", "Bytes", "Below the best"], rows))


if __name__ == "__main__":
    main()
