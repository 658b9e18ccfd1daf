"""Nobody takes the administrators' place, and one of them always stays: ACC-4."""

import asyncio

import httpx
import pytest

from tests.fixtures.office import Office

pytestmark = pytest.mark.anyio


WHOLE = {"rights": ["read", "create", "edit", "delete"], "read": "all", "edit": "all"}


@pytest.fixture
async def keeper(office: Office) -> httpx.AsyncClient:
    """Somebody who may do everything with roles and with people, and is no administrator."""
    grants = {"role": WHOLE, "user": WHOLE, "team": WHOLE}
    role = await office.create("admin", "role", name="Keeper", code="keeper", grants=grants)
    await office.change("user", await office.person("lina"), roles=[role["id"]])
    return await office.as_("lina")


async def test_whoever_keeps_roles_makes_himself_no_administrator(office: Office, keeper: httpx.AsyncClient) -> None:
    mighty, own = await office.role("administrator"), await office.role("keeper")
    tries = [
        await keeper.patch(f"/records/role/{mighty}", json={"code": "former"}),
        await keeper.patch(f"/records/role/{mighty}", json={"name": "Others"}),
        await keeper.delete(f"/records/role/{mighty}"),
        await keeper.patch(f"/records/role/{own}", json={"code": "administrator"}),
        await keeper.patch(f"/records/role/{own}", json={"code": "other"}),
        await keeper.patch(f"/records/role/{own}", json={"grants": {"*": {"all": True}}}),
        await keeper.post("/records/role", json={"name": "New", "code": "administrator", "grants": {}}),
        await keeper.patch(f"/records/user/{await office.person('lina')}", json={"roles": [mighty]}),
        await keeper.patch(f"/records/user/{await office.person('lina')}", json={"roles": []}),
    ]
    assert [each.status_code for each in tries] == [403, 403, 403, 422, 403, 403, 422, 403, 403]
    made = await keeper.post("/records/role", json={"name": "New", "code": "newcomer", "grants": {}})
    assert made.status_code == 201
    changed = await keeper.patch(f"/records/role/{made.json()['id']}", json={"description": "For the fair"})
    assert changed.status_code == 200


async def test_administrators_keep_their_role(office: Office) -> None:
    admin, mighty = await office.as_("admin"), await office.role("administrator")
    tries = [
        await admin.delete(f"/records/role/{mighty}"),
        await admin.patch(f"/records/role/{mighty}", json={"code": "x"}),
    ]
    assert [(each.status_code, each.json()["code"]) for each in tries] == [(403, "administrators_stay")] * 2
    assert (await admin.patch(f"/records/role/{mighty}", json={"description": "All"})).status_code == 200


async def test_the_last_administrator_stays_one(office: Office) -> None:
    admin, person = await office.as_("admin"), await office.person("admin")
    tries = [
        await admin.patch(f"/records/user/{person}", json={"is_active": False}),
        await admin.patch(f"/records/user/{person}", json={"roles": []}),
        await admin.delete(f"/records/user/{person}"),
    ]
    assert [(each.status_code, each.json()["code"]) for each in tries] == [(409, "last_administrator")] * 3


async def test_of_two_administrators_who_remove_each_other_one_is_left(office: Office) -> None:
    admin, mighty = await office.as_("admin"), await office.role("administrator")
    other = await office.person("lina")
    assert (await admin.patch(f"/records/user/{other}", json={"roles": [mighty]})).status_code == 200
    second = await office.as_("lina")
    answers = await asyncio.gather(
        admin.patch(f"/records/user/{other}", json={"is_active": False}),
        second.patch(f"/records/user/{await office.person('admin')}", json={"is_active": False}),
    )
    assert sorted(each.status_code for each in answers) in ([200, 401], [200, 403], [200, 409])
    async with office.company.pool.connection() as connection:
        cursor = await connection.execute(
            b'SELECT count(*) FROM record."user" WHERE is_active AND $1::uuid = ANY(roles)', [mighty]
        )
        assert await cursor.fetchone() == (1,)
