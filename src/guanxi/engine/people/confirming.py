"""Giving one's own password once more, so that an open screen is not enough for what matters."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Company
from guanxi.engine.people.hurdles import limit
from guanxi.engine.people.passwords import fits
from guanxi.kernel.errors import FieldError, Invalid

MOST: Final = 10
WITHIN: Final = timedelta(hours=1)


async def require_own_password(company: Company, user_id: UUID, password: Any, field: str) -> None:
    """Raises Invalid at this field where the password is not the person's, which is logged, and TooMany after ten tries
    within an hour."""
    async with company.pool.connection() as connection:
        await limit(connection, f"confirming of {user_id}", MOST, WITHIN)
        statement = b"SELECT hash FROM engine.credential WHERE user_id = $1"
        row = await (await connection.execute(statement, [user_id])).fetchone()
    if row and isinstance(password, str) and await fits(row[0], password):
        return
    async with company.pool.connection() as connection:
        await log(connection, Entry(str(user_id), "confirming_failed", "user", str(user_id)))
    raise Invalid("invalid", errors=[FieldError(field, "wrong_password")])
