"""Tables being written to files, row by row. What a spreadsheet would take for a formula stays text."""

import csv
import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol, Self

import xlsxwriter

from guanxi.engine.transfer.cells import Cell, ExportColumn
from guanxi.engine.transfer.parquet_files import ParquetFile

FORMULA = re.compile(r"^[=+\-@＝＋－＠\t\r\n]")  # full width too, which some spreadsheets read alike
HARMLESS = re.compile(r"^[+-]?\d[\d.,]*$")
MOST_ROWS = {"csv": None, "xlsx": 1_048_575, "parquet": None}
WIDTHS = (8, 60)


class TableFile(Protocol):
    """A file that takes rows and is whole when it is finished, which may take its time."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *error: object) -> None: ...
    def write(self, row: Sequence[Any]) -> None: ...
    def finish(self) -> None: ...


def guarded(text: str) -> str:
    """A text with an apostrophe before it where a spreadsheet would read a formula; imports take it off again."""
    return "'" + text if FORMULA.match(text) and not HARMLESS.match(text) else text


class CsvFile:
    """CSV in UTF-8 with a byte order mark, without which Excel reads Chinese wrongly."""

    def __init__(self, path: Path, columns: Sequence[ExportColumn]) -> None:
        self._file = path.open("w", encoding="utf-8-sig", errors="replace", newline="")
        self._writer = csv.writer(self._file, lineterminator="\r\n")
        self._writer.writerow([guarded(column.header) for column in columns])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def write(self, row: Sequence[Cell]) -> None:
        self._writer.writerow([_csv_text(cell) for cell in row])

    def finish(self) -> None:
        self._file.close()


def _csv_text(cell: Cell) -> str:
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return "" if cell is None else str(cell)


class ExcelFile:
    """A workbook with one sheet; rows go to the disk at once."""

    def __init__(self, path: Path, columns: Sequence[ExportColumn]) -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book: Any = xlsxwriter.Workbook(str(path), {**options, "tmpdir": str(path.parent)})
        self._sheet = self._book.add_worksheet()
        self._formats = {
            "header": self._book.add_format({"bold": True, "bottom": 1}),
            "date": self._book.add_format({"num_format": "yyyy-mm-dd"}),
            "datetime": self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        for place, column in enumerate(columns):
            self._sheet.set_column(place, place, min(max(len(column.header) * 2, WIDTHS[0]), WIDTHS[1]))
        for place, column in enumerate(columns):
            self._sheet.write_string(0, place, column.header, self._formats["header"])
        self._sheet.freeze_panes(1, 0)
        self._row = 0
        self._is_open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.finish()

    def finish(self) -> None:
        if self._is_open:
            self._is_open = False
            self._book.close()

    def write(self, row: Sequence[Cell]) -> None:
        self._row += 1
        for column, cell in enumerate(row):
            if cell is not None:
                self._write_cell(column, cell)

    def _write_cell(self, column: int, cell: Cell) -> None:
        if isinstance(cell, str):
            self._sheet.write_string(self._row, column, cell[:32_767])
        elif isinstance(cell, Decimal | int):
            self._write_number(column, Decimal(cell))
        elif isinstance(cell, datetime):
            self._sheet.write_datetime(self._row, column, cell, self._formats["datetime"])
        elif cell is not None:
            midnight = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - a cell has no zone
            self._sheet.write_datetime(self._row, column, midnight, self._formats["date"])

    def _write_number(self, column: int, number: Decimal) -> None:
        """A number, as text where Excel's fifteen digits would not hold it."""
        if len(number.normalize().as_tuple().digits) > 15:
            self._sheet.write_string(self._row, column, format(number, "f"))
        else:
            self._sheet.write_number(self._row, column, float(number))


FORMATS = {"csv": CsvFile, "xlsx": ExcelFile, "parquet": ParquetFile}


def open_table(format_name: str, path: Path, columns: Sequence[ExportColumn]) -> TableFile:
    return FORMATS[format_name](path, columns)
