"""Files with lines that come again (REC-9)."""

from typing import Any

from guanxi.engine.company import Company
from guanxi.kernel.principal import system
from tests.engine.transfer.conftest import Upload
from tests.fixtures.company import Cast, make


async def lines_of_the_order(company: Company) -> list[tuple[Any, str]]:
    """The id and the quantity of each line, in their order."""
    async with company.reading(system()) as work:
        rows = await work.fetch(
            "SELECT id, trim_scale(quantity)::text FROM record.order_line WHERE deleted_at IS NULL"
            " ORDER BY line_position"
        )
    return [(line_id, quantity) for line_id, quantity in rows]


async def test_lines_that_come_again_stay_and_others_are_written_anew(
    company: Company, cast: Cast, bring: Upload, upload: Upload
) -> None:
    await make(company, cast.admin, "account", name="Northern Works")
    table = "InvoiceNo,Customer,Text,Qty,Price\nA1,Northern Works,Rope,2,3\nA1,Northern Works,Tar,1,4\n"
    await bring(cast.admin, "order", table)
    before = await lines_of_the_order(company)
    options: dict[str, Any] = {"mode": "upsert", "keys": ["external_number"]}
    assert (await bring(cast.admin, "order", table, **options)).counts == (0, 0, 1, 0)
    changed = await upload(cast.admin, "order", table.replace("Tar,1", "Tar,7"), **options)
    assert (await changed.preview())["counts"]["update"] == 1
    assert (await (await changed.start()).finish()).counts == (0, 1, 0, 0)
    after = await lines_of_the_order(company)
    assert [quantity for _, quantity in after] == ["2", "7"]
    assert [one == other for (one, _), (other, _) in zip(before, after, strict=True)] == [True, False]
