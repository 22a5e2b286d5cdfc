"""Pictures and films that come over say no longer where they were taken, and are shown as before."""

import io
import struct
from fractions import Fraction

import pytest
from PIL import Image

from valuable.importers.privacy import PLACED_SUFFIXES, without_place

GPS, ORIENTATION = 0x8825, 0x0112
KINDS = ["JPEG", "PNG", "WEBP"]
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">59,54.5N</x:xmpmeta>'


def photo(kind: str) -> bytes:
    """Return a small picture that says where it was taken, and that it is turned."""
    file = io.BytesIO()
    Image.new("RGB", (24, 16), "teal").save(file, kind, exif=placed_exif())
    return file.getvalue()


def placed_exif() -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS).update({1: "N", 2: (Fraction(59), Fraction(54), Fraction(3)), 3: "E", 4: (Fraction(10), 0, 0)})
    return exif.tobytes()


@pytest.mark.parametrize("kind", KINDS)
def test_photo_says_no_place_and_is_shown_as_before(kind: str) -> None:
    data = photo(kind)
    before = Image.open(io.BytesIO(data))
    assert before.getexif().get_ifd(GPS)
    plain = without_place(data)
    after = Image.open(io.BytesIO(plain))
    assert not after.getexif().get_ifd(GPS)
    assert after.tobytes() == before.tobytes()
    if kind != "PNG":
        assert after.getexif().get(ORIENTATION) == 6
    assert without_place(plain) == plain


@pytest.mark.parametrize("kind", KINDS)
def test_broken_photo_does_no_harm(kind: str) -> None:
    data = photo(kind)
    for cut in range(0, len(data), max(1, len(data) // 60)):
        assert isinstance(without_place(data[:cut]), bytes)


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


def test_film_says_no_place_and_keeps_its_length() -> None:
    place = b"+59.9139+010.7522+023.000/"
    named = box(b"meta", box(b"keys", b"com.apple.quicktime.location.ISO6709") + box(b"ilst", place)) + XMP
    user = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(place), 0x15C7) + place))
    film = box(b"ftyp", b"qt  ") + box(b"moov", box(b"mvhd", bytes(20)) + user + named) + box(b"mdat", place)
    plain = without_place(film)
    assert len(plain) == len(film)
    assert plain.count(place) == 1  # in the film itself, which is left alone
    assert b"59,54.5N" not in plain
    assert plain.startswith(film[:40])


@pytest.mark.parametrize("brand", [b"", b"heic", b"avif"])
def test_blanks_stand_where_a_place_was(brand: bytes) -> None:
    """In a TIFF, which begins with its block of EXIF, and within the boxes of a HEIC or an AVIF."""
    exif = placed_exif()
    block = exif.removeprefix(b"Exif\0\0")
    data = box(b"ftyp", brand) + box(b"meta", b"Exif\0\0" + block + XMP) if brand else block + XMP
    plain = without_place(data)
    assert len(plain) == len(data)
    assert b"59,54.5N" not in plain
    start = data.index(block)
    after = Image.Exif()
    after.load(b"Exif\0\0" + plain[start : start + len(block)])
    assert after[ORIENTATION] == 6
    values = [number for tag in (2, 4) for number in after.get_ifd(GPS).get(tag, ())]
    assert not any(number.numerator for number in values)
    assert struct.pack(">I", 59) not in plain
    assert struct.pack("<I", 59) not in plain


def test_other_files_are_left_alone() -> None:
    for data in (b"", b"GIF89a", b"%PDF-1.7", b"<svg/>"):
        assert without_place(data) == data
    assert ".heic" in PLACED_SUFFIXES
