"""Find the sentence in which a link stands."""

import re

# What may end a sentence: a mark, closing quotes and brackets, white space, and what a sentence may begin with. Chinese
# and Japanese marks end one by themselves.
END = re.compile(r"(?:[.?!…]+[\"'”’»)\]]*\s+(?=[\"'“‘«„(\[¿¡]*[^\W_a-zß-öø-ÿ])|[。！？]+[」』）]*)")
# A full stop after one of these, after a single letter or after a number ends nothing.
NO_END = re.compile(
    r"(?:^|[\s(\[\"'“„])(?:[^\W\d_]|\d+|e\.\s?g|i\.\s?e|z\.\s?B|d\.\s?h|u\.\s?a|cf|Dr|ed|eds|et al|etc|Mr|Mrs|Ms|No|Nr|"
    r"p|pp|Prof|St|usw|vgl|Vgl|vol|vs|bzw|ca|approx)\.\s+$"
)
CUT = "…"


def sentence_around(text: str, start: int, end: int, *, longest: int = 320) -> tuple[str, str, str]:
    """Return the sentence of *text* in which ``text[start:end]`` stands, parted there: before, the words, after.

    The words are whole, whatever they hold. Of a sentence with more than *longest* characters, what is far from them is
    cut off between words.
    """
    first, last = 0, len(text)
    for mark in END.finditer(text):
        if NO_END.search(text, max(0, mark.start() - 12), mark.end()):
            continue
        if mark.end() <= start:
            first = mark.end()
        elif mark.start() >= end or mark.end() > end:
            last = mark.end()
            break
    before, words, after = text[first:start].lstrip(), text[start:end], text[end:last].rstrip()
    room = max(longest - len(words), 0)
    head = min(len(before), max(room // 2, room - len(after)))
    tail = min(len(after), room - head)
    if head < len(before):
        kept = before[len(before) - head :]
        before = CUT + (kept[kept.find(" ") :] if " " in kept else "")
    if tail < len(after):
        kept = after[:tail]
        after = (kept[: kept.rfind(" ") + 1] if " " in kept else "") + CUT
    return before, words, after
