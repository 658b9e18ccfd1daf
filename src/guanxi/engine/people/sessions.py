"""Sessions and tokens: a random key given to the person, of which only the SHA-256 is kept."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from psycopg import AsyncConnection

from guanxi.engine.company import Company
from guanxi.engine.people.passwords import fits
from guanxi.engine.people.principals import principal_of
from guanxi.kernel.errors import TooMany, Unauthenticated
from guanxi.kernel.principal import Principal

SESSION_LASTS = timedelta(days=14)
TOKEN_LASTS = timedelta(days=365)
FREE_FAILURES = 5
LONGEST_LOCK = timedelta(hours=1)


def _kept(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


async def _issue(connection: AsyncConnection, user_id: Any, kind: str, lasts: timedelta, name: str | None) -> str:
    key = ("gxt_" if kind == "token" else "") + secrets.token_urlsafe(32)
    await connection.execute(
        b"INSERT INTO engine.session (key, user_id, kind, name, expires_at) VALUES ($1, $2::uuid, $3, $4, $5)",
        [_kept(key), str(user_id), kind, name, datetime.now(UTC) + lasts],
    )
    return key


async def sign_in(company: Company, login: str, password: str) -> str:
    """The key of a new session. Raises Unauthenticated, the same for an unknown name, and TooMany while locked."""
    async with company.pool.connection() as connection:
        row = await (
            await connection.execute(
                b'SELECT u.id, c.hash, c.failures, c.locked_until FROM record."user" u JOIN engine.credential c'
                b" ON c.user_id = u.id"
                b" WHERE (lower(u.login) = lower($1) OR lower(u.email) = lower($1)) AND u.deleted_at IS NULL"
                b" AND u.is_active IS NOT FALSE LIMIT 1",
                [login[:200]],
            )
        ).fetchone()
        user_id, stored, failures, locked_until = row or (None, None, 0, None)
        now = datetime.now(UTC)
        if locked_until is not None and locked_until > now:
            seconds = int((locked_until - now).total_seconds()) + 1
            raise TooMany("locked", extra={"retry_after": seconds}, seconds=seconds)
        if not await fits(stored, password):
            await _note_failure(connection, user_id, failures, now)
            raise Unauthenticated("wrong_login")
        await connection.execute(
            b"UPDATE engine.credential SET failures = 0, locked_until = NULL WHERE user_id = $1", [user_id]
        )
        await _audit(connection, user_id, "sign_in")
        return await _issue(connection, user_id, "session", SESSION_LASTS, None)


async def _note_failure(connection: AsyncConnection, user_id: Any, failures: int, now: datetime) -> None:
    if user_id is None:
        return
    over = failures + 1 - FREE_FAILURES
    lock = now + min(timedelta(seconds=30 * 2**over), LONGEST_LOCK) if over >= 0 else None
    await connection.execute(
        b"UPDATE engine.credential SET failures = failures + 1, locked_until = $2 WHERE user_id = $1", [user_id, lock]
    )
    await _audit(connection, user_id, "sign_in_failed")


async def _audit(connection: AsyncConnection, user_id: Any, action: str) -> None:
    await connection.execute(
        b"INSERT INTO engine.audit (at, by_user, action, object, record_id) VALUES (now(), $1, $2, 'user', $1)",
        [user_id, action],
    )


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
        await connection.execute(b"DELETE FROM engine.session WHERE key = $1", [_kept(key)])


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
        return await _issue(connection, await user_id_of(connection, login), "token", TOKEN_LASTS, name)
