"""One unit of work: on whose behalf, on which connection, in which change set."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection

from guanxi.engine.traces import statement_span
from guanxi.kernel.principal import Principal

if TYPE_CHECKING:
    from guanxi.engine.access.rights import Rights
    from guanxi.engine.company.company import Company


@dataclass(slots=True)
class Work:
    """Everything that one request, job or command does; its change set is made by its first write.

    `at` is the moment that the writes are stamped with; None is now. `undoes` marks an undo's own change set. A
    single piece of work is one write and nothing beside it: where that is one statement, it needs no transaction;
    where it is not, `begin` opens one in `transactions`.
    """

    company: Company
    principal: Principal
    connection: AsyncConnection
    source: str = "api"
    reason: str | None = None
    quiet: bool = False
    change_set: UUID | None = None
    at: datetime | None = None
    undoes: UUID | None = None
    transactions: AsyncExitStack | None = None
    is_bulk: bool = False
    moves_rights: bool = False  # who may do what will be another after it

    @property
    def is_single(self) -> bool:
        return self.transactions is not None

    async def begin(self) -> None:
        """Opens the transaction of a single piece of work, unless it has one."""
        if self.transactions is not None:
            await self.transactions.enter_async_context(self.connection.transaction())
            self.transactions = None

    async def fetch(self, statement: str, *parameters: Any) -> Sequence[tuple[Any, ...]]:
        with statement_span(statement):
            cursor = await self.connection.execute(statement.encode(), parameters or None)
            return await cursor.fetchall()

    async def fetch_by_index(self, statement: str, *parameters: Any) -> Sequence[tuple[Any, ...]]:
        """The same, never by reading a whole table: the planner underrates what a test of many tokens costs."""
        await self.connection.execute(b"SET enable_seqscan = off; SET max_parallel_workers_per_gather = 0")
        try:
            return await self.fetch(statement, *parameters)
        finally:
            await self.connection.execute(b"RESET enable_seqscan; RESET max_parallel_workers_per_gather")

    async def execute(self, statement: str, *parameters: Any) -> int:
        with statement_span(statement):
            return (await self.connection.execute(statement.encode(), parameters or None)).rowcount

    async def expect_many(self) -> None:
        """Prepares the transaction for many writes: the token index takes them in larger portions."""
        self.is_bulk = True
        await self.execute("SET LOCAL gin_pending_list_limit = '8MB'")

    async def settle_many(self) -> None:
        """Puts what waits into the token index after many writes, so that no search has to read it."""
        await self.execute("SELECT gin_clean_pending_list('engine.search_tokens'::regclass)")

    def rights(self, object_name: str) -> Rights:
        """What the principal may do with an object. Raises NotFound where there is no such object."""
        return self.company.rights(self.principal, object_name)

    @property
    def moment(self) -> datetime:
        return self.at or datetime.now(UTC)

    @property
    def moment_here(self) -> datetime:
        """The moment where the company is, which decides what its expressions call today."""
        return self.moment.astimezone(ZoneInfo(self.company.norms.time_zone))
