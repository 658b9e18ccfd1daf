"""External ids that an import writes belong to it: REC-9, REC-16."""

from typing import Any

import pytest

from guanxi.engine.changes import undo
from guanxi.engine.company import Company
from guanxi.kernel.principal import system
from tests.engine.transfer.conftest import Upload
from tests.fixtures.company import Cast, make


async def called(company: Company) -> dict[str, str]:
    """The external ids, each with the name of the account that has it."""
    async with company.reading(system()) as work:
        rows = await work.fetch(
            "SELECT x.value, a.name FROM engine.external_id x JOIN record.account a ON a.id = x.record_id"
            " WHERE a.deleted_at IS NULL"
        )
    return dict(rows)


async def test_external_ids_of_an_import_go_and_come_with_it(company: Company, cast: Cast, bring: Upload) -> None:
    by_name = [
        {"column": 0, "field": "external_id", "part": "shop"},
        {"column": 1, "field": "name"},
        {"column": 2, "field": "employees"},
    ]
    options: dict[str, Any] = {"mapping": by_name, "mode": "upsert", "keys": ["name"]}
    await make(company, cast.admin, "account", name="Kept")
    await make(company, cast.admin, "account", name="Renumbered")
    await bring(cast.admin, "account", "id,name,staff\n3,Gone,1\n4,Other,1\n", **options)
    done = await bring(cast.admin, "account", "id,name,staff\n1,Kept,\n2,New,\n4,Renumbered,7\n", **options)
    written = {"1": "Kept", "2": "New", "3": "Gone", "4": "Renumbered"}
    assert await called(company) == written
    async with company.work(cast.admin) as work:
        assert done.run.change_set is not None
        undone = await undo(work, done.run.change_set)
    assert await called(company) == {"3": "Gone", "4": "Other"}
    async with company.work(cast.admin) as work:
        assert undone.change_set is not None
        await undo(work, undone.change_set)
    assert await called(company) == written


async def test_external_id_of_a_deleted_record_may_be_taken_and_given_back(
    company: Company, cast: Cast, bring: Upload
) -> None:
    mapping = [{"column": 0, "field": "external_id", "part": "shop"}, {"column": 1, "field": "name"}]
    first = await bring(cast.admin, "account", "id,name\n5,First\n", mapping=mapping)
    async with company.work(cast.admin) as work:
        assert first.run.change_set is not None
        await undo(work, first.run.change_set)
    second = await bring(cast.admin, "account", "id,name\n5,Second\n", mapping=mapping)
    assert await called(company) == {"5": "Second"}
    async with company.work(cast.admin) as work:
        assert second.run.change_set is not None
        await undo(work, second.run.change_set)
    assert await called(company) == {}


BY_NUMBER = [{"column": 0, "field": "external_id", "part": "shop"}, {"column": 1, "field": "name"}]


async def test_id_of_a_record_that_the_importer_may_not_see_stays_there(
    company: Company, cast: Cast, upload: Upload
) -> None:
    theirs = await upload(cast.sunqian, "account", "id,name\n7,Secret Works\n", mapping=BY_NUMBER)
    await (await theirs.start()).finish()
    settings: list[dict[str, Any]] = [
        {"mode": "create"},
        {"mode": "upsert", "keys": ["external_id"]},
        {"mode": "upsert", "keys": ["name"]},
    ]
    for each in settings:
        table = "id,name\n7,Mine\n"
        mine = await upload(cast.lina, "account", table, mapping=BY_NUMBER, on_duplicate="create", **each)
        assert (await mine.preview())["counts"]["refuse"] == 1
        done = await (await mine.start()).finish()
        assert done.counts == (0, 0, 0, 1)
        told = await done.rejected()
        assert "This id in shop belongs to a record that you may not see." in told
        assert "Secret" not in told
    assert await called(company) == {"7": "Secret Works"}


async def test_id_of_a_record_that_the_importer_may_not_change_stays_there(
    company: Company, cast: Cast, bring: Upload
) -> None:
    await bring(cast.zhoumin, "account", "id,name\n7,Theirs\n", mapping=BY_NUMBER)
    done = await bring(cast.lina, "account", "id,name\n7,Mine\n", mapping=BY_NUMBER)
    assert done.counts == (0, 0, 0, 1)
    assert await called(company) == {"7": "Theirs"}


@pytest.mark.parametrize("mode", [{"mode": "create"}, {"mode": "upsert", "keys": ["external_id"]}])
async def test_id_of_a_deleted_record_that_the_importer_may_not_change_stays_there(
    company: Company, cast: Cast, bring: Upload, mode: dict[str, Any]
) -> None:
    theirs = await bring(cast.zhoumin, "account", "id,name\n7,Theirs\n", mapping=BY_NUMBER)
    async with company.work(cast.zhoumin) as work:
        undone = await undo(work, theirs.change_set)
    done = await bring(cast.lina, "account", "id,name\n7,Mine\n", mapping=BY_NUMBER, **mode)
    assert done.counts == (0, 0, 0, 1)
    assert "Theirs" not in await done.rejected()
    async with company.work(cast.zhoumin) as work:
        assert undone.change_set is not None
        await undo(work, undone.change_set)
    assert await called(company) == {"7": "Theirs"}
