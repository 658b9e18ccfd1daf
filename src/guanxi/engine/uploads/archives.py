"""Whether an archive would burst, from its directory and without unpacking it."""

import struct
import zipfile
from pathlib import Path
from typing import Final

MOST_MEMBERS: Final = 10_000
MOST_INFLATED: Final = 2 * 1024 * 1024 * 1024
MOST_TIMES: Final = 250
RATIO_MATTERS_FROM: Final = 16 * 1024 * 1024


def fault_in(path: Path) -> str | None:
    """Why an archive is refused; None for a sound one. Parts that lie over each other are what a bomb is made of."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError, OverflowError):
        return "broken_archive"
    size, inflated = path.stat().st_size, sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    is_bomb = inflated > RATIO_MATTERS_FROM and inflated > MOST_TIMES * size
    if len(members) > MOST_MEMBERS or inflated > MOST_INFLATED or is_bomb or packed > size:
        return "archive_bursts"
    return None
