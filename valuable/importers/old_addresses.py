"""See to it that every address that the old site's sitemaps and feeds list leads on."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from valuable.addresses.listed_addresses import listed_addresses
from valuable.addresses.old_lists import OldPath, old_paths
from valuable.base.uris import split_address
from valuable.importers.plan import Plan, comparable
from valuable.importers.records import OldSite

# What the lists, feeds and archives of other systems are called, and what has their place here.
LIST_ADDRESSES = (
    (re.compile(r"/(?:tags?|topics?|labels?)/(?P<name>[^/]+)/?(?:page/\d+/?)?$"), "list:tag:{}"),
    (re.compile(r"/(?:categor(?:y|ies))/(?:.*/)?(?P<name>[^/]+)/?(?:page/\d+/?)?$"), "list:category:{}"),
    (re.compile(r"/(?:authors?)/(?P<name>[^/]+)/?(?:page/\d+/?)?$"), "list:author:{}"),
    (
        re.compile(
            r"/(?:tags?|topics?|labels?|categor(?:y|ies)|archives?|blog|posts?|page/\d+|authors?|\d{4}(?:/\d\d){0,2})"
            r"(?:\.html?|/)?(?:page/\d+/?)?$"
        ),
        "/blog/",
    ),
    (re.compile(r"(?:atom|feed)[^/]*\.(?:xml|atom)$|/atom/?$"), "/blog/atom.xml"),
    (re.compile(r"(?:rss|index|feed)[^/]*\.(?:xml|rss)$|/(?:feed|rss)/?$"), "/blog/rss.xml"),
    (re.compile(r"feed[^/]*\.json$"), "/blog/feed.json"),
)


class OldLists(NamedTuple):
    """What sitemaps and feeds list: addresses, and a message for each list that can't be read."""

    paths: list[OldPath]
    unread: list[str]


def read_old_lists(names: Iterable[str], site: OldSite) -> OldLists:
    """Return what the lists named hold, each a file or an address; posts get the ids that they have in an old feed."""
    listed = list(listed_addresses(names))
    base = re.sub(r"^https?://[^/]+", "", site.address) or "/"
    paths = old_paths([each for each in listed if not isinstance(each, str)], base)
    take_ids(site, {comparable(old.path): old.id for old in paths if old.id and not old.query})
    return OldLists(paths, [each for each in listed if isinstance(each, str)])


def host_of_lists(names: Iterable[str]) -> str:
    """Return the address of the site of which lists are named by their addresses; ``""`` if none is."""
    parts = [split_address(name) for name in names if re.match(r"https?://", name)]
    return f"{parts[0].scheme}://{parts[0].netloc}/" if parts else ""


def take_ids(site: OldSite, ids: dict[str, str]) -> None:
    """Give entries the ids that they have in the old feed."""
    for entry in site.entries:
        entry.id = (ids.get(comparable(entry.address)) if entry.address else None) or entry.id


def lead_on(plan: Plan, olds: Iterable[OldPath]) -> list[OldPath]:
    """See to it that all old addresses lead on; return those for which nothing is known."""
    places = {comparable(place.address) for place in plan.places.values()} | set(plan.by_address)
    files = {f"/{path.removeprefix('_extra/')}" for path in plan.files.values() if path.startswith("_extra/")}
    queries = {old for entry in plan.site.entries for old in entry.old_addresses if "?" in old}
    left = []
    for old in dict.fromkeys(olds):
        path = old.path
        if str(old) in queries or path == "/" or comparable(path) in places or path in files or path in plan.site.moved:
            continue
        target = list_place(path)
        if target:
            plan.site.moved[path] = target
        else:
            left.append(old)
    return left


def list_place(path: str) -> str:
    """Return what has the place of an old list or feed here, by its address; ``""`` if it is none."""
    for pattern, new in LIST_ADDRESSES:
        found = pattern.search(path)
        if found:
            return new.format(found.groupdict().get("name", ""))
    return ""
