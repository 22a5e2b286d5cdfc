"""Find words by letters on any keyboard: ``lodz`` finds Łódź, ``strasse`` Straße, ``soren`` and ``soeren`` Søren.

Pagefind takes accents off, which Unicode calls marks; it leaves letters that Unicode does not take apart. A word with
one of these gets another entry in the index, under the word that is typed for it; a page's text stays as it is.
"""

import copy
import gzip
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any
from unicodedata import category, normalize

FOLDED_LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ŋ": "n", "ŧ": "t",
    "ı": "i", "ĸ": "k", "ŀ": "l", "ſ": "s", "ƶ": "z", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ɛ": "e", "ɔ": "o", "ə": "e",
    "ŉ": "n", "ĳ": "ij", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
}  # fmt: skip
FOLDED_OTHERWISE = {"ø": "oe", "ŋ": "ng", "đ": "dj"}  # what some write for them
FIRST_FOLD = str.maketrans(FOLDED_LETTERS)
SECOND_FOLD = str.maketrans({**FOLDED_LETTERS, **FOLDED_OTHERWISE})
UNFOLDED = re.compile(f"[{''.join(FOLDED_LETTERS)}]")
IN_BYTES = re.compile(b"|".join(letter.encode() for letter in FOLDED_LETTERS))


def may_be_folded(file: bytes) -> bool:
    """Return whether a file of an index may have a word with one of the letters."""
    return IN_BYTES.search(gzip.decompress(file)) is not None


def folded_spellings(word: str) -> set[str]:
    """Return the spellings that are typed for a word with letters that not every keyboard has."""
    if not UNFOLDED.search(word):
        return set()
    return {
        "".join(sign for sign in normalize("NFD", word.translate(table)) if category(sign) != "Mn")
        for table in (FIRST_FOLD, SECOND_FOLD)
    }


@cache
def stemmer() -> Any:
    import snowballstemmer  # comes with Sphinx; Pagefind has the same rules for English

    return snowballstemmer.stemmer("english")


def rows_with_foldings(rows: Iterable[tuple[str, Any, Any]]) -> Iterator[tuple[str, Any, Any]]:
    """Yield another row of an index for each that has one of the letters: the spelling typed, and what it stands for.

    A row is a word, its pages, and its spellings with accents, each with its pages; the other has spellings alone.
    """
    for word, pages, spellings in rows:
        for typed in sorted({stemmer().stemWord(fold) for fold in folded_spellings(word)} - {word}):
            found = [[word, pages], *spellings] if pages else spellings
            yield typed, [], copy.deepcopy(found)
