"""What a timeline says of the records that refer to one: REC-7, UIX-3."""

import httpx
import pytest

from tests.fixtures.company import Cast, SignIn

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("language", "label"), [("en", "Retail"), ("zh-CN", "零售"), ("zh-TW", "零售")])
async def test_choice_is_told_by_its_label_in_the_readers_language(
    admin: httpx.AsyncClient, language: str, label: str
) -> None:
    parent = (await admin.post("/records/account", json={"name": "Parent"})).json()["id"]
    child = {"name": "Child", "industry": "retail", "parent": parent}
    assert (await admin.post("/records/account", json=child)).status_code == 201
    assert (await admin.patch("/auth/me", json={"language": language})).status_code == 200
    told = await admin.get(f"/records/account/{parent}/timeline", params={"kinds": "account"})
    assert [(entry["title"], entry["summary"]) for entry in told.json()["entries"]] == [("Child", label)]


async def test_label_is_the_administrators_where_he_gave_one(admin: httpx.AsyncClient) -> None:
    choices = [{"key": "retail", "labels": {"en": "Shops"}}, {"key": "energy", "labels": {"en": "Power"}}]
    changed = await admin.patch("/shape/objects/account/fields/industry", json={"choices": choices})
    assert changed.status_code == 200, changed.text
    made = await admin.post("/records/account", json={"name": "Parent", "industry": "energy"})
    parent = made.json()["id"]
    child = {"name": "Child", "industry": "retail", "parent": parent}
    assert (await admin.post("/records/account", json=child)).status_code == 201
    told = await admin.get(f"/records/account/{parent}/timeline", params={"kinds": "account"})
    assert [entry["summary"] for entry in told.json()["entries"]] == ["Shops"]


async def offered(person: httpx.AsyncClient, address: str) -> list[tuple[bool, bool]]:
    """Whether undo is offered beside each change, on the timeline and in the history."""
    told = (await person.get(f"{address}/timeline", params={"kinds": "change"})).json()["entries"]
    kept = (await person.get(f"{address}/history")).json()["changes"]
    return [(one["may_undo"], other["may_undo"]) for one, other in zip(told, kept, strict=True)]


async def test_undo_is_offered_to_whom_it_would_be_granted_and_once(
    admin: httpx.AsyncClient, sign_in: SignIn, cast: Cast
) -> None:
    made = await admin.post("/records/account", json={"name": "Parent", "owner": str(cast.lina.user_id)})
    address = f"/records/account/{made.json()['id']}"
    member = await sign_in("lina")
    assert await offered(member, address) == [(False, False)]
    assert await offered(admin, address) == [(True, True)]
    changed = await member.patch(address, json={"employees": 3})
    assert await offered(member, address) == [(True, True), (False, False)]
    await member.post(f"/changes/{changed.headers['x-change-set']}/undo", json={})
    assert await offered(member, address) == [(True, True), (False, False), (False, False)]
