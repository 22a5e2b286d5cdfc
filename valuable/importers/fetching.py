"""Fetch the pictures and files of the old site that an export only names, politely: few at once, each once."""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError, URLError
from urllib.parse import quote, unquote, urlsplit
from urllib.request import Request, urlopen

from valuable.importers.links import targets_in
from valuable.importers.records import Asset, OldEntry, OldSite

MAX_FETCHES = 4
PAUSE = 0.1  # seconds between two requests of one worker
TIMEOUT = 20  # seconds
MAX_FETCHED_BYTES = 200_000_000
FETCHED_SUFFIX = re.compile(
    r"\.(?:png|jpe?g|gif|webp|avif|svg|mp4|webm|mp3|m4a|ogg|pdf|zip|docx?|xlsx?|pptx?|epub)\Z", re.IGNORECASE
)
UPLOADS = re.compile(r"/(?:wp-content/uploads|content/(?:images|files|media)|assets|images|uploads|files)/")


def own_files(site: OldSite) -> Iterator[str]:
    """Yield the addresses of files on the old site's hosts that texts show, or that the export lists."""
    seen: set[str] = set()
    hosts = own_hosts(site)
    for written in [*listed_files(site), *(name for entry in site.entries for name in wanted_files(entry))]:
        address = f"https:{written}" if written.startswith("//") else written
        parts = urlsplit(address)
        if (
            parts.scheme in {"http", "https"}
            and (parts.hostname or "") in hosts
            and FETCHED_SUFFIX.search(parts.path)
            and address not in seen
        ):
            seen.add(address)
            yield address


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
    host = urlsplit(site.address).hostname or ""
    found = {host, f"www.{host}", host.removeprefix("www.")} - {"", "www."}
    found |= {urlsplit(address).hostname or "" for address in listed_files(site)}
    return found - {""}


def local_path(address: str) -> str:
    """Return where a file of the old site stands here: its path on that site."""
    return unquote(urlsplit(address).path)


def fetch_files(
    site: OldSite, fetch: Callable[[str], bytes] | None = None, tick: Callable[[], None] = lambda: None
) -> None:
    """Add the files of the old site to its assets; those that can't be had are listed."""
    wanted = list(own_files(site))
    if not wanted:
        return
    fetcher = Fetcher(fetch or download)
    with ThreadPoolExecutor(MAX_FETCHES) as pool:
        for address, data in zip(wanted, pool.map(fetcher.get, wanted), strict=True):
            tick()
            if isinstance(data, bytes):
                site.assets[address] = Asset(address, local_path(address), lambda data=data: data)  # type: ignore[misc]
            else:
                site.note(
                    "file of the old site",
                    f"{address} could not be fetched ({data}): save it as _extra{local_path(address)}",
                    lost=True,
                )


class Fetcher:
    """Fetches each address once; a host that can't be reached is asked no more."""

    def __init__(self, fetch: Callable[[str], bytes]) -> None:
        self.fetch = fetch
        self.unreachable: dict[str, str] = {}

    def get(self, address: str) -> bytes | str:
        """Return the bytes of a file, or what went wrong."""
        host = urlsplit(address).hostname or ""
        if host in self.unreachable:
            return self.unreachable[host]
        try:
            time.sleep(PAUSE)
            return self.fetch(address)
        except HTTPError as error:
            return f"{error.code} {error.reason}"
        except (URLError, OSError, ValueError) as error:
            reason = str(getattr(error, "reason", error))
            self.unreachable[host] = f"{host} can't be reached: {reason}"
            return self.unreachable[host]


def download(address: str) -> bytes:
    parts = urlsplit(address)
    plain = parts._replace(path=quote(unquote(parts.path)), query=quote(parts.query, safe="=&")).geturl()
    request = Request(plain, headers={"User-Agent": "valuable-import/1 (the author brings their own blog over)"})  # noqa: S310
    with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310  # http and https alone, see `own_files`
        data = answer.read(MAX_FETCHED_BYTES + 1)
    if len(data) > MAX_FETCHED_BYTES:
        raise ValueError("it is larger than 200 MB")
    return bytes(data)


def hosts_in(addresses: Iterable[str]) -> set[str]:
    return {urlsplit(address).hostname or "" for address in addresses}
