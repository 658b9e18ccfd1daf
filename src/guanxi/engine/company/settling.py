"""The token index takes new tokens into a list first; this empties it beside the writes.

Otherwise the write that fills the list would have to, and every search reads what is in it.
"""

import asyncio
import logging
from contextvars import Context
from typing import Final

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

MOST_WAITING: Final = 20  # entries, of some 50 tokens of 20 bytes
PAUSE: Final = 0.15  # seconds in which more come together, for each costs less among many
SETTLE: Final = b"SELECT gin_clean_pending_list('engine.search_tokens'::regclass)"
logger = logging.getLogger(__name__)


class Settling:
    """Counts what this process writes and empties the list when it holds enough, one time after the other."""

    def __init__(self, pool: AsyncConnectionPool) -> None:
        self._pool = pool
        self._waiting = 0
        self._task: asyncio.Task[None] | None = None

    def note(self, entries: int) -> None:
        """Takes note of entries that were written."""
        self._waiting += entries
        if self._waiting >= MOST_WAITING and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._settle(), context=Context())  # no part of a request

    async def _settle(self) -> None:
        await asyncio.sleep(PAUSE)
        self._waiting = 0
        try:
            async with self._pool.connection() as connection:
                await connection.execute(SETTLE)
        except (psycopg.Error, PoolClosed, PoolTimeout) as error:  # the next one tries again; nothing is lost
            logger.info("the token index was not settled: %s", error)
