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
from valuable.content.markdown.left_over import LINK, leave
from valuable.upstream.first_signs import begins_with

FILE_SUFFIXES = (*sorted(MARKDOWN_LIKE), ".htm", ".html", ".ipynb")
BEGINNING = re.compile(r"(?:https?://|mailto:|\.{0,2}/)\S")  # of an address or a path
NO_SIGNS = frozenset("<>\n\\")  # signs that neither a name nor an address has
WORDS_IN_BRACKETS = re.compile(r"\([^()<>\\]{1,100}\s[^()<>\\]{1,200}\)")
MAX_QUOTED_LINK = 60
MAX_SPACED = 300  # characters of an address with spaces: a file's name has less


@begins_with("[!")
def read_spaced(state: StateInline, silent: bool) -> bool:
    """Read a link or a picture whose address has spaces; a rule of markdown-it, behind its own."""
    is_picture = state.src.startswith("![", state.pos)
    if not (is_picture or (state.src.startswith("[", state.pos) and not state.linkLevel)):
        return False
    if state.src.find("](", state.pos, state.posMax) < 0:
        return False
    start = state.pos + 1 + is_picture
    end = state.md.helpers.parseLinkLabel(state, start - 1, not is_picture)
    close = closing_bracket(state.src, end + 1, state.posMax) if end >= 0 else None
    address, title = parted_title(state.src[end + 2 : close].strip()) if close is not None else ("", "")
    if close is None or not is_name_with_spaces(address):
        if not silent and end >= 0 and is_likely_link(state, start - 1 - is_picture, end):
            leave(state, LINK, state.src[state.pos : state.pos + MAX_QUOTED_LINK])
        return False
    if not silent:
        push = push_picture if is_picture else push_link
        push(state, (start, end), state.md.normalizeLink(address), title)
    state.pos = close + 1
    return True


def closing_bracket(text: str, start: int, end: int) -> int | None:
    """Return where the round bracket at *start* is closed in the same line; None if there is none, or no name in it."""
    depth = 0
    for at in range(start, min(end, start + MAX_SPACED)):
        sign = text[at]
        if sign in NO_SIGNS:
            return None
        depth += (sign == "(") - (sign == ")")
        if not depth:
            return at if at > start else None
    return None


def is_likely_link(state: StateInline, start: int, end: int) -> bool:
    """Return whether what stands in square brackets, and words in round ones, were meant for a link."""
    before = state.src[start - 1] if start else " "
    if not (before.isspace() or before in "(*_") or not any(map(str.isalpha, state.src[start:end])):
        return False
    return WORDS_IN_BRACKETS.match(state.src, end + 1, state.posMax) is not None


def parted_title(text: str) -> tuple[str, str]:
    """Return an address and the title behind it, which stands in quotation marks."""
    start = text.rfind(text[-1:], 0, -1) if text[-1:] in {'"', "'"} else -1
    if start > 0 and text[start - 1] in " \t":
        return text[:start].rstrip(), text[start + 1 : -1]
    return text, ""


def is_name_with_spaces(text: str) -> bool:
    """Return whether a text is likelier the name of a file, or an address, than prose."""
    if " " not in text:
        return False
    name = re.split("[?#]", text)[0].casefold()
    return (
        name.endswith(FILE_SUFFIXES)
        or is_shown_file(name)
        or is_offered_file(name)
        or BEGINNING.match(text) is not None
    )


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
    app.setup_extension("valuable.content.markdown.left_over")
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
