"""A field becomes encrypted, or plain again, while everybody works on: values and history are rewritten in batches.

What is written meanwhile takes the new form at once, and both forms are read. Each batch notes how far it is in its own
transaction, so that another process goes on where one was killed.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from guanxi.engine.changes.entries import WRITE_ENTRIES, entry_of
from guanxi.engine.changes.shape import match_key, shape_of
from guanxi.engine.company import Company, Work
from guanxi.engine.crypto.keyring import RecordKeys, is_sealed
from guanxi.engine.jobs import enqueue, job
from guanxi.engine.store.columns import quoted, table_of
from guanxi.kernel.errors import Conflict
from guanxi.kernel.fields.kinds import BLIND_SUFFIX
from guanxi.kernel.principal import system
from guanxi.kernel.specs import FieldSpec, ObjectSpec

JOB: Final = "seal_field"
BATCH: Final = 500
SETTLING: Final = 2.0  # seconds until every process has the new shape
START: Final = """
INSERT INTO engine.crypto_run AS r (object, field, deed, total) VALUES ($1, $2, $3, $4)
ON CONFLICT (object, field) DO UPDATE SET deed = excluded.deed, phase = 'records', last = '', done = 0,
 total = excluded.total, state = 'running', started_at = now(), updated_at = now()
"""
STEP: Final = """
UPDATE engine.crypto_run SET phase = $3, last = $4, done = done + $5, state = $6, updated_at = now()
WHERE object = $1 AND field = $2
"""
# the salt goes, or who has it could try values against the commitment of the audit log
REWRITE: Final = """
UPDATE engine.change c SET salt = NULL,
 old = CASE WHEN u.old IS NULL THEN c.old ELSE jsonb_set(c.old::jsonb, ARRAY[$4::text], to_jsonb(u.old))::json END,
 new = CASE WHEN u.new IS NULL THEN c.new ELSE jsonb_set(c.new::jsonb, ARRAY[$4::text], to_jsonb(u.new))::json END
FROM unnest($1::bigint[], $2::text[], $3::text[]) AS u(seq, old, new) WHERE c.seq = u.seq
"""
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


@dataclass(frozen=True, slots=True)
class Sealing:
    """One field on its way, by the name under which its values and keys stand."""

    spec: ObjectSpec
    each: FieldSpec

    @property
    def key(self) -> tuple[str, str]:
        return self.spec.name, self.each.name


async def want_sealing(work: Work, object_name: str, field_name: str, *, is_new: bool) -> None:
    """Makes the first keys of a field and, unless it has just come, queues the rewriting of what is there."""
    spec = work.company.registry[object_name]
    each = spec.fields.get(field_name)
    if each is not None and each.is_encrypted:
        raise Conflict("encrypted_stays", field=field_name)
    await work.company.keyring.ensure(work.connection, object_name, each.first_name if each else field_name)
    if is_new:
        return
    [(total,)] = await work.fetch(f"SELECT count(*) FROM {table_of(spec)}")
    await work.execute(START, object_name, field_name, "seal", total)
    await enqueue(work, JOB, {"object": object_name, "field": field_name})


@job(JOB)
async def seal_field(company: Company, payload: dict[str, Any]) -> None:
    """Rewrites the values of a field from where it is; nothing where the field is gone or plain once more."""
    spec = company.registry.objects.get(payload["object"])
    each = spec.fields.get(payload["field"]) if spec else None
    if spec is None or each is None or not each.is_encrypted:
        return
    sealing = Sealing(spec, each)
    while await _step(company, sealing):
        pass


async def _step(company: Company, sealing: Sealing) -> bool:
    """One batch of the phase that is due; false at the end."""
    async with company.work(system(), source="shape", quiet=True) as work:
        rows = await work.fetch(
            "SELECT phase, last, state FROM engine.crypto_run WHERE object = $1 AND field = $2 FOR UPDATE",
            *sealing.key,
        )
        if not rows or rows[0][2] != "running":
            return False
        phase, last, _ = rows[0]
        seal = {"records": _seal_records, "history": _seal_history, "rest": _seal_records}[phase]
        last, count = await seal(work, sealing, last)
        after = {"records": "history", "history": "rest"}.get(phase, phase)
        is_last = not last and phase == "rest"
        for text in FORGET if is_last else ():
            await work.execute(text, sealing.spec.name)
        done = count if phase == "records" else 0
        state = "done" if is_last else "running"
        await work.execute(STEP, *sealing.key, phase if last else after, last, done, state)
    if not last and phase == "history":
        await asyncio.sleep(SETTLING)
    return not is_last


async def _seal_records(work: Work, sealing: Sealing, last: str) -> tuple[str, int]:
    """Seals the next records, deleted ones too; the last id, empty at the end, and how many there were."""
    spec, each, shape = sealing.spec, sealing.each, shape_of(work.company, sealing.spec.name)
    rows = await work.fetch(
        f"SELECT row_to_json(r)::text FROM (SELECT {shape.read_sql} FROM {shape.table} t WHERE t.id IN (SELECT id FROM"
        f" {shape.table} WHERE id > $1::uuid ORDER BY id LIMIT {BATCH}) ORDER BY t.id FOR NO KEY UPDATE OF t) r",
        last or "00000000-0000-0000-0000-000000000000",
    )
    records = [orjson.loads(row[0]) for row in rows]
    due = [record for record in records if record[each.name] and not is_sealed(record[each.name])]
    if due:
        keys = await _keys(work, sealing, [record["id"] for record in due])
        name, name_of, values = each.first_name, each.name, [record[each.name] for record in due]
        ids = [record["id"] for record in due]
        await work.execute(
            f"UPDATE {shape.table} t SET {quoted(name_of)} = u.sealed, {quoted(name_of + BLIND_SUFFIX)} = u.blind"
            " FROM unnest($1::uuid[], $2::text[], $3::text[]) AS u(id, sealed, blind) WHERE t.id = u.id",
            ids,
            [keys.seal(key, name, value) for key, value in zip(ids, values, strict=True)],
            [work.company.keyring.blind(spec.name, name, value) for value in values],
        )
        await keys.keep(work.connection, set(ids))
        await _forget_words(work, sealing, due)
    return (records[-1]["id"] if records else ""), len(records)


async def _keys(work: Work, sealing: Sealing, ids: Sequence[str]) -> RecordKeys:
    return await work.company.keyring.for_writing(
        work.connection, sealing.spec.name, [sealing.each.first_name], set(ids)
    )


async def _forget_words(work: Work, sealing: Sealing, records: Sequence[dict[str, Any]]) -> None:
    """Takes the values out of the search and out of the keys of duplicates."""
    shape = shape_of(work.company, sealing.spec.name)
    keys = [match_key(sealing.spec, sealing.each, record[sealing.each.name]) for record in records]
    await work.execute(UNKEY, keys, [record["id"] for record in records])
    live = [record for record in records if record["deleted_at"] is None]
    if live and not sealing.spec.parent:
        entries = [entry_of(shape, record["id"], record) for record in live]
        text = WRITE_ENTRIES.replace("$10", "$1").replace("$9", "$2")
        await work.execute(text, orjson.dumps(entries).decode(), sealing.spec.name)


async def _seal_history(work: Work, sealing: Sealing, last: str) -> tuple[str, int]:
    """Seals the values in the next changes of the log."""
    count, full = 0, list[int]()
    for name in {sealing.each.name, sealing.each.first_name}:
        rows = await work.fetch(
            "SELECT seq, record_id::text, old ->> $3, new ->> $3 FROM engine.change WHERE object = $1 AND seq > $2"
            f" AND (old ->> $3 IS NOT NULL OR new ->> $3 IS NOT NULL) ORDER BY seq LIMIT {BATCH}",
            sealing.spec.name,
            int(last or 0),
            name,
        )
        await _rewrite(work, sealing, name, rows)
        count += len(rows)
        full += [rows[-1][0]] if len(rows) == BATCH else []
    return (str(min(full)) if full else ""), count


async def _rewrite(work: Work, sealing: Sealing, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
    due = [row for row in rows if any(value and not is_sealed(value) for value in row[2:])]
    if not due:
        return
    keys = await _keys(work, sealing, [row[1] for row in due])

    def sealed(record_id: str, value: str | None) -> str | None:
        is_due = value is not None and not is_sealed(value)
        return keys.seal(record_id, sealing.each.first_name, value) if is_due and value else None

    old, new = ([sealed(row[1], row[place]) for row in due] for place in (2, 3))
    await work.execute(REWRITE, [row[0] for row in due], old, new, name)
    await keys.keep(work.connection, {row[1] for row in due})


async def sealing_runs(work: Work) -> list[dict[str, Any]]:
    """How far the rewriting of each field is."""
    rows = await work.fetch("SELECT object, field, deed, done, total, state FROM engine.crypto_run ORDER BY 1, 2")
    names = ("object", "field", "deed", "done", "total", "state")
    return [dict(zip(names, row, strict=True)) for row in rows]
