"""Which column is which field, guessed from headers in three languages and from the cells (REC-9)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from guanxi import main
from guanxi.engine.company import Company, open_pool
from guanxi.engine.transfer.choosing import choose
from guanxi.engine.transfer.guessing import guess
from guanxi.engine.transfer.shapes import date_order, has_decimal_comma, shape_of
from guanxi.engine.transfer.sources import sniff
from guanxi.engine.transfer.targets import targets_of
from guanxi.kernel.principal import system
from tests.engine.transfer.conftest import written


@pytest.fixture(scope="module")
def shapes() -> Company:
    """A company that is never asked anything of its database."""
    return Company(open_pool("postgresql://nowhere"), main.standard_registry(), main.all_words(), Path("/nonexistent"))


def guessed(
    company: Company, name: str, headers: Sequence[str], sample: Sequence[Sequence[str]] = ()
) -> dict[str, str]:
    found = guess(headers, sample, targets_of(company, system(), name))
    return {headers[each.column]: ".".join(filter(None, (each.field, each.part))) for each in found}


async def test_headers_of_real_files(shapes: Company, published_data: Path) -> None:
    deals = sniff(published_data / "maven_crm" / "sales_pipeline.csv", "sales_pipeline.csv")
    assert guessed(shapes, "opportunity", deals.headers, deals.sample) == {
        "opportunity_id": "name",
        "sales_agent": "owner",
        "product": "product",
        "account": "account",
        "deal_stage": "stage",
        "engage_date": "started_on",
        "close_date": "close_on",
        "close_value": "amount",
    }
    accounts = sniff(published_data / "maven_crm" / "accounts.csv", "accounts.csv")
    assert guessed(shapes, "account", accounts.headers, accounts.sample) == {
        "account": "name",
        "sector": "industry",
        "year_established": "founded",
        "revenue": "revenue",
        "employees": "employees",
        "office_location": "address",
        "subsidiary_of": "parent",
    }


async def test_headers_in_simplified_chinese(shapes: Company) -> None:
    headers = ["姓名", "手机号码", "公司名称", "邮箱", "职务", "负责人", "城市", "省份"]
    fields = ["name", "mobile", "account", "email", "job_title", "owner", "address.city", "address.province"]
    assert guessed(shapes, "contact", headers) == dict(zip(headers, fields, strict=True))


async def test_headers_in_traditional_chinese_and_with_remarks(shapes: Company) -> None:
    headers = ["客戶名稱（必填）", "電話 *", "電子郵件", "行業", "員工人數"]
    fields = ["name", "phone", "email", "industry", "employees"]
    assert guessed(shapes, "account", headers) == dict(zip(headers, fields, strict=True))


async def test_headers_as_programs_write_them(shapes: Company) -> None:
    headers = ["First Name", "LastName", "E-mail Address", "mobile_phone", "Business City", "JobTitle"]
    fields = ["name.given", "name.family", "email", "mobile", "address.city", "job_title"]
    assert guessed(shapes, "contact", headers) == dict(zip(headers, fields, strict=True))


async def test_cells_tell_what_the_header_does_not(shapes: Company) -> None:
    sample = [["Ann Lee", "ann@example.com"], ["Bob Ray", "bob@example.org"]]
    assert guessed(shapes, "contact", ["Full name", "Column 2"], sample)["Column 2"] == "email"


async def test_a_few_bad_cells_do_not_outvote_the_header(shapes: Company) -> None:
    sample = [
        ["王芳", "wang@example.com", "2026-01-02"],
        ["李强", "no-mail", "soon"],
        ["Ann", "ann@example.com", "2026-01-04"],
    ]
    found = guessed(shapes, "contact", ["姓名", "邮箱", "生日"], sample)
    assert (found["邮箱"], found["生日"]) == ("email", "birthday")


async def test_a_misspelt_header_is_recognised(shapes: Company) -> None:
    assert guessed(shapes, "account", ["Industrry"]) == {"Industrry": "industry"}


async def test_nothing_is_guessed_where_nothing_fits(shapes: Company) -> None:
    assert guessed(shapes, "task", ["zzz", "qqq"], [["1", "x"]]) == {}


async def test_each_field_is_guessed_once(shapes: Company) -> None:
    found = guessed(shapes, "contact", ["Phone", "Phone 2", "Telephone"])
    assert sorted(found.values()) == sorted(set(found.values()))


async def test_an_id_column_is_one_only_with_ids_in_it(shapes: Company) -> None:
    with_ids = [["01a204f4-b944-7260-bca9-ebda421f5c38"]]
    assert guessed(shapes, "task", ["Id"], with_ids) == {"Id": "id"}
    assert guessed(shapes, "task", ["Id"], [["17"]]) == {}


@pytest.mark.parametrize(
    ("cells", "shape"),
    [
        (["a@b.co", "c@d.org"], "email"),
        (["https://a.cn", "www.b.com"], "url"),
        (["13800138000", "+86 571 8765 4321"], "phone"),
        (["2026-01-02", "2026年1月3日"], "date"),
        (["1,234.5", "¥12", "35%"], "number"),
        (["杭州", "上海"], None),
        ([], None),
    ],
)
def test_shapes_of_cells(cells: list[str], shape: str | None) -> None:
    assert shape_of(cells) == shape


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["12/31/2026", "1/2/2026"], "mdy"),
        (["31.12.2026", "1.2.2026"], "dmy"),
        (["1/2/2026"], None),
        (["31/12/2026", "12/31/2026"], None),
        (["2026-12-31"], "ymd"),
    ],
)
def test_the_order_of_dates_is_told_only_where_it_is_certain(cells: list[str], order: str | None) -> None:
    assert date_order(cells) == order


def test_decimal_commas() -> None:
    assert has_decimal_comma(["1.234,50", "12,5"])
    assert not has_decimal_comma(["1,234.50", "12"])
    assert not has_decimal_comma(["1,234", "5,678"])


def chosen_of(company: Company, folder: Path, table: str) -> tuple[dict[str, str], Any]:
    """What is guessed of a file of orders: the field of each header, and which rows belong together."""
    source = sniff(written(folder / "orders.csv", table), "orders.csv")
    found = choose(company, system(), source, {}, {"object": "order"})
    return {source.headers[each["column"]]: each["field"] for each in found["mapping"]}, found.get("lines")


async def test_rows_with_a_number_that_repeats_are_guessed_to_be_one_record(shapes: Company, tmp_path: Path) -> None:
    rows = "A1,North,Pump,2\nA1,North,Valve,1\nA2,South,Pump,5\n"
    fields, lines = chosen_of(shapes, tmp_path, f"Order no,Customer,Product,Qty\n{rows}")
    assert fields == {"Customer": "account", "Product": "lines.product", "Qty": "lines.quantity"}
    assert lines == {"by": (0,), "differing": "refuse"}
    fields, lines = chosen_of(shapes, tmp_path, "Order no,Customer,Product,Qty\nA1,North,Pump,2\nA2,North,Valve,1\n")
    assert (fields, lines) == ({"Customer": "account"}, None)


async def test_a_column_that_differs_within_a_record_is_guessed_to_be_of_its_lines(
    shapes: Company, tmp_path: Path
) -> None:
    header, lines = "InvoiceNo,StockCode,Description", "A1,P,{},\nA1,V,{}\n"
    fields, _ = chosen_of(shapes, tmp_path, f"{header}\n{lines.format('A pump', 'A valve')}")
    assert fields["Description"] == "lines.description"
    fields, _ = chosen_of(shapes, tmp_path, f"{header}\n{lines.format('In haste', 'In haste')}")
    assert fields["Description"] == "description"
