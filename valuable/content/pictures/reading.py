"""Open a raster picture, whatever it is called, and say in an author's words why one can't be shown.

Nothing in this module knows Sphinx.
"""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

MAX_PIXELS = 100_000_000
MAX_FRAME_PIXELS = 200_000_000  # of all frames of a moving picture together
# What is read, and nothing else: some of Pillow's other formats run programs. Each is known once its module is.
PICTURE_READERS = (
    AvifImagePlugin.AvifImageFile,
    BmpImagePlugin.BmpImageFile,
    GifImagePlugin.GifImageFile,
    JpegImagePlugin.JpegImageFile,
    PngImagePlugin.PngImageFile,
    TiffImagePlugin.TiffImageFile,
    WebPImagePlugin.WebPImageFile,
)
FORMATS = tuple(reader.format for reader in PICTURE_READERS)
PHONE_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1")
BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"BM", b"II*\0", b"MM\0*")
SEVERAL_FRAMES = frozenset({"GIF", "PNG", "WEBP", "AVIF"})
GPS = 0x8825  # the tag of Exif under which a place stands (CIPA DC-008, 4.6.3)
SRGB_NAME = re.compile(r"sRGB|IEC ?61966", re.IGNORECASE)
SAVE_AGAIN = "export it again, or copy it anew from where it comes"


class UnshownPictureError(Exception):
    """A picture can't be shown; the message says why, and what to do."""


@contextmanager
def told_as_problems(path: Path) -> Iterator[None]:
    """Raise what Pillow raises of a file that is damaged, which may be anything, as :exc:`UnshownPictureError`.

    The bytes of the file have been read before.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (UnshownPictureError, MemoryError):
        raise
    except UnidentifiedImageError:
        raise UnshownPictureError(what_it_is(path)) from None
    except Exception as error:  # decoders of damaged files raise whatever they run into
        if isinstance(error, OSError) and error.errno is not None:
            raise  # of the disk, on which files are made of the picture
        broken_off = "truncated" in str(error).lower() or isinstance(error, EOFError)
        what = "it is broken off before its end" if broken_off else "it is damaged"
        raise UnshownPictureError(f"{what}: {SAVE_AGAIN}") from None


def what_it_is(path: Path) -> str:
    """Return what a file is that is no picture, and what to do."""
    length = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(1024)
    if head[4:8] == b"ftyp" and head[8:12] in PHONE_BRANDS:
        return "it is a HEIC photo, as phones take them, which most browsers don't show: save it as JPEG"
    if not head:
        return "it is empty: save it anew"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower()
    if b"<svg" in head[:512].lower():
        return "it is SVG under the name of a raster picture: name it `.svg`"
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<")):
        return "it is HTML, as of a page that says that there is no such picture: load the picture itself"
    if head.startswith(b"version https://git-lfs"):
        return "it is a pointer of Git LFS and not the picture: run `git lfs pull`"
    if 0 in (size := declared_size(head)):
        return f"it has {size[0]} × {size[1]} pixels: {SAVE_AGAIN}"
    if head.startswith(BEGINNINGS) or head[4:12] == b"ftypavif":
        what = (
            f"it is broken off after {length:,} byte{'s' if length > 1 else ''}" if length < 1024 else "it is damaged"
        )
        return f"{what}: {SAVE_AGAIN}"
    if all(byte >= 32 or byte in b"\t\r\n\f" for byte in head):
        return f"it is text and no picture: {SAVE_AGAIN}"
    return "it is no picture that browsers show: save it as JPEG or PNG"


def declared_size(head: bytes) -> tuple[int, int]:
    """Return the width and height that the head of a PNG or GIF declares, and of others some that are none of 0."""
    if head.startswith(b"\x89PNG") and len(head) >= 24:
        return int.from_bytes(head[16:20]), int.from_bytes(head[20:24])
    if head.startswith(b"GIF8") and len(head) >= 10:
        return int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little")
    return -1, -1


def open_picture(path: Path, data: bytes) -> Image.Image:
    """Return a picture of which the head is read, and no more. Raises :exc:`UnshownPictureError`.

    The size is looked at before anything is decoded; what is far too large Pillow itself does not open.
    """
    with told_as_problems(path):
        try:
            image = Image.open(BytesIO(data), formats=FORMATS)
        except Image.DecompressionBombError:
            raise UnshownPictureError(too_large(*declared_size(data))) from None
    width, height = image.size
    if not width or not height:
        raise UnshownPictureError(f"it has {width} × {height} pixels: {SAVE_AGAIN}")
    if width * height > MAX_PIXELS:
        raise UnshownPictureError(too_large(width, height))
    if is_animated(image) and width * height * image.n_frames > MAX_FRAME_PIXELS:  # type: ignore[attr-defined]
        raise UnshownPictureError("it moves for too long: save it as a film, as `.mp4`")
    return image


def too_large(width: int, height: int) -> str:
    """Return what to say of a picture of so many pixels; negative: it is not known how many."""
    size = f"{width:,} × {height:,}" if width > 0 else "far too many"
    most = f"{MAX_PIXELS // 1_000_000} million are the most that can be worked with"
    return f"it has {size} pixels, and {most}: make it smaller"


def is_animated(image: Image.Image) -> bool:
    """Return whether a picture moves: an MPO holds several, and a TIFF several pages, and neither does."""
    return image.format in SEVERAL_FRAMES and getattr(image, "n_frames", 1) > 1


def shown_size(image: Image.Image) -> tuple[int, int]:
    """Return the width and height of a picture as it is held upright."""
    width, height = image.size
    turned = image.format != "TIFF" and image.getexif().get(0x0112, 1) in {5, 6, 7, 8}  # which Pillow turns itself
    return (height, width) if turned else (width, height)


def says_place(path: Path) -> bool:
    """Return whether a file says where it was taken; False for one that can't be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return bool(Image.open(path, formats=FORMATS).getexif().get_ifd(GPS))
    except Exception:  # noqa: BLE001  # decoders of damaged files raise whatever they run into
        return False


# -- Colours ------------------------------------------------------------------------


def upright(image: Image.Image) -> tuple[Image.Image, bytes | None]:
    """Return a decoded picture as it is held, in RGB, RGBA or L, bare of all that is no picture, and its profile.

    The profile is None for sRGB, which is meant where none is. What is no RGB becomes sRGB by its profile.
    """
    profile = image.info.get("icc_profile") or None
    gamma = image.info.get("gamma") if not profile and "srgb" not in image.info else None
    turned = ImageOps.exif_transpose(image)
    found, kept = in_rgb(eight_bit(turned), profile)
    if gamma and not 0.44 < gamma < 0.47:  # other than that of sRGB
        table = [round(255 * (value / 255) ** (1 / (gamma * 2.2))) for value in range(256)]
        colours = len(found.getbands()) - (found.mode == "RGBA")
        found = found.point(table * colours + [*range(256)] * (found.mode == "RGBA"))
    found.info = {}
    return found, kept


def eight_bit(image: Image.Image) -> Image.Image:
    """Return a picture with eight bits a channel: Pillow would cut off what is brighter."""
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value * (1 / 257)).convert("L")
    if image.mode in {"I", "F"}:
        high: Any = image.getextrema()[1]
        top = 65535 if image.mode == "I" and high > 255 else max(high, 1)
        return image.point(lambda value: value * (255 / top)).convert("L")
    return image


def in_rgb(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, bytes | None]:
    space = profile_space(profile)
    if image.mode in {"CMYK", "LAB", "YCbCr", "HSV"}:
        return by_profile(image, profile if space != "RGB" else None), None
    if image.has_transparency_data:
        found = image.convert("RGBA")
        if is_opaque(found):
            found = found.convert("RGB")
    else:
        found = image.convert("L" if image.mode in {"1", "L", "LA"} else "RGB")
    if space == "GRAY" and found.mode == "L":
        return by_profile(found, profile).convert("L"), None
    return (found, profile) if space == "RGB" and found.mode != "L" else (found, None)


def is_opaque(image: Image.Image) -> bool:
    """Return whether nothing can be seen through a picture in RGBA."""
    alpha: Any = image.getchannel("A").getextrema()
    return bool(alpha[0] == 255)


def profile_space(profile: bytes | None) -> str:
    """Return the colour space of a profile; ``""`` for none, for one that can't be read, and for sRGB."""
    if not profile:
        return ""
    try:
        read = ImageCms.ImageCmsProfile(BytesIO(profile))
        if SRGB_NAME.search(ImageCms.getProfileDescription(read)):
            return ""
    except (OSError, ImageCms.PyCMSError, ValueError):
        return ""
    return str(read.profile.xcolor_space).strip()


def by_profile(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return a picture in sRGB, by its profile if that fits, else as well as it can be guessed."""
    if profile:
        try:
            source, target = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
            found = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
            if found is not None:
                return found
        except (OSError, ImageCms.PyCMSError, ValueError):
            pass
    return image.convert("RGB")
