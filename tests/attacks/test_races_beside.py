"""Many writing at once what is no record: views, comments, the company and the ids of other systems."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.attacks.test_races import statuses
from tests.contract.worlds import World

pytestmark = pytest.mark.anyio
VIEW = {"object": "account", "kind": "table", "columns": ["name"]}


async def kinds(client: httpx.AsyncClient, answers: list[httpx.Response]) -> set[str]:
    """The kinds of the changes that these answers name."""
    sets = [answer.headers["x-change-set"] for answer in answers if "x-change-set" in answer.headers]
    told = [(await client.get(f"/changes/{each}")).json()["records"] for each in sets]
    return {record["kind"] for records in told for record in records}


async def views(client: httpx.AsyncClient) -> dict[str, dict[str, Any]]:
    return {view["id"]: view for view in (await client.get("/views", params={"object": "account"})).json()["views"]}


async def test_edits_of_one_view_happen_one_after_the_other(admin: httpx.AsyncClient) -> None:
    view = (await admin.post("/views", json=VIEW | {"name": "raced"})).json()
    address = f"/views/{view['id']}"
    wishes: list[dict[str, Any]] = [{"name": f"edit {number}"} for number in range(16)]
    answers = await asyncio.gather(*(admin.patch(address, json=wish) for wish in [*wishes, {"columns": ["phone"]}]))
    assert statuses(answers) == {200: 17}
    assert await kinds(admin, answers) == {"update"}
    assert (await views(admin))[view["id"]]["columns"] == ["phone"]


async def test_deleted_view_does_not_come_back_with_an_edit(admin: httpx.AsyncClient) -> None:
    for number in range(6):
        view = (await admin.post("/views", json=VIEW | {"name": f"leaving {number}"})).json()
        address = f"/views/{view['id']}"
        gone, *edits = await asyncio.gather(
            admin.delete(address), *(admin.patch(address, json={"name": f"edit {each}"}) for each in range(4))
        )
        assert gone.status_code == 204
        assert set(statuses(edits)) <= {200, 404}
        assert view["id"] not in await views(admin)


async def test_edits_of_one_comment_happen_one_after_the_other(world: World, admin: httpx.AsyncClient) -> None:
    made = await world.create("account", {"name": "talked about"})
    comment = (await admin.post(f"/records/account/{made['id']}/comments", json={"text": "first"})).json()
    address = f"/comments/{comment['id']}"
    answers = await asyncio.gather(*(admin.patch(address, json={"text": f"edit {each}"}) for each in range(16)))
    assert statuses(answers) == {200: 16}
    assert await kinds(admin, answers) == {"update"}


async def test_edits_of_the_company_are_all_kept(admin: httpx.AsyncClient) -> None:
    before = (await admin.get("/company")).json()
    names = [{"name": f"Company {uuid4().hex[:8]}"} for _ in range(12)]
    zone = {"time_zone": "Europe/London"}
    answers = await asyncio.gather(*(admin.patch("/company", json=wish) for wish in [zone, *names]))
    kept = (await admin.get("/company")).json()
    await admin.patch("/company", json={name: before[name] for name in ("name", "time_zone")})
    assert statuses(answers) == {200: 13}
    assert kept["time_zone"] == "Europe/London"


async def test_ids_of_one_record_are_set_one_after_the_other(world: World, admin: httpx.AsyncClient) -> None:
    made = await world.create("account", {"name": "called many things"})
    address, tag = f"/records/account/{made['id']}/external-ids", uuid4().hex
    wishes = [{"value": f"{tag} {number % 3}"} for number in range(24)]
    answers = await asyncio.gather(*(admin.put(f"{address}/erp", json=wish) for wish in wishes))
    assert statuses(answers) == {200: 24}
    assert {len(answer.json()["external_ids"]) for answer in answers} == {1}
    assert len((await admin.get(address)).json()["external_ids"]) == 1


async def test_file_is_deleted_once(world: World, admin: httpx.AsyncClient) -> None:
    made = await world.create("account", {"name": "filed"})
    for _ in range(8):
        kept = await admin.post(f"/records/account/{made['id']}/files", content=b"a", headers={"X-File-Name": "a.txt"})
        answers = await asyncio.gather(*(admin.delete(f"/files/{kept.json()['id']}") for _ in range(6)))
        assert statuses(answers) == {204: 1, 404: 5}
