"""Show or offer a file by its name alone, as in Obsidian: ``![[picture.png|300]]``, ``![[talk.mp3]]``, ``[[a.pdf]]``.

`valuable.knowledge.wikilinks` reads the brackets.
"""

import re
from difflib import get_close_matches
from typing import Any
from urllib.parse import quote

from docutils import nodes
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.reports import Severity, report
from valuable.base.text_files import brief
from valuable.content.attachments import (
    ASKED_FOR,
    attachments,
    find_attachment,
    folded_path,
    is_offered_file,
    is_shown_file,
)
from valuable.content.markdown.picture_markup import EMBEDDED_PICTURE
from valuable.upstream.myst import add_renderer

WITHOUT_WORDS = re.compile(r"(?:\d{1,5}(?:[x×]\d{0,5})?|left|right|center|middle)(?:\||$)", re.IGNORECASE)
MAX_MISSING_COMPARED = 20  # names of one page for which those near to them are looked for
MAX_LOOKED_AT = 5_000  # names of files with which one that is not there is compared


def is_file_name(name: str) -> bool:
    return is_shown_file(name) or is_offered_file(name)


def push_file(state: StateInline, name: str, part: str, words: str, *, shown: bool) -> bool:
    """Push the token of a file that is called *name*, with its words or its size; return whether it is one.

    What is offered for download may be a page's name too: it is one if there is no such file.
    """
    path = find_attachment(state.md.options["document"].settings.env, name)
    if path is None and not shown:
        return False
    if path is None:
        token = state.push("missing_file", "", 0)
    elif shown and is_shown_file(name):
        token = state.push(EMBEDDED_PICTURE, "img", 0)
        token.attrs = {"src": quote(f"/{path}") + (f"#{part}" if part else ""), "alt": ""}
        token.children = [Token("text", "", 0, content=f"|{words}" if WITHOUT_WORDS.match(words) else words)]
    else:
        token = state.push("offered_file", "", 0)
        token.content = words or name
    token.meta = {"name": name, "path": path}
    return True


def render_embedded_picture(renderer: Any, token: SyntaxTreeNode) -> None:
    renderer.render_image(token)
    renderer.current_node.children[-1]["embed"] = token.meta["name"]


def render_offered_file(renderer: Any, token: SyntaxTreeNode) -> None:
    node = addnodes.download_reference(
        refdoc=renderer.sphinx_env.docname, reftarget=f"/{token.meta['path']}", reftype="myst", refexplicit=True
    )
    renderer.add_line_and_source_path(node, token)
    node += nodes.inline("", token.content, classes=["xref", "download", "myst"])
    renderer.current_node.append(node)


def render_missing_file(renderer: Any, token: SyntaxTreeNode) -> None:
    """Show the name of a file that is not there, and report it."""
    name, env = token.meta["name"], renderer.sphinx_env
    node = nodes.inline("", name)
    renderer.add_line_and_source_path(node, token)
    renderer.current_node.append(node)
    near = near_files(env, name)
    nearest = f": nearest are {near}" if near else ": put it beside the page"
    message = f"there is no file `{brief(name)}` that `![[…]]` could show{nearest}"
    report(message, node, "wikilinks", severity=Severity.ACCEPTABLE, subject=f"![[{name}]]")
    env.note_reread()


def near_files(env: BuildEnvironment, name: str) -> str:
    missing = [asked for asked, path in ASKED_FOR.of(env)[env.docname].items() if path is None]
    if len(missing) > MAX_MISSING_COMPARED:
        return ""
    known = list(attachments(env._app))[:MAX_LOOKED_AT]
    return ", ".join(f"`{found}`" for found in get_close_matches(folded_path(name).rpartition("/")[2], known))


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    add_renderer(parser, EMBEDDED_PICTURE, render_embedded_picture)
    add_renderer(parser, "offered_file", render_offered_file)
    add_renderer(parser, "missing_file", render_missing_file)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.attachments")
    app.setup_extension("valuable.upstream.registry")
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
