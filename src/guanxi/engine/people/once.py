"""What opens something once and not for long: links, codes, steps of signing in. Only hashes of the keys are kept."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from psycopg import AsyncConnection

ISSUE = b"""
INSERT INTO engine.once (key, kind, user_id, facts, expires_at)
VALUES ($1, $2, $3::uuid, $4::jsonb, now() + $5::interval)
"""
TAKE = b"""
DELETE FROM engine.once WHERE key = $1 AND kind = $2 AND expires_at > now() RETURNING user_id, facts
"""
TRY = b"""
UPDATE engine.once SET tries = tries + 1 WHERE key = $1 AND kind = $2 AND expires_at > now() AND tries < $3
RETURNING user_id, facts
"""


@dataclass(frozen=True, slots=True)
class Once:
    """Whom the key belongs to, if anybody, and what was noted with it."""

    user_id: UUID | None
    facts: Mapping[str, Any]


def kept_form(key: str) -> str:
    """The form in which a key is kept: SHA-256, which is enough for 256 random bits."""
    return hashlib.sha256(key.encode()).hexdigest()


async def issue(
    connection: AsyncConnection, kind: str, lasts: timedelta, user_id: UUID | None = None, **facts: Any
) -> str:
    """A new key; what has run out is cleared away on the way."""
    key = secrets.token_urlsafe(32)
    await connection.execute(b"DELETE FROM engine.once WHERE expires_at < now()")
    given = [kept_form(key), kind, str(user_id) if user_id else None, orjson.dumps(facts).decode(), lasts]
    await connection.execute(ISSUE, given)
    return key


async def take(connection: AsyncConnection, kind: str, key: str) -> Once | None:
    """What the key stands for, which it does no more; None where it never did, or not any more."""
    row = await (await connection.execute(TAKE, [kept_form(key), kind])).fetchone()
    return Once(*row) if row else None


async def attempt(connection: AsyncConnection, kind: str, key: str, most: int) -> Once | None:
    """The same, but the key stays good for so many attempts in all."""
    row = await (await connection.execute(TRY, [kept_form(key), kind, most])).fetchone()
    return Once(*row) if row else None


async def forget(connection: AsyncConnection, kind: str, user_id: UUID) -> None:
    """Ends all keys of this kind that a person has."""
    await connection.execute(b"DELETE FROM engine.once WHERE kind = $1 AND user_id = $2", [kind, user_id])
