"""What stands around an author's words on every page."""

import re
from pathlib import Path

import pytest
from conftest import Site

from valuable.base.theme import STATIC_FOLDER, TEMPLATES_FOLDER

PAGES = sorted(TEMPLATES_FOLDER.rglob("*.html"))
SCRIPTS = sorted((STATIC_FOLDER / "js").glob("*.js"))
IDS = re.compile(r"""\bid(?:=|: | = )["`]([^"`]*)""")


@pytest.mark.parametrize("path", [*PAGES, *SCRIPTS], ids=lambda path: path.name)
def test_ids_of_the_frame_begin_as_no_anchor_of_an_author_does(path: Path) -> None:
    assert [name for name in IDS.findall(path.read_text(encoding="utf-8")) if not name.startswith("Site-")] == []


def test_headings_and_labels_may_have_any_words(site: Site) -> None:
    """Every id is there once, on pages whose author uses the words of all of them."""
    names = {name for path in (*PAGES, *SCRIPTS) for name in IDS.findall(path.read_text(encoding="utf-8"))}
    assert {"Site-menu", "Site-mentioned"} < names
    words = sorted({word for name in names for word in (name, name.removeprefix("Site-").replace("-", " "))})
    words += ["Menu", "Contents", "Mentioned in", "Read on", "Feeds", "Furo main content", "Search"]
    headings = "".join(f"## {word}\n\nWords.\n\n" for word in words)
    labels = "".join(f"({name})=\n\nWords.\n\n" for name in names)
    part = {"series": "S", "tags": "[tests]"}
    site.post("posts/2021/a.md", f"{headings}{labels}See [b](b.md).\n", title="A", **part)
    site.post("posts/2021/b.md", f"{headings}See [a](a.md).\n", title="B", **part)
    site.write("concepts/plan.md", f"# Plan\n\nA plan.\n\nSee [[A]].\n\n{headings}")
    site.write("concepts/aim.md", "# Aim\n\nNo [[plan]].\n")
    site.write("subscribe.md", f"# Subscribe\n\n{headings}")
    assert site.build() == []
    for address in ("posts/2021/a", "posts/2021/b", "concepts/plan", "subscribe", "search", ""):
        ids = [node["id"] for node in site.page(address).find_all(id=True)]
        assert len(ids) == len(set(ids)), address
    assert "Site-mentioned" in {node.get("id") for node in site.page("posts/2021/a").select(".mentioned h2")}
