"""Guessing whether several rows of a file are one record with lines, and which of them belong together."""

from collections.abc import Iterable, Sequence

from guanxi.engine.company import Company
from guanxi.engine.transfer.grouping import key_of
from guanxi.engine.transfer.guessing import guess
from guanxi.engine.transfer.settings import EXTERNAL, ColumnMapping
from guanxi.engine.transfer.sources import Source
from guanxi.engine.transfer.targets import Target, field_names, squeezed
from guanxi.kernel.specs import ObjectSpec


def numbering_columns(spec: ObjectSpec, mapping: Iterable[ColumnMapping]) -> list[int] | None:
    """The columns that tell which rows belong together: the one with the record's own number."""
    for each in mapping:
        field = spec.fields.get(each.field)
        if each.field == EXTERNAL or (field is not None and field.unique):
            return [each.column]
    return None


def gathered(
    company: Company, spec: ObjectSpec, source: Source, mapping: list[ColumnMapping], targets: Sequence[Target]
) -> tuple[list[ColumnMapping], list[int] | None]:
    """The guessed mapping, without lines where nothing tells the records apart, and the columns that do."""
    if not any("." in each.field for each in mapping):
        return mapping, None
    by = numbering_columns(spec, mapping) or _titling_columns(company, spec, source, mapping)
    if by is None:
        return [each for each in mapping if "." not in each.field], None
    taken = {(each.field, each.part) for each in mapping}
    inner = guess(source.headers, source.sample, [each for each in targets if "." in each.field])
    spare = {each.column: each for each in inner if (each.field, each.part) not in taken}
    varying = {each.column for each in mapping if "." not in each.field and _varies(source, by, each.column)}
    return [spare.get(each.column, each) if each.column in varying else each for each in mapping], by


def _titling_columns(
    company: Company, spec: ObjectSpec, source: Source, mapping: Sequence[ColumnMapping]
) -> list[int] | None:
    """A column that nothing takes, is called like the record's title, which is given by the product, and repeats."""
    names = field_names(company, spec, spec.fields[spec.title])
    taken = {each.column for each in mapping}
    for column, header in enumerate(source.headers):
        cells = [row[column] for row in source.sample if column < len(row)]
        if column not in taken and squeezed(header) in names and len(set(cells)) < len(cells):
            return [column]
    return None


def _varies(source: Source, by: Sequence[int], column: int) -> bool:
    """True where rows of one record say different things in this column."""
    key = key_of(by)
    found = {(key((0, list(row))), row[column].strip()) for row in source.sample if column < len(row)}
    return len(found) > len({one for one, _ in found})
