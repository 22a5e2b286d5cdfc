"""A rule of Markdown is tried only where one of its signs stands, and what is read is what it would be anyway."""

from typing import Any

import pytest
from conftest import Site
from construct_files import CONSTRUCTS
from docutils.utils import new_document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.rules_inline import text
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers import sphinx_ as myst_parsers

from valuable.content.verbatim import CODE_SPAN, VerbatimText, plain_fences
from valuable.upstream.first_signs import BLOCK_SIGNS, INLINE_SIGNS

REPLACED = ("tokenize", "skipToken")
# What may begin with any sign: these are tried everywhere.
UNBOUND = {"table", "loose_table", "too_deep", "code", "lheading", "deflist", "paragraph"}
SIGNS = "\n !#$%&*+-:<=>@[\\]^_`{|}~()'\"/.?w1aé—字"
PIECES = [
    *("www.example.org", "https://example.org/a_b", "mailto:a@b.de", "a@b.de", ":tada:", "[[a|b]]", "![[a.png]]"),
    *("[^1]", "^[note]", "[a](b c.md)", "![a](b.png =10x20)", "{.x}", "{: #y}", "{kbd}`x`", "$x$", "$$", "\\(x\\)"),
    *("==m==", "~~s~~", "H~2~O", "x^2^", "**", "`", "```", ":::", "> [!note]", "!!! note", "*[HTML]: words", "% c"),
    *("+++", "(target)=", "- [ ] a", "1. ", "# ", "---", "| a | b |", "|---|---|", ": d", "<b>", "<!-- c -->", "&amp;"),
]

FENCES = [
    *("```\n", "\n```\n", "\n```js\n", "\n~~~\n", "\n````\n", "\n```{note}\n", "\n:::{note}\n", "\n<div>\n", "\n$$\n"),
    *(
        "\n> ```\n",
        "\n- ```\n",
        "\n  ```\n",
        "\n<!-- ",
        "-->",
        "\na",
        "\n\n",
        "`",
        "\n# A\n",
        "\n| a |\n|---|\n",
        "[^1]: ",
    ),
]


@pytest.fixture(scope="module")
def parser(tmp_path_factory: pytest.TempPathFactory) -> MarkdownIt:
    site = Site(tmp_path_factory.mktemp("signs") / "site")
    site.post()
    assert site.build() == []
    assert site.app is not None
    env = site.app.env
    env.current_document.docname = min(env.found_docs)
    found = myst_parsers.create_md_parser(env.myst_config, SphinxRenderer)
    found.options["document"] = new_document("page.md")
    found.options["document"].settings.env = env
    return found


def tokens(parser: MarkdownIt, source: str) -> list[dict[str, Any]]:
    env = {"relative-images": None, "relative-docs": None}
    return [token.as_dict() for token in parser.parse(source, env)]


def read_both_ways(parser: MarkdownIt, source: str) -> tuple[Any, Any]:
    """Return the tokens of a text, and those that all rules make of it that are tried everywhere."""
    quick = tokens(parser, source)
    replaced = [
        (part, name, vars(part).pop(name))
        for part in (parser.inline, parser.block)
        for name in REPLACED
        if name in vars(part)
    ]
    try:
        return quick, tokens(parser, source)
    finally:
        for part, name, method in replaced:
            vars(part)[name] = method


def test_every_construct_is_read_alike(parser: MarkdownIt) -> None:
    for construct in CONSTRUCTS:
        for source in (construct.source, f"a {construct.source} b", f"> - {construct.source}", f"w{construct.source}w"):
            quick, plain = read_both_ways(parser, source)
            assert quick == plain, source


@given(st.lists(st.one_of(st.text(SIGNS, max_size=6), st.sampled_from(PIECES)), max_size=14).map("".join))
@settings(max_examples=150, database=None, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_is_read_alike(parser: MarkdownIt, source: str) -> None:
    quick, plain = read_both_ways(parser, source)
    assert quick == plain


@given(st.lists(st.one_of(st.text(SIGNS, max_size=4), st.sampled_from(FENCES)), max_size=12).map("".join))
@settings(max_examples=200, database=None, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_code_that_a_look_at_the_lines_tells_is_code(parser: MarkdownIt, source: str) -> None:
    for start, end in plain_fences(source):
        found = VerbatimText(parser, source).span_at(start)
        assert found is not None
        assert found.kind == CODE_SPAN
        assert found.end >= end


def test_rules_say_what_they_begin_with(parser: MarkdownIt) -> None:
    rules = [(INLINE_SIGNS, rule) for rule in parser.inline.ruler.__rules__ if rule.fn is not text]
    rules += [(BLOCK_SIGNS, rule) for rule in parser.block.ruler.__rules__]
    unbound = {rule.name for known, rule in rules if not getattr(rule.fn, "first_signs", known.get(rule.name))}
    assert unbound == UNBOUND


def test_rule_that_is_added_later_is_tried(parser: MarkdownIt) -> None:
    def read(state: Any, silent: bool) -> bool:
        state.push("found", "", 0)
        state.pos += 1
        return True

    parser.inline.ruler.before("escape", "later", read)
    try:
        assert [token["type"] for token in tokens(parser, "a $")[1]["children"]] == ["text", "found"]
    finally:
        parser.inline.ruler.disable("later")


@pytest.mark.parametrize("source", ["a $ b", "[a $ b](c)"])
def test_rule_that_reads_and_stays_is_an_error(parser: MarkdownIt, source: str) -> None:
    def read(state: Any, silent: bool) -> bool:
        return state.src[state.pos] == "$"

    parser.inline.ruler.before("escape", "stuck", read)
    try:
        with pytest.raises(RuntimeError):
            tokens(parser, source)
    finally:
        parser.inline.ruler.disable("stuck")
