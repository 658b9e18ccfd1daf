"""Who comes from a directory: the user that is known by it, joined by a proved address, or made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from email_validator import EmailNotValidError, validate_email

from guanxi.engine.audit import Entry, log
from guanxi.engine.changes import Change, write
from guanxi.engine.company import Company, Work
from guanxi.engine.people import fault_in_login, plain_login
from guanxi.engine.signon.directories import Directory
from guanxi.kernel.errors import Forbidden
from guanxi.kernel.identifiers import new_id
from guanxi.kernel.principal import SYSTEM_ID, system

LONGEST_LOGIN: Final = 120
LONGEST_NAME: Final = 200
FOUND: Final = """
SELECT u.id, u.deleted_at IS NULL AND u.is_active IS NOT FALSE FROM engine.identity i
JOIN record."user" u ON u.id = i.user_id WHERE i.directory = $1::uuid AND i.issuer = $2 AND i.subject = $3
"""
# whoever is known by this directory already is somebody else there, and an administrator is joined by hand alone
JOINABLE: Final = """
SELECT u.id, u.is_active IS NOT FALSE
 AND NOT EXISTS (SELECT 1 FROM engine.identity i WHERE i.user_id = u.id AND i.directory = $2::uuid)
 AND NOT EXISTS (SELECT 1 FROM record.role r WHERE r.id = ANY(u.roles) AND (r.is_locked OR r.code = 'administrator'))
FROM record."user" u WHERE lower(u.email) = lower($1) AND u.deleted_at IS NULL
"""
KEEP: Final = """
INSERT INTO engine.identity (directory, issuer, subject, user_id) VALUES ($1::uuid, $2, $3, $4::uuid)
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as a directory tells of him; `email` only where the directory has it verified."""

    issuer: str
    subject: str
    login: str
    name: str
    email: str = ""
    groups: Sequence[str] = field(default_factory=tuple[str, ...])


CAME_FROM: Final = """
SELECT d.id::text, d.name, max(i.seen_at) FROM engine.identity i JOIN engine.directory d ON d.id = i.directory
WHERE i.user_id = $1::uuid GROUP BY d.id, d.name ORDER BY d.name, d.id
"""
LEAVE: Final = """
WITH gone AS (DELETE FROM engine.identity WHERE user_id = $1::uuid RETURNING directory),
 ended AS (DELETE FROM engine.session s USING gone WHERE s.user_id = $1::uuid AND s.directory = gone.directory)
SELECT DISTINCT directory::text FROM gone
"""


async def directories_of(work: Work, user_id: str) -> list[dict[str, Any]]:
    """The directories that know a user, and when he last came in through each."""
    rows = await work.fetch(CAME_FROM, user_id)
    return [{"id": directory, "name": name, "seen_at": seen_at} for directory, name, seen_at in rows]


async def leave_directories(work: Work, user_id: str) -> None:
    """No directory knows the user any more; the sessions that they have opened end."""
    gone = [row[0] for row in await work.fetch(LEAVE, user_id)]
    if gone:
        entry = Entry(str(work.principal.user_id), "directory_left", "user", user_id, note={"directories": gone})
        await log(work.connection, entry)


async def settle_person(company: Company, directory: Directory, person: Person) -> UUID:
    """The id of the user whom this person is, with the roles that his groups give now.

    Raises Forbidden where nobody is known by him and nobody may be made or joined, or where the user is switched off.
    """
    async with company.work(system(), source="sign-on") as work:
        await work.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended($1::text, 7212))", f"{directory.id} {person.subject}"
        )
        rows = await work.fetch(FOUND, directory.id, person.issuer, person.subject)
        if not rows:
            return await _welcome(work, directory, person)
        user_id, is_active = rows[0]
        if not is_active:
            raise Forbidden("directory_user_off")
        await work.execute(
            "UPDATE engine.identity SET seen_at = now() WHERE directory = $1::uuid AND issuer = $2 AND subject = $3",
            directory.id,
            person.issuer,
            person.subject,
        )
        await give_roles(work, directory, user_id, person.groups)
        return user_id


async def _welcome(work: Work, directory: Directory, person: Person) -> UUID:
    """Somebody who comes for the first time."""
    joined = await _joined(work, directory, person) if directory.facts["joins_by_email"] and person.email else None
    user_id = joined or await _made(work, directory, person)
    await work.execute(KEEP, directory.id, person.issuer, person.subject, user_id)
    note = {"directory": str(directory.id), "is_new": joined is None}
    await log(work.connection, Entry(str(SYSTEM_ID), "directory_joined", "user", str(user_id), note=note))
    if joined is not None:
        await give_roles(work, directory, user_id, person.groups)
    return user_id


async def _joined(work: Work, directory: Directory, person: Person) -> UUID | None:
    """The one user with this proved address, None where there is none. Raises Forbidden for one who is not joined."""
    rows = await work.fetch(JOINABLE, person.email, directory.id)
    if not rows:
        return None
    if len(rows) > 1 or not rows[0][1]:
        raise Forbidden("directory_not_joined")
    return rows[0][0]


async def _made(work: Work, directory: Directory, person: Person) -> UUID:
    facts = directory.facts
    if not facts["makes_users"]:
        raise Forbidden("directory_user_unknown")
    login = plain_login(person.login or person.email or person.subject)[:LONGEST_LOGIN]
    if fault_in_login(login):
        raise Forbidden("directory_login_unsound")
    taken = 'SELECT 1 FROM record."user" WHERE lower(login) = lower($1) OR lower(email) = lower($1) LIMIT 1'
    if await work.fetch(taken, login) or (person.email and await work.fetch(taken, person.email)):
        raise Forbidden("directory_login_taken")
    roles = role_ids(facts["groups"], person.groups) or ([facts["default_role"]] if facts["default_role"] else [])
    user_id = new_id()
    values = {"name": (person.name or login)[:LONGEST_NAME], "login": login, "is_active": True, "roles": roles}
    values |= {"email": person.email} if is_address(person.email) else {}
    values |= {"team": facts["default_team"]} if facts["default_team"] else {}
    await write(work, "user", [Change("create", user_id, values)])
    return user_id


def is_address(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True


def role_ids(rows: Sequence[Mapping[str, str]], groups: Sequence[str]) -> list[str]:
    """The roles that these groups give, in the order of the table."""
    names = set(groups)
    return list(dict.fromkeys(row["role"] for row in rows if row["group"] in names))


def next_roles(now: Sequence[str], rows: Sequence[Mapping[str, str]], groups: Sequence[str]) -> list[str]:
    """The roles of somebody in these groups: those that the table names come and go, all others stay."""
    given, named = role_ids(rows, groups), {row["role"] for row in rows}
    kept = [role for role in now if role not in named or role in given]
    return [*kept, *(role for role in given if role not in kept)]


async def give_roles(work: Work, directory: Directory, user_id: UUID, groups: Sequence[str]) -> None:
    """Sets the roles of a user as the groups say, where that changes anything."""
    rows = directory.facts["groups"]
    if not rows:
        return
    [(kept,)] = await work.fetch('SELECT roles::text[] FROM record."user" WHERE id = $1::uuid FOR UPDATE', user_id)
    now: list[str] = kept or []
    there = await work.fetch(
        "SELECT id::text FROM record.role WHERE id = ANY($1::uuid[]) AND deleted_at IS NULL",
        [row["role"] for row in rows],
    )
    live = {row[0] for row in there}
    wanted = next_roles(now, [row for row in rows if row["role"] in live], groups)
    if wanted != now:
        await write(work, "user", [Change("update", user_id, {"roles": wanted})])
