"""A statement being built: its parameters by number, and who asks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from guanxi.engine.access.rights import Rights
from guanxi.engine.company import Work
from guanxi.kernel.principal import Principal
from guanxi.kernel.specs import ObjectSpec, Registry


def _array(ids: Iterable[UUID]) -> str:
    """Ids as the text of an array, which costs the driver less than a list."""
    return "{" + ",".join(map(str, ids)) + "}"


@dataclass(slots=True)
class Statement:
    """Collects parameters; a value never stands in the text of the statement."""

    work: Work
    parameters: list[Any] = field(default_factory=list[Any])
    _person: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def registry(self) -> Registry:
        return self.work.company.registry

    @property
    def principal(self) -> Principal:
        return self.work.principal

    @property
    def moment(self) -> datetime:
        return self.work.moment

    def add(self, value: Any, type_name: str = "text") -> str:
        self.parameters.append(value)
        return f"${len(self.parameters)}::{type_name}"

    def _once(self, name: str, value: Any, type_name: str) -> str:
        if name not in self._person:
            self._person[name] = self.add(value, type_name)
        return self._person[name]

    def in_scope(self, alias: str, rights: Rights, action: str = "read", shares: str = "") -> str:
        """The SQL that holds for the records that the principal may read (or edit); `shares` as `Rights.predicate`."""
        return rights.predicate(alias, action, self, shares)

    def persons(self) -> str:
        """The principal, or any of him and those whom he stands in for."""
        if not self.principal.acts_for:
            return self._once("person", str(self.principal.user_id), "uuid")
        return f"ANY({self.everyone()})"

    def everyone(self) -> str:
        """The principal and those whom he stands in for, as an array."""
        return self._once("everyone", _array((self.principal.user_id, *self.principal.acts_for)), "uuid[]")

    def teams(self, scope: str) -> str:
        """The teams whose records are within a scope."""
        if scope == "team":
            return self._once("teams", _array(self.principal.team_ids), "uuid[]")
        return self._once("tree", _array(self.principal.team_tree_ids), "uuid[]")

    def keys(self, action: str, scope: str) -> str:
        """The keys of what is shared with the principal, with those of his territories where the scope reaches so far;
        empty where there are none."""
        shared = self.principal.edit_keys if action == "edit" else self.principal.read_keys
        own = self.principal.territory_keys if scope == "territory" else ""
        parts = [
            self._once(f"{name} keys", keys, "uuid[]") for name, keys in ((action, shared), ("territory", own)) if keys
        ]
        return f"({' || '.join(parts)})" if parts else ""

    def rights(self, spec: ObjectSpec) -> Rights:
        return self.work.rights(spec.name)
