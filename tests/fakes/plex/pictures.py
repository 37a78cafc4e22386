"""Small real pictures."""

import hashlib
import struct
import zlib

_LARGEST = 512


def png(name: str, width: int = 16, height: int = 16) -> bytes:
    """Return a plain square of the colour its name stands for; no side is longer than 512 pixels."""
    width, height = min(width, _LARGEST), min(height, _LARGEST)
    colour = hashlib.sha256(name.encode()).digest()[:3]
    rows = (b"\0" + colour * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(rows))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def is_picture(data: bytes) -> bool:
    return data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF", b"GIF8"))
