"""Look at films and sound on disk: their kind, what lies beside them, and how large a film is shown.

Nothing in this module knows Sphinx.
"""

import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO

from valuable.base.translations import language_code

MEDIA_TYPES = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".webm": "video/webm",
    ".ogv": "video/ogg",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".aac": "audio/aac",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".flac": "audio/flac",
}
# What browsers don't play, or some do not, each with what to save it as.
UNPLAYED_SUFFIXES = {
    **dict.fromkeys((".avi", ".flv", ".mkv", ".mpeg", ".mpg", ".ogm", ".wmv", ".3gp"), ".mp4"),
    **dict.fromkeys((".aif", ".aiff", ".mid", ".midi", ".wma"), ".mp3"),
}
POSTER_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".avif")
CAPTIONS = ".vtt"
CAPTIONS_SIGNATURE = re.compile(rb"(?:\xef\xbb\xbf)?WEBVTT(?![^\s])")  # WebVTT, 4.1
SIZED_FILMS = frozenset({".mp4", ".m4v", ".mov"})
MAX_DOTS = 10  # in the name of a file
MAX_BOXES = 1000  # of a film that are looked at
TRACK_HEADER = struct.Struct(">9i2I")  # the end of one: its matrix, width and height (ISO 14496-12, 8.3.2)


@dataclass(frozen=True)
class Companions:
    """What lies beside a film: paths of its poster, of its captions by language, and of what is named as none is."""

    poster: str = ""
    captions: tuple[tuple[str, str], ...] = ()  # the language, "" where the name has none, and the path
    unused: tuple[str, ...] = ()


def suffix_of(name: str) -> str:
    return Path(name).suffix.lower()


def media_kind(name: str) -> str:
    """Return whether the file of this name is ``video`` or ``audio``; ``""`` for any other."""
    suffix = suffix_of(name)
    kind = MEDIA_TYPES.get(suffix) or {".mp4": "video/", ".mp3": "audio/"}.get(UNPLAYED_SUFFIXES.get(suffix, ""), "")
    return kind.partition("/")[0]


def media_type(name: str) -> str:
    """Return the media type of a film or of sound."""
    return MEDIA_TYPES.get(suffix_of(name), "application/octet-stream")


def names_by_stem(names: Iterable[str]) -> dict[str, list[str]]:
    """Return the names of files by all that stands before a dot in them."""
    found: dict[str, list[str]] = {}
    for name in names:
        parts = name.split(".")[:-1][:MAX_DOTS]
        for stem in accumulate(parts, lambda before, part: f"{before}.{part}"):
            found.setdefault(stem, []).append(name)
    return found


def find_companions(path: str, names: Iterable[str]) -> Companions:
    """Return what belongs to the film at *path* of the files beside it, whose *names* are given."""
    folder, slash, name = path.rpartition("/")
    stem = Path(name).stem
    posters, captions, unused = [], [], []
    for other in sorted(name for name in names if name.startswith(f"{stem}.")):
        middle, _, ending = other.removeprefix(f"{stem}.").rpartition(".")
        suffix, there = f".{ending}".lower(), f"{folder}{slash}{other}"
        if not middle and suffix in POSTER_SUFFIXES:
            posters.append(there)
        elif suffix == CAPTIONS:
            try:
                captions.append((language_code(middle) if middle else "", there))
            except ValueError:
                unused.append(there)
        elif suffix == ".srt":
            unused.append(there)
    return Companions(posters[0] if posters else "", tuple(captions), tuple(unused))


def are_captions(path: Path) -> bool:
    """Return whether a file begins as WebVTT does, which is all that browsers show."""
    with path.open("rb") as file:
        return CAPTIONS_SIGNATURE.match(file.read(16)) is not None


def film_size(path: Path) -> tuple[int, int] | None:
    """Return the width and height in pixels at which a film is shown; None where that is not told at its head."""
    if path.suffix.lower() not in SIZED_FILMS:
        return None
    try:
        with path.open("rb") as file:
            for box in boxes(file, 0, path.stat().st_size, (b"moov", b"trak", b"tkhd")):
                width, height = track_size(file, *box)
                if width and height:
                    return width, height
    except (OSError, struct.error):
        pass
    return None


def boxes(file: BinaryIO, start: int, end: int, kinds: tuple[bytes, ...]) -> Iterator[tuple[int, int]]:
    """Yield where each box begins and ends that stands in boxes of these *kinds*, the last of which is its own."""
    for _ in range(MAX_BOXES):
        if start + 8 > end:
            return
        file.seek(start)
        size, kind = struct.unpack(">I4s", file.read(8))
        head = 8
        if size == 1:  # it is told in what follows
            size, head = struct.unpack(">Q", file.read(8))[0], 16
        stop = start + size if size else end
        if stop < start + head or stop > end:
            return
        if kind == kinds[0] and kinds[1:]:
            yield from boxes(file, start + head, stop, kinds[1:])
        elif kind == kinds[0]:
            yield start + head, stop
        start = stop


def track_size(file: BinaryIO, start: int, end: int) -> tuple[int, int]:
    """Return the width and height of a track, as its header tells; a phone that is held upright turns it."""
    if end - start < TRACK_HEADER.size:
        return 0, 0
    file.seek(end - TRACK_HEADER.size)
    *matrix, width, height = TRACK_HEADER.unpack(file.read(TRACK_HEADER.size))
    size = width >> 16, height >> 16
    return size if matrix[0] else size[::-1]
