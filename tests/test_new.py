import contextlib
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from conftest import ROOT, Site
from hypothesis import given, settings
from hypothesis import strategies as st

from valuable.commands.new import start_concept, start_post

TODAY = date(2026, 11, 22)


def test_new_post_is_a_draft_with_its_title(tmp_path: Path) -> None:
    path = start_post(tmp_path, "  What I   learned: “a” & b ", TODAY)
    assert path.relative_to(tmp_path).as_posix() == "posts/2026/what-i-learned-a-and-b.md"
    assert path.read_text(encoding="utf-8") == (
        "---\ndate: 2026-11-22\ndraft: true\n---\n\n# What I learned: “a” & b\n\n"
    )


def test_new_concept_is_a_draft_with_its_name(tmp_path: Path) -> None:
    path = start_concept(tmp_path, "  Goodhart’s   law & order ")
    assert path.relative_to(tmp_path).as_posix() == "concepts/goodhart-s-law-and-order.md"
    assert path.read_text(encoding="utf-8") == "---\ndraft: true\n---\n\n# Goodhart’s law & order\n\n"


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    start_post(tmp_path, "Hello", TODAY)
    with pytest.raises(ValueError, match=r"posts/2026/hello\.md is there already"):
        start_post(tmp_path, "Hello!", TODAY)
    start_concept(tmp_path, "Hello")
    with pytest.raises(ValueError, match=r"concepts/hello\.md is there already"):
        start_concept(tmp_path, "Hello!")


@pytest.mark.parametrize("name", ["The Plan", "the-plan", "roadmap", "Road  Map", "road-map", "Grand plan"])
def test_name_of_another_concept_is_refused(site: Site, name: str) -> None:
    aliases = "---\naliases: [Roadmap, road map]\ndraft: true\n---\n"
    site.write("concepts/grand-plan.md", f"{aliases}# The plan\n\nA plan.\n")
    before = site.files(site.folder)
    with pytest.raises(ValueError, match=r"concepts/grand-plan\.md (goes by that name|is there) already: open it, or"):
        start_concept(site.folder, name)
    assert site.files(site.folder) == before


def test_concept_that_cannot_be_read_still_has_its_slug(site: Site) -> None:
    site.write("concepts/plan.md", b"caf\xe9")
    site.write("concepts/idea.md", "---\naliases: {\n---\n# Idea\n")
    with pytest.raises(ValueError, match=r"concepts/plan\.md is there already"):
        start_concept(site.folder, "Plan")
    assert start_concept(site.folder, "Another").is_file()


@pytest.mark.parametrize("title", ["…", "", " ", "***"])
def test_title_without_a_letter_is_refused(tmp_path: Path, title: str) -> None:
    with pytest.raises(ValueError, match="a post needs a title with a letter in it"):
        start_post(tmp_path, title, TODAY)
    with pytest.raises(ValueError, match="a concept needs a name with a letter in it"):
        start_concept(tmp_path, title)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("title", ["word " * 60, "日本" * 60])
def test_title_that_makes_too_long_a_name_is_refused(tmp_path: Path, title: str) -> None:
    with pytest.raises(ValueError, match="too long for the name of a file"):
        start_post(tmp_path, title, TODAY)
    with pytest.raises(ValueError, match="too long for the name of a file"):
        start_concept(tmp_path, title)


def test_new_post_can_be_published_by_taking_one_line_out(site: Site) -> None:
    path = start_post(site.folder, "Hello", TODAY)
    assert site.build() == []
    assert not (site.html / "posts").exists()
    path.write_text(path.read_text().replace("draft: true\n", "").replace("2026-11-22", "2021-01-01"))
    assert site.build() == []
    assert (site.html / "posts/2026/hello/index.html").is_file()


def test_new_concept_can_be_published_once_it_is_defined(site: Site) -> None:
    path = start_concept(site.folder, "Common understanding")
    assert site.build() == []
    assert not (site.html / "concepts").exists()
    path.write_text(path.read_text().replace("draft: true\n", "") + "What all know.\n")
    assert site.build() == []
    assert site.page("/concepts/common-understanding/").h1.get_text() == "Common understanding"


@pytest.mark.parametrize("title", ["Index", "INDEX!", "con", "Nul", "Aux.", "Com1", "LPT9", "prn"])
def test_name_that_a_system_keeps_for_itself_is_refused(tmp_path: Path, title: str) -> None:
    for begin in (lambda: start_post(tmp_path, title, TODAY), lambda: start_concept(tmp_path, title)):
        with pytest.raises(
            ValueError, match=r"no file may be called `\w+`: begin with a longer (title|name), and shorten"
        ):
            begin()
    assert not list(tmp_path.iterdir())
    assert start_post(tmp_path, f"{title} and more", TODAY).is_file()


@pytest.mark.parametrize(
    "there",
    [
        *("hello.markdown", "hello.rst", "hello.org", "hello.ipynb", "hello/index.md", "hello/cat.png", "Hello.md"),
        "HELLO/x",
    ],
)
def test_what_is_there_in_another_form_is_not_begun_twice(site: Site, there: str) -> None:
    site.write(f"posts/2026/{there}", "x")
    site.write(f"concepts/{there}", "x")
    with pytest.raises(
        ValueError, match=r"posts/2026/(?i:hello)\S* is there already: open it, or choose another title"
    ):
        start_post(site.folder, "Hello", TODAY)
    with pytest.raises(ValueError, match=r"concepts/(?i:hello)\S* is there already: open it, or choose another name"):
        start_concept(site.folder, "Hello")


def test_letters_of_another_form_are_the_same(site: Site) -> None:
    site.write("posts/2026/\u1112\u1161\u11ab\u1100\u116e\u11a8.md", "x")
    with pytest.raises(ValueError, match="is there already"):
        start_post(site.folder, "한국", TODAY)


def test_link_that_leads_nowhere_is_not_written_through(site: Site) -> None:
    (site.folder / "posts/2026").mkdir(parents=True)
    (site.folder / "posts/2026/hello.md").symlink_to(site.folder / "elsewhere.md")
    with pytest.raises(ValueError, match=r"posts/2026/hello\.md is there already"):
        start_post(site.folder, "Hello", TODAY)
    assert not (site.folder / "elsewhere.md").exists()


@pytest.mark.parametrize("line", ["/posts/2026/hello/ tag:a.example,2021:2026-01-01/hello", "gone /posts/2026/hello/"])
def test_address_of_a_former_post_is_not_given_away(site: Site, line: str) -> None:
    site.write("permalinks.txt", f"/\n{line}\n")
    with pytest.raises(
        ValueError, match=r"/posts/2026/hello/ was published once \(permalinks\.txt:2\), and stays what it"
    ):
        start_post(site.folder, "Hello", TODAY)
    assert start_post(site.folder, "Hello again", TODAY).is_file()


@pytest.mark.parametrize("title", ["a\x07b", "a\ufffeb", "a\udcffb"])
def test_title_with_a_character_that_cannot_be_shown_is_refused(tmp_path: Path, title: str) -> None:
    with pytest.raises(ValueError, match="holds a character that can't be shown"):
        start_post(tmp_path, title, TODAY)
    assert not list(tmp_path.iterdir())


def test_title_that_is_too_long_a_heading_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="that has 401 characters, and 300 are the most of a heading"):
        start_post(tmp_path, f"a{'!' * 400}", TODAY)


@pytest.mark.parametrize("kind", ["post", "concept"])
def test_command_says_in_one_line_why_it_refuses(site: Site, kind: str) -> None:
    command = [sys.executable, "-m", "valuable", "new", kind, "Index"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=site.folder, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("no file may be called `index`: ")
    assert done.stderr.count("\n") == 1


# What a title is and what its page shows as its heading.
SHOWN = {
    "2026": "2026",
    "Search": "Search",
    "404": "404",
    "-c --help": "-c –help",
    "[draft] [[What]] is ![[it]]": "[draft] [[What]] is ![[it]]",
    "A [link](#nowhere) and ![a picture](x.png)": "A [link](#nowhere) and ![a picture](x.png)",
    "A note[^1]": "A note[^1]",
    "[^why] first": "[^why] first",
    "<b>Bold</b> <script>alert(1)</script>": "<b>Bold</b> <script>alert(1)</script>",
    "<!-- hidden --> seen": "<!– hidden –> seen",
    "$x$ costs $5 and $6": "$x$ costs $5 and $6",
    "{ref}`nowhere` {{ x }} {% y %}": "{ref}nowhere {{ x }} {% y %}",
    "%%hidden%% seen, 100 %": "%%hidden%% seen, 100 %",
    "R&D &copy; &#12; &": "R&D &copy; &#12; &",
    "How `a[0]` and ``b`c`` work": "How a[0] and b`c work",
    "Back\\slash \\[x] \\": "Back\\slash \\[x] \\",
    "C #": "C #",
    "Title ###": "Title ###",
    "What *is* it": "What is it",
    "5 * 3 * 2 and snake_case_name": "5 * 3 * 2 and snake_case_name",
    "One ` and *another": "One ` and *another",
    "🎉 Party 🎉": "🎉 Party 🎉",
    "产品": "产品",
    "https://x.example/ and a@b.example": "https://x.example/ and a@b.example",
    "(label)= and :::{note}": "(label)= and :::{note}",
    "| a | b |": "| a | b |",
    "[[ =(![[&amp;]<a[": "[[ =(![[&amp;]<a[",
    "[x^2] and [y_1=z]": "[x^2] and [y_1=z]",
    r"[a^2 \] b": r"[a^2 \] b",
    r"\(x^2\) and \[y^2\]": r"\(x^2\) and \[y^2\]",
    "Q: `x`{.y #z}": "Q: x{.y #z}",
}


def test_title_is_shown_as_it_was_typed(site: Site) -> None:
    pages = {title: start_post(site.folder, title, TODAY) for title in SHOWN}
    concepts = {title: start_concept(site.folder, title) for title in SHOWN}
    assert site.build(show_drafts=True) == []
    for title, shown in SHOWN.items():
        for path in (pages[title], concepts[title]):
            heading = site.page(f"/{path.relative_to(site.folder).with_suffix('')}/").select_one("[role=main] h1")
            for link in heading.select(".headerlink"):
                link.decompose()
            assert heading.get_text().strip() == shown


words = st.sampled_from(
    [*"[]{}<>$&%#*_`~\\|!:@^\"'()=-+/.", "a", "b1", "é", "日", " ", "[[", "]]", "{%", "<a", "&amp;"]
)


@settings(max_examples=4)
@given(st.lists(st.lists(words, min_size=1, max_size=12).map("".join) | st.text(max_size=20), min_size=30, max_size=60))
def test_whatever_is_begun_is_taken(titles: list[str]) -> None:
    with TemporaryDirectory() as folder:
        site = Site(Path(folder) / "site")
        for title in titles:
            for begin in (
                lambda title: start_post(site.folder, title, TODAY),
                lambda title: start_concept(site.folder, title),
            ):
                with contextlib.suppress(ValueError):
                    begin(title)
        assert site.build(show_drafts=True) == []
        assert site.build() == []


# -- make -----------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the Makefile in it, and a Python that writes down what it is given."""
    for name in ("Makefile", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\nif [ "$1" = -m ]; then printf "%s\\0" "$@" >> given; fi\n')
    python.chmod(0o755)
    shutil.copy(ROOT / "requirements.txt", tmp_path / ".venv/requirements.txt")
    return tmp_path


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in {"TITLE", "CONCEPT", "MAKEFLAGS"}}
    return subprocess.run(["make", *words], cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.skipif(shutil.which("make") is None, reason="make is missing")
@pytest.mark.parametrize(("variable", "kind"), [("TITLE", "post"), ("CONCEPT", "concept")])
@pytest.mark.parametrize(
    "title",
    ["What I learned", "$(shell touch x) $HOME $$ `touch x`", 'it\'s "a" # b; touch x', "-c --help", "\\ % é=🎉"],
)
def test_any_title_comes_through_make_as_it_was_typed(folder: Path, variable: str, kind: str, title: str) -> None:
    done = make(folder, "new", f"{variable}={title}")
    assert done.returncode == 0, done.stderr
    assert (folder / "given").read_text().split("\0") == ["-m", "valuable", "new", kind, title, ""]
    assert not (folder / "x").exists()


@pytest.mark.skipif(shutil.which("make") is None, reason="make is missing")
def test_make_says_what_is_missing(folder: Path) -> None:
    done = make(folder, "new")
    assert done.returncode != 0
    assert 'make new TITLE="' in done.stderr
    assert 'make new CONCEPT="' in done.stderr
    assert not (folder / "given").exists()
    [line] = [line for line in make(folder).stdout.splitlines() if line.startswith("  make new ")]
    assert 'make new TITLE="' in line
    assert 'make new CONCEPT="' in line
