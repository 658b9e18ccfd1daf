"""A stage brings its probability, and the end of a deal its day: SAL-4, CUS-1."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from guanxi.engine.company import Company
from tests.fixtures.company import Cast, SignIn, make

pytestmark = pytest.mark.anyio
FACTS = {"name": "Deal", "amount": {"amount": "100", "currency": "CNY"}, "close_on": "2031-01-15"}


async def deal(company: Company, cast: Cast, **values: Any) -> UUID:
    account = await make(company, cast.admin, "account", name="Works")
    return await make(company, cast.admin, "opportunity", account=account, **FACTS | values)


async def test_a_new_deal_is_as_likely_as_its_stage(company: Company, cast: Cast, sign_in: SignIn) -> None:
    admin = await sign_in("admin")
    found = (await admin.get(f"/records/opportunity/{await deal(company, cast)}")).json()
    assert (found["stage"], found["probability"], Decimal(found["expected"])) == ("prospecting", "10", 10)


async def test_a_move_brings_probability_and_day_and_undo_takes_both(
    company: Company, cast: Cast, sign_in: SignIn
) -> None:
    admin = await sign_in("admin")
    address = f"/records/opportunity/{await deal(company, cast)}"
    moved = await admin.patch(address, json={"stage": "won"})
    assert moved.json()["probability"] == "100"
    assert "2026-01-01" <= moved.json()["close_on"] < "2031-01-15"
    await admin.post(f"/changes/{moved.headers['x-change-set']}/undo")
    back = (await admin.get(address)).json()
    assert (back["stage"], back["probability"], back["close_on"]) == ("prospecting", "10", "2031-01-15")


async def test_what_is_said_stands(company: Company, cast: Cast, sign_in: SignIn) -> None:
    admin = await sign_in("admin")
    address = f"/records/opportunity/{await deal(company, cast, stage='proposal', probability='35')}"
    assert (await admin.get(address)).json()["probability"] == "35"
    lost = await admin.patch(address, json={"stage": "lost", "close_on": "2030-05-04"})
    assert lost.status_code == 200, lost.text
    assert (lost.json()["probability"], lost.json()["close_on"]) == ("0", "2030-05-04")
    renamed = await admin.patch(address, json={"name": "Other", "probability": "5"})
    assert renamed.json()["probability"] == "5"


async def test_a_deal_that_comes_in_closed_needs_its_day(cast: Cast, company: Company, sign_in: SignIn) -> None:
    admin = await sign_in("admin")
    account = await make(company, cast.admin, "account", name="Works")
    given = {**FACTS, "account": str(account), "stage": "won", "close_on": None}
    assert (await admin.post("/records/opportunity", json=given)).status_code == 422
