"""Slugs: how the name of a tag or a category, or the words of a heading, become part of an address.

Addresses are for ever, so the rule is too: change nothing here that changes a slug.
"""

import re
from functools import lru_cache
from unicodedata import category, name, normalize

MAX_HEADING = 300  # characters of a heading, which is an anchor and a line of the contents too
SPELLED = {"+": "plus", "#": "sharp", "&": "and"}
NOT_IN_SLUGS = re.compile("[^a-z0-9]+")


@lru_cache(maxsize=4096)
def slug(text: str) -> str:
    """Return *text* as a part of an address: ``été`` is ``ete``, ``C#`` is ``c-sharp``, ``3.10`` is ``3-10``.

    Latin letters lose their accents; other scripts keep letters and marks. What is neither a letter, a mark
    nor a number parts words. The slug of a slug is itself. A text without letters and numbers has none: ``""``.
    """
    if text.isascii():  # as most are: no letter has a script or a mark to be told
        for sign, word in SPELLED.items():
            text = text.replace(sign, f"-{word}-")
        return NOT_IN_SLUGS.sub("-", text.lower()).strip("-")
    parts: list[str] = []
    kept = ""  # the script of the letter that a mark would belong to
    for char in normalize("NFD", normalize("NFC", text).casefold()):
        kind = category(char)[0]
        if kind == "M":
            parts.append(char if kept == "other" else "" if kept == "latin" else "-")
        elif kind in "LN":
            kept = "latin" if name(char, "").startswith("LATIN") else "other"
            parts.append(char)
        else:
            kept = ""
            parts.append(f"-{SPELLED[char]}-" if char in SPELLED else "-")
    return normalize("NFC", re.sub("-+", "-", "".join(parts)).strip("-"))
