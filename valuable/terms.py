"""Choose the words that tell what a text is about, by how rare they are in the language, never in this site."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.resources import files

from docutils import nodes

from valuable.word_count import SKIPPED, UNSPACED

MOST = 30  # terms a text
RAREST = 9  # the weight of an English word that the table lacks
ELSEWHERE = 5  # the weight of a word in a language without a table, unless it is a stop word
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
    """Return at most thirty terms of *text*, each with its weight of 1 to 9, the most telling first.

    A term is chosen by how often it stands there times its weight. Scripts without spaces have none.
    """
    text = " ".join(word for word in text.lower().split() if not is_address(word))
    if not text.isascii():
        text = UNSPACED.sub(" ", text)
    code = language.split("-")[0].lower()
    found: Counter[str] = Counter(WORD.findall(text))
    weights: dict[str, int]
    if code == "en":
        singular: Counter[str] = Counter()
        for word, times in found.items():
            singular[base(word)] += times
        known = table()
        found, weights = singular, {word: known.get(word, RAREST) for word in singular}
    else:
        common = stop_words(code)
        weights = {word: 0 if word in common else ELSEWHERE for word in found}
    ranked = sorted((-times * weights[word], word) for word, times in found.items() if weights[word])
    return tuple((word, weights[word]) for _, word in ranked[:MOST])


def said(node: nodes.Node) -> Iterator[str]:
    """Yield the prose under *node* in pieces, to be joined without spaces: no code and no maths."""
    for child in node.children:
        if isinstance(child, nodes.Text):
            yield str(child)
        elif not isinstance(child, UNSAID):
            yield from said(child)
    if not isinstance(node, nodes.Inline):
        yield "\n"
