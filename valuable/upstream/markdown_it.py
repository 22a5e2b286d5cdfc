"""What is changed in markdown-it and its plugins: in the site's own parser, which MyST makes, wherever that is enough.

An extension that adds to the syntax does so on ``markdown-parser-inited``, by markdown-it's own rulers.
"""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from unicodedata import category, east_asian_width

import markdown_it.helpers
from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar
from markdown_it.ruler import Ruler
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from sphinx.application import Sphinx

from valuable.upstream.first_signs import try_by_sign
from valuable.upstream.nesting import report_nesting
from valuable.upstream.patches import Patch, connect, replace, use, wrap

NOTE = re.compile(r"\[\^[^\] \n]{1,1000}\]")
FORM_FEED = 0x0C
WORD_COUNT = "wordcount"  # a rule, what it leaves in a state, and the names by which a page shows it


def rule_of(ruler: Ruler[Any], name: str) -> Any:
    """Return the function of a rule; None if there is no rule of this name."""
    return next((rule.fn for rule in ruler.__rules__ if rule.name == name), None)


def without_form_feed(is_valid: Callable[[int], bool]) -> Callable[[int], bool]:
    return lambda code: code != FORM_FEED and is_valid(code)


def read_every_link(app: Sphinx, parser: MarkdownIt) -> None:
    parser.validateLink = lambda url: True  # type: ignore[method-assign]


def look_ahead_for_notes(app: Sphinx, parser: MarkdownIt) -> None:
    """Read ``[^label]`` only where there can be one."""
    read = rule_of(parser.inline.ruler, "footnote_ref")

    def footnote_ref(state: StateInline, silent: bool) -> bool:
        return NOTE.match(state.src, state.pos, state.posMax) is not None and bool(read(state, silent))

    parser.inline.ruler.at("footnote_ref", footnote_ref)


def count_words_if_asked(app: Sphinx, parser: MarkdownIt) -> None:
    """Count the words of a page that shows how many it has, as in ``{sub-ref}`wordcount-words```."""
    count = rule_of(parser.core.ruler, WORD_COUNT)

    def count_words(state: StateCore) -> None:
        if WORD_COUNT in state.src or WORD_COUNT in state.env:
            count(state)

    parser.core.ruler.at(WORD_COUNT, count_words)


def take_notes_into_links(app: Sphinx, parser: MarkdownIt) -> None:
    helpers = {**vars(markdown_it.helpers), "parseLinkLabel": parse_link_label}
    parser.helpers = SimpleNamespace(**helpers)  # type: ignore[assignment]


def parse_link_label(state: StateInline, start: int, disableNested: bool = False) -> int:  # noqa: N803
    """Return where the words of a link end, or -1. They may hold a note, ``[^label]``."""
    before, level, end = state.pos, 1, -1
    state.pos = start + 1
    while state.pos < state.posMax:
        sign, place = state.src[state.pos], state.pos
        level -= sign == "]"
        if not level:
            end = state.pos
            break
        state.md.inline.skipToken(state)
        if sign == "[" and state.pos == place + 1:
            level += 1
        elif sign == "[" and disableNested and state.src[place + 1] != "^":
            break
    state.pos = before
    return end


# -- Addresses in a text ------------------------------------------------------------

# What ends an address in Chinese and Japanese, and quotation marks, which GitHub has in it.
ADDRESS_END = re.compile(
    "[\u3000-\u3003\u3008-\u3011\u3014-\u301f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff3d\uff5b-\uff65“”‘’«»‹›„…]"
)
# A host in these letters ends where those of another script begin.
LATIN_HOST = re.compile(r"(?:https?://)?(?:[A-Za-z0-9_-]+\.)+[A-Za-z]{2,}(?=[^\x00-\x7f])")


ADDRESS_START = re.compile(r"(?:https?://|www\.)[^\W_]")


def may_stand_before_address(char: str) -> bool:
    """Return whether an address may follow *char* without a space: any sign, and letters without spaces."""
    return is_east_asian(char) or not (char.isalnum() or char == "/")


def end_before_signs(match: Callable[[str], Any]) -> Callable[[str], Any]:
    def match_address(text: str) -> Any:
        end = ADDRESS_END.search(text)
        text = text[: end.start()] if end else text
        host = LATIN_HOST.match(text)
        return match(host[0] if host else text) if ADDRESS_START.match(text) else None

    return match_address


# -- Emphasis without spaces -------------------------------------------------------


def is_east_asian(char: str) -> bool:
    """Return whether a character is of a script without spaces, its punctuation too."""
    return char > "\u1100" and east_asian_width(char) in "WFH" and category(char) != "So"


def is_western_punctuation(char: str) -> bool:
    return (isMdAsciiPunct(ord(char)) or isPunctChar(char)) and not is_east_asian(char)


def flank_without_spaces(scan: Callable[[StateInline, int, bool], Scanned]) -> Callable[..., Scanned]:
    """Wrap the look at what stands beside marks: in Chinese and Japanese, a sign is no end of a word that has none.

    The rule is that of markdown-cjk-friendly; where neither side is of these scripts, it is CommonMark's.
    """

    def scanDelims(state: StateInline, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        found = scan(state, start, canSplitWord)
        end = start + found.length
        before = state.src[start - 1] if start else " "
        after = state.src[end] if end < state.posMax else " "
        if not (is_east_asian(before) or is_east_asian(after)):
            return found
        signs = is_western_punctuation(before), is_western_punctuation(after)
        joined_before = is_east_asian(before) and category(after) not in {"Pe", "Pf"}
        joined_after = is_east_asian(after) and category(before) not in {"Ps", "Pi"}
        left = not after.isspace() and (not signs[1] or before.isspace() or signs[0] or joined_before)
        right = not before.isspace() and (not signs[0] or after.isspace() or signs[1] or joined_after)
        if canSplitWord:
            return Scanned(left, right, found.length)
        return Scanned(
            left and (not right or isPunctChar(before)), right and (not left or isPunctChar(after)), end - start
        )

    return scanDelims


PATCHES = (
    *(
        Patch(
            name="no form feeds by number",
            target=f"{module}.isValidEntityCode",
            reason="`&#12;` becomes a character that no feed can hold.",
            upstream="markdown_it/common/utils.py:isValidEntityCode",
            digests={"4.3.0": "9e85ef2e"},
            test="tests/test_upstream_fixes.py::test_form_feed_by_number_is_in_no_feed",
            apply=wrap(without_form_feed),
        )
        for module in ("markdown_it.common.utils", "markdown_it.rules_inline.entity")
    ),
    Patch(
        name="emphasis without spaces",
        target="markdown_it.rules_inline.state_inline.StateInline.scanDelims",
        reason="It shows the marks of `**「強調」**です`, since CommonMark wants spaces beside them.",
        upstream="markdown_it/rules_inline/state_inline.py:StateInline.scanDelims",
        digests={"4.3.0": "c0198d27"},
        test="tests/test_upstream_fixes.py::test_emphasis_needs_no_spaces_in_chinese_and_japanese",
        apply=wrap(flank_without_spaces),
    ),
    Patch(
        name="an address may follow any sign",
        target="mdit_py_plugins.gfm_autolink.index.check_prev",
        reason="It wants a space before each address, which Chinese has not; GitHub wants none behind quotation marks.",
        upstream="mdit_py_plugins/gfm_autolink/_match.py:check_prev",
        digests={"0.7.0": "5c8a4d68"},
        test="tests/test_upstream_fixes.py::test_address_needs_no_spaces_around",
        apply=replace(may_stand_before_address),
    ),
    *(
        Patch(
            name="an address ends before the signs of Chinese and Japanese",
            target=f"mdit_py_plugins.gfm_autolink.index.{name}",
            reason="It takes whatever is no white space into an address.",
            upstream=f"mdit_py_plugins/gfm_autolink/_match.py:{name}",
            digests={"0.7.0": digest},
            test="tests/test_upstream_fixes.py::test_address_needs_no_spaces_around",
            apply=wrap(end_before_signs),
        )
        for name, digest in (("match_http", "35e0cae5"), ("match_www", "a6e75f40"))
    ),
    Patch(
        name="every link is read",
        target="markdown_it.MarkdownIt.validateLink",
        reason="It shows `[k](javascript:x)` as text without a word; `valuable.content.link_targets` says what may "
        "stand.",
        upstream="markdown_it/common/normalize_url.py:validateLink",
        digests={"4.3.0": "58723f89"},
        test="tests/test_upstream_fixes.py::test_link_that_may_not_stand_is_reported",
        apply=connect("markdown-parser-inited", read_every_link),
    ),
    Patch(
        name="deep nesting is reported",
        target="markdown_it.parser_block.ParserBlock.tokenize",
        reason="What is nested more deeply than `maxNesting` is left out without a word.",
        upstream="markdown_it/parser_block.py:ParserBlock.tokenize",
        digests={"4.3.0": "d5b97a8c"},
        test="tests/test_upstream_fixes.py::test_deep_nesting_is_reported",
        apply=connect("markdown-parser-inited", report_nesting),
    ),
    Patch(
        name="notes in the words of links",
        target="markdown_it.helpers.parseLinkLabel",
        reason="It takes a note in the words of a link for a link in a link, and reads neither.",
        upstream="markdown_it/helpers/parse_link_label.py:parseLinkLabel",
        digests={"4.3.0": "cd7ced7f"},
        test="tests/test_upstream_fixes.py::test_words_of_a_link_may_hold_a_note",
        apply=connect("markdown-parser-inited", take_notes_into_links),
    ),
    Patch(
        name="notes in linear time",
        target="mdit_py_plugins.footnote.index.footnote_ref",
        reason="It looks from each `[^` to the end of the text for what closes it.",
        upstream="mdit_py_plugins/footnote/index.py:footnote_ref",
        digests={"0.7.0": "0ade221c"},
        test="tests/test_upstream_speed.py::test_notes_are_read_in_linear_time",
        apply=connect("markdown-parser-inited", look_ahead_for_notes),
    ),
    Patch(
        name="words are counted where they are shown",
        target="mdit_py_plugins.wordcount.wordcount_plugin",
        reason="It counts the words of every page, and defines them as names for it.",
        upstream="mdit_py_plugins/wordcount/__init__.py:wordcount_plugin",
        digests={"0.7.0": "97f53432"},
        test="tests/test_upstream_speed.py::test_words_are_counted_by_myst_where_they_are_shown",
        apply=connect("markdown-parser-inited", count_words_if_asked),
        saves=True,
    ),
    *(
        Patch(
            name="rules are tried where they may begin",
            target=f"markdown_it.{target}",
            reason="It tries each of some 50 rules at each place where one of them may begin.",
            upstream=f"markdown_it/{target.partition('.')[0]}.py:{target.partition('.')[2]}",
            digests={"4.3.0": digest},
            test="tests/test_upstream_speed.py::test_rules_are_tried_where_they_may_begin",
            apply=connect("markdown-parser-inited", try_by_sign) if number == 0 else use,
            saves=True,
        )
        for number, (target, digest) in enumerate(
            (
                ("parser_block.ParserBlock.tokenize", "d5b97a8c"),
                ("parser_inline.ParserInline.tokenize", "ad4403a2"),
                ("parser_inline.ParserInline.skipToken", "41e09e73"),
            )
        )
    ),
)
