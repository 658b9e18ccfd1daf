"""An encrypted field becomes plain again while everybody works on: ACC-6."""

import asyncio
from typing import Any

import httpx
import pytest

from guanxi import main
from guanxi.engine.company import Company
from guanxi.engine.crypto.keyring import SEALED
from guanxi.engine.customs import refresh_shape, turning
from guanxi.engine.customs.sealing import seal_field
from guanxi.engine.customs.unsealing import enter_field, open_field, want_opening
from guanxi.kernel.principal import system
from tests.fixtures.company import PASSWORD, SignIn

pytestmark = pytest.mark.anyio
FIELD = {"object": "contact", "field": "mobile"}
REASON = {"reason": "The number is public"}


@pytest.fixture
async def people(company: Company, admin: httpx.AsyncClient) -> list[str]:
    """Ids of contacts with encrypted numbers, the last of them in the bin."""
    rows = [{"name": f"P{each}", "mobile": f"1380000{each:04}"} for each in range(6)]
    made = await admin.post("/records/contact", json=rows)
    assert (await admin.patch("/shape/objects/contact/fields/mobile", json={"encrypted": True})).status_code == 200
    await seal_field(company, FIELD)
    ids = [each["id"] for each in made.json()["records"]]
    await admin.delete(f"/records/contact/{ids[-1]}")
    return ids


async def made_plain(company: Company) -> None:
    await open_field(company, FIELD | REASON)
    await refresh_shape(company, main.standard_registry())
    await enter_field(company, FIELD)


async def ask(admin: httpx.AsyncClient) -> httpx.Response:
    return await admin.post("/keys/contact/mobile/open", json=REASON)


async def sealed_places(company: Company) -> list[int]:
    """How many values, changes, marks and keys are still sealed."""
    async with company.reading(system()) as work:
        [counts] = await work.fetch(
            "SELECT (SELECT count(*) FROM record.contact WHERE starts_with(mobile, $1)), (SELECT count(*)"
            " FROM engine.change WHERE position($1 in coalesce(new::text, '') || coalesce(old::text, '')) > 0),"
            " (SELECT count(mobile__blind) FROM record.contact), (SELECT count(*) FROM engine.record_key),"
            " (SELECT count(*) FROM engine.field_key), (SELECT count(*) FROM engine.crypto_run WHERE state <> 'done')",
            SEALED,
        )
    return list(counts)


async def listed(admin: httpx.AsyncClient, **asked: Any) -> list[str]:
    answer = await admin.get("/records/contact", params=asked)
    assert answer.status_code == 200, answer.text
    return [each["mobile"] for each in answer.json()["records"]]


async def test_the_field_is_an_ordinary_one_again(
    company: Company, admin: httpx.AsyncClient, people: list[str]
) -> None:
    assert (await ask(admin)).status_code == 204
    await made_plain(company)
    assert await sealed_places(company) == [0, 0, 0, 0, 0, 0]
    told = (await admin.get("/meta")).json()["objects"]["contact"]["fields"]["mobile"]
    assert (told["is_encrypted"], told["is_sortable"]) == (False, True)
    assert await listed(admin, sort="-mobile") == [f"+861380000{each:04}" for each in (4, 3, 2, 1, 0)]
    assert await listed(admin, filter='{"field":"mobile","op":"eq","value":"+8613800000003"}') == ["+8613800000003"]
    hits = (await admin.get("/search", params={"q": "13800000002"})).json()["hits"]
    assert [each["id"] for each in hits] == [people[2]]
    equal = await admin.post("/records/contact", json={"name": "P2", "mobile": "13800000002"})
    assert (equal.status_code, equal.json()["code"]) == (409, "duplicate")
    assert (await admin.get("/keys")).json()["fields"] == []


async def test_older_changes_and_the_change_of_the_field_are_taken_back(
    company: Company, admin: httpx.AsyncClient, people: list[str]
) -> None:
    address = f"/records/contact/{people[0]}"
    changed = await admin.patch(address, json={"mobile": "13911112222"})
    await ask(admin)
    await made_plain(company)
    past = (await admin.get(f"{address}/history")).json()["changes"][0]["fields"]
    assert [(each["old"], each["new"]) for each in past] == [("+8613800000000", "+8613911112222")]
    assert (await admin.post(f"/changes/{changed.headers['x-change-set']}/undo", json={})).status_code == 200
    assert (await admin.get(address)).json()["mobile"] == "+8613800000000"
    restored = await admin.post("/records/contact/restore", json={"ids": [people[-1]]})
    assert restored.status_code == 200, restored.text
    assert await listed(admin, sort="mobile") == [f"+861380000{each:04}" for each in range(6)]
    async with company.reading(system()) as work:
        [(of_field,)] = await work.fetch("SELECT id::text FROM engine.change_set WHERE reason = $1", REASON["reason"])
    assert (await admin.post(f"/changes/{of_field}/undo", json={})).status_code == 200
    await seal_field(company, FIELD)
    assert (await sealed_places(company))[0] == 6


async def test_people_write_and_search_while_it_becomes_plain(
    company: Company, admin: httpx.AsyncClient, people: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turning, "LEAST_BATCH", 1)
    monkeypatch.setattr(turning, "MOST_BATCH", 1)
    await ask(admin)
    writes = [
        admin.patch(f"/records/contact/{each}", json={"mobile": f"1399999{place:04}"})
        for place, each in enumerate(people[:5])
    ]
    _, answers = await asyncio.gather(open_field(company, FIELD | REASON), asyncio.gather(*writes))
    assert [answer.status_code for answer in answers] == [200] * 5
    async with company.reading(system()) as work:
        marked = await work.fetch("SELECT count(mobile__blind) FROM record.contact")
    await refresh_shape(company, main.standard_registry())
    await enter_field(company, FIELD)
    assert (marked, await sealed_places(company)) == ([(6,)], [0, 0, 0, 0, 0, 0])
    assert await listed(admin, sort="mobile") == [f"+861399999{place:04}" for place in range(5)]


async def test_it_wants_an_administrator_a_reason_and_the_password(
    company: Company, admin: httpx.AsyncClient, people: list[str], sign_in: SignIn
) -> None:
    assert (await ask(await sign_in("chenli"))).status_code == 403
    without = await admin.post("/keys/contact/mobile/open", json={"reason": " "})
    assert (without.status_code, without.json()["errors"][0]["code"]) == (422, "reason_to_open_missing")
    async with company.work(system()) as work:
        await work.execute("UPDATE engine.session SET created_at = now() - interval '1 hour'")
    stale = await ask(admin)
    assert (stale.status_code, stale.json()["code"]) == (403, "confirm_password")
    confirmed = await admin.post("/keys/contact/mobile/open", json=REASON | {"password": PASSWORD})
    assert confirmed.status_code == 204
    [entry] = (await admin.get("/audit", params={"action": "field_opened"})).json()["entries"]
    assert (entry["object"], entry["fields"][0]["name"], entry["note"]) == ("contact", "mobile", REASON)
    refused = [
        await admin.patch("/shape/objects/contact/fields/mobile", json={"encrypted": False}),
        await admin.post("/keys/contact/mobile"),
    ]
    assert [(each.status_code, each.json()["code"]) for each in refused] == [
        (409, "encrypted_stays"),
        (409, "field_key_busy"),
    ]


async def test_what_was_made_unreadable_stays_so(company: Company, admin: httpx.AsyncClient, people: list[str]) -> None:
    async with company.work(system()) as work:
        await work.execute("DELETE FROM engine.record_key WHERE record_id = $1::uuid", people[0])
        await want_opening(work, "contact", "mobile", "no reason needed")
    await made_plain(company)
    assert (await admin.get(f"/records/contact/{people[0]}")).json()["mobile"] is None
    assert (await sealed_places(company))[0] == 0
