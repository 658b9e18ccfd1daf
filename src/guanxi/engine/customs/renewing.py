"""A field's values under new keys, batch by batch, while everybody works on.

A batch takes records that nobody holds at this moment, locks them, and gives each a new key of its own, wrapped by the
new key of the field: the value, its mark and the values in its history are written anew in one transaction. Whoever
writes the record waits or has come before, so that no older value ever comes back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from guanxi.engine.company import Company, Work
from guanxi.engine.crypto.keyring import FieldKey, RecordKeys
from guanxi.engine.customs.turning import Pace
from guanxi.engine.store.columns import quoted, table_of
from guanxi.kernel.errors import Stale
from guanxi.kernel.fields.kinds import BLIND_SUFFIX
from guanxi.kernel.principal import system
from guanxi.kernel.specs import FieldSpec, ObjectSpec

FIRST: Final = (0, "00000000-0000-0000-0000-000000000000")
DUE: Final = """
SELECT version, record_id::text FROM engine.record_key WHERE object = $1 AND field = $2 AND version < $3
 AND (version, record_id) > ($4, $5::uuid) ORDER BY version, record_id LIMIT $6
"""
HOLD_KEYS: Final = """
SELECT record_id::text FROM engine.record_key WHERE field = $1 AND record_id = ANY($2::uuid[]) AND version < $3
ORDER BY record_id FOR UPDATE
"""
KEEP_FORMER: Final = """
INSERT INTO engine.former_key (record_id, object, field, version, wrapped)
SELECT record_id, object, field, version, wrapped FROM engine.record_key
 WHERE field = $1 AND record_id = ANY($2::uuid[])
ON CONFLICT DO NOTHING
"""
REPLACE: Final = """
UPDATE engine.record_key r SET version = $2, wrapped = u.wrapped
FROM unnest($3::uuid[], $4::text[]) AS u(record_id, wrapped) WHERE r.record_id = u.record_id AND r.field = $1
"""
HISTORY: Final = """
SELECT seq, record_id::text, old ->> $3, new ->> $3 FROM engine.change
WHERE record_id = ANY($2::uuid[]) AND object = $1 AND (old ->> $3 IS NOT NULL OR new ->> $3 IS NOT NULL)
"""
# the commitment of the audit log was to the former text: its salt goes
REWRITE: Final = """
UPDATE engine.change c SET salt = NULL,
 old = CASE WHEN u.old IS NULL THEN c.old ELSE jsonb_set(c.old::jsonb, ARRAY[$4::text], to_jsonb(u.old))::json END,
 new = CASE WHEN u.new IS NULL THEN c.new ELSE jsonb_set(c.new::jsonb, ARRAY[$4::text], to_jsonb(u.new))::json END
FROM unnest($1::bigint[], $2::text[], $3::text[]) AS u(seq, old, new) WHERE c.seq = u.seq
"""
COUNT: Final = """
UPDATE engine.crypto_run SET done = done + $3, updated_at = now() WHERE object = $1 AND field = $2 AND deed = 'rotate'
"""
ORPHANS: Final = """
DELETE FROM engine.record_key k WHERE k.object = $1 AND k.field = $2 AND k.version < $3
 AND NOT EXISTS (SELECT 1 FROM {table} t WHERE t.id = k.record_id)
"""


@dataclass(frozen=True, slots=True)
class Renewal:
    """A field whose values go under the key of this version."""

    spec: ObjectSpec
    each: FieldSpec
    version: int

    @property
    def key(self) -> tuple[str, str]:
        return self.spec.name, self.each.first_name

    @property
    def column(self) -> str:
        return quoted(self.each.name)


async def renew_all(company: Company, renewal: Renewal, pace: Pace) -> int:
    """Goes once through all values that an older key holds; gives how many were renewed, others were in use."""
    count, place = 0, FIRST
    while place is not None:
        async with company.work(system(), source="crypto", quiet=True) as work:
            rows = await work.fetch(DUE, *renewal.key, renewal.version, *place, pace.begin())
            place = (rows[-1][0], rows[-1][1]) if rows else None
            if rows:
                count += await renew_batch(work, renewal, [row[1] for row in rows])
        pace.end()
    return count


async def renew_batch(work: Work, renewal: Renewal, ids: Sequence[str]) -> int:
    """Renews what can be had of these records at once. Raises Stale where a value is not what was read of it."""
    table, (_, name) = table_of(renewal.spec), renewal.key
    records = await work.fetch(
        f"SELECT id::text, {renewal.column} FROM {table} WHERE id = ANY($1::uuid[]) ORDER BY id"
        " FOR NO KEY UPDATE SKIP LOCKED",
        list(ids),
    )
    held = {row[0] for row in await work.fetch(HOLD_KEYS, name, [row[0] for row in records], renewal.version)}
    if not held:
        return 0
    keyring = work.company.keyring
    before = (await keyring.of_records(work.connection, held))[renewal.spec.name]
    current = (await keyring.current(work.connection, renewal.spec.name, [name]))[name]
    after = RecordKeys(renewal.spec.name, current={name: current})
    turned = _Turned(name, before, after)
    await _renew_values(work, renewal, current, turned, [row for row in records if row[0] in held and row[1]])
    for column in {renewal.each.name, name}:
        await _renew_history(work, renewal.spec, column, turned, held)
    await work.execute(KEEP_FORMER, name, sorted(held))
    wrapped = {record_id: turned.wrapped(record_id) for record_id in held}
    await work.execute(REPLACE, name, current.version, list(wrapped), list(wrapped.values()))
    await work.execute(COUNT, *renewal.key, len(held))
    return len(held)


@dataclass(frozen=True, slots=True)
class _Turned:
    """Sealed texts under former keys become such under new ones."""

    name: str
    before: RecordKeys
    after: RecordKeys

    def clear(self, record_id: str, text: str) -> str | None:
        return self.before.rewritten(record_id, self.name, text)

    def sealed(self, record_id: str, text: str | None) -> str | None:
        clear = self.clear(record_id, text) if text else None
        return self.after.seal(record_id, self.name, clear) if clear is not None else None

    def wrapped(self, record_id: str) -> str:
        """The record's new key; it gets one even where it has no value any more."""
        place = (record_id, self.name)
        if place not in self.after.fresh:
            self.after.seal(record_id, self.name, "")
        return self.after.fresh[place]


async def _renew_values(
    work: Work, renewal: Renewal, current: FieldKey, turned: _Turned, rows: Sequence[tuple[Any, ...]]
) -> None:
    if not rows:
        return
    blind = quoted(renewal.each.name + BLIND_SUFFIX)
    clear = [turned.clear(*row) for row in rows]
    written = await work.execute(
        f"UPDATE {table_of(renewal.spec)} t SET {renewal.column} = u.sealed, {blind} = u.mark"
        " FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS u(id, before, sealed, mark)"
        f" WHERE t.id = u.id AND t.{renewal.column} = u.before",
        [row[0] for row in rows],
        [row[1] for row in rows],
        [turned.sealed(*row) for row in rows],
        [None if value is None else current.mark(value) for value in clear],
    )
    if written != len(rows):
        raise Stale("stale")


async def _renew_history(work: Work, spec: ObjectSpec, column: str, turned: _Turned, held: set[str]) -> None:
    rows = await work.fetch(HISTORY, spec.name, sorted(held), column)
    if rows:
        old, new = ([turned.sealed(row[1], row[place]) for row in rows] for place in (2, 3))
        await work.execute(REWRITE, [row[0] for row in rows], old, new, column)


async def drop_orphans(work: Work, renewal: Renewal) -> None:
    """Keys of records that are gone for good."""
    await work.execute(ORPHANS.format(table=table_of(renewal.spec)), *renewal.key, renewal.version)
