"""Tell by its address what a page on another host shows, and the address of the frame in which it can be shown here.

Nothing is asked of any host: all is read off the address. Nothing in this module knows Sphinx.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

from ada_url import URL

from valuable.base.uris import is_web_address, resolve_url

# What a service shows; the words for each are in `embeds`, its shape is in `embeds.css`.
EMBED_KINDS = ("video", "sound", "post", "map", "code", "page")
VIDEO, SOUND, POST, MAP, CODE, PAGE = EMBED_KINDS
DURATION = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s?)?", re.ASCII)
IDENTIFIER = r"[\w-]+"
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
PEERTUBE_ID = rf"(?:{UUID}|[1-9A-HJ-NP-Za-km-z]{{20,22}})"  # the second: the first, written in Base58
MAP_SIZE = (600, 450)  # of the frame of a map, in pixels, by which its bounds are computed
TILE = 256  # pixels of the whole world at zoom 0


@dataclass(frozen=True)
class Embed:
    """A page that can be shown within one of ours."""

    address: str  # of the page, for readers to follow
    service: str  # its name
    kind: str  # one of `EMBED_KINDS`
    frame: str = ""  # the address of the frame; ``""`` where a link has to do


@dataclass(frozen=True)
class Address:
    """An address in parts, as a browser reads it."""

    written: str
    host: str  # without ``www.`` or ``m.``
    origin: str
    path: str  # without a slash at its end
    fragment: str
    values: Mapping[str, list[str]]

    def value(self, *names: str) -> str:
        """Return the first value that the query has of one of these names."""
        return next((self.values[name][0] for name in names if name in self.values), "")


def address_parts(text: str) -> Address | None:
    """Return the parts of a whole address; None if *text* is none."""
    if text.startswith("//"):
        text = f"https:{text}"
    url: URL | None = resolve_url(text, "") if is_web_address(text) else None
    if url is None:
        return None
    values = parse_qs(url.search.removeprefix("?"), max_num_fields=50) if url.search.count("&") < 50 else {}
    host = re.sub(r"^(?:www|m|mobile)\.", "", url.host)
    origin = url.origin if url.port else f"https://{url.hostname}"  # a page that came by TLS loads no other frame
    return Address(text, host, origin, url.pathname.rstrip("/"), url.hash.removeprefix("#"), values)


AddressReader = Callable[[Address], Embed | None]


def seconds(text: str) -> int:
    """Return a time such as ``90``, ``90s`` or ``1m30s`` in seconds; 0 for what is none."""
    found = DURATION.fullmatch(text.strip())
    hours, minutes, rest = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    return hours * 3600 + minutes * 60 + rest


def with_query(address: str, **values: object) -> str:
    """Return *address* with those *values* in its query that say something."""
    said = {name: value for name, value in values.items() if value}
    return f"{address}?{urlencode(said)}" if said else address


def framed_service(service: str, kind: str, pattern: str, page: str, frame: str) -> AddressReader:
    """Return a reader of addresses whose path has the form *pattern*; its groups stand in those of page and frame."""

    def read(at: Address) -> Embed | None:
        found = re.fullmatch(pattern, at.path)
        return Embed(page.format(*found.groups()), service, kind, frame.format(*found.groups())) if found else None

    return read


# -- Films and sound ----------------------------------------------------------------


def youtube(at: Address) -> Embed | None:
    found = re.fullmatch(rf"/(?:embed|shorts|live|v|e)/({IDENTIFIER})", at.path)
    video, playlist = found[1] if found else "", at.value("list")
    page = "https://www.youtube.com"
    if at.host == "youtu.be":
        found = re.fullmatch(rf"/({IDENTIFIER})", at.path)
        video = found[1] if found else ""
    elif at.path == "/watch":
        video = at.value("v")
    elif at.path == "/playlist" or video == "videoseries":
        video = "videoseries"
    if not re.fullmatch(IDENTIFIER, video) or not re.fullmatch(rf"(?:{IDENTIFIER})?", playlist):
        return None
    if video == "videoseries" and not playlist:
        return None
    start = seconds(at.value("t", "start", "time_continue") or at.fragment.removeprefix("t="))
    frame = with_query(
        f"https://www.youtube-nocookie.com/embed/{video}", list=playlist, start=start, end=seconds(at.value("end"))
    )
    if "/embed/" in at.path or at.host == "youtube-nocookie.com":  # no page for readers
        page += f"/playlist?list={playlist}" if video == "videoseries" else with_query("/watch", v=video, t=start)
        return Embed(page, "YouTube", VIDEO, frame)
    return Embed(at.written, "YouTube", VIDEO, frame)


def vimeo(at: Address) -> Embed | None:
    found = re.fullmatch(r"(?:/video|/channels/[\w-]+|/groups/[\w-]+/videos)?/(\d+)(?:/([0-9a-f]+))?", at.path)
    if not found:
        return None
    secret = found[2] or at.value("h")
    if not re.fullmatch(r"[0-9a-f]*", secret):
        return None
    frame = with_query(f"https://player.vimeo.com/video/{found[1]}", h=secret, dnt=1)
    start = seconds(at.fragment.removeprefix("t="))
    page = "/".join(filter(None, ["https://vimeo.com", found[1], secret])) if at.host != "vimeo.com" else at.written
    return Embed(page, "Vimeo", VIDEO, f"{frame}#t={start}s" if start else frame)


def peertube(at: Address) -> Embed | None:
    found = re.fullmatch(rf"/(w|videos/watch|videos/embed)/(p/|playlist/)?({PEERTUBE_ID})", at.path)
    playlist = re.fullmatch(rf"/video-playlists/embed/({PEERTUBE_ID})", at.path)
    if playlist:
        return Embed(f"{at.origin}/w/p/{playlist[1]}", "PeerTube", VIDEO, at.origin + at.path)
    if not found:
        return None
    frame = f"{at.origin}/{'video-playlists' if found[2] else 'videos'}/embed/{found[3]}"
    frame = with_query(frame, start=seconds(at.value("start")), stop=seconds(at.value("stop")), p2p="0")
    is_page = found[1] != "videos/embed"
    return Embed(at.written if is_page else f"{at.origin}/w/{found[3]}", "PeerTube", VIDEO, frame)


def bilibili(at: Address) -> Embed | None:
    found = re.fullmatch(r"/video/(BV[0-9A-Za-z]+)", at.path)
    number = found[1] if found else at.value("bvid")
    if not re.fullmatch(r"BV[0-9A-Za-z]+", number) or not (found or at.host == "player.bilibili.com"):
        return None
    frame = with_query("https://player.bilibili.com/player.html", bvid=number, autoplay="0")
    return Embed(f"https://www.bilibili.com/video/{number}", "bilibili", VIDEO, frame)


def apple_podcasts(at: Address) -> Embed | None:
    if not re.fullmatch(r"/[a-z]{2}/podcast/[^/]+/id\d+", at.path):
        return None
    there = with_query(at.path, i=at.value("i"))  # the episode
    return Embed(
        f"https://podcasts.apple.com{there}", "Apple Podcasts", SOUND, f"https://embed.podcasts.apple.com{there}"
    )


def soundcloud(at: Address) -> Embed | None:
    if at.host == "w.soundcloud.com":
        inner = address_parts(at.value("url")) if at.path == "/player" else None
        return Embed(inner.written, "SoundCloud", SOUND, at.written) if inner else None
    if not re.fullmatch(rf"/{IDENTIFIER}/(?:sets/)?{IDENTIFIER}", at.path):
        return None
    page = at.origin + at.path
    return Embed(at.written, "SoundCloud", SOUND, with_query("https://w.soundcloud.com/player/", url=page))


# -- Posts --------------------------------------------------------------------------


def fediverse(at: Address) -> Embed | None:
    """Read the address of a post on Mastodon; one of another server's author can't be shown in a frame."""
    found = re.fullmatch(r"(?:/web)?/(?:@|users/)([\w.-]+)(@[\w.-]+)?(?:/statuses)?/(\d+)(?:/embed)?", at.path)
    if not found:
        return None
    page = f"{at.origin}/@{found[1]}{found[2] or ''}/{found[3]}"
    return Embed(page, at.host, POST, "" if found[2] else f"{page}/embed")


def linked_posts(service: str, pattern: str, kind: str = POST) -> AddressReader:
    """Return a reader of addresses that no frame can show without a program of the service's."""

    def read(at: Address) -> Embed | None:
        return Embed(at.written, service, kind) if re.fullmatch(pattern, at.path) else None

    return read


# -- Maps ---------------------------------------------------------------------------


def openstreetmap(at: Address) -> Embed | None:
    if at.path == "/export/embed.html":
        return Embed("https://www.openstreetmap.org/", "OpenStreetMap", MAP, at.written)
    place = re.search(r"map=(\d{1,2})/(-?\d+(?:\.\d+)?)/(-?\d+(?:\.\d+)?)", at.fragment)
    marked = [at.value("mlat", "lat"), at.value("mlon", "lon")]
    if not all(re.fullmatch(r"-?\d+(?:\.\d+)?", part) for part in marked):
        marked = []
    if not place and not marked:
        return None
    zoom = place[1] if place else at.value("zoom")
    latitude, longitude = (float(part) for part in (place.groups()[1:] if place else marked))
    level = min(int(zoom), 19) if re.fullmatch(r"\d{1,2}", zoom) else 15
    east = MAP_SIZE[0] / TILE * 180 / 2**level
    north = MAP_SIZE[1] / TILE * 180 / 2**level * max(0.05, 1 - (latitude / 90) ** 2)
    bounds = (longitude - east, max(latitude - north, -85), longitude + east, min(latitude + north, 85))
    frame = with_query(
        "https://www.openstreetmap.org/export/embed.html",
        bbox=",".join(f"{bound:.5f}" for bound in bounds),
        marker=",".join(marked),
    )
    return Embed(at.written, "OpenStreetMap", MAP, frame)


def google_maps(at: Address) -> Embed | None:
    is_map = at.path.startswith("/maps") or at.host.startswith("maps.")
    if is_map and (at.path.startswith("/maps/embed") or at.value("output") == "embed"):
        return Embed("https://www.google.com/maps", "Google Maps", MAP, at.written)
    place = re.fullmatch(r"/maps/(?:place|search)/([^/@]+)(?:/.*)?", at.path)
    point = re.match(r"/maps(?:/.*)?/@(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)(?:,(\d{1,2})(?:\.\d+)?z)?", at.path)
    asked = at.value("q", "query") or (quote_plain(place[1]) if place else "")
    if not asked and point:
        asked = f"{point[1]},{point[2]}"
    if not asked or not is_map:
        return None
    frame = with_query("https://www.google.com/maps", q=asked, z=point[3] if point else "", output="embed")
    return Embed(at.written, "Google Maps", MAP, frame)


def quote_plain(part: str) -> str:
    """Return a part of a path as it was before it was encoded."""
    return str(parse_qs(f"q={part}")["q"][0])


# -- All ------------------------------------------------------------------------------

DAILYMOTION = ("https://www.dailymotion.com/video/{}", "https://www.dailymotion.com/embed/video/{}")
SERVICES: Mapping[str, AddressReader] = {
    **dict.fromkeys(("youtube.com", "youtu.be", "youtube-nocookie.com", "music.youtube.com"), youtube),
    **dict.fromkeys(("vimeo.com", "player.vimeo.com"), vimeo),
    "dailymotion.com": framed_service("Dailymotion", VIDEO, r"(?:/embed)?/video/([0-9A-Za-z]+)", *DAILYMOTION),
    "dai.ly": framed_service("Dailymotion", VIDEO, r"/([0-9A-Za-z]+)", *DAILYMOTION),
    "archive.org": framed_service(
        *("Internet Archive", VIDEO, r"/(?:details|embed)/([\w.-]+)"),
        *("https://archive.org/details/{}", "https://archive.org/embed/{}"),
    ),
    **dict.fromkeys(
        ("ted.com", "embed.ted.com"),
        framed_service("TED", VIDEO, r"/talks/(\w+)", "https://www.ted.com/talks/{}", "https://embed.ted.com/talks/{}"),
    ),
    **dict.fromkeys(("bilibili.com", "player.bilibili.com"), bilibili),
    "open.spotify.com": framed_service(
        *("Spotify", SOUND),
        r"(?:/intl-[a-z-]+)?(?:/embed)?/((?:track|album|playlist|artist|episode|show)/[0-9A-Za-z]+)",
        *("https://open.spotify.com/{}", "https://open.spotify.com/embed/{}"),
    ),
    **dict.fromkeys(("podcasts.apple.com", "embed.podcasts.apple.com"), apple_podcasts),
    **dict.fromkeys(("soundcloud.com", "w.soundcloud.com"), soundcloud),
    **dict.fromkeys(("openstreetmap.org", "osm.org"), openstreetmap),
    **dict.fromkeys(("maps.app.goo.gl", "goo.gl"), linked_posts("Google Maps", r"/(?:maps/)?\w{8,}", MAP)),
    "codepen.io": framed_service(
        *("CodePen", CODE),
        r"/((?:team/)?[\w-]+)/(?:pen|embed|details|full|embed/preview)/([0-9A-Za-z]+)",
        *("https://codepen.io/{}/pen/{}", "https://codepen.io/{}/embed/{}?default-tab=result"),
    ),
    "jsfiddle.net": framed_service(
        *("JSFiddle", CODE, r"((?:/[\w-]+)?/[0-9a-z]{6,10}(?:/\d+)?)(?:/embedded(?:/.*)?)?"),
        *("https://jsfiddle.net{}/", "https://jsfiddle.net{}/embedded/"),
    ),
    "codesandbox.io": framed_service(
        *("CodeSandbox", CODE, r"/(?:s|embed)/([\w-]+)"),
        *("https://codesandbox.io/s/{}", "https://codesandbox.io/embed/{}"),
    ),
    "gist.github.com": linked_posts("GitHub Gist", r"/[\w-]+/[0-9a-f]{20,}", CODE),
    "bsky.app": linked_posts("Bluesky", r"/profile/[\w.:-]+/post/\w+"),
    **dict.fromkeys(("x.com", "twitter.com"), linked_posts("X", r"/\w+/status/\d+")),
    "instagram.com": linked_posts("Instagram", rf"/(?:[\w.]+/)?(?:p|reel|tv)/{IDENTIFIER}"),
    "tiktok.com": linked_posts("TikTok", r"/@[\w.]+/video/\d+", VIDEO),
    "twitch.tv": linked_posts("Twitch", r"/(?:videos/\d+|\w+/clip/[\w-]+)", VIDEO),
}
# In each country it has a name of its own.
GOOGLE = re.compile(r"(?:maps\.)?google\.(?:com?\.)?[a-z]{2,3}")
# Programs that run on anybody's host are told by the form of their addresses.
ANYWHERE: tuple[AddressReader, ...] = (peertube, fediverse)


# -- What a site names itself ---------------------------------------------------------

FRAME_SETTINGS = ("frame", "kind", "name")
EMBEDS_EXAMPLE = "{'https://talks.example/watch/*': 'https://talks.example/embed/*'}"


def embeds_problems(setting: Any) -> Iterator[str]:
    """Yield the problems of the setting ``embeds``."""
    if not isinstance(setting, Mapping):
        yield f"embeds is {setting!r}: write a block, such as {EMBEDS_EXAMPLE}"
        return
    for pattern, value in setting.items():
        if not isinstance(pattern, str) or not re.match(r"https?://[^/*?#\s]+/", pattern) or pattern.count("*") > 1:
            advice = f"write an address with one `*` at most, behind its host, as in {EMBEDS_EXAMPLE}"
            yield f"embeds has {pattern!r}: {advice}"
        elif isinstance(value, Mapping):
            yield from (
                f"embeds, {pattern!r} has {name!r}: write one of {', '.join(FRAME_SETTINGS)}"
                for name in value
                if name not in FRAME_SETTINGS
            )
            if value.get("kind", PAGE) not in EMBED_KINDS:
                yield f"embeds, {pattern!r}: kind is {value['kind']!r}: write one of {', '.join(EMBED_KINDS)}"
            yield from frame_problems(pattern, value.get("frame", True))
        else:
            yield from frame_problems(pattern, value)


def frame_problems(pattern: str, frame: Any) -> Iterator[str]:
    """Yield the problem of what a pattern of ``embeds`` leads to."""
    is_address = isinstance(frame, str) and re.match(r"https?://[^/*?#\s]+/", frame) and frame.count("*") <= 1
    if not isinstance(frame, bool) and not is_address:
        yield (
            f"embeds, {pattern!r} leads to {frame!r}: write the address of the frame, as in {EMBEDS_EXAMPLE}, True for "
            "that of the page itself, or False for a plain link"
        )


def listed_embed(at: Address, setting: Mapping[str, Any]) -> Embed | bool:
    """Return what ``embeds`` in ``conf.py`` makes of an address; False if a plain link, True if it does not say."""
    for pattern, value in setting.items():
        start, star, end = pattern.partition("*")
        fits = at.written.startswith(start) and at.written[len(start) :].endswith(end)
        if not (fits if star else at.written == pattern):
            continue
        said = value if isinstance(value, Mapping) else {"frame": value}
        frame = said.get("frame", True)
        if frame is False:
            return False
        middle = at.written[len(start) : len(at.written) - len(end)] if star else ""
        shown = at.written if frame is True else frame.replace("*", middle)
        return Embed(at.written, said.get("name", at.host), said.get("kind", PAGE), shown)
    return True


def find_embed(text: str, setting: Mapping[str, Any]) -> Embed | None:
    """Return what can be shown of the page at an address; None if a link to it is all."""
    at = address_parts(text)
    if at is None:
        return None
    listed = listed_embed(at, setting)
    if isinstance(listed, Embed):
        return listed
    if not listed:
        return None
    if at.host in SERVICES:
        return SERVICES[at.host](at)
    if GOOGLE.fullmatch(at.host):
        return google_maps(at)
    return next((found for read in ANYWHERE if (found := read(at))), None)


def frame_host(frame: str) -> str:
    """Return the host that a frame is loaded from, as readers see it."""
    url = resolve_url(frame, "")
    return url.host if url is not None else quote(frame)
