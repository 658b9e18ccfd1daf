"""Words planted in masked and encrypted fields are told to nobody else and stand nowhere at rest: ACC-6."""

import re
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from guanxi.engine.company import Company
from guanxi.engine.customs.sealing import seal_field
from guanxi.kernel.access import ALL, Grant
from guanxi.kernel.principal import system
from tests.fixtures.company import SignIn

pytestmark = pytest.mark.anyio
OPEN, SEALED = "qzopenqz", "qzsealqz"
LEVELS = {"department": "masked", "email": "masked"}


@pytest.fixture
async def planted(company: Company, admin: httpx.AsyncClient) -> dict[str, str]:
    """A contact with a word in a masked field and one in an encrypted field, each changed, deleted and undone."""
    values = {"name": "Canary", "department": f"{OPEN} one", "email": f"{SEALED}1@example.com"}
    made = await admin.post("/records/contact", json=values, headers={"Idempotency-Key": "canary"})
    done = await admin.patch("/shape/objects/contact/fields/email", json={"encrypted": True})
    assert (made.status_code, done.status_code) == (201, 200), done.text
    await seal_field(company, {"object": "contact", "field": "email"})
    address = f"/records/contact/{made.json()['id']}"
    changed = await admin.patch(address, json={"department": f"{OPEN} two", "email": f"{SEALED}2@example.com"})
    await admin.post(f"{address}/comments", json={"text": "About the canary"})
    await admin.post("/records/contact", json={**values, "name": ""}, headers={"Idempotency-Key": "refused"})
    gone = await admin.delete(address)
    await admin.post(f"/changes/{gone.headers['x-change-set']}/undo", json={})
    return {"id": made.json()["id"], "change": changed.headers["x-change-set"]}


async def told(client: httpx.AsyncClient, planted: Mapping[str, str]) -> dict[str, str]:
    """What every GET of the description answers, with the planted record wherever an id of a contact may stand."""
    paths: dict[str, Any] = (await client.get("/openapi.json")).json()["paths"]
    found: dict[str, str] = {}
    for path in (path.removeprefix("/api/v1") for path, verbs in paths.items() if "get" in verbs):
        if path in ("/events", "/openapi.json"):
            continue
        name = planted["change"] if path.startswith("/changes") else planted["id"]
        address = re.sub(r"\{object\}", "contact", re.sub(r"\{id\}", name, path))
        address = re.sub(r"\{[a-z_]+\}", "email", address)
        found[address] = (await client.get(address, params={"q": "Canary", "expand": "account"})).text
    more = ("/search?q=qzopenqz", "/search?q=qzsealqz", "/records/contact?q=qzopenqz", "/lookup/contact?q=qzsealqz")
    return found | {address: (await client.get(address)).text for address in more}


async def exported(client: httpx.AsyncClient) -> str:
    made = await client.post("/exports", json={"object": "contact", "fields": ["department", "email"], "format": "csv"})
    assert made.status_code in (200, 201, 202), made.text
    return (await client.get(f"/exports/{made.json()['id']}/file")).text


async def test_no_answer_tells_a_planted_word_to_whom_it_is_masked(
    company: Company, admin: httpx.AsyncClient, sign_in: SignIn, planted: dict[str, str]
) -> None:
    grant = Grant(ALL.rights, "all", "all", LEVELS)
    company.replace(grants={**company.grants, "representative": {"*": ALL, "contact": grant}})
    lina = await sign_in("lina")
    for word in (OPEN, SEALED):
        known = {address for address, text in (await told(admin, planted)).items() if word in text}
        assert len(known) > 4, (word, known)
        leaks = {address for address, text in (await told(lina, planted)).items() if word in text}
        assert not leaks, word
        assert (word in await exported(admin), word in await exported(lina)) == (True, False)


async def test_a_sealed_word_stands_nowhere_in_the_database_nor_in_a_log(
    company: Company, planted: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    async with company.reading(system()) as work:
        tables = await work.fetch(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT LIKE 'pg%'"
            " AND schemaname <> 'information_schema'"
        )
        kept = {
            word: [
                name
                for (name,) in tables
                if await work.fetch(f"SELECT 1 FROM {name} t WHERE position($1 in t::text) > 0 LIMIT 1", word)
            ]
            for word in (OPEN, SEALED)
        }
        texts = await work.fetch("SELECT convert_from(body, 'UTF8') FROM engine.idempotency WHERE body IS NOT NULL")
    assert {"record.contact", "engine.change"} <= set(kept[OPEN])
    assert kept[SEALED] == []
    assert [text for (text,) in texts if SEALED in text or OPEN in text] == []
    assert not [record for record in caplog.records if SEALED in str(record.__dict__)]
