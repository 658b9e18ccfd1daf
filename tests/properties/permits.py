"""What roles permit, told in plain Python: the measure for every answer of the interface."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SCOPES = ("none", "own", "team", "team_tree", "territory", "all")
LEVELS = ("hidden", "masked", "reveal", "read", "edit")
Grants = Mapping[str, Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True)
class Person:
    """Somebody with roles, the teams that he is in, and these with all below them."""

    login: str
    id: str
    roles: tuple[str, ...]
    teams: frozenset[str]
    tree: frozenset[str]


@dataclass(frozen=True)
class Shared:
    """What a rule shares: the records of an object with this owner, team or province, or all others; `teams` with those
    below where these count."""

    object: str
    field: str
    value: str
    is_negated: bool
    level: str
    is_on: bool
    people: frozenset[str]
    teams: frozenset[str]
    roles: frozenset[str]

    def opens(self, person: Person, name: str, action: str, record: Mapping[str, Any]) -> bool:
        """Whether the rule shares this record with the person, to read or to edit."""
        if not self.is_on or self.object != name or (action == "edit" and self.level == "read"):
            return False
        is_named = person.id in self.people or self.teams & person.teams or self.roles & set(person.roles)
        return bool(is_named) and (value_at(record, self.field) == self.value) != self.is_negated


def value_at(record: Mapping[str, Any], path: str) -> Any:
    """The value of a field, or of a part of it."""
    name, _, part = path.partition(".")
    whole: Mapping[str, Any] = (record[name] or {}) if part else record
    return whole.get(part or name)


@dataclass(frozen=True)
class ByHand:
    """One record that is shared by hand, with whoever is named; it has ended where it is not on."""

    record: str
    level: str
    is_on: bool
    people: frozenset[str]
    teams: frozenset[str]
    roles: frozenset[str]

    def opens(self, person: Person, action: str, record: Mapping[str, Any]) -> bool:
        is_meant = self.is_on and record["id"] == self.record and (action == "read" or self.level == "edit")
        is_named = person.id in self.people or self.teams & person.teams or self.roles & set(person.roles)
        return is_meant and bool(is_named)


@dataclass(frozen=True)
class Area:
    """A territory: the records of an object in a province, who looks after it, and the one above, whose people reach it
    too; one that is off has no records."""

    object: str
    province: str
    is_on: bool
    people: frozenset[str]
    teams: frozenset[str]
    above: "Area | None"

    def is_reached_by(self, person: Person) -> bool:
        is_named = person.id in self.people or bool(self.teams & person.teams)
        return is_named or (self.above is not None and self.above.is_reached_by(person))

    def opens(self, person: Person, name: str, record: Mapping[str, Any]) -> bool:
        is_in = self.is_on and self.object == name and value_at(record, "address.province") == self.province
        return is_in and self.is_reached_by(person)


@dataclass(frozen=True)
class Permits:
    """The grants of all roles: `grants[role][object]`, and what is shared beside them."""

    grants: Grants
    shared: list[Shared] = field(default_factory=list[Shared])
    by_hand: list[ByHand] = field(default_factory=list[ByHand])
    areas: list[Area] = field(default_factory=list[Area])
    absent: dict[str, Person] = field(default_factory=dict[str, Person])  # by the id of who stands in

    def _given(self, person: Person, name: str) -> list[Mapping[str, Any]]:
        """What each of his roles grants on the object, those left out that grant nothing at all."""
        given = [self.grants[role].get(name) for role in person.roles]
        return [each for each in given if each and (each["rights"] or each["read"] != "none" or each["edit"] != "none")]

    def may(self, person: Person, name: str, right: str) -> bool:
        return any(right in each["rights"] for each in self._given(person, name))

    def level(self, person: Person, name: str, field: str) -> str:
        """The highest level that a role gives; a field that a role does not name is open to it."""
        levels = [each["fields"].get(field, "edit") for each in self._given(person, name)]
        return max(levels, key=LEVELS.index, default="hidden")

    def reads(self, person: Person, name: str, field: str) -> bool:
        return self.level(person, name, field) in ("read", "edit")

    def in_scope(self, person: Person, name: str, action: str, record: Mapping[str, Any]) -> bool:
        """Whether the record is within the scope of any of his roles, or shared with him for what his roles allow."""
        is_open = self.may(person, name, "read") and self.may(person, name, action)
        if is_open and any(self._is_shared(each, name, action, record) for each in self._asking(person)):
            return True
        scopes = {each[action] for each in self._given(person, name)}
        asking = self._asking(person)
        reached = [area for area in self.areas if any(area.opens(each, name, record) for each in asking)]
        if is_open and reached and "territory" in scopes:
            return True
        absent = self.absent.get(person.id)
        if absent is not None and scopes - {"none"} and record["owner"] == absent.id:
            return True
        holds = {
            "all": True,
            "own": record["owner"] == person.id,
            "team": record["owner"] == person.id or record["team"] in person.teams,
            "team_tree": record["owner"] == person.id or record["team"] in person.tree,
            "territory": record["owner"] == person.id or record["team"] in person.tree,
            "none": False,
        }
        return any(holds[scope] for scope in scopes)

    def _asking(self, person: Person) -> list[Person]:
        """He himself and the one whom he stands in for."""
        return [person, *([self.absent[person.id]] if person.id in self.absent else [])]

    def _is_shared(self, person: Person, name: str, action: str, record: Mapping[str, Any]) -> bool:
        """Whether a rule or somebody shares the record with him."""
        by_rule = any(each.opens(person, name, action, record) for each in self.shared)
        return by_rule or any(each.opens(person, action, record) for each in self.by_hand)

    def sees(self, person: Person, name: str, record: Mapping[str, Any]) -> bool:
        return self.may(person, name, "read") and self.in_scope(person, name, "read", record)

    def changes(self, person: Person, name: str, record: Mapping[str, Any], field: str) -> bool:
        """Whether he may change this field of the record, be he allowed to read it or not."""
        is_his = self.in_scope(person, name, "read", record) and self.in_scope(person, name, "edit", record)
        return self.may(person, name, "edit") and is_his and self.level(person, name, field) == "edit"
