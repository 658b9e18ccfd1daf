"""How an entry becomes a leaf: its line as PostgreSQL's COPY writes it, in text, of these columns in this order.

The session has time zone UTC, dates in ISO and UTF-8, so that an entry has one line only; a tab stands between columns
and in none, `\\N` for what is absent. The leaf is SHA-256(0x00 || "guanxi audit 1" || TAB || line).
"""

import zlib
from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

import psycopg
from psycopg.pq import ExecStatus
from psycopg.rows import TupleRow

FORM: Final = 1
COLUMNS: Final = (
    *("seq", "xid", "at", "by_user", "action", "object", "record_id", "fields", "commitment", "change_set", "note"),
)
SELECT: Final = f"SELECT {', '.join(COLUMNS)} FROM audit.entry"
HEAD: Final = b"guanxi audit 1\t"
ABSENT: Final = b"\\N"
BUCKETS: Final = 16_384
OPTIONS: Final = "-c TimeZone=UTC -c DateStyle=ISO -c jit=off -c search_path=pg_catalog"


def connect(url: str) -> psycopg.Connection[TupleRow]:
    """A connection on which entries have their one line."""
    return psycopg.connect(url, autocommit=True, options=OPTIONS, client_encoding="UTF8")


def lines_of(connection: psycopg.Connection[Any], where: str) -> list[bytes]:
    """The lines of entries; `where` follows the table's name and holds nothing but numbers of our own.

    They come straight from the library of PostgreSQL: of ten million lines each step more for a line is seconds.
    """
    link = connection.pgconn
    if link.exec_(f"COPY ({SELECT} {where}) TO STDOUT".encode()).status != ExecStatus.COPY_OUT:
        raise psycopg.OperationalError(link.get_error_message())
    found: list[bytes] = []
    size, line = link.get_copy_data(0)
    while size > 0:
        found.append(bytes(line)[:-1])
        size, line = link.get_copy_data(0)
    while (ended := link.get_result()) is not None:
        if ended.status != ExecStatus.COMMAND_OK:
            raise psycopg.OperationalError(link.get_error_message())
    return found


def canonical(line: bytes) -> bytes:
    return HEAD + line


def leaves_of(lines: Sequence[bytes]) -> list[bytes]:
    """The hashes of the lines."""
    head = b"\x00" + HEAD
    return [sha256(head + line).digest() for line in lines]


def seq_of(line: bytes) -> int:
    return int(line[: line.index(b"\t")])


def bucket_of(record_id: str) -> str:
    """The term under which entries of a record are found, together with those of few others."""
    return f"record {zlib.crc32(record_id.encode()) % BUCKETS}"


def postings_of(lines: Sequence[bytes]) -> dict[str, list[int]]:
    """The numbers of the entries by each term that they are looked for with, in their order."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for line in lines:
        seq, _, _, by_user, action, name, record_id, fields, *_ = line.decode().split("\t")
        number = int(seq)
        found[f"by {by_user}"].append(number)
        found[f"action {action}"].append(number)
        if name != "\\N":
            found[f"object {name}"].append(number)
        if record_id != "\\N":
            found[bucket_of(record_id)].append(number)
        if fields not in ("\\N", "{}"):
            for field in dict.fromkeys(fields[1:-1].split(",")):
                found[f"field {name}.{field}"].append(number)
    return found
