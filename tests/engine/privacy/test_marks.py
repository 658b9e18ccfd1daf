"""What may not be used stays visible and is used by nobody; who asks for it to be put right is heard: PRI-1, PRI-2."""

from typing import Any

import httpx
import pytest

from guanxi.engine.company import Company
from guanxi.engine.people import set_password
from guanxi.kernel.principal import system
from guanxi.modules.privacy import Verdict, may_contact
from tests.fixtures.company import PASSWORD, Cast, SignIn, make

pytestmark = pytest.mark.anyio


@pytest.fixture
async def officer(company: Company, sign_in: SignIn) -> httpx.AsyncClient:
    """Somebody who answers requests and may edit no other records."""
    async with company.reading(system()) as work:
        role = (await work.fetch("SELECT id::text FROM record.role WHERE code = 'privacy_officer'"))[0][0]
    user = await make(company, system(), "user", name="Olga Officer", login="olga", roles=[role], is_active=True)
    async with company.work(system()) as work:
        await set_password(work, str(user), PASSWORD)
    return await sign_in("olga")


async def sent(client: httpx.AsyncClient, method: str, path: str, **more: Any) -> Any:
    answer = await client.request(method, path, **more)
    assert answer.is_success, (path, answer.text)
    return answer.json() if answer.content else None


async def found(officer: httpx.AsyncClient, kind: str, email: str) -> str:
    request = (await sent(officer, "POST", "/records/subject_request", json={"kind": kind}))["id"]
    await sent(officer, "POST", f"/privacy/requests/{request}/find", json={"persons": [{"emails": [email]}]})
    return request


async def test_what_is_restricted_is_used_by_nobody_until_the_officer_lifts_it(
    company: Company, cast: Cast, admin: httpx.AsyncClient, officer: httpx.AsyncClient, sign_in: SignIn
) -> None:
    one = await make(company, cast.lina, "contact", name="Rosa Field", email="rosa@field.example")
    other = await make(company, cast.lina, "contact", name="Bo Lund", email="bo@lund.example")
    request = await found(officer, "restrict", "rosa@field.example")
    wordless = await officer.post(f"/privacy/requests/{request}/run", json={"deed": "restrict"})
    assert wordless.status_code == 422
    ended = await sent(
        officer, "POST", f"/privacy/requests/{request}/run", json={"deed": "restrict", "reason": "Says it is wrong"}
    )
    assert (ended["certificate"]["persons"], ended["certificate"]["done"]) == ({"contact": 1}, {"restricted": 1})
    marks = f"/records/contact/{one}/marks"
    [mark] = (await sent(await sign_in("chenli"), "GET", marks))["marks"]
    assert (mark["kind"], mark["reason"], mark["by"]) == ("restricted", "Says it is wrong", "Olga Officer")
    assert mark["request"].startswith("SR-")
    async with company.reading(system()) as work:
        verdicts = await may_contact(work, "contact", [one, other], "service", "phone")
    assert verdicts == {one: Verdict(False, "restricted"), other: Verdict(True, "contract")}
    assert (await sent(admin, "GET", f"/records/contact/{one}"))["email"] == "rosa@field.example"
    exported = await sent(admin, "POST", "/exports", json={"object": "contact", "format": "csv", "fields": ["email"]})
    assert (exported["total"], exported["left_out"]) == (1, 1)
    rows = (await admin.get(f"/exports/{exported['id']}/file")).text
    assert ("rosa@field.example" in rows, "bo@lund.example" in rows) == (False, True)
    bulk = {"filter": {}, "values": {"job_title": "Gardener"}}
    edited = await sent(admin, "PATCH", "/records/contact", json=bulk)
    assert (edited["changed"], [each["id"] for each in edited["refused"]]) == (1, [str(one)])
    assert edited["refused"][0]["errors"][0]["code"] == "restricted"
    gone = await sent(admin, "DELETE", "/records/contact", json={"ids": [str(one)]})
    assert (gone["changed"], len(gone["refused"])) == (0, 1)
    assert (await officer.request("DELETE", f"{marks}/restricted", json={})).status_code == 422
    await sent(officer, "DELETE", f"{marks}/restricted", json={"reason": "It was right"})
    after = await sent(officer, "GET", marks)
    assert (after["marks"], [each["end_reason"] for each in after["past"]]) == ([], ["It was right"])
    async with company.reading(system()) as work:
        assert (await may_contact(work, "contact", [one], "service", "phone"))[one].is_allowed
    actions = [each["action"] for each in (await sent(admin, "GET", "/audit"))["entries"]]
    assert {"subject_restricted", "subject_restricted_ended", "subject_answered"} <= set(actions)


async def test_an_officer_corrects_what_was_found_and_nothing_else(
    company: Company, cast: Cast, admin: httpx.AsyncClient, officer: httpx.AsyncClient
) -> None:
    one = str(await make(company, cast.admin, "contact", name="Rosa Feild", email="rosa@field.example"))
    other = str(await make(company, cast.lina, "contact", name="Bo Lund", email="bo@lund.example"))
    request = await found(officer, "correct", "rosa@field.example")
    corrections = f"/privacy/requests/{request}/corrections"
    early = await officer.post(f"/privacy/requests/{request}/run", json={"deed": "correct"})
    assert (early.status_code, early.json()["code"]) == (409, "nothing_corrected")
    assert (await officer.patch(f"/records/contact/{one}", json={"name": "Rosa Field"})).status_code == 403
    right = {"object": "contact", "key": one, "values": {"name": "Rosa Field", "job_title": "Gardener"}}
    state = await sent(officer, "POST", corrections, json=right)
    [made] = state["corrections"]
    assert (made["title"], made["fields"], made["by"]) == ("Rosa Field", ["job_title", "name"], "Olga Officer")
    refused = [
        await officer.post(corrections, json={**right, "key": other}),
        await officer.post(corrections, json={**right, "values": {"owner": str(cast.lina.user_id)}}),
        await officer.post(corrections, json={**right, "values": {}}),
        await officer.post(corrections, json={**right, "version": 1}),
    ]
    assert [answer.status_code for answer in refused] == [404, 422, 400, 412]
    history = (await sent(admin, "GET", f"/records/contact/{one}/history"))["changes"][0]
    assert history["by"]["title"] == "Olga Officer"
    ended = await sent(officer, "POST", f"/privacy/requests/{request}/run", json={"deed": "correct"})
    certificate = ended["certificate"]
    assert (certificate["deed"], certificate["done"]) == ("correct", {"corrections": 1})
    assert [each["fields"] for each in certificate["corrected"]] == [["job_title", "name"]]
    page = (await officer.get(f"/privacy/requests/{request}/certificate")).text
    assert ("Gardener" in page, "Job title" in page) == (False, True)
