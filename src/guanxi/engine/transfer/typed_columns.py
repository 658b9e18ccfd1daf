"""Columns of an export for programs: named by fields, typed, values as the interface writes them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import orjson

from guanxi.engine.transfer.cells import COLUMNS_OF_PARTS, ExportColumn, Exporting, Read, choice_reader, exported_fields
from guanxi.engine.transfer.settings import IDENTITY, PARTS
from guanxi.kernel.specs import FieldSpec

TYPE_OF_KIND = {
    **dict.fromkeys(("number", "rating", "duration"), "whole"),
    **dict.fromkeys(("decimal", "percent", "money", "roll_up"), "decimal"),
    **dict.fromkeys(("multi_picklist", "tags", "multi_reference"), "texts"),
    "boolean": "boolean",
    "date": "date",
    "date_time": "moment",
}
PARTS_OF = {**COLUMNS_OF_PARTS, "location": PARTS["location"]}
NUMBERS = ("amount", *PARTS["location"])
CHOICES = {"picklist": "_key", "multi_picklist": "_keys", "tags": "_keys"}
REFERENCES = {"reference": "_id", "multi_reference": "_ids"}
DECIMALS = 4  # at least, so that the type stays the same from one day to the next


def typed_columns(exporting: Exporting, names: Sequence[str]) -> list[ExportColumn]:
    """The columns of these fields, each with a name of its own, and of the id, by which others refer to a record.

    Raises Malformed as `export_columns` does.
    """
    wanted = names if IDENTITY in names else (IDENTITY, *names)
    found = [column for each in exported_fields(exporting, wanted) for column in _columns(exporting, each)]
    taken = set(wanted)
    named: list[ExportColumn] = []
    for column in found:
        name = column.header
        while name != column.field and name in taken:
            name += "_"
        taken.add(name)
        named.append(ExportColumn(column.field, name, column.read, column.type, column.decimals))
    return named


def _columns(exporting: Exporting, each: FieldSpec) -> Iterator[ExportColumn]:
    name, kind = each.name, _kind(each)
    type_name = TYPE_OF_KIND.get(kind, "text")
    if exporting.rights.masks(name):
        yield ExportColumn(name, name, str)
        return
    parts = PARTS_OF.get("money" if each.own_currency else each.kind, ())
    for part in parts:
        header = name if part in ("amount", "full") else f"{name}_{part}"
        yield ExportColumn(name, header, _part(part), "decimal" if part in NUMBERS else "text", _decimals(each))
    if not parts:
        yield ExportColumn(name, name, _reader(exporting, each, kind), type_name, _decimals(each))
    if kind in CHOICES:
        yield ExportColumn(name, name + CHOICES[kind], _same, type_name)
    if each.target and kind in REFERENCES:
        yield ExportColumn(name, name + REFERENCES[kind], _told(kind, "id"), type_name)


def _kind(each: FieldSpec) -> str:
    if each.kind == "roll_up" and each.roll_up is not None and each.roll_up.function == "count":
        return "number"
    if each.kind == "formula" and each.result_kind == "number":
        return "decimal"  # nothing makes its results whole
    return each.result_kind or each.kind if each.kind in ("formula", "roll_up") else each.kind


def _decimals(each: FieldSpec) -> int:
    return DECIMALS if each.decimals is None else each.decimals


def _same(value: Any) -> Any:
    return value


def _part(part: str) -> Read:
    return lambda value: cast(Mapping[str, Any], value).get(part) if isinstance(value, Mapping) else None


def _reader(exporting: Exporting, each: FieldSpec, kind: str) -> Read:
    if kind in CHOICES:
        return choice_reader(exporting, each, is_list=kind != "picklist")
    if kind in REFERENCES:
        return _told(kind, "title")
    return _json_text if kind == "json" else _same


def _json_text(value: Any) -> str:
    return orjson.dumps(value).decode()


def _told(kind: str, part: str) -> Read:
    """A part of a reference, which is its id alone where nothing more is told of it; of several, a list."""

    def read(value: Any) -> Any:
        if isinstance(value, Mapping):
            return cast(Mapping[str, Any], value).get(part)
        return value

    return read if kind == "reference" else lambda value: [read(each) for each in value]
