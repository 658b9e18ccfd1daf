"""Which team gives which role, where teams are kept by a provisioning system."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast
from uuid import NAMESPACE_URL, uuid5

from guanxi.engine.changes import Change, write
from guanxi.engine.changes.rows import Rows
from guanxi.engine.changes.things import declare
from guanxi.engine.company import Work
from guanxi.engine.signon.directories import require_administrator
from guanxi.engine.signon.facts import groups_fault
from guanxi.engine.signon.people import next_roles
from guanxi.kernel.errors import FieldError, Invalid

ROW: Final = "provisioning"
ROW_ID: Final = uuid5(NAMESPACE_URL, "guanxi:provisioning")
PEOPLE: Final = """
SELECT u.id, coalesce(u.roles, '{}')::text[],
 ARRAY(SELECT t.name FROM record.team t WHERE t.deleted_at IS NULL AND (t.id = u.team OR t.id = ANY(u.teams)))
FROM record."user" u WHERE u.id = ANY($1::uuid[]) AND u.deleted_at IS NULL
"""
OPEN_ROLES: Final = """
SELECT id::text FROM record.role WHERE id = ANY($1::uuid[]) AND deleted_at IS NULL
AND is_locked IS NOT TRUE AND code <> 'administrator'
"""
_ROWS: Final = Rows("provisioning", "engine.setting", ("name",), require_administrator, lambda state, language: None)
declare(_ROWS.thing())


async def groups_of(work: Work) -> list[dict[str, str]]:
    """The table of teams and roles."""
    rows = await work.fetch("SELECT value FROM engine.setting WHERE name = 'provisioning'")
    return rows[0][0]["groups"] if rows else []


async def change_groups(work: Work, given: Mapping[str, Any]) -> None:
    """Keeps this table instead of the former one; nobody becomes an administrator by it. Raises Forbidden, Invalid."""
    await require_administrator(work)
    found = given.get("groups")
    fault = groups_fault("groups", found)
    if fault is not None:
        raise Invalid("invalid", errors=[fault])
    groups = cast("list[dict[str, str]]", found)
    wanted = {row["role"] for row in groups}
    if wanted - {row[0] for row in await work.fetch(OPEN_ROLES, sorted(wanted))}:
        raise Invalid("invalid", errors=[FieldError("groups", "not_by_default")])
    await _ROWS.put(work, ROW_ID, {"name": ROW, "value": {"groups": groups}})


async def give_roles_of_teams(work: Work, user_ids: Sequence[str]) -> None:
    """Sets the roles of these users as their teams say; roles that the table does not name stay."""
    groups = await groups_of(work)
    if not groups or not user_ids:
        return
    live = {row[0] for row in await work.fetch(OPEN_ROLES, [row["role"] for row in groups])}
    rows = [row for row in groups if row["role"] in live]
    people = await work.fetch(PEOPLE, list(user_ids))
    wanted = [(user_id, now, next_roles(now, rows, teams)) for user_id, now, teams in people]
    changes = [Change("update", user_id, {"roles": roles}) for user_id, now, roles in wanted if roles != now]
    if changes:
        await write(work, "user", changes)
