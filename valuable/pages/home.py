"""The home page: who writes here, where to start, the newest posts, the concepts that they rest on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.build_state import once_per_build
from valuable.base.people import Person, people_of
from valuable.base.reports import report
from valuable.base.settings import setting_place
from valuable.content.concepts import by_title, concepts_of
from valuable.content.drafts import held_back
from valuable.content.posts import Post, posts_of
from valuable.knowledge.mentions import mention_graph
from valuable.knowledge.page_names import nearest_names
from valuable.pages.listings import listings_of
from valuable.pages.menu import Link
from valuable.pages.page_context import row_summary, rows
from valuable.phases import EnvUpdated, HtmlPageContext

HOME_POSTS = 5  # the newest, besides those to start with
HOME_CONCEPTS = 24
HOME_WRITERS = 3  # besides the one whose blog it is


class Writer(NamedTuple):
    """Somebody who writes here, with the page of their posts, if they have any."""

    person: Person
    pagename: str | None


@dataclass(frozen=True)
class Home:
    """What the home page shows of others."""

    app: Sphinx

    @cached_property
    def writers(self) -> Sequence[Writer]:
        """Return whose blog it is, then the others who have posts, those with most of them first."""
        catalog = listings_of(self.app).catalogs.get("author")
        found = {listing.label: listing for listing in catalog.listings} if catalog else {}
        owner = self.app.config.blog_default_author
        others = sorted((key for key in found if key != owner), key=lambda key: (-len(found[key].posts), key))
        people = people_of(self.app.config)
        return [Writer(people[key], found[key].pagename if key in found else None) for key in (owner, *others)]

    @cached_property
    def start(self) -> Sequence[Post]:
        """Return the posts that `start_here` names, in its order."""
        posts = posts_of(self.app.env)
        named = dict.fromkeys(post_named(name, posts) for name in self.app.config.start_here)
        return [posts[docname] for docname in named if docname]

    @cached_property
    def newest(self) -> Sequence[Post]:
        """Return the newest posts of the others."""
        rest = (post for post in listings_of(self.app).blog.posts if post not in self.start)
        return list(islice(rest, HOME_POSTS))

    @cached_property
    def concepts(self) -> Sequence[Link]:
        """Return the concepts by title; of very many, those that most pages link to."""
        concepts = concepts_of(self.app.env)
        if len(concepts) > HOME_CONCEPTS:
            into = mention_graph(self.app).into
            linked = {docname: len({page for page, _ in into.get(docname, ())}) for docname in concepts}
            most = sorted(concepts, key=lambda docname: (-linked[docname], docname))[:HOME_CONCEPTS]
            concepts = {docname: concepts[docname] for docname in most}
        return [Link(concept.title, concept.docname) for concept in by_title(concepts.values())]


@once_per_build
def home_of(app: Sphinx) -> Home:
    """Return what the home page shows. Call it once all is read."""
    return Home(app)


def post_named(name: str, posts: Any) -> str | None:
    """Return the docname among *posts* that a name in `start_here` means: a file, a folder or an address."""
    path = name.strip().strip("/").removesuffix(".md").removesuffix(".ipynb").removesuffix("/index")
    return next((docname for docname in (path, f"{path}/index") if docname in posts), None)


def start_problems(app: Sphinx) -> Iterator[tuple[str, str]]:
    """Yield each name in `start_here` that no post has, with a message; a post that is held back is one."""
    posts, held = posts_of(app.env), held_back(app)
    for name in app.config.start_here:
        if post_named(name, posts) or post_named(name, held):
            continue
        if post_named(name, app.env.found_docs):
            yield (
                name,
                f"start_here names {name!r}, which is no post: take it out, and link to it in index.md",
            )
            continue
        near = nearest_names(name, [docname.removesuffix("/index") for docname in posts], 1)
        advice = f"did you mean {near[0]!r}?" if near else "there is no post yet: take it out"
        yield name, f"start_here names {name!r}, and there is no such post: {advice}"


def on_check_settings(app: Sphinx, config: Config) -> list[str]:
    found = config.start_here
    if isinstance(found, (list, tuple)) and all(isinstance(name, str) and name.strip() for name in found):
        return []
    return [f"start_here is {found!r}: write a list of posts, such as ['posts/2026/first-post']"]


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    for name, message in start_problems(app):
        report(message, setting_place(app, "start_here", name), "home", subject=name)


def on_page_shows(app: Sphinx, docname: str) -> Any:
    if docname != app.config.root_doc:
        return None
    home = home_of(app)
    posts = [(row_summary(app, post), post in home.start) for post in (*home.start, *home.newest)]
    return posts, home.concepts, home.writers


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> str | None:
    if pagename != app.config.root_doc:
        return None
    home = home_of(app)
    owner, *others = home.writers
    shown = others[:HOME_WRITERS] if len(others) > HOME_WRITERS + 1 else others
    context |= {
        "owner": owner,
        "others": shown,
        "more_writers": len(others) - len(shown),
        "start": home.start and rows(app, home.start, "components/entry.html", level="h3"),
        "newest": home.newest and rows(app, home.newest, "components/entry.html", level="h3"),
        "concepts": home.concepts,
    }
    return "home.html"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.pages.page_context")
    app.add_config_value("start_here", [], "html", types=frozenset({list, tuple}))
    app.connect("check-settings", on_check_settings)
    app.connect("env-updated", on_env_updated, priority=EnvUpdated.MENU)
    app.connect("page-shows", on_page_shows)
    app.connect("html-page-context", on_html_page_context, priority=HtmlPageContext.VALUES)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
