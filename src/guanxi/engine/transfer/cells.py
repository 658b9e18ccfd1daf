"""Records as rows of cells: one column for a field, several where its parts are worth a column each."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast
from zoneinfo import ZoneInfo

import orjson

from guanxi.engine.access.rights import Rights
from guanxi.engine.company import Company
from guanxi.engine.store.columns import SYSTEM_FIELDS, field_of
from guanxi.engine.transfer.messages import choice_labels
from guanxi.engine.transfer.settings import PARTS
from guanxi.engine.transfer.targets import label_of, part_label
from guanxi.kernel.errors import FieldError, Malformed
from guanxi.kernel.principal import Principal
from guanxi.kernel.specs import FieldSpec

Cell = str | Decimal | int | date | datetime | None
Read = Callable[[Any], Any]
SEPARATOR = "; "
SEPARATORS = re.compile(r"[,;，；、|\n]")
NUMBERS = ("number", "decimal", "percent", "rating", "roll_up", "formula", "money")
COLUMNS_OF_PARTS = {
    "money": ("amount", "currency"),
    "person_name": ("full", "family", "given"),
    "address": PARTS["address"],
}


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """One column of an export: its header, the field that it reads and how the cell comes out of the value.

    Files with typed columns also know its type, and of a decimal how many digits stand behind the point at least.
    """

    field: str
    header: str
    read: Read
    type: str = "text"
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Exporting:
    """For whom an export is made."""

    company: Company
    principal: Principal
    rights: Rights
    language: str

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.principal.time_zone)


def export_columns(exporting: Exporting, names: Sequence[str]) -> list[ExportColumn]:
    """The columns of these fields. Raises Malformed for a field that is not there or may not be read."""
    return [column for each in exported_fields(exporting, names) for column in _columns(exporting, each)]


def exported_fields(exporting: Exporting, names: Sequence[str]) -> list[FieldSpec]:
    """The fields of these names. Raises Malformed for one that is not there or may not be read."""
    found: list[FieldSpec] = []
    for name in names:
        each = field_of(exporting.rights.spec, name)
        if each is None or each.kind == "lines" or exporting.rights.level(name) == "hidden":
            values = {"field": name[:100], "object": exporting.rights.spec.name}
            raise Malformed("bad_filter", errors=[FieldError("fields", "unknown_field", values)])
        found.append(each)
    return found


def _columns(exporting: Exporting, each: FieldSpec) -> list[ExportColumn]:
    label = _label(exporting, each)
    parts = COLUMNS_OF_PARTS.get("money" if each.own_currency else each.kind, ())
    if not parts or exporting.rights.masks(each.name):
        return [ExportColumn(each.name, label, _reader(exporting, each))]
    found: list[ExportColumn] = []
    for part in parts:
        is_main = part in ("amount", "full")
        header = label if is_main else f"{label}: {part_label(exporting.company, exporting.language, part)}"
        found.append(ExportColumn(each.name, header, _part_reader(part)))
    return found


def _label(exporting: Exporting, each: FieldSpec) -> str:
    if each.name in SYSTEM_FIELDS:
        return exporting.company.translate(exporting.language, f"system.fields.{each.name}")
    return label_of(exporting.company, exporting.language, exporting.rights.spec, each)


def _part_reader(part: str) -> Read:
    convert = _number if part == "amount" else _plain

    def read(value: Any) -> Cell:
        return convert(cast(Mapping[str, Any], value).get(part)) if isinstance(value, Mapping) else None

    return read


def _reader(exporting: Exporting, each: FieldSpec) -> Read:
    kind = each.result_kind or each.kind if each.kind in ("formula", "roll_up") else each.kind
    if exporting.rights.masks(each.name):
        return _plain
    if kind == "picklist":
        return choice_reader(exporting, each)
    if kind == "multi_picklist" or each.tag_words:
        safe = {key: key if SEPARATORS.search(label) else label for key, label in _labels(exporting, each).items()}
        return lambda value: SEPARATOR.join(str(safe.get(key, key)) for key in cast(Sequence[str], value))
    if kind == "date_time":
        zone = exporting.zone
        return lambda value: datetime.fromisoformat(value).astimezone(zone).replace(tzinfo=None)
    if kind == "boolean":
        yes, no = (exporting.company.translate(exporting.language, f"transfer.{word}") for word in ("yes", "no"))
        return lambda value: yes if value else no
    return _number if kind in NUMBERS else READERS.get(kind, _plain)


def choice_reader(exporting: Exporting, each: FieldSpec, *, is_list: bool = False) -> Read:
    """Labels in the place of keys."""
    labels = _labels(exporting, each)
    if is_list:
        return lambda value: [labels.get(key, key) for key in value]
    return lambda value: labels.get(value, value)


def _labels(exporting: Exporting, each: FieldSpec) -> dict[str, str]:
    labels = choice_labels(exporting.company, exporting.language, exporting.rights.spec, each)
    return {choice.key: label for choice, label in zip(each.choices, labels, strict=True)}


def _plain(value: Any) -> Cell:
    return None if value is None else str(value)


def _number(value: Any) -> Cell:
    return None if value is None else Decimal(str(value))


def _title(value: Any) -> Cell:
    return cast(Mapping[str, str | None], value).get("title") if isinstance(value, Mapping) else _plain(value)


def _titles(value: Any) -> Cell:
    return SEPARATOR.join(str(title) for each in value if (title := _title(each)))


def _clock(value: Any) -> Cell:
    seconds = int(value)
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}:{seconds % 60:02}"


def _place(value: Any) -> Cell:
    return f"{value['latitude']}, {value['longitude']}"


READERS: Mapping[str, Read] = {
    "date": date.fromisoformat,
    "reference": _title,
    "multi_reference": _titles,
    "tags": SEPARATOR.join,
    "duration": _clock,
    "location": _place,
    "json": lambda value: orjson.dumps(value).decode(),
}


def cells_of(columns: Sequence[ExportColumn], record: Mapping[str, Any]) -> list[Any]:
    """The cells of one record."""
    return [None if (value := record.get(each.field)) is None else each.read(value) for each in columns]
