"""Sessions and tokens: a random key given to the person, of which only the SHA-256 is kept."""

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Company, Work
from guanxi.engine.mail import WORKS_SINCE
from guanxi.engine.people.agents import LONGEST, Caller, browser_of, system_of
from guanxi.engine.people.networks import Network, is_within, networks_for
from guanxi.engine.people.once import kept_form
from guanxi.engine.people.principals import principal_of
from guanxi.kernel.errors import Forbidden, NotFound, Unauthenticated
from guanxi.kernel.principal import Principal

SESSION_LASTS: Final = timedelta(days=14)
# what was seen is noted at most every few minutes, in the statement that looks the key up
BEHIND = f"""
WITH seen AS (UPDATE engine.session SET seen_at = now(), address = CASE kind WHEN 'session' THEN address ELSE $2 END
   WHERE key = $1 AND expires_at > now() AND CASE kind
     WHEN 'session' THEN coalesce(seen_at, created_at) < now() - interval '5 minutes'
     ELSE seen_at IS NULL OR seen_at < now() - interval '1 minute' END)
SELECT user_id, kind, scopes, networks::text[],
  (SELECT value FROM engine.setting WHERE name = 'sign_in_networks' AND kind = 'session'),
  directory IS NOT NULL, is_trusted, created_at < {WORKS_SINCE}
FROM engine.session WHERE key = $1 AND expires_at > now()
""".encode()
LISTED = """
SELECT id::text, agent, address, created_at, coalesce(seen_at, created_at), key = $2 FROM engine.session
WHERE user_id = $1::uuid AND kind = 'session' AND expires_at > now() ORDER BY key = $2 DESC, 5 DESC, id LIMIT 200
"""
ENDED = """
DELETE FROM engine.session WHERE user_id = $1::uuid AND kind = 'session' AND ($2::uuid IS NULL OR id = $2) AND key <> $3
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Known:
    """Who stands behind a key, and from where alone it is taken; without networks from everywhere."""

    principal: Principal
    networks: tuple[Network, ...] = ()

    def require(self, address: str) -> None:
        """Raises Forbidden where this address is none of those that the key is taken from."""
        if not is_within(address, self.networks):
            raise Forbidden("address_not_allowed", address=address)


async def issue(connection: AsyncConnection, user_id: Any, kind: str = "session", caller: Caller | None = None) -> str:
    """The key of a new session."""
    key, asks = secrets.token_urlsafe(32), caller or Caller()
    await connection.execute(
        b"INSERT INTO engine.session (key, user_id, kind, expires_at, agent, address)"
        b" VALUES ($1, $2::uuid, $3, $4, $5, $6)",
        [kept_form(key), str(user_id), kind, datetime.now(UTC) + SESSION_LASTS, asks.agent[:LONGEST], asks.address],
    )
    return key


async def known_by_key(company: Company, key: str, address: str = "") -> Known | None:
    """Who stands behind a session or token that has not ended; a token has no second factor to set."""
    async with company.pool.connection() as connection:
        row = await (await connection.execute(BEHIND, [kept_form(key), address])).fetchone()
        principal = await principal_of(connection, str(row[0]), company.norms.time_zone) if row else None
    if row is None or principal is None:
        return None
    if row[1] == "session":
        found = _of_directory(principal, is_trusted=row[6]) if row[5] else principal
        if row[7]:  # who was at work when mail began to work proves his address the next time
            found = replace(found, must_verify_email=False)
        return Known(found, networks_for(row[4], principal.roles))
    scopes = frozenset[str](row[2]) if row[2] is not None else None
    found = replace(principal, must_set_second_factor=False, must_verify_email=False, scopes=scopes)
    return Known(found, tuple(ip_network(each) for each in row[3] or ()))


def _of_directory(principal: Principal, *, is_trusted: bool) -> Principal:
    """Who comes from a directory owes us no password, and no second factor where it is trusted for that."""
    owes = principal.must_set_second_factor and not is_trusted
    return replace(principal, must_change_password=False, must_verify_email=False, must_set_second_factor=owes)


async def principal_of_key(company: Company, key: str) -> Principal | None:
    """The principal behind a session or token that has not ended."""
    known = await known_by_key(company, key)
    return known.principal if known else None


async def note_directory(connection: AsyncConnection, key: str, directory: UUID, *, is_trusted: bool) -> None:
    """Notes that a directory has opened the session."""
    await connection.execute(
        b"UPDATE engine.session SET directory = $2::uuid, is_trusted = $3::boolean WHERE key = $1",
        [kept_form(key), directory, is_trusted],
    )


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
