"""Batches on their way into the database, some at a time: while it writes them, the next is read, checked and sent.

They commit in their order, each with its position. A later one must not depend on what those before it have not
committed: only new records of an object that feeds no roll-ups go this way, and before it commits the later one looks
whether a record of theirs equals one of its own. In any doubt it is taken back and written again behind them.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Sequence, Set
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace

import psycopg

from guanxi.engine.company import Company, Work
from guanxi.engine.history.externals import keep_external_ids
from guanxi.engine.transfer.claims import Crowded, claim, take_turn
from guanxi.engine.transfer.importer import Importer, Result
from guanxi.engine.transfer.pending import keep_pending
from guanxi.engine.transfer.rejected import keep_refusals
from guanxi.engine.transfer.rows import Candidate
from guanxi.engine.transfer.runs import Run
from guanxi.kernel.errors import Unavailable
from guanxi.kernel.principal import Principal

TRIES = 5
AT_ONCE = 4  # while the database writes three, the next is made
COUNTERS = {"create": "created", "update": "updated", "unchanged": "unchanged", "refuse": "refused"}
MET = (
    *(psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected, psycopg.errors.LockNotAvailable),
    Crowded,
)


class Meets(Exception):
    """A batch touches what the one before it is still writing."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Candidates to write, the position of the import when they are, and how many rows were skipped on the way.

    `has_turn` once no other import is in the way, `is_late` once they had to be tried again.
    """

    candidates: Sequence[Candidate]
    position: int
    skipped: int = 0
    has_turn: asyncio.Event = field(default_factory=asyncio.Event)
    is_late: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Written:
    """What a batch has left behind: the import as it then stood, and the match keys of the records that it has made,
    and behind them those of the batches before it that the next may have begun beside."""

    run: Run
    keys: tuple[Set[int], ...] = ()

    def behind(self, before: "Written") -> "Written":
        return replace(self, keys=(*self.keys, *before.keys)[: AT_ONCE - 1])


@dataclass(frozen=True, slots=True)
class Flight:
    """A batch that is being written."""

    batch: Batch
    task: asyncio.Task[Written]


class Pipeline:
    """Takes the batches of one import in their order; `settle` gives the import as the last of them left it."""

    def __init__(self, company: Company, principal: Principal, importer: Importer, run: Run) -> None:
        self.company = company
        self.principal = principal
        self.importer = importer
        self._run = run
        self._flights: deque[Flight] = deque()
        self._is_side_by_side = is_independent(company, importer)

    async def add(self, batch: Batch) -> None:
        """Begins to write a batch; returns when there is room for the next."""
        if not (self._is_side_by_side and self._has_begun):
            await self.settle()
        before = self._flights[-1] if self._flights else None
        self._flights.append(Flight(batch, asyncio.create_task(self._write(batch, before, self._run))))
        if len(self._flights) == AT_ONCE:
            await self._land()

    @property
    def _has_begun(self) -> bool:
        """True once the change set is there: two that make it at once would wait for each other."""
        return self._run.created + self._run.updated > 0

    async def settle(self) -> Run:
        """Waits until everything is committed."""
        while self._flights:
            await self._land()
        return self._run

    async def _land(self) -> None:
        self._run = (await self._flights[0].task).run
        self._flights.popleft()

    async def drop(self) -> None:
        """Takes back what is not committed."""
        tasks = [flight.task for flight in self._flights]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _write(self, batch: Batch, before: Flight | None, run: Run) -> Written:
        if before is None:
            return await self._write_alone(batch, run)
        try:
            return await self._write_beside(batch, before, run)
        except (Meets, *MET):
            batch.is_late.set()
            self.importer.rewind(batch.candidates)
        written = await before.task
        return (await self._write_alone(batch, written.run)).behind(written)

    async def _write_beside(self, batch: Batch, before: Flight, run: Run) -> Written:
        """Writes a batch beside the one before it and commits behind it. Raises Meets where that cannot be."""
        await _first(before.task, before.batch.has_turn)  # else another import could come between the two
        async with self._work(run) as work:
            await work.expect_many()
            await take_turn(work, run, self.importer.settings, is_beside=True)
            batch.has_turn.set()
            await work.execute("SET LOCAL lock_timeout = '2s'")
            results = await self.importer.apply(work, batch.candidates)
            written = await _unless_late(before)
            keys = _keys_of(results)
            if not all(each.isdisjoint(keys) for each in written.keys):
                raise Meets
            return (await self._commit(work, await claim(work, written.run), batch, results)).behind(written)

    async def _write_alone(self, batch: Batch, run: Run) -> Written:
        for attempt in range(TRIES):
            try:
                async with self._work(run) as work:
                    await work.expect_many()
                    await take_turn(work, run, self.importer.settings)
                    batch.has_turn.set()
                    # the batch behind this one may hold what this one needs, while it waits for this one
                    await work.execute("SET LOCAL lock_timeout = '5s'")
                    current = await claim(work, run)
                    return await self._commit(work, current, batch, await self.importer.apply(work, batch.candidates))
            except MET:
                batch.is_late.set()
                self.importer.rewind(batch.candidates)
                await asyncio.sleep(0.1 * (attempt + 1))
        raise Unavailable("try_again")

    def _work(self, run: Run) -> AbstractAsyncContextManager[Work]:
        return self.company.work(self.principal, source="import", reason=run.name, change_set=run.change_set)

    async def _commit(self, work: Work, run: Run, batch: Batch, results: Sequence[Result]) -> Written:
        """Notes, in the transaction of the records, what else belongs to them and how far the import is."""
        await _keep_external_ids(work, results, run.object or "")
        await keep_pending(work, run, results)
        refusals = [row for result in results if result.kind == "refuse" for row in self.importer.refusals(result)]
        await keep_refusals(work, run, refusals)
        moved = await _advance(work, run, batch, results, len(refusals))
        return Written(moved, (_keys_of(results),) if self._is_side_by_side else ())


def is_independent(company: Company, importer: Importer) -> bool:
    """True where two batches of this import can meet in nothing but their match keys."""
    settings = importer.settings
    if any(each.unique for each in company.registry[settings.object].fields.values()):
        return False
    makes_only_own = settings.mode == "create" and settings.on_duplicate != "update" and not settings.create_references
    return makes_only_own and importer.lines_field is None and settings.object not in company.registry.roll_ups


def _keys_of(results: Sequence[Result]) -> Set[int]:
    """What tells the new records of a batch from others, where no two may be the same."""
    return {key for result in results if result.kind == "create" for key in result.keys}


async def _unless_late(before: Flight) -> Written:
    """What the batch before has left. Raises Meets when that one has to be tried again: perhaps it waits for us."""
    await _first(before.task, before.batch.is_late)
    if not before.task.done():
        raise Meets
    return await before.task


async def _first(task: asyncio.Task[Written], event: asyncio.Event) -> None:
    """Returns when the task is done or the event has come."""
    coming = asyncio.create_task(event.wait())
    try:
        await asyncio.wait({task, coming}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        coming.cancel()


async def _advance(work: Work, run: Run, batch: Batch, results: Sequence[Result], refused: int) -> Run:
    counts = Counter(each.kind for each in results)
    counts["refuse"] = refused
    moved = replace(
        run,
        position=batch.position,
        done=batch.position,
        skipped=run.skipped + batch.skipped,
        **{column: getattr(run, column) + counts[kind] for kind, column in COUNTERS.items()},
    )
    await work.execute(
        "UPDATE engine.import_run SET position = $2, done = $2, created = $3, updated = $4, unchanged = $5,"
        " refused = $6, skipped = $7, updated_at = now() WHERE id = $1::uuid",
        str(run.id),
        batch.position,
        moved.created,
        moved.updated,
        moved.unchanged,
        moved.refused,
        moved.skipped,
    )
    return moved


async def _keep_external_ids(work: Work, results: Sequence[Result], object_name: str) -> None:
    """Records keep the ids that other systems know them by."""
    kept = [each for each in results if each.kind != "refuse" and each.id is not None]
    ids = [(name, value, each.id) for each in kept if each.id for name, value in each.candidate.external.items()]
    made = {each.id for each in kept if each.kind == "create" and each.id}
    await keep_external_ids(work, object_name, ids, made)
