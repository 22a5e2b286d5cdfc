"""Read JSON of any size part by part: the rows of its tables one by one."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import IO, Any

from valuable.importers.trees import SourceError

JSON_PART = 1 << 20  # bytes that are read at once
HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")
MAX_JSON_BYTES = 4_000_000_000
MAX_ROW = 200_000_000  # characters of one row
MAX_JSON_DEPTH = 6  # of objects around a table
JSON_SPACE = " \t\r\n"


def whole_characters(value: Any) -> Any:
    """Return a value in which halves of characters, which no file can hold, are signs for what is unknown."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [whole_characters(each) for each in value]
    if isinstance(value, dict):
        return {whole_characters(key): whole_characters(each) for key, each in value.items()}
    return value


class JsonStream:
    """A document in JSON, of which no more is in memory than the row that is asked for."""

    def __init__(self, name: str, file: IO[bytes]) -> None:
        self.name, self.file = name, file
        self.decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self.text, self.place, self.ended, self.size = "", 0, False, 0
        self.reads = json.JSONDecoder(strict=False)

    def fill(self, size: int = JSON_PART) -> bool:
        """Read on; return whether there was more."""
        if self.ended:
            return False
        data = self.file.read(size)
        self.size += len(data)
        if self.size > MAX_JSON_BYTES:
            raise SourceError(f"{self.name} holds more than {MAX_JSON_BYTES // 1_000_000_000} GB, as no blog does.")
        self.ended = not data
        self.text = self.text[self.place :] + self.decoder.decode(data, self.ended)
        self.place = 0
        return True

    def peek(self) -> str:
        """Return the next sign that is no space; ``""`` at the end."""
        while True:
            while self.place < len(self.text) and self.text[self.place] in JSON_SPACE:
                self.place += 1
            if self.place < len(self.text):
                return self.text[self.place]
            if not self.fill():
                return ""

    def take(self, signs: str) -> str:
        """Return the next sign, which must be one of *signs*."""
        sign = self.peek()
        if not sign or sign not in signs:
            raise ValueError("it ends before its end" if not sign else f"{sign!r} stands where {signs!r} should")
        self.place += 1
        return sign

    def value(self) -> Any:
        """Return the next value, whole."""
        self.peek()
        size = JSON_PART
        while True:
            try:
                found, end = self.reads.raw_decode(self.text, self.place)
            except ValueError:
                size = min(2 * size, MAX_ROW)
                if len(self.text) > MAX_ROW or not self.fill(size):
                    raise
                continue
            if end == len(self.text) and self.fill():  # a number may go on
                continue
            has_halves = HALF_CHARACTER.search(self.text, self.place, end)
            self.place = end
            return whole_characters(found) if has_halves else found

    def rows(self, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
        """Yield the keys that lead to each value, and the value; of a list each of its values."""
        sign = self.peek()
        if sign == "{" and len(path) < MAX_JSON_DEPTH:
            yield from self.members(path)
        elif sign == "[":
            yield from self.elements(path)
        else:
            yield path, self.value()

    def members(self, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
        self.take("{")
        if self.peek() == "}":
            self.take("}")
            return
        while True:
            key = str(self.value())
            self.take(":")
            yield from self.rows((*path, key))
            if self.take(",}") == "}":
                return

    def elements(self, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
        """Yield the values of a list; those of a list of whole exports (``db``) are looked into."""
        self.take("[")
        if self.peek() == "]":
            self.take("]")
            return
        while True:
            if path in {(), ("db",)}:
                yield from self.rows(path)
            else:
                yield path, self.value()
            if self.take(",]") == "]":
                return


def json_rows(name: str, file: IO[bytes], problems: set[str]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield each value of a document with the keys that lead to it; add to *problems* what a broken one lacks."""
    stream = JsonStream(name, file)
    has_rows = False
    try:
        for row in stream.rows():
            has_rows = True
            yield row
    except (ValueError, RecursionError, OSError, EOFError) as error:
        if not has_rows:
            raise SourceError(f"{name} can't be read as JSON ({error}): export it anew.") from None
        problems.add(f"it can't be read to its end ({error}); what came before is here")
