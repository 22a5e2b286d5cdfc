"""Digests of files by their bytes, read again only when size, times or inode have changed.

A time alone can lie: a file that comes back from a backup is older than the build that should take notice of it.
"""

import os
import time
from collections.abc import Iterable
from hashlib import blake2b
from stat import S_ISREG
from typing import Any

from sphinx.environment import BuildEnvironment

from valuable.base.env_store import EnvValue

# A file that was written this short a time ago may be written again without a change of its stamp: coarse clocks.
SETTLE_NS = 2_000_000_000

READ_BYTES = 1 << 20  # bytes

Stamp = tuple[int, int, int, int]


class FileDigests:
    """Digests of files, each with the stamp (mtime, ctime, size, inode) under which it was computed."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[Stamp, bytes]] = {}
        self.seen: dict[str, bytes] = {}

    def digest(self, path: str | os.PathLike[str]) -> bytes:
        """Return the digest of a file, or ``b""`` for one that can't be read."""
        name = os.fspath(path)
        if name in self.seen:
            return self.seen[name]
        try:
            stat = os.stat(name)
            stamp = (stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino)
            before = self.known.get(name)
            if before is not None and before[0] == stamp:
                found = before[1]
            else:
                found = file_digest(name, stat)
                self.known.pop(name, None)
                if time.time_ns() - stat.st_mtime_ns > SETTLE_NS:
                    self.known[name] = stamp, found
        except (OSError, ValueError):
            found = b""
        self.seen[name] = found
        return found

    def settle(self, but: Iterable[str]) -> None:
        """End a build: keep the digests of files that it has used, *but* some; the next looks at each stamp again."""
        kept = self.seen.keys() - set(but)
        self.known = {name: entry for name, entry in self.known.items() if name in kept}
        self.seen = {}


def file_digest(name: str, stat: os.stat_result) -> bytes:
    """Return the digest of a file, read in pieces; ``b""`` for what is no regular file, such as a pipe."""
    if not S_ISREG(stat.st_mode):
        return b""
    digest = blake2b(digest_size=8)
    with open(name, "rb") as file:
        while piece := file.read(READ_BYTES):
            digest.update(piece)
    return digest.digest()


FILE_DIGESTS = EnvValue[FileDigests]("file_digests", FileDigests)


def file_digests(env: BuildEnvironment) -> FileDigests:
    """Return the digests that the environment keeps of the site's input files."""
    return FILE_DIGESTS.of(env)


def value_digest(value: Any) -> str:
    """Return a hex digest of a value's ``repr``: of tuples, texts and records."""
    return blake2b(repr(value).encode(), digest_size=12).hexdigest()
