"""A list sorts by what a person reads: references by the names of what they refer to (REC-6)."""

import pytest

from guanxi.engine.company import Company
from guanxi.engine.query import Query, find, find_page
from tests.fixtures.company import Cast, make

pytestmark = pytest.mark.anyio


@pytest.fixture
async def contacts(company: Company, cast: Cast) -> None:
    """Contacts of accounts whose names and ids are ordered differently, of none, and of one that lina may not see."""
    owners = {"李宁": cast.lina, "Acme": cast.lina, "陈记": cast.lina, "Aardvark": cast.sunqian}
    accounts = {name: await make(company, owner, "account", name=name) for name, owner in owners.items()}
    for name, account in (("one", "李宁"), ("two", "Acme"), ("three", "陈记"), ("four", "Acme"), ("six", "Aardvark")):
        await make(company, cast.admin, "contact", name=name, account=accounts[account], owner=cast.lina.user_id)
    await make(company, cast.admin, "contact", name="five", owner=cast.lina.user_id)


async def names(company: Company, cast: Cast, person: str, *sort: str) -> list[str]:
    async with company.reading(cast.people[person]) as work:
        records = await find(work, "contact", Query(fields=("name",), sort=sort))
    return [each["name"]["full"] for each in records]


@pytest.mark.usefixtures("contacts")
async def test_contacts_are_in_the_order_of_their_accounts_names(company: Company, cast: Cast) -> None:
    assert await names(company, cast, "admin", "account", "name") == ["five", "six", "four", "two", "three", "one"]
    assert await names(company, cast, "admin", "-account", "name") == ["one", "three", "four", "two", "six", "five"]


@pytest.mark.usefixtures("contacts")
async def test_a_name_that_is_hidden_orders_nothing(company: Company, cast: Cast) -> None:
    assert await names(company, cast, "lina", "account", "name") == ["five", "six", "four", "two", "three", "one"]
    hidden_last = await names(company, cast, "lina", "-account", "name")
    assert hidden_last == ["one", "three", "four", "two", "six", "five"]


@pytest.mark.usefixtures("contacts")
async def test_pages_in_this_order_give_each_once(company: Company, cast: Cast) -> None:
    found: list[str] = []
    cursor: str | None = ""
    async with company.reading(cast.admin) as work:
        while cursor is not None:
            query = Query(fields=("name",), sort=("account",), limit=2, cursor=cursor)
            records, cursor = await find_page(work, "contact", query)
            found += [each["name"]["full"] for each in records]
    assert sorted(found) == ["five", "four", "one", "six", "three", "two"]
    assert found[0] == "five"
