"""Have a page read or written again when a target of its references or tables of contents has changed or gone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import docname_join
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.build_state import once_per_build
from valuable.base.env_store import DocnameStore
from valuable.content.digests import summary_digests
from valuable.content.local_addresses import pages_led_to
from valuable.phases import DoctreeRead, EnvGetOutdated
from valuable.upstream.ablog import references

NAME = "#"  # how a name begins among documents
LINKS = DocnameStore[frozenset[str]]("links")


def links_of(env: BuildEnvironment) -> dict[str, frozenset[str]]:
    """Return the documents and names that each document refers to, by its docname."""
    return LINKS.of(env)


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Note the targets of a page's references in :data:`LINKS`."""
    env, here = app.env, app.env.docname
    links = pages_led_to(env, here)
    for node in doctree.findall(addnodes.pending_xref):
        domain, target = node.get("refdomain"), node["reftarget"]
        if domain == "doc":
            links.add(target)
        elif domain and domain not in env.domains:
            continue  # whose it is says what it shows
        elif node["reftype"] == "doc":
            links.add(docname_join(here, target))
        else:  # a name, or a document without `{doc}`
            links |= {NAME + target.lower(), docname_join(here, target)}
    if links:
        links_of(env)[here] = frozenset(links)


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Have a page read again whose link or ``{toctree}`` leads to what is gone: that is reported when it is read."""
    gone, links, trees = env.all_docs.keys() - env.found_docs, links_of(env), env.toctree_includes
    known = env.found_docs - added
    if gone:
        changed.update(docname for docname in known & links.keys() if not gone.isdisjoint(links[docname]))
    changed.update(docname for docname in known & trees.keys() if not env.found_docs.issuperset(trees[docname]))
    return ()


@once_per_build
def reference_targets(app: Sphinx) -> Mapping[str, list[Any]]:
    """Return the target of each name that a reference may have: labels, terms, equations, lists of posts."""
    found: dict[str, list[Any]] = defaultdict(list)
    domains = app.env.domains
    standard = domains.standard_domain
    stores: list[Mapping[str, Any]] = [standard.labels, standard.anonlabels, standard._terms]
    stores += [domains.citation_domain.citations, references(app)]
    for key, equation in domains.math_domain.equations.items():  # by page and name
        found[key.rpartition("\n")[2].lower()].append((key, equation))
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


@once_per_build
def toctrees(app: Sphinx) -> str:
    """Return what any ``{toctree}`` may show: the headings of the pages in it, and of those in their toctrees."""
    env = app.env
    shown = sorted({docname for docnames in env.toctree_includes.values() for docname in docnames})
    return repr([(docname, str(env.tocs[docname])) for docname in shown if docname in env.all_docs])


def shown_by_references(app: Sphinx, docname: str) -> list[Any]:
    """Return what the references of a document show of their targets: titles, addresses, numbers."""
    summaries, names = summary_digests(app.env), reference_targets(app)

    def target(link: str) -> Any:
        return names.get(link[1:]) if link.startswith(NAME) else summaries.get(link)

    return [(link, target(link)) for link in sorted(links_of(app.env).get(docname, ()))]


def on_page_shows(app: Sphinx, docname: str) -> Any:
    return shown_by_references(app, docname), toctrees(app) if docname in app.env.toctree_includes else None


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.base.events")
    app.setup_extension("valuable.content.digests")
    app.setup_extension("valuable.content.local_addresses")
    LINKS.register(app)
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.LINKS)
    app.connect("env-get-outdated", on_env_get_outdated, priority=EnvGetOutdated.COMPARE)
    app.connect("page-shows", on_page_shows)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
