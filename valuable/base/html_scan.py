"""Scan the tags of finished HTML, and rewrite their attributes, without building a tree."""

import re
from collections.abc import Callable, Iterator
from html import escape, unescape

# What stands between a tag's name and its end. A quotation mark counts only after `=` (HTML, 13.2.5.32 to 13.2.5.38).
TAG_INSIDE = r"""(?>[^>=]+|=\s*"[^"]*"|=\s*'[^']*'|=)*+"""
# Each start tag, with what is no markup, as in a script, and no element of its own.
HTML_TAG = re.compile(
    rf"<!--.*?--\s*>|<(?i:(script|style|textarea|title|xmp|iframe|noembed|noframes)\b)({TAG_INSIDE})>(.*?)</(?i:\1)\b"
    rf"|<([a-zA-Z][^\s/>]*)({TAG_INSIDE})>",
    re.DOTALL,
)
HTML_ATTRIBUTE = re.compile(r"""([^\s"'>/=][^\s>/=]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>][^\s>]*))?""")


def parse_attributes(inside: str) -> dict[str, str]:
    """Return the attributes in the inside of a tag; of two with one name the first, as in a browser."""
    found: dict[str, str] = {}
    for name, value in HTML_ATTRIBUTE.findall(inside):
        found.setdefault(name.lower(), unquote_value(value))
    return found


def unquote_value(value: str) -> str:
    """Return the value of an attribute without its quotes, with character references resolved."""
    return unescape(value[1:-1] if value[:1] in {'"', "'"} else value)


def scan_tags(markup: str) -> Iterator[tuple[str, str, str]]:
    """Yield the name, the inside of the start tag and the raw text (of scripts and the like) of each element."""
    for raw, inside, text, name, other in HTML_TAG.findall(markup):
        if raw or name:
            yield (raw or name).lower(), inside or other, text


def rewrite_attributes(markup: str, word: str, change: Callable[[dict[str, str]], None]) -> str:
    """Apply *change* to the attributes of each start tag that contains *word*, in any case; return the markup."""

    def tag(match: re.Match[str]) -> str:
        group = 2 if match[1] else 5
        inside = match[group]
        if not inside or word not in inside.lower():
            return match[0]
        found = parse_attributes(inside)
        before = dict(found)
        change(found)
        if found == before:
            return match[0]
        end = "/" if inside.endswith("/") else ""
        written = "".join(f' {name}="{escape(value)}"' if value else f" {name}" for name, value in found.items()) + end
        start = match.start(group) - match.start()
        return match[0][:start] + written + match[0][start + len(inside) :]

    return HTML_TAG.sub(tag, markup)


def strip_comments(markup: str) -> str:
    """Return *markup* without comments; one that is never closed stays."""
    kept, at = [], 0
    while (start := markup.find("<!--", at)) >= 0 and (end := markup.find("-->", start + 4)) >= 0:
        kept.append(markup[at:start])
        at = end + len("-->")
    return "".join(kept) + markup[at:]
