"""The profile that the guide shows as an example reads a blog of its system."""

import re
from pathlib import Path
from typing import Any

from conftest import ROOT

from valuable.importers import folders, trees
from valuable.importers.ledger import moved_lines
from valuable.importers.plan import make_plan

GUIDE = ROOT / "guide" / "another-system.md"


def test_profile_of_the_guide_reads_a_blog(tmp_path: Path) -> None:
    found = re.search(r"^```python\n(.*?)^```$", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {"__name__": "press"}
    exec(found[1], names)
    for path, text in {
        "press.toml": 'title = "Ropes"\nurl = "https://ropes.example"\n',
        "entries/2020-03-01-knots.md": "---\ntitle: Knots\ntags: [rope]\n---\n\nTie them.\n",
        "entries/drafts/bends.md": "# Bends\n\nOne day.\n",
        "public/knot.png": "",
    }.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    tree = trees.opened(tmp_path)
    assert names["Press"].matches(tree)
    site = folders.read_folder(tree, names["Press"])
    assert site.name == "Ropes"
    assert [(entry.title, entry.date, entry.draft) for entry in site.entries] == [
        ("Knots", "2020-03-01", False),
        ("Bends", "", True),
    ]
    assert site.entries[0].address == "/2020/2020-03-01-knots/"
    assert site.assets["public/knot.png"].address == "/knot.png"
    assert site.entries[0].id == "https://ropes.example/2020/2020-03-01-knots/"
    assert moved_lines(make_plan(site)) == {"/feed.xml": "/blog/atom.xml", "/tags/rope/": "/blog/tag/rope/"}
