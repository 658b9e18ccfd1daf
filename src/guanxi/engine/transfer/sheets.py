"""Spreadsheets, read by a child process under limits; every cell arrives as text."""

import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

import orjson

from guanxi.engine.transfer.limits import MOST_CELLS, MOST_COLUMNS
from guanxi.kernel.errors import Invalid

PROGRAM = Path(__file__).with_name("sheet_process.py")


@contextmanager
def _reader(*arguments: str) -> Generator[IO[bytes]]:
    command = [sys.executable, "-I", str(PROGRAM), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        assert child.stdout is not None
        try:
            yield child.stdout
        finally:
            child.kill()


def _answer(line: bytes) -> Any:
    """What the child says; a child that ended without a word had asked for more memory or time than it may."""
    if not line:
        raise Invalid("spreadsheet_too_large", limit=MOST_CELLS)
    said: Any = orjson.loads(line)
    if isinstance(said, dict) and "error" in said:
        raise Invalid(str(cast(dict[str, Any], said)["error"]))
    return cast(Any, said)


def sheet_names(path: Path) -> tuple[str, ...]:
    """The names of the sheets that are shown."""
    with _reader(str(path)) as lines:
        return tuple(_answer(lines.readline())["sheets"])


def records(path: Path, sheet: str) -> Iterator[list[str]]:
    """Every row of the sheet from its first, blank ones as empty lists."""
    with _reader(str(path), sheet) as lines:
        size = _answer(lines.readline())
        if size["width"] > MOST_COLUMNS:
            raise Invalid("too_many_columns", limit=MOST_COLUMNS, columns=size["width"])
        for _ in range(size["height"]):
            row: list[str] = _answer(lines.readline())
            yield row if any(cell.strip() for cell in row) else []
