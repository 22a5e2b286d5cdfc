"""The whole output of a site with everything, crawled from ``/``: links lead somewhere, and no page is left out."""

import shutil

import pytest
from conftest import ROOT, Site
from crawl import Crawl, crawl, in_sitemap
from test_footnotes import BLOCKS, LABELS

BASES = ("https://lights.example/", "https://user.example/repo/")


# A note of each kind of label in each kind of block, and links to headings that are alike.
EVERY_NOTE = "\n\n".join(
    block.replace("{}", f"[^{label}]").replace("{{", "{").replace("}}", "}")
    for label in LABELS
    for block in BLOCKS.values()
)
NOTES = "\n".join(f"[^{label}]: A note, which is like [another](#part-3).[^{LABELS[0]}]\n" for label in LABELS)


def check(found: Crawl, sitemap: set[str]) -> None:
    assert found.broken == []
    assert found.doubled == []
    unreached = {path for path, page in found.pages.items() if path not in found.reached and not page.is_redirect}
    assert {path for path in unreached if found.pages[path].is_indexed} == set()
    assert "404.html" in unreached
    assert sitemap == {path for path in found.reached if found.pages[path].is_indexed}
    assert sitemap


@pytest.mark.parametrize("base", BASES)
def test_site_with_everything_is_whole(site: Site, base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARDS", "1")
    monkeypatch.setenv("SEARCH", "1")
    shutil.copytree(ROOT / "tests/roots/kitchen-sink", site.folder, dirs_exist_ok=True)
    for number in range(43):
        keys = {"language": "de"} if number % 5 == 0 else {}
        body = "[](p00.md)\n\n## A part\n\n[](#a-part)\n" if number else "Words.\n"
        site.post(
            f"posts/2022/p{number:02}.md",
            body,
            title=f"P{number}",
            date=f"202{number % 3}-01-{number % 28 + 1:02}",
            author="[ada, crew]" if number % 2 else "crew",
            tags=f"[common, 'tag {number % 4} é日']",
            category="One & two",
            series="All" if number % 7 == 0 else None,
            redirect=f"[/old/{number}/, /old/{number}.html]",
            **keys,
        )
    site.write("posts/2022/x.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')
    for number in range(2):
        links = f"[](#part-2) [](notes-{1 - number}.md#part-3) [[notes-{1 - number}#part]]"
        body = f"{links}\n\n{EVERY_NOTE}\n\n## End\n\n{NOTES}"
        site.post(f"posts/2022/notes-{number}.md", body, title=f"Notes {number}[^1]", date="2023-01-01")
    site.write("concepts/plan.md", "# Plan\n\nA plan.\n\n[](/posts/2022/p00.md)\n")
    site.post("posts/2022/p01.md", "A [plan](/concepts/plan.md).\n")
    assert site.build(html_baseurl=base) == []
    check(crawl(site.html, base), in_sitemap(site.html, base))


def test_what_leads_nowhere_is_found(site: Site) -> None:
    raw = '<a href="/nowhere/">x</a> <a href="../#nothing">y</a> <a href="?a">z</a> <b id="b"></b><b id="b"></b>'
    site.post(body=f"{raw}\n")
    site.write("about.md", f"# About\n\n{raw}\n")
    assert site.build(raw_html="trusted") == []  # else an id that is there twice is a message
    shutil.copytree(site.html / "about", site.html / "lost")
    found = crawl(site.html, BASES[0])
    assert {written for path, written in found.broken if path == "about/index.html"} == {"/nowhere/", "../#nothing"}
    there = ["https://lights.example/nowhere/", "https://lights.example/posts/2021/#nothing"]
    for feed in ("blog/atom.xml", "blog/rss.xml", "blog/feed.json"):
        assert [written for path, written in found.broken if path == feed] == there
    assert ("about/index.html", "b") in found.doubled
    assert "lost/index.html" not in found.reached
