"""Take out of pictures what tells where and by whom they were taken, without encoding them anew."""

import struct

JPEG_START, SCAN = b"\xff\xd8", 0xDA
# Segments with EXIF, GPS and XMP (APP1), IPTC (APP13) and remarks. The profile of colours (APP2) stays.
JPEG_LEFT_OUT = frozenset({0xE1, 0xED, 0xFE})
PNG_START = b"\x89PNG\r\n\x1a\n"
PNG_LEFT_OUT = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
ORIENTATION = 0x0112


def without_place(data: bytes) -> bytes:
    """Return a JPEG or PNG without what tells of the one who took it; other files as they are."""
    if data.startswith(JPEG_START):
        return plain_jpeg(data)
    return plain_png(data) if data.startswith(PNG_START) else data


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


def orientation_segment(turned: int) -> bytes:
    """Return a segment of EXIF that says how a picture is turned, and nothing else."""
    block = b"MM\0*" + struct.pack(">IH", 8, 1) + struct.pack(">HHIHH", ORIENTATION, 3, 1, turned, 0) + b"\0\0\0\0"
    content = b"Exif\0\0" + block
    return b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content


def plain_png(data: bytes) -> bytes:
    pieces, place = [data[:8]], 8
    while place + 12 <= len(data):
        size = struct.unpack(">I", data[place : place + 4])[0] + 12
        if data[place + 4 : place + 8] not in PNG_LEFT_OUT:
            pieces.append(data[place : place + size])
        place += size
    return b"".join([*pieces, data[place:]])
