"""One entry of the audit log for a deed that is no change of a record: a sign-in, an export, a look at what is hidden.

Changes of records write their entries themselves, in the statement of the change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from psycopg import AsyncConnection

LOG = b"""
INSERT INTO audit.entry (at, by_user, action, object, record_id, fields, note)
VALUES (now(), $1::uuid, $2, $3, $4::uuid, $5::text[], $6)
"""
LOG_EACH = b"""
INSERT INTO audit.entry (at, by_user, action, object, record_id, note)
SELECT now(), $1::uuid, $2, $3, u, $4 FROM unnest($5::uuid[]) u
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is told of one deed. `note` holds small facts about it (a reason, an address), never a value of a field."""

    by_user: str
    action: str
    object: str | None = None
    record_id: str | None = None
    fields: Sequence[str] = ()
    note: Mapping[str, Any] = field(default_factory=dict[str, Any])


async def log(connection: AsyncConnection, entry: Entry) -> None:
    """Writes the entry on this connection, in its transaction."""
    fields = list(entry.fields) or None
    given = [entry.by_user, entry.action, entry.object, entry.record_id, fields, _text(entry.note)]
    await connection.execute(LOG, given)


async def log_each(connection: AsyncConnection, entry: Entry, record_ids: Sequence[str]) -> None:
    """Writes the entry once for each of these records, in one statement."""
    given = [entry.by_user, entry.action, entry.object, _text(entry.note), list(record_ids)]
    await connection.execute(LOG_EACH, given)


def _text(note: Mapping[str, Any]) -> str | None:
    return orjson.dumps(note, option=orjson.OPT_SORT_KEYS).decode() if note else None
