"""The queue: pgqueuer on the company's own database, enqueued on the caller's connection."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
import psycopg
from pgqueuer import PgQueuer, PsycopgDriver, Queries, RetryRequested
from pgqueuer.models import Job
from psycopg import AsyncConnection

from guanxi.engine.company import Company, Work
from guanxi.engine.jobs.minutely import seal_each_minute
from guanxi.engine.jobs.nightly import Nightly, keep_running
from guanxi.engine.traces import span
from guanxi.engine.watch.lines import WHERE
from guanxi.kernel.errors import Outdated

Run = Callable[[Company, dict[str, Any]], Awaitable[None]]
JOBS: dict[str, Run] = {}
HEARTBEAT = timedelta(seconds=10)
AGAIN = timedelta(seconds=1)  # until a job that did not know the newest shape is tried again
MOST_TRIES = 20
log = logging.getLogger("guanxi.jobs")


def job(name: str) -> Callable[[Run], Run]:
    """Declares what a job of this name does; it may run again after a crash and must then do no harm."""

    def declare(run: Run) -> Run:
        JOBS[name] = run
        return run

    return declare


async def install(connection: AsyncConnection) -> None:
    """Creates the queue's tables where they are missing and brings older ones up to date."""
    queries = Queries(PsycopgDriver(connection))
    if await queries.has_table("pgqueuer"):
        await queries.upgrade()
    else:
        await queries.install()


async def enqueue(work: Work, name: str, payload: dict[str, Any], after: timedelta | None = None) -> None:
    """Queues a job in the caller's transaction: it is there if, and only if, that commits; `after` keeps it waiting."""
    await Queries(PsycopgDriver(work.connection)).enqueue([name], [orjson.dumps(payload)], [0], [after])


@dataclass(frozen=True, slots=True)
class Duties:
    """What a worker does beside the queue: `refresh` takes in before each job what others shaped, `nightly` is done
    once a day, `seal` each minute and at the end."""

    refresh: Callable[[], Awaitable[None]]
    nightly: Nightly
    seal: Callable[[], Awaitable[object]]


async def work_off(company: Company, url: str, stopping: asyncio.Event, duties: Duties) -> None:
    """Does jobs until it is told to stop; a job of a worker that died is taken up again."""
    connection = await psycopg.AsyncConnection.connect(url, autocommit=True)
    async with connection:
        queuer = PgQueuer(PsycopgDriver(connection))
        for name, run in JOBS.items():
            queuer.entrypoint(name, concurrency_limit=2)(_bound(company, run, duties.refresh))
        running = asyncio.create_task(queuer.run(dequeue_timeout=timedelta(seconds=5), heartbeat_timeout=HEARTBEAT))
        nights = asyncio.create_task(keep_running(company, duties.nightly, stopping))
        sealing = asyncio.create_task(seal_each_minute(duties.seal, stopping))
        stop = asyncio.create_task(stopping.wait())
        await asyncio.wait({running, stop}, return_when=asyncio.FIRST_COMPLETED)
        stopping.set()
        queuer.shutdown.set()
        await asyncio.wait_for(running, 20)
        await asyncio.wait_for(sealing, 20)
        nights.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await nights


def _bound(company: Company, run: Run, refresh: Callable[[], Awaitable[None]]) -> Callable[[Job], Awaitable[None]]:
    async def perform(job: Job) -> None:
        WHERE.set({"job": job.entrypoint, "job_id": str(job.id)})
        started = time.perf_counter()
        try:
            with span(f"job {job.entrypoint}", {"job_id": str(job.id)}):
                await refresh()
                await run(company, orjson.loads(job.payload or b"{}"))
        except Outdated as error:
            if job.attempts >= MOST_TRIES:
                raise
            raise RetryRequested(AGAIN, error.code) from error
        except Exception:
            log.exception("job failed", extra={"facts": {"ms": _milliseconds(started)}})
            raise
        log.info("job", extra={"facts": {"ms": _milliseconds(started)}})

    return perform


def _milliseconds(started: float) -> float:
    return round((time.perf_counter() - started) * 1_000, 1)
