"""What was dropped and nobody wanted back goes for good after 30 days."""

from guanxi.engine.company import Company, Work
from guanxi.engine.customs.definitions import Key
from guanxi.engine.store.columns import SCHEMA, quoted
from guanxi.engine.store.guards import unguard_statement
from guanxi.engine.store.schema import run_patiently
from guanxi.kernel.fields.kinds import all_suffixes
from guanxi.kernel.principal import system
from guanxi.kernel.specs import FieldSpec

KEPT_DAYS = 30
DUE = """
SELECT kind, object, name, facts ->> 'kind' FROM engine.definition
WHERE dropped_at < now() - make_interval(days => $1) AND kind IN ('object', 'field') ORDER BY kind, object, name
"""
BESIDE = ("search_entry", "external_id", "bookmark", "comment", "file", "saved_view")


async def purge_dropped(company: Company) -> int:
    """Removes the columns and tables of what was dropped 30 days ago; gives how many fields and objects went."""
    async with company.reading(system()) as work:
        due = await work.fetch(DUE, KEPT_DAYS)
        for kind, object_name, name, field_kind in due:
            key = Key(kind, object_name, name)
            if kind == "object":
                await run_patiently(work.connection, f"DROP TABLE IF EXISTS {SCHEMA}.{quoted(object_name)}")
            else:
                await _drop_columns(work, key, field_kind)
            await _forget(work, key)
    return len(due)


async def _drop_columns(work: Work, key: Key, field_kind: str) -> None:
    names = [key.name + suffix for suffix in all_suffixes(field_kind)]
    if names:
        await _unguard(work, key)
        parts = ", ".join(f"DROP COLUMN IF EXISTS {quoted(name)}" for name in names)
        await run_patiently(work.connection, f"ALTER TABLE IF EXISTS {SCHEMA}.{quoted(key.object)} {parts}")


async def _unguard(work: Work, key: Key) -> None:
    """Takes away what refuses clear values of the field: it holds the column."""
    if key.object in work.company.registry:
        statement = unguard_statement(work.company.registry[key.object], FieldSpec(key.name, "text"))
        await run_patiently(work.connection, statement)


async def _forget(work: Work, key: Key) -> None:
    if key.kind == "field":
        await work.execute(
            "DELETE FROM engine.definition WHERE kind = 'field' AND object = $1 AND name = $2", key.object, key.name
        )
        return
    await work.execute(
        "DELETE FROM engine.match_key WHERE record_id IN (SELECT record_id FROM engine.search_entry WHERE object = $1)",
        key.object,
    )
    for table in BESIDE:
        await work.execute(f"DELETE FROM engine.{table} WHERE object = $1", key.object)
    await work.execute("DELETE FROM engine.definition WHERE object = $1", key.object)
