"""Whoever is switched off or deleted is out at once: his sessions and half-done sign-ins end, his remembered devices
are forgotten, and what he granted to programs ends with its tokens.

Who comes back signs in anew and grants anew. Tokens of his own stay and open nothing until then.
"""

from collections.abc import Sequence
from typing import Final

from guanxi.engine.audit import Entry, log
from guanxi.engine.changes.model import Draft
from guanxi.engine.changes.reactions import reaction
from guanxi.engine.company import Work

SIGNED_OUT: Final = """
WITH devices AS (DELETE FROM engine.device WHERE user_id = ANY($1::uuid[])),
 steps AS (DELETE FROM engine.once WHERE user_id = ANY($1::uuid[]))
DELETE FROM engine.session WHERE user_id = ANY($1::uuid[]) AND kind IN ('session', 'access')
"""
ENDED: Final = """
WITH gone AS (DELETE FROM engine.oauth_grant WHERE user_id = ANY($1::uuid[]) RETURNING user_id)
SELECT user_id::text, count(*)::integer FROM gone GROUP BY user_id
"""


@reaction("user")
async def end_what_they_granted(work: Work, object_name: str, drafts: Sequence[Draft]) -> None:
    """Ends sessions and grants of those who go by this write."""
    going = [draft.key for draft in drafts if _goes(draft)]
    if not going:
        return
    await work.execute(SIGNED_OUT, going)
    for person, count in await work.fetch(ENDED, going):
        note = {"why": "switched off", "count": count}
        await log(work.connection, Entry(str(work.principal.user_id), "program_shut_out", "user", person, note=note))


def _goes(draft: Draft) -> bool:
    if draft.kind in ("create", "delete"):
        return draft.kind == "delete"
    return "is_active" in draft.changed and draft.after.get("is_active") is False
