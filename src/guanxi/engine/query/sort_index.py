"""An index for an order that people ask for: made in the background once a large table is sorted so.

An index for every field of every object would slow every write; those that are used are few.
"""

import asyncio
from typing import Any, Final
from zlib import crc32

import psycopg

from guanxi.engine.company import Company, Work
from guanxi.engine.jobs import enqueue, job
from guanxi.engine.query.single import remember
from guanxi.engine.store.columns import field_of, quoted, sort_sql, table_of
from guanxi.kernel.fields.kinds import KINDS
from guanxi.kernel.specs import FieldSpec, ObjectSpec

LARGE_TABLE: Final = 20_000
BUILDING: Final = 7208  # the advisory lock: one index at a time
PAUSE: Final = 0.5  # seconds
SERVED: Final = ("id", "updated_at")


async def want_index(work: Work, spec: ObjectSpec, field: str) -> None:
    """Asks for the index of an order, unless it is there, was asked for, or the table is small.

    In a transaction that may only read nothing can be asked for; the next list in this order does it.
    """
    key = ("sorted", spec.name, field)
    each = field_of(spec, field)
    if key in work.company.plans or each is None or each.is_encrypted or not _needs_own(spec, each):
        return
    [(size, there, may_only_read)] = await work.fetch(
        "SELECT (SELECT reltuples FROM pg_class WHERE oid = $1::regclass), to_regclass($2) IS NOT NULL,"
        " current_setting('transaction_read_only') = 'on'",
        table_of(spec),
        f"record.{quoted(index_name(spec, each))}",
    )
    is_wanted = size >= LARGE_TABLE and not there
    if is_wanted and may_only_read:
        return
    if is_wanted:
        await enqueue(work, "index_order", {"object": spec.name, "field": field})
    remember(work, key, True)


def _needs_own(spec: ObjectSpec, each: FieldSpec) -> bool:
    if each.name == spec.title or each.name in SERVED or each.kind in ("roll_up", "reference"):
        return False
    plain_order = each.kind not in (
        "reference",
        "picklist",
        "text",
        "email",
        "url",
        "phone",
        "identity_number",
        "auto_number",
    )
    return bool(KINDS[each.kind].columns) and not (each.is_indexed and plain_order)


def is_in_index(spec: ObjectSpec, each: FieldSpec) -> bool:
    """True where an index holds this order, or will soon."""
    is_first = each.name == spec.title or each.name in SERVED
    return is_first or (bool(KINDS[each.kind].columns) and each.kind not in ("roll_up", "reference"))


def _order(spec: ObjectSpec, each: FieldSpec) -> str:
    return sort_sql(quoted(spec.table), spec, each)


def index_name(spec: ObjectSpec, each: FieldSpec) -> str:
    """The name of the index; another one when the order becomes another, as that of a list of choices can."""
    return f"{spec.table}_order_{each.name}"[:50] + f"_{crc32(_order(spec, each).encode()):08x}"


@job("index_order")
async def make_index(company: Company, payload: dict[str, Any]) -> None:
    """Makes the index while people go on reading and writing; one that was broken off is made anew."""
    spec = company.registry.objects.get(payload["object"])
    each = field_of(spec, payload["field"]) if spec else None
    if spec is None or each is None:
        return
    name = index_name(spec, each)
    async with company.pool.connection() as connection:
        await _wait_for_turn(connection)
        try:
            await _drop_broken(connection, name)
            keys = f"({_order(spec, each)}) NULLS FIRST, id"
            statement = f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {quoted(name)} ON {table_of(spec)} ({keys})"
            await connection.execute(f"{statement} WHERE deleted_at IS NULL".encode())
        finally:
            await connection.execute(b"SELECT pg_advisory_unlock($1)", [BUILDING])


async def _wait_for_turn(connection: psycopg.AsyncConnection) -> None:
    """Asks again and again: building waits for every open transaction, so for a statement that waits for a lock too."""
    while True:
        found = await connection.execute(b"SELECT pg_try_advisory_lock($1)", [BUILDING])
        if await found.fetchone() == (True,):
            return
        await asyncio.sleep(PAUSE)


async def _drop_broken(connection: psycopg.AsyncConnection, name: str) -> None:
    found = await connection.execute(
        b"SELECT 1 FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        b" WHERE c.relname = $1 AND c.relnamespace = 'record'::regnamespace AND NOT i.indisvalid",
        [name],
    )
    if await found.fetchone():
        await connection.execute(f"DROP INDEX CONCURRENTLY IF EXISTS record.{quoted(name)}".encode())
