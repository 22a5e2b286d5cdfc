"""Write the body of a page as CommonMark: what is CommonMark already stays as typed, what is not is converted.

A text is taken block by block. Of a block that every system reads, only spans are edited: links, remarks,
``[[names]]``. Any other block, such as a directive, is printed as HTML as on its page, and that is written as Markdown.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any
from urllib.parse import unquote

import myst_parser.parsers.sphinx_ as myst
from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.utils import new_document
from markdown_it import MarkdownIt
from markdown_it.token import Token
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from valuable.base.html_tree import Element, parse_html, remove_element, text_content
from valuable.base.uris import absolute_uri
from valuable.content.markdown.info_strings import read_info
from valuable.content.markdown_comments import strip_remarks
from valuable.content.source_checks import Source, address_of
from valuable.content.verbatim import LineIndex, VerbatimText
from valuable.importers.exports.forms import Form
from valuable.importers.exports.records import CONVERTED, ExportNote
from valuable.importers.links import quoted_address, targets_in
from valuable.importers.markdown_edits import Edit, edited
from valuable.knowledge.wikilinks import WIKILINK, named_page
from valuable.outputs.markdown_text import escape_markdown, heading_line
from valuable.outputs.markdown_writer import Converter, class_set, fenced_code, is_omitted

# What CommonMark, GitHub's tables, footnotes and lists of definitions have; each may have these attributes.
COMMON: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        (
            *("paragraph", "heading", "blockquote", "table", "thead", "tbody", "tr", "em", "strong", "s", "dl", "dt"),
            *("dd", "footnote_reference", "inline", "text", "text_special", "softbreak", "hardbreak", "code_inline"),
            *("code_block", "hr", "html_inline", "html_block", "footnote_ref", "math_inline", "math_block", "wikilink"),
        ),
        frozenset[str](),
    ),
    **dict.fromkeys(("bullet_list", "list_item"), frozenset({"class"})),  # those with boxes
    "ordered_list": frozenset({"class", "start"}),
    **dict.fromkeys(("th", "td"), frozenset({"style"})),
    "link": frozenset({"href", "title"}),
    "image": frozenset({"src", "alt", "title"}),
    "fence": frozenset(),
}
UNSEEN_BLOCKS = frozenset({"myst_line_comment", "myst_block_break"})
CALLOUTS = frozenset({"callout", "callout_title"})
# Shortcodes, Liquid, what is shown in place, Pelican's targets, and where contents stand.
OTHER_TAGS = re.compile(
    r"\{\{|\{%|!\[\[|[{|](?:filename|attach|static|tag|category|author|index)[}|]|^\[_?TOC_?\]", re.MULTILINE
)
KRAMDOWN_ATTRIBUTES = re.compile(r"^[ \t]*\{:[^}\n]*\}|(?<=\S)\{:[^}\n]*\}", re.MULTILINE)  # of kramdown
UNREAD_LINE = re.compile(r"^(?!\s*\[[^\]\n]+\]:)[ \t]*[^\s\"'(<][^\n]*$", re.MULTILINE)
TOC_LINE = re.compile(r"\{:\s*toc\b[^}\n]*\}")  # below a list whose place kramdown gives to the contents
TABLE_RULE = re.compile(r"[ \t|:-]+")
HTML_REMARK = re.compile(r"<!--(?!\s*more\s*-->)[\s\S]*?-->")
NOTE_NUMBER = re.compile(r"\[\^(\d+)\]")
ONE_DOLLAR = re.compile(r"(?<![\\$])\$(?![\s$])([^$\n]+?)(?<![\s\\])\$(?![\d$])")
EDITED_TAIL = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class TypedBlock:
    """A block on top level: its tokens, and the lines that it stands on, from 0, without the last."""

    tokens: Sequence[Token]
    start: int
    end: int

    @property
    def name(self) -> str:
        return self.tokens[0].type.removesuffix("_open")


@dataclass
class FoundTitle:
    """The title of a page, and the block that it stands in."""

    words: str = ""
    block: TypedBlock | None = None


@dataclass
class BodyWriter:
    """Writes the bodies of one site. ``file_target`` returns what to write for a file, seen from a page."""

    app: Sphinx
    form: Form
    page_at: Callable[[str, str], str | None]  # the address of what a target of a page leads to
    file_target: Callable[[str, str], str | None]
    notes: list[ExportNote] = field(default_factory=list)
    has_inline_maths: bool = False

    @cached_property
    def parser(self) -> MarkdownIt:
        env: Any = self.app.env
        return myst.create_md_parser(env.myst_config, SphinxRenderer)

    def parsed(self, docname: str, text: str) -> list[Token]:
        """Return the tokens of a text as the build reads it."""
        parser_type: Any = myst.MystParser
        settings: Any = get_default_settings(parser_type)
        settings.env = self.app.env
        self.app.env.prepare_settings(docname)
        self.parser.options["document"] = new_document(str(self.app.env.doc2path(docname)), settings)
        return self.parser.parse(text, {})

    def write(self, source: Source, text: str) -> tuple[str, str]:
        """Return the title and the body of a page, given the text below its front matter."""
        page = PageBody(self, source, text)
        return page.title.words, page.markdown()


class PageBody:
    """One page on its way to Markdown."""

    def __init__(self, writer: BodyWriter, source: Source, text: str) -> None:
        self.writer, self.source, self.docname = writer, source, source.docname
        self.text, self.typed = strip_remarks(writer.parser, text)[0], text
        self.blocks = list(typed_blocks(writer.parsed(self.docname, self.text)))
        self.lines = LineIndex(self.text)
        self.verbatim = VerbatimText(writer.parser, self.text)
        self.title = title_of(self.blocks)
        self.odd = {block.start for block in self.blocks if not self.is_common(block)}

    def note(self, kind: str, line: int, message: str) -> None:
        self.writer.notes.append(ExportNote(kind, self.source.path, line, message))

    def offset(self, line: int) -> int:
        return self.lines.starts[line] if line < len(self.lines.starts) else len(self.text)

    def markdown(self) -> str:
        """Return the body, without its title."""
        edits = [edit for block in self.blocks for edit in self.block_edits(block)]
        edits += self.span_edits(0, self.blocks[0].start if self.blocks else 0)
        for before, after in zip(self.blocks, [*self.blocks[1:], None], strict=True):
            end = after.start if after else len(self.lines.starts)
            edits += self.span_edits(before.end, end)  # definitions of links, which are no tokens
            edits += self.unread_edits(before.end, end)
        self.note_remarks()
        return EDITED_TAIL.sub("\n\n", edited(self.text, edits)).strip("\n") + "\n"

    def note_remarks(self) -> None:
        """Say where remarks of the author were left out, which no reader of this site sees."""
        lines = [block.start + 1 for block in self.blocks if block.name == "myst_line_comment"]
        lines += [
            self.lines.at(found.start()) + 1
            for found in HTML_REMARK.finditer(self.text)
            if not self.verbatim.fences or not self.is_code(found.start())
        ]
        if self.text != self.typed:
            pairs = zip(self.text.split("\n"), self.typed.split("\n"), strict=False)
            lines += [number for number, (left, typed) in enumerate(pairs, start=1) if left != typed]
        for line in sorted(lines)[:1]:
            what = (
                "a remark that no reader sees was"
                if len(lines) == 1
                else f"{len(lines)} remarks that no reader sees were"
            )
            self.note("remarks", line, f"{what} left out")

    def is_code(self, place: int) -> bool:
        span = self.verbatim.span_at(place)
        return span is not None and span.kind == "code"

    def block_edits(self, block: TypedBlock) -> Iterator[Edit]:
        """Yield what is to be edited of a block."""
        start, end = self.offset(block.start), self.offset(block.end)
        if block is self.title.block or block.name in UNSEEN_BLOCKS:
            yield Edit(start, end, "")
        elif block.name == "myst_target":
            yield Edit(start, end, f'<a id="{block.tokens[0].content}"></a>\n\n')
        elif block.name == "abbreviation_line" and not self.writer.form.keeps_abbreviations:
            self.note("abbreviations", block.start + 1, "what an abbreviation stands for is not shown there")
            yield Edit(start, end, "")
        elif block.start not in self.odd:
            yield from self.span_edits(block.start, block.end)
        else:
            words = "\n\n".join(self.converted(block))
            info = block.tokens[0].info
            kind = info.partition("}")[0] + "}" if info.startswith("{") else block.name.replace("_", " ")
            self.note(CONVERTED, block.start + 1, f"`{kind}`")
            yield Edit(start, end, f"{words}\n\n" if words else "")

    # -- What stays as typed

    def is_common(self, block: TypedBlock) -> bool:
        """Return whether the other system reads a block as it is typed."""
        start, end = self.offset(block.start), self.offset(block.end)
        if any(not self.is_common_token(token) for token in all_tokens(block.tokens)):
            return False
        typed = self.text[start:end]
        tags = [
            *OTHER_TAGS.finditer(typed),
            *(() if self.writer.form.is_kramdown else KRAMDOWN_ATTRIBUTES.finditer(typed)),
        ]
        if any(not self.is_code(start + found.start()) for found in tags) or self.has_odd_names(start, end):
            return False
        return self.writer.form.is_kramdown or not is_loose_table(block, typed)

    def is_common_token(self, token: Token) -> bool:
        name = token.type.removesuffix("_open").removesuffix("_close")
        if name == "math_inline":
            self.writer.has_inline_maths = True
        if name in CALLOUTS:
            return self.writer.form.keeps_callouts and not (token.meta or {}).get("classes")
        if name == "abbreviation_line":
            return True
        if name == "fence" and (token.info.startswith("{") or read_info(token.info).title):
            return False
        return name in COMMON and COMMON[name] >= token.attrs.keys()

    def has_odd_names(self, start: int, end: int) -> bool:
        """Return whether a name in ``[[…]]`` leads to a part of a page, or nowhere."""
        found = [name for name in WIKILINK.finditer(self.text, start, end) if not self.is_code(name.start())]
        return any("#" in name[2] or named_page(self.writer.app, plain_name_of(name)) is None for name in found)

    def span_edits(self, first: int, last: int) -> list[Edit]:
        """Return the edits of spans on these lines: links, names, remarks, formulas."""
        start, end = self.offset(first), self.offset(last)
        part = self.text[start:end]
        targets = [target for target in targets_in(part) if not self.is_code(start + target.start)]
        new = [(target, self.new_target(target.written)) for target in targets]
        found = [Edit(start + target.start, start + target.end, there) for target, there in new if there is not None]
        found += [
            Edit(start + name.start(), start + name.end(), self.named_link(name))
            for name in WIKILINK.finditer(part)
            if not self.is_code(start + name.start()) and not name[1] and "#" not in name[2]
        ]
        found += [
            Edit(start + remark.start(), start + remark.end(), "")
            for remark in HTML_REMARK.finditer(part)
            if not self.is_code(start + remark.start())
        ]
        if self.writer.form.two_dollars:
            for maths in ONE_DOLLAR.finditer(part):
                span = self.verbatim.span_at(start + maths.start())
                if span is not None and span.kind == "maths" and span.start == start + maths.start():
                    found.append(Edit(start + maths.start(), start + maths.end(), f"$${maths[1]}$$"))
        return found

    def unread_edits(self, first: int, last: int) -> Iterator[Edit]:
        """Yield edits that take out lines between blocks, such as attributes, that are no definitions of links."""
        start, end = self.offset(first), self.offset(last)
        if self.writer.form.is_kramdown and TOC_LINE.search(self.text, start, end):
            return
        for line in UNREAD_LINE.finditer(self.text, start, end):
            yield Edit(line.start(), line.end(), "")

    def new_target(self, written: str) -> str | None:
        """Return what to write for the target of a link or picture; None to leave it."""
        return self.writer.page_at(self.docname, written) or self.writer.file_target(
            self.docname, unquote(written.partition("?")[0].partition("#")[0])
        )

    def named_link(self, name: re.Match[str]) -> str:
        target = named_page(self.writer.app, plain_name_of(name))
        words = name[2].partition("|")[2].strip() or escape_markdown(plain_name_of(name))
        return f"[{words}]({quoted_address(address_of(self.writer.app, target))})" if target else words

    # -- What is converted

    @cached_property
    def doctree(self) -> nodes.document:
        """The page with all references resolved, as it is printed."""
        app, builder = self.writer.app, self.builder
        found: nodes.document = app.env.get_and_resolve_doctree(self.docname, builder, tags=builder.tags)
        builder.post_process_images(found)
        found.settings = builder.docsettings
        return found

    @property
    def builder(self) -> Any:
        return self.writer.app.builder

    @cached_property
    def placed(self) -> list[tuple[int, nodes.Element]]:
        """The blocks of the page, each with the line that it comes from."""
        found: list[tuple[int, nodes.Element]] = []
        nodes_of_page, last = list(page_blocks(self.doctree)), 0
        for node, line in zip(nodes_of_page, self.trusted_lines(nodes_of_page), strict=True):
            last = line or self.line_of_odd_block(last)
            found.append((last, node))
        return sorted(found, key=lambda item: item[0])

    def trusted_lines(self, found: Sequence[nodes.Element]) -> list[int]:
        """Return the line of this text that each node comes from; 0 for what is from another file.

        Some of these say that they are from here: the most that lead on from line to line are believed.
        """
        lines = [next(typed_lines(node, self.source.path), 0) for node in found]
        inline = [
            number for number, node in enumerate(found)
            if 0 < lines[number] <= len(self.lines.starts) and not isinstance(node, nodes.footnote)
        ]  # fmt: skip
        trusted = {inline[place] for place in longest_rise([lines[number] for number in inline])}
        return [
            line if number in trusted or isinstance(found[number], nodes.footnote) else 0
            for number, line in enumerate(lines)
        ]

    def line_of_odd_block(self, line: int) -> int:
        """Return where the first block behind a line begins that is converted: what comes from another file is its."""
        return next((block.start + 1 for block in self.blocks if block.start >= line and block.start in self.odd), line)

    def converted(self, block: TypedBlock) -> list[str]:
        """Return a block as Markdown, made from its HTML."""
        at = bisect_left(self.placed, block.start + 1, key=lambda item: item[0])
        chosen = []
        for line, node in self.placed[at:]:
            if line > block.end:
                break
            chosen.append(node)
        return [
            words
            for node in chosen
            for words in ([self.heading(node)] if isinstance(node, nodes.title) else self.from_html(self.html_of(node)))
        ]

    def heading(self, node: nodes.title) -> str:
        depth = sum(isinstance(parent, nodes.section) for parent in nodes_around(node))
        html = self.builder.inline(node)
        anchor = next(iter(node.parent.get("ids", ())), "")
        return heading_line(min(depth, 6), self.converter.inline(parse_html(html))) + (
            f" {{#{anchor}}}" if anchor else ""
        )

    def html_of(self, node: nodes.Element) -> str:
        builder, env = self.builder, self.writer.app.env
        here = builder.get_target_uri(self.docname)
        builder.secnumbers = env.toc_secnumbers.get(self.docname, {})
        builder.fignumbers = env.toc_fignumbers.get(self.docname, {})
        builder.imgpath, builder.dlpath = relative_uri(here, "_images"), relative_uri(here, "_downloads")
        builder.current_docname, builder.doctree = self.docname, self.doctree
        visitor: Any = builder.create_translator(self.doctree, builder)
        node.walkabout(visitor)
        return "".join(visitor.body)

    @cached_property
    def converter(self) -> Converter:
        found = PageConverter(self.there, self.picture, dollars=self.writer.form.two_dollars)
        found.maths_sign = "$$" if self.writer.form.two_dollars else "$"
        return found

    def from_html(self, html: str) -> list[str]:
        blocks = self.converter.blocks(parse_html(html))
        found = [
            NOTE_NUMBER.sub(lambda number: f"[^{self.note_labels.get(number[1], number[1])}]", text) for text in blocks
        ]
        return [plain_callout(text) for text in found] if not self.writer.form.keeps_callouts else found

    @cached_property
    def note_labels(self) -> dict[str, str]:
        """The labels of footnotes as they are typed, by the numbers that the page shows."""
        typed = {
            token.meta["label"] for token in all_tokens(block.tokens[0] for block in self.blocks)
            if token.type == "footnote_reference_open"
        }  # fmt: skip
        found = {}
        for node in self.doctree.findall(nodes.footnote):
            number = node[0].astext() if len(node) else ""
            names: list[str] = node.get("names", [])
            label = next((name for name in names if name in typed), "")
            found[number] = label or f"note-{number}"
        return found

    def there(self, address: str) -> str:
        """Return the address on the other site of one that the page has."""
        base = self.writer.app.config.html_baseurl
        whole = absolute_uri(base + self.builder.get_target_uri(self.docname), address)
        if not whole.startswith(base):
            return whole
        path = whole.removeprefix(base)
        if path.startswith(("_images/", "_downloads/")):
            return self.picture(unquote(path.rpartition("/")[2].partition("#")[0]))
        here = self.builder.get_target_uri(self.docname)
        return path.removeprefix(here) if path.startswith(f"{here}#") else f"/{path}"

    @cached_property
    def originals(self) -> dict[str, str]:
        """The files of the page's pictures and downloads, by the names that they have on the site."""
        env: Any = self.writer.app.env
        found = {name: path for path, (_, name) in env.images.items()}
        return found | {name.rpartition("/")[2]: path for path, (_, name) in env.dlfiles.items()}

    def picture(self, name: str) -> str:
        path = self.originals.get(name, "")
        found = self.writer.file_target(self.docname, f"/{path}") if path else None
        if found is None:
            self.note("pictures", 0, f"{name} is drawn by this site, and did not go along")
        return found or f"/{path or name}"


class PageConverter(Converter):
    """Writes figures as a picture with its caption in the line below, and what is read elsewhere as HTML."""

    maths_sign = "$"  # on both sides of a formula in a line

    def block(self, element: Element) -> list[str]:
        """Return the blocks of an element; before a formula with a number the place that links lead to."""
        name = element.get("id") or ""
        found = self.captioned(element)
        return [f'<a id="{escape(name)}"></a>', *found] if name.startswith("equation-") else found

    def callout(self, element: Element) -> str:
        """Return a callout with its title, where that is not just the English word for its kind."""
        word = element.get("data-callout", "note")
        titles = (child for child in element if "admonition-title" in class_set(child))
        title = "".join(text_content(child) for child in titles).strip()
        head, mark, rest = super().callout(element).partition("\n")
        is_bare = re.fullmatch(r"> \[![\w-]+\][+-]?", head) is not None
        return (f"{head} {escape_markdown(title)}" if is_bare and title.casefold() != word else head) + mark + rest

    def by_class(self, element: Element) -> list[str]:
        """Return a block of code under its title in bold type: few systems read one behind the fence."""
        caption = element.find("figcaption") if "literal-block-wrapper" in class_set(element) else None
        if caption is None:
            return super().by_class(element)
        words = "".join(text_content(part) for part in caption.iterchildren() if not is_omitted(part)).strip()
        return [*([f"**{escape_markdown(words)}**"] if words else []), fenced_code(caption.getnext())]

    def captioned(self, element: Element) -> list[str]:
        caption = element.find("figcaption") if element.tag == "figure" else None
        if caption is None or element.find(".//img") is None:
            return super().block(element)
        remove_element(caption)
        blocks, words = super().block(element), " ".join(" ".join(self.blocks(caption)).split())
        if len(blocks) == 1 and blocks[0].startswith("![") and words and "*" not in words:
            return [f"{blocks[0]}\n*{words}*"]
        return [*blocks, *([words] if words else [])]

    def word(self, element: Element, before: str, after: str) -> str:
        if element.tag != "math":
            return super().word(element, before, after)
        return f"{self.maths_sign}{self.maths(element).strip('$')}{self.maths_sign}"

    def phrase(self, element: Element, words: str, before: str, after: str) -> str:
        """Return an abbreviation as HTML, which says what it stands for."""
        if element.tag == "abbr" and element.get("title"):
            return f'<abbr title="{escape(element.get("title"))}">{words}</abbr>'
        return super().phrase(element, words, before, after)


# -- Blocks ------------------------------------------------------------------------


def typed_blocks(tokens: Sequence[Token]) -> Iterator[TypedBlock]:
    """Yield the blocks on top level."""
    begin = 0
    for number, token in enumerate(tokens):
        if token.level == 0 and token.nesting <= 0:
            inner = tokens[begin : number + 1]
            places = [each.map for each in inner if each.map is not None]
            if places:
                yield TypedBlock(inner, min(place[0] for place in places), max(place[1] for place in places))
            begin = number + 1


def is_loose_table(block: TypedBlock, typed: str) -> bool:
    """Return whether a table is one of kramdown's: without a head, or with lines between its parts."""
    rows = typed.rstrip().split("\n")
    rules = [number for number, row in enumerate(rows) if TABLE_RULE.fullmatch(row) and "-" in row]
    return block.name == "table" and (rules != [1] or any(re.fullmatch(r"[|+=: -]+", row) for row in rows[2:]))


def all_tokens(tokens: Sequence[Token] | Iterator[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from all_tokens(token.children or ())


def title_of(blocks: Sequence[TypedBlock]) -> FoundTitle:
    """Return the first heading on top, in plain words."""
    for block in blocks:
        if block.name == "heading" and block.tokens[0].tag == "h1":
            inline = block.tokens[1].children or ()
            words = "".join(" " if token.type == "softbreak" else token.content for token in inline)
            return FoundTitle(" ".join(words.split()), block)
    return FoundTitle()


def plain_name_of(found: re.Match[str]) -> str:
    """Return the name in ``[[name|words]]``, without dots and slashes before it."""
    name = " ".join(found[2].partition("|")[0].removesuffix("\\").split())
    return re.sub(r"^(?:\.{0,2}/)+", "", name)


def page_blocks(element: nodes.Element) -> Iterator[nodes.Element]:
    """Yield what stands in the sections of a page, with their headings."""
    for child in element.children:
        if isinstance(child, nodes.section):
            yield from page_blocks(child)
        elif isinstance(child, nodes.Element):
            yield child


def nodes_around(node: nodes.Node) -> Iterator[nodes.Node]:
    while node.parent is not None:
        node = node.parent
        yield node


def longest_rise(values: Sequence[int]) -> set[int]:
    """Return the places of a longest part of *values*, in their order, that never falls."""
    ends: list[int] = []  # the least value with which a rise of each length ends, and its place
    places: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        length = bisect_right(ends, value)
        ends[length : length + 1], places[length : length + 1] = [value], [place]
        before.append(places[length - 1] if length else -1)
    found, place = set[int](), places[-1] if places else -1
    while place >= 0:
        found.add(place)
        place = before[place]
    return found


def typed_lines(node: nodes.Element, path: str) -> Iterator[int]:
    """Yield the lines of the file at *path* that a node, and what is in it, come from."""
    for each in node.findall(nodes.Element):
        source = str(each.source or "").replace("\\", "/")
        if each.line and (not source or source.endswith(path)):
            yield each.line


CALLOUT_HEAD = re.compile(r"\A> \[!(?P<word>\w+)\][+-]? ?(?P<title>.*)(?:\n>[ ]?(?=\S))?")


def plain_callout(text: str) -> str:
    """Return a callout as a quotation whose title is in bold type."""
    return (
        CALLOUT_HEAD.sub(lambda head: f"> **{head['title'] or head['word'].capitalize()}**\n>\n> ", text).rstrip("> \n")
        if CALLOUT_HEAD.match(text)
        else text
    )
