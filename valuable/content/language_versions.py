"""Which posts are one text in several languages: ``translation_of`` in their front matter ties them together.

Lists show one post of each text; feeds, the sitemap and the search have all.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import chain
from posixpath import dirname, normpath

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.build_state import once_per_build
from valuable.base.problems import Problem
from valuable.base.source_paths import SOURCE_SUFFIXES
from valuable.base.text_files import brief
from valuable.content.drafts import UNREADABLE, held_back, held_back_message
from valuable.content.posts import Post, posts_of
from valuable.content.source_checks import Source, report_source, sources_of
from valuable.phases import EnvGetOutdated

KEY = "translation_of"
# What may be left out of the path of a file.
ENDINGS = ("", *SOURCE_SUFFIXES, *(f"/index{suffix}" for suffix in SOURCE_SUFFIXES))


def named_path(written: str, path: str, paths: Collection[str]) -> str | None:
    """Return the one of *paths* that the file at *path* names: from the site's folder, or else from its own."""
    name = written.strip("/")
    for place in (name, f"{dirname(path)}/{written}"):
        for ending in ENDINGS:
            found = normpath(f"{place}{ending}")
            if found in paths:
                return found
    return None


def originals(sources: Iterable[Source]) -> dict[str, str]:
    """Return the docname of the source that each names as the one it translates, if there is such a file."""
    ordered = list(sources)
    docnames = {source.path: source.docname for source in ordered}
    found = {}
    for source in ordered:
        written = source.front_matter.translation_of
        path = named_path(written, source.path, docnames) if written else None
        if path:
            found[source.docname] = docnames[path]
    return found


def texts(named: Mapping[str, str]) -> list[list[str]]:
    """Return the docnames of each text, the original first, given what each names as the one it translates."""
    found: dict[str, list[str]] = defaultdict(list)
    for docname in sorted({*named, *named.values()}):
        found[root_of(docname, named)].append(docname)
    return [[root, *(docname for docname in members if docname != root)] for root, members in found.items()]


def root_of(docname: str, named: Mapping[str, str]) -> str:
    """Return the original that a translation goes back to; of those that name one another, the first by its name."""
    here, way = docname, {docname: 0}  # with the place of each on the way
    while here in named:
        here = named[here]
        if here in way:
            return min(name for name, place in way.items() if place >= way[here])
        way[here] = len(way)
    return here


@once_per_build
def versions_by_docname(app: Sphinx) -> dict[str, tuple[Post, ...]]:
    """Return the published posts of each text that has several, the original first, by the docname of each."""
    posts, found = posts_of(app.env), {}
    for members in texts(originals(sources_of(app).values())):
        by_language: dict[str, Post] = {}
        for post in (posts[docname] for docname in members if docname in posts):
            by_language.setdefault(post.language, post)
        versions = tuple(by_language.values())
        if len(versions) > 1:
            found.update(dict.fromkeys((post.docname for post in versions), versions))
    return found


def versions_of(app: Sphinx, post: Post) -> tuple[Post, ...]:
    """Return the posts of the same text, *post* among them, the original first."""
    return versions_by_docname(app).get(post.docname, (post,))


def version_in(versions: Sequence[Post], language: str) -> Post:
    """Return the version for readers of a language: in it, else in another form of it, else the first."""
    base = language.partition("-")[0]
    exact = (post for post in versions if post.language == language)
    near = (post for post in versions if post.language.partition("-")[0] == base)
    return next(chain(exact, near, versions))


def one_of_each(app: Sphinx, posts: Iterable[Post], language: str) -> list[Post]:
    """Return *posts* in their order, without those of which another one is the version for readers of *language*."""
    listed = list(posts)
    names = {post.docname for post in listed}
    found = []
    for post in listed:
        versions = [version for version in versions_of(app, post) if version.docname in names]
        if version_in(versions, language) is post:
            found.append(post)
    return found


# -- What is wrong ----------------------------------------------------------------------------------------------------


def translation_problems(
    sources: Mapping[str, Source], published: Collection[str], language: str
) -> Iterator[tuple[str, Problem]]:
    """Yield what is wrong with `translation_of` in the *published* sources, by path; *language* is the site's."""
    named = originals(sources.values())

    def told(source: Source, message: str) -> tuple[str, Problem]:
        return source.path, Problem(source.front_matter.lines.get(KEY, 1), f"`{KEY}`: {message}")

    for source in sources.values():
        if source.front_matter.translation_of and source.docname in published:
            message = wrong_original(source, named.get(source.docname), sources)
            if message:
                yield told(source, message)
                named.pop(source.docname, None)
    for members in texts(named):
        if members[0] in named and members[0] in published:  # each names another one of them
            other = sources[named[members[0]]].path
            yield told(sources[members[0]], f"this and {other} name one another: take the line out of the original")
        known: dict[str, Source] = {}
        for source in (sources[docname] for docname in members if docname in published):
            own = source.front_matter.language or language
            before = known.setdefault(own, source)
            if before is not source:
                yield told(source, same_language(before, own))


def wrong_original(source: Source, original: str | None, sources: Mapping[str, Source]) -> str:
    """Return what is wrong with the file that a post names as the one it translates; an empty text if nothing is."""
    written = source.front_matter.translation_of or ""
    if original is None:
        posts = [other.path for other in sources.values() if other.kind == "post" and other is not source]
        near = get_close_matches(written, posts, n=1, cutoff=0.6)
        cure = f"did you mean `{near[0]}`?" if near else "write the path of its file, as in `posts/2024/a-post.md`"
        return f"there is no post `{brief(written)}`: {cure}"
    if original == source.docname:
        return "this is the post itself: name the file that it is a translation of, or take the line out"
    if sources[original].kind != "post":
        return f"{sources[original].path} is no post, and only posts have translations: take the line out"
    return ""


def same_language(before: Source, language: str) -> str:
    return (
        f"{before.path} has the same text in `{language}` already: "
        "write the `language` of this one, or take the line out of one of them"
    )


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    sources, reasons = sources_of(app), held_back(app)
    for path, problem in translation_problems(sources, env.found_docs, app.config.language):
        report_source(path, problem)
    for docname, original in originals(sources.values()).items():
        if docname in env.found_docs and reasons.get(original, UNREADABLE) != UNREADABLE:
            source = sources[docname]
            message = held_back_message(app, original, "is a translation of")
            report_source(source.path, Problem(source.front_matter.lines.get(KEY, 1), message))
    return ()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.drafts")
    app.connect("env-get-outdated", on_env_get_outdated, priority=EnvGetOutdated.REPORT)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
