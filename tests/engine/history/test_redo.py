"""A change that was undone and redone is as if it had never been undone: REC-12, UIX-7."""

from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.anyio


async def an_account(admin: httpx.AsyncClient) -> str:
    made = await admin.post("/records/account", json={"name": "Acme", "employees": 1})
    return f"/records/account/{made.json()['id']}"


async def employees(admin: httpx.AsyncClient, address: str) -> int:
    return (await admin.get(address)).json()["employees"]


async def changed(admin: httpx.AsyncClient, address: str, number: int) -> str:
    answer = await admin.patch(address, json={"employees": number})
    assert answer.status_code == 200, answer.text
    return answer.headers["x-change-set"]


async def undo(admin: httpx.AsyncClient, change_set: str) -> str:
    answer = await admin.post(f"/changes/{change_set}/undo", json={})
    assert answer.status_code == 200, answer.text
    return answer.json()["change_set"]


async def state(admin: httpx.AsyncClient, change_set: str) -> tuple[Any, ...]:
    """What the page of changes shows of a set: the same in the list as by itself."""
    one = (await admin.get(f"/changes/{change_set}")).json()
    listed = (await admin.get("/changes")).json()["changes"]
    shown = next(each for each in listed if each["id"] == change_set)
    assert shown.pop("record")["title"] == one["records"][0]["title"]
    assert shown.items() <= one.items()
    return one["undone_by"], one["can_undo"], one["offers"]


async def test_set_that_was_redone_is_offered_to_be_undone(admin: httpx.AsyncClient) -> None:
    address = await an_account(admin)
    first = await changed(admin, address, 9)
    assert await state(admin, first) == (None, True, "undo")
    taken_back = await undo(admin, first)
    assert await state(admin, first) == (taken_back, False, "redo")
    assert await state(admin, taken_back) == (None, True, "redo")
    redone = await undo(admin, taken_back)
    assert await state(admin, first) == (None, True, "undo")
    assert await state(admin, taken_back) == (redone, False, "undo")
    assert await state(admin, redone) == (None, True, "undo")
    history = (await admin.get(f"{address}/history")).json()["changes"]
    assert {each["change_set"]: each["undone_by"] for each in history}[first] is None


async def test_set_that_was_redone_is_undone_by_its_own_name_again_and_again(admin: httpx.AsyncClient) -> None:
    address = await an_account(admin)
    first = await changed(admin, address, 9)
    for _ in range(2):
        taken_back = await undo(admin, first)
        assert await employees(admin, address) == 1
        refused = await admin.post(f"/changes/{first}/undo", json={})
        assert (refused.status_code, refused.json()["code"]) == (409, "undone_already")
        await undo(admin, taken_back)
        assert await employees(admin, address) == 9


async def test_change_that_was_redone_stands_in_the_way_of_an_earlier_one(admin: httpx.AsyncClient) -> None:
    address = await an_account(admin)
    first = await changed(admin, address, 5)
    second = await changed(admin, address, 9)
    taken_back = await undo(admin, second)
    await undo(admin, taken_back)
    refused = await admin.post(f"/changes/{first}/undo", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "undo_blocked")
    assert await employees(admin, address) == 9
    await undo(admin, second)
    await undo(admin, first)
    assert await employees(admin, address) == 1


async def test_deletion_that_was_restored_by_hand_does_not_stand_in_the_way(admin: httpx.AsyncClient) -> None:
    address = await an_account(admin)
    first = await changed(admin, address, 5)
    await admin.delete(address)
    blocked = await admin.post(f"/changes/{first}/undo", json={})
    assert (blocked.status_code, blocked.json()["code"]) == (409, "undo_blocked")
    await admin.post("/records/account/restore", json={"ids": [address.rpartition("/")[2]]})
    await undo(admin, first)
    assert await employees(admin, address) == 1


async def test_deletion_that_was_redone_stands_in_the_way(admin: httpx.AsyncClient) -> None:
    address = await an_account(admin)
    first = await changed(admin, address, 5)
    deleted = (await admin.delete(address)).headers["x-change-set"]
    await undo(admin, await undo(admin, deleted))
    refused = await admin.post(f"/changes/{first}/undo", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "undo_blocked")


async def test_newest_of_the_later_changes_is_named(admin: httpx.AsyncClient) -> None:
    address = await an_account(admin)
    first = await changed(admin, address, 5)
    later = [await changed(admin, address, number) for number in (6, 7, 8)]
    refused = await admin.post(f"/changes/{first}/undo", json={})
    assert [each["change_set"] for each in refused.json()["blocked"]] == later[-1:]
