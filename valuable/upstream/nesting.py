"""Report what is nested so deeply that Markdown's parser would leave it out without a word."""

from collections.abc import Callable
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from sphinx.application import Sphinx

from valuable.base.reports import report

MAX_NESTING = 20  # quotes in each other; of lists, which have items, half as many
FIRST_LINE = "valuable_first_line"


def report_nesting(app: Sphinx, parser: MarkdownIt) -> None:
    """Have *parser* report what it leaves out."""
    parser.options["maxNesting"] = MAX_NESTING + 4  # the most that one list or quote adds
    parser.block.ruler.before("code", "too_deep", too_deep)


def too_deep(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """Report the block at *line* and leave it out, if it lies too deep."""
    if state.level < MAX_NESTING:
        return False
    document = state.md.options["document"]
    place = f"{document['source']}:{state.env.get(FIRST_LINE, 0) + line + 1}"
    message = "the lists or quotes are nested too deeply here: write them flatter, or make headings of the outer ones"
    report(message, place, "nesting")
    state.line = end
    return True


def keep_first_line(render: Callable[..., None]) -> Callable[..., None]:
    """Have a directive's content, which is parsed by itself, know on which line of its file it begins."""

    def nested_render_text(renderer: Any, text: str, lineno: int, *arguments: Any, **options: Any) -> None:
        before = renderer.md_env.get(FIRST_LINE, 0)
        renderer.md_env[FIRST_LINE] = lineno
        try:
            render(renderer, text, lineno, *arguments, **options)
        finally:
            renderer.md_env[FIRST_LINE] = before

    return nested_render_text
