"""How many statements a request sends to the database: the same for one record and for a hundred."""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

import psycopg
import pytest

from tests.contract.objects import OBJECTS
from tests.contract.samples import record_of, sample, writable
from tests.contract.worlds import World

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("name", OBJECTS)]
STATEMENTS = {
    "account": 3,
    "breach": 1,
    "consent": 7,
    "contact": 3,
    "exchange_rate": 2,
    "interaction": 5,
    "lead": 5,
    "note": 5,
    "opportunity": 6,
    "order": 17,
    "processing_activity": 1,
    "product": 2,
    "purpose": 2,
    "retention_rule": 1,
    "role": 2,
    "sharing_rule": 14,
    "subject_request": 3,
    "task": 5,
    "team": 4,
    "territory": 14,
    "user": 6,
    "x_everything": 5,
}
# who asks and what changed is looked up again after some seconds
BY_THE_CLOCK = (b"engine.definition", b"'shape'", b"engine.session", b"RECURSIVE today", b"engine.view_as")
Counted = Callable[[Awaitable[Any]], Awaitable[tuple[Any, int]]]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """Counts what is sent to the database while a request is answered."""
    sent: list[Any] = []
    asking: ContextVar[bool] = ContextVar("asking")
    execute = psycopg.AsyncRawCursor.execute

    async def noted(cursor: Any, query: Any, *arguments: Any, **options: Any) -> Any:
        if asking.get(False):  # not what the pool or a clock does meanwhile
            sent.append(query)
        return await execute(cursor, query, *arguments, **options)

    monkeypatch.setattr(psycopg.AsyncRawCursor, "execute", noted)

    async def count(answer: Awaitable[Any]) -> tuple[Any, int]:
        sent.clear()
        asked = asking.set(True)
        try:
            reply = await answer
        finally:
            asking.reset(asked)
        writes = b"INSERT INTO audit.entry"  # which also look whether the shape is still the one that they know
        counted = [each for each in sent if writes in each or not any(word in each for word in BY_THE_CLOCK)]
        return reply, len(counted)

    return count


async def test_reading_takes_one_statement(world: World, name: str, counted: Counted) -> None:
    spec, admin = world.company.registry[name], await world.client("admin")
    rows = [record_of(world.company.registry, spec, number, world.ids) for number in range(5)]
    made = (await world.create(name, rows))["records"]
    await admin.get("/auth/me")
    expand = ",".join(each.name for each in spec.fields.values() if each.kind in ("reference", "multi_reference"))
    listed = {"count": "exact", "expand": expand, "limit": 500}
    asked = (
        admin.get(f"/records/{name}", params=listed),
        admin.get(f"/records/{name}/{made[0]['id']}", params={"expand": expand}),
        admin.post(f"/records/{name}/aggregate", json={}),
    )
    assert [(await counted(each))[1] for each in asked] == [1, 1, 1]


async def test_creating_a_hundred_takes_as_many_statements_as_one(world: World, name: str, counted: Counted) -> None:
    registry, admin = world.company.registry, await world.client("admin")
    counts: list[int] = []
    for size in (1, 1, 100):
        rows = [record_of(registry, registry[name], 1 + number % 9, world.ids) for number in range(size)]
        await admin.get("/auth/me")
        answer, count = await counted(admin.post(f"/records/{name}?duplicates=allow", json=rows))
        assert answer.status_code == 201, answer.text
        assert len(answer.json()["records"]) == size
        counts.append(count)
    assert counts[1] == counts[2], counts
    assert counts[2] == STATEMENTS[name], counts


async def test_changing_and_deleting_a_hundred_takes_as_many_as_one(world: World, name: str, counted: Counted) -> None:
    registry, admin = world.company.registry, await world.client("admin")
    each = next(each for each in writable(registry[name]) if not each.unique and each.kind in ("text", "long_text"))
    counts: dict[int, list[int]] = {}
    for size in (1, 100):
        rows = [record_of(registry, registry[name], 2 + number % 8, world.ids) for number in range(size)]
        ids = [record["id"] for record in (await world.create(name, rows))["records"]]
        values = {each.name: sample(registry, each, 9, world.ids)}
        await admin.get("/auth/me")
        _, edited = await counted(admin.patch(f"/records/{name}", json={"ids": ids, "values": values}))
        _, deleted = await counted(admin.request("DELETE", f"/records/{name}", json={"ids": ids}))
        counts[size] = [edited, deleted]
    assert counts[1] == counts[100]
