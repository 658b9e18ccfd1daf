"""Rows of cells as values of records: everything about the columns is worked out once, a row costs little."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from guanxi.engine.transfer.converters import Convert, Reader, converter, unguarded
from guanxi.engine.transfer.settings import EXTERNAL, IDENTITY, ColumnMapping, ImportSettings, target_field
from guanxi.engine.transfer.sources import Source
from guanxi.kernel.errors import FieldError
from guanxi.kernel.fields.kinds import read_value
from guanxi.kernel.fields.values import Norms, Refused
from guanxi.kernel.specs import FieldSpec, ObjectSpec, Registry

DAMAGE = "\ufffd"
# Which part a column is that holds the whole value, where other columns hold parts of it.
WHOLE_AS_PART = {"money": "amount", "person_name": "full", "address": "street"}
BESIDE = ("currency",)  # parts that say nothing without the others of their value


@dataclass(slots=True)
class Candidate:
    """One record to be: the rows of the file that it stands in, what they say, and what is wrong with that.

    `references` are the texts of its references by the place of their column in `Columns.references`. `lines` are the
    candidates of its lines. The first `read_errors` of the errors are those of reading; the others come from writing.
    """

    row: int
    cells: list[str]
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    references: dict[int, str] = field(default_factory=dict[int, str])
    external: dict[str, str] = field(default_factory=dict[str, str])
    errors: list[FieldError] = field(default_factory=list[FieldError])
    lines: list["Candidate"] = field(default_factory=list["Candidate"])
    id: UUID | None = None
    pending: dict[str, str] = field(default_factory=dict[str, str])
    read_errors: int = 0

    def rewind(self) -> None:
        """Forgets what a first try of writing it has found out."""
        del self.errors[self.read_errors :]
        self.pending.clear()
        for line in self.lines:
            line.rewind()

    def refuse(self, name: str, code: str, **values: Any) -> None:
        self.errors.append(FieldError(name, code, values, self.row))


@dataclass(frozen=True, slots=True)
class ReferenceColumn:
    """A column whose texts name records of another object; below zero it is no column, and every row says `text`."""

    column: int
    field: str
    target: str
    match: str | None
    repairs: Mapping[str, str]
    is_list: bool = False
    text: str = ""


@dataclass(slots=True)
class Columns:
    """The columns of a file, compiled for one object (or for its lines, whose fields are mapped as `lines.name`)."""

    spec: ObjectSpec
    width: int
    plain: list[tuple[int, str, Convert | None]] = field(default_factory=list[tuple[int, str, Convert | None]])
    parts: list[tuple[int, str, str, Convert | None]] = field(
        default_factory=list[tuple[int, str, str, Convert | None]]
    )
    external: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    references: list[ReferenceColumn] = field(default_factory=list[ReferenceColumn])
    constants: dict[str, Any] = field(default_factory=dict[str, Any])
    fillings: list[tuple[str, str, Any]] = field(default_factory=list[tuple[str, str, Any]])
    cleared: list[tuple[list[int], str]] = field(default_factory=list[tuple[list[int], str]])
    composed: set[str] = field(default_factory=set[str])
    amounts: set[str] = field(default_factory=set[str])
    identity: int | None = None
    is_damaged: bool = False

    def read(self, row: int, cells: list[str]) -> Candidate:
        """The candidate of a row; what cannot be read is noted in it."""
        found = Candidate(row, cells)
        if len(cells) < self.width:
            cells += [""] * (self.width - len(cells))
        elif len(cells) > self.width and any(cell.strip() for cell in cells[self.width :]):
            found.refuse("", "too_many_cells", cells=len(cells), columns=self.width)
            found.read_errors = 1
            return found
        self._read_plain(found, cells)
        if self.parts:
            self._read_parts(found, cells)
        self._read_references(found, cells)
        if self.external or self.identity is not None:
            self._read_ids(found, cells)
        for name, value in self.constants.items():
            found.values.setdefault(name, value)
        if self.is_damaged and any(DAMAGE in cell for cell in cells):
            self._refuse_damage(found, cells)
        found.read_errors = len(found.errors)
        return found

    def _read_plain(self, found: Candidate, cells: list[str]) -> None:
        values = found.values
        for column, name, convert in self.plain:
            cell = cells[column]
            if not cell or cell.isspace():
                continue
            if convert is None:
                values[name] = cell
                continue
            try:
                values[name] = convert(cell)
            except Refused as refusal:
                found.refuse(name, refusal.code, **refusal.values)
        for columns, name in self.cleared:
            if not any(cells[column].strip() for column in columns):
                values[name] = None

    def _read_parts(self, found: Candidate, cells: list[str]) -> None:
        for column, name, part, convert in self.parts:
            cell = cells[column].strip()
            if cell and (part not in BESIDE or name in found.values or name not in self.amounts):
                value = convert(cell) if convert else cell
                whole: dict[str, Any] = found.values.setdefault(name, {})
                whole[part] = value
        for name, part, value in self.fillings:
            given = found.values.get(name)
            if isinstance(given, dict):
                cast(dict[str, Any], given).setdefault(part, value)

    def _read_references(self, found: Candidate, cells: list[str]) -> None:
        for place, each in enumerate(self.references):
            cell = cells[each.column].strip() if each.column >= 0 else each.text
            if cell:
                found.references[place] = each.repairs.get(cell, cell) if each.repairs else unguarded(cell)

    def _read_ids(self, found: Candidate, cells: list[str]) -> None:
        for column, system in self.external:
            if cells[column].strip():
                found.external[system] = cells[column].strip()
        if self.identity is not None and cells[self.identity].strip():
            try:
                found.id = UUID(cells[self.identity].strip())
            except ValueError:
                found.refuse(IDENTITY, "not_an_id")

    def _refuse_damage(self, found: Candidate, cells: list[str]) -> None:
        for column, name in [
            *((column, name) for column, name, _ in self.plain),
            *((c, n) for c, n, _, _ in self.parts),
        ]:
            if DAMAGE in cells[column]:
                found.refuse(name, "damaged_text")


def compile_columns(
    reader: Reader, source: Source, settings: ImportSettings, lines_field: str | None = None
) -> Columns:
    """The columns compiled for the object itself, or for the lines in the field of this name."""
    registry = reader.company.registry
    owner = registry[settings.object]
    spec = owner if lines_field is None else registry[owner.fields[lines_field].lines or ""]
    prefix = "" if lines_field is None else lines_field + "."
    columns = Columns(spec, len(source.headers), is_damaged=source.is_damaged)
    columns.composed = {
        each.field.removeprefix(prefix) for each in (*settings.mapping, *settings.constants) if each.part is not None
    }
    for each in settings.mapping:
        if _belongs(each.field, prefix):
            _add(columns, reader, owner, registry, each, prefix)
    columns.parts.sort(key=lambda each: each[2] in BESIDE)
    columns.amounts = {name for _, name, part, _ in columns.parts if part not in BESIDE}
    _add_constants(columns, settings, prefix)
    if settings.empty_cells == "clear" and lines_field is None:
        columns.cleared = _cleared(columns)
    return columns


def _cleared(columns: Columns) -> list[tuple[list[int], str]]:
    """The columns of each field, which is cleared where all of them are empty, unless every row has the same value."""
    found: dict[str, list[int]] = {}
    named = [(column, name) for column, name, *_ in (*columns.plain, *columns.parts)]
    named += [(each.column, each.field) for each in columns.references]
    for column, name in named:
        found.setdefault(name, []).append(column)
    return [(places, name) for name, places in found.items() if name not in columns.constants and min(places) >= 0]


def _belongs(name: str, prefix: str) -> bool:
    return name.startswith(prefix) if prefix else "." not in name


def _add(
    columns: Columns, reader: Reader, owner: ObjectSpec, registry: Registry, mapping: ColumnMapping, prefix: str
) -> None:
    name = mapping.field.removeprefix(prefix)
    if name == EXTERNAL:
        columns.external.append((mapping.column, mapping.part or ""))
        return
    if name == IDENTITY:
        columns.identity = mapping.column
        return
    each = target_field(owner, registry, mapping.field)
    assert each is not None
    if each.kind in ("reference", "multi_reference"):
        is_list = each.kind == "multi_reference"
        found = ReferenceColumn(mapping.column, name, each.target or "", mapping.match, mapping.repairs, is_list)
        columns.references.append(found)
        return
    convert = _repaired(mapping.repairs, converter(reader, columns.spec, each, mapping))
    part = mapping.part or (WHOLE_AS_PART.get(each.kind) if name in columns.composed else None)
    if part is None:
        columns.plain.append((mapping.column, name, convert))
    else:
        columns.parts.append((mapping.column, name, part, convert))


def _repaired(repairs: Mapping[str, str], convert: Convert | None) -> Convert | None:
    if not repairs:
        return convert
    plain = convert or unguarded

    def repair(cell: str) -> Any:
        mended = repairs.get(cell.strip(), cell)
        return plain(mended) if mended else None

    return repair


def _add_constants(columns: Columns, settings: ImportSettings, prefix: str) -> None:
    for each in settings.constants:
        if not _belongs(each.field, prefix):
            continue
        name = each.field.removeprefix(prefix)
        field_spec = columns.spec.fields[name]
        if field_spec.target and field_spec.kind in ("reference", "multi_reference"):
            is_list, text = field_spec.kind == "multi_reference", str(each.value)
            columns.references.append(ReferenceColumn(-1, name, field_spec.target, None, {}, is_list, text))
        elif each.part is None:
            columns.constants[name] = each.value
        else:
            columns.fillings.append((name, each.part, each.value))


def contradictions(
    columns: Columns, first: Candidate, others: Sequence[Candidate], norms: Norms
) -> list[tuple[Candidate, str]]:
    """The rows that say something else of the record itself than its first row does, with the field."""
    watched = [(column, name, convert) for column, name, convert in columns.plain]
    watched += [(column, name, None) for column, name, _, _ in columns.parts]
    watched += [(each.column, each.field, None) for each in columns.references if each.column >= 0]
    found: list[tuple[Candidate, str]] = []
    for other in others:
        for column, name, convert in watched:
            one, two = first.cells[column].strip(), other.cells[column].strip()
            if one != two and not _means_the_same((one, two), columns.spec.fields[name], convert, norms):
                found.append((other, name))
                break
    return found


def _means_the_same(cells: tuple[str, str], each: FieldSpec, convert: Convert | None, norms: Norms) -> bool:
    """True for cells that are written differently and have the same value, as two times of a day for a date."""
    if each.kind in ("reference", "multi_reference"):
        return False
    try:
        one, two = (read_value(convert(cell) if convert and cell else cell, each, norms) for cell in cells)
    except Refused:
        return False
    return one == two
