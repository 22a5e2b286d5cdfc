import pytest
from conftest import Site

from valuable.outputs.not_found import base_path


@pytest.mark.parametrize(
    ("url", "base"),
    [("https://a.example", "/"), ("https://a.example/", "/"), ("https://a.example/repo", "/repo/"), ("", "/")],
)
def test_base_is_the_path_of_the_address(url: str, base: str) -> None:
    assert base_path(url) == base


@pytest.mark.parametrize(("url", "base"), [("https://a.example/", "/"), ("https://a.example/repo/", "/repo/")])
def test_page_is_right_under_any_path(site: Site, url: str, base: str) -> None:
    site.post()
    assert site.build(html_baseurl=url) == []
    page = site.page("/404.html")
    assert page.h1.get_text() == "Page not found"
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert page.select_one("link[rel=canonical]") is None
    for tag in page.select("[href], [src]"):
        address = tag.get("href") or tag.get("src")
        if address.startswith(("#", "https://social.example")):
            continue
        assert address.startswith(base), tag
        path = site.html / address.removeprefix(base).partition("?")[0]
        assert path.exists(), tag
    assert not (site.html / "404").exists()
