"""An import that is killed goes on behind its last batch: nothing is lost, nothing doubled (REC-9, OPS-2)."""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guanxi.engine.changes import undo
from guanxi.engine.company import Company
from guanxi.engine.transfer import runs, whole
from guanxi.engine.transfer.running import start_run
from guanxi.engine.transfer.runs import Run
from tests.fixtures.company import Cast, make

ROWS = 6_000
OWN_CHILD = "import asyncio, sys; from tests.faults.import_child import main; asyncio.run(main(*sys.argv[1:]))"
ROOT = Path(__file__).parent.parent.parent
PATIENCE = 240


def database_of(company: Company) -> str:
    return str(company.pool.conninfo)


async def settled(company: Company, cast: Cast, path: Path) -> Run:
    run = await whole.upload(company, cast.admin, path)
    mapping = [
        {"column": 0, "field": "external_id", "part": "shop"},
        {"column": 1, "field": "name"},
        {"column": 2, "field": "email"},
        {"column": 3, "field": "account"},
    ]
    wanted: dict[str, Any] = {"object": "contact", "mode": "upsert", "keys": ["external_id"], "mapping": mapping}
    run = await whole.settle(company, cast.admin, run, wanted | {"create_references": True})
    async with company.work(cast.admin) as work:
        return await start_run(work, run)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A file in which every fiftieth row is wrong."""
    path = tmp_path / "people.csv"
    lines = [
        f"{number},Person {number},{'wrong' if number % 50 == 7 else f'p{number}@example.com'},Company {number % 40}"
        for number in range(ROWS)
    ]
    path.write_text("id,name,email,company\n" + "\n".join(lines) + "\n")
    return path


async def child(company: Company, *command: str) -> asyncio.subprocess.Process:
    environment = {
        **os.environ,
        "GUANXI_DATABASE_URL": database_of(company),
        "GUANXI_DATA": str(company.files_dir.parent),
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, *command, env=environment, cwd=ROOT, start_new_session=True, stdout=asyncio.subprocess.DEVNULL
    )


async def current(company: Company, cast: Cast, run: Run) -> Run:
    async with company.reading(cast.admin) as work:
        return await runs.get_run(work, run.id)


async def wait_until(company: Company, cast: Cast, run: Run, holds: Callable[[Run], bool]) -> Run:
    async with asyncio.timeout(PATIENCE):
        while True:
            if holds(found := await current(company, cast, run)):
                return found
            await asyncio.sleep(0.02)


async def kill(process: asyncio.subprocess.Process) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


async def check_whole(company: Company, cast: Cast, run: Run) -> None:
    wrong = sum(1 for number in range(ROWS) if number % 50 == 7)
    assert (run.state, run.done, run.created, run.refused) == ("done", ROWS, ROWS - wrong, wrong)
    async with company.reading(cast.admin) as work:
        ids = await work.fetch("SELECT value FROM engine.external_id WHERE object = 'contact' AND system = 'shop'")
        live = await work.fetch("SELECT name->>'full' FROM record.contact WHERE deleted_at IS NULL")
        history = await work.fetch(
            "SELECT object, count(*) FROM engine.change WHERE change_set = $1 GROUP BY 1", run.change_set
        )
        entries = await work.fetch("SELECT count(*) FROM engine.search_entry WHERE object = 'contact'")
        rejected = await work.fetch("SELECT row FROM engine.import_rejected WHERE run = $1 ORDER BY row", run.id)
    expected = Counter(f"Person {number}" for number in range(ROWS) if number % 50 != 7)
    assert Counter(name for (name,) in live) == expected
    assert len(ids) == ROWS - wrong
    assert dict(history) == {"contact": ROWS - wrong, "account": 40}
    assert entries == [(ROWS - wrong,)]
    assert [row for (row,) in rejected] == [number + 2 for number in range(ROWS) if number % 50 == 7]


async def test_an_import_survives_being_killed_again_and_again(company: Company, cast: Cast, people: Path) -> None:
    run = await settled(company, cast, people)
    for stop_behind, pause in ((0, 0.3), (1_000, 0.05), (2_000, 0.15), (4_000, 0.0)):
        process = await child(company, "-c", OWN_CHILD, database_of(company), str(company.files_dir), str(run.id))
        await wait_until(company, cast, run, lambda found, least=stop_behind: found.done >= least)
        await asyncio.sleep(pause)
        await kill(process)
    stopped = await current(company, cast, run)
    assert 4_000 <= stopped.done < ROWS
    process = await child(company, "-c", OWN_CHILD, database_of(company), str(company.files_dir), str(run.id))
    await asyncio.wait_for(process.wait(), PATIENCE)
    await check_whole(company, cast, await current(company, cast, run))


async def test_another_worker_takes_over_from_one_that_was_killed(company: Company, cast: Cast, people: Path) -> None:
    run = await settled(company, cast, people)
    first = await child(company, "-m", "guanxi", "worker")
    await wait_until(company, cast, run, lambda found: found.done >= 2_000)
    await kill(first)
    assert (await current(company, cast, run)).state == "running"
    second = await child(company, "-m", "guanxi", "worker")
    done = await wait_until(company, cast, run, lambda found: found.state == "done")
    os.killpg(second.pid, signal.SIGTERM)
    await asyncio.wait_for(second.wait(), 60)
    await check_whole(company, cast, done)


async def test_two_workers_at_once_write_nothing_twice(company: Company, cast: Cast, people: Path) -> None:
    run = await settled(company, cast, people)
    arguments = ("-c", OWN_CHILD, database_of(company), str(company.files_dir), str(run.id))
    processes = [await child(company, *arguments) for _ in range(2)]
    for process in processes:
        await asyncio.wait_for(process.wait(), PATIENCE)
    await check_whole(company, cast, await current(company, cast, run))


async def test_a_cancelled_import_stops_behind_a_batch_and_can_be_taken_back(
    company: Company, cast: Cast, people: Path
) -> None:
    await make(company, cast.admin, "contact", name="Somebody Else")
    run = await settled(company, cast, people)
    process = await child(company, "-c", OWN_CHILD, database_of(company), str(company.files_dir), str(run.id))
    await wait_until(company, cast, run, lambda found: found.done >= 1_000)
    async with company.work(cast.admin) as work:
        await runs.set_state(work, await runs.get_run(work, run.id, lock=True), "cancelling")
    await asyncio.wait_for(process.wait(), PATIENCE)
    stopped = await current(company, cast, run)
    assert stopped.state == "cancelled"
    assert 1_000 <= stopped.done < ROWS
    assert stopped.change_set is not None
    async with company.work(cast.admin) as work:
        await undo(work, stopped.change_set)
    async with company.reading(cast.admin) as work:
        left = await work.fetch("SELECT name->>'full' FROM record.contact WHERE deleted_at IS NULL")
    assert left == [("Somebody Else",)]
