"""What people have granted, as they and administrators see it, and how it ends."""

from typing import Any, Final
from uuid import UUID

from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Work
from guanxi.kernel.errors import NotFound

LISTED: Final = """
SELECT g.id::text, c.name, g.scopes, g.created_at, g.expires_at,
 (SELECT max(s.seen_at) FROM engine.session s WHERE s.grant_id = g.id)
FROM engine.oauth_grant g JOIN engine.oauth_client c ON c.id = g.client
WHERE g.user_id = $1::uuid AND g.code_used_at IS NOT NULL AND g.expires_at > now()
ORDER BY g.created_at DESC LIMIT 200
"""
ENDED: Final = """
DELETE FROM engine.oauth_grant g USING engine.oauth_client c
WHERE g.id = $1 AND g.user_id = $2::uuid AND c.id = g.client RETURNING c.id, c.name
"""


async def grants_of(work: Work, user_id: str) -> list[dict[str, Any]]:
    """What a person has granted, newest first."""
    rows = await work.fetch(LISTED, user_id)
    names = ("id", "name", "scopes", "created_at", "expires_at", "used_at")
    return [dict(zip(names, row, strict=True)) for row in rows]


async def end_grant(work: Work, user_id: str, grant_id: UUID) -> None:
    """Ends a grant of this person, with its tokens. Raises NotFound."""
    rows = await work.fetch(ENDED, grant_id, user_id)
    if not rows:
        raise NotFound("no_such_grant")
    note = {"client": rows[0][0], "name": rows[0][1]}
    await log(work.connection, Entry(str(work.principal.user_id), "program_shut_out", "user", user_id, note=note))
