"""Who may give records away: ACC-4."""

from typing import Any

import httpx
import pytest

from tests.fixtures.company import SignIn

pytestmark = pytest.mark.anyio


async def ids(client: httpx.AsyncClient, name: str) -> dict[str, str]:
    found = (await client.get(f"/records/{name}")).json()["records"]
    return {record["name"]: record["id"] for record in found}


async def test_without_the_right_to_assign_a_record_stays_with_its_owner_and_team(
    sign_in: SignIn, admin: httpx.AsyncClient
) -> None:
    lina, teams, people = await sign_in("lina"), await ids(admin, "team"), await ids(admin, "user")
    made = (await lina.post("/records/account", json={"name": "Mine"})).json()
    address = f"/records/account/{made['id']}"
    moves: list[dict[str, Any]] = [
        {"team": teams["west"]},
        {"team": None},
        {"owner": None},
        {"owner": None, "team": teams["east one"]},
        {"owner": people["孙倩"]},
        {"owner": "me", "team": teams["west"]},
    ]
    refused = [await lina.patch(address, json=move) for move in moves]
    refused += [await lina.post("/records/account", json={"name": "Another", **move}) for move in moves[2:]]
    refused.append(await lina.post("/records/account", json={"name": "Another", **moves[0]}))
    assert [answer.status_code for answer in refused] == [422] * 11
    assert {error["code"] for answer in refused for error in answer.json()["errors"]} == {"no_right_to_assign"}
    assert (await lina.get(address)).json() == made
    assert (await lina.patch(address, json={"owner": "me", "team": teams["east one"]})).status_code == 200


async def test_with_the_right_to_assign_a_record_goes_where_it_shall(sign_in: SignIn, admin: httpx.AsyncClient) -> None:
    teams, people = await ids(admin, "team"), await ids(admin, "user")
    made = (await admin.post("/records/account", json={"name": "Given"})).json()
    given = await admin.patch(f"/records/account/{made['id']}", json={"owner": people["孙倩"]})
    assert (given.json()["owner"], given.json()["team"]) == (people["孙倩"], teams["west"])
    freed = await admin.patch(f"/records/account/{made['id']}", json={"owner": None, "team": None})
    assert freed.status_code == 200
    assert freed.json().get("owner") is None
