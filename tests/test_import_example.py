"""The profile that the guide shows as an example reads a blog of its system."""

import re
from pathlib import Path

from conftest import ROOT

from valuable.importers import folders, records, trees
from valuable.importers.profiles import base

GUIDE = ROOT / "guide" / "how-it-is-built.md"
NAMES = {name: value for module in (trees, records, base) for name, value in vars(module).items()}


def test_profile_of_the_guide_reads_a_blog(tmp_path: Path) -> None:
    found = re.search(r"^```python\n(class Press.*?)^```$", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert found is not None
    exec(found[1], NAMES)
    for path, text in {
        "press.toml": 'title = "Ropes"\nurl = "https://ropes.example"\n',
        "entries/2020-03-01-knots.md": "---\ntitle: Knots\n---\n\nTie them.\n",
        "entries/drafts/bends.md": "# Bends\n\nOne day.\n",
        "public/knot.png": "",
    }.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    tree = trees.opened(tmp_path)
    assert NAMES["Press"].matches(tree)
    site = folders.read_folder(tree, NAMES["Press"])
    assert site.name == "Ropes"
    assert [(entry.title, entry.date, entry.draft) for entry in site.entries] == [
        ("Knots", "2020-03-01", False),
        ("Bends", "", True),
    ]
    assert site.entries[0].address == "/2020/2020-03-01-knots/"
    assert site.assets["public/knot.png"].address == "/knot.png"
