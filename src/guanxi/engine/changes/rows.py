"""Things that are rows of the engine's own tables: they are kept whole, and so is what undo puts back."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID
from zlib import crc32

import orjson

from guanxi.engine.changes.things import Kept, State, Thing, note
from guanxi.engine.company import Work
from guanxi.engine.store.columns import quoted

TURNS: Final = 7210
SLOTS: Final = 1024  # one lock for each row of a large undo would not fit into the server's table of locks


async def take_turns(work: Work, names: Iterable[str], turns: int = TURNS) -> None:
    """Waits until nobody else writes what is called so, and keeps others waiting until the work ends."""
    slots = sorted({crc32(name.encode()) % SLOTS for name in names})
    await work.fetch(
        "SELECT pg_advisory_xact_lock($1::integer, slot) FROM unnest($2::integer[]) AS w(slot)", turns, slots
    )


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table as things; `require` raises Forbidden or NotFound where the caller may not change such a row.

    `key` are the columns that tell one row from another.
    """

    name: str
    table: str
    key: Sequence[str]
    require: Callable[[Work, State], Awaitable[None]]
    title: Callable[[State, str], str | None]

    def thing(self) -> Thing:
        return Thing(self.name, self.reverse, self.title)

    async def take_turns(self, work: Work, *states: State) -> None:
        """Keeps others from writing the rows with these keys until the work ends."""
        await take_turns(work, (" ".join((self.table, *(str(state[name]) for name in self.key))) for state in states))

    async def find(self, work: Work, state: State) -> State | None:
        """The row with this one's key as it is now, and will be until the work writes it or ends."""
        await self.take_turns(work, state)
        rows = await work.fetch(
            f"SELECT to_jsonb(t) FROM {self.table} t JOIN jsonb_populate_record(NULL::{self.table}, $1::jsonb) w"
            f" USING ({', '.join(self.key)}) FOR UPDATE OF t",
            _json(state),
        )
        return rows[0][0] if rows else None

    async def put(self, work: Work, thing_id: UUID, state: State) -> None:
        """Writes a row, new or over the one with its key, and notes what was there before."""
        before = await self.find(work, state)
        over = ", ".join(f"{quoted(name)} = excluded.{quoted(name)}" for name in state)
        [(after,)] = await work.fetch(
            f"INSERT INTO {self.table} AS t SELECT * FROM jsonb_populate_record(NULL::{self.table}, $1::jsonb)"
            f" ON CONFLICT ({', '.join(self.key)}) DO UPDATE SET {over} RETURNING to_jsonb(t)",
            _json(state),
        )
        if before != after:
            await note(work, self.name, thing_id, "update" if before else "create", before, after)

    async def take(self, work: Work, thing_id: UUID, state: State) -> None:
        """Takes the row with this one's key away and notes it."""
        before = await self.find(work, state)
        if before is not None:
            await self._remove(work, state)
            await note(work, self.name, thing_id, "delete", before, None)

    async def reverse(self, work: Work, kept: Kept) -> None:
        await self.require(work, kept.old or kept.new)
        if kept.old and kept.new:  # what moved from one record to another changes both
            await self.require(work, kept.new)
        if kept.kind == "create":
            await self.take(work, kept.id, kept.new)
        else:
            await self.put(work, kept.id, kept.old)

    async def _remove(self, work: Work, state: State) -> None:
        same = " AND ".join(f"t.{column} = w.{column}" for column in self.key)
        await work.execute(
            f"DELETE FROM {self.table} t USING jsonb_populate_record(NULL::{self.table}, $1::jsonb) w WHERE {same}",
            _json(state),
        )


def _json(state: State) -> str:
    return orjson.dumps(dict(state), default=str).decode()
