"""Read ````quoted''``, as TeX and SmartyPants have quotation marks, unless the backticks are those of code."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.upstream.first_signs import begins_with

TEX_QUOTED = re.compile(r"``(?=[^\s`'])([^`]{1,500}?)(?<!\s)''(?![\w'`])")
MAX_TEXT = 20_000  # characters of a paragraph, which is looked through for each quotation


def is_quoting(text: str) -> bool:
    """Return whether each two backticks of a text begin a quotation: code has two at its end as well."""
    return len(text) < MAX_TEXT and all("''" in part and not part.startswith("`") for part in text.split("``")[1:])


@begins_with("`")
def read_tex_quotes(state: StateInline, silent: bool) -> bool:
    """Put straight quotation marks in the place of TeX's, which become those of the page's language."""
    found = TEX_QUOTED.match(state.src, state.pos, state.posMax) if state.src.startswith("``", state.pos) else None
    if found is None or not is_quoting(state.src):
        return False
    if not silent:
        end, state.pos, state.posMax = state.posMax, found.start(1), found.end(1)
        state.pending += '"'
        state.md.inline.tokenize(state)
        state.pending += '"'
        state.posMax = end
    state.pos = found.end()
    return True


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    parser.inline.ruler.before("backticks", "tex_quotes", read_tex_quotes)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.upstream.registry")
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
