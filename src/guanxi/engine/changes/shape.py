"""What the write path needs of an object, worked out once for each registry."""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from guanxi.engine.changes.rating import Rates, columns_of, counted_money
from guanxi.engine.company import Company, Work
from guanxi.engine.company.words import Words
from guanxi.engine.search.marks import class_of
from guanxi.engine.search.tokens import fold, sort_key
from guanxi.engine.store.columns import (
    POSITION,
    SORT_SUFFIX,
    SYSTEM_COLUMNS,
    canonical,
    column_types,
    path_sql,
    quoted,
    table_of,
)
from guanxi.engine.store.guards import shape_check
from guanxi.kernel.fields.kinds import BLIND_SUFFIX, KINDS
from guanxi.kernel.specs import FieldSpec, ObjectSpec

FROM_NOTHING = ("count", "sum")  # what these find where there is nothing is 0


@dataclass(frozen=True, slots=True)
class Shape:
    """The statements and field lists of one object's writes; `field_columns` are columns, each with its field.

    `outdated_sql` holds where others have encrypted a field that is not known as such. `first_texts` are the texts of
    first records in all languages, by field and code.
    """

    spec: ObjectSpec
    stored: tuple[FieldSpec, ...]
    stored_names: Mapping[str, FieldSpec]
    sealed: tuple[FieldSpec, ...]
    born_with: tuple[FieldSpec, ...]
    bringing: tuple[FieldSpec, ...]
    required: tuple[FieldSpec, ...]
    references: tuple[FieldSpec, ...]
    searched: tuple[tuple[FieldSpec, int], ...]
    keys: tuple[FieldSpec, ...]
    columns: tuple[str, ...]
    field_columns: tuple[tuple[str, str], ...]
    counted: frozenset[str]
    first_texts: Mapping[tuple[str, str], Sequence[str]]
    read_sql: str
    outdated_sql: str
    plans: OrderedDict[Any, Any]  # its statements: they end with it, however late one is remembered

    @property
    def table(self) -> str:
        return table_of(self.spec)


def shape_of(company: Company, name: str) -> Shape:
    key = ("shape", name)
    found = company.plans.get(key)
    if found is None:
        registry = company.registry
        found = company.plans[key] = build_shape(registry[name], company.words, registry.version)
    return found


def build_shape(spec: ObjectSpec, words: Words, version: int = 0) -> Shape:
    stored = tuple(each for each in spec.fields.values() if KINDS[each.kind].columns)
    searched = tuple((each, class_of(spec.name, each.first_name)) for each in spec.fields.values() if each.search)
    keys = tuple(each for each in spec.fields.values() if each.duplicate_key)
    columns = (*SYSTEM_COLUMNS, *column_types(spec))
    parts = ["t.id::text AS id", "t.version AS version", "t.deleted_at AS deleted_at"]
    parts += [f"{canonical('t', spec, each)} AS {quoted(each.name)}" for each in stored]
    parts += [f"t.{POSITION} AS {POSITION}"] if spec.parent else []
    counted = counted_money(spec)
    parts += [f"{path_sql('t', spec, name)}::text AS {quoted(name + '_base')}" for name in sorted(counted)]
    money = [each.name for each in stored if each.kind == "money"]
    parts += [f"t.{column}::text AS {column}" for column in (quoted(n + "_base") for n in money if n not in counted)]
    parts += [f"t.{column}::text AS {column}" for column in (quoted(name + "_rated_on") for name in money)]
    fields = tuple((column, _field_name(spec, column)) for column in column_types(spec))
    return Shape(
        spec=spec,
        stored=stored,
        stored_names={each.name: each for each in stored},
        sealed=tuple(each for each in stored if each.is_encrypted),
        born_with=tuple(each for each in stored if each.default is not None or _starts_at_nought(each)),
        bringing=tuple(each for each in stored if any(choice.brings for choice in each.choices)),
        required=tuple(each for each in spec.fields.values() if each.required and not each.is_computed),
        references=tuple(each for each in spec.fields.values() if _refers(spec, each)),
        searched=searched,
        keys=keys,
        columns=columns,
        field_columns=fields,
        counted=counted,
        first_texts={
            (each.name, code): words.all_of(f"{each.seeded_as}.{code}.{each.name}")
            for each, _ in searched
            if each.seeded_as
            for code in words.below(each.seeded_as)
        },
        read_sql=", ".join(parts),
        outdated_sql=shape_check(version, (each.name for each in stored if each.is_encrypted)),
        plans=OrderedDict(),
    )


def _starts_at_nought(each: FieldSpec) -> bool:
    return each.roll_up is not None and each.roll_up.function in FROM_NOTHING


def _refers(spec: ObjectSpec, each: FieldSpec) -> bool:
    return each.kind in ("reference", "multi_reference") and bool(each.target) and each.name != spec.parent


def _field_name(spec: ObjectSpec, column: str) -> str:
    """The field that a column belongs to; one may have several."""
    for suffix in (SORT_SUFFIX, BLIND_SUFFIX, "_currency", "_base", "_rated_on"):
        stem = column.removesuffix(suffix)
        if stem != column and stem in spec.fields and column not in spec.fields:
            return stem
    return column


def written(value: Any) -> str:
    """A value as one text: a person's full name, else the value itself."""
    if isinstance(value, Mapping):
        return str(cast(Mapping[str, Any], value).get("full", ""))
    return str(value or "")


def title_of(spec: ObjectSpec, values: Mapping[str, Any]) -> str:
    value = values.get(spec.title)
    return written(value)


def row_of(
    shape: Shape, values: Mapping[str, Any], work: Work, rates: Rates, names: Iterable[str] | None = None
) -> dict[str, Any]:
    """The columns of a record's table for its canonical values, of all fields or of these."""
    row: dict[str, Any] = {}
    for name in values if names is None else names:
        each, value = shape.stored_names.get(name), values.get(name)
        if each is None or value is None or (each.own_currency and isinstance(value, Mapping)):  # a figure, read only
            continue
        if each.kind == "money":
            row |= columns_of(work, shape.spec, each, values, rates)
        else:
            row[name] = value
    if names is None or shape.spec.title in names:
        row[shape.spec.title + SORT_SUFFIX] = sort_key(title_of(shape.spec, values))
    if POSITION in values:
        row[POSITION] = values[POSITION]
    return row


def match_keys(shape: Shape, values: Mapping[str, Any]) -> dict[int, str]:
    """The keys by which a record equals another exactly, each with its field; two phone fields share theirs."""
    found: dict[int, str] = {}
    for each in shape.keys:
        value = values.get(each.name)
        if value:
            found.setdefault(match_key(shape.spec, each, value), each.name)
    return found


def meaning_of(each: FieldSpec) -> str:
    """What a key stands for: all telephones of a record mean the same, and so do all e-mail addresses."""
    return each.kind if each.kind in ("phone", "email") else each.first_name


def match_key(spec: ObjectSpec, each: FieldSpec, value: Any) -> int:
    """A key as a signed 64-bit hash of object, meaning and folded value."""
    text = written(value)
    digest = hashlib.blake2b(f"{spec.name}!{meaning_of(each)}:{fold(text)}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
