"""Nightly work: what is done once a day, in the night of the company's own zone or when a worker starts after it."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from zlib import crc32
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection

from guanxi.engine.company import Company

Nightly = Mapping[str, Callable[[Company], Awaitable[Any]]]
LOCKS: Final = 7202
PAUSE: Final = 600.0
log = logging.getLogger("guanxi.jobs")


async def run_due(company: Company, nightly: Nightly, now: datetime | None = None) -> list[str]:
    """Does what was not done yet today and gives the names; of several workers one does each.

    What fails is noted in the log and tried again the next time.
    """
    today = (now or datetime.now(UTC)).astimezone(ZoneInfo(company.norms.time_zone)).date().isoformat()
    done: list[str] = []
    for name, run in nightly.items():
        try:
            if await _run_once(company, name, today, run):
                done.append(name)
        except Exception:
            log.exception("nightly work failed: %s", name)
    return done


async def _run_once(company: Company, name: str, today: str, run: Callable[[Company], Awaitable[Any]]) -> bool:
    async with company.pool.connection() as connection:
        lock = [LOCKS, crc32(name.encode()) - 2**31]
        row = await (await connection.execute(b"SELECT pg_try_advisory_lock($1, $2::integer)", lock)).fetchone()
        if not row or not row[0]:
            return False
        try:
            if await _is_done(connection, name, today):
                return False
            await run(company)
            await _note(connection, name, today)
        finally:
            await connection.execute(b"SELECT pg_advisory_unlock($1, $2::integer)", lock)
    return True


async def _is_done(connection: AsyncConnection, name: str, today: str) -> bool:
    found = await connection.execute(
        b"SELECT 1 FROM engine.setting WHERE name = $1 AND value #>> '{}' >= $2", [f"nightly:{name}", today]
    )
    return await found.fetchone() is not None


async def _note(connection: AsyncConnection, name: str, today: str) -> None:
    await connection.execute(
        b"INSERT INTO engine.setting (name, value) VALUES ($1, to_jsonb($2::text))"
        b" ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [f"nightly:{name}", today],
    )


async def keep_running(company: Company, nightly: Nightly, stopping: asyncio.Event) -> None:
    """Looks every ten minutes whether a new day has begun, until it is told to stop."""
    while not stopping.is_set():
        await run_due(company, nightly)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), PAUSE)
