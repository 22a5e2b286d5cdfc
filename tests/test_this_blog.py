"""What is only this blog's: words and numbers of its own posts. A site of somebody else's has no use for this file."""

import gzip
import re
from pathlib import Path

from bs4 import BeautifulSoup
from conftest import ROOT, main_of, soup

from valuable.content.front_matter import split_front_matter
from valuable.features import FEATURES
from valuable.knowledge.abbreviation_file import parse_abbreviations
from valuable.knowledge.abbreviations import KnownAbbreviations, abbreviations_in, pattern_of

FIRST = "/posts/2021/what-do-product-managers-do/"
OWN, BUILT_FOR = "https://valuable.example/", "https://lights.example/"
NAMES = re.compile(r"cantlin|ashrowan|valuable[ -]systems|valuable\.example|the editors", re.IGNORECASE)
MACHINERY = ("CHANGELOG.md", "Makefile", "pyproject.toml", ".ci", ".github", "benchmarks", "guide", "tests", "valuable")


def test_post_on_citing_shows_what_the_page_offers(real_site: Path) -> None:
    offered = main_of(soup(real_site, FIRST)).select_one(".citation")
    shown = main_of(soup(real_site, "/posts/2026/how-to-follow-and-cite/"))
    sentence = offered.select_one(".citation-text").get_text().replace(BUILT_FOR, OWN)
    assert " ".join(shown.select_one(".highlight-text pre").get_text().split()) == sentence
    entry = offered.pre.get_text().replace(BUILT_FOR, OWN)
    assert shown.select_one(".highlight-bibtex pre").get_text().strip() == entry


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
    assert page.select_one("link[rel=canonical]")["href"] == BUILT_FOR.removesuffix("/") + FIRST
    assert main.select_one(".p-author").get_text(strip=True) == "Cantlin Ashrowan"


def test_posts_of_the_editors_have_every_feature(real_site: Path) -> None:
    pages = [soup(real_site, str(path.relative_to(real_site))) for path in real_site.glob("posts/2026/*/index.html")]
    posts = [main_of(page) for page in pages]
    assert len(posts) >= 5
    for selector in ("div.highlight", "table", "aside.footnote", "math", ".series"):
        assert any(post.select_one(selector) for post in posts), selector
    assert sum(bool(post.select_one(".series")) for post in posts) == 2
    assert {page.html["lang"] for page in pages} == {"en-GB", "de"}


def test_there_are_two_categories_and_a_dozen_tags(real_site: Path) -> None:
    assert len(main_of(soup(real_site, "/blog/category/")).select(".labels li")) == 2
    assert len(main_of(soup(real_site, "/blog/tag/")).select(".labels li")) >= 12


def test_first_visit_to_a_post_is_light(real_site: Path) -> None:
    """A reader on a slow line gets the post, its styles and its script in this many compressed bytes."""
    page = soup(real_site, FIRST)
    here = real_site / FIRST.strip("/")
    files = [here / "index.html"]
    for tag in page.select("link[rel=stylesheet], script[src]"):
        files.append((here / (tag.get("href") or tag.get("src")).partition("?")[0]).resolve())
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < 34_900


def test_front_matter_shown_in_the_text_is_the_first_posts_own() -> None:
    shown = (ROOT / "posts/2026/how-this-site-is-made.md").read_text(encoding="utf-8")
    block, _ = split_front_matter(
        (ROOT / "posts/2021/what-do-product-managers-do/index.md").read_text(encoding="utf-8")
    )
    assert f"```yaml\n---\n{block}\n---\n```" in shown


def test_concepts_hang_together(real_site: Path) -> None:
    """Each has two links to others and two to posts, is mentioned somewhere, and is defined in a few words."""
    sources = sorted((ROOT / "concepts").glob("*.md"))
    assert len(sources) >= 15
    for source in sources:
        page = main_of(soup(real_site, f"concepts/{source.stem}"))
        links = [link["href"] for link in page.select(".e-content a.internal")]
        assert len({link for link in links if re.fullmatch(r"\.\./[a-z-]+/", link)}) >= 2, source
        assert len({link for link in links if "/posts/" in link}) >= 2, source
        assert page.select(".mentioned li"), source
        assert 5 <= len(page.select_one(".e-content p").get_text().split()) <= 60, source


def test_abbreviations_are_those_that_the_site_uses(real_site: Path) -> None:
    meanings, problems = parse_abbreviations((ROOT / "abbreviations.txt").read_text(encoding="utf-8"))
    assert problems == []
    text = " ".join(
        " ".join(main_of(BeautifulSoup(page.read_bytes(), "html.parser")).get_text().split())
        for page in sorted(real_site.rglob("index.html"))
        if b'role="main"' in page.read_bytes()
    )
    for section in meanings.values():
        assert {
            short for short, _ in abbreviations_in(text, KnownAbbreviations(section, pattern_of(section)))
        } == section.keys()


def test_settings_name_every_feature() -> None:
    text = (ROOT / "conf.py").read_text(encoding="utf-8")
    assert [name for name in FEATURES if f'"{name}"' not in text] == []


def test_machinery_does_not_name_this_blog() -> None:
    """Else the names would stand in everybody's copy of it."""
    found = (file for name in MACHINERY for file in [ROOT / name, *(ROOT / name).rglob("*")])
    files = [file for file in found if file.is_file() and file.suffix != ".pyc"]
    named = [file.relative_to(ROOT) for file in files if NAMES.search(file.read_bytes().decode("utf-8", "replace"))]
    allowed = {"tests/test_this_blog.py", "valuable/LICENSE", "valuable/example.txt"}
    assert {path.as_posix() for path in named} - allowed == set()
