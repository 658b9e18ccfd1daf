"""Sessions and tokens: a random key given to the person, of which only the SHA-256 is kept."""

import asyncio
import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5
from weakref import WeakValueDictionary

from psycopg import AsyncConnection

from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Company, Work
from guanxi.engine.people.passwords import fits
from guanxi.engine.people.principals import principal_of
from guanxi.kernel.errors import TooMany, Unauthenticated
from guanxi.kernel.principal import SYSTEM_ID, Principal

SESSION_LASTS = timedelta(days=14)
TOKEN_LASTS = timedelta(days=365)
FREE_FAILURES = 5
FIRST_LOCK = timedelta(seconds=30)
LONGEST_LOCK = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=1)
NOBODY = UUID("6f1c0d5e-0000-5000-8000-000000000000")


def _kept(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


async def _issue(connection: AsyncConnection, user_id: Any, kind: str, lasts: timedelta, name: str | None) -> str:
    key = ("gxt_" if kind == "token" else "") + secrets.token_urlsafe(32)
    await connection.execute(
        b"INSERT INTO engine.session (key, user_id, kind, name, expires_at) VALUES ($1, $2::uuid, $3, $4, $5)",
        [_kept(key), str(user_id), kind, name, datetime.now(UTC) + lasts],
    )
    return key


# A name that nobody has is counted like one that somebody has: the answers do not tell which names there are.
COUNTED = b"""
WITH before AS (SELECT coalesce(max(failures), 0) AS failures FROM engine.credential
   WHERE user_id = $1::uuid AND (locked_until IS NULL OR locked_until > now() - $3::interval)),
 after AS (SELECT failures + 1 AS failures, now() + CASE WHEN failures + 1 < $2::integer THEN interval '0'
   ELSE least($4::interval * power(2, least(failures + 1 - $2::integer, 20)), $5::interval) END AS locked_until
   FROM before)
INSERT INTO engine.credential (user_id, hash, failures, locked_until)
 SELECT $1::uuid, '', failures, locked_until FROM after
ON CONFLICT (user_id) DO UPDATE SET failures = excluded.failures, locked_until = excluded.locked_until
"""
FOUND = b"""
SELECT id FROM record."user" WHERE (lower(login) = lower($1) OR lower(email) = lower($1)) AND deleted_at IS NULL
AND is_active IS NOT FALSE ORDER BY lower(login) = lower($1) DESC LIMIT 1
"""
KEPT = b"""
SELECT hash, ceil(extract(epoch FROM locked_until - clock_timestamp()))::integer FROM engine.credential
WHERE user_id = $1
"""
_queues: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()


async def sign_in(company: Company, login: str, password: str) -> str:
    """The key of a new session. Raises Unauthenticated and, while locked, TooMany, the same for an unknown name.

    Tries at one name wait for each other, so that many at once get no further than one after the other; no
    connection is held while a password is looked at.
    """
    async with company.pool.connection() as connection:
        row = await (await connection.execute(FOUND, [login[:200]])).fetchone()
    user_id = row[0] if row else None
    person = user_id or uuid5(NOBODY, login[:200].lower())
    async with _queues.setdefault(person, asyncio.Lock()):
        async with company.pool.connection() as connection:
            stored = await _stored(connection, person)
        is_right = await fits(stored or None, password) and user_id is not None
        async with company.pool.connection() as connection:
            return await (_let_in if is_right else _refuse)(connection, person)


async def _stored(connection: AsyncConnection, person: UUID) -> str:
    """The hash of the password that is asked for, empty where there is none. Raises TooMany while locked."""
    stored, seconds = await (await connection.execute(KEPT, [person])).fetchone() or ("", None)
    if seconds is not None and seconds > 0:
        raise TooMany("locked", extra={"retry_after": seconds}, seconds=seconds)
    return str(stored)


async def _let_in(connection: AsyncConnection, user_id: UUID) -> str:
    await connection.execute(
        b"UPDATE engine.credential SET failures = 0, locked_until = NULL WHERE user_id = $1", [user_id]
    )
    await _audit(connection, user_id, "sign_in")
    return await _issue(connection, user_id, "session", SESSION_LASTS, None)


async def _refuse(connection: AsyncConnection, person: UUID) -> str:
    """Counts a failure and forgets old ones of names that nobody has."""
    await connection.execute(COUNTED, [person, FREE_FAILURES, FORGOTTEN_AFTER, FIRST_LOCK, LONGEST_LOCK])
    await connection.execute(
        b"DELETE FROM engine.credential WHERE hash = '' AND locked_until < now() - $1::interval", [FORGOTTEN_AFTER]
    )
    if await (await connection.execute(b'SELECT 1 FROM record."user" WHERE id = $1', [person])).fetchone():
        await _audit(connection, person, "sign_in_failed")
    raise Unauthenticated("wrong_login")


async def _audit(connection: AsyncConnection, user_id: Any, action: str) -> None:
    await log(connection, Entry(str(user_id), action, "user", str(user_id)))


async def principal_of_key(company: Company, key: str) -> Principal | None:
    """The principal behind a session or token that has not ended."""
    async with company.pool.connection() as connection:
        row = await (
            await connection.execute(
                b"SELECT user_id FROM engine.session WHERE key = $1 AND expires_at > now()", [_kept(key)]
            )
        ).fetchone()
        return await principal_of(connection, str(row[0]), company.norms.time_zone) if row else None


async def end_session(company: Company, key: str) -> None:
    async with company.pool.connection() as connection:
        ended = await connection.execute(b"DELETE FROM engine.session WHERE key = $1 RETURNING user_id", [_kept(key)])
        if row := await ended.fetchone():
            await _audit(connection, row[0], "sign_out")


async def end_other_sessions(work: Work, user_id: str, kept: str = "") -> None:
    """Ends a person's sessions, but for that of this key; tokens stay, since they have no password."""
    await work.execute(
        "DELETE FROM engine.session WHERE user_id = $1::uuid AND kind = 'session' AND key <> $2", user_id, _kept(kept)
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
        return await _issue(connection, user_id, "token", TOKEN_LASTS, name)
