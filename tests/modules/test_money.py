"""REC-17: what foreign money is worth in the company's currency, and when that changes."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from guanxi.engine.changes.rerating import rerate
from guanxi.engine.company import Company
from guanxi.modules.money.seeds import starting_rates
from guanxi.modules.money.starting_table import YUAN
from tests.fixtures.company import Cast, SignIn, make

pytestmark = pytest.mark.anyio
YEN = {"amount": "10000", "currency": "JPY"}


async def enter_rate(admin: httpx.AsyncClient, rate: str, dated_on: str, currency: str = "JPY") -> dict[str, Any]:
    made = await admin.post("/records/exchange_rate", json={"currency": currency, "rate": rate, "dated_on": dated_on})
    assert made.status_code == 201, made.text
    return made.json()


async def a_deal(admin: httpx.AsyncClient, **values: Any) -> dict[str, Any]:
    account = (await admin.post("/records/account?duplicates=allow", json={"name": "Tanaka"})).json()
    facts = {"name": "Roof", "account": account["id"], "amount": YEN, "started_on": "2025-01-01"} | values
    made = await admin.post("/records/opportunity", json=facts)
    assert made.status_code == 201, made.text
    return made.json()


async def worth(company: Company, deal: dict[str, Any]) -> tuple[Decimal | None, str | None]:
    async with company.pool.connection() as connection:
        found = await connection.execute(
            b"SELECT amount_base, amount_rated_on::text FROM record.opportunity WHERE id = $1::uuid", [deal["id"]]
        )
        row = await found.fetchone()
    assert row is not None
    return row[0], row[1]


async def revenue(company: Company) -> tuple[Decimal, str]:
    """What the only account's revenue counts, and the day of its rate."""
    async with company.pool.connection() as connection:
        rows = await connection.execute(b"SELECT revenue_base, revenue_rated_on::text FROM record.account")
        return (await rows.fetchall())[0]


def days_ago(days: int) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).date().isoformat()


async def test_first_rates_are_a_marked_table_of_the_usual_currencies(admin: httpx.AsyncClient) -> None:
    rates = (await admin.get("/records/exchange_rate", params={"limit": 500})).json()["records"]
    assert {rate["source"] for rate in rates} == {"starting_table"}
    assert {rate["currency"]: Decimal(rate["rate"]) for rate in rates} == {
        code: rate for code, rate in YUAN.items() if code != "CNY"
    }


def test_starting_table_is_turned_to_another_company_currency() -> None:
    found = starting_rates("USD")
    assert "USD" not in found
    assert found["CNY"] == Decimal("0.1397")
    assert starting_rates("UYU") == {}


async def test_amount_counts_in_the_company_currency_at_the_newest_rate(
    admin: httpx.AsyncClient, company: Company
) -> None:
    await enter_rate(admin, "0.05", days_ago(3))
    await enter_rate(admin, "0.06", days_ago(1))
    deal = await a_deal(admin)
    assert await worth(company, deal) == (Decimal("600.00"), days_ago(1))
    sums = {"measures": [{"function": "sum", "field": "amount"}]}
    assert (await admin.post("/records/opportunity/aggregate", json=sums)).json()["groups"][0]["values"] == ["600.00"]
    account = (await admin.get(f"/records/account/{deal['account']}")).json()
    assert Decimal(account["open_amount"]) == 600


async def test_closed_deal_keeps_the_rate_of_its_closing_day(admin: httpx.AsyncClient, company: Company) -> None:
    await enter_rate(admin, "0.05", "2025-08-01")
    await enter_rate(admin, "0.06", "2025-09-01")
    deal = await a_deal(admin, close_on="2025-08-15")
    assert await worth(company, deal) == (Decimal("600.00"), "2025-09-01")
    closed = {"stage": "won", "close_on": "2025-08-15"}  # without its day it would be closed today
    won = await admin.patch(f"/records/opportunity/{deal['id']}", json=closed)
    assert won.status_code == 200, won.text
    assert await worth(company, deal) == (Decimal("500.00"), "2025-08-01")
    moved = await admin.patch(f"/records/opportunity/{deal['id']}", json={"close_on": "2025-09-02"})
    assert moved.status_code == 200, moved.text
    assert await worth(company, deal) == (Decimal("600.00"), "2025-09-01")
    reopened = await admin.post(f"/changes/{moved.headers['x-change-set']}/undo", json={})
    assert reopened.status_code == 200
    assert await worth(company, deal) == (Decimal("500.00"), "2025-08-01")


async def test_night_rates_open_deals_anew_and_leaves_closed_ones(admin: httpx.AsyncClient, company: Company) -> None:
    await enter_rate(admin, "0.05", "2025-08-01")
    is_open = await a_deal(admin)
    is_won = await a_deal(admin, name="Won", stage="won", close_on="2025-08-15")
    await enter_rate(admin, "0.07", days_ago(1))
    before = (await admin.get(f"/records/opportunity/{is_open['id']}")).json()
    assert await rerate(company) == 1
    assert await worth(company, is_open) == (Decimal("700.00"), days_ago(1))
    assert await worth(company, is_won) == (Decimal("500.00"), "2025-08-01")
    account = (await admin.get(f"/records/account/{is_open['account']}")).json()
    assert Decimal(account["open_amount"]) == 700
    after = (await admin.get(f"/records/opportunity/{is_open['id']}")).json()
    assert (Decimal(before.pop("expected")), Decimal(after.pop("expected"))) == (50, 70)
    assert after == before
    assert await rerate(company) == 0


async def test_amount_without_rate_is_rated_when_the_rate_comes(admin: httpx.AsyncClient, company: Company) -> None:
    won = {"stage": "won", "close_on": "2025-08-15", "amount": {"amount": "9.00", "currency": "UYU"}}
    deal = await a_deal(admin, **won)
    assert await worth(company, deal) == (None, None)
    await enter_rate(admin, "0.18", "2025-10-01", "UYU")
    assert await rerate(company) == 1
    assert await worth(company, deal) == (Decimal("1.62"), "2025-10-01")


async def test_rate_that_is_not_valid_yet_does_not_count(admin: httpx.AsyncClient, company: Company) -> None:
    await enter_rate(admin, "0.05", days_ago(2))
    await enter_rate(admin, "9", days_ago(-30))
    deal = await a_deal(admin)
    assert (await worth(company, deal))[0] == Decimal("500.00")
    assert await rerate(company) == 0


async def test_formula_over_foreign_money_is_in_the_company_currency(admin: httpx.AsyncClient) -> None:
    await enter_rate(admin, "0.05", days_ago(2))
    deal = await a_deal(admin, probability="50")
    assert Decimal(deal["expected"]) == 250


async def test_rate_must_be_above_zero(admin: httpx.AsyncClient) -> None:
    refused = await admin.post(
        "/records/exchange_rate", json={"currency": "USD", "rate": "0", "dated_on": "2025-01-01"}
    )
    assert (refused.status_code, refused.json()["errors"][0]["message"]) == (422, "Enter a rate above 0.")


@pytest.mark.parametrize("login", ["chenli", "lina", "viewer"])
async def test_only_administrators_enter_rates(sign_in: SignIn, login: str) -> None:
    person = await sign_in(login)
    refused = await person.post("/records/exchange_rate", json={"currency": "USD", "rate": "7"})
    assert (refused.status_code, refused.json()["code"]) == (403, "no_right")
    assert (await person.get("/records/exchange_rate")).status_code == 200


async def test_night_moves_many_amounts_with_their_accounts(company: Company, cast: Cast) -> None:
    account = await make(company, cast.admin, "account", name="Many")
    for number in range(5):
        await make(company, cast.admin, "opportunity", name=f"Deal {number}", account=str(account), amount=YEN)
    async with company.pool.connection() as connection:
        await connection.execute(b"UPDATE record.exchange_rate SET rate = 0.1 WHERE currency = 'JPY'")
    assert await rerate(company) == 5
    async with company.pool.connection() as connection:
        found = await connection.execute(b"SELECT open_amount FROM record.account WHERE id = $1", [account])
        assert await found.fetchone() == (Decimal("5000.00"),)


async def test_undo_gives_back_what_the_amount_counted(admin: httpx.AsyncClient, company: Company) -> None:
    await enter_rate(admin, "0.05", days_ago(3))
    dollars = {"amount": "5.00", "currency": "USD"}
    made = await admin.post("/records/account", json={"name": "Tanaka", "revenue": YEN})
    address = f"/records/account/{made.json()['id']}"
    changed = await admin.patch(address, json={"revenue": dollars})
    await enter_rate(admin, "0.07", days_ago(1))
    undone = await admin.post(f"/changes/{changed.headers['x-change-set']}/undo", json={})
    assert undone.status_code == 200, undone.text
    assert await revenue(company) == (Decimal("500.00"), days_ago(3))
    await admin.post(f"/changes/{undone.json()['change_set']}/undo", json={})
    assert (await admin.get(address)).json()["revenue"] == dollars
    assert (await revenue(company))[0] != Decimal("500.00")


async def test_undo_of_an_open_deal_follows_the_rate(admin: httpx.AsyncClient, company: Company) -> None:
    await enter_rate(admin, "0.05", days_ago(3))
    deal = await a_deal(admin)
    changed = await admin.patch(f"/records/opportunity/{deal['id']}", json={"amount": YEN | {"amount": "1"}})
    await enter_rate(admin, "0.07", days_ago(1))
    await admin.post(f"/changes/{changed.headers['x-change-set']}/undo", json={})
    assert await worth(company, deal) == (Decimal("700.00"), days_ago(1))
