"""Small pictures, byte for byte the same on every machine."""

import struct
import zlib
from random import Random

WIDTH, HEIGHT = 160, 96


def make(stem: str, number: int, random: Random) -> tuple[str, bytes]:
    """Return the name and the content of a picture: one in three is an SVG, the others are PNGs."""
    return (f"{stem}.svg", svg(random)) if number % 3 == 0 else (f"{stem}.png", png(random))


def png(random: Random) -> bytes:
    """Return a PNG with bands of colour. Nothing is compressed: zlib's output depends on its version."""
    palette = random.randbytes(3 * 256)
    step, turn = random.randint(1, 7), random.randint(1, 7)
    rows = b"".join(b"\0" + bytes((step * x + turn * y) % 256 for x in range(WIDTH)) for y in range(HEIGHT))
    stored = b"\x78\x01" + struct.pack("<BHH", 1, len(rows), len(rows) ^ 0xFFFF) + rows
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)),
            chunk(b"PLTE", palette),
            chunk(b"IDAT", stored + struct.pack(">I", zlib.adler32(rows))),
            chunk(b"IEND", b""),
        )
    )


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def svg(random: Random) -> bytes:
    bars = ""
    for column in range(8):
        height = random.randint(8, HEIGHT)
        place = f'x="{20 * column}" y="{HEIGHT - height}" width="16" height="{height}"'
        bars += f'<rect {place} fill="hsl({40 * column} 50% 50%)"/>'
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{bars}</svg>\n'.encode()
