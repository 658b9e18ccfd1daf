"""A working day over the HTTP interface: ACC-1, REC-1, REC-5, REC-6, REC-12, REC-13, INT-1."""

import httpx
import pytest

from guanxi.engine.company import Company
from tests.fixtures.company import SignIn

pytestmark = pytest.mark.anyio
ACCOUNT = {"name": "杭州竹盾科技有限公司", "industry": "manufacturing", "phone": "0571-8888 8888"}


async def test_wrong_password_and_unknown_name_get_the_same_answer(admin: httpx.AsyncClient) -> None:
    wrong = await admin.post("/auth/login", json={"login": "lina", "password": "not this one"})
    unknown = await admin.post("/auth/login", json={"login": "nobody", "password": "not this one"})
    assert wrong.status_code == unknown.status_code == 401
    told, other = ({**answer.json(), "request_id": None} for answer in (wrong, unknown))
    assert told == other


async def test_record_is_created_read_changed_and_undone(admin: httpx.AsyncClient) -> None:
    made = await admin.post("/records/account", json=ACCOUNT)
    assert made.status_code == 201, made.text
    address = f"/records/account/{made.json()['id']}"
    changed = await admin.patch(address, json={"name": "竹盾"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["name"], changed.headers["etag"]) == (200, "竹盾", '"2"')
    undone = await admin.post(f"/changes/{changed.headers['x-change-set']}/undo", json={})
    assert undone.json()["changed"] == 1
    assert (await admin.get(address)).json()["name"] == ACCOUNT["name"]
    history = (await admin.get(f"{address}/history")).json()["changes"]
    assert [change["kind"] for change in history] == ["update", "update", "create"]
    assert history[1]["fields"] == [{"field": "name", "old": ACCOUNT["name"], "new": "竹盾"}]


async def test_stale_change_shows_base_theirs_and_yours(admin: httpx.AsyncClient) -> None:
    made = (await admin.post("/records/account", json=ACCOUNT)).json()
    address = f"/records/account/{made['id']}"
    await admin.patch(address, json={"name": "theirs"})
    stale = await admin.patch(address, json={"name": "yours"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert stale.json()["conflicts"] == [
        {"field": "name", "base": ACCOUNT["name"], "theirs": "theirs", "yours": "yours"}
    ]


async def test_wrong_input_names_the_field_and_says_what_to_do(admin: httpx.AsyncClient) -> None:
    refused = await admin.post("/records/account", json={"industry": "manufacturing", "email": "nope"})
    assert refused.status_code == 422
    errors = {each["field"]: each for each in refused.json()["errors"]}
    assert set(errors) == {"name", "email"}
    assert "name@example.com" in errors["email"]["message"]


async def test_deleted_record_is_restored_with_its_children(admin: httpx.AsyncClient) -> None:
    account = (await admin.post("/records/account", json=ACCOUNT)).json()["id"]
    gone = await admin.delete(f"/records/account/{account}")
    assert gone.status_code == 200, gone.text
    assert (await admin.get("/records/account")).json()["records"] == []
    listed = (await admin.get("/records/account", params={"deleted": "true"})).json()["records"]
    assert [record["id"] for record in listed] == [account]
    restored = await admin.post("/records/account/restore", json={"ids": [account]})
    assert restored.json()["changed"] == 1
    assert (await admin.get(f"/records/account/{account}")).json()["name"] == ACCOUNT["name"]


async def test_duplicate_is_refused_until_it_is_allowed(admin: httpx.AsyncClient) -> None:
    await admin.post("/records/account", json=ACCOUNT)
    again = await admin.post("/records/account", json={**ACCOUNT, "name": "　杭州竹盾科技有限公司 "})
    assert again.status_code == 409
    assert again.json()["duplicates"][0]["title"] == ACCOUNT["name"]
    allowed = await admin.post("/records/account?duplicates=allow", json=ACCOUNT)
    assert allowed.status_code == 201


async def test_representative_sees_his_team_and_edits_his_own(sign_in: SignIn) -> None:
    lina, zhoumin, sunqian = await sign_in("lina"), await sign_in("zhoumin"), await sign_in("sunqian")
    made = (await lina.post("/records/account", json=ACCOUNT)).json()
    address = f"/records/account/{made['id']}"
    assert (await zhoumin.get(address)).status_code == 200
    assert (await zhoumin.patch(address, json={"name": "x"})).status_code == 403
    assert (await sunqian.get(address)).status_code == 404
    assert (await sunqian.patch(address, json={"name": "x"})).status_code == 404
    assert (await sunqian.get("/search", params={"q": "竹盾"})).json()["hits"] == []
    assert [hit["id"] for hit in (await zhoumin.get("/search", params={"q": "zhudun"})).json()["hits"]] == [made["id"]]


async def test_custom_field_is_there_at_once(admin: httpx.AsyncClient, company: Company) -> None:
    added = await admin.post(
        "/shape/objects/account/fields", json={"kind": "number", "labels": {"en": "Floors", "zh-CN": "楼层"}}
    )
    assert (added.status_code, added.json()) == (201, {"name": "x_floors"})
    made = await admin.post("/records/account", json={**ACCOUNT, "x_floors": 3})
    assert made.json()["x_floors"] == 3
    found = await admin.get(
        "/records/account", params={"filter": '{"field": "x_floors", "op": "gt", "value": 2}', "sort": "-x_floors"}
    )
    assert [record["id"] for record in found.json()["records"]] == [made.json()["id"]]
    meta = (await admin.get("/meta", headers={"Accept-Language": "zh-CN"})).json()
    assert meta["objects"]["account"]["fields"]["x_floors"]["kind"] == "number"
    described = (await admin.get("/openapi.json")).json()["components"]["schemas"]["account"]["properties"]
    assert described["x_floors"] == {"type": ["integer", "null"]}


async def test_custom_object_behaves_like_a_standard_one(admin: httpx.AsyncClient) -> None:
    made = await admin.post(
        "/shape/objects", json={"labels": {"en": "Vehicle", "zh-CN": "车辆"}, "plural_labels": {"en": "Vehicles"}}
    )
    name = made.json()["name"]
    assert name == "x_vehicle"
    first = await admin.post(f"/records/{name}", json={"name": "Truck"})
    assert first.status_code == 201
    assert (await admin.get("/search", params={"q": "truck"})).json()["hits"][0]["object"] == name
    gone = await admin.delete(f"/records/{name}/{first.json()['id']}")
    assert (await admin.post(f"/changes/{gone.json()['change_set']}/undo", json={})).status_code == 200
    assert (await admin.get(f"/records/{name}/{first.json()['id']}")).status_code == 200


async def test_pages_join_without_gap_or_overlap(admin: httpx.AsyncClient) -> None:
    rows = [{"name": f"{number % 7} company {number}", "industry": "retail"} for number in range(23)]
    assert (await admin.post("/records/account", json=rows)).status_code == 201
    seen: list[str] = []
    cursor = ""
    for _ in range(5):
        page = (
            await admin.get(
                "/records/account", params={"sort": "-employees,name", "limit": 5, "cursor": cursor, "count": "exact"}
            )
        ).json()
        seen += [record["name"] for record in page["records"]]
        cursor = page["next_cursor"] or ""
        assert page["total"] == 23
    assert cursor == ""
    assert sorted(seen) == sorted(row["name"] for row in rows)


async def test_bulk_edit_is_one_change_set_and_is_undone_whole(admin: httpx.AsyncClient) -> None:
    rows = [{"name": f"company {number}", "industry": "retail"} for number in range(30)]
    await admin.post("/records/account", json=rows)
    edited = await admin.patch("/records/account", json={"filter": {}, "values": {"industry": "finance"}})
    assert edited.json()["changed"] == 30, edited.text
    undone = await admin.post(f"/changes/{edited.json()['change_set']}/undo", json={})
    assert undone.json()["changed"] == 30
    left = await admin.get("/records/account", params={"filter": '{"field":"industry","op":"eq","value":"finance"}'})
    assert left.json()["records"] == []


async def test_repeated_create_with_one_key_makes_one_record(admin: httpx.AsyncClient) -> None:
    first = await admin.post("/records/account", json=ACCOUNT, headers={"Idempotency-Key": "k1"})
    again = await admin.post("/records/account", json=ACCOUNT, headers={"Idempotency-Key": "k1"})
    assert first.json() == again.json()
    assert len((await admin.get("/records/account")).json()["records"]) == 1


async def test_writing_by_cookie_needs_the_header(admin: httpx.AsyncClient) -> None:
    refused = await admin.post("/records/account", json=ACCOUNT, headers={"X-Guanxi-CSRF": ""})
    del admin.headers["X-Guanxi-CSRF"]
    refused = await admin.post("/records/account", json=ACCOUNT)
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
