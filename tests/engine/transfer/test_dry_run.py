"""What a dry run tells beforehand: what becomes of references among rows, and what would mend cells (REC-9)."""

import pytest

from guanxi.engine.company import Company
from tests.engine.transfer.conftest import Upload
from tests.fixtures.company import Cast, make

AMONG_THEMSELVES = [
    "Child,Mother,\nMother,,nonsense\n",
    "Child,Mother,\nGrandchild,Child,\nMother,,\n",
    "Child,Child,\nOther,Child,\n",
    "One,Two,\nTwo,Three,\nThree,One,\nFour,One,\n",
    "Child,Twin,\nTwin,,\nTwin,,\n",
]


@pytest.mark.parametrize("rows", AMONG_THEMSELVES)
async def test_a_dry_run_foresees_what_becomes_of_references_among_rows(cast: Cast, upload: Upload, rows: str) -> None:
    brought = await upload(cast.admin, "account", f"name,parent,email\n{rows}", on_duplicate="create")
    foreseen = await brought.preview()
    done = await (await brought.start()).finish()
    assert tuple(foreseen["counts"].values()) == done.counts
    told = await done.rejected()
    assert all(each["message"] in told for row in foreseen["rows"] for each in row["errors"])


async def test_a_dry_run_offers_repairs_that_mend_all_such_rows(company: Company, cast: Cast, upload: Upload) -> None:
    await make(company, cast.admin, "account", name="Northern Works")
    table = "name,account,stage\nOne,NorthernWorks,Propsal\nTwo,NorthernWorks,Proposal\nThree,Somebody,Proposal\n"
    first = await upload(cast.admin, "opportunity", table)
    found = await first.preview()
    assert found["repairs"] == [
        {"column": 1, "field": "account", "from": "NorthernWorks", "to": "Northern Works", "rows": 2},
        {"column": 2, "field": "stage", "from": "Propsal", "to": "Proposal", "rows": 1},
    ]
    repairs = {each["field"]: {each["from"]: each["to"]} for each in found["repairs"]}
    assert first.run.settings is not None
    mapping = [{**each, "repairs": repairs.get(each["field"], {})} for each in first.run.settings["mapping"]]
    mended = await (await upload(cast.admin, "opportunity", table, mapping=mapping)).preview()
    assert (mended["counts"]["create"], mended["counts"]["refuse"], mended["repairs"]) == (2, 1, [])


async def test_a_dry_run_tells_how_many_rows_are_lines_of_each_record(
    company: Company, cast: Cast, upload: Upload
) -> None:
    await make(company, cast.admin, "account", name="Northern Works")
    table = (
        "InvoiceNo,Customer,Quantity,UnitPrice\nA1,Northern Works,2,3\nA1,Northern Works,1,4\nA2,Northern Works,1,5\n"
        "A3,Northern Works,1,5\nA3,Northern Works,many,5\n"
    )
    found = await (await upload(cast.admin, "order", table)).preview()
    assert (found["counts"]["create"], found["counts"]["refuse"], found["lines"]) == (2, 2, 3)
    assert [(row["row"], row["lines"]) for row in found["rows"]] == [(2, 2), (4, 1), (5, None), (6, None)]
