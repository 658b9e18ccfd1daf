"""Money is exact: sums are sums of decimals, lines round by their currency, totals are sums of rounded lines.

SAL-10, REC-3, REC-6, REC-17.
"""

import json
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from guanxi.kernel.fields.currencies import DECIMALS
from tests.contract.worlds import EVERYTHING, World

pytestmark = pytest.mark.anyio
EXACT = Context(prec=100, rounding=ROUND_HALF_UP)
RATE = Decimal("7.123456")

amounts = st.decimals(-(10**20), 10**20, places=4, allow_nan=False, allow_infinity=False)
prices = st.decimals(0, 10**7, places=2, allow_nan=False, allow_infinity=False)
shares = st.none() | st.decimals(0, 100, places=3, allow_nan=False, allow_infinity=False)
lines = st.fixed_dictionaries(
    {
        "quantity": st.decimals("0.001", 9999, places=3, allow_nan=False, allow_infinity=False),
        "unit_price": prices,
        "discount": shares,
        "tax_rate": shares,
    }
)


def rounded(number: Decimal, places: int = 2) -> Decimal:
    """As people round: a half goes away from nought, and nought has no sign."""
    found = number.quantize(Decimal(1).scaleb(-places), context=EXACT)
    return found if found else abs(found)


def sent_again(record: dict[str, Any]) -> dict[str, Any]:
    """What was read, as one writes it back; a nought gets a sign on the way."""
    amount = record["x_money"]["amount"]
    signed = amount if Decimal(amount) else f"-{amount}"
    return {"x_money": {**record["x_money"], "amount": signed}, "x_decimal": record["x_decimal"]}


def total(numbers: list[Decimal]) -> Decimal:
    found = Decimal(0)
    for number in numbers:
        found = EXACT.add(found, number)
    return found


def money(amount: Decimal, currency: str = "CNY") -> dict[str, str]:
    return {"amount": format(amount, "f"), "currency": currency}


def net(line: dict[str, Any]) -> Decimal:
    """A line before tax and before it is rounded."""
    gross = EXACT.multiply(line["quantity"], line["unit_price"])
    return EXACT.divide(EXACT.multiply(gross, 100 - (line["discount"] or Decimal(0))), Decimal(100))


def tax(line: dict[str, Any]) -> Decimal:
    return EXACT.divide(EXACT.multiply(net(line), line["tax_rate"] or Decimal(0)), Decimal(100))


def sent(line: dict[str, Any]) -> dict[str, Any]:
    """A line as it is written to the interface."""
    text = {name: None if value is None else format(value, "f") for name, value in line.items()}
    return {**text, "unit_price": money(line["unit_price"])}


@settings(max_examples=40, derandomize=True)
@given(amount=amounts, currency=st.sampled_from(sorted(DECIMALS)))
async def test_amount_is_kept_to_the_last_digit_of_its_currency(world: World, amount: Decimal, currency: str) -> None:
    made = await world.create(
        EVERYTHING, {"name": "money", "x_money": money(amount, currency), "x_decimal": str(amount)}
    )
    kept = (await (await world.client("admin")).get(f"/records/{EVERYTHING}/{made['id']}")).json()
    assert kept["x_money"]["currency"] == currency
    assert kept["x_money"]["amount"] == format(rounded(amount, DECIMALS[currency]), "f")
    changed = await (await world.client("admin")).patch(f"/records/{EVERYTHING}/{made['id']}", json=sent_again(kept))
    assert changed.json()["version"] == 1
    assert Decimal(kept["x_decimal"]) == amount


@settings(max_examples=20, derandomize=True)
@given(some=st.lists(amounts, min_size=1, max_size=12))
async def test_sums_are_sums_of_decimals(world: World, some: list[Decimal]) -> None:
    admin, mark = await world.client("admin"), uuid4().hex
    rows = [{"name": mark, "x_money": money(amount), "x_decimal": str(amount)} for amount in some]
    await world.create(EVERYTHING, rows)
    functions = ("sum", "min", "max", "avg")
    measures = [{"function": each, "field": name} for name in ("x_money", "x_decimal") for each in functions]
    body = {"filter": {"field": "name", "op": "eq", "value": mark}, "measures": measures}
    found = (await admin.post(f"/records/{EVERYTHING}/aggregate", json=body)).json()["groups"][0]["values"]
    for values, numbers in ((found[:4], [rounded(each) for each in some]), (found[4:], some)):
        assert [Decimal(each) for each in values[:3]] == [total(numbers), min(numbers), max(numbers)]
        average = EXACT.divide(total(numbers), Decimal(len(numbers)))
        assert abs(Decimal(values[3]) - average) <= max(Decimal("0.000001"), abs(average).scaleb(-15))


@settings(max_examples=20, derandomize=True)
@given(amount=amounts)
async def test_comparison_and_order_are_exact(world: World, amount: Decimal) -> None:
    admin, mark = await world.client("admin"), uuid4().hex
    step = Decimal("0.01")
    near = [rounded(amount) - step, rounded(amount), rounded(amount) + step]
    made = await world.create(EVERYTHING, [{"name": mark, "x_money": money(each)} for each in reversed(near)])
    ids = [record["id"] for record in reversed(made["records"])]
    mine = {"field": "name", "op": "eq", "value": mark}
    for op, right in (("lt", ids[:1]), ("le", ids[:2]), ("eq", ids[1:2]), ("ge", ids[1:]), ("gt", ids[2:])):
        tree = {"and": [mine, {"field": "x_money", "op": op, "value": format(near[1], "f")}]}
        asked = {"filter": json.dumps(tree), "sort": "x_money", "fields": "id"}
        found = (await admin.get(f"/records/{EVERYTHING}", params=asked)).json()["records"]
        assert [record["id"] for record in found] == right


@settings(max_examples=20, derandomize=True)
@given(orders=st.lists(st.tuples(st.lists(lines, max_size=5), st.booleans()), min_size=1, max_size=3))
async def test_total_is_the_sum_of_rounded_lines(world: World, orders: list[tuple[list[dict[str, Any]], bool]]) -> None:
    note(repr(orders))
    admin = await world.client("admin")
    account = (await world.create("account", {"name": "buyer"}))["id"]
    counted = Decimal(0)
    for given_lines, is_cancelled in orders:
        status = "cancelled" if is_cancelled else "confirmed"
        body = {"account": account, "status": status, "lines": [sent(line) for line in given_lines]}
        made = await world.create("order", body)
        order = (await admin.get(f"/records/order/{made['id']}")).json()
        nets, taxes = [rounded(net(line)) for line in given_lines], [rounded(tax(line)) for line in given_lines]
        assert [Decimal(line["total"]["amount"]) for line in order["lines"]] == nets
        assert [Decimal(line["tax"]["amount"]) for line in order["lines"]] == taxes
        assert (Decimal(order["total"]["amount"]), Decimal(order["tax"]["amount"])) == (total(nets), total(taxes))
        counted += Decimal(0) if is_cancelled else total(nets)
    kept = (await admin.get(f"/records/account/{account}")).json()
    assert Decimal(kept["ordered_amount"]) == counted


OF_NEW_STAGE = 10  # what a prospecting deal has where nothing is said
deals = st.lists(
    st.tuples(st.sampled_from(("prospecting", "won", "lost")), prices, shares, st.booleans()), min_size=1, max_size=6
)


@settings(max_examples=25, derandomize=True)
@given(deals=deals)
async def test_figures_of_an_account_are_sums_of_its_deals(world: World, deals: list[Any]) -> None:
    admin = await world.client("admin")
    account = (await world.create("account", {"name": "figures"}))["id"]
    open_amounts: list[Decimal] = []
    won_amounts: list[Decimal] = []
    for stage, amount, probability, is_deleted in deals:
        share = None if probability is None else str(probability)
        values = {"name": "d", "account": account, "stage": stage, "amount": money(amount), "probability": share}
        made = await world.create("opportunity", {**values, "close_on": "2099-01-01"})
        deal = (await admin.get(f"/records/opportunity/{made['id']}")).json()
        likely = OF_NEW_STAGE if probability is None else probability
        expected = {"won": amount, "lost": Decimal(0), "prospecting": amount * likely / 100}[stage]
        assert Decimal(deal["expected"]) == rounded(expected)
        if is_deleted:
            await admin.delete(f"/records/opportunity/{made['id']}")
        else:
            open_amounts += [amount] * (stage == "prospecting")
            won_amounts += [amount] * (stage == "won")
    kept = (await admin.get(f"/records/account/{account}")).json()
    assert Decimal(kept["open_amount"]) == total(open_amounts)
    assert Decimal(kept["won_amount"]) == total(won_amounts)
    assert kept["open_opportunities"] == str(len(open_amounts))


@settings(max_examples=20, derandomize=True)
@given(some=st.lists(st.tuples(prices, st.sampled_from(("CNY", "BHD"))), min_size=1, max_size=8))
async def test_foreign_money_is_summed_in_the_currency_of_the_company(
    world: World, some: list[tuple[Decimal, str]]
) -> None:
    admin, mark = await world.client("admin"), uuid4().hex
    await _rate(world)
    await world.create(EVERYTHING, [{"name": mark, "x_money": money(*each)} for each in some])
    mine = {"field": "name", "op": "eq", "value": mark}
    body = {"filter": mine, "measures": [{"function": "sum", "field": "x_money"}]}
    found = (await admin.post(f"/records/{EVERYTHING}/aggregate", json=body)).json()["groups"][0]["values"][0]
    ours = [rounded(EXACT.multiply(amount, RATE)) if currency == "BHD" else amount for amount, currency in some]
    assert Decimal(found) == total(ours)


async def _rate(world: World) -> None:
    """One rate for the dinar, whose amounts have three decimals."""
    admin = await world.client("admin")
    known = {"filter": {"field": "currency", "op": "eq", "value": "BHD"}}
    await admin.request("DELETE", "/records/exchange_rate", json=known)
    await world.create("exchange_rate", {"currency": "BHD", "rate": str(RATE), "dated_on": "2020-01-01"})
