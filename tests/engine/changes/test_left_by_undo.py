"""What the caller may not take back today stands in the way of an undo and is told: REC-12, REC-13."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from guanxi.engine.changes import Change, write
from guanxi.engine.company import Company
from tests.fixtures.company import Cast, SignIn

pytestmark = pytest.mark.anyio


async def undo(client: httpx.AsyncClient, change_set: str, rest: bool = False) -> httpx.Response:
    return await client.post(f"/changes/{change_set}/undo", json={"rest": rest})


async def two_described(client: httpx.AsyncClient) -> tuple[str, str, str]:
    """Two accounts, and the set that described both."""
    made = await client.post("/records/account", params={"duplicates": "allow"}, json=[{"name": "X"}, {"name": "Y"}])
    first, second = (each["id"] for each in made.json()["records"])
    done = await client.patch("/records/account", json={"ids": [first, second], "values": {"description": "both"}})
    return first, second, done.json()["change_set"]


async def give(admin: httpx.AsyncClient, record_id: str, **values: Any) -> None:
    answer = await admin.patch(f"/records/account/{record_id}", json=values)
    assert answer.status_code == 200, answer.text


async def described(admin: httpx.AsyncClient, *ids: str) -> list[str | None]:
    return [(await admin.get(f"/records/account/{each}")).json().get("description") for each in ids]


async def test_record_that_moved_out_of_sight_stands_in_the_way(
    admin: httpx.AsyncClient, sign_in: SignIn, cast: Cast
) -> None:
    lina = await sign_in("lina")
    first, second, changed = await two_described(lina)
    await give(admin, first, owner=str(cast.sunqian.user_id))
    refused = await undo(lina, changed)
    assert (refused.status_code, refused.json()["code"], refused.json()["count"]) == (409, "undo_blocked", 1)
    assert refused.json()["blocked"] == [
        {
            "object": "account",
            "id": None,
            "title": None,
            "code": "closed_to_you",
            "message": "It is not open to you any more.",
            "change_set": None,
        }
    ]
    assert await described(admin, first, second) == ["both", "both"]
    done = await undo(lina, changed, rest=True)
    assert (done.status_code, done.json()["changed"], len(done.json()["blocked"])) == (200, 1, 1)
    assert await described(admin, first, second) == ["both", None]
    listed = (await lina.get("/changes", params={"by": "me"})).json()["changes"]
    partly = {each["id"]: (each["undone_by"], each["is_partly"]) for each in listed}
    assert partly[changed] == (done.json()["change_set"], True)
    assert partly[done.json()["change_set"]] == (None, False)


async def test_record_that_may_be_seen_but_not_changed_is_named_and_stays(
    admin: httpx.AsyncClient, sign_in: SignIn, cast: Cast
) -> None:
    lina = await sign_in("lina")
    first, second, changed = await two_described(lina)
    await give(admin, first, owner=str(cast.zhoumin.user_id))
    refused = await undo(lina, changed)
    assert [(each["id"], each["title"], each["code"]) for each in refused.json()["blocked"]] == [
        (first, "X", "not_yours")
    ]
    assert (await undo(lina, changed, rest=True)).json()["changed"] == 1
    assert await described(admin, first, second) == ["both", None]


async def test_lines_of_an_order_that_is_closed_stay_as_they_are(
    admin: httpx.AsyncClient, sign_in: SignIn, cast: Cast
) -> None:
    lina = await sign_in("lina")
    account = (await lina.post("/records/account", json={"name": "Acme"})).json()["id"]
    line = {"quantity": "1", "unit_price": {"amount": "1.00", "currency": "CNY"}}
    order = (await lina.post("/records/order", json={"account": account, "lines": [line]})).json()
    lines = (await lina.get(f"/records/order/{order['id']}")).json()["lines"]
    more = [{"id": lines[0]["id"], "quantity": "2"}, line]
    changed = await lina.patch(f"/records/order/{order['id']}", json={"lines": more})
    moved = await admin.patch(f"/records/order/{order['id']}", json={"owner": str(cast.sunqian.user_id)})
    assert (changed.status_code, moved.status_code) == (200, 200)
    done = await undo(lina, changed.headers["x-change-set"], rest=True)
    assert (done.json()["changed"], len(done.json()["blocked"])) == (0, 1)
    kept = (await admin.get(f"/records/order/{order['id']}")).json()["lines"]
    assert [float(each["quantity"]) for each in kept] == [2, 1]


async def a_product(admin: httpx.AsyncClient, code: str) -> str:
    return (await admin.post("/records/product", json={"name": code, "code": code})).json()["id"]


async def test_record_whose_unique_value_was_taken_is_named_and_the_others_come_back(admin: httpx.AsyncClient) -> None:
    first, second = await a_product(admin, "T-1"), await a_product(admin, "T-2")
    gone = await admin.request("DELETE", "/records/product", json={"ids": [first, second]})
    await a_product(admin, "T-1")
    changes = (await admin.get("/changes")).json()["changes"]
    refused = await undo(admin, gone.headers["x-change-set"])
    assert (refused.status_code, refused.json()["code"], refused.json()["count"]) == (409, "undo_blocked", 1)
    assert refused.json()["blocked"] == [
        {
            "object": "product",
            "id": first,
            "title": "T-1",
            "code": "taken",
            "message": "This value is taken by another record. Choose another one.",
            "change_set": None,
            "field": "code",
        }
    ]
    assert (await admin.get("/changes")).json()["changes"] == changes
    done = await undo(admin, gone.headers["x-change-set"], rest=True)
    assert (done.status_code, done.json()["changed"], [each["id"] for each in done.json()["blocked"]]) == (
        200,
        1,
        [first],
    )
    there = (await admin.get("/records/product", params={"fields": "id"})).json()["records"]
    assert {first, second} & {each["id"] for each in there} == {second}


async def test_undo_of_the_rest_makes_no_change_set_where_nothing_is_left(admin: httpx.AsyncClient) -> None:
    gone = await admin.delete(f"/records/product/{await a_product(admin, 'T-1')}")
    await a_product(admin, "T-1")
    changed = gone.headers["x-change-set"]
    done = await undo(admin, changed, rest=True)
    assert (done.status_code, done.json()["changed"], done.json()["change_set"]) == (200, 0, None)
    assert (await admin.get(f"/changes/{changed}")).json()["can_undo"] is True


async def test_lines_of_an_order_that_cannot_come_back_stay_away_with_it(admin: httpx.AsyncClient) -> None:
    account = (await admin.post("/records/account", json={"name": "Acme"})).json()["id"]
    line = {"quantity": "1", "unit_price": {"amount": "1.00", "currency": "CNY"}}
    facts: dict[str, Any] = {"account": account, "external_number": "E-1"}
    orders = [facts | {"lines": [line, line]}, {"account": account, "lines": [line]}]
    made = await admin.post("/records/order", json=orders)
    ids = [each["id"] for each in made.json()["records"]]
    gone = await admin.request("DELETE", "/records/order", json={"ids": ids})
    await admin.post("/records/order", json=facts)
    refused = await undo(admin, gone.headers["x-change-set"])
    assert [(each["id"], each["code"]) for each in refused.json()["blocked"]] == [(ids[0], "taken")]
    done = await undo(admin, gone.headers["x-change-set"], rest=True)
    assert (done.status_code, done.json()["changed"]) == (200, 2)
    told = (await admin.get(f"/changes/{done.json()['change_set']}")).json()["summary"]
    assert sorted((each["object"], each["count"]) for each in told) == [("order", 1), ("order_line", 1)]


async def test_record_of_several_changes_is_put_back_whole_or_not_at_all(
    company: Company, cast: Cast, admin: httpx.AsyncClient
) -> None:
    product = await a_product(admin, "T-1")
    async with company.work(cast.admin) as work:
        await write(work, "product", [Change("update", UUID(product), {"code": "T-2"})])
        await write(work, "product", [Change("update", UUID(product), {"code": "T-3"})])
    await a_product(admin, "T-1")
    done = await undo(admin, str(work.change_set), rest=True)
    assert (done.json()["changed"], [each["code"] for each in done.json()["blocked"]]) == (0, ["taken"])
    assert (await admin.get(f"/records/product/{product}")).json()["code"] == "T-3"


async def test_what_an_undo_of_the_rest_left_still_stands_in_the_way_of_earlier_changes(
    admin: httpx.AsyncClient,
) -> None:
    first, second, earlier = await two_described(admin)
    again = await admin.patch("/records/account", json={"ids": [first, second], "values": {"description": "again"}})
    later = await admin.patch(f"/records/account/{first}", json={"description": "later"})
    assert (await undo(admin, again.json()["change_set"], rest=True)).json()["changed"] == 1
    assert (await undo(admin, later.headers["x-change-set"])).status_code == 200
    refused = await undo(admin, earlier)
    assert [(each["id"], each["change_set"]) for each in refused.json()["blocked"]] == [
        (first, again.json()["change_set"])
    ]
    assert await described(admin, first, second) == ["again", "both"]
