"""Split text into sentences, and find the one in which a link stands.

A full stop after an abbreviation, an initial or a German ordinal may end a sentence or not. It does if the word behind
it is one that begins sentences and no names, a stop word such as "The"; and never if something always follows, as it
does "Dr.".
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from valuable.base.keywords import stop_words

PLACEHOLDER = "\0"  # stands for words that are not known yet; a sentence may begin with it
# A run of marks. Chinese and Japanese ones end a sentence by themselves, but not before what goes on after a quotation:
# 「…。」と. Others do with closing quotes and brackets, white space, and a word behind it.
END_MARKS = ".?!…؟۔।。！？"
END_MARK = re.compile(
    rf"(?P<marks>[{END_MARKS}](?<![{END_MARKS}]{{2}})[{END_MARKS}]*+)"
    r"(?:(?<=[。！？])(?:[」』）]+(?![とのはがをに、。」』）])|(?![」』）]))"
    r"|[\"'”’»“«)\]]*(?:\s»)?\s+(?=(?:[\"'“‘«„(\[¿¡]\s?|»(?!\s))*"
    rf"(?P<word>[^\W_]\w{{0,30}}|{PLACEHOLDER})(?P<stop>\.?)))"
)
OPENING_SIGNS = "\"'“”‘’«»„([¿¡"
MAX_ABBREVIATION = 24  # characters before a mark: no abbreviation has more

# Something follows these.
ALWAYS_FOLLOWED = frozenset(
    """dr mr mrs ms messrs prof rev hon gen gov capt sgt lt col st mt e.g i.e cf vs viz approx
    z.b d.h vgl sog bzw ca hr hrn mm mme mlle p.ex c.-à-d env sra srta dra dña p.ej ee""".split()  # noqa: SIM905
)
# A number, or a letter for one, follows these; else they are words.
FOLLOWED_BY_NUMBERS = frozenset(
    """no nos nr núm fig figs abb tab pp pg pág págs vol vols bd ch chap kap cap sec art eq op
    jan feb mar apr jun jul aug sep sept oct okt nov dec dez janv févr avr juil déc ene abr ago dic""".split()  # noqa: SIM905
)
# These stand before something or at the end.
FOLLOWED_OR_LAST = frozenset("etc usw al inc ltd co corp bros jr sr ed eds u.a dgl evtl ggf av ud uds vd éd".split())  # noqa: SIM905
DOTTED = re.compile(r"[^\W\d_]{1,2}(?:\.-?[^\W\d_]{1,2})+")  # U.S, p.m, J.-C
ROMAN = re.compile(r"[IVXLC]+")
ELLIPSIS = "…"


def sentence_ends(text: str, language: str = "en") -> list[int]:
    """Return the offsets at which sentences of *text* end, after the white space; the last end is left out."""
    language = language.partition("-")[0].lower()
    found, last = [], 0
    for mark in END_MARK.finditer(text):
        if mark.end() == len(text):
            break
        if mark["word"] is None or (not mark["word"].islower() and is_sentence_end(text, last, mark, language)):
            last = mark.end()
            found.append(last)
    return found


def is_sentence_end(text: str, last: int, mark: re.Match[str], language: str) -> bool:
    """Return whether the full stop or other *mark* ends the sentence that begins at offset *last*."""
    if mark["marks"] != ".":
        return True
    start = max(last, mark.start() - MAX_ABBREVIATION)
    *earlier, word = text[start : mark.start()].split() or [""]
    word = word.lstrip(OPENING_SIGNS)
    if not earlier and start == last and numbers_a_point(word):
        return False
    name = word.lower()
    whole = earlier[-1].lstrip(OPENING_SIGNS).lower() + name if earlier and earlier[-1].endswith(".") else name  # z. B.
    if name in ALWAYS_FOLLOWED or whole in ALWAYS_FOLLOWED:
        return False
    if begins_sentences(mark["word"], mark["stop"], language):
        return True
    if name in FOLLOWED_BY_NUMBERS and is_number(mark["word"]):
        return False
    return not may_be_followed(word, whole, language)


def numbers_a_point(word: str) -> bool:
    """Return whether a word with a full stop behind it may number what follows: ``1.``, ``a.``."""
    return (len(word) == 1 and word.isalpha()) or (word.isdecimal() and len(word) < 3)


def begins_sentences(word: str, stop: str, language: str) -> bool:
    """Return whether *word* begins sentences and no names; ``A`` with a *stop* behind it is an initial, J. A. Smith."""
    return word.lower() in stop_words(language) and not (len(word) == 1 and stop)


def is_number(word: str) -> bool:
    """Return whether a word is a number, or a letter in the place of one."""
    return word[0].isdecimal() or len(word) == 1 or ROMAN.fullmatch(word) is not None


def may_be_followed(word: str, whole: str, language: str) -> bool:
    """Return whether a sentence may go on after *word* and a full stop: an initial, an abbreviation, an ordinal.

    *whole* is the abbreviation that the word is the last part of, in small letters.
    """
    if (len(word) == 1 and word.isalpha()) or word.lower() in FOLLOWED_OR_LAST or DOTTED.fullmatch(whole):
        return True
    return language == "de" and (ROMAN.fullmatch(word) is not None or (word.isdecimal() and len(word) < 4))


def sentence_around(
    text: str, start: int, end: int, stops: Sequence[int], *, longest: int = 320
) -> tuple[str, str, str]:
    """Return the sentence of *text* in which ``text[start:end]`` stands, parted there: before, the words, after.

    *stops* are the :func:`sentence_ends` of the text. The words are whole, whatever they hold. Of a sentence of more
    than *longest* characters, what is far from them is cut off, between words if there are spaces.
    """
    at, following = bisect_right(stops, start), bisect_left(stops, end)
    first = stops[at - 1] if at else 0
    last = stops[following] if following < len(stops) else len(text)
    room = max(longest - (end - start), 0)
    head = min(start - first, max(room // 2, room - (last - end)))
    tail = min(last - end, room - head)
    before, after = text[start - head : start], text[end : end + tail]
    if head < start - first:
        before = ELLIPSIS + before[max(before.find(" "), 0) :]
    after = after.rstrip() if tail == last - end else after[: after.rfind(" ") + 1 or None] + ELLIPSIS
    return before, text[start:end], after


def shorten_text(text: str, longest: int) -> str:
    """Return a text of at most *longest* characters, cut between words where it can be."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    words = head.rpartition(" ")[0]
    return f"{(words if len(words) > longest // 2 else head).rstrip(' ,;:–—-')}…"


def leading_sentences(text: str, language: str, wanted: int = 200, longest: int = 320) -> str:
    """Return the sentences that *text* begins with, as many as have *wanted* characters, or the first if it has more.

    One of more than *longest* characters is cut between words, if there are spaces.
    """
    if len(text) <= wanted:
        return text
    begun = text[: longest + 1]
    ends = [len(begun[:end].rstrip()) for end in sentence_ends(begun, language)]
    short = [end for end in ends if end <= wanted]
    if ends or len(text) <= longest:
        return text[: short[-1] if short else ends[0] if ends else len(text)]
    return shorten_text(text, wanted)
