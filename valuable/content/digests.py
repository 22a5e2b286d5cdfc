"""Digests of what each document is read from, and of what other pages may show of it.

A document is read again when the one has changed; pages that show something of it are written again when the other has.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.env_store import DocnameStore
from valuable.base.fingerprints import file_digests, value_digest
from valuable.content.pictures.known import dark_path
from valuable.content.posts import posts_of
from valuable.content.source_checks import sources_of
from valuable.phases import EnvGetOutdated, EnvUpdated

SUMMARY_DIGESTS = DocnameStore[str]("summary_digests")
INPUT_DIGESTS = DocnameStore[str]("input_digests")


def summary_digests(env: BuildEnvironment) -> dict[str, str]:
    """Return by docname a digest of what other pages may show of a document: record, title, anchors."""
    return SUMMARY_DIGESTS.of(env)


def input_digests(env: BuildEnvironment) -> dict[str, str]:
    """Return by docname a digest of the files that a document was read from."""
    return INPUT_DIGESTS.of(env)


def source_files(env: BuildEnvironment, docname: str) -> Iterator[str]:
    """Yield the files that a document is read from."""
    yield f"{env.srcdir}/{sources_of(env._app)[docname].path}"
    if docname in env.dependencies:
        yield from sorted(map(str, env.dependencies[docname]))


def digest_inputs(env: BuildEnvironment, docname: str) -> str:
    """Return a digest of the files that a document is read from now."""
    digests = file_digests(env)
    return b"".join(digests.digest(path) for path in source_files(env, docname)).hex()


def digest_summary(env: BuildEnvironment, docname: str, labels: Iterable[tuple[str, ...]]) -> str:
    """Return a digest of a post's record and cover, or of a page's title, with its anchors and *labels*."""
    post = posts_of(env).get(docname)
    covers = (post.cover, dark_path(post.cover)) if post and post.cover else ()
    cover = [env.images[path][1] for path in covers if path in env.images]
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


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    known, doctrees = input_digests(env), getattr(app.builder, "doctrees", ())
    for docname in env.found_docs & env.all_docs.keys() - added:
        if digest_inputs(env, docname) != known.get(docname) or f"{docname}.doctree" not in doctrees:
            changed.add(docname)
    return ()


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    summaries, inputs = summary_digests(env), input_digests(env)
    labels = labels_of(env)
    for docname in env.all_docs.keys() - summaries.keys():
        summaries[docname] = digest_summary(env, docname, labels[docname])
        inputs[docname] = digest_inputs(env, docname)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.posts")
    SUMMARY_DIGESTS.register(app)
    INPUT_DIGESTS.register(app)
    app.connect("env-get-outdated", on_env_get_outdated, priority=EnvGetOutdated.COMPARE)
    app.connect("env-updated", on_env_updated, priority=EnvUpdated.DIGEST)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
