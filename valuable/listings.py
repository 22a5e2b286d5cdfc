"""Print the pages of ABlog's catalogs from post records, twenty posts a page."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.ablog_fixes import CatalogPage, catalog_pages
from valuable.checks import MADE
from valuable.pages import Link, entries
from valuable.people import people_of
from valuable.posts import Post, newest_first, posts_of

PER_PAGE = 20
Page = tuple[str, dict[str, Any], str]

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
        found = {"title": title, "entries": entries(app, shown), "pages": pages}
        yield pagename_of(first, number), {**context, **found}, template


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
            ordered = newest_first(posts.values())
            years = [(str(year), entries(app, found)) for year, found in groupby(ordered, lambda post: post.date.year)]
            yield page.pagename, {**context, "years": years}, "ablog/archive.html"
        else:
            labels.sort(key=lambda row: row[0].text.casefold())
            yield page.pagename, {**context, "labels": labels}, "ablog/catalog.html"
        return
    found = newest_first(posts[docname] for docname in page.docnames)
    if page.catalog == "blog":
        context = {"title": name, "description": DESCRIPTIONS["blog"].format(config.project)}
    elif page.catalog == "author":
        person = people_of(config)[page.label]
        context = {"title": person.name, "person": person, "index": index, "description": person.bio}
    else:
        heading = HEADINGS[page.catalog].format(page.label)
        context = {"title": heading, "index": index, "description": f"{heading} of {config.project}."}
    yield from paged(app, page.pagename, found, context, "ablog/collection.html")


def on_html_collect_pages(app: Sphinx) -> Iterator[Page]:
    posts, base = posts_of(app.env), app.config.html_baseurl
    builder: Any = app.builder
    for page in catalog_pages(app):
        yield from catalog_page(app, page, posts)
    for post in posts.values():
        for old in post.redirect:
            if old.split("/")[0] in MADE:  # `valuable.checks` says so
                continue
            target = app.builder.get_target_uri(post.docname)
            here = old if is_file(old) else f"{old}/"
            context = {"title": post.title, "target": relative_uri(here, target), "address": base + target}
            if is_file(old):
                builder.handle_page(old, context, "ablog/redirect.html", outfilename=Path(app.outdir, old))
            else:
                yield old, context, "ablog/redirect.html"


def is_file(old: str) -> bool:
    """Return whether an old address is that of a file, ``2021/03/slug.html``, rather than of a folder."""
    return old.endswith((".html", ".htm"))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.pages")
    app.connect("html-collect-pages", on_html_collect_pages)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
