"""Write ``sitemap.xml``, the list of pages for search engines, and ``robots.txt``, which names it.

A page's ``lastmod`` is a date that the author gave: of a post, the date or that of its last ``{update}``; of a list,
that of the newest post on it. Pages without a date have none. The rules are those of https://www.sitemaps.org/protocol.html.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.translations import iso
from valuable.base.uris import uri
from valuable.build.extra_files import extra_files
from valuable.content.concepts import concepts_of
from valuable.content.language_versions import versions_of
from valuable.content.posts import Post, posts_of
from valuable.pages.home import home_of
from valuable.pages.invalidation import generated_from
from valuable.pages.listings import listings_of
from valuable.pages.metadata import alternates
from valuable.pages.page_context import overview
from valuable.phases import HtmlCollectPages

# What one file may hold, in addresses and in bytes.
MAX_ADDRESSES = 50_000
MAX_SITEMAP_BYTES = 50_000_000

SITEMAP_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
LINK_NAMESPACE = "http://www.w3.org/1999/xhtml"
XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
ROBOTS = "User-agent: *\nAllow: /\n\nSitemap: {}\n"

Dated = Iterator[tuple[str, datetime | None]]


def dates_and_labels(post: Post) -> tuple[Any, ...]:
    """Return the fields of a post that the sitemap depends on."""
    labels = post.tags, post.category, post.authors, post.language
    return post.docname, post.changed.timestamp(), labels, post.date.year, post.canonical_link


def newest_change(posts: Iterable[Post]) -> datetime | None:
    return max((post.changed for post in posts), default=None)


def listing_dates(app: Sphinx) -> Dated:
    """Yield the pagename of each page of a list, with the time of the newest post on it."""
    listings = listings_of(app)
    for catalog in listings.catalogs.values():
        yield catalog.pagename, newest_change(post for listing in catalog.listings for post in listing.posts)
    for listing in listings:
        for page in listing.pages():
            yield page.pagename, newest_change(page.posts)


def page_dates(app: Sphinx) -> Dated:
    """Yield the pagename of each indexable page, with the time of its last change."""
    posts = posts_of(app.env)
    for docname in app.env.found_docs:
        post = posts.get(docname)
        if post is None:
            home = home_of(app) if docname == app.config.root_doc else None
            yield docname, newest_change((*home.start, *home.newest)) if home else None
        else:
            yield docname, post.changed
    if concepts_of(app.env):
        yield "concepts", None
    yield from listing_dates(app)


def url_elements(app: Sphinx) -> list[str]:
    """Return the entry of each page, in the order of their addresses."""
    base, builder, posts = app.config.html_baseurl, app.builder, posts_of(app.env)
    found = sorted(
        (uri(base + builder.get_target_uri(name)), name, moment) for name, moment in dict(page_dates(app)).items()
    )
    return [
        url_element(address, moment, alternates(app, posts[name]) if name in posts else ())
        for address, name, moment in found
    ]


def url_element(address: str, moment: datetime | None, others: Iterable[tuple[str, str]] = ()) -> str:
    lastmod = f"<lastmod>{iso(moment)}</lastmod>" if moment else ""
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(uri(there))}"/>' for language, there in others
    )
    return f"<url><loc>{escape(address)}</loc>{lastmod}{links}</url>\n"


def sitemap_texts(found: Iterable[str]) -> Iterator[str]:
    """Yield as many sitemaps as it takes to hold the entries *found*."""
    head, tail = (
        f'{XML_DECLARATION}<urlset xmlns="{SITEMAP_NAMESPACE}" xmlns:xhtml="{LINK_NAMESPACE}">\n',
        "</urlset>\n",
    )
    held: list[str] = []
    size = len(head) + len(tail)
    for each in found:
        if len(held) == MAX_ADDRESSES or size + len(each) > MAX_SITEMAP_BYTES:
            yield head + "".join(held) + tail
            held, size = [], len(head) + len(tail)
        held.append(each)
        size += len(each)
    yield head + "".join(held) + tail


def sitemaps(found: Iterable[str], base: str) -> Mapping[str, str]:
    """Return the files by their names: one, or several and the index of them."""
    files = list(sitemap_texts(found))
    if len(files) == 1:
        return {"sitemap.xml": files[0]}
    named = {f"sitemap-{number}.xml": text for number, text in enumerate(files, start=1)}
    rows = "".join(f"<sitemap><loc>{escape(uri(base + name))}</loc></sitemap>\n" for name in named)
    return {
        "sitemap.xml": f'{XML_DECLARATION}<sitemapindex xmlns="{SITEMAP_NAMESPACE}">\n{rows}</sitemapindex>\n',
        **named,
    }


def write_text(app: Sphinx, name: str, text: str) -> None:
    Path(app.builder.outdir, name).write_text(text, encoding="ascii", newline="")


def on_html_collect_pages(app: Sphinx) -> tuple[()]:
    """Write the sitemap and ``robots.txt`` if they have changed; the preview needs neither."""
    builder: Any = app.builder
    if app.config.show_drafts:
        return ()
    base = app.config.html_baseurl
    texts = [[post.docname for post in versions_of(app, post)] for post in overview(app).newest]
    posts = [dates_and_labels(post) for post in overview(app).newest]
    made_from = generated_from(app, sorted(app.env.found_docs), posts, texts)
    if builder.is_new("sitemap.xml", made_from):
        for name, text in sitemaps(url_elements(app), base).items():
            builder.is_new(name, made_from)
            write_text(app, name, text)
    else:  # with what it is the index of
        for name, inputs in builder.last.generated.items():
            if inputs == made_from:
                builder.is_new(name, made_from)
    if "robots.txt" not in extra_files(app):
        text = ROBOTS.format(uri(f"{base}sitemap.xml"))
        if builder.is_new("robots.txt", text.encode()):
            write_text(app, "robots.txt", text)
    return ()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.pages.invalidation")
    app.setup_extension("valuable.build.extra_files")
    app.connect("html-collect-pages", on_html_collect_pages, priority=HtmlCollectPages.PAGES)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
