"""Read text files of the site, and report what makes one unreadable."""

import os
import re
import stat
from pathlib import Path

from valuable.base.file_access import private_path_problem, resolve_in

MAX_SOURCE_BYTES = 2_000_000  # bytes of one source: War and Peace has three million
MAX_QUOTE = 80
# What no HTML page and no feed may hold (XML 1.0, 2.2; HTML, 13.2.3.5): control characters and what is no character.
FORBIDDEN_CHARACTER = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
LONE_SURROGATE = re.compile("[\ud800-\udfff]")  # which JSON may name, and no file can hold
CONTROLS = bytes({*range(32), 127} - set(b"\t\n\r"))
HINTS = (b"\xc2", b"\xef\xb7", b"\xef\xbf")  # with which the others begin in UTF-8


class UnreadableFileError(Exception):
    """A text file can't be read; the message says what to do. ``line`` counts from 1."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


def read_text(path: Path, root: Path, most: int = MAX_SOURCE_BYTES) -> str:
    """Return the text of the file at *path* under *root*, of *most* bytes, with line feeds as the only line ends.

    Raises :exc:`UnreadableFileError`.
    """
    there = resolve_in(path, root)
    if there is None:
        raise UnreadableFileError(
            "it is a link to a file outside of the site's folder, which is not published: put a copy here"
        )
    if private_path_problem(there) and path.is_symlink():
        raise UnreadableFileError(f"it is a link to {printable(there)}, which is not published: put a copy here")
    try:
        found = os.stat(path)
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableFileError("it is no file with a text in it: remove it, or give it another name")
        if found.st_size > most:
            size = f"{found.st_size / 1_000_000:.1f} MB"
            raise UnreadableFileError(
                f"it holds {size} of text, and {most // 1_000_000} MB are the most: split it into parts"
            )
        with open(path, "rb") as file:
            return decode_text(file.read())
    except OSError as error:
        raise UnreadableFileError(read_error_advice(path, error)) from None


def decode_text(data: bytes) -> str:
    """Return *data* as text without a byte order mark, every line ended by a line feed.

    Raises :exc:`UnreadableFileError` for what is not in UTF-8, and for a character that no page may hold.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        line = len(re.split(rb"\r\n?|\n", data[:start]))
        raise UnreadableFileError("the file is not in UTF-8: save it in that encoding", line) from None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    # A text without any of these holds nothing forbidden, which is told faster than by a search.
    if len(data.translate(None, CONTROLS)) < len(data) or any(hint in data for hint in HINTS):
        wrong = FORBIDDEN_CHARACTER.search(text)
        if wrong:
            raise UnreadableFileError(unshown_advice(wrong[0]), text.count("\n", 0, wrong.start()) + 1)
    return text


def unshown_advice(char: str) -> str:
    """Return what to do about a character that can't be shown."""
    return f"here stands a character that can't be shown ({code_point(char)}): take it out"


def code_point(char: str) -> str:
    """Return a character's code point, ``U+000C``."""
    return f"U+{ord(char):04X}"


def read_error_advice(path: Path, error: OSError) -> str:
    """Return what to do about an error of the operating system for the file at *path*."""
    if os.path.islink(path):
        return f"it is a link that leads nowhere ({os.readlink(path)}): put the file itself here"
    if isinstance(error, FileNotFoundError):
        return "it was there when the build began, and is gone: build again"
    if isinstance(error, PermissionError):
        return f"it can't be read ({error.strerror}): mend its permissions, as in `chmod u+r`"
    return f"it can't be read ({error.strerror or error}): see whether it opens in an editor"


def printable(name: str) -> str:
    r"""Return a file's name as it can be shown on one line: ``a\nb`` for one with a line feed in it."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in name)


def brief(text: str) -> str:
    """Return *text* on one line and shortened, as messages quote it."""
    words = printable(" ".join(text.split()))
    return words if len(words) <= MAX_QUOTE else f"{words[: MAX_QUOTE - 1]}…"
