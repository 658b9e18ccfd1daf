"""Marks on the records of persons: held must be kept until a day, restricted may not be used meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from guanxi.engine.audit import Entry, log_each
from guanxi.engine.company import Work
from guanxi.engine.query import titles_of
from guanxi.kernel.errors import Conflict

KINDS: Final = ("held", "restricted")
HELD: Final = """
SELECT record_id::text, object, until, reason FROM engine.subject_mark
WHERE record_id = ANY($1::uuid[]) AND kind = 'held' AND (until IS NULL OR until >= $2::date)
"""
RESTRICTED: Final = """
SELECT record_id::text FROM engine.subject_mark WHERE record_id = ANY($1::uuid[]) AND kind = 'restricted'
"""
PUT: Final = """
INSERT INTO engine.subject_mark (record_id, kind, object, until, reason, by_user, request)
SELECT u, $2, $3, $4::date, $5, $6::uuid, $7::uuid FROM unnest($1::uuid[]) u
ON CONFLICT (record_id, kind) DO UPDATE SET until = excluded.until, reason = excluded.reason,
 by_user = excluded.by_user, request = excluded.request, at = now()
"""
LIFT: Final = """
WITH gone AS (DELETE FROM engine.subject_mark WHERE record_id = $1::uuid AND kind = $2 RETURNING *)
INSERT INTO engine.subject_mark_past (record_id, kind, reason, by_user, at, end_reason, ended_by)
SELECT record_id, kind, reason, by_user, at, $3, $4::uuid FROM gone RETURNING record_id
"""
NOW: Final = """
SELECT m.kind, m.until, m.reason, m.at, u.name, r.number FROM engine.subject_mark m
LEFT JOIN record."user" u ON u.id = m.by_user LEFT JOIN record.subject_request r ON r.id = m.request
WHERE m.record_id = $1::uuid ORDER BY m.kind
"""
PAST: Final = """
SELECT m.kind, m.reason, m.at, m.end_reason, m.ended_at, u.name FROM engine.subject_mark_past m
LEFT JOIN record."user" u ON u.id = m.ended_by WHERE m.record_id = $1::uuid ORDER BY m.id DESC LIMIT 20
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """What records are marked as and why; `request` is the one that asks for it, where there is one."""

    kind: str
    reason: str
    until: date | None = None
    request: str | None = None


async def put_mark(work: Work, object_name: str, ids: Sequence[str], mark: Mark) -> None:
    """Marks these records; the log tells of each."""
    by = str(work.principal.user_id)
    await work.execute(PUT, list(ids), mark.kind, object_name, mark.until, mark.reason, by, mark.request)
    await log_each(work.connection, Entry(by, f"subject_{mark.kind}", object_name), ids)


async def drop_mark(work: Work, object_name: str, record_id: str, kind: str, reason: str) -> None:
    """Lifts a mark, if there is one; who did and why is kept beside the record."""
    by = str(work.principal.user_id)
    if await work.fetch(LIFT, record_id, kind, reason, by):
        await log_each(work.connection, Entry(by, f"subject_{kind}_ended", object_name), [record_id])


async def marks_of(work: Work, record_id: str) -> dict[str, list[dict[str, Any]]]:
    """The marks of a record as it stands, and those that were lifted, newest first."""
    names = ("kind", "until", "reason", "at", "by", "request")
    past = ("kind", "reason", "at", "end_reason", "ended_at", "by")
    return {
        "marks": [dict(zip(names, row, strict=True)) for row in await work.fetch(NOW, record_id)],
        "past": [dict(zip(past, row, strict=True)) for row in await work.fetch(PAST, record_id)],
    }


async def held_among(work: Work, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Of these records those that must be kept still, each with its object and the reason."""
    rows = await work.fetch(HELD, list(ids), work.moment_here.date())
    return {record_id: (object_name, reason) for record_id, object_name, _, reason in rows}


async def restricted_among(work: Work, ids: Sequence[str]) -> set[str]:
    """Of these records those that may not be used."""
    return {record_id for (record_id,) in await work.fetch(RESTRICTED, list(ids))}


async def refuse_held(work: Work, ids: Sequence[str]) -> None:
    """Raises Conflict naming the records that must be kept."""
    held = await held_among(work, ids)
    if held:
        shown: list[dict[str, Any]] = []
        for name in sorted({name for name, _ in held.values()}):
            own = {each: reason for each, (of, reason) in held.items() if of == name}
            titles = await titles_of(work, name, set(own))
            shown += [{"object": name, "id": each, "title": titles.get(each), "reason": own[each]} for each in own]
        raise Conflict("subject_held", extra={"held": shown}, count=len(shown))
