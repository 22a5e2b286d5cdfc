"""Read the marks of words: ``~~struck~~``, ``==marked==``, ``++added++``, ``x^2^`` and ``H~2~O``.

One tilde strikes too, as on GitHub, if the words stand alone: behind a letter it lowers what follows.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from docutils import nodes
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.word_count import UNSPACED
from valuable.upstream.first_signs import begins_with
from valuable.upstream.markdown_it import rule_of
from valuable.upstream.myst import add_renderer

InlineRule = Callable[[StateInline, bool], bool]  # of markdown-it
EQUALS_SIGN, PLUS_SIGN = "=+"
# `++i is not i++`: names of a program.
COUNTING = re.compile(r"[b-zB-HJ-Z]\b|(\w+)\b.*\b\1\Z|.*\b[A-Za-z]\Z", re.DOTALL)
MAX_COUNTED = 20  # tokens among which that is looked for
MAX_RAISED = 200  # characters of what stands higher or lower
# What is raised or lowered has no white space, or it is escaped as Pandoc has it.
RAISED = re.compile(rf"\^((?:[^\s\\^]|\\[^\n]){{1,{MAX_RAISED}}})\^")
ORDINAL = re.compile(r"\^(th|st|nd|rd)(?![\w^])")  # in `5^th` and `$n$^th`, whose end nobody marks
LOWERED = re.compile(rf"~((?:[^\s\\~]|\\[^\n]){{1,{MAX_RAISED}}})~(?!~)")
BASE_END = frozenset(")]}*_`$>’”\"'!?%°")  # of what a raised word may follow, beside letters and digits
SMILES = frozenset("oOvwu")  # in `haha^o^`
ESCAPED_SPACE = "\\ "


class MarkedWords(nodes.General, nodes.Inline, nodes.TextElement):
    """Words with a mark of their own, which docutils has no node for."""

    tagname = "del"


class struck(MarkedWords):  # noqa: N801
    """Words that are struck out."""


class marked(MarkedWords):  # noqa: N801
    """Words that are marked with a pen."""

    tagname = "mark"


class added(MarkedWords):  # noqa: N801
    """Words that have been added."""

    tagname = "ins"


class words_underlined(MarkedWords):  # noqa: N801
    """Words with a line below, as Pandoc has them."""

    tagname = "u"


KINDS_BY_SIGN: dict[int, type[MarkedWords]] = {ord(EQUALS_SIGN): marked, ord(PLUS_SIGN): added}


def is_spaced_letter(char: str) -> bool:
    """Return whether a character is a letter or a digit of a script with spaces between words."""
    return (char.isalnum() or char == "_") and not UNSPACED.match(char)


def char_before(state: StateInline) -> str:
    return state.src[state.pos - 1] if state.pos else " "


# -- Struck and marked words --------------------------------------------------------


def read_tildes(rule: InlineRule) -> InlineRule:
    """Wrap the rule for strikethrough: one tilde within a word strikes nothing, as in ``1~2``, nor in ``好~好~``."""

    def read(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] != "~" or not rule(state, silent):
            return False
        start, end = state.pos - len(state.tokens[-1].content), state.pos
        if end - start == 1:
            before, after = state.src[start - 1 : start], state.src[end : end + 1]
            state.delimiters[-1].open &= before.isascii() and not before.isalnum()
            state.delimiters[-1].close &= after.isascii() and not after.isalnum()
        return True

    return read


@begins_with(EQUALS_SIGN)
def read_equals(state: StateInline, silent: bool) -> bool:
    """Read the two signs of ``==marked words==``; within a word of letters they begin nothing, as in ``a==b``."""
    if silent or not state.src.startswith(EQUALS_SIGN * 2, state.pos):
        return False
    scanned = state.scanDelims(state.pos, canSplitWord=True)
    if scanned.length != 2:
        state.pending += EQUALS_SIGN * scanned.length
    else:
        before = char_before(state)
        opens = scanned.can_open and not is_spaced_letter(before) and before not in ")]}"
        state.push("text", "", 0).content = EQUALS_SIGN * 2
        state.delimiters.append(
            Delimiter(ord(EQUALS_SIGN), 0, token=len(state.tokens) - 1, end=-1, open=opens, close=scanned.can_close)
        )
    state.pos += scanned.length
    return True


@begins_with(PLUS_SIGN)
def read_pluses(state: StateInline, silent: bool) -> bool:
    """Read the two signs of ``++added words++``; none stand between two letters, or behind one as in ``C++``."""
    if silent or not state.src.startswith(PLUS_SIGN * 2, state.pos):
        return False
    scanned = state.scanDelims(state.pos, canSplitWord=True)
    end = state.pos + scanned.length
    if scanned.length != 2:
        state.pending += PLUS_SIGN * scanned.length
    else:
        opens = scanned.can_open and not is_spaced_letter(char_before(state))
        closes = scanned.can_close and not is_spaced_letter(state.src[end : end + 1] or " ")
        state.push("text", "", 0).content = PLUS_SIGN * 2
        state.delimiters.append(
            Delimiter(ord(PLUS_SIGN), 0, token=len(state.tokens) - 1, end=-1, open=opens, close=closes)
        )
    state.pos = end
    return True


def is_counting(tokens: list[Token], first: int, last: int) -> bool:
    """Return whether two pluses and two more are likely those of a program."""
    within = tokens[first + 1 : last] if last - first < MAX_COUNTED else []
    return COUNTING.match("".join(token.content for token in within)) is not None


def pair_signs(state: StateInline) -> None:
    """Make tokens of the signs that belong together."""
    inner = (meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta)
    for group in (state.delimiters, *inner):
        for sign in group:
            kind = KINDS_BY_SIGN.get(sign.marker)
            if kind is None or sign.end == -1:
                continue
            first, last = sign.token, group[sign.end].token
            if kind is added and is_counting(state.tokens, first, last):
                continue
            for number, part, nesting in ((first, "open", 1), (last, "close", -1)):
                token = state.tokens[number]
                token.type, token.tag, token.nesting = f"{kind.__name__}_{part}", kind.tagname, nesting
                token.markup, token.content = token.content, ""


# -- Raised and lowered words -------------------------------------------------------


@begins_with("^")
def read_raised(state: StateInline, silent: bool) -> bool:
    """Read ``^2^`` behind a word, and a number of its own, as of a note; ``^_^`` and ``(^o^)`` stay."""
    if state.src[state.pos] != "^":
        return False
    found = RAISED.match(state.src, state.pos, state.posMax) or ORDINAL.match(state.src, state.pos, state.posMax)
    if found is None or found[1].startswith("["):
        return False
    before, raised = char_before(state), found[1]
    if not any(map(str.isalnum, raised)):
        return False
    if UNSPACED.match(before):
        likely = any(map(str.isdecimal, raised.strip("0")))
    elif before.isspace():
        likely = raised.isdecimal()
    else:
        smile = raised in SMILES and state.src[max(0, state.pos - 2) : state.pos].isalpha() and state.pos > 1
        likely = (before.isalnum() or before in BASE_END) and not smile
    return likely and push_shifted(state, found, "superscript", silent)


@begins_with("~")
def read_lowered(state: StateInline, silent: bool) -> bool:
    """Read ``~2~`` behind a word; in Chinese and Japanese, a tilde is a long sound or a range."""
    found = LOWERED.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "~" else None
    before = char_before(state)
    if found is None or UNSPACED.match(before) or UNSPACED.search(found[1]):
        return False
    likely = (before.isalnum() or before in ")]}*_`$") and any(map(str.isalnum, found[1]))
    return likely and push_shifted(state, found, "subscript", silent)


def push_shifted(state: StateInline, found: re.Match[str], kind: str, silent: bool) -> bool:
    if not silent:
        tag = kind[:3]
        state.push(f"{kind}_open", tag, 1).markup = found[0][0]
        if ESCAPED_SPACE in found[1]:
            state.push("text", "", 0).content = found[1].replace(ESCAPED_SPACE, " ")
        else:
            end, state.pos, state.posMax = state.posMax, found.start(1), found.end(1)
            state.md.inline.tokenize(state)
            state.posMax = end
        state.push(f"{kind}_close", tag, -1).markup = found[0][0]
    state.pos = found.end()
    return True


# -- Nodes --------------------------------------------------------------------------


def rendering(kind: type[nodes.TextElement]) -> Callable[[Any, Any], None]:
    """Return what makes nodes of one kind of tokens."""

    def render(renderer: Any, token: Any) -> None:
        node = kind()
        renderer.add_line_and_source_path(node, token)
        renderer.copy_attributes(token, node, ("class", "id"))
        with renderer.current_node_context(node, append=True):
            renderer.render_children(token)

    return render


def render_span(renderer: Any, token: Any) -> None:
    """Make what Pandoc makes of ``[words]{.mark}``, ``[words]{.underline}`` and ``[words]{lang=fr}``.

    Of other classes, it is what MyST makes.
    """
    names = str(token.attrGet("class") or "").split()
    language = token.attrs.pop("lang", "")
    if language:
        names.append(f"language-{language}")  # docutils makes `lang` of it
        token.attrs["class"] = " ".join(names)
    kind = next((KINDS_BY_CLASS[name] for name in names if name in KINDS_BY_CLASS), None)
    if kind is None:
        renderer.render_span(token)
        return
    token.attrs["class"] = " ".join(name for name in names if name not in KINDS_BY_CLASS)
    rendering(kind)(renderer, token)


def visit_marked(writer: Any, node: MarkedWords) -> None:
    writer.body.append(writer.starttag(node, node.tagname, ""))


def depart_marked(writer: Any, node: MarkedWords) -> None:
    writer.body.append(f"</{node.tagname}>")


KINDS_BY_CLASS: dict[str, type[nodes.TextElement]] = {
    "mark": marked,
    "underline": words_underlined,
    "ul": words_underlined,
}
RENDERED: dict[str, type[nodes.TextElement]] = {
    "s": struck,
    "marked": marked,
    "added": added,
    "superscript": nodes.superscript,
    "subscript": nodes.subscript,
}


def inline_rules() -> Iterator[tuple[str, str, InlineRule]]:
    """Yield the rules, each with its name and that of the rule that comes after it."""
    yield "strikethrough", "lowered", read_lowered
    yield "emphasis", "marked", read_equals
    yield "emphasis", "added", read_pluses
    yield "emphasis", "raised", read_raised


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    ruler = parser.inline.ruler
    parser.enable("strikethrough")
    parser.options["strikethrough_single_tilde"] = True
    ruler.at("strikethrough", read_tildes(rule_of(ruler, "strikethrough")))
    for place, name, rule in inline_rules():
        ruler.before(place, name, rule)
    parser.inline.ruler2.after("balance_pairs", "marked", pair_signs)
    for kind, node in RENDERED.items():
        add_renderer(parser, kind, rendering(node))
    if rule_of(parser.inline.ruler, "span") is not None:
        add_renderer(parser, "span", render_span)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.upstream.registry")
    for kind in (struck, marked, added, words_underlined):
        app.add_node(kind, html=(visit_marked, depart_marked))
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
