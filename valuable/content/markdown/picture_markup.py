"""Read what people write to a picture: its size, a caption, that it is decorative.

``![a](x.png){width=50%}`` of pandoc and kramdown, ``![a|300](x.png)`` of Obsidian, ``![a](x.png =300x200)`` of HackMD
and others. The title of a picture that stands alone in its paragraph, ``![a](x.png "Title")``, is its caption; so is a
line in italics below it, as in posts written for Obsidian and Jekyll.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.reports import Severity
from valuable.base.text_files import brief
from valuable.content.dropped_markup import report_syntax
from valuable.content.images import DECORATIVE
from valuable.content.markdown.attribute_lists import parse_attribute_list
from valuable.content.markdown.marks import InlineRule
from valuable.content.markdown.media_files import media_kind
from valuable.phases import Transform
from valuable.upstream.first_signs import begins_with
from valuable.upstream.markdown_it import rule_of

LIST_AFTER = re.compile(r"\{(?P<list>:?[^{}\n]*)\}")
EMBEDDED_PICTURE = "embedded_picture"  # a token of `![[x.png]]`
PICTURE_TOKENS = frozenset({"image", EMBEDDED_PICTURE})
WRITTEN_LIST = "attribute_list"  # what a token notes of it
SIZE_SIGN = r"=(?P<width>\d+%?)?(?:x(?P<height>\d+)?)?"
TITLE_SIGN = r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'))?"
DESTINATION = r"(?:<[^<>\n]*>|[^\s()<>]+)"
SIZED = re.compile(rf"\([ \t]*{DESTINATION}{TITLE_SIGN}(?P<size>[ \t]+{SIZE_SIGN}(?=[\s)])){TITLE_SIGN}[ \t]*\)")
MAX_BEFORE_SIZE = 2_000  # characters of a picture's words and address
SIZE_IN_WORDS = re.compile(r"\|[ \t]*(?P<width>\d{1,5})(?:[ \t]*[x×][ \t]*(?P<height>\d{1,5})?)?(?:px)?[ \t]*$")
SIDE_IN_WORDS = re.compile(r"\|[ \t]*(?P<side>left|right|center|middle)[ \t]*$", re.IGNORECASE)
SHORT_NAMES = {"w": "width", "h": "height", "a": "align", "caption": "title"}
ALIGNED = {"left": "left", "right": "right", "center": "center", "middle": "center"}
# The site sees to these itself.
NEEDLESS = frozenset({"loading", "decoding", "fetchpriority", "srcset", "sizes", "data-align", "border", "style"})
STYLE_SIZE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([^;]+)")
SAYS_DECORATIVE = {"role": ("presentation", "none"), "aria-hidden": ("true",)}
PICTURE_LINKS = (nodes.reference, addnodes.pending_xref)
CAPTIONLESS = (nodes.entry, nodes.figure, nodes.caption)  # what stands in these is no figure
SIZE_ADVICE = "write one as in `{width=300}` or `{width=50%}`"


# -- Reading --------------------------------------------------------------------


def read_sized(rule: InlineRule) -> InlineRule:
    """Wrap the rule for pictures: one with a size behind its address is read without that."""

    def read(state: StateInline, silent: bool) -> bool:
        found = size_behind(state)
        if found is None:
            return rule(state, silent)
        text, end, taken = state.src, state.posMax, found.end("size") - found.start("size")
        state.src, state.posMax = text[: found.start("size")] + text[found.end("size") :], end - taken
        known = rule(state, silent)
        state.src, state.posMax = text, end
        if known:
            state.pos += taken
            if not silent:
                set_size(state.tokens[-1], found)
        return known

    return read


def size_behind(state: StateInline) -> re.Match[str] | None:
    """Return what stands between the round brackets of a picture that has a size there."""
    if not state.src.startswith("![", state.pos) or state.src.find(" =", state.pos, state.pos + MAX_BEFORE_SIZE) < 0:
        return None
    end = state.md.helpers.parseLinkLabel(state, state.pos + 1)
    found = SIZED.match(state.src, end + 1, state.posMax) if end >= 0 else None
    return found if found and (found["width"] or found["height"]) else None


def set_size(token: Token, found: re.Match[str]) -> None:
    for name in ("width", "height"):
        if found[name]:
            token.attrSet(name, found[name])


def pictures_before(state: StateInline) -> list[Token]:
    """Return the picture that the text before the state's place ends with, or the one that is all of a link there."""
    tokens = state.tokens
    if not tokens or state.pending.strip(" \t"):
        return []
    if tokens[-1].type in PICTURE_TOKENS:
        return [tokens[-1]]
    linked = len(tokens) > 2 and [token.type for token in tokens[-3:]] == ["link_open", "image", "link_close"]
    return [tokens[-2]] if linked else []


@begins_with("{")
def read_attribute_list(state: StateInline, silent: bool) -> bool:
    """Read the attribute list behind a picture; a rule of markdown-it."""
    if silent or state.src[state.pos] != "{":
        return False
    found, pictures = LIST_AFTER.match(state.src, state.pos, state.posMax), pictures_before(state)
    attributes = parse_attribute_list(found["list"]) if found and pictures else None
    if found is None or attributes is None or (state.pending and not attributes):
        return False
    state.pending = ""
    pictures[0].meta.setdefault(WRITTEN_LIST, []).append(attributes)
    state.pos = found.end()
    return True


def finish_pictures(state: StateCore) -> None:
    """Core rule: carry out what is written to each picture."""
    for token in state.tokens:
        if token.type == "inline" and "![" in token.content:
            for line, picture in pictures_in(token):
                take_size_of_words(picture)
                for attributes in picture.meta.pop(WRITTEN_LIST, ()):
                    for message, severity in apply_list(picture, attributes):
                        report_syntax(state, line, message, severity)


def pictures_in(inline: Token) -> Iterator[tuple[int, Token]]:
    """Yield the pictures of a text, each with its line."""
    line = inline.map[0] if inline.map else 0
    for token in inline.children or ():
        line += token.type in {"softbreak", "hardbreak"}
        if token.type in PICTURE_TOKENS:
            yield line, token


def take_size_of_words(picture: Token) -> None:
    """Take the size, and the side, out of the words: ``![a seal|right|300](x.png)``."""
    last = picture.children[-1] if picture.children else None
    if last is None or last.type != "text":
        return
    if found := SIZE_IN_WORDS.search(last.content):
        set_size(picture, found)
        last.content = last.content[: found.start()].rstrip()
    if found := SIDE_IN_WORDS.search(last.content):
        picture.attrSet("align", ALIGNED[found["side"].lower()])
        last.content = last.content[: found.start()].rstrip()


def apply_list(picture: Token, attributes: Mapping[str, str]) -> Iterator[tuple[str, Severity]]:
    """Carry out an attribute list; yield what is wrong with it."""
    named = {SHORT_NAMES.get(name, name): value for name, value in attributes.items()}
    for name, value in STYLE_SIZE.findall(named.get("style", "")):
        named.setdefault(name, value)
    if named.pop("alt", None) == "" or any(named.get(name) in said for name, said in SAYS_DECORATIVE.items()):
        named["class"] = f"{named.get('class', '')} {DECORATIVE}"
    elif attributes.get("alt"):
        picture.children = [Token("text", "", 0, content=attributes["alt"])]
    for name, value in named.items():
        if name in {"width", "height"}:
            yield from apply_size(picture, name, value.strip())
        elif name == "class":
            picture.attrJoin("class", value.strip())
        elif name == "align" and value.lower() in ALIGNED:
            picture.attrSet("align", ALIGNED[value.lower()])
        elif name in {"id", "title"} or (name == "poster" and media_kind(str(picture.attrs.get("src", "")))):
            picture.attrSet(name, value)
        elif name not in NEEDLESS and name not in SAYS_DECORATIVE:
            message = f"`{brief(name)}={brief(value)}` does nothing to a picture here: take it out"
            yield message, Severity.HINT


def apply_size(picture: Token, name: str, value: str) -> Iterator[tuple[str, Severity]]:
    """Set a width or height, if it is one. A height in percent means nothing, as in HTML."""
    if value == "auto" or (name == "height" and value.endswith("%")):
        return
    try:
        directives.length_or_percentage_or_unitless(value)
    except ValueError:
        yield f"`{name}={brief(value)}` is no size: {SIZE_ADVICE}", Severity.FATAL
    else:
        picture.attrSet(name, value.removesuffix("px"))


# -- Captions -------------------------------------------------------------------


class PictureCaptions(SphinxTransform):
    """Makes a figure of a picture that stands alone with its caption: its title, or a line in italics below it."""

    default_priority = Transform.CAPTIONS

    def apply(self, **kwargs: Any) -> None:
        for image in list(self.document.findall(nodes.image)):
            if image.get("title"):
                content: nodes.Element = image.parent if isinstance(image.parent, nodes.reference) else image
                paragraph = content.parent
                if isinstance(paragraph, nodes.paragraph) and fills_paragraph(image, content, paragraph):
                    title = image.attributes.pop("title")
                    paragraph.replace_self(figure_of(image, content, nodes.caption(title, title), paragraph))
        for line in list(self.document.findall(nodes.emphasis)):
            block = line.parent
            above = picture_above(line, block) if isinstance(block, nodes.paragraph) else None
            if above is not None and isinstance(block, nodes.paragraph):
                caption = nodes.caption(line.rawsource, "", *line.children)
                block.replace_self(figure_of(above, block[0], caption, block))


def picture_above(line: nodes.emphasis, paragraph: nodes.paragraph) -> nodes.image | None:
    """Return the picture that fills the line above a line in italics, if both are all of a paragraph."""
    if paragraph[-1] is not line:
        return None
    between = paragraph.children[1:-1]
    ends_line = any(isinstance(node, nodes.raw) or "\n" in node.astext() for node in between)
    if not ends_line or not all(map(is_space, between)):
        return None
    return None if isinstance(paragraph.parent, CAPTIONLESS) else picture_in(paragraph[0])


def picture_in(node: nodes.Node) -> nodes.image | None:
    """Return the picture that a node is, or that is all of a link; None if there is another thing in it."""
    if isinstance(node, nodes.image):
        return node
    if not isinstance(node, PICTURE_LINKS) or any(text.strip() for text in node.findall(nodes.Text)):
        return None
    pictures = list(node.findall(nodes.image))
    return pictures[0] if len(pictures) == 1 else None


def block_of(content: nodes.Node) -> nodes.Node:
    """Return a picture, or a link around one, as it may stand outside of a paragraph."""
    return nodes.inline("", "", content) if isinstance(content, addnodes.pending_xref) else content


def is_space(node: nodes.Node) -> bool:
    """Return whether a node is white space or the end of a line."""
    if isinstance(node, nodes.raw):
        return "html" not in node.get("format", "") or node.astext().strip() == "<br />"
    return isinstance(node, nodes.Text) and not node.strip()


def fills_paragraph(image: nodes.image, content: nodes.Element, paragraph: nodes.paragraph) -> bool:
    """Return whether a picture, or the link around it, is all of a paragraph that is none of a table or figure."""
    around = [(content, paragraph), *([(image, content)] if content is not image else [])]
    alone = all(
        child is inner or (isinstance(child, nodes.Text) and not child.strip())
        for inner, outer in around
        for child in outer.children
    )
    return alone and not isinstance(paragraph.parent, CAPTIONLESS)


def figure_of(
    image: nodes.image, content: nodes.Node, caption: nodes.caption, paragraph: nodes.paragraph
) -> nodes.figure:
    figure = nodes.figure("", block_of(content), caption, classes=paragraph["classes"], ids=paragraph["ids"])
    for node in (caption, figure):
        node.source, node.line = image.source or paragraph.source, image.line or paragraph.line
    if "align" in image:
        figure["align"] = image.attributes.pop("align")
    return figure


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    ruler = parser.inline.ruler
    ruler.at("image", read_sized(rule_of(ruler, "image")))
    ruler.before("attr", "picture_list", read_attribute_list)
    parser.core.ruler.after("inline", "pictures", finish_pictures)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.upstream.registry")
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    app.add_transform(PictureCaptions)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
