"""The addresses of what the site makes by itself: lists of posts, feeds, the search, folders of files."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from valuable.base.slugs import slug
from valuable.content.front_matter import FrontMatter

GENERATED_PAGES = frozenset({"search", "404", "genindex"})
# Files, and folders of files: nothing else has its place below them.
GENERATED_FILES = frozenset(
    {"404.html", "objects.inv", "pagefind", "_redirects", "addresses.txt", "old-addresses.txt"}
    | {"_static", "_images", "_downloads", "_sources", "sitemap.xml", "robots.txt", "llms.txt"}
)
GENERATED_ROOTS = GENERATED_PAGES | GENERATED_FILES
FEED_NAMES = frozenset({"atom.xml", "rss.xml", "feed.json"})
CATALOGS = ("archive", "category", "tag", "author")
LATER_PAGE = re.compile(r"page/\d+")


@dataclass(frozen=True)
class GeneratedAddresses:
    """The addresses at which the site makes something by itself, without slashes at their ends."""

    blog_path: str
    lists: frozenset[str]  # below that path: ``tag/c-sharp``, ``2021``

    def __contains__(self, address: str) -> bool:
        top, _, below = address.partition("/")
        if top != self.blog_path:
            return top in GENERATED_FILES or address in GENERATED_PAGES
        parts = below.split("/")
        return any(self.is_made(parts, number) for number in range(len(parts) + 1))

    def is_later_page(self, address: str) -> bool:
        """Return whether an address is that of a page of a list which is there once there are enough posts for it."""
        above, _, number = address.rpartition("/page/")
        return LATER_PAGE.fullmatch(f"page/{number}") is not None and above in self

    def is_made(self, parts: Sequence[str], number: int) -> bool:
        """Return whether the first *number* parts are a list, and the others one of its pages or feeds, or nothing."""
        first, rest = "/".join(parts[:number]), "/".join(parts[number:])
        if first and first not in self.lists:
            return False
        is_feed = parts[number : number + 1] and (parts[number] in FEED_NAMES or parts[number].startswith("atom-"))
        return not rest or bool(is_feed) or LATER_PAGE.fullmatch(rest) is not None


def listed(posts: Iterable[FrontMatter], default_author: str) -> Iterator[str]:
    """Yield the addresses of the lists of posts, below that of all."""
    yield from CATALOGS
    for post in posts:
        if post.date is not None:
            yield str(post.date.year)
        if post.category:
            yield f"category/{slug(post.category)}"
        yield from (f"tag/{slug(tag)}" for tag in post.tags)
        yield from (f"author/{slug(author)}" for author in post.author or (default_author,))
