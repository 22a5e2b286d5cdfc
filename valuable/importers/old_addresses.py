"""Read the old site's sitemap and feeds, and see that every address in them leads on."""

import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from valuable.importers.feeds import is_feed, read_feed
from valuable.importers.fetching import download
from valuable.importers.plan import Plan, bare
from valuable.importers.records import OldSite
from valuable.importers.trees import SourceError, decoded
from valuable.importers.wordpress import parsed

LOC = "{*}loc"
LISTS = (
    (re.compile(r"/(?:tags?|topics?)/(?P<name>[^/]+)/?(?:page/\d+/?)?$"), "list:tag:{}"),
    (re.compile(r"/(?:categor(?:y|ies))/(?:.*/)?(?P<name>[^/]+)/?(?:page/\d+/?)?$"), "list:category:{}"),
    (re.compile(r"/(?:authors?)/(?P<name>[^/]+)/?(?:page/\d+/?)?$"), "list:author:{}"),
    (
        re.compile(
            r"/(?:tags?|categor(?:y|ies)|archives?|blog|posts?|page/\d+|authors?|\d{4}(?:/\d\d)?)/?(?:page/\d+/?)?$"
        ),
        "/blog/",
    ),
    (re.compile(r"(?:atom|feed)[^/]*\.(?:xml|atom)$|/atom/?$"), "/blog/atom.xml"),
    (re.compile(r"(?:rss|index|feed)[^/]*\.(?:xml|rss)$|/(?:feed|rss)/?$"), "/blog/rss.xml"),
    (re.compile(r"feed[^/]*\.json$"), "/blog/feed.json"),
)
FILE = re.compile(r"\.(?!html?$)\w{2,5}$")


def read_old(source: str) -> tuple[list[str], dict[str, str]]:
    """Return the addresses in a sitemap or feed, a file or an address, and the ids of a feed's entries by theirs."""
    data = download(source) if re.match(r"https?://", source) else read_file(source)
    if data.lstrip()[:1] == b"{" or is_feed(data):
        site = read_feed(source, data)
        return [entry.address for entry in site.entries if entry.address], {
            bare(entry.address): entry.id for entry in site.entries if entry.address and entry.id
        }
    if b"<urlset" in data[:4000] or b"<sitemapindex" in data[:4000]:
        return [str(loc.text).strip() for loc in parsed(source, data).iter(LOC) if loc.text], {}
    return [line.strip() for line in decoded(data).split("\n") if line.strip().startswith(("/", "http"))], {}


def read_file(source: str) -> bytes:
    try:
        return Path(source).expanduser().read_bytes()
    except OSError as error:
        raise SourceError(
            f"{source} can't be read ({error.strerror}): name the old sitemap or feed, a file or an address."
        ) from None


def take_ids(site: OldSite, ids: dict[str, str]) -> None:
    """Give entries the ids that they have in the old feed."""
    for entry in site.entries:
        found = ids.get(bare(entry.address)) if entry.address else None
        if found:
            entry.id = found


def lead_on(plan: Plan, addresses: Iterable[str]) -> list[str]:
    """See to it that all old addresses lead on; return those for which nothing is known."""
    base = urlsplit(plan.site.address).path.rstrip("/")
    places = {bare(place.address) for place in plan.places.values()}
    files = {f"/{path.removeprefix('_extra/')}" for path in plan.files.values() if path.startswith("_extra/")}
    left = []
    for address in dict.fromkeys(addresses):
        parts = urlsplit(address)
        path = unquote(parts.path) or "/"
        path = path.removeprefix(base) if base and path.startswith(f"{base}/") else path
        if (
            path == "/"
            or bare(path) in places
            or bare(path) in plan.by_address
            or path in files
            or path in plan.site.moved
        ):
            continue
        target = next(
            (
                new.format(found["name"] if "name" in found.groupdict() else "")
                for pattern, new in LISTS
                if (found := pattern.search(path))
            ),
            "",
        )
        if target:
            plan.site.moved[path] = target
        else:
            left.append(path)
    return left
