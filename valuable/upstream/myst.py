"""What is changed in MyST-Parser."""

from collections.abc import Callable
from typing import Any

from docutils import nodes
from markdown_it import MarkdownIt
from sphinx.application import Sphinx

from valuable.upstream.docutils import once
from valuable.upstream.markdown_it import INITED
from valuable.upstream.nesting import keep_first_line
from valuable.upstream.patches import Patch, Target, wrap

LANGUAGES = frozenset({"c", "cpp", "js", "py", "rst"})  # whose objects a page may describe


def add_renderer(parser: MarkdownIt, kind: str, render: Callable[[Any, Any], None]) -> None:
    """Have ``render(renderer, token)`` make nodes of the tokens of one kind, in all that *parser* reads."""
    parser.add_render_rule(f"render_{kind}", render, "docutils")


def make_one_parser(app: Sphinx, target: Target) -> None:
    """Make a parser once for equal settings, and tell the extensions, which add to its syntax."""
    parsers: dict[int, MarkdownIt] = {}

    def create_md_parser(config: Any, renderer: Any) -> MarkdownIt:
        if id(config) not in parsers:
            parsers[id(config)] = target.original(config, renderer)
            app.emit(INITED, parsers[id(config)])
        return parsers[id(config)]

    app.add_event(INITED)
    setattr(target.owner, target.name, create_md_parser)


def note_level(update: Callable[[Any, nodes.section, int], None]) -> Callable[[Any, nodes.section, int], None]:
    def update_section_level_state(renderer: Any, section: nodes.section, level: int) -> None:
        section["level"] = level
        update(renderer, section, level)

    return update_section_level_state


def look_once(resolve: Callable[..., nodes.Element | None]) -> Callable[..., nodes.Element | None]:
    """Look for what a link leads to where there is something, and not again for what has not been found."""

    def resolve_myst_ref_any(
        resolver: Any, refdoc: str, node: Any, contnode: nodes.Element, only: list[str] | None
    ) -> nodes.Element | None:
        vain: set[tuple[str, str, bool]] = resolver.__dict__.setdefault("_valuable_vain", set())
        key = (refdoc, node["reftarget"], bool(node.get("refexplicit")))
        if key in vain:
            return None
        domains: list[str] | None = resolver.__dict__.get("_valuable_domains")
        if domains is None:
            known = resolver.env.domains.values()
            domains = [
                each.name for each in known if each.name not in LANGUAGES or any(True for _ in each.get_objects())
            ]
            resolver._valuable_domains = domains
        wanted = domains if only is None else [name for name in only if name in domains]
        found = resolve(resolver, refdoc, node, contnode, wanted)
        if found is None:
            vain.add(key)
        return found

    return resolve_myst_ref_any


PATCHES = (
    Patch(
        name="one parser for all pages",
        target="myst_parser.parsers.sphinx_.create_md_parser",
        reason="It makes a parser for each page; ours is made once, and extensions add to its syntax.",
        upstream="myst_parser/parsers/sphinx_.py:MystParser.parse",
        digests={"5.2.0": ""},
        test="tests/test_upstream.py::test_parser_is_made_once",
        apply=make_one_parser,
    ),
    Patch(
        name="the level of a heading is noted",
        target="myst_parser.mdit_to_docutils.base.DocutilsRenderer.update_section_level_state",
        reason="It drops how many hashes stand before a heading.",
        upstream="myst_parser/mdit_to_docutils/base.py:DocutilsRenderer.update_section_level_state",
        digests={"5.2.0": ""},
        test="tests/test_upstream.py::test_level_that_is_left_out_is_reported",
        apply=wrap(note_level),
    ),
    Patch(
        name="the line of what a directive holds is noted",
        target="myst_parser.mdit_to_docutils.base.DocutilsRenderer.nested_render_text",
        reason="It parses what a directive holds by itself, so that what is wrong in it is reported at a line of its "
        "own.",
        upstream="myst_parser/mdit_to_docutils/base.py:DocutilsRenderer.nested_render_text",
        digests={"5.2.0": ""},
        test="tests/test_upstream.py::test_line_in_a_directive_is_that_of_the_file",
        apply=wrap(keep_first_line),
    ),
    Patch(
        name="settings of a renderer are made once",
        target="myst_parser.mdit_to_docutils.base.get_default_settings",
        reason="It builds a parser of 150 options of the command line for each page.",
        upstream="myst_parser/mdit_to_docutils/base.py:make_document",
        digests={"5.2.0": ""},
        test="tests/test_upstream.py::test_settings_of_documents_are_made_once",
        apply=wrap(once),
        saves=True,
    ),
    Patch(
        name="a link is looked for where there is something",
        target="myst_parser.sphinx_ext.myst_refs.MystReferenceResolver.resolve_myst_ref_any",
        reason="It asks the domains of all languages, each time.",
        upstream="myst_parser/sphinx_ext/myst_refs.py:MystReferenceResolver.resolve_myst_ref_any",
        digests={"5.2.0": ""},
        test="tests/test_upstream.py::test_domains_without_objects_are_not_asked",
        apply=wrap(look_once),
        saves=True,
    ),
)
