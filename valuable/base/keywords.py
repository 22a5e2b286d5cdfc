"""Extract the keywords of a text, weighted by how rare each is in its language; the site's other texts play no part."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import import_module
from importlib.resources import files
from itertools import islice
from math import log2, sqrt
from string import punctuation
from typing import NamedTuple

from docutils import nodes

from valuable.base.word_count import NOT_PROSE, UNSPACED

MAX_TERMS = 30  # terms a text
UNLISTED_WEIGHT = 9  # the weight of an English word that the table lacks
UNKNOWN_LANGUAGE_WEIGHT = 5  # the weight of a word in a language without a table, unless it is a stop word
SUBJECT_STRENGTH = (
    10  # the strength from which a term is named as a reason; no term of a language without a table has it
)
STRENGTH_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
STRENGTHS = {digit: strength for strength, digit in enumerate(STRENGTH_DIGITS)}
NO_SUBJECT, SINGULAR_SUBJECT, PLURAL_SUBJECT = "-", "1", "s"
# What a text is about is none of these, however rare some are.
UNINFORMATIVE_WORDS = """
able above across actually again ago ahead almost alone along already although always among anybody anyone anything
anyway anywhere apart around aside ask asked asking away became become becomes behind below beneath beside besides
better beyond both bring brought came cannot carry choose come could despite did does doing done during each eight
either else elsewhere enough especially even ever every everybody everyone everything everywhere exactly except few
fewer five four gave gets getting give given gives goes going gone got had half happen happened happens hardly having
heard hence herself himself hold hundred indeed inside instead into itself keep keeps kept knew know known knows least
less let lets likely made make makes making many maybe mean means meant meanwhile merely might mine mostly much must
myself near nearly neither never nevertheless next nine nobody none nor nothing nowhere often once one oneself onto
opposite others otherwise ought ourselves outside own perhaps put puts quite rather really said same saw say saying says
second see seem seemed seems seen seldom seven several shall should since six somebody someone something sometimes
somewhat somewhere soon still stop stops such take taken takes taking tell tells than themselves therefore thing things
think third though thought three through throughout thus till together told too took toward towards tried tries try
twice two under unless unlike until upon use used using usually very via want wanted wants went whatever whenever
whereas wherever whether whichever while whoever whole whom whose why within without worse worst would yes yet yours
yourself
"""
# Most likely a noun stands between two of these, or between one of the former and a mark.
BEFORE_NOUNS = frozenset(
    """the a an this these those that its it our your my their his her of no every each any some two three""".split()  # noqa: SIM905
)
AFTER_NOUNS = frozenset(
    """of in is was are were and or that to for with on by from as at has had have can will may must which who but than
    when if it should would does do""".split()  # noqa: SIM905
)
NOUN = re.compile(r"([^\W\d_]{3,})([.,;:!?)]|$)")
ADDRESS_SIGNS = re.compile(r"://|@|www\.", re.IGNORECASE)
NO_KEYWORDS = (*NOT_PROSE, nodes.literal, nodes.math)
# A word of three letters or more; `don't` and its like are none, `team's` is `team`.
WORD = re.compile(r"(?<!\w)(?<!\w['’])[^\W\d_]{3,}(?!\w|['’](?:t|ll|re|d|ve|m)\b)")
WORD_PUNCTUATION = punctuation.replace("_", "") + "“”‘’„«»…–—"


@lru_cache(maxsize=1 << 14)
def singular(word: str) -> str:
    """Return the singular of an English word, judged by its ending: ``policies`` is ``policy``."""
    if not word.endswith("s") or len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "shes", "ches", "xes")) else word[:-1]


def plural(word: str) -> str:
    """Return the plural of an English word, the inverse of :func:`singular`."""
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("ss", "sh", "ch", "x")) else "s")


def looks_like_address(word: str) -> bool:
    return "://" in word or "@" in word or word.startswith("www.")


class Term(NamedTuple):
    """A keyword: its strength is 1 to 35; ``number`` is the grammatical number in which it may be named."""

    word: str
    strength: int
    number: str = NO_SUBJECT


@cache
def english_weights() -> dict[str, int]:
    """Return the weights of common English words, 0 to 8, heavier when rarer; 0 for words that carry no subject."""
    text = files("valuable").joinpath("data/words-en.txt").read_text(encoding="utf-8")
    lines = (line.split() for line in text.splitlines() if not line.startswith("#"))
    weights = {word: int(weight) for weight, *words in lines for word in words}
    return weights | dict.fromkeys(map(singular, UNINFORMATIVE_WORDS.split()), 0)


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return Sphinx's stop words of a language; an empty set if it has none."""
    try:
        module = import_module(f"sphinx.search._stopwords.{language}")
    except ModuleNotFoundError:
        return frozenset()
    lists = (value for name, value in vars(module).items() if "stopwords" in name.lower())
    return frozenset(word for words in lists for word in words)


def key_terms(text: str, language: str) -> list[Term]:
    """Return at most thirty terms of *text*, the strongest first.

    A term is the stronger, the rarer it is in the language and the more often it stands here; each counts the less, the
    more there is of it. Scripts without spaces have none.
    """
    if not text.isascii():
        text = UNSPACED.sub(" ", text)
    words = text.lower().split()
    if ADDRESS_SIGNS.search(text):
        words = [word for word in words if not looks_like_address(word)]
    found = word_counts(words)
    code = language.partition("-")[0].lower()
    if code != "en":
        stopped = dict.fromkeys(stop_words(code), 0)
        return strongest_terms(found, stopped, UNKNOWN_LANGUAGE_WEIGHT, SUBJECT_STRENGTH - 1, {})
    numbers = join_plurals(found, nouns_in(words))
    return strongest_terms(found, english_weights(), UNLISTED_WEIGHT, len(STRENGTH_DIGITS) - 1, numbers)


def join_plurals(found: dict[str, int], nouns: Iterable[str]) -> dict[str, str]:
    """Add counts of English plurals to their singulars in *found*; return the number in which nouns are named."""
    alone = {noun: found.get(noun, 0) for noun in nouns}
    for word in [word for word in found if word[-1] == "s" and singular(word) != word]:
        found[singular(word)] = found.get(singular(word), 0) + found.pop(word)
    return {
        noun: PLURAL_SUBJECT if found.get(noun, 0) > 2 * times else SINGULAR_SUBJECT for noun, times in alone.items()
    }


def strongest_terms(
    found: Mapping[str, int], weights: Mapping[str, int], unlisted: int, most: int, numbers: Mapping[str, str]
) -> list[Term]:
    """Return terms of the words that are counted in *found*: *unlisted* is the weight of those without one.

    None has more than *most* for its strength; *numbers* are those in which nouns are named.
    """
    ranked: list[list[str]] = [[] for _ in STRENGTH_DIGITS]  # words by their strength
    for word, times in found.items():
        ranked[min(most, strength(times, weights.get(word, unlisted)))].append(word)
    return [
        Term(word, number, numbers.get(word, NO_SUBJECT) if number >= SUBJECT_STRENGTH else NO_SUBJECT)
        for word, number in islice(by_strength(ranked), MAX_TERMS)
    ]


def by_strength(ranked: Sequence[list[str]]) -> Iterator[tuple[str, int]]:
    """Yield words and their strengths, the strongest first; *ranked* has the words of each strength."""
    for number in range(len(ranked) - 1, 0, -1):
        for word in sorted(ranked[number]):
            yield word, number


def word_counts(pieces: Iterable[str]) -> dict[str, int]:
    """Return how often each word of three letters or more occurs among *pieces*, a text split at white space."""
    found: dict[str, int] = {}
    other = []
    for piece, times in Counter(pieces).items():
        word = piece if piece.isalpha() else piece.strip(WORD_PUNCTUATION)
        if not word.isalpha():  # `decision-making`, `don't`, `3.11`
            other += [piece] * times
        elif len(word) > 2:
            found[word] = found.get(word, 0) + times
    for word in WORD.findall(" ".join(other)):
        found[word] = found.get(word, 0) + 1
    return found


def nouns_in(pieces: Sequence[str]) -> set[str]:
    """Return the likely nouns of an English text, in the singular, judged by the words around them."""
    found = set()
    for before, piece, after in zip(pieces, pieces[1:], [*pieces[2:], ""], strict=False):
        if before in BEFORE_NOUNS:
            noun = NOUN.match(piece)
            if noun and (noun[2] or after.rstrip(WORD_PUNCTUATION) in AFTER_NOUNS):
                found.add(singular(noun[1]))
    return found


@cache
def strength(times: int, weight: int) -> int:
    """Return the strength of a word that occurs so many *times* and has this *weight*."""
    return round(2 * sqrt(weight) * log2(1 + times))


def encode_terms(found: Sequence[Term]) -> str:
    """Encode terms as one text: a digit each for the strengths, then their numbers, then the words."""
    strengths = "".join(STRENGTH_DIGITS[term.strength] for term in found)
    numbers = "".join(term.number for term in found).rstrip(NO_SUBJECT)
    return " ".join([strengths + numbers, *(term.word for term in found)])


def decode_terms(text: str) -> tuple[list[str], str, str]:
    """Return the words, the digits of their strengths and the numbers, of terms encoded by :func:`encode_terms`."""
    digits, *words = text.split(" ")
    return words, digits[: len(words)], digits[len(words) :]


def subject_name(text: str, word: str) -> str:
    """Return a word of encoded terms as it is named: in the plural if the text uses that most."""
    words, _, numbers = decode_terms(text)
    return plural(word) if (word, PLURAL_SUBJECT) in zip(words, numbers, strict=False) else word


def keyword_prose(node: nodes.Node) -> Iterator[str]:
    """Yield the prose under *node* in pieces, to be joined without spaces; without code and maths."""
    for child in node.children:
        if isinstance(child, nodes.Text):
            yield str(child)
        elif not isinstance(child, NO_KEYWORDS):
            yield from keyword_prose(child)
    if not isinstance(node, nodes.Inline):
        yield "\n"
