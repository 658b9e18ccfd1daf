"""What is done each minute: sealing what came into the audit log, and once more when the worker ends."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Final

PAUSE: Final = 60.0
log = logging.getLogger("guanxi.jobs")


async def seal_each_minute(seal: Callable[[], Awaitable[object]], stopping: asyncio.Event) -> None:
    """Seals at the start and each minute until it is told to stop, and a last time then. What fails is tried again."""
    is_last = False
    while not is_last:
        is_last = stopping.is_set()
        try:
            await seal()
        except Exception:
            log.exception("the audit log was not sealed")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), PAUSE)
