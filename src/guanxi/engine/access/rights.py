"""What a principal may do with an object: objects, fields and records, worked out once for each set of roles."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from guanxi.engine.store.columns import SHARES, quoted, table_of
from guanxi.kernel.access import ALL, MASKED_LEVELS, NOTHING, Grant, add
from guanxi.kernel.errors import Forbidden
from guanxi.kernel.principal import Principal
from guanxi.kernel.scopes import Scopes, reads, writes
from guanxi.kernel.specs import ObjectSpec, Registry

LOOKING = frozenset({"read", "see_deleted", "export"})
TEAM_SCOPES = ("team", "team_tree", "territory")


class Asker(Protocol):
    """Who asks, as the SQL of parameters; the keys are empty where he has none."""

    def persons(self) -> str: ...

    def teams(self, scope: str) -> str: ...

    def keys(self, action: str, scope: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Rights:
    """A principal's rights on one object. `parent` are those of the record that owned lines live with."""

    spec: ObjectSpec
    grant: Grant
    parent: "Rights | None" = None

    def may(self, right: str) -> bool:
        return right in self.grant.rights

    def require(self, right: str) -> None:
        """Raises Forbidden where the right is not given."""
        if right not in self.grant.rights:
            raise Forbidden("no_right", right=right, object=self.spec.name)

    def level(self, field: str) -> str:
        return self.grant.fields.get(field, "edit")

    def sees(self, field: str) -> bool:
        return self.grant.fields.get(field, "edit") in ("read", "edit")

    def masks(self, field: str) -> bool:
        """True where a mask stands in the place of the value."""
        return self.grant.fields.get(field, "edit") in MASKED_LEVELS

    def edits(self, field: str) -> bool:
        return self.grant.fields.get(field, "edit") == "edit"

    def scope(self, action: str) -> str:
        """The record scope for "read" or "edit": none, own, team, team_tree or all."""
        given = self.grant.read if action == "read" else self.grant.edit
        return given if self.spec.is_owned or given == "none" else "all"

    def predicate(self, alias: str, action: str, asker: Asker, shares: str = "") -> str:
        """The SQL that holds for the records in scope; `shares` is that of a record's keys, of `alias` where not given.

        It is null, not false, where a record has neither owner nor team nor keys.
        """
        if self.parent is not None and self.spec.parent is not None:
            inner = self.parent.predicate("parent_of", action, asker)
            column = f"{alias}.{quoted(self.spec.parent)}"
            table = table_of(self.parent.spec)
            return f"EXISTS (SELECT 1 FROM {table} parent_of WHERE parent_of.id = {column} AND {inner})"
        scope = self.scope(action)
        if scope == "all":
            return "true"
        parts = [f"{alias}.owner = {asker.persons()}"] if scope != "none" else []
        parts += [f"{alias}.team = ANY({asker.teams(scope)})"] if scope in TEAM_SCOPES else []
        keys = asker.keys(action, scope) if self.is_shareable(action) else ""
        parts += [f"{shares or alias + '.' + SHARES} && {keys}"] if keys else []
        return f"({' OR '.join(parts)})" if parts else "false"

    def is_shareable(self, action: str) -> bool:
        """True where what is shared with somebody who holds these rights widens his scope."""
        return self.spec.is_owned and self.scope(action) != "all" and self.may("read") and self.may(action)


def rights_of(
    principal: Principal, spec: ObjectSpec, registry: Registry, grants: Mapping[str, Mapping[str, Grant]]
) -> Rights:
    """The sum of what the principal's roles grant on the object."""
    if spec.parent is not None:
        holder = registry[spec.fields[spec.parent].target or ""]
        above = rights_of(principal, holder, registry, grants)
        levels = ALL.fields if principal.is_system else _levels_of_lines(principal, spec, holder, grants)
        return Rights(spec, replace(above.grant, fields=levels), above)
    if principal.is_system:
        return Rights(spec, ALL)
    total = NOTHING
    for role in sorted(principal.roles):
        total = add(total, _given(grants.get(role, {}), spec))
    return Rights(spec, _within_scopes(total, spec, principal.scopes))


def _within_scopes(grant: Grant, spec: ObjectSpec, scopes: Scopes) -> Grant:
    """What a program with these scopes may use of a grant; settings are changed with the scope for them alone."""
    if scopes is None:
        return grant
    if not reads(scopes, spec.name):
        return NOTHING
    if not writes(scopes, spec.name) or (spec.is_setting and "admin" not in scopes):
        grant = replace(grant, rights=grant.rights & LOOKING, edit="none")
    return grant if "export" in scopes else replace(grant, rights=grant.rights - {"export"})


def _given(grants: Mapping[str, Grant], spec: ObjectSpec) -> Grant:
    return _now_called(spec, grants.get(spec.name) or grants.get("*") or NOTHING)


def _levels_of_lines(
    principal: Principal, spec: ObjectSpec, holder: ObjectSpec, grants: Mapping[str, Mapping[str, Grant]]
) -> Mapping[str, str]:
    """The levels of the fields of owned lines, from the roles that grant something on what they live with."""
    total = NOTHING
    for role in sorted(principal.roles):
        above = replace(_given(grants.get(role, {}), holder), fields={})
        if above != NOTHING:
            total = add(total, replace(above, fields=_given(grants.get(role, {}), spec).fields))
    return {name: level for name, level in total.fields.items() if name != spec.parent}


def _now_called(spec: ObjectSpec, grant: Grant) -> Grant:
    """A grant with the names of today, where fields were renamed since it was written."""
    if not spec.former:
        return grant
    return replace(grant, fields=spec.now_called(grant.fields))
