"""After an edit the site is what a clean build would have made of it."""

import ast
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Site, main_of

from valuable.pages import invalidation

# Sphinx's search index keeps the order in which pages were read.
UNTOLD = {"searchindex.js"}


@pytest.fixture
def written(site: Site) -> Site:
    for number in (1, 2, 3):
        site.post(f"posts/2021/p{number}.md", title=f"P{number}", date=f"2021-01-0{number}", tags="[a, b]", series="S")
    site.post("posts/2021/linker.md", title="Linker", date="2020-01-01", body="[](p2.md) and [words](p3.md)\n")
    site.post("posts/2021/headed.md", body="(lab)=\n## Heading\n", title="Headed", date="2019-01-01")
    site.write("part.inc", "Some words.\n")
    site.write(
        "about.md", "# About\n\n```{postlist} 9\n```\n\n{ref}`tag-a` and {ref}`lab`\n\n```{include} part.inc\n```\n"
    )
    site.write("assets/css/tokens.css", "body { --paper: black }\n")
    conf = site.folder / "conf.py"
    conf.write_text(conf.read_text() + "\nhtml_static_path.append('assets')\n")
    assert site.build() == []
    return site


def retitle(site: Site) -> None:
    site.post("posts/2021/p2.md", title="Renamed", date="2021-01-02", tags="[a, b]", series="S")


def redate(site: Site) -> None:
    site.post("posts/2021/p2.md", title="P2", date="2022-01-02", tags="[a, b]", series="S")


def retag(site: Site) -> None:
    site.post("posts/2021/p2.md", title="P2", date="2021-01-02", tags="[c]")


def rebody(site: Site) -> None:
    site.post(
        "posts/2021/p2.md", title="P2", date="2021-01-02", tags="[a, b]", series="S", body="Other words than before.\n"
    )


def add(site: Site) -> None:
    site.post("posts/2021/p9.md", title="P9", date="2021-01-02T12:00", series="S")


def delete(site: Site) -> None:
    (site.folder / "posts/2021/p1.md").unlink()


def delete_the_tag(site: Site) -> None:
    for number in (1, 2, 3):
        site.post(f"posts/2021/p{number}.md", title=f"P{number}", date=f"2021-01-0{number}", tags="[a]", series="S")


def draft(site: Site) -> None:
    site.post("posts/2021/p1.md", title="P1", date="2021-01-01", draft="true")


def move(site: Site) -> None:
    (site.folder / "posts/2021/p1").mkdir()
    (site.folder / "posts/2021/p1.md").rename(site.folder / "posts/2021/p1/index.md")


def relanguage(site: Site) -> None:
    site.post("posts/2021/p2.md", title="P2", date="2021-01-02", tags="[a, b]", series="S", language="de")


def rename_a_heading(site: Site) -> None:
    site.post("posts/2021/headed.md", body="(lab)=\n## Renamed heading\n", title="Headed", date="2019-01-01")


def add_a_page_of_the_menu(site: Site) -> None:
    site.write("subscribe.md", "# Subscribe\n")


def edit_an_included_file(site: Site) -> None:
    site.write("part.inc", "Other words.\n")


def edit_a_setting(site: Site) -> None:
    conf = site.folder / "conf.py"
    conf.write_text(conf.read_text() + "\nsite_tagline = 'Another'\n")


def edit_a_person(site: Site) -> None:
    conf = site.folder / "conf.py"
    conf.write_text(conf.read_text() + "\npeople['ada']['name'] = 'Another'\n")


def edit_a_style(site: Site) -> None:
    site.write("assets/css/tokens.css", "body { --paper: white }\n")


EDITS = [retitle, redate, retag, rebody, add, delete, delete_the_tag, draft, move, relanguage, rename_a_heading]
EDITS += [add_a_page_of_the_menu, edit_an_included_file, edit_a_setting, edit_a_person, edit_a_style]


def assert_clean(site: Site) -> None:
    """Assert that the output is that of a build from nothing."""
    edited = site.files()
    shutil.rmtree(site.folder / "_build")
    assert site.build() == []
    clean = site.files()
    assert edited.keys() == clean.keys()
    assert [path for path in clean if path not in UNTOLD and edited[path] != clean[path]] == []


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_edit_is_shown_everywhere_at_once(written: Site, edit: Callable[[Site], None]) -> None:
    edit(written)
    assert written.build() == []
    assert_clean(written)


def test_all_edits_one_after_the_other_equal_a_clean_build(written: Site) -> None:
    for edit in (retitle, add, draft, redate, delete, retag):
        edit(written)
        assert written.build() == []
    assert_clean(written)


def test_link_without_words_shows_the_new_title(written: Site) -> None:
    retitle(written)
    assert written.build() == []
    assert main_of(written.page("/posts/2021/linker/")).select_one(".e-content a").get_text() == "Renamed"


def test_page_without_posts_around_it_is_left_alone(written: Site) -> None:
    written.write("lonely.md", "# Lonely\n")
    assert written.build() == []
    page = written.html / "lonely/index.html"
    before = page.stat().st_mtime_ns
    rebody(written)
    assert written.build() == []
    assert page.stat().st_mtime_ns == before


def test_home_is_left_alone_when_an_older_post_changes(written: Site) -> None:
    for number in range(1, 10):
        written.post(f"posts/2022/n{number}.md", title=f"N{number}", date=f"2022-01-0{number}")
    assert written.build() == []
    page = written.html / "index.html"
    before = page.stat().st_mtime_ns
    rebody(written)
    assert written.build() == []
    assert page.stat().st_mtime_ns == before


def test_what_finds_stale_pages_knows_nothing_of_those_who_show_something() -> None:
    """They answer ``page-shows`` and ``site-shows``, so that a new one changes nothing here."""
    source = Path(invalidation.__file__).read_text(encoding="utf-8")
    known = {node.module for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)}
    ours = {name for name in known if name and name.startswith("valuable.")} - {"valuable.phases"}
    assert {name for name in ours if not name.startswith("valuable.base.")} == {
        "valuable.content.drafts",  # what is held back leaves no digest
        "valuable.content.source_checks",
    }
