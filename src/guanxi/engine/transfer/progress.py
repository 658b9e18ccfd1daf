"""How far the running imports are, for whoever tells the screens."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

MOVED = b"""
SELECT id::text, by_user::text, state, done, total, created, updated, unchanged, refused, change_set::text, updated_at
FROM engine.import_run WHERE updated_at > $1 AND state <> 'uploaded' AND state <> 'mapped' ORDER BY updated_at LIMIT 200
"""


async def moved_since(connection: AsyncConnection, moment: datetime) -> Sequence[tuple[datetime, str, dict[str, Any]]]:
    """The imports that have moved on since then: when, whose, and what the event `progress` says of each."""
    rows = await (await connection.execute(MOVED, [moment])).fetchall()
    names = ("done", "total", "created", "updated", "unchanged", "refused", "change_set")
    return [
        (
            row[-1],
            row[1],
            {"import": row[0], "state": "running" if row[2] == "cancelling" else row[2]}
            | dict(zip(names, row[3:10], strict=True)),
        )
        for row in rows
    ]
