"""The record of a concept: its names, and the paragraph that defines it."""

from collections.abc import Iterable
from dataclasses import dataclass

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.env_store import DocnameStore
from valuable.base.reports import report
from valuable.content.posts import derived_description, plain_text, title_words
from valuable.content.source_checks import sources_of
from valuable.phases import DoctreeRead


@dataclass(frozen=True)
class Concept:
    """A concept as lists, maps and links show it. Texts are plain.

    ``definition`` is its first paragraph; ``description``, unless its author has written another, the same.
    """

    docname: str
    title: str
    aliases: tuple[str, ...]
    definition: str
    description: str
    draft: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return (self.title, *self.aliases)

    @property
    def order(self) -> tuple[str, str]:
        """Sorts concepts by title."""
        return self.title.casefold(), self.docname


CONCEPTS = DocnameStore[Concept]("concepts")


def concepts_of(env: BuildEnvironment) -> dict[str, Concept]:
    """Return the records of this build by docname."""
    return CONCEPTS.of(env)


def by_title(concepts: Iterable[Concept]) -> list[Concept]:
    """Return concepts in the order of their titles."""
    return sorted(concepts, key=lambda concept: concept.order)


def definition_paragraph(section: nodes.Element) -> nodes.paragraph | None:
    """Return the paragraph that defines a concept: the first one directly in its section."""
    return next((child for child in section.children if isinstance(child, nodes.paragraph) and plain_text(child)), None)


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    env, source = app.env, sources_of(app)[app.env.docname]
    section = next(iter(doctree.findall(nodes.section)), None)
    if source.kind != "concept" or section is None:
        return
    paragraph = definition_paragraph(section)
    values = source.front_matter
    begun = values.draft and len(section) == 1  # as `make new` leaves it, nothing but the title
    if paragraph is None and not begun:
        message = "the concept has no definition: write one under its title, a paragraph that says what it is"
        report(message, f"{source.path}:{section.line or 1}", "concepts")
    concepts_of(env)[source.docname] = Concept(
        docname=source.docname,
        title=title_words(section[0]),
        aliases=values.aliases,
        definition=plain_text(paragraph) if paragraph is not None else "",
        description=values.description or derived_description(section, env.config.language),
        draft=values.draft,
    )


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.source_checks")
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.RECORD)
    CONCEPTS.register(app)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
