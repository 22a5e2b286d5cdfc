# ruff: noqa: E501  # sources and forms, one a line
"""Material for MkDocs: its blogs, lists, feeds, and what only Python-Markdown's extensions know."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from valuable.importers.bodies import rewrite
from valuable.importers.ledger import moved_lines
from valuable.importers.links import Links
from valuable.importers.plan import make_plan
from valuable.importers.records import OldSite
from valuable.importers.sources import read_old_site

SITE = {
    "mkdocs.yml": "site_name: Tides\nsite_url: https://t.example/x/\nsite_author: Jo\ntheme:\n  language: en\n"
    "nav:\n  - Home: index.md\n  - Who: about/who.md\n"
    "plugins:\n  - search\n  - rss\n  - blog:\n{options}"
    "markdown_extensions:\n  - pymdownx.snippets:\n      base_path: [parts]\n      auto_append: [abbr.md]\n",
    "parts/abbr.md": "*[MSL]: Mean sea level\n*[HAT]: Highest astronomical tide\n",
    "parts/box.md": "Taken *in*.\n\n--8<-- [start:low]\nLow part.\n--8<-- [end:low]\n",
    "docs/blog/.authors.yml": "authors:\n  mira:\n    name: Mira Halvorsen\n    description: Sails\n",
    "docs/blog/index.md": "# Log\n",
    "docs/blog/posts/one.md": "---\ndate:\n  created: 2024-01-31\n  updated: 2024-02-03\ncategories: [Low Water, Moon]\nauthors: [mira]\n"
    "links:\n  - about/who.md\n  - Elsewhere: https://e.example/\n---\n\n# One & two tides\n\n{body}\n",
    "docs/blog/posts/img/a.png": "x",
    "docs/about/who.md": "# Who\n\nWords.\n",
    "docs/tags.md": "# Tags\n\n<!-- material/tags -->\n",
    "docs/index.md": "# Home\n\nSee [the log](blog/index.md).\n",
}
OPTIONS = {
    "": "/blog/2024/01/31/one--two-tides/",
    "      post_url_format: '{slug}'\n": "/blog/one--two-tides/",
    "      post_url_date_format: yyyy/MM\n      post_url_format: '{date}/{file}'\n": "/blog/2024/01/one/",
    "      post_url_format: '{categories}/{slug}'\n": "/blog/low-water/one--two-tides/",
}


def site_of(folder: Path, options: str = "", body: str = "Words.") -> OldSite:
    files: Mapping[str, str] = {
        **SITE,
        "mkdocs.yml": SITE["mkdocs.yml"].replace("{options}", options or "      enabled: true\n"),
        "docs/blog/posts/one.md": SITE["docs/blog/posts/one.md"].replace("{body}", body),
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return read_old_site(folder)


@pytest.mark.parametrize("options", OPTIONS)
def test_addresses(tmp_path: Path, options: str) -> None:
    site = site_of(tmp_path, options)
    assert {entry.source: entry.address for entry in site.entries} == {
        "docs/blog/posts/one.md": OPTIONS[options],
        "docs/about/who.md": "/about/who/",
        "docs/index.md": "/",
    }


def test_what_comes_over(tmp_path: Path) -> None:
    site = site_of(tmp_path)
    (one,) = [entry for entry in site.entries if entry.kind == "post"]
    assert (one.date, one.updated, one.category, one.tags) == ("2024-01-31", "2024-02-03", "Low Water", ["Moon"])
    assert one.authors == ["Mira Halvorsen"]
    assert one.id == "https://t.example/x/blog/2024/01/31/one--two-tides/"
    assert [person.name for person in site.people] == ["Jo", "Mira Halvorsen"]
    assert site.menu == [("Home", "/"), ("Who", "/about/who/")]
    moved = moved_lines(make_plan(site))
    assert moved["/feed_rss_created.xml"] == "/blog/rss.xml"
    assert moved["/feed_json_updated.json"] == "/blog/feed.json"
    assert moved["/tags/"] == "/blog/tag/"
    assert moved["/blog/category/moon/"] == "/blog/tag/moon/"
    assert moved["/blog/archive/2024/"] == "/blog/2024/"


def test_addresses_of_files(tmp_path: Path) -> None:
    site = site_of(tmp_path)
    (tmp_path / "mkdocs.yml").write_text("site_name: T\nuse_directory_urls: false\nplugins: [blog]\n", encoding="utf-8")
    site = read_old_site(tmp_path)
    assert {entry.address for entry in site.entries} == {"/blog/2024/01/31/one--two-tides.html", "/about/who.html", "/"}


BODIES = {
    '=== "A"\n\n    Words.\n\n    ```py\n    === "no tab"\n    ```\n\n=== "B"\n\n    More.\n\nBelow.': '**A**\n\nWords.\n\n```py\n=== "no tab"\n```\n\n**B**\n\nMore.\n\nBelow.',
    '- item\n\n    === "A"\n\n        Words.': "- item\n\n    **A**\n\n    Words.",
    '!!! note "A title"\n\n    Words.': '!!! note "A title"\n\n    Words.',
    '!!! tip "A title"\nWords\nof it.\n\nBelow.': '!!! tip "A title"\n    Words\n    of it.\n\nBelow.',
    '!!! tip "A title"\n\nBelow.': "> [!tip] A title\n\nBelow.",
    "```\n!!! tip\nBelow.\n```": "```\n!!! tip\nBelow.\n```",
    '--8<-- "box.md:low"': "Low part.",
    '--8<-- "none.md"': '--8<-- "none.md"',
    "Of MSL, at sea.": "Of MSL, at sea.\n\n*[MSL]: Mean sea level",
    "A :material-heart:{ .red } here, :smile: and `:material-x:`.": "A here, :smile: and `:material-x:`.",
    "Press ++ctrl+alt+del++, or ++more++.": "Press <kbd>Ctrl</kbd>+<kbd>Alt</kbd>+<kbd>Del</kbd>, or ++more++.",
    "^^in^^ {--out--} {++new++} {==x==} {~~a~>b~~} {>>why<<}": "<ins>in</ins> <del>out</del> <ins>new</ins> ==x== <del>a</del><ins>b</ins> <!-- why -->",
    '<figure markdown="span">\n  ![A](img/a.png){ width="3" }\n  <figcaption>Seen *once*</figcaption>\n</figure>': '![A](/blog/posts/img/a.png){ width="3" }\n_Seen *once*_',
    '<div class="grid" markdown>\n\n- one\n\n</div>': '<div class="grid">\n\n- one\n\n</div>',
    "[who](../../about/who.md#part) [log](../index.md) [tags](../../tags.md)": "[who](/about/who/#part) [log](/blog/) [tags](/blog/tag/)",
}


@pytest.mark.parametrize("body", BODIES)
def test_markdown_of_extensions(tmp_path: Path, body: str) -> None:
    site = site_of(tmp_path, body=body)
    (one,) = [entry for entry in site.entries if entry.kind == "post"]
    text = rewrite(one, Links(make_plan(site))).replace(
        "\n\n---\n\n- [who](/about/who/)\n- [Elsewhere](https://e.example/)\n", ""
    )
    assert text.strip().removeprefix("# One & two tides").strip() == BODIES[body]
    assert any(note.lost for note in one.notes) == ("none.md" in body)
