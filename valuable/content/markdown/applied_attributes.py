"""Give blocks and words the attributes that are written beside them, as kramdown, Pandoc, Hugo and MyST have it.

``## Words {#id .class}``; a line ``{: .lead #first}`` right below or above a block, or ``{.lead}``; ``*words*{: .x}``
and ``[words](address){.x}``; ``- {:.x} an item``; ``{:name: .x}``, to which ``{: name}`` refers. In MyST a line
``{.x}`` is of the block below it: so it is here, unless only the block above is right beside it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from docutils import nodes
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.reports import Severity, report
from valuable.base.text_files import brief
from valuable.content.headings import is_anchor, note_anchor
from valuable.content.markdown.attribute_lists import parse_attribute_list
from valuable.content.verbatim import LOOKING
from valuable.upstream.first_signs import begins_with
from valuable.upstream.myst import add_renderer
from valuable.upstream.nesting import FIRST_LINE

Attributes = dict[str, str]
BRACED = r"\{(?![{%<])(?:[^{}\"']|\"[^\"{}]{0,500}\"|'[^'{}]{0,500}'){1,500}\}"
ATTRIBUTE_LIST = re.compile(BRACED)
ATTRIBUTE_LINE = re.compile(rf"[ \t]*({BRACED})[ \t]*$")
LIST_AT_END = re.compile(rf"(?:^|(?<=[ \t\n]))({BRACED})$")
CLOSING_HASHES = re.compile(r"[ \t]+#+$")
DEFINITION = re.compile(r"\{:([\w-]+):(?: |$|(?=[.#\w]))(.*)\}", re.DOTALL)
NAME_IN_LIST = re.compile(r"\"[^\"]*\"|'[^']*'|(?<![^\s:])([A-Za-z][\w-]*)(?![^\s])(?!\s*=)")
# Of kramdown: what stands between these is a comment, or HTML, which needs no mark here.
EXTENSION_LINE = re.compile(r"[ \t]*\{:(?:/[a-z]*|:(?P<name>[a-z]+)(?P<rest>[^}\n]*?)(?P<whole>/?))\}[ \t]*$")
EXTENSION_END = re.compile(r"[ \t]*\{:/(?:comment)?\}[ \t]*$")
IMAGE = r"!(?:\[[^\[\]]*\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[\[[^\[\]\n]+\]\])"
INLINE_EXTENSION = re.compile(
    r"\{::comment\}(?:[^{]|\{(?!:/)){0,2000}\{:/(?:comment)?\}|\{::(?:nomarkdown|options)\b[^}\n]*\}|\{:/(?:nomarkdown)?\}"
)
SINGLE_IMAGE = re.compile(IMAGE)
IMAGE_AT_END = re.compile(rf"{IMAGE}[ \t]*$")  # what stands behind is the picture's, see `picture_markup`
LANGUAGE_OF_CODE = re.compile(r"(?:language|lang|highlight)-([\w+#-]+)")
NAMED_LISTS = "valuable_attribute_lists"  # in the state of a parser, by their names
# What is made of these kinds of tokens decides by itself which attributes it has.
CODE_TOKENS = frozenset({"fence", "code_block", "colon_fence"})
CLOSED_INLINE = frozenset({"image", "code_inline"})
CLOSING_INLINE = frozenset(
    {
        "link_close",
        "span_close",
        "em_close",
        "strong_close",
        "s_close",
        "marked_close",
        "added_close",
        "superscript_close",
    }
    | {"subscript_close", "wikilink_close"}
)
# What is of no use in a text, each with what to do; the rest is named as it is.
ADVICE = {
    "style": "give it a class, as in `{.mine}`, and say in `_static/css/custom.css` how that looks",
    "width": "it is read behind a picture, as in `![…](x.png){width=50%}`",
    "height": "it is read behind a picture, as in `![…](x.png){height=9em}`",
}
OF_LINKS = frozenset({"title", "target", "rel"})
NEVER_GIVEN = frozenset({"href", "src", "srcset", "action", "formaction", "xlink:href"})


@dataclass
class ListOfAttributes:
    """What stands between braces: attributes, and the names of definitions."""

    attributes: Attributes
    names: list[str] = field(default_factory=list)


def read_attributes(text: str) -> ListOfAttributes | None:
    """Return what a list of attributes says, braces included; None if it is something else."""
    inner = text[1:-1]
    names: list[str] = []
    if inner.startswith(":"):

        def note(match: re.Match[str]) -> str:
            if match[1] is None:
                return match[0]
            names.append(match[1])
            return " "

        inner = NAME_IN_LIST.sub(note, inner[1:])
    elif inner.strip() in {"-", ".unnumbered"}:  # Pandoc's: of a heading without a number, as all are here
        return ListOfAttributes({})
    found = parse_attribute_list(inner)
    return ListOfAttributes(found, names) if found or (found is not None and text.startswith("{:")) else None


def resolved(found: ListOfAttributes, definitions: Mapping[str, Attributes]) -> Attributes:
    """Return the attributes of a list and of the definitions that it names."""
    result: Attributes = {}
    for part in (*(definitions.get(name, {}) for name in found.names), found.attributes):
        join_attributes(result, part)
    return result


def join_attributes(target: Any, more: Mapping[str, str]) -> None:
    """Add attributes to others: classes are added, of the rest the later ones stay."""
    for name, value in more.items():
        target[name] = f"{target[name]} {value}" if name == "class" and target.get("class") else value


# -- Lines of their own ---------------------------------------------------------------


def read_line(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """Block rule: read a line with a list of attributes, a definition of one, or a mark of kramdown's extensions."""
    start, stop = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    if not state.src.startswith("{", start) or state.is_code_block(line):
        return False
    text = state.src[start:stop]
    if EXTENSION_LINE.match(text):
        return silent or skip_extension(state, line, end, text)
    match = ATTRIBUTE_LINE.match(text)
    if match is None:
        return False
    if definition := DEFINITION.fullmatch(match[1]):
        attributes = parse_attribute_list(definition[2])
        if attributes is not None and not silent:
            state.env.setdefault(NAMED_LISTS, {})[definition[1]] = attributes
            state.line = line + 1
        return attributes is not None
    found = read_attributes(match[1])
    if found is None:
        return False
    if not silent:
        token = state.push("attribute_line", "", 0)
        token.map, token.content, token.hidden = [line, line + 1], match[1], True
        token.meta = {
            "list": found,
            "above": line > 0 and not state.isEmpty(line - 1),
            "below": line + 1 < end and not state.isEmpty(line + 1) and state.sCount[line + 1] >= state.blkIndent,
        }
        state.line = line + 1
    return True


def skip_extension(state: StateBlock, line: int, end: int, text: str) -> bool:
    """Leave out ``{::comment}`` with what it holds, and the marks of the others."""
    found = EXTENSION_LINE.match(text)
    state.line = line + 1
    if found and found["name"] == "comment" and not found["whole"]:
        while state.line < end:
            state.line += 1
            here = state.line - 1
            if EXTENSION_END.match(state.src[state.bMarks[here] : state.eMarks[here]]):
                break
    elif found and found["name"] == "options":
        message = f"`{brief(text.strip())}` sets up kramdown, and does nothing here: take it out"
        tell(state, line, message, text.strip())
    return True


def tell(state: StateBlock | StateCore, line: int, message: str, subject: str) -> None:
    """Report a hint, unless the parser is only looking ahead."""
    if LOOKING not in state.env and "document" in state.md.options:
        place = f"{state.md.options['document']['source']}:{state.env.get(FIRST_LINE, 0) + line + 1}"
        report(message, place, "syntax", severity=Severity.HINT, subject=subject)


# -- Blocks -----------------------------------------------------------------------------


class BlockAttributes:
    """Gives the attributes of a text's lines to its blocks."""

    def __init__(self, state: StateCore) -> None:
        self.state = state
        self.definitions: Mapping[str, Attributes] = state.env.get(NAMED_LISTS, {})
        self.kept: list[Token] = []
        self.waiting: tuple[Token, Attributes] | None = None  # for the block below
        self.above: Token | None = None  # the block that the line before was of

    def run(self) -> None:
        if any(token.type == "attribute_line" for token in self.state.tokens):
            for token in self.state.tokens:
                self.take(token)
            self.drop_waiting()
            self.state.tokens = self.kept
        self.read_ends()

    def take(self, token: Token) -> None:
        if token.type == "attribute_line":
            self.take_line(token)
            return
        if self.waiting and token.nesting >= 0:
            line, attributes = self.waiting
            self.give(token, attributes, line, own_anchor=not line.content.startswith("{:"))
            self.waiting = None
        elif self.waiting:
            self.drop_waiting()
        self.above = None
        self.kept.append(token)

    def take_line(self, line: Token) -> None:
        attributes, colon = resolved(line.meta["list"], self.definitions), line.content.startswith("{:")
        for name in line.meta["list"].names:
            if name not in self.definitions and name != "toc":
                message = f"`{brief(line.content)}` names no list of attributes: write one, as in `{{:{name}: .class}}`"
                self.tell(line, message)
        above = (self.above or self.block_above()) if line.meta["above"] else None
        if above is not None and (colon or not line.meta["below"]):
            self.give(above, attributes, line, own_anchor=False)
            self.above = above
        elif line.meta["below"]:
            before = self.waiting[1] if self.waiting else {}
            join_attributes(before, attributes)
            self.waiting = (line, before)
        elif attributes:
            self.tell_lost(line)

    def block_above(self) -> Token | None:
        """Return the first token of the block that ends right here."""
        place = len(self.kept) - 1
        if place < 0 or self.kept[place].nesting > 0:
            return None
        level = self.kept[place].level
        if self.kept[place].nesting < 0:
            while self.kept[place].level != level or self.kept[place].nesting != 1:
                place -= 1
        return self.kept[place]

    def drop_waiting(self) -> None:
        if self.waiting:
            self.tell_lost(self.waiting[0])
            self.waiting = None

    def give(self, token: Token, attributes: Attributes, line: Token, *, own_anchor: bool) -> None:
        """Give attributes to the block that *token* begins."""
        image = self.single_image(token)
        if image is not None:
            image.content += "{" + " ".join(written(attributes)) + "}" if attributes else ""
            return
        if token.type in CODE_TOKENS:
            give_language(token, attributes)
        if token.type == "html_block":
            self.tell(line, f"`{brief(line.content)}` is beside HTML: write the attributes into its tag")
            return
        give_to(token, attributes, named=own_anchor)
        if token.type not in CODE_TOKENS:
            for name in attributes.keys() - {"class", "id", "lang", "attribution"}:
                self.tell(line, unused(f"{name}={attributes[name]}", name))

    def single_image(self, token: Token) -> Token | None:
        """Return the text of a paragraph that has nothing but an image."""
        if token.type != "paragraph_open":
            return None
        place = next((place for place in range(len(self.kept) - 1, -1, -1) if self.kept[place] is token), None)
        found = self.kept[place + 1] if place is not None and place + 1 < len(self.kept) else None
        return found if found is not None and SINGLE_IMAGE.fullmatch(found.content.strip()) else None

    def read_ends(self) -> None:
        """Read the lists at the ends of headings and paragraphs, and at the beginnings of items."""
        tokens = self.state.tokens
        for place, token in enumerate(tokens):
            if token.type != "inline" or "{" not in token.content:
                continue
            block = tokens[place - 1]
            item = tokens[place - 2] if place > 1 and tokens[place - 2].type == "list_item_open" else None
            if item is not None:
                self.read_beginning(token, item)
            if block.type in {"heading_open", "paragraph_open"}:
                self.read_end(token, item if item is not None and block.hidden else block)

    def read_beginning(self, text: Token, item: Token) -> None:
        match = ATTRIBUTE_LIST.match(text.content)
        found = read_attributes(match[0]) if match and match[0].startswith("{:") else None
        if match and found is not None:
            text.content = text.content[match.end() :].lstrip(" ")
            self.give(item, resolved(found, self.definitions), shown_line(text, match[0]), own_anchor=False)

    def read_end(self, text: Token, block: Token) -> None:
        match = LIST_AT_END.search(text.content, max(0, len(text.content) - 600))
        if match and IMAGE_AT_END.search(text.content, max(0, match.start() - 600), match.start()):
            return
        found = read_attributes(match[1]) if match else None
        if match and found is not None:
            text.content = text.content[: match.start()].rstrip()
            if block.type == "heading_open":
                text.content = CLOSING_HASHES.sub("", text.content)
            self.give(block, resolved(found, self.definitions), shown_line(text, match[1]), own_anchor=False)

    def tell(self, line: Token, message: str) -> None:
        if line.map:
            tell(self.state, line.map[0], message, line.content)

    def tell_lost(self, line: Token) -> None:
        said = f"`{brief(line.content)}` has no block right above or below it that it could be about"
        self.tell(line, f"{said}: put it on the line after that block, without a blank line between")


def shown_line(text: Token, content: str) -> Token:
    """Return a token for messages about a list within the text of a block."""
    return Token("attribute_line", "", 0, content=content, map=text.map)


def unused(written_as: str, name: str) -> str:
    said = f"`{brief(written_as)}` does nothing here"
    return f"{said}: {ADVICE.get(name, 'take it out; what works are `.class`, `#anchor` and `lang=`')}"


def written(attributes: Mapping[str, str]) -> Iterator[str]:
    """Yield attributes as they are written in a list."""
    for name, value in attributes.items():
        if name == "class":
            yield from (f".{one}" for one in value.split())
        else:
            yield f"#{value}" if name == "id" else f'{name}="{value}"'


def give_language(token: Token, attributes: Attributes) -> None:
    """Take ``.language-ruby``, which is how kramdown says it, for the language of a block of code."""
    for name in attributes.get("class", "").split():
        found = LANGUAGE_OF_CODE.fullmatch(name)
        if found and not token.info.strip():
            token.type, token.tag, token.info = "fence", "code", found[1]
            attributes["class"] = " ".join(other for other in attributes["class"].split() if other != name)
            return


def give_to(token: Token, attributes: Mapping[str, str], *, named: bool = False) -> None:
    """Give attributes to a token: the anchor of a heading is no name for other pages, unless it is *named*."""
    for name, value in attributes.items():
        if name == "lang" and token.type not in CODE_TOKENS:
            join_attributes(token.attrs, {"class": f"language-{value}"})
        elif name == "id" and token.type == "heading_open" and not named:
            token.meta = {**token.meta, "anchor": value}
        elif not name.startswith("on") and name not in NEVER_GIVEN:
            join_attributes(token.attrs, {name: value})


def give_to_blocks(state: StateCore) -> None:
    """Core rule: give the attributes of lines and of the ends of lines to their blocks."""
    if "{" in state.src:
        BlockAttributes(state).run()


# -- Words --------------------------------------------------------------------------------


def read_behind(state: StateInline, silent: bool) -> bool:
    """Inline rule: read a list behind a link, a picture, code or a span."""
    if state.src[state.pos] != "{" or state.pending or not state.tokens:
        return False
    match = ATTRIBUTE_LIST.match(state.src, state.pos, state.posMax)
    found = read_attributes(match[0]) if match else None
    if match is None or found is None or state.tokens[-1].type not in CLOSED_INLINE | CLOSING_INLINE:
        return False
    if not silent:
        give_to(state.tokens[opening(state.tokens, len(state.tokens) - 1)], resolved_inline(state, found))
    state.pos = match.end()
    return True


def resolved_inline(state: StateInline, found: ListOfAttributes) -> Attributes:
    return resolved(found, state.env.get(NAMED_LISTS, {}))


def opening(tokens: list[Token], place: int) -> int:
    """Return the place of the token that opens what the one at *place* closes."""
    depth: int = -tokens[place].nesting
    while depth > 0:
        place -= 1
        depth -= tokens[place].nesting
    return place


def read_behind_marks(state: StateInline) -> None:
    """Inline rule of the second round: read a list behind emphasis, whose marks have been paired only now."""
    for place in range(1, len(state.tokens)):
        text, token = state.tokens[place], state.tokens[place - 1]
        if text.type != "text" or not text.content.startswith("{") or token.type not in CLOSING_INLINE:
            continue
        match = ATTRIBUTE_LIST.match(text.content)
        found = read_attributes(match[0]) if match else None
        if match and found is not None:
            text.content = text.content[match.end() :]
            give_to(state.tokens[opening(state.tokens, place - 1)], resolved_inline(state, found))


@begins_with("{")
def read_stray(state: StateInline, silent: bool) -> bool:
    """Inline rule: leave out marks of kramdown's extensions, and have a list reported that is about nothing.

    As in ``words{: .x} and more``.
    """
    if not state.src.startswith("{:", state.pos):
        return False
    if extension := INLINE_EXTENSION.match(state.src, state.pos, state.posMax):
        state.pos = extension.end()
        return True
    if silent:
        return False
    match = ATTRIBUTE_LIST.match(state.src, state.pos, state.posMax)
    found = read_attributes(match[0]) if match else None
    before = state.src[state.pos - 1 : state.pos]
    if match is None or found is None or not (found.attributes or found.names) or before in {"*", "_", "~", "="}:
        return False
    state.push("stray_attributes", "", 0).content = match[0]
    state.pos = match.end()
    return True


# -- Nodes --------------------------------------------------------------------------------


def render_heading(renderer: Any, token: Any) -> None:
    """Make a heading, and note its anchor for `valuable.content.headings`."""
    renderer.render_heading(token)
    anchor = (token.meta or {}).get("anchor")
    here = renderer.current_node
    heading = here if isinstance(here, nodes.section) else here[-1]
    if anchor is None:
        return
    if is_anchor(anchor):
        note_anchor(renderer.document, heading, anchor)
    else:
        message = f"`{{#{brief(anchor)}}}` can be no anchor: write one without spaces, quotes, `%` and `#`"
        report(message, heading, "headings", subject=anchor)


def render_stray_attributes(renderer: Any, token: Any) -> None:
    """Show a list of attributes as it is typed, and say where it may stand."""
    place, shown = nodes.inline(), brief(token.content)
    renderer.add_line_and_source_path(place, token)
    renderer.current_node.append(nodes.Text(token.content))
    message = (
        f"`{shown}` is about nothing that stands before it, and stays as it is typed: write it right behind a link, a "
        f"picture, code or emphasis, or as in `[the words]{{.class}}`"
    )
    report(message, place, "syntax", severity=Severity.HINT, subject=token.content)


def render_emphasis(renderer: Any, token: Any) -> None:
    render_with_attributes(renderer, token, nodes.emphasis())


def render_strong(renderer: Any, token: Any) -> None:
    render_with_attributes(renderer, token, nodes.strong())


def render_with_attributes(renderer: Any, token: Any, node: nodes.Element) -> None:
    renderer.add_line_and_source_path(node, token)
    renderer.copy_attributes(token, node, ("class", "id"))
    with renderer.current_node_context(node, append=True):
        renderer.render_children(token)


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    interrupts = ["paragraph", "reference", "blockquote", "list", "footnote_def"]
    parser.block.ruler.at("attr", read_line, {"alt": interrupts})
    parser.core.ruler.at("attr", give_to_blocks)
    parser.inline.ruler.at("attr", read_behind)
    parser.inline.ruler.after("attr", "stray_attributes", read_stray)
    parser.inline.ruler2.push("attr_behind_marks", read_behind_marks)
    add_renderer(parser, "heading", render_heading)
    add_renderer(parser, "stray_attributes", render_stray_attributes)
    add_renderer(parser, "em", render_emphasis)
    add_renderer(parser, "strong", render_strong)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.upstream.registry")
    app.setup_extension("valuable.content.headings")
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
