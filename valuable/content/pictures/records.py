"""What is known of a picture once its files are made: the records, and the names that others ask for.

Nothing in this module knows Sphinx or Pillow.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path, PurePath

RECIPE = 1  # another number for another way to make the files: each gets another name
THUMB_WIDTHS = (128, 256)
PAGE_WIDTHS = (360, 656, 984, 1312)
MIDDLE = 984  # the width for those who get one file: feeds, copies
TYPES_BY_SUFFIX = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}
# Of each format that is read, by Pillow's names, the endings that it has.
NAMED_SUFFIXES = {
    "JPEG": (".jpg", ".jpeg", ".jfif", ".jpe"),
    "PNG": (".png", ".apng"),
    "GIF": (".gif",),
    "WEBP": (".webp",),
    "AVIF": (".avif",),
    "BMP": (".bmp",),
    "TIFF": (".tif", ".tiff"),
}
RASTER_SUFFIXES = frozenset(suffix for suffixes in NAMED_SUFFIXES.values() for suffix in suffixes)
PHONE_SUFFIXES = frozenset({".heic", ".heif", ".hif"})


# With what pictures begin that have another name, or none.
SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")
BRANDS = (b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1")


def looks_like_picture(path: Path) -> bool:
    """Return whether a file is a raster picture by its first bytes."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError:
        return False
    is_boxed = head[4:8] == b"ftyp" and head[8:12] in BRANDS
    return is_boxed or head.startswith(SIGNATURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def is_picture(path: str | PurePath) -> bool:
    """Return whether a name is that of a raster picture, which readers get in other files than the author's."""
    return PurePath(path).suffix.lower() in RASTER_SUFFIXES | PHONE_SUFFIXES


@dataclass(frozen=True)
class Variant:
    """One file made of a picture."""

    kind: str  # its suffix without a dot
    width: int
    height: int
    length: int  # bytes
    role: str = ""  # ``large``, ``still`` or nothing

    @property
    def name(self) -> str:
        """The name of its file in the cache."""
        return f"{self.role or self.width}.{self.kind}"


@dataclass(frozen=True)
class Picture:
    """What was made of a picture: its own size upright, and its files; ``problem`` says why there are none.

    ``kinds`` has the files of each kind, from narrow to wide, the kind that is best to get first and the one that
    everybody understands last.
    """

    width: int = 0
    height: int = 0
    kinds: tuple[tuple[Variant, ...], ...] = ()
    large: Variant | None = None
    still: Variant | None = None  # of one that moves
    format: str = ""  # Pillow's name of what the original is
    problem: str = ""
    is_whole: bool = True  # not made in haste, for a preview

    @property
    def size(self) -> tuple[int, int]:
        return self.width, self.height

    def files(self) -> Iterator[Variant]:
        for kind in self.kinds:
            yield from kind
        yield from filter(None, (self.large, self.still))

    @property
    def fallback(self) -> tuple[Variant, ...]:
        """The files of the kind that everybody understands, those for pages alone."""
        return tuple(file for file in self.kinds[-1] if file.width not in THUMB_WIDTHS) or self.kinds[-1]

    @property
    def middle(self) -> Variant:
        """The file for those who get one."""
        return next((file for file in self.fallback if file.width >= MIDDLE), self.fallback[-1])

    @property
    def widest(self) -> Variant:
        """The file for those who want to look at it closely."""
        return self.large or self.fallback[-1]


def published_name(path: str, digest: str, file: Variant) -> str:
    """Return the name under ``_images`` of a file made of the picture at *path*, whose bytes have a *digest*."""
    made = blake2b(f"{RECIPE} {digest} {file.name}".encode(), digest_size=4).hexdigest()
    return f"{Path(path).stem}.{made}.{file.kind}"
