"""Read another version of the machinery from a folder, an archive or a git repository, for ``make update``.

Only what its list names is read, and each file has to be what the list says. Nothing is unpacked and nothing is run; an
archive with a path that leads outside, or a link, is refused as a whole.
"""

import os
import re
import stat
import subprocess
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from valuable.commands.file_lists import FILES, is_authors, parse_list, sha256_hex

MAX_FILE_SIZE, MAX_ARCHIVE_SIZE = 20_000_000, 400_000_000  # bytes of one file, and of an archive with all that is in it
LIST_IN_ARCHIVE = re.compile(rf"(?:[^/]+/)?{re.escape(FILES)}")
VERSION = re.compile(rb'^__version__ = "([^"\n]{1,40})"', re.MULTILINE)
PACKAGE_FILE = "valuable/__init__.py"
RELEASE_FILES = (PACKAGE_FILE, "Makefile", "requirements.txt")
SOURCE_ADVICE = "write make update FROM= and a git address, a folder or an archive (.zip, .tar.gz) of the machinery"


class UnusableReleaseError(Exception):
    """The source of an update is no version of the machinery, or no safe one; the message says why."""


@dataclass(frozen=True)
class Release:
    """A version of the machinery: its list of files, and their contents by path."""

    listing: str
    files: Mapping[str, bytes]

    @property
    def version(self) -> str:
        return version_of(self.files[PACKAGE_FILE])


def version_of(package: bytes) -> str:
    """Return the version in ``valuable/__init__.py``."""
    found = VERSION.search(package)
    return found[1].decode(errors="replace") if found else "?"


def read_release(source: str, aside: Path) -> Release:
    """Return the version of the machinery at *source*. A repository is fetched into the folder *aside*.

    Raises :exc:`UnusableReleaseError`.
    """
    path = Path(source).expanduser()
    try:
        if (path / FILES).is_file():
            return release_from_folder(path)
        if path.is_file() and zipfile.is_zipfile(path):
            return release_from_zip(path)
        if path.is_file() and tarfile.is_tarfile(path):
            return release_from_tar(path)
        if path.is_file():
            raise UnusableReleaseError(f"{source} is no archive that can be read: {SOURCE_ADVICE}")
        return release_from_tar(fetch_archive(source, aside))
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError) as error:
        raise UnusableReleaseError(f"{source} can't be read ({error}): fetch it anew") from error


def checked_release(listing: bytes, read: Callable[[str], bytes]) -> Release:
    """Return the release of a list, each file read by *read* and compared with its digest."""
    try:
        text = listing.decode("utf-8")
        digests = parse_list(text)
    except ValueError as error:
        raise UnusableReleaseError(f"its {FILES}: {error}") from None
    check_paths(digests)
    files = {}
    for path, wanted in digests.items():
        files[path] = read(path)
        if sha256_hex(files[path]) != wanted:
            raise UnusableReleaseError(
                f"its {path} is not the one in its {FILES}: take a whole version, or run `make file-lists` there"
            )
    return Release(text, files)


def check_paths(paths: Iterable[str]) -> None:
    """Raise :exc:`UnusableReleaseError` for a list that has an author's file, or lacks one that it must have."""
    known: dict[str, str] = {}
    for path in paths:
        if is_authors(path):
            raise UnusableReleaseError(
                f"its {FILES} names {path}, which is an author's: that is no list of the machinery"
            )
        if known.setdefault(path.casefold(), path) != path:
            raise UnusableReleaseError(
                f"its {FILES} names {path} and {known[path.casefold()]}, which are one on many disks"
            )
    for path in RELEASE_FILES:
        if path not in known.values():
            raise UnusableReleaseError(f"its {FILES} lacks {path}: that is no list of the machinery")


# -- Where it comes from ---------------------------------------------------------


def release_from_folder(folder: Path) -> Release:
    root = folder.resolve()

    def read(path: str) -> bytes:
        file = root / path
        if file.resolve() != file or not file.is_file():
            raise UnusableReleaseError(f"{path} is missing there, or a link: take a whole version")
        if file.stat().st_size > MAX_FILE_SIZE:
            raise UnusableReleaseError(f"{path} is larger than a file of the machinery may be")
        return file.read_bytes()

    return checked_release(read(FILES), read)


def release_from_zip(archive: Path) -> Release:
    with zipfile.ZipFile(archive) as file:
        members = file.infolist()
        for member in members:
            kind = stat.S_IFMT(member.external_attr >> 16)
            check_member(member.filename, plain=kind in (0, stat.S_IFREG, stat.S_IFDIR))
        check_size(member.file_size for member in members)
        sizes = {member.filename: member.file_size for member in members if not member.is_dir()}
        return release_from_members(sizes, file.read)


def release_from_tar(archive: Path) -> Release:
    with tarfile.open(archive) as file:
        members: dict[str, tarfile.TarInfo] = {}
        total = 0
        for member in file:
            check_member(member.name, plain=member.isreg() or member.isdir())
            total += member.size
            check_size([total])
            if member.isreg():
                members[member.name.removeprefix("./")] = member

        def read(name: str) -> bytes:
            data = file.extractfile(members[name])
            return data.read() if data else b""

        return release_from_members({name: member.size for name, member in members.items()}, read)


def check_member(name: str, *, plain: bool) -> None:
    """Raise :exc:`UnusableReleaseError` for what may not be in an archive: links, devices, paths out of it."""
    path = PurePosixPath(name)
    if not plain:
        raise UnusableReleaseError(f"the archive has a link or a device in it, {name!r}: nothing of it is used")
    if path.is_absolute() or ".." in path.parts or "\\" in name or any(":" in part for part in path.parts[:1]):
        raise UnusableReleaseError(f"the archive has a path that leads outside of it, {name!r}: nothing of it is used")


def check_size(sizes: Iterable[int]) -> None:
    if sum(sizes) > MAX_ARCHIVE_SIZE:
        raise UnusableReleaseError("the archive is larger than the machinery can be: nothing of it is used")


def release_from_members(sizes: Mapping[str, int], read: Callable[[str], bytes]) -> Release:
    """Return the release in an archive, in which all may be in one folder."""
    lists = [name for name in sizes if LIST_IN_ARCHIVE.fullmatch(name)]
    if len(lists) != 1:
        raise UnusableReleaseError(f"the archive has no {FILES}: {SOURCE_ADVICE}")
    prefix = lists[0].removesuffix(FILES)

    def member(path: str) -> bytes:
        name = prefix + path
        if sizes.get(name, MAX_FILE_SIZE + 1) > MAX_FILE_SIZE:
            raise UnusableReleaseError(f"the archive lacks {path}, or has one that is too large")
        return read(name)

    return checked_release(member(FILES), member)


def fetch_archive(address: str, aside: Path) -> Path:
    """Fetch a git repository into *aside*; return an archive of its newest commit, or of that of ``#tag``."""
    url, _, tag = address.partition("#")
    safe = ["-c", "protocol.ext.allow=never", "-c", "core.hooksPath=/dev/null", "-c", "core.autocrlf=false"]
    branch = ["--branch", tag] if tag else []
    clone = ["git", *safe, "clone", "--quiet", "--bare", "--depth=1", "--template=", *branch]
    archive = aside / "release.tar"
    for command in (
        [*clone, "--", url, str(aside / "release.git")],
        ["git", *safe, "--git-dir", str(aside / "release.git"), "archive", "--format=tar", "-o", str(archive), "HEAD"],
    ):
        try:
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        except OSError as error:
            raise UnusableReleaseError(
                f"git does not run ({os.strerror(error.errno or 0)}): install it, or {SOURCE_ADVICE}"
            ) from None
        if done.returncode:
            said = " ".join(done.stderr.split()) or "git gives no reason"
            raise UnusableReleaseError(f"{address} can't be fetched ({said}): {SOURCE_ADVICE}")
    return archive
