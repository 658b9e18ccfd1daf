"""Proofs: that an entry is in the sealed log, and that a later state of the log begins with an earlier one."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any, cast

from psycopg import AsyncConnection

from guanxi.engine.audit.leaves import COLUMNS, FORM, SELECT, canonical
from guanxi.engine.audit.merkle import (
    Range,
    consistency_ranges,
    continues,
    includes,
    inclusion_ranges,
    leaf_hash,
)
from guanxi.engine.audit.notes import Checkpoint, Verifier, checkpoint_in, from_base64
from guanxi.engine.audit.tiles import root_in, tiles_for
from guanxi.kernel.errors import Conflict, Invalid, NotFound

Proof = dict[str, Any]
HOLDING = b"SELECT number, first, seqs::text, form, sealed_at FROM audit.batch WHERE seqs @> $1::bigint LIMIT 1"
PLACE = b"""
SELECT coalesce(sum(greatest(0, least(upper(r), $2::bigint) - lower(r))), 0)::bigint
FROM unnest($1::int8multirange) r WHERE lower(r) < $2::bigint"""
NEWEST = b"SELECT checkpoint FROM audit.batch ORDER BY number DESC LIMIT 1"
SIZED = b"SELECT checkpoint FROM audit.batch WHERE first + count = $1::bigint AND first < $1::bigint LIMIT 1"
TILES = b"""
SELECT t.level, t.number, t.hashes FROM unnest($1::integer[], $2::bigint[]) AS p(level, number)
JOIN audit.tile t ON t.level = p.level AND t.number = p.number"""


async def prove(connection: AsyncConnection, seq: int) -> Proof:
    """The proof that the newest checkpoint holds this entry. Raises NotFound, and Conflict while it is not sealed."""
    async with connection.transaction():
        await connection.execute(b"SET LOCAL DateStyle = ISO")
        line = await _line(connection, seq)
        row = await (await connection.execute(HOLDING, [seq])).fetchone()
        if row is None:
            raise Conflict("not_sealed_yet", entry=seq)
        number, first, seqs, form, sealed_at = row
        place = await (await connection.execute(PLACE, [seqs, seq])).fetchone()
        note = await _one(connection, NEWEST, [])
        size, index = _size_of(note), first + (place[0] if place else 0)
        path = await _roots(connection, inclusion_ranges(index, size))
    return {
        "form": form,
        "entry": line,
        "index": index,
        "path": [b64encode(each).decode() for each in path],
        "checkpoint": note,
        "batch": number,
        "sealed_at": sealed_at.isoformat(),
    }


async def prove_growth(connection: AsyncConnection, old: int, new: int) -> Proof:
    """The proof that the log of the new size begins with that of the old one; both are sizes of checkpoints."""
    if not 0 < old <= new:
        raise Invalid("bad_sizes")
    async with connection.transaction():
        notes = [await _one(connection, SIZED, [size]) for size in (old, new)]
        path = await _roots(connection, consistency_ranges(old, new) if old < new else [])
    return {"old": notes[0], "new": notes[1], "path": [b64encode(each).decode() for each in path]}


async def _line(connection: AsyncConnection, seq: int) -> str:
    """The entry as its leaf is made of it."""
    async with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({SELECT} WHERE seq = {seq:d}) TO STDOUT".encode()) as copy,
    ):
        parts = [bytes(part) async for part in copy]
    if not parts:
        raise NotFound("no_such_entry", entry=seq)
    return b"".join(parts).decode().removesuffix("\n")


async def _one(connection: AsyncConnection, statement: bytes, given: Sequence[Any]) -> str:
    row = await (await connection.execute(statement, given)).fetchone()
    if row is None:
        raise NotFound("no_such_checkpoint")
    return str(row[0])


async def _roots(connection: AsyncConnection, ranges: Sequence[Range]) -> list[bytes]:
    wanted = sorted(tiles_for(ranges))
    given = [[level for level, _ in wanted], [number for _, number in wanted]]
    rows = await (await connection.execute(TILES, given)).fetchall()
    tiles = {(level, number): bytes(hashes) for level, number, hashes in rows}
    return [root_in(tiles, each) for each in ranges]


def _size_of(note: str) -> int:
    return Checkpoint.read(note.partition("\n\n")[0] + "\n").size


def facts_of(line: str) -> dict[str, str | None]:
    """The columns of an entry's line as the log prints them."""
    columns = line.split("\t")
    return {name: None if text == "\\N" else text for name, text in zip(COLUMNS, columns, strict=True)}


def check(proof: Mapping[str, Any], verifier: Verifier) -> Checkpoint:
    """The checkpoint that vouches for what the proof says. Raises Invalid where the proof does not hold."""
    path = [from_base64(str(each)) for each in cast("Sequence[Any]", proof.get("path", ()))]
    if "entry" not in proof:
        old, new = (checkpoint_in(str(proof.get(name, "")), verifier) for name in ("old", "new"))
        return _require(continues((old.size, old.root), (new.size, new.root), path), new)
    if proof.get("form") != FORM or not isinstance(proof.get("index"), int):
        raise Invalid("bad_proof")
    found = checkpoint_in(str(proof.get("checkpoint", "")), verifier)
    leaf = leaf_hash(canonical(str(proof["entry"]).encode()))
    return _require(includes(leaf, int(proof["index"]), found.size, path, found.root), found)


def _require(holds: bool, found: Checkpoint) -> Checkpoint:
    if not holds:
        raise Invalid("bad_proof")
    return found
