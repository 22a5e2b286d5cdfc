"""The whole output, crawled from ``/``: every link and anchor resolves, every page is reached, none is left out."""

import shutil
from pathlib import Path

import pytest
from conftest import ROOT, Site
from crawl import crawl, in_sitemap

BASES = ("https://valuable.example/", "https://user.example/repo/")


def check(html: Path, base: str) -> None:
    found = crawl(html, base)
    assert found.broken == []
    unreached = {path for path, page in found.pages.items() if path not in found.reached and not page.is_redirect}
    assert {path for path in unreached if found.pages[path].is_indexed} == set()
    assert "404.html" in unreached
    sitemap = in_sitemap(html, base)
    assert sitemap == {path for path in found.reached if found.pages[path].is_indexed}
    assert sitemap


def test_real_site_is_whole(real_site: Path) -> None:
    check(real_site, BASES[0])


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
            author="[cantlin, editors]" if number % 2 else "editors",
            tags=f"[common, 'tag {number % 4} é日']",
            category="One & two",
            series="All" if number % 7 == 0 else None,
            redirect=f"[/old/{number}/, /old/{number}.html]",
            **keys,
        )
    site.write("concepts/plan.md", "# Plan\n\nA plan.\n\n[](/posts/2022/p00.md)\n")
    site.post("posts/2022/p01.md", "A [plan](/concepts/plan.md).\n")
    assert site.build(html_baseurl=base) == []
    check(site.html, base)


def test_what_leads_nowhere_is_found(site: Site) -> None:
    site.post()
    site.write("about.md", '# About\n\n<a href="/nowhere/">x</a> <a href="../#nothing">y</a> <a href="?a">z</a>\n')
    assert site.build() == []
    shutil.copytree(site.html / "about", site.html / "lost")
    found = crawl(site.html, BASES[0])
    assert {written for path, written in found.broken if path == "about/index.html"} == {"/nowhere/", "../#nothing"}
    assert "lost/index.html" not in found.reached
