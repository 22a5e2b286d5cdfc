"""Show emoji for their short names: ``:tada:``, by the names that GitHub has. Others stay as they are typed."""

import re
from collections import defaultdict
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from docutils import nodes
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.reports import Severity, report
from valuable.upstream.first_signs import begins_with
from valuable.upstream.myst import add_renderer

SHORT_CODE = re.compile(r":([a-z0-9_+-]{1,60}):")
ROLE_OF_RST = re.compile(r":([A-Za-z][\w:.+-]*):`[^`\n]+`")
LIKENESS = 0.85  # of a name that is likely misspelt; what is less like any is no short code
# Pictures of GitHub's own, which are no characters.
WITHOUT_CHARACTER = frozenset(
    {"atom", "basecamp", "basecampy", "bowtie", "dependabot", "electron", "octocat", "shipit"}
)


@cache
def emoji_by_name() -> Mapping[str, str]:
    text = files("valuable").joinpath("data/emoji.txt").read_text(encoding="utf-8")
    lines = (line.split() for line in text.splitlines() if not line.startswith("# "))
    return {name: emoji for emoji, *names in lines for name in names}


@cache
def misspelling_of(name: str) -> str:
    """Return the short name that *name* is likely meant for; ``""`` if there is none."""
    if len(name) < 4 or not name.strip("0123456789_+-"):
        return ""
    return next(iter(get_close_matches(name, names_by_beginning().get(name[:2], ()), 1, LIKENESS)), "")


@cache
def names_by_beginning() -> Mapping[str, list[str]]:
    """Return the short names by their first two letters, which are seldom wrong: the nearest of a few is soon found."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in emoji_by_name():
        found[name[:2]].append(name)
    return found


def is_within_word(state: StateInline, start: int, end: int) -> bool:
    """Return whether a code is part of what is around it, as in ``12:30:45``, ``urn:on:x`` and ``::end::``."""
    before, after = state.src[start - 1 : start], state.src[end : end + 1]
    if before == ":":
        return not state.pending[-1:] > "\u2000"  # another emoji
    letters = [sign.isascii() and sign.isalnum() for sign in (before, after)]
    return all(letters) or (state.src[start + 1 : end - 1].isdecimal() and any(letters))


@begins_with(":")
def read_short_code(state: StateInline, silent: bool) -> bool:
    """Read ``:tada:`` as the emoji, and have those reported that are likely meant for one."""
    if state.src[state.pos] != ":":
        return False
    role = ROLE_OF_RST.match(state.src, state.pos, state.posMax)
    found = SHORT_CODE.match(state.src, state.pos, state.posMax)
    emoji = emoji_by_name().get(found[1]) if found else None
    if found and emoji:
        if is_within_word(state, state.pos, found.end()):
            return False
        state.pending += "" if silent else emoji
        state.pos = found.end()
        return True
    if role and not silent and not state.src[state.pos - 1 : state.pos].isalnum():
        state.push("role_of_rst", "", 0).content = role[0]
        state.pos = role.end()
        return True
    if found and not silent and not is_within_word(state, state.pos, found.end()) and is_likely(found[1]):
        state.push("unknown_short_code", "", 0).content = found[0]
        state.pos = found.end()
        return True
    return False


def is_likely(name: str) -> bool:
    return name in WITHOUT_CHARACTER or bool(misspelling_of(name))


def render_unknown_code(renderer: Any, token: Any) -> None:
    """Show a short code as it is typed, and say which there is."""
    place, name = shown_as_typed(renderer, token), token.content.strip(":")
    said = f"`:{name}:` is no emoji, and stays as it is typed"
    near = misspelling_of(name)
    advice = f"write `:{near}:` if {emoji_by_name()[near]} is meant" if near else "no character stands for it"
    report(f"{said}: {advice}", place, "syntax", severity=Severity.HINT, subject=token.content)


def render_role_of_rst(renderer: Any, token: Any) -> None:
    """Show a role of reStructuredText as it is typed, and say how Markdown has it."""
    place, (name, _, text) = shown_as_typed(renderer, token), token.content[1:].partition(":`")
    message = f"`{token.content}` is reStructuredText: write it as `{{{name}}}`, with `` `{text} `` behind that"
    report(message, place, "syntax", severity=Severity.HINT, subject=token.content)


def shown_as_typed(renderer: Any, token: Any) -> nodes.Element:
    """Put the content of a token into the page, and return a node for messages about it."""
    place = nodes.inline()
    renderer.add_line_and_source_path(place, token)
    renderer.current_node.append(nodes.Text(token.content))
    return place


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    parser.inline.ruler.before("gfm_autolink_protocol", "short_code", read_short_code)
    add_renderer(parser, "unknown_short_code", render_unknown_code)
    add_renderer(parser, "role_of_rst", render_role_of_rst)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.markdown.bare_addresses")
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
