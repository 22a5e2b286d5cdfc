"""Remove addresses from a doctree that run something or load from other hosts.

Markdown, directives and reStructuredText all end as the same nodes, so one look at these does for every way to write
an address.
"""

from typing import Any, Protocol
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes

from valuable.base.reports import Severity
from valuable.base.text_files import brief
from valuable.base.uris import LINK_SCHEMES, PageLocation, link_problem, load_problem, scheme_of
from valuable.content.html.attributes import HtmlRules, check_relation, check_target

ADDRESSED = (
    *(nodes.reference, nodes.image, nodes.meta, nodes.target),
    *(addnodes.download_reference, addnodes.pending_xref, addnodes.toctree),
)
# What a post may say of its page to programs; the rest is said by front matter, or is for browsers.
META_NAMES = frozenset({"keywords", "robots"})
META = "is taken out: what a page says of itself stands in its front matter, as in `description: …`"
NO_RULES = HtmlRules(PageLocation(""))


class Warn(Protocol):
    """Reports a message at a location, about a *subject*."""

    def __call__(self, message: str, location: Any, severity: Severity = Severity.FATAL, subject: str = "") -> None: ...


def check_address(node: nodes.Element, here: PageLocation, warn: Warn) -> None:
    """Remove the address of a node if it is not allowed, and report it."""
    if isinstance(node, nodes.image):
        # `valuable.content.images` decodes the name of a file.
        problem = load_problem(node["uri"], here) or load_problem(unquote(node["uri"]), here)
        if "{}" in problem:
            warn(problem.format(brief(node["uri"])), located_node(node), Severity.ACCEPTABLE, node["uri"])
            replace_with_words(node, [link_to_picture(node)])
        elif problem:
            warn(address_message(node["uri"], problem), located_node(node))
            replace_with_words(node, [nodes.Text(node.get("alt", ""))])
    elif isinstance(node, nodes.meta):
        if node.get("name", "").lower() not in META_NAMES or set(node.non_default_attributes()) - {
            "name",
            "content",
            "lang",
        }:
            warn(
                f"`{brief(' '.join(f'{key}={value}' for key, value in meta_values(node)))}` {META}", located_node(node)
            )
            node.parent.remove(node)
    elif isinstance(node, addnodes.download_reference):
        check_scheme(node, "reftarget", warn)
    elif isinstance(node, addnodes.toctree):
        check_toctree(node, warn)
    elif isinstance(node, addnodes.pending_xref):
        if node["reftype"] == "myst" and scheme_of(node["reftarget"]):
            follow_scheme(node, warn)
    else:
        check_scheme(node, "refuri", warn)
        check_link_attributes(node, warn)


def link_to_picture(node: nodes.image) -> nodes.Node:
    """Return a link to a picture that the page may not load, of its words and its title; within a link, these alone."""
    said, title = node.get("alt", "").strip(), " ".join(node.get("title", "").split())
    words = nodes.Text((f"{said} ({title})" if said and title not in {"", said} else said or title) or node["uri"])
    around: nodes.Node | None = node.parent
    while isinstance(around, nodes.Element):
        if isinstance(around, (nodes.reference, addnodes.pending_xref, addnodes.download_reference)):
            return words
        around = around.parent
    return nodes.reference("", "", words, refuri=node["uri"], internal=False)


def check_scheme(node: nodes.Element, name: str, warn: Warn) -> None:
    """Remove the address in the attribute *name* if its scheme is not allowed, and report it."""
    address = node.get(name)
    # The commonest are told at a glance: 1,000 posts have 10,000 links.
    if not address or address.startswith(("https://", "http://", "#")):
        return
    problem = link_problem(address)
    if problem:
        warn(address_message(address, problem), located_node(node), Severity.ACCEPTABLE, address)
        if isinstance(node, nodes.target):
            del node[name]
        else:
            replace_with_words(node, list(node.children))


def follow_scheme(node: addnodes.pending_xref, warn: Warn) -> None:
    """Make a link of what MyST takes for the name of a page, such as ``tel:…``, if its scheme is allowed."""
    address = node["reftarget"]
    if scheme_of(address) in LINK_SCHEMES:
        link = nodes.reference("", "", *node.children, refuri=address, internal=False)
        link.source, link.line = node.source, node.line
        node.replace_self(link)
    else:
        check_scheme(node, "reftarget", warn)


def check_toctree(tree: addnodes.toctree, warn: Warn) -> None:
    """Remove addresses with forbidden schemes from a ``{toctree}``."""
    for entry in list(tree["entries"]):
        problem = link_problem(entry[1]) if entry[1] and ":" in entry[1] else ""
        if problem:
            warn(address_message(entry[1], problem), located_node(tree))
            tree["entries"].remove(entry)


def check_link_attributes(node: nodes.Element, warn: Warn) -> None:
    """Check ``target`` and ``rel`` of a link."""
    for name, check_value in (("target", check_target), ("rel", check_relation)):
        if isinstance(node.get(name), str):
            kept, problem = check_value(node[name], NO_RULES)
            if problem:
                warn(f"`{name}={brief(node[name])}` is taken out: {problem}", located_node(node))
            if kept:
                node[name] = kept
            else:
                del node[name]


def meta_values(node: nodes.meta) -> list[tuple[str, Any]]:
    return sorted(node.non_default_attributes().items())


def address_message(address: str, problem: str) -> str:
    return f"the address {brief(address)} can't stand here: {problem}" if scheme_of(address) else problem


def located_node(node: nodes.Element) -> nodes.Element:
    """Return the nearest node, upwards, whose line is known."""
    found: nodes.Element | None = node
    while found is not None and not found.line:
        found = found.parent
    return found or node


def replace_with_words(node: nodes.Element, children: list[nodes.Node]) -> None:
    """Replace a node by text."""
    words = nodes.inline("", "", *children)
    around = node.parent
    is_text = isinstance(around, (nodes.TextElement, nodes.Inline))
    node.replace_self(words if is_text else nodes.paragraph("", "", words))
    if isinstance(around, nodes.reference) and not isinstance(around.parent, (nodes.TextElement, nodes.Inline)):
        paragraph = nodes.paragraph()  # a link of words alone can't stand where a picture can
        around.replace_self(paragraph)
        paragraph += around
