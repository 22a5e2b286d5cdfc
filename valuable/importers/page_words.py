"""Compare the words of a source with those of the page that was built of it."""

import re
from collections import Counter
from html import unescape

from valuable.importers.losses import (
    SEEN_WORD,
    WITHIN_WORDS,
    folded_word,
    lost_words,
    without_between,
    words_of_source,
    words_shown,
)
from valuable.importers.records import OldEntry

PAGE_CONTENT = re.compile(r"<article\b[\s\S]*</article>|<main\b[\s\S]*</main>", re.IGNORECASE)
SAID_IN = re.compile(r"\b(?:alt|title|aria-label|data-tex|content|summary)=\"(?P<double>[^\"]*)\"")
UNSHOWN = (("<script", "</script>"), ("<style", "</style>"), ("<!--", "-->"))
EVERY_TAG = re.compile(r"<[^<>]*>")
# Formulas are shown as formulas, which have no words.
MATHS = re.compile(r"\$\$[^$]{1,4000}\$\$|\$[^$\n]{1,400}\$|^```\{math\}[\s\S]*?^```|\\\(.{1,400}?\\\)", re.MULTILINE)


def words_of_page(page: str) -> Counter[str]:
    """Return the words that the content of a page shows or says."""
    found = PAGE_CONTENT.search(page)
    content = without_between(found[0] if found else page, UNSHOWN)
    said = " ".join(match[1] for match in SAID_IN.finditer(content))
    joined = EVERY_TAG.sub(" ", WITHIN_WORDS.sub("", content))
    apart = EVERY_TAG.sub(" ", content)
    return words_in(f"{joined} {said}") | words_in(apart)


def words_in(html: str) -> Counter[str]:
    return Counter(folded_word(word) for word in SEEN_WORD.findall(unescape(html)))


def words_missing(entry: OldEntry, page: str, text: str) -> list[str]:
    """Return the words of a source that the new text lacks, and those of the text that its page lacks.

    *page* is empty where none was built, as of a draft.
    """
    if not page:
        return lost_words(entry, text)
    shown = words_of_page(page)
    missing = words_of_source(entry) - shown
    if not missing:
        return []
    lost = Counter(lost_words(entry, text)) | (words_shown(MATHS.sub(" ", text)) - shown)
    return list((missing & lost).elements())
