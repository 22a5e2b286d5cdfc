"""Read the files of a source, a folder or an archive, without trust in it.

Paths are relative, with slashes, in NFC. Nothing is unpacked: an archive's files are read where they stand.
"""

import gzip
import lzma
import os
import re
import stat
import struct
import sys
import tarfile
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from io import BytesIO, RawIOBase
from pathlib import Path, PurePosixPath
from typing import IO, cast
from unicodedata import normalize

CONTROL_SIGNS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
MAX_FILES = 300_000
MAX_TREE_FILE_BYTES = 2_000_000_000  # bytes of one file
MAX_TEXT_BYTES = 20_000_000  # bytes of one text; a post has some thousands
MAX_RATIO = 200  # of a file's size to what an archive stores of it: a bomb has thousands
ARCHIVE_SUFFIXES = frozenset({".zip", ".tar", ".tgz", ".tbz2", ".txz", ".bz2", ".xz"})
GUESS_BYTES = 20_000  # of which an encoding is guessed
MANY_LETTERS = 0.25  # of the bytes of a text: what Western Europe writes has fewer that are no ASCII
MIN_BOMB_BYTES = 10_000_000
TAR_PADDING = 100_000  # bytes behind the last file, at most
UNPACKED_PART = 8_000  # bytes that are lost at the most where a packed file is damaged
GZIP_START = b"\x1f\x8b"
# What the readers of archives raise at one that is damaged, locked, or packed in a way that they don't know.
ARCHIVE_FAULTS = (
    OSError, EOFError, ValueError, KeyError, RuntimeError, struct.error, zlib.error, lzma.LZMAError,
    zipfile.BadZipFile, tarfile.TarError,
)  # fmt: skip
# Folders of tools and of built sites, which hold copies of everything.
SKIPPED = frozenset({
    "node_modules", "__pycache__", "_build", "bower_components", "vendor", ".git", ".hg", ".svn", ".venv", "venv",
    ".tox", ".cache", ".jekyll-cache", ".sass-cache", ".ipynb_checkpoints", ".quartz-cache", ".docusaurus",
    ".hugo_build.lock", "__MACOSX", ".DS_Store", ".trash", ".Trash",
})  # fmt: skip


class SourceError(Exception):
    """A source can't be read; the message says why, and what to do."""


class Tree(ABC):
    """The files of a source."""

    name: str

    @cached_property
    @abstractmethod
    def paths(self) -> tuple[str, ...]:
        """All paths, sorted."""

    @abstractmethod
    def read(self, path: str) -> bytes:
        """Return the bytes of a file. Raises :exc:`SourceError`."""

    def open(self, path: str) -> IO[bytes]:
        """Return a file that is to be read in parts. Raises :exc:`SourceError`."""
        return BytesIO(self.read(path))

    @cached_property
    def guessed(self) -> dict[str, str]:
        """The encodings of texts that are not in UTF-8, by path, of those that were read."""
        return {}

    @cached_property
    def faults(self) -> list[str]:
        """What is wrong with the files of settings and data that were read, and what to do."""
        return []

    @cached_property
    def path_set(self) -> frozenset[str]:
        return frozenset(self.paths)

    @cached_property
    def folders(self) -> frozenset[str]:
        return frozenset(str(parent) for path in self.paths for parent in PurePosixPath(path).parents)

    def has(self, *names: str) -> bool:
        """Return whether one of these files or folders is there."""
        return any(name in self.path_set or name in self.folders for name in names)

    def below(self, folder: str, *suffixes: str) -> Iterator[str]:
        """Yield the paths below a folder (``""``: all) whose names end in one of *suffixes*, if any are given."""
        start = f"{folder}/" if folder else ""
        for path in self.paths:
            if path.startswith(start) and (not suffixes or path.lower().endswith(suffixes)):
                yield path

    @cached_property
    def unreadable(self) -> dict[str, str]:
        """Why texts that were asked for can't be read, by path."""
        return {}

    def text(self, path: str) -> str:
        """Return the text of a file; ``""`` for one that can't be read, so that it keeps no other out."""
        if path not in self.unreadable:
            try:
                return self.whole_text(path)
            except SourceError as error:
                self.unreadable[path] = str(error)
        return ""

    def whole_text(self, path: str) -> str:
        """Return the text of a file, in whatever encoding, with line feeds only. Raises :exc:`SourceError`."""
        data = self.read(path)
        if len(data) > MAX_TEXT_BYTES:
            raise SourceError(f"{path}: it holds {len(data) // 1_000_000} MB of text, which is no post")
        text, encoding = decoded_as(data)
        if encoding:
            self.guessed[path] = encoding
        return text

    def text_or_none(self, path: str) -> str:
        """Return the text of a file; ``""`` if it is not there."""
        return self.text(path) if path in self.path_set else ""


class SourceTexts(Mapping[str, str]):
    """The texts of a source by path, read when they are asked for."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree

    def __getitem__(self, path: str) -> str:
        try:
            return self.tree.whole_text(path)
        except SourceError:
            raise KeyError(path) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self.tree.paths)

    def __len__(self) -> int:
        return len(self.tree.paths)


def decoded_text(data: bytes) -> str:
    """Return text by its byte order mark, in UTF-8, or in what it is most likely written in."""
    return decoded_as(data)[0]


def decoded_as(data: bytes) -> tuple[str, str]:
    """Return text, and the name of its encoding if that had to be guessed."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return plain_signs(data.decode(encoding, "replace")), ""
    try:
        return plain_signs(data.decode("utf-8")), ""
    except UnicodeDecodeError:
        encoding = guessed_encoding(data)
    return plain_signs(data.decode(encoding, "replace")), encoding


def guessed_encoding(data: bytes) -> str:
    """Return the encoding of a text that is not UTF-8: Western Europe's, unless most of its bytes are no ASCII."""
    sample = data[:GUESS_BYTES]
    if sum(byte > 0x7F for byte in sample) < MANY_LETTERS * len(sample):
        return "cp1252"
    from charset_normalizer import from_bytes  # takes its time, and is seldom needed

    best = from_bytes(sample).best()
    return best.encoding if best is not None else "cp1252"


def plain_signs(text: str) -> str:
    """Return text with line feeds as the only line ends, and without control characters, which nobody sees."""
    return CONTROL_SIGNS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def safe_path(name: str) -> str | None:
    """Return the path of an archive's member; None for one that climbs out, or is no path."""
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name) or ".." in parts or "\0" in name:
        return None
    return normalize("NFC", "/".join(part for part in parts if part not in {"", "."})) or None


def is_wanted(path: str) -> bool:
    return SKIPPED.isdisjoint(path.split("/"))


class FolderTree(Tree):
    """A folder on this machine; links that lead out of it are not followed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.name = self.folder.name
        self.refused: list[str] = []

    @cached_property
    def paths(self) -> tuple[str, ...]:
        return tuple(sorted(self.files))

    @cached_property
    def files(self) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for file in self.walked():
            plain = file.relative_to(self.folder).as_posix()
            path = normalize("NFC", plain)
            if not self.is_inside(file):
                self.refused.append(path)
                continue
            # Two names that are alike but for how their letters are composed are two files.
            found[plain if path in found else path] = file
            if len(found) > MAX_FILES:
                raise SourceError(f"{self.folder} holds more than {MAX_FILES:,} files: name the blog's own folder")
        return found

    def walked(self) -> Iterator[Path]:
        """Yield the files of all folders but those of tools; a link to a folder elsewhere is told as one."""
        waiting = [self.folder]
        while waiting:
            try:
                entries = sorted(os.scandir(waiting.pop()), key=lambda entry: entry.name)
            except OSError as error:
                self.refused.append(f"{error.filename} ({error.strerror})")
                continue
            for entry in entries:
                path = Path(entry.path)
                if entry.name in SKIPPED:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(path)
                elif not (entry.is_symlink() and path.is_dir() and path.resolve().is_relative_to(self.folder)):
                    yield path

    def is_inside(self, file: Path) -> bool:
        """Return whether a path is a plain file of this folder."""
        try:
            real = file.resolve() if file.is_symlink() else file
            return real.is_relative_to(self.folder) and stat.S_ISREG(real.stat().st_mode)
        except OSError:
            return False

    def read(self, path: str) -> bytes:
        try:
            file = self.files[path]
            if file.stat().st_size > MAX_TREE_FILE_BYTES:
                raise SourceError(f"{path}: it holds more than {MAX_TREE_FILE_BYTES // 1_000_000_000} GB")
            return file.read_bytes()
        except KeyError:
            raise SourceError(f"{path}: it is not there") from None
        except OSError as error:
            raise SourceError(f"{path}: it can't be read ({error.strerror})") from None

    def open(self, path: str) -> IO[bytes]:
        try:
            return self.files[path].open("rb")
        except (KeyError, OSError) as error:
            raise SourceError(f"{path}: it can't be read ({error})") from None


class SubTree(Tree):
    """A folder of a source, with paths below it."""

    def __init__(self, whole: Tree, folder: str) -> None:
        self.whole = whole
        self.folder = folder
        self.name = PurePosixPath(folder).name
        start = f"{folder}/"
        self.refused = [path for path in getattr(whole, "refused", ()) if path.startswith(start)]

    @cached_property
    def paths(self) -> tuple[str, ...]:
        return tuple(path.removeprefix(f"{self.folder}/") for path in self.whole.below(self.folder))

    def read(self, path: str) -> bytes:
        return self.whole.read(f"{self.folder}/{path}")


class ArchiveTree(Tree):
    """An archive; members that climb out, bombs and what is no plain file are refused, and told."""

    def __init__(self, file: Path) -> None:
        self.name = file.name.partition(".")[0]
        self.refused: list[str] = []

    def accept(self, names: Iterable[tuple[str, int, int]]) -> dict[str, str]:
        """Return the names of members by their paths, given name, size and stored size."""
        found: dict[str, str] = {}
        for name, size, stored in names:
            path = safe_path(name)
            is_bomb = size > MIN_BOMB_BYTES and size > MAX_RATIO * max(stored, 1)
            if path is None or is_bomb or size > MAX_TREE_FILE_BYTES:
                self.refused.append(name)
            elif is_wanted(path):
                found[name if path in found and is_wanted(name) else path] = name
            if len(found) > MAX_FILES:
                raise SourceError(f"the archive holds more than {MAX_FILES:,} files")
        return without_top(found)


def without_top(members: dict[str, str]) -> dict[str, str]:
    """Return members by their paths below the one folder in which all of them stand, as in a repository's archive."""
    tops = {path.partition("/")[0] for path in members}
    if len(tops) != 1 or any("/" not in path for path in members):
        return members
    return {path.partition("/")[2]: name for path, name in members.items()}


class ZipTree(ArchiveTree):
    """A ZIP archive."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        try:
            self.archive = zipfile.ZipFile(file)
        except ARCHIVE_FAULTS as error:
            raise SourceError(f"{file} can't be read as a ZIP archive ({error}): fetch it again") from None

    @cached_property
    def members(self) -> dict[str, str]:
        infos = [info for info in self.archive.infolist() if not info.is_dir()]
        links = {info.filename for info in infos if stat.S_ISLNK(info.external_attr >> 16)}
        self.refused += sorted(links)
        return self.accept((i.filename, i.file_size, i.compress_size) for i in infos if i.filename not in links)

    @cached_property
    def paths(self) -> tuple[str, ...]:
        return tuple(sorted(self.members))

    def open(self, path: str) -> IO[bytes]:
        try:
            return cast("IO[bytes]", UnpackedFile(self.archive.open(self.members[path])))
        except ARCHIVE_FAULTS as error:
            raise SourceError(f"{path}: it can't be read from the archive ({error})") from None

    def read(self, path: str) -> bytes:
        try:
            return self.archive.read(self.members[path])
        except ARCHIVE_FAULTS as error:
            raise SourceError(f"{path}: it can't be read from the archive ({error})") from None


class TarTree(ArchiveTree):
    """A tar archive, packed or not."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        try:
            self.archive = tarfile.open(file)  # noqa: SIM115  # open as long as the import runs
            self.infos = {info.name: info for info in self.swelling(file) if info.isreg()}
        except ARCHIVE_FAULTS as error:
            raise SourceError(f"{file} can't be read as an archive ({error}): fetch it again") from None

    def swelling(self, file: Path) -> Iterator[tarfile.TarInfo]:
        """Yield what an archive holds, until that is far more than it can hold."""
        most = max(MIN_BOMB_BYTES, MAX_RATIO * file.stat().st_size)
        for info in self.archive:
            most -= info.size
            if most < 0:
                raise SourceError(
                    f"{file} swells to more than {MAX_RATIO} times its size, as no blog does: see what it is"
                )
            yield info
            if not info.isreg() and not info.isdir():
                self.refused.append(info.name)
        if self.archive.fileobj is not None:
            self.archive.fileobj.read(TAR_PADDING)  # behind which the sum stands that tells whether all is well

    @cached_property
    def members(self) -> dict[str, str]:
        return self.accept((info.name, info.size, info.size) for info in self.infos.values())

    @cached_property
    def paths(self) -> tuple[str, ...]:
        return tuple(sorted(self.members))

    def read(self, path: str) -> bytes:
        try:
            found = self.archive.extractfile(self.infos[self.members[path]])
            return found.read() if found else b""
        except ARCHIVE_FAULTS as error:
            raise SourceError(f"{path}: it can't be read from the archive ({error})") from None


class FileTree(Tree):
    """A single file, such as an export."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.name = file.stem
        self.refused: list[str] = []

    @cached_property
    def paths(self) -> tuple[str, ...]:
        return (self.file.name,)

    def open(self, path: str) -> IO[bytes]:
        try:
            return self.file.open("rb")
        except OSError as error:
            raise SourceError(f"{path}: it can't be read ({error.strerror})") from None

    def read(self, path: str) -> bytes:
        with self.open(path) as file:
            try:
                data = file.read(MAX_TREE_FILE_BYTES + 1)
                file.read(1)  # tells of what is damaged
            except OSError as error:
                raise SourceError(f"{path}: it can't be read ({error})") from None
        if len(data) > MAX_TREE_FILE_BYTES:
            raise SourceError(f"{path}: it holds more than {MAX_TREE_FILE_BYTES // 1_000_000_000} GB")
        return data


class UnpackedFile(RawIOBase):
    """A packed file that is read in parts: whatever is wrong with it is told as an :exc:`OSError`."""

    def __init__(self, packed: IO[bytes]) -> None:
        self.packed = packed
        self.fault = ""

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        """Return so many bytes, or all; of a damaged file first those before the damage, then the error."""
        found, wanted = bytearray(), size if size is not None and size >= 0 else sys.maxsize
        while len(found) < wanted and not self.fault:
            try:
                part = self.packed.read(min(UNPACKED_PART, wanted - len(found)))
            except ARCHIVE_FAULTS as error:
                self.fault = str(error)
                break
            if not part:
                return bytes(found)
            found += part
        if self.fault and not found:
            raise OSError(self.fault)
        return bytes(found)

    def close(self) -> None:
        self.packed.close()
        super().close()


class PackedFileTree(FileTree):
    """A single file that is packed with gzip: ``export.xml.gz``."""

    @cached_property
    def paths(self) -> tuple[str, ...]:
        return (self.file.name.removesuffix(".gz"),)

    def open(self, path: str) -> IO[bytes]:
        limit = max(MIN_BOMB_BYTES, MAX_RATIO * self.file.stat().st_size)
        return cast("IO[bytes]", UnpackedFile(cast("IO[bytes]", LimitedGzip(self.file, limit))))


class LimitedGzip(gzip.GzipFile):
    """A packed file that refuses to swell beyond a limit."""

    def __init__(self, file: Path, limit: int) -> None:
        super().__init__(file, "rb")
        self.left = limit

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size if size is not None and 0 <= size <= self.left else self.left + 1)
        self.left -= len(data)
        if self.left < 0:
            raise SourceError(f"{self.name} swells to far more than it stores, as no export does: unpack it by hand")
        return data


def opened(path: Path) -> Tree:
    """Return the files of a folder, an archive or a single file. Raises :exc:`SourceError`."""
    if path.is_dir():
        return FolderTree(path)
    if not path.is_file():
        raise SourceError(f"There is no file or folder at {path}: see whether the name is right.")
    if zipfile.is_zipfile(path):
        return ZipTree(path)
    try:
        if tarfile.is_tarfile(path):
            return TarTree(path)
    except EOFError:
        raise SourceError(f"{path} ends before its end: fetch it again.") from None
    except ARCHIVE_FAULTS as error:
        raise SourceError(
            f"{path} can't be read ({error}): see whether it can be opened, else fetch it again."
        ) from None
    if path.suffix.lower() in ARCHIVE_SUFFIXES:
        raise SourceError(f"{path} can't be opened as an archive: it is cut short, or none; fetch it again.")
    with path.open("rb") as file:
        return PackedFileTree(path) if file.read(2) == GZIP_START else FileTree(path)
