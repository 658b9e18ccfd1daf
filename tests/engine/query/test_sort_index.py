"""A large table that is sorted by a field gets the index for it, and the order stays what it was (REC-6)."""

import orjson
import pytest

from guanxi.engine.company import Company
from guanxi.engine.jobs import JOBS
from guanxi.engine.query import Query, find, sort_index
from guanxi.engine.query.listing import plan_list
from tests.fixtures.company import Cast, make

pytestmark = pytest.mark.anyio


async def queued(company: Company, cast: Cast) -> list[dict[str, str]]:
    async with company.reading(cast.admin) as work:
        rows = await work.fetch("SELECT payload FROM pgqueuer WHERE entrypoint = 'index_order'")
    return [orjson.loads(payload) for (payload,) in rows]


@pytest.mark.parametrize("field", ["code", "price", "created_at", "series"])
async def test_an_order_that_is_asked_for_gets_its_index(
    company: Company, cast: Cast, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    monkeypatch.setattr(sort_index, "LARGE_TABLE", -1)
    for number in range(5):
        await make(company, cast.admin, "product", name=f"P{number}", code=f"c{9 - number}")
    query = Query(fields=("id", "name"), sort=(f"-{field}",))
    async with company.reading(cast.admin) as work:
        before = await find(work, "product", query)
    asked = await queued(company, cast)
    assert asked == [{"object": "product", "field": field}]
    for payload in asked * 2:
        await JOBS["index_order"](company, dict(payload))
    async with company.reading(cast.admin) as work:
        assert await find(work, "product", query) == before
        await work.connection.execute(b"SET enable_seqscan = off")
        await work.connection.execute(b"SET enable_sort = off")
        plan = plan_list(work, "product", query)
        lines = await work.fetch(f"EXPLAIN {plan.text}", *plan.parameters)
    assert any(f"product_order_{field}" in line for (line,) in lines), lines


async def test_small_tables_and_orders_that_are_served_ask_for_nothing(company: Company, cast: Cast) -> None:
    async with company.reading(cast.admin) as work:
        for sort in ("code", "-updated_at", "name", "id"):
            await find(work, "product", Query(sort=(sort,)))
    assert await queued(company, cast) == []


@pytest.mark.parametrize("sort", ["name", "-name", "updated_at", "-updated_at"])
async def test_titles_and_times_are_in_order_without_sorting(company: Company, cast: Cast, sort: str) -> None:
    async with company.reading(cast.admin) as work:
        await work.connection.execute(b"SET enable_seqscan = off")
        await work.connection.execute(b"SET enable_bitmapscan = off")
        plan = plan_list(work, "product", Query(sort=(sort,)))
        lines = await work.fetch(f"EXPLAIN {plan.text}", *plan.parameters)
    assert not any("Sort Key" in line for (line,) in lines), lines
