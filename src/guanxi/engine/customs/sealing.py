"""A field becomes encrypted while everybody works on: values and history are sealed in batches.

What is written meanwhile takes the new form at once, and both forms are read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
import psycopg

from guanxi.engine.changes.entries import WRITE_ENTRIES, entry_of
from guanxi.engine.changes.shape import match_key, shape_of
from guanxi.engine.company import Company, Work
from guanxi.engine.crypto.keyring import RecordKeys
from guanxi.engine.customs.kept_filters import sweep_views
from guanxi.engine.customs.turning import field_named, refuse_unknown, start_run
from guanxi.engine.customs.walking import Field, Place, Records, history_behind, records_behind, rewrite_history, walk
from guanxi.engine.jobs import enqueue, job
from guanxi.engine.store.columns import quoted, table_of
from guanxi.engine.store.guards import guard_statement
from guanxi.kernel.errors import Conflict, Unavailable
from guanxi.kernel.fields.kinds import BLIND_SUFFIX
from guanxi.kernel.principal import system
from guanxi.kernel.specs import FieldSpec, ObjectSpec

JOB: Final = "seal_field"
SEAL_FILES: Final = "seal_files"  # what imports and exports have left on the disk
UNKEY: Final = """
DELETE FROM engine.match_key m USING unnest($1::bigint[], $2::uuid[]) AS u(key, record_id)
WHERE m.key = u.key AND m.record_id = u.record_id
"""
# what imports that are over have kept of rows
FORGET: Final = (
    """DELETE FROM engine.import_preview p USING engine.import_run r WHERE p.run = r.id AND r.object = $1""",
    """DELETE FROM engine.import_rejected p USING engine.import_run r WHERE p.run = r.id AND r.object = $1
        AND jsonb_typeof(p.cells) <> 'string'""",
    """UPDATE engine.import_run SET source = jsonb_set(source, '{sample}', '[]') WHERE object = $1
        AND jsonb_typeof(source -> 'sample') <> 'string'""",
)
TOLD_OF_WORDS: Final = ("engine.search_entry", "engine.import_rejected", "engine.import_preview")
DONE: Final = "UPDATE engine.crypto_run SET state = 'done', updated_at = now() WHERE object = $1 AND field = $2"


async def want_sealing(work: Work, object_name: str, field_name: str, *, is_new: bool) -> None:
    """Makes the first key of a field and, unless it has just come, queues the rewriting of what is there.

    Raises Conflict where it is still being made plain.
    """
    spec = work.company.registry[object_name]
    each = spec.fields.get(field_name)
    place = (object_name, each.first_name if each else field_name)
    if not is_new:
        [(total,)] = await work.fetch(f"SELECT count(*) FROM {table_of(spec)}")
        await start_run(work, place, "seal", "records", total)
        await enqueue(work, JOB, {"object": object_name, "field": place[1]})
    await work.company.keyring.ensure(work.connection, *place)
    if each is not None and not is_new:
        await _refuse_clear(work, spec, each)


async def _refuse_clear(work: Work, spec: ObjectSpec, each: FieldSpec) -> None:
    """Lets those end who are writing; from the end of this transaction on nobody writes the field in clear. Raises
    Unavailable where the table is too busy to be had.
    """
    try:
        await work.execute("SET LOCAL lock_timeout = '4s'")
        await work.execute(guard_statement(spec, each))
        await work.execute(f"ALTER TABLE {table_of(spec)} ALTER COLUMN {quoted(each.name)} SET STATISTICS 0")
        await work.execute("RESET lock_timeout")
    except psycopg.errors.LockNotAvailable:
        raise Unavailable("schema_busy") from None


async def forget_statistics(work: Work, field: Field) -> None:
    """Makes the planner's statistics anew, in which frequent values stand; of the field there will be none."""
    column = f"ALTER TABLE {table_of(field.spec)} ALTER COLUMN {quoted(field.each.name)}"
    await work.execute(f"{column} SET STATISTICS -1")
    for table in (table_of(field.spec), *TOLD_OF_WORDS):
        await work.execute(f"ANALYZE {table}")
    await work.execute(f"{column} SET STATISTICS 0")


async def refuse_plain(work: Work, object_name: str, field_name: str) -> None:
    """Raises Conflict where a field is to become plain of which the values are still sealed."""
    each = work.company.registry[object_name].fields.get(field_name)
    name = each.first_name if each else field_name
    rows = await work.fetch(
        "SELECT 1 FROM engine.crypto_run WHERE object = $1 AND field = $2 AND deed = 'open' AND phase = 'turn'"
        " AND state = 'running'",
        *(object_name, name),
    )
    if not rows:
        raise Conflict("encrypted_stays", field=field_name)


@job(JOB)
async def seal_field(company: Company, payload: dict[str, Any]) -> None:
    """Rewrites the values of a field from where it is; nothing where the field is gone or plain once more.

    Raises Outdated where the process does not know yet that the field is encrypted.
    """
    found = field_named(company, payload["object"], payload["field"])
    if found is None:
        await refuse_unknown(company, payload["object"], payload["field"])
        return
    field = Field(*found)
    phases = {"records": (_seal_records, "history"), "history": (_seal_history, "rest"), "rest": (_seal_rest, "end")}
    if await walk(company, field, "seal", phases) == "end":
        async with company.work(system(), source="shape", quiet=True) as work:
            for text in FORGET:
                await work.execute(text, field.spec.name)
            await sweep_views(work, field)
            await enqueue(work, SEAL_FILES, {})
            await forget_statistics(work, field)
            await work.execute(DONE, *field.key)


async def _seal_rest(work: Work, field: Field, last: str, most: int) -> Place:
    """Late values, of processes that did not know yet; they are counted already."""
    return (await _seal_records(work, field, last, most))[0], 0


async def _seal_records(work: Work, field: Field, last: str, most: int) -> Place:
    """Seals the next records, deleted ones too."""
    records, following = await records_behind(work, field, last, most)
    spec, each = field.spec, field.each
    filled, name = [record for record in records if record[each.name]], each.first_name
    keys = await _keys(work, field, [record["id"] for record in filled])
    due = [record for record in filled if not keys.holds(record["id"], name, record[each.name])]
    if due:
        ids, values = [record["id"] for record in due], [record[each.name] for record in due]
        await work.execute(
            f"UPDATE {table_of(spec)} t SET {quoted(each.name)} = u.sealed, {quoted(each.name + BLIND_SUFFIX)} = u.mark"
            " FROM unnest($1::uuid[], $2::text[], $3::text[]) AS u(id, sealed, mark) WHERE t.id = u.id",
            ids,
            [keys.seal(key, name, value) for key, value in zip(ids, values, strict=True)],
            [keys.current[name].mark(value) for value in values],
        )
        await keys.keep(work.connection, set(ids))
        await _forget_words(work, field, due)
    return following, len(records)


async def _keys(work: Work, field: Field, ids: Sequence[str]) -> RecordKeys:
    return await work.company.keyring.for_writing(work.connection, field.spec.name, [field.each.first_name], set(ids))


async def _forget_words(work: Work, field: Field, records: Records) -> None:
    """Takes the values out of the search and out of the keys of duplicates."""
    keys = [match_key(field.spec, field.each, record[field.each.name]) for record in records]
    await work.execute(UNKEY, keys, [record["id"] for record in records])
    await write_entries(work, field, records)


async def write_entries(work: Work, field: Field, records: Records) -> None:
    """What the records are found by, anew; those in the bin are not found."""
    shape = shape_of(work.company, field.spec.name)
    live = [record for record in records if record["deleted_at"] is None]
    if live and not field.spec.parent:
        entries = [entry_of(shape, record["id"], record) for record in live]
        text = WRITE_ENTRIES.replace("$10", "$1").replace("$9", "$2")
        await work.execute(text, orjson.dumps(entries).decode(), field.spec.name)


async def _seal_history(work: Work, field: Field, last: str, most: int) -> Place:
    """Seals the values in the next changes of the log."""
    found, following = await history_behind(work, field, last, most)
    for name, rows in found.items():
        keys = await _keys(work, field, [row[1] for row in rows])
        await rewrite_history(work, name, rows, _Seal(keys, field.each.first_name))
        await keys.keep(work.connection, {row[1] for row in rows})
    return following, 0


@dataclass(frozen=True, slots=True)
class _Seal:
    """Seals what is not yet sealed."""

    keys: RecordKeys
    name: str

    def __call__(self, record_id: str, text: str) -> str | None:
        return None if self.keys.holds(record_id, self.name, text) else self.keys.seal(record_id, self.name, text)
