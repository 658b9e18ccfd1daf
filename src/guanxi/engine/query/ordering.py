"""The order of a list and the cursor into it. An empty value counts as the smallest, everywhere."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import orjson

from guanxi.engine.access.rights import Rights
from guanxi.engine.query.conditions import bad_filter, readable_field
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import SORT_SUFFIX, field_of, quoted, sort_sql, table_of
from guanxi.kernel.errors import FieldError, Malformed
from guanxi.kernel.fields.kinds import KINDS, kind_of
from guanxi.kernel.specs import FieldSpec, ObjectSpec

MOST_KEYS = 4
NEVER_EMPTY = ("id", "version", "created_at", "updated_at")


@dataclass(frozen=True, slots=True)
class Key:
    """One key of an order: its SQL, its type, its direction, and whether it can be empty."""

    sql: str
    type_name: str
    descending: bool
    can_be_empty: bool


@dataclass(frozen=True, slots=True)
class Order:
    """The keys of a list's order, the field or reference that it begins with, and where the page before has ended.

    `bound` holds behind that end, `start` is the first key's value there.
    """

    keys: list[Key]
    field: FieldSpec | None = None
    reference: FieldSpec | None = None
    bound: str | None = None
    start: str | None = None


TEXT_KINDS = ("text", "email", "url", "phone", "person_name", "auto_number", "identity_number")


def sort_keys(statement: Statement, rights: Rights, sort: tuple[str, ...]) -> list[Key]:
    """The keys of an order (`-amount`, `name`), the id last, so that it is total."""
    if len(sort) > MOST_KEYS:
        raise bad_filter("too_many_sort_keys", "sort", most=MOST_KEYS)
    names = sort or ("-updated_at",)
    reference = reference_of(rights.spec, names)
    if reference and len(names) == 1:
        names = (
            *names,
            names[0].replace(reference.name, "updated_at"),
        )  # an order that the index of the reference holds
    keys = [_key(statement, rights, name.lstrip("-"), name.startswith("-")) for name in names]
    if reference:  # those that refer to nothing stand at the end, before them those of which the title is not shown
        keys.insert(1, Key(f"(t.{quoted(reference.name)} IS NOT NULL)", "boolean", keys[0].descending, False))
    return [*keys, Key("t.id", "uuid", keys[-1].descending, False)]


def reference_of(spec: ObjectSpec, sort: Sequence[str]) -> FieldSpec | None:
    """The reference by which a list is sorted first."""
    each = field_of(spec, sort[0].lstrip("-")) if sort else None
    return each if each is not None and each.kind == "reference" and each.target else None


def _key(statement: Statement, rights: Rights, name: str, descending: bool) -> Key:
    each = readable_field(rights.spec, rights, name)
    kind = each.result_kind or each.kind
    if not kind_of(each).is_sortable:
        raise bad_filter("not_sortable", name)
    if each.kind == "reference" and each.target:
        return Key(_titled(statement, each), "text", descending, True)
    type_name = next(iter(KINDS[kind].columns.values()), "numeric")
    if each.kind == "picklist":
        type_name = "integer"
    if kind in TEXT_KINDS or name == rights.spec.title:
        type_name = "text"
    return Key(sort_sql("t", rights.spec, each), type_name, descending, name not in NEVER_EMPTY)


def _titled(statement: Statement, each: FieldSpec) -> str:
    """The title of the record that a reference names, empty where the caller may not see it."""
    target = statement.registry[each.target or ""]
    rights = statement.rights(target)
    if not rights.may("read") or not rights.sees(target.title):
        raise bad_filter("not_sortable", each.name)
    return (
        f"(SELECT o.{quoted(target.title + SORT_SUFFIX)} FROM {table_of(target)} o WHERE o.id = t.{quoted(each.name)}"
        f" AND o.deleted_at IS NULL AND {statement.in_scope('o', rights)})"
    )


def order_by(keys: list[Key]) -> str:
    """The ORDER BY that the indexes serve in both directions."""
    return ", ".join(
        key.sql + (" DESC" + (" NULLS LAST" if key.can_be_empty else "") if key.descending else _ascending(key))
        for key in keys
    )


def _ascending(key: Key) -> str:
    return " NULLS FIRST" if key.can_be_empty else ""


def after_cursor(statement: Statement, keys: list[Key], values: list[str | None]) -> str:
    """The condition that holds for the records behind the cursor."""
    if len(keys) == 2 and values[0] is not None and not (keys[0].descending and keys[0].can_be_empty):
        sign = "<" if keys[0].descending else ">"
        sides = [statement.add(value, key.type_name) for key, value in zip(keys, values, strict=True)]
        return f"({keys[0].sql}, {keys[1].sql}) {sign} ({sides[0]}, {sides[1]})"
    alternatives: list[str] = []
    same: list[str] = []
    for key, value in zip(keys, values, strict=True):
        beyond, equal = _beyond(statement, key, value)
        alternatives.append("(" + " AND ".join([*same, beyond]) + ")")
        same.append(equal)
    return "(" + " OR ".join(alternatives) + ")"


def _beyond(statement: Statement, key: Key, value: str | None) -> tuple[str, str]:
    """What lies behind a value in the order, and what equals it; an empty value is the smallest."""
    if value is None:
        return ("false" if key.descending else f"{key.sql} IS NOT NULL"), f"{key.sql} IS NULL"
    side = statement.add(value, key.type_name)
    if not key.descending:
        return f"{key.sql} > {side}", f"{key.sql} = {side}"
    smaller = f"{key.sql} < {side}"
    return (f"({smaller} OR {key.sql} IS NULL)" if key.can_be_empty else smaller), f"{key.sql} = {side}"


def write_cursor(mark: str, values: list[str | None]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([mark, *values])).decode().rstrip("=")


def read_cursor(cursor: str, mark: str, count: int) -> list[Any]:
    """The values of a cursor. Raises Malformed for one that is broken or belongs to another query."""
    try:
        read: Any = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        raise bad_cursor() from None
    found = cast(list[Any], read) if isinstance(read, list) else []
    if len(found) != count + 1 or found[0] != mark:
        raise bad_cursor()
    if not all(value is None or (isinstance(value, str) and "\x00" not in value) for value in found[1:]):
        raise bad_cursor()
    return found[1:]


def bad_cursor() -> Malformed:
    return Malformed("bad_cursor", errors=[FieldError("cursor", "bad_cursor")])
