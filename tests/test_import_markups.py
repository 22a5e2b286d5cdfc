"""Texts in Org, AsciiDoc and Textile are read by pandoc, if there is one; without it they are kept, as drafts."""

import sys
from pathlib import Path

import pytest

from valuable.commands import pandoc_program as programs
from valuable.importers.other_markups import convert_other_texts, other_head
from valuable.importers.sources import read_old_site

HEADS = {
    "org": (
        "#+TITLE: One\n#+DATE: <2020-03-04 Wed 10:00>\n#+FILETAGS: :sea:moon:\n\n* Part\nWords.\n",
        {"title": "One", "date": "2020-03-04 10:00", "tags": ["sea", "moon"]},
    ),
    "asciidoc": (
        "= One\nMira Halvorsen <m@t.example>\n2021-02-03\n:tags: sea\n\nWords.\n",
        {"title": "One", "author": "Mira Halvorsen", "date": "2021-02-03", "tags": "sea"},
    ),
    "textile": ("h1. One\n\nWords.\n", {"title": "One"}),
    "mediawiki": ("= One =\n\nWords.\n", {"title": "One"}),
}


@pytest.mark.parametrize("markup", HEADS)
def test_heads(markup: str) -> None:
    text, values = HEADS[markup]
    head = other_head(text, markup)
    assert {key: head.values[key] for key in values} == values
    assert head.body.strip().endswith("Words.")
    assert text.split("\n")[head.line - 1 :] == head.body.split("\n")


def source(tmp_path: Path) -> Path:
    (tmp_path / "2020-01-02-one.org").write_text("#+TITLE: One\n\n* Part\n\nSome /words/ of ```three``` ticks.\n")
    (tmp_path / "2020-01-03-two.md").write_text("# Two\n\nWords.\n")
    return tmp_path


def fake_pandoc(folder: Path, body: str) -> Path:
    """Write a program that answers as pandoc does, and remembers what it was asked."""
    program = folder / "pandoc"
    program.write_text(f"#!{sys.executable}\nimport sys, pathlib\n{body}\n")
    program.chmod(0o755)
    return program


def test_pandoc_reads_in_its_sandbox(tmp_path: Path) -> None:
    (tmp_path / "blog").mkdir()
    asked = tmp_path / "asked"
    said = (
        "<h2 id='part'>Part</h2><p>Some <em>words</em> of three ticks: <span class='math inline'>\\\\(x\\\\)</span></p>"
    )
    said = said.replace("'", '"')
    program = fake_pandoc(tmp_path, f"pathlib.Path({str(asked)!r}).write_text(' '.join(sys.argv))\nprint('''{said}''')")
    site = read_old_site(source(tmp_path / "blog"))
    convert_other_texts(site, lambda: program)
    (entry,) = [entry for entry in site.entries if entry.title == "One"]
    assert (entry.markup, entry.draft, entry.kind) == ("html", False, "post")
    assert "<h2>Part</h2>" in entry.body
    assert "<math><annotation>x</annotation></math>" in entry.body
    assert "--sandbox --from=org" in asked.read_text()


def test_words_that_pandoc_shows_nowhere_are_named(tmp_path: Path) -> None:
    (tmp_path / "blog").mkdir()
    site = read_old_site(source(tmp_path / "blog"))
    convert_other_texts(site, lambda: fake_pandoc(tmp_path, "print('<p>Part</p>')"))
    (entry,) = [entry for entry in site.entries if entry.title == "One"]
    assert any("words" in note.message and note.lost for note in entry.notes)


@pytest.mark.parametrize("works", [False, True])
def test_without_pandoc_nothing_is_lost(tmp_path: Path, works: bool) -> None:
    (tmp_path / "blog").mkdir()
    site = read_old_site(source(tmp_path / "blog"))
    convert_other_texts(site, lambda: fake_pandoc(tmp_path, "sys.exit(1)") if works else None)
    (entry,) = [entry for entry in site.entries if entry.title == "One"]
    assert (entry.markup, entry.draft, entry.kind) == ("markdown", True, "post")
    assert entry.body.startswith("````org\n* Part\n")
    told = [note for note in [*site.notes, *entry.notes] if note.kind == "pandoc"]
    assert len(told) == 1
    assert told[0].lost


def test_nothing_is_asked_of_pandoc_where_no_text_needs_it(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# One\n\nWords.\n")

    def never() -> Path:
        raise AssertionError

    convert_other_texts(read_old_site(tmp_path), never)


def test_pandoc_is_taken_from_the_machine_from_the_cache_or_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    asked: list[Path] = []
    said: list[str] = []

    def install(root: Path) -> None:
        asked.append(root)
        folder = root / programs.PANDOC_FOLDER / "pypandoc" / "files"
        folder.mkdir(parents=True)
        (folder / "pandoc").write_text("")

    assert programs.pandoc_program(tmp_path, may_fetch=False) is None
    monkeypatch.setattr(programs, "install_pandoc", install)
    found = programs.pandoc_program(tmp_path, may_fetch=True, said=said.append)
    assert found == tmp_path / programs.PANDOC_FOLDER / "pypandoc" / "files" / "pandoc"
    assert programs.pandoc_program(tmp_path, may_fetch=True) == found
    assert (asked, len(said)) == ([tmp_path], 1)


def test_a_fetch_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    def fail(root: Path) -> None:
        (root / programs.PANDOC_FOLDER).mkdir(parents=True)
        raise OSError

    monkeypatch.setattr(programs, "install_pandoc", fail)
    assert programs.pandoc_program(tmp_path, may_fetch=True, said=lambda line: None) is None
    assert not (tmp_path / programs.PANDOC_FOLDER).exists()
