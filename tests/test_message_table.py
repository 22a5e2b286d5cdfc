"""Every message that another package prints has plain words that say what to write; one that has none says so."""

import re

import pytest
from conftest import Site
from upstream_messages import Printed, printed_messages

from valuable.base.messages import Message
from valuable.base.reports import ACCEPTABLE_KINDS, Severity
from valuable.upstream.message_table import CURES
from valuable.upstream.messages import explain, first_word

# What stands in the code but is never printed by itself in a build of a site.
NEVER = {
    "'x'": "raised within a package",
    "": "no message",
    " ": "no message",
    ",": "no message",
    " or ": "no message",
    "parse_directive_block: option_presets not implemented": "for those who write extensions",
    "'x' has no attribute 'x'": "put into another message",
    "'x' has not yet implemented attribute ''x''": "put into another message",
    "no content permitted": "put into another message",
    "'x' argument(s) required, 'x' supplied": "put into another message",
    "maximum 'x' argument(s) allowed, 'x' supplied": "put into another message",
    "file 'x' given on command line does not exist, ": "no command takes files",
    "file 'x' given on command line is not a valid document, ignoring": "no command takes files",
    "file 'x' given on command line is not under the source directory, ignoring": "no command takes files",
    "search index couldn't be loaded, but not all documents will be built: the index will be incomplete.": "not made",
    "latex package ''x'' already included": "no LaTeX is made",
}
# Where a message is put together elsewhere: what it may be.
COMPOSED = {
    "docutils/parsers/rst/__init__.py": "the methods that raise",
    "docutils/parsers/rst/directives/body.py:run": 'Cannot analyze code. No Pygments lexer found for "x".',
    "docutils/parsers/rst/roles.py:code_role": "Cannot analyze code. Pygments package not found.",
    "docutils/parsers/rst/states.py:parse_directive_options": "put into another message",
    "docutils/transforms/universal.py:apply": "only with `validate`, which is not set",
    "myst_parser/config/main.py:merge_file_level": "'heading_anchors' must be of type int",
    "myst_parser/mdit_to_docutils/base.py:create_highlighted_code_block": (
        'Cannot analyze code. No Pygments lexer found for "x".'
    ),
    "myst_parser/mdit_to_docutils/base.py:create_warning": "the method that warns",
    "myst_parser/mdit_to_docutils/base.py:generate_heading_target": "heading anchors are made by the machinery",
    "myst_parser/mdit_to_docutils/html_to_nodes.py:make_error": "the function that reports",
    "myst_parser/mdit_to_docutils/transforms.py:apply": "'myst' reference target not found: 'x'",
    "myst_parser/mocking.py:__getattr__": "put into another message",
    "myst_parser/parsers/sphinx_.py:parse": "'x' is a global-only config and cannot be set in topmatter",
    "myst_parser/sphinx_ext/directives.py:figure_error": "the method that reports",
    "myst_parser/sphinx_ext/myst_refs.py:log_warning": "the method that warns",
    "sphinx/config.py:check_confval_types": "The config value `x' has type `int'; expected `str'.",
    "sphinx/directives/code.py:run": "Include file 'x' not found or reading it failed",
    "sphinx/domains/index.py:process_doc": "invalid pair index entry 'x'",
    "sphinx/environment/adapters/indexentries.py:create_index": "invalid pair index entry 'x'",
    "sphinx/util/docfields.py:make_xref": (
        "Problem in py domain: field is supposed to use role 'x', but that role is not in the domain."
    ),
}


def said(text: str, kind: str = "docutils") -> Message:
    return explain(Message("a.md", 1, "WARNING", text, kind))


def test_every_message_of_the_installed_packages_is_judged() -> None:
    """A new one, which comes with an update, gets its words in the table, or stands above with the reason why not.

    What stands above is there still.
    """
    printed = list(printed_messages())
    unjudged = []
    for place, text in printed:
        composed = place in COMPOSED or place.partition(":")[0] in COMPOSED
        if (text is None and not composed) or (text is not None and text not in NEVER and not said(text).cured):
            unjudged.append(Printed(place, text))
    assert unjudged == []
    assert NEVER.keys() - {text for _, text in printed} == set()
    places = {place for place, text in printed if text is None}
    assert {place for place in COMPOSED if not any(found.startswith(place) for found in places)} == set()


@pytest.mark.parametrize("text", [text for text in COMPOSED.values() if re.search(r"['\"`]x['\"`]", text)])
def test_message_that_is_put_together_elsewhere_has_its_words(text: str) -> None:
    assert said(text).cured, text


@pytest.mark.parametrize("cure", CURES, ids=lambda cure: cure.message[:50])
def test_words_say_what_to_write(cure: object) -> None:
    assert isinstance(cure, type(CURES[0]))
    sample = re.sub(r"\{(\w+)\}", "sample", cure.message).replace("{{", "{").replace("}}", "}")
    message = said(sample)
    assert message.cured
    assert "{" not in re.sub(r"`[^`]+`|`` .+? ``", "", message.text)
    assert cure.fault in {"", *ACCEPTABLE_KINDS}
    assert not cure.fault or "{name}" in cure.message


def test_table_has_each_message_once() -> None:
    assert len({cure.message for cure in CURES}) == len(CURES)
    assert first_word("Unknown target") == "Unknown"
    assert first_word("'{name}': x") == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('Unknown target name: "9".', "nothing is called `9`: if it is a footnote, write its text, `[^9]: …`"),
        ("Document may not end with a transition.", "a line `---` stands last on the page and parts nothing"),
        ("'myst' cross-reference target not found: 'gone.md'", "no page or heading is called `gone.md`"),
        ("Inline emphasis start-string without end-string.", "a sign opens emphasis and nothing closes it"),
        ("Unknown directive type: 'nte'", "`{nte}` is nothing that can be made here"),
        ("Explicit markup ends without a blank line; unexpected unindent.", "ends without a blank line"),
        ("toctree contains reference to nonexisting document 'x'", "`{toctree}` names `x`, which is no page"),
        ("undefined label: 'x'", "no label is called `x`: write `(x)=` on a line before the heading"),
        ("Unexpected indentation.", "a line is moved in and nothing before it opens that"),
        ("citation not found: x", "no citation is called `x`: write a footnote, `[^x]`"),
        ('Error in "list-table" directive:\nuneven', "`{list-table}` can't be made of this"),
        ("'note': Unknown option key: 'colour' (allowed: ['class', 'name'])", "`{note}` has no option `colour`"),
    ],
)
def test_obscure_message_is_put_plainly(text: str, words: str) -> None:
    assert words in said(text).text


def test_message_that_nobody_knows_says_so() -> None:
    message = said("the frobnicator is full\nof eels", "frob.eels")
    assert not message.cured
    assert message.text == (
        "the frobnicator is full of eels (no advice is known here: search the web for these words, with frob)"
    )


def test_dead_link_may_be_accepted_and_unknown_code_is_a_hint() -> None:
    message = said("'myst' cross-reference target not found: 'gone.md'", "myst.xref_missing")
    assert (message.severity, message.fault, message.subject) == (Severity.ACCEPTABLE, "dead_ends", "gone.md")
    assert said("Pygments lexer name 'frob' is not known", "misc").level == "HINT"


def test_every_message_has_a_file_and_a_line(site: Site) -> None:
    """Also those of docutils, which knows no line of some."""
    site.post("posts/2021/a.md", "Words[^9].\n\n{ref}`nowhere`\n\n```{eval-rst}\n.. image::\n\n*x\n```\n")
    site.post("posts/2021/b.md", "![A](missing.png)\n\n```{nte}\nx\n```\n\n{frob}`x`\n\n[x](gone.md)\n\n---\n")
    for line in site.build():
        assert re.match(r"posts/2021/[ab]\.md:[1-9]\d*: [A-Z]+: ", line), line
