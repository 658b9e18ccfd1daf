"""What an administrator may say of a layout."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from guanxi.engine.customs.facts import LONGEST_LABEL, invalid, texts_of
from guanxi.kernel.fields.facts import is_text
from guanxi.kernel.specs import ObjectSpec, Registry

MOST_GROUPS = 50
MOST_NAMES = 600
LISTS = ("left_out", "head", "related", "related_left_out")


def checked_layout(
    registry: Registry, spec: ObjectSpec, given: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[str, Any]:
    """The facts of a layout, complete and sound. Raises Invalid with what is wrong with them.

    What the layout before this one named may be named again, even where it is gone.
    """
    groups = _groups_of(given.get("groups"))
    facts: dict[str, Any] = {"groups": groups}
    for name in LISTS:
        if given.get(name) is not None:
            facts[name] = _names_of(name, given[name])
    placed = [field for group in groups for field in group["fields"]] + facts.get("left_out", [])
    if len(placed) != len(set(placed)):
        raise invalid("groups", "field_twice", field=next(one for one in placed if placed.count(one) > 1))
    _refuse_unknown([*placed, *facts.get("head", ())], {*spec.fields, *_fields_in(before)}, spec.name)
    lists = {f"{child.name}.{each.name}" for child, each in registry.inward.get(spec.name, ())}
    named = [*facts.get("related", ()), *facts.get("related_left_out", ())]
    _refuse_unknown(named, {*lists, *before.get("related", ()), *before.get("related_left_out", ())}, spec.name)
    return facts


def _groups_of(given: Any) -> list[dict[str, Any]]:
    groups = cast("list[Any]", given) if isinstance(given, list) else [None]
    if len(groups) > MOST_GROUPS or not all(isinstance(each, Mapping) for each in groups):
        raise invalid("groups", "bad_layout", most=MOST_GROUPS)
    found = [_group_of(cast("Mapping[str, Any]", each)) for each in groups]
    if len({each["key"] for each in found}) != len(found):
        raise invalid("groups", "bad_layout", most=MOST_GROUPS)
    return found


def _group_of(given: Mapping[str, Any]) -> dict[str, Any]:
    if not is_text(given.get("key")):
        raise invalid("groups", "bad_layout", most=MOST_GROUPS)
    labels = texts_of(given, "labels", {}, LONGEST_LABEL)
    return {"key": given["key"], "labels": labels, "fields": _names_of("groups", given.get("fields"))}


def _names_of(where: str, given: Any) -> list[str]:
    names: list[Any] = cast("list[Any]", given) if isinstance(given, list) else [None]
    if len(names) > MOST_NAMES or not all(is_text(each) for each in names) or len(names) != len(set(names)):
        raise invalid(where, "not_names", most=MOST_NAMES)
    return names


def _fields_in(facts: Mapping[str, Any]) -> set[str]:
    """The fields that a kept layout names."""
    inside = {name for group in facts.get("groups", ()) for name in group["fields"]}
    return inside | {*facts.get("left_out", ()), *(facts.get("head") or ())}


def _refuse_unknown(names: Sequence[str], known: set[str], object_name: str) -> None:
    unknown = next((name for name in names if name not in known), None)
    if unknown is not None:
        raise invalid("groups", "unknown_field", field=unknown, object=object_name)
