from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuable.content.front_matter import FrontMatter, Problem, parse_front_matter, split_front_matter
from valuable.content.validators import FrontMatterRules

LONDON = ZoneInfo("Europe/London")
RULES = FrontMatterRules({"ada": "Ada Writer", "crew": "The crew"}, LONDON)


def checked(block: str, kind: str = "post") -> tuple[FrontMatter, list[Problem]]:
    return parse_front_matter(f"---\n{block}\n---\n\n# Title\n", kind, RULES)


def problem(block: str, kind: str = "post") -> Problem:
    """Return the one problem of a front matter."""
    problems = checked(block, kind)[1]
    assert len(problems) == 1, problems
    return problems[0]


def test_values_stay_as_they_were_written() -> None:
    values, problems = checked("date: 2021-03-26\ntags: [3.10, 'Lyon, France', été, no]\ncategory: 1e3\nseries: 007")
    assert problems == []
    assert values.tags == ("3.10", "Lyon, France", "été", "no")
    assert values.category == "1e3"
    assert values.series == "007"


def test_tags_may_stand_between_commas() -> None:
    assert checked("date: 2021-03-26\ntags: c++, C#, हिन्दी")[0].tags == ("c++", "C#", "हिन्दी")


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2021-03-26", datetime(2021, 3, 26, tzinfo=LONDON)),
        ("2021-07-01T09:30", datetime(2021, 7, 1, 9, 30, tzinfo=LONDON)),
        ("2021-07-01 09:30:15", datetime(2021, 7, 1, 9, 30, 15, tzinfo=LONDON)),
        ("2021-07-01T09:30Z", datetime(2021, 7, 1, 10, 30, tzinfo=LONDON)),
        ("2021-07-01T09:30 +0200", datetime(2021, 7, 1, 8, 30, tzinfo=LONDON)),
        ('"2021-07-01T09:30:00+02:00"', datetime(2021, 7, 1, 8, 30, tzinfo=LONDON)),
    ],
)
def test_date_is_a_moment_in_the_sites_timezone(written: str, moment: datetime) -> None:
    values, problems = checked(f"date: {written}")
    assert problems == []
    assert values.date == moment
    assert values.date.tzinfo is LONDON


@pytest.mark.parametrize(
    ("block", "line", "message", "decisive"),
    [
        (
            "date: 2021-03-26\ntitle: Title",
            3,
            "there is no key `title`: take it out: the heading of the text says",
            False,
        ),
        ("date: 2021-03-26\ncatgory: x", 3, "did you mean `category`?", True),
        ("date: 2021-03-26\nTags: x", 3, "there is no key `Tags`: did you mean `tags`?", True),
        ("date: 2021-03-26\nzzzzzz: true", 3, "the keys are `date`, `draft`", True),
        ("date: 2021-03-26\ntags: a\ntags: b", 4, "`tags` stands twice, first on line 3", True),
        ("date: 2021-03-26\nDraft: true", 3, "there is no key `Draft`: did you mean `draft`?", True),
        ("date: 2021-03-26\ndraft: maybe", 3, "`maybe` is neither `true` nor `false`", True),
        ("date: 2021-03-26\ndraft: yes", 3, "`yes` is neither `true` nor `false`", True),
        ("- date\n- draft", 1, "front matter is made of keys and values", True),
        ("just text", 1, "front matter is made of keys and values", True),
        ("title: a: b", 2, "can't be read", True),
        ('date: 2021-03-26\ndescription: "x', 3, "can't be read", True),
        ("description: x", 1, "a post needs a date", True),
        ("draft: false", 2, "needs a date", True),
        ("date: 2021-02-30", 2, "`2021-02-30` is no day or time that exists", True),
        ("date: 26 March 2021", 2, "is not a date as ISO 8601 writes it: write `2021-03-26`", True),
        ("date: 03/04/2024", 2, "write `2024-03-04` or `2024-04-03`, whichever is meant", True),
        ("date: 2024", 2, "is not a date as ISO 8601 writes it", True),
        ("date: 2024-W05-1", 2, "is not a date as ISO 8601 writes it", True),
        ("date: [2021-03-26]", 2, "here stands a list; write one value", True),
        ("date: 2021-03-26\nauthor: adda", 3, "write `ada`", False),
        ("date: 2021-03-26\nauthor: Ada Writer", 3, "write `ada`", False),
        ("date: 2021-03-26\nauthor: zzz", 3, "`people` in conf.py has no key `zzz`", False),
        ("date: 2021-03-26\nlanguage: klingon!", 3, "is not a language's code", False),
        ("date: 2021-03-26\ntags:", 3, "here stands nothing", False),
        ("date: 2021-03-26\ntags: []", 3, "the list is empty", False),
        ("date: 2021-03-26\ntags: [a, '']", 3, "the value is empty", False),
        ("date: 2021-03-26\ntags: 'a,,b'", 3, "one of the names is empty", False),
        ("date: 2021-03-26\ntags: {a: b}", 3, "here stands keys and values", False),
        ("date: 2021-03-26\ntags: [🎉]", 3, "`🎉` has no letter or digit", False),
        ("date: 2021-03-26\ntags: [Python, python]", 3, "`Python` and `python` are the same", False),
        ("date: 2021-03-26\nseries: [a, b]", 3, "`series`: write `series: a`", False),
        ("date: 2021-03-26\ncategory: {a: b}", 3, "here stands keys and values; write one value", False),
        ("date: 2021-03-26\ncategory: [a]", 3, "`category`: write `category: a`", False),
        ("date: 2021-03-26\ndescription:", 3, "here stands nothing", False),
        ("date: 2021-03-26\nredirect: /old/", 3, "write `redirect: [/old/address/]`", False),
        ("date: 2021-03-26\nredirect: ['https://x.example/']", 3, "is not an address of this site", False),
        ("date: 2021-03-26\nredirect: ['/../x']", 3, "is not an address of this site", False),
        ("date: 2021-03-26\nredirect: [index]", 3, "`index` is the home page", False),
        ("date: 2021-03-26\nredirect: ['/feed?x']", 3, "is not an address of this site", False),
        ('date: 2021-03-26\nredirect: ["/a\\0/"]', 3, "a character that can't be shown", False),
        ("date: 2021-03-26\nauthor: [ada, ada]", 3, "somebody stands here twice", False),
        ('date: 2021-03-26\ndescription: "a\\x07b"', 3, "a character that can't be shown", False),
        (f"date: 2021-03-26\ntags: [{'x' * 300}]", 3, "makes an address of 300 characters", False),
        (f"x: {'[' * 200_000}", 1, "the front matter has more than 20,000 characters", True),
        ("date: 2021-03-26\ncover_alt: x", 3, "`cover_alt` without a `cover`", False),
        ("date: 2021-03-26\ncanonical_link: example.org", 3, "is not a full address", False),
        ("date: 2021-03-26\ncover: x.png", 3, "write `cover_alt: what it shows`", False),
    ],
)
def test_mistake_is_one_message_with_its_line(block: str, line: int, message: str, decisive: bool) -> None:
    found = problem(block)
    assert message in found.message
    assert (found.line, found.decisive) == (line, decisive)


def test_every_mistake_is_reported() -> None:
    _, problems = checked("date: soon\ntags: []\nauthor: zzz\nfoo: bar")
    assert [found.line for found in problems] == [2, 3, 4, 5]


def test_front_matter_that_is_never_closed_is_a_problem() -> None:
    _, problems = parse_front_matter("---\ndate: 2021-03-26\n\n# Title\n", "post", RULES)
    assert "never closed" in problems[0].message
    assert problems[0].decisive


def test_redirect_and_language_are_written_in_one_way() -> None:
    values, problems = checked("date: 2021-03-26\nlanguage: PT-br\nredirect: [/x/index.html, /caf%C3%A9/, a/b.html]")
    assert problems == []
    assert values.redirect == ("x", "café", "a/b.html")
    assert values.language == "pt-BR"


def test_draft_needs_no_date() -> None:
    values, problems = checked("draft: true")
    assert (values.draft, values.date, problems) == (True, None, [])


def test_post_without_front_matter_is_not_published() -> None:
    _, problems = parse_front_matter("# Title\n", "post", RULES)
    assert [found.decisive for found in problems] == [True]


def test_page_has_only_a_description() -> None:
    assert checked("description: x", "page")[1] == []
    assert "there is no key `date`" in problem("date: 2021-03-26", "page").message
    assert checked("aliases: [a, b]\ndraft: true\ndescription: x", "concept")[1] == []


def test_rest_of_the_source_keeps_its_line_numbers() -> None:
    block, rest = split_front_matter("---\na: 1\nb: 2\n---\n# Title")
    assert block == "a: 1\nb: 2"
    assert rest.split("\n").index("# Title") == 4


@given(st.text(max_size=200))
def test_no_front_matter_is_a_traceback(block: str) -> None:
    parse_front_matter(f"---\n{block}\n---\n", "post", RULES)


@given(st.dictionaries(st.sampled_from(["date", "draft", "tags", "author", "redirect"]), st.text(max_size=20)))
def test_no_value_is_a_traceback(values: dict[str, str]) -> None:
    parse_front_matter("---\n" + "".join(f"{key}: {value}\n" for key, value in values.items()) + "---\n", "post", RULES)


@given(st.sampled_from(["true", "True", "yes", "1", "maybe", "on", "TRUE", "'true'", "false", "no", "~", ""]))
def test_doubt_about_a_draft_is_decisive(value: str) -> None:
    _, problems = checked(f"date: 2021-03-26\ndraft: {value}")
    sure = value in {"true", "'true'", "false"}
    assert any(found.decisive for found in problems) is not sure


def test_remark_is_not_published() -> None:
    text = "---\ndate: 2021-03-26\ndescription: Words %%secret%%\ntags: [a, 'b %%secret']\n---\n\n# T\n"
    found, problems = parse_front_matter(text, "post", RULES)
    assert (found.description, found.tags) == ("Words ", ("a", "b "))
    assert sorted((problem.line, "remark" in problem.message) for problem in problems) == [(3, True), (4, True)]
