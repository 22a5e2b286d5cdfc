"""What is changed in MyST-Parser."""

from collections.abc import Callable
from typing import Any

from docutils import nodes
from markdown_it import MarkdownIt
from sphinx.application import Sphinx

from valuable.upstream.docutils import once
from valuable.upstream.nesting import keep_first_line
from valuable.upstream.patches import Patch, Target, replace, wrap

ANCHORS_AS_WRITTEN = "valuable_anchors_as_written"  # in a document, while it is read


def add_renderer(parser: MarkdownIt, kind: str, render: Callable[[Any, Any], None]) -> None:
    """Have ``render(renderer, token)`` make nodes of the tokens of one kind, in all that *parser* reads."""
    parser.add_render_rule(f"render_{kind}", render, "docutils")


def make_one_parser(app: Sphinx, target: Target) -> None:
    """Make a parser once for equal settings, and tell the extensions, which add to its syntax."""
    parsers: dict[int, MarkdownIt] = {}

    def create_md_parser(config: Any, renderer: Any) -> MarkdownIt:
        if id(config) not in parsers:
            parsers[id(config)] = target.original(config, renderer)
            app.emit("markdown-parser-inited", parsers[id(config)])
        return parsers[id(config)]

    setattr(target.owner, target.name, create_md_parser)


def nest_by_level(renderer: Any, section: nodes.section, level: int) -> None:
    """Put a section into that of the nearest heading before it with fewer hashes; the title counts as having none."""
    section["level"] = level
    known = renderer._level_to_section
    parent = known[max(each for each in known if each < level)]
    parent.append(section)
    if isinstance(parent, nodes.document):
        renderer._level_to_section = {0: section}
    else:
        renderer._level_to_section = {each: found for each, found in known.items() if each < level} | {level: section}


def ask_first(app: Sphinx, target: Target) -> None:
    def run(directive: Any) -> list[nodes.Element]:
        found: list[nodes.Element] = (
            [] if False in app.emit("markdown-include", directive) else target.original(directive)
        )
        return found

    target.owner.run = run


def keep_written_anchor(copy: Callable[..., None]) -> Callable[..., None]:
    def copy_attributes(renderer: Any, token: Any, node: nodes.Element, keys: Any = ("class",), **options: Any) -> None:
        copy(renderer, token, node, keys, **options)
        anchor = token.attrs.get("id") if "id" in keys else None
        if anchor and anchor != anchor.lower():
            renderer.document.__dict__.setdefault(ANCHORS_AS_WRITTEN, []).append((node, anchor))

    return copy_attributes


def keep_all_words(read: Callable[[Any, list[Any]], str]) -> Callable[[Any, list[Any]], str]:
    def renderInlineAsText(renderer: Any, tokens: list[Any]) -> str:  # noqa: N802
        found = []
        for token in tokens or []:
            if token.type in {"softbreak", "hardbreak"}:
                found.append(" ")
            elif token.type in {"code_inline", "math_inline", "myst_role", "wikilink_unread", "spaced_label"}:
                found.append(token.content)
            else:
                found.append(read(renderer, [token]))
        return "".join(found)

    return renderInlineAsText


PATCHES = (
    Patch(
        name="one parser for all pages",
        target="myst_parser.parsers.sphinx_.create_md_parser",
        reason="It makes a parser for each page; ours is made once, and extensions add to its syntax.",
        upstream="myst_parser/parsers/sphinx_.py:MystParser.parse",
        digests={"5.2.0": "ac43a104"},
        test="tests/test_upstream_fixes.py::test_parser_is_made_once_and_reads_what_is_added",
        apply=make_one_parser,
    ),
    Patch(
        name="a file is included if it may be",
        target="myst_parser.mocking.MockIncludeDirective.run",
        reason="It opens whatever is named, and is no directive that another can take the place of.",
        upstream="myst_parser/mocking.py:MockIncludeDirective",
        digests={"5.2.0": "a9102ecd"},
        test="tests/test_upstream_fixes.py::test_file_of_docutils_own_is_not_included",
        apply=ask_first,
    ),
    Patch(
        name="headings nest below the title",
        target="myst_parser.mdit_to_docutils.base.DocutilsRenderer.update_section_level_state",
        reason="It puts a second `#` beside the title, and drops how many hashes stand before a heading.",
        upstream="myst_parser/mdit_to_docutils/base.py:DocutilsRenderer.update_section_level_state",
        digests={"5.2.0": "0a8ed7f7"},
        test="tests/test_upstream_fixes.py::test_second_title_is_a_part_of_the_page",
        apply=replace(nest_by_level),
    ),
    Patch(
        name="the line of what a directive holds is noted",
        target="myst_parser.mdit_to_docutils.base.DocutilsRenderer.nested_render_text",
        reason="It parses what a directive holds by itself, so that what is wrong in it is reported at a line of its "
        "own.",
        upstream="myst_parser/mdit_to_docutils/base.py:DocutilsRenderer.nested_render_text",
        digests={"5.2.0": "5e50aa26"},
        test="tests/test_upstream_fixes.py::test_line_in_a_directive_is_that_of_the_file",
        apply=wrap(keep_first_line),
    ),
    Patch(
        name="all words of an alternative stay",
        target="myst_parser.mdit_to_docutils.base.DocutilsRenderer.renderInlineAsText",
        reason="It joins the lines of a text alternative without a space, and leaves out code in it.",
        upstream="myst_parser/mdit_to_docutils/base.py:DocutilsRenderer.renderInlineAsText",
        digests={"5.2.0": "7d86dbcd"},
        test="tests/test_upstream_fixes.py::test_alternative_over_two_lines_keeps_its_words",
        apply=wrap(keep_all_words),
    ),
    Patch(
        name="an anchor is as it is written",
        target="myst_parser.mdit_to_docutils.base.DocutilsRenderer.copy_attributes",
        reason="It makes small letters of those in `{#Figure}`.",
        upstream="myst_parser/mdit_to_docutils/base.py:DocutilsRenderer.copy_attributes",
        digests={"5.2.0": "5e321c6e"},
        test="tests/test_upstream_fixes.py::test_anchor_has_the_letters_that_are_written",
        apply=wrap(keep_written_anchor),
    ),
    Patch(
        name="settings of a renderer are made once",
        target="myst_parser.mdit_to_docutils.base.get_default_settings",
        reason="It builds a parser of 150 options of the command line for each page.",
        upstream="myst_parser/mdit_to_docutils/base.py:make_document",
        digests={"5.2.0": "694edec7"},
        test="tests/test_upstream_speed.py::test_settings_of_documents_are_made_once",
        apply=wrap(once),
        saves=True,
    ),
)
