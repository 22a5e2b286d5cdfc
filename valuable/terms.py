"""Choose the words that tell what a text is about, by how rare they are in the language, never in this site."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from importlib.resources import files
from math import log2, sqrt

from docutils import nodes

from valuable.word_count import SKIPPED, UNSPACED

MOST = 30  # terms a text
RAREST = 9  # the weight of an English word that the table lacks
ELSEWHERE = 5  # the weight of a word in a language without a table, unless it is a stop word
TELLING = 10  # the strength from which a term is named as a reason; no term of a language without a table has it
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
STRENGTHS = {digit: strength for strength, digit in enumerate(DIGITS)}
UNSAID = (*SKIPPED, nodes.literal, nodes.math)
# A word of three letters or more; `don't` and its like are none, `team's` is `team`.
WORD = re.compile(r"(?<!\w)(?<!\w['’])[^\W\d_]{3,}(?!\w|['’](?:t|ll|re|d|ve|m)\b)")


def base(word: str) -> str:
    """Return an English word in the singular, as far as its last letters tell: ``policies`` is ``policy``."""
    if not word.endswith("s") or len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "shes", "ches", "xes")) else word[:-1]


def is_address(word: str) -> bool:
    return "://" in word or "@" in word or word.startswith("www.")


@cache
def table() -> dict[str, int]:
    """Return the weights of common English words, 0 to 8; the rarer, the heavier."""
    text = files("valuable").joinpath("data/words-en.txt").read_text(encoding="utf-8")
    lines = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return {word: int(weight) for weight, *words in lines for word in words}


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return Sphinx's stop words of a language, none if it has no list."""
    try:
        module = import_module(f"sphinx.search._stopwords.{language}")
    except ModuleNotFoundError:
        return frozenset()
    lists = (value for name, value in vars(module).items() if "stopwords" in name.lower())
    return frozenset(word for words in lists for word in words)


def terms(text: str, language: str) -> tuple[tuple[str, int], ...]:
    """Return at most thirty terms of *text*, each with its strength of 1 to 35, the strongest first.

    A term is the stronger, the rarer it is in the language and the more often it stands here; each counts the less, the
    more there is of it. Scripts without spaces have none.
    """
    text = " ".join(word for word in text.lower().split() if not is_address(word))
    if not text.isascii():
        text = UNSPACED.sub(" ", text)
    code = language.split("-")[0].lower()
    found: Counter[str] = Counter(WORD.findall(text))
    weights: dict[str, int]
    most = len(DIGITS) - 1
    if code == "en":
        singular: Counter[str] = Counter()
        for word, times in found.items():
            singular[base(word)] += times
        known = table()
        found, weights = singular, {word: known.get(word, RAREST) for word in singular}
    else:
        common, most = stop_words(code), TELLING - 1
        weights = {word: 0 if word in common else ELSEWHERE for word in found}
    ranked = sorted((-min(most, strength(times, weights[word])), word) for word, times in found.items())
    return tuple((word, -negative) for negative, word in ranked[:MOST] if negative)


@cache
def strength(times: int, weight: int) -> int:
    return round(2 * sqrt(weight) * log2(1 + times))


def written(found: Sequence[tuple[str, int]]) -> str:
    """Return terms as one text: a digit a term for its strength, then the terms."""
    return " ".join(["".join(DIGITS[strength] for _, strength in found), *(term for term, _ in found)])


def is_subject(term: str) -> bool:
    """Return whether a term may be named as what a text is about: no adverb or participle, as far as its end tells."""
    stem, end = term[:-2], term[-2:]
    if len(term) < 6 or end not in {"ly", "ed"}:
        return len(term) > 3
    roots = (stem, stem + "e", stem + "le", stem[:-1], stem[:-1] + "y")  # quick, true, simple, planned, easy
    return not any(root in table() for root in roots)


def said(node: nodes.Node) -> Iterator[str]:
    """Yield the prose under *node* in pieces, to be joined without spaces: no code and no maths."""
    for child in node.children:
        if isinstance(child, nodes.Text):
            yield str(child)
        elif not isinstance(child, UNSAID):
            yield from said(child)
    if not isinstance(node, nodes.Inline):
        yield "\n"
