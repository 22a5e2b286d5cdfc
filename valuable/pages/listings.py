"""Print the pages of ABlog's catalogs from post records, twenty posts a page."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.people import people_of
from valuable.build.builder import GeneratedPage
from valuable.content.posts import Post, posts_of
from valuable.pages.invalidation import faces_of, generated_from
from valuable.pages.menu import Link
from valuable.pages.page_context import overview, rows
from valuable.phases import HtmlCollectPages
from valuable.upstream.ablog import CatalogPage, catalog_pages

PER_PAGE = 20
# With more posts than these, the archive names years only: a phone would wait for the page.
ALL_ON_ONE_PAGE = 600
Page = tuple[str, GeneratedPage, str]

TITLES = {
    "blog": "Posts",
    "archive": "Archive",
    "tags": "Tags",
    "category": "Categories",
    "author": "Authors",
}
HEADINGS = {
    "archive": "Posts of {}",
    "tags": "Posts tagged “{}”",
    "category": "Posts in “{}”",
}
DESCRIPTIONS = {
    "blog": "All posts of {}, the newest first.",
    "archive": "All posts of {} by year.",
    "tags": "What the posts of {} are about.",
    "category": "The categories of {}.",
    "author": "Who writes in {}.",
}


def pagename_of(first: str, number: int) -> str:
    """Return the name of page *number* of a listing: ``blog``, ``blog/page/2``."""
    return first if number == 1 else f"{first}/page/{number}"


def paged(app: Sphinx, first: str, posts: Sequence[Post], context: dict[str, Any], template: str) -> Iterator[Page]:
    """Yield the pages of one listing."""
    total = max(1, -(-len(posts) // PER_PAGE))
    for number in range(1, total + 1):
        shown = posts[(number - 1) * PER_PAGE : number * PER_PAGE]
        title = context["title"] if number == 1 else f"{context['title']}, page {number}"
        pages = {
            "number": number,
            "total": total,
            "newer": pagename_of(first, number - 1) if number > 1 else None,
            "older": pagename_of(first, number + 1) if number < total else None,
        }
        found = {**context, "title": title, "pages": pages}
        if number > 1:
            found["description"] = f"Page {number} of {total}: {context['description']}"
        inputs = generated_from(app, found, template, [face_of(app, post) for post in shown])
        full = {**found, "rows": rows(app, shown, "components/entry.html", level="h2")}
        yield pagename_of(first, number), GeneratedPage(inputs, partial(dict, full)), template


def face_of(app: Sphinx, post: Post) -> tuple[str, str, str | None]:
    """Return what a listing shows of a post, in a form that can be compared."""
    view = overview(app)
    return faces_of(app.env)[post.docname], view.badge(post), view.covers.get(post.cover or "")


def archive(app: Sphinx, pagename: str, context: dict[str, Any]) -> Page:
    """Return the page of all years: with their posts, as long as these are not too many for one page."""
    newest = overview(app).newest
    years = [(str(year), list(posts)) for year, posts in groupby(newest, lambda post: post.date.year)]
    shown = len(newest) <= ALL_ON_ONE_PAGE
    faces = [(year, [face_of(app, post) for post in posts] if shown else len(posts)) for year, posts in years]
    row = "components/archive-row.html"
    context["years"] = [(year, len(posts), rows(app, posts, row) if shown else None) for year, posts in years]
    inputs = generated_from(app, context["title"], context["description"], faces)
    return pagename, GeneratedPage(inputs, partial(dict, context)), "ablog/archive.html"


def catalog_page(app: Sphinx, page: CatalogPage, posts: dict[str, Post]) -> Iterator[Page]:
    """Yield one page of a catalog, or the pages of a listing under one label."""
    config = app.config
    name = TITLES[page.catalog]
    index = Link(name, f"{config.blog_path}/{ {'tags': 'tag'}.get(page.catalog, page.catalog) }")
    if page.label is None:
        people = people_of(config)
        labels = [(Link(label, pagename), len(found), people.get(label)) for label, pagename, found in page.labels]
        context: dict[str, Any] = {"title": name, "description": DESCRIPTIONS[page.catalog].format(config.project)}
        if page.catalog == "archive":
            yield archive(app, page.pagename, context)
        else:
            labels.sort(key=lambda row: row[0].text.casefold())
            context["labels"] = labels
            inputs = generated_from(app, context)
            yield page.pagename, GeneratedPage(inputs, partial(dict, context)), "ablog/catalog.html"
        return
    found = [posts[docname] for docname in page.docnames]  # the newest first
    if page.catalog == "blog":
        context = {"title": name, "description": DESCRIPTIONS["blog"].format(config.project)}
    elif page.catalog == "author":
        person = people_of(config)[page.label]
        context = {"title": person.name, "person": person, "index": index}
        context["description"] = person.bio or f"The posts of {person.name} on {config.project}."
    else:
        heading = HEADINGS[page.catalog].format(page.label)
        context = {"title": heading, "index": index, "description": f"{heading} of {config.project}."}
    yield from paged(app, page.pagename, found, context, "ablog/collection.html")


def on_html_collect_pages(app: Sphinx) -> Iterator[Page]:
    posts = posts_of(app.env)
    for page in catalog_pages(app):
        yield from catalog_page(app, page, posts)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.pages.invalidation")
    app.connect("html-collect-pages", on_html_collect_pages, priority=HtmlCollectPages.PAGES)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
