"""Show what stands in a directive or a role that nobody knows here, and tell of it, once a name and page.

MyST would drop it. The text of such a directive is read as Markdown, unless it looks like code; an address alone is a
link. Of its options, those that are words to be read are shown, and the others are named.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, NamedTuple

from docutils import nodes
from docutils.parsers.rst import directives, roles
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.reports import Severity, report
from valuable.base.text_files import brief
from valuable.base.uris import is_web_address
from valuable.content.markdown.callout_kinds import KIND_BY_WORD
from valuable.phases import DoctreeRead
from valuable.upstream.myst import add_renderer

UNKNOWN_NAMES = "valuable_unknown_names"  # in a document, while it is read
DIRECTIVE_NAME = re.compile(r"\{([^\s{}]+)\}(?:\s+|$)")
OPTION_LINE = re.compile(r"[ \t]*:(?!::)(?P<key>[\w-]+):(?:[ \t]+(?P<value>.*))?$")
OPTIONS_BLOCK = re.compile(r"---[ \t]*\n(?P<rows>(?:.*\n)*?)---[ \t]*(?:\n|\Z)")
ROW = re.compile(r"(?P<key>[\w-]+):(?:[ \t]+(?P<value>.*))?$")
SHOWN_OPTIONS = frozenset({"title", "header", "caption", "footer", "text", "alt"})
LINKED_OPTIONS = frozenset({"link", "url", "href", "src"})
CODE_LIKE = re.compile(r".*(?:[;{}]|->|=>)\s*$|\s*(?:\\[a-z]+|[\w.\[\]]+\s*(?:=|\()|</?\w|[}\])])|\s*[\w-]+\s*--+>?")
MOST_COMPARED_NAMES = 20  # of a page: each is compared with all that there are
MOST_PLACES = 8


class Unknown(NamedTuple):
    """A name that means nothing here, and where it stands."""

    kind: str  # ``directive``, ``role`` or ``address``
    name: str
    line: int
    options: tuple[str, ...] = ()


@dataclass
class DirectiveText:
    """The text of a directive: its options, and what stands below them; ``skipped`` counts the lines of the former."""

    options: Mapping[str, str]
    body: str
    skipped: int


def directive_class(renderer: Any, name: str) -> Any:
    return directives.directive(name, renderer.language_module_rst, renderer.document)[0]


def is_known_directive(renderer: Any, name: str) -> bool:
    return name == "eval-rst" or directive_class(renderer, name) is not None


def unknown_directive(renderer: Any, info: str) -> tuple[str, str] | None:
    """Return the name and the argument of the directive that stands behind a fence; None if it is known, or none."""
    found = DIRECTIVE_NAME.match(info.strip())
    if found is None or is_known_directive(renderer, found[1]):
        return None
    return found[1], info.strip()[found.end() :].strip()


def mend_options(renderer: Any, token: SyntaxTreeNode) -> None:
    """Have the options of a directive mean what they do in mystmd: ``:label: x``, ``:start-at: # words``."""
    if (":label:" not in token.content and ": #" not in token.content) or token.token is None:
        return
    found = DIRECTIVE_NAME.match(token.info.strip())
    spec = getattr(found and directive_class(renderer, found[1]), "option_spec", None) or {}
    lines = token.content.split("\n")
    for number, line in enumerate(lines):
        option = OPTION_LINE.match(line)
        if option is None:
            break
        key, value = option["key"], (option["value"] or "").rstrip()
        key = "name" if key == "label" and "label" not in spec and "name" in spec else key
        value = "'" + value.replace("'", "''") + "'" if value.startswith("#") else value
        lines[number] = f":{key}: {value}".rstrip()
    mended = token.token.copy()
    mended.content = "\n".join(lines)
    token.token = mended


def split_options(content: str) -> DirectiveText:
    """Return the options of a directive, as ``:key: value`` or between lines of hyphens, and its text."""
    options: dict[str, str] = {}
    if block := OPTIONS_BLOCK.match(content):
        for row in block["rows"].split("\n"):
            if found := ROW.match(row):
                options[found["key"]] = (found["value"] or "").strip()
        return DirectiveText(options, content[block.end() :], block[0].count("\n"))
    lines = content.split("\n")
    skipped = 0
    while skipped < len(lines) and (found := OPTION_LINE.match(lines[skipped])):
        options[found["key"]] = (found["value"] or "").strip()
        skipped += 1
    return DirectiveText(options, "\n".join(lines[skipped:]), skipped)


def looks_like_code(text: str) -> bool:
    rows = [row for row in text.split("\n") if row.strip()]
    return sum(CODE_LIKE.match(row) is not None for row in rows) * 2 > len(rows)


def show_unknown(renderer: Any, token: SyntaxTreeNode, name: str, argument: str) -> None:
    """Add what stands in a directive that nobody knows to the page."""
    line = token.map[0] if token.map else 0
    found = split_options(token.content)
    options = {key: value.strip("\"'") for key, value in found.options.items()}
    shown = [argument if any(map(str.isalpha, argument)) else ""]
    shown += [value for key, value in options.items() if key in SHOWN_OPTIONS]
    shown += [f"<{value}>" for key, value in options.items() if key in LINKED_OPTIONS and is_web_address(value)]
    is_address = is_web_address(argument) and not found.body.strip() and not options
    left_out = tuple(key for key in options if key not in SHOWN_OPTIONS | LINKED_OPTIONS)
    note(renderer, Unknown("address" if is_address else "directive", name, line, left_out))
    box = nodes.container(is_div=True)
    renderer.add_line_and_source_path(box, token)
    with renderer.current_node_context(box, append=True):
        for text in filter(None, shown):
            renderer.nested_render_text(f"<{text}>" if is_web_address(text) else text, line - 1)
        if token.type == "fence" and looks_like_code(found.body):
            code = nodes.literal_block(found.body, found.body, language="text")
            renderer.add_line_and_source_path(code, token)
            renderer.current_node.append(code)
        elif found.body.strip():
            renderer.nested_render_text(found.body, line + found.skipped)


def render_role(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render a role as MyST does; of one that nobody knows, what is written."""
    name, line = token.meta["name"], token.map[0] if token.map else 0
    if roles.role(name, renderer.language_module_rst, line, renderer.reporter)[0]:
        type(renderer).render_myst_role(renderer, token)
        return
    note(renderer, Unknown("role", name, line))
    renderer.current_node += [nodes.Text(f"{{{name}}}"), nodes.literal(token.content, token.content)]


def note(renderer: Any, found: Unknown) -> None:
    known = renderer.document.__dict__.setdefault(UNKNOWN_NAMES, [])
    known.append((renderer.document["source"], found))


def near_name(name: str) -> str:
    """Return the name of a directive that is like one that nobody knows; ``""`` if none is."""
    known = [*directives._directives, *KIND_BY_WORD]  # type: ignore[attr-defined]
    return next(iter(get_close_matches(name, known, n=1, cutoff=0.75)), "")


def unknown_cure(first: Unknown, near: str) -> str:
    written = f"`{{{brief(first.name)}}}`"
    if first.kind == "address":
        return f"{written} is nothing that is known here, so its address is a link: write that alone on its line"
    if first.kind == "role":
        return f"{written} before code means nothing here, so it is shown as it is: write the words plainly"
    cure = f"write `{{{near}}}`, if that is meant, or the text" if near else "write the text"
    return (
        f"{written} is nothing that is known here, so its text is shown as plain text: {cure} without it, or in a box, "
        "from a line `:::{note}` to a line `:::`"
    )


def messages_about(found: Sequence[tuple[str, Unknown]]) -> Iterator[tuple[str, str, Severity, str]]:
    """Yield the place, the text, the severity and the subject of one message for each name in each file."""
    groups: dict[tuple[str, str, str], list[Unknown]] = {}
    for source, unknown in found:
        groups.setdefault((source, unknown.kind, unknown.name), []).append(unknown)
    for number, ((source, kind, name), places) in enumerate(groups.items()):
        message = unknown_cure(
            places[0], near_name(name) if number < MOST_COMPARED_NAMES and kind == "directive" else ""
        )
        options = list(dict.fromkeys(option for place in places for option in place.options))
        if options:
            message += f"; left out of its options: {', '.join(f'`{option}`' for option in options[:MOST_PLACES])}"
        if others := [str(place.line) for place in places[1 : MOST_PLACES + 1]]:
            more = ", …" if len(places) > MOST_PLACES + 1 else ""
            lines = f"line{'s' if len(others) > 1 else ''} {', '.join(others)}{more}"
            message += f" ({len(places)} in this file, also on {lines})"
        severity = Severity.HINT if kind == "address" else Severity.ACCEPTABLE
        yield f"{source}:{places[0].line}", message, severity, f"{{{name}}}"


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    for place, message, severity, subject in messages_about(doctree.__dict__.pop(UNKNOWN_NAMES, ())):
        report(message, place, "syntax", severity=severity, subject=subject)


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    add_renderer(parser, "myst_role", render_role)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.upstream.registry")
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.HEADINGS)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
