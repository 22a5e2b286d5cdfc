"""Read JSON, and keep the line on which each string of it stands, so that a message can name it."""

import json
import re
from bisect import bisect
from collections.abc import Sequence
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from valuable.base.text_files import LONE_SURROGATE, UnreadableFileError

WHITE = re.compile(r"[ \t\n]*")
SCALAR = re.compile(r"[-+.\w]+")


class JsonText(str):
    """A string of a JSON file, with the line where it begins, from 1."""

    __slots__ = ("line",)
    line: int


def parse_json(text: str) -> Any:
    """Parse JSON; each string is a :class:`JsonText` with its line. Raises :exc:`UnreadableFileError`."""
    breaks = [found.start() for found in re.finditer("\n", text)]
    try:
        value, end = JsonReader(text, breaks).value(0)
        if WHITE.match(text, end).end() != len(text):  # type: ignore[union-attr]
            raise json.JSONDecodeError("Extra data", text, end)
    except json.JSONDecodeError as wrong:
        raise UnreadableFileError(
            f"it is no JSON, as a notebook is ({wrong.msg}): save it anew", wrong.lineno
        ) from None
    except RecursionError:
        raise UnreadableFileError("it is nested too deeply to be a notebook: save it anew") from None
    return value


class JsonReader:
    """Reads JSON as `json` does, and notes where each string begins: the values of ``breaks`` are the line feeds."""

    def __init__(self, text: str, breaks: Sequence[int]) -> None:
        self.text, self.breaks = text, breaks

    def value(self, at: int) -> tuple[Any, int]:
        """Return the value that begins at *at*, after white space, and where it ends."""
        at = self.skip(at)
        sign = self.text[at : at + 1]
        if sign == '"':
            return self.string(at)
        if sign == "[":
            return self.collect(at, "]", self.value)
        if sign == "{":
            pairs, end = self.collect(at, "}", self.pair)
            return dict(pairs), end
        found = SCALAR.match(self.text, at)
        if found is None:
            raise json.JSONDecodeError("Expecting value", self.text, at)
        try:
            return json.loads(found[0]), found.end()
        except (json.JSONDecodeError, ValueError):
            raise json.JSONDecodeError("Expecting value", self.text, at) from None

    def skip(self, at: int) -> int:
        found = WHITE.match(self.text, at)
        return found.end() if found else at

    def string(self, at: int) -> tuple[JsonText, int]:
        value, end = scanstring(self.text, at + 1)
        text = JsonText(LONE_SURROGATE.sub("\ufffd", value))  # as a browser shows it
        text.line = bisect(self.breaks, at) + 1
        return text, end

    def pair(self, at: int) -> tuple[tuple[JsonText, Any], int]:
        at = self.skip(at)
        if self.text[at : at + 1] != '"':
            raise json.JSONDecodeError("Expecting property name enclosed in double quotes", self.text, at)
        key, at = self.string(at)
        at = self.skip(at)
        if self.text[at : at + 1] != ":":
            raise json.JSONDecodeError("Expecting ':' delimiter", self.text, at)
        value, at = self.value(at + 1)
        return (key, value), at

    def collect(self, at: int, close: str, read: Any) -> tuple[list[Any], int]:
        """Return what stands between brackets, and where it ends."""
        found: list[Any] = []
        at = self.skip(at + 1)
        if self.text[at : at + 1] == close:
            return found, at + 1
        while True:
            one, at = read(at)
            found.append(one)
            at = self.skip(at)
            sign = self.text[at : at + 1]
            if sign == close:
                return found, at + 1
            if sign != ",":
                raise json.JSONDecodeError("Expecting ',' delimiter", self.text, at)
            at += 1
