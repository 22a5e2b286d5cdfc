"""Make of a picture the files that readers get: in the widths of the layout, in each kind that is worth it.

A browser takes the smallest that fits. None is wider than the picture, and none holds anything of the original but its
colours: not where and when it was taken, nor by whom. Nothing in this module knows Sphinx.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from valuable.content.pictures.reading import (
    is_animated,
    is_opaque,
    open_picture,
    shown_size,
    told_as_problems,
    upright,
)
from valuable.content.pictures.records import PAGE_WIDTHS, THUMB_WIDTHS, Picture, Variant

LARGE_PIXELS = 2560 * 1920  # of the picture that a reader sees who wants to look at it
NEAR = 0.8  # a width is left out if the picture has little more
MAX_WEBP_SIDE, MAX_JPEG_SIDE = 16_383, 65_500
MAX_LOOPS = 65_535
SAMPLE = 256  # pixels; from these many in a row and in a column it is told whether a picture is drawn or taken
FEW_COLOURS = SAMPLE * SAMPLE // 16
FEW_GREYS = 32
# What is published of each format, by Pillow's names, for those who know no newer kind. An MPO is a JPEG with more
# pictures behind it, as some phones and cameras write.
FALLBACKS = {
    "JPEG": "jpg",
    "MPO": "jpg",
    "PNG": "png",
    "GIF": "png",
    "WEBP": "webp",
    "AVIF": "webp",
    "BMP": "png",
    "TIFF": "png",
}
PHOTO: Mapping[str, Mapping[str, Any]] = {
    # The quality of each at which eyes tell them apart as little as JPEG at 82.
    "avif": {"quality": 50, "speed": 8, "max_threads": 1, "subsampling": "4:2:0"},
    "webp": {"quality": 78, "method": 2},
    "jpg": {"quality": 82, "progressive": True, "optimize": True},
    "png": {"compress_level": 4},
}
DRAWN: Mapping[str, Mapping[str, Any]] = {
    "avif": {"quality": 75, "speed": 8, "max_threads": 1, "subsampling": "4:4:4"},
    "webp": {"lossless": True, "quality": 50, "method": 3},
    "jpg": {"quality": 90, "progressive": True, "optimize": True, "subsampling": 0},
    "png": {"compress_level": 9},
}
MOVING: Mapping[str, Any] = {"quality": 75, "method": 3, "save_all": True, "minimize_size": False}
LARGE: Mapping[str, Any] = {"quality": 82, "method": 0}
FORMAT_NAMES = {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG", "png": "PNG"}


def wanted_widths(width: int, steps: Sequence[int] = (*THUMB_WIDTHS, *PAGE_WIDTHS)) -> list[int]:
    """Return the widths in which a picture is published, from narrow to wide; never wider than it is."""
    widest = min(width, steps[-1])
    return [step for step in steps if step <= widest * NEAR] + [widest]


def scaled(size: tuple[int, int], width: int) -> tuple[int, int]:
    return width, max(1, round(size[1] * width / size[0]))


def make_files(path: Path, folder: Path, *, in_haste: bool = False) -> Picture:
    """Make the files of the picture at *path* in *folder*, and return what there is.

    *in_haste* makes those alone that every browser understands. Raises :exc:`UnshownPictureError`.
    """
    data = path.read_bytes()
    image = open_picture(path, data)
    folder.mkdir(parents=True, exist_ok=True)
    store = Store(folder)
    with told_as_problems(path):
        make = make_moving if is_animated(image) else make_still
        width, height, kinds, large, still = make(image, store, in_haste)
    return Picture(width, height, kinds, large, still, str(image.format), is_whole=not in_haste)


@dataclass(frozen=True)
class Store:
    """The folder into which the files of one picture are written."""

    folder: Path

    def add(self, kind: str, size: tuple[int, int], data: bytes, role: str = "") -> Variant:
        made = Variant(kind, *size, len(data), role)
        draft = self.folder / f"{made.name}.{os.getpid()}.new"
        draft.write_bytes(data)
        draft.replace(self.folder / made.name)
        return made


def encoded(image: Image.Image, kind: str, profile: bytes | None, options: Mapping[str, Any]) -> bytes:
    """Return the bytes of a picture in one kind: nothing but the picture and its profile."""
    found = BytesIO()
    image.save(found, FORMAT_NAMES[kind], **options, **({"icc_profile": profile} if profile else {}))
    return found.getvalue()


Made = tuple[int, int, tuple[tuple[Variant, ...], ...], Variant | None, Variant | None]


def make_still(image: Image.Image, store: Store, in_haste: bool) -> Made:
    width, height = shown_size(image)
    fallback, source_mode = FALLBACKS[str(image.format)], image.mode
    widths = wanted_widths(width)
    large = large_size((width, height), widths[-1])
    most = scaled((width, height), widths[-1]) if in_haste or large is None else large
    most = most if image.size == (width, height) else most[::-1]
    image.draft(None, most)
    image.load()
    if image.mode in {"L", "RGB"} and not image.has_transparency_data:  # before it is turned: that takes its time
        image = shrunk(image, most)
    picture, profile = upright(image)
    drawn = fallback != "jpg" and has_few_colours(picture)
    has_few = source_mode in {"1", "P"} or (drawn and picture.getcolors(256) is not None)
    in_place: Variant | None = None
    if large is not None and not in_haste:
        picture = resized(picture, large)
        in_place = add_large(picture, store, profile, drawn)
    steps: list[Image.Image] = []
    for step in reversed(widths):
        picture = resized(picture, scaled((width, height), step))
        steps.append(picture)
    steps.reverse()
    options = DRAWN if drawn else PHOTO
    own = [
        encoded(with_palette(step) if fallback == "png" and has_few else step, fallback, profile, options[fallback])
        for step in steps
    ]
    kinds = [] if in_haste else list(better_kinds(steps, own, fallback, profile, options))
    kinds.append((fallback, own))
    made = tuple(
        without_vain([store.add(kind, step.size, data) for step, data in zip(steps, files, strict=True)])
        for kind, files in kinds
    )
    return width, height, made, in_place, None


def better_kinds(
    steps: Sequence[Image.Image],
    own: Sequence[bytes],
    fallback: str,
    profile: bytes | None,
    options: Mapping[str, Mapping[str, Any]],
) -> Iterator[tuple[str, list[bytes]]]:
    """Yield the kinds that are smaller than the one that everybody understands, the newest first.

    Of what is drawn, the lossless WebP is as good as the original, and an AVIF has to be smaller than that.
    """
    found: list[tuple[str, list[bytes]]] = []
    least = [len(data) for data in own]
    for kind in ("webp", "avif"):
        if kind == fallback:
            continue
        files = encoded_while_smaller(kind, steps, least, profile, options[kind])
        if files is not None:
            found.insert(0, (kind, files))
            least = [len(data) for data in files] if options is DRAWN else least
    yield from found


def encoded_while_smaller(
    kind: str, steps: Sequence[Image.Image], least: Sequence[int], profile: bytes | None, options: Mapping[str, Any]
) -> list[bytes] | None:
    """Return a picture in one kind, narrow to wide; None as soon as its files are no smaller than those of another."""
    files: list[bytes] = []
    ours = others = 0
    for step, other in zip(steps, least, strict=True):
        if kind == "webp" and max(step.size) > MAX_WEBP_SIDE:
            return None
        files.append(encoded(step, kind, profile, options))
        ours, others = ours + len(files[-1]), others + other
        if ours >= others and (step.width >= PAGE_WIDTHS[0] or step is steps[-1]):
            return None
    return files


def without_vain(files: Sequence[Variant]) -> tuple[Variant, ...]:
    """Return the files of a kind without those that are no smaller than a wider one."""
    return tuple(file for at, file in enumerate(files) if all(file.length < wider.length for wider in files[at + 1 :]))


def large_size(size: tuple[int, int], widest: int) -> tuple[int, int] | None:
    """Return the size of the picture that is looked at closely; None if the widest of a page is as good."""
    width, height = size
    shrink = min(1.0, (LARGE_PIXELS / (width * height)) ** 0.5, MAX_JPEG_SIDE / max(size))
    found = scaled(size, max(1, round(width * shrink)))
    return found if found[0] > widest else None


def add_large(picture: Image.Image, store: Store, profile: bytes | None, drawn: bool) -> Variant:
    kind = "webp" if max(picture.size) <= MAX_WEBP_SIDE else "jpg" if picture.mode != "RGBA" else "png"
    options = {**DRAWN[kind], "method": 2} if drawn and kind == "webp" else LARGE if kind == "webp" else PHOTO[kind]
    return store.add(kind, picture.size, encoded(picture, kind, profile, options), "large")


def resized(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    if picture.size == size:
        return picture
    found = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    found.info = {}
    return found


def shrunk(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return a picture in the size in which it is looked at closely, in half the time that the best filter takes."""
    little = size[0] < picture.width <= 2 * size[0]
    return picture.resize(size, Image.Resampling.HAMMING) if little else picture


def has_few_colours(picture: Image.Image) -> bool:
    """Return whether a picture is drawn, as a screenshot or a diagram is, and no photo: it has few colours."""
    sample = picture.resize((SAMPLE, SAMPLE), Image.Resampling.NEAREST)
    return sample.getcolors(FEW_GREYS if picture.mode == "L" else FEW_COLOURS) is not None


def with_palette(picture: Image.Image) -> Image.Image:
    """Return a picture that was made of few colours with a palette again, which takes a third of the bytes."""
    if picture.mode != "RGB":
        return picture
    return picture.quantize(256, dither=Image.Dither.NONE)


# -- What moves ---------------------------------------------------------------------


def make_moving(image: Image.Image, store: Store, in_haste: bool) -> Made:
    """Make a moving WebP of a moving picture, and one that stands still of its first frame."""
    width, height = image.size
    size = scaled((width, height), min(width, PAGE_WIDTHS[1] * 3 // 2))
    frames, durations, profile = [], [], None
    loop = image.info.get("loop", 0)
    if image.format == "GIF":  # where it says how many times more; without a word it moves once
        loop = image.info["loop"] and min(image.info["loop"] + 1, MAX_LOOPS) if "loop" in image.info else 1
    for number in range(image.n_frames):  # type: ignore[attr-defined]
        image.seek(number)
        image.load()
        durations.append(int(image.info.get("duration", 100)) or 100)
        frame, profile = upright(image.copy())
        frames.append(resized(frame.convert("RGBA"), size))
    first, opaque = frames[0], all(is_opaque(frame) for frame in frames)
    if opaque:
        frames = [frame.convert("RGB") for frame in frames]
    options = {**MOVING, "duration": durations, "loop": loop, "append_images": frames[1:]}
    drawn = has_few_colours(frames[0])
    if drawn:
        options |= {"allow_mixed": True}
    moving = store.add("webp", size, encoded(frames[0], "webp", profile, options))
    plain = first.convert("RGB") if opaque else first
    still = store.add("webp", size, encoded(plain, "webp", profile, (DRAWN if drawn else PHOTO)["webp"]), "still")
    return width, height, ((moving,),), None, still
