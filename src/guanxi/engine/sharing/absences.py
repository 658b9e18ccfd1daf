"""While a person is absent another stands in for him: what was his or shared with him is open to the delegate, as
far as the delegate's own roles allow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from guanxi.engine.changes.rows import Rows
from guanxi.engine.changes.things import State, declare
from guanxi.engine.company import Work
from guanxi.kernel.errors import FieldError, Forbidden, Invalid, NotFound
from guanxi.kernel.identifiers import new_id

LONGEST: Final = 366  # days
SELECT = """SELECT a.id::text, a.person::text, p.name, a.delegate::text, d.name, a.since::text, a.until::text,
 (now() AT TIME ZONE engine.zone())::date BETWEEN a.since AND a.until
 FROM engine.absence a JOIN record."user" p ON p.id = a.person JOIN record."user" d ON d.id = a.delegate
 WHERE a.until >= (now() AT TIME ZONE engine.zone())::date AND ($1::uuid IS NULL OR $1::uuid IN (a.person, a.delegate))
 ORDER BY a.since, a.id LIMIT 500"""


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody's absence from the first to the last day, and who stands in."""

    person: UUID
    delegate: UUID
    since: date
    until: date


def require_own(work: Work, person: object) -> None:
    """Raises Forbidden where this is not the caller himself and he may not change people."""
    if str(person) != str(work.principal.user_id):
        rights = work.rights("user")
        rights.require("edit")
        work.rights("role").require("edit")  # to stand in is to get rights


async def _require(work: Work, state: State) -> None:
    require_own(work, state["person"])


ROWS = Rows(
    "absence", "engine.absence", ("id",), _require, lambda state, language: f"{state['since']} – {state['until']}"
)
declare(ROWS.thing())


async def absences(work: Work, person: UUID | None) -> list[Mapping[str, Any]]:
    """The absences that are not over of a person, or that he stands in for; of all with None, for who may set them."""
    if person is None:
        work.rights("role").require("edit")
    else:
        require_own(work, person)
    rows = await work.fetch(SELECT, str(person) if person else None)
    return [
        {
            "id": row[0],
            "person": {"id": row[1], "title": row[2]},
            "delegate": {"id": row[3], "title": row[4]},
            "since": row[5],
            "until": row[6],
            "is_now": row[7],
        }
        for row in rows
    ]


async def plan_absence(work: Work, absence: Absence) -> UUID:
    """Lets another stand in. Raises Forbidden for somebody else's absence, Invalid where it makes no sense."""
    require_own(work, absence.person)
    if absence.person == absence.delegate:
        raise _wrong("delegate", "stands_in_for_himself")
    if not 0 <= (absence.until - absence.since).days < LONGEST:
        raise _wrong("until", "bad_absence", days=LONGEST)
    found = await work.fetch(
        'SELECT count(*) FROM record."user" WHERE id = ANY($1::uuid[]) AND deleted_at IS NULL'
        " AND is_active IS NOT FALSE",
        [str(absence.person), str(absence.delegate)],
    )
    if found[0][0] != 2:
        raise _wrong("delegate", "no_such_user", login="")
    absence_id = new_id()
    facts = {"person": absence.person, "delegate": absence.delegate, "since": absence.since, "until": absence.until}
    await ROWS.put(work, absence_id, {"id": absence_id, **facts, "by_user": work.principal.user_id, "at": work.moment})
    return absence_id


def _wrong(place: str, code: str, **values: Any) -> Invalid:
    return Invalid("invalid", errors=[FieldError(place, code, values)])


async def end_absence(work: Work, absence_id: UUID) -> None:
    """Takes an absence back. Raises NotFound where there is none such."""
    found = await ROWS.find(work, {"id": absence_id})
    if found is None:
        raise NotFound("no_such_absence")
    try:
        require_own(work, found["person"])
    except Forbidden:
        raise NotFound("no_such_absence") from None
    await ROWS.take(work, absence_id, found)
