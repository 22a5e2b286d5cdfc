r"""Find formulas in Markdown: ``$…$``, ``$$…$$``, ``\(…\)``, ``\[…\]``, ``\begin{align}``, ``` ```math ```, ``$`…`$``.

And distinguish them from dollars: ``$$x^2$$`` within a line is one, as in Jekyll; ``$PATH costs 5$`` is not. MyST looks
only at what stands beside a dollar (mdit_py_plugins/dollarmath/index.py): no space within, no digit without.
"""

import re
from typing import Any

from docutils import nodes
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import getLine
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.tree import SyntaxTreeNode
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.content.dropped_markup import BlockRule, report_syntax
from valuable.content.markdown.marks import InlineRule
from valuable.content.maths import EQUATION_FORMATS, equation_reference
from valuable.content.maths.messages import ENVIRONMENT_NAMES
from valuable.upstream.first_signs import begins_with
from valuable.upstream.markdown_it import rule_of
from valuable.upstream.myst import add_renderer

INTERRUPTED = ["paragraph", "reference", "blockquote", "list", "footnote_def"]
MAX_LINES, MAX_SIGNS = 200, 4_000  # of a formula, so that what is not closed is not looked for without end
DOUBLE = re.compile(r"\$\$(?!\$)((?:[^$\\]|\\[\s\S]|\$(?!\$))+?)\$\$(?!\$)")
TICKED = re.compile(r"\$(`+)(?!`)([^\n]+?)(?<!`)\1\$(?!\d)")
SPACED_DOLLARS = re.compile(r"\$[ \t]((?:[^$\\\n]|\\[^\n])+?)[ \t]\$(?![\d$])")
# Beside a digit, where MyST sees an amount: what only TeX has.
BESIDE_DIGIT = re.compile(r"\$(?![\s$])((?:[^$\\\n]|\\[^\n])+?)(?<!\s)\$(?!\$)")
TEX_COMMANDS = re.compile(r"\\[A-Za-z$%]|(?<!\\)\^")
# TeX drops the spaces between words, so nobody writes two of them in a row, or a sentence's end.
PROSE = re.compile(
    r"(?<![\w^{\\])[^\W\d_]{2,}[,;:.!?]?\s+[^\W\d_]{2,}(?![\w^}])|[^\W\d_]{2,}[.!?]\s+[^\W\d_]"
    r"|^\d[\d.,]*\s+[^\W\d_]{2,}[,;:.!?]?\s"  # a price, and what it is of
)
TEX_SIGNS = re.compile(r"[\\^_{}=<>+]")
STRONG_SIGNS = re.compile(r"\\[A-Za-z]|(?<!\\)(?:[\^=]|_[\w{])")
ONE_NAME = re.compile(r"\s*[^\W\d_]'*\s*")
NOTE_SIGN = re.compile(r"\^[\w.-]+")  # what `\[^1\]` shows, as converters write it; no formula begins so
# In `\\\\]` it is the backslash that is escaped, not the bracket.
CLOSING_BRACKETS = {rf"\{sign}": re.compile(rf"(?<!\\)(?:\\\\)*\\\{sign}") for sign in ")]"}
TEX_BRACKET = re.compile(r"(\\{1,2})([(\[])")
ENVIRONMENT_BEGIN = re.compile(r"\\begin\{([A-Za-z]+\*?)\}")
REFERENCE = re.compile(r"\\(" + "|".join(EQUATION_FORMATS) + r")\{([^{}\n]{1,100})\}")
TABLE_LINE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(\|[ \t:|-]*)?$")
FORMULA_END = re.compile(r"\$\$[ \t]*(?:\([^$()\n]+\))?[ \t]*$", re.MULTILINE)
LAST_END = "valuable_last_formula_end"
LINES_BEFORE = "valuable_lines_before"
IN_CELL = re.compile(r"(?<![\\$])\$(?![\s$])((?:[^$\\\n]|\\[^\n])+?)(?<![\s\\])\$(?![\d$])")
BAR = re.compile(r"(?<!\\)\|")
BAR_SIGN = "\ue00f"  # a bar of a formula in a table, while its cells are told apart
ENDING = re.compile(r"[ \t]*[.,;:]?[ \t]*$")


def is_prose(tex: str) -> bool:
    """Return whether what stands between two dollars is words, as in ``$HOME and $PATH. It costs 5$``."""
    return not TEX_SIGNS.search(tex) and PROSE.search(tex) is not None


def is_spaced_prose(tex: str) -> bool:
    """Return whether two double dollars are prices, as in ``one for $$ is worse than one for $$ here``."""
    return tex[0].isspace() and tex[-1].isspace() and is_prose(tex)


def is_tex(tex: str) -> bool:
    r"""Return whether what stands between ``\(`` and ``\)`` is a formula: Markdown takes both for brackets."""
    return ONE_NAME.fullmatch(tex) is not None or (STRONG_SIGNS.search(tex) is not None and not is_prose(tex))


def is_displayed_tex(tex: str) -> bool:
    r"""Return whether what stands between ``\[`` and ``\]`` is a formula, and no words or note in brackets."""
    return STRONG_SIGNS.search(tex) is not None and not is_prose(tex) and NOTE_SIGN.fullmatch(tex) is None


# -- Within a line


def push_formula(state: StateInline, tex: str, end: int, markup: str, silent: bool, *, displayed: bool = False) -> bool:
    if not silent:
        token = state.push("math_inline_double" if displayed else "math_inline", "math", 0)
        token.content, token.markup = tex.strip(), markup
    state.pos = end
    return True


def read_dollars(rule: InlineRule) -> InlineRule:
    """Wrap MyST's rule: it also reads ``$$…$$``, ``$`…`$`` and ``$ … $``, and leaves alone what is plainly prose."""

    def read(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] != "$":
            return False
        start = state.pos
        double = DOUBLE.match(state.src, start, state.posMax)
        if double is not None and double[1].strip() and not is_spaced_prose(double[1]):
            return push_formula(state, double[1], double.end(), "$$", silent)
        ticked = TICKED.match(state.src, start, state.posMax)
        if ticked is not None and ticked[2].strip():
            return push_formula(state, ticked[2], ticked.end(), "$`", silent)
        spaced = SPACED_DOLLARS.match(state.src, start, state.posMax)
        if spaced is not None and STRONG_SIGNS.search(spaced[1]) and not is_prose(spaced[1]):
            return push_formula(state, spaced[1], spaced.end(), "$", silent)
        if not rule(state, silent):
            beside = BESIDE_DIGIT.match(state.src, start, state.posMax)
            if beside is None or not TEX_COMMANDS.search(beside[1]) or is_prose(beside[1]):
                return False
            return push_formula(state, beside[1], beside.end(), "$", silent)
        tex = state.src[start + 1 : state.pos - 1]
        if is_prose(tex) or (tex[0].isdigit() and start and state.src[start - 1].isalpha()):  # as in US$40
            if not silent:
                state.tokens.pop()
                state.pending += "$"
            state.pos = start + 1
        return True

    return read


@begins_with("\\")
def read_backslash(state: StateInline, silent: bool) -> bool:
    r"""Read ``\(…\)``, ``\[…\]``, ``\begin{…}…\end{…}`` and ``\ref{…}`` within a line."""
    if state.src[state.pos] != "\\":
        return False
    return read_brackets(state, silent) or read_environment(state, silent) or read_reference(state, silent)


def read_brackets(state: StateInline, silent: bool) -> bool:
    opening = TEX_BRACKET.match(state.src, state.pos, state.posMax)
    if opening is None:
        return False
    displayed = opening[2] == "["
    closing = opening[1] + (")]"[displayed])
    end = place_of_closing(state.src, closing, opening.end(), min(state.posMax, opening.end() + MAX_SIGNS))
    tex = state.src[opening.end() : end]
    before = state.src[state.pos - 1 : state.pos]
    if end < 0 or not (is_displayed_tex(tex) if displayed else is_tex(tex) and not before.isalnum()):
        return False
    after = end + len(closing)
    if displayed and state.src[after : after + 1] in {"(", "["}:  # brackets of a link's words
        return False
    return push_formula(state, tex, after, opening[0], silent, displayed=displayed)


def place_of_closing(text: str, closing: str, start: int, stop: int) -> int:
    r"""Return where a closing bracket stands, with its backslashes; -1 if none does."""
    if len(closing) > 2:
        return text.find(closing, start, stop)
    found = CLOSING_BRACKETS[closing].search(text, start, stop)
    return found.end() - 2 if found else -1


def read_environment(state: StateInline, silent: bool) -> bool:
    opening = ENVIRONMENT_BEGIN.match(state.src, state.pos, state.posMax)
    if opening is None:
        return False
    end = end_of_environment(state.src[state.pos : min(state.posMax, state.pos + MAX_SIGNS)], opening[1])
    if end is None:
        return False
    tex = state.src[state.pos : state.pos + end]
    return push_formula(state, tex, state.pos + end, "\\begin", silent, displayed=True)


def end_of_environment(text: str, name: str) -> int | None:
    """Return where the environment ends that *text* begins with."""
    depth = 0
    for found in re.finditer(rf"\\(begin|end)\{{{re.escape(name)}\}}", text):
        depth += 1 if found[1] == "begin" else -1
        if depth == 0:
            return found.end()
    return None


def read_reference(state: StateInline, silent: bool) -> bool:
    found = REFERENCE.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("equation_reference", "a", 0)
        token.content, token.meta = found[2].strip(), {"command": found[1]}
    state.pos = found.end()
    return True


def render_equation_reference(renderer: Any, token: SyntaxTreeNode) -> None:
    node = equation_reference(token.meta["command"], token.content)
    node["refdoc"] = renderer.sphinx_env.docname
    renderer.add_line_and_source_path(node, token)
    renderer.current_node.append(node)


def render_displayed(renderer: Any, token: SyntaxTreeNode) -> None:
    """Make the node of a displayed formula; its number and its name, ``(label)``, it gets once the page is read."""
    tex = token.content.strip("\n")
    above = len(token.content) - len(token.content.lstrip("\n"))
    node = nodes.math_block(tex, tex, nowrap=False, number=None, above=above)
    if token.type == "math_block_label":
        node["label"] = token.info
    renderer.add_line_and_source_path(node, token)
    renderer.current_node.append(node)


def render_formula(renderer: Any, token: SyntaxTreeNode) -> None:
    """Make the node of a formula within a line; one between two dollars may stand alone, and is displayed then."""
    node = nodes.math(token.content, token.content, doubled=token.markup == "$$")
    renderer.add_line_and_source_path(node, token)
    if node.line is not None:
        node.line += breaks_before(token)
    renderer.current_node.append(node)


def breaks_before(token: SyntaxTreeNode) -> int:
    """Return how many lines of its paragraph stand before a token; of all in it, this is counted once."""
    root = token
    while root.parent is not None and root.type != "inline":
        root = root.parent
    if root.type != "inline":
        return 0
    if LINES_BEFORE not in root.meta:
        count, lines = 0, dict[int, int]()
        for node in root.walk():
            lines[id(node)] = count
            count += node.type in {"softbreak", "hardbreak"} or (not node.children and node.content.count("\n"))
        root.meta[LINES_BEFORE] = lines
    return int(root.meta[LINES_BEFORE].get(id(token), 0))


# -- On lines of their own


def read_displayed(rule: BlockRule) -> BlockRule:
    """Wrap MyST's block rule: a displayed formula may interrupt a paragraph."""

    def read(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        start = state.bMarks[line] + state.tShift[line]
        if state.is_code_block(line) or not state.src.startswith("$$", start):
            return False
        if last_end(state) < start + 2:
            return False
        last = min(end, line + MAX_LINES)
        if silent:
            return would_read(rule, state, line, last)
        return rule(state, line, last, silent)

    return read


def last_end(state: StateBlock) -> int:
    """Return where the last line of the text ends that may end a formula; it is looked for once."""
    known, place = state.env.get(LAST_END, (None, 0))
    if known is not state.src:
        place = max((found.end() for found in FORMULA_END.finditer(state.src)), default=0)
        state.env[LAST_END] = (state.src, place)
    return int(place)


def would_read(rule: BlockRule, state: StateBlock, line: int, end: int) -> bool:
    """Return whether *rule* reads a block on *line*, within a paragraph; a line left blank ends that."""
    first, tokens, before = getLine(state, line).strip(), len(state.tokens), state.line
    if first != "$$":
        blank = next((number for number in range(line, end) if state.isEmpty(number)), end)
        end = min(end, blank)
    found = rule(state, line, end, False)  # noqa: FBT003
    if found and "".join(token.content for token in state.tokens[tokens:]).strip() == "":
        found = False
    del state.tokens[tokens:]
    state.line = before
    return found


@begins_with("\\")
def read_environments(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    r"""Read ``\begin{align}`` … ``\end{align}``, ``\[`` … ``\]`` on lines of their own."""
    start = state.bMarks[line] + state.tShift[line]
    if state.src[start : start + 1] != "\\" or state.is_code_block(line):
        return False
    opening, bracket = ENVIRONMENT_BEGIN.match(state.src, start), TEX_BRACKET.match(state.src, start)
    if opening is None and (bracket is None or bracket[2] != "["):
        return False
    text = text_from(state, line, end)
    size = size_of_environment(state, line, text, opening[1], silent) if opening else size_of_brackets(text)
    if size is None:
        return False
    rest = text[size:].partition("\n")[0]
    if not ENDING.match(rest):
        return False  # it goes on in its line
    if not silent:
        token = state.push("math_block", "math", 0)
        last = line + text.count("\n", 0, size)
        token.block, token.markup, token.map = True, "\\", [line, last + 1]
        tex = text[:size]
        if bracket is not None:
            tex = tex[len(bracket[0]) : -len(bracket[0])]
        token.content = with_mark(tex, rest.strip())
        state.line = last + 1
    return True


def text_from(state: StateBlock, line: int, end: int) -> str:
    """Return the text of the block's lines from *line* on, without what stands before them in a list or quotation."""
    lines = []
    for number in range(line, min(end, line + MAX_LINES)):
        if not state.isEmpty(number) and state.sCount[number] < state.blkIndent:
            break
        lines.append(state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]])
    return "\n".join(lines)


def size_of_environment(state: StateBlock, line: int, text: str, name: str, silent: bool) -> int | None:
    """Return how much of *text* is the environment that it begins with; one that is not closed is reported."""
    size = end_of_environment(text, name)
    if size is None and not silent and name.rstrip("*") in ENVIRONMENT_NAMES:
        message = f"`\\begin{{{name}}}` is not closed: write `\\end{{{name}}}` on a line behind it"
        report_syntax(state, line, message)
    return size


def size_of_brackets(text: str) -> int | None:
    r"""Return how much of *text* is the formula in ``\[…\]`` that it begins with."""
    opening = TEX_BRACKET.match(text)
    closing = text.find(f"{opening[1]}]", opening.end()) if opening else -1
    if opening is None or closing < 0:
        return None
    tex = text[opening.end() : closing]
    if "\n\n" in tex or not is_displayed_tex(tex):
        return None
    return closing + len(opening[0])


def with_mark(tex: str, mark: str) -> str:
    r"""Return a formula with the comma or full stop that stands behind ``\end{align}``."""
    if not mark or not tex.startswith("\\begin"):
        return tex + mark
    inner, end = tex[: tex.rindex("\\end")], tex[tex.rindex("\\end") :]
    return f"{inner.rstrip()}{mark}{end}"


def read_fences(state: StateCore) -> None:
    """Core rule: make a displayed formula of a fence of ``math``, as GitHub does."""
    for token in state.tokens:
        if token.type == "fence" and token.info.strip() == "math":
            token.type, token.tag, token.info = "math_block", "math", ""


# -- In tables


def read_table(rule: BlockRule) -> BlockRule:
    """Wrap the rule for tables: the bars of a formula, ``$|x|$``, part no cells."""

    def read(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        if silent or line + 1 >= end or not TABLE_LINE.match(getLine(state, line + 1)):
            return rule(state, line, end, silent)
        last = next((number for number in range(line, end) if state.isEmpty(number)), end) - 1
        first, final = state.bMarks[line], state.eMarks[last]
        text = state.src[first:final]
        hidden = IN_CELL.sub(hide_bars, text) if "$" in text else text
        if hidden == text:
            return rule(state, line, end, silent)
        source, count = state.src, len(state.tokens)
        state.src = source[:first] + hidden + source[final:]
        try:
            return rule(state, line, end, silent)
        finally:
            state.src = source
            for token in state.tokens[count:]:
                token.content = token.content.replace(BAR_SIGN, "|")

    return read


def hide_bars(formula: re.Match[str]) -> str:
    return BAR.sub(BAR_SIGN, formula[0]) if len(BAR.findall(formula[0])) % 2 == 0 else formula[0]


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    """Have the parser of all pages read formulas, if dollars are maths in it at all."""
    inline, block = parser.inline.ruler, parser.block.ruler
    dollars = rule_of(inline, "math_inline")
    if dollars is None:
        return
    inline.at("math_inline", read_dollars(dollars))
    inline.before("escape", "maths_backslash", read_backslash)
    block.at("math_block", read_displayed(rule_of(block, "math_block")), {"alt": INTERRUPTED})
    block.before("blockquote", "maths_environment", read_environments, {"alt": INTERRUPTED})
    table = next(rule for rule in block.__rules__ if rule.name == "table")
    block.at("table", read_table(table.fn), {"alt": table.alt})
    parser.core.ruler.after("block", "maths_fences", read_fences)
    add_renderer(parser, "equation_reference", render_equation_reference)
    add_renderer(parser, "math_block", render_displayed)
    add_renderer(parser, "math_block_label", render_displayed)
    add_renderer(parser, "math_inline", render_formula)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.maths")
    app.setup_extension("valuable.upstream.registry")
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
