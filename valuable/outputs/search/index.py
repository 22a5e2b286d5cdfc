"""Make the index of the search: Pagefind reads the pages in batches, whose indexes are joined into one.

Left to itself, Pagefind 1.5.2 takes 2.8 GB for 10,000 posts.
"""

import gc
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

from valuable.outputs.search.joining import Batch, join_batches, load_file
from valuable.outputs.search.pagefind import Pagefind
from valuable.outputs.search.stemmers import stemmers_script
from valuable.outputs.search.text import find_in_page

COMMON_WORDS_FILE = "words.txt"
MAX_COMMON_WORDS = 5000
STEMMERS_FILE = "stemmers.js"
BATCH_PAGES = 500  # pages; Pagefind takes 160 MB for as many


def write_index(pages: Mapping[str, Path], folder: Path, *, batch: int = BATCH_PAGES) -> None:
    """Write the index of *pages*, HTML files by their address (``posts/2021/hello/``), as the new *folder*.

    The same pages make the same bytes. Raises :class:`valuable.outputs.search.pagefind.PagefindError`.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    names = short_names(pages)
    ordered = sorted(pages, key=names.__getitem__)  # names in order compress well
    slices = [ordered[start : start + batch] for start in range(0, len(ordered), batch)]
    batches: list[Batch] = []
    languages: set[str] = set()
    words: Counter[str] = Counter()
    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as threads:
        for kept, files, spoken, said in threads.map(lambda addresses: index_batch(pages, addresses), slices):
            languages |= spoken
            words.update(said)
            if kept:
                start = len(batches[-1].names) + batches[-1].start if batches else 0
                meta = load_file(next(content for path, content in files.items() if path.endswith(".pf_meta")))
                batches.append(Batch(files, [names[address] for address in kept], start, meta, frozenset(spoken)))
    if batches:
        with no_collection():
            join_batches(batches, folder)
        (folder / STEMMERS_FILE).write_text(stemmers_script(languages), encoding="utf-8", newline="")
        (folder / COMMON_WORDS_FILE).write_text("\n".join(commonest(words)), encoding="utf-8", newline="")


def commonest(words: Mapping[str, int]) -> list[str]:
    """Return the words that most pages have, those first: what the search offers where it finds nothing."""
    return sorted(words, key=lambda word: (-words[word], word))[:MAX_COMMON_WORDS]


@contextmanager
def no_collection() -> Iterator[None]:
    """Pause Python's garbage collection, which would walk millions of small lists again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def short_names(addresses: Iterable[str]) -> dict[str, str]:
    """Return a short name for each address: five hex digits, more where two would be equal."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for address in sorted(addresses):
        digest = blake2b(address.encode()).hexdigest()
        name = next(digest[:end] for end in range(5, len(digest)) if digest[:end] not in taken)
        taken.add(name)
        names[address] = name
    return names


def index_batch(
    pages: Mapping[str, Path], addresses: Sequence[str]
) -> tuple[list[str], dict[str, bytes], set[str], Counter[str]]:
    """Have Pagefind index some pages; return the addresses of those that have a word, its files, languages, words."""
    kept = []
    languages, words = set[str](), Counter[str]()
    with Pagefind(force_language="en", include_characters="#+") as pagefind:
        for address in addresses:
            found = find_in_page(pages[address].read_bytes())
            if found:
                pagefind.add(f"/{address}", found.html())
                kept.append(address)
                languages.update(language.partition("-")[0] for language in found.labels.get("lang", ()))
                words.update(found.words())
        return kept, pagefind.files() if kept else {}, languages, words
