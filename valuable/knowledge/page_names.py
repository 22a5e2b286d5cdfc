"""The names of pages in ``[[…]]``: which page each leads to, and which are similar to one that leads nowhere.

A concept is called by its title, its other names and its slug; a post or page by its title and slug; each by its path
too. Upper and lower case, hyphens and spaces make no difference.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from heapq import nlargest
from unicodedata import normalize

from valuable.base.slugs import slug

WORD_SEPARATORS = re.compile(r"[\s_\-\u2010\u2011]+")
MAX_NAME_COMPARED = 200  # characters of a name that near ones are looked for of


def folded_name(name: str) -> str:
    """Return *name* as names are compared: ``Common-Understanding`` and ``common understanding`` are one."""
    return (
        WORD_SEPARATORS.sub(" ", normalize("NFKC", name).casefold().replace("\u2019", "'")).strip().removesuffix(".md")
    )


def nearest_names(name: str, known: Iterable[str], number: int = 3) -> list[str]:
    """Return the *number* names of *known* that are most similar to *name*, the most similar first."""
    wanted = SequenceMatcher(b=folded_name(name[:MAX_NAME_COMPARED]), autojunk=False)

    def similarity(other: str) -> tuple[float, str]:
        wanted.set_seq1(folded_name(other))
        return wanted.ratio(), other

    return nlargest(number, sorted(set(known)), key=similarity)


@dataclass(frozen=True)
class NamedPage:
    """A page and its names; the first is its title."""

    docname: str
    names: Sequence[str]
    held_back: bool = False  # then no message may name it

    @property
    def calls(self) -> set[str]:
        """Return the names of the page, its path and the ends of that, folded."""
        parts = self.docname.removesuffix("/index").split("/")
        paths = ("/".join(parts[place:]) for place in range(len(parts)))
        return {folded_name(name) for name in (*self.names, *paths)} - {""}


class NameIndex:
    """The pages by name. *concepts* come before *others*, which are collected only when no concept has a name."""

    def __init__(self, concepts: Iterable[NamedPage], others: Callable[[], Iterable[NamedPage]]) -> None:
        self.concepts = tuple(concepts)
        self.others = others
        self.of_concepts = pages_by_name(self.concepts)

    @cached_property
    def of_others(self) -> Mapping[str, tuple[str, ...]]:
        return pages_by_name(self.others())

    def find(self, name: str) -> tuple[str, ...]:
        """Return the docnames of the pages called *name*: none, one, or several that share it.

        What is no name may be one that a slug was made of: of what is held back, nothing else is known.
        """
        path = "/".join(map(slug, name.removesuffix(".md").split("/")))
        for wanted in (folded_name(name), folded_name(slug(name)), folded_name(path)):
            found = self.of_concepts.get(wanted) or self.of_others.get(wanted)
            if found:
                return found
        _, in_folder, last = name.rpartition("/")
        found = self.find(last) if in_folder else ()  # the folders were others where the page comes from
        top = f"{path.partition('/')[0]}/"
        below = tuple(docname for docname in found if docname.startswith(top)) if len(found) > 1 else ()
        return below or found  # `posts/x` is `posts/2021/x` here

    def near(self, name: str) -> list[str]:
        """Return the three names that are most similar to one that leads nowhere."""
        known = [named for page in self.concepts if not page.held_back for named in page.names]
        others = (page for page in self.others() if not page.held_back)
        return nearest_names(name, known or [called for page in others for called in page.names[:1]])

    def shared(self) -> Mapping[str, tuple[str, ...]]:
        """Return the names that several concepts have, with the docnames of these."""
        return {name: docnames for name, docnames in self.of_concepts.items() if len(docnames) > 1}


def pages_by_name(pages: Iterable[NamedPage]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for page in sorted(pages, key=lambda page: page.docname):
        for name in page.calls:
            found[name] = (*found.get(name, ()), page.docname)
    return found
