"""Make the index of the search: Pagefind reads the pages in batches, and the batches are joined into one.

Left to itself, Pagefind 1.5.2 takes 2.8 GB for 10,000 posts; writes the values of filters in no order at all, so that
no two indexes are alike; and sends a reader 300 KB for a word that stands in every post and 77 KB of names of pages,
half of which are chance. What it writes is CBOR in gzip, as its pagefind/src/index/ and pagefind_web/src/ have it.
"""

import gzip
import json
import os
import shutil
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import blake2b
from heapq import merge
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cbor2

from valuable.pagefind import Pagefind, PagefindError
from valuable.search_text import findable

FORMAT = "1.5.2"
SIGNATURE = b"pagefind_dcd"
# The files of Pagefind that the site's own script calls for.
PROGRAMS = ("pagefind.js", "pagefind-worker.js", "wasm.en.pagefind")
# What results can be narrowed down by. The other labels of a page are only shown.
FILTERS = ("tag", "category", "author", "year")

BATCH = 1000  # pages; Pagefind takes 320 MB for as many
CHUNK = 10_000  # places of words in one file
MOST = 20_000  # places of one word
PREFIX = 4  # letters after which every word that begins with them is found
NEUTRAL = 25  # the weight that a list of places begins with


@dataclass(frozen=True)
class Batch:
    """What Pagefind has written for some of the pages: where, and those pages' names. ``start`` is the first's number."""

    folder: Path
    names: Sequence[str]
    start: int
    meta: Any

    def words(self) -> Iterator[tuple[str, int, Any, Any]]:
        """Yield each word in order, with its pages and those of its spellings with accents."""
        for _, _, chunk in self.meta[2]:
            for word, pages, spellings in load(self.folder / "index" / f"{chunk}.pf_index")[0]:
                yield word, self.start, pages, spellings

    def filters(self) -> Iterator[tuple[str, str, list[int]]]:
        """Yield each label, its value and its pages."""
        for label, name in self.meta[3]:
            for value, pages in load(self.folder / "filter" / f"{name}.pf_filter")[1]:
                yield label, value, [self.start + page for page in pages]


def write_index(pages: Mapping[str, Path], folder: Path, *, batch: int = BATCH) -> None:
    """Write the index of *pages*, HTML files by their address (``posts/2021/hello/``), as the new *folder*.

    The same pages make the same bytes. Raises :class:`valuable.pagefind.PagefindError`.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    names = short_names(pages)
    ordered = sorted(pages, key=names.__getitem__)  # names in order compress well
    slices = [ordered[start : start + batch] for start in range(0, len(ordered), batch)]
    with TemporaryDirectory(dir=folder) as temporary, ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as threads:
        places = [Path(temporary, str(number)) for number in range(len(slices))]
        batches: list[Batch] = []
        start = 0
        for place, kept in zip(places, threads.map(lambda *batch: read(pages, *batch), slices, places), strict=True):
            if kept:
                meta = load(next(place.glob("*.pf_meta")))
                batches.append(Batch(place, [names[address] for address in kept], start, meta))
                start += len(kept)
        if batches:
            join(batches, folder)


def short_names(addresses: Iterable[str]) -> dict[str, str]:
    """Return a name for each address: six digits, more where two are alike, the same whatever others there are."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for address in sorted(addresses):
        digest = blake2b(address.encode()).hexdigest()
        name = next(digest[:end] for end in range(6, len(digest)) if digest[:end] not in taken)
        taken.add(name)
        names[address] = name
    return names


def read(pages: Mapping[str, Path], addresses: Sequence[str], place: Path) -> list[str]:
    """Let Pagefind write an index of some pages into *place*; return the addresses of those that hold a word."""
    kept = []
    with Pagefind(force_language="en") as pagefind:
        for address in addresses:
            found = findable(pages[address].read_bytes())
            if found:
                pagefind.add(f"/{address}", found.html())
                kept.append(address)
        if kept:
            pagefind.write(place)
    return kept


# -- Joining


def join(batches: Sequence[Batch], folder: Path) -> None:
    """Write one index for *batches* into *folder*."""
    entry = json.loads((batches[0].folder / "pagefind-entry.json").read_bytes())
    if entry["version"] != FORMAT:
        raise PagefindError(f"valuable/search_index.py reads Pagefind {FORMAT}; {entry['version']} is installed.")
    for kind in ("fragment", "index", "filter"):
        (folder / kind).mkdir()
    pages = []
    for batch in batches:
        for name, (fragment, words) in zip(batch.names, batch.meta[1], strict=True):
            os.replace(batch.folder / f"fragment/{fragment}.pf_fragment", folder / f"fragment/{name}.pf_fragment")
            pages.append([name, rounded(words)])
    chunks = [[*ends, dump(words, folder, "index/{}.pf_index")] for ends, words in chunked(joined_words(batches))]
    filters = [[label, dump([label, values], folder, "filter/{}.pf_filter")] for label, values in joined_filters(batches)]
    meta = dump([FORMAT, pages, chunks, filters, [], batches[0].meta[5]], folder, "pagefind.{}.pf_meta")
    entry["languages"] = {"en": {"hash": meta, "wasm": "en", "page_count": len(pages)}}
    (folder / "pagefind-entry.json").write_text(json.dumps(entry), encoding="utf-8")
    for name in PROGRAMS:
        shutil.copyfile(batches[0].folder / name, folder / name)


def joined_words(batches: Sequence[Batch]) -> Iterator[Any]:
    """Yield the words of all batches in order, as an index has them: word, pages, spellings with accents."""
    for word, found in groupby(merge(*(batch.words() for batch in batches), key=lambda row: row[:2]), lambda row: row[0]):
        pages: list[tuple[int, Any]] = []
        spellings: dict[str, list[tuple[int, Any]]] = {}
        for _, start, some, others in found:
            pages.append((start, some))
            for spelling, spelt in others:
                spellings.setdefault(spelling, []).append((start, spelt))
        yield [word, joined_pages(pages), [[spelling, joined_pages(spellings[spelling])] for spelling in sorted(spellings)]]


def joined_pages(parts: Iterable[tuple[int, Any]]) -> list[Any]:
    """Return the pages of one word: ``[number, places, places in the title]``, each number counted from the last."""
    pages = []
    last = 0
    for start, some in parts:
        if some:
            end = start + sum(page[0] for page in some)
            some[0][0] += start - last
            last = end
            pages += some
    most = max(1, MOST // max(1, len(pages)))
    if sum(len(page[1]) for page in pages) > MOST:
        for page in pages:
            page[1] = weightiest(page[1], most)
    return pages


def weightiest(places: Sequence[int], most: int) -> list[int]:
    """Return the first *most* of a word's places on a page, those in headings before others.

    A negative number is the weight of what follows, less one; the next is a place, those after it count from the last.
    """
    found = []
    weight, place = NEUTRAL, 0
    numbers = iter(places)
    for number in numbers:
        if number < 0:
            weight, place = -number - 1, next(numbers)
        else:
            place += number
        found.append((weight, place))
    kept = []
    weight, last = NEUTRAL, 0
    for heavy, place in sorted(sorted(found, key=lambda row: (-row[0], row[1]))[:most]):
        kept += [-heavy - 1, place] if heavy != weight else [place - last]
        weight, last = heavy, place
    return kept


def chunked(words: Iterable[Any]) -> Iterator[tuple[list[str], list[Any]]]:
    """Yield the words in files of about :data:`CHUNK` places, each with the first letters and the last word of it.

    Pagefind loads each file that a word may be in. What is still being typed is found in every file that has a word
    with these letters, once there are :data:`PREFIX` of them.
    """
    chunk: list[Any] = []
    size = 0
    for row in words:
        if size >= CHUNK and (size >= 2 * CHUNK or row[0][:PREFIX] != chunk[-1][0][:PREFIX]):
            yield [chunk[0][0][:PREFIX], chunk[-1][0]], [chunk]
            chunk, size = [], 0
        size += sum(len(page[1]) + len(page[2]) + 1 for pages in (row[1], *(pages for _, pages in row[2])) for page in pages)
        chunk.append(row)
    if chunk:
        yield [chunk[0][0][:PREFIX], chunk[-1][0]], [chunk]


def joined_filters(batches: Sequence[Batch]) -> Iterator[tuple[str, list[Any]]]:
    """Yield each filter with its values and their pages."""
    found: dict[str, dict[str, list[int]]] = {label: {} for label in FILTERS}
    for batch in batches:
        for label, value, pages in batch.filters():
            if label in found:
                found[label].setdefault(value, []).extend(pages)
    for label, values in found.items():
        if values:
            yield label, sorted([value, pages] for value, pages in values.items())


def rounded(words: int) -> int:
    """Return a page's length to an eighth: it ranks as well, and compresses better."""
    step = 1 << max(0, words.bit_length() - 4)
    return words // step * step


def load(file: Path) -> Any:
    return cbor2.loads(gzip.decompress(file.read_bytes())[len(SIGNATURE) :])


def dump(value: Any, folder: Path, pattern: str) -> str:
    """Write *value* into a file that is named after its content, and return the name."""
    content = SIGNATURE + cbor2.dumps(value)
    name = blake2b(content, digest_size=5).hexdigest()
    # By hand, for what Python's gzip writes into the header depends on its version.
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(content) + packer.flush()
    end = zlib.crc32(content).to_bytes(4, "little") + len(content).to_bytes(4, "little")
    (folder / pattern.format(name)).write_bytes(b"\x1f\x8b\x08\0\0\0\0\0\2\xff" + packed + end)
    return name
