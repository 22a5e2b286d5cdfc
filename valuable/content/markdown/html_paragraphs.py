"""Read a paragraph that begins with an element of HTML for words, alone on its line, as kramdown does.

CommonMark takes ``<small>`` on a line of its own for the beginning of a block of HTML, in which ``[words](address)`` is
no link but shown as it is typed. Where there is such Markdown in it, it is meant to be read.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.content.dropped_markup import BlockRule
from valuable.upstream.markdown_it import rule_of

WORDS_ELEMENT = re.compile(
    r"</?(?:abbr|b|bdi|bdo|big|cite|data|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub|sup|time|tt|u"
    r"|var)(?=[\s>])[^<>]*>[ \t]*$",
    re.IGNORECASE,
)
MARKDOWN_IN_IT = re.compile(r"\]\([^\s)]|\]\[|\[\^|\*\*\S|(?<![\w*])\*\w|(?<!\w)_{1,2}\w|`[^`\n]+`")
MAX_LINES_LOOKED_AT = 200


def leave_words(rule: BlockRule) -> BlockRule:
    """Wrap the rule for blocks of HTML: one of words with Markdown in it is a paragraph."""

    def read(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        start = state.bMarks[line] + state.tShift[line]
        if (
            state.src.startswith("<", start)
            and WORDS_ELEMENT.match(state.src, start, state.eMarks[line])
            and has_markdown(state, line + 1, end)
        ):
            return False
        return rule(state, line, end, silent)

    return read


def has_markdown(state: StateBlock, line: int, end: int) -> bool:
    """Return whether there is Markdown from *line* to the next that is blank."""
    for number in range(line, min(end, line + MAX_LINES_LOOKED_AT)):
        if state.isEmpty(number):
            return False
        if MARKDOWN_IN_IT.search(state.src, state.bMarks[number] + state.tShift[number], state.eMarks[number]):
            return True
    return False


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    ends = ["paragraph", "reference", "blockquote"]
    parser.block.ruler.at("html_block", leave_words(rule_of(parser.block.ruler, "html_block")), {"alt": ends})


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.upstream.registry")
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
