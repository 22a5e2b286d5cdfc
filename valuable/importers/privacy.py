"""Take out of pictures and films what tells where and by whom they were taken, without encoding them anew."""

import re
import struct

JPEG_START, SCAN = b"\xff\xd8", 0xDA
# Segments with EXIF, GPS and XMP (APP1), IPTC (APP13) and remarks. The profile of colours (APP2) stays.
JPEG_LEFT_OUT = frozenset({0xE1, 0xED, 0xFE})
PNG_START = b"\x89PNG\r\n\x1a\n"
PNG_LEFT_OUT = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
ORIENTATION = 0x0112
TIFF_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}  # bytes of each type


GPS_TAG = 0x8825  # under which a place stands in EXIF (CIPA DC-008, 4.6.3)
TIFF_STARTS = (b"II*\0", b"MM\0*")
EXIF_BLOCK = re.compile(rb"Exif\0\0(?=II\*\0|MM\0\*)")
XMP_PACKET = re.compile(rb"<x:xmpmeta\b[\s\S]*?</x:xmpmeta>")
# Of films: a place by ISO 6709 after the name of its key, and boxes that hold one (QuickTime, 3GPP TS 26.244).
ISO_PLACE = re.compile(rb"[+-]\d{2,3}(?:\.\d+)?[+-]\d{3}(?:\.\d+)?(?:[+-]\d+(?:\.\d+)?)?(?:CRS[\w:]*)?/")
PLACE_BOX = re.compile(rb"(?<=[\0\x01][\0-\xff]{2})(?:\xa9xyz|loci)")
PLACED_SUFFIXES = (
    *(".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".heic", ".heif", ".avif"),
    *(".mp4", ".m4v", ".mov", ".3gp"),
)


def without_place(data: bytes) -> bytes:
    """Return a picture or film without what tells of the one who took it; other files as they are."""
    if data.startswith(JPEG_START):
        return plain_jpeg(data)
    if data.startswith(PNG_START):
        return plain_png(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return plain_webp(data)
    if data.startswith(TIFF_STARTS):
        return blanked(data, [0])
    return plain_boxes(data) if data[4:8] == b"ftyp" else data


def plain_webp(data: bytes) -> bytes:
    """Return a WebP without its chunks of EXIF and XMP, which its head then does not announce."""
    pieces, place, turned = [], 12, 1
    while place + 8 <= len(data):
        size = struct.unpack("<I", data[place + 4 : place + 8])[0]
        chunk = data[place : place + 8 + size + size % 2]
        if chunk[:4] == b"EXIF":
            turned = orientation(chunk[8:].removeprefix(b"Exif\0\0"))
        if chunk[:4] == b"VP8X" and len(chunk) > 8:
            chunk = chunk[:8] + bytes([chunk[8] & ~0x0C]) + chunk[9:]
        if chunk[:4] not in {b"EXIF", b"XMP "}:
            pieces.append(chunk)
        place += 8 + size + size % 2
    if turned > 1 and pieces and pieces[0][:4] == b"VP8X":
        block = orientation_block(turned)
        pieces[0] = pieces[0][:8] + bytes([pieces[0][8] | 0x08]) + pieces[0][9:]
        pieces.append(b"EXIF" + struct.pack("<I", len(block)) + block + b"\0" * (len(block) % 2))
    content = b"".join(pieces)
    return b"RIFF" + struct.pack("<I", len(content) + 4) + b"WEBP" + content


def plain_boxes(data: bytes) -> bytes:
    """Return a HEIC, an AVIF or a film with blanks for places: each part keeps its length, so that the rest stays."""
    brand = data[8:12]
    if brand[:3] in {b"hei", b"hev", b"mif", b"msf", b"avi"}:
        return blanked(data, [found.end() for found in EXIF_BLOCK.finditer(data)])
    start = data.find(b"moov")
    end = start + int.from_bytes(data[start - 4 : start]) if start >= 4 else 0
    moov = XMP_PACKET.sub(lambda found: b" " * len(found[0]), data[start:end]) if end > start else b""
    if b"location.ISO6709" in moov or PLACE_BOX.search(moov):
        moov = ISO_PLACE.sub(lambda found: b" " * len(found[0]), moov)
        moov = PLACE_BOX.sub(b"free", moov)
    return data[:start] + moov + data[start + len(moov) :] if moov else data


def blanked(data: bytes, blocks: list[int]) -> bytes:
    """Return a picture with blanks for the places in its blocks of EXIF, which begin at these bytes, and for XMP."""
    found = bytearray(XMP_PACKET.sub(lambda packet: b" " * len(packet[0]), data))
    for start in blocks:
        blank_place(found, start)
    return bytes(found)


def blank_place(data: bytearray, start: int) -> None:
    """Write zeros over the directory of the place, and over its values, in the block of TIFF at *start*."""
    order = "<" if data[start : start + 2] == b"II" else ">"

    def entries(at: int) -> list[tuple[int, int, int, int, int]]:
        count = struct.unpack_from(f"{order}H", data, at)[0]
        places = range(at + 2, at + 2 + 12 * count, 12)
        return [(place, *struct.unpack_from(f"{order}HHII", data, place)) for place in places]

    try:
        first = start + struct.unpack_from(f"{order}I", data, start + 4)[0]
        for _, tag, _, _, value in entries(first):
            if tag != GPS_TAG:
                continue
            directory = entries(start + value)
            for _, _, kind, count, at in directory:
                size = TIFF_SIZES.get(kind, 1) * count
                if size > 4 and start + at + size <= len(data):
                    data[start + at : start + at + size] = bytes(size)
            length = 2 + 12 * len(directory)
            data[start + value : start + value + length] = bytes(length)  # one of no entries
    except struct.error:
        pass


def plain_jpeg(data: bytes) -> bytes:
    pieces, place = [data[:2]], 2
    turned = 1
    while place + 4 <= len(data) and data[place] == 0xFF:
        kind = data[place + 1]
        if kind == SCAN:
            break
        size = struct.unpack(">H", data[place + 2 : place + 4])[0] + 2
        segment = data[place : place + size]
        if kind == 0xE1 and segment[4:10] == b"Exif\0\0":
            turned = orientation(segment[10:])
        if kind not in JPEG_LEFT_OUT:
            pieces.append(segment)
        place += size
    if turned > 1:
        pieces.insert(1, orientation_segment(turned))
    return b"".join([*pieces, data[place:]])


def orientation(block: bytes) -> int:
    """Return how a picture is turned, by its block of EXIF; 1 if it says nothing."""
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    try:
        if order is None:
            return 1
        start = struct.unpack(f"{order}I", block[4:8])[0]
        count = struct.unpack(f"{order}H", block[start : start + 2])[0]
        for number in range(count):
            at = start + 2 + 12 * number
            tag, _, _, value = struct.unpack(f"{order}HHIH", block[at : at + 10])
            if tag == ORIENTATION:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1


def orientation_block(turned: int) -> bytes:
    return b"MM\0*" + struct.pack(">IH", 8, 1) + struct.pack(">HHIHH", ORIENTATION, 3, 1, turned, 0) + b"\0\0\0\0"


def orientation_segment(turned: int) -> bytes:
    """Return a segment of EXIF that says how a picture is turned, and nothing else."""
    content = b"Exif\0\0" + orientation_block(turned)
    return b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content


def plain_png(data: bytes) -> bytes:
    pieces, place = [data[:8]], 8
    while place + 12 <= len(data):
        size = struct.unpack(">I", data[place : place + 4])[0] + 12
        if data[place + 4 : place + 8] not in PNG_LEFT_OUT:
            pieces.append(data[place : place + size])
        place += size
    return b"".join([*pieces, data[place:]])
