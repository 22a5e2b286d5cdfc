"""Related posts: those that share the concepts, tags and telling words of a post, with a line that says which.

A post is compared only with those that stand near it in time in the list of one of its strongest features. So all
posts take linear time, and a change reaches only the posts whose lists it stands in.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Set
from datetime import datetime
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.checks import sources_of
from valuable.kept import keep, kept
from valuable.mentions import graph_of
from valuable.phrases import phrase, spoken
from valuable.posts import Post, posts_of
from valuable.terms import base, said, terms

STRONGEST = 12  # features of a post that propose others
NEAR = 12  # posts that each proposes on either side
SHOWN = 3
LEAST = 20  # the score below which nothing is shown
# A feature is a text: its kind, then its name. A term's kind is its weight.
CONCEPT, TAG, CATEGORY = "c", "t", "k"
WEIGHTS = {CONCEPT: 30, TAG: 20, CATEGORY: 4, **{str(weight): weight for weight in range(1, 10)}}
TELLING = 7  # the weight from which a term is named as a reason


class Traits(NamedTuple):
    """What a post is compared by."""

    date: datetime
    docname: str
    series: str | None
    features: str  # one a line, the strongest first

    @property
    def strongest(self) -> list[str]:
        return self.features.split("\n", STRONGEST)[:STRONGEST] if self.features else []


class Match(NamedTuple):
    """A related post and the strongest features that both share, at most two."""

    docname: str
    shared: tuple[str, ...]


class Related(NamedTuple):
    """A related post as a page shows it."""

    title: str
    pagename: str
    language: str
    reason: str


Matches = dict[str, tuple[Match, ...]]


# -- Pure -----------------------------------------------------------------------


def features(concepts: Iterable[str], tags: Iterable[str], category: str | None, found: str) -> str:
    """Return the features of a post as one text, the strongest first; *found* are its terms, one a line."""
    names = [*(CONCEPT + name for name in sorted(concepts)), *(TAG + tag for tag in sorted(tags))]
    return "\n".join([*names, *filter(None, [found]), *([CATEGORY + category] if category else [])])


def postings(posts: Iterable[Traits], wanted: Set[str]) -> dict[str, list[Traits]]:
    """Return the posts that have each feature among their strongest, the oldest first."""
    found: dict[str, list[Traits]] = {}
    for post in posts:
        for feature in post.strongest:
            if feature in wanted:
                found.setdefault(feature, []).append(post)
    for members in found.values():
        members.sort()
    return found


def near(post: Traits, members: list[Traits]) -> list[Traits]:
    """Return the posts around *post* in a list that has it."""
    place = bisect_left(members, post)
    return members[max(0, place - NEAR) : place] + members[place + 1 : place + 1 + NEAR]


def compare(wanted: Collection[str], posts: Mapping[str, Traits]) -> Matches:
    """Return the related posts of each of *wanted*, the nearest first; of equals the newer."""
    lists = postings(posts.values(), {name for docname in wanted for name in posts[docname].strongest})
    sets: dict[str, frozenset[str]] = {}
    pairs: dict[tuple[str, str], int] = {}

    def features_of(post: Traits) -> frozenset[str]:
        if post.docname not in sets:
            sets[post.docname] = frozenset(post.features.split("\n"))
        return sets[post.docname]

    found: Matches = {}
    for docname in wanted:
        post = posts[docname]
        own = features_of(post)
        candidates = {other.docname: other for name in post.strongest for other in near(post, lists[name])}
        scored = []
        for name, other in candidates.items():
            if post.series and other.series == post.series:
                continue
            pair = (docname, name) if docname < name else (name, docname)
            score = pairs.pop(pair, None)
            if score is None:
                score = pairs[pair] = sum([WEIGHTS[feature[0]] for feature in own & features_of(other)])
            if score >= LEAST:
                scored.append((score, other.date, name))
        best = sorted(scored, reverse=True)[:SHOWN]
        matches = tuple(Match(name, shared(own & sets[name])) for _, _, name in best)
        if matches:
            found[docname] = matches
    return found


def shared(common: Iterable[str]) -> tuple[str, ...]:
    """Return the features to name as the reason: concepts before tags before terms."""
    told = [name for name in common if name[0] != CATEGORY and WEIGHTS[name[0]] >= TELLING]
    found: dict[str, str] = {}
    for name in sorted(told, key=lambda name: (-WEIGHTS[name[0]], name)):
        found.setdefault(base(name[1:].rpartition("/")[2].replace("-", " ").casefold()), name)
    return tuple(list(found.values())[:2])


def update(before: Mapping[str, Traits], matches: Matches, after: Mapping[str, Traits]) -> Matches:
    """Return the related posts of all of *after*, given those of *before*: what ``compare(after, after)`` gives.

    Besides the changed posts, only those are compared again that stand near one, then or now, in a list.
    """
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    if not changed:
        return matches
    if len(changed) * 20 > len(after):
        return compare(after, after)
    again = changed & after.keys()
    for posts in (before, after):
        moved = [posts[name] for name in changed if name in posts]
        lists = postings(posts.values(), {name for post in moved for name in post.strongest})
        again |= {other.docname for post in moved for name in post.strongest for other in near(post, lists[name])}
    again &= after.keys()
    kept = {name: found for name, found in matches.items() if name in after and name not in again}
    return kept | compare(again, after)


# -- In the build ---------------------------------------------------------------


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Note the terms of each post in ``env.valuable_terms``, one a line, each after its weight."""
    source = sources_of(app).get(app.env.docname)
    if source is not None and source.kind == "post":
        found = terms("".join(said(doctree)), source.front_matter.language or app.config.language)
        terms_of(app.env)[source.docname] = "\n".join(f"{weight}{term}" for term, weight in found)


def terms_of(env: BuildEnvironment) -> dict[str, str]:
    return kept(env, "terms")


def concepts_in(env: BuildEnvironment, docname: str) -> list[str]:
    """Return the concepts that a post links to."""
    found = graph_of(env._app).out.get(docname, ())
    return sorted({mention.target for mention in found if mention.target.startswith("concepts/")})


def traits(env: BuildEnvironment, post: Post) -> Traits:
    found = features(concepts_in(env, post.docname), post.tags, post.category, terms_of(env).get(post.docname, ""))
    return Traits(post.date, post.docname, post.series, found)


def related_to(env: BuildEnvironment, post: Post) -> list[Related]:
    """Return what the page of *post* shows of its related posts."""
    posts, language = posts_of(env), spoken(post.language, env.config.language)
    matches: Matches = getattr(env, "valuable_related", ({}, {}))[1]
    found = []
    for match in matches.get(post.docname, ()):
        other = posts[match.docname]
        names = [env.titles[name[1:]].astext() if name[0] == CONCEPT else name[1:] for name in match.shared]
        reason = phrase(("about", "about_both")[len(names) - 1], language, names=names) if names else ""
        found.append(Related(other.title, other.docname, other.language, reason))
    return found


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    before, matches = getattr(env, "valuable_related", ({}, {}))
    after = {docname: traits(env, post) for docname, post in sorted(posts_of(env).items())}
    env.valuable_related = (after, update(before, matches, after))  # type: ignore[attr-defined]


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    post = posts_of(app.env).get(pagename)
    if post is not None:
        context["related"] = related_to(app.env, post)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.mentions")
    keep(app, "terms")
    app.connect("doctree-read", on_doctree_read)
    app.connect("env-updated", on_env_updated, priority=580)  # before `valuable.freshness`
    app.connect("html-page-context", on_html_page_context, priority=610)
    return {"version": __version__, "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
