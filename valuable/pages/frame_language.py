"""Tell the author of a language that the site or a post is in, and that the frame has no words of."""

from collections.abc import Iterator

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.catalogs import OWN_FOLDER, WORDS_FILE, catalog_language
from valuable.base.reports import Severity, report
from valuable.base.translations import locale, ui_language
from valuable.content.posts import newest_first, posts_of
from valuable.content.source_checks import sources_of
from valuable.phases import EnvUpdated


def english_name(language: str) -> str:
    return locale(language).get_language_name("en") or language


def languages_used(app: Sphinx) -> Iterator[tuple[str, str]]:
    """Yield the site's language, and each other one of a post; with its place, the first one's."""
    yield app.config.language, "conf.py:1"
    for post in reversed(newest_first(posts_of(app.env).values())):
        yield post.language, f"{sources_of(app)[post.docname].path}:1"


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Say once of each language what it lacks."""
    site, told = app.config.language, set()
    for language, place in languages_used(app):
        main, found = language.split("-")[0], catalog_language(language)
        if language in told or found == language:
            continue
        told.add(language)
        shown = english_name(ui_language(language, site))
        file = f"{OWN_FOLDER}/{language.replace('-', '_')}/LC_MESSAGES/{WORDS_FILE}.po"
        message = (
            f"there are no words of the frame in {english_name(language)} ({language}), so it is in {shown}: "
            f"`make messages TO={language}` begins {file}, which guide/languages.md describes"
        )
        report(message, place, "languages", severity=Severity.HINT, subject=main)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.posts")
    app.connect("env-updated", on_env_updated, priority=EnvUpdated.MENU)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
