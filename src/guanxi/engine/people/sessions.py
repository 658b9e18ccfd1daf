"""Sessions and tokens: a random key given to the person, of which only the SHA-256 is kept."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Company, Work
from guanxi.engine.people.agents import LONGEST, Caller, browser_of, system_of
from guanxi.engine.people.once import kept_form
from guanxi.engine.people.principals import principal_of
from guanxi.kernel.errors import NotFound, Unauthenticated
from guanxi.kernel.principal import SYSTEM_ID, Principal

SESSION_LASTS: Final = timedelta(days=14)
TOKEN_LASTS: Final = timedelta(days=365)
# what was seen is noted at most every few minutes, in the statement that looks the key up
BEHIND = b"""
WITH seen AS (UPDATE engine.session SET seen_at = now() WHERE key = $1 AND expires_at > now()
   AND coalesce(seen_at, created_at) < now() - interval '5 minutes')
SELECT user_id, kind FROM engine.session WHERE key = $1 AND expires_at > now()
"""
LISTED = """
SELECT id::text, agent, address, created_at, coalesce(seen_at, created_at), key = $2 FROM engine.session
WHERE user_id = $1::uuid AND kind = 'session' AND expires_at > now() ORDER BY key = $2 DESC, 5 DESC, id LIMIT 200
"""
ENDED = """
DELETE FROM engine.session WHERE user_id = $1::uuid AND kind = 'session' AND ($2::uuid IS NULL OR id = $2) AND key <> $3
RETURNING id
"""


async def issue(
    connection: AsyncConnection, user_id: Any, kind: str, name: str | None = None, caller: Caller | None = None
) -> str:
    """A new key of a session or a token."""
    key = ("gxt_" if kind == "token" else "") + secrets.token_urlsafe(32)
    lasts, asks = TOKEN_LASTS if kind == "token" else SESSION_LASTS, caller or Caller()
    await connection.execute(
        b"INSERT INTO engine.session (key, user_id, kind, name, expires_at, agent, address)"
        b" VALUES ($1, $2::uuid, $3, $4, $5, $6, $7)",
        [kept_form(key), str(user_id), kind, name, datetime.now(UTC) + lasts, asks.agent[:LONGEST], asks.address],
    )
    return key


async def principal_of_key(company: Company, key: str) -> Principal | None:
    """The principal behind a session or token that has not ended; a token has no second factor to set."""
    async with company.pool.connection() as connection:
        row = await (await connection.execute(BEHIND, [kept_form(key)])).fetchone()
        principal = await principal_of(connection, str(row[0]), company.norms.time_zone) if row else None
    if row and principal and row[1] == "token":
        return replace(principal, must_set_second_factor=False, must_verify_email=False)
    return principal


async def end_session(company: Company, key: str) -> None:
    async with company.pool.connection() as connection:
        statement = b"DELETE FROM engine.session WHERE key = $1 RETURNING user_id::text"
        row = await (await connection.execute(statement, [kept_form(key)])).fetchone()
        if row:
            await log(connection, Entry(row[0], "sign_out", "user", row[0]))


async def end_sessions(work: Work, user_id: str, only: UUID | None = None, kept: str = "") -> int:
    """Ends a person's sessions, or only that of this id, but never that of the key `kept`; tokens stay, since they have
    no password. Gives how many ended. Raises NotFound where the only one is not there."""
    gone = await work.fetch(ENDED, user_id, str(only) if only else None, kept_form(kept))
    if only and not gone:
        raise NotFound("no_such_session")
    if gone:
        entry = Entry(str(work.principal.user_id), "session_ended", "user", user_id, note={"count": len(gone)})
        await log(work.connection, entry)
    return len(gone)


async def sessions_of(work: Work, user_id: str, key: str = "") -> list[dict[str, Any]]:
    """A person's sessions, that of the key first, then those that were seen last."""
    rows = await work.fetch(LISTED, user_id, kept_form(key))
    names = ("id", "agent", "address", "created_at", "seen_at", "is_this")
    return [told(dict(zip(names, row, strict=True))) for row in rows]


def told(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts with what the browser calls itself in people's words."""
    agent = facts.pop("agent") or ""
    return facts | {"browser": browser_of(agent), "system": system_of(agent)}


async def is_fresh(work: Work, key: str) -> bool:
    """True where this session was begun in the last ten minutes, with all that signing in takes."""
    return bool(
        await work.fetch(
            "SELECT 1 FROM engine.session WHERE key = $1 AND created_at > now() - interval '10 minutes'", kept_form(key)
        )
    )


async def user_id_of(connection: AsyncConnection, login: str) -> str:
    """The id of the user with this login. Raises Unauthenticated where there is none."""
    row = await (
        await connection.execute(
            b'SELECT id::text FROM record."user" WHERE lower(login) = lower($1) AND deleted_at IS NULL', [login]
        )
    ).fetchone()
    if row is None:
        raise Unauthenticated("no_such_user", login=login)
    return row[0]


async def principal_of_login(company: Company, login: str) -> Principal:
    """The principal of the user with this login. Raises Unauthenticated where there is no active one."""
    async with company.pool.connection() as connection:
        user_id = await user_id_of(connection, login)
        principal = await principal_of(connection, user_id, company.norms.time_zone)
    if principal is None:
        raise Unauthenticated("no_such_user", login=login)
    return principal


async def new_token(company: Company, login: str, name: str) -> str:
    """A token for a program that acts as this user. Raises Unauthenticated where there is no such user."""
    async with company.pool.connection() as connection:
        user_id = await user_id_of(connection, login)
        await log(connection, Entry(str(SYSTEM_ID), "token_created", "user", user_id, note={"name": name}))
        return await issue(connection, user_id, "token", name)
