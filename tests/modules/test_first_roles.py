"""What a company is given to begin with, also one that was there before a role was thought of: ACC-4, ACC-7."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from guanxi.engine.changes import Change, write
from guanxi.engine.company import Company
from guanxi.engine.people import set_password
from guanxi.kernel.identifiers import new_id
from guanxi.kernel.principal import system
from guanxi.modules import MODULES
from guanxi.modules.identity import seed_roles
from tests.fixtures.company import PASSWORD, Cast, SignIn, make

pytestmark = pytest.mark.anyio
CODES = ["administrator", "analyst", "auditor", "manager", "representative", "viewer"]
Seed = Callable[[], Awaitable[int]]


@pytest.fixture
def seed(company: Company) -> Seed:
    async def seeded() -> int:
        async with company.work(system(), source="installation") as work:
            return await seed_roles(work, MODULES)

    return seeded


async def without(company: Company, code: str) -> None:
    """Takes a role away, as if it had never been."""
    async with company.pool.connection() as connection:
        await connection.execute(b"DELETE FROM record.role WHERE code = $1", [code])


async def codes(company: Company) -> list[str]:
    async with company.reading(system()) as work:
        return [row[0] for row in await work.fetch("SELECT code FROM record.role ORDER BY code")]


async def test_company_from_before_gains_new_roles_once(company: Company, seed: Seed) -> None:
    await without(company, "analyst")
    async with company.pool.connection() as connection:
        await connection.execute(b"DELETE FROM engine.setting WHERE name = 'first_roles'")
    assert (await seed(), set(CODES) <= set(await codes(company)), await seed()) == (1, True, 0)


async def test_role_that_was_deleted_for_good_does_not_come_back(company: Company, seed: Seed) -> None:
    await seed()
    await without(company, "viewer")
    assert (await seed(), "viewer" in await codes(company)) == (0, False)


@pytest.fixture
async def analyst(company: Company, cast: Cast, sign_in: SignIn) -> httpx.AsyncClient:
    user = new_id()
    async with company.work(system(), source="installation") as work:
        [(role,)] = await work.fetch("SELECT id::text FROM record.role WHERE code = 'analyst'")
        await write(work, "user", [Change("create", user, {"name": "安娜", "login": "anna", "roles": [role]})])
        await set_password(work, str(user), PASSWORD)
    account = await make(company, cast.lina, "account", name="Northwind", phone="+8613800138000")
    contact = await make(company, cast.lina, "contact", name={"family": "欧阳", "given": "文"}, account=str(account))
    deal = {"account": str(account), "contact": str(contact), "name": "Turbines", "stage": "proposal"}
    await make(company, cast.lina, "opportunity", **deal, amount={"amount": "900.00", "currency": "CNY"})
    await make(company, cast.lina, "lead", name={"family": "司马", "given": "光"}, mobile="+8613900139000")
    return await sign_in("anna")


async def test_analyst_sees_the_figures_of_everybody(analyst: httpx.AsyncClient) -> None:
    asked = {"group": [{"field": "stage"}], "measures": [{"function": "sum", "field": "amount"}]}
    found = await analyst.post("/records/opportunity/aggregate", json=asked)
    assert found.json()["groups"] == [{"keys": ["proposal"], "titles": {}, "values": ["900.00"]}]


@pytest.mark.parametrize("name", ["contact", "interaction", "note", "task", "role", "sharing_rule"])
async def test_analyst_opens_nothing_about_persons(analyst: httpx.AsyncClient, name: str) -> None:
    assert (await analyst.get(f"/records/{name}")).status_code == 403


async def test_analyst_finds_no_person_and_no_way_to_reach_one(analyst: httpx.AsyncClient) -> None:
    paths = ("lead", "account", "opportunity")
    shown = [(await analyst.get(f"/records/{path}")).text for path in paths]
    found: list[Any] = [(await analyst.get("/search", params={"q": q})).json()["hits"] for q in ("欧阳", "13900139000")]
    secrets = ("欧阳", "司马光", "13800138000", "13900139000", "138**", "139**")
    assert ([secret for secret in secrets if secret in "".join(shown)], found) == ([], [[], []])
