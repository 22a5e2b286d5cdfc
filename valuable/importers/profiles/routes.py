"""The addresses that programs of a site make, told by the names of their files: ``src/pages/tags/[tag].astro``."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from valuable.base.slugs import slug
from valuable.importers.plan import comparable
from valuable.importers.profiles.node import POST_FOLDERS, number_set
from valuable.importers.records import OldEntry, OldSite
from valuable.importers.trees import Tree

# How systems name the files of routes: what stands before, and the path that is the route's.
ROUTE_FILES = (
    re.compile(r"(?:^|.*/)src/pages/(?P<path>.+)\.(?:astro|[jt]sx?|mjs|vue|njk)$"),
    re.compile(r"(?:^|[^/]+/|.*/src/|.*/app/)pages/(?P<path>.+)\.(?:[jt]sx?|vue)$"),
    re.compile(r"(?:^|.*/)app/(?P<path>(?:.+/)?)(?:page|route)\.(?:[jt]sx?|mdx)$"),
    re.compile(r"(?:^|.*/)src/routes/(?P<path>(?:.+/)?)\+(?:page|server)(?:@[^/]*)?\.(?:svelte|[jt]s)$"),
    re.compile(r"(?:^|.*/)server/routes/(?P<path>.+)\.[jt]s$"),
    re.compile(r"(?:^|.*/)app/routes/(?P<path>.+)\.[jt]sx?$"),
)
PARAMETER = re.compile(r"\[+(?:\.\.\.)?([\w-]+)\]+|\$(\w+)|\{\w+\.(?:\w+__)*(\w+)\}")
TEMPLATE_PATH = re.compile(r"\bpath\s*:\s*([\"'`])(?P<path>/[^\"'`\n]*)\1")  # of Gatsby's `createPage`
EXPRESSION = re.compile(r"\$\{([^{}]*)\}")
NO_ROUTES = frozenset({"api", "404", "500", "_app", "_document", "_error", "not-found", "studio", "admin"})
TAG_NAMES = frozenset({"tag", "tags", "topic", "topics", "keyword", "label"})
CATEGORY_NAMES = frozenset({"category", "categories", "section"})
AUTHOR_NAMES = frozenset({"author", "authors"})
PAGE_NAMES = frozenset({"page", "num", "pagenumber", "pageno", "index", "p", "currentpage"})
LIST_NAMES = POST_FOLDERS | {"archive", "archives", "all", "latest", "timeline", "page"}
FEED = re.compile(r"(?:^|/)[^/]*(?:rss|atom|feed|index)[^/]*\.(?:xml|json|rss|atom)$|(?:^|/)(?:feed|rss|atom)$")
PAGE_SIZES = ("pageSize", "postsPerPage", "POSTS_PER_PAGE", "perPage", "limit", "postPerPage", "PAGE_SIZE", "size")


class Route(NamedTuple):
    """An address with parameters in brackets, ``/tags/[tag]``, and the file that makes it."""

    pattern: str
    source: str

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"\[(\w+)\]", self.pattern)

    @property
    def prefix(self) -> str:
        """What stands before the first parameter: ``/tags``."""
        return self.pattern.partition("[")[0].rstrip("/")


def routes_in(tree: Tree) -> list[Route]:
    """Return the routes that the files of a source make."""
    found = []
    for path in tree.paths:
        if not path.endswith((".astro", ".js", ".jsx", ".ts", ".tsx", ".mjs", ".vue", ".svelte", ".mdx")):
            continue
        match = next((match for form in ROUTE_FILES if (match := form.match(path))), None)
        pattern = route_pattern(match["path"]) if match else None
        if pattern is not None:
            found.append(Route(pattern, path))
    return [*found, *gatsby_routes(tree)]


def route_pattern(path: str) -> str | None:
    """Return the address of the file of a route; None for one that makes no page."""
    if "/routes/" not in path and "$" in path:
        path = path.replace(".", "/")  # Remix writes `blog.$slug`
    parts = []
    for part in path.strip("/").split("/"):
        if (part.startswith("(") and part.endswith(")")) or part.startswith("@") or not part:
            continue
        named = PARAMETER.sub(lambda found: f"[{(found[1] or found[2] or found[3]).replace('-', '_')}]", part)
        if named.startswith("_") or named.casefold() in NO_ROUTES:
            return None
        parts.append(named)
    if parts and parts[-1] in {"index", "_index"}:
        parts.pop()
    return "/" + "/".join(parts)


def gatsby_routes(tree: Tree) -> Iterator[Route]:
    for name in ("gatsby-node.js", "gatsby-node.ts", "gatsby-node.mjs"):
        for found in TEMPLATE_PATH.finditer(tree.text_or_none(name)):
            yield Route(EXPRESSION.sub(expression_name, found["path"]).rstrip("/") or "/", name)


def expression_name(found: re.Match[str]) -> str:
    """Return what an expression in an address stands for, by the words in it."""
    words = {word.casefold() for word in re.findall(r"[A-Za-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", found[1]))}
    for name, names in (("tag", TAG_NAMES), ("category", CATEGORY_NAMES), ("author", AUTHOR_NAMES)):
        if words & names:
            return f"[{name}]"
    return "[page]" if words & {"i", "page", "index", "number"} else "[slug]"


def is_of_texts(route: Route) -> bool:
    """Return whether a route is one of texts: its last part is a parameter that is no tag, page or year."""
    lists = TAG_NAMES | CATEGORY_NAMES | AUTHOR_NAMES | PAGE_NAMES | {"year", "month", "lang", "locale"}
    names = [name for name in route.parameters if name.casefold() not in {"lang", "locale"}]
    above = set(route.prefix.casefold().split("/"))
    return (
        route.pattern.endswith("]")
        and not {name.casefold() for name in names} & (lists - {"category", "section", "year", "month"})
        and names[-1:] != []
        and names[-1].casefold() not in lists
        and not above & (TAG_NAMES | CATEGORY_NAMES | AUTHOR_NAMES | {"page"})
        and not re.search(r"\[\w+\][^/\]]", route.pattern)
    )


def route_of_texts(routes: Iterable[Route], tree: Tree, folder: str) -> str | None:
    """Return the address below which the texts of a folder stand; None if no route tells.

    Of several routes, it is the one whose program names the folder, or whose own folder is called so.
    """
    found = [route for route in routes if is_of_texts(route)]
    name = PurePosixPath(folder).name.casefold()
    named = re.compile(rf"[\"'`/]{re.escape(name)}[\"'`/]", re.IGNORECASE) if name else None

    def merit(route: Route) -> tuple[int, ...]:
        last = route.prefix.rpartition("/")[2].casefold()
        tells = named is not None and named.search(tree.text_or_none(route.source)) is not None
        alike = {last.rstrip("s"), name.rstrip("s")} <= {each.rstrip("s") for each in POST_FOLDERS}
        return (last == name and bool(name), tells, last.rstrip("s") == name.rstrip("s"), alike, -len(route.prefix))

    best = max(found, key=merit, default=None)
    if best is None or (len(found) > 1 and not any(merit(best)[:4])):
        return None
    return best.prefix


# -- Lists ------------------------------------------------------------------------


def lists_of_routes(site: OldSite, routes: Iterable[Route], tree: Tree) -> None:
    """Note where the lists and feeds that programs make stood, and which of their pages did not come over."""
    texts = {comparable(entry.address) for entry in site.entries if entry.address}
    for route in routes:
        if FEED.search(route.pattern) and not route.parameters:
            site.moved[route.pattern] = feed_like(route.pattern)
        elif not route.parameters:
            take_single_page(site, route, texts)
        else:
            program = tree.text_or_none(route.source)
            site.moved |= dict(list_pages(site, route, program))


def feed_like(address: str) -> str:
    """Return the feed of this site in the form of an old one."""
    if address.endswith(".json"):
        return "/blog/feed.json"
    return "/blog/atom.xml" if "atom" in address.rpartition("/")[2] else "/blog/rss.xml"


def take_single_page(site: OldSite, route: Route, texts: set[str]) -> None:
    """Note a page without parameters: a list, or a page that only its program has."""
    last = route.pattern.rpartition("/")[2].casefold()
    if comparable(route.pattern) in texts or route.pattern == "/" or re.search(r"\.\w{2,12}$", last):
        return
    place = single_place(last)
    if place:
        site.moved[f"{route.pattern}/"] = place
    else:
        message = f"the page {route.pattern} is a program, {route.source}: write it anew as a page, with that address"
        site.note("page", message, lost=True)


def single_place(last: str) -> str:
    if last in TAG_NAMES:
        return "list:tag:"
    if last in CATEGORY_NAMES:
        return "list:category:"
    if last in AUTHOR_NAMES:
        return "list:author:"
    return "/search/" if last == "search" else "/blog/" if last in LIST_NAMES else ""


def list_pages(site: OldSite, route: Route, program: str) -> Iterator[tuple[str, str]]:
    """Yield the old addresses of the lists of a route with parameters, and what has their place."""
    size = number_set(program, *PAGE_SIZES) or 10
    folded = bool(re.search(r"slug|kebab|toLowerCase", program))
    posts = [entry for entry in site.entries if entry.kind == "post"]
    kind = kind_of_list(route)
    if kind == "page":
        yield from pages_of(route.pattern, len(posts), size, "/blog/")
    elif kind == "year":
        for year in sorted({entry.date[:4] for entry in posts if entry.date}):
            yield filled_route(route.pattern, year) + "/", f"year:{year}"
    elif kind:
        for name, number in names_with_counts(posts, kind).items():
            written = slug(name) if folded else name.replace(" ", "%20")
            pattern = route.pattern.replace(f"[{route.parameters[0]}]", written, 1)
            if "[" not in pattern:
                yield f"{pattern}/", f"list:{kind}:{name}"
            else:
                if "[..." in route.source or "[[..." in route.source:
                    yield re.sub(r"/\[\w+\]", "", pattern) + "/", f"list:{kind}:{name}"
                yield from pages_of(pattern, number, size, f"list:{kind}:{name}")


def kind_of_list(route: Route) -> str:
    first = route.parameters[0].casefold()
    above = route.prefix.rpartition("/")[2].casefold()
    for kind, names in (("tag", TAG_NAMES), ("category", CATEGORY_NAMES), ("author", AUTHOR_NAMES)):
        if first in names or (above in names and len(route.parameters) <= 2):
            return kind
    return "page" if first in PAGE_NAMES else "year" if first == "year" and len(route.parameters) == 1 else ""


def names_with_counts(posts: Iterable[OldEntry], kind: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for entry in posts:
        found.update({"tag": entry.tags, "category": [entry.category], "author": entry.authors}[kind])
    del found[""]
    return found


def pages_of(pattern: str, number: int, size: int, place: str) -> Iterator[tuple[str, str]]:
    """Yield the second and later pages of a list."""
    for page in range(2, math.ceil(number / size) + 1):
        yield filled_route(pattern, str(page)) + "/", place


def filled_route(pattern: str, value: str) -> str:
    return re.sub(r"\[\w+\]", value, pattern).rstrip("/")
