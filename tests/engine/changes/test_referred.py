"""What others refer to is not taken from beneath them by an undo: REC-12, REC-13."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from guanxi.engine.changes import Change, write
from guanxi.engine.company import Company
from guanxi.kernel.identifiers import new_id
from tests.fixtures.company import Cast, SignIn

pytestmark = pytest.mark.anyio


async def create(client: httpx.AsyncClient, object_name: str, **values: Any) -> tuple[str, str]:
    """A new record; its id and the change set that made it."""
    made = await client.post(f"/records/{object_name}", params={"duplicates": "allow"}, json=values)
    assert made.status_code == 201, made.text
    return made.json()["id"], made.headers["x-change-set"]


async def undo(client: httpx.AsyncClient, change_set: str, rest: bool = False) -> httpx.Response:
    return await client.post(f"/changes/{change_set}/undo", json={"rest": rest})


async def a_deal(client: httpx.AsyncClient, account: str, name: str = "Roof", **values: Any) -> tuple[str, str]:
    return await create(client, "opportunity", name=name, account=account, close_on="2099-01-01", **values)


async def test_account_of_a_later_opportunity_is_not_taken_from_beneath_it(admin: httpx.AsyncClient) -> None:
    account, made = await create(admin, "account", name="Acme")
    deal, dealt = await a_deal(admin, account)
    refused = await undo(admin, made)
    assert (refused.status_code, refused.json()["code"], refused.json()["count"]) == (409, "undo_blocked", 1)
    assert refused.json()["blocked"] == [
        {
            "object": "account",
            "id": account,
            "title": "Acme",
            "code": "referred_to",
            "message": "Other records refer to it.",
            "change_set": None,
            "referred_by": {"count": 1, "records": [{"object": "opportunity", "id": deal, "title": "Roof"}]},
        }
    ]
    assert (await undo(admin, dealt)).status_code == 200
    assert (await undo(admin, made)).json()["changed"] == 1


async def test_rest_of_the_set_is_taken_back_without_what_others_refer_to(admin: httpx.AsyncClient) -> None:
    rows = [{"name": "Acme"}, {"name": "Zeta"}]
    made = await admin.post("/records/account", json=rows)
    acme, zeta = (each["id"] for each in made.json()["records"])
    await a_deal(admin, acme)
    done = await undo(admin, made.headers["x-change-set"], rest=True)
    assert (done.status_code, done.json()["changed"]) == (200, 1)
    assert [each["id"] for each in done.json()["blocked"]] == [acme]
    there = (await admin.get("/records/account", params={"fields": "id"})).json()["records"]
    assert [each["id"] for each in there] == [acme]
    assert zeta not in [each["id"] for each in there]


async def test_of_those_who_refer_three_are_named_that_the_caller_may_read(
    admin: httpx.AsyncClient, sign_in: SignIn
) -> None:
    lina, sunqian = await sign_in("lina"), await sign_in("sunqian")
    account, made = await create(lina, "account", name="Acme")
    hidden, _ = await create(sunqian, "note", subject="Mine")
    await admin.patch(f"/records/note/{hidden}", json={"account": account})
    for number in range(4):
        await a_deal(lina, account, f"Deal {number}")
    row = (await undo(lina, made)).json()["blocked"][0]
    assert row["referred_by"]["count"] == 5
    assert [each["title"] for each in row["referred_by"]["records"]] == ["Deal 0", "Deal 1", "Deal 2"]


async def test_line_of_an_order_refers_as_its_order(admin: httpx.AsyncClient) -> None:
    account, _ = await create(admin, "account", name="Acme")
    product, made = await create(admin, "product", name="Tile", code="T-1")
    line = {"product": product, "quantity": "1", "unit_price": {"amount": "1.00", "currency": "CNY"}}
    order, _ = await create(admin, "order", account=account, lines=[line, line])
    found = (await undo(admin, made)).json()["blocked"][0]["referred_by"]
    assert (found["count"], [(each["object"], each["id"]) for each in found["records"]]) == (1, [("order", order)])


async def test_record_that_stays_keeps_what_it_refers_to(
    company: Company, cast: Cast, admin: httpx.AsyncClient
) -> None:
    account, order = new_id(), new_id()
    async with company.work(cast.admin) as work:
        await write(work, "account", [Change("create", account, {"name": "Acme"})])
        price = {"amount": "1.00", "currency": "CNY"}
        lines = [{"quantity": "1", "unit_price": price}]
        await write(work, "order", [Change("create", order, {"account": str(account), "lines": lines})])
    await admin.patch(f"/records/order/{order}", json={"status": "confirmed"})
    done = await undo(admin, str(work.change_set), rest=True)
    assert (done.status_code, done.json()["changed"]) == (200, 0)
    assert {each["object"]: each["code"] for each in done.json()["blocked"]} == {
        "order": "changed_since",
        "account": "referred_to",
    }
    assert len((await admin.get(f"/records/order/{order}")).json()["lines"]) == 1


async def test_what_the_set_itself_made_or_turned_there_is_no_hindrance(
    company: Company, cast: Cast, admin: httpx.AsyncClient
) -> None:
    task, _ = await create(admin, "task", subject="Call")
    account, contact = new_id(), new_id()
    async with company.work(cast.admin) as work:
        await write(work, "account", [Change("create", account, {"name": "Acme"})])
        await write(work, "contact", [Change("create", contact, {"name": "王小明", "account": str(account)})])
        await write(work, "task", [Change("update", UUID(task), {"account": str(account)})])
    done = await undo(admin, str(work.change_set))
    assert (done.status_code, done.json().get("changed")) == (200, 3)


async def test_record_that_was_redone_is_kept_for_who_refers_to_it(admin: httpx.AsyncClient) -> None:
    account, made = await create(admin, "account", name="Acme")
    undone = (await undo(admin, made)).json()["change_set"]
    await undo(admin, undone)
    await a_deal(admin, account)
    assert (await undo(admin, made)).json()["code"] == "undo_blocked"


async def test_deletion_is_redone_though_others_refer_to_the_record(admin: httpx.AsyncClient) -> None:
    account, _ = await create(admin, "account", name="Acme")
    await a_deal(admin, account)
    deleted = (await admin.delete(f"/records/account/{account}")).headers["x-change-set"]
    undone = (await undo(admin, deleted)).json()["change_set"]
    assert (await undo(admin, undone)).status_code == 200
