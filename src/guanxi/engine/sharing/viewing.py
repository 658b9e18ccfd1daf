"""Looking through another's eyes: a session of an administrator that for a while sees what somebody else sees, and
writes nothing."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Company
from guanxi.engine.people import principal_of
from guanxi.kernel.errors import NotFound
from guanxi.kernel.principal import Principal

LASTS: Final = timedelta(hours=1)


def _kept(key: str) -> str:
    return hashlib.sha256(b"view " + key.encode()).hexdigest()


def may_look(principal: Principal) -> bool:
    """True for who looks through the eyes of others."""
    return "administrator" in principal.roles


async def begin_view(company: Company, key: str, viewer: Principal, person: UUID) -> datetime:
    """Lets the session of this key look as the person until the moment given back, and logs that it does.

    Raises NotFound where there is no active person of this id.
    """
    until = datetime.now(UTC) + LASTS
    async with company.pool.connection() as connection, connection.transaction():
        if await principal_of(connection, str(person), company.norms.time_zone) is None:
            raise NotFound("no_such_user", login="")
        await connection.execute(
            b"INSERT INTO engine.view_as (key, viewer, person, until) VALUES ($1, $2::uuid, $3::uuid, $4)"
            b" ON CONFLICT (key) DO UPDATE SET viewer = excluded.viewer, person = excluded.person,"
            b" until = excluded.until",
            [_kept(key), str(viewer.user_id), str(person), until],
        )
        await log(connection, Entry(str(viewer.user_id), "view_as_begun", "user", str(person)))
    return until


async def end_view(company: Company, key: str) -> None:
    """Ends it, and logs that it has ended; nothing where there is none."""
    async with company.pool.connection() as connection, connection.transaction():
        row = await (
            await connection.execute(
                b"DELETE FROM engine.view_as WHERE key = $1 RETURNING viewer::text, person::text", [_kept(key)]
            )
        ).fetchone()
        if row is not None:
            await log(connection, Entry(row[0], "view_as_ended", "user", row[1]))


async def seen_by(company: Company, key: str, principal: Principal) -> Principal:
    """The principal of a session, or him whom it looks as, as long as he may look."""
    if not may_look(principal):
        return principal
    async with company.pool.connection() as connection:
        row = await (
            await connection.execute(
                b"SELECT person::text FROM engine.view_as WHERE key = $1 AND viewer = $2::uuid AND until > now()",
                [_kept(key), str(principal.user_id)],
            )
        ).fetchone()
        if row is None:
            return principal
        found = await principal_of(connection, row[0], company.norms.time_zone)
    if found is None:
        return principal
    owes_nothing = {"must_change_password": False, "must_set_second_factor": False, "must_verify_email": False}
    return replace(found, language=principal.language, viewer_id=principal.user_id, **owes_nothing)
