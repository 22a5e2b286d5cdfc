"""Related posts: those that share the concepts, tags and keywords of a post, with a line that says which."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.env_store import DocnameStore, EnvValue
from valuable.base.keywords import encode_terms, key_terms, keyword_prose, subject_name
from valuable.base.translations import listed_text, translator, ui_language
from valuable.content.language_versions import version_in, versions_of
from valuable.content.posts import Post, posts_of, title_words
from valuable.content.source_checks import page_language, sources_of
from valuable.knowledge.mentions import Mention, mention_graph
from valuable.knowledge.similarity import (
    CONCEPT_MARK,
    STRENGTH_BY_MARK,
    TAG_MARK,
    Match,
    Matches,
    PostFeatures,
    named_features,
    update_matches,
)
from valuable.phases import DoctreeRead, EnvUpdated, HtmlPageContext

TERMS = DocnameStore[str]("terms")
# What each post was compared by in the last build, and what came of it.
MATCHES = EnvValue[tuple[dict[str, PostFeatures], Matches]]("related", lambda: ({}, {}))


class Related(NamedTuple):
    """A related post as a page shows it, with the reason."""

    title: str
    pagename: str
    language: str
    reason: str


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Note the keywords of each post in :data:`TERMS`."""
    source = sources_of(app).get(app.env.docname)
    if source is not None and source.kind == "post":
        words = "".join(keyword_prose(doctree))
        terms_of(app.env)[source.docname] = encode_terms(key_terms(words, page_language(app)))


def terms_of(env: BuildEnvironment) -> dict[str, str]:
    return TERMS.of(env)


def post_features(post: Post, mentions: Iterable[Mention], found: str) -> PostFeatures:
    """Return the features of a post, from its record, its links and its keywords.

    The texts are those that the environment has already: pickle writes them once.
    """
    concepts = {mention.target for mention in mentions if mention.target.startswith("concepts/")}
    return PostFeatures(post.date, post.docname, post.series, named_features(concepts, post.tags), found)


def matches_of(env: BuildEnvironment) -> Matches:
    return MATCHES.of(env)[1]


def related_to(env: BuildEnvironment, post: Post) -> list[Related]:
    """Return the related posts of *post* as its page shows them."""
    app, language = env._app, ui_language(post.language, env.config.language)
    listed = listed_version(app, post)
    found = []
    for match in matches_of(env).get(listed.docname, ()):
        other = related_version(app, match, post)
        called = [feature_name(env, listed, name) for name in match.shared] if listed is post else []
        names, words = listed_text(called, language), translator(language)
        reason = words.ngettext("also about {names}", "also about {names}", len(called), names=names) if called else ""
        found.append(Related(other.title, other.docname, other.language, reason))
    return found


def listed_version(app: Sphinx, post: Post) -> Post:
    """Return the version of a text that lists show: the one that is compared with others."""
    return version_in(versions_of(app, post), app.config.language)


def related_version(app: Sphinx, match: Match, post: Post) -> Post:
    """Return what *post* shows of a related text: it in the same language, if there is such a version."""
    return version_in(versions_of(app, posts_of(app.env)[match.docname]), post.language)


def feature_name(env: BuildEnvironment, post: Post, name: str) -> str:
    """Return what a post calls a feature: a concept by its title, in small letters if the post writes it so."""
    if name[0] not in STRENGTH_BY_MARK:
        return subject_name(terms_of(env)[post.docname], name)
    if name[0] == TAG_MARK:
        return name[1:]
    title = title_words(env.titles[name[1:]])
    mentions = mention_graph(env._app).out.get(post.docname, ())
    ways = {mention.words for mention in mentions if mention.target == name[1:]}
    return max((words for words in ways if words.casefold() == title.casefold()), default=title)


def on_page_shows(app: Sphinx, docname: str) -> list[Any]:
    """Return the related posts of a post and their reasons, to be compared between builds."""
    env, post = app.env, posts_of(app.env).get(docname)
    found: list[Any] = []
    if post is None:
        return found
    for match in matches_of(env).get(listed_version(app, post).docname, ()):
        other = related_version(app, match, post)
        titles = [title_words(env.titles[name[1:]]) for name in match.shared if name[0] == CONCEPT_MARK]
        found.append((match, other.title, other.language, titles))
    return found


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    before, matches = MATCHES.of(env)
    mentions, found = mention_graph(app).out, terms_of(env)
    posts = sorted(posts_of(env).values(), key=lambda post: post.order)
    posts = [post for post in posts if listed_version(app, post) is post]
    after = {
        post.docname: post_features(post, mentions.get(post.docname, ()), found.get(post.docname, "")) for post in posts
    }
    MATCHES.set(env, (after, update_matches(before, matches, after)))


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    post = posts_of(app.env).get(pagename)
    if post is not None:
        context["related"] = related_to(app.env, post)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.knowledge.mentions")
    TERMS.register(app)
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.LINKS)
    app.connect("env-updated", on_env_updated, priority=EnvUpdated.RELATED)
    app.connect("page-shows", on_page_shows)
    app.connect("html-page-context", on_html_page_context, priority=HtmlPageContext.RELATED)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
