"""Show a page at each retired address (``gone`` in the ledger) that says that what was there is gone."""

from collections.abc import Iterator
from functools import partial

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.addresses.permalinks import gone_pages
from valuable.base.page_addresses import bare_address
from valuable.base.translations import site_translator
from valuable.build.builder import CollectedPage, GeneratedPage
from valuable.content.address_clashes import redirect_address
from valuable.pages.invalidation import generated_from
from valuable.phases import HtmlCollectPages


def tombstone_pages(app: Sphinx) -> Iterator[CollectedPage]:
    context = {"title": site_translator(app.config.language).gettext("This page is gone"), "pageurl": None}
    for entry in gone_pages(app):
        address = redirect_address(bare_address(entry.address))
        yield address, GeneratedPage(generated_from(app, context), partial(dict, context)), "gone.html"


def on_html_collect_pages(app: Sphinx) -> Iterator[CollectedPage]:
    yield from tombstone_pages(app)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.addresses.permalinks")
    app.connect("html-collect-pages", on_html_collect_pages, priority=HtmlCollectPages.PAGES)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
