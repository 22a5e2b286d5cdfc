"""Write a block of code as HTML: coloured by Pygments, with its caption, numbers of lines and marks."""

import re
from collections.abc import Collection
from io import StringIO
from typing import Any

from docutils import nodes
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers.special import TextLexer
from pygments.token import Error
from sphinx.locale import _
from sphinx.writers.html5 import HTML5Translator

from valuable.base.reports import Severity, report
from valuable.base.text_files import brief
from valuable.content.markdown.code_languages import lexer_of

SESSION = re.compile(r"(?: console)? session$", re.IGNORECASE)
COUNTED_ID = re.compile(r"id\d+")
FORMATTER = HtmlFormatter[str](nowrap=True)


def coloured_lines(code: str, lexer: Lexer) -> tuple[list[str], tuple[int, str] | None]:
    """Return the lines of *code* as HTML, and the first thing that is not of its language, with the line it is on."""
    tokens = list(lexer.get_tokens(code))
    written = StringIO()
    FORMATTER.format(tokens, written)
    line = 1
    for kind, text in tokens:
        if kind is Error:
            return written.getvalue().splitlines(keepends=True), (line, text)
        line += text.count("\n")
    return written.getvalue().splitlines(keepends=True), None


def block_html(lines: list[str], first: int | None, marks: dict[str, Collection[int]]) -> str:
    """Return a block of *lines*, with numbers from *first* on; *marks* are the lines that are marked, by kind."""
    digits = len(str((first or 0) + len(lines) - 1))
    written = []
    for number, line in enumerate(lines, 1):
        text = line
        if first is not None:
            text = f'<span class="linenos" aria-hidden="true">{number + first - 1:>{digits}}</span>{line}'
        if number in marks["removed"]:
            text = f'<del class="hll">{text}</del>'
        elif number in marks["added"]:
            text = f'<ins class="hll">{text}</ins>'
        elif number in marks["hl_lines"]:
            text = f'<span class="hll">{text}</span>'
        written.append(text)
    return f'<div class="highlight"><pre><span></span>{"".join(written)}</pre></div>\n'


def visit_block(self: HTML5Translator, node: nodes.literal_block) -> None:
    if node.rawsource != node.astext():  # what a `{parsed-literal}` holds is no code
        HTML5Translator.visit_literal_block(self, node)
        return
    code, language = node.rawsource, node.get("language", "none")
    arguments: dict[str, Any] = node.get("highlight_args", {})
    lexer = lexer_of(language, code, self.config.highlight_options.get(language, {}))
    lines, fault = coloured_lines(code, lexer)
    if fault is not None and not node.get("force"):
        number, sign = fault
        message = (
            f"line {number} of this code is no `{brief(language)}` from {brief(sign)!r} on, so some of it has no "
            "colours: write `text` behind the fence if it is not meant to be whole"
        )
        report(message, node, "code", severity=Severity.HINT, subject=language)
    marks: dict[str, Collection[int]] = {name: frozenset(node.get(name, ())) for name in ("added", "removed")}
    marks["hl_lines"] = frozenset(arguments.get("hl_lines", ()))
    first = arguments.get("linenostart", 1) if node.get("linenos") else None
    named = "-".join(language.split())
    # Who hears the page is told where code begins, and of which language it is: a name that is the same in every one.
    spoken: dict[str, Any] = (
        {} if isinstance(lexer, TextLexer) else {"role": "group", "aria-label": SESSION.sub("", lexer.name)}
    )
    self.body.append(self.starttag(node, "div", suffix="", CLASS=f"highlight-{named} notranslate", **spoken))
    self.body.append(f"{block_html(lines, first, marks)}</div>\n")
    raise nodes.SkipNode


def depart_block(self: HTML5Translator, node: nodes.literal_block) -> None:
    HTML5Translator.depart_literal_block(self, node)


# -- A block under its caption ------------------------------------------------------


def visit_container(self: HTML5Translator, node: nodes.container) -> None:
    if node.get("literal_block"):
        # Sphinx counts what has a caption, and nobody refers to it by that number.
        ids = [name for name in node["ids"] if node["names"] or not COUNTED_ID.fullmatch(name)]
        shown = nodes.container("", classes=node["classes"], ids=ids)
        self.body.append(self.starttag(shown, "figure"))
    else:
        HTML5Translator.visit_container(self, node)


def depart_container(self: HTML5Translator, node: nodes.container) -> None:
    if node.get("literal_block"):
        self.body.append("</figure>\n")
    else:
        HTML5Translator.depart_container(self, node)


def is_of_code(caption: nodes.caption) -> bool:
    return isinstance(caption.parent, nodes.container) and bool(caption.parent.get("literal_block"))


def visit_caption(self: HTML5Translator, node: nodes.caption) -> None:
    if is_of_code(node):
        self.body.append("<figcaption>")
        self.add_fignumber(node.parent)
        self.body.append(self.starttag(node, "span", "", CLASS="caption-text"))
    else:
        HTML5Translator.visit_caption(self, node)


def depart_caption(self: HTML5Translator, node: nodes.caption) -> None:
    if is_of_code(node):
        self.body.append("</span>")
        if node.parent["names"]:
            self.add_permalink_ref(node.parent, _("Link to this code"))
        self.body.append("</figcaption>\n")
    else:
        HTML5Translator.depart_caption(self, node)
