"""Print the list of all concepts, by letter."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any
from unicodedata import category, normalize

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.translations import Translator, site_translator
from valuable.build.builder import CollectedPage, GeneratedPage
from valuable.content.concepts import Concept, by_title, concepts_of
from valuable.features import is_on
from valuable.knowledge.maps import MAX_CONCEPTS, make_map, plan_of_all
from valuable.pages.invalidation import generated_from
from valuable.phases import HtmlCollectPages

CONCEPTS_PAGE = "concepts"


def index_letter(title: str) -> str:
    """Return the letter under which a title is listed: a capital without accents, or ``#`` if it begins with none."""
    first = next((char for char in normalize("NFD", title) if category(char)[0] in "LN"), "")
    return first.upper() if category(first or "#")[0] == "L" else "#"


def concepts_by_letter(concepts: Iterable[Concept]) -> list[tuple[str, list[Concept]]]:
    """Return concepts by the letters of their titles, in alphabetical order."""
    ordered = sorted(concepts, key=lambda concept: (index_letter(concept.title), *concept.order))
    return [(first, list(found)) for first, found in groupby(ordered, key=lambda concept: index_letter(concept.title))]


def map_caption(words: Translator, concepts: int) -> str:
    """Return what is said below the map of all concepts."""
    if concepts > MAX_CONCEPTS:
        return words.ngettext(
            "How the one that is linked most hangs together: a line is a link.",
            "How the {n} that are linked most hang together: a line is a link.",
            MAX_CONCEPTS,
        )
    return words.gettext(
        "How they hang together: a line is a link. The more concepts and posts one is linked with, the larger its dot."
    )


def on_html_collect_pages(app: Sphinx) -> Iterator[CollectedPage]:
    concepts = by_title(concepts_of(app.env).values())
    if concepts:
        words = site_translator(app.config.language)
        about = words.gettext(
            "The ideas that the posts of {site} rest on, and what each of them means.", site=app.config.project
        )
        context: dict[str, Any] = {
            "title": words.gettext("Concepts"),
            "description": about,
            "letters": concepts_by_letter(concepts),
            "about_map": map_caption(words, len(concepts)),
        }
        plan = plan_of_all(app) if is_on(app.config, "maps") else None
        inputs = generated_from(app, context, plan)
        yield CONCEPTS_PAGE, GeneratedPage(inputs, lambda: {**context, "map": plan and make_map(plan)}), "concepts.html"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.concepts")
    app.setup_extension("valuable.pages.invalidation")
    app.connect("html-collect-pages", on_html_collect_pages, priority=HtmlCollectPages.PAGES)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
