"""Make `valuable/data/words-en.txt` from SymSpell's list of English words with their counts in Google Books."""

import math
import sys
from collections import Counter, defaultdict
from pathlib import Path

from valuable.base.keywords import UNLISTED_WEIGHT, singular

WORDS = 10_000
TARGET = Path(__file__).resolve().parent.parent / "valuable" / "data" / "words-en.txt"
HEADER = """\
# Weights of the most common English words, 0 (said everywhere) to 8; a word that is not here weighs 9.
# A weight is the binary logarithm of how much rarer than "the" a word is, less 5.
# Source: Google Books Ngram counts (CC BY 3.0, https://books.google.com/ngrams/), met with SCOWL's words, as
# frequency_dictionary_en_82_765.txt of SymSpell and symspellpy has them (MIT).
# Made by: python -m benchmarks.word_table frequency_dictionary_en_82_765.txt
"""


def main(source: str) -> None:
    counts: Counter[str] = Counter()
    for line in Path(source).read_text(encoding="utf-8-sig").splitlines():
        word, count = line.split()
        counts[singular(word)] += int(count)
    most = counts["the"]
    by_weight: dict[int, list[str]] = defaultdict(list)
    for word, count in counts.most_common(WORDS):
        if len(word) > 2 and word.isalpha():
            by_weight[min(UNLISTED_WEIGHT - 1, max(0, round(math.log2(most / count) - 5)))].append(word)
    lines = []
    for weight, words in sorted(by_weight.items()):
        words.sort()
        lines += [f"{weight} {' '.join(words[i : i + 12])}" for i in range(0, len(words), 12)]
    TARGET.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
