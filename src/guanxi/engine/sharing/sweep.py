"""Records that were there before a rule follow it too: at once where they are few, by a job where they are many."""

from typing import Any, Final

import psycopg

from guanxi.engine.company import Company, Work
from guanxi.engine.jobs import enqueue, job
from guanxi.engine.sharing.rules import keys_sql, objects_with_rules, rules_of
from guanxi.engine.store.columns import table_of
from guanxi.kernel.principal import system
from guanxi.kernel.specs import ObjectSpec

FEW: Final = 2_000
BATCH: Final = 5_000
ATTEMPTS: Final = 5
FIRST: Final = "00000000-0000-0000-0000-000000000000"
MET: Final = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)


async def follow(work: Work, spec: ObjectSpec) -> None:
    """Lets the records follow the rules of their object, now or soon."""
    [(count,)] = await work.fetch(f"SELECT count(*) FROM (SELECT 1 FROM {table_of(spec)} LIMIT {FEW + 1}) counted")
    if count <= FEW:
        keys = keys_sql(work, spec, await rules_of(work, spec.name), "t")
        await work.execute(f"UPDATE {table_of(spec)} t SET shares = {keys} WHERE t.shares IS DISTINCT FROM {keys}")
        await _note(work, spec, count, count)
    else:
        await enqueue(work, "share", {"object": spec.name})
        [(total,)] = await work.fetch(
            "SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = $1::regclass", table_of(spec)
        )
        await _note(work, spec, 0, max(total, count), is_begun=True)


async def _note(work: Work, spec: ObjectSpec, done: int, total: int, *, is_begun: bool = False) -> None:
    """Keeps how far the sweep has come; it is over where that is not its beginning and all is done."""
    await work.execute(
        "INSERT INTO engine.share_run (object, total, done, started_at, finished_at)"
        " VALUES ($1, $3::bigint, $2::bigint, now(), CASE WHEN $4::boolean THEN NULL ELSE now() END)"
        " ON CONFLICT (object) DO UPDATE SET total = excluded.total, done = excluded.done,"
        " started_at = excluded.started_at, finished_at = excluded.finished_at",
        spec.name,
        done,
        total,
        is_begun,
    )


@job("share")
async def share(company: Company, payload: dict[str, Any]) -> None:
    """Goes over all records of an object, again without harm; nothing where the object is gone."""
    spec = company.registry.objects.get(payload["object"])
    if spec is None or not spec.is_owned:
        return
    last, done = FIRST, 0
    while last:
        last, swept = await _patiently(company, spec, last, done)
        done += swept


async def _patiently(company: Company, spec: ObjectSpec, last: str, done: int) -> tuple[str, int]:
    """One batch behind this id, tried again where it met a writer; gives the last id, none at the end, and its size."""
    for attempt in range(ATTEMPTS):
        try:
            async with company.work(system(), source="sharing") as work:
                return await _sweep(work, spec, last, done)
        except MET:
            if attempt == ATTEMPTS - 1:
                raise
    return "", 0


async def _sweep(work: Work, spec: ObjectSpec, last: str, done: int) -> tuple[str, int]:
    keys = keys_sql(work, spec, await rules_of(work, spec.name), "t")
    [(end, size)] = await work.fetch(
        f"WITH batch AS MATERIALIZED (SELECT id FROM {table_of(spec)} WHERE id > $1::uuid ORDER BY id LIMIT {BATCH}),"
        f" swept AS (UPDATE {table_of(spec)} t SET shares = {keys} FROM batch WHERE t.id = batch.id"
        f" AND t.shares IS DISTINCT FROM {keys})"
        " SELECT (SELECT id::text FROM batch ORDER BY id DESC LIMIT 1), (SELECT count(*) FROM batch)",
        last,
    )
    is_over = size < BATCH
    await work.execute(
        "UPDATE engine.share_run SET done = $2::bigint, total = CASE WHEN $3::boolean THEN $2::bigint ELSE"
        " greatest(total, $2::bigint) END, finished_at = CASE WHEN $3::boolean THEN now() END WHERE object = $1",
        spec.name,
        done + size,
        is_over,
    )
    return ("" if is_over else end), size


async def sweep_nightly(company: Company) -> None:
    """Goes over everything that has rules: amounts are rated anew at night, and what shares is looked at once more."""
    async with company.reading(system()) as work:
        names = await objects_with_rules(work)
    for name in names:
        await share(company, {"object": name})


async def runs(work: Work) -> list[dict[str, Any]]:
    """How far the records of each object have come, the latest first."""
    rows = await work.fetch(
        "SELECT object, total, done, started_at, finished_at FROM engine.share_run ORDER BY started_at DESC"
    )
    return [dict(zip(("object", "total", "done", "started_at", "finished_at"), row, strict=True)) for row in rows]
