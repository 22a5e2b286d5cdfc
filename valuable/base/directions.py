"""Which way a language is written, and what an element says of a text in another one."""

from functools import cache
from unicodedata import bidirectional

from babel.core import get_global

# ISO 15924: the scripts of Unicode whose letters run from right to left.
RIGHT_TO_LEFT = frozenset({
    "Adlm", "Arab", "Aran", "Armi", "Avst", "Chrs", "Cprt", "Elym", "Gara", "Hatr", "Hebr", "Hung", "Khar", "Lydi",
    "Mand", "Mani", "Mend", "Merc", "Mero", "Narb", "Nbat", "Nkoo", "Orkh", "Ougr", "Palm", "Phli", "Phlp", "Phnx",
    "Prti", "Rohg", "Samr", "Sarb", "Sidt", "Sogd", "Sogo", "Syrc", "Syre", "Syrj", "Syrn", "Thaa", "Todr", "Yezi",
})  # fmt: skip


@cache
def likely_script(language: str) -> str:
    """Return the script of a BCP 47 tag: the one that it names, else the likely one (CLDR); empty if none is known."""
    first, *rest = language.split("-")
    for subtag in () if len(first) == 1 else rest:
        if len(subtag) == 1:  # what follows is an extension, or for private use
            break
        if len(subtag) == 4 and subtag.isalpha():
            return subtag.title()
    region = next((subtag.upper() for subtag in rest[:2] if len(subtag) == 2 or subtag.isdigit()), "")
    likely = get_global("likely_subtags")
    for known in (f"{first.lower()}_{region}", first.lower()):
        if known in likely:
            return str(likely[known].split("_")[1])
    return ""


def direction(language: str) -> str:
    """Return ``rtl`` for a language that is written from right to left, and else ``ltr``: HTML's ``dir``."""
    return "rtl" if likely_script(language) in RIGHT_TO_LEFT else "ltr"


def isolated(text: str) -> str:
    """Return a text for within one from right to left: with letters from left to right, it keeps its signs in order.

    So ``C++`` is not shown as ``++C`` (UAX 9, FSI and PDI).
    """
    return "\u2068" + text + "\u2069" if any(bidirectional(sign) == "L" for sign in text) else text


def language_attributes(language: str | None, around: str) -> str:
    """Return the attributes of an element in *language* within one in the language *around*, behind a space.

    There are none for the same language; ``dir`` is said only where it is another.
    """
    if not language or language == around:
        return ""
    there = direction(language)
    return f' lang="{language}"' + (f' dir="{there}"' if there != direction(around) else "")
