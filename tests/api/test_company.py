"""REC-17: an administrator says what the company is called, where it is, and its currency and time zone."""

import httpx
import pytest

from guanxi.engine.company import Company
from tests.fixtures.company import Cast, SignIn, make

pytestmark = pytest.mark.anyio
BRITISH = {"name": "Heron Ltd", "country": "GB", "currency": "GBP", "time_zone": "Europe/London"}


async def test_a_company_without_amounts_takes_any_currency_and_undo_brings_it_back(
    admin: httpx.AsyncClient, company: Company
) -> None:
    before = (await admin.get("/company")).json()
    assert before["currency_is_fixed"] is False
    changed = await admin.patch("/company", json=BRITISH)
    assert changed.status_code == 200, changed.text
    assert {name: changed.json()[name] for name in BRITISH} == BRITISH
    assert (await admin.get("/auth/me")).json()["company"]["currency"] == "GBP"
    assert company.norms.time_zone == "Europe/London"
    undone = await admin.post(f"/changes/{changed.headers['X-Change-Set']}/undo")
    assert undone.status_code == 200, undone.text
    assert (await admin.get("/company")).json()["time_zone"] == before["time_zone"]
    assert company.norms.currency == before["currency"]
    listed = (await admin.get("/changes", params={"limit": 2})).json()["changes"]
    assert [each["summary"][0]["label"] for each in listed] == ["Company", "Company"]


async def test_the_currency_stays_once_an_amount_counts_in_it(
    admin: httpx.AsyncClient, company: Company, cast: Cast
) -> None:
    await make(company, cast.admin, "product", name="Pump", price={"amount": "5", "currency": "CNY"})
    refused = await admin.patch("/company", json=BRITISH)
    assert refused.status_code == 422
    assert [(each["field"], each["code"]) for each in refused.json()["errors"]] == [("currency", "currency_in_use")]
    renamed = await admin.patch("/company", json={"name": "Heron"})
    assert (renamed.json()["name"], renamed.json()["currency_is_fixed"]) == ("Heron", True)
    undone = await admin.post(f"/changes/{renamed.headers['X-Change-Set']}/undo")
    assert undone.status_code == 200, undone.text
    assert (await admin.get("/company")).json()["name"] == "Guanxi"


async def test_what_is_wrong_is_said_and_nothing_is_changed(admin: httpx.AsyncClient) -> None:
    before = (await admin.get("/company")).json()
    wrong = {"name": " ", "country": "Atlantis", "currency": 5, "time_zone": "Moon"}
    refused = await admin.patch("/company", json=wrong)
    assert refused.status_code == 422
    assert {each["field"]: each["code"] for each in refused.json()["errors"]} == {
        "name": "required",
        "country": "unknown_choice",
        "currency": "required",
        "time_zone": "unknown_choice",
    }
    assert (await admin.get("/company")).json() == before


async def test_only_an_administrator_changes_the_company(sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    assert (await lina.patch("/company", json={"name": "Mine"})).status_code == 403
