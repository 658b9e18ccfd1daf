"""SAL-1: a lead becomes an account, a contact and an opportunity in one step that can be undone."""

import asyncio
import json
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from guanxi.engine.company import Company
from guanxi.kernel.access import ALL, Grant
from tests.fixtures.company import SignIn

pytestmark = pytest.mark.anyio
LEAD = {
    "name": "王小明",
    "company": "Acme Roofs",
    "job_title": "Buyer",
    "mobile": "+8613800001111",
    "email": "wang@acme.example",
    "industry": "retail",
    "budget": {"amount": "900.00", "currency": "CNY"},
    "need": "A new roof",
}


async def a_lead(client: httpx.AsyncClient, **values: Any) -> dict[str, Any]:
    made = await client.post("/records/lead", params={"duplicates": "allow"}, json=LEAD | values)
    assert made.status_code == 201, made.text
    return made.json()


async def convert(client: httpx.AsyncClient, lead: dict[str, Any], **values: Any) -> httpx.Response:
    return await client.post("/actions/sales/convert_lead", json={"lead": lead["id"], **values})


async def test_representative_converts_without_retyping(sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    lead = await a_lead(lina)
    task = (await lina.post("/records/task", json={"subject": "Call", "lead": lead["id"]})).json()
    done = await convert(lina, lead, close_on="2026-12-01")
    assert done.status_code == 200, done.text
    made = done.json()
    account = (await lina.get(f"/records/account/{made['account']}")).json()
    contact = (await lina.get(f"/records/contact/{made['contact']}")).json()
    deal = (await lina.get(f"/records/opportunity/{made['opportunity']}")).json()
    after = (await lina.get(f"/records/lead/{lead['id']}")).json()
    assert (account["name"], account["industry"], account["owner"]) == ("Acme Roofs", "retail", lead["owner"])
    assert (contact["name"]["full"], contact["mobile"], contact["account"]) == ("王小明", LEAD["mobile"], account["id"])
    assert (deal["account"], deal["contact"], deal["amount"]) == (account["id"], contact["id"], LEAD["budget"])
    assert (deal["description"], deal["close_on"]) == ("A new roof", "2026-12-01")
    assert [after[name] for name in ("status", "account", "contact", "opportunity")] == [
        "converted",
        *(each["id"] for each in (account, contact, deal)),
    ]
    assert (await lina.get(f"/records/task/{task['id']}")).json()["account"] == account["id"]


async def test_a_deal_that_nobody_dates_is_to_close_in_thirty_days(sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    made = (await convert(lina, await a_lead(lina))).json()
    deal = (await lina.get(f"/records/opportunity/{made['opportunity']}")).json()
    assert date.fromisoformat(deal["close_on"]) - date.fromisoformat(deal["started_on"]) == timedelta(days=30)


async def test_conversion_is_one_change_and_undone_as_one(sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    lead = await a_lead(lina)
    done = await convert(lina, lead)
    undone = await lina.post(f"/changes/{done.json()['change_set']}/undo", json={})
    assert undone.status_code == 200, undone.text
    for name in ("account", "contact", "opportunity"):
        found = await lina.get(f"/records/{name}", params={"count": "exact"})
        assert found.json()["total"] == 0
    assert (await lina.get(f"/records/lead/{lead['id']}")).json()["status"] == "new"


async def test_lead_is_joined_to_what_exists(sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    account = (await lina.post("/records/account", json={"name": "ACME roofs"})).json()
    contact = (await lina.post("/records/contact", json={"name": "Wang", "mobile": LEAD["mobile"]})).json()
    made = (await convert(lina, await a_lead(lina), with_opportunity=False)).json()
    assert (made["account"], made["contact"], made["opportunity"]) == (account["id"], contact["id"], None)


async def test_person_chooses_among_several(sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    twice = [{"name": "Acme Roofs"}, {"name": "Acme Roofs"}]
    made = (await lina.post("/records/account?duplicates=allow", json=twice)).json()["records"]
    lead = await a_lead(lina)
    refused = await convert(lina, lead)
    assert (refused.status_code, refused.json()["code"]) == (409, "duplicate")
    assert {each["id"] for each in refused.json()["duplicates"]} == {each["id"] for each in made}
    assert (await convert(lina, lead, account=made[1]["id"])).json()["account"] == made[1]["id"]


async def test_another_one_is_made_when_asked_for(sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    account = (await lina.post("/records/account", json={"name": "Acme Roofs"})).json()
    made = (await convert(lina, await a_lead(lina), duplicates="allow")).json()
    assert made["account"] != account["id"]


async def test_lead_is_converted_once(sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    lead = await a_lead(lina)
    await convert(lina, lead)
    refused = await convert(lina, lead)
    assert (refused.status_code, refused.json()["detail"]) == (409, "This lead was converted already.")


async def test_rights_hold_and_nothing_is_half_done(sign_in: SignIn, admin: httpx.AsyncClient) -> None:
    lead = await a_lead(await sign_in("lina"))
    assert (await convert(await sign_in("zhoumin"), lead)).status_code == 403
    assert (await convert(await sign_in("sunqian"), lead)).status_code == 404
    assert (await convert(await sign_in("viewer"), lead)).status_code == 403
    assert (await admin.get("/records/account", params={"count": "exact"})).json()["total"] == 0


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "lead", "required"),
        ({"lead": "x"}, "lead", "not_an_id"),
        ({"close_on": "soon"}, "close_on", "not_a_date"),
        ({"colour": "red"}, "colour", "unknown_field"),
        ({"duplicates": "maybe"}, "duplicates", "unknown_choice"),
    ],
)
async def test_values_are_typed(admin: httpx.AsyncClient, body: dict[str, Any], field: str, code: str) -> None:
    refused = await admin.post("/actions/sales/convert_lead", json=body)
    assert refused.status_code == 422
    assert (field, code) in [(error["field"], error["code"]) for error in refused.json()["errors"]]


async def test_unknown_verb_is_told(admin: httpx.AsyncClient) -> None:
    refused = await admin.post("/actions/sales/fly", json={})
    assert (refused.status_code, refused.json()["detail"]) == (404, "There is no action called sales/fly.")


async def test_verb_is_described(admin: httpx.AsyncClient) -> None:
    (action,) = (await admin.get("/meta")).json()["objects"]["lead"]["actions"]
    assert (action["module"], action["verb"], action["label"]) == ("sales", "convert_lead", "Convert")
    assert action["unless"] == {"status": "converted"}
    lead, amount = action["takes"]["lead"], action["takes"]["amount"]
    assert [lead[name] for name in ("kind", "required", "target", "default")] == ["reference", True, "lead", None]
    assert [amount[name] for name in ("kind", "label", "at_least")] == ["money", "Amount", "0"]
    assert amount["hint"] == "Left empty, the lead's budget."
    body = (await admin.get("/openapi.json")).json()["paths"]["/api/v1/actions/sales/convert_lead"]["post"]
    assert body["requestBody"]["content"]["application/json"]["schema"]["required"] == ["lead"]


async def test_lead_is_converted_once_also_by_many_at_the_same_moment(sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    lead = await a_lead(lina)
    answers = await asyncio.gather(*(convert(lina, lead, duplicates="allow") for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert {answer.json().get("code") for answer in answers if answer.status_code == 409} == {"already_converted"}
    assert (await lina.get("/records/opportunity", params={"count": "exact"})).json()["total"] == 1


def closed(company: Company, **fields: dict[str, str]) -> None:
    """Representatives may do everything but what these fields say."""
    grants = {name: Grant(ALL.rights, "all", "all", levels) for name, levels in fields.items()}
    company.replace(grants={**company.grants, "representative": {"*": ALL, **grants}})


async def test_what_is_hidden_from_who_converts_comes_along_unseen(
    company: Company, sign_in: SignIn, admin: httpx.AsyncClient
) -> None:
    lina = await sign_in("lina")
    lead = await a_lead(lina)
    reach = {"mobile": "masked", "email": "hidden"}
    masked = {"amount": "masked"}
    closed(company, lead={**reach, "budget": "masked"}, account=reach, contact=reach, opportunity=masked)
    done = await convert(lina, lead)
    assert done.status_code == 200, done.text
    made = done.json()
    contact = (await admin.get(f"/records/contact/{made['contact']}")).json()
    deal = (await admin.get(f"/records/opportunity/{made['opportunity']}")).json()
    assert (contact["mobile"], contact["email"]) == (LEAD["mobile"], LEAD["email"])
    assert deal["amount"] == LEAD["budget"]
    seen = (await lina.get(f"/records/contact/{made['contact']}")).json()
    assert (seen["mobile"], "email" in seen) == ("138****1111", False)
    assert "13800001111" not in done.text


async def test_what_would_be_told_by_the_new_record_is_refused(company: Company, sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    lead = await a_lead(lina)
    closed(company, lead={"need": "masked"})
    refused = await convert(lina, lead)
    assert (refused.status_code, refused.json()["code"]) == (403, "would_be_told")
    assert [error["field"] for error in refused.json()["errors"]] == ["need"]
    assert "Opportunity" in refused.json()["detail"]
    assert (await convert(lina, lead, with_opportunity=False)).status_code == 200


async def test_all_that_was_about_the_lead_comes_along_but_not_what_belongs_elsewhere(sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    lead = await a_lead(lina)
    other = (await lina.post("/records/account", json={"name": "Somebody Else"})).json()
    theirs = (
        await lina.post("/records/task", json={"subject": "Visit", "lead": lead["id"], "account": other["id"]})
    ).json()
    notes = [{"subject": f"Call {number}", "lead": lead["id"]} for number in range(510)]
    assert (await lina.post("/records/task", json=notes)).status_code == 201
    made = (await convert(lina, lead)).json()
    filter_by = json.dumps({"field": "account", "op": "eq", "value": made["account"]})
    found = await lina.get("/records/task", params={"filter": filter_by, "count": "exact", "limit": 1})
    assert found.json()["total"] == 510
    after = (await lina.get(f"/records/task/{theirs['id']}")).json()
    assert [after.get(name) for name in ("account", "contact", "version")] == [other["id"], None, 1]
