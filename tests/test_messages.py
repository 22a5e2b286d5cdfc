"""What is said of a build: few messages plainly, many by kind; those that are alike are said once, with their count."""

import os
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import Site
from forked import run

from valuable.base.message_printing import (
    MAX_OF_KIND,
    MAX_PLAIN,
    MessageStream,
    merged,
    shape,
    summary_of,
    takes_colours,
)
from valuable.base.messages import Message
from valuable.base.reports import Severity
from valuable.commands.build import failure

ROOT = Path("/site")


def said(capsys: pytest.CaptureFixture[str], *texts: str) -> list[str]:
    messages = MessageStream(ROOT)
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
    texts = ["a.md:1: WARNING: one", "a.md:2: ERROR: one", "a.md:2: WARNING: two", "b.md:1: WARNING: one"]
    assert said(capsys, *texts) == texts
    assert said(capsys, "Something.") == ["WARNING: Something."]


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


def test_colours_stand_on_a_terminal_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "\x1b[91ma.md:3: WARNING: one\n  two\x1b[39;49;00m") == ["a.md:3: WARNING: one", "  two"]


# -- Many


def many(kind: str, severity: Severity, text: str, files: int) -> list[Message]:
    return [
        Message(f"posts/{number:04}.md", 7, "WARNING", text.format(number), kind, severity) for number in range(files)
    ]


def printed(capsys: pytest.CaptureFixture[str], messages: list[Message]) -> list[str]:
    stream = MessageStream(ROOT)
    stream.early = messages
    stream.say()
    return capsys.readouterr().err.splitlines()


def test_many_are_put_in_order_by_kind_the_worst_first(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(
        capsys,
        [
            *many("valuable.tags", Severity.HINT, "`a{}` and `b` are one tag", 100),
            *many("valuable.alternatives", Severity.ACCEPTABLE, "the picture {}.png has no text alternative", 400),
            *many("valuable.maths", Severity.FATAL, "`x{}`: nobody knows it", 1),
            *many("valuable.wikilinks", Severity.FATAL, "`[[{}]]` leads nowhere", 499),
        ],
    )
    heads = [line for line in lines if line and not line.startswith(("posts/", "…"))]
    assert heads == [
        "499 fatal in 499 files: … leads nowhere [valuable.wikilinks]",
        "400 acceptable in 400 files: the picture … has no text alternative [valuable.alternatives]",
        "100 hints in 100 files: … and … are one tag [valuable.tags]",
    ]
    assert len(lines) == 3 * (2 + MAX_OF_KIND + 1) + 1
    assert "… and 494 more of this kind: `make html MESSAGES=all` shows all" in lines
    assert "posts/0000.md:7: WARNING: `x0`: nobody knows it [valuable.maths]" in lines


def test_all_are_shown_on_demand(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MESSAGES", "all")
    messages = many("valuable.wikilinks", Severity.FATAL, "`[[{}]]` leads nowhere", 1000)
    assert printed(capsys, messages) == [str(message) for message in messages]


def test_few_are_shown_plainly(capsys: pytest.CaptureFixture[str]) -> None:
    messages = many("valuable.wikilinks", Severity.FATAL, "`[[{}]]` leads nowhere", MAX_PLAIN)
    assert printed(capsys, messages) == [str(message) for message in messages]


def test_kinds_are_told_apart_by_words_and_not_by_what_they_quote() -> None:
    assert shape("the picture a.png has none: write `![x](a.png)`") == shape(
        "the picture ü/b.png has none: write `![x](ü/b.png)`"
    )
    assert shape("`a`: unknown key") != shape("`a`: unknown value")


def test_preview_says_again_only_what_is_new(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    known = tmp_path / "known"
    for messages, lines in (
        (many("a", Severity.FATAL, "one {}", 20), 2 + MAX_OF_KIND + 1),
        (many("a", Severity.FATAL, "one {}", 20), 1),
        (many("a", Severity.FATAL, "one {}", 21), 2),
        (many("a", Severity.FATAL, "one {}", 3), 3),
    ):
        stream = MessageStream(ROOT, known=known)
        stream.collector = SimpleNamespace(explain=None, drain=list, accepted=0, closed=True)  # type: ignore[assignment]
        stream.early = messages
        stream.say()
        assert len(capsys.readouterr().err.splitlines()) == lines


def test_summary_counts_what_was_said() -> None:
    summary = summary_of(
        [
            *many("a", Severity.FATAL, "one {}", 2),
            *many("b", Severity.ACCEPTABLE, "one {}", 1200),
            *many("c", Severity.HINT, "one {}", 1),
        ]
    )
    assert str(summary) == "2 fatal, 1,200 acceptable and 1 hint in 1,200 files"
    assert not summary.is_acceptable
    assert str(summary_of([])) == ""


@pytest.mark.parametrize(
    ("severities", "uncured", "words"),
    [
        ([], 0, "The site was not built: each line above says what to write instead."),
        ([Severity.FATAL], 0, "The site was not built: 1 fatal. Each line above says what to write instead."),
        (
            [Severity.ACCEPTABLE] * 2,
            0,
            "line above says what to write instead. If all are of old texts, `make accept`",
        ),
        ([Severity.FATAL, Severity.ACCEPTABLE], 1, "1 fatal and 1 acceptable. 1 of these, which say so, come without"),
    ],
)
def test_last_line_says_how_much_and_what_to_do(severities: list[Severity], uncured: int, words: str) -> None:
    messages = [Message("a.md", 1, "WARNING", "x", "", severity) for severity in severities]
    messages[:uncured] = [replace(message, cured=False) for message in messages[:uncured]]
    last = failure(summary_of(messages))
    assert words in last
    assert ("each line above" in last.lower()) == (uncured == 0)


def test_colours_need_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    terminal, pipe = SimpleNamespace(isatty=lambda: True), SimpleNamespace(isatty=lambda: False)
    assert takes_colours(terminal)  # type: ignore[arg-type]
    assert not takes_colours(pipe)  # type: ignore[arg-type]
    monkeypatch.setenv("NO_COLOR", "1")
    assert not takes_colours(terminal)  # type: ignore[arg-type]


def test_order_is_that_of_places_whoever_comes_first() -> None:
    messages = many("a", Severity.HINT, "one {}", 5)
    assert merged(messages) == merged(messages[::-1])


def test_build_counts_its_messages_and_fails(site: Site) -> None:
    """Also those of other processes, and of others than ours."""
    site.post("posts/2021/a.md", "[a](b)\n\n" * 100)
    for number in range(60):
        site.post(f"posts/2021/p{number}.md", "[a](b)\n\n" * 3, date="2021-01-01")
    done = run(site, lambda: os.environ.update(MESSAGES="all"))
    assert done.code == 1
    assert len(done.lines) == 61
    assert sum("(and 99 more like it in this file: lines 9, 11, 13" in line for line in done.lines) == 1
    assert sum("(and 2 more like it in this file: lines 9, 11)" in line for line in done.lines) == 60
    done = run(site)
    assert len(done.lines) == 2 + MAX_OF_KIND + 1
    assert "The site was not built: 280 acceptable in 61 files." in done.stderr
