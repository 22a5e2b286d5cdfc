"""What Markdown would drop is told with its line."""

import re

import pytest
from conftest import Site, main_of


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("It grew by 50\n% of all.\n", 8, "in the middle of a text"),
        ("- It grew by 50\n  % of all.\n", 8, "in the middle of a text"),
        ("> It grew by 50\n> % of all.\n", 8, "in the middle of a text"),
        ("Words.\n\n%50 of all.\n", 9, "if this is text"),
        ("::: lost words\nWords.\n:::\n", 7, "`lost words` stands after `:::`"),
        (":::{note}\nWords.\n::: after\n\nWords.\n:::\n", 9, "`after` stands after `:::`"),
    ],
)
def test_what_would_be_lost_is_reported(site: Site, body: str, line: int, said: str) -> None:
    site.post(body=body)
    warnings = site.build()
    assert [warning.split(": ")[0] for warning in warnings if said in warning] == [f"posts/2021/hello.md:{line}"]
    assert len(warnings) == 1


@pytest.mark.parametrize(
    ("body", "line", "said", "shown"),
    [
        (
            "Words.\n\n+++ more words\n\nWords.\n",
            9,
            "`+++` with words behind it is text",
            "Words. +++ more words Words.",
        ),
        ("One.\n\n[Note]: important\nthing\n", 9, "is text, since no link has", "One. [Note]: important thing"),
        ("> [Note]: important\n", 7, "is text, since no link has", "[Note]: important"),
        ("Some words\nand more.\n---\n\nWords.\n", 9, "make a heading of it", "Some words and more. ¶ Words."),
    ],
)
def test_what_may_be_text_is_shown(site: Site, body: str, line: int, said: str, shown: str) -> None:
    site.post(body=body)
    assert site.build() == []
    (hint,) = site.hints()
    assert hint.startswith(f"posts/2021/hello.md:{line}: HINT: ")
    assert said in hint
    content = main_of(site.page("/posts/2021/hello/")).select_one(".e-content")
    assert " ".join(content.get_text(" ").split()) == shown


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("| A | B |\n|---|---|\n| 1 |\n", "A B 1"),
        ("| A | B |\n|---|---|\n| 1 | a \\| b |\n| 1 | 2 | |\n", "A B 1 a | b 1 2"),
        ("Words.\n\n% a comment\n% of two lines\n\nWords.\n", "Words. Words."),
        ("% a comment\nWords.\n", "Words."),
        ("It grew by 50\n\\% of all.\n", "It grew by 50 % of all."),
        ("One [word][Note].\n\n[Note]: https://lights.example/\n", "One word."),
        ("One.\n\n[unused]: https://lights.example/\n", "One."),
        ("One.\n\n[//]: # (a comment)\n", "One."),
        ("5. five\n6. six\n\n3) three\n", "five six three"),
        ("One\\\ntwo  \nthree \\* \\# four\n", "One two three * # four"),
        ("[One [two] three](https://lights.example/)\n", "One [two] three"),
        ("One\n---\n\ntwo.\n", "One ¶ two."),
        ("One.\n\n---\n\ntwo.\n", "One. two."),
        ("<https://lights.example/>\n", "https://lights.example/"),
        ('One.\n\n+++ {"editable": true, "slideshow": {"slide_type": ""}}\n\ntwo.\n', "One. two."),
    ],
)
def test_what_is_not_lost_is_not_reported(site: Site, body: str, shown: str) -> None:
    site.post(body=body)
    assert site.build() == []
    content = main_of(site.page("/posts/2021/hello/")).select_one(".e-content")
    assert " ".join(content.get_text(" ").split()).replace(" .", ".") == shown


@pytest.mark.parametrize(
    "body",
    [
        "---\n\nWords.",
        "Words.\n\n---",
        "One.\n\n---\n\n* * *\n\nTwo.",
        "> One.\n>\n> ---\n>\n> Two.",
        "- One.\n\n  ***\n\n  Two.",
        "One.\n\n## Part\n\n---\n\nTwo.\n\n---\n\n## Part\n\nThree.",
    ],
)
def test_line_between_thoughts_stands_wherever_markdown_has_it(site: Site, body: str) -> None:
    site.post(body=f"{body}\n")
    assert site.build() == []
    assert len(site.page("/posts/2021/hello/").select(".e-content hr")) == len(re.findall(r"---|\* \* \*|\*\*\*", body))


@pytest.mark.parametrize("words", ["", " "])
def test_link_without_words_shows_where_it_leads(site: Site, words: str) -> None:
    site.post(body=f"See [{words}](https://x.example/a--b).\n")
    assert site.build() == []
    link = main_of(site.page("/posts/2021/hello/")).select_one(".e-content a.external")
    assert link.get_text() == link["href"] == "https://x.example/a--b"
    (hint,) = site.hints()
    assert "posts/2021/hello.md:7: HINT: the link to `https://x.example/a--b` has no words" in hint
