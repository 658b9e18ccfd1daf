"""What a column's cells look like: addresses, numbers, dates and in which order these are written."""

import re
from collections.abc import Iterable, Sequence

EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s.]+$")
PHONE = re.compile(r"^(?:\+|00)?[\d\s()（）.-]{7,20}(?:(?:ext|x|转|轉)\.?\s*\d+)?$", re.IGNORECASE)
URL = re.compile(r"^(?:https?://|www\.)\S+\.\S+$", re.IGNORECASE)
NUMBER = re.compile(r"^[¥￥$€£]?\s*[+-]?\d[\d\s.,]*\s*(?:%|％|元|[A-Z]{3})?$")
YEAR_FIRST = re.compile(r"^\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}|^\d{8}$")
YEAR_LAST = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:\s|T|,|$)")
COMMA_DECIMAL = re.compile(r"^[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+),\d{1,2}$")
POINT_DECIMAL = re.compile(r"^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d+$")
IDENTITY = re.compile(r"^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$", re.IGNORECASE)
MOSTLY = 0.8
HALF = 0.5  # where the header says it too

WORDLESS = {"id": IDENTITY, "email": EMAIL, "url": URL}
SHAPE_OF_KIND = {
    "id": "id",
    "email": "email",
    "url": "url",
    "phone": "phone",
    "date": "date",
    "date_time": "date",
    **dict.fromkeys(("number", "decimal", "percent", "money", "rating"), "number"),
}


def filled(cells: Iterable[str]) -> list[str]:
    return [cell.strip() for cell in cells if cell.strip()]


def shape_of(cells: Sequence[str]) -> str | None:
    """The one shape that most filled cells have: id, email, url, date, phone, number; None for plain words."""
    written = filled(cells)
    if not written:
        return None
    for name, pattern in WORDLESS.items():
        if _share(written, pattern) >= MOSTLY:
            return name
    if _share_of("date", written) >= MOSTLY:
        return "date"
    if _share(written, PHONE) >= MOSTLY and _digits(written) >= 7:
        return "phone"
    return "number" if _share(written, NUMBER) >= MOSTLY else None


def _share(cells: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(1 for cell in cells if pattern.match(cell)) / len(cells)


def _digits(cells: Sequence[str]) -> float:
    return sum(sum(character.isdigit() for character in cell) for cell in cells) / len(cells)


def fits(shape: str | None, kind: str, cells: Sequence[str]) -> bool:
    """False where the cells plainly do not look like this kind of field."""
    wanted = SHAPE_OF_KIND.get(kind)
    if wanted is None or not filled(cells):
        return True
    if wanted == "number" and shape == "phone":
        return True
    if wanted == "phone":
        return shape in ("phone", "number", None)
    return shape == wanted or _share_of(wanted, filled(cells)) >= HALF


def _share_of(shape: str, cells: Sequence[str]) -> float:
    patterns = {**WORDLESS, "number": NUMBER}
    if shape == "date":
        return sum(1 for cell in cells if YEAR_FIRST.match(cell) or YEAR_LAST.match(cell)) / len(cells)
    return _share(cells, patterns[shape])


def date_order(cells: Iterable[str]) -> str | None:
    """The order of day, month and year: ymd, mdy or dmy; None where the cells leave it open or contradict it."""
    found = [match for match in map(YEAR_LAST.match, filled(cells)) if match]
    if not found:
        return "ymd"
    day_first = any(int(match[1]) > 12 for match in found)
    month_first = any(int(match[2]) > 12 for match in found)
    if day_first == month_first:
        return None
    return "dmy" if day_first else "mdy"


def has_decimal_comma(cells: Iterable[str]) -> bool:
    """True where numbers are written as 1.234,50."""
    written = filled(cells)
    commas = sum(1 for cell in written if COMMA_DECIMAL.match(cell))
    return commas > 0 and not any(POINT_DECIMAL.match(cell) for cell in written)
