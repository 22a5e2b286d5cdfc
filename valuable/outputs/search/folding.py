"""Find words by letters on any keyboard: ``lodz`` finds Łódź, ``strasse`` Straße, ``soren`` and ``soeren`` Søren.

Pagefind takes accents off, which Unicode calls marks; it leaves letters that Unicode does not take apart. A word with
one of these gets another entry in the index, under the word that is typed for it; a page's text stays as it is.
"""

import copy
import gzip
import re
from collections.abc import Collection, Iterable, Iterator
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


def french_forms(word: str) -> set[str]:
    """Return what a plural such as ``chevaux``, ``travaux`` may be the plural of."""
    return {f"{word[:-2]}l", f"{word[:-2]}il"} if word.endswith("aux") and len(word) > 5 else set()


def arabic_forms(word: str) -> set[str]:
    """Return a word without the article, and what is written together with it."""
    bare = ARTICLE.sub("", word)
    return {bare} if bare != word and len(bare) > 2 else set()


ARTICLE = re.compile("^(?:[وف]?[بك]?ال|[وف]?لل)")
# Forms of words that do not begin as another form does; all others are found by their beginning.
OTHER_FORMS = {"ar": arabic_forms, "fr": french_forms}


def typed_words(word: str, languages: Collection[str]) -> set[str]:
    """Return the other words under which a word of pages in *languages* is looked for."""
    forms = (OTHER_FORMS[language](word) for language in languages if language in OTHER_FORMS)
    return folded_spellings(word).union(*forms)


def rows_with_foldings(
    rows: Iterable[tuple[str, Any, Any]], languages: Collection[str] = ()
) -> Iterator[tuple[str, Any, Any]]:
    """Yield another row of an index for each word that is typed otherwise: what is typed, and what it stands for.

    A row is a word, its pages, and its spellings with accents, each with its pages; the other has spellings alone.
    """
    for word, pages, spellings in rows:
        for typed in sorted({stemmer().stemWord(fold) for fold in typed_words(word, languages)} - {word}):
            found = [[word, pages], *spellings] if pages else spellings
            yield typed, [], copy.deepcopy(found)
