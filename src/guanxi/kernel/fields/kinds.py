"""The kinds of field: how each is stored, how a value is read, and which operators compare it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from guanxi.kernel.fields import composites, tags, values
from guanxi.kernel.fields.values import Norms
from guanxi.kernel.specs import FieldSpec

Reader = Callable[[Any, FieldSpec, Norms], Any]

COMPARE = ("eq", "ne", "lt", "le", "gt", "ge", "in", "is_set", "is_empty")
TEXT = ("contains", "not_contains", "starts", "eq", "ne", "in", "is_set", "is_empty")
DATES = (*COMPARE, "within")  # within: today, this_week, last_30_days, ...
CHOICE = ("eq", "ne", "in", "not_in", "is_set", "is_empty")
LIST = ("has", "has_any", "has_all", "has_none", "is_set", "is_empty")
BOOLEAN = ("eq", "ne", "is_set", "is_empty")
PRESENCE = ("is_set", "is_empty")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of field. `columns` maps a suffix of the field's name to the PostgreSQL type of that column."""

    name: str
    columns: Mapping[str, str]
    read: Reader
    operators: tuple[str, ...]
    is_sortable: bool = True
    measures: tuple[str, ...] = ()
    is_groupable: bool = False


MEASURES = ("sum", "avg", "min", "max")


def _refuse(value: Any, spec: FieldSpec, norms: Norms) -> Any:
    raise values.Refused("is_computed")


MONEY_COLUMNS = {"": "numeric", "_currency": "text", "_base": "numeric", "_rated_on": "date"}

_KINDS = (
    Kind("text", {"": "text"}, values.text, TEXT, is_groupable=True),
    Kind("long_text", {"": "text"}, values.text, TEXT, is_sortable=False),
    Kind("rich_text", {"": "text"}, values.text, TEXT, is_sortable=False),
    Kind("number", {"": "bigint"}, values.whole, COMPARE, measures=MEASURES, is_groupable=True),
    Kind("decimal", {"": "numeric"}, values.exact, COMPARE, measures=MEASURES),
    Kind("percent", {"": "numeric"}, values.percent, COMPARE, measures=MEASURES),
    Kind("money", MONEY_COLUMNS, values.money, COMPARE, measures=MEASURES),
    Kind("boolean", {"": "boolean"}, values.boolean, BOOLEAN, is_groupable=True),
    Kind("date", {"": "date"}, values.day, DATES, measures=("min", "max"), is_groupable=True),
    Kind("date_time", {"": "timestamptz"}, values.instant, DATES, measures=("min", "max"), is_groupable=True),
    Kind("duration", {"": "bigint"}, values.seconds, COMPARE, measures=MEASURES),
    Kind("picklist", {"": "text"}, values.choice, CHOICE, is_groupable=True),
    Kind("multi_picklist", {"": "text[]"}, values.choices, LIST, is_sortable=False),
    Kind("tags", {"": "text[]"}, tags.tags, LIST, is_sortable=False),
    Kind("email", {"": "text"}, values.email, TEXT),
    Kind("phone", {"": "text"}, values.phone, TEXT),
    Kind("url", {"": "text"}, values.url, TEXT),
    Kind("address", {"": "jsonb"}, composites.address, TEXT, is_sortable=False),
    Kind("person_name", {"": "jsonb"}, composites.person_name, TEXT),
    Kind("identity_number", {"": "text"}, composites.identity_number, TEXT),
    Kind("location", {"": "jsonb"}, composites.place, PRESENCE, is_sortable=False),
    Kind("reference", {"": "uuid"}, values.reference, CHOICE, is_groupable=True),
    Kind("multi_reference", {"": "uuid[]"}, values.references, LIST, is_sortable=False),
    Kind("rating", {"": "smallint"}, values.whole, COMPARE, measures=MEASURES, is_groupable=True),
    Kind("json", {"": "jsonb"}, composites.free_json, PRESENCE, is_sortable=False),
    Kind("auto_number", {"": "text"}, _refuse, TEXT),
    Kind("formula", {}, _refuse, COMPARE, measures=MEASURES),
    Kind("roll_up", {"": "numeric"}, _refuse, COMPARE, measures=MEASURES),
    Kind("lines", {}, _refuse, (), is_sortable=False),
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _KINDS}

OWN_CURRENCY_COLUMNS = {"_own": "numeric", "_currency": "text"}


BLIND_SUFFIX = "__blind"
ENCRYPTED_KINDS = ("text", "long_text", "email", "phone", "identity_number", "url")
EXACT = ("eq", "in", "is_set", "is_empty")


def columns_of(spec: FieldSpec) -> Mapping[str, str]:
    """The columns of a field; of a figure over owned lines also what it is in their currency."""
    columns = kind_of(spec).columns
    return {**columns, **OWN_CURRENCY_COLUMNS} if columns and spec.own_currency else columns


def all_suffixes(kind: str) -> tuple[str, ...]:
    """What may stand behind the name of such a field in the names of its columns."""
    more = (*(OWN_CURRENCY_COLUMNS if kind == "roll_up" else ()), *([BLIND_SUFFIX] if kind in ENCRYPTED_KINDS else ()))
    return (*KINDS[kind].columns, *more)


def kind_of(spec: FieldSpec) -> Kind:
    """The kind of a field; of an encrypted one what can still be done with it."""
    kind = KINDS[spec.kind]
    if not spec.is_encrypted:
        return kind
    columns = {"": "text", BLIND_SUFFIX: "text"}
    return replace(kind, columns=columns, operators=EXACT, is_sortable=False, is_groupable=False, measures=())


def read_value(value: Any, spec: FieldSpec, norms: Norms) -> Any:
    """The canonical value, or None for an empty one. Raises Refused with the reason."""
    if value in (None, "", []):
        return None
    return KINDS[spec.kind].read(value, spec, norms)
