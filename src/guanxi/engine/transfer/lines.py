"""Records whose lines stand in rows of their own: a fault of one row refuses the record and names the row."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson

from guanxi.engine.changes.shape import shape_of
from guanxi.engine.company import Company, Work
from guanxi.engine.store.columns import POSITION, quoted
from guanxi.engine.transfer.rows import Candidate
from guanxi.kernel.errors import FieldError
from guanxi.kernel.fields.kinds import read_value
from guanxi.kernel.fields.values import Norms, Refused
from guanxi.kernel.specs import FieldSpec, ObjectSpec


def check_lines(company: Company, spec: ObjectSpec, candidate: Candidate, name: str, norms: Norms) -> None:
    """Checks every line before the record is written; errors go to the candidate as `lines.quantity` with their row."""
    for line in candidate.lines:
        _check(spec, line, norms)
        for error in line.errors:
            candidate.errors.append(FieldError(f"{name}.{error.field}", error.code, error.values, line.row))


def _check(spec: ObjectSpec, line: Candidate, norms: Norms) -> None:
    wrong = {error.field for error in line.errors}
    for name, value in line.values.items():
        each = spec.fields[name]
        if each.kind in ("reference", "multi_reference"):
            continue
        try:
            line.values[name] = read_value(value, each, norms)
        except Refused as refusal:
            line.refuse(name, refusal.code, **refusal.values)
    for each in spec.fields.values():
        is_missing = each.required and each.default is None and not each.is_computed and each.name != spec.parent
        if is_missing and each.name not in wrong and line.values.get(each.name) in (None, "", []):
            line.refuse(each.name, "required", field=each.name)


def refusals_of_group(
    candidate: Candidate, errors: tuple[FieldError, ...], name: str
) -> list[tuple[int, list[str], tuple[FieldError, ...]]]:
    """Every row of the refused record: with its own errors, or with a word on which row is at fault."""
    by_row: dict[int, list[FieldError]] = {}
    for error in errors:
        row, found = _row_of(candidate, error, name)
        by_row.setdefault(row, []).append(found)
    at_fault = min(by_row, default=candidate.row)
    with_it = (FieldError("", "refused_with_row", {"row": at_fault}),)
    return [(line.row, line.cells, tuple(by_row.get(line.row, with_it))) for line in candidate.lines]


def _row_of(candidate: Candidate, error: FieldError, name: str) -> tuple[int, FieldError]:
    """The row that an error of the write path is about: it names lines by their place, `lines.2.quantity`."""
    parts = error.field.split(".")
    if len(parts) == 3 and parts[0] == name and parts[1].isdigit() and int(parts[1]) < len(candidate.lines):
        return candidate.lines[int(parts[1])].row, FieldError(f"{name}.{parts[2]}", error.code, error.values)
    return (error.row or candidate.row) if error.field.startswith(name + ".") else candidate.row, error


async def recognise_lines(
    work: Work, spec: ObjectSpec, name: str, found: Sequence[tuple[UUID, Candidate]], norms: Norms
) -> None:
    """Lines that say what a line of the record found for them says are that line; only the others are written anew."""
    if not found:
        return
    shape, via = shape_of(work.company, spec.name), spec.parent or ""
    rows = await work.fetch(
        f"SELECT row_to_json(r)::text FROM (SELECT {shape.read_sql} FROM {shape.table} t"
        f" WHERE t.{quoted(via)} = ANY($1::uuid[]) AND t.deleted_at IS NULL ORDER BY t.{quoted(POSITION)}, t.id) r",
        [str(record_id) for record_id, _ in found],
    )
    there: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for (text,) in rows:
        line = orjson.loads(text)
        there[line[via]].append(line)
    for record_id, candidate in found:
        left = there[str(record_id)]
        candidate.values[name] = [_recognised(spec, line.values, left, norms) for line in candidate.lines]


def _recognised(
    spec: ObjectSpec, values: Mapping[str, Any], left: list[dict[str, Any]], norms: Norms
) -> Mapping[str, Any]:
    """The values with the id of the first line that says the same, which is taken out of those that are left."""
    for place, line in enumerate(left):
        if all(_says(spec.fields[name], value, line.get(name), norms) for name, value in values.items()):
            return {**values, "id": left.pop(place)["id"]}
    return values


def _says(each: FieldSpec, value: Any, kept: Any, norms: Norms) -> bool:
    try:
        return read_value(value, each, norms) == kept
    except Refused:
        return False
