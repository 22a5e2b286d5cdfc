"""Lists in any page: ``{postlist}``, of posts, ``{conceptlist}``, of concepts, and ``{peoplelist}``, of people.

What a list shows is known once all is read. Then its page is written again if something in it has changed, a name that
nothing has is reported, and the list is put into the page.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from os.path import relpath
from string import Formatter
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata, OptionSpec
from sphinx.writers.html5 import HTML5Translator

from valuable import __version__
from valuable.base.build_state import once_per_build
from valuable.base.env_store import DocnameStore
from valuable.base.people import Person, people_of
from valuable.base.reports import Severity, report
from valuable.base.text_files import brief
from valuable.base.translations import ui_language
from valuable.content.concepts import Concept, by_title, concepts_of
from valuable.content.drafts import held_back
from valuable.content.language_versions import one_of_each, versions_of
from valuable.content.posts import Post, posts_of
from valuable.content.source_checks import sources_of
from valuable.knowledge.page_names import nearest_names
from valuable.pages.list_options import (
    CONCEPT_DEFINITIONS,
    CONCEPT_OPTIONS,
    COVERS,
    FILTER_FIELDS,
    LINES,
    POST_OPTIONS,
    ROWS,
    TITLES,
    ConceptList,
    PeopleList,
    PostList,
    read_concept_list,
    read_people_list,
    read_post_list,
)
from valuable.pages.listings import listings_of
from valuable.pages.page_context import PostEntry, entry_of, frame_words, row_summary
from valuable.pages.post_queries import PostQuery, is_known_name, known_names, person_key
from valuable.phases import DoctreeRead, EnvUpdated

ROW_TEMPLATES = {
    TITLES: "components/title-row.html",
    ROWS: "components/entry.html",
    COVERS: "components/cover-row.html",
}
LIST_CLASSES = {TITLES: "post-titles", ROWS: "entries", COVERS: "post-covers"}
KIND_NAMES = {field: option for option, field in FILTER_FIELDS.items()}


class ListNode(nodes.General, nodes.Element):
    """The place of a list, ``node["asked"]``, in a doctree."""


AnyList = PostList | ConceptList | PeopleList


@dataclass(frozen=True)
class PlacedList:
    """A list and its place: ``path:line``, for messages."""

    asked: AnyList
    location: str


LISTS = DocnameStore[tuple[PlacedList, ...]]("page_lists")


class AnyOptions(dict[str, Callable[[str], Any]]):
    """Options of a directive that says by itself which ones it has not, in words of its own."""

    def __missing__(self, name: str) -> Callable[[str], Any]:
        return directives.unchanged


class PostListDirective(SphinxDirective):
    """``{postlist} 5``, with the options of `valuable.pages.list_options`."""

    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = AnyOptions(dict.fromkeys((*POST_OPTIONS, "location"), directives.unchanged))
    read: ClassVar[Callable[..., tuple[AnyList, list[str]]]] = read_post_list

    def run(self) -> list[nodes.Node]:
        asked, problems = type(self).read(" ".join(self.arguments), self.options)
        node = ListNode("", asked=asked)
        self.set_source_info(node)
        for message in problems:
            report(message, node, "lists", subject=self.name)
        return [node]


class ConceptListDirective(PostListDirective):
    """``{conceptlist}``."""

    option_spec: ClassVar[OptionSpec] = AnyOptions(dict.fromkeys(CONCEPT_OPTIONS, directives.unchanged))
    read: ClassVar[Callable[..., tuple[AnyList, list[str]]]] = read_concept_list


class PeopleListDirective(PostListDirective):
    """``{peoplelist}``, or ``{peoplelist} ada, crew``."""

    read: ClassVar[Callable[..., tuple[AnyList, list[str]]]] = read_people_list


# -- What is in a list --------------------------------------------------------------


@once_per_build
def selections(app: Sphinx) -> dict[tuple[PostQuery, str], list[Post]]:
    """Return what has been selected in this build, by the query and the page that asks."""
    return {}


def selected_posts(app: Sphinx, asked: PostList, docname: str) -> list[Post]:
    known, key = selections(app), (asked.query, docname)
    if key not in known:
        own = posts_of(app.env).get(docname)
        same = versions_of(app, own) if own else ()
        others = [post for post in listings_of(app).blog.all_posts if post not in same]
        shown = partial(one_of_each, app, language=own.language if own else app.config.language)
        known[key] = asked.query.select(others, docname, people_of(app.config), shown)
    return known[key][::-1] if asked.reverse else known[key]


def selected_concepts(app: Sphinx, asked: ConceptList, docname: str) -> list[Concept]:
    concepts = [concept for concept in by_title(concepts_of(app.env).values()) if concept.docname != docname]
    return concepts[: asked.number]


def selected_people(app: Sphinx, asked: PeopleList, docname: str) -> list[tuple[Person, str | None]]:
    """Return people, in the order that is asked for or that of `people`, each with the page of their posts."""
    people, catalog = people_of(app.config), listings_of(app).catalogs.get("author")
    pages = {listing.label: listing.pagename for listing in catalog.listings} if catalog else {}
    keys = (person_key(name, people) for name in asked.people or people)
    return [(people[key], pages.get(key)) for key in dict.fromkeys(keys) if key is not None]


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Note the lists of a page."""
    env = app.env
    found = tuple(
        PlacedList(node["asked"], f"{relpath(node.source or env.doc2path(env.docname), env.srcdir)}:{node.line or 1}")
        for node in doctree.findall(ListNode)
    )
    if found:
        LISTS.of(env)[env.docname] = found


def on_page_shows(app: Sphinx, docname: str) -> Any:
    """Return what the lists of a page show, to be compared between builds."""
    shown: list[Any] = []
    for place in LISTS.of(app.env).get(docname, ()):
        if isinstance(place.asked, PostList):
            shown.append([(post.docname, row_summary(app, post)) for post in selected_posts(app, place.asked, docname)])
        else:
            shown.append(selected(app, place.asked, docname))
    return shown


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Report names that nothing has, and lists that are empty."""
    for docname, places in sorted(LISTS.of(env).items()):
        for place in places:
            problems = list(problems_of(app, place.asked))
            for severity, name, message in problems:
                report(message, place.location, "lists", severity=severity, subject=name)
            if not problems and not selected(app, place.asked, docname):
                what = "post" if isinstance(place.asked, PostList) else "concept"
                message = f"no {what} is in this list yet, so nothing is shown of it: take it out, or ask for less"
                report(message, place.location, "lists", severity=Severity.HINT)


def selected(app: Sphinx, asked: AnyList, docname: str) -> Sequence[Any]:
    if isinstance(asked, PostList):
        return selected_posts(app, asked, docname)
    if isinstance(asked, PeopleList):
        return selected_people(app, asked, docname)
    return selected_concepts(app, asked, docname)


def problems_of(app: Sphinx, asked: AnyList) -> Iterator[tuple[Severity, str, str]]:
    """Yield what is to be told of the names that a list asks for: how grave it is, the name, the message."""
    if isinstance(asked, PostList):
        yield from unknown_names(app, asked.query)
    if isinstance(asked, PeopleList):
        people = people_of(app.config)
        for name in asked.people:
            if person_key(name, people) is None:
                near = ", ".join(f"`{each}`" for each in nearest_names(name, people))
                message = f"`{{peoplelist}}`: nobody in `people` of conf.py is `{brief(name)}`: nearest are {near}"
                yield Severity.FATAL, name, message


@once_per_build
def names_of_posts(app: Sphinx) -> dict[str, set[str]]:
    return known_names(posts_of(app.env).values(), people_of(app.config))


def unknown_names(app: Sphinx, query: PostQuery) -> Iterator[tuple[Severity, str, str]]:
    """Yield what is to be told of the names that a list of posts asks for."""
    people, known = people_of(app.config), names_of_posts(app)
    for kind, name in query.names():
        if is_known_name(kind, name, known, people):
            continue
        what = KIND_NAMES[kind]
        if is_held_back(app, kind, name):
            message = (
                f"`{{postlist}}`: all posts with the {what} `{brief(name)}` are held back, so the list has none yet"
            )
            yield Severity.HINT, name, message
            continue
        near = ", ".join(f"`{each}`" for each in nearest_names(name, known[kind]))
        cure = f"nearest are {near}" if near else f"there is none yet, so take `:{what}:` out"
        has = "nobody in `people` of conf.py is" if kind == "authors" else f"no post has the {what}"
        yield Severity.FATAL, name, f"`{{postlist}}`: {has} `{brief(name)}`: {cure}"


def is_held_back(app: Sphinx, kind: str, name: str) -> bool:
    """Return whether a name is that of a draft, or of a post of the future."""
    attribute = {"categories": "category", "languages": "language"}.get(kind, kind)
    for docname in held_back(app):
        values = getattr(sources_of(app)[docname].front_matter, attribute, None)
        found = {values} if isinstance(values, str) else set(values or ())
        if any(is_known_name(kind, name, {kind: {each}}, {}) for each in found):
            return True
    return False


# -- Into the page ------------------------------------------------------------------


def visit_list(self: HTML5Translator, node: ListNode) -> None:
    """Write a list."""
    builder: Any = self.builder
    self.body.append(list_html(builder._app, node, builder.current_docname))
    raise nodes.SkipNode


def list_html(app: Sphinx, node: ListNode, docname: str) -> str:
    """Return a list as HTML; ``""`` for an empty one."""
    asked, found = node["asked"], selected(app, node["asked"], docname)
    if not found:
        return ""
    root = "../" * app.builder.get_target_uri(docname).count("/") or "./"
    if isinstance(asked, ConceptList):
        return concepts_html(app, asked, found, root)
    if isinstance(asked, PeopleList):
        return people_html(app, found, root)
    post = posts_of(app.env).get(docname)
    page_language = post.language if post else app.config.language
    if asked.show == LINES:
        language = ui_language(page_language, app.config.language)
        rows = [line_html(app, asked, entry_of(app, each, language), root) for each in found]
        return (
            f'<div class="postlist h-feed"><ul class="simple post-lines list-{asked.style}">{"".join(rows)}</ul></div>'
        )
    level = f"h{min(6, headings_above(node) + 1)}"
    rows = [row_html(app, asked.show, each, page_language, level, root) for each in found]
    return f'<div class="postlist h-feed"><ul class="{LIST_CLASSES[asked.show]}">{"".join(rows)}</ul></div>'


def headings_above(node: nodes.Element) -> int:
    """Return how many headings stand above a node, that of the page counted."""
    depth, parent = 0, node.parent
    while parent is not None:
        depth += isinstance(parent, nodes.section)
        parent = parent.parent
    return max(depth, 1)


def row_html(app: Sphinx, show: str, post: Post, page_language: str, level: str, root: str) -> str:
    """Return a post in a list, in the words of the page that the list is in."""
    language = ui_language(page_language, app.config.language)
    builder: Any = app.builder
    context = {"page_language": page_language, "level": level}
    said = frame_words(page_language, language)
    row: str = builder.fragment(
        ROW_TEMPLATES[show],
        (post.docname, *context.values()),
        root,
        lambda: {"entry": entry_of(app, post, language), **said, **context},
    )
    return row


def line_html(app: Sphinx, asked: PostList, entry: PostEntry, root: str) -> str:
    """Return a post in a list as ABlog writes it: by a format."""

    def link(pagename: str, words: str, attributes: str = "") -> str:
        return f'<a{attributes} href="{escape(root + app.builder.get_target_uri(pagename))}">{escape(words)}</a>'

    category = entry.category
    shown = {
        "date": f'<time class="dt-published" datetime="{entry.published.iso}">'
        f"{escape(entry.post.date.strftime(asked.date) if asked.date else entry.published.text)}</time>",
        "title": link(entry.pagename, entry.title, ' class="p-name u-url"'),
        "author": ", ".join(link(author.pagename, author.text) for author in entry.authors),
        "category": link(category.pagename, category.text) if category else "",
        "tags": ", ".join(link(tag.pagename, tag.text, ' rel="tag"') for tag in entry.tags),
        "language": escape(entry.language),
    }
    line = "".join(escape(text) + shown.get(key or "", "") for text, key, _, _ in Formatter().parse(asked.line))
    more = f" {link(entry.pagename, asked.expand)}" if asked.expand else ""
    excerpt = f'<p class="p-summary">{escape(entry.description)}{more}</p>' if asked.excerpts else ""
    return f'<li class="h-entry"><p>{line}</p>{excerpt}</li>'


def concepts_html(app: Sphinx, asked: ConceptList, concepts: Sequence[Concept], root: str) -> str:
    """Return concepts as the home page names them, or with what each is."""
    links = [
        (
            f'<a href="{escape(root + app.builder.get_target_uri(each.docname))}">{escape(each.title)}</a>',
            each.definition,
        )
        for each in concepts
    ]
    if asked.show == CONCEPT_DEFINITIONS:
        items = "".join(f"<dt>{link}</dt><dd><p>{escape(definition)}</p></dd>" for link, definition in links)
        return f'<div class="conceptlist"><dl class="simple">{items}</dl></div>'
    items = "".join(f"<li>{link}</li>" for link, _ in links)
    return f'<div class="conceptlist"><ul class="simple concept-names">{items}</ul></div>'


def people_html(app: Sphinx, people: Sequence[tuple[Person, str | None]], root: str) -> str:
    """Return people as the page of their posts shows them."""
    builder: Any = app.builder
    owner = app.config.blog_default_author
    rows = [
        builder.fragment(
            "components/person.html",
            (person.key, page),
            root,
            lambda person=person, page=page: {
                "person": person,
                "posts_page": page,
                "level": "p",
                "me": person.key == owner,
            },
        )
        for person, page in people
    ]
    items = "".join(f'<li class="person h-card">{row}</li>' for row in rows)
    return f'<div class="peoplelist"><ul class="people">{items}</ul></div>'


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.pages.page_context")
    app.add_directive("postlist", PostListDirective, override=True)
    app.add_directive("conceptlist", ConceptListDirective)
    app.add_directive("peoplelist", PeopleListDirective)
    app.add_node(ListNode, html=(visit_list, None))
    LISTS.register(app)
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.LINKS)
    app.connect("page-shows", on_page_shows)
    app.connect("env-updated", on_env_updated, priority=EnvUpdated.NAMES)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
