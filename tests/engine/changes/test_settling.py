"""The list before the token index is emptied beside the writes."""

import asyncio

import pytest

from guanxi.engine.company import Company
from guanxi.engine.company.settling import MOST_WAITING
from tests.fixtures.company import Cast, make

pytestmark = pytest.mark.anyio
SETTLE = "SELECT gin_clean_pending_list('engine.search_tokens'::regclass)"


async def waiting_pages(company: Company, cast: Cast) -> int:
    """How many pages the list had; it is empty afterwards."""
    async with company.reading(cast.admin) as work:
        return (await work.fetch(SETTLE))[0][0]


async def test_enough_written_tokens_go_into_the_index_by_themselves(company: Company, cast: Cast) -> None:
    await waiting_pages(company, cast)
    await make(company, cast.lina, "contact", name="张伟")
    assert await waiting_pages(company, cast) == 1
    await make(company, cast.lina, "contact", name="李娜")
    company.settling.note(MOST_WAITING)
    await asyncio.gather(*(each for each in asyncio.all_tasks() if "_settle" in repr(each)))
    assert await waiting_pages(company, cast) == 0


async def test_a_pool_that_is_closed_meanwhile_is_no_fault(company: Company) -> None:
    await company.pool.close()
    company.settling.note(MOST_WAITING)
    answers = await asyncio.gather(
        *(each for each in asyncio.all_tasks() if "_settle" in repr(each)), return_exceptions=True
    )
    assert answers == [None]
