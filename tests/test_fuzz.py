"""Made-up front matter and made-up Markdown: whatever stands in a post, it is built, or refused in a message.

What is made up is the same in each run. ``FUZZ=100 make test`` makes up a hundred times as much, and other things.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from conftest import Site
from forked import Done, run
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from valuable.base.source_paths import file_name_problem
from valuable.content.front_matter import KEY_VALIDATORS
from valuable.content.source_checks import Source, read_source
from valuable.content.validators import FrontMatterRules

MORE = int(os.environ.get("FUZZ", "1"))
POSTS = 25  # of a site
RULES = FrontMatterRules({"jo": "Jo", "al": "Al"}, ZoneInfo("Asia/Tokyo"))


def made_up(examples: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Have a test called with that many examples; what fails is told at once, for a build is no cheap test."""
    return settings(
        max_examples=examples * MORE,
        derandomize=MORE == 1,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


# -- Front matter -----------------------------------------------------------------------------------------------

ODD = "\0\n\t\r -:#[]{}&*!|>'\"%@`,?~<=.\u2028\x85\ufeff\u202e\ufffe"
TEXT = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(ODD)), max_size=40)
VALUES = st.one_of(
    TEXT,
    st.sampled_from(
        ["2021-03-26", "2021-02-30", "0001-01-01", "9999-12-31T23:59-12:00", "true", "false", "~", "null", ""]
    ),
    st.sampled_from(
        ["&a x", "*a", "!x y", "!!python/name:os.system", "[[[[a]]]]", "{a: b}", "[a, b]", "a, b", "|\n  a\n  b"]
    ),
    st.sampled_from(
        ["jo", "de", "zh_Hans_CN@x", "C", "i-klingon", "../..", "/x/%00/", "/" + "a" * 300, "https://a.b/c"]
    ),
    st.sampled_from(
        ['"\\ud800"', '"\\U00110000"', '"\\x1b"', "'open", "x" * 3000, "- " * 30 + "x", "[" * 30, "0x10", "cover.png"]
    ),
)
NAMES = st.one_of(
    st.sampled_from([*KEY_VALIDATORS["post"], "aliases", "title", "Date", "<<", "? [a]", "'draft'"]), TEXT
)
LINES = st.one_of(
    st.builds("{}: {}".format, NAMES, VALUES),
    st.builds("{}: [{}, {}]".format, NAMES, VALUES, VALUES),
    st.builds("{}:\n- {}\n- {}".format, NAMES, VALUES, VALUES),
    TEXT,
)
BLOCKS = st.lists(LINES, max_size=8).map("\n".join)
SOURCES = st.one_of(
    st.builds("---\n{}\n---\n\n# Title\n\n{}".format, BLOCKS, TEXT),
    st.builds("---\n{}".format, BLOCKS),
    TEXT,
).map(str.encode)


def check(source: Source, content: bytes) -> None:
    lines = len(re.split(rb"\r\n?|\n", content)) + 1
    for problem in source.problems:
        assert 1 <= problem.line <= lines, problem
        assert problem.message.isprintable(), problem
        assert 10 < len(problem.message) < 500, problem


@made_up(600)
@given(
    content=st.one_of(SOURCES, st.binary(max_size=200)), docname=st.sampled_from(["posts/2021/x", "concepts/x", "x"])
)
def test_any_front_matter_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, docname: str
) -> None:
    root = tmp_path_factory.getbasetemp() / "fuzz"
    path = root / f"{docname}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    check(read_source(docname, root, path, RULES, {"blog"}), content)


@made_up(300)
@given(name=st.text(st.one_of(st.characters(), st.sampled_from("a/.\n\udcff")), max_size=300))
def test_any_name_is_fit_or_not(name: str) -> None:
    reason = file_name_problem(name)
    assert reason is None or reason.isprintable()


# -- The body ---------------------------------------------------------------------------------------------------

WORDS = st.one_of(
    st.text(st.sampled_from("\t\\`*_{}[]()<>#+-.!|~^$&;:'\"%@=/ \nab1"), max_size=40),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
    st.sampled_from(
        [
            "word",
            "two words",
            "\u202emirror",
            "שלום עולם",
            "👩‍👩‍👧‍👦",
            "e\u0301\u0301",
            "",
            "\u200b",
            "\ufeff",
            "\u2028",
            "\xa0",
        ]
    ),
    st.sampled_from(["x" * 300, "&#0;", "&#x1b;", "&#12;", "&nope;", "1.", "%", "\\"]),
)
TARGETS = st.one_of(
    WORDS,
    st.sampled_from(
        ["p1.md", "/index", "../../conf.py", "../../index.md", "none.txt", "x.png", "x.svg", "<isonum.txt>"]
    ),
    st.sampled_from(
        ["https://a.b/c.png", "//a.b/c", "data:,x", "javascript:x", "file:///etc/passwd", "#x", "path:x.md", "inv:x#y"]
    ),
    st.sampled_from(["a%00b", "a\\b", "mailto:a@b", "project:#x", "python", "html", "latex", "2021-01-01", "99"]),
).map(lambda text: text.replace("\n", " "))
DIRECTIVES = st.sampled_from(
    """note include literalinclude image figure code code-block math table list-table csv-table toctree raw eval-rst
    post postlist update admonition sidebar epigraph contents topic rubric container parsed-literal only highlight
    glossary versionadded meta role default-role class replace unicode date title footnotes compound sectnum line-block
    productionlist option py:function c:function cpp:class js:function rst:directive py:module acks hlist centered
    tabularcolumns index none {x}""".split()  # noqa: SIM905
)
ROLES = st.sampled_from(
    """ref doc numref eq math download term abbr kbd sub sup code raw none py:func any cite index pep rfc menuselection
    guilabel samp command envvar token keyword option file dfn strong title-reference c:func token {x}""".split()  # noqa: SIM905
)
OPTIONS = st.sampled_from(
    """name class alt width height align scale target file header-rows stub-columns widths lines emphasize-lines
    start-line end-line start-after end-before encoding diff pyobject number-lines lineno-start caption dedent language
    maxdepth glob numbered label nowrap url delim author tags date format literal parser heading-offset""".split()  # noqa: SIM905
)
OPTION_LINES = st.builds(
    lambda name, value: f":{name}: {value}\n",
    OPTIONS,
    st.one_of(TARGETS, st.sampled_from(["-1", "0", "999999999999", "50%", "1em", "[1,", "1-", "5-2", "utf-99"])),
)
TEX = ["\\frac{a", "a^b^c", "\\begin{x}", "&", "\\\\", "\\none", "{{{", "}", "\\left(", "\\sqrt[", "\\text{", "x_"]
HTML = ["img", "a", "b", "!--", "svg", "script", "style", "?x", "![CDATA[", "!DOCTYPE", "/b", "iframe", "textarea"]
INLINE = st.one_of(
    WORDS,
    st.builds("{{{}}}`{}`".format, ROLES, TARGETS),
    st.builds("{{{}}}`{} <{}>`".format, ROLES, WORDS, TARGETS),
    st.builds("[{}]({})".format, WORDS, TARGETS),
    st.builds("![{}]({})".format, WORDS, TARGETS),
    st.builds("[{}][{}]".format, WORDS, WORDS),
    st.builds("[^{}]".format, WORDS),
    st.builds("<{}>".format, TARGETS),
    st.builds("${}$".format, st.one_of(WORDS, st.sampled_from(TEX))),
    st.builds("[{}]{{{}}}".format, WORDS, WORDS),
    st.builds('<{} {}="{}">'.format, st.sampled_from(HTML), st.sampled_from(["src", "style", "onload"]), TARGETS),
    st.builds("*{}**{}*".format, WORDS, WORDS),
)
PARAGRAPHS = st.lists(INLINE, min_size=1, max_size=4).map(" ".join)
BITS = [
    "---",
    "```",
    "~~~",
    "$$",
    ":::",
    "<!--",
    "-->",
    "<div>",
    "</div>",
    "<script>",
    "<![if x]>",
    "<!x",
    "    x",
    "\t- x",
]
LEAVES = st.one_of(
    PARAGRAPHS,
    st.sampled_from(BITS),
    st.builds("{} {}".format, st.sampled_from(["#", "##", "###", "####", "#######"]), PARAGRAPHS),
    st.builds("{}\n{}".format, PARAGRAPHS, st.sampled_from(["===", "---", "-"])),
    st.builds("| {} | {} |\n|{}|-|\n| {} |".format, WORDS, WORDS, st.sampled_from(["-", ":-:", "x", ""]), INLINE),
    st.builds("[^{}]: {}".format, WORDS, PARAGRAPHS),
    st.builds("[{}]: {}".format, WORDS, TARGETS),
    st.builds("({})=\n{}".format, WORDS, PARAGRAPHS),
    st.builds("{}\n: {}".format, PARAGRAPHS, PARAGRAPHS),
    st.builds("$$\n{}\n$$ ({})".format, st.one_of(WORDS, st.sampled_from(TEX)), WORDS),
    st.builds("{{{}}}\n{}".format, WORDS, PARAGRAPHS),
    st.builds("<{}>\n{}\n".format, st.sampled_from(["div", "table", "p", "svg", "math"]), PARAGRAPHS),
)


def indented(text: str, prefix: str, first: str = "") -> str:
    lines = text.split("\n")
    return "\n".join([(first or prefix) + lines[0], *(prefix + line for line in lines[1:])])


def around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return blocks with blocks in them."""
    options = st.lists(OPTION_LINES, max_size=3).map("".join)
    fences = st.sampled_from(["```", "````", ":::", "::::", "~~~"])
    return st.one_of(
        st.builds("{0}{{{1}}} {2}\n{3}{4}\n{0}".format, fences, DIRECTIVES, TARGETS, options, inner),
        st.builds("{0}{{{1}}} {2}\n{3}{4}".format, fences, DIRECTIVES, TARGETS, options, inner),
        st.builds(
            lambda name, target, options, inner: f"```{{eval-rst}}\n.. {name}:: {target}\n{options}\n{inner}\n```",
            *(
                DIRECTIVES,
                TARGETS,
                options.map(lambda text: indented(text, "   ")),
                inner.map(lambda text: indented(text, "   ")),
            ),
        ),
        inner.map(lambda text: indented(text, "> ")),
        inner.map(lambda text: indented(text, "  ", "- ")),
        inner.map(lambda text: indented(text, "   ", "1. ")),
        st.builds("{}\n\n{}".format, inner, inner),
    )


BODIES = st.lists(st.recursive(LEAVES, around, max_leaves=6), min_size=1, max_size=4).map("\n\n".join)


def build(folder: Path, bodies: list[str]) -> tuple[str, Done]:
    """Build a site with *bodies* for its posts; return what is wrong with how that ended, and how it ended."""
    site = Site(folder)
    for number, body in enumerate(bodies):
        site.post(f"posts/2021/p{number}.md", body=f"{body}\n", title=f"Title {number}")
    site.write("posts/2021/x.png", b"x")
    site.write("posts/2021/x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'>currentColor</svg>")
    done = run(site)
    if done.code not in {0, 1}:
        return f"it ended with {done.code}", done
    for sign in ("Traceback", "fault of the site's machinery"):
        if sign in done.stdout + done.stderr:
            return f"it shows a {sign}", done
    built = (folder / "_build" / "html" / "index.html").exists()
    if built == bool(done.code):
        return "it has built what it refuses, or the other way round", done
    if done.code and not re.search(r"^posts/2021/p\d+\.md\b", done.stderr, re.MULTILINE):
        return "it names no post", done
    return "", done


@made_up(12)
@given(bodies=st.lists(BODIES, min_size=POSTS, max_size=POSTS))
def test_any_body_is_built_or_refused(tmp_path_factory: pytest.TempPathFactory, bodies: list[str]) -> None:
    wrong, done = build(tmp_path_factory.mktemp("site"), bodies)
    for body in bodies if wrong else ():
        alone, ended = build(tmp_path_factory.mktemp("site"), [body])
        assert not alone, f"{alone}:\n{body}\n{ended.stderr}"
    assert not wrong, f"{wrong}: {done.stderr}"
