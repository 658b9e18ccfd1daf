"""Things that are rows of the engine's own tables: they are kept whole, and so is what undo puts back."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson

from guanxi.engine.changes.things import Kept, State, Thing, note
from guanxi.engine.company import Work


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

    async def find(self, work: Work, state: State) -> State | None:
        """The row with this one's key as it is now."""
        rows = await work.fetch(
            f"SELECT to_jsonb(t) FROM {self.table} t JOIN jsonb_populate_record(NULL::{self.table}, $1::jsonb) w"
            f" USING ({', '.join(self.key)}) FOR UPDATE OF t",
            _json(state),
        )
        return rows[0][0] if rows else None

    async def put(self, work: Work, thing_id: UUID, state: State) -> None:
        """Writes a row, new or over the one with its key, and notes what was there before."""
        before = await self.find(work, state)
        await self._remove(work, state)
        await work.execute(
            f"INSERT INTO {self.table} SELECT * FROM jsonb_populate_record(NULL::{self.table}, $1::jsonb)", _json(state)
        )
        after = await self.find(work, state)
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
