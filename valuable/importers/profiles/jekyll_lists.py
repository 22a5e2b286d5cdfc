"""What Jekyll and its plugins make besides texts, archives, lists and feeds, and where their readers go now."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from valuable.importers.liquid_filters import jekyll_slug
from valuable.importers.profiles.base import is_true, plain_mapping, string
from valuable.importers.profiles.jekyll_addresses import day_placeholders, jekyll_address
from valuable.importers.records import OldEntry

LIQUID_LOOP = re.compile(r"\{%-?\s*for\b(?:(?!\{%-?\s*for\b)[\s\S])*?\{%-?\s*endfor\s*-?%\}")
# What a page holds besides words that it says itself.
NO_WORDS = re.compile(
    r"<(script|style|template|svg|form)\b[\s\S]*?</\1>|<!--[\s\S]*?-->|\{%-?\s*comment[\s\S]*?endcomment\s*-?%\}"
    r"|\{%[\s\S]*?%\}|\{\{[\s\S]*?\}\}|\{:[^}\n]*\}|</?[A-Za-z][^<>]*>|&\w+;"
)
LISTED = re.compile(
    r"\b(?:site\.(?:posts|tags|categories|pages|documents|related_posts|collections)|paginator)\b"
    r"|\{%-?\s*include(?:_cached)?\s+[\w./-]*(?:post|archive|list|loop|pagina|tag|categor|feed)"
)
WORD_OF_PAGE = re.compile(r"[^\W\d_]{2,}")
MAX_LOOPS_WITHIN = 10  # loops in each other
FEW_WORDS = 12  # of a page that lists: its headings
# What a list is called, and what has its place here.
LIST_PLACES = (
    (re.compile(r"\b(?:tags?|topics?|labels?|tag-?archives?)\b|标签"), "/blog/tag/"),
    (re.compile(r"\b(?:categor(?:y|ies)|category-?archives?)\b|分类"), "/blog/category/"),
    (re.compile(r"\b(?:authors?|people)\b"), "/blog/author/"),
    (re.compile(r"\b(?:archives?|years?|year-archive|timeline|all-posts)\b|归档"), "/blog/archive/"),
    (re.compile(r"\bsearch\b"), "/search/"),
    (re.compile(r"\b(?:blog|posts?|articles?|news|home|index|writings?|default|feed)\b"), "/blog/"),
)
ARCHIVE_PATTERNS = {"year": "/:year/", "month": "/:year/:month/", "day": "/:year/:month/:day/",
                    "tag": "/tag/:name/", "category": "/category/:name/"}  # fmt: skip
FEED_FORMATS = (
    (re.compile(r"<feed\b"), "atom", "/blog/atom.xml"),
    (re.compile(r"<rss\b|<rdf:RDF\b"), "rss", "/blog/rss.xml"),
    (re.compile(r"jsonfeed\.org/version"), "json", "/blog/feed.json"),
)
ID_IN_FEED = re.compile(r"<(?:id|guid)\b[^<>]{0,100}>(?P<value>[^<]{0,600})</(?:id|guid)>")
FEED_OF = re.compile(
    r"\b(?:site|page)\.(?P<kind>categories|tags)(?:\.(?P<plain>[\w-]+)|\[['\"](?P<quoted>[^'\"]+)['\"]\])"
)


class TemplateOfFeed(NamedTuple):
    """A feed that a template makes: the file here that has its place, and how it writes the id of an entry."""

    place: str
    id_template: str


def only_lists(body: str) -> bool:
    """Return whether a page lists others and says little more itself."""
    if not LISTED.search(body):
        return False
    plain = body
    for _ in range(MAX_LOOPS_WITHIN):
        shorter = LIQUID_LOOP.sub(" ", plain)
        if shorter == plain:
            break
        plain = shorter
    return len(WORD_OF_PAGE.findall(NO_WORDS.sub(" ", plain))) <= FEW_WORDS


def has_own_words(entry: OldEntry) -> bool:
    """Return whether a page says or shows something."""
    shows = re.search(r"!\[|<(?:img|iframe|video)\b|\{%-?\s*include", entry.body) is not None
    return shows or bool(WORD_OF_PAGE.search(NO_WORDS.sub(" ", entry.body))) or entry.markup == "notebook"


def without_loops_over_posts(body: str) -> str:
    """Return the text of a home page without lists of posts, which this site's own has; lines keep their numbers."""
    loops = re.compile(
        r"\{%-?\s*for\s+\w+\s+in\s+(?:site\.posts|paginator\.posts|posts|site\.related_posts)\b"
        r"(?:(?!\{%-?\s*for\b)[\s\S])*?\{%-?\s*endfor\s*-?%\}"
    )
    return loops.sub(lambda loop: "\n" * loop[0].count("\n"), body)


def list_instead_of(entry: OldEntry, values: Mapping[str, Any]) -> str:
    """Return what has the place of a page that only lists here; ``""`` if that is not known."""
    pagination = plain_mapping(values.get("pagination"))
    for key in ("category", "tag"):
        name = string(values.get(key)) or string(pagination.get(key)) or string(values.get(f"{key}_name"))
        if name:
            return f"list:{key}:{name}"
    said = " ".join((string(values.get("layout")), entry.address.replace("/", " "), entry.title)).casefold()
    return next((place for pattern, place in LIST_PLACES if pattern.search(said)), "")


def archive_pages(
    config: Mapping[str, Any], posts: Iterable[tuple[OldEntry, list[str], list[str]]]
) -> Iterator[tuple[str, str]]:
    """Yield the addresses of the lists that plugins make, and what has their place here.

    *posts* has entries with their categories and tags, those with a day alone.
    """
    patterns = patterns_of_archives(config)
    for entry, categories, tags in posts:
        for kind, names in (("category", categories), ("tag", tags)):
            for pattern in patterns.get(kind, ()):
                for name in names:
                    yield (
                        jekyll_address(pattern, dict.fromkeys(("name", kind, "cat"), jekyll_slug(name))),
                        (f"list:{kind}:{name}"),
                    )
        for kind in ("year", "month", "day"):
            for pattern in patterns.get(kind, ()):
                yield jekyll_address(pattern, day_names_of(entry)), f"year:{entry.date[:4]}"


def day_names_of(entry: OldEntry) -> dict[str, str]:
    from datetime import date

    return day_placeholders(date.fromisoformat(entry.date[:10]))


def patterns_of_archives(config: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the addresses of lists by kind, by the settings of ``jekyll-archives`` and ``jekyll-paginate-v2``."""
    found: dict[str, list[str]] = {}
    archives = plain_mapping(config.get("jekyll-archives"))
    enabled = archives.get("enabled")
    own = plain_mapping(archives.get("permalinks"))
    for kind, usual in ARCHIVE_PATTERNS.items():
        names = {kind, f"{kind}s", "categories" if kind == "category" else kind}
        if enabled in (True, "all") or (isinstance(enabled, list) and names & set(map(str, enabled))):
            found.setdefault(kind, []).append(string(own.get(kind)) or usual)
    pages = plain_mapping(config.get("autopages"))
    for plural, kind, usual in (("tags", "tag", "/tag/:tag"), ("categories", "category", "/category/:cat")):
        about = plain_mapping(pages.get(plural))
        if is_true(pages.get("enabled")) and str(about.get("enabled", True)).casefold() != "false":
            found.setdefault(kind, []).append(string(about.get("permalink")) or usual)
    for kind in ("category", "tag"):
        path = string(plain_mapping(config.get(f"{kind}_archive")).get("path"))
        if path.startswith("/") and string(plain_mapping(config.get(f"{kind}_archive")).get("type")) != "liquid":
            found.setdefault(kind, []).append(f"{path.rstrip('/')}/:name/")
        folder = string(config.get(f"{kind}_dir"))
        if folder:
            found.setdefault(kind, []).append(f"/{folder.strip('/')}/:name/")
    return found


def numbered_pages(config: Mapping[str, Any], number: int) -> Iterator[str]:
    """Yield the addresses of the second and further pages of the list of all posts."""
    pagination = plain_mapping(config.get("pagination"))
    size = string(config.get("paginate") or (pagination.get("per_page") if is_true(pagination.get("enabled")) else ""))
    if not size.isdigit() or int(size) < 1:
        return
    pattern = string(config.get("paginate_path") or pagination.get("permalink")) or "/page:num/"
    for page in range(2, -(-number // int(size)) + 1):
        yield f"/{pattern.strip('/').replace(':num', str(page))}" + ("" if pattern.endswith(".html") else "/")


def feed_in_template(text: str) -> TemplateOfFeed | None:
    """Return what feed a file is, given its template; None if it is none."""
    found = next(((form, place) for pattern, form, place in FEED_FORMATS if pattern.search(text)), None)
    if found is None:
        return None
    form, place = found
    part = FEED_OF.search(text)
    if part:
        kind = "category" if part["kind"] == "categories" else "tag"
        place = f"feed:{form}:{kind}:{part['plain'] or part['quoted']}"
    named = (found["value"].strip() for found in ID_IN_FEED.finditer(text, max(0, text.find("for "))))
    return TemplateOfFeed(place, next((value for value in named if "{{" in value), ""))
