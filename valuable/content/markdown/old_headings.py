"""Say of ``##Title``, a heading without a space, that it is shown as it is typed, and how it is written."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.reports import Severity, report
from valuable.base.text_files import brief
from valuable.upstream.nesting import FIRST_LINE

SPACELESS_HEADING = re.compile(r"(#{1,6})([^\W\d_].*)")
TEXT_END = (".", ",", ";", ":")
MAX_HEADING_WORDS = 12


def spaceless_problem(line: str, *, alone: bool) -> str:
    """Return what to say of a line of a paragraph, which may be the only one; ``""`` if it is no heading."""
    found = SPACELESS_HEADING.fullmatch(line.strip())
    if found is None:
        return ""
    hashes, words = found.groups()
    if len(hashes) == 1 and all(word.startswith("#") for word in line.split()):
        names = ", ".join(word.strip("#,") for word in line.split())
        advice = rf"a tag of the post stands in its front matter, as in `tags: [{brief(names)}]`"
        return f"`{brief(line.strip())}` stays as it is typed: {advice}; a heading is written `# {brief(words)}`"
    if len(hashes) == 1 and (not alone or words.endswith(TEXT_END) or len(words.split()) > MAX_HEADING_WORDS):
        return ""
    shown = f"{hashes}{brief(words)}"
    return (
        f"`{shown}` is no heading without a space, and stays as it is typed: write `{hashes} {brief(words)}`, or "
        rf"`\{shown}` if it is text"
    )


def report_spaceless_headings(state: StateCore) -> None:
    """Core rule: report the lines of paragraphs that are likely meant for headings."""
    if "#" not in state.src or "document" not in state.md.options:
        return
    for before, token in zip(state.tokens, state.tokens[1:], strict=False):
        if token.type != "inline" or before.type != "paragraph_open" or "#" not in token.content or not token.map:
            continue
        lines = token.content.split("\n")
        for number, line in enumerate(lines, token.map[0]):
            if line.startswith("#") and (message := spaceless_problem(line, alone=len(lines) == 1)):
                place = f"{state.md.options['document']['source']}:{state.env.get(FIRST_LINE, 0) + number + 1}"
                report(message, place, "syntax", severity=Severity.HINT, subject=line.strip())


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    parser.core.ruler.after("block", "old_headings", report_spaceless_headings)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.upstream.registry")
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
