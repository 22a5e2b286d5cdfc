"""``[words](my post.md)`` and ``![words](my picture.png)``: the name of a file with spaces in it, as many write it.

CommonMark asks for ``<my post.md>`` or ``my%20post.md``, and shows anything else as it is typed. What stands in round
brackets behind square ones may be prose, so it is taken for a link only if it looks like the name of a file or an
address.
"""

import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.source_paths import MARKDOWN_LIKE
from valuable.content.attachments import is_offered_file, is_shown_file

# A name that ends like a file's, or begins like a path or an address; with brackets in pairs, and perhaps a title.
SPACED = re.compile(
    r"""\(\s*
    (?P<address>
        (?:https?://|mailto:|\.{0,2}/)(?=\S)(?:[^()<>\n\\]|\([^()<>\n\\]*\))+?
        |(?:[^()<>\n\\"]|\([^()<>\n\\"]*\))+?\.[A-Za-z][A-Za-z0-9]{1,4}(?:[?#][^()<>\n\\"]*?)?
    )
    (?:\s+(?:"(?P<double>[^"\n]*)"|'(?P<single>[^'\n]*)'))?
    \s*\)""",
    re.VERBOSE,
)
FILE_SUFFIXES = (*sorted(MARKDOWN_LIKE), ".htm", ".html", ".ipynb")
MAX_SPACED = 300  # characters of an address with spaces: a file's name has less


def read_spaced(state: StateInline, silent: bool) -> bool:
    """Read a link or a picture whose address has spaces; a rule of markdown-it, behind its own."""
    is_picture = state.src.startswith("![", state.pos)
    if not is_picture and not state.src.startswith("[", state.pos):
        return False
    start = state.pos + 1 + is_picture
    end = state.md.helpers.parseLinkLabel(state, start - 1, not is_picture)
    if end < 0 or not state.src.startswith("(", end + 1):
        return False
    found = SPACED.match(state.src, end + 1, min(state.posMax, end + 1 + MAX_SPACED))
    if found is None or (state.linkLevel and not is_picture) or not is_name_with_spaces(found["address"]):
        return False
    if not silent:
        address = state.md.normalizeLink(found["address"])
        title = found["double"] or found["single"] or ""
        push = push_picture if is_picture else push_link
        push(state, (start, end), address, title)
    state.pos = found.end()
    return True


def is_name_with_spaces(text: str) -> bool:
    """Return whether a text is likelier the name of a file, or an address, than prose."""
    name = re.split("[?#]", text)[0].casefold()
    is_named = name.endswith(FILE_SUFFIXES) or is_shown_file(name) or is_offered_file(name)
    return " " in text and (is_named or text.startswith(("/", "./", "../", "http://", "https://", "mailto:")))


def push_link(state: StateInline, words: tuple[int, int], address: str, title: str) -> None:
    """Push the tokens of a link, as markdown_it/rules_inline/link.py does."""
    most = state.posMax
    state.pos, state.posMax = words
    token = state.push("link_open", "a", 1)
    token.attrs = {"href": address, **({"title": title} if title else {})}
    state.linkLevel += 1
    state.md.inline.tokenize(state)
    state.linkLevel -= 1
    state.push("link_close", "a", -1)
    state.posMax = most


def push_picture(state: StateInline, words: tuple[int, int], address: str, title: str) -> None:
    """Push the token of a picture, as markdown_it/rules_inline/image.py does."""
    content, children = state.src[slice(*words)], list[Token]()
    state.md.inline.parse(content, state.md, state.env, children)
    token = state.push("image", "img", 0)
    attributes: dict[str, Any] = {"src": address, "alt": ""}
    token.attrs = {**attributes, **({"title": title} if title else {})}
    token.children, token.content = children, content


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    parser.inline.ruler.after("image", "spaced_link", read_spaced)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.upstream.registry")
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
