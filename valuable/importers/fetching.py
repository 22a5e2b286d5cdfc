"""Fetch the pictures and files of the old site that an export only names."""

import hashlib
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from html import unescape
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin

from valuable.base.uris import split_address
from valuable.importers.links import targets_in
from valuable.importers.polite_web import FetchFailedError, PoliteWeb
from valuable.importers.records import Asset, OldEntry, OldSite

MAX_FETCHES = 4  # at once
FETCHED_FOLDER = Path("_build", "import-files")  # where they are kept, until the next `make clean`
FETCHED_SUFFIX = re.compile(
    r"\.(?:png|jpe?g|gif|webp|avif|svg|bmp|mp4|m4v|mov|webm|mp3|m4a|ogg|oga|wav|pdf|zip|docx?|xlsx?|pptx?|odt|ods|epub|csv|txt)\Z",
    re.IGNORECASE,
)
# Hosts on which hosts of blogs keep the pictures of their authors.
PICTURE_HOSTS = re.compile(
    r"(?:\d\.bp\.blogspot\.com|blogger\.googleusercontent\.com|lh\d\.googleusercontent\.com|[\w-]+\.files\.wordpress\.com"
    r"|substack-post-media\.s3\.amazonaws\.com|bucketeer-[\w-]+\.s3\.amazonaws\.com|cdn-images-\d\.medium\.com|miro\.medium\.com"
    r"|storage\.ghost\.io|static\.ghost\.org|digitalpress\.fra1\.cdn\.digitaloceanspaces\.com)\Z"
)
PHOTON = re.compile(r"^https?://i\d\.wp\.com/(?P<place>[^?\s]+)")  # copies of pictures by Jetpack
SMALLER = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w{3,4}\Z)")
PLACE_OF_OTHERS = "/images/"


def own_files(site: OldSite) -> Iterator[str]:
    """Yield the addresses of files on the old site's hosts that texts show, or that the export lists."""
    seen: set[str] = set()
    hosts = own_hosts(site)
    there = {asset.address for asset in site.assets.values()}
    for written in [*listed_files(site), *(name for entry in site.entries for name in wanted_files(entry))]:
        address = whole_address(site, written)
        parts = split_address(address)
        host = (parts.hostname or "").casefold()
        is_file = FETCHED_SUFFIX.search(parts.path) is not None
        if parts.scheme not in {"http", "https"} or address in seen:
            continue
        seen.add(address)
        if ((host in hosts and is_file) or PICTURE_HOSTS.match(host)) and local_path(site, address) not in there:
            yield address


def whole_address(site: OldSite, written: str) -> str:
    """Return the address of a file of which the path may be all that is written."""
    return plain_address(urljoin(site.address, written) if written.startswith("/") else written)


def plain_address(written: str) -> str:
    """Return the address of a file without what only asks for it in another size."""
    address = unescape(written.strip())
    address = f"https:{address}" if address.startswith("//") else address
    address = PHOTON.sub(r"https://\g<place>", address)
    return address.partition("#")[0].partition("?")[0]


def listed_files(site: OldSite) -> list[str]:
    """Return the addresses of files that an export lists."""
    found = site.data.get("files")
    return [str(address) for address in found] if isinstance(found, list) else []


def wanted_files(entry: OldEntry) -> Iterator[str]:
    yield from (target.written for target in targets_in(entry.body))
    if entry.cover:
        yield entry.cover


def own_hosts(site: OldSite) -> set[str]:
    """Return the old site's host, and those on which the export says that its files lie."""
    host = split_address(site.address).hostname or ""
    found = {host, f"www.{host}", host.removeprefix("www.")} - {"", "www."}
    found |= {split_address(address).hostname or "" for address in listed_files(site)}
    return found - {""}


def local_path(site: OldSite, address: str) -> str:
    """Return where a file of the old site stands here: its path on that site; of other hosts' files one made of it."""
    parts = split_address(address)
    path = unquote(parts.path)
    if (parts.hostname or "") in own_hosts(site):
        base = unquote(split_address(site.address).path).rstrip("/")
        return path.removeprefix(base) if base and path.startswith(f"{base}/") else path
    name = re.sub(r"[^\w.-]+", "-", PurePosixPath(path).name)[-60:].strip("-.") or "picture"
    return f"{PLACE_OF_OTHERS}{hashlib.sha256(address.encode()).hexdigest()[:8]}-{name}"


def fetch_files(site: OldSite, web: PoliteWeb, tick: Callable[[], None] = lambda: None) -> None:
    """Add the files of the old site to its assets; those that can't be had are listed."""
    tell_missing(site)
    wanted = list(own_files(site))
    if not wanted:
        return
    bodies = Renamed(site)
    with ThreadPoolExecutor(MAX_FETCHES) as pool:
        for address, (found, data) in zip(wanted, pool.map(partial(had, web), wanted), strict=True):
            tick()
            if isinstance(data, Path):
                path = local_path(site, found)
                path = path if PurePosixPath(path).suffix else f"{path}{suffix_by_content(data)}"
                site.assets[found] = Asset(found, path, data.read_bytes)
                bodies.note(address, found)
            else:
                unfetched(site, address, f"could not be fetched ({data})")
    bodies.apply()


def had(web: PoliteWeb, address: str) -> tuple[str, Path | str]:
    """Return the address at which a file was had, the original rather than a smaller copy, and the file or a reason."""
    original = SMALLER.sub("", address)
    reason = ""
    for each in dict.fromkeys((original, address)):
        try:
            return each, web.get(each)
        except FetchFailedError as error:
            reason = str(error)
    return address, reason


def suffix_by_content(file: Path) -> str:
    """Return the suffix that a picture should have, by its first bytes."""
    with file.open("rb") as opened:
        start = opened.read(16)
    kinds = {b"\xff\xd8": ".jpg", b"\x89PNG": ".png", b"GIF8": ".gif", b"<svg": ".svg"}
    found = next((suffix for sign, suffix in kinds.items() if start.startswith(sign)), "")
    return found or (".webp" if start[8:12] == b"WEBP" else ".avif" if start[4:12] == b"ftypavif" else "")


def tell_unfetched(site: OldSite) -> None:
    """Say of each file of the old site where to save it, since nothing is fetched."""
    tell_missing(site)
    for address in own_files(site):
        unfetched(site, address, "is on the old site alone, and nothing was fetched")


def missing_files(site: OldSite) -> Iterator[str]:
    """Yield the paths of files that an export names by their paths alone, where it does not say on which host."""
    there = {asset.address for asset in site.assets.values()}
    if site.address or there:
        return
    found = dict.fromkeys(name for entry in site.entries for name in wanted_files(entry) if entry.markup == "html")
    for written in found:
        path = unquote(written.partition("?")[0].partition("#")[0])
        if path.startswith("/") and not path.startswith("//") and FETCHED_SUFFIX.search(path):
            yield path


def tell_missing(site: OldSite) -> None:
    """Say of each file of which only a path is known where to save it."""
    for path in missing_files(site):
        message = f"{path} is not in the export: save it as _extra{path}, or name an address of the old site in OLD="
        site.note("file of the old site", message, lost=True)


def unfetched(site: OldSite, address: str, why: str) -> None:
    site.note("file of the old site", f"{address} {why}: save it as _extra{local_path(site, address)}", lost=True)


class Renamed:
    """Puts the addresses of files as they were had in the place of those that texts name."""

    def __init__(self, site: OldSite) -> None:
        self.site = site
        self.found: dict[str, str] = {}

    def note(self, address: str, found: str) -> None:
        self.found[address] = found

    def apply(self) -> None:
        for entry in self.site.entries:
            edits = {
                written: new for written in set(wanted_files(entry))
                if (new := self.found.get(whole_address(self.site, written))) and new != written
            }  # fmt: skip
            for written in sorted(edits, key=len, reverse=True):
                entry.body = entry.body.replace(written, edits[written])
                entry.cover = edits[written] if entry.cover == written else entry.cover
