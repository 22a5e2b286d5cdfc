"""Print the list of all concepts, by letter."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any
from unicodedata import category, normalize

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.build.builder import CollectedPage, GeneratedPage
from valuable.content.concepts import Concept, by_title, concepts_of
from valuable.features import is_on
from valuable.knowledge.maps import MAX_CONCEPTS, make_map, plan_of_all
from valuable.pages.invalidation import generated_from
from valuable.phases import HtmlCollectPages

CONCEPTS_PAGE = "concepts"
ABOUT = "The ideas that the posts of {} rest on, and what each of them means."
MAPPED = "How they hang together: a line is a link. The more concepts and posts one is linked with, the larger its dot."
MOST_MAPPED = "How the {} that are linked most hang together: a line is a link."


def index_letter(title: str) -> str:
    """Return the letter under which a title is listed: a capital without accents, or ``#`` if it begins with none."""
    first = next((char for char in normalize("NFD", title) if category(char)[0] in "LN"), "")
    return first.upper() if category(first or "#")[0] == "L" else "#"


def concepts_by_letter(concepts: Iterable[Concept]) -> list[tuple[str, list[Concept]]]:
    """Return concepts by the letters of their titles, in alphabetical order."""
    ordered = sorted(concepts, key=lambda concept: (index_letter(concept.title), *concept.order))
    return [(first, list(found)) for first, found in groupby(ordered, key=lambda concept: index_letter(concept.title))]


def on_html_collect_pages(app: Sphinx) -> Iterator[CollectedPage]:
    concepts = by_title(concepts_of(app.env).values())
    if concepts:
        context: dict[str, Any] = {
            "title": "Concepts",
            "description": ABOUT.format(app.config.project),
            "letters": concepts_by_letter(concepts),
            "about_map": MAPPED if len(concepts) <= MAX_CONCEPTS else MOST_MAPPED.format(MAX_CONCEPTS),
        }
        plan = plan_of_all(app) if is_on(app.config, "maps") else None
        inputs = generated_from(app, context, plan)
        yield CONCEPTS_PAGE, GeneratedPage(inputs, lambda: {**context, "map": plan and make_map(plan)}), "concepts.html"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.concepts")
    app.setup_extension("valuable.pages.invalidation")
    app.connect("html-collect-pages", on_html_collect_pages, priority=HtmlCollectPages.PAGES)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
