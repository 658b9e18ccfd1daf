"""What rotations, sealing and going back to plain share: the run that tells how far it is, a turn with writers."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any, Final

import psycopg

from guanxi.engine.company import Company, Work
from guanxi.engine.crypto.keyring import WRITING
from guanxi.kernel.errors import Conflict, Outdated, Unavailable
from guanxi.kernel.principal import system
from guanxi.kernel.specs import FieldSpec, ObjectSpec

TRIES: Final = 200
SETTLING: Final = 2.0  # seconds until every process has the new shape
WANTED_SECONDS: Final = 0.04  # of a batch, which holds the rows that it writes
LEAST_BATCH, MOST_BATCH = 10, 400
START: Final = """
INSERT INTO engine.crypto_run AS r (object, field, deed, phase, total) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (object, field) DO UPDATE SET deed = excluded.deed, phase = excluded.phase, last = '', done = 0,
 total = excluded.total, state = 'running', started_at = now(), updated_at = now()
"""
SEALING: Final = "SELECT object, field FROM engine.crypto_run WHERE state = 'running' AND deed = 'seal'"
MOVE: Final = "UPDATE engine.crypto_run SET phase = $3, updated_at = now() WHERE object = $1 AND field = $2"


async def start_run(work: Work, place: tuple[str, str], deed: str, phase: str, total: int) -> None:
    """Notes what is being done with a field. Raises Conflict where something else is."""
    await refuse_busy(work, *place)
    await work.execute(START, *place, deed, phase, total)


async def refuse_busy(work: Work, object_name: str, name: str) -> None:
    """Raises Conflict while the values of a field are being rewritten."""
    rows = await work.fetch(
        "SELECT state FROM engine.crypto_run WHERE object = $1 AND field = $2 FOR UPDATE", object_name, name
    )
    if rows and rows[0][0] == "running":
        raise Conflict("field_key_busy", field=name)


def field_named(company: Company, object_name: str, first_name: str) -> tuple[ObjectSpec, FieldSpec] | None:
    """The encrypted field whose keys go by this name; None where it is gone or plain."""
    spec = company.registry.objects.get(object_name)
    for each in spec.fields.values() if spec else ():
        if spec is not None and each.is_encrypted and first_name in (each.first_name, each.name):
            return spec, each
    return None


async def refuse_unknown(company: Company, object_name: str, first_name: str) -> None:
    """Raises Outdated where the values of a field are being sealed that this process takes for plain."""
    spec = company.registry.objects.get(object_name)
    async with company.reading(system()) as work:
        rows = await work.fetch(f"{SEALING} AND object = $1 AND field = $2", object_name, first_name)
    if rows and spec is not None and any(first_name in (each.first_name, each.name) for each in spec.fields.values()):
        raise Outdated(extra={"retry_after": 1})


async def between_writers(company: Company, object_name: str, statements: Sequence[tuple[str, Sequence[Any]]]) -> None:
    """Runs statements when nobody who read the object's keys before still writes with them.

    Nobody waits longer than 100 ms for it: where a writer takes his time, it is tried again. Raises Unavailable where
    that never works.
    """
    for attempt in range(TRIES):
        try:
            async with company.work(system(), source="crypto", quiet=True) as work:
                await work.execute("SET LOCAL lock_timeout = '100ms'")
                await work.fetch("SELECT pg_advisory_xact_lock($1::integer, hashtext($2))", WRITING, object_name)
                for text, parameters in statements:
                    await work.execute(text, *parameters)
            return
        except psycopg.errors.LockNotAvailable:
            await asyncio.sleep(min(0.05 * (attempt + 1), 1.0))
    raise Unavailable("schema_busy")


class Pace:
    """How many rows a batch takes, so that it holds them for a twenty-fifth of a second."""

    def __init__(self) -> None:
        self.size = LEAST_BATCH * 5
        self.longest = 0.0
        self._began = 0.0

    def begin(self) -> int:
        self._began = time.perf_counter()
        return self.size

    def end(self) -> None:
        seconds = time.perf_counter() - self._began
        self.longest = max(self.longest, seconds)
        fitting = int(self.size * WANTED_SECONDS / max(seconds, 0.001))
        self.size = max(LEAST_BATCH, min(fitting, self.size * 2, MOST_BATCH))
