"""Lists rely for a while on what they found out: that very many match, and how a page is found soonest."""

from typing import Any

import orjson
import pytest

from guanxi.engine.changes import Change, write
from guanxi.engine.company import Company
from guanxi.engine.query import Query, find_json, listing, pages
from guanxi.engine.query.known import KEPT
from guanxi.kernel.filters import Condition
from tests.fixtures.company import Cast, make

pytestmark = pytest.mark.anyio
TITLED = Query(filter=Condition("name", "contains", "product"), sort=("name",), limit=3, count="exact")


@pytest.fixture(autouse=True)
def small_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "COUNTED", 4)
    monkeypatch.setattr(listing, "CROWD", 8)
    monkeypatch.setattr(pages, "FEW", 5)


async def products(company: Company, cast: Cast, count: int) -> list[Any]:
    return [await make(company, cast.admin, "product", name=f"Product {number:02}") for number in range(count)]


async def listed(company: Company, cast: Cast, query: Query) -> dict[str, Any]:
    async with company.reading(cast.admin) as work:
        return orjson.loads(await find_json(work, "product", query))


async def total(company: Company, cast: Cast) -> tuple[int, bool]:
    found = await listed(company, cast, Query(count="estimate"))
    return found["total"], found["total_is_exact"]


async def delete(company: Company, cast: Cast, ids: list[Any]) -> None:
    async with company.work(cast.admin) as work:
        await write(work, "product", [Change("delete", each) for each in ids])


async def test_very_many_are_not_counted_again_for_a_while(
    company: Company, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await products(company, cast, 9)
    assert [await total(company, cast), await total(company, cast)] == [(4, False), (4, False)]
    await delete(company, cast, made[3:])
    assert await total(company, cast) == (4, False)
    monkeypatch.setitem(KEPT, "crowd", 0.0)
    company.plans.clear()
    assert await total(company, cast) == (3, True)


async def test_a_little_more_than_is_counted_is_counted_each_time(company: Company, cast: Cast) -> None:
    made = await products(company, cast, 8)
    assert await total(company, cast) == (4, False)
    await delete(company, cast, made[4:])
    assert await total(company, cast) == (4, True)


async def test_a_list_is_the_same_once_many_are_known_to_match(company: Company, cast: Cast) -> None:
    await products(company, cast, 7)
    await make(company, cast.admin, "product", name="Something else")
    first = await listed(company, cast, TITLED)
    assert [each["name"] for each in first["records"]] == ["Product 00", "Product 01", "Product 02"]
    assert any(key[0] == "spread" for key in company.plans)
    assert await listed(company, cast, TITLED) == first
    await make(company, cast.admin, "product", name="A product")
    again = await listed(company, cast, TITLED)
    assert (again["records"][0]["name"], again["total"]) == ("A product", 8)
