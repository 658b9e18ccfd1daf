"""The principal for a user: roles, teams and the team tree below them, in one statement."""

import logging
from collections.abc import Mapping
from functools import cache
from typing import Any, cast
from uuid import UUID
from zoneinfo import available_timezones

from psycopg import AsyncConnection

from guanxi.kernel.access import ALL, NOTHING, Grant, fault_in_grant, fault_in_grants
from guanxi.kernel.principal import Principal

logger = logging.getLogger(__name__)
PRINCIPAL = b"""
WITH RECURSIVE person AS (SELECT * FROM record."user" WHERE id = $1::uuid AND deleted_at IS NULL AND is_active IS NOT
FALSE),
 mine AS (SELECT t.id FROM person p JOIN record.team t ON (t.id = p.team OR t.id = ANY(p.teams) OR t.manager = p.id)
   WHERE t.deleted_at IS NULL),
 tree AS (SELECT id FROM mine UNION SELECT t.id FROM record.team t JOIN tree ON t.parent = tree.id
   WHERE t.deleted_at IS NULL)
SELECT p.name, p.team, p.language, p.time_zone,
  (SELECT array_agg(r.code) FROM record.role r WHERE r.id = ANY(p.roles) AND r.deleted_at IS NULL),
  (SELECT array_agg(id) FROM mine), (SELECT array_agg(id) FROM tree), c.must_change
FROM person p LEFT JOIN engine.credential c ON c.user_id = p.id
"""


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def is_time_zone(name: Any) -> bool:
    """True for a zone that is known; a person's may be any text, since it can be imported."""
    return isinstance(name, str) and name in _time_zones()


async def principal_of(connection: AsyncConnection, user_id: str, time_zone: str) -> Principal | None:
    """The principal of an active user, or None."""
    row = await (await connection.execute(PRINCIPAL, [user_id])).fetchone()
    if row is None:
        return None
    name, team, language, zone, roles, mine, tree, must_change = row
    return Principal(
        user_id=UUID(user_id),
        name=name,
        roles=frozenset(roles or ()),
        primary_team_id=team,
        team_ids=tuple(mine or ()),
        team_tree_ids=tuple(tree or ()),
        language=language or "",
        time_zone=zone if is_time_zone(zone) else time_zone,
        must_change_password=bool(must_change),
    )


def read_grant(facts: Mapping[str, Any]) -> Grant:
    """A grant from its JSON form; `{"all": true}` is everything."""
    if facts.get("all"):
        return ALL
    return Grant(
        frozenset(facts.get("rights", ())),
        facts.get("read", "none"),
        facts.get("edit", "none"),
        dict(facts.get("fields", {})),
    )


async def load_grants(connection: AsyncConnection) -> dict[str, dict[str, Grant]]:
    """What every role grants, by its code; one that belongs to the product has all rights, new ones too."""
    rows = await (
        await connection.execute(
            b'SELECT code, CASE WHEN is_locked THEN \'{"*": {"all": true}}\'::jsonb ELSE grants END FROM record.role'
            b" WHERE deleted_at IS NULL AND code IS NOT NULL"
        )
    ).fetchall()
    return {code: _read_all(code, grants or {}) for code, grants in rows}


def _read_all(code: str, grants: Any) -> dict[str, Grant]:
    """What is understood of a role's grants; a part that is not grants nothing, and everybody else goes on."""
    if not isinstance(grants, Mapping):
        logger.warning("the role %s grants nothing: %s are wrong", code, fault_in_grants(grants))
        return {}
    return {name: _read_one(code, name, facts) for name, facts in cast(Mapping[str, Any], grants).items()}


def _read_one(code: str, name: str, facts: Any) -> Grant:
    fault = fault_in_grant(name, facts)
    if fault is None:
        return read_grant(facts)
    logger.warning("the role %s grants nothing on %s: %s is wrong, allowed are %s", code, name, *fault)
    return NOTHING
