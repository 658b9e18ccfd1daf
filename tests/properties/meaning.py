"""What a filter means, told in plain Python over records as the interface answers them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from guanxi.kernel.fields.composites import ADDRESS_PARTS
from guanxi.kernel.fields.kinds import KINDS
from guanxi.kernel.specs import FieldSpec

TEXTS = ("text", "long_text", "rich_text", "email", "phone", "url", "identity_number", "auto_number")
NUMBERS = ("number", "decimal", "percent", "duration", "rating", "roll_up", "formula")


def plain(value: Any) -> Any:
    """Of a value with parts the one that is compared: an amount, a full name, a street."""
    if not isinstance(value, dict):
        return value
    parts = cast("dict[str, Any]", value)
    return next((parts[name] for name in ("amount", "full", "street") if name in parts), None)


def part_of(value: Any, part: str) -> Any:
    return cast("dict[str, Any]", value or {}).get(part)


def kind_of(each: FieldSpec) -> str:
    return each.result_kind or each.kind


def lower(text: str) -> str:
    """Lower case, each letter for itself."""
    return "".join(letter.lower()[0] for letter in text)


def comparable(each: FieldSpec, value: Any) -> Any:
    """A value as what it is compared as."""
    kind = kind_of(each)
    if value is None:
        return None
    if kind == "money":
        return Decimal(str(plain(value)))
    if kind == "person_name":
        return lower(str(plain(value)))
    if kind == "address":
        return lower(" ".join(value[part] for part in ADDRESS_PARTS if part in value))
    return _simple(kind, value)


def _simple(kind: str, value: Any) -> Any:
    if kind in TEXTS:
        return lower(str(value))
    if kind in NUMBERS:
        return Decimal(str(value))
    if kind == "date_time":
        return datetime.fromisoformat(value)
    return value


def _wished(each: FieldSpec, value: Any) -> Any:
    """The value of a condition as what it is compared as; that of an address is a plain text."""
    return lower(str(value)) if kind_of(each) in ("person_name", "address") else comparable(each, value)


Holds = Callable[[Any, Any], bool]
ON_VALUES: Mapping[str, Holds] = {
    "eq": lambda found, wished: found is not None and found == wished,
    "ne": lambda found, wished: found is None or found != wished,
    "lt": lambda found, wished: found is not None and found < wished,
    "le": lambda found, wished: found is not None and found <= wished,
    "gt": lambda found, wished: found is not None and found > wished,
    "ge": lambda found, wished: found is not None and found >= wished,
    "contains": lambda found, wished: found is not None and wished.strip() in found,
    "not_contains": lambda found, wished: found is None or wished.strip() not in found,
    "starts": lambda found, wished: found is not None and found.startswith(wished.strip()),
    "in": lambda found, wished: found is not None and found in wished,
    "not_in": lambda found, wished: found is None or found not in wished,
}
ON_LISTS: Mapping[str, Holds] = {
    "has": lambda found, wished: set(wished) <= set(found or ()),
    "has_all": lambda found, wished: set(wished) <= set(found or ()),
    "has_any": lambda found, wished: bool(set(wished) & set(found or ())),
    "has_none": lambda found, wished: not set(wished) & set(found or ()),
}


def holds(each: FieldSpec, op: str, found: Any, wished: Any) -> bool:
    """Whether a condition holds for a value; an empty value equals nothing, contains nothing, is in nothing."""
    if op in ("is_set", "is_empty"):
        return (found is not None) == ((op == "is_set") == (wished is not False))
    if op in ON_LISTS:
        return ON_LISTS[op](found, wished if isinstance(wished, list) else [wished])
    if op in ("in", "not_in"):
        return ON_VALUES[op](comparable(each, found), [_wished(each, value) for value in wished])
    if op in ("contains", "not_contains", "starts"):
        return ON_VALUES[op](comparable(each, found), lower(str(wished)))
    return ON_VALUES[op](comparable(each, found), _wished(each, wished))


def matches(fields: Mapping[str, FieldSpec], tree: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    """Whether a filter holds for a record."""
    if "and" in tree:
        return all(matches(fields, part, record) for part in tree["and"])
    if "or" in tree:
        return any(matches(fields, part, record) for part in tree["or"])
    if "not" in tree:
        return not matches(fields, tree["not"], record)
    if not tree:
        return True
    return _condition(fields, tree, record)


PART = FieldSpec("part", "text")


def _condition(fields: Mapping[str, FieldSpec], tree: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    """One condition; the record that a reference names stands beside it as `<reference>.record`."""
    name, _, part = tree["field"].partition(".")
    op, wished = tree["op"], tree.get("value")
    if not part:
        return holds(fields[name], op, record[name], wished)
    if fields[name].kind == "reference":
        behind = record[f"{name}.record"]
        return behind is not None and holds(PART, op, behind[part], wished)
    return holds(PART, op, part_of(record[name], part), wished)


def operators(each: FieldSpec) -> tuple[str, ...]:
    """The operators of a field, but for the periods, whose meaning is a matter of the calendar."""
    return tuple(op for op in KINDS[kind_of(each)].operators if op != "within")
