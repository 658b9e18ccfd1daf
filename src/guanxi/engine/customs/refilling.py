"""What hangs on a field that came or came back: search entries and roll-ups of the records that are there already."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

import orjson
from psycopg import errors

from guanxi.engine.changes.entries import WRITE_ENTRIES, entry_of
from guanxi.engine.changes.roll_ups import refresh_fields
from guanxi.engine.changes.shape import shape_of
from guanxi.engine.company import Company, Work
from guanxi.engine.jobs import enqueue, job
from guanxi.engine.store.columns import table_of
from guanxi.kernel.expressions import references
from guanxi.kernel.principal import system
from guanxi.kernel.specs import FieldSpec, ObjectSpec

BATCH: Final = 1_000
ATTEMPTS: Final = 5
FIRST: Final = "00000000-0000-0000-0000-000000000000"
MET: Final = (errors.DeadlockDetected, errors.SerializationFailure)
Refill = Callable[[Work, Sequence[str]], Awaitable[None]]


async def want_refill(work: Work, object_name: str, field_name: str) -> None:
    """Queues, with the shaping that makes it necessary, that what hangs on this field is worked out anew."""
    await enqueue(work, "refill", {"object": object_name, "field": field_name})


@job("refill")
async def refill(company: Company, payload: dict[str, Any]) -> None:
    """Works out anew what hangs on a field; again without harm, and nothing where the field is gone once more."""
    spec = company.registry.objects.get(payload["object"])
    each = spec.fields.get(payload["field"]) if spec else None
    if spec is None or each is None:
        return
    if each.search and not spec.parent:
        await _in_batches(company, spec, lambda work, ids: _write_entries(work, spec.name, ids))
    for parent, roll_up in _hanging(company, spec, each):
        await _in_batches(company, parent, lambda work, ids, of=(parent, roll_up): refresh_fields(work, *of, ids))


def _hanging(company: Company, spec: ObjectSpec, each: FieldSpec) -> list[tuple[ObjectSpec, FieldSpec]]:
    """The roll-ups to work out: the field itself, or those that measure it or a formula that rests on it."""
    if each.roll_up is not None:
        return [(spec, each)]
    touched = {each.name}
    while more := {name for name, one in spec.fields.items() if _rests_on(one, touched)} - touched:
        touched |= more
    return [
        (parent, one)
        for parent, one in company.registry.roll_ups.get(spec.name, ())
        if one.roll_up is not None and (one.roll_up.field in touched or one.roll_up.where)
    ]


def _rests_on(each: FieldSpec, names: set[str]) -> bool:
    return each.formula is not None and not names.isdisjoint(
        path.partition(".")[0] for path in references(each.formula)
    )


async def _in_batches(company: Company, spec: ObjectSpec, fill: Refill) -> None:
    last = FIRST
    while last:
        last = await _patiently(company, spec, fill, last)


async def _patiently(company: Company, spec: ObjectSpec, fill: Refill, last: str) -> str:
    """One batch behind this id, tried again where it met a writer; gives the last id, none at the end."""
    for attempt in range(ATTEMPTS):
        try:
            async with company.work(system(), source="shape", quiet=True) as work:
                ids = await _next_ids(work, spec, last)
                if ids:
                    await fill(work, ids)
                return ids[-1] if ids else ""
        except MET:
            if attempt == ATTEMPTS - 1:
                raise
    return ""


async def _next_ids(work: Work, spec: ObjectSpec, last: str) -> list[str]:
    """The next live records, locked so that nobody writes them meanwhile."""
    rows = await work.fetch(
        f"SELECT t.id::text FROM {table_of(spec)} t WHERE t.deleted_at IS NULL AND t.id > $1::uuid"
        f" ORDER BY t.id LIMIT {BATCH} FOR NO KEY UPDATE",
        last,
    )
    return [row[0] for row in rows]


async def _write_entries(work: Work, object_name: str, ids: Sequence[str]) -> None:
    shape = shape_of(work.company, object_name)
    rows = await work.fetch(
        f"SELECT row_to_json(r)::text FROM (SELECT {shape.read_sql} FROM {shape.table} t"
        " WHERE t.id = ANY($1::uuid[])) r",
        list(ids),
    )
    records = [orjson.loads(row[0]) for row in rows]
    entries = [entry_of(shape, record["id"], record) for record in records]
    text = WRITE_ENTRIES.replace("$10", "$1").replace("$9", "$2")
    await work.execute(text, orjson.dumps(entries).decode(), object_name)
