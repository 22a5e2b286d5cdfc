"""Extend Markdown where it would publish a remark, or drop what is typed in silence.

Rules of markdown-it, for every text that a page is made of, what it includes too.
"""

from collections.abc import Callable

from docutils import nodes
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.reports import Severity, report
from valuable.base.text_files import brief
from valuable.base.uris import with_ascii_host
from valuable.content.dropped_markup import REPORTING_RULES, leave_tags, report_syntax
from valuable.content.foreign.reading import read_foreign
from valuable.content.markdown_comments import REMOVED_LINE, strip_remarks
from valuable.phases import DoctreeRead
from valuable.upstream.markdown_it import rule_of

FILE_TEXTS = "valuable_file_texts"


def prepare_text(state: StateCore) -> None:
    """Core rule: cut remarks, and read what belongs to other systems, before the text is parsed."""
    if not state.inlineMode and is_read_first(state):
        text, remarks = read_foreign(state.md, state.src)
        for remark in remarks:
            report_syntax(state, remark.line, remark.message, remark.severity, remark.subject)
        state.src = text
    if "%%" in state.src:
        state.src, doubts = strip_remarks(state.md, state.src)
        for line, message in sorted(doubts.items()):
            report_syntax(state, line, message)


def is_read_first(state: StateCore) -> bool:
    """Return whether a text is that of a file: what stands in a directive has been read with the text around it."""
    texts = state.env.setdefault(FILE_TEXTS, {}).setdefault(state.md.options["document"]["source"], set())
    if texts and state.src not in texts:  # a file may be taken in twice
        return False
    texts.add(state.src)
    return True


def skip_removed_lines(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """Wrap the rule for line breaks: skip lines of a paragraph that are empty since a remark was cut."""

    def read(state: StateInline, silent: bool) -> bool:
        found = rule(state, silent)
        while found and state.src.startswith(REMOVED_LINE, state.pos):
            state.pos += 1
            while state.pos < state.posMax and state.src[state.pos] in " \t\n":
                state.pos += 1
        return found

    return read


def write_ascii_hosts(parser: MarkdownIt) -> None:
    """Have *parser* write the host of a link as feeds have it: markdown-it knows neither capitals nor ligatures.

    Upstream: markdown_it/_punycode.py.
    """
    normalize = parser.normalizeLink
    parser.normalizeLink = lambda url: normalize(with_ascii_host(url))  # type: ignore[method-assign]


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    """Have the parser of all pages read like this."""
    parser.core.ruler.after("normalize", "remarks", prepare_text)
    parser.inline.ruler.at("newline", skip_removed_lines(rule_of(parser.inline.ruler, "newline")))
    for rule in list(parser.block.ruler.__rules__):
        if rule.name in REPORTING_RULES:
            parser.block.ruler.at(rule.name, REPORTING_RULES[rule.name](rule.fn), {"alt": rule.alt})
    if (attributes := rule_of(parser.inline.ruler, "attr")) is not None:
        parser.inline.ruler.at("attr", leave_tags(attributes))
    write_ascii_hosts(parser)


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Have links to other sites that have nothing to be seen and clicked show where they lead, and say so."""
    for link in doctree.findall(nodes.reference):
        if link.children and link.children[0].__class__ is nodes.Text and link.children[0].strip():
            continue  # as nearly all
        if link.get("refuri") and not link.astext().strip() and next(iter(link.findall(nodes.image)), None) is None:
            address = link["refuri"]
            message = (
                f"the link to `{brief(address)}` has no words, and shows that: write some, as in `[words](address)`"
            )
            report(message, link, "syntax", severity=Severity.HINT, subject=address)
            link.children = []
            link.append(nodes.Text(address))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.upstream.registry")
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.HEADINGS)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
