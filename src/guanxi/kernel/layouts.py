"""Layouts: how the form and the page of a record are arranged, for everyone or for a role; a layout is no right."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

LAST = ("ownership", "system")


@dataclass(frozen=True, slots=True)
class LayoutGroup:
    """Fields under a heading; without labels the heading is the one that the program has for the key."""

    key: str
    labels: Mapping[str, str]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """What an administrator arranged; without a `role` it is for everyone. Names of what is gone do no harm.

    `head` are the key facts, None for the usual ones; `related` are related lists by object and field, such as
    "part.whole", in order, and `related_left_out` those that the page does not show.
    """

    role: str
    place: int
    groups: tuple[LayoutGroup, ...]
    left_out: tuple[str, ...] = ()
    head: tuple[str, ...] | None = None
    related: tuple[str, ...] = ()
    related_left_out: tuple[str, ...] = ()


def layout_for(layouts: Collection[Layout], roles: Collection[str]) -> Layout | None:
    """The layout of a person with these roles: of those for his roles the one with the first place, else everyone's."""
    own = [each for each in layouts if each.role in roles]
    everyone = next((each for each in layouts if not each.role), None)
    return min(own, key=lambda each: (each.place, each.role), default=everyone)


def arranged(layout: Layout | None, declared: Mapping[str, str], left_out: Collection[str]) -> dict[str, list[str]]:
    """Fields by group; `declared` has the group that each belongs to where the layout gives it no place."""
    groups = layout.groups if layout else ()
    found = {group.key: [name for name in group.fields if name in declared] for group in groups}
    placed = {name for names in found.values() for name in names}
    for name, group in declared.items():
        if name not in placed and name not in left_out:
            found.setdefault(group, []).append(name)
    chosen = {group.key for group in groups}
    for last in LAST:
        if last in found and last not in chosen:
            found[last] = found.pop(last)
    return {key: names for key, names in found.items() if names}
