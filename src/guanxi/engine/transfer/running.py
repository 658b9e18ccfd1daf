"""The import itself: batch for batch, each in a transaction with the records, their history and how far it is.

A batch is there whole or not at all, and the position moves with it. So an import that is killed goes on exactly behind
its last batch; and all batches have one change set, which undo takes back whole.
"""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import psycopg

from guanxi.engine.company import Company, Work
from guanxi.engine.jobs import enqueue, job
from guanxi.engine.people import principal_of
from guanxi.engine.transfer.claims import Superseded
from guanxi.engine.transfer.feed import Feed
from guanxi.engine.transfer.foretold import forget_foretold
from guanxi.engine.transfer.importer import make_feed, make_importer
from guanxi.engine.transfer.messages import failure_facts
from guanxi.engine.transfer.own_titles import titles_in_file
from guanxi.engine.transfer.pending import fill_in
from guanxi.engine.transfer.pipeline import Batch, Pipeline
from guanxi.engine.transfer.runs import RUNNING, Run, get_run, set_state
from guanxi.engine.transfer.settings import read_settings
from guanxi.kernel.errors import Conflict, Forbidden, GuanxiError, Outdated, Unavailable
from guanxi.kernel.identifiers import new_id
from guanxi.kernel.principal import Principal, system


async def start_run(work: Work, run: Run) -> Run:
    """Puts an import into the queue; one that failed or was cancelled goes on where it stopped. Raises Conflict.

    The run is locked. What is written after an undo belongs to a change set of its own, which can be undone too.
    """
    if run.state in RUNNING:
        raise Conflict("import_has_begun")
    if run.state == "done" or run.settings is None or not run.settings.get("object"):
        raise Conflict("import_has_begun" if run.state == "done" else "import_not_mapped")
    source = run.opened(work.company)
    settings = read_settings(run.settings, work.company.registry, len(source.headers))
    make_importer(work.company, work.principal, source, settings, frozenset())
    await work.execute(
        "UPDATE engine.import_run r SET state = 'queued', error = NULL, updated_at = now(),"
        " change_set = CASE WHEN EXISTS (SELECT 1 FROM engine.change_set s WHERE s.id = r.change_set"
        " AND s.undone_by IS NOT NULL) THEN $2::uuid ELSE coalesce(r.change_set, $2::uuid) END WHERE r.id = $1::uuid",
        str(run.id),
        str(new_id()),
    )
    await forget_foretold(work, run)
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
    except Outdated:
        raise  # the queue hands the job out again, and it goes on with the new shape
    except GuanxiError as error:
        await _end(company, run, "failed", failure_facts(error))
    except psycopg.OperationalError:
        raise  # the database went away: the queue hands the job out again
    except Exception:
        await _end(company, run, "failed", failure_facts(Unavailable("unexpected")))
        raise


async def _run(company: Company, run: Run) -> None:
    principal = await _principal(company, run)
    source = run.opened(company)
    settings = read_settings(run.settings or {}, company.registry, len(source.headers))
    own_titles = await asyncio.to_thread(titles_in_file, company, source, settings)
    importer = make_importer(company, principal, source, settings, own_titles)
    feed = make_feed(importer, source)
    if run.phase == "rows":
        await asyncio.to_thread(feed.skip, run.position)
        run = await _write_all(feed, Pipeline(company, principal, importer, run))
    await fill_in(company, principal, importer, run)
    await _end(company, run, "done")


async def _write_all(feed: Feed, pipeline: Pipeline) -> Run:
    try:
        while (candidates := await asyncio.to_thread(feed.next_batch)) is not None:
            await pipeline.add(Batch(candidates, feed.position, len(feed.skipped)))
        return await pipeline.settle()
    finally:
        await pipeline.drop()


async def _principal(company: Company, run: Run) -> Principal:
    async with company.pool.connection() as connection:
        found = await principal_of(connection, str(run.by_user), company.norms.time_zone)
    if found is None:
        raise Forbidden("no_such_user", login=str(run.by_user))
    return replace(found, language=run.language)


async def _settle_cancelling(company: Company, run: Run) -> None:
    async with company.work(system(), source="import") as work:
        await work.execute(
            "UPDATE engine.import_run SET state = 'cancelled', updated_at = now()"
            " WHERE id = $1::uuid AND state = 'cancelling'",
            str(run.id),
        )


async def _end(company: Company, run: Run, state: str, error: dict[str, Any] | None = None) -> None:
    async with company.work(system(), source="import") as work:
        await set_state(work, run, state, error)
        await work.settle_many()
