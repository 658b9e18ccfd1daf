"""Batches of an import that are written at the same time, and those that may not be (REC-9)."""

import asyncio

import pytest

from guanxi.engine.changes import Change, Options, Outcome, write
from guanxi.engine.company import Company
from guanxi.engine.transfer.claims import take_turn
from guanxi.engine.transfer.settings import read_settings
from guanxi.kernel.principal import system
from tests.engine.transfer.conftest import Upload
from tests.fixtures.company import Cast

BARRIER = """
CREATE SEQUENCE record.met;
CREATE FUNCTION record.meet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_try_advisory_xact_lock(4242) THEN PERFORM pg_sleep(0.3); ELSE PERFORM nextval('record.met'); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER meet BEFORE INSERT ON record.{table} FOR EACH STATEMENT EXECUTE FUNCTION record.meet();
"""


async def stop_the_first(company: Company, table: str) -> None:
    """Holds a batch up before it is written for as long as another one needs to overtake it."""
    async with company.pool.connection() as connection:
        await connection.execute(BARRIER.format(table=table).encode())


async def overtakings(company: Company) -> int:
    async with company.reading(system()) as work:
        rows = await work.fetch("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM record.met")
    return rows[0][0]


async def test_a_unique_value_that_comes_again_much_later_refuses_its_row(
    company: Company, cast: Cast, bring: Upload
) -> None:
    await stop_the_first(company, "product")
    codes = [*range(2_000), *range(1_000, 1_400)]
    rows = "".join(f"Pump {number},P-{code}\n" for number, code in enumerate(codes))
    done = await bring(cast.admin, "product", f"name,code\n{rows}", on_duplicate="create")
    assert done.counts == (2_000, 0, 0, 400)
    assert await overtakings(company) == 0


@pytest.mark.parametrize("on_duplicate", ["create", "refuse"])
async def test_records_without_unique_values_are_written_side_by_side(
    company: Company, cast: Cast, bring: Upload, on_duplicate: str
) -> None:
    await stop_the_first(company, "lead")
    rows = "".join(f"Person {number},Works {number}\n" for number in range(6_400))
    done = await bring(cast.admin, "lead", f"name,company\n{rows}", on_duplicate=on_duplicate)
    assert done.counts == (6_400, 0, 0, 0)
    assert await overtakings(company) > 1  # not only the second and the third


@pytest.mark.parametrize("again", [1_000, 2_000, 3_000])
@pytest.mark.parametrize(("on_duplicate", "rest"), [("refuse", (0, 0, 500)), ("update", (500, 0, 0))])
async def test_people_who_come_again_some_batches_later_are_found(
    company: Company, cast: Cast, bring: Upload, again: int, on_duplicate: str, rest: tuple[int, int, int]
) -> None:
    await stop_the_first(company, "lead")
    people = [*range(4_500), *range(4_500 - again, 5_000 - again)]
    rows = "".join(f"Person {number},Works {row},p{number}@works.example\n" for row, number in enumerate(people))
    done = await bring(cast.admin, "lead", f"name,company,email\n{rows}", on_duplicate=on_duplicate)
    assert done.counts == (4_500, *rest)


@pytest.mark.parametrize("key", ["external_id", "name"])
async def test_two_imports_of_one_file_at_once_make_each_record_once(
    company: Company, cast: Cast, upload: Upload, key: str
) -> None:
    await stop_the_first(company, "account")
    mapping = [{"column": 0, "field": "external_id", "part": "shop"}, {"column": 1, "field": "name"}]
    content = "id,name\n" + "".join(f"{number},Works {number}\n" for number in range(30))
    settings = {"mapping": mapping, "mode": "upsert", "keys": [key], "on_duplicate": "create"}
    both = [await (await upload(cast.admin, "account", content, **settings)).start() for _ in range(2)]
    done = await asyncio.gather(*(each.finish() for each in both))
    assert sorted(each.counts for each in done) == [(0, 0, 30, 0), (30, 0, 0, 0)]


@pytest.mark.parametrize(("on_duplicate", "both"), [("refuse", (2_400, 0, 0, 2_400)), ("update", (2_400, 0, 2_400, 0))])
async def test_two_imports_of_the_same_new_people_at_once_make_each_once(
    company: Company, cast: Cast, upload: Upload, on_duplicate: str, both: tuple[int, int, int, int]
) -> None:
    await stop_the_first(company, "lead")
    rows = "".join(f"Person {number},Works {number},p{number}@works.example\n" for number in range(2_400))
    content = f"name,company,email\n{rows}"
    begun = [await (await upload(cast.admin, "lead", content, on_duplicate=on_duplicate)).start() for _ in range(2)]
    one, other = await asyncio.gather(*(each.finish() for each in begun))
    assert tuple(map(sum, zip(one.counts, other.counts, strict=True))) == both


async def test_many_records_made_by_a_program_wait_for_the_batch_of_an_import(
    company: Company, cast: Cast, upload: Upload
) -> None:
    changes = [Change("create", values={"name": f"Works {number}"}) for number in range(60)]
    brought = await (await upload(cast.admin, "account", "name\nWorks 1\n")).start()
    settings = read_settings(brought.run.settings or {}, company.registry, 1)

    async def make_many() -> list[Outcome]:
        async with company.work(cast.admin) as work:
            return await write(work, "account", changes, Options(partial=True))

    async with company.work(cast.admin, source="import") as work:
        await work.expect_many()
        await take_turn(work, brought.run, settings)
        await write(work, "account", changes[:40])
        making = asyncio.ensure_future(make_many())
        await asyncio.wait({making}, timeout=1)
    outcomes = await making
    assert [each.kind for each in outcomes] == ["refuse"] * 40 + ["create"] * 20
