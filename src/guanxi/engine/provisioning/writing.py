"""Users and teams made, changed and taken away by a provisioning system, through the one write path."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import orjson
from scim2_models import InvalidValueException

from guanxi.engine.changes import Change, write
from guanxi.engine.company import Work
from guanxi.engine.history.externals import checked, remove_external, set_external
from guanxi.engine.people import end_sessions
from guanxi.engine.provisioning.mapping import give_roles_of_teams
from guanxi.engine.provisioning.resources import Group, User
from guanxi.engine.provisioning.sources import SYSTEM
from guanxi.kernel.errors import Forbidden
from guanxi.kernel.identifiers import new_id, read_id

KEEP: Final = """
INSERT INTO engine.provisioned (id, facts, is_gone) VALUES ($1::uuid, $2::jsonb, $3::boolean)
ON CONFLICT (id) DO UPDATE SET facts = excluded.facts, is_gone = excluded.is_gone
"""
GUARDED: Final = """
SELECT 1 FROM record."user" u JOIN record.role r ON r.id = ANY(u.roles)
WHERE u.id = $1::uuid AND (r.is_locked OR r.code = 'administrator') LIMIT 1
"""
GONE: Final = """
SELECT u.id FROM record."user" u JOIN engine.provisioned p ON p.id = u.id
WHERE lower(u.login) = lower($1) AND u.deleted_at IS NULL AND p.is_gone
"""
MEMBERS: Final = """
SELECT id, team::text, coalesce(teams, '{}')::text[] FROM record."user"
WHERE id = ANY($1::uuid[]) AND deleted_at IS NULL FOR UPDATE
"""


@dataclass(frozen=True, slots=True)
class Saved:
    """A resource as it was, where it was, and as it is wanted."""

    id: UUID | None
    before: Any
    wanted: Any


async def hold(work: Work, record_id: UUID) -> None:
    """Keeps others from changing the same one until the work ends."""
    await work.execute("SELECT pg_advisory_xact_lock(hashtextextended($1::text, 7213))", str(record_id))


async def refuse_administrators(work: Work, user_id: UUID) -> None:
    """Raises Forbidden for an administrator: nobody is locked out or taken over from outside."""
    if await work.fetch(GUARDED, user_id):
        raise Forbidden("provisioned_administrator")


async def save_user(work: Work, saved: Saved) -> UUID:
    """Makes or changes a user; one who was taken away before comes back. Raises Forbidden and Invalid."""
    wanted: User = saved.wanted
    user_id = saved.id
    if user_id is None:
        rows = await work.fetch(GONE, wanted.user_name or "")
        user_id = rows[0][0] if rows else None
    name = _name(saved.before, wanted)
    emails = [each.model_dump() for each in wanted.emails or [] if each.value]
    email = next((each["value"] for each in emails if each.get("primary")), emails[0]["value"] if emails else None)
    is_active = wanted.active is not False
    values = {
        "login": wanted.user_name,
        "name": name,
        "job_title": wanted.title,
        "email": email,
        "is_active": is_active,
    }
    made = user_id or new_id()
    if user_id is None:
        await write(work, "user", [Change("create", made, values)])
    else:
        await refuse_administrators(work, made)
        await write(work, "user", [Change("update", made, values)])
        if not is_active:
            await end_sessions(work, str(made))
    parts = wanted.name.model_dump() if wanted.name else None
    facts: dict[str, Any] = {"named": name, "name": parts, "email": email, "emails": emails}
    facts |= {"display": "none"} if wanted.display_name is None else {}
    facts |= {"active": "none"} if wanted.active is None and saved.before is not None else {}
    await work.execute(KEEP, made, orjson.dumps(facts).decode(), False)
    await _call(work, "user", made, wanted.external_id)
    return made


def _name(before: User | None, wanted: User) -> str:
    """What somebody is called: as he is to be shown, else by the parts of his name, of which a newer one wins."""
    is_renamed = before is not None and before.name != wanted.name and before.display_name == wanted.display_name
    shown = [wanted.display_name, _joined(wanted)]
    return next((each for each in (reversed(shown) if is_renamed else shown) if each), wanted.user_name or "")


def _joined(wanted: User) -> str:
    parts = wanted.name
    if parts is None:
        return ""
    given, family = parts.given_name or "", parts.family_name or ""
    is_chinese = any("\u4e00" <= letter <= "\u9fff" for letter in family)
    joined = f"{family}{given}" if is_chinese else f"{given} {family}".strip()
    return parts.formatted or joined


async def _call(work: Work, object_name: str, record_id: UUID, external_id: str | None) -> None:
    """Keeps what the other system calls it, or forgets that."""
    if external_id:
        await set_external(work, object_name, record_id, *checked(SYSTEM, external_id))
    else:
        await remove_external(work, object_name, record_id, SYSTEM)


async def drop_user(work: Work, user_id: UUID) -> None:
    """Switches a user off and ends his sessions; he and all that he did stay. Raises Forbidden."""
    await refuse_administrators(work, user_id)
    await write(work, "user", [Change("update", user_id, {"is_active": False})])
    await end_sessions(work, str(user_id))
    await remove_external(work, "user", user_id, SYSTEM)
    await work.execute(KEEP, user_id, "{}", True)


async def save_group(work: Work, saved: Saved) -> UUID:
    """Makes or changes a team and who is in it. Raises Invalid, and InvalidValue for a member that is none."""
    wanted: Group = saved.wanted
    team_id = saved.id or new_id()
    change = Change("update" if saved.id else "create", team_id, {"name": wanted.display_name})
    await write(work, "team", [change])
    before = _members(saved.before) if saved.before is not None else set[str]()
    now = _members(wanted)
    await _move(work, team_id, now - before, before - now)
    await _call(work, "team", team_id, wanted.external_id)
    was = saved.before.display_name if saved.before is not None else wanted.display_name
    await give_roles_of_teams(work, sorted((now ^ before) if was == wanted.display_name else now | before))
    return team_id


def _members(group: Group) -> set[str]:
    return {each.value for each in group.members or [] if each.value}


async def drop_group(work: Work, team_id: UUID, before: Group) -> None:
    """Puts a team into the recycle bin; who was in it is in it no more."""
    members = _members(before)
    await _move(work, team_id, set(), members)
    await remove_external(work, "team", team_id, SYSTEM)
    await write(work, "team", [Change("delete", team_id)])
    await give_roles_of_teams(work, sorted(members))


async def _move(work: Work, team_id: UUID, coming: set[str], going: set[str]) -> None:
    """Who comes has the team as his own where he has none, else as a further one."""
    wrong = [each for each in coming if read_id(each) is None]
    rows: Sequence[tuple[Any, ...]] = () if wrong else await work.fetch(MEMBERS, sorted(coming | going))
    missing = wrong or sorted(coming - {str(row[0]) for row in rows})
    if missing:
        raise InvalidValueException(detail=f"no such user: {missing[0][:100]}")
    team = str(team_id)
    changes = [_moved(row, team, is_coming=str(row[0]) in coming) for row in rows]
    if changes:
        await write(work, "user", changes)


def _moved(row: Sequence[Any], team: str, *, is_coming: bool) -> Change:
    user_id, own, further = row
    values: Mapping[str, Any]
    if is_coming:
        values = {"team": team} if own is None else {"teams": [*further, team]}
    elif own == team:
        values = {"team": None, "teams": [each for each in further if each != team]}
    else:
        values = {"teams": [each for each in further if each != team]}
    return Change("update", user_id, values)
