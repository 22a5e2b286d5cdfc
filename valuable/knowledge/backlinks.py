"""Show at the foot of posts and concepts where they are mentioned, each place with its sentence."""

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.translations import DisplayDate, display_date, translator, ui_language
from valuable.content.concepts import concepts_of
from valuable.content.posts import posts_of, title_words
from valuable.knowledge.mentions import Mention, mention_graph
from valuable.phases import HtmlPageContext

OPEN_PAGES = 3  # pages, the others behind how many they are
WITH_SENTENCES = 20  # pages: a phone would wait for those of thousands


@dataclass(frozen=True)
class LinkingPage:
    """A page that links here, with the sentences that do so."""

    pagename: str
    title: str
    language: str
    day: DisplayDate | None  # of a post, if it is shown
    places: tuple[Mention, ...]


@dataclass(frozen=True)
class Backlinks:
    """All that a page shows of the pages that link to it; of the ``others`` their titles only.

    The first ``shown`` stand open, the rest behind ``more``.
    """

    heading: str  # in the page's language
    pages: tuple[LinkingPage, ...]
    others: tuple[LinkingPage, ...]
    shown: int
    more: str  # how many the rest are, in words, if there are any


def has_mentions(env: BuildEnvironment, docname: str) -> bool:
    """Return whether the page of a document shows where it is mentioned."""
    return docname in posts_of(env) or docname in concepts_of(env)


def linking_pages(env: BuildEnvironment, docname: str) -> list[tuple[str, tuple[Mention, ...]]]:
    """Return the pages that link to one, each with the sentences that are shown: none of those that are only named.

    A sentence that a page has twice is shown once.
    """
    groups = groupby(mention_graph(env._app).into.get(docname, ()), key=itemgetter(0))
    found: list[tuple[str, tuple[Mention, ...]]] = []
    for name, group in groups:
        places: dict[str, Mention] = {}
        for _, mention in group if len(found) < WITH_SENTENCES else ():
            if mention.words:
                places.setdefault(mention.before + mention.words + mention.after, mention)
        found.append((name, tuple(places.values())))
    return found


def on_page_shows(app: Sphinx, docname: str) -> Any:
    """Return what the page of a document shows of the pages that link to it, to be compared between builds."""
    env = app.env
    if not has_mentions(env, docname):
        return ()
    posts = posts_of(env)

    def face(docname: str) -> Any:
        post = posts.get(docname)
        return (post.title, post.date, post.language) if post else title_words(env.titles[docname])

    return [
        (name, face(name), [mention._replace(sentence=0) for mention in places])
        for name, places in linking_pages(env, docname)
    ]


def linking_page(env: BuildEnvironment, docname: str, places: tuple[Mention, ...], language: str | None) -> LinkingPage:
    """Return a page that links here, with its date as a page in *language* shows it; without one for None."""
    post = posts_of(env).get(docname)
    if post is None:
        return LinkingPage(docname, title_words(env.titles[docname]), env.config.language, None, places)
    return LinkingPage(
        docname, post.title, post.language, display_date(post.date, language) if language else None, places
    )


def backlinks_of(env: BuildEnvironment, docname: str, language: str) -> Backlinks | None:
    """Return the mentions of a document as its page shows them, in the words of *language*."""
    found = linking_pages(env, docname)
    if not found:
        return None
    words = translator(language)
    shown = OPEN_PAGES if len(found) > OPEN_PAGES + 1 else len(found)  # there is no gain in hiding one
    rest = len(found) - shown
    return Backlinks(
        words.gettext("Mentioned in"),
        tuple(linking_page(env, name, places, language) for name, places in found[:WITH_SENTENCES]),
        tuple(linking_page(env, name, places, None) for name, places in found[WITH_SENTENCES:]),
        shown,
        words.ngettext("and {n} more", "and {n} more", rest) if rest else "",
    )


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if has_mentions(app.env, pagename):
        post = posts_of(app.env).get(pagename)
        language = ui_language(post.language if post else app.config.language, app.config.language if post else "en")
        context["mentioned"] = backlinks_of(app.env, pagename, language)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.knowledge.mentions")
    app.connect("page-shows", on_page_shows)
    app.connect("html-page-context", on_html_page_context, priority=HtmlPageContext.LINKED)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
