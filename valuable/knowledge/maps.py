"""Show how concepts and posts are linked: a map of all concepts, and one around each concept.

What is on a map is a function of who links to whom (`valuable.knowledge.mentions.mention_graph`);
`valuable.knowledge.graph_layout` draws it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.build_state import once_per_build
from valuable.build.assets import leave_out
from valuable.content.concepts import concepts_of
from valuable.content.posts import posts_of
from valuable.knowledge.graph_layout import Map, MapNode, NodeKind, draw_map
from valuable.knowledge.mentions import MentionGraph, mention_graph
from valuable.phases import HtmlPageContext

MAP_STYLE = "map.css"
MAX_CONCEPTS = 80  # concepts on the map of all
NEAR_CONCEPTS, NEAR_POSTS = 10, 5  # on the map around one


class MapPlan(NamedTuple):
    """The nodes of a map and the links between them, in a deterministic order."""

    places: tuple[MapNode, ...]
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Neighbours:
    """Which concepts and posts are linked, in either direction, and by how many links."""

    concepts: Mapping[str, Counter[str]]
    posts: Mapping[str, Counter[str]]

    def number(self, docname: str) -> int:
        """Return how many concepts and posts a concept is linked with."""
        return len(self.concepts[docname]) + len(self.posts[docname])


def neighbours_in(graph: MentionGraph, concepts: Iterable[str], posts: Iterable[str]) -> Neighbours:
    """Return the neighbours of each concept, and the concepts among those of each post."""
    known = set(posts)
    near: dict[str, Counter[str]] = {name: Counter() for name in concepts}
    near_posts: dict[str, Counter[str]] = {name: Counter() for name in near}
    for docname, counted in near_posts.items():
        for mention in graph.out.get(docname, ()):
            if mention.target in near:
                near[docname][mention.target] += 1
                near[mention.target][docname] += 1
        counted.update(name for name, _ in graph.into.get(docname, ()) if name in known)
        counted.update(mention.target for mention in graph.out.get(docname, ()) if mention.target in known)
    return Neighbours(near, near_posts)


@once_per_build
def neighbours_of(app: Sphinx) -> Neighbours:
    """Return the neighbours in this build. Call it once all is read."""
    return neighbours_in(mention_graph(app), sorted(concepts_of(app.env)), posts_of(app.env))


def most_linked(counted: Mapping[str, int], number: int) -> list[str]:
    """Return the names with the highest counts; of equal ones the first in the alphabet."""
    return sorted(counted, key=lambda name: (-counted[name], name))[:number]


def nearest_of_concept(neighbours: Neighbours, docname: str) -> tuple[list[str], list[str]]:
    """Return the concepts and the posts that are nearest to a concept.

    Concepts that it is linked with come first, then those that most of these are linked with.
    """
    direct = neighbours.concepts[docname]
    found = most_linked(direct, NEAR_CONCEPTS)
    if len(found) < NEAR_CONCEPTS:
        second = Counter(other for name in direct for other in neighbours.concepts[name])
        further = {
            name: times for name, times in second.items() if name not in direct and name != docname and times > 1
        }
        found += most_linked(further, NEAR_CONCEPTS - len(found))
    return found, most_linked(neighbours.posts[docname], NEAR_POSTS)


def links_among(neighbours: Neighbours, concepts: Iterable[str], posts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the links among *concepts*, and between them and *posts*, each once and in order."""
    shown, wanted = sorted(concepts), set(posts)
    for name in shown:
        linked = neighbours.concepts[name]
        yield from ((name, other) for other in shown if name < other and other in linked)
        yield from ((name, post) for post in sorted(wanted & neighbours.posts[name].keys()))


def map_node(env: BuildEnvironment, docname: str, weight: int = 1, here: str = "") -> MapNode:
    concept = concepts_of(env).get(docname)
    if concept is None:
        post = posts_of(env)[docname]
        return MapNode(docname, post.title, post.language, "post", 1)
    kind: NodeKind = "here" if docname == here else "concept"
    return MapNode(docname, concept.title, env.config.language, kind, weight)


def plan_of_all(app: Sphinx) -> MapPlan:
    """Return the plan of the map of all concepts: those with the most links to others and to posts."""
    env, found = app.env, neighbours_of(app)
    shown = sorted(most_linked({name: found.number(name) for name in found.concepts}, MAX_CONCEPTS))
    sized = len(shown) == len(found.concepts)  # then the caption says what the sizes mean
    places = tuple(map_node(env, docname, found.number(docname) if sized else 1) for docname in shown)
    return MapPlan(places, tuple(links_among(found, shown, ())))


def plan_around(app: Sphinx, docname: str) -> MapPlan:
    """Return the plan of the map around a concept."""
    env, found = app.env, neighbours_of(app)
    concepts, posts = nearest_of_concept(found, docname)
    places = tuple(map_node(env, name, here=docname) for name in (docname, *sorted(concepts), *sorted(posts)))
    return MapPlan(places, tuple(links_among(found, (docname, *concepts), posts)))


def make_map(plan: MapPlan) -> Map | None:
    """Return a map, or None if it would show nothing."""
    return draw_map(plan.places, plan.links) if plan.links else None


def on_page_shows(app: Sphinx, docname: str) -> MapPlan | None:
    return plan_around(app, docname) if docname in concepts_of(app.env) else None


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if pagename in concepts_of(app.env):
        context["map"] = make_map(plan_around(app, pagename))
    if not context.get("map"):
        leave_out(context, MAP_STYLE)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.knowledge.mentions")
    app.connect("page-shows", on_page_shows)
    app.connect("html-page-context", on_html_page_context, priority=HtmlPageContext.LINKED)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
