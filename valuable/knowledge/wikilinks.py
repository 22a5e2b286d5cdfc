r"""``[[common understanding]]``: links to concepts and other pages by their names, as Obsidian writes them.

``[[name|words]]`` shows other words, ``[[name#heading]]`` leads to a heading; in a table the bar is written ``\|``.
``![[name]]`` on a line of its own shows a concept's definition in place. In code, and after a backslash, brackets stay
as they are.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from docutils import nodes
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.tree import SyntaxTreeNode
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import docname_join, logging
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.addresses.anchors import anchors_of
from valuable.base.build_state import once_per_build
from valuable.base.env_store import DocnameStore
from valuable.base.slugs import slug
from valuable.base.text_files import brief
from valuable.content.concepts import concepts_of, definition_paragraph
from valuable.content.digests import input_digests, summary_digests
from valuable.content.drafts import UNREADABLE, held_back, warn_of_held_back
from valuable.content.headings import anchor_from
from valuable.content.posts import title_words
from valuable.content.references import shown_by_references
from valuable.content.source_checks import PICTURE_SUFFIXES, sources_of
from valuable.knowledge.page_names import NamedPage, NameIndex, folded_name, nearest_names
from valuable.phases import DoctreeRead, EnvUpdated, PostTransform
from valuable.upstream.markdown_it import rule_of
from valuable.upstream.myst import add_renderer

logger = logging.getLogger(__name__)

MAX_COMPARED = 50_000  # headings that those which links of one page do not find are compared with
MAX_SUGGESTED = 100  # names of one page that lead nowhere for which those near to them are looked for

WIKILINK = re.compile(r"(!?)\[\[(?!\^)([^\[\]]+)\]\]")
UNCLOSED_WIKILINK = re.compile(r"!?\[\[(?![\^!\[])(?P<words>[^\[\]]*)(?P<end>\][^\[(:\]]|\]\]|\]?\Z|\[(?!\^))")
ESCAPE_ADVICE = r"write it in code, or `\[[…]]` for the brackets themselves"


DOMAIN = "wikilinks"  # none of Sphinx's: what is in it is resolved here
LINKED = DocnameStore[frozenset[str]]("wikilinks")
DEFINITIONS = DocnameStore[tuple[str, ...]]("definitions")


class shown_definition(nodes.General, nodes.Element):  # noqa: N801
    """The place of a concept's definition on another page, until it is filled in."""


# -- Reading --------------------------------------------------------------------


def read_wikilink(state: StateInline, silent: bool) -> bool:
    """Read ``[[name|words]]`` or ``![[name]]`` at the state's place; a rule of markdown-it."""
    if not state.src.startswith(("[[", "![["), state.pos):
        return False
    found = WIKILINK.match(state.src, state.pos, state.posMax)
    if found is None or state.linkLevel:
        return read_stray_brackets(state, silent)
    if state.src.startswith(("(", "["), found.end()) and is_link_in_brackets(state):
        return False
    name, bar, words = found[2].partition("|")
    name, _, heading = (" ".join(part.split()) for part in name.removesuffix("\\").partition("#"))
    if not name + heading:
        return read_stray_brackets(state, silent)
    target = {"reftarget": name, "heading": heading}
    if not silent and found[1]:
        token = state.push("wikilink_definition", "", 0)
        token.meta = target
    elif not silent:
        token = state.push("wikilink_open", "a", 1)
        token.meta = target
        if bar and words.strip():
            end, start = state.posMax, found.start(2) + found[2].index("|") + 1
            state.pos, state.posMax = start, found.end(2)
            state.linkLevel += 1
            state.md.inline.tokenize(state)
            state.linkLevel -= 1
            state.posMax = end
        else:
            text = state.push("text", "", 0)
            text.content = name or heading
        state.push("wikilink_close", "a", -1)
    state.pos = found.end()
    return True


def is_link_in_brackets(state: StateInline) -> bool:
    """Return whether ``[[1]](https://…)`` stands here, a link of Markdown's whose words are in brackets."""
    place, state.pos = state.pos, state.pos + (state.src[state.pos] == "!")
    link = rule_of(state.md.inline.ruler, "link")(state, silent=True)
    state.pos = place
    return bool(link)


def read_stray_brackets(state: StateInline, silent: bool) -> bool:
    """Read two brackets that are no link as text, and have them reported if a link is likely meant.

    ``[[1](https://…)]`` is a link of Markdown's in brackets, ``[[^1]]`` a footnote, and ``[[]]`` an empty list.
    """
    found = UNCLOSED_WIKILINK.match(state.src, state.pos, state.posMax)
    if found is None or silent or not found["words"].strip():
        return False
    token = state.push("wikilink_unread", "", 0)
    end = found.end() if found["end"] == "]]" else found.end("words")
    token.content = state.src[found.start() : end]
    token.meta = {"in_link": bool(state.linkLevel), "closed": found["end"] == "]]"}
    state.pos = end
    return True


def render_stray_brackets(renderer: Any, token: SyntaxTreeNode) -> None:
    """Show what may be meant for a link as it is typed, and report it."""
    node = nodes.Text(token.content)
    place = nodes.inline()
    renderer.add_line_and_source_path(place, token)
    renderer.current_node.append(node)
    written = brief(token.content)
    if token.meta["in_link"]:
        said = f"`{written}` stands in the words of another link, and can't be one itself: take it out of there"
    elif token.meta["closed"]:
        said = f"`{written}` names no page: write one as in `[[common understanding]]`"
    else:
        said = f"`{written}` is never closed, so it is no link: write `]]` behind the name, which has no brackets in it"
    warn_of_wikilink(place, f"{said}. If no link is meant, {ESCAPE_ADVICE}")


def render_wikilink(renderer: Any, token: SyntaxTreeNode) -> None:
    """Make a reference that :class:`WikilinkResolver` resolves, once all pages are known."""
    here = renderer.sphinx_env.docname
    node = addnodes.pending_xref(refdomain=DOMAIN, reftype="wikilink", refdoc=here, refexplicit=True, **token.meta)
    renderer.add_line_and_source_path(node, token)
    renderer.current_node.append(node)
    inner = nodes.inline("", "", classes=["xref", "myst"])
    node.append(inner)
    with renderer.current_node_context(inner):
        renderer.render_children(token)


def render_shown_definition(renderer: Any, token: SyntaxTreeNode) -> None:
    node = shown_definition("", **token.meta)
    renderer.add_line_and_source_path(node, token)
    renderer.current_node.append(node)


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    parser.inline.ruler.before("link", "wikilink", read_wikilink)
    add_renderer(parser, "wikilink", render_wikilink)
    add_renderer(parser, "wikilink_definition", render_shown_definition)
    add_renderer(parser, "wikilink_unread", render_stray_brackets)


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Note the names in links, and put definitions in the places of their paragraphs, or report why that can't be."""
    links = (node for node in doctree.findall(addnodes.pending_xref) if node.get("refdomain") == DOMAIN)
    if linked := frozenset(folded_name(node["reftarget"]) for node in links):
        LINKED.of(app.env)[app.env.docname] = linked
    shown: list[str] = []
    for node in list(doctree.findall(shown_definition)):
        name, block = node["reftarget"], node.parent
        if name.casefold().endswith(tuple(PICTURE_SUFFIXES)):
            warn_of_wikilink(
                node, f"`![[{brief(name)}]]` is no concept: a picture is written `![what it shows]({brief(name)})`"
            )
        elif node["heading"]:
            warn_of_wikilink(
                node, f"`![[{brief(name)}#…]]` shows a whole definition: leave out what stands after the `#`"
            )
        elif isinstance(block, nodes.paragraph) and len(block) == 1:
            block.replace_self(node)
            shown.append(folded_name(name))
            continue
        else:
            warn_of_wikilink(
                node, f"`![[{brief(name)}]]` shows a paragraph: write it on a line of its own, with blank lines around"
            )
        block.remove(node)
    if shown:
        shown_definitions(app.env)[app.env.docname] = tuple(shown)


def warn_of_wikilink(node: nodes.Node, message: str) -> None:
    logger.warning(message, location=node, type="valuable", subtype="wikilinks")


# -- Names ----------------------------------------------------------------------


@once_per_build
def name_index(app: Sphinx) -> NameIndex:
    """Return the index of the names of this build's pages, those held back too. Call it once all is read."""
    return NameIndex(concept_names(app.env), lambda: other_names(app))


def concept_names(env: BuildEnvironment) -> Iterator[NamedPage]:
    """Yield the names of concepts. The title of one that is held back is not known: its slug stands for it."""
    for docname, concept in concepts_of(env).items():
        yield NamedPage(docname, concept.names)
    for docname in held_back(env._app):
        source = sources_of(env._app)[docname]
        if source.kind == "concept":
            yield NamedPage(docname, source.front_matter.aliases)


def other_names(app: Sphinx) -> Iterator[NamedPage]:
    """Yield the names of posts and pages."""
    for docname in app.env.found_docs | held_back(app).keys():
        if sources_of(app)[docname].kind != "concept":
            title = app.env.titles.get(docname)
            yield NamedPage(docname, [title_words(title)] if title is not None else [])


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Report names that two concepts have."""
    for name, docnames in sorted(name_index(app).shared().items()):
        first, *rest = (sources_of(app)[docname] for docname in docnames)
        for source in rest:
            line = source.front_matter.lines.get("aliases", 1)
            message = (
                f"`{name}` is a name of {first.path} too: a link would not know where to lead, so call one otherwise"
            )
            logger.warning(message, location=f"{source.path}:{line}", type="valuable", subtype="wikilinks")


def shown_by_links(app: Sphinx, docname: str) -> list[Any]:
    """Return what the links of a document show: the titles and anchors of the pages that they lead to."""
    summaries, names = summary_digests(app.env), name_index(app)
    linked = sorted(LINKED.of(app.env).get(docname, ()))
    return [(name, [(found, summaries.get(found)) for found in names.find(name)]) for name in linked]


def shown_in_place(app: Sphinx, docname: str) -> list[Any]:
    """Return what the definitions show that stand on another page: their text, and what the links in it show."""
    inputs, names = input_digests(app.env), name_index(app)
    return [
        (name, found, inputs.get(found), shown_by_references(app, found), shown_by_links(app, found))
        for name in shown_definitions(app.env).get(docname, ())
        for found in names.find(name)
    ]


def on_page_shows(app: Sphinx, docname: str) -> list[Any]:
    return [*shown_by_links(app, docname), *shown_in_place(app, docname)]


# -- Resolving ------------------------------------------------------------------


def named_page(app: Sphinx, name: str) -> str | None:
    """Return the docname of the page called *name*; None if there is none, or more than one."""
    found = name_index(app).find(name)
    return found[0] if len(found) == 1 else None


def wikilink_problem(app: Sphinx, name: str, *, look: bool = True) -> str:
    """Return why a name leads to no page, and what to write; *look*: with the names that are similar."""
    written, found = brief(name), name_index(app).find(name)
    if found:
        paths = ", ".join(f"`[[{docname.removesuffix('/index')}]]`" for docname in found)
        return f"`[[{written}]]` is the name of several pages: write one of {paths}"
    nearest = ", ".join(f"`[[{known}]]`" for known in name_index(app).near(name)) if look else ""
    there = f": nearest are {nearest}" if nearest else ": there is no concept yet" if look else ""
    return f"`[[{written}]]` leads nowhere{there}. If no link is meant, {ESCAPE_ADVICE}"


def anchors_by_words(env: BuildEnvironment, docname: str) -> dict[str, str]:
    """Return the anchors of a page's headings by the slugs of their words: of two that are alike, the first."""
    headings = anchors_of(env)[docname].headings
    return {anchor_from(known.words): known.anchors[0] for known in reversed(headings) if known.anchors}


def shown_definitions(env: BuildEnvironment) -> dict[str, tuple[str, ...]]:
    """Return the names of the concepts whose definitions each page shows, folded."""
    return DEFINITIONS.of(env)


class WikilinkResolver(SphinxPostTransform):
    """Turns names into references to documents, which MyST and `valuable.content.drafts` know how to treat."""

    default_priority = PostTransform.WIKILINKS

    def run(self, **kwargs: Any) -> None:
        app = self.env._app
        here = self.env.current_document.docname
        self.said: dict[str, str] = {}
        self.compared = 0
        self.by_words: dict[str, dict[str, str]] = {}
        for place in list(self.document.findall(shown_definition)):
            place.parent.replace(place, self.filled(app, place, here))
        for node in list(self.document.findall(addnodes.pending_xref)):
            if node["reftype"] == "wikilink":
                node.replace_self(self.resolved(app, node, here))

    def problem(self, app: Sphinx, name: str) -> str:
        """Say why a name leads to no page, once for each name: to look for those near to it takes its time."""
        if name not in self.said:
            self.said[name] = wikilink_problem(app, name, look=len(self.said) < MAX_SUGGESTED)
        return self.said[name]

    def resolved(self, app: Sphinx, node: addnodes.pending_xref, here: str) -> list[nodes.Node]:
        name, heading = node["reftarget"], node["heading"]
        target = named_page(app, name) if name else here
        if target is None:
            warn_of_wikilink(node, self.problem(app, name))
            return list(node[0].children)
        anchor = None
        if heading and target not in held_back(app):
            anchor = self.anchor_of(target, heading)
            if anchor is None:
                warn_of_wikilink(node, self.no_heading(target, name, heading))
                return list(node[0].children)
        return [document_reference(target, anchor, here, node)]

    def anchor_of(self, docname: str, heading: str) -> str | None:
        """Return the anchor of a heading on a page, by one of its anchors or its words."""
        known = anchors_of(self.env)[docname].all if docname in anchors_of(self.env) else frozenset()
        found: str | None = heading
        if heading not in known and known:
            if docname not in self.by_words:
                self.by_words[docname] = anchors_by_words(self.env, docname)
            found = self.by_words[docname].get(anchor_from(heading), slug(heading))
        if found not in known:
            return None
        noted: Mapping[str, tuple[int, str, str]] = self.env.metadata[docname].get("myst_slugs", {})
        return noted[found][1] if found in noted else found

    def no_heading(self, target: str, name: str, heading: str) -> str:
        there = [known.words for known in anchors_of(self.env)[target].headings]
        written, self.compared = f"`[[{brief(name)}#{brief(heading)}]]`", self.compared + len(there)
        if self.compared > MAX_COMPARED:
            return f"{written} leads to no heading"
        nearest = ", ".join(f"`[[{name}#{words}]]`" for words in nearest_names(heading, there))
        advice = f"nearest are {nearest}" if nearest else "the page has no headings, so leave out the `#` and the rest"
        return f"{written} leads to no heading: {advice}"

    def filled(self, app: Sphinx, place: nodes.Element, here: str) -> list[nodes.Node]:
        """Return a concept's definition as a quotation with its source."""
        name = place["reftarget"]
        target = named_page(app, name)
        concept = concepts_of(self.env).get(target or "")
        if target is None:
            warn_of_wikilink(place, self.problem(app, name).replace("[[", "![[", 1))
            return []
        if target in held_back(app):
            if held_back(app)[target] != UNREADABLE:
                warn_of_held_back(app, target, "shows the definition of", place)
            return []
        if concept is None:
            path, written = sources_of(app)[target].path, brief(name)
            said = f"`![[{written}]]` shows a concept's definition, and {path} is no concept"
            warn_of_wikilink(place, f"{said}: write a link, `[[{written}]]`")
            return []
        if target == here:
            warn_of_wikilink(
                place, f"`![[{brief(name)}]]` shows the definition that this page itself begins with: take it out"
            )
            return []
        section = next(iter(self.env.get_doctree(target).findall(nodes.section)))
        paragraph = definition_paragraph(section)
        if paragraph is None:
            return []
        title = nodes.inline("", concept.title, classes=["xref", "myst"])
        source = nodes.attribution("", "", document_reference(target, None, here, place, title))
        return [nodes.block_quote("", adapted_paragraph(paragraph, target, here), source, classes=["definition"])]


def document_reference(
    target: str, anchor: str | None, here: str, place: nodes.Element, words: nodes.Element | None = None
) -> addnodes.pending_xref:
    """Return a reference to a document as MyST makes it of a link to a file (mdit_to_docutils/sphinx_.py)."""
    node = addnodes.pending_xref(
        refdomain="doc", reftype="myst", reftarget=target, reftargetid=anchor, refdoc=here, refexplicit=True
    )
    node.source, node.line = place.source, place.line
    node.append(words if words is not None else place[0].deepcopy())
    return node


def adapted_paragraph(paragraph: nodes.paragraph, there: str, here: str) -> nodes.paragraph:
    """Return the paragraph of a page as another page can show it: links lead where they led, marks of notes are out."""
    found = paragraph.deepcopy()
    found["ids"], found["names"] = [], []
    for mark in list(found.findall(nodes.footnote_reference)):
        mark.parent.remove(mark)
    for pending in found.findall(addnodes.pending_xref):
        if pending["reftype"] == "doc":
            pending["reftarget"] = "/" + docname_join(there, pending["reftarget"])
        elif pending["reftype"] == "wikilink" and not pending["reftarget"]:
            pending["reftarget"] = there
        pending["refdoc"] = here
    for link in list(found.findall(nodes.reference)):
        if "refid" in link:
            words = nodes.inline("", "", *(child.deepcopy() for child in link.children))
            link.replace_self(document_reference(there, link["refid"], here, link, words))
    return found


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.concepts")
    app.setup_extension("valuable.content.references")
    app.setup_extension("valuable.upstream.registry")
    app.add_post_transform(WikilinkResolver)
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.HTML)
    DEFINITIONS.register(app)
    LINKED.register(app)
    app.connect("page-shows", on_page_shows)
    app.connect("env-updated", on_env_updated, priority=EnvUpdated.NAMES)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
