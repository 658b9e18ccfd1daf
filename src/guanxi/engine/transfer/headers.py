"""Which row of a table names its columns."""

import re
from collections import Counter
from collections.abc import Sequence

ROWS_JUDGED = 20
VALUE = re.compile(
    r"^(?:[+-]?[\d.,\s]*\d[\d.,\s]*%?|[¥￥$€£]\s*[\d.,]+|\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月].*|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}.*"
    r"|[^@\s]+@[^@\s]+\.[a-z]{2,}|https?://.*|\+?\d[\d\s()-]{6,}|true|false)$",
    re.IGNORECASE,
)


def find_header(rows: Sequence[Sequence[str]]) -> int | None:
    """The index of the row with the headers, None where the table begins with values at once."""
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    widths = Counter(count for count in filled if count)
    if not widths:
        return None
    usual = max(widths.items(), key=lambda pair: (pair[1], pair[0]))[0]
    full = [index for index, count in enumerate(filled[:ROWS_JUDGED]) if count >= 0.9 * usual]
    found = full[0] if full else max(range(len(filled)), key=lambda index: filled[index])
    if names_columns(rows[found]):
        return found
    before = next((index for index in range(found - 1, -1, -1) if filled[index]), found)
    return before if filled[before] >= 0.5 * usual and names_columns(rows[before]) else None


def names_columns(row: Sequence[str]) -> bool:
    """True where most cells are words, not numbers, dates or addresses."""
    written = [cell.strip() for cell in row if cell.strip()]
    values = sum(1 for cell in written if VALUE.match(cell))
    return values <= len(written) / 3


def tidy_headers(row: Sequence[str], width: int) -> list[str]:
    """The headers on one line each; a column without one goes by its letters, as in a spreadsheet."""
    cells = [" ".join(cell.split()) for cell in row[:width]]
    cells += [""] * (width - len(cells))
    return [cell or letters(column) for column, cell in enumerate(cells)]


def letters(column: int) -> str:
    name = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
