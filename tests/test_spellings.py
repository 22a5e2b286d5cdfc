"""Tags that differ by case, spaces or hyphens are one, spelled as most posts do, else as the oldest; a hint says so."""

from typing import Any

import pytest
from conftest import Site, main_of

import valuable.content.spellings
from valuable.base.reports import Severity


@pytest.fixture
def hints(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def note(message: str, location: Any, subtype: str, *, severity: Severity, **more: Any) -> None:
        assert severity is Severity.HINT
        found.append((location, message))

    monkeypatch.setattr(valuable.content.spellings, "report", note)
    return found


def shown(site: Site, name: str) -> list[str]:
    return [
        link.get_text() for link in site.page(f"/posts/2021/{name}/").select(".e-content ~ * .p-category, .p-category")
    ]


def tag_page(site: Site) -> str:
    return str(main_of(site.page("/blog/tag/python/")).h1.get_text())


def test_as_most_posts_do(site: Site, hints: list[tuple[str, str]]) -> None:
    site.post("posts/2021/a.md", tags="[python]", date="2021-01-01")
    site.post("posts/2021/b.md", tags="[Python, Été]", date="2021-01-02")
    site.post("posts/2021/c.md", tags="[Python]", date="2021-01-03")
    site.post("posts/2021/d.md", tags="[PYTHON, été]", date="2021-01-04", category="python")
    site.post("posts/2021/e.md", tags="[pyTHON]", date="2999-01-01")
    assert site.build() == []
    assert "Python" in tag_page(site)
    for name in "abcd":
        assert "Python" in shown(site, name)
    assert [place for place, _ in hints] == ["posts/2021/a.md:3", "posts/2021/d.md:3"]
    assert "`python` is shown as `Python`" in hints[0][1]
    assert "so do posts/2021/d.md" in hints[0][1]
    assert "pyTHON" not in str(hints)


def test_in_a_tie_as_the_oldest_and_also_after_a_change(site: Site, hints: list[tuple[str, str]]) -> None:
    site.post("posts/2021/a.md", tags="[Python]", date="2021-01-02")
    site.post("posts/2021/b.md", tags="[python]", date="2021-01-01")
    assert site.build() == []
    assert "python" in tag_page(site)
    assert "python" in shown(site, "a")
    site.post("posts/2021/c.md", tags="[Python]", date="2021-01-03")
    assert site.build() == []
    after = site.files()
    assert "Python" in shown(site, "b")
    site.clean()
    assert site.build() == []
    assert {path: data for path, data in site.files().items() if path.endswith((".html", ".xml", ".md"))} == {
        path: data for path, data in after.items() if path.endswith((".html", ".xml", ".md"))
    }


def test_spaces_hyphens_and_underscores_are_alike(site: Site, hints: list[tuple[str, str]]) -> None:
    site.post("posts/2021/a.md", tags="[Slow Motion]", date="2021-01-01", category="A_b")
    site.post("posts/2021/b.md", tags="[slow-motion]", date="2021-01-02", category="a b")
    site.post("posts/2021/c.md", tags="[slow-motion]", date="2021-01-03", category="a-b")
    assert site.build() == []
    assert "slow-motion" in str(main_of(site.page("/blog/tag/slow-motion/")).h1.get_text())
    for name in "abc":
        assert shown(site, name).count("slow-motion") == 1
        assert site.page(f"/posts/2021/{name}/").select_one('a[href$="/blog/category/a-b/"]') is not None
    assert [place for place, _ in hints] == ["posts/2021/b.md:4", "posts/2021/a.md:3"]  # one for each name
