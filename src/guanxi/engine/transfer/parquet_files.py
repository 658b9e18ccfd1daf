"""Parquet, for programs of analysis: typed columns, values as they are."""

import subprocess
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

import orjson

from guanxi.engine.transfer.cells import ExportColumn
from guanxi.kernel.errors import Unavailable

PROGRAM = Path(__file__).with_name("parquet_process.py")
TYPES = {
    "text": "VARCHAR",
    "texts": "VARCHAR[]",
    "whole": "BIGINT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "moment": "TIMESTAMPTZ",
}
PRECISIONS = (18, 38)


class ParquetFile:
    """Rows go to the disk as lines at once; a child process makes the file of them, when it is known how long the
    numbers are: as short as they may be, exact in any case."""

    def __init__(self, path: Path, columns: Sequence[ExportColumn]) -> None:
        self._path = path
        self._columns = columns
        self._rows = path.with_suffix(".rows")
        self._file = self._rows.open("wb")
        self._names = [str(place) for place in range(len(columns))]
        self._digits = {place: (0, each.decimals) for place, each in enumerate(columns) if each.type == "decimal"}
        self._longest = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()
        self._rows.unlink(missing_ok=True)

    def write(self, row: Sequence[Any]) -> None:
        for place, before in self._digits.items():
            if row[place] is not None:
                self._digits[place] = _widened(before, str(row[place]))
        line = orjson.dumps(dict(zip(self._names, row, strict=True)), default=str)
        self._longest = max(self._longest, len(line))
        self._file.write(line + b"\n")

    def finish(self) -> None:
        """Makes the file whole. Raises Unavailable where that fails."""
        self._file.close()
        columns = [(each.header, self._type(place, each)) for place, each in enumerate(self._columns)]
        order = {"rows": str(self._rows), "target": str(self._path), "columns": columns, "longest": self._longest}
        made = subprocess.run([sys.executable, "-I", str(PROGRAM)], input=orjson.dumps(order), check=False)
        if made.returncode:
            raise Unavailable("unexpected")

    def _type(self, place: int, column: ExportColumn) -> str:
        if column.type != "decimal":
            return TYPES[column.type]
        whole, decimals = self._digits[place]
        precision = next((each for each in PRECISIONS if whole + decimals <= each), None)
        return f"DECIMAL({precision},{decimals})" if precision else TYPES["text"]


def _widened(before: tuple[int, int], number: str) -> tuple[int, int]:
    """The digits before and behind the point that hold this number too."""
    whole, _, fraction = format(Decimal(number), "f").lstrip("-").partition(".")
    return max(before[0], len(whole.lstrip("0"))), max(before[1], len(fraction))
