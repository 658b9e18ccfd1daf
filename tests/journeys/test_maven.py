"""A real pipeline of 8,800 deals, with all its faults, through the product's own import (REC-9)."""

import csv
from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from guanxi.engine.changes import undo
from guanxi.engine.company import Company
from guanxi.engine.transfer.rejected import rejected_csv
from guanxi.engine.transfer.runs import Run
from tests.fixtures.company import Cast
from tests.journeys.conftest import Bring

STAGES = {"Prospecting": "prospecting", "Engaging": "engaging", "Won": "won", "Lost": "lost"}


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


async def bring_all(bring: Bring, folder: Path) -> dict[str, Run]:
    steps = {
        "managers": "sales_teams.csv",
        "teams": "sales_teams.csv",
        "agents": "sales_teams.csv",
        "accounts": "accounts.csv",
        "products": "products.csv",
        "opportunities": "sales_pipeline.csv",
    }
    return {step: await bring(folder / name, f"maven/{step}.json") for step, name in steps.items()}


async def grouped(company: Company, cast: Cast, by: str) -> dict[Any, tuple[int, Decimal]]:
    """How many opportunities there are for each value of a field, and the sum of their amounts as written."""
    async with company.reading(cast.admin) as work:
        found = await work.fetch(
            f"SELECT {by}, count(*), coalesce(sum(o.amount), 0) FROM record.opportunity o"
            ' LEFT JOIN record.product p ON p.id = o.product LEFT JOIN record."user" u ON u.id = o.owner'
            " WHERE o.deleted_at IS NULL GROUP BY 1"
        )
    return {key: (count, total) for key, count, total in found}


def expected(rows: Sequence[dict[str, str]], column: str, names: dict[str, str]) -> dict[str, tuple[int, Decimal]]:
    counts: Counter[str] = Counter()
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        key = names.get(row[column], row[column])
        counts[key] += 1
        sums[key] += Decimal(row["close_value"] or "0")
    return {key: (counts[key], sums[key]) for key in counts}


async def test_the_pipeline_comes_in_whole_and_each_refused_row_says_why(
    company: Company, cast: Cast, bring: Bring, published_data: Path
) -> None:
    folder = published_data / "maven_crm"
    runs = await bring_all(bring, folder)
    counts = {step: (run.state, run.created, run.refused) for step, run in runs.items()}
    deals = table(folder, "sales_pipeline.csv")
    with_account = [row for row in deals if row["account"]]
    assert counts == {
        "managers": ("done", 6, 0),
        "teams": ("done", 6, 0),
        "agents": ("done", 35, 0),
        "accounts": ("done", 85, 0),
        "products": ("done", 7, 0),
        "opportunities": ("done", len(with_account), len(deals) - len(with_account)),
    }
    assert await grouped(company, cast, "o.stage") == expected(with_account, "deal_stage", STAGES)
    assert await grouped(company, cast, "p.name") == expected(with_account, "product", {"GTXPro": "GTX Pro"})
    assert await grouped(company, cast, "u.name") == expected(with_account, "sales_agent", {})
    async with company.reading(cast.admin) as work:
        text = b"".join([part async for part in rejected_csv(work, runs["opportunities"], "en")]).decode("utf-8-sig")
    refused = list(csv.DictReader(text.splitlines()))
    assert [row["opportunity_id"] for row in refused] == [row["opportunity_id"] for row in deals if not row["account"]]
    assert {row["Reason"] for row in refused} == {"Account: Please fill this in."}


async def test_accounts_know_their_mother_companies(
    company: Company, cast: Cast, bring: Bring, published_data: Path
) -> None:
    folder = published_data / "maven_crm"
    await bring(folder / "accounts.csv", "maven/accounts.json")
    async with company.reading(cast.admin) as work:
        found = dict(
            await work.fetch("SELECT a.name, m.name FROM record.account a JOIN record.account m ON m.id = a.parent")
        )
        countries = dict(await work.fetch("SELECT name, address->>'country' FROM record.account"))
    rows = table(folder, "accounts.csv")
    assert found == {row["account"]: row["subsidiary_of"] for row in rows if row["subsidiary_of"]}
    assert countries["Bioholding"] == "Philippines"


async def test_without_repairs_the_misspelt_product_is_named(
    company: Company, cast: Cast, bring: Bring, published_data: Path, tmp_path: Path
) -> None:
    folder = published_data / "maven_crm"
    await bring(folder / "products.csv", "maven/products.json")
    misspelt = tmp_path / "leads.csv"
    misspelt.write_text("Lead,Product\nAnn,GTXPro\nBob,MG Special\n")
    run = await bring(misspelt, "../../../tests/journeys/leads.json")
    async with company.reading(cast.admin) as work:
        text = b"".join([part async for part in rejected_csv(work, run, "zh-CN")]).decode("utf-8-sig")
    assert (run.created, run.refused) == (1, 1)
    assert "是否是“GTX Pro”" in text


async def test_the_whole_import_can_be_taken_back(
    company: Company, cast: Cast, bring: Bring, published_data: Path
) -> None:
    folder = published_data / "maven_crm"
    runs = await bring_all(bring, folder)
    again = await bring(folder / "sales_pipeline.csv", "maven/opportunities.json")
    assert (again.created, again.updated, again.unchanged) == (0, 0, runs["opportunities"].created)
    change_set = runs["opportunities"].change_set
    assert change_set is not None
    async with company.work(cast.admin) as work:
        done = await undo(work, change_set)
    async with company.reading(cast.admin) as work:
        left = await work.fetch("SELECT count(*) FROM record.opportunity WHERE deleted_at IS NULL")
    assert done.changed == runs["opportunities"].created
    assert left == [(0,)]
