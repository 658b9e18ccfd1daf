"""A company that many tests share: the standard objects and two of the administrator's with every kind of field."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from guanxi import main
from guanxi.api.app import Application, build
from guanxi.engine.company import Company
from guanxi.kernel.fields.kinds import KINDS
from tests.contract.samples import required_of
from tests.databases import Builder, Databases
from tests.fixtures.company import PASSWORD, build_template

EVERYTHING = "x_everything"
PART = "x_part"
REFERRED = (
    "user",
    "team",
    "role",
    "territory",
    "account",
    "contact",
    "opportunity",
    "lead",
    "product",
    "purpose",
    EVERYTHING,
)
CHOICES = [{"key": key, "labels": {"en": key.title()}} for key in ("first", "second", "third")]
FACTS: dict[str, dict[str, Any]] = {
    "picklist": {"choices": CHOICES},
    "multi_picklist": {"choices": CHOICES},
    "reference": {"target": "account"},
    "multi_reference": {"target": "product"},
    "identity_number": {"numbering": "uscc"},
    "auto_number": {"numbering": "E-{number:04}"},
    "formula": {"formula": "x_number * 2", "result_kind": "decimal"},
    "roll_up": {
        "roll_up": {"child": PART, "via": "x_whole", "function": "sum", "field": "x_price"},
        "result_kind": "decimal",
    },
    "text": {"search": 2, "unique": True},
    "phone": {"search": 2},
}


@dataclass
class World:
    """A company with its application, its people's clients, and a few records of every object to refer to."""

    company: Company
    application: Application
    stack: AsyncExitStack
    clients: dict[str, httpx.AsyncClient] = field(default_factory=dict[str, httpx.AsyncClient])
    ids: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    async def client(self, login: str) -> httpx.AsyncClient:
        """A client that is signed in as one of the cast."""
        if login not in self.clients:
            self.clients[login] = await self._signed_in(login)
        return self.clients[login]

    async def _signed_in(self, login: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.application)
        headers = {"X-Guanxi-CSRF": "1", "Accept-Language": "en"}
        client = httpx.AsyncClient(transport=transport, base_url="http://localhost/api/v1", headers=headers)
        await self.stack.enter_async_context(client)
        answer = await client.post("/auth/login", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return client

    async def read_ids(self, names: Iterable[str]) -> None:
        """Takes the ids of what is there to refer to."""
        async with self.company.pool.connection() as connection:
            for name in names:
                rows = await connection.execute(f'SELECT id::text FROM record."{name}" ORDER BY id'.encode())
                self.ids[name] = [row[0] for row in await rows.fetchall()]

    async def id_of(self, object_name: str, field: str, value: str) -> str:
        async with self.company.pool.connection() as connection:
            text = f'SELECT id::text FROM record."{object_name}" WHERE {field} = $1 AND deleted_at IS NULL'
            row = await (await connection.execute(text.encode(), [value])).fetchone()
        assert row is not None
        return row[0]

    async def create(self, object_name: str, values: Any, login: str = "admin") -> Any:
        """The answer to a creation that must succeed."""
        client = await self.client(login)
        answer = await client.post(f"/records/{object_name}", params={"duplicates": "allow"}, json=values)
        assert answer.status_code == 201, answer.text
        return answer.json()


@asynccontextmanager
async def open_world(
    databases: Databases, files: Path, name: str = "world", builder: Builder | None = None
) -> AsyncGenerator[World]:
    """A world in a database of its own, as it is or with what another builder adds."""
    with databases.clone(name, builder or build_world) as url:
        async with opened(url, files) as world:
            await world.read_ids(REFERRED)
            yield world


@asynccontextmanager
async def opened(url: str, files: Path) -> AsyncGenerator[World]:
    async with AsyncExitStack() as stack:
        company = await main.open_company(url, files)
        stack.push_async_callback(company.pool.close)

        async def opener(inner: AsyncExitStack) -> Company:
            return company

        application = build(opener, main.standard_registry())
        await stack.enter_async_context(application.router.lifespan_context(application))
        yield World(company, application, stack)


def build_world(url: str) -> None:
    """Fills a template beside the running event loop."""
    build_template(url)
    with ThreadPoolExecutor(1) as aside:
        aside.submit(lambda: asyncio.run(_shape_and_fill(url))).result()


async def _shape_and_fill(url: str) -> None:
    async with opened(url, Path("/nonexistent")) as world:
        await _shape(world)
        await _fill(world)


async def _shape(world: World) -> None:
    admin = await world.client("admin")
    for label in ("Everything", "Part"):
        made = await admin.post("/shape/objects", json={"labels": {"en": label}})
        assert made.status_code == 201, made.text
    await add_field(world, PART, "whole", {"kind": "reference", "target": EVERYTHING})
    await add_field(world, PART, "price", {"kind": "money"})
    for kind in KINDS:
        if kind != "lines":
            await add_field(world, EVERYTHING, kind, {"kind": kind, **FACTS.get(kind, {})})


async def add_field(world: World, object_name: str, name: str, facts: dict[str, Any]) -> None:
    labels = {"en": name.replace("_", " ").title()}
    admin = await world.client("admin")
    made = await admin.post(f"/shape/objects/{object_name}/fields", json={"name": name, "labels": labels, **facts})
    assert made.status_code == 201, made.text


async def _fill(world: World) -> None:
    """A few records of every object that others refer to, those that others need first."""
    await world.read_ids(REFERRED[:3])
    registry = world.company.registry
    for name in REFERRED[3:]:
        rows = [required_of(registry, registry[name], number, world.ids) for number in range(2)]
        made = await world.create(name, rows)
        world.ids[name] = [record["id"] for record in made["records"]]
