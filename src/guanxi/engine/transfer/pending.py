"""References to records that stand further down in the same file, filled in when all rows are written."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from guanxi.engine.changes import Change, Options, write
from guanxi.engine.company import Company, Work
from guanxi.engine.transfer.claims import claim
from guanxi.engine.transfer.importer import Importer, Result
from guanxi.engine.transfer.kept_cells import given_back, kept
from guanxi.engine.transfer.references import Known, find_named, fold_name
from guanxi.engine.transfer.rejected import Refusal, keep_refusals
from guanxi.engine.transfer.runs import Run, json_text
from guanxi.kernel.errors import FieldError
from guanxi.kernel.principal import Principal

BATCH = 1_000
PHASE = "references"


async def keep_pending(work: Work, run: Run, results: Sequence[Result]) -> None:
    """Notes, in the transaction of the batch, which references are still to be filled in."""
    rows = [
        {
            "row": each.candidate.row,
            "field": name,
            "record_id": str(each.id),
            "value": text,
            "cells": kept(work, run, each.candidate.cells),
        }
        for each in results
        if each.kind != "refuse" and each.id is not None
        for name, text in each.candidate.pending.items()
    ]
    if rows:
        await work.execute(
            "INSERT INTO engine.import_pending (run, row, field, record_id, value, cells)"
            " SELECT $1::uuid, row, field, record_id, value, cells FROM jsonb_to_recordset($2::jsonb)"
            " AS r(row bigint, field text, record_id uuid, value text, cells jsonb)",
            str(run.id),
            json_text(rows),
        )


async def fill_in(company: Company, principal: Principal, importer: Importer, run: Run) -> Run:
    """Fills in what is pending, batch for batch; a record whose reference is not found stays without it."""
    if run.phase != PHASE:
        async with company.work(principal, source="import") as work:
            await claim(work, run)
            await work.execute("UPDATE engine.import_run SET phase = $2 WHERE id = $1::uuid", str(run.id), PHASE)
        run = replace(run, phase=PHASE)
    while True:
        async with company.work(principal, source="import", reason=run.name, change_set=run.change_set) as work:
            await claim(work, run)
            if not await _fill_batch(work, importer, run):
                return run


async def _fill_batch(work: Work, importer: Importer, run: Run) -> bool:
    rows = await work.fetch(
        "SELECT row, field, record_id, value, cells FROM engine.import_pending WHERE run = $1::uuid"
        f" ORDER BY row, field LIMIT {BATCH}",
        str(run.id),
    )
    if not rows:
        return False
    known = await find_named(work, importer.settings.object, None, list({row[3] for row in rows}))
    await _write_found(work, importer, run, rows, known)
    await work.execute(
        "DELETE FROM engine.import_pending WHERE run = $1::uuid AND (row, field) IN"
        " (SELECT * FROM unnest($2::bigint[], $3::text[]))",
        str(run.id),
        [row[0] for row in rows],
        [row[1] for row in rows],
    )
    return True


async def _write_found(work: Work, importer: Importer, run: Run, rows: Sequence[tuple[Any, ...]], known: Known) -> None:
    values: dict[UUID, dict[str, Any]] = {}
    row_of: dict[UUID, tuple[int, list[str]]] = {}
    refusals: list[Refusal] = []
    for number, name, record_id, text, sealed in rows:
        cells = given_back(work, run, sealed)
        found = known.get(fold_name(text))
        row_of[record_id] = (number, cells)
        if found is None:
            facts = {"value": text[:100], "object": importer.settings.object}
            refusals.append((number, cells, (FieldError(name, "imported_without", facts),)))
        else:
            values.setdefault(record_id, {})[name] = found
    changes = [Change("update", record_id, each) for record_id, each in values.items()]
    outcomes = await write(work, importer.settings.object, changes, Options(partial=True, duplicates="allow"))
    refusals += [
        (*row_of[change.id], outcome.errors)
        for change, outcome in zip(changes, outcomes, strict=True)
        if outcome.kind == "refuse" and change.id is not None
    ]
    await keep_refusals(work, run, refusals)
    await work.execute(
        "UPDATE engine.import_run SET refused = refused + $2::bigint, updated_at = now() WHERE id = $1::uuid",
        str(run.id),
        len(refusals),
    )
