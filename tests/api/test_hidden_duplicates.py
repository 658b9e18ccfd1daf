"""A hidden record that equals one's own is told where the company lets it be, with whom to ask: REC-11, ACC-4."""

from typing import Any

import httpx
import pytest

from guanxi.engine.people import load_grants
from guanxi.engine.transfer.running import run_import
from tests.fixtures.office import Office

pytestmark = pytest.mark.anyio
CONTACTS = "/records/contact"
COUNTS = ("created", "updated", "refused")
THERE, NOWHERE = "there@example.com", "nowhere@example.com"


def contact(email: str) -> dict[str, Any]:
    return {"name": {"full": "Somebody Else"}, "email": email}


async def imported(office: Office, client: httpx.AsyncClient, email: str, more: dict[str, str]) -> dict[str, Any]:
    """What became of an import of one row, and what its preview said."""
    table = f"name,email\nSomebody Else,{email}\n".encode()
    made = (await client.post("/imports", content=table, headers={"X-File-Name": "a.csv"})).json()
    path = f"/imports/{made['id']}"
    await client.patch(path, json={"object": "contact", "mode": "create", **more})
    seen = await client.post(f"{path}/preview")
    started = await client.post(f"{path}/run")
    assert (seen.status_code, started.status_code) == (200, 202), seen.text
    await run_import(office.company, {"run": made["id"]})
    done, rejected = (await client.get(path)).json(), (await client.get(f"{path}/rejected")).text
    return {"preview": seen.json()["counts"], "done": {name: done[name] for name in COUNTS}, "rejected": rejected}


async def tried(office: Office, client: httpx.AsyncClient, email: str) -> list[Any]:
    """What the ways to write tell of a record with this address; what they make goes again."""
    typed = await client.post(f"{CONTACTS}/duplicates", json={"values": {"email": email}})
    told: list[Any] = [typed.json()]
    saved = await client.post(CONTACTS, json=contact(email))
    told.append((saved.status_code, saved.json().get("duplicates")))
    many = await client.post(CONTACTS, params={"partial": "true"}, json=[contact(email)])
    told.append(sorted(many.json()["results"][0]))
    await forget(office)
    for how in ("refuse", "update"):
        told.append(await imported(office, client, email, {"on_duplicate": how}))
        await forget(office)
    return told


async def forget(office: Office) -> None:
    """Takes away what Lina made."""
    admin = await office.as_("admin")
    mine = {"field": "owner", "op": "eq", "value": await office.person("lina")}
    await admin.request("DELETE", CONTACTS, json={"filter": mine})


async def test_nothing_tells_that_a_hidden_record_equals_ones_own(office: Office) -> None:
    await office.create("sunqian", "contact", name={"full": "Of The West"}, email=THERE)
    lina = await office.as_("lina")
    there, nowhere = await tried(office, lina, THERE), await tried(office, lina, NOWHERE)
    assert there == nowhere
    assert there[:2] == [{"duplicates": []}, (201, None)]
    own = await tried(office, await office.as_("sunqian"), THERE)
    assert (own[0]["duplicates"][0]["title"], own[1][0]) == ("Of The West", 409)


async def test_company_lets_people_be_told_and_whom_to_ask(office: Office) -> None:
    await office.create("sunqian", "contact", name={"full": "Of The West"}, email=THERE)
    admin, lina = await office.as_("admin"), await office.as_("lina")
    assert (await admin.get("/company")).json()["tells_hidden_duplicates"] is False
    allowed = await admin.patch("/company", json={"tells_hidden_duplicates": True})
    assert allowed.json()["tells_hidden_duplicates"] is True
    ask = {"id": await office.person("sunqian"), "title": "孙倩"}
    told = {"object": "contact", "id": None, "title": None, "fields": ["email"], "ask": ask}
    typed = await lina.post(f"{CONTACTS}/duplicates", json={"values": {"email": THERE}})
    saved = await lina.post(CONTACTS, json=contact(THERE))
    assert (typed.json()["duplicates"], saved.json()["duplicates"]) == ([told], [told])
    loaded = await imported(office, lina, THERE, {"on_duplicate": "refuse"})
    assert "孙倩" in loaded["rejected"]
    assert "West" not in typed.text + saved.text + loaded["rejected"]
    undone = await admin.post(f"/changes/{allowed.headers['x-change-set']}/undo", json={})
    assert undone.status_code == 200, undone.text
    assert (await lina.post(CONTACTS, json=contact(THERE))).status_code == 201


async def test_only_administrators_let_it_be_told(office: Office) -> None:
    asked = [
        await (await office.as_("lina")).patch("/company", json={"tells_hidden_duplicates": True}),
        await (await office.as_("admin")).patch("/company", json={"tells_hidden_duplicates": "yes"}),
    ]
    assert [each.status_code for each in asked] == [403, 422]


async def test_field_that_one_may_not_see_tells_of_no_duplicate(office: Office) -> None:
    everything = {"rights": ["read", "create", "edit", "delete"], "read": "all", "edit": "all"}
    grants = {"contact": {**everything, "fields": {"mobile": "hidden"}}}
    blind = await office.create("admin", "role", name="Blind", code="blind", grants=grants)
    await office.change("user", await office.person("viewer"), roles=[blind["id"]])
    async with office.company.pool.connection() as connection:
        office.company.replace(grants=await load_grants(connection))
    await office.create("sunqian", "contact", name={"full": "Of The West"}, mobile="13800138000")
    asked = {"values": {"phone": "13800138000"}}
    seen = await (await office.as_("admin")).post(f"{CONTACTS}/duplicates", json=asked)
    blind_to = await (await office.as_("viewer")).post(f"{CONTACTS}/duplicates", json=asked)
    assert [each["title"] for each in seen.json()["duplicates"]] == ["Of The West"]
    assert blind_to.json()["duplicates"] == []
