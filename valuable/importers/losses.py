"""Compare the words of a text before and after an import, so that none is lost without being named."""

import re
from collections import Counter
from functools import cache
from html import unescape

from markdown_it import MarkdownIt

from valuable.importers.records import OldEntry

TAG_LIKE = re.compile(r"</?[A-Za-z][^<>]*>")
SEEN_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# What no reader sees: remarks, addresses, options, other systems' tags, classes and ids.
UNSEEN = re.compile(
    r"<!--[\s\S]*?-->|<!doctype[^>]*>"
    r"|^[ \t>]*(?:[-+*]|1[.)])[ \t]+[^\n]*\n[ \t>]*\{:[ \t]*toc\b[^}\n]*\}"
    r"|<(script|style)\b[\s\S]*?</\1>|\{[%#][\s\S]*?[%#]\}|\{\{[\s\S]*?\}\}|\{:[^}\n]*\}|\]\([^)\n]*\)"
    r"|https?://[^\s<>\")\]]+|\[/?\w+(?:\s[^\]\n]*)?=[^\]\n]*\]|^\s*:[\w-]+:.*$"
    r"|^[ \t]*(?:```|~~~|:::).*$|^\s*\[[^\]\n]+\]:\s.*$|^import\s.*$|^export\s.*$|__GHOST_URL__",
    re.MULTILINE | re.IGNORECASE,
)


def words_seen(text: str) -> Counter[str]:
    """Return the words that a reader sees of Markdown or HTML, in small letters."""
    plain = unescape(TAG_LIKE.sub(" ", UNSEEN.sub(" ", text)))
    return Counter(word.casefold() for word in SEEN_WORD.findall(re.sub(r"[\\*_`~]", "", plain)))


def words_shown(text: str) -> Counter[str]:
    """Return the words of Markdown as a page shows them, code as it stands."""
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    text = re.sub(r"^(\s*)\[\^[^\]\n]+\]:", r"\1", text, flags=re.MULTILINE)
    text = re.sub(r"^(\s*):::+.*$", r"\1\n", text, flags=re.MULTILINE)
    shown = re.sub(r"<!--[\s\S]*?-->", " ", markdown_parser().render(text))
    shown = re.sub(r'\b(?:title|alt)="([^"]*)"', r">\1 <x ", shown)  # what a caption or an alternative says
    shown = unescape(TAG_LIKE.sub(" ", shown))
    return Counter(word.casefold() for word in SEEN_WORD.findall(shown))


@cache
def markdown_parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def lost_words(entry: OldEntry, written: str) -> list[str]:
    """Return the words of the source that the new text lacks, in the order of the source."""
    missing = words_seen(entry.body) - words_seen(entry.title)
    if not missing - words_seen(written):
        return []
    return list(
        (
            missing - words_seen(written) - words_shown(written)
            if entry.markup == "markdown"
            else missing - words_shown(written)
        ).elements()
    )
