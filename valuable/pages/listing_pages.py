"""Write the lists of posts: all posts, those of each year, category, tag and author, and the pages of these."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.translations import site_translator
from valuable.build.builder import CollectedPage, GeneratedPage
from valuable.pages.invalidation import generated_from
from valuable.pages.listings import Catalog, Listing, Listings, listings_of
from valuable.pages.menu import Link
from valuable.pages.page_context import row_summary, rows
from valuable.phases import HtmlCollectPages


def listing_pages(app: Sphinx, listing: Listing, catalog: Catalog | None = None) -> Iterator[CollectedPage]:
    """Yield the pages of one list."""
    context: dict[str, Any] = {"title": listing.title, "description": listing.description}
    if catalog:
        context["index"] = Link(catalog.title, catalog.pagename)
    if listing.person:
        context["person"] = listing.person
    template, words = "ablog/collection.html", site_translator(app.config.language)
    for page in listing.pages():
        pages = {"number": page.number, "total": page.total, "newer": page.newer, "older": page.older}
        found = {**context, "pages": pages}
        if page.number > 1:
            number, total = page.number, page.total
            found["title"] = words.gettext("{list}, page {n}", list=listing.title, n=number)
            found["description"] = words.gettext(
                "Page {n} of {total}: {description}", n=number, total=total, description=listing.description
            )
        inputs = generated_from(app, found, template, [row_summary(app, post) for post in page.posts])
        full = {**found, "rows": rows(app, page.posts, "components/entry.html", level="h2")}
        yield page.pagename, GeneratedPage(inputs, partial(dict, full)), template


def archive_page(app: Sphinx, catalog: Catalog, listings: Listings) -> CollectedPage:
    """Return the page of all years: with their posts, unless these are too many for one page."""
    shown, row = listings.years_show_posts, "components/archive-row.html"
    shown_rows = [
        (year.label, [row_summary(app, post) for post in year.posts] if shown else len(year.posts))
        for year in catalog.listings
    ]
    context: dict[str, Any] = {"title": catalog.title, "description": catalog.description}
    inputs = generated_from(app, context, shown_rows)
    context["years"] = [
        (year.label, len(year.posts), rows(app, year.posts, row) if shown else None) for year in catalog.listings
    ]
    return catalog.pagename, GeneratedPage(inputs, partial(dict, context)), "ablog/archive.html"


def catalog_page(app: Sphinx, catalog: Catalog) -> CollectedPage:
    """Return the page of a catalog: its labels, each with the number of its posts."""
    labels = [
        (Link(listing.label, listing.pagename), len(listing.posts), listing.person) for listing in catalog.listings
    ]
    context: dict[str, Any] = {"title": catalog.title, "description": catalog.description, "labels": labels}
    return catalog.pagename, GeneratedPage(generated_from(app, context), partial(dict, context)), "ablog/catalog.html"


def on_html_collect_pages(app: Sphinx) -> Iterator[CollectedPage]:
    listings = listings_of(app)
    yield from listing_pages(app, listings.blog)
    for catalog in listings.catalogs.values():
        yield archive_page(app, catalog, listings) if catalog.name == "archive" else catalog_page(app, catalog)
        for listing in catalog.listings:
            yield from listing_pages(app, listing, catalog)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.pages.invalidation")
    app.connect("html-collect-pages", on_html_collect_pages, priority=HtmlCollectPages.PAGES)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
