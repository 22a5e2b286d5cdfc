"""Read blocks of code, whatever their authors write behind the fence, and the directives that hold code.

What there is no meaning for, a language that nothing colours and code that is meant to run are told as hints.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from markdown_it import MarkdownIt
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata, OptionSpec

from valuable import __version__
from valuable.base.reports import Severity, report
from valuable.base.text_files import brief
from valuable.content.dropped_markup import OBSIDIAN_BLOCKS
from valuable.content.markdown.code_html import (
    depart_block,
    depart_caption,
    depart_container,
    visit_block,
    visit_caption,
    visit_container,
)
from valuable.content.markdown.code_languages import DRAWINGS, is_language, nearest
from valuable.content.markdown.info_strings import (
    CodeInfo,
    InfoReader,
    is_directive,
    line_numbers,
    line_ranges,
    read_info,
)
from valuable.content.markdown.marked_lines import read_marks
from valuable.content.markdown.unknown_names import is_known_directive, mend_options, show_unknown, unknown_directive
from valuable.phases import DoctreeRead
from valuable.upstream.myst import add_renderer

CAPTIONED_CLASS = "literal-block-wrapper"
# The first line of an indented block, as Python-Markdown reads it: `:::python`, `#!python`.
LANGUAGE_LINE = re.compile(r"(?P<sign>:::|#!)(?P<info>[\w+#.-]+(?:[ \t]+\w+[ \t]*=[ \t]*\S.*)?)[ \t]*\n")
# How Quarto is told what to do with a cell: no code.
CELL_OPTIONS = re.compile(r"\A(?:[ \t]*(?:#|//|--|%)\|.*\n)+")
# The tags of a cell whose code MyST-NB and Jupyter Book don't show.
HIDDEN_CELLS = frozenset({"remove-cell", "remove_cell", "remove-input", "remove_input"})
MOST_LOOKED_FOR = 20  # languages of one page: each is compared with a thousand
UNREAD, RUNS = "unread", "runs"  # of a block, until it has been told


def code_block(text: str, info: CodeInfo, default: str) -> nodes.literal_block:
    """Return the block of code that *info* describes; *default* is the language of those that name none."""
    marks = read_marks(text)
    code, lines = marks.text, len(marks.text.splitlines())
    block = nodes.literal_block(code, code, language=info.language or default, classes=info.classes)
    arguments: dict[str, Any] = {}
    if marked := sorted({*line_numbers(info.marked, lines), *marks.marked}):
        arguments["hl_lines"] = marked
    if info.first_number is not None:
        block["linenos"] = True
        arguments["linenostart"] = info.first_number
    block["highlight_args"] = arguments
    for name, found in (
        ("added", {*line_numbers(info.added, lines), *marks.added}),
        ("removed", {*line_numbers(info.removed, lines), *marks.removed}),
        (UNREAD, info.ignored),
    ):
        if found:
            block[name] = sorted(found)
    if info.runs:
        block[RUNS] = info.language
    return block


def captioned(block: nodes.literal_block, words: list[nodes.Node]) -> nodes.Element:
    """Return a block under its caption, if there are any words of one."""
    if not words:
        return block
    caption = nodes.caption("", "", *words)
    caption.source, caption.line = block.source, block.line
    return nodes.container("", caption, block, literal_block=True, classes=[CAPTIONED_CLASS])


def default_language(env: Any) -> str:
    return str(env.current_document.highlight_language or env.config.highlight_language)


# -- Fences and indented blocks -----------------------------------------------------


def render_fence(renderer: Any, token: Any) -> None:
    """Render a fence: a directive as MyST does, all else as code."""
    info = token.info or ""
    if is_directive(info, partial(is_known_directive, renderer)):
        if unknown := unknown_directive(renderer, info):
            show_unknown(renderer, token, *unknown)
        else:
            mend_options(renderer, token)
            type(renderer).render_fence(renderer, token)
    elif info.strip() in renderer.md_config.fence_as_directive:
        type(renderer).render_fence(renderer, token)
    else:
        append_code(renderer, token, token.content, read_info(info))


def render_code_block(renderer: Any, token: Any) -> None:
    """Render an indented block, whose first line may name its language as Python-Markdown has it."""
    first = LANGUAGE_LINE.match(token.content)
    if first is None or not is_language(first["info"].split()[0]):
        append_code(renderer, token, token.content, CodeInfo())
        return
    info = read_info(first["info"])
    if first["sign"] == "#!" and info.first_number is None:
        info.first_number = 1
    append_code(renderer, token, token.content[first.end() :], info)


def append_code(renderer: Any, token: Any, text: str, info: CodeInfo) -> None:
    """Add a block of code to the page, with what attributes before or behind it say."""
    if info.runs:
        text = CELL_OPTIONS.sub("", text)
    reader = InfoReader(info)
    for key, value in token.attrs.items():
        for each in str(value).split() if key == "class" else [str(value)]:
            reader.read_option(key, each)
    block = code_block(text, info, default_language(renderer.sphinx_env))
    renderer.add_line_and_source_path(block, token)
    if info.identifier:
        block["names"].append(nodes.fully_normalize_name(info.identifier))
        renderer.document.note_explicit_target(block, block)
    renderer.current_node.append(captioned(block, [nodes.Text(info.title)] if info.title else []))


# -- Directives ---------------------------------------------------------------------


class CodeDirective(SphinxDirective):
    """``{code-block}`` and those that are called otherwise: what Sphinx, docutils and MyST have for it."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {
        "caption": directives.unchanged,
        "class": directives.class_option,
        "dedent": directives.unchanged,
        "emphasize-lines": directives.unchanged,
        "filename": directives.unchanged,
        "force": directives.flag,
        "label": directives.unchanged,
        "lineno-start": directives.unchanged,
        "linenos": directives.unchanged,
        "name": directives.unchanged,
        "number-lines": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        info = read_info(" ".join(self.arguments))
        text = "\n".join(self.content)
        reader = InfoReader(info)
        for key in ("linenos", "number-lines", "lineno-start", "filename"):
            if key in self.options:
                reader.read_option(key, self.options[key] or "true")
        info.classes += self.options.get("class", [])
        self.mark_lines(info, text)
        block = code_block(self.dedented(text), info, default_language(self.env))
        block["force"] = "force" in self.options
        self.set_source_info(block)
        found = captioned(block, self.caption(info))
        self.options.setdefault("name", self.options.get("label") or info.identifier)
        if self.options["name"]:
            self.add_name(found)
        return [found]

    def mark_lines(self, info: CodeInfo, text: str) -> None:
        """Mark the lines that ``:emphasize-lines:`` names, and tell of those that there are not."""
        spec = self.options.get("emphasize-lines") or ""
        ranges, lines = line_ranges(spec), len(text.splitlines())
        if spec and (not ranges or any(first > lines for first, _ in ranges)):
            message = f"`:emphasize-lines: {brief(spec)}` names no line of this code, which has {lines}: write `1,3-5`"
            report(message, self.get_location(), "code", severity=Severity.HINT, subject=spec)
        info.marked += ranges

    def dedented(self, text: str) -> str:
        """Return the code without the white space that ``:dedent:`` takes off: so many signs, or all that is common."""
        value = self.options.get("dedent")
        if value is None:
            return text
        lines = text.split("\n")
        common = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
        return "\n".join(line[min(common, int(value) if value.isdecimal() else common) :] for line in lines)

    def caption(self, info: CodeInfo) -> list[nodes.Node]:
        caption = (self.options.get("caption") or "").strip()
        if not caption:
            return [nodes.Text(info.title)] if info.title else []
        words, messages = self.parse_inline(caption, lineno=self.lineno)
        return [*words, *messages] if "".join(word.astext() for word in words).strip() else []


class CodeCell(CodeDirective):
    """``{code-cell}``, which Jupyter runs: here it is shown."""

    option_spec: ClassVar[OptionSpec] = {**CodeDirective.option_spec, "tags": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        found = super().run()
        hidden = set(re.findall(r"[\w-]+", self.options.get("tags") or "")) & HIDDEN_CELLS
        if hidden:
            message = f"this code is not shown, as the tag `{min(hidden)}` of its cell says: take it out to show it"
            report(message, self.get_location(), "code", severity=Severity.HINT, subject=min(hidden))
            return []
        block = next(iter(found[0].findall(nodes.literal_block)))
        block[RUNS] = self.name
        return found


# -- What is told -------------------------------------------------------------------


def messages_of(block: nodes.literal_block, look: bool) -> Iterator[tuple[str, str]]:
    """Yield what is to be told of a block: the subject, and the message; *look* for the nearest language, if so."""
    language = block.get("language", "none")
    if name := block.attributes.pop(RUNS, None):
        written = "" if language == "none" else language
        yield f"{{{name}}}", f"the code of `{{{name}}}` is shown, and never run: write ```` ```{written} ````"
    for word in block.attributes.pop(UNREAD, ()):
        yield word, f"`{brief(word)}` behind the fence of a block of code has no meaning here: leave it out"
    if language in OBSIDIAN_BLOCKS or language.startswith("ad-"):
        return  # told where it is read
    if language in DRAWINGS:
        yield (
            language,
            f"`{language}` is shown as text: draw it elsewhere, and show the picture, `![what it says](x.svg)`",
        )
    elif not is_language(language):
        near = nearest(language) if look else None
        cure = f"write `{near}`, if that is meant, or `text`" if near else "write `text`, for code without colours"
        yield language, f"`{brief(language)}` is no language that code is coloured in, so it is shown plain: {cure}"


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Tell what has no meaning here, each once a page."""
    told: set[str] = set()
    for block in doctree.findall(nodes.literal_block):
        for subject, message in messages_of(block, len(told) < MOST_LOOKED_FOR):
            if message not in told:
                told.add(message)
                report(message, block, "code", severity=Severity.HINT, subject=subject)


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    add_renderer(parser, "fence", render_fence)
    add_renderer(parser, "code_block", render_code_block)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.upstream.registry")
    for name in ("code", "code-block", "sourcecode"):
        app.add_directive(name, CodeDirective, override=True)
    app.add_directive("code-cell", CodeCell, override=True)
    app.add_node(nodes.literal_block, override=True, html=(visit_block, depart_block))
    app.add_node(nodes.container, override=True, html=(visit_container, depart_container))
    app.add_node(nodes.caption, override=True, html=(visit_caption, depart_caption))
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.LINKS)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
