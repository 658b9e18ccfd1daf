"""Search entries written anew, when a version of the program makes other tokens than the one before."""

from collections.abc import Callable
from typing import Final

import orjson
from psycopg import AsyncConnection

from guanxi.engine.changes.entries import ADD_ENTRIES, entry_of
from guanxi.engine.changes.shape import Shape, build_shape
from guanxi.engine.company.words import Words
from guanxi.engine.store.tables import SEARCH_TABLES
from guanxi.kernel.specs import Registry

FORM: Final = 2  # raised whenever a record's tokens change
AT_ONCE: Final = 5_000
FIRST: Final = "00000000-0000-0000-0000-000000000000"


async def renew_entries(
    connection: AsyncConnection, registry: Registry, words: Words, report: Callable[[str], None]
) -> None:
    """Writes all search entries anew where they have another form than this version's; all of them or none."""
    async with connection.transaction():
        await connection.execute(b"SELECT pg_advisory_xact_lock(7202)")
        rows = await (await connection.execute(b"SELECT value FROM engine.setting WHERE name = 'search'")).fetchall()
        if rows and rows[0][0] == FORM:
            return
        if await (await connection.execute(b"SELECT 1 FROM engine.search_entry LIMIT 1")).fetchone():
            report("Writing the search index anew")
        await connection.execute(b"DROP TABLE IF EXISTS engine.search_entry")
        table, index = SEARCH_TABLES
        await connection.execute(table.encode())
        for spec in registry.objects.values():
            if not spec.parent:
                await _write_all(connection, build_shape(spec, words))
        await connection.execute(index.encode())
        await connection.execute(
            b"INSERT INTO engine.setting (name, value) VALUES ('search', $1::jsonb)"
            b" ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [str(FORM)],
        )


async def _write_all(connection: AsyncConnection, shape: Shape) -> None:
    read = (
        f"SELECT row_to_json(r)::text FROM (SELECT {shape.read_sql} FROM {shape.table} t"
        f" WHERE t.deleted_at IS NULL AND t.id > $1::uuid ORDER BY t.id LIMIT {AT_ONCE}) r"
    ).encode()
    last = FIRST
    while True:
        rows = await (await connection.execute(read, [last])).fetchall()
        records = [orjson.loads(row[0]) for row in rows]
        if not records:
            return
        entries = [entry_of(shape, record["id"], record) for record in records]
        text = ADD_ENTRIES.replace("$10", "$1").replace("$9", "$2")
        await connection.execute(text.encode(), [orjson.dumps(entries).decode(), shape.spec.name])
        last = records[-1]["id"]
