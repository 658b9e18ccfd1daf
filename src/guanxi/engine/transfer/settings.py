"""How a file is imported: what a person chose, read from JSON and checked against the object."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, cast

from guanxi.kernel.errors import FieldError, Invalid, Malformed
from guanxi.kernel.fields.composites import ADDRESS_PARTS
from guanxi.kernel.specs import FieldSpec, ObjectSpec, Registry

EXTERNAL = "external_id"
IDENTITY = "id"
PARTS: Mapping[str, tuple[str, ...]] = {
    "address": ADDRESS_PARTS,
    "person_name": ("family", "given", "full"),
    "money": ("amount", "currency"),
    "location": ("latitude", "longitude"),
}
MODES = ("create", "update", "upsert")
DATE_ORDERS = ("ymd", "mdy", "dmy")
MOST_REPAIRS = 5_000
MOST_MAPPINGS = 1_000


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """One column into one field, or a part of it, of the record or (`lines.quantity`) of its lines.

    `match` says by what a reference is found: None for its title or any unique field, else `id`, a field's name or
    `external_id`. For the field `external_id` itself, `part` is the system whose id it is. `order` is the order of
    day, month and year in the column's dates. `repairs` replaces whole cells.
    """

    column: int
    field: str
    part: str | None = None
    match: str | None = None
    order: str | None = None
    decimal_comma: bool = False
    repairs: Mapping[str, str] = dataclasses.field(default_factory=dict[str, str])
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Constant:
    """The same value for every row."""

    field: str
    value: Any
    part: str | None = None


@dataclass(frozen=True, slots=True)
class LineSettings:
    """Several rows make one record: those with the same cells in the columns `by`. `differing` says what happens when
    the rows of one record contradict each other in its own fields: they are refused, or the first row holds."""

    by: tuple[int, ...]
    differing: Literal["refuse", "first"] = "refuse"


@dataclass(frozen=True, slots=True)
class ImportSettings:
    """Everything that a person decides about an import."""

    object: str
    mapping: tuple[ColumnMapping, ...]
    mode: str = "create"
    keys: tuple[str, ...] = ()
    constants: tuple[Constant, ...] = ()
    on_duplicate: str = "refuse"
    duplicate_rows: str = "keep"
    create_references: bool = False
    empty_cells: str = "keep"
    lines: LineSettings | None = None

    @property
    def matched(self) -> tuple[str, ...]:
        """The keys by which records are looked for."""
        return () if self.mode == "create" else self.keys

    def facts(self) -> dict[str, Any]:
        return asdict(self)


def read_settings(given: Mapping[str, Any], registry: Registry, width: int) -> ImportSettings:
    """The settings for a file with `width` columns. Raises Malformed or Invalid, naming what is wrong."""
    spec = _object(given, registry)
    mapping = tuple(_mapping(each, spec, registry, width) for each in _list(given, "mapping", MOST_MAPPINGS))
    settings = ImportSettings(
        object=spec.name,
        mapping=mapping,
        mode=_one_of(given, "mode", MODES),
        keys=tuple(_key(each, spec) for each in _list(given, "keys", 5)),
        constants=tuple(_constant(each, spec, registry) for each in _list(given, "constants", 200)),
        on_duplicate=_one_of(given, "on_duplicate", ("refuse", "create", "update")),
        duplicate_rows=_one_of(given, "duplicate_rows", ("keep", "refuse", "skip")),
        create_references=given.get("create_references") is True,
        empty_cells=_one_of(given, "empty_cells", ("keep", "clear")),
        lines=_lines(given.get("lines"), width),
    )
    _check_whole(settings)
    return settings


def bad(name: str, code: str, **values: Any) -> Invalid:
    return Invalid("invalid", errors=[FieldError(name, code, values)])


def _object(given: Mapping[str, Any], registry: Registry) -> ObjectSpec:
    name = given.get("object")
    if not isinstance(name, str) or name not in registry or registry[name].parent is not None:
        raise bad("object", "no_such_object", object=str(name)[:100])
    return registry[name]


def _list(given: Mapping[str, Any], name: str, most: int) -> Sequence[Any]:
    found = given.get(name) or ()
    if not isinstance(found, list | tuple) or len(cast(Sequence[Any], found)) > most:
        raise Malformed("malformed", errors=[FieldError(name, "not_a_list", {"limit": most})])
    return cast(Sequence[Any], found)


def _one_of(given: Mapping[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    found = given.get(name)
    if found is None:
        return allowed[0]
    if found not in allowed:
        raise bad(name, "unknown_choice", value=str(found)[:50], choices=", ".join(allowed))
    return str(found)


def _column(given: Any, name: str, width: int) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given < width:
        raise bad(name, "no_such_column", column=str(given)[:20], columns=width)
    return given


def _mapping(given: Any, spec: ObjectSpec, registry: Registry, width: int) -> ColumnMapping:
    if not isinstance(given, Mapping):
        raise Malformed("malformed", errors=[FieldError("mapping", "not_an_object")])
    facts = cast(Mapping[str, Any], given)
    column = _column(facts.get("column"), "mapping.column", width)
    name, part = facts.get("field"), facts.get("part")
    field_spec = target_field(spec, registry, name)
    if field_spec is not None and part is not None and part not in PARTS.get(field_spec.kind, ()):
        raise bad("mapping.part", "unknown_part", part=str(part)[:50], parts=", ".join(PARTS.get(field_spec.kind, ())))
    if name == EXTERNAL and not (isinstance(part, str) and part.isprintable() and 0 < len(part) <= 100):
        raise bad("mapping.part", "system_missing")
    return ColumnMapping(
        column=column,
        field=str(name),
        part=part,
        match=_match(facts.get("match"), field_spec, registry),
        order=None if facts.get("order") is None else _one_of(facts, "order", DATE_ORDERS),
        decimal_comma=facts.get("decimal_comma") is True,
        repairs=_repairs(facts.get("repairs")),
    )


def target_field(spec: ObjectSpec, registry: Registry, name: Any) -> FieldSpec | None:
    """The field that a mapping names, None for the ids. Raises Invalid where it cannot be written."""
    if name in (EXTERNAL, IDENTITY):
        return None
    owner, _, inner = str(name).partition(".")
    found = spec.fields.get(owner)
    if found is not None and inner and found.lines:
        found = registry[found.lines].fields.get(inner)
    elif inner:
        found = None
    if found is None or found.kind == "lines":
        raise bad("mapping.field", "unknown_field", field=str(name)[:100], object=spec.name)
    return found


def _match(given: Any, field_spec: FieldSpec | None, registry: Registry) -> str | None:
    if given is None or field_spec is None or field_spec.target is None:
        return None
    target = registry[field_spec.target]
    is_external = isinstance(given, str) and given.startswith(EXTERNAL + ":")
    if not (is_external or given == IDENTITY or given in target.fields):
        raise bad("mapping.match", "unknown_field", field=str(given)[:100], object=target.name)
    return str(given)


def _repairs(given: Any) -> Mapping[str, str]:
    if given is None:
        return {}
    if not isinstance(given, Mapping) or len(cast(Mapping[Any, Any], given)) > MOST_REPAIRS:
        raise Malformed("malformed", errors=[FieldError("mapping.repairs", "not_an_object")])
    return {str(old).strip(): str(new) for old, new in cast(Mapping[Any, Any], given).items()}


def _constant(given: Any, spec: ObjectSpec, registry: Registry) -> Constant:
    if not isinstance(given, Mapping):
        raise Malformed("malformed", errors=[FieldError("constants", "not_an_object")])
    facts = cast(Mapping[str, Any], given)
    found = target_field(spec, registry, facts.get("field"))
    part = facts.get("part")
    if found is None or (part is not None and part not in PARTS.get(found.kind, ())):
        raise bad("constants", "unknown_field", field=str(facts.get("field"))[:100], object=spec.name)
    return Constant(str(facts["field"]), facts.get("value"), part)


def _key(given: Any, spec: ObjectSpec) -> str:
    found = spec.fields.get(str(given))
    allowed = given in (IDENTITY, EXTERNAL) or (found is not None and found.kind in KEY_KINDS)
    if not allowed:
        raise bad("keys", "cannot_be_key", field=str(given)[:100])
    return str(given)


KEY_KINDS = (
    *("text", "email", "phone", "url", "number", "date", "identity_number", "auto_number", "person_name"),
    *("reference", "picklist"),
)


def _lines(given: Any, width: int) -> LineSettings | None:
    if given is None:
        return None
    if not isinstance(given, Mapping):
        raise Malformed("malformed", errors=[FieldError("lines", "not_an_object")])
    facts = cast(Mapping[str, Any], given)
    by = tuple(_column(each, "lines.by", width) for each in _list(facts, "by", 5))
    differing = _one_of(facts, "differing", ("refuse", "first"))
    return LineSettings(by, "first" if differing == "first" else "refuse") if by else None


def _check_whole(settings: ImportSettings) -> None:
    if not settings.mapping:
        raise bad("mapping", "nothing_mapped")
    if settings.mode != "create" and not settings.keys:
        raise bad("keys", "key_missing")
    mapped = {each.field for each in settings.mapping} | {each.field for each in settings.constants}
    for key in settings.keys:
        if key not in mapped:
            raise bad("keys", "key_not_mapped", field=key)
    places = [(each.field, each.part) for each in settings.mapping]
    twice = next((place for place in places if places.count(place) > 1), None)
    if twice is not None:
        raise bad("mapping", "mapped_twice", field=twice[0])
    if settings.lines is None and any("." in each.field for each in settings.mapping):
        raise bad("lines", "lines_need_key")
