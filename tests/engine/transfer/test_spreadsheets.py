"""Spreadsheets of every kind, also those that are made to do harm (REC-9)."""

import datetime
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from guanxi.engine.transfer.sources import Reading, rows, sniff
from guanxi.kernel.errors import Invalid

UNTOLD = Reading()


def workbook(path: Path, *cells: tuple[int, int, Any, str | None], **options: Any) -> Path:
    book: Any = xlsxwriter.Workbook(str(path), options)
    sheet = book.add_worksheet("Sheet1")
    for row, column, value, number_format in cells:
        sheet.write(row, column, value, book.add_format({"num_format": number_format}) if number_format else None)
    book.close()
    return path


def table(path: Path, wanted: Reading = UNTOLD) -> list[list[str]]:
    source = sniff(path, path.name, wanted)
    return [list(source.headers), *rows(source)]


def refusal(path: Path) -> str:
    with pytest.raises(Invalid) as caught:
        sniff(path, path.name)
    return caught.value.code


@pytest.mark.parametrize(
    ("name", "headers", "first"),
    [
        ("csvkit/examples/dummy.xls", ["a", "b", "c"], ["1", "2", "3"]),
        ("csvkit/examples/test.xlsx", ["text", "date", "integer"], ["Chicago Reader", "1971-01-01", "40"]),
        ("csvkit/examples/test_skip_lines.xls", ["text", "date", "integer"], ["Chicago Reader", "1971-01-01", "40"]),
        ("readxl/inst/extdata/deaths.xlsx", ["Name", "Profession", "Age"], ["David Bowie", "musician", "69"]),
        ("readxl/tests/testthat/sheets/mtcars.xls", ["mpg", "cyl", "disp"], ["21", "6", "160"]),
        ("readxl/tests/testthat/sheets/inlineStr.xlsx", ["NN", "Hierarchy", "C"], ["1", "+", ""]),
        ("readxl/tests/testthat/sheets/nonstandard-xml-ns-prefix.xlsx", ["a", "b"], ["1", "3"]),
        ("readxl/tests/testthat/sheets/los-angeles-arrests-xlsx.xlsx", ["BKG_NUM", "BKG_DT"], ["4894831", "01/30/17"]),
        ("tabulator/data/table.ods", ["id", "name"], ["1", "english"]),
        ("tabulator/data/special/preserve-formatting-percentage.xlsx", ["col1", "col2"], ["123", "52%"]),
    ],
)
def test_published_spreadsheets_are_read(published_data: Path, name: str, headers: list[str], first: list[str]) -> None:
    found = [row for row in table(published_data / "messy_import" / name) if row]
    assert [row[: len(headers)] for row in found[:2]] == [headers, first]


@pytest.mark.parametrize("name", ["dates-1900.xls", "dates-1904.xls", "dates-1900-LibreOffice.xlsx"])
def test_published_dates_count_from_1900_or_1904(published_data: Path, name: str) -> None:
    path = published_data / "messy_import" / "readxl" / "tests" / "testthat" / "sheets" / name
    assert next(rows(sniff(path, name))) == ["2000-01-01"] * 5


@pytest.mark.parametrize("is_1904", [False, True])
def test_dates_of_both_calendars(tmp_path: Path, is_1904: bool) -> None:
    day = datetime.datetime(2024, 2, 29)  # noqa: DTZ001 - a cell has no zone
    path = workbook(
        tmp_path / "t.xlsx",
        (0, 0, "day", None),
        (1, 0, day, "yyyy-mm-dd"),
        (2, 0, day.replace(hour=13, minute=5), "yyyy-mm-dd hh:mm"),
        date_1904=is_1904,
    )
    assert table(path) == [["day"], ["2024-02-29"], ["2024-02-29T13:05:00"]]


def test_numbers_arrive_as_they_are_written(tmp_path: Path) -> None:
    values = [13800138000, 0.1 + 0.2, 9007199254740991, -0.000001, 1e15, 12.5]
    path = workbook(
        tmp_path / "t.xlsx", (0, 0, "number", None), *((row, 0, each, None) for row, each in enumerate(values, 1))
    )
    found = ["13800138000", "0.3", "9007199254740991", "-0.000001", "1000000000000000", "12.5"]
    assert [row[0] for row in table(path)[1:]] == found


def test_percentages_keep_their_meaning(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "t.xlsx",
        *((0, 0, "a", None), (0, 1, "b", None), (0, 2, "c", None)),
        *((1, 0, 0.355, "0.0%"), (1, 1, 35.5, '0.0"%"'), (1, 2, 0.355, None)),
    )
    assert table(path)[1] == ["35.5%", "35.5", "0.355"]


def test_the_first_sheet_with_rows_is_taken_and_another_can_be_chosen(published_data: Path) -> None:
    path = published_data / "messy_import" / "csvkit" / "examples" / "sheets.xlsx"
    source = sniff(path, path.name)
    assert (source.sheets, source.sheet, source.rows) == (("not this one", "data", "ʤ"), "data", 5)
    assert table(path, Reading(sheet="ʤ"))[:2] == [["a", "b", "c"], ["1", "2", "3"]]
    with pytest.raises(Invalid, match="unknown_sheet"):
        sniff(path, path.name, Reading(sheet="elsewhere"))


def test_a_cell_far_away_does_not_take_the_server_along(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", (0, 0, "x", None), (1_048_575, 16_383, "y", None))
    assert path.stat().st_size < 10_000
    assert refusal(path) == "spreadsheet_too_large"


def bomb(path: Path, size: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=False) as part:
            for _ in range(size // 1_000_000):
                part.write(b" " * 1_000_000)
    return path


def test_an_archive_that_would_burst_is_not_opened(tmp_path: Path) -> None:
    path = bomb(tmp_path / "t.xlsx", 60_000_000)
    assert path.stat().st_size < 100_000
    assert refusal(path) == "inflates_too_much"


def test_an_archive_that_lies_about_its_size_is_found_out(tmp_path: Path) -> None:
    path = bomb(tmp_path / "t.xlsx", 60_000_000)
    content = path.read_bytes().replace(struct.pack("<I", 60_000_000), struct.pack("<I", 60_000))
    path.write_bytes(content)
    assert refusal(path) == "inflates_too_much"


def test_an_archive_of_overlapping_parts_is_found_out(tmp_path: Path) -> None:
    path = bomb(tmp_path / "t.xlsx", 12_000_000)
    content = path.read_bytes()
    start = content.index(b"PK\x01\x02", content.index(b"PK\x01\x02") + 4)
    end = content.index(b"PK\x05\x06")
    directory = content[content.index(b"PK\x01\x02") : end] + content[start:end] * 100
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 102, 102, len(directory), content.index(b"PK\x01\x02"), 0)
    path.write_bytes(content[: content.index(b"PK\x01\x02")] + directory + tail)
    assert refusal(path) in ("inflates_too_much", "broken_spreadsheet")


def test_a_spreadsheet_with_too_many_columns_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", *((0, column, "x", None) for column in range(501)))
    assert refusal(path) == "too_many_columns"


def test_a_spreadsheet_behind_a_password_is_told_to_be_one(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"))
    assert refusal(path) == "password_protected"


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    assert refusal(workbook(tmp_path / "t.xlsx")) == "empty_file"


def test_a_formula_without_result_and_an_error_are_empty(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    book: Any = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["a", "b"])
    sheet.write_formula(1, 0, "=NA()", None, "#N/A")
    sheet.write(1, 1, "kept")
    book.close()
    assert table(path)[1] == ["", "kept"]
