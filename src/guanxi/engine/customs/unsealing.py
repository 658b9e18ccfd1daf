"""A field becomes plain again while everybody works on.

From the first moment on nothing new is sealed, while exact filters and unique values still go by the marks. When no
value is sealed any more the field is declared plain; then its words come into the search, and its marks and keys go.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from guanxi.engine.audit import Entry, log
from guanxi.engine.changes.shape import match_key
from guanxi.engine.company import Company, Work
from guanxi.engine.crypto.keyring import RecordKeys, is_sealed
from guanxi.engine.customs import turning
from guanxi.engine.customs.definitions import Key, define, facts_of
from guanxi.engine.customs.sealing import DONE, write_entries
from guanxi.engine.customs.shaping import SHAPING_LOCK, build, unbuild_marks, unguard
from guanxi.engine.customs.turning import between_writers, field_named, start_run
from guanxi.engine.customs.walking import Field, Place, history_behind, records_behind, rewrite_history, walk
from guanxi.engine.jobs import enqueue, job
from guanxi.engine.store.columns import quoted, table_of
from guanxi.kernel.errors import FieldError, Invalid, NotFound
from guanxi.kernel.fields.kinds import BLIND_SUFFIX
from guanxi.kernel.principal import system

JOB: Final = "open_field"
ENTER_JOB: Final = "enter_field"
LEAST_REASON, MOST_REASON = 3, 500
BATCH: Final = 5_000
OPENING: Final = """
UPDATE engine.field_key k SET state = 'opening' WHERE object = $1 AND field = $2
 AND version = (SELECT max(version) FROM engine.field_key WHERE object = $1 AND field = $2)
"""
PHASE: Final = "SELECT phase FROM engine.crypto_run WHERE object = $1 AND field = $2 AND deed = 'open' FOR UPDATE"
NEXT: Final = "UPDATE engine.crypto_run SET phase = 'rest', last = '', done = 0 WHERE object = $1 AND field = $2"
KEYED: Final = """
INSERT INTO engine.match_key (key, record_id) SELECT u.key, u.record_id
FROM unnest($1::bigint[], $2::uuid[]) AS u(key, record_id) ON CONFLICT DO NOTHING
"""
KEEP_REASON: Final = "UPDATE engine.crypto_run SET reason = $3 WHERE object = $1 AND field = $2"
DROP_KEYS: Final = """
DELETE FROM engine.{table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM engine.{table}
 WHERE object = $1 AND field = $2 LIMIT $3))
"""
DROP_FIELD_KEYS: Final = "DELETE FROM engine.field_key WHERE object = $1 AND field = $2"


async def want_opening(work: Work, object_name: str, field_name: str, reason: str) -> None:
    """Queues the rewriting that makes a field plain.

    Raises NotFound where it is not encrypted, Invalid without a reason, Conflict while its values are being rewritten.
    """
    spec = work.company.registry.objects.get(object_name)
    each = spec.fields.get(field_name) if spec else None
    if spec is None or each is None or not each.is_encrypted:
        raise NotFound("no_such_field", field=field_name[:100])
    told = reason.strip()
    if not LEAST_REASON <= len(told) <= MOST_REASON or "\x00" in told:
        values = {"least": LEAST_REASON, "most": MOST_REASON}
        raise Invalid("invalid", errors=[FieldError("reason", "reason_to_open_missing", values)])
    [(total,)] = await work.fetch(f"SELECT count(*) FROM {table_of(spec)}")
    await start_run(work, (object_name, each.first_name), "open", "records", total)
    await work.execute(KEEP_REASON, object_name, each.first_name, told)
    await enqueue(work, JOB, {"object": object_name, "field": each.first_name, "reason": told})
    by = str(work.principal.user_id)
    await log(work.connection, Entry(by, "field_opened", object_name, fields=[field_name], note={"reason": told}))


@job(JOB)
async def open_field(company: Company, payload: dict[str, Any]) -> None:
    """Opens every value of a field, then declares it plain; the rest is done by who knows it as such."""
    found = field_named(company, payload["object"], payload["field"])
    if found is None:
        return
    field = Field(*found)
    await between_writers(company, field.spec.name, [(OPENING, field.key)])
    phases = {"records": (_open_records, "history"), "history": (_open_history, "turn")}
    if await walk(company, field, "open", phases) == "turn":
        await _declare_plain(company, field, payload)


@dataclass(frozen=True, slots=True)
class _Open:
    """Opens what is sealed; what was made unreadable is nothing."""

    keys: RecordKeys
    name: str

    def __call__(self, record_id: str, text: str) -> str | None:
        return self.keys.rewritten(record_id, self.name, text) if is_sealed(text) else None


async def _opener(work: Work, field: Field, ids: set[str]) -> _Open:
    keys = (await work.company.keyring.of_records(work.connection, ids)).get(field.spec.name)
    return _Open(keys or RecordKeys(field.spec.name), field.each.first_name)


async def _open_records(work: Work, field: Field, last: str, most: int) -> Place:
    records, following = await records_behind(work, field, last, most)
    name = field.each.name
    due = [record for record in records if is_sealed(record[name])]
    if due:
        opener = await _opener(work, field, {record["id"] for record in due})
        await work.execute(
            f"UPDATE {table_of(field.spec)} t SET {quoted(name)} = u.clear"
            f" FROM unnest($1::uuid[], $2::text[], $3::text[]) AS u(id, sealed, clear)"
            f" WHERE t.id = u.id AND t.{quoted(name)} = u.sealed",
            [record["id"] for record in due],
            [record[name] for record in due],
            [opener(record["id"], record[name]) for record in due],
        )
    return following, len(records)


async def _open_history(work: Work, field: Field, last: str, most: int) -> Place:
    found, following = await history_behind(work, field, last, most)
    for name, rows in found.items():
        opener = await _opener(work, field, {row[1] for row in rows})
        await rewrite_history(work, name, rows, opener)
    return following, 0


async def _declare_plain(company: Company, field: Field, payload: Mapping[str, Any]) -> None:
    """The field without its encryption, in a change set of its own: to take it back encrypts it again."""
    each = field.each
    await build(company, field.spec.with_fields(replace(each, is_encrypted=False)))  # what keeps its values unique
    async with company.work(system(), source="shape", reason=payload["reason"]) as work:
        await work.execute("SELECT pg_advisory_xact_lock($1)", SHAPING_LOCK)
        if await work.fetch(PHASE, *field.key) == [("turn",)]:
            key = Key("field" if each.is_custom else "field_change", field.spec.name, each.name)
            facts = await facts_of(work, key) or {}
            await define(work, key, {name: fact for name, fact in facts.items() if name != "encrypted"})
            await work.execute(NEXT, *field.key)
            await enqueue(work, ENTER_JOB, {"object": field.spec.name, "field": each.first_name})


@job(ENTER_JOB)
async def enter_field(company: Company, payload: dict[str, Any]) -> None:
    """Enters the values of a field that is plain now into the search, and destroys its keys."""
    spec = company.registry.objects.get(payload["object"])
    fields = spec.fields.values() if spec else ()
    each = next((each for each in fields if each.first_name == payload["field"] and not each.is_encrypted), None)
    if spec is None or each is None:
        return
    field = Field(spec, each)
    await build(company, spec)
    await asyncio.sleep(turning.SETTLING)
    if await walk(company, field, "open", {"rest": (_enter_records, "end")}) != "end":
        return
    for table in ("record_key", "former_key"):
        dropped = BATCH
        while dropped == BATCH:
            async with company.work(system(), source="shape", quiet=True) as work:
                dropped = await work.execute(DROP_KEYS.format(table=table), *field.key, BATCH)
    await unbuild_marks(company, spec, each)
    await between_writers(company, spec.name, [(DROP_FIELD_KEYS, field.key), (DONE, field.key)])
    await unguard(company, spec, each)
    async with company.work(system(), source="shape", quiet=True) as work:
        await work.execute(f"ALTER TABLE {table_of(spec)} ALTER COLUMN {quoted(each.name)} SET STATISTICS -1")


async def _enter_records(work: Work, field: Field, last: str, most: int) -> Place:
    records, following = await records_behind(work, field, last, most)
    due = [record for record in records if record[field.each.name]]
    if due:
        await work.execute(
            f"UPDATE {table_of(field.spec)} SET {quoted(field.each.name + BLIND_SUFFIX)} = NULL"
            " WHERE id = ANY($1::uuid[])",
            [record["id"] for record in due],
        )
        await write_entries(work, field, due)
        live = [record for record in due if record["deleted_at"] is None and field.each.duplicate_key]
        keys = [match_key(field.spec, field.each, record[field.each.name]) for record in live]
        await work.execute(KEYED, keys, [record["id"] for record in live])
    return following, len(records)
