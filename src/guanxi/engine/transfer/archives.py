"""Spreadsheets are zip archives: whether one would burst is found out before anything opens it."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from guanxi.engine.transfer.limits import MOST_INFLATED, MOST_MEMBERS, MOST_TIMES_INFLATED, RATIO_MATTERS_FROM
from guanxi.kernel.errors import Invalid

CHUNK = 1 << 18
LOCAL_HEADER = struct.Struct("<4s5H3I2H")


def check_archive(path: Path) -> list[str]:
    """The names inside a zip archive that is safe to open. Raises Invalid for a broken one or one that would burst."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError):
        raise Invalid("broken_spreadsheet") from None
    if len(members) > MOST_MEMBERS:
        raise Invalid("inflates_too_much", limit=MOST_MEMBERS)
    size = path.stat().st_size
    _check_size(sum(member.file_size for member in members), size)
    with path.open("rb") as file:
        _check_size(0, size)
        _inflate_all(file, members, size)
    return [member.filename for member in members]


def _check_size(inflated: int, size: int) -> None:
    is_bomb = inflated > RATIO_MATTERS_FROM and inflated > MOST_TIMES_INFLATED * size
    if inflated > MOST_INFLATED or is_bomb:
        raise Invalid("inflates_too_much", limit=MOST_INFLATED)


def _inflate_all(file: BinaryIO, members: list[zipfile.ZipInfo], size: int) -> None:
    """Inflate everything and throw it away: the directory's own figures may lie, and parts may overlap."""
    total = 0
    for member in members:
        for length in _inflated_lengths(file, member):
            total += length
            _check_size(total, size)


def _inflated_lengths(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[int]:
    if member.compress_type == zipfile.ZIP_STORED:
        yield member.compress_size
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise Invalid("broken_spreadsheet")
    _go_to_content(file, member)
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    left = member.compress_size
    try:
        while left > 0 and (read := file.read(min(CHUNK, left))):
            left -= len(read)
            while read:
                yield len(inflater.decompress(read, CHUNK))
                read = inflater.unconsumed_tail
    except zlib.error:
        raise Invalid("broken_spreadsheet") from None


def _go_to_content(file: BinaryIO, member: zipfile.ZipInfo) -> None:
    file.seek(member.header_offset)
    try:
        header = LOCAL_HEADER.unpack(file.read(LOCAL_HEADER.size))
    except struct.error:
        raise Invalid("broken_spreadsheet") from None
    file.seek(header[-2] + header[-1], 1)
