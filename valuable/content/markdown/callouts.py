"""Callouts: ``> [!note] Title`` of GitHub and Obsidian, ``:::tip[Title]``, ``!!! note "Title"``, and MyST's own.

All of them are one element, docutils' admonition, with what it is called by as ``callout``. One that is folded is a
``<details>``. Where it has no title, it gets one in the language of the page, once that is about to be printed.
"""

import re
from collections.abc import Callable
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.parsers.rst.directives.admonitions import BaseAdmonition
from docutils.parsers.rst.states import RSTState
from docutils.statemachine import StringList
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.admon.index import admonition as read_indented_box
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata, OptionSpec

from valuable import __version__
from valuable.base.reports import report
from valuable.base.text_files import brief
from valuable.base.translations import translator, ui_language
from valuable.content.dropped_markup import BlockRule, continues_paragraph, report_syntax, reporting
from valuable.content.markdown.attribute_lists import parse_attribute_list
from valuable.content.markdown.callout_kinds import (
    CALLOUT_TITLES,
    CLOSED,
    FOLDED_WORDS,
    KIND_BY_WORD,
    OPENED,
    Callout,
    class_of_word,
    fenced_callout,
    kind_of_word,
    title_of_word,
)
from valuable.content.markdown.unknown_names import mend_options, show_unknown, unknown_directive
from valuable.content.source_checks import sources_of
from valuable.phases import PostTransform
from valuable.upstream.docutils import fast_findall
from valuable.upstream.first_signs import begins_with
from valuable.upstream.markdown_it import rule_of
from valuable.upstream.myst import add_renderer

MARKER = re.compile(
    r"\[!(?P<word>[^\W\d_](?:[\w/-]|[ \t](?=[\w/-]))*)[ \t]*(?:\|[^\]\n]*)?\](?P<fold>[+-]?)"
    r"(?![(\[:])[ \t]*(?P<title>.*)",
    re.DOTALL,
)
STRAY_MARKER = re.compile(r"^(?P<marker>\[!(?P<word>[A-Za-z]+)\])[+-]?(?![(\[:])", re.MULTILINE)
MARKER_LINE = "valuable_callout"  # in the state: the line with the marker that is read
FOLDS = {"+": OPENED, "-": CLOSED, "": ""}
# As Python-Markdown reads them; pymdownx.details adds the folded ones.
INDENTED = re.compile(r"(?P<mark>!!!|\?\?\?\+?)[ ]*(?P<words>[\w-]+(?:[ ]+[\w-]+)*)(?:[ ]+\"(?P<title>.*)\")?[ ]*")
INDENTED_FOLDS = {"!!!": "", "???": CLOSED, "???+": OPENED}
HEADING_FIRST = re.compile(r"\n*#{1,6}[ \t]+(?P<title>[^\n]+)(?P<rest>.*)", re.DOTALL)
UNTITLED = "untitled"  # the class of one that has no title at all, as with `!!! note ""`
FOLDING_CLASSES = frozenset({"dropdown", "toggle"})  # of Jupyter Book
MAX_TITLE = 50  # characters of a line right before a text that is a title, and not the first of hard-wrapped ones
LINE_BREAKS = ("\\", "<br>", "<br/>", "<br />")


# -- Quotations -----------------------------------------------------------------


def marker_of(state: StateBlock, line: int) -> tuple[int, Callout] | None:
    """Return where the first line of a quotation begins, and the callout whose head it is; None if it is none."""
    place = state.bMarks[line] + state.tShift[line]
    if not state.src.startswith(">", place):
        return None
    found = MARKER.fullmatch(state.src[place + 1 : state.eMarks[line]].strip())
    if found is None:
        return None
    title = found["title"]
    for sign in LINE_BREAKS:
        title = title.removesuffix(sign)
    return place + 1, Callout(found["word"], title.rstrip(), FOLDS[found["fold"]])


def read_quotations(rule: BlockRule) -> BlockRule:
    """Wrap the rule for quotations: one that begins with ``[!note]`` is a callout, and the rest of that line its title.

    Without that line, it is read as before.
    """

    def read(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        marker = None if silent else marker_of(state, line)
        if marker is None:
            return rule(state, line, end, silent)
        first, line_end = len(state.tokens), state.eMarks[line]
        lazy = goes_on_lazily(state, line, end)
        state.eMarks[line] = line_end if lazy else marker[0]
        state.env[MARKER_LINE] = line
        found = rule(state, line, end, silent)
        state.eMarks[line] = line_end
        if found:
            if lazy:
                take_first_line(state, first + 1)
            make_callout(state, first, marker[1], line)
        return found

    return read


def goes_on_lazily(state: StateBlock, line: int, end: int) -> bool:
    """Return whether the next line has text and no ``>``: it belongs to the paragraph that the marker begins."""
    following = line + 1
    return (
        following < end
        and not state.isEmpty(following)
        and state.src[state.bMarks[following] + state.tShift[following]] != ">"
    )


def take_first_line(state: StateBlock, place: int) -> None:
    """Take the first line out of the paragraph whose tokens begin at *place*."""
    opening, words = state.tokens[place : place + 2]
    _, feed, rest = words.content.partition("\n")
    if opening.type != "paragraph_open":
        return
    if feed:
        words.content = rest.lstrip(" \t")
        words.map = opening.map = [words.map[0] + 1, words.map[1]] if words.map else None
    else:
        del state.tokens[place : place + 3]


def report_stray_marker(state: StateBlock, line: int) -> None:
    """Report ``[!note]`` in a paragraph, where it makes nothing."""
    words = state.tokens[-2]
    if "[!" not in words.content:
        return
    for found in STRAY_MARKER.finditer(words.content):
        number = line + words.content.count("\n", 0, found.start())
        if found["word"].casefold() in KIND_BY_WORD and number != state.env.get(MARKER_LINE):
            marker = found["marker"]
            message = (
                f"`{marker}` makes a callout only in the first line of a quotation: write `> {marker}`, with a blank "
                f"line before it; for the signs themselves write `\\{marker}`"
            )
            report_syntax(state, number, message)


def make_callout(state: StateBlock, first: int, callout: Callout, line: int) -> None:
    """Make a callout of a block that has been read, whose first token is *first*."""
    opening, closing = state.tokens[first], state.tokens[-1]
    opening.type, closing.type, opening.tag, closing.tag = "callout_open", "callout_close", "div", "div"
    opening.meta = {"callout": callout}
    if callout.title:
        level = opening.level + 1
        words = Token("inline", "", 0, level=level + 1, block=True, content=callout.title, map=[line, line + 1])
        words.children = []
        state.tokens[first + 1 : first + 1] = [
            Token("callout_title_open", "p", 1, level=level, block=True, map=[line, line + 1]),
            words,
            Token("callout_title_close", "p", -1, level=level, block=True),
        ]


# -- `!!! note "Title"` ---------------------------------------------------------


@begins_with("!?")
def read_indented(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """Read ``!!! note "Title"`` with its indented text; a rule of markdown-it. Anything else is text."""
    if state.is_code_block(line):
        return False
    start = state.bMarks[line] + state.tShift[line]
    found = INDENTED.fullmatch(state.src, start, state.eMarks[line]) if state.src[start] in "!?" else None
    if found is None:
        return False
    if not has_indented_text(state, line, end):
        word = found["words"].split()[0]
        if not silent and word.casefold() in KIND_BY_WORD and not continues_paragraph(state, line):
            message = (
                f"`{brief(found[0])}` begins a box only if the text of the box stands below, indented by four "
                f"spaces: indent it, or write `> [!{word}]` and `> ` before each of its lines"
            )
            report_syntax(state, line, message)
        return False
    first = len(state.tokens)
    if not read_indented_box(state, line, end, silent) or silent:
        return silent
    state.tokens[first].attrs = {}
    if state.tokens[first + 1].type == "admonition_title_open":
        del state.tokens[first + 1 : first + 4]
    word, *classes = found["words"].split()
    if found["title"] == "" and found["mark"] == "!!!":
        classes.append(UNTITLED)
    fold = INDENTED_FOLDS[found["mark"]]
    make_callout(state, first, Callout(word, found["title"] or "", fold, " ".join(classes)), line)
    return True


def has_indented_text(state: StateBlock, line: int, end: int) -> bool:
    """Return whether the next line that is not blank is indented by four columns more than this one."""
    following = next((number for number in range(line + 1, end) if not state.isEmpty(number)), None)
    return following is not None and state.sCount[following] >= state.sCount[line] + 4


# -- Colon fences ---------------------------------------------------------------


def render_colon_fence(renderer: Any, token: SyntaxTreeNode) -> None:
    """Make a callout of a box that is one, a plain box of pandoc's, or what MyST makes of it."""
    callout, content, line = fenced_callout(token.info), token.content, token.map[0] if token.map else 0
    if callout is None:
        attributes = parse_attribute_list(token.info.strip()[1:-1]) if token.info.strip().startswith("{.") else None
        if attributes is None:
            if unknown := unknown_directive(renderer, token.info):
                show_unknown(renderer, token, *unknown)
            else:
                mend_options(renderer, token)
                type(renderer).render_colon_fence(renderer, token)
            return
        box = nodes.container(is_div=True, classes=attributes.get("class", "").split())
        renderer.add_line_and_source_path(box, token)
        with renderer.current_node_context(box, append=True):
            renderer.nested_render_text(content, line)
        return
    heading = HEADING_FIRST.match(content) if token.info.strip().startswith("{") and not callout.title else None
    skipped = 0
    if heading:
        callout = callout._replace(title=heading["title"].rstrip(" \t").rstrip("#").strip())
        skipped = content[: heading.start("rest")].count("\n")
        content = heading["rest"]
    node = callout_node(callout)
    renderer.add_line_and_source_path(node, token)
    renderer.copy_attributes(token, node, ("class", "id"))
    with renderer.current_node_context(node, append=True):
        if callout.title:
            title = nodes.title(callout.title, "")
            renderer.add_line_and_source_path(title, token)
            with renderer.current_node_context(title, append=True):
                renderer.nested_render_text(callout.title, line - 1, inline=True)
        renderer.nested_render_text(content, line + skipped)


# -- Elements -------------------------------------------------------------------


def callout_node(callout: Callout) -> nodes.admonition:
    """Return the element of a callout, without its title and content."""
    node = nodes.admonition(callout=callout.word, classes=callout.classes.split())
    fold = callout.fold or (CLOSED if not FOLDING_CLASSES.isdisjoint(node["classes"]) else "")
    if fold:
        node["collapsible"] = fold
    return node


def render_callout(renderer: Any, token: SyntaxTreeNode) -> None:
    node = callout_node(token.meta["callout"])
    renderer.add_line_and_source_path(node, token)
    renderer.copy_attributes(token, node, ("class", "id"))
    with renderer.current_node_context(node, append=True):
        renderer.render_children(token)


def render_callout_title(renderer: Any, token: SyntaxTreeNode) -> None:
    title = nodes.title(token.children[0].content if token.children else "", "")
    renderer.add_line_and_source_path(title, token)
    with renderer.current_node_context(title, append=True):
        renderer.render_children(token)


def truth(argument: str | None) -> bool:
    """Convert an option that is true unless it says otherwise."""
    return (argument or "true").strip().casefold() not in {"false", "no", "0"}


class CalloutDirective(SphinxDirective):
    """MyST's ``{note}`` and its like: what stands behind the name is the title, unless it is all that there is."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {
        "class": directives.class_option,
        "name": directives.unchanged,
        "collapsible": directives.unchanged,
        "open": truth,
        "title": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        if not self.arguments and not any(line.strip() for line in self.content):
            location = ":".join(map(str, self.get_source_info()))
            report(f"`{{{self.name}}}` is empty: write its text below it, or take it out", location, "syntax")
            return []
        title, content = self.title_and_content()
        node = callout_node(Callout(self.name, fold=self.fold(), classes=" ".join(self.options.get("class", ()))))
        self.set_source_info(node)
        self.add_name(node)
        if title:
            words, messages = self.state.inline_text(title, self.lineno)
            node += nodes.title(title, "", *words)
            node += messages
        self.state.nested_parse(content, self.content_offset, node)
        return [node]

    def fold(self) -> str:
        if "open" in self.options:
            return OPENED if self.options["open"] else CLOSED
        if "collapsible" in self.options:
            return CLOSED if self.options["collapsible"] == CLOSED else OPENED
        return CLOSED if self.name in FOLDED_WORDS else ""

    def title_and_content(self) -> tuple[str, StringList]:
        """Return the title, and the content, which may begin on the line of the directive's name."""
        title, content = self.options.get("title", ""), self.content
        first = self.arguments[0] if self.arguments else ""
        if not first:
            return title, content
        if title or not any(content) or self.goes_on(first):
            self.content_offset -= 1
            source = self.get_source_info()[0]
            apart = [""] if isinstance(self.state, RSTState) else []  # a blank line has ended the first paragraph
            whole = [*first.split("\n"), *apart, *content]
            return title, StringList(whole, source)
        return first, content

    def goes_on(self, first: str) -> bool:
        """Return whether the line with the directive's name is the first of a text that goes on below it.

        In reStructuredText it always is.
        """
        if isinstance(self.state, RSTState):
            return True
        if not self.content[0].strip() or self.options:
            return False
        return len(first) > MAX_TITLE or self.content[0].lstrip()[:1].islower()


# -- Printing -------------------------------------------------------------------


def phrases_language(app: Sphinx, docname: str) -> str:
    """Return the language of the phrases of a page."""
    source = sources_of(app).get(docname)
    own = source.front_matter.language if source else None
    return ui_language(own or app.config.language, app.config.language)


class CalloutTitles(SphinxPostTransform):
    """Makes one element of all callouts, MyST's and docutils' own too, each with its kind and a title."""

    default_priority = PostTransform.CALLOUTS

    def run(self, **kwargs: Any) -> None:
        language = phrases_language(self.env._app, self.env.current_document.docname)
        for node in list(fast_findall(self.document, nodes.Admonition)):
            finish_callout(node, language)


def finish_callout(node: nodes.Element, language: str) -> None:
    """Give a callout its kind, as a class, and its title."""
    if type(node) is nodes.admonition:
        found = node
    elif isinstance(node, (nodes.system_message, nodes.admonition)) or node.tagname not in KIND_BY_WORD:
        return
    else:
        found = nodes.admonition("", *node.children, **{**node.attributes, "callout": node.tagname})
        found.source, found.line = node.source, node.line
        node.replace_self(found)
    classes = found["classes"]
    word = found.get("callout") or next((name for name in classes if name in KIND_BY_WORD), "")
    if not FOLDING_CLASSES.isdisjoint(classes):
        found.setdefault("collapsible", CLOSED)
    if word:
        found["callout"] = word
        own = [kind_of_word(word), class_of_word(word)]
        classes = [name for name in (*own, *classes) if name]
    found["classes"] = list(dict.fromkeys(["admonition", *classes]))
    title = found.children[0] if found.children and isinstance(found.children[0], nodes.title) else None
    found["titled"] = title is not None or UNTITLED in classes
    if not found["titled"]:
        found.insert(0, nodes.title("", title_in(word, language)))
    found["said"] = title_in(word, language) if word else ""


def title_in(word: str, language: str) -> str:
    """Return the title of a callout that has none, by the word that it is called by."""
    known = word.casefold()
    title = CALLOUT_TITLES.get(known)
    if title is None and (not word or known in KIND_BY_WORD):
        title = CALLOUT_TITLES.get(kind_of_word(word))
    return translator(language).pgettext("callout", title) if title else title_of_word(word)


def visit_callout(translator: Any, node: nodes.Element) -> None:
    """Begin a callout: a note by its role, called by its kind where its title says something else."""
    folded = node.get("collapsible")
    tag = "details" if folded else "div"
    attributes = {"open": "open"} if folded == OPENED else {}
    if not folded:
        attributes["role"] = "note"
    if node.get("callout"):
        attributes["data-callout"] = class_of_word(node["callout"])
    if node.get("titled") and node.get("said"):
        attributes["aria-label"] = node["said"]
    if "admonition" not in node["classes"]:  # as of ABlog's `{update}`, which is printed as one
        node["classes"].insert(0, "admonition")
    translator.body.append(translator.starttag(node, tag, **attributes))
    translator.context.append(f"</{tag}>\n")


def depart_callout(translator: Any, node: nodes.Element) -> None:
    translator.body.append(translator.context.pop())


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    ruler = parser.block.ruler
    rules: dict[str, Callable[[BlockRule], BlockRule]] = {
        "blockquote": read_quotations,
        "paragraph": reporting(report_stray_marker),
    }
    for rule in list(ruler.__rules__):
        if rule.name in rules:
            ruler.at(rule.name, rules[rule.name](rule_of(ruler, rule.name)), {"alt": rule.alt})
    ruler.before("fence", "indented_box", read_indented, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    add_renderer(parser, "callout", render_callout)
    add_renderer(parser, "callout_title", render_callout_title)
    add_renderer(parser, "colon_fence", render_colon_fence)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.upstream.registry")
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    for word in KIND_BY_WORD:
        # An extension that an author has chosen may have one of these names, docutils and Sphinx have some.
        found = directives._directives.get(word)  # type: ignore[attr-defined]
        if found is None or issubclass(found, (BaseAdmonition, CalloutDirective)):
            app.add_directive(word, CalloutDirective, override=True)
    app.add_node(nodes.admonition, override=True, html=(visit_callout, depart_callout))
    app.add_post_transform(CalloutTitles)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
