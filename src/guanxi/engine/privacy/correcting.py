"""What is done for a request without taking anybody away: records corrected, and records that may not be used."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from guanxi.engine.access.rights import Rights
from guanxi.engine.audit import Entry, log
from guanxi.engine.changes import Change, Options
from guanxi.engine.changes.write import write_as
from guanxi.engine.company import Work
from guanxi.engine.privacy.certificates import certify
from guanxi.engine.privacy.finding import RECORD
from guanxi.engine.privacy.marking import Mark, put_mark
from guanxi.engine.privacy.runs import Run, chosen_rows, corrections_of, due_run
from guanxi.kernel.errors import Conflict, FieldError, Invalid, NotFound
from guanxi.kernel.identifiers import read_id
from guanxi.kernel.principal import system

SETTLED: Final = ("owner", "team")  # who looks after a person is not for him to correct
IS_FOUND: Final = """
SELECT 1 FROM engine.subject_finding WHERE request = $1::uuid AND place = 'record' AND object = $2 AND key = $3
"""
NOTE: Final = """
INSERT INTO engine.subject_correction (request, change_set, object, record_id, fields, by_user)
VALUES ($1::uuid, $2::uuid, $3, $4::uuid, $5::text[], $6::uuid)
ON CONFLICT (request, change_set) DO UPDATE SET fields = excluded.fields
"""
BEGIN: Final = """
UPDATE engine.subject_run SET deed = $2, started_at = now() WHERE request = $1::uuid
"""


async def correct(
    work: Work, request: str, found: tuple[str, str], values: Mapping[str, Any], version: int | None = None
) -> None:
    """Changes a record, its object and its id, that was found for the request, and notes which fields.

    Whoever answers the request may, also where his role does not let him edit such records; what he may not see he does
    not change. Raises NotFound for what was not found, Conflict where the request is at work or done, and what every
    write raises.
    """
    name, key = found
    await _open(work, request)
    if not await work.fetch(IS_FOUND, request, name, key):
        raise NotFound("no_such_record", id=key[:100])
    changes = [Change("update", read_id(key), values, version)]
    outcome = (await write_as(work, _rights(work, name), changes, Options(duplicates="allow")))[0]
    if outcome.kind == "update":
        fields, by = sorted(outcome.fields), str(work.principal.user_id)
        await work.execute(NOTE, request, str(work.change_set), name, key, fields, by)
        await log(work.connection, Entry(by, "subject_corrected", name, key, fields))


async def _open(work: Work, request: str) -> Run:
    run = await due_run(work, request)
    if run.state not in ("found", "failed"):
        raise Conflict("subject_run_busy")
    return run


def _rights(work: Work, name: str) -> Rights:
    """To edit every field that the officer sees."""
    own, whole = work.rights(name), replace(work, principal=system(work.principal.language)).rights(name)
    own.require("read")
    closed = {each: "read" for each in own.spec.fields if each in SETTLED or not own.sees(each)}
    return replace(whole, grant=replace(whole.grant, fields={**whole.grant.fields, **closed}))


async def end_correction(work: Work, request: str) -> None:
    """Ends a request for correction with its certificate. Raises Conflict where nothing was corrected."""
    await _open(work, request)
    made = await corrections_of(work, request, with_titles=False)
    if not made:
        raise Conflict("nothing_corrected")
    records = {(each["object"], each["key"]) for each in made}
    await _end(work, request, "correct", {"corrections": len(made)}, [name for name, _ in records])


async def restrict(work: Work, request: str, reason: str) -> None:
    """Marks the chosen records of persons as not to be used and ends the request with its certificate.

    Raises Conflict where no record of a person is chosen, Invalid without a reason.
    """
    await _open(work, request)
    if not reason:
        raise Invalid("invalid", errors=[FieldError("reason", "required", {"field": "reason"})])
    rows = [row for row in await chosen_rows(work, request) if row.place == RECORD and row.is_subject]
    by_object: dict[str, list[str]] = {}
    for row in rows:
        by_object.setdefault(row.object, []).append(row.key)
    if not by_object:
        raise Conflict("nothing_chosen")
    for name, ids in by_object.items():
        await put_mark(work, name, ids, Mark("restricted", reason, request=request))
    counts = {"restricted": sum(len(ids) for ids in by_object.values())}
    await _end(work, request, "restrict", counts, [row.object for row in rows])


async def _end(work: Work, request: str, deed: str, counts: Mapping[str, int], objects: Sequence[str]) -> None:
    await work.execute(BEGIN, request, deed)
    persons = {name: objects.count(name) for name in sorted(set(objects))}
    await certify(work, await due_run(work, request), counts, persons)
