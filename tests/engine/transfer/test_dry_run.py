"""What a dry run tells beforehand: what becomes of references among rows, and what would mend cells (REC-9)."""

from typing import Any

import httpx
import pytest

from guanxi.engine.company import Company
from tests.engine.transfer.conftest import Upload
from tests.fixtures.company import Cast, SignIn, make

NAMED = {"X-File-Name": "works.csv"}

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


async def test_a_dry_run_lists_every_row_page_by_page(cast: Cast, sign_in: SignIn) -> None:
    admin = await sign_in("admin")
    rows = "".join(f"Works {number},{'nowhere' if number % 3 == 0 else ''}\n" for number in range(700))
    found = (await admin.post("/imports", content=f"name,email\n{rows}".encode(), headers=NAMED)).json()
    path = f"/imports/{found['id']}"
    await admin.patch(path, json={"object": "account"})
    first = (await admin.post(f"{path}/preview")).json()
    assert (len(first["rows"]), first["looked_at"], first["counts"]["refuse"]) == (100, 700, 234)
    for outcome, count in (("", 700), ("refuse", 234), ("create", 466), ("skip", 0)):
        told = await pages(admin, f"{path}/preview?outcome={outcome}&limit=150")
        assert len(told) == count
        assert [each["row"] for each in told] == sorted({each["row"] for each in told})
    [fault] = (await admin.get(f"{path}/preview?outcome=refuse&limit=1")).json()["rows"][0]["errors"]
    assert fault["message"].startswith("Enter an e-mail address")
    assert (await admin.get(f"{path}/preview?outcome=odd")).status_code == 400
    await admin.post(f"{path}/run")
    assert (await admin.get(f"{path}/preview")).json() == {"rows": [], "next_cursor": None}


async def test_what_a_dry_run_has_found_is_read_by_who_made_it(cast: Cast, sign_in: SignIn) -> None:
    admin, lina = await sign_in("admin"), await sign_in("lina")
    await admin.post("/records/account", json={"name": "Hidden", "phone": "13900112233", "description": "Secret"})
    content = b"phone,description\n13900112233,Other\n"
    found = (await lina.post("/imports", content=content, headers=NAMED)).json()
    path = f"/imports/{found['id']}"
    await lina.patch(path, json={"object": "account", "mode": "update", "keys": ["phone"]})
    own = (await lina.post(f"{path}/preview")).json()
    assert own["rows"][0]["errors"][0]["code"] == "no_record_with_key"
    assert "Secret" in (await admin.post(f"{path}/preview")).text
    assert (await lina.get(f"{path}/preview")).json()["rows"] == []


async def pages(client: httpx.AsyncClient, path: str) -> list[dict[str, Any]]:
    answer = (await client.get(path)).json()
    rows = answer["rows"]
    while answer["next_cursor"]:
        answer = (await client.get(f"{path}&cursor={answer['next_cursor']}")).json()
        rows += answer["rows"]
    return rows


async def test_rows_that_are_skipped_are_counted_and_shown(cast: Cast, upload: Upload) -> None:
    rows = "name,city\nOne,Bonn\nTwo,Bonn\nOne,Bonn\nTwo,Bonn\nOne,Berlin\n"
    brought = await upload(cast.admin, "account", rows, duplicate_rows="skip", on_duplicate="create")
    found = await brought.preview()
    assert (found["skipped"], found["counts"]["create"]) == (2, 3)
    assert [(row["row"], row["title"]) for row in found["rows"] if row["outcome"] == "skip"] == [(4, "One"), (5, "Two")]
    done = await (await brought.start()).finish()
    assert (done.run.skipped, done.run.created, done.run.done) == (2, 3, 5)


async def test_a_dry_run_shows_the_values_that_would_be_written(company: Company, cast: Cast, upload: Upload) -> None:
    await make(company, cast.admin, "account", name="Mother")
    table = "name,parent,description\nChild,Mother," + "long " * 1_000 + "\n"
    found = await (await upload(cast.admin, "account", table)).preview()
    new = {each["field"]: each["new"] for each in found["rows"][0]["changes"]}
    assert (new["name"], new["parent"]["title"]) == ("Child", "Mother")
    assert not [name for name in new if company.registry["account"].fields[name].is_computed]
    assert 300 <= len(new["description"]) <= 301
