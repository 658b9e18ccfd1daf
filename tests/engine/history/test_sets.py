"""The list of changes says what was changed: a single record by its name, many by their number."""

import re
from typing import Any

import httpx
import pytest

from guanxi.engine.company import Company
from guanxi.engine.history import sets
from guanxi.kernel.principal import system
from tests.fixtures.company import SignIn

pytestmark = pytest.mark.anyio


async def newest(client: httpx.AsyncClient) -> dict[str, Any]:
    return (await client.get("/changes", params={"limit": 1})).json()["changes"][0]


async def test_change_of_one_record_names_it_and_its_fields(sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    made = (await lina.post("/records/account", json={"name": "Acme"})).json()
    await lina.patch(f"/records/account/{made['id']}", json={"employees": 7, "website": "https://acme.example"})
    named = (await newest(lina))["record"]
    assert (named["object"], named["id"], named["title"], named["kind"]) == ("account", made["id"], "Acme", "update")
    assert set(named["fields"]) == {"employees", "website"}


async def test_change_of_an_order_with_its_lines_names_the_order(admin: httpx.AsyncClient) -> None:
    account = (await admin.post("/records/account", json={"name": "Acme"})).json()["id"]
    line = {"description": "Visit", "quantity": 1, "unit_price": {"amount": "5", "currency": "CNY"}}
    made = await admin.post("/records/order", json={"account": account, "ordered_on": "2026-05-04", "lines": [line]})
    assert made.status_code == 201, made.text
    listed = await newest(admin)
    assert {each["object"] for each in listed["summary"]} == {"order", "order_line"}
    assert listed["record"]["title"] == made.json()["number"]


LARGE = """
INSERT INTO engine.change (change_set, object, record_id, kind, version, at)
SELECT $1::uuid, 'account', gen_random_uuid(), 'update', 2, now() FROM generate_series(1, $2)
"""


async def test_a_large_change_is_counted_as_far_as_anybody_reads(company: Company, admin: httpx.AsyncClient) -> None:
    whole = (await admin.post("/records/account", json={"name": "Acme"})).headers["x-change-set"]
    large = (await admin.post("/records/account", json={"name": "Bolt"})).headers["x-change-set"]
    async with company.work(system()) as work:
        await work.execute(LARGE, whole, sets.MOST_COUNTED - 1)
        await work.execute(LARGE, large, 3 * sets.MOST_COUNTED)
        await work.execute("ANALYZE engine.change")
        plan = await work.fetch(f"EXPLAIN (ANALYZE, COSTS off, TIMING off) {sets.COUNTS}", [large])
    listed = {each["id"]: each for each in (await admin.get("/changes", params={"limit": 2})).json()["changes"]}
    told = {key: (sum(each["count"] for each in set_["summary"]), set_["has_more"]) for key, set_ in listed.items()}
    assert told[whole] == (sets.MOST_COUNTED, False)
    assert told[large][1]
    assert (await admin.get(f"/changes/{large}")).json()["has_more"]
    read = [int(count) for (line,) in plan for count in re.findall(r"rows=(\d+)", line)]
    assert max(read) == sets.MOST_COUNTED + 1, plan
    assert any("change_of_set" in line for (line,) in plan), plan


async def test_change_of_several_records_names_none(admin: httpx.AsyncClient) -> None:
    await admin.post("/records/account", json=[{"name": "Acme"}, {"name": "Bolt"}])
    assert (await newest(admin))["record"] is None


async def test_view_is_named_like_a_record(admin: httpx.AsyncClient) -> None:
    view = {"object": "account", "name": "Big ones", "kind": "table", "columns": ["name"], "shared": "me"}
    await admin.post("/views", json=view)
    named = (await newest(admin))["record"]
    assert (named["object"], named["title"], named["kind"]) == ("view", "Big ones", "create")


async def test_record_that_the_reader_may_no_more_see_is_not_named(sign_in: SignIn, admin: httpx.AsyncClient) -> None:
    lina = await sign_in("lina")
    made = (await lina.post("/records/account", json={"name": "Acme"})).json()
    others = (await admin.get("/records/user", params={"fields": "id,login"})).json()["records"]
    stranger = next(each["id"] for each in others if each["login"] == "sunqian")
    await admin.patch(f"/records/account/{made['id']}", json={"owner": stranger})
    assert (await lina.get(f"/records/account/{made['id']}")).status_code == 404
    assert (await newest(lina))["record"] is None
