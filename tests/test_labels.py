"""A name that two pages give is reported, whoever reads them."""

import pytest
from conftest import Site

import valuable.build.fork_map

GIVEN = {
    "heading": ("(name)=\n## Heading\n", "duplicate label name, other instance in"),
    "paragraph": ("(name)=\nSome words.\n", "duplicate label name, other instance in"),
    "term": ("```{glossary}\nname\n  What it is.\n```\n", "`name` is described in posts/2021/"),
}


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("kind", GIVEN)
def test_name_of_two_pages_is_reported(site: Site, kind: str, jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(valuable.build.fork_map, "WORTH_SHARING", 2)
    body, message = GIVEN[kind]
    site.post("posts/2021/a.md", title="A", body=body)
    site.post("posts/2021/b.md", title="B", body=body)
    (warning,) = site.build(jobs=jobs)
    assert message in warning


def test_name_is_reported_when_the_second_page_comes_later(site: Site) -> None:
    site.post("posts/2021/a.md", title="A", body=GIVEN["paragraph"][0])
    site.post("posts/2021/b.md", title="B")
    assert site.build() == []
    assert site.build() == []
    site.post("posts/2021/b.md", title="B", body=GIVEN["paragraph"][0])
    (warning,) = site.build()
    assert warning.startswith("posts/2021/b.md:")
