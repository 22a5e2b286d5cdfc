"""What is only this blog's: words and numbers of its own posts. A site of somebody else's has no use for this file."""

from pathlib import Path

from conftest import main_of, soup

OWN, BUILT_FOR = "https://valuable.example/", "https://lights.example/"


def test_post_on_citing_shows_what_the_page_offers(real_site: Path) -> None:
    offered = main_of(soup(real_site, "/posts/2021/what-do-product-managers-do/")).select_one(".citation")
    shown = main_of(soup(real_site, "/posts/2026/how-to-follow-and-cite/"))
    sentence = offered.select_one(".citation-text").get_text().replace(BUILT_FOR, OWN)
    assert " ".join(shown.select_one(".highlight-text pre").get_text().split()) == sentence
    entry = offered.pre.get_text().replace(BUILT_FOR, OWN)
    assert shown.select_one(".highlight-bibtex pre").get_text().strip() == entry
