"""The filter tree and its JSON form.

`{"and": [...]}`, `{"or": [...]}`, `{"not": ...}` and conditions `{"field": "stage", "op": "eq", "value": "won"}`. A
field may be
reached through one reference (`company.name`). An empty filter is `{}`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from guanxi.kernel.errors import FieldError, Malformed

MOST_TERMS = 100
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Condition:
    field: str
    op: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Group:
    """Parts joined by "and", "or" or "not" (one part)."""

    join: str
    parts: tuple["Filter", ...]


Filter = Condition | Group
EVERYTHING = Group("and", ())


def read_filter(given: Any) -> Filter:
    """The tree for a filter's JSON. Raises Malformed, saying where and why."""
    if given is None or given == {}:
        return EVERYTHING
    budget = [MOST_TERMS]
    return _read(given, 0, budget)


def _read(given: Any, depth: int, budget: list[int]) -> Filter:
    budget[0] -= 1
    if depth > DEEPEST or budget[0] < 0:
        raise _bad("filter_too_large", terms=MOST_TERMS, depth=DEEPEST)
    if not isinstance(given, Mapping):
        raise _bad("filter_not_an_object")
    tree = cast(Mapping[str, Any], given)
    if "field" in tree:
        return _condition(tree)
    if len(tree) != 1 or next(iter(tree)) not in ("and", "or", "not"):
        raise _bad("filter_unknown_part", keys=", ".join(str(key) for key in tree)[:100])
    join, parts = next(iter(tree.items()))
    if join == "not":
        return Group("not", (_read(parts, depth + 1, budget),))
    if not isinstance(parts, Sequence) or isinstance(parts, str):
        raise _bad("filter_parts_not_a_list", join=join)
    return Group(join, tuple(_read(part, depth + 1, budget) for part in cast(Sequence[Any], parts)))


def _condition(tree: Mapping[str, Any]) -> Condition:
    field, op = tree["field"], tree.get("op", "eq")
    if not isinstance(field, str) or not isinstance(op, str) or set(tree) - {"field", "op", "value"}:
        raise _bad("filter_condition")
    return Condition(field, op, tree.get("value"))


def _bad(code: str, **values: Any) -> Malformed:
    return Malformed("bad_filter", errors=[FieldError("filter", code, values)])


def field_names(tree: Filter) -> set[str]:
    """The fields that a filter asks about, as they are written there."""
    if isinstance(tree, Condition):
        return {tree.field}
    return {name for part in tree.parts for name in field_names(part)}


def to_json(tree: Filter) -> dict[str, Any]:
    """The JSON form of a tree; `read_filter` gives the tree back."""
    if isinstance(tree, Condition):
        return {"field": tree.field, "op": tree.op, "value": tree.value}
    if tree.join == "not":
        return {"not": to_json(tree.parts[0])}
    return {tree.join: [to_json(part) for part in tree.parts]}
