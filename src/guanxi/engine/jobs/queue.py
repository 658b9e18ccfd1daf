"""The queue: pgqueuer on the company's own database, enqueued on the caller's connection."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import orjson
import psycopg
from pgqueuer import PgQueuer, PsycopgDriver, Queries
from pgqueuer.models import Job
from psycopg import AsyncConnection

from guanxi.engine.company import Company, Work

Run = Callable[[Company, dict[str, Any]], Awaitable[None]]
JOBS: dict[str, Run] = {}
HEARTBEAT = timedelta(seconds=10)


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


async def enqueue(work: Work, name: str, payload: dict[str, Any]) -> None:
    """Queues a job in the caller's transaction: it is there if, and only if, that commits."""
    await Queries(PsycopgDriver(work.connection)).enqueue([name], [orjson.dumps(payload)], [0])


async def work_off(company: Company, url: str, stopping: asyncio.Event) -> None:
    """Does jobs until it is told to stop; a job of a worker that died is taken up again."""
    connection = await psycopg.AsyncConnection.connect(url, autocommit=True)
    async with connection:
        queuer = PgQueuer(PsycopgDriver(connection))
        for name, run in JOBS.items():
            queuer.entrypoint(name, concurrency_limit=2)(_bound(company, run))
        running = asyncio.create_task(queuer.run(dequeue_timeout=timedelta(seconds=5), heartbeat_timeout=HEARTBEAT))
        stop = asyncio.create_task(stopping.wait())
        await asyncio.wait({running, stop}, return_when=asyncio.FIRST_COMPLETED)
        queuer.shutdown.set()
        await asyncio.wait_for(running, 20)


def _bound(company: Company, run: Run) -> Callable[[Job], Awaitable[None]]:
    async def perform(job: Job) -> None:
        await run(company, orjson.loads(job.payload or b"{}"))

    return perform
