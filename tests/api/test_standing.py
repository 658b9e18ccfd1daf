"""Whoever writes people gives himself no rights by it: ACC-4."""

from typing import Any

import httpx
import pytest

from guanxi.engine.people import load_grants
from tests.fixtures.office import Office

pytestmark = pytest.mark.anyio
ALL: dict[str, Any] = {
    "rights": ["read", "create", "edit", "delete", "import", "bulk_edit"],
    "read": "all",
    "edit": "all",
}


@pytest.fixture
async def clerk(office: Office) -> httpx.AsyncClient:
    """Somebody who keeps the lists of people and teams and nothing else."""
    grants = {"user": ALL, "team": ALL, "role": {"rights": ["read"], "read": "all"}}
    role = await office.create("admin", "role", name="Clerk", code="clerk", grants=grants)
    await office.change("user", await office.person("lina"), roles=[role["id"]])
    async with office.company.pool.connection() as connection:
        office.company.replace(grants=await load_grants(connection))
    return await office.as_("lina")


async def test_whoever_keeps_the_list_of_people_gives_nobody_a_role(office: Office, clerk: httpx.AsyncClient) -> None:
    might, person = await office.role("administrator"), await office.person("zhoumin")
    refused = [
        await clerk.patch(f"/records/user/{await office.person('lina')}", json={"roles": [might]}),
        await clerk.patch(f"/records/user/{person}", json={"roles": []}),
        await clerk.patch("/records/user", json={"ids": [person], "values": {"roles": [might]}}),
        await clerk.post("/records/user", json={"name": "Mia", "login": "mia", "roles": [might]}),
    ]
    assert {(each.status_code, each.json()["code"]) for each in refused} == {(403, "no_right")}
    made = await clerk.post("/records/user", json={"name": "Mia", "login": "mia"})
    changed = await clerk.patch(f"/records/user/{person}", json={"phone": "+86 10 8888 8888", "job_title": "Sales"})
    assert (made.status_code, changed.status_code) == (201, 200), changed.text


async def test_way_in_of_an_administrator_is_his_own_and_other_administrators(
    office: Office, clerk: httpx.AsyncClient
) -> None:
    admin = await office.person("admin")
    refused = [
        await clerk.patch(f"/records/user/{admin}", json={"email": "mine@example.com"}),
        await clerk.patch(f"/records/user/{admin}", json={"login": "mine"}),
        await clerk.patch(f"/records/user/{admin}", json={"is_active": False}),
        await clerk.delete(f"/records/user/{admin}"),
    ]
    assert {(each.status_code, each.json()["code"]) for each in refused} == {(403, "administrators_only")}
    titled = await clerk.patch(f"/records/user/{admin}", json={"job_title": "Head"})
    own = await (await office.as_("admin")).patch(f"/records/user/{admin}", json={"email": "head@example.com"})
    assert (titled.status_code, own.status_code) == (200, 200), own.text


async def test_whoever_keeps_the_lists_widens_nobodys_sight(office: Office, clerk: httpx.AsyncClient) -> None:
    me, person = await office.person("lina"), await office.person("zhoumin")
    west, east, one = [await office.team(name) for name in ("west", "east", "east one")]
    refused = [
        await clerk.patch(f"/records/user/{me}", json={"team": west}),
        await clerk.patch(f"/records/user/{me}", json={"teams": [west]}),
        await clerk.patch(f"/records/user/{person}", json={"team": None}),
        await clerk.patch("/records/user", json={"ids": [person], "values": {"teams": [west]}}),
        await clerk.post("/records/user", json={"name": "Mia", "login": "mia", "team": west}),
        await clerk.patch(f"/records/team/{west}", json={"manager": me}),
        await clerk.patch(f"/records/team/{west}", json={"parent": one}),
        await clerk.patch(f"/records/team/{one}", json={"parent": None}),
        await clerk.post("/records/team", json={"name": "New", "parent": east}),
        await clerk.post("/records/team", json={"name": "New", "manager": me}),
    ]
    assert {(each.status_code, each.json()["code"]) for each in refused} == {(403, "no_right")}
    named = await clerk.patch(f"/records/team/{west}", json={"name": "Far west", "description": "What is left"})
    made = await clerk.post("/records/team", json={"name": "New"})
    assert (named.status_code, made.status_code) == (200, 201), named.text
    placed = await (await office.as_("admin")).patch(f"/records/user/{person}", json={"team": west, "teams": [one]})
    assert placed.status_code == 200, placed.text


async def test_address_to_which_a_new_password_goes_is_not_changed_for_more_rights(
    office: Office, clerk: httpx.AsyncClient
) -> None:
    me, person = await office.person("lina"), await office.person("zhoumin")
    taken = await clerk.patch(f"/records/user/{person}", json={"email": "mine@example.com"})
    assert (taken.status_code, taken.json()["code"]) == (403, "no_right")
    made = (await clerk.post("/records/user", json={"name": "Mia", "login": "mia"})).json()
    new = await clerk.patch(f"/records/user/{made['id']}", json={"email": "mia@example.com"})
    own = await clerk.patch(f"/records/user/{me}", json={"email": "lina@example.com"})
    assert (new.status_code, own.status_code) == (200, 200), own.text


async def test_undo_widens_nobodys_sight_either(office: Office, clerk: httpx.AsyncClient) -> None:
    admin, person = await office.as_("admin"), await office.person("lina")
    west, clerks = await office.team("west"), await office.role("clerk")
    shaping = {"user": ALL, "team": ALL, "role": ALL}
    await office.change("role", clerks, grants=shaping)
    moved = await clerk.patch(f"/records/user/{person}", json={"team": west})
    back = await clerk.patch(f"/records/user/{person}", json={"team": None})
    assert (moved.status_code, back.status_code) == (200, 200), back.text
    await office.change("role", clerks, grants=shaping | {"role": {"rights": ["read"], "read": "all"}})
    undone = await clerk.post(f"/changes/{back.headers['x-change-set']}/undo", json={})
    assert undone.status_code in (403, 409), undone.text
    assert (await admin.get(f"/records/user/{person}")).json()["team"] is None
