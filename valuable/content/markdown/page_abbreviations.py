"""Read what abbreviations of one page stand for: ``*[HTML]: HyperText Markup Language``, as Pelican and kramdown do.

Those of all pages stand in ``abbreviations.txt``; `valuable.knowledge.abbreviations` explains both.
"""

import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.env_store import DocnameStore
from valuable.upstream.first_signs import begins_with
from valuable.upstream.myst import add_renderer

ABBREVIATION_LINE = re.compile(r"\*\[([^\[\]\n]{1,100})\]:[ \t]*(.*)")
PAGE_ABBREVIATIONS = DocnameStore[dict[str, str]]("page_abbreviations")


@begins_with("*")
def read_abbreviation(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """Block rule: read a line that says what an abbreviation stands for."""
    start, stop = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    if not state.src.startswith("*[", start) or state.is_code_block(line):
        return False
    found = ABBREVIATION_LINE.fullmatch(state.src, start, stop)
    if found is None or not found[1].strip():
        return False
    if not silent:
        token = state.push("abbreviation_line", "", 0)
        token.map, token.hidden = [line, line + 1], True
        token.meta = {"short": " ".join(found[1].replace("’", "'").split()), "meaning": " ".join(found[2].split())}
        state.line = line + 1
    return True


def render_abbreviation_line(renderer: Any, token: Any) -> None:
    """Note it for the page; nothing is shown of it."""
    env = renderer.sphinx_env
    if token.meta["meaning"]:
        known = PAGE_ABBREVIATIONS.of(env)
        known[env.docname] = {**known.get(env.docname, {}), token.meta["short"]: token.meta["meaning"]}


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    interrupts = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("reference", "abbreviation_line", read_abbreviation, {"alt": interrupts})
    add_renderer(parser, "abbreviation_line", render_abbreviation_line)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.upstream.registry")
    PAGE_ABBREVIATIONS.register(app)
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
