"""A role that grants what nobody understands is refused, and one that is stored so stops nobody. ACC-1."""

import asyncio
from typing import Any

import httpx
import pytest

from guanxi.engine.company import Company
from guanxi.engine.live import Notifier
from guanxi.engine.people import load_grants, roles_mark
from guanxi.kernel.access import ALL, NOTHING
from tests.faults.serving import wait_until

pytestmark = pytest.mark.anyio
SCOPES = "none, own, team, team_tree, territory, all"


WRONG: list[tuple[Any, str, str]] = [
    (5, "grants", '{"object"'),
    ([{"account": {}}], "grants", '{"object"'),
    ('{"account": 5}', "account", '{"object"'),
    ({"account": {"read": "everything"}}, "account.read", SCOPES),
    ({"account": {"edit": ["all"]}}, "account.edit", SCOPES),
    ({"account": {"rights": "read"}}, "account.rights", "read, create"),
    ({"account": {"rights": [["read"]]}}, "account.rights", "read, create"),
    ({"account": {"right": ["read"]}}, "account.right", "rights, read, edit"),
    ({"account": {"all": "yes"}}, "account.all", "true, false"),
    ({"account": {"fields": ["name"]}}, "account.fields", '{"field"'),
    ({"account": {"fields": {"name": "secret"}}}, "account.fields.name", "hidden, masked, reveal, read, edit"),
]


@pytest.mark.parametrize(("grants", "part", "allowed"), WRONG)
async def test_wrong_grants_are_refused_and_the_right_ones_told(
    admin: httpx.AsyncClient, grants: Any, part: str, allowed: str
) -> None:
    refused = await admin.post("/records/role", json={"name": "Odd", "code": "odd", "grants": grants})
    assert refused.status_code == 422, refused.text
    (error,) = refused.json()["errors"]
    assert (error["field"], error["code"]) == ("grants", "wrong_grant")
    assert part in error["message"]
    assert allowed in error["message"]


async def test_stored_wrong_grants_grant_nothing_and_stop_nobody(
    company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    async with company.pool.connection() as connection:
        for code, grants in (("one", '{"account": 5, "contact": {"all": true}}'), ("two", "[1]")):
            await connection.execute(
                b"INSERT INTO record.role "
                b"(id, version, name, code, grants, created_at, updated_at, created_by, updated_by)"
                b" SELECT gen_random_uuid(), 1, $1, $1, $2::jsonb, now(), now(), id, id"
                b" FROM record.\"user\" WHERE login = 'admin'",
                [code, grants],
            )
        found = await load_grants(connection)
    assert (found["one"], found["two"]) == ({"account": NOTHING, "contact": ALL}, {})
    assert found["administrator"]["*"] == ALL
    assert "the role one grants nothing on account" in caplog.text


async def test_notifier_goes_on_after_any_fault(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: asyncio.Queue[int] = asyncio.Queue()

    async def no_shape() -> None:
        looks.put_nowait(company.registry.version)
        raise TypeError("a shape that nobody can read")

    monkeypatch.setattr("guanxi.engine.live.notifier.PAUSE", 0.001)
    company.registry.version -= 1
    notifier = Notifier(company, no_shape)
    await notifier.start()
    found = [await asyncio.wait_for(looks.get(), 10) for _ in range(2)]
    await notifier.stop()
    assert found == [company.registry.version] * 2


async def test_role_that_came_before_the_first_look_is_taken_in(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def no_shape() -> None:
        """Nothing is shaped here."""

    monkeypatch.setattr("guanxi.engine.live.notifier.PAUSE", 0.001)
    async with company.pool.connection() as connection:
        await connection.execute(
            b"INSERT INTO record.role (id, name, code, created_at, updated_at, created_by, updated_by, grants)"
            b" VALUES (gen_random_uuid(), '{}', 'late', now(), now(), gen_random_uuid(), gen_random_uuid(),"
            b' \'{"account": {"rights": ["read"], "read": "all"}}\')'
        )
    notifier = Notifier(company, no_shape)
    await notifier.start()
    await asyncio.to_thread(wait_until, lambda: "late" in company.grants)
    await notifier.stop()
    assert company.grants["late"]["account"].read == "all"


async def test_a_change_that_commits_after_a_later_one_is_noticed(company: Company) -> None:
    async with company.pool.connection() as connection:
        before = await roles_mark(connection)
        await connection.execute(
            b"UPDATE record.role SET version = version + 1, grants = '{}', updated_at = updated_at - interval '1 hour'"
            b" WHERE code = 'representative'"
        )
        assert await roles_mark(connection) != before
