"""What would stop the site is shown as it was typed: as little as can be, and no word is lost."""

import re

import pytest

from valuable.importers.mending import Fatal, markdown_of_notebook, mended

HEAD = "---\ndate: 2020-01-02\ncover: odd.png\ntags:\n- a\n- b\n---\n"
NOTE = "```{note}\n:odd: 1\nwords\n```"
TEXT = f"{HEAD}\n# Title\n\nOne $\\odd{{x}}$ here.\n\n{NOTE}\n\n- a\n- [draft](/a-draft/) and [b](/b/)\n"


def line_with(words: str, text: str = TEXT) -> int:
    return next(number for number, line in enumerate(text.split("\n"), 1) if words in line)


def at(words: str, message: str, kind: str = "valuable.x") -> Fatal:
    return Fatal(line_with(words), message, kind)


@pytest.mark.parametrize(
    ("fatal", "before", "after"),
    [
        (at("odd{x}", "`\\odd{x}`: `\\odd` is not known"), "One $\\odd{x}$ here.", "One `$\\odd{x}$` here."),
        (at("draft]", "links to posts/2000/a-draft.md, a draft", "valuable.drafts"), "[draft](/a-draft/)", "draft"),
        (at(":odd:", "`:odd:` is no option"), NOTE, f"````text\n{NOTE}\n````\n"),
        (at("cover:", "there is no picture", "valuable.front_matter"), "cover: odd.png\n", ""),
        (at("- b", "odd names", "valuable.front_matter"), "tags:\n- a\n- b\n", ""),
    ],
)  # fmt: skip
def test_only_what_is_wrong_is_changed(fatal: Fatal, before: str, after: str) -> None:
    new = mended(TEXT, [fatal], 0, is_post=True)
    assert new.text == TEXT.replace(before, after) or (not after and before not in new.text)
    assert len(new.done) == 1


def test_post_without_its_date_is_a_draft() -> None:
    new = mended(TEXT, [Fatal(2, "no date", "valuable.front_matter")], 0, is_post=True)
    assert "draft: true" in new.text.split("---")[1]


@pytest.mark.parametrize("severity", [0, 1, 2, 3])
@pytest.mark.parametrize("line", [0, 1, 3, 9, 11, 14, 99])
@pytest.mark.parametrize("is_post", [False, True])
def test_no_word_of_the_body_is_lost(severity: int, line: int, *, is_post: bool) -> None:
    new = mended(TEXT, [Fatal(line, "`words` are odd", "valuable.x")], severity, is_post=is_post)
    body = TEXT[len(HEAD) :]
    assert set(re.findall(r"\w+", body)) <= set(re.findall(r"\w+", new.text))
    assert new.done
    assert new.text.count("# Title") == 1


def test_notebook_becomes_a_text() -> None:
    cells = (
        '{"cells": [{"cell_type": "markdown", "source": ["# A\\n", "b"]}, {"cell_type": "code", "source": "x = 1"}, 3]}'
    )
    assert markdown_of_notebook(cells) == "# A\nb\n\n```python\nx = 1\n```\n"
