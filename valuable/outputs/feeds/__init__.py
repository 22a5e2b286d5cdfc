"""Write the feeds: of all posts and of each tag, category and author, as Atom, RSS and JSON Feed.

What feeds carry of a post is made from its written page, once a build, however many feeds have it. The Atom feed of all
posts leads on to archives (RFC 5005), so that a reader can go back to the first post.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.addresses.permalinks import entry_ids
from valuable.base.build_state import once_per_build
from valuable.base.translations import site_translator
from valuable.base.uris import uri
from valuable.build.assets import leave_out
from valuable.build.builder import SiteBuilder
from valuable.build.extra_files import extra_files
from valuable.build.fork_map import share
from valuable.content.digests import input_digests, summary_digests
from valuable.content.markdown.media_files import media_kind, media_type
from valuable.content.pictures.known import known_picture
from valuable.content.pictures.records import TYPES_BY_SUFFIX
from valuable.content.posts import Post, posts_of
from valuable.content.source_checks import page_file
from valuable.outputs.feeds.body import content_of, feed_body, played_addresses
from valuable.outputs.feeds.formats import (
    FEED_TYPES,
    Author,
    Category,
    Enclosure,
    Feed,
    FeedItem,
    PrintedEntry,
    atom,
    json_feed,
    opml,
    print_entry,
    rss,
)
from valuable.pages.invalidation import generated_from, shown_digests
from valuable.pages.listings import CATALOG_KINDS, Listing, catalog_pagename, listing_pagename, listings_of
from valuable.pages.menu import Link
from valuable.pages.page_context import overview
from valuable.phases import HtmlCollectPages, HtmlPageContext

ARCHIVED = 100  # entries of one archive
ARCHIVES_AT_ONCE = 10  # are held in memory
FEED_ICON = "_static/images/touch-icon.png"
OPML = "feeds.opml"
SUBSCRIBE = "subscribe"  # the page that lists the feeds
STYLE = "subscribe.css"  # that of one page
EMPTY_SINCE = datetime.fromtimestamp(0, UTC)  # a feed must name a moment, and one without posts has none
FORMS = {"atom.xml": "atom", "rss.xml": "rss", "feed.json": "json"}
NAMES = {"atom": "Atom", "rss": "RSS", "json": "JSON Feed"}


@once_per_build
def listings_with_feeds(app: Sphinx) -> dict[str, Listing]:
    """Return the lists that have a feed, by pagename: all posts, then each category, tag and author."""
    return {listing.pagename: listing for listing in listings_of(app) if listing.has_feeds}


def feed_title(app: Sphinx, listing: Listing) -> str:
    """Return the title of the feed of a list, which readers show beside those of other sites."""
    project: str = app.config.project
    return project if listing.catalog == "blog" else f"{listing.title} – {project}"


def feed_of(app: Sphinx, listing: Listing, part: str = "") -> Feed:
    """Return the feed of *listing*, or a *part* of it: ``archive/1``."""
    config, view = app.config, overview(app)
    owner = view.people[config.blog_default_author]
    place = "/".join(filter(None, ["feed", *listing.pagename.split("/")[len(config.blog_path.split("/")) :], part]))
    page = page_uri(app, listing.pagename)
    return Feed(
        id=f"tag:{config.feed_id_authority}:{quote(place)}",
        title=feed_title(app, listing),
        subtitle=listing.person.bio if listing.person else listing.description,
        folder=page,
        page=page,
        author=Author(owner.name, page_uri(app, listing_pagename(config.blog_path, "author", owner.key))),
        language=config.language,
        rights=view.frame["rights"],
        icon=uri(config.html_baseurl + FEED_ICON),
        updated=max((post.changed for post in listing.all_posts[: config.blog_feed_length]), default=EMPTY_SINCE),
    )


def page_uri(app: Sphinx, pagename: str) -> str:
    return uri(app.config.html_baseurl + app.builder.get_target_uri(pagename))


def feed_entry(app: Sphinx, post: Post, lasting: str) -> FeedItem:
    """Return *post* as an entry of feeds with its *lasting* id, its content from its written page."""
    config, view = app.config, overview(app)
    builder: Any = app.builder
    address = page_uri(app, post.docname)

    def term(catalog: str, name: str) -> Category:
        return Category(name, page_uri(app, catalog_pagename(config.blog_path, catalog)))

    page, pictures = written_page(builder, post.docname), f"{config.html_baseurl}_images/"
    content = feed_body(content_of(page), address, pictures, post.language)
    return FeedItem(
        id=lasting,
        post=post,
        address=address,
        authors=tuple(
            Author(view.people[key].name, page_uri(app, listing_pagename(config.blog_path, "author", key)))
            for key in post.authors
            if key in view.people
        ),
        terms=(
            *([term("category", post.category)] if post.category else ()),
            *(term("tag", name) for name in post.tags),
        ),
        content=content,
        cover=cover_enclosure(app, post),
        media=tuple(media_enclosures(app, content)),
        original=post.canonical_link and uri(post.canonical_link),
    )


def written_page(builder: SiteBuilder, docname: str) -> bytes:
    """Return the HTML of a document's page, which this build has written or kept.

    One that could not be written has been reported, and nothing of this build will be published.
    """
    for folder in (builder.outdir, builder.site):
        with contextlib.suppress(OSError), open(f"{folder}/{page_file(builder._app, docname)}", "rb") as file:
            return file.read()
    return b""


def cover_enclosure(app: Sphinx, post: Post) -> Enclosure | None:
    """Return the cover of a post as an enclosure; None if it has none."""
    name = overview(app).covers.get(post.cover or "")
    if not post.cover or not name:
        return None
    known = known_picture(app.env, post.cover)
    address = uri(app.config.html_baseurl + name)
    if known is not None:
        file = known.picture.middle
        return Enclosure(address, TYPES_BY_SUFFIX[file.kind], file.length)
    return Enclosure(address, "image/svg+xml", Path(app.srcdir, post.cover).stat().st_size)


@once_per_build
def picture_sources(app: Sphinx) -> dict[str, str]:
    """Return the path of each picture, film and sound by the name under which it is published."""
    return {name: path for path, (_, name) in app.env.images.items()}


def media_enclosures(app: Sphinx, content: str) -> Iterator[Enclosure]:
    """Yield the films and sound of the site that stand in the content of an entry."""
    base = app.config.html_baseurl
    for address in dict.fromkeys(played_addresses(content)):
        path = unquote(address.removeprefix(base)) if address.startswith(base) else ""
        source = picture_sources(app).get(path.removeprefix("_images/"))
        file = Path(app.srcdir, source) if source else extra_files(app).get(path)
        if file is not None and file.is_file():
            yield Enclosure(address, media_type(path), file.stat().st_size)


@once_per_build
def played_extra_files(app: Sphinx) -> list[tuple[str, int]]:
    """Return the films and sound among the files that are published as they are, with their lengths."""
    return sorted((path, file.stat().st_size) for path, file in extra_files(app).items() if media_kind(path))


def print_entries(app: Sphinx, docnames: Iterable[str], formats: Iterable[str]) -> dict[str, PrintedEntry]:
    """Return the printed entries of posts, made on every core."""
    posts, ids = posts_of(app.env), entry_ids(app)
    made: dict[str, PrintedEntry] = {}

    def work(part: Sequence[str]) -> None:
        made.update((docname, print_entry(feed_entry(app, posts[docname], ids[docname]), formats)) for docname in part)

    def result(part: Sequence[str]) -> dict[str, PrintedEntry]:
        return {docname: made[docname] for docname in part}

    share(sorted(docnames), app.parallel, work, result, lambda part, other: made.update(other))
    return made


@dataclass(frozen=True)
class Document:
    """A file of a feed: its path, the format of its entries, its posts, and the function that prints it from these."""

    path: str
    form: str  # ``atom``, ``rss`` or ``json``
    posts: Sequence[Post]
    feed: Feed
    links: Mapping[str, str]  # addresses by the relations of RFC 5005
    make: Callable[[Sequence[str]], bytes]  # prints the document, given its printed entries


def newest_documents(app: Sphinx) -> Iterator[Document]:
    """Yield the feeds of the newest posts, each in three formats."""
    length = app.config.blog_feed_length
    for listing in listings_with_feeds(app).values():
        feed, posts = feed_of(app, listing), listing.all_posts[:length]
        links = {}
        if listing.catalog == "blog" and len(listing.all_posts) > length:
            links["prev-archive"] = archive_address(feed, -(-len(listing.all_posts) // ARCHIVED))
        makers = {"atom": partial(atom, feed, links=links), "rss": partial(rss, feed), "json": partial(json_feed, feed)}
        for name, form in FORMS.items():
            yield Document(f"{listing.pagename}/{name}", form, posts, feed, links, makers[form])


def archive_documents(app: Sphinx) -> Iterator[Document]:
    """Yield the archives of all posts, from the oldest on, if there are more than a feed holds."""
    whole = listings_of(app).blog
    oldest = whole.all_posts[::-1]
    if len(oldest) <= app.config.blog_feed_length:
        return
    last = -(-len(oldest) // ARCHIVED)
    for number in range(1, last + 1):
        posts = oldest[(number - 1) * ARCHIVED : number * ARCHIVED][::-1]
        feed = feed_of(app, replace(whole, all_posts=posts), f"archive/{number}")
        near = {"prev-archive": number - 1, "next-archive": number + 1}
        links = {name: archive_address(feed, there) for name, there in near.items() if 0 < there <= last}
        links["current"] = f"{feed.folder}atom.xml"
        name = f"archive/atom-{number}.xml"
        make = partial(atom, feed, links=links, name=name, archive=True)
        yield Document(f"{whole.pagename}/{name}", "atom", posts, feed, links, make)


def archive_address(feed: Feed, number: int) -> str:
    return f"{feed.folder}archive/atom-{number}.xml"


def stale_documents(app: Sphinx, documents: Iterable[Document]) -> list[Document]:
    """Return the documents whose inputs have changed since they were made."""
    builder: Any = app.builder
    stores = (summary_digests(app.env), input_digests(app.env), shown_digests(app.env), entry_ids(app))
    played = played_extra_files(app)
    states = {docname: tuple(store.get(docname) for store in stores) for docname in posts_of(app.env)}
    return [
        document
        for document in documents
        if builder.is_new(
            document.path,
            generated_from(
                app, document.feed, document.links, played, [states[post.docname] for post in document.posts]
            ),
        )
    ]


def write_documents(app: Sphinx, documents: Iterable[Document], entries: Mapping[str, PrintedEntry]) -> None:
    for document in documents:
        path = Path(app.builder.outdir, document.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(document.make([getattr(entries[post.docname], document.form) for post in document.posts]))


def on_html_collect_pages(app: Sphinx) -> tuple[()]:
    """Write the feeds whose inputs have changed, and the list of them that readers import."""
    builder = app.builder
    if not isinstance(builder, SiteBuilder) or app.config.show_drafts:
        return ()
    short = stale_documents(app, newest_documents(app))
    entries = print_entries(app, {post.docname for document in short for post in document.posts}, FORMS.values())
    write_documents(app, short, entries)
    long = stale_documents(app, archive_documents(app))
    for start in range(0, len(long), ARCHIVES_AT_ONCE):
        some = long[start : start + ARCHIVES_AT_ONCE]
        missing = {post.docname for document in some for post in document.posts} - entries.keys()
        write_documents(app, some, entries | print_entries(app, missing, ["atom"]))
    feeds = [feed_of(app, listing) for listing in listings_with_feeds(app).values()]
    path = f"{app.config.blog_path}/{OPML}"
    if builder.is_new(path, generated_from(app, feeds)):
        Path(builder.outdir, path).write_bytes(opml(app.config.project, feeds))
    return ()


# -- Pages ------------------------------------------------------------------------------------------------------------


def announced_feeds(app: Sphinx, pagename: str) -> list[tuple[str, str, str]]:
    """Return the feeds that the head of a page names: the media type, the title and the path of each file."""
    own, whole = listings_with_feeds(app).get(pagename.partition("/page/")[0]), listings_of(app).blog
    return [
        (FEED_TYPES[name], f"{feed_title(app, listing)} ({NAMES[form]})", f"{listing.pagename}/{name}")
        for listing in ((own, whole) if own and own is not whole else (whole,))
        for name, form in FORMS.items()
    ]


def subscriptions(app: Sphinx) -> list[tuple[str, list[tuple[str, list[Link]]]]]:
    """Return what the page on subscribing lists: a heading, and the name and files of each feed under it."""

    def files(listing: Listing) -> list[Link]:
        return [Link(NAMES[form], f"{listing.pagename}/{name}") for name, form in FORMS.items()]

    listings = listings_of(app)
    words = site_translator(app.config.language)
    found = [(words.gettext("All posts"), [(app.config.project, files(listings.blog))])]
    for name, catalog in listings.catalogs.items():
        rows = [(listing.name, files(listing)) for listing in catalog.listings if listing.has_feeds]
        found += [(words.gettext(CATALOG_KINDS[name].way), rows)] if rows else []
    return found


def on_page_shows(app: Sphinx, docname: str) -> Any:
    return subscriptions(app) if docname == SUBSCRIBE else None


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> str | None:
    context["feeds"] = announced_feeds(app, pagename)
    if pagename != SUBSCRIBE:
        leave_out(context, STYLE)
        return None
    context["subscriptions"] = subscriptions(app)
    context["opml"] = f"{app.config.blog_path}/{OPML}"
    return "subscribe.html"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.pages.invalidation")
    app.setup_extension("valuable.addresses.permalinks")
    app.connect("page-shows", on_page_shows)
    app.connect("html-page-context", on_html_page_context, priority=HtmlPageContext.METADATA)
    app.connect("html-collect-pages", on_html_collect_pages, priority=HtmlCollectPages.FEEDS)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
