"""The import itself: batch for batch, each in a transaction with the records, their history and how far it is.

A batch is there whole or not at all, and the position moves with it. So an import that is killed goes on exactly behind
its last batch; and all batches have one change set, which undo takes back whole.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import psycopg

from guanxi.engine.company import Company, Work
from guanxi.engine.jobs import enqueue, job
from guanxi.engine.people import principal_of
from guanxi.engine.transfer.claims import Superseded, claim
from guanxi.engine.transfer.importer import Importer, Result, make_feed, make_importer
from guanxi.engine.transfer.messages import failure_facts
from guanxi.engine.transfer.own_titles import titles_in_file
from guanxi.engine.transfer.pending import fill_in, keep_pending
from guanxi.engine.transfer.rejected import keep_refusals
from guanxi.engine.transfer.rows import Candidate
from guanxi.engine.transfer.runs import RUNNING, Run, get_run, json_text, set_state
from guanxi.engine.transfer.settings import read_settings
from guanxi.kernel.errors import Conflict, Forbidden, GuanxiError, Unavailable
from guanxi.kernel.identifiers import new_id
from guanxi.kernel.principal import Principal, system

TRIES = 5
COUNTED = ("create", "update", "unchanged", "refuse")
COUNTERS = {"create": "created", "update": "updated", "unchanged": "unchanged", "refuse": "refused"}


async def start_run(work: Work, run: Run) -> Run:
    """Puts an import into the queue; one that failed or was cancelled goes on where it stopped. Raises Conflict."""
    if run.state in RUNNING:
        raise Conflict("import_has_begun")
    if run.state == "done" or run.settings is None or not run.settings.get("object"):
        raise Conflict("import_has_begun" if run.state == "done" else "import_not_mapped")
    source = run.opened(work.company.files_dir)
    settings = read_settings(run.settings, work.company.registry, len(source.headers))
    make_importer(work.company, work.principal, source, settings, frozenset())
    await work.execute(
        "UPDATE engine.import_run SET state = 'queued', error = NULL, change_set = coalesce(change_set, $2::uuid),"
        " updated_at = now() WHERE id = $1::uuid",
        str(run.id),
        str(new_id()),
    )
    await enqueue(work, "import", {"run": str(run.id)})
    return await get_run(work, run.id)


async def cancel_run(work: Work, run: Run) -> Run:
    """Stops an import behind its next batch; what is written stays and can be undone."""
    if run.state in RUNNING:
        await set_state(work, run, "cancelled" if run.state == "queued" else "cancelling")
    return await get_run(work, run.id)


@job("import")
async def run_import(company: Company, payload: dict[str, Any]) -> None:
    """Runs an import to its end; run again after a crash, it goes on where it was."""
    async with company.work(system(), source="import") as work:
        run = await get_run(work, UUID(payload["run"]), lock=True)
        if run.state not in RUNNING:
            return
        if run.state == "queued":
            await set_state(work, run, "running")
    try:
        await _run(company, run)
    except Superseded:
        await _settle_cancelling(company, run)
    except GuanxiError as error:
        await _end(company, run, "failed", failure_facts(error))
    except psycopg.OperationalError:
        raise  # the database went away: the queue hands the job out again
    except Exception:
        await _end(company, run, "failed", failure_facts(Unavailable("unexpected")))
        raise


async def _run(company: Company, run: Run) -> None:
    principal = await _principal(company, run)
    source = run.opened(company.files_dir)
    settings = read_settings(run.settings or {}, company.registry, len(source.headers))
    own_titles = await asyncio.to_thread(titles_in_file, company, source, settings)
    importer = make_importer(company, principal, source, settings, own_titles)
    feed = make_feed(importer, source)
    if run.phase == "rows":
        await asyncio.to_thread(feed.skip, run.position)
        while (batch := await asyncio.to_thread(feed.next_batch)) is not None:
            run = await _patiently(company, principal, run, _Batch(importer, batch, feed.position))
    await fill_in(company, principal, importer, run)
    await _end(company, run, "done")


@dataclass(frozen=True, slots=True)
class _Batch:
    """Candidates to write, and the position of the import when they are."""

    importer: Importer
    candidates: Sequence[Candidate]
    position: int


async def _principal(company: Company, run: Run) -> Principal:
    async with company.pool.connection() as connection:
        found = await principal_of(connection, str(run.by_user), company.norms.time_zone)
    if found is None:
        raise Forbidden("no_such_user", login=str(run.by_user))
    return replace(found, language=run.language)


async def _patiently(company: Company, principal: Principal, run: Run, batch: _Batch) -> Run:
    """Writes a batch, again where it met another transaction."""
    for attempt in range(TRIES):
        try:
            return await _write(company, principal, run, batch)
        except (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected):
            await asyncio.sleep(0.1 * (attempt + 1))
            batch.importer.rewind(batch.candidates)
    raise Unavailable("try_again")


async def _write(company: Company, principal: Principal, run: Run, batch: _Batch) -> Run:
    async with company.work(principal, source="import", reason=run.name, change_set=run.change_set) as work:
        current = await claim(work, run)
        results = await batch.importer.apply(work, batch.candidates)
        await _keep_external_ids(work, results, current.object or "")
        await keep_pending(work, current, results)
        refusals = [row for result in results if result.kind == "refuse" for row in batch.importer.refusals(result)]
        await keep_refusals(work, current, refusals)
        return await _advance(work, current, batch.position, results, len(refusals))


async def _settle_cancelling(company: Company, run: Run) -> None:
    async with company.work(system(), source="import") as work:
        await work.execute(
            "UPDATE engine.import_run SET state = 'cancelled', updated_at = now()"
            " WHERE id = $1::uuid AND state = 'cancelling'",
            str(run.id),
        )


async def _advance(work: Work, run: Run, position: int, results: Sequence[Result], refused: int) -> Run:
    counts = {kind: sum(1 for each in results if each.kind == kind) for kind in COUNTED} | {"refuse": refused}
    moved = replace(
        run,
        position=position,
        done=position,
        **{column: getattr(run, column) + counts[kind] for kind, column in COUNTERS.items()},
    )
    await work.execute(
        "UPDATE engine.import_run SET position = $2, done = $2, created = $3, updated = $4, unchanged = $5,"
        " refused = $6, updated_at = now() WHERE id = $1::uuid",
        str(run.id),
        position,
        moved.created,
        moved.updated,
        moved.unchanged,
        moved.refused,
    )
    return moved


async def _keep_external_ids(work: Work, results: Sequence[Result], object_name: str) -> None:
    """Records keep the ids that other systems know them by."""
    rows = [
        {"system": name, "value": value, "record_id": str(each.id)}
        for each in results
        if each.kind != "refuse" and each.id is not None
        for name, value in each.candidate.external.items()
    ]
    if rows:
        await work.execute(
            "INSERT INTO engine.external_id (system, value, object, record_id)"
            " SELECT DISTINCT ON (system, value) system, value, $1, record_id"
            " FROM jsonb_to_recordset($2::jsonb) AS r(system text, value text, record_id uuid)"
            " ON CONFLICT (object, system, value) DO UPDATE SET record_id = excluded.record_id",
            object_name,
            json_text(rows),
        )


async def _end(company: Company, run: Run, state: str, error: dict[str, Any] | None = None) -> None:
    async with company.work(system(), source="import") as work:
        await set_state(work, run, state, error)
