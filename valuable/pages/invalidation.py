"""Find the pages that have to be written again: those that show something of others, or of the site, that has changed.

A page shows more than its own source: its neighbours' titles, the parts of its series, the titles of the pages that it
links to. Whoever shows such a thing answers the event ``page-shows``, or ``site-shows`` for what is on every page. What
each page shows is kept as a digest; nothing here knows who shows what.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.build_state import once_per_build
from valuable.base.env_store import EnvValue
from valuable.base.fingerprints import file_digests, value_digest
from valuable.base.theme import static_folders, template_folders
from valuable.content.drafts import held_back
from valuable.content.source_checks import sources_of
from valuable.phases import EnvUpdated

STYLE_OR_SCRIPT = re.compile(r"\.(css|m?js)(_t|\.jinja)?$")  # the last two are templates of Sphinx
PLAIN_TYPES = (str, bytes, int, float, bool, type(None), Path)
SHOWN_DIGESTS = EnvValue[dict[str, str]]("shown_digests", dict)


def shown_digests(env: BuildEnvironment) -> dict[str, str]:
    """Return a digest of what each document's page showed of others when it was written last."""
    return SHOWN_DIGESTS.of(env)


def digest_shown(app: Sphinx) -> Iterator[tuple[str, str]]:
    """Yield each docname with a digest of what its page shows of others."""
    common = common_digest(app)
    for docname in sorted(app.env.all_docs):
        yield docname, value_digest((common, app.emit("page-shows", docname)))


@once_per_build
def common_digest(app: Sphinx) -> str:
    """Return a digest of what every page shows or is made with: settings, templates, styles, the menu."""
    digests = file_digests(app.env)
    files = [(str(path), digests.digest(path)) for path in sorted(set(shared_files(app)))]
    return value_digest((comparable_settings(app.config), files, app.emit("site-shows")))


def comparable_settings(config: Config) -> list[tuple[str, str]]:
    """Return the settings in a form that can be compared between builds: what is no plain value is told by its type."""

    def comparable(value: Any) -> Any:
        if isinstance(value, Mapping):
            return [(key, comparable(found)) for key, found in value.items()]
        if isinstance(value, (list, tuple)):
            return [comparable(found) for found in value]
        if isinstance(value, (set, frozenset)):
            return sorted(repr(comparable(found)) for found in value)
        return value if isinstance(value, PLAIN_TYPES) else type(value).__qualname__

    return [(setting.name, repr(comparable(setting.value))) for setting in config]


def shared_files(app: Sphinx) -> Iterator[Path]:
    """Yield the templates, and the style sheets and scripts: every page names them with a digest of their bytes."""
    for folder in template_folders(app):
        yield from folder.rglob("*")
    for folder in static_folders(app):
        yield from (path for path in folder.rglob("*.*") if STYLE_OR_SCRIPT.search(path.name))


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    before, after = shown_digests(env), dict(digest_shown(app))
    SHOWN_DIGESTS.set(env, after)
    file_digests(env).settle(but=[f"{env.srcdir}/{sources_of(app)[docname].path}" for docname in held_back(app)])

    if not getattr(app.builder, "last", None):
        return sorted(env.all_docs)
    stale = [docname for docname, value in after.items() if before.get(docname) != value]
    if before.keys() - after.keys():
        # Sphinx saves the environment only if a page was updated: what is gone must not be remembered.
        stale.append(app.config.root_doc)
    return stale


def generated_from(app: Sphinx, *parts: Any) -> bytes:
    """Return a digest of what a generated page is made from: *parts*, and what every page is made with."""
    return value_digest((common_digest(app), *parts)).encode()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.base.events")
    app.connect("env-updated", on_env_updated, priority=EnvUpdated.INVALIDATE)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
