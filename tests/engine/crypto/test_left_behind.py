"""What a field leaves behind when it becomes encrypted: statistics of the planner, filters, what was chosen: ACC-6."""

from typing import Any

import httpx
import pytest

from guanxi.engine.company import Company
from guanxi.engine.customs.sealing import seal_field
from guanxi.engine.transfer.kept_files import seal_files
from guanxi.kernel.principal import system
from tests.engine.crypto.test_encrypted_fields import kept

pytestmark = pytest.mark.anyio
WORD = "qzleftqz"
ASKED = {"field": "department", "op": "eq", "value": WORD}
CHOSEN = {
    "mapping": [{"column": 0, "field": "name"}],
    "constants": [{"field": "department", "value": WORD}],
    "object": "contact",
}
STATISTICS = """
SELECT tablename::text FROM pg_stats
WHERE position($1 in coalesce(most_common_vals::text, '') || coalesce(histogram_bounds::text, '')) > 0
"""


async def statistics(company: Company) -> list[str]:
    async with company.work(system()) as work:
        return [name for (name,) in await work.fetch(STATISTICS, WORD)]


async def encrypt(company: Company, admin: httpx.AsyncClient) -> None:
    done = await admin.patch("/shape/objects/contact/fields/department", json={"encrypted": True})
    assert done.status_code == 200, done.text
    await seal_field(company, {"object": "contact", "field": "department"})
    await seal_files(company, {})


async def plant(admin: httpx.AsyncClient, path: str, body: Any) -> Any:
    answer = await admin.post(path, json=body)
    assert answer.status_code in (200, 201, 202), answer.text
    return answer.json()


async def test_no_frequent_value_stays_in_the_statistics(company: Company, admin: httpx.AsyncClient) -> None:
    rows = [{"name": f"P{place}", "department": WORD} for place in range(20)]
    await plant(admin, "/records/contact", rows)
    async with company.pool.connection() as connection:
        await connection.execute(b"ANALYZE")
    assert "contact" in await statistics(company)
    await encrypt(company, admin)
    async with company.pool.connection() as connection:
        await connection.execute(b"ANALYZE")
    assert await statistics(company) == []


async def test_no_filter_and_no_constant_keeps_a_value(company: Company, admin: httpx.AsyncClient) -> None:
    await plant(admin, "/records/contact", {"name": "P", "department": WORD})
    view = {"object": "contact", "name": "By word", "filter": {"and": [ASKED]}}
    made = await plant(admin, "/views", view)
    other = await plant(admin, "/views", view | {"filter": {"field": "name", "op": "contains", "value": "department"}})
    export = {"object": "contact", "fields": ["name"], "format": "csv", "filter": ASKED}
    await plant(admin, "/exports", export)
    await plant(admin, "/imports/mappings", {"name": "Mine", "object": "contact", "settings": CHOSEN})
    upload = await admin.post("/imports", content=b"name\nQ\n", headers={"X-File-Name": "q.csv"})
    address = f"/imports/{upload.json()['id']}"
    chosen = await admin.patch(address, json=CHOSEN)
    assert chosen.status_code == 200, chosen.text
    places = {"engine.saved_view", "engine.export_run", "engine.import_mapping", "engine.import_run", "engine.change"}
    assert places <= set(await kept(company, WORD))
    await encrypt(company, admin)
    assert await kept(company, WORD) == []
    views = {each["id"]: each["filter"] for each in (await admin.get("/views")).json()["views"]}
    assert (views[made["id"]], views[other["id"]]["value"]) == ({}, "department")
    [mapping] = (await admin.get("/imports/mappings", params={"object": "contact"})).json()["mappings"]
    assert mapping["settings"]["constants"][0]["value"] == WORD
    assert (await admin.get(address)).json()["constants"][0]["value"] == WORD


async def test_what_is_chosen_later_is_sealed_or_refused(company: Company, admin: httpx.AsyncClient) -> None:
    await plant(admin, "/records/contact", {"name": "P", "department": WORD})
    await encrypt(company, admin)
    view = {"object": "contact", "name": "By word", "filter": {"not": ASKED}}
    refused = await admin.post("/views", json=view)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "encrypted_in_view")
    empty = await plant(admin, "/views", view | {"filter": {"field": "department", "op": "is_empty"}})
    changed = await admin.patch(f"/views/{empty['id']}", json={"filter": ASKED})
    assert (changed.status_code, changed.json()["errors"][0]["code"]) == (422, "encrypted_in_view")
    export = {"object": "contact", "fields": ["department"], "format": "csv", "filter": ASKED}
    exported = await plant(admin, "/exports", export)
    assert WORD in (await admin.get(f"/exports/{exported['id']}/file")).text
    await plant(admin, "/imports/mappings", {"name": "Mine", "object": "contact", "settings": CHOSEN})
    assert await kept(company, WORD) == []
