"""Imports onto the real write path (REC-9, REC-16)."""

from typing import Any

import pytest

from guanxi.engine.changes import undo
from guanxi.engine.company import Company
from guanxi.engine.query import Query, find
from guanxi.kernel.errors import Conflict, Forbidden, Invalid
from tests.engine.transfer.conftest import Upload
from tests.fixtures.company import Cast, make


async def records(company: Company, person: Any, name: str, *fields: str) -> list[tuple[Any, ...]]:
    async with company.reading(person) as work:
        found = await find(work, name, Query(fields=fields, sort=(fields[0],), limit=500))
    return [tuple(record.get(field) for field in fields) for record in found]


async def test_rows_become_records(company: Company, cast: Cast, bring: Upload) -> None:
    done = await bring(
        cast.admin, "account", "公司名称,行业,电话\n杭州甲公司,软件与互联网,0571-87654321\n乙公司,零售,\n"
    )
    assert done.run.state == "done"
    assert done.counts == (2, 0, 0, 0)
    assert await records(company, cast.admin, "account", "name", "industry", "phone") == [
        ("杭州甲公司", "software", "+8657187654321"),
        ("乙公司", "retail", None),
    ]


async def test_the_dry_run_leaves_no_trace(company: Company, cast: Cast, upload: Upload) -> None:
    transfer = await upload(cast.admin, "account", "name,parent\nOne,Two\nThree,\n", create_references=True)
    found = await transfer.preview()
    assert found["counts"] == {"create": 2, "update": 0, "unchanged": 0, "refuse": 0}
    assert await records(company, cast.admin, "account", "name") == []


async def test_the_dry_run_says_what_the_run_does(cast: Cast, upload: Upload, bring: Upload) -> None:
    await bring(cast.admin, "account", "name,industry\nOne,retail\nTwo,retail\n")
    rows = "name,industry\nOne,retail\nTwo,software\nThree,energy\nFour,nonsense\n"
    transfer = await upload(cast.admin, "account", rows, mode="upsert", keys=["name"])
    found = await transfer.preview()
    done = await (await transfer.start()).finish()
    assert found["counts"] == {"create": 1, "update": 1, "unchanged": 1, "refuse": 1}
    assert done.counts == (1, 1, 1, 1)
    assert [row["outcome"] for row in found["rows"]] == ["unchanged", "update", "create", "refuse"]
    assert {"field": "industry", "old": "retail", "new": "software"} in found["rows"][1]["changes"]


async def test_a_refused_row_says_why_and_comes_back_in_a_file(cast: Cast, bring: Upload) -> None:
    done = await bring(cast.admin, "account", "name,industry,email\nGood,retail,a@b.com\nBad,technolgy,nowhere\n")
    assert done.counts == (1, 0, 0, 1)
    header, row = (await done.rejected()).splitlines()
    assert header == "name,industry,email,Row,Reason"
    assert row.startswith("Bad,technolgy,nowhere,3,")
    assert "Did you mean “Technology”?" in row
    assert "E-mail: Enter an e-mail address" in row
    assert "是否是“科技”" not in row
    assert "邮箱" in await done.rejected("zh-CN") or "邮件" in await done.rejected("zh-CN")


async def test_a_misspelt_reference_is_refused_with_the_nearest_name(cast: Cast, bring: Upload) -> None:
    await bring(cast.admin, "product", "name\nGTX Pro\nMG Special\n")
    done = await bring(cast.admin, "lead", "name,product\nAnn,GTXPro\nBob,GTX Pro\n")
    assert done.counts == (1, 0, 0, 1)
    assert "Did you mean “GTX Pro”?" in await done.rejected()


async def test_a_repair_replaces_the_misspelt_cells(cast: Cast, bring: Upload) -> None:
    await bring(cast.admin, "product", "name\nGTX Pro\n")
    mapping = [{"column": 0, "field": "name"}, {"column": 1, "field": "product", "repairs": {"GTXPro": "GTX Pro"}}]
    done = await bring(cast.admin, "lead", "name,product\nAnn,GTXPro\n", mapping=mapping)
    assert done.counts == (1, 0, 0, 0)


async def test_references_are_found_in_any_case_width_and_script(company: Company, cast: Cast, bring: Upload) -> None:
    account = await make(company, cast.admin, "account", name="杭州电脑ＡＢＣ")
    done = await bring(cast.admin, "contact", "name,account\n王五,杭州電腦abc\n")
    assert done.counts == (1, 0, 0, 0)
    assert await records(company, cast.admin, "contact", "account") == [(str(account),)]


async def test_an_ambiguous_name_is_refused(company: Company, cast: Cast, bring: Upload) -> None:
    await make(company, cast.admin, "lead", name="Same")
    await make(company, cast.admin, "lead", name="Same")
    done = await bring(cast.admin, "task", "subject,lead\nCall,Same\n")
    assert done.counts == (0, 0, 0, 1)
    assert "Several records" in await done.rejected()


async def test_missing_references_are_created_when_wished(company: Company, cast: Cast, bring: Upload) -> None:
    done = await bring(cast.admin, "contact", "name,account\nA B,New One\nC D,New One\n", create_references=True)
    assert done.counts == (2, 0, 0, 0)
    assert await records(company, cast.admin, "account", "name") == [("New One",)]
    async with company.work(cast.admin) as work:
        await undo(work, done.change_set)
    assert await records(company, cast.admin, "account", "name") == []


async def test_rows_may_name_rows_further_down(company: Company, cast: Cast, bring: Upload) -> None:
    done = await bring(cast.admin, "account", "name,parent\nChild,Mother\nMother,\nOrphan,Nobody\n")
    assert done.counts == (2, 0, 0, 1)
    names = dict(await records(company, cast.admin, "account", "id", "name"))
    parents = await records(company, cast.admin, "account", "name", "parent")
    assert [(name, names.get(parent)) for name, parent in parents] == [("Child", "Mother"), ("Mother", None)]


async def test_a_reference_to_a_refused_row_is_reported(cast: Cast, bring: Upload) -> None:
    done = await bring(cast.admin, "account", "name,parent,email\nChild,Mother,\nMother,,nonsense\n")
    assert done.counts == (1, 0, 0, 2)
    assert "comes in without this" in await done.rejected()


async def test_rows_with_the_same_key_change_one_record(company: Company, cast: Cast, bring: Upload) -> None:
    rows = "code,name,series\nP1,One,A\nP1,One,B\nP1,Uno,\n"
    done = await bring(cast.admin, "product", rows, mode="upsert", keys=["code"])
    assert done.counts == (1, 2, 0, 0)
    assert await records(company, cast.admin, "product", "name", "series") == [("Uno", "B")]


async def test_update_refuses_rows_whose_record_is_not_there(cast: Cast, bring: Upload) -> None:
    done = await bring(cast.admin, "product", "code,name\nP9,Nine\n,None\n", mode="update", keys=["code"])
    assert done.counts == (0, 0, 0, 2)
    assert "No record has “P9”" in await done.rejected()


async def test_an_external_id_finds_its_record_again(company: Company, cast: Cast, bring: Upload) -> None:
    mapping = [{"column": 0, "field": "external_id", "part": "shop"}, {"column": 1, "field": "name"}]
    first = await bring(
        cast.admin, "account", "id,name\n17,Old\n", mapping=mapping, mode="upsert", keys=["external_id"]
    )
    second = await bring(
        cast.admin, "account", "id,name\n17,New\n", mapping=mapping, mode="upsert", keys=["external_id"]
    )
    by_id = [{"column": 0, "field": "name"}, {"column": 1, "field": "account", "match": "external_id:shop"}]
    third = await bring(cast.admin, "contact", "name,customer\nAnn Lee,17\n", mapping=by_id)
    assert (first.counts, second.counts, third.counts) == ((1, 0, 0, 0), (0, 1, 0, 0), (1, 0, 0, 0))
    assert await records(company, cast.admin, "account", "name") == [("New",)]


async def test_duplicates_are_refused_or_changed_or_created(company: Company, cast: Cast, bring: Upload) -> None:
    await bring(cast.admin, "contact", "name,mobile\n王一,13800138000\n")
    rows = "name,mobile,job_title\n王二,138 0013 8000,经理\n"
    refused = await bring(cast.admin, "contact", rows)
    changed = await bring(cast.admin, "contact", rows, on_duplicate="update")
    created = await bring(cast.admin, "contact", rows, on_duplicate="create")
    assert (refused.counts, changed.counts, created.counts) == ((0, 0, 0, 1), (0, 1, 0, 0), (1, 0, 0, 0))
    assert "王一" in await refused.rejected()


async def test_rows_that_equal_an_earlier_row_change_its_record(company: Company, cast: Cast, bring: Upload) -> None:
    rows = "name,mobile,job_title\n王一,13800138000,\n王一,13800138000,经理\n"
    done = await bring(cast.admin, "contact", rows, on_duplicate="update")
    assert done.counts == (1, 1, 0, 0)
    assert await records(company, cast.admin, "contact", "job_title") == [("经理",)]


@pytest.mark.parametrize(("way", "counts"), [("keep", (3, 0, 0, 0)), ("skip", (2, 0, 0, 0)), ("refuse", (2, 0, 0, 1))])
async def test_repeated_rows_are_kept_skipped_or_refused(
    cast: Cast, bring: Upload, way: str, counts: tuple[int, ...]
) -> None:
    done = await bring(cast.admin, "task", "subject\nCall\nWrite\nCall\n", duplicate_rows=way)
    assert done.counts == counts


async def test_parts_of_a_value_come_from_several_columns(company: Company, cast: Cast, bring: Upload) -> None:
    await bring(cast.admin, "contact", "姓,名,城市,省份\n欧阳,修,庐陵,江西\n")
    [(name, address)] = await records(company, cast.admin, "contact", "name", "address")
    assert name == {"family": "欧阳", "given": "修", "full": "欧阳修"}
    assert address == {"city": "庐陵", "province": "江西"}


async def test_amount_and_currency_come_from_two_columns(company: Company, cast: Cast, bring: Upload) -> None:
    rows = '产品名称,标准价格,币种\n甲,"1,234.5",USD\n乙,12,\n'
    mapping = [
        {"column": 0, "field": "name"},
        {"column": 1, "field": "price"},
        {"column": 2, "field": "price", "part": "currency"},
    ]
    await bring(cast.admin, "product", rows, mapping=mapping)
    assert await records(company, cast.admin, "product", "name", "price") == [
        ("甲", {"amount": "1234.50", "currency": "USD"}),
        ("乙", {"amount": "12.00", "currency": "CNY"}),
    ]


async def test_american_and_european_writing_is_understood(company: Company, cast: Cast, bring: Upload) -> None:
    american = "subject;due_on\nA;12/31/2026\nB;1/2/2026\n"
    await bring(cast.admin, "task", american)
    assert await records(company, cast.admin, "task", "subject", "due_on") == [("A", "2026-12-31"), ("B", "2026-01-02")]
    await bring(cast.admin, "product", "name;price\nX;1.234,50\nY;12,5\n")
    assert await records(company, cast.admin, "product", "name", "price") == [
        ("X", {"amount": "1234.50", "currency": "CNY"}),
        ("Y", {"amount": "12.50", "currency": "CNY"}),
    ]


async def test_an_ambiguous_date_is_refused_not_guessed(cast: Cast, bring: Upload) -> None:
    done = await bring(cast.admin, "task", "subject,due_on\nA,01/02/2026\n")
    assert done.counts == (0, 0, 0, 1)
    assert "which is the day and which the month" in await done.rejected()


async def test_several_rows_make_one_record_with_lines(company: Company, cast: Cast, bring: Upload) -> None:
    await make(company, cast.admin, "account", name="Buyer")
    rows = "Order,Customer,Item,Quantity,Price\nA1,Buyer,Pen,2,3\nA2,Buyer,Ink,1,10\nA1,Buyer,Paper,4,0.5\n"
    mapping = [
        {"column": 0, "field": "external_number"},
        {"column": 1, "field": "account"},
        {"column": 2, "field": "lines.description"},
        {"column": 3, "field": "lines.quantity"},
        {"column": 4, "field": "lines.unit_price"},
    ]
    done = await bring(cast.admin, "order", rows, mapping=mapping)
    assert done.counts == (2, 0, 0, 0)
    found = await records(company, cast.admin, "order", "external_number", "total", "lines")
    assert [(number, total["amount"], [line["description"] for line in lines]) for number, total, lines in found] == [
        ("A1", "8.00", ["Pen", "Paper"]),
        ("A2", "10.00", ["Ink"]),
    ]


async def test_a_wrong_line_refuses_its_whole_record_and_names_the_row(
    company: Company, cast: Cast, bring: Upload
) -> None:
    await make(company, cast.admin, "account", name="Buyer")
    rows = "no,account,quantity,unit_price\nA1,Buyer,2,3\nA1,Buyer,many,3\nA2,Buyer,1,1\n"
    mapping = [
        {"column": 0, "field": "external_number"},
        {"column": 1, "field": "account"},
        {"column": 2, "field": "lines.quantity"},
        {"column": 3, "field": "lines.unit_price"},
    ]
    done = await bring(cast.admin, "order", rows, mapping=mapping)
    assert done.counts == (1, 0, 0, 2)
    _, first, second = (await done.rejected()).splitlines()
    assert "row 3 of the same record is wrong" in first
    assert "Enter a number" in second


async def test_rows_of_one_record_must_agree_on_it(company: Company, cast: Cast, bring: Upload) -> None:
    await make(company, cast.admin, "account", name="Buyer")
    await make(company, cast.admin, "account", name="Other")
    rows = "no,account,unit_price\nA1,Buyer,3\nA1,Other,3\n"
    mapping = [
        {"column": 0, "field": "external_number"},
        {"column": 1, "field": "account"},
        {"column": 2, "field": "lines.unit_price"},
    ]
    refused = await bring(cast.admin, "order", rows, mapping=mapping)
    taken = await bring(cast.admin, "order", rows, mapping=mapping, lines={"by": [0], "differing": "first"})
    assert (refused.counts, taken.counts) == ((0, 0, 0, 2), (1, 0, 0, 0))


async def test_undo_takes_back_the_whole_import_with_its_updates(company: Company, cast: Cast, bring: Upload) -> None:
    await bring(cast.admin, "product", "code,name,series\nP1,One,A\nP2,Two,B\n")
    before = await records(company, cast.admin, "product", "code", "name", "series")
    rows = "code,name,series\nP1,Uno,\nP3,Three,C\n" + "".join(f"Q{number},N{number},Z\n" for number in range(2_500))
    done = await bring(cast.admin, "product", rows, mode="upsert", keys=["code"])
    assert done.counts == (2_501, 1, 0, 0)
    async with company.work(cast.admin) as work:
        assert (await undo(work, done.change_set)).changed == 2_502
    assert await records(company, cast.admin, "product", "code", "name", "series") == before


async def test_an_import_is_one_change_set(company: Company, cast: Cast, bring: Upload) -> None:
    rows = "subject\n" + "".join(f"Task {number}\n" for number in range(2_100))
    done = await bring(cast.admin, "task", rows)
    async with company.reading(cast.admin) as work:
        found = await work.fetch("SELECT change_set, count(*) FROM engine.change WHERE object = 'task' GROUP BY 1")
        sets = await work.fetch("SELECT source, reason FROM engine.change_set WHERE id = $1", done.run.change_set)
    assert found == [(done.run.change_set, 2_100)]
    assert sets == [("import", "table.csv")]


async def test_blank_and_ragged_rows(cast: Cast, bring: Upload) -> None:
    rows = "name,series\nA\n\n   ,  \n" + "".join(f"B{number},x\n" for number in range(30)) + "C,y,z\nD,y,\n"
    done = await bring(cast.admin, "product", rows)
    assert done.counts == (32, 0, 0, 1)
    assert done.run.total == done.run.done == 33
    assert (await done.rejected()).splitlines()[1].startswith('C,y,z,35,"The row has 3 cells, the table 2 columns.')


async def test_unreadable_characters_refuse_their_row_only(cast: Cast, bring: Upload) -> None:
    content = b"name,series\n" + "甲,乙\n".encode() * 30 + b"bro\xffken,x\n" + b"zero\x00,x\n"
    done = await bring(cast.admin, "product", content)
    assert done.counts == (30, 0, 0, 2)


async def test_a_representative_cannot_match_what_he_may_not_see(company: Company, cast: Cast, bring: Upload) -> None:
    await make(company, cast.sunqian, "account", name="Western Secret")
    done = await bring(cast.lina, "contact", "name,account\nAnn Lee,Western Secret\nBob Lee,Western Secre\n")
    assert done.counts == (0, 0, 0, 2)
    rejected = await done.rejected()
    assert "Did you mean" not in rejected
    assert rejected.count("or you may not see it") == 2


async def test_an_update_reaches_only_what_one_may_change(company: Company, cast: Cast, bring: Upload) -> None:
    await make(company, cast.zhoumin, "lead", name="Hers", email="hers@east.cn")
    rows = "name,email\nMine,hers@east.cn\n"
    done = await bring(cast.lina, "lead", rows, mode="update", keys=["email"])
    assert done.counts == (0, 0, 0, 1)
    assert "may see this record but not change it" in await done.rejected()


async def test_a_viewer_may_not_import(cast: Cast, upload: Upload) -> None:
    with pytest.raises(Forbidden):
        await upload(cast.viewer, "account", "name\nX\n")


async def test_an_import_runs_once(cast: Cast, bring: Upload) -> None:
    done = await bring(cast.admin, "task", "subject\nOnce\n")
    await done.finish()
    assert done.counts == (1, 0, 0, 0)
    with pytest.raises(Conflict):
        await done.start()


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"mapping": [{"column": 7, "field": "name"}]}, "no_such_column"),
        ({"mapping": [{"column": 0, "field": "nonsense"}]}, "unknown_field"),
        ({"mapping": [{"column": 0, "field": "name"}, {"column": 0, "field": "name"}]}, "mapped_twice"),
        ({"mode": "upsert", "keys": [], "mapping": [{"column": 0, "field": "name"}]}, "key_missing"),
        ({"mode": "upsert", "keys": ["code"], "mapping": [{"column": 0, "field": "name"}]}, "key_not_mapped"),
        ({"mode": "sideways", "mapping": [{"column": 0, "field": "name"}]}, "unknown_choice"),
    ],
)
async def test_settings_that_do_not_fit_are_refused_by_name(
    cast: Cast, upload: Upload, settings: dict[str, Any], code: str
) -> None:
    with pytest.raises(Invalid) as caught:
        await upload(cast.admin, "product", "name\nX\n", **settings)
    assert [error.code for error in caught.value.errors] == [code]


async def test_spreadsheets_and_cards_are_imported_too(
    company: Company, cast: Cast, bring: Upload, published_data: Any
) -> None:
    done = await bring(cast.admin, "contact", published_data / "vcards" / "gmail-list.vcf")
    assert done.counts == (3, 0, 0, 0)
    assert [name["full"] for (name,) in await records(company, cast.admin, "contact", "name")] == [
        "Arnold Smith",
        "Chris Beatle",
        "Doug White",
    ]


@pytest.mark.parametrize(
    ("way", "counts"), [("refuse", (1, 0, 0, 1)), ("update", (1, 1, 0, 0)), ("create", (2, 0, 0, 0))]
)
async def test_the_dry_run_knows_duplicates_within_the_file(
    cast: Cast, upload: Upload, way: str, counts: tuple[int, ...]
) -> None:
    between = "".join(f"员工{number},\n" for number in range(300))
    rows = f"name,mobile\n王一,13800138000\n{between}王二,13800138000\n"
    transfer = await upload(cast.admin, "contact", rows, on_duplicate=way)
    found = (await transfer.preview())["counts"]
    done = await (await transfer.start()).finish()
    assert tuple(found.values()) == done.counts == (counts[0] + 300, *counts[1:])


async def test_refused_cells_that_are_formulas_come_back_harmless(cast: Cast, bring: Upload) -> None:
    done = await bring(cast.admin, "contact", "name,email\n=HYPERLINK(1),nowhere\n")
    assert "\n'=HYPERLINK(1),nowhere,2," in await done.rejected()


async def test_empty_cells_clear_fields_of_every_kind_and_leave_new_records_their_defaults(
    company: Company, cast: Cast, bring: Upload
) -> None:
    mapping = [
        *({"column": place, "field": name} for place, name in enumerate(("name", "parent", "size", "tags", "revenue"))),
        *({"column": 5 + place, "field": "address", "part": part} for place, part in enumerate(("city", "street"))),
        {"column": 7, "field": "status"},
    ]
    dollars = [{"field": "revenue", "part": "currency", "value": "USD"}]
    chosen: dict[str, Any] = {"mapping": mapping, "mode": "upsert", "keys": ["name"], "constants": dollars}
    headers = "name,parent,size,tags,revenue,city,street,status\n"
    full = "Mother,,small,old,5,Bonn,,\nWorks,Mother,small,old,12,Bonn,Ring 1,potential\n"
    await bring(cast.admin, "account", headers + full, **chosen)
    empty = headers + "Works,,,,,,,potential\nMother,,,,,,Ring 2,potential\nNew,,,,,,,\n"
    done = await bring(cast.admin, "account", empty, empty_cells="clear", **chosen)
    assert done.counts == (1, 2, 0, 0)
    names = ("name", "parent", "size", "tags", "revenue", "address", "status")
    assert await records(company, cast.admin, "account", *names) == [
        ("Mother", None, None, None, None, {"street": "Ring 2"}, "potential"),
        ("New", None, None, None, None, None, "potential"),
        ("Works", None, None, None, None, None, "potential"),
    ]
