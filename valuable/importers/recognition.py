"""Find out of which system a folder is, and in which folder of a repository the blog stands."""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from valuable.importers.profiles import PROFILES
from valuable.importers.profiles.base import Profile
from valuable.importers.trees import SourceError, SubTree, Tree

MAX_BLOG_DEPTH = 3  # folders of a repository below which a blog may stand
# The files by which systems are known, wherever in a repository they stand.
SITE_CONFIG = re.compile(
    r"(?:docusaurus\.config|astro\.config|eleventy\.config|quartz\.config)\.\w+|\.eleventy\.js|_config\.ya?ml|hugo\.\w+"
    r"|config\.(?:toml|yaml)|mkdocs\.ya?ml|zensical\.toml|pelicanconf\.py|conf\.py|myst\.yml|_quarto\.ya?ml|zola\.toml"
)
NO_BLOGS = frozenset({
    "examples", "example", "examplesite", "themes", "theme", "test", "tests", "fixtures", "templates", "template",
    "starters", "packages", ".github", "demo", "demos",
})  # fmt: skip


class Recognised(NamedTuple):
    """A folder, as a tree of its own, and the profile of its system."""

    tree: Tree
    profile: type[Profile]
    posts: int


def recognised(tree: Tree) -> Recognised | None:
    """Return the site that a source is of; None if it holds no Markdown at all.

    Of several systems with files of their own, it is the one that finds most posts; what stands on top comes before
    what stands in a folder below, if it has any. A vault or a folder of Node only counts where there is no such site.
    """
    here = matching(tree, 0)
    best = most_posts(here)
    if best is not None and best.posts:
        return best
    below = most_posts([found for part in blog_folders(tree) for found in matching(part, 0)])
    if below is not None and below.posts and best is None:
        return below
    if best is not None:
        return below if below is not None and below.posts and not any_text(best) else best
    return next((found[0] for rank in (1, 2, 3) if (found := matching(tree, rank))), None)


def matching(tree: Tree, rank: int) -> list[Recognised]:
    return [Recognised(tree, profile, -1) for profile in PROFILES if profile.rank == rank and profile.matches(tree)]


def most_posts(found: Sequence[Recognised]) -> Recognised | None:
    """Return the one with most posts; of several, the first."""
    counted = [each._replace(posts=number_of_posts(each)) for each in found]
    return max(counted, key=lambda each: each.posts, default=None)


def number_of_posts(found: Recognised) -> int:
    try:
        return sum(text.kind == "post" for text in found.profile(found.tree).texts())
    except SourceError:
        return 0


def any_text(found: Recognised) -> bool:
    return any(True for _ in found.profile(found.tree).texts())


def blog_folders(tree: Tree) -> Iterator[SubTree]:
    """Yield the folders of a repository that may hold a site of their own."""
    seen = set()
    for path in tree.paths:
        folder, name = str(PurePosixPath(path).parent), PurePosixPath(path).name
        if folder == "." or folder in seen or folder.count("/") >= MAX_BLOG_DEPTH or not SITE_CONFIG.fullmatch(name):
            continue
        seen.add(folder)
        if NO_BLOGS.isdisjoint(part.casefold() for part in folder.split("/")):
            yield SubTree(tree, folder)
