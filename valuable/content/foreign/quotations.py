"""Read the tags around a quotation, ``{% blockquote Author, Source https://… %}`` of Octopress and Hexo."""

import re
from collections.abc import Iterator

from valuable.content.foreign.arguments import Arguments

QUOTATION_PAIRS = frozenset({"blockquote", "quote", "pullquote", "epigraph"})
CITED_ADDRESS = re.compile(r"https?://\S+")
PULLED = re.compile(r"\{[\"“”][ \t]?|[ \t]?[\"“”]\}")  # of Octopress: what is shown once more, larger


def attribution(rest: str, arguments: Arguments) -> str:
    """Return who has said it, and where, in Markdown; *rest* is what stands behind the name of the tag."""
    named = arguments.named
    if named.keys() & {"author", "by", "name", "title", "source", "cite", "link", "url", "href", "attribution"}:
        author, title = arguments.get("author", "by", "name", "attribution"), arguments.get("title", "source", "cite")
        address = arguments.get("link", "url", "href")
    else:
        found = CITED_ADDRESS.search(rest)
        before, address, title = (rest[: found.start()], found[0], rest[found.end() :]) if found else (rest, "", "")
        author, comma, source = before.strip().strip("\"'“”").partition(",")
        title = title or (source if comma else "")
    work = " ".join(title.split()).strip("\"'“”")
    work = (f"[{work}]({address})" if work else f"<{address}>") if address else (f"*{work}*" if work else "")
    return ", ".join(filter(None, [" ".join(author.split()), work]))


def attribution_line(words: str) -> str:
    """Return the line before a quotation that says whose it is; ``""`` if nobody is named."""
    return '{attribution="' + words.replace('"', "”") + '"}' if words else ""


def quoted_lines(text: str, start: int, end: int, width: int) -> Iterator[int]:
    """Yield where ``> `` goes into each line of ``text[start:end]``; *width* signs before it are of what is around."""
    at = text.find("\n", start, end)
    while 0 <= at < end:
        begin = at + 1
        last = text.find("\n", begin, end)
        stop = last if last >= 0 else end
        if stop < end:  # the last line is that of the tag which ends it
            here = begin
            while here < min(begin + width, stop) and text[here] in " \t>":
                here += 1
            yield here
        at = last
