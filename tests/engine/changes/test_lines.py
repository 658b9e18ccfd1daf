"""Owned lines and the figures that rest on them: REC-3, and the rule that lines are one unit with their parent."""

from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.anyio
LINES = [{"quantity": "2", "unit_price": {"amount": "10.00", "currency": "CNY"}}, {"quantity": "1", "unit_price": "5"}]


async def an_order(admin: httpx.AsyncClient, lines: Any = LINES) -> dict[str, Any]:
    account = (await admin.post("/records/account", json={"name": "Acme", "industry": "retail"})).json()
    made = await admin.post("/records/order", json={"account": account["id"], "lines": lines})
    assert made.status_code == 201, made.text
    return made.json()


async def test_change_of_lines_alone_makes_a_new_version_of_the_parent(admin: httpx.AsyncClient) -> None:
    order = await an_order(admin)
    address = f"/records/order/{order['id']}"
    first = await admin.patch(address, json={"lines": LINES[:1]}, headers={"If-Match": '"1"'})
    second = await admin.patch(address, json={"lines": []}, headers={"If-Match": '"1"'})
    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    assert second.status_code == 412
    assert len((await admin.get(address)).json()["lines"]) == 1


async def test_lines_sent_as_they_are_change_nothing(admin: httpx.AsyncClient) -> None:
    order = await an_order(admin)
    lines = [{"id": each["id"], "quantity": each["quantity"]} for each in order["lines"]]
    again = await admin.patch(f"/records/order/{order['id']}", json={"lines": lines})
    assert (again.status_code, again.headers["etag"], "x-change-set" in again.headers) == (200, '"1"', False)


async def test_undo_of_lines_brings_back_lines_totals_and_their_order(admin: httpx.AsyncClient) -> None:
    order = await an_order(admin)
    address, account = f"/records/order/{order['id']}", f"/records/account/{order['account']}"
    before = (await admin.get(account)).json()["ordered_amount"]
    turned = [{"id": each["id"], "quantity": "7"} for each in reversed(order["lines"])]
    changed = await admin.patch(address, json={"lines": turned})
    assert changed.json()["total"] == "105.00"
    assert (await admin.get(account)).json()["ordered_amount"] == "105.00"
    undone = await admin.post(f"/changes/{changed.headers['x-change-set']}/undo", json={})
    assert undone.status_code == 200, undone.text
    after = (await admin.get(address)).json()
    assert [each["id"] for each in after["lines"]] == [each["id"] for each in order["lines"]]
    assert (after["total"], after["version"]) == (order["total"], 3)
    assert (await admin.get(account)).json()["ordered_amount"] == before == "25.00"


async def test_error_in_a_line_names_its_place_and_nothing_is_written(admin: httpx.AsyncClient) -> None:
    order = await an_order(admin)
    bad = [*LINES, {"quantity": "many", "unit_price": "1"}]
    refused = await admin.patch(f"/records/order/{order['id']}", json={"status": "confirmed", "lines": bad})
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["lines.2.quantity"]
    assert (await admin.get(f"/records/order/{order['id']}")).json() == order


async def test_line_of_another_order_is_not_taken_over(admin: httpx.AsyncClient) -> None:
    mine = await an_order(admin)
    made = await admin.post("/records/order", json={"account": mine["account"], "lines": LINES[:1]})
    stolen = [{"id": mine["lines"][0]["id"], "quantity": "9", "unit_price": "1", "order": made.json()["id"]}]
    changed = await admin.patch(f"/records/order/{made.json()['id']}", json={"lines": stolen})
    assert changed.json()["lines"][0]["id"] != mine["lines"][0]["id"]
    assert (await admin.get(f"/records/order/{mine['id']}")).json() == mine


async def test_lines_go_and_come_back_with_their_parent(admin: httpx.AsyncClient) -> None:
    order = await an_order(admin)
    await admin.delete(f"/records/order/{order['id']}")
    account = f"/records/account/{order['account']}"
    assert (await admin.get(account)).json()["ordered_amount"] == "0"
    await admin.post("/records/order/restore", json={"ids": [order["id"]]})
    assert (await admin.get(f"/records/order/{order['id']}")).json()["lines"] == order["lines"]
    assert (await admin.get(account)).json()["ordered_amount"] == "25.00"


async def test_lines_are_not_reached_but_through_their_parent(admin: httpx.AsyncClient) -> None:
    order = await an_order(admin)
    line = order["lines"][0]["id"]
    answers = [
        await admin.get("/records/order_line"),
        await admin.get(f"/records/order_line/{line}"),
        await admin.patch(f"/records/order_line/{line}", json={"quantity": "3"}),
        await admin.delete(f"/records/order_line/{line}"),
        await admin.post("/records/order_line", json={"order": order["id"], "quantity": "1"}),
        await admin.post("/records/order_line/aggregate", json={}),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(400, "lines_live_with_parent")] * 6


async def test_figure_of_a_new_record_is_nought_not_nothing(admin: httpx.AsyncClient) -> None:
    account = (await admin.post("/records/account", json={"name": "Acme", "industry": "retail"})).json()
    names = ("open_opportunities", "open_amount", "won_amount", "ordered_amount")
    assert [account[name] for name in names] == ["0"] * 4
