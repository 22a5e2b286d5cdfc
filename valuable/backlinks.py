"""Show at the foot of posts and concepts where they are mentioned, each place with its sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.concepts import concepts_of
from valuable.mentions import Mention, graph_of
from valuable.pages import When, when
from valuable.phrases import phrase, spoken
from valuable.posts import plain, posts_of

WITH_SENTENCES = 20  # pages: a phone would wait for those of thousands


@dataclass(frozen=True)
class Mentioning:
    """A page that links here."""

    pagename: str
    title: str
    language: str
    day: When | None
    places: tuple[Mention, ...]


@dataclass(frozen=True)
class Mentioned:
    """All that a page shows of the pages that link to it; of the ``others`` their titles only."""

    heading: str
    pages: tuple[Mentioning, ...]
    others: tuple[Mentioning, ...]
    more: str


def mentions_digest(env: BuildEnvironment, found: Iterable[tuple[str, Mention]]) -> Any:
    """Return what of the pages that link to one its own page depends on, to be compared."""
    posts = posts_of(env)

    def face(docname: str) -> Any:
        post = posts.get(docname)
        return (post.title, post.date, post.language) if post else env.titles[docname].astext()

    return [(docname, face(docname), tuple(mention)) for docname, mention in found]


def mentioning(env: BuildEnvironment, docname: str, found: Iterable[Mention], language: str) -> Mentioning:
    """Return a page that links here as a page in *language* shows it; a sentence that is there twice is shown once."""
    post = posts_of(env).get(docname)
    places = {(mention.before, mention.words, mention.after): mention for mention in reversed(list(found))}
    return Mentioning(
        pagename=docname,
        title=post.title if post else plain(env.titles[docname]),
        language=post.language if post else env.config.language,
        day=when(post.date, language) if post else None,
        places=tuple(mention for mention in reversed(places.values()) if mention.words),
    )


def mentioned(app: Sphinx, pagename: str, language: str) -> Mentioned | None:
    """Return where a page is mentioned, in the words of *language*."""
    env = app.env
    found = [
        mentioning(env, docname, (mention for _, mention in group), language)
        for docname, group in groupby(graph_of(app).into.get(pagename, ()), key=itemgetter(0))
    ]
    if not found:
        return None
    more = phrase("more", language, n=len(found) - WITH_SENTENCES)
    return Mentioned(phrase("mentioned", language), tuple(found[:WITH_SENTENCES]), tuple(found[WITH_SENTENCES:]), more)


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    post = posts_of(app.env).get(pagename)
    if post is not None or pagename in concepts_of(app.env):
        language = post.language if post else app.config.language
        context["mentioned"] = mentioned(app, pagename, spoken(language, app.config.language if post else "en"))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.mentions")
    app.connect("html-page-context", on_html_page_context, priority=620)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
