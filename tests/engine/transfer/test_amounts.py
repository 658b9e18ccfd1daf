"""Columns that belong together, and rows that are the same record twice (REC-9)."""

import pytest

from guanxi.engine.company import Company
from tests.engine.transfer.conftest import Upload
from tests.fixtures.company import Cast

pytestmark = pytest.mark.anyio
AMOUNT = [
    {"column": 0, "field": "name"},
    {"column": 2, "field": "revenue", "part": "currency"},
    {"column": 1, "field": "revenue", "part": "amount"},
]


async def test_a_currency_beside_an_empty_amount_says_nothing(company: Company, cast: Cast, bring: Upload) -> None:
    done = await bring(cast.admin, "account", "name,revenue,currency\nA,,USD\nB,5,USD\n", mapping=AMOUNT)
    assert done.counts == (2, 0, 0, 0)
    async with company.reading(cast.admin) as work:
        rows = await work.fetch("SELECT name, revenue, revenue_currency FROM record.account ORDER BY 1")
    assert [(name, amount and int(amount), currency) for name, amount, currency in rows] == [
        ("A", None, None),
        ("B", 5, "USD"),
    ]


async def test_a_dry_run_checks_rows_of_a_record_that_an_earlier_row_makes(cast: Cast, upload: Upload) -> None:
    content = "name,employees\nWorks,5\nWorks,many\nWorks,7\n"
    mapping = [{"column": 0, "field": "name"}, {"column": 1, "field": "employees"}]
    facts = {"mode": "upsert", "keys": ["name"], "on_duplicate": "create", "mapping": mapping}
    transfer = await upload(cast.admin, "account", content, **facts)
    foreseen = (await transfer.preview())["counts"]
    done = await (await transfer.start()).finish()
    assert done.counts == (1, 1, 0, 1)
    assert foreseen == {"create": 1, "update": 1, "unchanged": 0, "refuse": 1}
