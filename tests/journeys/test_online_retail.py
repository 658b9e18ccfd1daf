"""Two years of a shop's order lines as accounts, products and orders with lines (REC-9).

The first forty thousand rows are imported here, the whole file of 541,909 in the benchmark: rows without customer,
returns, repeated rows, codes in two cases and invoices whose rows do not lie together are among them.
"""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from pathlib import Path

import pytest

from guanxi.engine.company import Company
from guanxi.engine.transfer import grouping
from tests.fixtures.company import Cast
from tests.journeys.conftest import Bring

ROWS = 40_000
CENT = Decimal("0.01")
Row = tuple[str, ...]


def first_rows(folder: Path, count: int) -> Iterator[list[str]]:
    with gzip.open(folder / "online_retail.csv.gz", "rt", encoding="utf-8", newline="") as file:
        yield from islice(csv.reader(file), count + 1)


@pytest.fixture
def shop(published_data: Path, tmp_path: Path) -> Path:
    """The beginning of the shop's file; one invoice's rows are carried to its end."""
    header, *rows = first_rows(published_data / "online_retail_1", ROWS)
    moved = [row for row in rows if row[0] == rows[0][0]][1:]
    path = tmp_path / "shop.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *(row for row in rows if row not in moved), *moved])
    return path


def table(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)][1:]


def amount(row: Row) -> Decimal:
    price = Decimal(row[5]).quantize(CENT, ROUND_HALF_UP)
    return (Decimal(row[3]) * price).quantize(CENT, ROUND_HALF_UP)


def orders_of(rows: list[Row]) -> dict[str, tuple[int, Decimal]]:
    """What must come out: for each invoice with a customer its distinct lines and their sum."""
    invoices: defaultdict[str, dict[Row, None]] = defaultdict(dict)
    for row in rows:
        if row[6]:
            invoices[row[0]][row] = None
    return {invoice: (len(lines), sum(map(amount, lines), Decimal(0))) for invoice, lines in invoices.items()}


async def test_the_shop_comes_in_with_the_counts_and_sums_of_its_file(
    company: Company, cast: Cast, bring: Bring, shop: Path
) -> None:
    rows = table(shop)
    accounts = await bring(shop, "retail/accounts.json")
    products = await bring(shop, "retail/products.json")
    orders = await bring(shop, "retail/orders.json")
    wanted = orders_of(rows)
    async with company.reading(cast.admin) as work:
        found = await work.fetch(
            "SELECT o.external_number, count(*), o.total_own, min(o.total_currency) FROM record.order o"
            " JOIN record.order_line l ON l.order = o.id AND l.deleted_at IS NULL"
            " WHERE o.deleted_at IS NULL GROUP BY o.id"
        )
        sold = await work.fetch(
            "SELECT DISTINCT o.external_number, lower(p.code) FROM record.order o"
            " JOIN record.order_line l ON l.order = o.id JOIN record.product p ON p.id = l.product"
        )
    assert {run.state for run in (accounts, products, orders)} == {"done"}
    assert accounts.created == len({row[6] for row in rows if row[6]})
    assert products.created == len({row[1].lower() for row in rows if row[2].strip()})
    assert {number: (count, total) for number, count, total, _ in found} == wanted
    assert {currency for *_, currency in found} == {"GBP"}
    assert set(sold) == {(row[0], row[1].lower()) for row in rows if row[6]}
    assert orders.refused == len({row for row in rows if not row[6]})


async def test_scattered_rows_take_the_way_over_the_disk(shop: Path) -> None:
    numbered = list(enumerate((list(row) for row in table(shop)), 2))
    assert not grouping.is_contiguous(numbered, [0])
    groups = list(grouping.scattered_groups(numbered, [0], len(numbered)))
    assert sorted(number for group in groups for number, _ in group) == [number for number, _ in numbered]
    assert all(len({cells[0] for _, cells in group}) == 1 for group in groups)
    assert groups == list(grouping.scattered_groups(numbered, [0], len(numbered)))
