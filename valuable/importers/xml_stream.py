"""Read XML of any size part by part, and as much of a broken file as can be read.

No entity of a document is resolved and nothing is fetched: what stands before the first element is not even parsed.
"""

import codecs
import re
from collections.abc import Iterator
from html.entities import name2codepoint
from io import RawIOBase
from typing import IO

from lxml import etree

from valuable.importers.trees import SourceError

ROOT_START = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|RDF)[\s>]", re.IGNORECASE)
ROOT_END = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|RDF)\s*>\s*(?:<!--[^>]*-->\s*)?\Z", re.IGNORECASE)
MAX_PROLOG = 2_000_000  # characters before the first element
MAX_XML_BYTES = 1_000_000_000  # of one file: its texts are in memory at once
XML_PART = 1 << 18  # bytes that are read at once
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
CONTROL_REFERENCE = re.compile(r"&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]));", re.IGNORECASE)
AMPERSAND = re.compile(r"&(?:(?P<name>[A-Za-z]\w{1,31});|(?!#))")
XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
HELD = 64  # characters that are kept back, since a sign may go on in the next part
ENCODING = re.compile(rb"""^<\?xml[^>]*\sencoding=["']([\w.-]+)""")


def as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 as Windows wrote them in Western Europe."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("as-windows", as_windows)


class CleanXml(RawIOBase):
    """The text of an XML file in UTF-8, without its prolog and what no parser reads, of which ``problems`` tells."""

    def __init__(self, name: str, file: IO[bytes]) -> None:
        self.name, self.file, self.size = name, file, 0
        self.decoder: codecs.IncrementalDecoder | None = None
        self.waiting = ""
        self.ready = b""
        self.in_cdata = self.at_end = self.has_root = False
        self.tail = ""
        self.problems: set[str] = set()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while not self.ready and not self.at_end:
            self.ready = self.next_part().encode("utf-8", "replace")
        size = len(self.ready) if size is None or size < 0 else size
        data, self.ready = self.ready[:size], self.ready[size:]
        return data

    def next_part(self) -> str:
        try:
            data = self.file.read(XML_PART)
        except (OSError, EOFError) as error:
            self.problems.add(f"it can't be read to its end ({error})")
            data = b""
        self.size += len(data)
        if self.size > MAX_XML_BYTES:
            raise SourceError(
                f"{self.name} holds more than {MAX_XML_BYTES // 1_000_000_000} GB: export the blog in parts, by years."
            )
        if self.decoder is None:
            self.decoder = decoder_of(data)
        self.at_end = not data
        text = self.waiting + self.decoder.decode(data, self.at_end)
        if not self.has_root:
            text = self.without_prolog(text)
            if not self.has_root:
                return ""
        cut = len(text) if self.at_end else whole_until(text, max(0, len(text) - HELD))
        text, self.waiting = text[:cut], text[cut:]
        cleaned = CONTROL_CHARACTERS.sub("", text)
        if len(cleaned) != len(text):
            self.problems.add("it has control characters, which were left out")
        made = "".join(self.mended(cleaned))
        self.tail = (self.tail + made)[-200:]
        if self.at_end and not ROOT_END.search(self.tail):
            self.problems.add("it ends before its end; what came before is here")
            made += "]]>" if self.in_cdata else ""
        return made

    def without_prolog(self, text: str) -> str:
        """Return what begins with the first element, on its line."""
        found = ROOT_START.search(text)
        self.has_root = found is not None
        if found is None:
            self.waiting = text if len(text) < MAX_PROLOG else ""
            return ""
        return "\n" * text.count("\n", 0, found.start()) + text[found.start() :]

    def mended(self, text: str) -> Iterator[str]:
        """Yield the pieces of a text, with ampersands outside CDATA as XML has them."""
        place = 0
        while place < len(text):
            sign = "]]>" if self.in_cdata else "<![CDATA["
            end = text.find(sign, place)
            stop = len(text) if end < 0 else end + len(sign)
            piece = text[place:stop]
            yield piece if self.in_cdata else CONTROL_REFERENCE.sub("", AMPERSAND.sub(known_reference, piece))
            if end >= 0:
                self.in_cdata = not self.in_cdata
            place = stop


def whole_until(text: str, cut: int) -> int:
    """Return a place at or before *cut* at which no reference and no sign of CDATA is cut through."""
    start = text.rfind("&", max(0, cut - HELD), cut)
    if start >= 0 and ";" not in text[start:cut]:
        cut = start
    for sign in ("<![CDATA[", "]]>"):
        start = text.find(sign, max(0, cut - len(sign) + 1), cut + len(sign) - 1)
        cut = start if 0 <= start < cut else cut
    return cut


def known_reference(found: re.Match[str]) -> str:
    """Return a reference as XML knows it; what is none there is text."""
    name = found["name"]
    if name in XML_NAMES:
        return found[0]
    if name in name2codepoint:
        return f"&#{name2codepoint[name]};"
    return "&amp;" + found[0][1:]


def decoder_of(head: bytes) -> codecs.IncrementalDecoder:
    """Return what decodes a file, by its byte order mark or its declaration."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return codecs.getincrementaldecoder("utf-16")("replace")
    said = ENCODING.match(head.removeprefix(codecs.BOM_UTF8).lstrip())
    name = said[1].decode("ascii") if said else "utf-8"
    try:
        b"a".decode(name, "replace")  # refuses what is no encoding of text: `zlib`, `hex`, `undefined`
        codec = codecs.lookup(name)
        decoder = codecs.getincrementaldecoder(codec.name)("replace")
    except (LookupError, ValueError):
        return codecs.getincrementaldecoder("utf-8-sig")("as-windows")
    return codecs.getincrementaldecoder("utf-8-sig")("as-windows") if codec.name in {"utf-8", "ascii"} else decoder


def xml_parts(name: str, file: IO[bytes], tags: tuple[str, ...], problems: set[str]) -> Iterator[etree._Element]:
    """Yield each element with one of these local names when it has ended, and forget it then; add to *problems*.

    The first to come is the root, when it has begun.
    """
    clean = CleanXml(name, file)
    try:
        events = etree.iterparse(
            clean, events=("start", "end"), recover=True, huge_tree=True, resolve_entities=False, no_network=True,
            load_dtd=False, encoding="utf-8",
        )  # fmt: skip
        depth = inside = 0
        for event, element in events:
            if event == "start":
                depth += 1
                if depth == 1:
                    yield element
                inside += is_named(element, tags)
                continue
            depth -= 1
            if is_named(element, tags):
                inside -= 1
                if not inside:
                    yield element
                    forget(element)
    except etree.XMLSyntaxError as error:
        if not clean.has_root:
            raise SourceError(f"{name} can't be read as XML ({error}): export it anew.") from None
        clean.problems.add(f"it is no longer XML from line {error.lineno} on; what came before is here")
    problems |= clean.problems


def is_named(element: etree._Element, tags: tuple[str, ...]) -> bool:
    return isinstance(element.tag, str) and element.tag.rpartition("}")[2] in tags


def forget(element: etree._Element) -> None:
    """Free the memory of an element and of what stands before it."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
