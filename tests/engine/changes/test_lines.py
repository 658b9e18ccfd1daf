"""Owned lines and the figures that rest on them: REC-3, and the rule that lines are one unit with their parent."""

from decimal import Decimal
from typing import Any

import httpx
import pytest

from guanxi.engine.company import Company
from guanxi.kernel.access import ALL, Grant
from guanxi.kernel.principal import system
from tests.fixtures.company import SignIn

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
    assert changed.json()["total"] == {"amount": "105.00", "currency": "CNY"}
    assert (await admin.get(account)).json()["ordered_amount"] == "105.00"
    undone = await admin.post(f"/changes/{changed.headers['x-change-set']}/undo", json={})
    assert undone.status_code == 200, undone.text
    after = (await admin.get(address)).json()
    assert [each["id"] for each in after["lines"]] == [each["id"] for each in order["lines"]]
    assert (after["total"], after["version"]) == (order["total"], 3)
    assert (await admin.get(account)).json()["ordered_amount"] == before == "25.00"


async def test_undo_of_lines_that_changed_in_different_ways_keeps_the_order(admin: httpx.AsyncClient) -> None:
    order = await an_order(admin, [*LINES, *LINES])
    a, b, c, d = ({"id": each["id"]} for each in order["lines"])
    turned = [b | {"quantity": "7"}, a, c | {"quantity": "8"}, d | {"unit_price": "9"}]
    changed = await admin.patch(f"/records/order/{order['id']}", json={"lines": turned})
    undone = await admin.post(f"/changes/{changed.headers['x-change-set']}/undo", json={})
    assert undone.status_code == 200, undone.text
    found = (await admin.get(f"/records/order/{order['id']}")).json()["lines"]
    assert [each | {"version": 1} for each in found] == [each | {"version": 1} for each in order["lines"]]


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


def priced(*prices: str, currency: str) -> list[dict[str, Any]]:
    return [{"quantity": "3", "unit_price": {"amount": price, "currency": currency}} for price in prices]


async def counted(company: Company, order: dict[str, Any]) -> Decimal:
    """What the order's total counts in the company's currency."""
    async with company.reading(system()) as work:
        return (await work.fetch('SELECT total FROM record."order" WHERE id = $1::uuid', order["id"]))[0][0]


async def test_total_is_in_the_currency_of_the_lines_and_counts_in_the_companys(
    admin: httpx.AsyncClient, company: Company
) -> None:
    lines = [{**line, "tax_rate": "20"} for line in priced("1.65", "4.20", currency="GBP")]
    order = (await admin.get(f"/records/order/{(await an_order(admin, lines))['id']}")).json()
    assert order["total"] == {"amount": "17.55", "currency": "GBP"}
    assert order["tax"] == {"amount": "3.51", "currency": "GBP"}
    assert [line["total"] for line in order["lines"]] == [
        {"amount": "4.95", "currency": "GBP"},
        {"amount": "12.6", "currency": "GBP"},
    ]
    worth = await counted(company, order)
    assert worth == (Decimal("16.22") + Decimal("41.29")) * 3  # 9.83 yuan for a pound
    assert (await admin.get(f"/records/account/{order['account']}")).json()["ordered_amount"] == str(worth)


async def test_total_of_lines_in_several_currencies_is_in_the_companys(
    admin: httpx.AsyncClient, company: Company
) -> None:
    order = await an_order(admin, [*priced("1.00", currency="GBP"), *priced("2.00", currency="CNY")])
    assert order["total"] == {"amount": str(await counted(company, order)), "currency": "CNY"}
    pounds = await admin.patch(f"/records/order/{order['id']}", json={"lines": priced("1.00", currency="GBP")})
    assert pounds.json()["total"] == {"amount": "3.00", "currency": "GBP"}
    undone = await admin.post(f"/changes/{pounds.headers['x-change-set']}/undo", json={})
    assert undone.status_code == 200
    assert (await admin.get(f"/records/order/{order['id']}")).json()["total"] == order["total"]


async def test_order_without_lines_is_worth_nothing_in_the_companys_currency(admin: httpx.AsyncClient) -> None:
    order = await an_order(admin, [])
    assert order["total"] == {"amount": "0", "currency": "CNY"}
    lines = {"lines": priced("7.00", currency="UYU")}
    without_rate = await admin.patch(f"/records/order/{order['id']}", json=lines)
    assert without_rate.json()["total"] == {"amount": "21.00", "currency": "UYU"}
    emptied = await admin.patch(f"/records/order/{order['id']}", json={"lines": []})
    assert emptied.json()["total"] == {"amount": "0", "currency": "CNY"}


async def test_order_in_pounds_is_filtered_and_sorted_by_what_it_counts(admin: httpx.AsyncClient) -> None:
    pounds = await an_order(admin, priced("2.00", currency="GBP"))
    yuan = {"account": pounds["account"], "lines": priced("10.00", currency="CNY")}
    assert (await admin.post("/records/order", json=yuan)).status_code == 201
    listed = (await admin.get("/records/order", params={"sort": "-total", "fields": "total"})).json()["records"]
    assert [each["total"]["currency"] for each in listed] == ["GBP", "CNY"]
    above = {"filter": '{"field": "total", "op": "gt", "value": "40"}', "count": "exact"}
    assert (await admin.get("/records/order", params=above)).json()["total"] == 1


def close_price(company: Company, level: str) -> None:
    """Representatives may do everything, but the price of a line is of this level to them."""
    lines = Grant(frozenset(), "none", "none", {"unit_price": level})
    company.replace(grants={**company.grants, "representative": {"*": ALL, "order_line": lines}})


@pytest.mark.parametrize(("level", "shown"), [("hidden", None), ("masked", "***")])
async def test_closed_field_of_lines_is_shown_nowhere(
    company: Company, admin: httpx.AsyncClient, sign_in: SignIn, level: str, shown: str | None
) -> None:
    order, lina = await an_order(admin), await sign_in("lina")
    await admin.patch(f"/records/order/{order['id']}", json={"lines": [{"unit_price": "77.77", "quantity": "3"}]})
    close_price(company, level)
    address = f"/records/order/{order['id']}"
    one, listed = await lina.get(address), await lina.get("/records/order")
    assert [line.get("unit_price") for line in one.json()["lines"]] == [shown]
    assert [line.get("unit_price") for line in listed.json()["records"][0]["lines"]] == [shown]
    texts = [answer.text for answer in (one, listed, await lina.get(f"{address}/history"))]
    assert [text.count("77.77") for text in texts] == [0] * 3
    told = (await lina.get("/meta")).json()["objects"]["order_line"]["fields"]
    assert told.get("unit_price", {}).get("level") in (None, "masked")


async def test_field_of_lines_that_may_be_read_only_stays_as_it_is(
    company: Company, admin: httpx.AsyncClient, sign_in: SignIn
) -> None:
    order, lina = await an_order(admin), await sign_in("lina")
    close_price(company, "read")
    address, lines = f"/records/order/{order['id']}", order["lines"]
    kept = [{"id": line["id"], "quantity": "3", "unit_price": line["unit_price"]} for line in lines]
    changed = await lina.patch(address, json={"lines": kept})
    assert changed.status_code == 200, changed.text
    found = [(line["quantity"], line["unit_price"]) for line in changed.json()["lines"]]
    assert found == [("3", line["unit_price"]) for line in lines]
    for wish in ([{**kept[0], "unit_price": "1"}], [{"quantity": "1", "unit_price": "1"}]):
        refused = await lina.patch(address, json={"lines": wish})
        assert refused.status_code == 422
        errors = [(error["field"], error["code"]) for error in refused.json()["errors"]]
        assert ("lines.0.unit_price", "no_field_right") in errors
    close_price(company, "hidden")
    hidden = await lina.patch(address, json={"lines": [{"id": lines[0]["id"], "unit_price": "1"}]})
    assert (hidden.status_code, hidden.json()["errors"][0]["code"]) == (422, "unknown_field")
    undone = await lina.post(f"/changes/{changed.headers['x-change-set']}/undo", json={})
    assert undone.status_code == 200, undone.text
