r"""``[[common understanding]]``: links to concepts and other pages by their names, as Obsidian writes them.

``[[name|words]]`` shows other words, ``[[name#heading]]`` leads to a heading; in a table the bar is written ``\|``.
``![[name]]`` on a line of its own shows a concept's definition in place, or another page; ``![[name#heading]]`` and
``![[name#^block]]`` a part of a page; ``![[picture.png]]`` a file. In code, and after a backslash, brackets stay
as they are.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any

from docutils import nodes
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.tree import SyntaxTreeNode
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.addresses.anchors import anchors_of
from valuable.base.build_state import once_per_build
from valuable.base.env_store import DocnameStore
from valuable.base.reports import Severity, report
from valuable.base.slugs import slug
from valuable.base.text_files import brief
from valuable.content.concepts import concepts_of, definition_paragraph
from valuable.content.digests import input_digests, summary_digests
from valuable.content.drafts import UNREADABLE, held_back, warn_of_held_back
from valuable.content.headings import anchor_from
from valuable.content.markdown.embedded_files import is_file_name, push_file
from valuable.content.posts import title_words
from valuable.content.references import shown_by_references
from valuable.content.source_checks import sources_of
from valuable.knowledge.page_names import NamedPage, NameIndex, folded_name, nearest_names
from valuable.knowledge.transclusion import (
    MAX_SHOWN,
    MAX_WITHIN,
    PartReader,
    adapted_blocks,
    document_reference,
    shown_part,
)
from valuable.phases import DoctreeRead, EnvUpdated, PostTransform
from valuable.upstream.first_signs import begins_with
from valuable.upstream.markdown_it import rule_of
from valuable.upstream.myst import add_renderer

MAX_COMPARED = 50_000  # headings that those which links of one page do not find are compared with
MAX_SUGGESTED = 100  # names of one page that lead nowhere for which those near to them are looked for
MAX_HEADINGS_IN_LINK = 6  # one below the other, of which the last is meant

WIKILINK = re.compile(r"(!?)\[\[(?!\^)([^\[\]]+)\]\]")
RELATIVE = re.compile(r"^(?:\.{0,2}/)+")  # `../note`: a page is known by its name wherever it lies
UNCLOSED_WIKILINK = re.compile(r"!?\[\[(?![\^!\[])(?P<words>[^\[\]]*)(?P<end>\][^\[(:\]]|\]\]|\]?\Z|\[(?!\^))")
ESCAPE_ADVICE = r"write it in code, or `\[[…]]` for the brackets themselves"


DOMAIN = "wikilinks"  # none of Sphinx's: what is in it is resolved here
LINKED = DocnameStore[frozenset[str]]("wikilinks")
DEFINITIONS = DocnameStore[tuple[str, ...]]("definitions")


# -- Reading --------------------------------------------------------------------


@begins_with("[!")
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
    name = RELATIVE.sub("", name)
    if is_file_name(name) and (silent or push_file(state, name, heading, words.strip(), shown=bool(found[1]))):
        state.pos = found.end()
        return True
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
            text.content = name or heading.removeprefix("^")
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
    node = shown_part("", **token.meta)
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
    written_in = {id(node.parent): node.parent for node in doctree.findall(shown_part)}
    for block in written_in.values():
        shown += (folded_name(part["reftarget"]) for part in place_apart(block) if part["reftarget"])
    if shown:
        shown_definitions(app.env)[app.env.docname] = tuple(shown)


def place_apart(block: nodes.Element) -> list[shown_part]:
    """Take what is shown in place out of the text in which it is written; return it.

    Each stands on a line of its own, others and lines of text before and after it.
    """
    parts = [child for child in block.children if isinstance(child, shown_part)]
    if isinstance(block, nodes.paragraph) and stand_on_lines(block.children):
        block.replace_self(list(without_parts(block)))
        return parts
    for part in parts:
        written = f"![[{brief(part['reftarget'])}{'#…' if part['heading'] else ''}]]"
        warn_of_wikilink(part, f"`{written}` shows blocks of text: write it on a line of its own")
        block.remove(part)
    return []


def stand_on_lines(children: Sequence[nodes.Node]) -> bool:
    """Return whether each part in a text has a line for itself."""
    return all(
        ends_line(before, before=True) if isinstance(after, shown_part) else ends_line(after, before=False)
        for before, after in pairwise(children)
        if isinstance(before, shown_part) or isinstance(after, shown_part)
    )


def ends_line(node: nodes.Node, *, before: bool) -> bool:
    """Return whether a line ends with what stands before something, or begins with what stands behind it."""
    if not isinstance(node, nodes.Text):
        return isinstance(node, shown_part)
    return node.endswith("\n") if before else node.startswith("\n")


def without_parts(block: nodes.paragraph) -> Iterator[nodes.Node]:
    """Yield a paragraph in pieces, with what is shown in place between them."""
    for is_part, children in groupby(list(block.children), lambda child: isinstance(child, shown_part)):
        found = list(children)
        if is_part:
            yield from found
        elif any(not isinstance(child, nodes.Text) or child.strip() for child in found):
            piece = nodes.paragraph("", "", *found, **block.attributes)
            piece.source, piece.line = block.source, block.line
            yield piece


def warn_of_wikilink(node: nodes.Node, message: str) -> None:
    report(message, node, "wikilinks")


def report_dead_wikilink(app: Sphinx, node: nodes.Element, message: str) -> None:
    """Report a name, or a heading, that leads nowhere; one that leads to several pages is no old fault."""
    name, heading = node["reftarget"], node["heading"]
    subject = f"[[{name}{f'#{heading}' if heading else ''}]]"
    of_several = len(name_index(app).find(name)) > 1 if name else False
    severity = Severity.FATAL if of_several else Severity.ACCEPTABLE
    report(message, node, "wikilinks", severity=severity, subject=subject)


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
            yield NamedPage(docname, source.front_matter.aliases, held_back=True)


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
            report(message, f"{source.path}:{line}", "wikilinks")


def shown_by_links(app: Sphinx, docname: str) -> list[Any]:
    """Return what the links of a document show: the titles and anchors of the pages that they lead to."""
    summaries, names = summary_digests(app.env), name_index(app)
    linked = sorted(LINKED.of(app.env).get(docname, ()))
    return [(name, [(found, summaries.get(found)) for found in names.find(name)]) for name in linked]


def shown_in_place(app: Sphinx, docname: str) -> list[Any]:
    """Return what a page shows of others: their text, what the links in it show, and what these show of others."""
    inputs, names = input_digests(app.env), name_index(app)
    shown, waiting, looked_at = list[Any](), [docname], {docname}
    while waiting:
        page = waiting.pop()
        for name in shown_definitions(app.env).get(page, ()):
            for found in names.find(name):
                digests = inputs.get(found), shown_by_references(app, found), shown_by_links(app, found)
                shown.append((name, found, *digests))
                if found not in looked_at:
                    looked_at.add(found)
                    waiting.append(found)
    return shown


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


def show_heading(node: nodes.Element) -> None:
    """Have a link that leads to no heading show the words of that too, as Obsidian does: nobody else has them."""
    name, heading, words = node["reftarget"], node["heading"], node[0]
    if isinstance(words, nodes.Element) and name and heading.strip("^") == heading != "" and words.astext() == name:
        words.append(nodes.Text(f" > {heading}"))


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
        self.parts = PartReader(self.env)
        for place in list(self.document.findall(shown_part)):
            self.outermost = place
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
            report_dead_wikilink(app, node, self.problem(app, name))
            show_heading(node)
            return list(node[0].children)
        anchor = None
        if heading and target not in held_back(app):
            anchor = self.anchor_of(target, heading)
            if anchor is None:
                report_dead_wikilink(app, node, self.no_heading(target, name, heading))
                show_heading(node)
        return [document_reference(target, anchor, here, node)]

    def anchor_of(self, docname: str, heading: str) -> str | None:
        """Return the anchor of a heading on a page, by one of its anchors or its words.

        They may have a number sign in them; else what stands before one is a heading above it, ``One#Two``.
        """
        parts = heading.rsplit("#", MAX_HEADINGS_IN_LINK)
        wanted = ("#".join(parts[place:]).strip() for place in range(len(parts)))
        return next(filter(None, (self.known_anchor(docname, part) for part in wanted if part)), None)

    def known_anchor(self, docname: str, heading: str) -> str | None:
        known = anchors_of(self.env)[docname].all if docname in anchors_of(self.env) else frozenset()
        found: str | None = heading
        if heading.startswith("^"):
            found = heading[1:]
        elif heading not in known and known:
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
        if heading.startswith("^"):
            return f"{written} leads to no block: write ` {brief(heading)}` at the end of the one that is meant"
        if self.compared > MAX_COMPARED:
            return f"{written} leads to no heading"
        nearest = ", ".join(f"`[[{name}#{words}]]`" for words in nearest_names(heading, there))
        advice = f"nearest are {nearest}" if nearest else "the page has no headings, so leave out the `#` and the rest"
        return f"{written} leads to no heading: {advice}"

    def filled(
        self, app: Sphinx, place: nodes.Element, here: str, around: tuple[tuple[str, str], ...] = ()
    ) -> list[nodes.Node]:
        """Return what a place shows as a quotation with its source; *around*: of which pages and parts it is a part."""
        name, part = place["reftarget"], place["heading"]
        target = named_page(app, name) if name else here
        if target is None:
            if not around:  # else it has been said of the page on which it stands
                report_dead_wikilink(app, place, self.problem(app, name).replace("[[", "![[", 1))
            return [nodes.paragraph("", name)]
        if target in held_back(app):
            if held_back(app)[target] != UNREADABLE:
                verb = "shows a part of" if part or target not in concepts_of(self.env) else "shows the definition of"
                warn_of_held_back(app, target, verb, place)
            return []
        concept = concepts_of(self.env).get(target)
        if concept is not None and not part:
            return self.definition(target, concept.title, place, here, nested=bool(around))
        return self.part(app, place, target, here, around)

    def definition(self, target: str, title: str, place: nodes.Element, here: str, *, nested: bool) -> list[nodes.Node]:
        """Return a concept's definition as a quotation with its source."""
        if target == here:
            if not nested:
                written = f"`![[{brief(place['reftarget'])}]]`"
                warn_of_wikilink(
                    place, f"{written} shows the definition that this page itself begins with: take it out"
                )
            return []
        section = next(iter(self.parts.document(target).findall(nodes.section)))
        paragraph = definition_paragraph(section)
        if paragraph is None:
            return []
        shown = adapted_blocks([paragraph.deepcopy()], target, here)
        return [quotation(shown, document_reference(target, None, here, place, link_words(title)), "definition")]

    def part(
        self, app: Sphinx, place: nodes.Element, target: str, here: str, around: tuple[tuple[str, str], ...]
    ) -> list[nodes.Node]:
        """Return a part of a page, or all of it, as a quotation with its source."""
        name, heading = place["reftarget"], place["heading"]
        anchor = self.anchor_of(target, heading) if heading else ""
        if anchor is None:
            if not around:
                report_dead_wikilink(
                    self.env._app, place, self.no_heading(target, name, heading).replace("[[", "![[", 1)
                )
            words = link_words(name or heading)
            return [nodes.paragraph("", "", document_reference(target, None, here, place, words))]
        chain = around or ((here, ""),)
        written = f"`![[{brief(name)}{f'#{brief(heading)}' if heading else ''}]]`"
        self.parts.shown += 1
        if (target, anchor) in chain or self.parts.shown > MAX_SHOWN or len(chain) > MAX_WITHIN:
            said = "shows what it stands in" if (target, anchor) in chain else "shows too much in one page"
            warn_of_wikilink(self.outermost or place, f"{written} {said}: write a link, {written.replace('!', '', 1)}")
            return []
        blocks = self.parts.blocks(target, anchor, here)
        box = nodes.container("", *blocks)
        for inner in list(box.findall(shown_part)):
            inner.parent.replace(inner, self.filled(app, inner, here, (*chain, (target, anchor))))
        if not box.children:
            return []
        title = title_words(self.env.titles[target])
        source = document_reference(target, anchor or None, here, place, link_words(title))
        return [quotation(list(box.children), source, "embed")]


def link_words(words: str) -> nodes.inline:
    return nodes.inline("", words, classes=["xref", "myst"])


def quotation(blocks: list[nodes.Node], source: nodes.Element, name: str) -> nodes.block_quote:
    """Return blocks as a quotation of a class, with a link to where they come from."""
    return nodes.block_quote("", *blocks, nodes.attribution("", "", source), classes=[name])


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
