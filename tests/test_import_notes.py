# ruff: noqa: E501  # sources and forms, one a line
"""Notes that name each other: what becomes of them, and where their links lead."""

from pathlib import Path

import pytest
from import_copies import site_of

from valuable.importers.bodies import rewrite
from valuable.importers.ledger import moved_lines
from valuable.importers.links import Links
from valuable.importers.plan import make_plan
from valuable.importers.records import OldEntry, OldSite
from valuable.importers.writing import markdown_of_entry

VAULT = {
    ".obsidian/app.json": '{"attachmentFolderPath": "files"}',
    ".obsidian/templates.json": '{"folder": "Templates"}',
    ".obsidian/daily-notes.json": '{"folder": "Days"}',
    "Templates/Note.md": "{{title}}\n",
    "Days/2024-05-06.md": "Rain.\n",
    "Sea/Low Water.md": "---\naliases: [Ebb, neap]\ntags: [sea]\ncreated: 2020-01-02\n---\nWhat is left when the sea has gone. #tide/spring\n",
    "Moon/Low Water.md": "Another of the same name.\n",
    "Lists.md": "- one\n- two\n",
    "Half Done.md": "---\npublish: false\n---\nNot yet.\n",
    "2024-01-02 A day at sea.md": "See [[Low Water]].\n",
    "Essay.md": "---\ndate: 2023-04-05\n---\n# An essay\n\n{body}\n",
    "Plan.canvas": "{}",
    "Chart.excalidraw.md": "drawing\n",
    "files/Tide Chart.png": "x",
    "files/private.pdf": "x",
}


def entry_from(site: OldSite, source: str) -> OldEntry:
    (entry,) = [entry for entry in site.entries if entry.source == source]
    return entry


def test_vault(tmp_path: Path) -> None:
    site = site_of(tmp_path, {**VAULT, "Essay.md": VAULT["Essay.md"].replace("{body}", "![[Tide Chart.png|300]]")})
    kinds = {entry.source: (entry.kind, entry.draft) for entry in site.entries}
    assert kinds == {
        "Days/2024-05-06.md": ("post", True),
        "Sea/Low Water.md": ("page", False),
        "Moon/Low Water.md": ("concept", False),
        "Lists.md": ("page", False),
        "Half Done.md": ("concept", True),
        "2024-01-02 A day at sea.md": ("post", False),
        "Essay.md": ("post", False),
    }
    sea = entry_from(site, "Sea/Low Water.md")
    assert (sea.title, sea.tags, sea.aliases) == ("Low Water", ["sea", "tide/spring"], ["Ebb", "neap"])
    assert entry_from(site, "2024-01-02 A day at sea.md").title == "A day at sea"
    # A vault is private: only what a note shows comes over.
    assert [path for path in site.assets if path.startswith("files/")] == ["files/Tide Chart.png"]
    assert sum(note.kind == "drawing" for note in site.notes) == 2


LINKS = {
    "[[Lists]]": "[[Lists]]",
    "[[lists|all of them]]": "[[lists|all of them]]",
    "[[Sea/Low Water]]": "[[pages/low-water|Sea/Low Water]]",
    "[[Moon/Low Water#Part|that]]": "[[Moon/Low Water#Part|that]]",
    "[[Essay#A part]] and [[#A part]]": "[[Essay#A part]] and [[#A part]]",
    "[[No such note]] here": "No such note here",
    "[[No such note|these words]] here": "these words here",
    "[[Half Done]] here": "Half Done here",
    "![[Lists]]": "![[Lists]]",
    "![[Tide Chart.png|300]]": "![[Tide Chart.png|300]]",
    "Before ![[none.png]] here": "Before  here",
    "![[Plan.canvas]] here": "Plan.canvas here",
    "`[[No such note]]`": "`[[No such note]]`",
    "[[1]](https://e.example)": "[[1]](https://e.example)",
    "| a |\n|---|\n| [[Sea/Low Water\\|x]] |": "| a |\n|---|\n| [[pages/low-water\\|x]] |",
    "[x](Lists.md) and [y](Sea/Low%20Water.md)": "[x](/lists/) and [y](/low-water/)",
    "> [!note]- Folded\n> Words. ==bright== %%no%% ^id": "> [!note]- Folded\n> Words. ==bright== %%no%% ^id",
    "```dataview\nLIST\n```": "```dataview\nLIST\n```",
}


@pytest.mark.parametrize("body", LINKS)
def test_links_between_notes(tmp_path: Path, body: str) -> None:
    site = site_of(tmp_path, {**VAULT, "Essay.md": VAULT["Essay.md"].replace("{body}", body)})
    entry = entry_from(site, "Essay.md")
    text = rewrite(entry, Links(make_plan(site)))
    assert text.strip() == f"# An essay\n\n{LINKS[body]}"
    lost = any(word in body for word in ("No such", "Half", "none", "canvas", "dataview")) and not body.startswith("`[")
    assert any(note.lost for note in entry.notes) == lost


def test_a_concept_is_written_with_its_names(tmp_path: Path) -> None:
    site = site_of(tmp_path, {".obsidian/app.json": "{}", "Ebb.md": "---\naliases: [Low Water]\n---\nIt goes.\n"})
    plan = make_plan(site)
    assert plan.places["Ebb.md"].path == "concepts/ebb.md"
    assert (
        markdown_of_entry(site.entries[0], Links(plan), {}) == "---\naliases: [Low Water]\n---\n\n# Ebb\n\nIt goes.\n"
    )


def test_file_that_only_drafts_name_is_not_published(tmp_path: Path) -> None:
    draft = "---\npublish: false\n---\nMine.\n\n![[mine.png]] ![[ours.png]] ![](pics/mine.png)\n"
    files = {".obsidian/app.json": "{}", "a.md": "Ours.\n\n![[ours.png]]\n", "b.md": draft}
    files["c.md"] = "---\ndraft: true\n---\nMine too.\n\n![[mine.png]]\n"
    site = site_of(tmp_path, {**files, "pics/mine.png": "x", "pics/ours.png": "x"})
    assert list(site.assets) == ["pics/ours.png"]
    assert [note.message.partition(" ")[0] for note in site.notes if note.kind == "private"] == ["pics/mine.png"]
    assert "![[mine.png]] ![[ours.png]]" in rewrite(entry_from(site, "b.md"), Links(make_plan(site)))


def test_only_notes_that_are_chosen_are_published(tmp_path: Path) -> None:
    files = {".obsidian/app.json": "{}", "a.md": "---\ndg-publish: true\n---\nYes.\n", "b.md": "No.\n"}
    assert {entry.source: entry.draft for entry in site_of(tmp_path, files).entries} == {"a.md": False, "b.md": True}


def test_quartz(tmp_path: Path) -> None:
    site = site_of(
        tmp_path,
        {
            "quartz.config.ts": 'pageTitle: "Tides", baseUrl: "t.example", ignorePatterns: ["private", "templates"]',
            "content/index.md": "---\ntitle: Home\n---\nWords.\n",
            "content/posts/One & two.md": "---\ndate: 2022-01-01\ntags: [sea/low]\naliases: [Old One]\n---\nSee [[deep/Moon]].\n",
            "content/deep/Moon.md": "Round.\n\n![[files/a b.png]]\n",
            "content/files/a b.png": "x",
            "content/private/x.md": "Not here.\n",
        },
    )
    assert {entry.title: (entry.kind, entry.address) for entry in site.entries} == {
        "Home": ("page", "/"),
        "One & two": ("post", "/posts/One--and--two"),
        "Moon": ("concept", "/deep/Moon"),
    }
    one = next(entry for entry in site.entries if entry.kind == "post")
    assert (one.old_addresses, one.id) == (["/posts/Old-One"], "https://t.example/posts/One--and--two")
    assert site.assets["content/files/a b.png"].address == "/files/a-b.png"
    assert "See [[deep/Moon|Moon]]." in rewrite(one, Links(make_plan(site)))
    moon = entry_from(site, "content/deep/Moon.md")
    assert "![[a-b.png]]" in rewrite(moon, Links(make_plan(site)))
    moved = moved_lines(make_plan(site))
    assert moved["/tags/sea/low"] == "/blog/tag/sea-low/"
    assert moved["/index.xml"] == "/blog/rss.xml"


def test_logseq_and_dendron(tmp_path: Path) -> None:
    site = site_of(
        tmp_path / "logseq",
        {
            "logseq/config.edn": "{}",
            "pages/Sea.md": "tags:: [[Moon]], low\nalias:: Ocean\n\n- It is deep.\n  id:: 123\n",
            "journals/2024_05_06.md": "- Rain.\n",
        },
    )
    sea = entry_from(site, "pages/Sea.md")
    assert (site.system, sea.title, sea.tags, sea.aliases) == ("Logseq", "Sea", ["Moon", "low"], ["Ocean"])
    assert sea.body.strip() == "- It is deep."
    assert entry_from(site, "journals/2024_05_06.md").draft
    site = site_of(
        tmp_path / "dendron",
        {
            "dendron.yml": "version: 5\n",
            "vault/sea.low.md": "---\nid: abc\ntitle: Low\ncreated: 1608518909864\n---\nSee [[the moon|sea.moon]].\n",
            "vault/sea.moon.md": "---\nid: def\ntitle: Moon\n---\nRound.\n",
        },
    )
    low = entry_from(site, "vault/sea.low.md")
    assert (site.system, low.title, low.address) == ("Dendron", "Low", "/notes/abc/")
    assert rewrite(low, Links(make_plan(site))).strip().endswith("|the moon]].")


def test_files_of_a_plain_folder_are_private_until_a_text_names_them(tmp_path: Path) -> None:
    texts = {
        "a.md": "---\ndate: 2020-01-01\ncover: img/cover.png\n---\n![x](img/Low%20water.png) and <img src='img/b.png'>.\n",
        "b.md": "---\ndate: 2020-01-02\ndraft: true\n---\n![s](img/secret.png) ![x](img/b.png)\n",
        "trip/index.md": "---\ndate: 2020-01-03\ndraft: true\n---\n![s](own.png)\n",
    }
    files = ("img/cover.png", "img/Low water.png", "img/b.png", "img/secret.png", "img/unnamed.png", "trip/own.png")
    site = site_of(tmp_path, texts | dict.fromkeys(files, "x"))
    assert set(site.assets) == {"img/cover.png", "img/Low water.png", "img/b.png", "trip/own.png"}
    said = [note.message for note in site.notes if note.kind == "private"]
    assert said[0].startswith("img/secret.png is named by drafts alone")
    assert said[1:] == ["files that no public text names stay where they are, 1 of them: img/unnamed.png"]
