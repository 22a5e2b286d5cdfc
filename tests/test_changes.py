"""Sources that change while the site is made from them: half of a file is never published, nor two states of one."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Site
from forked import Done, run

import valuable.content.source_checks
from valuable.base.theme import TEMPLATES_FOLDER
from valuable.build.builder import SiteBuilder
from valuable.build.changed_meanwhile import MAX_TRIES, changed_between, file_system_time

WHOLE = "---\ndate: 2021-03-26\n---\n\n# Hello\n\nThe first half.\n\nThe second half.\n"
HALF = WHOLE[: WHOLE.index("\n\nThe second")] + "\n"


def built(site: Site) -> Any:
    site.html = site.folder / "_build/html"
    return site.page("/posts/2021/x/").get_text()


def during(name: str, change: Callable[[], object], times: int = 1) -> Callable[[], None]:
    """Return what has *change* called before a step of the builder, the first *times* that it is taken."""

    def arrange() -> None:
        step, left = getattr(SiteBuilder, name), [times]

        def changing(*arguments: Any, **named: Any) -> Any:
            if left[0]:
                left[0] -= 1
                change()
            return step(*arguments, **named)

        setattr(SiteBuilder, name, changing)

    return arrange


STEPS = ["read_or_report", "write_documents", "gen_pages_from_extensions"]


@pytest.mark.parametrize("step", STEPS)
def test_half_saved_post_is_read_again(site: Site, step: str) -> None:
    path = site.write("posts/2021/x.md", HALF)
    done = run(site, during(step, lambda: path.write_text(WHOLE)))
    assert (done.code, done.stderr) == (0, "")
    assert "posts/2021/x.md was changed meanwhile: building again." in done.stdout
    assert "The second half." in built(site)


@pytest.mark.parametrize("half", ["", "---\ndate: 2021", HALF.replace("# Hello", "")])
def test_half_that_makes_no_post_is_not_reported(site: Site, half: str) -> None:
    path = site.write("posts/2021/x.md", half)
    done = run(site, during("read_or_report", lambda: path.write_text(WHOLE)))
    assert (done.code, done.stderr) == (0, "")
    assert "The second half." in built(site)


def test_post_that_is_emptied_and_written_while_it_is_read_is_whole(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check and the parser see the same half, and then the rest comes."""
    path = site.write("posts/2021/x.md", WHOLE)
    original, left = valuable.content.source_checks.read_source, [1]

    def truncating(*arguments: Any) -> Any:
        if left[0]:
            left[0] = 0
            path.write_text(HALF)
        return original(*arguments)

    monkeypatch.setattr(valuable.content.source_checks, "read_source", truncating)
    done = run(site, during("write_documents", lambda: path.write_text(WHOLE)))
    assert (done.code, done.stderr) == (0, "")
    assert "The second half." in built(site)


def take_in(site: Site, markup: str) -> None:
    site.write("posts/2021/x.md", f"{HALF}\n{markup}\n")


def publish_static(site: Site) -> None:
    site.write("static/notes.txt", "half")
    conf = site.folder / "conf.py"
    conf.write_text(conf.read_text() + "html_static_path.append('static')\n")


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>{}</title></svg>'


@pytest.mark.parametrize(
    ("path", "half", "whole", "markup", "output"),
    [
        ("posts/2021/part.txt", "half\n", "whole\n", "```{include} part.txt\n```", "posts/2021/x/index.html"),
        ("posts/2021/part.py", "half\n", "whole\n", "```{literalinclude} part.py\n```", "posts/2021/x/index.html"),
        ("posts/2021/d.svg", SVG.format("half"), SVG.format("whole"), "![whole](d.svg)", "posts/2021/x/index.html"),
        ("abbreviations.txt", "OKR: half\n", "OKR: whole\n", "OKR", "posts/2021/x/index.html"),
        ("templates/components/own.html", "half", "whole", "Words.", "index.html"),
        ("static/notes.txt", "half", "whole", "Words.", "_static/notes.txt"),
        ("_extra/notes.txt", "half", "whole", "Words.", "notes.txt"),
        ("posts/2021/n.txt", "half", "whole", "{download}`n <n.txt>`", "_downloads"),
    ],
)
def test_whatever_a_build_takes_in_is_taken_whole(
    site: Site, path: str, half: str, whole: str, markup: str, output: str
) -> None:
    conf = site.folder / "conf.py"
    footer = (TEMPLATES_FOLDER / "page.html").read_text()
    site.write("templates/page.html", footer + '{% include "components/own.html" %}')
    site.write("templates/components/own.html", "")
    conf.write_text(conf.read_text() + "templates_path = ['templates']\nhtml_static_path.append('static')\n")
    site.write("static/empty.txt", "x")
    take_in(site, markup)
    changed = site.write(path, half)
    done = run(site, during("write_documents", lambda: changed.write_text(whole)))
    assert (done.code, done.stderr) == (0, ""), done
    assert f"{path} was changed meanwhile" in done.stdout
    place = site.folder / "_build/html" / output
    made = "".join(each.read_text() for each in (place.rglob("*.txt") if place.is_dir() else [place]))
    assert "whole" in made
    assert "half<" not in made.replace("first half", "")
    clean = site.files(site.folder / "_build/html")
    site.clean()
    assert run(site).code == 0
    assert site.files(site.folder / "_build/html") == clean


def test_ledger_that_changes_is_read_again(site: Site) -> None:
    site.write("posts/2021/x.md", WHOLE)
    ledger = site.write("permalinks.txt", "")
    done = run(site, during("read_or_report", lambda: ledger.write_text("/lost/\n")))
    assert done.code == 1
    assert "/lost/" in done.stderr


@pytest.mark.parametrize("half", ["project = (\n", "CONFsite_tagline = 'half'\n"])
def test_settings_that_change_are_read_again(site: Site, half: str) -> None:
    conf = site.folder / "conf.py"
    whole = f"{conf.read_text()}site_tagline = 'whole'\n"
    conf.write_text(half.replace("CONF", conf.read_text()))

    def arrange() -> None:
        import valuable.commands.build

        make, left = valuable.commands.build.Sphinx, [1]

        def making(*arguments: Any, **named: Any) -> Any:
            try:
                return make(*arguments, **named)
            finally:
                if left[0]:
                    left[0] = 0
                    conf.write_text(whole)

        valuable.commands.build.Sphinx = making  # type: ignore[assignment,misc]

    site.write("posts/2021/x.md", WHOLE)
    done = run(site, arrange)
    assert (done.code, done.stderr) == (0, "")
    assert "conf.py was changed meanwhile" in done.stdout
    site.html = site.folder / "_build/html"
    assert "whole" in str(site.page("/"))


def test_post_that_becomes_a_draft_meanwhile_is_not_published(site: Site) -> None:
    path = site.write("posts/2021/x.md", WHOLE)
    done = run(site, during("gen_pages_from_extensions", lambda: path.write_text(f"---\ndraft: true\n{WHOLE[4:]}")))
    assert (done.code, done.stderr) == (0, "")
    assert not (site.folder / "_build/html/posts/2021/x").exists()


def test_post_that_is_taken_away_meanwhile_is_not_published(site: Site) -> None:
    path = site.write("posts/2021/x.md", WHOLE)
    done = run(site, during("gen_pages_from_extensions", path.unlink))
    assert (done.code, done.stderr) == (0, "")
    assert not (site.folder / "_build/html/posts/2021/x").exists()


def test_file_that_never_rests_is_one_message_and_leaves_the_last_site(site: Site) -> None:
    path = site.write("posts/2021/x.md", WHOLE)
    assert run(site).code == 0
    good = site.files(site.folder / "_build/html")

    def save() -> None:
        path.write_text(WHOLE.replace("second", "other"))

    save()
    done: Done = run(site, during("write_documents", save, times=MAX_TRIES))
    assert done.code == 1
    assert done.lines == [
        "posts/2021/x.md: it was changed while the site was built: build again once it is saved",
    ]
    assert done.stdout.count("building again") == MAX_TRIES - 1
    assert done.stderr.endswith("_build/html is as it was.\n")
    assert site.files(site.folder / "_build/html") == good


def test_what_lies_beside_the_sources_may_change(site: Site) -> None:
    site.write("posts/2021/x.md", WHOLE)

    def write() -> None:
        site.write("posts/2021/.x.md.swp", "x")
        site.write("notes.txt", "x")

    done = run(site, during("write_documents", write))
    assert (done.code, done.stderr) == (0, "")
    assert "building again" not in done.stdout


def test_times_that_are_no_times_say_nothing(tmp_path: Path) -> None:
    began = file_system_time(tmp_path)
    path = tmp_path / "a"
    path.write_text("x")
    ended = file_system_time(tmp_path)
    assert list(changed_between([str(path)], began, ended)) == [str(path)]
    later = ended + 10**12
    assert list(changed_between([str(path)], later, later + 1)) == []
    os.utime(path, ns=(0, 0))  # an editor or a copy that sets the time back
    assert list(changed_between([str(path)], began, file_system_time(tmp_path))) == [str(path)]
