"""A field that comes, or comes back, finds records that are there: their search entries and roll-ups follow."""

from typing import Any

import httpx
import orjson
import pytest

from guanxi.engine.company import Company
from guanxi.engine.customs import refilling
from guanxi.engine.jobs import JOBS
from tests.fixtures.company import Cast

pytestmark = pytest.mark.anyio
SUM = {"child": "contact", "via": "account", "function": "sum", "field": "x_visits"}


async def work_off(company: Company, cast: Cast) -> int:
    """Does what the queue holds of this work, twice, since a job may run again; gives how much that was."""
    async with company.work(cast.admin) as work:
        rows = await work.fetch("DELETE FROM pgqueuer WHERE entrypoint = 'refill' RETURNING payload")
    for (payload,) in [*rows, *rows]:
        await JOBS["refill"](company, orjson.loads(payload))
    return len(rows)


async def add_field(admin: httpx.AsyncClient, target: str, name: str, **facts: Any) -> httpx.Response:
    made = await admin.post(f"/shape/objects/{target}/fields", json={"name": name, "labels": {"en": name}, **facts})
    assert made.status_code == 201, made.text
    return made


async def undo(admin: httpx.AsyncClient, answer: httpx.Response) -> httpx.Response:
    undone = await admin.post(f"/changes/{answer.headers['x-change-set']}/undo")
    assert undone.status_code == 200, undone.text
    return undone


async def create(admin: httpx.AsyncClient, target: str, **values: Any) -> dict[str, Any]:
    made = await admin.post(f"/records/{target}", json=values)
    assert made.status_code == 201, made.text
    return made.json()


async def found(admin: httpx.AsyncClient, text: str) -> list[str]:
    return [hit["id"] for hit in (await admin.get("/search", params={"q": text})).json()["hits"]]


async def test_field_that_comes_back_is_searched_in_records_that_changed_meanwhile(
    admin: httpx.AsyncClient, company: Company, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refilling, "BATCH", 2)
    await add_field(admin, "account", "motto", kind="text", search=3)
    ids = [(await create(admin, "account", name=f"A{n}", x_motto=f"zebrafish{n}"))["id"] for n in range(5)]
    dropped = await admin.delete("/shape/objects/account/fields/x_motto")
    for record_id in ids:
        deleted = await admin.delete(f"/records/account/{record_id}")
        await undo(admin, deleted)
    await undo(admin, dropped)
    assert await work_off(company, cast) == 2
    assert [await found(admin, f"zebrafish{n}") for n in range(5)] == [[record_id] for record_id in ids]
    assert await found(admin, "A3") == [ids[3]]


async def test_roll_up_counts_the_children_that_were_there_before_it(
    admin: httpx.AsyncClient, company: Company, cast: Cast
) -> None:
    account = (await create(admin, "account", name="Acme"))["id"]
    other = (await create(admin, "account", name="Other"))["id"]
    await add_field(admin, "contact", "visits", kind="number")
    contact = await create(admin, "contact", name="Anna", account=account, x_visits=3)
    await add_field(admin, "account", "visits", kind="roll_up", roll_up=SUM)
    await work_off(company, cast)
    read = [(await admin.get(f"/records/account/{each}")).json()["x_visits"] for each in (account, other)]
    assert read == ["3", "0"]
    dropped = await admin.delete("/shape/objects/account/fields/x_visits")
    await admin.patch(f"/records/contact/{contact['id']}", json={"x_visits": 50})
    await undo(admin, dropped)
    await work_off(company, cast)
    assert (await admin.get(f"/records/account/{account}")).json()["x_visits"] == "50"


async def test_roll_up_follows_a_formula_that_is_written_anew(
    admin: httpx.AsyncClient, company: Company, cast: Cast
) -> None:
    account = (await create(admin, "account", name="Acme"))["id"]
    await add_field(admin, "contact", "visits", kind="number")
    await add_field(admin, "contact", "once", kind="formula", formula="x_visits * 2")
    await add_field(admin, "contact", "again", kind="formula", formula="x_once + 1")
    await create(admin, "contact", name="Anna", account=account, x_visits=3)
    await add_field(admin, "account", "score", kind="roll_up", roll_up={**SUM, "field": "x_again"})
    await work_off(company, cast)
    assert float((await admin.get(f"/records/account/{account}")).json()["x_score"]) == 7
    changed = await admin.patch("/shape/objects/contact/fields/x_once", json={"formula": "x_visits * 10"})
    await work_off(company, cast)
    assert float((await admin.get(f"/records/account/{account}")).json()["x_score"]) == 31
    await undo(admin, changed)
    await work_off(company, cast)
    assert float((await admin.get(f"/records/account/{account}")).json()["x_score"]) == 7


async def test_work_for_a_field_that_is_gone_again_does_nothing(
    admin: httpx.AsyncClient, company: Company, cast: Cast
) -> None:
    await undo(admin, await add_field(admin, "account", "motto", kind="text", search=3))
    assert await work_off(company, cast) == 1
