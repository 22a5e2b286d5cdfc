"""Index the links between pages, with the sentence that each stands in: what "Mentioned in" is made from.

Links in the prose of posts, concepts and pages count; lists and menus don't. What else wants to know who mentions what
asks :func:`mention_graph`, and :func:`valuable.knowledge.wikilinks.name_index` for the names that a page is called by.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import count
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import docname_join
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.addresses.anchors import anchors_of
from valuable.base.build_state import once_per_build
from valuable.base.env_store import DocnameStore
from valuable.base.sentences import PLACEHOLDER, sentence_around, sentence_ends
from valuable.base.slugs import slug
from valuable.base.word_count import NOT_PROSE, is_line_break
from valuable.content.headings import numbered_anchors
from valuable.content.markdown.code_html import COUNTED_ID
from valuable.content.posts import newest_first, posts_of, title_words
from valuable.knowledge.wikilinks import named_page, shown_definitions
from valuable.phases import DoctreeRead
from valuable.upstream.ablog import references

# How a target begins that is not known before all is read; an anchor of a page that is known stands after the same "#".
NAME_TARGET, SHOWN_TARGET, LABEL_TARGET = "[[", "![[", "#"
FILLED_IN = frozenset({"myst", "doc", "ref"})  # references without words that get those of their target
UNKNOWN_WORDS = re.compile(
    f"{PLACEHOLDER}([^{PLACEHOLDER}]*){PLACEHOLDER}"
)  # words in a sentence that are those of a target
UNEVEN_SPACE = re.compile(
    f"[ \\t\\n\\r\\f{PLACEHOLDER}]{{2,}}|[\\t\\n\\r\\f{PLACEHOLDER}]"
)  # one space is as it should be


class Mention(NamedTuple):
    """A link to another page: the sentence in which it stands, in plain text, parted at the link's words.

    ``target`` is a docname, once :func:`mention_graph` gives it; ``anchor`` that of the paragraph; ``sentence`` the
    number of the sentence in it. Of a definition that is shown in place, there is no sentence.
    """

    target: str
    anchor: str = ""
    before: str = ""
    words: str = ""
    after: str = ""
    sentence: int = 0


@dataclass(frozen=True)
class MentionGraph:
    """The links between pages, with their sentences.

    ``out`` has the mentions by the page in which they stand; ``into``, by the page that they lead to, each with the
    docname of the page in which it stands: posts first, the newest first, then concepts and pages by title.
    """

    out: Mapping[str, tuple[Mention, ...]]
    into: Mapping[str, tuple[tuple[str, Mention], ...]]


# -- Reading --------------------------------------------------------------------


def link_target(node: addnodes.pending_xref, docname: str) -> str:
    """Return the target of a reference, as far as its own page tells."""
    target: str = node["reftarget"]
    if node.get("refdomain") == "doc":
        return f"{target}{LABEL_TARGET}{node['reftargetid']}" if node.get("reftargetid") else target
    if node["reftype"] == "wikilink":
        return NAME_TARGET + target if target else docname
    if node["reftype"] == "doc":
        return docname_join(docname, target)
    return LABEL_TARGET + target.lower()


class ProseLinks:
    """The text of a block with single spaces, read once, and the ranges of its links in it.

    A :data:`PLACEHOLDER` stands for words that are not known yet; ``holes`` are the places and targets of these.
    """

    def __init__(self, block: nodes.Element, docname: str) -> None:
        self.docname = docname
        self.pieces: list[str] = []
        self.length = 0
        self.links: list[tuple[str, int, int]] = []
        self.holes: list[tuple[int, str]] = []
        for child in block.children:
            self.read(child)

    def read(self, node: nodes.Node, linked: bool = False) -> None:
        """Read what stands in a *node*; the text alternative of a picture too if it is *linked*."""
        if isinstance(node, nodes.Text):
            self.add(str(node))
        elif isinstance(node, addnodes.pending_xref):
            self.read_link(node)
        elif linked and isinstance(node, nodes.image):
            self.add(node.get("alt", ""))
        elif is_line_break(node):
            self.add(" ")
        elif not isinstance(node, NOT_PROSE):
            for child in node.children:
                self.read(child, linked)

    def add(self, text: str) -> None:
        text = UNEVEN_SPACE.sub(" ", text)
        if text.startswith(" ") and (not self.pieces or self.pieces[-1].endswith(" ")):
            text = text[1:]
        if text:
            self.pieces.append(text)
            self.length += len(text)

    def read_link(self, node: addnodes.pending_xref) -> None:
        target, start, first = link_target(node, self.docname), self.length, len(self.pieces)
        if node.get("refexplicit") or node["reftype"] not in FILLED_IN:
            for child in node.children:
                self.read(child, linked=True)
        words = "".join(self.pieces[first:])
        if not words.strip():
            self.holes.append((self.length, target))
            self.pieces.append(PLACEHOLDER)
            self.length += 1
        start += len(words) - len(words.lstrip())
        self.links.append((target, start, start + len(words.strip() or PLACEHOLDER)))

    def mentions(self, language: str) -> Iterator[Mention]:
        """Yield the links to other pages, each with its sentence."""
        text = "".join(self.pieces)
        stops, places = sentence_ends(text, language), [place for place, _ in self.holes]
        for target, start, end in self.links:
            if target.partition(LABEL_TARGET)[0] != self.docname:
                before, words, after = sentence_around(text, start, end, stops)
                if places:
                    numbers = count(bisect_left(places, start) - before.count(PLACEHOLDER))
                    before, words, after = (self.named(piece, numbers) for piece in (before, words, after))
                yield Mention(target, "", before, words, after, bisect_right(stops, start))

    def named(self, piece: str, numbers: Iterator[int]) -> str:
        """Return a piece of the text, with the words of its targets in the holes of these *numbers*."""
        return re.sub(PLACEHOLDER, lambda hole: f"{PLACEHOLDER}{self.holes[next(numbers)][1]}{PLACEHOLDER}", piece)


@lru_cache(maxsize=4096)
def block_anchor_base(target: str) -> str:
    """Return what the anchor of a block with a link to *target* begins with."""
    page, _, name = target.partition(LABEL_TARGET)
    return "to-" + (slug((page or name).removesuffix("/index").rpartition("/")[2]) or "page")


class BlockAnchors:
    """Gives anchors to blocks of a page, each unlike any other on it."""

    def __init__(self, doctree: nodes.document) -> None:
        self.doctree = doctree
        self.taken = set(doctree.ids)
        self.names: dict[str, Iterator[str]] = {}

    def anchor(self, block: nodes.Element, target: str) -> str:
        """Return an anchor of a block with a link to *target*: for a title or caption, of what it stands over."""
        if isinstance(block, (nodes.title, nodes.caption)):
            block = block.parent
            if isinstance(block, nodes.section) and block.parent is self.doctree:
                return ""
        is_counted = isinstance(block, nodes.container) and not block["names"]  # by Sphinx, for code with a caption
        if not block["ids"] or (is_counted and COUNTED_ID.fullmatch(block["ids"][0])):
            base = block_anchor_base(target)
            names = self.names.setdefault(base, numbered_anchors(base))
            block["ids"].insert(0, next(name for name in names if name not in self.taken))
            self.taken.update(block["ids"])
        found: str = block["ids"][0]
        return found


def text_block_of(node: nodes.Element) -> nodes.Element | None:
    """Return the block of text in which a node stands, if it stands in one."""
    block: nodes.Element | None = node.parent
    while isinstance(block, nodes.Inline):
        block = block.parent
    return block if block is not None and block.parent is not None else None


def read_mentions(doctree: nodes.document, docname: str) -> Iterator[Mention]:
    """Yield the links of a page to others, and give the blocks in which they stand anchors."""
    places, last = BlockAnchors(doctree), None
    for node in doctree.findall(addnodes.pending_xref):
        block = text_block_of(node)
        if block is not None and block is not last:
            last = block
            found = list(ProseLinks(block, docname).mentions(doctree.settings.language_code))
            anchor = places.anchor(block, found[0].target) if found else ""
            for mention in found:
                yield mention._replace(anchor=anchor)


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Note the links of each page in :data:`MENTIONS`, and give their blocks anchors."""
    docname = app.env.docname
    shown = [Mention(SHOWN_TARGET + name, sentence=-1) for name in shown_definitions(app.env).get(docname, ())]
    found = (*shown, *read_mentions(doctree, docname))
    if found:
        mentions_of(app.env)[docname] = found


MENTIONS = DocnameStore[tuple[Mention, ...]]("mentions")


def mentions_of(env: BuildEnvironment) -> dict[str, tuple[Mention, ...]]:
    """Return the links of each page as they are written: the targets of some are names."""
    return MENTIONS.of(env)


# -- Once all is read -----------------------------------------------------------


def target_page(app: Sphinx, target: str) -> str | None:
    """Return the docname that a target leads to; None if there is none."""
    env = app.env
    if target.startswith((NAME_TARGET, SHOWN_TARGET)):
        found = named_page(app, target.partition(NAME_TARGET)[2])
    elif target.startswith(LABEL_TARGET):
        labels = env.domains.standard_domain
        entry = labels.labels.get(target[1:]) or labels.anonlabels.get(target[1:])
        found = entry[0] if entry else None
    else:
        found = target.partition(LABEL_TARGET)[0]
    return found if found in env.found_docs else None


def target_words(app: Sphinx, target: str) -> str:
    """Return the words of a link that has none of its own: the title of its page or heading, else what is written."""
    env = app.env
    page, _, name = target.partition(LABEL_TARGET)
    if not name:
        title = env.titles.get(target_page(app, target) or "")
        return title_words(title) if title is not None else page
    docname, _, words = env.domains.standard_domain.labels.get(name, (None, "", ""))
    if docname is not None and page in {"", docname}:
        return str(words)  # Sphinx's own, as of "search", are translated when they are printed
    if page:
        headings = anchors_of(env)[page].headings if page in anchors_of(env) else ()
        return next((heading.words for heading in headings if name in heading.anchors), name)
    return references(app)[name][1] if name in references(app) else name


@once_per_build
def mention_graph(app: Sphinx) -> MentionGraph:
    """Return the links between the pages of this build. Call it once all is read."""
    mentions, out = mentions_of(app.env), dict[str, tuple[Mention, ...]]()
    into: dict[str, list[tuple[str, Mention]]] = defaultdict(list)
    page_of, words_of = cache(partial(target_page, app)), cache(partial(target_words, app))
    for docname in shown_order(app.env, mentions):
        out[docname] = tuple(leading_mentions(docname, mentions[docname], page_of, words_of))
        for mention in out[docname]:
            into[mention.target].append((docname, mention))
    return MentionGraph(out, {target: tuple(found) for target, found in into.items()})


def shown_order(env: BuildEnvironment, docnames: Collection[str]) -> list[str]:
    """Return posts, the newest first, then concepts and pages by title."""
    posts = posts_of(env)
    newest = newest_first(posts[name] for name in docnames if name in posts)
    rest = sorted((title_words(env.titles[name]).casefold(), name) for name in docnames if name not in posts)
    return [*(post.docname for post in newest), *(name for _, name in rest)]


def leading_mentions(
    docname: str,
    mentions: Iterable[Mention],
    page_of: Callable[[str], str | None],
    words_of: Callable[[str], str],
) -> Iterator[Mention]:
    """Yield the mentions of a page that lead to others, each page once a sentence.

    *page_of* tells the page that a target is, *words_of* the words of a link that has none of its own.
    """
    known: set[tuple[str, str, int]] = set()
    for mention in mentions:
        page = page_of(mention.target)
        if page is None or page == docname or (page, mention.anchor, mention.sentence) in known:
            continue
        known.add((page, mention.anchor, mention.sentence))
        before, words, after = mention.before, mention.words, mention.after
        if PLACEHOLDER in before + words + after:
            before, words, after = (
                UNKNOWN_WORDS.sub(lambda hole: words_of(hole[1]), piece) for piece in (before, words, after)
            )
        yield Mention(page, mention.anchor, before, words, after, mention.sentence)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.knowledge.wikilinks")
    MENTIONS.register(app)
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.LINKS)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
