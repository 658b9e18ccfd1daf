"""The schema follows the specs: tables, columns and indexes are added where they are missing, nothing else is touched.

Standard objects and those that an administrator made take the same way, at the start and live. Every statement waits
at most
two seconds for its lock and is tried again, so that a busy table is never blocked for long.
"""

import asyncio
from collections.abc import Iterable

import psycopg
from psycopg import AsyncConnection

from guanxi.engine.store.columns import SCHEMA, SHARES, SORT_SUFFIX, SYSTEM_COLUMNS, column_types, quoted, table_of
from guanxi.engine.store.guards import guard_name, guard_statement
from guanxi.engine.store.renames import rename_statements
from guanxi.engine.store.tables import ENGINE_TABLES
from guanxi.kernel.errors import Unavailable
from guanxi.kernel.fields.kinds import BLIND_SUFFIX
from guanxi.kernel.specs import FieldSpec, ObjectSpec, Registry

TRIES = 20
RECENT = "_recent"  # what refers to a record, the newest at its end: related lists, and lists of what is one's own
LIVE = "WHERE deleted_at IS NULL"


def table_statement(spec: ObjectSpec) -> str:
    columns = {**SYSTEM_COLUMNS, **column_types(spec)}
    body = ", ".join(f"{quoted(name)} {type_name}" for name, type_name in columns.items())
    return f"CREATE TABLE IF NOT EXISTS {table_of(spec)} ({body})"


def _index_name(spec: ObjectSpec, name: str) -> str:
    return quoted(f"{spec.table}_{name}"[:60])


def index_statements(spec: ObjectSpec) -> dict[str, str]:
    """The indexes of an object by their names."""
    table, title = table_of(spec), quoted(spec.title + SORT_SUFFIX)
    made = {
        "in_order": f"({title} NULLS FIRST, id) {LIVE}",
        "by_updated": f"(updated_at, id) {LIVE}",
    }
    if spec.parent:
        made = {"by_parent": f"({quoted(spec.parent)}, line_position)"}
    if spec.is_owned:
        made["by_share"] = f"USING gin ({SHARES}) WHERE {SHARES} IS NOT NULL"
        made["shared_recent"] = f"(updated_at, id) WHERE {SHARES} IS NOT NULL"
    made["in_bin"] = "(deleted_at) WHERE deleted_at IS NOT NULL"
    for each in spec.fields.values():
        made |= _field_indexes(spec, each)
    statements = {
        f"{spec.table}_{name}": f"CREATE INDEX IF NOT EXISTS {_index_name(spec, name)} ON {table} {definition}"
        for name, definition in made.items()
    }
    for each in spec.fields.values():
        if each.is_encrypted:
            statements |= blind_index(spec, each)
        elif each.unique:
            name = f"{spec.table}_unique_{each.name}"[:60]
            statements[name] = (
                f"CREATE UNIQUE INDEX IF NOT EXISTS {quoted(name)} ON {table} (lower({quoted(each.name)}::text)) {LIVE}"
            )
    return statements


def blind_index(spec: ObjectSpec, each: FieldSpec) -> dict[str, str]:
    """The index, by its name, by whose marks an encrypted field is found and kept unique."""
    column = each.name + BLIND_SUFFIX
    name = f"{spec.table}_{'unique_' if each.unique else ''}{column}"[:60]
    unique = "UNIQUE " if each.unique else ""
    definition = f"ON {table_of(spec)} ({quoted(column)}) {LIVE}"
    return {name: f"CREATE {unique}INDEX IF NOT EXISTS {quoted(name)} {definition}"}


def _field_indexes(spec: ObjectSpec, each: FieldSpec) -> dict[str, str]:
    if not each.is_indexed or each.name == spec.parent:
        return {}
    column = quoted(each.name)
    if each.kind in ("multi_reference", "tags", "multi_picklist"):
        return {each.name: f"USING gin ({column})"}
    if each.kind == "money":
        return {each.name: f"({quoted(each.name + '_base')} NULLS FIRST, id) {LIVE}"}
    if each.kind == "reference" and spec.parent is None:
        return {each.name + RECENT: f"({column}, updated_at, id) {LIVE}"}
    return {each.name: f"({column} NULLS FIRST, id) {LIVE}"}


async def _columns_there(connection: AsyncConnection, tables: Iterable[str]) -> dict[str, set[str]]:
    rows = await (
        await connection.execute(
            "SELECT table_name, array_agg(column_name::text) FROM information_schema.columns "
            "WHERE table_schema = $1 AND table_name = ANY($2) GROUP BY 1",
            [SCHEMA, list(tables)],
        )
    ).fetchall()
    return {table: set(columns) for table, columns in rows}


async def _indexes_there(connection: AsyncConnection) -> set[str]:
    rows = await (
        await connection.execute("SELECT indexname::text FROM pg_indexes WHERE schemaname = $1", [SCHEMA])
    ).fetchall()
    return {name for (name,) in rows}


async def _guards_there(connection: AsyncConnection) -> set[tuple[str, str]]:
    rows = await (
        await connection.execute(
            "SELECT c.relname::text, t.tgname::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE t.tgfoid = to_regproc('engine.refuse_clear_value')"
        )
    ).fetchall()
    return {(table, name) for table, name in rows}


async def run_patiently(connection: AsyncConnection, statement: str) -> None:
    """Runs a schema change under a short lock timeout, again and again until the lock is free."""
    for attempt in range(TRIES):
        try:
            async with connection.transaction():
                await connection.execute("SET LOCAL lock_timeout = '2s'")
                await connection.execute(statement.encode())
            return
        except psycopg.errors.LockNotAvailable:
            await asyncio.sleep(0.05 * (attempt + 1))
    raise Unavailable("schema_busy")


async def missing_statements(connection: AsyncConnection, specs: Iterable[ObjectSpec]) -> list[str]:
    """What the database lacks for these specs."""
    wanted = list(specs)
    there = await _columns_there(connection, [spec.table for spec in wanted])
    indexes = await _indexes_there(connection)
    guards = await _guards_there(connection)
    found: list[str] = []
    for spec in wanted:
        columns = there.get(spec.table)
        if columns is None:
            found.append(table_statement(spec))
        else:
            found += rename_statements(spec, columns, indexes)
            lacking = {name: kind for name, kind in column_types(spec).items() if name not in columns}
            if lacking:
                parts = ", ".join(f"ADD COLUMN IF NOT EXISTS {quoted(name)} {kind}" for name, kind in lacking.items())
                found.append(f"ALTER TABLE {table_of(spec)} {parts}")
        found += [text for name, text in index_statements(spec).items() if name[:60] not in indexes]
        found += _outdated(spec, indexes)
        sealed = (each for each in spec.fields.values() if each.is_encrypted)
        found += [guard_statement(spec, each) for each in sealed if (spec.table, guard_name(each)) not in guards]
        found += [
            f"CREATE SEQUENCE IF NOT EXISTS {SCHEMA}.{quoted(f'{spec.name}_{each.name}_number')}"
            for each in spec.fields.values()
            if each.kind == "auto_number"
        ]
    return found


def _outdated(spec: ObjectSpec, indexes: set[str]) -> list[str]:
    """What drops the indexes that earlier versions had for orders and references."""
    names = [each.name for each in spec.fields.values() if each.name + RECENT in _field_indexes(spec, each)]
    names += [f"unique_{each.name}" for each in spec.fields.values() if each.is_encrypted and each.unique]
    former = (f"{spec.table}_{name}"[:60] for name in ("by_title", *names))
    return [f"DROP INDEX IF EXISTS {SCHEMA}.{quoted(name)}" for name in former if name in indexes]


async def synchronise(connection: AsyncConnection, registry: Registry, extra: Iterable[str] = ()) -> int:
    """Brings the database up to the registry; gives the number of statements that were needed."""
    for statement in (*ENGINE_TABLES, *extra):
        await connection.execute(statement.encode())
    statements = await missing_statements(connection, registry.objects.values())
    for statement in statements:
        await run_patiently(connection, statement)
    return len(statements)
