"""``<!--more-->`` ends the description of a post; a date in the name of a file is told."""

import pytest
from conftest import Site


@pytest.mark.parametrize(
    ("body", "description"),
    [
        ("One *two*.\n\nThree[^a].\n\n<!--more-->\n\nFour.\n\n[^a]: Note\n", "One two. Three."),
        ("One two.<!--more--> Three.\n\nFour.\n", "One two."),
        ("One.\n\n<!-- more -->\nTwo.\n", "One."),
        ("One.\n\n- a\n\nTwo.\n\n<!-- excerpt -->\n\nThree.\n", "One. Two."),
        ("One.\n\nTwo.\n\n{/* truncate */}\n\nThree.\n", "One. Two."),
        ("One.\n\n## Part\n\nTwo.\n\n<!--more Read on-->\n\nThree.\n", "One. Two."),
        ("<!--more-->\n\nOne.\n\nTwo.\n", "One."),
        ("One.\n\n<!-- no more -->\n\nTwo.\n", "One."),
        ("One.\n\n`<!--more-->`\n\nTwo.\n", "One."),
    ],
)
def test_more_ends_the_description(site: Site, body: str, description: str) -> None:
    site.post(body=body)
    assert site.build() == []
    page = site.page("/posts/2021/hello/")
    assert page.select_one("meta[name=description]")["content"] == description
    assert "more" not in page.select_one(".e-content").get_text() or "`" in body


def test_date_in_the_name_is_told(site: Site) -> None:
    site.post("posts/2021/2021-03-26-hello.md")
    site.post("posts/2021/2021-03-27-there/index.md")
    site.post("posts/2021/2021-03-28-draft.md", draft="true")
    site.post("posts/2021/2021-03-29-before.md")
    site.write(
        "permalinks.txt", "/posts/2021/2021-03-29-before/ tag:lights.example,2021:2021-03-26/2021-03-29-before\n"
    )
    first, second = site.build()
    assert first.startswith("posts/2021/2021-03-26-hello.md:1: WARNING: its date would stand in the address")
    assert "`git mv posts/2021/2021-03-26-hello.md posts/2021/hello.md`" in first
    assert "`git mv posts/2021/2021-03-27-there posts/2021/there`" in second
