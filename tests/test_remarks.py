"""Remarks between `%%`: never published, and nothing else lost for them."""

import re

import pytest
from conftest import Site, main_of
from hostile import PIXEL

from valuable.content.markdown_comments import REMOVED_LINE

PLACES = {
    "a line": "Before %%secret%% after.\n",
    "alone": "Before\n\n%%secret%%\n\nafter.\n",
    "lines of a paragraph": "Before %%secret\nsecret\nsecret%% after.\n",
    "a line of a paragraph": "Before\n%%secret%%\nafter.\n",
    "blocks": "Before\n\n%%\nsecret\n\n- secret\n\n```python\nsecret\n```\n\n## secret\n\nsecret\n%%\n\nafter.\n",
    "blocks, from within a line": "Before %%secret\n\nsecret\n\nsecret%% after.\n",
    "a heading": "## Before %%secret%% after\n\nWords.\n",
    "a list": "- Before %%secret\n  secret%% after\n- %%secret%%\n- words\n",
    "items": "- Before\n- words %%secret\n- secret\n- secret%% after\n",
    "between items": "- Before\n%% secret %%\n- after\n",
    "a quotation": "> Before %%secret\n> secret\n> secret%% after\n",
    "a table": "| Before %%secret%% | b |\n|---|---|\n| after | %%secret%% |\n",
    "a footnote": "Before[^n] after.\n\n[^n]: Note %%secret%%.\n",
    "a note": ":::{note} Before %%secret%%\nWords %%secret%%\n\n%%\nsecret\n%%\n\nafter\n:::\n",
    "a definition list": "Before %%secret%%\n: after %%secret%%\n",
    "an alternative": "![Before %%secret%% after](pic.png)\n",
    "a figure": ":::{figure} pic.png\n:alt: Words %%secret%%\n\nBefore %%secret%% after.\n:::\n",
    "the title of a link": 'Before [after](https://lights.example/ "words %%secret%%")\n',
    "words of a link": "Before [after %%secret%%](https://lights.example/)\n",
    "emphasis": "*Before %%secret%%* **after**\n",
    "HTML": '<p title="%%secret%%">Before %%secret%%</p>\n\n<p>\nafter %%\nsecret\n%%\n</p>\n',
    "a role": "Before {sup}`x%%secret%%` after.\n",
    "a code of its own": "Before %%use `x` and\n\n    secret\n\nsecret%% after.\n",
    "two in a line": "Before %%secret%% and %%secret%% after.\n",
    "an empty one": "Before %%%% after.\n",
    "beside code": "Before `%%` %%secret%% `%%` after.\n",
    "beside a comment": "Before\n\n% 100%%\n\n<!-- %% -->\n\n%%secret%% after.\n",
    "Windows": "Before %%secret\r\n\r\nsecret%% after.\r\n",
}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.mark.parametrize("place", PLACES)
def test_remark_is_in_nothing_that_a_build_leaves(site: Site, place: str) -> None:
    site.write("posts/2021/pic.png", PNG)
    site.post(body=PLACES[place])
    assert site.build() == []
    for files in (site.files(), site.files(site.doctrees)):
        assert [path for path, content in files.items() if b"secret" in content] == []
    words = str(main_of(site.page("/posts/2021/hello/")).select_one(".e-content"))
    assert re.search("Before.*after", words, re.DOTALL)
    assert REMOVED_LINE not in words


def test_title_has_none(site: Site) -> None:
    site.post(title="Hello %%secret%%")
    assert site.build() == []
    assert [path for path, content in site.files().items() if b"secret" in content] == []
    assert site.page("/posts/2021/hello/").title.get_text().startswith("Hello – ")


def test_included_file_has_none(site: Site) -> None:
    site.write("posts/2021/part.txt", "Part %%secret\n\nsecret%% and more.\n")
    site.post(body="```{include} part.txt\n```\n")
    assert site.build() == []
    assert [path for path, content in site.files().items() if b"secret" in content] == []
    assert "and more." in main_of(site.page("/posts/2021/hello/")).get_text()


@pytest.mark.parametrize(
    "body",
    [
        "Words `%%kept%%`.\n",
        "Words `` ` %%kept%% ``.\n",
        "```text\n%%kept%%\n```\n",
        "- a\n\n  ~~~\n  %%kept\n  %%\n  ~~~\n",
        "> ```\n> %%kept%%\n> ```\n",
        "    %%kept%%\n",
        "```{code-block} python\n'%%kept%%' % 1\n```\n",
        ":::{note}\n```text\n%%kept%%\n```\n:::\n",
        "Words {code}`%%kept%%`.\n",
        "<pre>%%kept%%</pre>\n",
        "Words <code>%%kept%%</code>.\n",
        "Words \\%\\%kept\\%\\%.\n",
    ],
)
def test_code_keeps_its_signs(site: Site, body: str) -> None:
    site.post(body=body)
    assert site.build() == []
    assert re.search(r"%%\s?kept\s?(%%)?", main_of(site.page("/posts/2021/hello/")).get_text())


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("Words.\n\nOpen %%secret\n\nsecret\n", 9, "never closed"),
        ("It is 100%% sure %%secret%%\n", 7, "never closed"),
        ("It is 100%% sure %%secret%%, 50%% off\n", 7, "set it apart"),
        ("Words%% of secret%% and\n", 7, "set it apart"),
        ("%%use `%%` for it, secret%%\n", 7, "holds code"),
        ("%%\n```\nsecret\n%%\n```\nsecret\n%%\n", 10, "holds code"),
        ("%%%secret%%%\n", 7, "a row of"),
        (":::{note}\n%%secret\n:::\n\nsecret%%\n", 8, "outside the block"),
        ("> %%secret\n\nsecret\n", 7, "never closed"),
    ],
)
def test_doubt_is_reported_and_nothing_published(site: Site, body: str, line: int, said: str) -> None:
    site.post(body=body)
    warnings = site.build()
    assert [warning.split(": ")[0] for warning in warnings if said in warning] == [f"posts/2021/hello.md:{line}"]
    assert [path for path, content in site.files().items() if b"secret" in content] == []


def test_included_file_is_named(site: Site) -> None:
    site.write("posts/2021/part.txt", "Part\n\n%%secret\n")
    site.post(body="```{include} part.txt\n```\n")
    assert [warning.split(": ")[0] for warning in site.build()] == ["posts/2021/part.txt:3"]


def test_lines_keep_their_numbers(site: Site) -> None:
    site.post(body="Words %%a\nb\n\nc%% and\n\n[[nowhere]]\n")
    assert [warning.split(": ")[0] for warning in site.build()] == ["posts/2021/hello.md:12"]


def test_paragraph_and_list_stay_in_one_piece(site: Site) -> None:
    site.post(body="one\n%%r%%\ntwo %%r\nr\nr%% three\n\n- a\n%% r %%\n- b\n")
    assert site.build() == []
    content = main_of(site.page("/posts/2021/hello/")).select_one(".e-content")
    assert [" ".join(paragraph.get_text().split()) for paragraph in content.select("section > p")] == ["one two three"]
    assert len(content.select("ul")) == 1


def test_item_in_which_a_remark_ends_stays_one(site: Site) -> None:
    site.post(body="- one\n- two %%r\n- r\n- r%% three\n- four\n")
    assert site.build() == []
    items = main_of(site.page("/posts/2021/hello/")).select(".e-content ul:only-of-type li")
    assert [item.get_text(strip=True) for item in items] == ["one", "two", "three", "four"]


def test_divider_is_a_comment(site: Site) -> None:
    site.post(body="Words\n\n%%%%%%%%%%\n\nand words.\n")
    assert site.build() == []


def test_comment_in_an_option_is_not_published(site: Site) -> None:
    site.post("posts/2021/hello/index.md", body=":::{figure} a.png\n:alt: A door <!-- PRIVATE -->\n\nWords.\n:::\n")
    site.write("posts/2021/hello/a.png", PIXEL)
    assert site.build() == []
    assert site.page("/posts/2021/hello/").select_one(".e-content img")["alt"] == "A door"
    assert not [path for path, content in site.files().items() if b"PRIVATE" in content]


@pytest.mark.parametrize("value", ["%%PRIVATE%%", "%%PRIVATE", "<!-- PRIVATE -->"])
def test_remark_where_all_is_published_as_it_stands_is_reported_and_left_out(site: Site, value: str) -> None:
    site.write("abbreviations.txt", f"OKR: objectives {value} and key results\n# PRIVATE\n")
    site.post(body="An OKR.\n", description=f'"Words {value}"')
    warnings = site.build()
    assert [line.partition(" WARNING: ")[0] for line in warnings] == ["abbreviations.txt:1:", "posts/2021/hello.md:3:"]
    assert all("a remark can't stand here, where all is published" in line for line in warnings)
    assert not [path for path, content in site.files().items() if b"PRIVATE" in content]


def test_comments_as_definitions_of_links_may_be_many(site: Site) -> None:
    comments = "[//]: # (PRIVATE)\n\n[//]: # (PRIVATE again)\n\n[comment]: <> (PRIVATE)\n\n[comment]: <> (PRIVATE)\n"
    site.post(body=f"Words.\n\n{comments}\nMore.\n")
    assert site.build() == []
    assert not [path for path, content in site.files().items() if b"PRIVATE" in content]


def test_link_that_is_defined_twice_is_reported(site: Site) -> None:
    site.post(body="[a].\n\n[a]: https://example.org/\n\n[a]: https://example.com/\n")
    (warning,) = site.build()
    assert "Duplicate reference definition" in warning
