"""Join the indexes that Pagefind makes of batches of pages into one, which Pagefind itself can't.

On the way some things change. Left to itself, Pagefind 1.5.2 writes the values of filters in no order, so that no two
indexes are alike; and of 10,000 posts a reader fetches 77 KB of names, most of them chance, and 300 KB for a word that
stands in each. What it writes is CBOR in gzip, described in its pagefind/src/index/ and pagefind_web/src/.
"""

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from heapq import merge
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import cbor2

from valuable.outputs.search.folding import OTHER_FORMS, may_be_folded, rows_with_foldings
from valuable.outputs.search.pagefind import PagefindError

PAGEFIND_FORMAT = "1.5.2"
SIGNATURE = b"pagefind_dcd"
# The files of Pagefind that the site's own script calls for.
RUNTIME_FILES = ("pagefind.js", "pagefind-worker.js", "wasm.en.pagefind")
# What results can be narrowed down by. The other labels of a page are only shown.
FILTERS = ("tag", "category", "author", "year")

CHUNK_PLACES = 10_000  # places of words in one file
MAX_PLACES = 10_000  # places of one word
COMMON_FROM_PAGES = 2_000  # pages; of more, a word that is in nearly all tells none from another
PREFIX_LETTERS = 4  # letters after which every word that begins with them is found
NEUTRAL_WEIGHT = 25  # the weight that a list of places begins with


@dataclass(frozen=True)
class Batch:
    """Pagefind's index of some of the pages: its files, the names of those pages, and the number of the first."""

    files: Mapping[str, bytes]
    names: Sequence[str]
    start: int  # among all pages
    meta: Any  # Pagefind's ``pf_meta``, decoded
    languages: frozenset[str] = frozenset()  # of the pages, without scripts and countries

    def words(self) -> Iterator[tuple[str, int, Any, Any]]:
        """Yield each word in order, with its pages and those of its spellings with accents."""
        chunks = [self.files[f"index/{chunk}.pf_index"] for _, _, chunk in self.meta[2]]
        other = [chunk for chunk in chunks if may_be_folded(chunk) or self.languages & OTHER_FORMS.keys()]
        rows_of_other = (row for chunk in other for row in load_file(chunk)[0])
        folded = sorted(rows_with_foldings(rows_of_other, self.languages), key=itemgetter(0))
        rows = (row for chunk in chunks for row in load_file(chunk)[0])
        for word, pages, spellings in merge(rows, folded, key=itemgetter(0)) if folded else rows:
            yield word, self.start, pages, spellings

    def filters(self) -> Iterator[tuple[str, str, list[int]]]:
        """Yield each label, its value and its pages."""
        for label, name in self.meta[3]:
            for value, pages in load_file(self.files[f"filter/{name}.pf_filter"])[1]:
                yield label, value, [self.start + page for page in pages]


def join_batches(batches: Sequence[Batch], folder: Path) -> None:
    """Write one index for *batches* into *folder*."""
    entry = json.loads(batches[0].files["pagefind-entry.json"])
    if entry["version"] != PAGEFIND_FORMAT:
        raise PagefindError(f"{__name__} reads Pagefind {PAGEFIND_FORMAT}; {entry['version']} is installed.")
    for kind in ("fragment", "index", "filter"):
        (folder / kind).mkdir()
    pages = []
    for batch in batches:
        for name, (fragment, words) in zip(batch.names, batch.meta[1], strict=True):
            content = batch.files[f"fragment/{fragment}.pf_fragment"]
            (folder / "fragment" / f"{name}.pf_fragment").write_bytes(content)
            pages.append([name, rounded_length(words)])
    words = joined_words(batches, len(pages))
    chunks = [[*ends, write_file(chunk, folder, "index/{}.pf_index")] for ends, chunk in word_chunks(words)]
    filters = [[row[0], write_file(row, folder, "filter/{}.pf_filter")] for row in joined_filters(batches)]
    meta = write_file([PAGEFIND_FORMAT, pages, chunks, filters, [], batches[0].meta[5]], folder, "pagefind.{}.pf_meta")
    entry["languages"] = {"en": {"hash": meta, "wasm": "en", "page_count": len(pages)}}
    (folder / "pagefind-entry.json").write_text(json.dumps(entry), encoding="utf-8")
    for name in RUNTIME_FILES:
        (folder / name).write_bytes(batches[0].files[name])


def joined_words(batches: Sequence[Batch], total: int) -> Iterator[Any]:
    """Yield the rows of all batches in order, as an index has them: word, pages, spellings with accents."""
    rows = merge(*(batch.words() for batch in batches), key=itemgetter(0, 1))
    for word, found in groupby(rows, itemgetter(0)):
        pages: list[tuple[int, Any]] = []
        spellings: dict[str, list[tuple[int, Any]]] = {}
        for _, start, some, others in found:
            pages.append((start, some))
            for spelling, spelt in others:
                spellings.setdefault(spelling, []).append((start, spelt))
        spelt = [[spelling, joined_pages(spellings[spelling], total)] for spelling in sorted(spellings)]
        yield [word, joined_pages(pages, total), spelt]


def joined_pages(parts: Iterable[tuple[int, Any]], total: int) -> list[Any]:
    """Return the pages of one word: ``[number, places, places in the title]``, each number as a difference to the last.

    A common word keeps a few places on each page, one that is nearly everywhere none but those in titles.
    """
    pages = []
    last = 0
    for start, some in parts:
        if some:
            end = start + sum(page[0] for page in some)
            some[0][0] += start - last
            last = end
            pages += some
    if sum(len(page[1]) for page in pages) > MAX_PLACES:
        most = 0 if len(pages) > max(COMMON_FROM_PAGES, 0.8 * total) else max(1, MAX_PLACES // len(pages))
        for page in pages:
            page[1] = heaviest_places(page[1], most)
    return pages


def heaviest_places(places: Sequence[int], most: int) -> list[int]:
    """Return the first *most* of a word's places on a page, by weight: those in headings first.

    A negative number is the weight of what follows, less one; the next is a place, those after it count from the last.
    """
    found = []
    weight, place = NEUTRAL_WEIGHT, 0
    numbers = iter(places)
    for number in numbers:
        if number < 0:
            weight, place = -number - 1, next(numbers)
        else:
            place += number
        found.append((weight, place))
    kept = []
    weight, last = NEUTRAL_WEIGHT, 0
    for heavy, place in sorted(sorted(found, key=lambda row: (-row[0], row[1]))[:most]):
        kept += [-heavy - 1, place] if heavy != weight else [place - last]
        weight, last = heavy, place
    return kept


def word_chunks(words: Iterable[Any]) -> Iterator[tuple[list[str], list[Any]]]:
    """Yield the words in chunks of about :data:`CHUNK_PLACES` places, each with its first letters and its last word.

    Pagefind loads each file that a word may be in. What is still being typed is found in every file that has a word
    with these letters, once there are :data:`PREFIX_LETTERS` of them. A common word has a file of its own.
    """
    chunk: list[Any] = []
    size = 0
    for row in words:
        spellings = (row[1], *map(itemgetter(1), row[2]))
        heavy = sum(len(page[1]) + len(page[2]) + 1 for pages in spellings for page in pages)
        another = size >= CHUNK_PLACES and row[0][:PREFIX_LETTERS] != chunk[-1][0][:PREFIX_LETTERS]
        if chunk and (another or size >= 2 * CHUNK_PLACES or heavy >= CHUNK_PLACES):
            yield [chunk[0][0][:PREFIX_LETTERS], chunk[-1][0]], [chunk]
            chunk, size = [], 0
        size += heavy
        chunk.append(row)
    if chunk:
        yield [chunk[0][0][:PREFIX_LETTERS], chunk[-1][0]], [chunk]


def joined_filters(batches: Sequence[Batch]) -> Iterator[Any]:
    """Yield each filter as an index has it: its label, and its values with their pages."""
    found: dict[str, dict[str, list[int]]] = {label: {} for label in FILTERS}
    for batch in batches:
        for label, value, pages in batch.filters():
            if label in found:
                found[label].setdefault(value, []).extend(pages)
    for label, values in found.items():
        if values:
            yield [label, sorted([value, pages] for value, pages in values.items())]


def rounded_length(words: int) -> int:
    """Return a page's length, rounded to a quarter: the ranking is as good, and it compresses better."""
    step = 1 << max(0, words.bit_length() - 3)
    return words // step * step


def load_file(file: bytes) -> Any:
    return cbor2.loads(gzip.decompress(file)[len(SIGNATURE) :])


def write_file(value: Any, folder: Path, pattern: str) -> str:
    """Write *value* into a file named by a digest of its content, and return the name."""
    content = SIGNATURE + cbor2.dumps(value)
    digest = blake2b(content).hexdigest()
    name = next(digest[:end] for end in range(6, len(digest)) if not (folder / pattern.format(digest[:end])).exists())
    # By hand, for what Python's gzip writes into the header depends on its version.
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(content) + packer.flush()
    end = zlib.crc32(content).to_bytes(4, "little") + len(content).to_bytes(4, "little")
    (folder / pattern.format(name)).write_bytes(b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + packed + end)
    return name
