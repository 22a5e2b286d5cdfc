"""What is said of a build: messages that are alike are said once, with their number."""

from pathlib import Path

import pytest
from conftest import Site
from forked import run

from valuable.base.messages import MAX_PER_FILE, WarningStream

ROOT = Path("/site")


def said(capsys: pytest.CaptureFixture[str], *texts: str) -> list[str]:
    messages = WarningStream(ROOT)
    for text in texts:
        messages.write(f"{text}\n")
    messages.say()
    return capsys.readouterr().err.splitlines()


def test_messages_that_differ_in_their_line_alone_are_one(capsys: pytest.CaptureFixture[str]) -> None:
    texts = [f"/site/posts/x.md:{line}: WARNING: no such page: 'b' [myst.xref_missing]" for line in range(7, 107)]
    assert said(capsys, *texts) == [
        "posts/x.md:7: WARNING: no such page: 'b' [myst.xref_missing]"
        " (and 99 more like it in this file: lines 8, 9, 10, 11, 12, 13, 14, 15, …)"
    ]


def test_what_differs_in_more_stays(capsys: pytest.CaptureFixture[str]) -> None:
    texts = ["a.md:1: WARNING: one", "b.md:1: WARNING: one", "a.md:2: WARNING: two", "a.md:2: ERROR: one", "Something."]
    assert said(capsys, *texts) == texts


def test_one_more_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "a.md:3: WARNING: one", "a.md:1: WARNING: one") == [
        "a.md:1: WARNING: one (and 1 more like it in this file: line 3)"
    ]


def test_same_line_and_no_line_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, *["a.md:3: WARNING: one"] * 3, *["b.md: WARNING: one"] * 2) == [
        "a.md:3: WARNING: one (and 2 more like it in this file)",
        "b.md: WARNING: one (and 1 more like it in this file)",
    ]


def test_message_of_no_file_is_counted_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, *["WARNING: one"] * 3) == ["WARNING: one (and 2 more like it)"]


def test_colours_and_several_lines_stay_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    red, off = "\x1b[91m", "\x1b[39;49;00m"
    message = "{}a.md:{}: WARNING: one\n  two{}"
    assert "\n".join(said(capsys, message.format(red, 3, off), message.format(red, 5, off))) == (
        f"{red}a.md:3: WARNING: one\n  two (and 1 more like it in this file: line 5){off}"
    )


def test_no_file_drowns_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    texts = [f"a.md:1: WARNING: number {number}" for number in range(MAX_PER_FILE + 1900)]
    lines = said(capsys, *texts, "b.md:1: WARNING: one")
    assert lines[: MAX_PER_FILE + 1] == [*texts[:MAX_PER_FILE], "b.md:1: WARNING: one"]
    assert lines[MAX_PER_FILE + 1 :] == ["a.md: and 1,900 other messages about this file: mend those above first"]


def test_build_counts_its_messages_and_fails(site: Site) -> None:
    """Also those of other processes, and of others than ours."""
    site.post("posts/2021/a.md", "[a](b)\n\n" * 100)
    for number in range(60):
        site.post(f"posts/2021/p{number}.md", "[a](b)\n\n" * 3, date="2021-01-01")
    done = run(site)
    assert done.code == 1
    assert len(done.lines) == 61
    assert sum("(and 99 more like it in this file: lines 9, 11, 13" in line for line in done.lines) == 1
    assert sum("(and 2 more like it in this file: lines 9, 11)" in line for line in done.lines) == 60
