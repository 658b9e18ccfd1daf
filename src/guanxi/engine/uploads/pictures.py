"""How large a picture would be, from its first bytes and without opening it."""

import struct
from typing import Final

MOST_SIDE: Final = 30_000
MOST_DOTS: Final = 100_000_000  # 400 MB once it is opened
START_OF_FRAME: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def size_of(kind: str, head: bytes) -> tuple[int, int] | None:
    """Width and height in dots of a picture of this kind; None where the bytes do not say."""
    try:
        return READERS[kind](head) if kind in READERS else None
    except (struct.error, IndexError):
        return None


def is_too_large(size: tuple[int, int]) -> bool:
    width, height = size
    return max(width, height) > MOST_SIDE or width * height > MOST_DOTS


def _png(head: bytes) -> tuple[int, int]:
    return struct.unpack(">II", head[16:24])


def _gif(head: bytes) -> tuple[int, int]:
    return struct.unpack("<HH", head[6:10])


def _webp(head: bytes) -> tuple[int, int] | None:
    form = head[12:16]
    if form == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if form == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", head[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _jpeg(head: bytes) -> tuple[int, int] | None:
    """From the first frame; the segments before it are stepped over by their lengths (ITU T.81, B.1)."""
    place = 2
    while place + 9 <= len(head):
        if head[place] != 0xFF:
            return None
        mark = head[place + 1]
        if mark in START_OF_FRAME:
            height, width = struct.unpack(">HH", head[place + 5 : place + 9])
            return width, height
        place += 2 if mark == 0xFF or 0xD0 <= mark <= 0xD8 else 2 + int.from_bytes(head[place + 2 : place + 4])
    return None


READERS: Final = {"image/png": _png, "image/gif": _gif, "image/webp": _webp, "image/jpeg": _jpeg}
