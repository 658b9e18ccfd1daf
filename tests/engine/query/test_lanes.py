"""Whoever sees little gets the same lists by the ways that are made for him: REC-6, ACC-4."""

from collections.abc import Sequence
from dataclasses import replace

import orjson
import pytest

from guanxi.engine.company import Company
from guanxi.engine.query import Query, find_json, find_page, listing, pages
from guanxi.engine.query.listing import plan_list
from guanxi.kernel.filters import Condition
from guanxi.kernel.principal import Principal
from tests.fixtures.company import Cast, make

pytestmark = pytest.mark.anyio
PEOPLE = ("lina", "lina, shared", "chenli", "sunqian", "admin")
KEY = "01900000-0000-7000-8000-000000000001"
SHARES = (0.001, 0.05, 1.0)  # a few records, one of twenty, and all
QUERIES = (
    Query(fields=("name",), limit=3),
    Query(fields=("name",), limit=3, sort=("updated_at",)),
    Query(fields=("name",), limit=3, sort=("-name",)),
    Query(fields=("name",), limit=3, sort=("website", "-name")),
    Query(fields=("name",), limit=3, sort=("owner",)),
    Query(fields=("name",), limit=3, sort=("-parent", "name")),
    Query(fields=("name",), limit=3, filter=Condition("name", "contains", "even")),
    Query(fields=("name",), limit=3, filter=Condition("website", "is_empty", None), count="exact"),
    Query(fields=("name",), limit=3, q="odd"),
)


@pytest.fixture
async def accounts(company: Company, cast: Cast) -> None:
    """Accounts of two people of one team, of their manager's and of another team, written in turns."""
    for number in range(10):
        for person in (cast.lina, cast.sunqian, cast.zhoumin, cast.chenli):
            await make(company, person, "account", name=f"{'odd' if number % 2 else 'even'} {number} {person.name}")
    async with company.pool.connection() as connection:
        shared = b"UPDATE record.account SET shares = ARRAY[$1::uuid] WHERE name ~ '[37]'"
        await connection.execute(shared, [KEY])


def principal(cast: Cast, person: str) -> Principal:
    """A person by name; "lina, shared" is she with a key to what others share."""
    name, _, shared = person.partition(", ")
    return replace(cast.people[name], read_keys=f"{{{KEY}}}") if shared else cast.people[name]


async def all_pages(company: Company, cast: Cast, person: str, query: Query) -> Sequence[str]:
    found: list[str] = []
    cursor: str | None = ""
    async with company.reading(principal(cast, person)) as work:
        while cursor is not None:
            records, cursor = await find_page(work, "account", replace(query, cursor=cursor))
            found += [each["id"] for each in records]
    return found


WAYS = {"first of an order": (10_000, 10_000), "own": (5, 10_000), "all": (5, 1)}  # walked at first, own at most


@pytest.mark.parametrize("query", QUERIES, ids=str)
@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.usefixtures("accounts")
async def test_the_lists_are_those_of_the_plain_way(
    company: Company, cast: Cast, monkeypatch: pytest.MonkeyPatch, query: Query, person: str
) -> None:
    with monkeypatch.context() as plainly:
        plainly.setattr(pages, "has_lanes", _has_none)
        plain = await all_pages(company, cast, person, query)
    assert len(set(plain)) == len(plain) > 0
    for share in SHARES:
        monkeypatch.setattr(listing, "share_seen", _of(share))
        for tried, own in WAYS.values():
            monkeypatch.setattr(pages, "TRIED", tried)
            monkeypatch.setattr(pages, "MOST_OWN", own)
            company.plans.clear()
            assert await all_pages(company, cast, person, query) == plain


@pytest.mark.parametrize("count", ["exact", "estimate"])
@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.usefixtures("accounts")
async def test_the_counts_are_those_of_the_plain_way(
    company: Company, cast: Cast, monkeypatch: pytest.MonkeyPatch, count: str, person: str
) -> None:
    async def total() -> int:
        company.plans.clear()
        async with company.reading(principal(cast, person)) as work:
            return orjson.loads(await find_json(work, "account", Query(limit=1, count=count)))["total"]

    plain = await total()
    assert plain > 0
    for share in SHARES:
        monkeypatch.setattr(listing, "share_seen", _of(share))
        assert await total() == plain


def _has_none(*_: object) -> bool:
    return False


def _of(share: float) -> object:
    async def share_seen(*_: object) -> float:
        return share

    return share_seen


@pytest.mark.parametrize("share", [0.05, 1.0])
async def test_a_list_walks_along_owner_and_teams(company: Company, cast: Cast, share: float) -> None:
    async with company.reading(cast.lina) as work:
        await work.connection.execute(b"SET enable_seqscan = off")
        await work.connection.execute(b"SET enable_bitmapscan = off")
        plan = plan_list(work, "account", Query(), share)
        lines = await work.fetch(f"EXPLAIN {plan.text}", *plan.parameters)
    used = [line for (line,) in lines if "Index Scan" in line]
    assert any("account_owner_recent" in line for line in used), lines
    assert any("account_team_recent" in line for line in used), lines
    assert not any("account_by_updated" in line for line in used), lines


async def test_shared_records_are_gathered_only_where_walking_them_is_not_enough(company: Company, cast: Cast) -> None:
    await share_some(company, cast, 10)
    assert "never executed" in await gathering(company, cast, limit=5)
    assert "never executed" not in await gathering(company, cast, limit=50)


async def share_some(company: Company, cast: Cast, count: int) -> None:
    for number in range(count):
        await make(company, cast.chenli, "account", name=f"lent {number}")
    async with company.pool.connection() as connection:
        await connection.execute(b"UPDATE record.account SET shares = ARRAY[$1::uuid]", [KEY])


async def gathering(company: Company, cast: Cast, limit: int) -> str:
    """The line of a plan that was run where all that is shared is gathered."""
    async with company.reading(principal(cast, "lina, shared")) as work:
        await work.connection.execute(b"SET enable_seqscan = off")
        plan = plan_list(work, "account", Query(limit=limit), 0.8)
        lines = [line for (line,) in await work.fetch(f"EXPLAIN ANALYZE {plan.text}", *plan.parameters)]
    [found] = [line for line in lines if "account_by_share" in line]
    return found
