"""Money follows its rate: what floats is rated anew every night, and so is what had no rate when it was written."""

from collections.abc import Sequence
from uuid import UUID

from guanxi.engine.changes.model import Draft
from guanxi.engine.changes.rating import RATE_OBJECT
from guanxi.engine.changes.roll_ups import refresh_roll_ups
from guanxi.engine.company import Company, Work
from guanxi.engine.expressions import to_sql
from guanxi.engine.store.columns import COMPANY_ZONE, path_sql, presence_sql, quoted, table_of
from guanxi.kernel.fields.currencies import DECIMALS
from guanxi.kernel.principal import system
from guanxi.kernel.specs import FieldSpec, ObjectSpec

BATCH = 2_000


async def rerate(company: Company) -> int:
    """Rates all money anew that follows the rates; gives how many amounts moved. It may run again without harm."""
    if RATE_OBJECT not in company.registry:
        return 0
    moved = 0
    for spec in company.registry.objects.values():
        for each in spec.fields.values():
            if each.kind == "money":
                moved += await _rerate_field(company, spec, each)
    return moved


async def _rerate_field(company: Company, spec: ObjectSpec, each: FieldSpec) -> int:
    moved = 0
    while True:
        async with company.work(system(), source="rates") as work:
            rows = await work.fetch(
                _statement(spec, each),
                company.norms.currency,
                work.moment_here.date(),
                DECIMALS.get(company.norms.currency, 2),
                company.norms.time_zone,
            )
            ids = [row[0] for row in rows]
            if ids:
                await _refresh_parents(work, spec, ids)
        moved += len(ids)
        if len(ids) < BATCH:
            return moved


def _statement(spec: ObjectSpec, each: FieldSpec) -> str:
    """One batch; the parameters are the company's currency, today, its decimals and its time zone."""
    table, amount = table_of(spec), quoted(each.name)
    base, rated, currency = (quoted(each.name + suffix) for suffix in ("_base", "_rated_on", "_currency"))
    floats = "false"
    if each.floats_while is not None:
        floats = to_sql(
            each.floats_while,
            lambda path: path_sql("t", spec, path),
            spec,
            zone_sql=COMPANY_ZONE,
            presence=lambda path: presence_sql("t", spec, path),
        )
    written = "(t.updated_at AT TIME ZONE $4::text)::date"
    kept = f"coalesce(t.{quoted(each.rate_day)}, {written})" if each.rate_day else written
    day = f"CASE WHEN {floats} THEN $2::date ELSE least({kept}, $2::date) END"
    rate = (
        f"SELECT x.rate, x.dated_on FROM record.{RATE_OBJECT} x WHERE x.currency = t.{currency}"
        f" AND x.deleted_at IS NULL ORDER BY x.dated_on <= {day} DESC,"
        f" CASE WHEN x.dated_on <= {day} THEN x.dated_on END DESC, x.dated_on, x.updated_at DESC, x.id DESC LIMIT 1"
    )
    return (
        f"WITH due AS (SELECT t.id, round(t.{amount} * r.rate, $3::integer) AS base, r.dated_on"
        f" FROM {table} t CROSS JOIN LATERAL ({rate}) r"
        f" WHERE t.deleted_at IS NULL AND t.{currency} <> $1::text AND ({floats} OR t.{base} IS NULL)"
        f" AND (t.{base}, t.{rated}) IS DISTINCT FROM (round(t.{amount} * r.rate, $3::integer), r.dated_on)"
        f" ORDER BY t.id LIMIT {BATCH} FOR UPDATE OF t)"
        f" UPDATE {table} t SET {base} = due.base, {rated} = due.dated_on FROM due WHERE t.id = due.id RETURNING t.id"
    )


async def _refresh_parents(work: Work, spec: ObjectSpec, ids: Sequence[UUID]) -> None:
    """Works out anew what these records feed."""
    fed = {each.roll_up.via for _, each in work.company.registry.roll_ups.get(spec.name, ()) if each.roll_up}
    if not fed:
        return
    columns = ", ".join(f"{quoted(via)}::text" for via in sorted(fed))
    rows = await work.fetch(f"SELECT id, {columns} FROM {table_of(spec)} WHERE id = ANY($1::uuid[])", list(ids))
    drafts = [
        Draft(number, "update", row[0], {}, after=dict(zip(sorted(fed), row[1:], strict=True)))
        for number, row in enumerate(rows)
    ]
    await refresh_roll_ups(work, spec, drafts)
