"""Write a page again when what it shows of other pages has changed, though its own source has not.

Sphinx writes the pages whose sources changed. A page also shows its neighbours' titles, the parts of its series and the
titles of the pages that it links to; the home page and every list of posts show all of them.
"""

from collections.abc import Iterable, Iterator, Set
from hashlib import blake2b
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.util import docname_join
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.ablog_fixes import lists_posts
from valuable.pages import menu, ways, years
from valuable.posts import neighbours, newest_first, parts, posts_of

ALL_POSTS = "*"  # stands among a page's links for every post


class LinkCollector(EnvironmentCollector):
    """Note the documents that each document names, in ``env.valuable_links``."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        links_of(env).pop(docname, None)

    def merge_other(self, app: Sphinx, env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment) -> None:
        links_of(env).update({docname: found for docname, found in links_of(other).items() if docname in docnames})

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        links = set()
        for node in doctree.findall(addnodes.pending_xref):
            if node.get("refdomain") == "doc":
                links.add(node["reftarget"])
            elif node["reftype"] == "doc":
                links.add(docname_join(app.env.docname, node["reftarget"]))
            else:
                links.add("#" + node["reftarget"].lower())
        if app.env.docname == app.config.root_doc or lists_posts(doctree):
            links.add(ALL_POSTS)
        if links:
            links_of(app.env)[app.env.docname] = frozenset(links)


def links_of(env: BuildEnvironment) -> dict[str, frozenset[str]]:
    if not hasattr(env, "valuable_links"):
        env.valuable_links = {}  # type: ignore[attr-defined]
    return env.valuable_links  # type: ignore[attr-defined]


def borrowed(env: BuildEnvironment) -> Iterator[tuple[str, Any]]:
    """Yield each docname with what its page shows of others, in a form that can be compared."""
    posts = posts_of(env)
    links = links_of(env)
    everything = tuple(newest_first(posts.values()))
    beside = neighbours(everything)
    series = parts(everything)
    common = (years(everything), ways(everything, env.config.blog_path), menu(env), assets(env))
    for docname in sorted(env.all_docs):
        named = tuple((link, target_of(env, link)) for link in sorted(links.get(docname, ())))
        around: tuple[Any, ...] = ()
        if docname in posts:
            shown = [post and (post.docname, post.title, post.language) for post in beside[docname]]
            members = series.get(posts[docname].series or "", ())
            around = (*shown, *((post.docname, post.title) for post in members))
        yield docname, (common, named, around, everything if ALL_POSTS in links.get(docname, ()) else ())


def target_of(env: BuildEnvironment, link: str) -> Any:
    """Return what a page may show of what it links to: a label's place and words, or a page's title and anchors."""
    std = env.domains.standard_domain
    if link.startswith("#"):
        return std.labels.get(link[1:]), std.anonlabels.get(link[1:])
    return str(env.titles.get(link)), repr(env.metadata[link].get("myst_slugs")) if link in env.metadata else None


def assets(env: BuildEnvironment) -> str:
    """Return a digest of the style sheets and scripts: every page names them with a digest of their bytes."""
    digest = blake2b(digest_size=12)
    for folder in env.config.html_static_path:
        for path in sorted(Path(env.srcdir, folder).rglob("*")):
            if path.suffix in {".css", ".js"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    before = getattr(env, "valuable_borrowed", {})
    after = {docname: hash_of(value) for docname, value in borrowed(env)}
    env.valuable_borrowed = after  # type: ignore[attr-defined]
    stale = [docname for docname, value in after.items() if before.get(docname) != value]
    if before.keys() - after.keys():
        # Sphinx saves the environment only if a page was updated: what is gone must not be remembered.
        stale.append(app.config.root_doc)
    return stale


def hash_of(value: Any) -> str:
    """Return a digest of a value made of tuples, texts and records."""
    return blake2b(repr(value).encode(), digest_size=12).hexdigest()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.pages")
    app.add_env_collector(LinkCollector)
    app.connect("env-updated", on_env_updated)
    return {"version": __version__, "env_version": 2, "parallel_read_safe": True, "parallel_write_safe": True}
