"""Spell tags, categories and series in one way that differ by case, spaces and hyphens alone: as most posts do."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.build_state import BuildValue
from valuable.base.reports import Severity, report
from valuable.base.text_files import brief, printable
from valuable.content.source_checks import Source, folded_spelling, names_in_catalogs, sources_of
from valuable.phases import EnvGetOutdated

MAX_NAMED_FILES = 5
FAR_AWAY = datetime(9999, 1, 1, tzinfo=UTC)
# By catalog and name, how it is spelled; only of names that are spelled in several ways.
SPELLINGS = BuildValue[Mapping[tuple[str, str], str]](dict)


def spelled(app: Sphinx, catalog: str, name: str) -> str:
    """Return a name as most posts spell it; in a tie, as the oldest post of those does."""
    return SPELLINGS.of(app).get((catalog, name), name)


def spellings_of(sources: Iterable[Source]) -> dict[tuple[str, str], dict[str, list[Source]]]:
    """Return the sources by catalog and name, and by how they spell that."""
    found: dict[tuple[str, str], dict[str, list[Source]]] = defaultdict(lambda: defaultdict(list))
    for source in sources:
        for catalog, name in names_in_catalogs(source.front_matter):
            found[catalog, folded_spelling(name)][name].append(source)
    return {key: ways for key, ways in found.items() if len(ways) > 1}


def best_spelling(ways: Mapping[str, list[Source]]) -> str:
    def rank(way: str) -> tuple[int, datetime, str, str]:
        oldest = min((source.front_matter.date or FAR_AWAY, source.docname) for source in ways[way])
        return (-len(ways[way]), *oldest, way)

    return min(ways, key=rank)


def spelling_hints(
    found: Mapping[tuple[str, str], Mapping[str, list[Source]]], chosen: Mapping[tuple[str, str], str]
) -> Iterator[tuple[str, str]]:
    """Yield the place and the text of one hint for each name that is spelled in several ways."""
    for (catalog, _), ways in sorted(found.items()):
        best = next(iter(chosen[catalog, way] for way in ways))
        others = sorted(
            (source.path, source.front_matter.lines[catalog], way)
            for way, sources in ways.items()
            for source in sources
            if way != best
        )
        path, line, way = others[0]
        rest = [printable(other) for other, *_ in others[1 : MAX_NAMED_FILES + 1]]
        more = f"; so do {', '.join(rest)}{' …' if len(others) > len(rest) + 1 else ''}" if rest else ""
        message = f"`{catalog}`: `{brief(way)}` is shown as `{brief(best)}`, as other posts have it: write it so"
        yield f"{printable(path)}:{line}", message + more


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Choose the spellings, once it is known what is held back."""
    sources = [sources_of(app)[docname] for docname in sorted(env.found_docs)]
    found = spellings_of(sources)
    chosen = {(catalog, way): best_spelling(ways) for (catalog, _), ways in found.items() for way in ways}
    SPELLINGS.set(app, chosen)
    for place, message in spelling_hints(found, chosen):
        report(message, place, "front_matter", severity=Severity.HINT)
    return ()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.drafts")
    app.connect("env-get-outdated", on_env_get_outdated, priority=EnvGetOutdated.SPELL)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
