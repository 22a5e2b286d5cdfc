"""Find the pages that have to be read or written again: those of changed files, and those that show something of them.

A page shows more than its own source: its neighbours' titles, the parts of its series and the titles of the pages that
it links to; the home page and every list of posts show all of them. What each page is made from is kept as a digest.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util import docname_join
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.build_state import once_per_build
from valuable.base.env_store import DocnameStore, EnvValue
from valuable.base.fingerprints import file_digests, value_digest
from valuable.base.source_paths import ABBREVIATIONS_FILE
from valuable.base.theme import static_folders, template_folders
from valuable.content.drafts import held_back
from valuable.content.posts import posts_of
from valuable.content.source_checks import sources_of
from valuable.knowledge.page_names import folded_name
from valuable.knowledge.wikilinks import name_index as names_in
from valuable.knowledge.wikilinks import shown_definitions
from valuable.pages.page_context import overview
from valuable.phases import DoctreeRead, EnvGetOutdated, EnvUpdated
from valuable.upstream.ablog import lists_posts, references

ALL_POSTS = "*"  # stands among a page's links for every post
SUBSCRIBE = "subscribe"  # the page that lists the feeds
STYLE_OR_SCRIPT = re.compile(r"\.(css|m?js)(_t|\.jinja)?$")  # the last two are templates of Sphinx
PLAIN = (str, bytes, int, float, bool, type(None), Path)


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Note the documents that each document names, in :data:`LINKS`."""
    links = set()
    for node in doctree.findall(addnodes.pending_xref):
        if node.get("refdomain") == "doc":
            links.add(node["reftarget"])
        elif node["reftype"] == "wikilink":
            links.add("[[" + folded_name(node["reftarget"]))
        elif node["reftype"] == "doc":
            links.add(docname_join(app.env.docname, node["reftarget"]))
        else:  # a name, or a document without `{doc}`
            links |= {"#" + node["reftarget"].lower(), docname_join(app.env.docname, node["reftarget"])}
    links.update("![[" + name for name in shown_definitions(app.env).get(app.env.docname, ()))
    if app.env.docname in {app.config.root_doc, SUBSCRIBE} or lists_posts(doctree):
        links.add(ALL_POSTS)
    if links:
        links_of(app.env)[app.env.docname] = frozenset(links)


LINKS = DocnameStore[frozenset[str]]("links")
FACES = DocnameStore[str]("faces")
INPUTS = DocnameStore[str]("inputs")
BORROWED = EnvValue[dict[str, str]]("borrowed", dict)


def links_of(env: BuildEnvironment) -> dict[str, frozenset[str]]:
    return LINKS.of(env)


def faces_of(env: BuildEnvironment) -> dict[str, str]:
    """Return a digest of what other pages may show of each document: a post's record, a title, anchors."""
    return FACES.of(env)


def inputs_of(env: BuildEnvironment) -> dict[str, str]:
    """Return a digest of the files that each document was read from."""
    return INPUTS.of(env)


def borrowed_of(env: BuildEnvironment) -> dict[str, str]:
    """Return a digest of what each document's page showed of others when it was written last."""
    return BORROWED.of(env)


# -- What is read again ---------------------------------------------------------


def files_of(env: BuildEnvironment, docname: str) -> Iterator[str]:
    """Yield the files that a document is read from."""
    yield f"{env.srcdir}/{sources_of(env._app)[docname].path}"
    if docname in env.dependencies:
        yield from sorted(map(str, env.dependencies[docname]))


def digest_of(env: BuildEnvironment, docname: str) -> str:
    stamps = file_digests(env)
    return b"".join(stamps.digest(path) for path in files_of(env, docname)).hex()


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    known, doctrees = inputs_of(env), getattr(app.builder, "doctrees", ())
    for docname in env.found_docs & env.all_docs.keys():
        if digest_of(env, docname) != known.get(docname) or f"{docname}.doctree" not in doctrees:
            changed.add(docname)
    # What a link or a `{toctree}` leads to and is gone is reported when the page is read.
    gone, links = env.all_docs.keys() - env.found_docs, links_of(env)
    if gone:
        changed.update(docname for docname in env.found_docs & links.keys() if not gone.isdisjoint(links[docname]))
    trees = env.toctree_includes
    changed.update(
        docname for docname in env.found_docs & trees.keys() if not env.found_docs.issuperset(trees[docname])
    )
    changed.difference_update(added)
    return ()


# -- What is written again ------------------------------------------------------


def borrowed(env: BuildEnvironment, common: str) -> Iterator[tuple[str, str]]:
    """Yield each docname with a digest of what its page shows of others."""
    links, faces = links_of(env), faces_of(env)
    view = overview(env._app)
    everything = value_digest([faces[post.docname] for post in view.newest])
    names, tree = names_of(env), toctrees(env)

    def target(link: str) -> Any:
        if link.startswith("[["):
            return [(name, faces.get(name)) for name in names_in(env._app).find(link[2:])]
        if link.startswith("![["):
            found = names_in(env._app).find(link[3:])
            return [(name, inputs_of(env).get(name), shown_with(env, name)) for name in found]
        if link.startswith("#"):
            return names.get(link[1:])
        return everything if link == ALL_POSTS else faces.get(link)

    for docname in sorted(env.all_docs):
        named = [(link, target(link)) for link in sorted(links.get(docname, ()))]
        around = env.events.emit("page-shows", docname)
        yield docname, value_digest((common, named, around, tree if docname in env.toctree_includes else None))


def shown_with(env: BuildEnvironment, docname: str) -> list[Any]:
    """Return what the links in a page's definition, shown on another page, depend on."""
    return [(link, faces_of(env).get(link)) for link in sorted(links_of(env).get(docname, ()))]


def names_of(env: BuildEnvironment) -> Mapping[str, list[Any]]:
    """Return what stands behind each name that a reference may have: labels, terms, equations, lists of posts."""
    found: dict[str, list[Any]] = defaultdict(list)
    domains = env.domains
    standard = domains.standard_domain
    stores: list[Mapping[str, Any]] = [standard.labels, standard.anonlabels, standard._terms]
    stores += [domains.math_domain.equations, domains.citation_domain.citations, references(env._app)]
    for store in stores:
        for name, entry in store.items():
            found[name.lower()].append(entry)
    for (kind, name), place in standard.objects.items():
        found[name.lower()].append((kind, place))
    for domain in domains.sorted():
        if domain is not standard:
            for name, *entry in domain.get_objects():
                found[name.lower()].append((domain.name, entry))
    return found


def toctrees(env: BuildEnvironment) -> list[Any]:
    """Return what any ``{toctree}`` may show: the headings of the pages in it, and of those in theirs."""
    shown = sorted({docname for docnames in env.toctree_includes.values() for docname in docnames})
    return [(docname, str(env.tocs[docname])) for docname in shown if docname in env.all_docs]


def face(env: BuildEnvironment, docname: str, labels: Iterable[tuple[str, ...]]) -> str:
    """Return a digest of a post's record and cover, or of a page's title, with the document's anchors and *labels*."""
    post = posts_of(env).get(docname)
    cover = env.images[post.cover][1] if post and post.cover else None
    title, anchors = str(env.titles.get(docname)), env.metadata[docname].get("myst_slugs")
    return value_digest((post, cover, title, anchors, sorted(labels)))


def labels_of(env: BuildEnvironment) -> Mapping[str, list[tuple[str, ...]]]:
    """Return the labels of each document."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    labels = env.domains.standard_domain
    for store in (labels.labels, labels.anonlabels):
        for name, (docname, *rest) in store.items():
            found[docname].append((name, *rest))
    return found


@once_per_build
def common_digest(app: Sphinx) -> str:
    """Return a digest of what every page shows or is made with: settings, templates, styles, the menu."""
    env = app.env
    stamps = file_digests(env)
    files = [(str(path), stamps.digest(path)) for path in sorted(set(shared_files(env)))]
    return value_digest((plain(env.config), files, env.events.emit("site-shows")))


def plain(config: Config) -> list[tuple[str, str]]:
    """Return the settings in a form that can be compared between builds: what is no plain value is told by its type."""

    def comparable(value: Any) -> Any:
        if isinstance(value, Mapping):
            return [(key, comparable(found)) for key, found in value.items()]
        if isinstance(value, (list, tuple)):
            return [comparable(found) for found in value]
        if isinstance(value, (set, frozenset)):
            return sorted(repr(comparable(found)) for found in value)
        return value if isinstance(value, PLAIN) else type(value).__qualname__

    return [(setting.name, repr(comparable(setting.value))) for setting in config]


def shared_files(env: BuildEnvironment) -> Iterator[Path]:
    """Yield the templates, and the style sheets and scripts: every page names them with a digest of their bytes."""
    yield Path(env.srcdir, ABBREVIATIONS_FILE)
    for folder in template_folders(env._app):
        yield from folder.rglob("*")
    for folder in static_folders(env._app):
        yield from (path for path in folder.rglob("*.*") if STYLE_OR_SCRIPT.search(path.name))


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    faces, inputs = faces_of(env), inputs_of(env)
    labels = labels_of(env)
    for docname in env.all_docs.keys() - faces.keys():
        faces[docname] = face(env, docname, labels[docname])
        inputs[docname] = digest_of(env, docname)
    before = borrowed_of(env)
    after = dict(borrowed(env, common_digest(app)))
    BORROWED.set(env, after)
    file_digests(env).settle(but=[f"{env.srcdir}/{sources_of(app)[docname].path}" for docname in held_back(app)])

    if not getattr(app.builder, "last", None):
        return sorted(env.all_docs)
    stale = [docname for docname, value in after.items() if before.get(docname) != value]
    if before.keys() - after.keys():
        # Sphinx saves the environment only if a page was updated: what is gone must not be remembered.
        stale.append(app.config.root_doc)
    return stale


def generated_from(app: Sphinx, *parts: Any) -> bytes:
    """Return a digest of what a generated page is made from: *parts*, and what every page is made with."""
    return value_digest((common_digest(app), *parts)).encode()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.pages.page_context")
    LINKS.register(app)
    FACES.register(app)
    INPUTS.register(app)
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.LINKS)
    app.connect("env-get-outdated", on_env_get_outdated, priority=EnvGetOutdated.COMPARE)
    app.connect("env-updated", on_env_updated, priority=EnvUpdated.INVALIDATE)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
