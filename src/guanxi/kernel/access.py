"""Rights as plain facts: what a role grants on an object."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

RIGHTS = (
    "read",
    "create",
    "edit",
    "delete",
    "export",
    "import",
    "bulk_edit",
    "see_deleted",
    "assign",
    "share",
    "purge",
)
SCOPES = ("none", "own", "team", "team_tree", "territory", "all")  # from narrow to wide
FIELD_LEVELS = ("hidden", "masked", "reveal", "read", "edit")  # from little to much
MASKED_LEVELS = ("masked", "reveal")


@dataclass(frozen=True, slots=True)
class Grant:
    """What one role may do with one object; several roles of a person add up."""

    rights: frozenset[str] = frozenset()
    read: str = "none"
    edit: str = "none"
    fields: Mapping[str, str] = field(default_factory=dict[str, str])


ALL = Grant(frozenset(RIGHTS), "all", "all")
NOTHING = Grant()


def is_nothing(grant: Grant) -> bool:
    """True for a grant that opens nothing, whatever it says of fields."""
    return not grant.rights and grant.read == grant.edit == "none"


def wider(one: str, other: str, order: tuple[str, ...]) -> str:
    return one if order.index(one) >= order.index(other) else other


def add(one: Grant, other: Grant) -> Grant:
    """Both grants together: a right that either gives, the wider scope, and for each field the higher level; one that
    opens nothing lifts no field either."""
    if is_nothing(other):
        return one
    if is_nothing(one):
        return other
    named = set(one.fields) | set(other.fields)
    levels = {name: wider(one.fields.get(name, "edit"), other.fields.get(name, "edit"), FIELD_LEVELS) for name in named}
    return Grant(
        one.rights | other.rights,
        wider(one.read, other.read, SCOPES),
        wider(one.edit, other.edit, SCOPES),
        {name: level for name, level in levels.items() if level != "edit"},
    )


WORD_OF_GRANT = ("rights", "read", "edit", "fields", "all")
SHAPE_OF_GRANTS = '{"object": {"rights": [...], "read": "...", "edit": "...", "fields": {"field": "..."}}}'
Fault = tuple[str, str]


def fault_in_grants(grants: Any) -> Fault | None:
    """Where the grants of a role say what nobody understands, and what may stand there; None where all is well."""
    if not isinstance(grants, Mapping):
        return "grants", SHAPE_OF_GRANTS
    each = cast(Mapping[str, Any], grants)
    return next((fault for name, facts in each.items() if (fault := fault_in_grant(name, facts))), None)


def fault_in_grant(name: str, facts: Any) -> Fault | None:
    """The same for what is granted on one object."""
    if not isinstance(facts, Mapping):
        return name, SHAPE_OF_GRANTS
    given = cast(Mapping[str, Any], facts)
    if not isinstance(given.get("fields", {}), Mapping):
        return f"{name}.fields", '{"field": "..."}'
    levels = cast(Mapping[str, Any], given.get("fields", {}))
    is_list = isinstance(given.get("rights", []), list)
    checks: list[tuple[str, bool, tuple[str, ...]]] = [
        *((f"{name}.{word}", word in WORD_OF_GRANT, WORD_OF_GRANT) for word in given),
        (f"{name}.all", isinstance(given.get("all", False), bool), ("true", "false")),
        (f"{name}.rights", is_list and all(right in RIGHTS for right in given.get("rights", ())), RIGHTS),
        *((f"{name}.{action}", given.get(action, "none") in SCOPES, SCOPES) for action in ("read", "edit")),
        *((f"{name}.fields.{each}", level in FIELD_LEVELS, FIELD_LEVELS) for each, level in levels.items()),
    ]
    return next(((where, ", ".join(allowed)) for where, is_sound, allowed in checks if not is_sound), None)
