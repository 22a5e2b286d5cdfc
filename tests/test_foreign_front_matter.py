# ruff: noqa: E501 (a front matter stands on one line, as it is written)
"""Front matter of other systems: each key with what to write instead, all of a file in one message."""

from zoneinfo import ZoneInfo

import pytest
import yaml
from conftest import Site
from hypothesis import given
from hypothesis import strategies as st

from valuable.base.reports import Severity
from valuable.content.foreign.cures import yaml_line, yaml_list
from valuable.content.foreign.dates import possible_dates
from valuable.content.front_matter import Problem, parse_front_matter
from valuable.content.validators import FrontMatterRules

LONDON = ZoneInfo("Europe/London")
RULES = FrontMatterRules({"ada": "Ada Writer", "crew": "The crew"}, LONDON)
PATH = "posts/2020/words.md"


def problems(text: str, kind: str = "post", path: str = PATH) -> list[Problem]:
    return parse_front_matter(text, kind, RULES, path)[1]


def told(block: str, body: str = "# T\n") -> Problem:
    """Return the one problem of a post's front matter, to which a date is added."""
    (problem,) = problems(f"---\ndate: 2020-01-14\n{block}\n---\n\n{body}")
    return problem


# The systems, the key as it is written there, and what the message says.
KEYS = [
    ("Jekyll, Hugo", "layout: post", "`layout`: take it out"),
    ("Jekyll", "permalink: /2019/12/24/one/", "write `address: /2019/12/24/one/`"),
    ("Jekyll", "permalink: /:year/:title/", "take it out: the address comes from the folder"),
    ("Jekyll", "permalink: https://x.example/a/", "write `address: /a/`"),
    ("Jekyll", "redirect_from: [/a/, /b]", "write `redirect: [/a/, /b]`"),
    ("Jekyll", "categories: [a, b]\ntags: [c]", "write `category: a` and `tags: [c, b]`"),
    ("Jekyll", "categories: a b", "write `category: a` and `tags: [b]`"),
    ("Jekyll", "excerpt: One thing", "write `description: One thing`"),
    ("Jekyll", "last_modified_at: 2020-02-01", "write `updated: 2020-02-01`"),
    ("Jekyll", "published: true", "take it out: a post is published unless"),
    (
        "Jekyll",
        "header: {teaser: /a/b.png}",
        "write `cover: b.png` and `cover_alt: What it shows` (put `/a/b.png` beside",
    ),
    ("Jekyll", "image: {path: a.png, alt: B}", "write `cover: a.png` and `cover_alt: B`"),
    ("Hugo", "slug: words", "take it out: the address comes from the name"),
    ("Hugo", "slug: other", "`git mv posts/2020/words.md posts/2020/other.md`"),
    ("Hugo", "url: /a/b.html", "write `address: /a/b.html`"),
    ("Hugo", "url: /a/b.php", "write `redirect: [/a/b.php]`"),
    ("Pelican", "save_as: a/b/index.html", "write `address: /a/b/`"),
    ("Hugo", "aliases: [/a/, /b/]", "write `redirect: [/a/, /b/]`"),
    ("Hugo", "summary: 'One: two'", 'write `description: "One: two"`'),
    ("Hugo", "lastmod: 2020-01-14T10:00:00Z", "take it out: it is the day of the post"),
    ("Hugo", "weight: 3", "take it out: lists go by date"),
    ("Hugo", "params: {subtitle: A, math: true}", "write `description: A`"),
    ("Hugo", "keywords: [a, b]", "write `tags: [a, b]`"),
    ("Hugo", "series: [a]", "`series`: write `series: a`"),
    ("PaperMod", "cover: {image: a.png, alt: B}", "`cover`: write `cover: a.png` and `cover_alt: B`"),
    ("Ghost", "feature_image: https://x.example/a.png", "save the picture beside the post"),
    ("Ghost", "custom_excerpt: A", "write `description: A`"),
    ("Pelican", "modified: 1 February 2020", "write `updated: 2020-02-01`"),
    ("Pelican", "lang: fr", "write `language: fr`"),
    ("Pelican", "authors: Ada Writer, The crew", "write `author: [ada, crew]`"),
    ("Astro", "heroImage: ./a.png", "write `cover: a.png`"),
    ("Astro", "updatedDate: Feb 1 2020", "write `updated: 2020-02-01`"),
    ("Eleventy", "eleventyExcludeFromCollections: true", "take it out"),
    ("WordPress", "thumbnail: a.png", "write `cover: a.png`"),
    ("Obsidian", "aliases: [Another name]", "take it out: a post answers to its title"),
    ("Obsidian", "cssclasses: [wide]", "take it out"),
    ("ABlog", "blogpost: true", "take it out"),
    ("ABlog", "location: Oban", "take it out"),
    ("MyST, Jupyter", "kernelspec: {name: python3}", "take it out"),
    ("Quarto", "author: [{name: Ada Writer}]", "`author`: write `author: ada`"),
    ("Quarto", "date-modified: 2020-02-01", "write `updated: 2020-02-01`"),
    ("DEV", "canonical_url: https://x.example/a", "write `canonical_link: https://x.example/a`"),
    ("everywhere", "title: T", "take it out: the heading of the text says it"),
    ("everywhere", "title: Other", "the title is the heading `# T` on line 6; write `# Other` there"),
    ("everywhere", "toc: true", "take it out: each page has its contents"),
    ("everywhere", "comments: false", "take it out"),
    ("everywhere", "category: [a, b]", "`category`: write `category: a` and `tags: [b]`"),
]

DECIDING = [
    ("published: false", "write `draft: true`"),
    ("status: draft", "write `draft: true`"),
    ("visibility: private", "write `draft: true`"),
    ("hidden: true", "write `draft: true`"),
    ("expiryDate: 2020-02-01", "write `draft: true` once that day (2020-02-01) has come"),
    ("publishDate: 2020-02-01", "take it out: `date` is there already"),
    ("publishDate: 2999-01-01", "write `date: 2999-01-01` in place of the earlier one"),
    ("_build: {render: never}", "write `draft: true`"),
    ("permalink: false", "write `draft: true`"),
]


@pytest.mark.parametrize(("system", "block", "cure"), KEYS)
def test_key_of_another_system_has_its_cure(system: str, block: str, cure: str) -> None:
    problem = told(block)
    assert cure in problem.message
    assert (problem.line, problem.decisive, problem.severity) == (3, False, Severity.FATAL)


@pytest.mark.parametrize(("block", "cure"), DECIDING)
def test_what_decides_of_publication_holds_the_post_back(block: str, cure: str) -> None:
    problem = told(block)
    assert cure in problem.message
    assert problem.decisive


def test_several_keys_are_one_message() -> None:
    problem = told("layout: post\nsummary: A\nimage: a.png\nlang: de", "Words.\n")
    assert problem.line == 3
    parts = ["`layout` (line 3): take it out", "`summary` (line 4): write `description: A`"]
    for part in (*parts, "`image` (line 5): write `cover: a.png`", "`lang` (line 6): write `language: de`"):
        assert part in problem.message


def test_title_without_heading_becomes_one() -> None:
    assert "write `# A: b` as the first line below the front matter" in told("title: 'A: b'", "Words.\n").message
    below = told("title: A", "```\n# no\n```\n\nWords.\n\n# Part\n").message
    assert "write `# A` as the first line below the front matter (`## Part` on line 12" in below


def test_date_may_come_from_another_key_or_the_name() -> None:
    (problem,) = problems("---\npubDate: Jan 5 2020\n---\n\n# T\n")
    assert "write `date: 2020-01-05`" in problem.message
    assert problem.decisive
    (problem,) = problems("---\ntags: [a]\n---\n\n# T\n", path="posts/2020/2020-01-14-words.md")
    assert "write `date: 2020-01-14`" in problem.message


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            '+++\ntitle = "T"\ndate = 2020-01-13T10:00:00Z\ntags = ["a", "b c"]\ndraft = true\nweight = 1\n+++\n\nWords.\n',
            ["TOML between `+++`", "`date: 2020-01-13T10:00+00:00`", "`tags: [a, b c]`", "`draft: true`", "below them `# T`", "`weight` has no place"],
        ),
        ('+++\ndate = 2020-01-13\n[taxonomies]\ntags = ["a"]\n[extra]\nsummary = "x: y"\n+++\n', ["`tags: [a]`", '`description: "x: y"`']),
        ('+++\ntitle = "T\n+++\n', ["TOML", "can't be read"]),
        ('+++\ntitle = "T"\n\nWords.\n', ["TOML", "never closed"]),
        ('{"title": "T", "date": "Jan 5, 2020"}\n\nWords.\n', ["JSON", "`date: 2020-01-05`", "`# T`"]),
        ('---json\n{"date": "2020-01-05"}\n---\n', ["JSON between `---json`", "`date: 2020-01-05`"]),
        ("Title: T\nDate: 2020-01-14 10:20\nTags: a, b\nCategory: c\nSlug: words\nStatus: draft\n\nWords.\n",
         ["as Pelican", "`date: 2020-01-14T10:20`", "`tags: [a, b]`", "`category: c`", "`draft: true`", "`# T`"]),
        ("title: T\nsummary: one\n    two\n\nWords.\n", ["`date: 2021-03-26`", "`description: one two`", "`# T`"]),
        (":date: 2020-01-05\n:title: T\n\nWords.\n", ["`date: 2020-01-05`", "`# T`"]),
        ("#+TITLE: T\n#+DATE: 2020-01-05\n\nWords.\n", ["Org", "`date: 2020-01-05`"]),
        ("\n\n---\ndate: 2020-01-05\n---\n\n# T\n", ["on the first line", "on line 3"]),
        ("—\ndate: 2020-01-05\n—\n\n# T\n", ["`—`", "write `---`"]),
        ("----\ndate: 2020-01-05\n----\n\n# T\n", ["`----`", "write `---`"]),
    ],
)  # fmt: skip
def test_header_of_another_system_is_written_anew(text: str, parts: list[str]) -> None:
    (problem,) = problems(text)
    assert problem.decisive
    for part in parts:
        assert part in problem.message


@pytest.mark.parametrize(
    "text", ["# T\n\nWords: x\n", "Words: a thing.\n\nMore.\n", "{a} b\n", "- a\n- b\n", "+++\n"[:2]]
)
def test_text_is_no_header(text: str) -> None:
    (problem,) = problems(text)
    assert "a post needs a date" in problem.message
    assert problems(text, "page", "about.md") == []


@pytest.mark.parametrize(
    ("block", "line", "cure"),
    [
        ("description: A: b", 3, 'write `description: "A: b"`'),
        ("title: A: b", 3, "write `# A: b` as the first line of the text"),
        ("tags: [#a, #b]", 3, "write `tags: [a, b]`"),
        ("tags: #a #b", 3, "write `tags: [a, b]`"),
        ("tags:\n  - #a\n  - #b", 3, "write `tags: [a, b]`"),
        ("\ttags: a", 3, "a tab stands at the beginning of the line"),
        ("description: @a", 3, 'write `description: "@a"`'),
        ('description: "A" b', 3, "write `description: '\"A\" b'`"),
        ('description: "A', 3, "write `description: A`"),
        ("tags: [a, b", 3, "write `]` where it ends"),
        ("tags:a\nseries: b", 3, "write `tags: a`"),
        ("Some words", 3, "write `---` on the line before it"),
        ("description: “A b”", 3, 'write `"A b"`'),
        ("tags: [“a”]", 3, 'write `"a"`'),
    ],
)
def test_slip_in_yaml_has_its_cure(block: str, line: int, cure: str) -> None:
    problem = told(block)
    assert cure in problem.message
    assert problem.line == line


@pytest.mark.parametrize(
    ("block", "cure"),
    [
        ("tags: a b", "`[a, b]` if it is several, as in Jekyll, and else `[a b]`"),
        ("tags: ['#a', b, 'C#']", "write `[a]`"),
    ],
)
def test_tags_that_may_be_meant_otherwise_can_be_accepted(block: str, cure: str) -> None:
    problem = told(block)
    assert cure in problem.message
    assert problem.severity is Severity.ACCEPTABLE


@pytest.mark.parametrize(
    ("written", "dates"),
    [
        ("Jan 5, 2020", ["2020-01-05"]),
        ("January 5th, 2020 at 3:30 PM", ["2020-01-05T15:30"]),
        ("5 January 2020", ["2020-01-05"]),
        ("5-Jan-2020", ["2020-01-05"]),
        ("Sunday, 5 January 2020", ["2020-01-05"]),
        ("Tue, 14 Jan 2020 10:00:00 +0900", ["2020-01-14T10:00+09:00"]),
        ("5 janvier 2020", ["2020-01-05"]),
        ("1er février 2020", ["2020-02-01"]),
        ("5. März 2020", ["2020-03-05"]),
        ("5 de enero de 2020", ["2020-01-05"]),
        ("2020年1月5日", ["2020-01-05"]),
        ("2020/01/05", ["2020-01-05"]),
        ("2020-1-5", ["2020-01-05"]),
        ("2020.01.05", ["2020-01-05"]),
        ("20200105", ["2020-01-05"]),
        ("20200105T101500", ["2020-01-05T10:15"]),
        ("5.1.2020", ["2020-01-05"]),
        ("01/05/2020", ["2020-01-05", "2020-05-01"]),
        ("25/12/2020", ["2020-12-25"]),
        ("05/05/2020", ["2020-05-05"]),
        ("2020-01-05 10:00 JST", ["2020-01-05T10:00+09:00"]),
        ("2020-01-05 10:00 CST", ["2020-01-05"]),
        ("1578182400", ["2020-01-05T00:00:00+00:00"]),
        ("1578182400000", ["2020-01-05T00:00:00+00:00"]),
        ("soon", []),
        ("2020-02-30", []),
        ("5 listopad 2020", []),
        ("2020", []),
    ],
)
def test_date_as_people_write_it(written: str, dates: list[str]) -> None:
    assert list(possible_dates(written, LONDON)) == dates


@given(st.text(max_size=30))
def test_no_date_is_a_traceback(text: str) -> None:
    possible_dates(text, LONDON)


@given(
    st.text(max_size=60),
    st.sampled_from(["+++\n", "---json\n", "{", "Title: ", "#+TITLE: ", ":date: ", "---\ntags: #"]),
)
def test_no_header_is_a_traceback(text: str, first: str) -> None:
    problems(first + text)
    problems(f"{first}{text}\n+++\n")


@given(st.lists(st.text(st.characters(blacklist_categories=["C", "Z"]), min_size=1), min_size=1))
def test_what_is_to_be_written_is_yaml(words: list[str]) -> None:
    text = " ".join(words)
    assert yaml.load(yaml_line("a", text), Loader=yaml.BaseLoader) == {"a": text}
    assert yaml.load(yaml_list("a", words), Loader=yaml.BaseLoader) == {"a": words}


def test_bytes_of_windows_are_no_obstacle(site: Site) -> None:
    site.write("posts/2021/a.md", b"\xef\xbb\xbf---\r\ndate: 2021-03-26\r\n...\r\n\r\n# A\r\n\r\nWords.\r\n")
    assert site.build() == []
    assert site.page("/posts/2021/a/").h1.get_text(strip=True).startswith("A")


def test_updated_is_a_short_form_of_the_note(site: Site) -> None:
    site.post("posts/2021/a.md", "Words.\n", updated="2021-04-01")
    site.post("posts/2021/b.md", ":::{update} 2021-05-01\nMore.\n:::\n", updated="2021-04-01")
    site.post("posts/2021/c.md", "Words.\n", updated="2021-02-01")
    assert site.build() == []
    for name, day in (("a", "2021-04-01"), ("b", "2021-05-01")):
        assert site.page(f"/posts/2021/{name}/").select_one(".dt-updated")["datetime"].startswith(day)
    feed = (site.html / "blog/atom.xml").read_text()
    for day in ("2021-04-01", "2021-05-01"):
        assert f"<updated>{day}" in feed
