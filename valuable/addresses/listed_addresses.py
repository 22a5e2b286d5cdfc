"""Read the lists of an old site's addresses: from files, or from where they are said to stand, and nowhere else."""

import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from valuable.addresses.old_lists import MAX_LIST_BYTES, OldAddress, UnreadableListError, read_old_list
from valuable.base.text_files import printable
from valuable.base.uris import is_web_address

FETCH_SECONDS = 30
MAX_LISTS = 200  # of an index of sitemaps
AGENT = "valuable (looks for the addresses of a site that moves)"


def fetched(address: str) -> bytes:
    """Return what stands at an address. Raises :exc:`OSError`."""
    request = urllib.request.Request(address, headers={"User-Agent": AGENT})  # noqa: S310  # `list_bytes` has looked
    with urllib.request.urlopen(request, timeout=FETCH_SECONDS) as answer:  # noqa: S310
        data: bytes = answer.read(MAX_LIST_BYTES + 1)
    return data


def list_bytes(name: str) -> bytes:
    return fetched(name) if is_web_address(name) else Path(name).read_bytes()


def next_list(listed: str, by: str) -> str | None:
    """Return where a sitemap is that an index lists: at its address, or beside the file that is the index.

    None if the index has been fetched and lists what is not on its host.
    """
    if not is_web_address(by):
        return str(Path(by).parent / listed.rpartition("/")[2])
    same = is_web_address(listed) and urlsplit(listed).netloc.lower() == urlsplit(by).netloc.lower()
    return listed if same else None


def listed_addresses(names: Iterable[str]) -> Iterator[OldAddress | str]:
    """Yield the addresses that some files or addresses list, and a message for each that can't be read."""
    waiting, seen = list(names), set[str]()
    while waiting and len(seen) < MAX_LISTS:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        try:
            found = read_old_list(list_bytes(name))
        except UnreadableListError as error:
            yield f"{printable(name)}: {error}"
        except (OSError, ValueError) as error:
            yield f"{printable(name)}: it can't be read ({getattr(error, 'strerror', None) or error})"
        else:
            yield from found.addresses
            for listed in found.lists:
                place = next_list(listed, name)
                if place is not None:
                    waiting.append(place)
                else:
                    message = f"it lists {printable(listed)}, which is on another host: name that, too"
                    yield f"{printable(name)}: {message}"
