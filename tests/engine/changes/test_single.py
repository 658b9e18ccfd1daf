"""One write of one statement needs no transaction, and is as whole as one that has one."""

import asyncio
from typing import Any

import orjson
import pytest

from guanxi.engine.changes import Change, Options, write
from guanxi.engine.company import Company
from guanxi.engine.query import get
from guanxi.kernel.errors import Stale
from tests.fixtures.company import Cast, make

pytestmark = pytest.mark.anyio


async def traces(company: Company, cast: Cast, record_id: Any) -> tuple[int, int, int]:
    """How many versions the record, its history and the audit know."""
    async with company.reading(cast.admin) as work:
        rows = await work.fetch(
            "SELECT (SELECT version FROM record.product WHERE id = $1),"
            " (SELECT count(*) FROM engine.change WHERE record_id = $1),"
            " (SELECT count(*) FROM audit.entry WHERE record_id = $1)",
            record_id,
        )
    return tuple(rows[0])


async def rename(company: Company, cast: Cast, record_id: Any, name: str, version: int | None = None) -> str | None:
    async with company.single(cast.admin, source="test", reason=None) as work:
        changes = [Change("update", record_id, {"name": name}, version)]
        return (await write(work, "product", changes, Options(returns=True)))[0].text


async def test_edits_at_the_same_moment_are_all_kept_and_all_told(company: Company, cast: Cast) -> None:
    product = await make(company, cast.admin, "product", name="First")
    await asyncio.gather(*(rename(company, cast, product, f"Name {number}") for number in range(20)))
    assert await traces(company, cast, product) == (21, 21, 21)


async def test_of_edits_of_one_version_at_the_same_moment_one_is_made(company: Company, cast: Cast) -> None:
    product = await make(company, cast.admin, "product", name="First")
    edits = (rename(company, cast, product, f"Name {number}", 1) for number in range(10))
    answers = await asyncio.gather(*edits, return_exceptions=True)
    assert sum(isinstance(each, Stale) for each in answers) == 9
    assert await traces(company, cast, product) == (2, 2, 2)


async def test_the_text_is_the_record_as_it_is_read(company: Company, cast: Cast) -> None:
    product = await make(company, cast.admin, "product", name="First")
    text = await rename(company, cast, product, "Second")
    async with company.reading(cast.admin) as work:
        assert text is not None
        assert await get(work, "product", product) == orjson.loads(text)


LOSES = """
CREATE FUNCTION record.lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER lose BEFORE INSERT ON record.order_line FOR EACH ROW EXECUTE FUNCTION record.lose();
"""


async def test_write_that_fails_in_its_own_transaction_says_why(company: Company, cast: Cast) -> None:
    account = await make(company, cast.admin, "account", name="Buyer")
    order = await make(company, cast.admin, "order", account=str(account))
    async with company.pool.connection() as connection:
        await connection.execute(LOSES.encode())
    lines = {"lines": [{"quantity": "1", "unit_price": "5"}]}
    for change in (Change("update", order, lines), Change("create", values={"account": str(account), **lines})):
        with pytest.raises(Stale):
            async with company.single(cast.admin, source="test", reason=None) as work:
                await write(work, "order", [change])
    async with company.reading(cast.admin) as work:
        assert (await get(work, "order", order))["version"] == 1
