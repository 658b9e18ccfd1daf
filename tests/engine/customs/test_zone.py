"""REC-17: what formulas and rules call today is the day where the company is."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import httpx
import pytest

from guanxi.engine.company import Company
from tests.fixtures.company import Cast

pytestmark = pytest.mark.anyio
FIRST, LAST = "Pacific/Kiritimati", "Etc/GMT+12"  # 26 hours apart, so that their days always differ


async def move_to(company: Company, zone: str) -> None:
    async with company.pool.connection() as connection:
        await connection.execute(
            b"INSERT INTO engine.setting VALUES ('company', jsonb_build_object('time_zone', $1::text))"
            b" ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [zone],
        )
        await company.load_norms(connection)


async def test_formula_gives_the_day_where_the_company_is(admin: httpx.AsyncClient, company: Company) -> None:
    facts = {"name": "day", "kind": "formula", "formula": "today()", "labels": {"en": "Day"}}
    assert (await admin.post("/shape/objects/account/fields", json=facts)).status_code == 201
    account = (await admin.post("/records/account", json={"name": "Acme"})).json()
    days: list[str] = []
    for zone in (FIRST, LAST):
        await move_to(company, zone)
        days.append((await admin.get(f"/records/account/{account['id']}")).json()["x_day"])
        assert days[-1] == datetime.now(ZoneInfo(zone)).date().isoformat()
    assert days[0] > days[1]


async def test_rules_are_checked_at_the_moment_there(company: Company, cast: Cast) -> None:
    await move_to(company, LAST)
    async with company.work(cast.admin, at=datetime(2026, 1, 1, 11, tzinfo=UTC)) as work:
        assert work.moment_here.date().isoformat() == "2025-12-31"
