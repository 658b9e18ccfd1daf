"""Many writing at once: nothing lost, nothing doubled, and whoever comes too late is told: REC-5, REC-12, INT-1."""

import asyncio
from collections import Counter
from decimal import Decimal
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.attacks.judging import refused
from tests.contract.worlds import World

pytestmark = pytest.mark.anyio
Answers = list[httpx.Response]


def statuses(answers: Answers) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


async def history(client: httpx.AsyncClient, record_id: str) -> list[dict[str, Any]]:
    """The changes of an account, newest first."""
    return (await client.get(f"/records/account/{record_id}/history", params={"limit": 200})).json()["changes"]


async def test_of_many_changes_of_one_version_exactly_one_wins(world: World, admin: httpx.AsyncClient) -> None:
    made = await world.create("account", {"name": "raced"})
    address = f"/records/account/{made['id']}"
    for version in range(1, 6):
        tag = {"If-Match": f'"{version}"'}
        wishes = [{"employees": version * 100 + number} for number in range(8)]
        answers = await asyncio.gather(*(admin.patch(address, json=wish, headers=tag) for wish in wishes))
        assert statuses(answers) == {200: 1, 412: 7}
        [won] = [answer.json() for answer in answers if answer.status_code == 200]
        lost = [refused(answer, 412) for answer in answers if answer.status_code == 412]
        assert won["version"] == version + 1
        assert {problem["version"] for problem in lost} == {version + 1}
        assert {problem["conflicts"][0]["theirs"] for problem in lost} == {won["employees"]}
    assert len(await history(admin, made["id"])) == 6


async def test_changes_without_a_version_all_happen_one_after_the_other(world: World, admin: httpx.AsyncClient) -> None:
    made = await world.create("account", {"name": "queued", "employees": 0})
    address = f"/records/account/{made['id']}"
    wishes = [{"employees": number} for number in range(1, 25)]
    answers = await asyncio.gather(*(admin.patch(address, json=wish) for wish in wishes))
    assert statuses(answers) == {200: 24}
    assert (await admin.get(address)).json()["version"] == 25
    changes = list(reversed(await history(admin, made["id"])))[1:]
    steps = [(change["fields"][0]["old"], change["fields"][0]["new"]) for change in changes]
    assert [old for old, _ in steps] == [0, *(new for _, new in steps[:-1])]
    assert {new for _, new in steps} == {wish["employees"] for wish in wishes}


async def test_changes_of_different_fields_are_all_kept(world: World, admin: httpx.AsyncClient) -> None:
    made = await world.create("account", {"name": "shared", "industry": "other"})
    address = f"/records/account/{made['id']}"
    wishes: list[dict[str, Any]] = [
        *({"employees": 7}, {"industry": "retail"}, {"tags": ["a"]}, {"phone": "+8613800138000"}),
        *({"website": "https://example.com"}, {"founded": 1999}, {"description": "text"}, {"size": "large"}),
    ]
    answers = await asyncio.gather(*(admin.patch(f"{address}?duplicates=allow", json=wish) for wish in wishes))
    assert statuses(answers) == {200: 8}
    kept = (await admin.get(address)).json()
    assert [{name: kept[name] for name in wish} for wish in wishes] == wishes


async def test_unique_value_is_given_once(world: World, admin: httpx.AsyncClient) -> None:
    for _ in range(3):
        code = f"code {uuid4().hex[:8]}"
        rows = [{"name": f"{code} {number}", "code": code.upper() if number % 2 else code} for number in range(8)]
        answers = await asyncio.gather(*(admin.post("/records/product", json=row) for row in rows))
        assert statuses(answers) == {201: 1, 422: 7}
        lost = [refused(answer, 422)["errors"][0] for answer in answers if answer.status_code == 422]
        assert {(error["field"], error["code"]) for error in lost} == {("code", "taken")}
        found = await admin.get("/records/product", params={"q": code, "count": "exact"})
        assert found.json()["total"] == 1


async def test_one_key_makes_one_record_however_often_it_is_sent(world: World, admin: httpx.AsyncClient) -> None:
    name = f"once {uuid4().hex[:8]}"
    key = {"Idempotency-Key": name}
    sent = [admin.post("/records/account?duplicates=allow", json={"name": name}, headers=key) for _ in range(8)]
    answers = await asyncio.gather(*sent)
    assert set(statuses(answers)) <= {201, 409}
    assert {refused(answer, 409)["code"] for answer in answers if answer.status_code == 409} <= {"still_running"}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    found = await admin.get("/records/account", params={"q": name, "count": "exact"})
    assert found.json()["total"] == 1


async def test_record_is_deleted_or_changed_but_never_both_in_one_version(
    world: World, admin: httpx.AsyncClient
) -> None:
    for number in range(6):
        made = await world.create("account", {"name": f"leaving {number}"})
        address = f"/records/account/{made['id']}"
        edit, gone = await asyncio.gather(
            admin.patch(address, json={"employees": 5}, headers={"If-Match": '"1"'}),
            admin.delete(address, headers={"If-Match": '"1"'}),
        )
        assert (edit.status_code, gone.status_code) in ((200, 412), (404, 200), (412, 200))
        live = (await admin.get("/records/account", params={"q": f"leaving {number}"})).json()["records"]
        assert [record["employees"] for record in live] == [5] * (edit.status_code == 200)
        kinds = [change["kind"] for change in await history(admin, made["id"])]
        assert kinds == (["update", "create"] if edit.status_code == 200 else ["delete", "create"])


async def test_deleted_record_takes_no_more_changes(world: World, admin: httpx.AsyncClient) -> None:
    made = await world.create("account", {"name": "gone"})
    address = f"/records/account/{made['id']}"
    answers = await asyncio.gather(*(admin.delete(address) for _ in range(4)))
    assert statuses(answers) == {200: 1, 404: 3}
    late = [await admin.patch(address, json={"name": "late"}), await admin.delete(address)]
    assert [refused(answer, 404)["code"] for answer in late] == ["no_such_record"] * 2
    assert len(await history(admin, made["id"])) == 2


async def test_one_change_is_undone_once(world: World, admin: httpx.AsyncClient) -> None:
    made = await admin.post("/records/account", json={"name": f"undone {uuid4().hex}"})
    address = f"/changes/{made.headers['x-change-set']}/undo"
    answers = await asyncio.gather(*(admin.post(address, json={}) for _ in range(5)))
    assert statuses(answers) == {200: 1, 409: 4}


async def test_bulk_changes_in_any_order_do_not_lock_each_other_out(world: World, admin: httpx.AsyncClient) -> None:
    made = (await world.create("account", [{"name": f"bulk {number}"} for number in range(40)]))["records"]
    ids = [record["id"] for record in made]
    orders = [ids, ids[::-1], ids[20:] + ids[:20], ids[::2] + ids[1::2]]
    sent = [
        admin.patch("/records/account", json={"ids": order, "values": {"employees": number + 1}})
        for number, order in enumerate(orders)
    ]
    answers = await asyncio.gather(*sent)
    assert statuses(answers) == {200: 4}
    assert [answer.json()["changed"] for answer in answers] == [40] * 4


async def test_lines_and_totals_agree_after_many_wrote_at_once(world: World, admin: httpx.AsyncClient) -> None:
    account = await world.create("account", {"name": "buyer"})
    price = {"amount": "10.00", "currency": "CNY"}
    row = {"account": account["id"], "status": "confirmed", "lines": [{"quantity": "1", "unit_price": price}]}
    answers = await asyncio.gather(*(admin.post("/records/order", json=row) for _ in range(12)))
    assert statuses(answers) == {201: 12}
    first = f"/records/order/{answers[0].json()['id']}"
    more = [{"lines": [{"quantity": str(number), "unit_price": price}]} for number in range(2, 8)]
    assert set(statuses(await asyncio.gather(*(admin.patch(first, json=each) for each in more)))) == {200}
    order = (await admin.get(first)).json()
    assert [Decimal(line["total"]["amount"]) for line in order["lines"]] == [Decimal(order["total"]["amount"])]
    total = (await admin.get(f"/records/account/{account['id']}")).json()["ordered_amount"]
    assert Decimal(total) == 11 * 10 + Decimal(order["total"]["amount"])


async def test_hundred_readers_and_writers_are_all_answered(world: World, admin: httpx.AsyncClient) -> None:
    made = await world.create("account", {"name": "busy"})
    address = f"/records/account/{made['id']}"
    reads = [admin.get(address) for _ in range(60)]
    writes = [admin.patch(address, json={"employees": number}) for number in range(40)]
    assert statuses(await asyncio.gather(*reads, *writes)) == {200: 100}


async def test_an_undo_never_writes_over_an_edit_that_it_does_not_name(world: World, admin: httpx.AsyncClient) -> None:
    made = await world.create("account", {"name": "taken back"})
    address = f"/records/account/{made['id']}"
    for number in range(12):
        first = await admin.patch(address, json={"name": f"first {number}"})
        undone, edited = await asyncio.gather(
            admin.post(f"/changes/{first.headers['X-Change-Set']}/undo"),
            admin.patch(address, json={"name": f"second {number}"}),
        )
        assert edited.status_code == 200
        assert undone.status_code in (200, 409)
        newest = (await history(admin, made["id"]))[0]
        assert newest["source"] != "undo" or newest["fields"][0]["old"] != f"second {number}"


async def test_of_equal_new_records_at_the_same_moment_one_is_made(admin: httpx.AsyncClient) -> None:
    for number in range(4):
        wish = {"name": f"Made at once {number}", "phone": f"+86 21 5555 010{number}"}
        answers = await asyncio.gather(*(admin.post("/records/account", json=wish) for _ in range(5)))
        assert statuses(answers) == {201: 1, 409: 4}
