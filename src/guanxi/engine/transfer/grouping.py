"""Rows that belong together, one record after the other, whether the file is sorted or not, in bounded memory."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import groupby
from typing import IO
from zlib import crc32

import orjson

Row = tuple[int, list[str]]
Group = list[Row]
ROWS_IN_BUCKET = 50_000
MOST_BUCKETS = 200
MOST_KEYS_REMEMBERED = 1_000_000


def key_of(by: Sequence[int]) -> Callable[[Row], tuple[str, ...]]:
    """What tells the rows of one record: their cells in these columns."""

    def key(row: Row) -> tuple[str, ...]:
        cells = row[1]
        return tuple(cells[column].strip() if column < len(cells) else "" for column in by)

    return key


def is_contiguous(rows: Iterable[Row], by: Sequence[int]) -> bool:
    """True where the rows of each record follow each other; False also where there are too many records to tell."""
    seen: set[int] = set()
    for key, _ in groupby(rows, key_of(by)):
        mark = hash(key)
        if mark in seen or len(seen) > MOST_KEYS_REMEMBERED:
            return False
        seen.add(mark)
    return True


def contiguous_groups(rows: Iterable[Row], by: Sequence[int]) -> Iterator[Group]:
    for key, group in groupby(rows, key_of(by)):
        if any(key):
            yield list(group)
        else:
            yield from ([row] for row in group)


def scattered_groups(rows: Iterable[Row], by: Sequence[int], count: int) -> Iterator[Group]:
    """Groups of rows that lie anywhere in the file, in an order that is the same each time.

    The rows go through files that hold some records each, so that only one such part is in memory.
    """
    buckets = min(MOST_BUCKETS, count // ROWS_IN_BUCKET + 1)
    key = key_of(by)
    with ExitStack() as files:
        parts = [files.enter_context(tempfile.TemporaryFile()) for _ in range(buckets)]
        for row in rows:
            parts[crc32("\x1f".join(key(row)).encode("utf-8", "replace")) % buckets].write(orjson.dumps(row) + b"\n")
        for part in parts:
            yield from _groups_in(part, key)


def _groups_in(part: IO[bytes], key: Callable[[Row], tuple[str, ...]]) -> Iterator[Group]:
    part.seek(0)
    groups: dict[tuple[str, ...], Group] = {}
    for line in part:
        number, cells = orjson.loads(line)
        row: Row = (number, cells)
        found = key(row)
        groups.setdefault(found if any(found) else (str(number), "\x00"), []).append(row)
    yield from groups.values()
