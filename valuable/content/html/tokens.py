"""Split HTML that an author has written into tags, comments and text.

What is let through is written anew by `valuable.content.html.cleaner`, so a browser need not agree with what is read
here.
Each step goes on where the last one ended: the time is linear in the text, whatever stands in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from html.entities import html5

HTML_SPACE = "\t\n\f\r "
TAG_NAME = re.compile(rf"[A-Za-z][^{HTML_SPACE}/>]*")
# One attribute, and what stands before it. A name may begin with `=` (HTML, 13.2.5.32).
ATTRIBUTE_TOKEN = re.compile(
    rf"[{HTML_SPACE}/]*([^{HTML_SPACE}/>][^{HTML_SPACE}/>=]*)"
    rf"(?:[{HTML_SPACE}]*=[{HTML_SPACE}]*(?:\"([^\"]*)\"|'([^']*)'|([^{HTML_SPACE}>]+)))?"
)
# What stands after one of these is no part of the page until it is closed (HTML, 13.2.6.4.4 and 13.2.6.4.7).
UNPARSED = frozenset({"iframe", "noembed", "noframes", "plaintext", "script", "style", "textarea", "title", "xmp"})
TAG_END = re.compile(rf"[{HTML_SPACE}/]*>")
COMMENT_END = re.compile("--!?>")
CHARACTER_REFERENCE = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]*;?)")
HUGE = re.compile(r"&#(?:0*[0-9]{8,}|[xX]0*[0-9a-fA-F]{7,});?")  # Python refuses to count so far
ASCII_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


@dataclass(frozen=True, slots=True)
class Text:
    """Text between tags, its character references as they are written."""

    start: int  # the index in the markup
    text: str


@dataclass(frozen=True, slots=True)
class Comment:
    """``<!-- -->``, or what a browser takes for a comment: ``kind`` is ``<!--``, ``<!``, ``<?`` or ``</``."""

    start: int  # the index in the markup
    kind: str
    is_closed: bool = True


@dataclass(frozen=True, slots=True)
class Tag:
    """A start or an end tag; *written* is all of it."""

    start: int  # the index in the markup
    name: str  # in small letters
    attributes: dict[str, str] = field(default_factory=dict)
    closing: bool = False
    self_closing: bool = False
    written: str = ""


@dataclass(frozen=True, slots=True)
class UnclosedTag:
    """A tag without its ``>``, with all that follows it."""

    start: int  # the index in the markup
    text: str


Token = Text | Comment | Tag | UnclosedTag


def ascii_lower(name: str) -> str:
    """Return a name with the letters A to Z in small, as HTML compares names."""
    return name.lower() if name.isascii() else name.translate(ASCII_LOWER)


def decode_references(value: str) -> str:
    """Return a text with its character references resolved."""
    return unescape(HUGE.sub("\ufffd", value)) if "&" in value else value


def decode_attribute(value: str) -> str:
    """Return an attribute's value with its character references resolved.

    ``?a=1&copy=2`` has none: HTML, 13.2.5.73.
    """
    if "&" not in value:
        return value

    def character(match: re.Match[str]) -> str:
        found = match[0]
        if found[1] == "#":
            return unescape(found)
        if found.endswith(";"):
            return html5.get(found[1:], found)
        return found if value[match.end() : match.end() + 1] == "=" else html5.get(found[1:], found)

    return CHARACTER_REFERENCE.sub(character, HUGE.sub("\ufffd", value))


class Tokenizer:
    """Splits *markup* into tags, comments and text, from its beginning to its end."""

    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.at = 0

    def __iter__(self) -> Iterator[Token]:
        markup = self.markup
        while self.at < len(markup):
            start = markup.find("<", self.at)
            if start < 0:
                start = len(markup)
            if start > self.at:
                text, self.at = Text(self.at, markup[self.at : start]), start
                yield text
            elif (token := self.marked(start)) is not None:
                yield token

    def marked(self, start: int) -> Token | None:
        """Return the tag or comment that begins with the ``<`` at *start*."""
        markup = self.markup
        following = markup[start + 1 : start + 2]
        if following in {"!", "?"}:
            return self.comment(start)
        closing = following == "/"
        name = TAG_NAME.match(markup, start + 1 + closing)
        if name is not None:
            return self.tag(start, name, closing)
        if closing and start + 2 < len(markup):
            return self.until(">", start, "</")
        self.at = start + 1
        return Text(start, "<")

    def comment(self, start: int) -> Comment:
        if not self.markup.startswith("<!--", start):
            return self.until(">", start, self.markup[start : start + 2])
        if self.markup.startswith((">", "->"), start + 4):
            self.at = self.markup.index(">", start) + 1
            return Comment(start, "<!--")
        end = COMMENT_END.search(self.markup, start + 4)
        self.at = end.end() if end else len(self.markup)
        return Comment(start, "<!--", end is not None)

    def until(self, end: str, start: int, kind: str) -> Comment:
        found = self.markup.find(end, start)
        self.at = found + 1 if found >= 0 else len(self.markup)
        return Comment(start, kind, found >= 0)

    def tag(self, start: int, name: re.Match[str], closing: bool) -> Tag | UnclosedTag:
        attributes: dict[str, str] = {}
        at = name.end()
        while (end := TAG_END.match(self.markup, at)) is None:
            found = ATTRIBUTE_TOKEN.match(self.markup, at)
            if found is None:
                self.at = len(self.markup)
                return UnclosedTag(start, self.markup[start:])
            value = found[2] or found[3] or found[4] or ""
            attributes.setdefault(ascii_lower(found[1]), decode_attribute(value))
            at = found.end()
        self.at = end.end()
        written = self.markup[start : self.at]
        self_closing = written.endswith("/>") and not (attributes and self.markup[at - 1] == "/")
        return Tag(start, ascii_lower(name[0]), attributes, closing, self_closing, written)

    def raw_text(self, name: str) -> tuple[str, bool]:
        """Return the text before ``</name>``, or up to the end, and whether there is such an end tag."""
        end = re.compile(rf"</{re.escape(name)}(?=[{HTML_SPACE}/>])", re.IGNORECASE | re.ASCII).search(
            self.markup, self.at
        )
        start, self.at = self.at, end.start() if end else len(self.markup)
        return self.markup[start : self.at], end is not None
