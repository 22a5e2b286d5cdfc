"""Know which page links to which, with the sentence that does so: the index behind "Mentioned in".

Links in the prose of posts, concepts and pages count; lists and menus don't. What else wants to know who mentions what
asks :func:`graph_of`, and :func:`valuable.wikilinks.names_of` for the names that a page is called by.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import docname_join
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.kept import keep, kept
from valuable.posts import newest_first, posts_of
from valuable.sentences import sentence_around
from valuable.slugs import slug
from valuable.wikilinks import definition, page_of
from valuable.word_count import inline

NAME, SHOWN, LABEL = "[[", "![[", "#"  # how a target begins that is not known before all is read


class Mention(NamedTuple):
    """A link to another page: the sentence in which it stands, in plain text, parted at the link's words.

    ``target`` is a docname, once :func:`graph_of` gives it; ``anchor`` that of the paragraph. Of a definition that is
    shown in place, there is no sentence.
    """

    target: str
    anchor: str
    before: str
    words: str
    after: str


@dataclass(frozen=True)
class Graph:
    """Who links to whom.

    ``out`` has the mentions by the page in which they stand; ``into``, by the page that they lead to, each with the
    docname of the page in which it stands: posts first, the newest first, then concepts and pages by title.
    """

    out: Mapping[str, tuple[Mention, ...]]
    into: Mapping[str, tuple[tuple[str, Mention], ...]]


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Note the links of each page in ``env.valuable_mentions``, and give their paragraphs anchors."""
    found = tuple(read(doctree, app.env.docname))
    if found:
        mentions_of(app.env)[app.env.docname] = found


def mentions_of(env: BuildEnvironment) -> dict[str, tuple[Mention, ...]]:
    """Return the links of each page as they are written: some lead to names."""
    return kept(env, "mentions")


def target_of(node: addnodes.pending_xref, docname: str) -> str:
    """Return where a reference leads, as far as its own page tells."""
    target: str = node["reftarget"]
    if node.get("refdomain") == "doc":
        return target
    if node["reftype"] == "wikilink":
        return NAME + target if target else docname
    if node["reftype"] == "doc":
        return docname_join(docname, target)
    return LABEL + target.lower()


def read(doctree: nodes.document, docname: str) -> Iterator[Mention]:
    """Yield the links of a page to others."""
    taken = set(doctree.ids)
    given: dict[int, str] = {}

    def anchor(block: nodes.Element, target: str) -> str:
        if id(block) not in given:
            section = block.parent if isinstance(block, nodes.title) else None
            if section is not None:
                given[id(block)] = section["ids"][0] if section["ids"] and section.parent is not doctree else ""
            else:
                base = "to-" + (slug(target.removesuffix("/index").rpartition("/")[2]) or "page")
                number, name = 1, base
                while name in taken:
                    number += 1
                    name = f"{base}-{number}"
                taken.add(name)
                block["ids"] = [*block["ids"], name]
                given[id(block)] = name
        return given[id(block)]

    for node in doctree.findall(nodes.Element):
        if isinstance(node, definition):
            yield Mention(SHOWN + node["reftarget"], anchor(node, node["reftarget"]), "", "", "")
        elif isinstance(node, addnodes.pending_xref):
            target = target_of(node, docname)
            block = node.parent
            while block.parent is not None and isinstance(block, nodes.Inline):
                block = block.parent
            if target == docname or block.parent is None:
                continue
            before, words, after = around(block, node)
            if words.strip():
                yield Mention(
                    target,
                    anchor(block, target),
                    *sentence_around(before + words + after, len(before), len(before + words)),
                )


def around(block: nodes.Element, node: nodes.Element) -> tuple[str, str, str]:
    """Return the text of *block* before, in and after *node*, with single spaces."""
    pieces: list[list[str]] = [[], [], []]
    place, above = 0, set()
    parent = node.parent
    while parent is not block:
        above.add(id(parent))
        parent = parent.parent

    def walk(part: nodes.Node) -> None:
        nonlocal place
        if part is node:
            pieces[1].extend(inline(part))
            place = 2
        elif id(part) in above:
            for child in part.children:
                walk(child)
        else:
            pieces[place].extend(inline(part))

    for child in block.children:
        walk(child)
    before, words, after = ("".join(piece).replace("\n", " ") for piece in pieces)
    return (
        " ".join(before.split()) + " " * before.endswith(" "),
        " ".join(words.split()),
        " " * after.startswith(" ") + " ".join(after.split()),
    )


def resolved(app: Sphinx, target: str) -> str | None:
    """Return the page that a target is, if there is one."""
    env = app.env
    if target.startswith((NAME, SHOWN)):
        found = page_of(app, target.partition(NAME)[2])
    elif target.startswith(LABEL):
        labels = env.domains.standard_domain
        entry = labels.labels.get(target[1:]) or labels.anonlabels.get(target[1:])
        found = entry[0] if entry else None
    else:
        found = target
    return found if found in env.found_docs else None


def graph_of(app: Sphinx) -> Graph:
    """Return who links to whom in this build. Call it once all is read."""
    found: Graph | None = getattr(app, "_valuable_graph", None)
    if found is None:
        found = make_graph(app)
        app._valuable_graph = found  # type: ignore[attr-defined]
    return found


def make_graph(app: Sphinx) -> Graph:
    env = app.env
    known: dict[str, str | None] = {}
    out: dict[str, tuple[Mention, ...]] = {}
    into: dict[str, list[tuple[str, Mention]]] = defaultdict(list)
    mentions = mentions_of(env)
    posts = newest_first(posts_of(env)[name] for name in mentions if name in posts_of(env))
    rest = sorted((env.titles[name].astext().casefold(), name) for name in mentions if name not in posts_of(env))
    for docname in [*(post.docname for post in posts), *(name for _, name in rest)]:
        leading = []
        for mention in mentions[docname]:
            if mention.target not in known:
                known[mention.target] = resolved(app, mention.target)
            target = known[mention.target]
            if target is not None and target != docname:
                leading.append(mention._replace(target=target))
                into[target].append((docname, leading[-1]))
        out[docname] = tuple(leading)
    return Graph(out, {target: tuple(found) for target, found in into.items()})


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    app._valuable_graph = None  # type: ignore[attr-defined]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.wikilinks")
    keep(app, "mentions")
    app.connect("doctree-read", on_doctree_read)
    app.connect("env-updated", on_env_updated, priority=545)
    return {"version": __version__, "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
