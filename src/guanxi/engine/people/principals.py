"""The principal for a user: roles, teams and the team tree below them, in one statement."""

import logging
from collections.abc import Mapping
from functools import cache
from typing import Any, cast
from uuid import UUID
from zoneinfo import available_timezones

from psycopg import AsyncConnection

from guanxi.engine.company import Company
from guanxi.engine.mail import WORKS
from guanxi.kernel.access import ALL, NOTHING, Grant, fault_in_grant, fault_in_grants
from guanxi.kernel.principal import Principal

logger = logging.getLogger(__name__)
PRINCIPAL = f"""
WITH RECURSIVE today AS MATERIALIZED (SELECT (now() AT TIME ZONE engine.zone())::date AS day),
 person AS (SELECT * FROM record."user" WHERE id = $1::uuid AND deleted_at IS NULL AND is_active IS NOT FALSE),
 absent AS (SELECT DISTINCT u.id FROM person p JOIN engine.absence a ON a.delegate = p.id
   AND (SELECT day FROM today) BETWEEN a.since AND a.until JOIN record."user" u ON u.id = a.person
   WHERE u.deleted_at IS NULL AND u.is_active IS NOT FALSE AND NOT $2::boolean),
 asking AS (SELECT * FROM person UNION ALL SELECT u.* FROM record."user" u WHERE u.id IN (SELECT id FROM absent)),
 places AS (SELECT t.id, t.parent FROM asking p JOIN record.team t
   ON (t.id = p.team OR t.id = ANY(p.teams) OR t.manager = p.id) WHERE t.deleted_at IS NULL),
 above AS (SELECT id, parent FROM places UNION SELECT t.id, t.parent FROM record.team t
   JOIN above ON t.id = above.parent WHERE t.deleted_at IS NULL),
 roles AS (SELECT r.id FROM asking p JOIN record.role r ON r.id = ANY(p.roles) WHERE r.deleted_at IS NULL),
 areas AS (SELECT t.id FROM record.territory t WHERE t.deleted_at IS NULL
   AND (t.people && ARRAY(SELECT id FROM asking) OR t.teams && ARRAY(SELECT id FROM places))
  UNION SELECT t.id FROM record.territory t JOIN areas ON t.parent = areas.id WHERE t.deleted_at IS NULL),
 keys AS (SELECT s.id, s.level FROM record.sharing_rule s WHERE s.deleted_at IS NULL AND s.is_active IS NOT FALSE
   AND (s.until IS NULL OR s.until >= (SELECT day FROM today)) AND (s.people && ARRAY(SELECT id FROM asking)
    OR s.roles && ARRAY(SELECT id FROM roles) OR s.teams && ARRAY(SELECT id FROM places)
    OR (s.with_below AND s.teams && ARRAY(SELECT id FROM above)))
  UNION ALL SELECT k.id, k.level FROM engine.share_key k WHERE (k.until IS NULL OR k.until >= (SELECT day FROM today))
   AND EXISTS (SELECT 1 FROM engine.hand_share h WHERE h.key = k.id)
   AND (k.person IN (SELECT id FROM asking) OR k.role IN (SELECT id FROM roles) OR k.team IN (SELECT id FROM places)
    OR (k.with_below AND k.team IN (SELECT id FROM above)))),
 mine AS (SELECT t.id FROM person p JOIN record.team t ON (t.id = p.team OR t.id = ANY(p.teams) OR t.manager = p.id)
   WHERE t.deleted_at IS NULL),
 tree AS (SELECT id FROM mine UNION SELECT t.id FROM record.team t JOIN tree ON t.parent = tree.id
   WHERE t.deleted_at IS NULL)
SELECT p.name, p.team, p.language, p.time_zone,
  (SELECT array_agg(r.code) FROM record.role r WHERE r.id = ANY(p.roles) AND r.deleted_at IS NULL),
  (SELECT array_agg(id) FROM mine), (SELECT array_agg(id) FROM tree), c.must_change,
  EXISTS (SELECT 1 FROM record.role r WHERE r.id = ANY(p.roles) AND r.deleted_at IS NULL AND r.needs_second_factor)
    AND NOT EXISTS (SELECT 1 FROM engine.second_factor f WHERE f.user_id = p.id AND f.kind <> 'recovery'),
  c.must_verify AND {WORKS},
  (SELECT array_agg(DISTINCT id ORDER BY id) FROM keys),
  (SELECT array_agg(DISTINCT id ORDER BY id) FROM keys WHERE level = 'edit'),
  (SELECT array_agg(id) FROM absent), (SELECT array_agg(DISTINCT id ORDER BY id) FROM areas)
FROM person p LEFT JOIN engine.credential c ON c.user_id = p.id
""".encode()


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def is_time_zone(name: Any) -> bool:
    """True for a zone that is known; a person's may be any text, since it can be imported."""
    return isinstance(name, str) and name in _time_zones()


async def principal_of(
    connection: AsyncConnection, user_id: str, time_zone: str, *, alone: bool = False
) -> Principal | None:
    """The principal of an active user, or None; `alone` without those whom he stands in for."""
    row = await (await connection.execute(PRINCIPAL, [user_id, alone])).fetchone()
    if row is None:
        return None
    name, team, language, zone, roles, mine, tree, must_change, *shared = row
    must_set, must_verify, read_keys, edit_keys, absent, areas = shared
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
        read_keys=_array(read_keys),
        edit_keys=_array(edit_keys),
        acts_for=tuple(absent or ()),
        territory_keys=_array(areas),
        must_set_second_factor=bool(must_set),
        must_verify_email=bool(must_verify),
    )


def _array(ids: list[UUID] | None) -> str:
    return "{" + ",".join(map(str, ids)) + "}" if ids else ""


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


async def roles_mark(connection: AsyncConnection) -> str:
    """By which roles that have changed are told from those that were loaded.

    No time tells it, since of two that write at once the later one may be the first to commit.
    """
    statement = b"SELECT string_agg(concat_ws(' ', id, version), ' ' ORDER BY id) FROM record.role"
    row = await (await connection.execute(statement)).fetchone()
    return row[0] if row else ""


async def renew_grants(company: Company) -> None:
    """Takes changed roles into the running company."""
    async with company.pool.connection() as connection:
        mark = await roles_mark(connection)
        if mark != company.roles_mark:
            company.replace(grants=await load_grants(connection))
            company.roles_mark = mark


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
