"""Compare the words of a text before and after an import, so that none is lost without being named."""

import re
from collections import Counter
from html import unescape

from valuable.importers.records import Entry

TAG = re.compile(r"<[^<>]*>")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# What no reader sees: remarks, addresses, options, other systems' tags, classes and ids.
UNSEEN = re.compile(
    r"<!--[\s\S]*?-->|<(script|style)\b[\s\S]*?</\1>|\{[%#][\s\S]*?[%#]\}|\{\{[\s\S]*?\}\}|\{:[^}\n]*\}|\]\([^)\n]*\)"
    r"|https?://[^\s<>\")\]]+|\[/?\w+(?:\s[^\]\n]*)?=[^\]\n]*\]|^\s*:[\w-]+:.*$|^[ \t]*(?:```|~~~|:::).*$|^\s*\[[^\]\n]+\]:\s.*$"
    r"|^import\s.*$|^export\s.*$|__GHOST_URL__",
    re.MULTILINE,
)


def words_of(text: str) -> Counter[str]:
    """Return the words that a reader sees of Markdown or HTML, in small letters."""
    plain = unescape(TAG.sub(" ", UNSEEN.sub(" ", text)))
    return Counter(word.casefold() for word in WORD.findall(re.sub(r"[\\*_`~]", "", plain)))


def lost_words(entry: Entry, written: str) -> list[str]:
    """Return the words of the source that the new text lacks, in the order of the source."""
    missing = words_of(entry.body) - words_of(written) - words_of(entry.title)
    return list(missing.elements())
