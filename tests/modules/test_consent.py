"""Consent by purpose and channel, its end, and the one question that everything that writes to persons asks: PRI-1."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest

from guanxi import main
from guanxi.engine.company import Company
from guanxi.kernel.errors import NotFound
from guanxi.kernel.principal import system
from guanxi.modules.privacy import Verdict, expire_consents, may_contact
from guanxi.modules.privacy.deadlines import due_on, months_later, working_days_later
from tests.fixtures.company import Cast, SignIn, make

pytestmark = pytest.mark.anyio
GIVEN = Verdict(True, "given")
NOT_ASKED = Verdict(False, "not_asked")


async def purpose(company: Company, code: str) -> str:
    async with company.reading(system()) as work:
        return (await work.fetch("SELECT id::text FROM record.purpose WHERE code = $1", code))[0][0]


async def verdicts(company: Company, ids: list[UUID], code: str, channel: str) -> Mapping[UUID, Verdict]:
    async with company.reading(system()) as work:
        return await may_contact(work, "contact", ids, code, channel)


async def say(client: httpx.AsyncClient, company: Company, person: UUID, **said: Any) -> httpx.Response:
    facts = {"contact": str(person), "purpose": await purpose(company, "newsletter"), "channel": "email", **said}
    answer = await client.post("/records/consent", json=facts)
    assert answer.status_code == 201, answer.text
    return answer


async def test_nobody_is_written_to_who_was_not_asked(company: Company, cast: Cast) -> None:
    person = await make(company, cast.lina, "contact")
    assert await verdicts(company, [person], "newsletter", "email") == {person: NOT_ASKED}


async def test_consent_counts_for_its_purpose_and_channel_alone(company: Company, cast: Cast, sign_in: SignIn) -> None:
    one, other = await make(company, cast.lina, "contact"), await make(company, cast.lina, "contact")
    await say(await sign_in("lina"), company, one, proof="She said so on the phone.", how="call")
    assert await verdicts(company, [one, other], "newsletter", "email") == {one: GIVEN, other: NOT_ASKED}
    assert await verdicts(company, [one], "newsletter", "wechat") == {one: NOT_ASKED}
    assert await verdicts(company, [one], "offers", "email") == {one: NOT_ASKED}


@pytest.mark.parametrize("state", ["refused", "withdrawn"])
async def test_who_takes_it_back_is_written_to_no_more(
    company: Company, cast: Cast, sign_in: SignIn, state: str
) -> None:
    person, lina = await make(company, cast.lina, "contact"), await sign_in("lina")
    made = (await say(lina, company, person)).json()
    changed = await lina.patch(f"/records/consent/{made['id']}", json={"state": state})
    assert changed.status_code == 200, changed.text
    assert await verdicts(company, [person], "newsletter", "email") == {person: Verdict(False, state)}
    history = (await lina.get(f"/records/consent/{made['id']}/history")).json()["changes"]
    told = [(each["field"], each["old"], each["new"]) for each in history[0]["fields"]]
    assert ("state", "given", state) in told


async def test_a_contract_needs_no_consent_but_an_objection_counts(
    company: Company, cast: Cast, sign_in: SignIn
) -> None:
    person = await make(company, cast.lina, "contact")
    assert await verdicts(company, [person], "service", "phone") == {person: Verdict(True, "contract")}
    service = await purpose(company, "service")
    await say(await sign_in("lina"), company, person, purpose=service, channel="phone", state="refused")
    assert await verdicts(company, [person], "service", "phone") == {person: Verdict(False, "refused")}


async def test_no_channel_is_used_that_the_purpose_has_not(company: Company, cast: Cast) -> None:
    person = await make(company, cast.lina, "contact")
    found = await verdicts(company, [person], "newsletter", "post")
    assert found == {person: Verdict(False, "not_by_this_channel")}


async def test_an_unknown_purpose_is_told(company: Company, cast: Cast) -> None:
    person = await make(company, cast.lina, "contact")
    with pytest.raises(NotFound):
        await verdicts(company, [person], "spying", "email")


async def test_consent_ends_with_the_life_of_its_purpose(company: Company, cast: Cast, sign_in: SignIn) -> None:
    person, lina = await make(company, cast.lina, "contact"), await sign_in("lina")
    made = (await say(lina, company, person, given_at="2024-01-31T08:00:00Z")).json()
    assert made["expires_on"] == "2026-01-31"
    assert made["taken_by"] == str(cast.lina.user_id)
    assert await verdicts(company, [person], "newsletter", "email") == {person: Verdict(False, "expired")}
    assert await expire_consents(company) == 1
    assert (await lina.get(f"/records/consent/{made['id']}")).json()["state"] == "expired"
    assert await expire_consents(company) == 0


@pytest.mark.parametrize(("country", "law"), [("CN", "pipl"), ("DE", "gdpr"), ("TW", "gdpr")])
async def test_a_request_without_a_law_is_under_that_of_the_companys_country(
    company: Company, admin: httpx.AsyncClient, country: str, law: str
) -> None:
    company.norms = replace(company.norms, country=country)
    made = (await admin.post("/records/subject_request", json={"received_on": "2026-01-31"})).json()
    assert (made["law"], made["due_on"]) == (law, {"pipl": "2026-02-20", "gdpr": "2026-02-28"}[law])
    emptied = await admin.patch(f"/records/subject_request/{made['id']}", json={"law": None})
    assert (emptied.status_code, emptied.json()["law"]) == (200, law)
    other = {"law": "ccpa", "received_on": "2026-01-31"}
    assert (await admin.post("/records/subject_request", json=other)).json()["law"] == "ccpa"


async def test_requests_have_the_deadline_of_their_law(admin: httpx.AsyncClient) -> None:
    asked = {"gdpr": "2026-02-28", "ccpa": "2026-03-17", "pipl": "2026-02-20"}
    rows = [{"law": law, "received_on": "2026-01-31"} for law in asked]
    made = (await admin.post("/records/subject_request", json=rows)).json()["records"]
    assert {each["law"]: each["due_on"] for each in made} == asked
    moved = await admin.patch(f"/records/subject_request/{made[0]['id']}", json={"law": "ccpa"})
    assert moved.json()["due_on"] == asked["ccpa"]
    undone = await admin.post(f"/changes/{moved.headers['x-change-set']}/undo", json={})
    assert undone.status_code == 200, undone.text
    assert (await admin.get(f"/records/subject_request/{made[0]['id']}")).json()["due_on"] == asked["gdpr"]


async def test_a_breach_is_to_be_told_within_three_days(admin: httpx.AsyncClient) -> None:
    made = await admin.post("/records/breach", json={"name": "A lost laptop", "found_at": "2026-03-01T10:00:00Z"})
    assert made.json()["report_until"].startswith("2026-03-04T10:00:00")


def test_days_are_counted_as_the_laws_count_them() -> None:
    friday = date(2026, 1, 30)
    assert due_on("gdpr", friday) == date(2026, 2, 28)
    assert working_days_later(friday, 1) == date(2026, 2, 2)
    assert months_later(date(2024, 11, 30), 15) == date(2026, 2, 28)


async def test_a_company_that_was_there_before_gets_the_officer_once(company: Company) -> None:
    async with company.work(system()) as work:
        await work.execute("DELETE FROM engine.setting WHERE name IN ('arrived:privacy', 'first_roles')")
        await work.execute("DELETE FROM record.role WHERE code = 'privacy_officer'")
        await work.execute('UPDATE record.role SET grants = \'{"*": {"rights": ["read"]}}\' WHERE code = \'manager\'')
    for _ in range(2):
        await main.welcome_modules(company)
    async with company.reading(system()) as work:
        rows = await work.fetch("SELECT code, grants FROM record.role WHERE code IN ('privacy_officer', 'manager')")
    grants = dict(rows)
    assert len(rows) == 2
    assert grants["manager"]["breach"]["rights"] == []
    assert grants["manager"]["*"] == {"rights": ["read"]}
    assert "edit" in grants["privacy_officer"]["breach"]["rights"]


async def test_a_representative_reads_no_requests(sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    assert [(await lina.get(f"/records/{name}")).status_code for name in ("subject_request", "breach")] == [403, 403]
