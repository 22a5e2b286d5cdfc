"""The lists of posts that the site has, the posts on each, and their division into pages.

Pages, feeds, the sitemap and the menu all ask :func:`listings_of`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sphinx.application import Sphinx

from valuable.base.build_state import once_per_build
from valuable.base.people import Person, people_of
from valuable.base.slugs import slug
from valuable.base.translations import Translator, gettext_noop, site_translator
from valuable.content.language_versions import one_of_each
from valuable.content.posts import Post, newest_first, posts_of
from valuable.features import is_on

PER_PAGE = 20
# With more posts than these, the archive names years only: a phone would wait for the page.
ALL_ON_ONE_PAGE = 600


class CatalogKind(NamedTuple):
    """The words of a catalog: for its own page, links to it, and the lists in it."""

    title: str
    description: str
    way: str  # the text of links to the catalog
    heading: str  # of one of its lists
    has_feeds: bool = True


# The catalogs, in the order in which pages name them.
CATALOG_KINDS = {
    "archive": CatalogKind(
        gettext_noop("Archive"),
        gettext_noop("All posts of {site} by year."),
        gettext_noop("By year"),
        gettext_noop("Posts of {year}"),
        has_feeds=False,
    ),
    "category": CatalogKind(
        gettext_noop("Categories"),
        gettext_noop("The categories of {site}."),
        gettext_noop("By category"),
        gettext_noop("Posts in “{category}”"),
    ),
    "tag": CatalogKind(
        gettext_noop("Tags"),
        gettext_noop("What the posts of {site} are about."),
        gettext_noop("By tag"),
        gettext_noop("Posts tagged “{tag}”"),
    ),
    "author": CatalogKind(
        gettext_noop("Authors"), gettext_noop("Who writes in {site}."), gettext_noop("By author"), "{author}"
    ),
}


class ListingPage(NamedTuple):
    """One page of a list; ``newer`` and ``older`` are the pagenames of those beside it."""

    pagename: str
    number: int
    total: int
    posts: Sequence[Post]
    newer: str | None
    older: str | None


@dataclass(frozen=True)
class Listing:
    """A list of posts, the newest first.

    ``posts`` has one post of each text that stands in several languages; ``all_posts`` has each of them, for feeds.
    ``catalog`` is ``blog`` for the list of all, else one of :data:`CATALOG_KINDS`. ``label`` is a year, a category, a
    tag or the key of an author, who is the ``person``. ``pagename`` is that of the first page.
    """

    catalog: str
    label: str
    pagename: str
    title: str
    description: str
    posts: Sequence[Post]
    all_posts: Sequence[Post]
    has_feeds: bool
    person: Person | None = None

    @property
    def name(self) -> str:
        return self.person.name if self.person else self.label

    def pages(self) -> Iterator[ListingPage]:
        """Yield the pages; an empty one, if there are no posts."""
        total = max(1, -(-len(self.posts) // PER_PAGE))
        for number in range(1, total + 1):
            yield ListingPage(
                pagename=pagename_of(self.pagename, number),
                number=number,
                total=total,
                posts=self.posts[(number - 1) * PER_PAGE : number * PER_PAGE],
                newer=pagename_of(self.pagename, number - 1) if number > 1 else None,
                older=pagename_of(self.pagename, number + 1) if number < total else None,
            )


@dataclass(frozen=True)
class Catalog:
    """The lists of one kind, by label: years from the last one on, others in alphabetical order."""

    name: str
    pagename: str
    title: str
    description: str
    listings: Sequence[Listing]


@dataclass(frozen=True)
class Listings:
    """All lists of the site: that of all posts, and by name the catalogs that have any."""

    blog: Listing
    catalogs: Mapping[str, Catalog]

    def __iter__(self) -> Iterator[Listing]:
        yield self.blog
        for catalog in self.catalogs.values():
            yield from catalog.listings

    @property
    def years_show_posts(self) -> bool:
        """Whether the page of all years has their posts on it."""
        return len(self.blog.posts) <= ALL_ON_ONE_PAGE


def pagename_of(first: str, number: int) -> str:
    """Return the name of page *number* of a list: ``blog``, ``blog/page/2``."""
    return first if number == 1 else f"{first}/page/{number}"


def catalog_pagename(blog_path: str, catalog: str) -> str:
    return f"{blog_path}/{catalog}"


def listing_pagename(blog_path: str, catalog: str, label: str) -> str:
    """Return the name of the first page of a list: ``blog/tag/c-sharp``, ``blog/2021``."""
    return f"{blog_path}/{label}" if catalog == "archive" else f"{blog_path}/{catalog}/{slug(label)}"


def catalog_labels(post: Post) -> Iterator[tuple[str, str]]:
    """Yield the catalogs that a post is in, each with its label there."""
    yield "archive", str(post.date.year)
    if post.category:
        yield "category", post.category
    yield from (("tag", tag) for tag in post.tags)
    yield from (("author", key) for key in post.authors)


@once_per_build
def listings_of(app: Sphinx) -> Listings:
    """Return the lists of this build. Call it once all is read."""
    config = app.config
    without_feeds = set() if is_on(config, "tag-feeds") else {"tag"}
    posts = newest_first(posts_of(app.env).values())
    words = site_translator(config.language)
    return find_listings(
        posts,
        people_of(config),
        config.project,
        config.blog_path,
        words,
        without_feeds,
        lambda posts: one_of_each(app, posts, config.language),
    )


def find_listings(
    posts: Sequence[Post],
    people: Mapping[str, Person],
    project: str,
    blog_path: str,
    words: Translator,
    without_feeds: set[str],
    shown: Callable[[Sequence[Post]], Sequence[Post]],
) -> Listings:
    """Return the lists of *posts*, which come in order, the newest first.

    *without_feeds* are catalogs. *shown* takes of each text in several languages the one post that lists show.
    """
    found: dict[str, dict[str, list[Post]]] = {name: {} for name in CATALOG_KINDS}
    for post in posts:
        for name, label in catalog_labels(post):
            if name != "author" or label in people:
                found[name].setdefault(label, []).append(post)

    def listing(catalog: str, label: str) -> Listing:
        kind, person = CATALOG_KINDS[catalog], people[label] if catalog == "author" else None
        title = (
            person.name
            if person
            else words.gettext(kind.heading, **{"year" if catalog == "archive" else catalog: label})
        )
        about = (
            person.bio or words.gettext("The posts of {author} on {site}.", author=title, site=project)
            if person
            else words.gettext("{list} of {site}.", list=title, site=project)
        )
        return Listing(
            catalog=catalog,
            label=label,
            pagename=listing_pagename(blog_path, catalog, label),
            title=title,
            description=about,
            posts=shown(found[catalog][label]),
            all_posts=found[catalog][label],
            has_feeds=kind.has_feeds and catalog not in without_feeds,
            person=person,
        )

    def catalog(name: str) -> Catalog:
        kind, labels = CATALOG_KINDS[name], list(found[name])
        if name != "archive":  # the years are in their order
            labels.sort(key=lambda label: (label.casefold(), label))
        listings = [listing(name, label) for label in labels]
        title, about = words.gettext(kind.title), words.gettext(kind.description, site=project)
        return Catalog(name, catalog_pagename(blog_path, name), title, about, listings)

    about = words.gettext("All posts of {site}, the newest first.", site=project)
    blog = Listing("blog", "", blog_path, words.gettext("Posts"), about, shown(posts), posts, has_feeds=True)
    return Listings(blog, {name: catalog(name) for name in CATALOG_KINDS if found[name]})
