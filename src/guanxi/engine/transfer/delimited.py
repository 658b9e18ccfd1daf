"""Tables in text: which delimiter, and the rows one after the other, whatever the size of the file."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from guanxi.engine.transfer.encodings import codec_of
from guanxi.engine.transfer.limits import LONGEST_CELL, MOST_COLUMNS
from guanxi.kernel.errors import Invalid

DELIMITERS = (",", "\t", ";", "|")
ROWS_JUDGED = 200
csv.field_size_limit(LONGEST_CELL)  # the csv module has one limit for the whole process


def records(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    """Every row of the file, blank ones as empty lists.

    Raises Invalid, naming the row, where a cell is over-long, a quote stays open or there are too many columns.
    """
    with path.open(encoding=codec_of(encoding), errors="replace", newline="") as file:
        _skip_preface(file)
        lines = _Lines(file)
        reader = csv.reader(lines, delimiter=delimiter)
        number = lines_before = lines_after = 0
        try:
            for number, row in enumerate(reader, 1):
                lines_before, lines_after = lines_after, reader.line_num
                if len(row) > MOST_COLUMNS:
                    raise Invalid("too_many_columns", limit=MOST_COLUMNS, columns=len(row), row=number)
                yield row if row and (row[0].strip() or any(cell.strip() for cell in row)) else []
        except csv.Error:
            raise Invalid("cell_too_long", limit=LONGEST_CELL, row=number + 1) from None
        if lines.quotes % 2 and lines_after - lines_before > 1:
            raise Invalid("quote_not_closed", row=number)


class _Lines:
    """The lines of an open file, whose quotes are counted, so that one left open can be told."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.quotes = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        if '"' in line:
            self.quotes += line.count('"')
        return line


def _skip_preface(file: TextIO) -> None:
    """Go behind a byte order mark and behind the line `sep=;` that Excel writes."""
    if _named_delimiter(file.readline(20)):
        return
    file.seek(0)
    if file.read(1) != "\ufeff":
        file.seek(0)


def _named_delimiter(line: str) -> str | None:
    words = line.lstrip("\ufeff").rstrip("\r\n")
    return words[4] if words.startswith("sep=") and len(words) == 5 and words[4] in DELIMITERS else None


def find_delimiter(path: Path, encoding: str, name: str = "") -> str:
    """The delimiter that splits the rows into the same number of cells most consistently."""
    with path.open(encoding=codec_of(encoding), errors="replace", newline="") as file:
        named = _named_delimiter(file.readline(20))
        file.seek(0)
        lines = list(islice(file, ROWS_JUDGED))
    if named:
        return named
    preferred = "\t" if name.lower().endswith((".tsv", ".tab")) else ","
    scores = {delimiter: _consistency(lines, delimiter) for delimiter in DELIMITERS}
    best = max(scores.values())
    return preferred if scores[preferred] == best else next(each for each in DELIMITERS if scores[each] == best)


def _consistency(lines: list[str], delimiter: str) -> tuple[float, int]:
    """The share of rows with the most frequent width, and that width; nothing where it splits no row."""
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
    except csv.Error:
        return 0.0, 0
    if not widths:
        return 0.0, 0
    width, rows = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
    return (round(rows / widths.total(), 3), width) if width > 1 else (0.0, 0)
