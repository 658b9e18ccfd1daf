"""Whether a password is among those that others have lost, in a file that an administrator puts beside the program.

The file is text, a line for each hash, sorted: the SHA-1 in hexadecimal, or its beginning, with `:` and a count behind
it or without. It is searched by halves on the disk, so that its size does not matter.
"""

import hashlib
from pathlib import Path
from typing import IO, Final

LONGEST_LINE: Final = 200
LEAST_DIGITS: Final = 10


def is_breached(file: Path, password: str) -> bool:
    """True where the file knows the password. Raises OSError where it cannot be read."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    with file.open("rb") as lines:
        low, high = 0, file.stat().st_size
        while low < high:
            middle = (low + high) // 2
            found = _hash_from(lines, middle)
            if found and len(found) >= LEAST_DIGITS and wanted.startswith(found):
                return True
            if found and found < wanted:
                low = middle + 1
            else:
                high = middle
    return False


def _hash_from(lines: IO[bytes], place: int) -> str:
    """The hash of the first line that begins at this place or behind it; empty where there is none."""
    lines.seek(max(place - 1, 0))
    if place:
        lines.readline(LONGEST_LINE)
    return lines.readline(LONGEST_LINE).partition(b":")[0].strip().decode("ascii", "replace").upper()
