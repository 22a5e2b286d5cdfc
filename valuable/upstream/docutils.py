"""What is changed in docutils."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from typing import Any

from docutils import nodes
from docutils.frontend import Values
from docutils.transforms.references import PropagateTargets
from docutils.transforms.universal import SmartQuotes
from docutils.utils import DependencyList, normalize_language_tag, smartquotes
from sphinx.application import Sphinx

from valuable.base.directions import direction
from valuable.phases import DoctreeRead, HtmlPageContext
from valuable.upstream.patches import Patch, Target, connect, replace, wrap

LANG_CLASS = "language-"  # what docutils makes `lang` of
VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>\s*')
MANY = 32  # children, which are looked through faster than it takes to ask where to begin
# The documents of the page that is at work, the kinds of all nodes that were made or loaded since it was begun, and
# which kinds have been looked for since and are or are not among them.
DOCUMENTS: set[nodes.Node] = set()
KINDS: set[type] = {nodes.document, nodes.Text}
PRESENT: set[type | tuple[type, ...]] = set()
ABSENT: set[type | tuple[type, ...]] = set()
# The first pair of a language, and the second within it (CLDR, delimiters).
MORE_QUOTES = {
    **dict.fromkeys(("ar", "fa"), "«»‹›"),
    **dict.fromkeys(("bn", "hi", "id", "ms", "ta", "te", "th", "ur", "vi", "zh"), "“”‘’"),
    "zh-hant": "「」『』",
}
ELIDED = re.compile(r"[^\W\d_]'\Z")  # the end of a text where the next one begins in the same word
ACTIVE = re.compile(r"[\"'`\\\0]|--|\.\.|\. \.")  # what smartquotes may change


def leave_transitions(transform: Any) -> None:
    """Leave a line between two thoughts where it stands: Markdown has it anywhere."""


def drop_second_viewport(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    context["metatags"] = VIEWPORT.sub("", context.get("metatags", ""))


# -- Children ---------------------------------------------------------------------


def without_report(words_of: Callable[..., Any]) -> Callable[..., Any]:
    """Return docutils' own words in a language, or the English ones, and say nothing."""
    return lambda importer, language, reporter=None: words_of(importer, language)


def index(element: nodes.Element, item: nodes.Node, start: int = 0, stop: int = sys.maxsize) -> int:
    """Return the place of a child: of many, it is looked for first where the last one was found."""
    children = element.children
    if start or len(children) < MANY or not isinstance(item, nodes.Element):  # texts are found by what they say
        return children.index(item, start, stop)
    place: int
    near: int = element.__dict__.get("_valuable_near", 0)
    for place in (*range(near, min(near + MANY, len(children))), *range(max(near - MANY, 0), near)):
        if place < stop and children[place] is item:
            break
    else:
        place = children.index(item, start, stop)
    element.__dict__["_valuable_near"] = place
    return place


def remove(element: nodes.Element, item: nodes.Node) -> None:
    """Take out a child, as :func:`index` finds it."""
    del element.children[element.index(item)]


# -- Labels before something ------------------------------------------------------


def propagate_targets(transform: PropagateTargets) -> None:
    """Move the names of labels to what they stand before: those of a row of labels at once."""
    row: list[nodes.target] = []
    for target in transform.document.findall(nodes.target):
        if is_settled(target):
            continue
        row.append(target)
        following: Any = target.next_node(ascend=True)
        while isinstance(following, nodes.system_message):
            following = following.next_node(ascend=True, descend=False)
        if isinstance(following, nodes.target):
            if not is_settled(following):
                continue
        elif following is None or isinstance(following, (nodes.Invisible, nodes.Targetable)):
            following = row.pop()  # which keeps them
        hand_on(transform.document, row, following)
        row = []


def is_settled(target: nodes.target) -> bool:
    return isinstance(target.parent, nodes.TextElement) or any(map(target.hasattr, ("refid", "refuri", "refname")))


def hand_on(document: nodes.document, row: Sequence[nodes.target], node: nodes.Element) -> None:
    """Give *node* the names and ids of a *row* of labels before it."""
    by_name = node.__dict__.setdefault("expect_referenced_by_name", {})
    by_id = node.__dict__.setdefault("expect_referenced_by_id", {})
    for target in reversed(row):
        node["ids"].extend(target["ids"])
        node["names"].extend(target["names"])
        document.ids.update(dict.fromkeys(target["ids"], node))
        by_id.update(dict.fromkeys(target["ids"], target))
        by_name.update(dict.fromkeys(target["names"], target))
    if row and isinstance(row[-1].parent, nodes.figure) and isinstance(node, nodes.caption):
        row[-1].parent.remove(row[-1])
        row = row[:-1]
    for target in row:
        target["refid"], target["ids"], target["names"] = target["ids"][0], [], []
        document.note_refid(target)


# -- Less work --------------------------------------------------------------------


def walkabout(node: nodes.Node, visitor: nodes.NodeVisitor) -> bool:
    """Visit a node and what stands in it, without two messages a node for docutils' own debugging."""
    call_depart, stop = True, False
    try:
        try:
            visitor.dispatch_visit(node)
        except nodes.SkipNode:
            return stop
        except nodes.SkipDeparture:
            call_depart = False
        try:
            for child in node.children[:]:
                if child.walkabout(visitor):
                    stop = True
                    break
        except nodes.SkipSiblings:
            pass
    except nodes.SkipChildren:
        pass
    except nodes.StopTraversal:
        stop = True
    if call_depart:
        visitor.dispatch_departure(node)
    return stop


def begin_page() -> None:
    """Have the pages before forgotten: no node of theirs may be put into the next as it is, without a copy."""
    for known in (DOCUMENTS, KINDS, PRESENT, ABSENT):
        known.clear()
    KINDS.update((nodes.document, nodes.Text))


def noting_kinds(make: Callable[..., None]) -> Callable[..., None]:
    def made(element: nodes.Element, rawsource: str = "", *children: Any, **attributes: Any) -> None:
        kind = element.__class__
        if kind not in KINDS:
            KINDS.add(kind)
            ABSENT.clear()
        make(element, rawsource, *children, **attributes)
        if kind is nodes.document:
            DOCUMENTS.add(element)

    return made


def note_kinds(app: Sphinx, target: Target) -> None:
    setattr(target.owner, target.name, noting_kinds(target.original))
    app.connect("doctree-read", lambda app, doctree: begin_page(), priority=DoctreeRead.END)


def is_present(kind: type | tuple[type, ...]) -> bool:
    """Return whether a node of a *kind* has been made or loaded since the page was begun."""
    for known in KINDS:
        if issubclass(known, kind):
            PRESENT.add(kind)
            return True
    ABSENT.add(kind)
    return False


def fast_findall(node: nodes.Node, kind: type | tuple[type, ...] = nodes.Node) -> Iterator[Any]:
    """Yield the nodes of one *kind*, in order, or none at once for a kind that the page has not."""
    if node in DOCUMENTS and kind not in PRESENT and (kind in ABSENT or not is_present(kind)):
        return
    waiting = [node]
    while waiting:
        found = waiting.pop()
        if isinstance(found, kind):
            yield found
        children = found.children
        if len(children) > 1:
            waiting.extend(children[::-1])
        elif children and (children[0].children or isinstance(children[0], kind)):  # a text alone, as nearly all are
            waiting.append(children[0])


def begin_loaded_page(doctree: nodes.document) -> None:
    """Begin the page of a doctree that was loaded."""
    begin_page()
    DOCUMENTS.add(doctree)
    waiting: list[nodes.Node] = [doctree]
    while waiting:
        found = waiting.pop()
        KINDS.add(found.__class__)
        waiting.extend(found.children)


def educate(quotes: SmartQuotes) -> None:
    """Set typographic quotes in the blocks that have quotes, dashes or dots; the others stay as they are."""
    if not quotes.document.settings.setdefault("smart_quotes", False):
        return
    document = quotes.document
    language = document.settings.language_code
    for block in document.findall(nodes.TextElement):
        if isinstance(block, quotes.nodes_to_skip) or isinstance(block.parent, nodes.TextElement):
            continue
        texts = [text for text in block.findall(nodes.Text) if not isinstance(text.parent, nodes.option_string)]
        if not any(ACTIVE.search(text) for text in texts):
            continue
        found = normalize_language_tag(block.get_language_code(language))
        tag = next((tag for tag in found if tag in smartquotes.smartchars.quotes), "")
        tokens = with_elisions(list(quotes.get_tokens(texts)))
        for text, new in zip(texts, smartquotes.educate_tokens(tokens, quotes.smartquotes_action, tag), strict=False):
            if new != text:
                text.parent.replace(text, nodes.Text(new))


def with_elisions(tokens: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the texts of a block, with an apostrophe where a word is cut short before a link or emphasis: ``l'*île*``.

    docutils sees each text by itself, and takes it for the end of a quotation.
    """
    for (kind, text), (_, after) in zip(tokens, [*tokens[1:], ("", "")], strict=True):
        is_elision = kind == "plain" and ELIDED.search(text) and after[:1].isalpha()
        yield kind, f"{text[:-1]}’" if is_elision else text


def once(make: Callable[..., Values]) -> Callable[..., Values]:
    """Make docutils' settings once for each kind of component, and hand out copies."""
    made: dict[tuple[type, ...], Values] = {}

    def settings(*components: Any, **options: Any) -> Values:
        kinds = tuple(part if isinstance(part, type) else type(part) for part in components)
        if kinds not in made:
            made[kinds] = make(*components, **options)
        found = copy(made[kinds])
        found.record_dependencies = DependencyList()
        return found

    return settings


def tag_with_direction(start_tag: Callable[..., str]) -> Callable[..., str]:
    """Give the direction of its language to an element that is in one of its own."""

    def starttag(writer: Any, node: nodes.Element, tagname: str, *arguments: Any, **attributes: Any) -> str:
        classes: list[str] = node.get("classes", [])
        for name in classes:
            if name.startswith(LANG_CLASS):
                attributes.setdefault("dir", direction(name.removeprefix(LANG_CLASS)))
                break
        return start_tag(writer, node, tagname, *arguments, **attributes)

    return starttag


PATCHES = (
    Patch(
        name="quotes of more languages",
        target="docutils.utils.smartquotes.smartchars.quotes",
        reason="It has none of Arabic, Chinese without a country, Hindi and others, which would keep straight ones.",
        upstream="docutils/utils/smartquotes.py:smartchars",
        digests={"0.22.4": "2dc45326", "0.23": "2dc45326"},
        test="tests/test_pages.py::test_quotes_follow_the_language_of_the_post",
        apply=replace({**smartquotes.smartchars.quotes, **MORE_QUOTES}),
    ),
    Patch(
        name="a language that docutils has no words of",
        target="docutils.languages.LanguageImporter.__call__",
        reason="It says of each page in such a language that its own words are in English; no page shows any.",
        upstream="docutils/languages/__init__.py:LanguageImporter.__call__",
        digests={"0.22.4": "2baad1ce", "0.23": "2baad1ce"},
        test="tests/test_catalogs.py::test_post_may_be_in_a_language_that_docutils_has_no_words_of",
        apply=wrap(without_report),
    ),
    Patch(
        name="words in another language have its direction",
        target="docutils.writers._html_base.HTMLTranslator.starttag",
        reason="It gives them `lang` alone, and browsers take no direction from that.",
        upstream="docutils/writers/_html_base.py:HTMLTranslator.starttag",
        digests={"0.22.4": "7b8a6e81", "0.23": "7b8a6e81"},
        test="tests/test_upstream_fixes.py::test_words_in_another_language_have_its_direction",
        apply=wrap(tag_with_direction),
    ),
    Patch(
        name="a line between two thoughts stays",
        target="docutils.transforms.misc.Transitions.apply",
        reason="It reports one in a quotation, in a list, beside another, first or last: Markdown has it anywhere.",
        upstream="docutils/transforms/misc.py:Transitions",
        digests={"0.22.4": "bf40ca17", "0.23": "1b723514"},
        test="tests/test_upstream_fixes.py::test_line_between_two_thoughts_stands_anywhere",
        apply=replace(leave_transitions),
    ),
    Patch(
        name="one viewport",
        target="docutils.writers.html5_polyglot.HTMLTranslator",
        reason="It gives each page a viewport, and so does Furo.",
        upstream="docutils/writers/html5_polyglot/__init__.py:HTMLTranslator.__init__",
        digests={"0.22.4": "d88a3d19", "0.23": "d88a3d19"},
        test="tests/test_upstream_fixes.py::test_page_has_one_viewport",
        apply=connect("html-page-context", drop_second_viewport, priority=HtmlPageContext.IN_VAIN),
    ),
    Patch(
        name="a child is found where the last one was",
        target="docutils.nodes.Element.index",
        reason="It looks through all children for each that a transform replaces.",
        upstream="docutils/nodes.py:Element.index",
        digests={"0.22.4": "6d8dc749", "0.23": "6d8dc749"},
        test="tests/test_upstream_speed.py::test_children_are_replaced_from_where_the_last_one_was",
        apply=replace(index),
    ),
    Patch(
        name="a child is found where the last one was",
        target="docutils.nodes.Element.remove",
        reason="It looks through all children for each that a transform removes.",
        upstream="docutils/nodes.py:Element.remove",
        digests={"0.22.4": "c21117c1", "0.23": "c21117c1"},
        test="tests/test_upstream_speed.py::test_children_are_removed_from_where_the_last_one_was",
        apply=replace(remove),
    ),
    Patch(
        name="labels in a row are moved at once",
        target="docutils.transforms.references.PropagateTargets.apply",
        reason="It moves all that a row of labels has by then from each to the next.",
        upstream="docutils/transforms/references.py:PropagateTargets.apply",
        digests={"0.22.4": "90b632c2", "0.23": "90b632c2"},
        test="tests/test_upstream_speed.py::test_labels_in_a_row_are_moved_at_once",
        apply=replace(propagate_targets),
    ),
    Patch(
        name="nodes are visited without a word",
        target="docutils.nodes.Node.walkabout",
        reason="It makes two messages for its own debugging for each node.",
        upstream="docutils/nodes.py:Node.walkabout",
        digests={"0.22.4": "9f69f56c", "0.23": "9f69f56c"},
        test="tests/test_upstream_speed.py::test_nodes_are_visited_without_a_word",
        apply=replace(walkabout),
        saves=True,
    ),
    Patch(
        name="a page is looked through for what it may hold",
        target="docutils.nodes.Element.__init__",
        reason="Only a node that was made can be in a page.",
        upstream="docutils/nodes.py:Element.__init__",
        digests={"0.22.4": "a1d30fc3", "0.23": "a1d30fc3"},
        test="tests/test_upstream_speed.py::test_page_is_not_looked_through_for_what_it_does_not_hold",
        apply=note_kinds,
        saves=True,
    ),
    Patch(
        name="a page is looked through for what it may hold",
        target="docutils.nodes.Node._fast_findall",
        reason="It makes a generator for each node, and sixty transforms look through each page, most for what "
        "Markdown does not make.",
        upstream="docutils/nodes.py:Node._fast_findall",
        digests={"0.22.4": "4dc8eb3f", "0.23": "854e0f18"},
        test="tests/test_upstream_speed.py::test_page_is_not_looked_through_for_what_it_does_not_hold",
        apply=replace(fast_findall),
        saves=True,
    ),
    Patch(
        name="a page is looked through for what it may hold",
        target="docutils.nodes.Node._superfast_findall",
        reason="It makes a generator for each node, and sixty transforms look through each page, most for what "
        "Markdown does not make.",
        upstream="docutils/nodes.py:Node._superfast_findall",
        digests={"0.22.4": "3be85bf1", "0.23": "3be85bf1"},
        test="tests/test_upstream_speed.py::test_page_is_not_looked_through_for_what_it_does_not_hold",
        apply=replace(fast_findall),
        saves=True,
    ),
    Patch(
        name="quotes are set where there are some",
        target="docutils.transforms.universal.SmartQuotes.apply",
        reason="It makes all text of a page anew.",
        upstream="docutils/transforms/universal.py:SmartQuotes.apply",
        digests={"0.22.4": "ce91cd32", "0.23": "ce91cd32"},
        test="tests/test_upstream_speed.py::test_text_without_quotes_is_left_as_it_is",
        apply=replace(educate),
        saves=True,
    ),
)
