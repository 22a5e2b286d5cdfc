"""Find the addresses that are most like one that leads nowhere.

Those that share groups of three letters in their last part are compared, so that a thousand dead links on a site of a
thousand pages take no million comparisons. Nothing in this module knows Sphinx.
"""

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import cached_property
from heapq import nlargest

from valuable.base.slugs import slug

MAX_LETTERS = 100  # letters of an address that are looked at
MAX_COMMON = 500  # addresses: letters that more than these share tell nothing
MAX_CLOSE, MAX_BESIDE = 20, 3  # addresses that are compared as a whole


def last_part(address: str) -> str:
    """Return the slug of the last part of an address, without what a file's name ends with."""
    path = address.partition("#")[0].partition("?")[0].rstrip("/").removesuffix("/index.html").removesuffix("/index.md")
    name = path.rpartition("/")[2]
    stem, dot, suffix = name.rpartition(".")
    return slug(stem if dot and stem and len(suffix) < 6 else name)[:MAX_LETTERS]


def letter_groups(name: str) -> set[str]:
    """Return the groups of three letters in a name, with its beginning and its end."""
    padded = f"  {name} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


class NearestAddresses:
    """Finds those of *addresses* that are most like another one."""

    def __init__(self, addresses: Iterable[str]) -> None:
        self.addresses = sorted(set(addresses))
        self.found: dict[str, list[str]] = {}

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Return the numbers of the addresses in which each group of letters stands."""
        places: dict[str, list[int]] = defaultdict(list)
        for number, address in enumerate(self.addresses):
            for group in letter_groups(last_part(address)):
                places[group].append(number)
        return places

    def near(self, address: str, number: int = 3) -> list[str]:
        """Return at most *number* addresses, the most similar first."""
        if address not in self.found:
            self.found[address] = nlargest(number, self.close(address), key=Similarity(address))
        return self.found[address]

    def close(self, address: str) -> Iterator[str]:
        """Yield the addresses whose last parts share most with that of *address*, and those beside it by the letter."""
        shared: Counter[int] = Counter()
        for group in sorted(letter_groups(last_part(address))):
            numbers = self.places.get(group, [])
            if len(numbers) <= MAX_COMMON:
                shared.update(numbers)
        close = [number for number, _ in shared.most_common(MAX_CLOSE)]
        at = bisect(self.addresses, address)
        beside = range(max(0, at - MAX_BESIDE), min(len(self.addresses), at + MAX_BESIDE))
        yield from (self.addresses[number] for number in dict.fromkeys([*close, *beside]))


class Similarity:
    """Says how similar an address is to a first one: by its last part, then as a whole."""

    def __init__(self, address: str) -> None:
        self.name = SequenceMatcher(b=last_part(address), autojunk=False)
        self.whole = SequenceMatcher(b=address[:MAX_LETTERS], autojunk=False)

    def __call__(self, address: str) -> tuple[float, float, str]:
        self.name.set_seq1(last_part(address))
        self.whole.set_seq1(address[:MAX_LETTERS])
        return self.name.ratio(), self.whole.ratio(), address
