"""The real site, as a reader gets it."""

import re
from pathlib import Path

import feedparser
import pytest
import yaml
from bs4 import BeautifulSoup
from conftest import ROOT, main_of, soup

from valuable.content.front_matter import split_front_matter

FIRST = "/posts/2021/what-do-product-managers-do/"


@pytest.fixture(scope="session")
def pages(real_site: Path) -> dict[str, BeautifulSoup]:
    """Return every page of the real site by its path."""
    paths = [path.relative_to(real_site).as_posix() for path in sorted(real_site.rglob("*.html"))]
    return {path: soup(real_site, path) for path in paths}


def test_first_post_is_as_the_author_has_it(real_site: Path) -> None:
    page = soup(real_site, FIRST)
    main = main_of(page)
    assert main.h1.get_text() == "What do product managers do"
    assert main.select_one(".byline").get_text() == "392 words from 26 March 2021"
    assert main.select_one(".byline time")["datetime"] == "2021-03-26"
    assert page.html["lang"] == "en-GB"
    drawings = main.select(".e-content svg[role=img]")
    assert len(drawings) == 3
    assert all(len(drawing["aria-label"]) > 20 for drawing in drawings)
    assert page.select_one("link[rel=canonical]")["href"] == f"https://valuable.example{FIRST}"
    assert main.select_one("a.p-author").get_text() == "Cantlin Ashrowan"


def test_posts_of_the_editors_have_every_feature(pages: dict[str, BeautifulSoup]) -> None:
    posts = [main_of(page) for path, page in pages.items() if path.startswith("posts/2026/")]
    assert len(posts) >= 5
    for selector in ("div.highlight", "table", "aside.footnote", "math", ".series"):
        assert any(post.select_one(selector) for post in posts), selector
    assert sum(bool(post.select_one(".series")) for post in posts) == 2
    assert {page.html["lang"] for path, page in pages.items() if path.startswith("posts/")} == {"en-GB", "de"}


def test_there_are_two_categories_and_a_dozen_tags(pages: dict[str, BeautifulSoup]) -> None:
    assert len(main_of(pages["blog/category/index.html"]).select(".labels li")) == 2
    assert len(main_of(pages["blog/tag/index.html"]).select(".labels li")) >= 12


def test_ids_are_not_used_twice(pages: dict[str, BeautifulSoup]) -> None:
    for path, page in pages.items():
        ids = [tag["id"] for tag in page.select("[id]")]
        assert sorted(set(ids)) == sorted(ids), path


def test_every_page_has_one_title_a_description_and_its_address(pages: dict[str, BeautifulSoup]) -> None:
    titles = set()
    for path, page in pages.items():
        assert len(page.select("h1")) == 1, path
        titles.add(page.title.get_text())
        if path not in {"404.html", "search/index.html"}:
            assert page.select_one("meta[name=description]")["content"], path
            address = f"https://valuable.example/{path.removesuffix('index.html')}"
            assert page.select_one("link[rel=canonical]")["href"] == address
    assert len(titles) == len(pages)


def test_feed_is_read_by_a_feed_reader(real_site: Path) -> None:
    feed = feedparser.parse((real_site / "blog/atom.xml").read_bytes())
    assert not feed.bozo
    assert "What do product managers do" in [entry.title for entry in feed.entries]
    assert b"cantlin@" not in (real_site / "blog/atom.xml").read_bytes()


def test_touch_icon_and_favicon_are_there(real_site: Path, pages: dict[str, BeautifulSoup]) -> None:
    home = pages["index.html"]
    for selector in ("link[rel=apple-touch-icon]", "link[rel~=icon]"):
        assert (real_site / home.select_one(selector)["href"]).is_file()


def test_first_visit_to_a_post_is_light(real_site: Path) -> None:
    """A reader on a slow line gets the post, its styles and its script in this many compressed bytes."""
    import gzip

    page = soup(real_site, FIRST)
    here = real_site / FIRST.strip("/")
    files = [here / "index.html"]
    for tag in page.select("link[rel=stylesheet], script[src]"):
        files.append((here / (tag.get("href") or tag.get("src")).partition("?")[0]).resolve())
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < 34_300


def test_hosts_get_files_whose_names_begin_with_a_dot() -> None:
    read_the_docs = yaml.safe_load((ROOT / ".readthedocs.yaml").read_text())
    assert read_the_docs["build"]["jobs"]["build"]["html"] == [
        "make html",
        'mkdir -p "$READTHEDOCS_OUTPUT/html"',
        'cp -R _build/html/. "$READTHEDOCS_OUTPUT/html/"',
    ]
    workflow = yaml.safe_load((ROOT / ".github/workflows/publish.yml").read_text())
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    (upload,) = [step for step in steps if "upload-pages-artifact" in step.get("uses", "")]
    assert upload["with"]["include-hidden-files"] is True
    assert any(step.get("run", "").strip() == "make html" for step in steps)
    for step in steps:
        if "uses" in step:
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"].split()[0])


def test_front_matter_shown_in_the_text_is_the_first_posts_own() -> None:
    shown = (ROOT / "posts/2026/how-this-site-is-made.md").read_text(encoding="utf-8")
    block, _ = split_front_matter(
        (ROOT / "posts/2021/what-do-product-managers-do/index.md").read_text(encoding="utf-8")
    )
    assert f"```yaml\n---\n{block}\n---\n```" in shown
