"""Add the search: its page, its box on every page, and what both show where there is no index.

Sphinx's own search is left out. `valuable.outputs.search.index` makes the index once the pages are written.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.fingerprints import value_digest
from valuable.base.reports import report
from valuable.base.translations import gettext_noop, site_translator
from valuable.build.assets import leave_out
from valuable.build.builder import SiteBuilder
from valuable.content.concepts import concepts_of
from valuable.content.digests import input_digests
from valuable.content.source_checks import page_file
from valuable.outputs.search.index import write_index
from valuable.outputs.search.pagefind import PagefindError
from valuable.outputs.search.words import WORDS_FOLDER, word_files, words_path
from valuable.pages.invalidation import shown_digests
from valuable.phases import BuilderInited, BuildFinished, HtmlCollectPages, HtmlPageContext

SEARCH_PAGE = "search"
INDEX_FOLDER = "pagefind"
LOST = gettext_noop("The search could not be loaded. The archive has every post.")
PREVIEW = "The preview has no search; run `make html`."
PAGE_ONLY = ("search-box.js", "search-page.js", "search-page.css")  # `search.js` fetches the first elsewhere


def searchable_pages(app: Sphinx, html: Path) -> dict[str, Path]:
    """Return the posts, concepts and pages as :func:`.index.write_index` wants them.

    Each of them has a source; listings have none. *html* is the folder of the written site.
    """
    return {app.builder.get_target_uri(docname): html / page_file(app, docname) for docname in app.env.found_docs}


def on_builder_inited(app: Sphinx) -> None:
    """Keep Sphinx from making its own index and page."""
    if app.builder.format == "html":
        app.builder.search = False  # type: ignore[attr-defined]


def on_html_collect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    words = site_translator(app.config.language)
    description = words.gettext(
        "Find posts of {site} by their words, tags, category, author or year.", site=app.config.project
    )
    write_words(app)
    yield SEARCH_PAGE, {"title": words.gettext("Search"), "description": description}, "search.html"


def write_words(app: Sphinx) -> None:
    """Write the words that the scripts say."""
    builder: Any = app.builder
    for language, content in word_files(app).items():
        path = f"{WORDS_FOLDER}/{language}.json"
        if builder.is_new(path, content.encode()):
            file = Path(builder.outdir, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8", newline="")


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    context["no_search"] = PREVIEW if app.config.show_drafts else context["gettext"](LOST)
    if pagename == SEARCH_PAGE:
        context["has_concepts"] = bool(concepts_of(app.env))
        context["search_words"] = word_files(app).get(context["say_language"], "")
    else:
        context["words_file"] = words_path(app, context["say_language"])
        leave_out(context, *PAGE_ONLY)


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Make the index, if the input of a page in it has changed.

    ``make html SEARCH=0`` leaves it out, and so does the preview, which does not wait for it.
    """
    builder, env = app.builder, app.env
    if exception is not None or not isinstance(builder, SiteBuilder) or not is_indexed(app):
        return
    made_from = [
        (docname, input_digests(env)[docname], shown_digests(env)[docname]) for docname in sorted(env.found_docs)
    ]
    if not builder.is_new(f"{INDEX_FOLDER}/pagefind.js", value_digest(made_from).encode()):
        builder.claimed.update(path for path in builder.last.files if path.startswith(f"{INDEX_FOLDER}/"))
        return
    pages = searchable_pages(app, Path(builder.outdir))
    kept = searchable_pages(app, builder.site)
    try:
        write_index(
            {address: page if page.is_file() else kept[address] for address, page in pages.items()},
            Path(builder.outdir, INDEX_FOLDER),
        )
    except PagefindError as error:
        report(f"the search has no index: {error}", None, "search")


def is_indexed(app: Sphinx) -> bool:
    """Return whether the build makes an index: it is without an error so far, and the index is not switched off."""
    well = not (app._fail_on_warnings and app._warncount)
    return well and not app.config.show_drafts and os.environ.get("SEARCH") != "0"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.pages.invalidation")
    app.connect("builder-inited", on_builder_inited, priority=BuilderInited.PREPARE)
    app.connect("html-collect-pages", on_html_collect_pages, priority=HtmlCollectPages.PAGES)
    app.connect("html-page-context", on_html_page_context, priority=HtmlPageContext.SEARCH)
    app.connect("build-finished", on_build_finished, priority=BuildFinished.SEARCH)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
