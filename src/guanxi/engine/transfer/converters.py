"""Cells as the write path reads them: what the field kinds themselves do not know of how files are written."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from guanxi.engine.company import Company
from guanxi.engine.company.words import LANGUAGES
from guanxi.engine.search.folding import fold
from guanxi.engine.transfer.settings import ColumnMapping
from guanxi.engine.transfer.shapes import YEAR_FIRST, YEAR_LAST
from guanxi.kernel.fields.values import Refused, parts_of
from guanxi.kernel.specs import FieldSpec, ObjectSpec

Convert = Callable[[str], Any]
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?")
GUARDED = re.compile(r"^'(?=[=+\-@＝＋－＠\t\r\n])")
NUMBERS = ("number", "decimal", "percent", "money", "rating", "duration")
MOST_REMEMBERED = 5_000


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: whose file it is decides what a time without a zone means."""

    company: Company
    time_zone: str

    @property
    def zone(self) -> ZoneInfo:
        try:
            return ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo("UTC")


def converter(reader: Reader, spec: ObjectSpec, each: FieldSpec, mapping: ColumnMapping) -> Convert | None:
    """What makes of a cell of this column the value to write; None where the cell is taken as it is."""
    if mapping.part is not None and mapping.part != "amount":
        return unguarded
    if each.kind in ("date", "date_time"):
        return _dates(mapping.order) if each.kind == "date" else _moments(mapping.order, reader.zone)
    if each.kind in ("picklist", "multi_picklist") or each.tag_words:
        choices = _choices(reader.company, spec, each)
        return choices if each.kind == "picklist" else _several(choices)
    if each.kind in NUMBERS:
        return _comma_number if mapping.decimal_comma else None
    return unguarded


def unguarded(cell: str) -> str:
    """The text without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return cell[1:] if cell[0] == "'" and GUARDED.match(cell) else cell


def _comma_number(cell: str) -> str:
    return cell.replace(".", "").replace(" ", "").replace("\u00a0", "").replace(",", ".")


def _remembered(convert: Convert) -> Convert:
    """Columns repeat themselves; what was read once is not read again."""
    known: dict[str, Any] = {}

    def lookup(cell: str) -> Any:
        found = known.get(cell)
        if found is None:
            found = convert(cell)
            if len(known) < MOST_REMEMBERED:
                known[cell] = found
        return found

    return lookup


def _choices(company: Company, spec: ObjectSpec, each: FieldSpec) -> Convert:
    keys = choice_keys(company, spec, each)
    return _remembered(lambda cell: keys.get(fold(cell).strip(), cell))


def choice_keys(company: Company, spec: ObjectSpec, each: FieldSpec) -> Mapping[str, str]:
    """The keys of a picklist, or of known tags, by their labels in every language and by themselves, folded."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for choice in each.choices:
            label = company.words.choice(language, spec.name, each, choice)
            found.setdefault(fold(label).strip(), choice.key)
    found |= {fold(word): choice.key for choice in each.choices for word in choice.aliases}
    return found | {fold(choice.key): choice.key for choice in each.choices}


def _several(convert: Convert) -> Convert:
    return lambda cell: [convert(part) for part in parts_of(cell)]


def read_day(written: str, order: str | None) -> tuple[int, int, int] | None:
    """Year, month and day of a date whose year stands last; None where another form is meant.

    Raises Refused `ambiguous_date` where nothing says which of the first two is the month.
    """
    match = YEAR_LAST.match(written)
    if match is None:
        return None
    one, two, year = int(match[1]), int(match[2]), int(match[3])
    if order not in ("mdy", "dmy"):
        order = "dmy" if one > 12 else "mdy" if two > 12 else None
    if order is None:
        raise Refused("ambiguous_date")
    month, day = (one, two) if order == "mdy" else (two, one)
    return (year if year > 99 else year + (2000 if year < 70 else 1900)), month, day


def _dates(order: str | None) -> Convert:
    def convert(cell: str) -> str:
        found = read_day(cell.strip(), order)
        if found is None:
            return cell
        return _checked("not_a_date", *found).date().isoformat()

    return _remembered(convert)


def _checked(code: str, year: int, month: int, day: int, clock: tuple[int, int, int] = (0, 0, 0)) -> datetime:
    try:
        return datetime(year, month, day, *clock)  # noqa: DTZ001 - the zone is added by the caller
    except ValueError:
        raise Refused(code) from None


def _moments(order: str | None, zone: ZoneInfo) -> Convert:
    def convert(cell: str) -> str:
        written = cell.strip()
        found = read_day(written, order)
        if found is not None:
            return _located(_checked("not_a_time", *found, _clock(written)), zone)
        if not YEAR_FIRST.match(written):
            return cell
        try:
            moment = datetime.fromisoformat(written)
        except ValueError:
            return cell
        return cell if moment.tzinfo else _located(moment, zone)

    return convert


def _clock(written: str) -> tuple[int, int, int]:
    match = CLOCK.search(written)
    if match is None:
        return 0, 0, 0
    hour = int(match[1])
    if match[4]:
        hour = hour % 12 + (12 if match[4].lower() == "pm" else 0)
    return hour, int(match[2]), int(match[3] or 0)


def _located(moment: datetime, zone: ZoneInfo) -> str:
    return moment.replace(tzinfo=zone).astimezone(UTC).isoformat()
