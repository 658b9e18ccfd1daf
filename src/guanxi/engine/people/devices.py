"""Devices that a person has said are his: there the password is enough for 30 days."""

import secrets
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Work
from guanxi.engine.people.agents import LONGEST, Caller
from guanxi.engine.people.once import kept_form
from guanxi.engine.people.sessions import told
from guanxi.kernel.errors import NotFound

REMEMBERED_FOR: Final = timedelta(days=30)
LISTED = """
SELECT id::text, agent, address, created_at, seen_at, expires_at FROM engine.device
WHERE user_id = $1::uuid AND expires_at > now() ORDER BY seen_at DESC, id LIMIT 200
"""
KNOWN = b"""
UPDATE engine.device SET seen_at = now() WHERE key = $1 AND user_id = $2 AND expires_at > now() RETURNING id
"""


async def remember_device(connection: AsyncConnection, user_id: UUID, caller: Caller) -> str:
    """A new key for the device; the cookie that it had before, maybe somebody else's, is never taken over."""
    key = secrets.token_urlsafe(32)
    await connection.execute(
        b"INSERT INTO engine.device (key, user_id, agent, address, expires_at) VALUES ($1, $2, $3, $4, now() + $5)",
        [kept_form(key), user_id, caller.agent[:LONGEST], caller.address, REMEMBERED_FOR],
    )
    return key


async def is_remembered(connection: AsyncConnection, user_id: UUID, key: str) -> bool:
    return bool(key) and await (await connection.execute(KNOWN, [kept_form(key), user_id])).fetchone() is not None


async def devices_of(work: Work, user_id: str) -> list[dict[str, Any]]:
    """A person's remembered devices, those seen last first."""
    names = ("id", "agent", "address", "created_at", "seen_at", "expires_at")
    return [told(dict(zip(names, row, strict=True))) for row in await work.fetch(LISTED, user_id)]


async def forget_devices(work: Work, user_id: str, only: UUID | None = None) -> None:
    """Forgets all devices of a person, or only this. Raises NotFound where the only one is not there."""
    gone = await work.fetch(
        "DELETE FROM engine.device WHERE user_id = $1::uuid AND ($2::uuid IS NULL OR id = $2) RETURNING id",
        user_id,
        str(only) if only else None,
    )
    if only and not gone:
        raise NotFound("no_such_device")
    if gone:
        entry = Entry(str(work.principal.user_id), "device_forgotten", "user", user_id, note={"count": len(gone)})
        await log(work.connection, entry)
