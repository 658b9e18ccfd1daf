"""From a person's consent to tokens: codes and refresh tokens are good once, and whoever brings one twice ends all.

OAuth 2.1 (draft-ietf-oauth-v2-1), RFC 7636 (S256 only), RFC 7009, RFC 7662, RFC 9207.
"""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Company, Work
from guanxi.engine.oauth.clients import Client, find_client, refuse
from guanxi.engine.people.once import kept_form
from guanxi.kernel.principal import SYSTEM_ID

ACCESS_SECONDS: Final = 3600
GRANT_DAYS: Final = 90
IS_IN: Final = b"""
 AND EXISTS (SELECT 1 FROM record."user" u WHERE u.id = user_id AND u.deleted_at IS NULL AND u.is_active IS NOT FALSE)
"""
CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")
TAKE_CODE = (
    b"""
UPDATE engine.oauth_grant SET code_used_at = now() WHERE code = $1 AND client = $2 AND code_used_at IS NULL
 AND code_until > now() %b RETURNING id, user_id::text, scopes, redirect, challenge
"""
    % IS_IN
)
CODE_AGAIN = b"SELECT id FROM engine.oauth_grant WHERE code = $1 AND client = $2 AND code_used_at IS NOT NULL"
TAKE_REFRESH = (
    b"""
UPDATE engine.oauth_refresh r SET used_at = now() FROM engine.oauth_grant g WHERE r.key = $1 AND g.id = r.grant_id
 AND g.client = $2 AND r.used_at IS NULL AND g.expires_at > now() %b RETURNING g.id, g.user_id::text, g.scopes
"""
    % IS_IN
)
IS_SERVING = b"SELECT 1 FROM (VALUES ($1::uuid)) service(user_id) WHERE true" + IS_IN
REFRESH_AGAIN = b"""
SELECT g.id FROM engine.oauth_refresh r JOIN engine.oauth_grant g ON g.id = r.grant_id
WHERE r.key = $1 AND g.client = $2 AND r.used_at IS NOT NULL
"""
ACCESS = b"""
INSERT INTO engine.session (key, user_id, kind, name, expires_at, scopes, client, grant_id)
VALUES ($1, $2::uuid, 'access', $3, now() + make_interval(secs => $4), $5::text[], $6, $7::uuid)
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a program asks a person for."""

    client: Client
    redirect: str
    scopes: tuple[str, ...]
    challenge: str


async def read_asked(connection: AsyncConnection, given: Mapping[str, Any]) -> Asked:
    """The request of a program. Raises Malformed with `error`; nobody is sent to an address that is not registered."""
    client = await find_client(connection, given.get("client_id"))
    redirect = given.get("redirect_uri")
    if client is None or redirect not in client.redirects:
        raise refuse("invalid_request")
    if given.get("response_type") != "code":
        raise refuse("unsupported_response_type")
    challenge = given.get("code_challenge")
    is_sound = isinstance(challenge, str) and CHALLENGE.fullmatch(challenge)
    if not is_sound or given.get("code_challenge_method") != "S256":
        raise refuse("invalid_request")
    scopes = tuple(dict.fromkeys(str(given.get("scope") or "").split())) or tuple(sorted(client.scopes))
    if not client.scopes.issuperset(scopes):
        raise refuse("invalid_scope")
    return Asked(client, str(redirect), scopes, str(challenge))


async def grant(work: Work, asked: Asked) -> str:
    """Notes that the person agrees; the code that the program takes within a minute."""
    code, person = secrets.token_urlsafe(32), str(work.principal.user_id)
    await work.execute(
        "INSERT INTO engine.oauth_grant (user_id, scopes, client, redirect, challenge, code, code_until, expires_at)"
        " VALUES ($1::uuid, $2::text[], $3, $4, $5, $6, now() + interval '60 seconds',"
        " now() + make_interval(days => $7))",
        *(person, list(asked.scopes), asked.client.id, asked.redirect, asked.challenge, kept_form(code), GRANT_DAYS),
    )
    note = {"name": asked.client.name, "scopes": " ".join(asked.scopes)}
    await log(work.connection, Entry(person, "program_let_in", "user", person, note=note))
    return code


async def by_code(company: Company, client: Client, given: Mapping[str, str]) -> dict[str, Any]:
    """Tokens for a code. Raises Malformed (`invalid_grant`); a code that comes again ends what it gave."""
    code, verifier = kept_form(given.get("code", "")), given.get("code_verifier", "")
    async with company.pool.connection() as connection:
        row = await (await connection.execute(TAKE_CODE, [code, client.id])).fetchone()
        if row is None:
            await _end_again(connection, CODE_AGAIN, code, client)
            raise refuse("invalid_grant")
        digest = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        is_proved = VERIFIER.fullmatch(verifier) and hmac.compare_digest(digest, row[4])
        if not is_proved or given.get("redirect_uri", row[3]) != row[3]:
            await _end(connection, row[0])
            raise refuse("invalid_grant")
        return await _tokens(connection, client, row[0], row[1], row[2])


async def by_refresh(company: Company, client: Client, given: Mapping[str, str]) -> dict[str, Any]:
    """New tokens for a refresh token, which is used up by it. Raises Malformed; one that comes again ends the grant."""
    key = kept_form(given.get("refresh_token", ""))
    async with company.pool.connection() as connection:
        row = await (await connection.execute(TAKE_REFRESH, [key, client.id])).fetchone()
        if row is None:
            await _end_again(connection, REFRESH_AGAIN, key, client)
            raise refuse("invalid_grant")
        return await _tokens(connection, client, row[0], row[1], row[2])


async def by_itself(company: Company, client: Client, given: Mapping[str, str]) -> dict[str, Any]:
    """A token for a program that acts as its own user. Raises Malformed where it has none, or asks for too much."""
    scopes = given.get("scope", "").split() or sorted(client.scopes)
    if client.secret is None or client.service_user is None:
        raise refuse("unauthorized_client")
    if not client.scopes.issuperset(scopes):
        raise refuse("invalid_scope")
    async with company.pool.connection() as connection:
        if not await (await connection.execute(IS_SERVING, [client.service_user])).fetchone():
            raise refuse("unauthorized_client")
        return await _access(connection, client, None, client.service_user, scopes)


async def _tokens(
    connection: AsyncConnection, client: Client, grant_id: UUID, person: str, scopes: list[str]
) -> dict[str, Any]:
    found = await _access(connection, client, grant_id, person, scopes)
    refresh = "gxr_" + secrets.token_urlsafe(32)
    await connection.execute(
        b"INSERT INTO engine.oauth_refresh (key, grant_id) VALUES ($1, $2)", [kept_form(refresh), grant_id]
    )
    return found | {"refresh_token": refresh}


async def _access(
    connection: AsyncConnection, client: Client, grant_id: UUID | None, person: str, scopes: list[str]
) -> dict[str, Any]:
    key = "gxa_" + secrets.token_urlsafe(32)
    facts = [
        kept_form(key),
        person,
        client.name,
        ACCESS_SECONDS,
        scopes,
        client.id,
        str(grant_id) if grant_id else None,
    ]
    await connection.execute(ACCESS, facts)
    return {"access_token": key, "token_type": "Bearer", "expires_in": ACCESS_SECONDS, "scope": " ".join(scopes)}


async def _end(connection: AsyncConnection, grant_id: UUID) -> None:
    """Ends a grant with all its tokens; the rows of those go with it."""
    row = await (
        await connection.execute(b"DELETE FROM engine.oauth_grant WHERE id = $1 RETURNING user_id::text", [grant_id])
    ).fetchone()
    if row is not None:
        await log(connection, Entry(str(SYSTEM_ID), "program_shut_out", "user", row[0], note={"why": "used again"}))


async def _end_again(connection: AsyncConnection, statement: bytes, key: str, client: Client) -> None:
    row = await (await connection.execute(statement, [key, client.id])).fetchone()
    if row is not None:
        await _end(connection, row[0])


async def revoke(company: Company, client: Client, token: str) -> None:
    """Ends a token of this program: a refresh token with its grant. What is not its own is left alone (RFC 7009)."""
    key = kept_form(token)
    async with company.pool.connection() as connection, connection.transaction():
        await connection.execute(
            b"DELETE FROM engine.oauth_grant g USING engine.oauth_refresh r WHERE r.key = $1 AND g.id = r.grant_id"
            b" AND g.client = $2",
            [key, client.id],
        )
        await connection.execute(b"DELETE FROM engine.session WHERE key = $1 AND client = $2", [key, client.id])


async def introspect(company: Company, client: Client, token: str) -> dict[str, Any]:
    """What a token of this program is; of any other only that it is not active (RFC 7662)."""
    if client.secret is None:
        raise refuse("invalid_client", status=401)
    async with company.pool.connection() as connection:
        row = await (
            await connection.execute(
                b"SELECT user_id::text, scopes, extract(epoch FROM expires_at)::bigint FROM engine.session"
                b" WHERE key = $1 AND client = $2 AND expires_at > now()" + IS_IN,
                [kept_form(token), client.id],
            )
        ).fetchone()
    if row is None:
        return {"active": False}
    facts = {"sub": row[0], "scope": " ".join(row[1]), "exp": row[2]}
    return {"active": True, "client_id": client.id, "token_type": "Bearer", **facts}
