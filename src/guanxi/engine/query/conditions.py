"""Filters as SQL: every condition is checked against the field's kind and the caller's rights, every value is a
parameter."""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, cast

from guanxi.engine.access.rights import Rights
from guanxi.engine.query.periods import period_bounds
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import field_of, plain, quoted, table_of
from guanxi.kernel.errors import FieldError, Malformed
from guanxi.kernel.fields.kinds import BLIND_SUFFIX, KINDS, kind_of, read_value
from guanxi.kernel.fields.tags import tag_key
from guanxi.kernel.fields.values import Refused
from guanxi.kernel.filters import Condition, Filter
from guanxi.kernel.specs import FieldSpec, ObjectSpec

COMPARISONS = {"eq": "=", "ne": "IS DISTINCT FROM", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
MOST_VALUES = 1_000
MOST_STEPS = 3


def bad_filter(code: str, where: str, /, **values: Any) -> Malformed:
    return Malformed("bad_filter", errors=[FieldError(where, code, values)])


def compile_filter(statement: Statement, alias: str, rights: Rights, tree: Filter) -> str:
    """The SQL condition of a filter. Raises Malformed where it does not fit the object or the caller's rights."""
    if isinstance(tree, Condition):
        return _condition(statement, alias, rights, tree)
    if tree.join == "not":
        return f"(NOT coalesce({compile_filter(statement, alias, rights, tree.parts[0])}, false))"
    if not tree.parts:
        return "true" if tree.join == "and" else "false"
    word = " AND " if tree.join == "and" else " OR "
    return "(" + word.join(compile_filter(statement, alias, rights, part) for part in tree.parts) + ")"


def readable_field(spec: ObjectSpec, rights: Rights, name: str) -> FieldSpec:
    """The field of that name that the caller may read; a hidden one is as unknown as one that is not there."""
    each = field_of(spec, name)
    if each is None or not rights.sees(name) or (each.kind == "lines"):
        raise bad_filter("unknown_field", name[:100], field=name[:100], object=spec.name)
    return each


def _condition(statement: Statement, alias: str, rights: Rights, condition: Condition) -> str:
    spec = rights.spec
    if condition.field.count(".") > MOST_STEPS:
        raise bad_filter("unknown_field", condition.field[:100], field=condition.field[:100], object=spec.name)
    name, _, rest = condition.field.partition(".")
    each = readable_field(spec, rights, name)
    if rest and each.kind == "reference" and each.target:
        return _through(statement, alias, each, Condition(rest, condition.op, condition.value))
    if rest:
        return _part(statement, alias, each, rest, condition)
    kind = KINDS[each.result_kind or each.kind] if each.kind in ("formula", "roll_up") else kind_of(each)
    if condition.op not in kind.operators:
        raise bad_filter("unknown_operator", condition.field, op=condition.op[:30], operators=", ".join(kind.operators))
    if each.is_encrypted and condition.op in ("eq", "in"):
        return _blind(statement, alias, spec, each, condition)
    return OPERATORS[condition.op](statement, plain(alias, spec, each), each, condition)


def _blind(statement: Statement, alias: str, spec: ObjectSpec, each: FieldSpec, condition: Condition) -> str:
    """Equal values of an encrypted field have equal marks."""
    written: Any = condition.value if condition.op == "in" else [condition.value]
    given = cast("list[Any]", written) if isinstance(written, list) else []
    if not given or len(given) > MOST_VALUES:
        raise bad_filter("value_not_a_list", condition.field, limit=MOST_VALUES)
    company = statement.work.company
    try:
        values = [read_value(value, each, company.norms) for value in given]
    except Refused as refusal:
        raise bad_filter(refusal.code, condition.field, **refusal.values) from None
    marks = [mark for value in values if value for mark in company.keyring.marks(spec.name, each.first_name, value)]
    return f"{alias}.{quoted(each.name + BLIND_SUFFIX)} = ANY({statement.add(marks, 'text[]')})"


def _through(statement: Statement, alias: str, each: FieldSpec, condition: Condition) -> str:
    """A condition on the record that a reference names, of which the caller must be allowed to know."""
    target = statement.registry[each.target or ""]
    rights = statement.rights(target)
    rights.require("read")
    inner = f"{alias}_of"  # one longer for each step, whatever the fields are called
    body = _condition(statement, inner, rights, condition)
    return (
        f"EXISTS (SELECT 1 FROM {table_of(target)} {inner} WHERE {inner}.id = {alias}.{quoted(each.name)}"
        f" AND {inner}.deleted_at IS NULL AND {statement.in_scope(inner, rights)} AND {body})"
    )


PARTS = {
    "address": ("country", "province", "city", "district", "street", "postcode"),
    "person_name": ("family", "given", "full"),
}


def _part(statement: Statement, alias: str, each: FieldSpec, part: str, condition: Condition) -> str:
    column = f"{alias}.{quoted(each.name)}"
    if each.kind == "money" and part == "currency":
        sql = f"{alias}.{quoted(each.name + '_currency')}"
    elif part in PARTS.get(each.kind, ()):
        sql = f"({column}->>'{part}')"
    else:
        raise bad_filter("unknown_field", condition.field[:100], field=condition.field[:100], object="")
    if condition.op not in KINDS["text"].operators:
        raise bad_filter(
            "unknown_operator", condition.field, op=condition.op[:30], operators=", ".join(KINDS["text"].operators)
        )
    return OPERATORS[condition.op](statement, sql, FieldSpec(each.name, "text"), condition)


def _value(statement: Statement, each: FieldSpec, value: Any, field: str) -> tuple[str, str]:
    """The canonical text of a value and the type that it is compared as."""
    if value == "me" and each.target == "user":
        return str(statement.principal.user_id), "uuid"
    kind = _comparable(each)
    try:
        found = read_value(value, FieldSpec(each.name, kind, choices=each.choices), statement.work.company.norms)
    except Refused as refusal:
        raise bad_filter(refusal.code, field, **refusal.values) from None
    if found is None or isinstance(found, dict | list):
        raise bad_filter("value_missing", field)
    text = str(found).lower() if isinstance(found, bool) else tag_key(str(found), each)
    return text, next(iter(KINDS[kind].columns.values())) if kind != "address" else "text"


AS_TEXT = (
    "email",
    "url",
    "identity_number",
    "auto_number",
    "person_name",
    "address",
    "phone",
    "long_text",
    "rich_text",
)


def _comparable(each: FieldSpec) -> str:
    kind = each.result_kind or each.kind
    if kind in AS_TEXT:
        return "text"
    if kind in ("money", "roll_up"):
        return "decimal"
    return {"multi_picklist": "picklist", "multi_reference": "reference", "tags": "text", "rating": "number"}.get(
        kind, kind
    )


Operator = Callable[[Statement, str, FieldSpec, Condition], str]


def _is_text(each: FieldSpec) -> bool:
    return _comparable(each) == "text" and each.kind not in ("tags",)


def _compare(statement: Statement, sql: str, each: FieldSpec, condition: Condition) -> str:
    value, type_name = _value(statement, each, condition.value, condition.field)
    sign = COMPARISONS[condition.op]
    if _is_text(each):
        return f"lower({sql}) {sign} lower({statement.add(value)})"
    return f"{sql} {sign} {statement.add(value, type_name)}"


def _values(statement: Statement, each: FieldSpec, condition: Condition) -> tuple[list[str], str]:
    written: Any = condition.value
    given = cast("list[Any]", written) if isinstance(written, list) else []
    if not given or len(given) > MOST_VALUES:
        raise bad_filter("value_not_a_list", condition.field, limit=MOST_VALUES)
    read = [_value(statement, each, value, condition.field) for value in given]
    return [value for value, _ in read], read[0][1]


def _in(statement: Statement, sql: str, each: FieldSpec, condition: Condition) -> str:
    values, type_name = _values(statement, each, condition)
    if _is_text(each):
        found = f"lower({sql}) = ANY({statement.add([_lowered(value) for value in values], 'text[]')})"
    else:
        found = f"{sql} = ANY({statement.add(values, type_name + '[]')})"
    return found if condition.op == "in" else f"(NOT coalesce({found}, false))"


def _lowered(text: str) -> str:
    """The text as the database's `lower` makes it: each character for itself, whatever stands around it."""
    return text.lower() if text.isascii() else "".join(each.lower()[0] for each in text)


def escape_like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _like(statement: Statement, sql: str, each: FieldSpec, condition: Condition) -> str:
    text = condition.value
    if not isinstance(text, str | int) or not str(text).strip() or len(str(text)) > 500 or "\x00" in str(text):
        raise bad_filter("value_missing", condition.field)
    pattern = escape_like(_lowered(unicodedata.normalize("NFC", str(text)).strip())) + "%"
    if condition.op != "starts":
        pattern = "%" + pattern
    found = f"lower({sql}) LIKE {statement.add(pattern)}"
    return f"(NOT coalesce({found}, false))" if condition.op == "not_contains" else found


def _presence(statement: Statement, sql: str, each: FieldSpec, condition: Condition) -> str:
    wanted = condition.value if isinstance(condition.value, bool) else True
    return f"{sql} IS NOT NULL" if (condition.op == "is_set") == wanted else f"{sql} IS NULL"


LIST_SIGNS = {"has": "@>", "has_all": "@>", "has_any": "&&", "has_none": "&&"}


def _list(statement: Statement, sql: str, each: FieldSpec, condition: Condition) -> str:
    written: Any = condition.value
    given = cast("list[Any]", written) if isinstance(written, list) else [written]
    values, type_name = _values(statement, each, Condition(condition.field, condition.op, given))
    found = f"{sql} {LIST_SIGNS[condition.op]} {statement.add(values, type_name + '[]')}"
    return f"(NOT coalesce({found}, false))" if condition.op == "has_none" else found


def _within(statement: Statement, sql: str, each: FieldSpec, condition: Condition) -> str:
    bounds = period_bounds(str(condition.value), statement.moment, statement.principal.time_zone)
    if bounds is None:
        raise bad_filter("unknown_period", condition.field, value=str(condition.value)[:50])
    first, after = bounds
    if (each.result_kind or each.kind) == "date":
        low, high = statement.add(first.date().isoformat(), "date"), statement.add(after.date().isoformat(), "date")
    else:
        low, high = statement.add(first, "timestamptz"), statement.add(after, "timestamptz")
    return f"({sql} >= {low} AND {sql} < {high})"


OPERATORS: Mapping[str, Operator] = {
    **dict.fromkeys(COMPARISONS, _compare),
    **dict.fromkeys(("in", "not_in"), _in),
    **dict.fromkeys(("contains", "not_contains", "starts"), _like),
    **dict.fromkeys(("is_set", "is_empty"), _presence),
    **dict.fromkeys(LIST_SIGNS, _list),
    "within": _within,
}


def top_conditions(tree: Filter) -> list[Condition]:
    """The conditions that all must hold, whatever else the filter says."""
    if isinstance(tree, Condition):
        return [tree]
    if tree.join == "and":
        return [condition for part in tree.parts for condition in top_conditions(part)]
    return []


__all__ = ["bad_filter", "compile_filter", "escape_like", "readable_field", "top_conditions"]
