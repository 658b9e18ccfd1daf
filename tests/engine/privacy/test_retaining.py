"""Records go so many days after one of their dates: tried out first, then every night, but for what is held: PRI-3."""

from typing import Any

import httpx
import pytest

from guanxi.engine.company import Company
from guanxi.engine.privacy.retaining import retain_nightly
from guanxi.kernel.principal import system
from tests.fixtures.company import Cast, make

pytestmark = pytest.mark.anyio


async def old_people(company: Company, cast: Cast) -> list[str]:
    """Three persons of whom two have not been touched for long, one of them from the exhibition."""
    people = [
        str(await make(company, cast.admin, "contact", name=name, email=f"{name}@old.example", source=source))
        for name, source in (("Ada", "event"), ("Ben", "visit"), ("Cleo", "event"))
    ]
    async with company.work(system()) as work:
        aged = "UPDATE record.contact SET created_at = now() - interval '400 days' WHERE id = ANY($1::uuid[])"
        await work.execute(aged, people[:2])
    return people


async def rule(admin: httpx.AsyncClient, **facts: Any) -> str:
    usual = {"name": "Old ones", "object": "contact", "date_field": "created_at", "days": 365, "is_active": True}
    made = await admin.post("/records/retention_rule", json={**usual, **facts})
    assert made.status_code == 201, made.text
    return made.json()["id"]


async def test_dry_run_tells_what_would_go_and_changes_nothing(
    company: Company, cast: Cast, admin: httpx.AsyncClient
) -> None:
    people = await old_people(company, cast)
    made = await rule(admin, criteria={"field": "source", "op": "eq", "value": "event"})
    told = (await admin.get(f"/privacy/rules/{made}/dry-run")).json()
    assert (told["count"], [each["id"] for each in told["records"]]) == (1, people[:1])
    assert [(await admin.get(f"/records/contact/{each}")).status_code for each in people] == [200, 200, 200]


async def test_what_a_rule_puts_into_the_bin_can_be_taken_back(
    company: Company, cast: Cast, admin: httpx.AsyncClient
) -> None:
    people = await old_people(company, cast)
    made = await rule(admin)
    assert await retain_nightly(company) == 2
    assert await binned(admin, people) == [True, True, False]
    assert (await admin.get(f"/records/retention_rule/{made}")).json()["last_count"] == 2
    changes = (await admin.get("/changes", params={"source": "retention"})).json()["changes"]
    deleted = next(each for each in changes if each["summary"][0]["object"] == "contact")
    assert (await admin.post(f"/changes/{deleted['id']}/undo", json={})).status_code == 200
    assert await binned(admin, people) == [False, False, False]


async def binned(admin: httpx.AsyncClient, people: list[str]) -> list[bool]:
    return [bool((await admin.get(f"/records/contact/{each}")).json().get("deleted_at")) for each in people]


@pytest.mark.parametrize(("deed", "status"), [("purge", 404), ("anonymise", 200)])
async def test_what_is_held_stays_and_the_rest_goes_for_good(
    company: Company, cast: Cast, admin: httpx.AsyncClient, deed: str, status: int
) -> None:
    people = await old_people(company, cast)
    held = await admin.post(f"/records/contact/{people[0]}/marks", json={"kind": "held", "reason": "A case"})
    assert held.status_code == 201
    await rule(admin, deed=deed)
    assert [await retain_nightly(company), await retain_nightly(company)] == [1, 0]
    answers = [await admin.get(f"/records/contact/{each}") for each in people]
    assert [answer.status_code for answer in answers] == [200, status, 200]
    assert [answer.json().get("email") for answer in answers] == ["ada@old.example", None, "cleo@old.example"]


async def test_a_rule_that_nobody_understands_says_so_and_does_nothing(
    company: Company, cast: Cast, admin: httpx.AsyncClient
) -> None:
    await old_people(company, cast)
    wrong = [await rule(admin, date_field="name"), await rule(admin, object="account", deed="anonymise")]
    answers = [await admin.get(f"/privacy/rules/{each}/dry-run") for each in wrong]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert [answer.json()["errors"][0]["field"] for answer in answers] == ["date_field", "deed"]
    assert await retain_nightly(company) == 0
