"""An import and the undo of what it wrote, in every order (REC-9, REC-16)."""

import asyncio

import pytest

from guanxi.engine.changes import undo
from guanxi.engine.company import Company
from guanxi.engine.transfer.running import cancel_run
from guanxi.engine.transfer.runs import get_run
from guanxi.kernel.errors import Conflict
from guanxi.kernel.principal import system
from tests.engine.transfer.conftest import Transfer, Upload
from tests.engine.transfer.test_side_by_side import stop_the_first
from tests.fixtures.company import Cast

ROWS = "name,company\n" + "".join(f"Person {number},Works {number}\n" for number in range(4_000))


async def leads(company: Company) -> int:
    async with company.reading(system()) as work:
        return (await work.fetch("SELECT count(*) FROM record.lead WHERE deleted_at IS NULL"))[0][0]


async def first_lead(company: Company) -> None:
    if await leads(company) == 0:
        await asyncio.sleep(0.1)
        await first_lead(company)


async def half_way(company: Company, transfer: Transfer) -> "asyncio.Task[Transfer]":
    """Runs an import until its first records are there; it goes on."""
    await stop_the_first(company, "lead")
    await transfer.start()
    running = asyncio.create_task(transfer.finish())
    async with asyncio.timeout(30):
        await first_lead(company)
    return running


async def test_an_import_that_runs_is_not_taken_back_in_part(company: Company, cast: Cast, upload: Upload) -> None:
    transfer = await upload(cast.admin, "lead", ROWS, on_duplicate="create")
    running = await half_way(company, transfer)
    with pytest.raises(Conflict, match="import_running") as refused:
        async with company.work(cast.admin) as work:
            await undo(work, transfer.change_set)
    assert refused.value.extra == {"import": str(transfer.run.id)}
    done = await running
    assert done.counts == (4_000, 0, 0, 0)
    async with company.work(cast.admin) as work:
        await undo(work, done.change_set)
    assert await leads(company) == 0


async def test_an_import_that_goes_on_after_an_undo_can_be_undone_again(
    company: Company, cast: Cast, upload: Upload
) -> None:
    transfer = await upload(cast.admin, "lead", ROWS, on_duplicate="create")
    running = await half_way(company, transfer)
    async with company.work(cast.admin) as work:
        await cancel_run(work, await get_run(work, transfer.run.id, lock=True))
    first = (await running).run
    assert (first.state, first.change_set) == ("cancelled", transfer.change_set)
    async with company.work(cast.admin) as work:
        await undo(work, transfer.change_set)
    second = await (await transfer.start()).finish()
    assert (second.run.state, await leads(company)) == ("done", 4_000 - first.created)
    async with company.work(cast.admin) as work:
        await undo(work, second.change_set)
    assert await leads(company) == 0
