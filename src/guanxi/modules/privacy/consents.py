"""Whether a person may be reached for a purpose by a channel, and the end of consents whose time is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from guanxi.engine.changes import Change, write
from guanxi.engine.company import Company, Work
from guanxi.kernel.errors import NotFound
from guanxi.kernel.identifiers import new_id
from guanxi.kernel.principal import system

BATCH: Final = 500
SUBJECTS: Final = ("contact", "lead")
NEEDS_CONSENT: Final = "consent"
VERDICTS = """
SELECT w.id, p.legal_basis, p.is_active AND $3::text = ANY(p.channels), c.state, c.expires_on < $4::date,
 EXISTS (SELECT 1 FROM engine.subject_mark m WHERE m.record_id = w.id AND m.kind = 'restricted')
FROM unnest($1::uuid[]) AS w(id)
CROSS JOIN (SELECT id, legal_basis, is_active, channels FROM record.purpose
  WHERE lower(code) = lower($2::text) AND deleted_at IS NULL) p
LEFT JOIN LATERAL (SELECT state, expires_on FROM record.consent c
  WHERE c.{subject} = w.id AND c.purpose = p.id AND c.channel = $3::text AND c.deleted_at IS NULL
  ORDER BY c.given_at DESC, c.id DESC LIMIT 1) c ON true
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody may be reached, and why: the state of his consent, or what decides without one."""

    is_allowed: bool
    why: str


async def may_contact(
    work: Work, object_name: str, ids: Sequence[UUID], purpose: str, channel: str
) -> Mapping[UUID, Verdict]:
    """For each of these records whether the person may be reached for the purpose (by its code) and the channel.

    One statement, however many there are. Raises NotFound where there is no such purpose or no such persons.
    """
    if object_name not in SUBJECTS:
        raise NotFound("no_such_object", object=object_name[:100])
    statement = VERDICTS.format(subject=object_name)
    today = work.moment_here.date()
    rows = await work.fetch(statement, [str(each) for each in ids], purpose, channel, today)
    if ids and not rows:
        raise NotFound("no_such_record", id=purpose[:100])
    return {row[0]: _verdict(*row[1:]) for row in rows}


def _verdict(basis: str, is_open: bool | None, state: str | None, is_over: bool | None, is_restricted: bool) -> Verdict:
    if is_restricted:
        return Verdict(False, "restricted")
    if not is_open:
        return Verdict(False, "not_by_this_channel")
    if state in ("refused", "withdrawn"):
        return Verdict(False, state)
    if state == "expired" or (state == "given" and is_over):
        return Verdict(basis != NEEDS_CONSENT, "expired" if basis == NEEDS_CONSENT else basis)
    if state == "given":
        return Verdict(True, "given")
    return Verdict(basis != NEEDS_CONSENT, "not_asked" if basis == NEEDS_CONSENT else basis)


async def expire_consents(company: Company) -> int:
    """Marks consents whose last day is over, in batches of one change set; gives how many."""
    change_set, ended = new_id(), 0
    while True:
        async with company.work(system(), source="nightly", change_set=change_set) as work:
            rows = await work.fetch(
                "SELECT id FROM record.consent WHERE state = 'given' AND expires_on < $1::date AND deleted_at IS NULL"
                f" ORDER BY expires_on, id LIMIT {BATCH}",
                work.moment_here.date(),
            )
            changes: list[Any] = [Change("update", row[0], {"state": "expired"}) for row in rows]
            if changes:
                await write(work, "consent", changes)
        ended += len(rows)
        if len(rows) < BATCH:
            return ended
