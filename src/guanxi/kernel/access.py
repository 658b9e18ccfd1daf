"""Rights as plain facts: what a role grants on an object."""

from collections.abc import Mapping
from dataclasses import dataclass, field

RIGHTS = ("read", "create", "edit", "delete", "export", "import", "bulk_edit", "see_deleted", "assign")
SCOPES = ("none", "own", "team", "team_tree", "all")  # from narrow to wide
FIELD_LEVELS = ("hidden", "masked", "read", "edit")  # from little to much


@dataclass(frozen=True, slots=True)
class Grant:
    """What one role may do with one object; several roles of a person add up."""

    rights: frozenset[str] = frozenset()
    read: str = "none"
    edit: str = "none"
    fields: Mapping[str, str] = field(default_factory=dict[str, str])


ALL = Grant(frozenset(RIGHTS), "all", "all")
NOTHING = Grant()


def wider(one: str, other: str, order: tuple[str, ...]) -> str:
    return one if order.index(one) >= order.index(other) else other


def add(one: Grant, other: Grant) -> Grant:
    """Both grants together: a right that either gives, the wider scope, and for each field the higher level."""
    if other == NOTHING:
        return one
    if one == NOTHING:
        return other
    named = set(one.fields) | set(other.fields)
    levels = {name: wider(one.fields.get(name, "edit"), other.fields.get(name, "edit"), FIELD_LEVELS) for name in named}
    return Grant(
        one.rights | other.rights,
        wider(one.read, other.read, SCOPES),
        wider(one.edit, other.edit, SCOPES),
        {name: level for name, level in levels.items() if level != "edit"},
    )
