"""A company: its database, its objects, its rights and its words. Nothing of it is process-global."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from guanxi.engine.access.rights import Rights, rights_of
from guanxi.engine.company.settling import Settling
from guanxi.engine.company.surroundings import Surroundings
from guanxi.engine.company.words import Words
from guanxi.engine.company.work import Work
from guanxi.engine.crypto import Keyring, Vault, keepers_of
from guanxi.kernel.access import Grant
from guanxi.kernel.errors import NotFound
from guanxi.kernel.fields.values import Norms
from guanxi.kernel.modules import Verb
from guanxi.kernel.principal import Principal
from guanxi.kernel.specs import Registry

Rolls = Mapping[str, Mapping[str, Grant]]


async def prepare_connection(connection: AsyncConnection) -> None:
    """What every connection of the pool has: UTC, `$1` parameters, statements prepared at their first use."""
    await connection.set_autocommit(True)
    connection.cursor_factory = psycopg.AsyncRawCursor
    connection.prepare_threshold = 2
    await connection.execute(b"SET TimeZone = 'UTC'")
    await connection.execute(b"SET jit = off")
    # every search reads what waits to be put into the token index; a bulk write waits with more (`expect_many`), and
    # `Settling` empties it sooner
    await connection.execute(b"SET gin_pending_list_limit = '128kB'")


def open_pool(url: str, most: int = 8) -> AsyncConnectionPool:
    return AsyncConnectionPool(url, min_size=1, max_size=most, open=False, configure=prepare_connection, name="guanxi")


class Company:
    """One company = one database. `registry` and `grants` are replaced, never changed, when an administrator shapes."""

    def __init__(
        self,
        pool: AsyncConnectionPool,
        registry: Registry,
        words: Words,
        files_dir: Path,
        master_key: str | None = None,
        kms_command: str | None = None,
    ) -> None:
        self.pool = pool
        self.registry = registry
        self.words = words
        self.files_dir = files_dir
        self.vault = Vault(files_dir.parent / "secrets" / "master.key", master_key)
        self.keyring = Keyring(*keepers_of(self.vault, kms_command))
        self.surroundings = Surroundings()
        self.norms = Norms()
        self.name = "Guanxi"
        self.grants: Rolls = {}
        self.rights_moved = 0  # how often somebody's rights were changed by this process
        self.roles_mark: str | None = None  # how the roles stood when the grants were loaded
        self.areas: tuple[str, ...] = ()
        self.actions: Mapping[str, Mapping[str, Verb]] = {}
        self.plans: OrderedDict[Any, Any] = OrderedDict()
        self.settling = Settling(pool)
        self.shaping = asyncio.Lock()  # whoever waits for his turn to shape must not hold a connection meanwhile
        self._rights: dict[tuple[Any, ...], Rights] = {}

    def replace(self, registry: Registry | None = None, grants: Rolls | None = None) -> None:
        """Takes new objects or new rights; whatever was derived from the old ones is forgotten."""
        self.registry = registry or self.registry
        self.grants = grants if grants is not None else self.grants
        self._rights = {}
        self.plans = OrderedDict()

    def rights(self, principal: Principal, object_name: str) -> Rights:
        if object_name not in self.registry:
            raise NotFound("no_such_object", object=object_name[:100])
        key = (object_name, principal.roles, principal.is_system, principal.scopes)
        found = self._rights.get(key)
        if found is None:
            found = self._rights[key] = rights_of(principal, self.registry[object_name], self.registry, self.grants)
        return found

    @asynccontextmanager
    async def work(
        self,
        principal: Principal,
        *,
        source: str = "api",
        reason: str | None = None,
        quiet: bool = False,
        at: datetime | None = None,
        change_set: UUID | None = None,
    ) -> AsyncGenerator[Work]:
        """A unit of work in one transaction, committed at its end and rolled back by any error."""
        async with self.pool.connection() as connection:
            async with connection.transaction():
                work = Work(self, principal, connection, source, reason, quiet, change_set, at)
                yield work
            self.rights_moved += work.moves_rights

    @asynccontextmanager
    async def single(self, principal: Principal, *, source: str, reason: str | None) -> AsyncGenerator[Work]:
        """A unit of work of one write and nothing beside it, which decides by itself whether it needs a transaction."""
        async with self.pool.connection() as connection:
            async with AsyncExitStack() as transactions:
                work = Work(self, principal, connection, source, reason, transactions=transactions)
                yield work
            self.rights_moved += work.moves_rights

    @asynccontextmanager
    async def reading(self, principal: Principal) -> AsyncGenerator[Work]:
        """A unit of work that only reads, each statement for itself."""
        async with self.pool.connection() as connection:
            yield Work(self, principal, connection)

    async def load_norms(self, connection: AsyncConnection) -> None:
        """Takes the company's name, country, currency and time zone from its settings."""
        await self.keyring.load_marks(connection)
        rows = await (await connection.execute(b"SELECT value FROM engine.setting WHERE name = 'company'")).fetchall()
        facts: dict[str, str] = rows[0][0] if rows else {}
        self.name = facts.get("name", "Guanxi")
        known = {name: facts[name] for name in ("country", "currency", "time_zone") if facts.get(name)}
        self.norms = Norms(**known)

    def translate(self, language: str, key: str, **values: Any) -> str:
        return self.words.text(language, key, values)
