"""Callouts of every system look the same, in page, feed and copy, and lose nothing that is typed."""

import json
import re

import pytest
from bs4 import Tag
from conftest import Site, main_of

from valuable.content.markdown.callout_kinds import CALLOUT_TITLES, KIND_BY_WORD, WORDS_BY_KIND, fenced_callout

# What is written in which system: name, source, word, title, whether it is folded, text.
CALLOUTS = [
    ("GitHub", "> [!NOTE]\n> Useful.", "note", "Note", "", "Useful."),
    ("GitHub", "> [!CAUTION]  \n> Useful.", "caution", "Caution", "", "Useful."),
    ("GitHub", ">[!Tip]\n>Useful.", "tip", "Tip", "", "Useful."),
    ("GitHub", "> [!NOTE]\nUseful and\n> more.", "note", "Note", "", "Useful and\nmore."),
    ("Obsidian", "> [!tldr] Own *title*\n> Useful.", "tldr", "Own title", "", "Useful."),
    ("Obsidian", "> [!faq]- Why?\n> Useful.", "faq", "Why?", "closed", "Useful."),
    ("Obsidian", "> [!tip]+\n> Useful.", "tip", "Tip", "open", "Useful."),
    ("Obsidian", "> [!my-kind|right] \n> Useful.", "my-kind", "My kind", "", "Useful."),
    ("Obsidian", "> [!Bug] A title and no text", "bug", "A title and no text", "", ""),
    ("Obsidian", "> [!todo]\n> 2. Useful.", "todo", "To do", "", "Useful."),
    ("Obsidian", "> [!note] Rule below\n> ---\n> Useful.", "note", "Rule below", "", "Useful."),
    ("MyST", ":::{note}\nUseful.\n:::", "note", "Note", "", "Useful."),
    ("MyST", ":::{note} A title\nUseful.\n:::", "note", "A title", "", "Useful."),
    ("MyST", ":::{note} All of the text.\n:::", "note", "Note", "", "All of the text."),
    ("MyST", "```{tip} A text that\ngoes on.\n```", "tip", "Tip", "", "A text that\ngoes on."),
    ("MyST", ":::{admonition} A title\n:class: warning\nUseful.\n:::", "warning", "A title", "", "Useful."),
    ("MyST", ":::{danger} A title\n:class: dropdown\nUseful.\n:::", "danger", "A title", "closed", "Useful."),
    ("reST", "```{eval-rst}\n.. note:: One.\n   Two.\n\n   Three.\n```", "note", "Note", "", "One. Two. Three."),
    ("MyST", ":::{seealso}\nUseful.\n:::", "seealso", "See also", "", "Useful."),
    ("MyST", ":::{dropdown} A title\n:open:\nUseful.\n:::", "dropdown", "A title", "open", "Useful."),
    ("Docusaurus", ":::tip[My *title*]\n\nUseful.\n\n:::", "tip", "My title", "", "Useful."),
    ("Docusaurus", ":::info Set {a, b}\nUseful.\n:::", "info", "Set {a, b}", "", "Useful."),
    ("Docusaurus", ":::tip A title {.mine #its}\nUseful.\n:::", "tip", "A title", "", "Useful."),
    ("Docusaurus", ":::info\nUseful.\n:::", "info", "Info", "", "Useful."),
    ("VuePress", "::: warning Mind the gap\nUseful.\n:::", "warning", "Mind the gap", "", "Useful."),
    ("VuePress", "::: details\nUseful.\n:::", "details", "Details", "closed", "Useful."),
    ("HackMD", ":::spoiler Who did it\nUseful.\n:::", "spoiler", "Who did it", "closed", "Useful."),
    ("Quarto", "::: {.callout-tip}\n## A title\n\nUseful.\n:::", "tip", "A title", "", "Useful."),
    ("Quarto", '::: {.callout-note title="T" collapse="true"}\nUseful.\n:::', "note", "T", "closed", "Useful."),
    ("Material", '!!! note "A *title*"\n    Useful.', "note", "A title", "", "Useful."),
    ("Material", "!!! warning\n\n    Useful.", "warning", "Warning", "", "Useful."),
    ("Material", '??? question "A title"\n    Useful.', "question", "A title", "closed", "Useful."),
    ("Material", "???+ example\n    Useful.", "example", "Example", "open", "Useful."),
]
PLAIN = [
    "> [!note](https://example.org/) is a link.",
    "> \\[!note] is text.",
    "> `[!note]` is code.",
    "!!! What a day.",
    "    > [!note]\n    > code",
]


def callout_title_of(callout: Tag) -> str:
    title = callout.select_one(".admonition-title")
    assert title is not None
    assert title.name == ("summary" if callout.name == "details" else "p")
    return title.get_text()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with a post of each callout."""
    site = Site(tmp_path_factory.mktemp("callouts"))
    for number, (_, source, *_) in enumerate(CALLOUTS):
        site.post(f"posts/2021/p{number}.md", f"{source}\n\nAfter.\n", title=f"P{number}")
    assert site.build() == []
    return site


@pytest.mark.parametrize("number", range(len(CALLOUTS)), ids=lambda number: CALLOUTS[number][1].split("\n")[0])
def test_callout_of_each_system(written: Site, number: int) -> None:
    _, _, word, title, fold, text = CALLOUTS[number]
    (callout,) = main_of(written.page(f"/posts/2021/p{number}/")).select(".e-content .admonition")
    assert callout["data-callout"] == word
    assert {KIND_BY_WORD.get(word, "note"), word} <= set(callout["class"])
    assert callout_title_of(callout) == title
    assert (callout.name == "details") == bool(fold)
    assert callout.has_attr("open") == (fold == "open")
    assert callout.get_text().split() == [*title.split(), *text.split()]
    content = main_of(written.page(f"/posts/2021/p{number}/")).select_one(".e-content")
    assert content.select_one("section > p").get_text() == "After."
    copy = (written.html / f"posts/2021/p{number}/index.md").read_text()
    mark = {"closed": "-", "open": "+"}.get(fold, "")
    assert re.search(rf"^> \[!{word}\]{re.escape(mark)}($| )", copy, re.MULTILINE | re.IGNORECASE), copy
    assert "\n\nAfter." in copy


def test_feed_has_a_quotation_with_a_title_in_bold(written: Site) -> None:
    feed = json.loads((written.html / "blog/feed.json").read_text())
    bodies = {item["title"]: item["content_html"] for item in feed["items"]}
    for number, (_, _, _, title, _, _) in enumerate(CALLOUTS):
        if body := bodies.get(f"P{number}"):
            quotation = re.sub(r"</?em>", "", body)
            assert f"<blockquote>\n<p><strong>{title}</strong></p>" in quotation


def test_copy_is_read_as_the_same_callout(site: Site) -> None:
    body = "> [!tip]- Own `title`\n> - a\n>\n> > [!bug]\n> > b\n\n:::warning Title\nText\n:::\n"
    site.post(body=body)
    assert site.build() == []
    copy = (site.html / "posts/2021/hello/index.md").read_text()
    assert "> [!TIP]- Own `title`\n> - a\n>\n> > [!bug]\n> > b\n" in copy
    assert "> [!WARNING] Title\n> Text\n" in copy


def test_callouts_hold_everything_and_stand_everywhere(site: Site) -> None:
    body = """\
- item

  > [!note] In a list[^1]
  > | a | b |
  > |---|---|
  > | c | d |
  >
  > ```python
  > x = 1
  > ```
  >
  > > [!tip]- Inside
  > > ## Heading
  > > - [link](https://example.org/)

Term
: > [!quote] Ada
  > Words.

[^1]: > [!bug]
    > In a note.

Text[^1]
> [!tip]
> after a paragraph

%%secret%%

> [!note] A %%secret%% title
> %%secret%%
> shown
"""
    site.post(body=body)
    assert site.build() == []
    content = main_of(site.page("/posts/2021/hello/")).select_one(".e-content")
    assert [callout["data-callout"] for callout in content.select(".admonition")] == [
        *("note", "tip", "bug", "quote", "tip", "note")
    ]
    for files in (site.files(), site.files(site.doctrees)):
        assert [path for path, found in files.items() if b"secret" in found] == []


def test_titles_are_in_the_language_of_the_page(site: Site) -> None:
    site.post(body="> [!caution]\n> x\n\n:::{tip}\nx\n:::\n", language="de")
    assert site.build() == []
    callouts = main_of(site.page("/posts/2021/hello/")).select(".admonition")
    assert [callout_title_of(callout) for callout in callouts] == ["Vorsicht", "Tipp"]


def test_what_a_callout_is_for_is_said_where_its_title_says_something_else(site: Site) -> None:
    site.post(body="> [!warning] Mind the gap\n> x\n\n> [!warning]\n> x\n\n> [!bug]- Known\n> x\n")
    assert site.build() == []
    callouts = main_of(site.page("/posts/2021/hello/")).select(".admonition")
    assert [callout.get("aria-label") for callout in callouts] == ["Warning", None, "Bug"]
    assert [callout.get("role") for callout in callouts] == ["note", "note", None]


def test_other_quotations_and_lines_stay(site: Site) -> None:
    site.post(body="\n\n".join(PLAIN) + "\n")
    assert site.build() == []
    page = site.page("/posts/2021/hello/")
    assert main_of(page).select(".admonition") == []
    assert not [sheet for sheet in page.select("link[rel=stylesheet]") if "callouts" in sheet["href"]]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('!!! note "Title"\nNot indented.\n', "indent it, or write `> [!note]`"),
        ("[!NOTE]\nText.\n", "makes a callout only in the first line of a quotation: write `> [!NOTE]`"),
        (":::{note}\n:::\n", "`{note}` is empty"),
        (":::columns two\nText.\n:::\n", "stands after `:::` and is not shown"),
    ],
)
def test_what_can_not_be_a_callout_is_said(site: Site, body: str, said: str) -> None:
    site.post(body=body)
    (warning,) = site.build()
    assert warning.startswith("posts/2021/hello.md:7: WARNING: ")
    assert said in warning


def test_box_without_a_title_has_none(site: Site) -> None:
    site.post(body='!!! danger ""\n    Text.\n')
    assert site.build() == []
    (box,) = main_of(site.page("/posts/2021/hello/")).select(".admonition")
    assert box.get_text().split() == ["Text."]
    assert box["aria-label"] == "Danger"


def test_update_looks_like_a_callout(site: Site) -> None:
    site.post(body="Text.\n\n```{update} 2021-04-02\nMore.\n```\n")
    assert site.build() == []
    (box,) = main_of(site.page("/posts/2021/hello/")).select(".admonition.update")
    assert callout_title_of(box) == "Updated on 2 April 2021"


def test_every_word_has_a_title() -> None:
    shown = {word for words in WORDS_BY_KIND.values() for word in words} - {"secondary", "collapse", "dropdown"}
    assert set(CALLOUT_TITLES) == shown


@pytest.mark.parametrize("info", ["", "columns", "{figure} x.png", "{.wide}", "note" * 9])
def test_other_boxes_are_no_callouts(info: str) -> None:
    assert fenced_callout(info) is None
