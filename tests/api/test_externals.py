"""REC-16: a record keeps its id in every other system and is written by it."""

import asyncio

import httpx
import pytest

from tests.fixtures.company import SignIn

pytestmark = pytest.mark.anyio
BY = "/records/account/by/erp/K-1%2F7"


async def test_upsert_creates_once_and_changes_after(admin: httpx.AsyncClient) -> None:
    made = await admin.patch(BY, json={"name": "Acme"})
    assert (made.status_code, made.json()["name"]) == (201, "Acme")
    changed = await admin.patch(BY, json={"name": "Acme Ltd"}, headers={"If-Match": made.headers["etag"]})
    assert (changed.status_code, changed.json()["id"], changed.json()["version"]) == (200, made.json()["id"], 2)
    stale = await admin.patch(BY, json={"name": "Acme Inc"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["conflicts"][0]["theirs"]) == (412, "Acme Ltd")
    assert (await admin.get(BY)).json() == changed.json()


async def test_upsert_at_once_creates_one_record(admin: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(admin.patch(BY, json={"name": "Acme"}) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1


async def test_upsert_is_one_change_that_undo_takes_back_and_forth(admin: httpx.AsyncClient) -> None:
    made = await admin.patch(BY, json={"name": "Acme"})
    undone = await admin.post(f"/changes/{made.headers['x-change-set']}/undo", json={})
    assert undone.status_code == 200, undone.text
    assert (await admin.get(BY)).status_code == 404
    redone = await admin.post(f"/changes/{undone.headers['x-change-set']}/undo", json={})
    assert redone.status_code == 200, redone.text
    assert (await admin.get(BY)).json()["id"] == made.json()["id"]


async def test_refused_upsert_leaves_nothing(admin: httpx.AsyncClient) -> None:
    refused = await admin.patch(BY, json={"name": "", "industry": "nonsense"})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "unknown_choice")
    assert (await admin.get(BY)).status_code == 404


async def test_ids_of_a_record_are_read_set_and_removed(admin: httpx.AsyncClient) -> None:
    account = (await admin.post("/records/account", json={"name": "Acme"})).json()
    address = f"/records/account/{account['id']}/external-ids"
    assert (await admin.put(f"{address}/erp", json={"value": "1"})).status_code == 200
    changed = await admin.put(f"{address}/erp", json={"value": 2})
    shop = await admin.put(f"{address}/shop", json={"value": "A 1"})
    assert shop.json()["external_ids"] == [{"system": "erp", "value": "2"}, {"system": "shop", "value": "A 1"}]
    assert (await admin.get("/records/account/by/erp/1")).status_code == 404
    assert (await admin.delete(f"{address}/shop")).status_code == 204
    assert (await admin.get(address)).json()["external_ids"] == [{"system": "erp", "value": "2"}]
    assert (await admin.post(f"/changes/{changed.headers['x-change-set']}/undo", json={})).status_code == 200
    assert (await admin.get(address)).json()["external_ids"] == [{"system": "erp", "value": "1"}]


async def test_id_belongs_to_one_record_until_that_is_deleted(admin: httpx.AsyncClient) -> None:
    first = (await admin.patch(BY, json={"name": "Acme"})).json()
    other = (await admin.post("/records/account", json={"name": "Bolt"})).json()
    address = f"/records/account/{other['id']}/external-ids/erp"
    taken = await admin.put(address, json={"value": "K-1/7"})
    assert (taken.status_code, taken.json()["code"]) == (409, "external_id_taken")
    await admin.delete(f"/records/account/{first['id']}")
    assert (await admin.put(address, json={"value": "K-1/7"})).status_code == 200
    assert (await admin.get(BY)).json()["id"] == other["id"]


async def test_id_of_a_deleted_record_is_kept_from_who_may_not_edit_it(
    admin: httpx.AsyncClient, sign_in: SignIn
) -> None:
    theirs = (await admin.patch(BY, json={"name": "Acme"})).json()
    await admin.delete(f"/records/account/{theirs['id']}")
    lina = await sign_in("lina")
    refused = await lina.patch(BY, json={"name": "Mine"})
    assert (refused.status_code, refused.json().get("code")) == (409, "external_id_taken")
    mine = (await lina.post("/records/account", json={"name": "Mine"})).json()
    refused = await lina.put(f"/records/account/{mine['id']}/external-ids/erp", json={"value": "K-1/7"})
    assert (refused.status_code, refused.json().get("code")) == (409, "external_id_taken")
    await admin.post("/records/account/restore", json={"ids": [theirs["id"]]})
    assert (await admin.get(BY)).json()["id"] == theirs["id"]


@pytest.mark.parametrize("value", ["", " ", None, "x" * 201, "a\u0000b", "a\nb"])
async def test_senseless_id_is_refused(admin: httpx.AsyncClient, value: str | None) -> None:
    account = (await admin.post("/records/account", json={"name": "Acme"})).json()
    refused = await admin.put(f"/records/account/{account['id']}/external-ids/erp", json={"value": value})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "bad_external_id")


async def test_rights_hold_by_external_id_too(admin: httpx.AsyncClient, sign_in: SignIn) -> None:
    lina, colleague, stranger = [await sign_in(login) for login in ("lina", "zhoumin", "sunqian")]
    made = (await lina.patch(BY, json={"name": "Acme"})).json()
    address = f"/records/account/{made['id']}/external-ids"
    assert (await colleague.get(BY)).json()["id"] == made["id"]
    assert (await colleague.patch(BY, json={"name": "Mine"})).status_code == 403
    assert (await colleague.put(f"{address}/shop", json={"value": "1"})).status_code == 403
    assert [(await stranger.get(each)).status_code for each in (BY, address)] == [404, 404]
    refused = await stranger.patch(f"{BY}?duplicates=allow", json={"name": "Mine"})
    assert (refused.status_code, refused.json()["code"]) == (409, "external_id_taken")
    assert (await admin.get(BY)).json()["name"] == "Acme"


async def test_paths_are_described(admin: httpx.AsyncClient) -> None:
    paths = (await admin.get("/openapi.json")).json()["paths"]
    assert {"get", "patch"} <= paths["/api/v1/records/account/by/{system}/{value}"].keys()
    assert {"put", "delete"} <= paths["/api/v1/records/account/{id}/external-ids/{system}"].keys()
