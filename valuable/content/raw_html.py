"""Clean the HTML that an author writes: what shows words and pictures stays, what runs, loads or covers goes.

Sphinx gives ``<kbd>`` and ``</kbd>`` as two nodes, with Markdown between them. So all that stands in one element of the
page is cleaned in one go, and whatever is opened in it is closed in it. With ``raw_html = "trusted"`` all is passed on
as it is. Comments stay in the source either way.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.logging import get_node_location
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.html_scan import parse_attributes, scan_tags, strip_comments
from valuable.base.reports import Severity, report
from valuable.base.text_files import brief
from valuable.base.uris import LOAD_ADVICE, WOULD_LOAD, PageLocation, page_location
from valuable.content.html.attributes import HtmlRules, format_attributes
from valuable.content.html.cleaner import Cleaner
from valuable.content.html.loads import external_loads
from valuable.content.html.sections import hold_blocks, nest_in_html
from valuable.content.html.tokens import UNPARSED, Tag, Tokenizer
from valuable.content.html_addresses import HtmlAddresses
from valuable.content.link_targets import ADDRESSED, check_address
from valuable.content.markdown.embeds import frame_card
from valuable.content.notebooks import MADE_BY_PROGRAM
from valuable.content.source_checks import page_language
from valuable.phases import DoctreeRead
from valuable.upstream.docutils import fast_findall

LINE_BREAK = "<br />\n"  # MyST's own, of two spaces at a line's end
HANDLER = re.compile(r"on[a-z]+")
WATCHED = (nodes.raw, *ADDRESSED)
# What of the page a message is about: the address that would be loaded, or the code that was taken out.
SUBJECT = re.compile(rf"{WOULD_LOAD} (\S+) from another host|`([^`]+)`")
SWALLOWING = re.compile(r"<(/?)(iframe|noembed|noframes|plaintext|script|style|textarea|title|xmp)\b", re.IGNORECASE)


def location_of_page(app: Sphinx, docname: str) -> PageLocation:
    """Return where a document's page stands, and which hosts it may load from.

    In a preview the site stands elsewhere than at the address that the settings name: what has that is the site's, too.
    """
    csp, written = app.config.csp, app.config._raw_config.get("html_baseurl")
    if isinstance(written, str) and not app.config.html_baseurl.startswith(written):
        own = "/".join(written.split("/")[:3])
        csp = {**csp, **{name: (*csp.get(name, ()), own) for name in ("img-src", "media-src")}}
    return page_location(app.config.html_baseurl + app.builder.get_target_uri(docname), csp)


def is_html(raw: nodes.raw) -> bool:
    return "html" in raw.get("format", "").split() and raw.astext() != LINE_BREAK


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    found = list(fast_findall(doctree, WATCHED))
    raws = [node for node in found if isinstance(node, nodes.raw) and is_html(node)]
    links = [node for node in found if not isinstance(node, nodes.raw)]
    here, reported = location_of_page(app, app.env.docname), ReportedOnce()
    for link in links:
        check_address(link, here, reported.warn)
    card = partial(frame_card, app.config, page_language(app))
    if app.config.raw_html == "trusted":
        for raw in raws:
            set_markup(raw, with_cards(raw.astext(), here, card))
        pass_on(app.env, raws, here)
    elif raws:
        rules = HtmlRules(
            here,
            frozenset(app.config.frame_classes).__contains__,
            set(doctree.ids),
            HtmlAddresses(app.env).find,
            card,
        )
        clean_page(raws, rules, reported)
        resolve_local_links(rules.ids.difference(doctree.ids), links)


def nest_sections(app: Sphinx, doctree: nodes.document) -> None:
    nest_in_html(doctree)


class ReportedOnce(set[tuple[str, str]]):
    """The messages that were reported for a page, so that each is reported once."""

    def warn(self, message: str, location: Any, severity: Severity = Severity.FATAL, subject: str = "") -> None:
        place = get_node_location(location) if isinstance(location, nodes.Node) else location
        if (message, str(place)) not in self:
            self.add((message, str(place)))
            warn_of_html(message, location, severity, subject)


@dataclass(frozen=True)
class HtmlPiece:
    """A node of HTML, with the markup that the author wrote in it."""

    raw: nodes.raw
    markup: str

    def location(self, at: int) -> Any:
        """Return the place of the character at offset *at*, or the nearest place that is known."""
        if self.raw.line and self.raw.source:
            return f"{self.raw.source}:{self.raw.line + self.markup.count(chr(10), 0, at)}"
        return self.raw.parent


def resolve_local_links(names: set[str], links: Iterable[nodes.Element]) -> None:
    """Resolve links to anchors that stand in HTML, of which MyST does not know."""
    for node in links:
        if isinstance(node, addnodes.pending_xref) and node["reftype"] == "myst" and node["reftarget"] in names:
            link = nodes.reference("", "", *node.children, refuri=f"#{node['reftarget']}", internal=True)
            link.source, link.line = node.source, node.line
            node.replace_self(link)


# -- Safe ---------------------------------------------------------------------------


def clean_page(raws: Sequence[nodes.raw], rules: HtmlRules, reported: ReportedOnce) -> None:
    """Clean all HTML of a page."""
    for parent in dict.fromkeys(raw.parent for raw in raws):
        hold_blocks(parent.children)
        clean_element(parent, rules, reported)


def clean_element(parent: nodes.Element, rules: HtmlRules, reported: ReportedOnce) -> None:
    """Clean the HTML in one element of a page; what is opened in it is closed in it."""

    def report(message: str, piece: Any, at: int, severity: Severity) -> None:
        made = piece.raw.get(MADE_BY_PROGRAM)  # whose markup no author can mend
        reported.warn(message, piece.location(at), Severity.HINT if made else severity)

    in_link = any(isinstance(around, nodes.reference) for around in ancestors(parent))
    cleaner = Cleaner(rules, report, in_link=in_link)
    last: nodes.raw | None = None
    for child in list(parent.children):
        if not isinstance(child, nodes.raw):
            if last is not None and not isinstance(child, (nodes.Inline, nodes.Text)):
                set_markup(last, last.astext() + cleaner.block())
        elif is_html(child):
            # A wrapper stands around each that has classes, so it must be whole by itself.
            alone = Cleaner(rules, report, in_link=in_link) if child["classes"] else cleaner
            markup = alone.clean(child.astext(), HtmlPiece(child, child.astext())) + (
                alone.close() if alone is not cleaner else ""
            )
            set_markup(child, markup)
            last = child if alone is cleaner else last
    rest = cleaner.close()
    if rest:
        parent.append(nodes.raw("", rest, format="html"))
    parent.children = [child for child in parent.children if not isinstance(child, nodes.raw) or child.astext()]


def ancestors(node: nodes.Element | None) -> Iterator[nodes.Element]:
    while node is not None:
        yield node
        node = node.parent


def set_markup(raw: nodes.raw, markup: str) -> None:
    raw.children = [nodes.Text(markup)]
    raw.rawsource = markup
    raw["format"] = "html"


# -- Trusted ------------------------------------------------------------------------


def pass_on(env: BuildEnvironment, raws: Iterable[nodes.raw], here: PageLocation) -> None:
    """Leave trusted HTML as it is but for comments and for addresses of files and pages of the site.

    What would load from elsewhere or swallow the page is reported. What leads nowhere is not: a script may make it.
    """
    kept, addresses = [], HtmlAddresses(env, is_trusted=True)
    for raw in raws:
        set_markup(raw, with_addresses(strip_comments(raw.astext()), raw, addresses))
        if raw.astext().strip():
            kept.append(raw)
        else:
            raw.parent.remove(raw)
    for raw in kept:
        for address in dict.fromkeys(external_loads(raw.astext(), here)):
            report_load(address, raw)
        for name in dict.fromkeys(event_handlers(raw.astext())):
            message = f"`{name}=` has no effect, since no page lets it run: write a `<script>` with `addEventListener`"
            warn_of_html(message, raw if raw.line else raw.parent)
    for message, raw in unclosed(kept):
        warn_of_html(message, raw if raw.line else raw.parent)


def event_handlers(markup: str) -> Iterator[str]:
    """Yield the names of event handler attributes, which the policy keeps from running."""
    for _, inside, _ in scan_tags(markup):
        yield from (name for name in parse_attributes(inside) if HANDLER.fullmatch(name))


def report_load(address: str, node: nodes.Element) -> None:
    message = (
        f"the page would load {brief(address)} from another host: {LOAD_ADVICE}, or add the host to `csp` in conf.py"
    )
    warn_of_html(message, node if node.line else node.parent)


def unclosed(raws: Iterable[nodes.raw]) -> Iterator[tuple[str, nodes.raw]]:
    """Yield a message and the node for each element or comment that would swallow the rest of the page."""
    opened: tuple[str, nodes.raw] | None = None
    for raw in raws:
        text = raw.astext()
        for tag in SWALLOWING.finditer(text):
            name = tag[2].lower()
            if not opened and not tag[1]:
                opened = name, raw
            elif opened and tag[1] and name == opened[0]:
                opened = None
        if not opened and "<!--" in text:
            yield "the comment `<!--` is never closed: write `-->` where it ends", raw
    if opened:
        name, raw = opened
        yield f"`<{name}>` is never closed, and the rest of the page would be lost in it: write `</{name}>`", raw


def with_cards(markup: str, here: PageLocation, card: Callable[[Mapping[str, str]], str]) -> str:
    """Return HTML with a card in the place of each frame that has one, unless ``csp`` lets the page load it."""
    tokens, written, end = Tokenizer(markup), list[str](), 0
    is_replaced = False
    for token in tokens:
        if not isinstance(token, Tag):
            continue
        if token.closing:
            end = token.start + len(token.written) if is_replaced else end
            is_replaced = False
            continue
        is_closed = token.self_closing or token.name not in UNPARSED or tokens.raw_text(token.name)[1]
        if token.name == "iframe" and is_closed and not here.allows(token.attributes.get("src", ""), "frame-src"):
            found = card(token.attributes)
            if found:
                written += [markup[end : token.start], found]
                end, is_replaced = tokens.at, not token.self_closing
    return "".join([*written, markup[end:]])


def with_addresses(markup: str, raw: nodes.raw, addresses: HtmlAddresses) -> str:
    """Return HTML with the addresses of pages and files of the site in the form in which they are kept."""
    tokens, written, end = Tokenizer(markup), list[str](), 0
    for token in tokens:
        if not isinstance(token, Tag) or token.closing:
            continue
        given = dict(token.attributes)
        addresses.find(token.name, given, HtmlPiece(raw, markup), token.start)
        if given != token.attributes:
            slash = "/" if token.self_closing else ""
            written += [markup[end : token.start], f"<{token.name}{format_attributes(given)}{slash}>"]
            end = token.start + len(token.written)
        if token.name in UNPARSED:
            tokens.raw_text(token.name)
    return "".join([*written, markup[end:]])


def warn_of_html(message: str, location: Any, severity: Severity = Severity.FATAL, subject: str = "") -> None:
    """Report a message about HTML; it is acceptable if what is wrong was taken out."""
    found = SUBJECT.search(message)
    told = found[1] or found[2] if found else message
    kind = "elsewhere" if message.startswith(WOULD_LOAD) else "raw_html"
    report(message, location, kind, severity=severity, subject=subject or told)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.base.settings")
    app.setup_extension("valuable.content.reserved_classes")
    app.connect("doctree-read", nest_sections, priority=DoctreeRead.NESTING)
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.HTML)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
