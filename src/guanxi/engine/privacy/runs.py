"""How far a request has come: who it is about, sealed, what was found, what was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from guanxi.engine.company import Work
from guanxi.engine.privacy.persons import Person, Terms
from guanxi.engine.query import titles_of
from guanxi.kernel.errors import Conflict, NotFound

COLUMNS: Final = (
    "request::text, persons, state, deed, phase, position, counts, by_user::text, certificate, error, file_at::text,"
    " file_rest, file_unread, logged"
)
KEEP: Final = """
INSERT INTO engine.subject_run (request, persons, state, by_user, found_at)
 VALUES ($1::uuid, $2, 'found', $3::uuid, now())
ON CONFLICT (request) DO UPDATE SET persons = excluded.persons, state = 'found', by_user = excluded.by_user,
 found_at = now(), deed = NULL, phase = '', position = 0, counts = '{}', error = NULL, file_at = NULL,
 file_rest = 0, file_unread = 0, logged = '[]'
"""
CHOSEN: Final = """
SELECT place, object, key, bool_or(is_subject), max(how) FILTER (WHERE how = 'content'),
 array_agg(person ORDER BY person) FROM engine.subject_finding WHERE request = $1::uuid AND is_chosen
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""

CORRECTIONS: Final = """
SELECT c.object, c.record_id::text, c.fields, c.at, u.name, c.change_set::text FROM engine.subject_correction c
LEFT JOIN record."user" u ON u.id = c.by_user WHERE c.request = $1::uuid ORDER BY c.at, c.change_set
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One request at work; `state` is found, queued, running, done or failed."""

    request: str
    sealed: str | None
    state: str
    deed: str | None
    phase: str
    position: int
    counts: Mapping[str, int]
    by_user: str
    certificate: Mapping[str, Any] | None
    error: str | None
    file_at: str | None
    file_rest: int
    file_unread: int
    logged: Sequence[Mapping[str, int]]

    def persons(self, work: Work) -> list[Person]:
        if self.sealed is None:
            return []
        rows: list[dict[str, Any]] = orjson.loads(work.company.vault.open(self.sealed, _about(self.request)))
        return [
            Person(
                *(tuple(row[name]) for name in ("names", "emails", "phones", "others")),
                is_distinct=row["is_distinct"],
                number=row.get("number", 0),
            )
            for row in rows
        ]

    def terms(self, work: Work) -> Terms:
        return Terms(self.persons(work))


def _about(request: str) -> str:
    return f"subject request {request}"


def _sealed(work: Work, request: str, persons: Sequence[Person]) -> str:
    return work.company.vault.seal(orjson.dumps([each.facts for each in persons]).decode(), _about(request))


async def run_of(work: Work, request: str, *, locks: bool = False) -> Run | None:
    lock = " FOR UPDATE" if locks else ""
    rows = await work.fetch(f"SELECT {COLUMNS} FROM engine.subject_run WHERE request = $1::uuid{lock}", request)
    return Run(*rows[0]) if rows else None


async def due_run(work: Work, request: str) -> Run:
    """The run, locked. Raises NotFound where nothing was looked for yet."""
    found = await run_of(work, request, locks=True)
    if found is None:
        raise NotFound("nothing_found_yet")
    return found


async def open_run(work: Work, request: str) -> Run:
    """The run, locked, while one may still choose. Raises NotFound where nothing was looked for yet, and Conflict where
    something is done with the request, or was."""
    found = await due_run(work, request)
    if found.state != "found":
        raise Conflict("subject_run_busy")
    return found


async def keep_persons(work: Work, request: str, persons: Sequence[Person]) -> None:
    """Begins anew with these persons. Raises Conflict while something is done with the request, or was."""
    before = await run_of(work, request, locks=True)
    if before is not None and before.state in ("queued", "running", "done"):
        raise Conflict("subject_run_busy")
    await work.execute(KEEP, request, _sealed(work, request, persons), str(work.principal.user_id))


async def add_persons(work: Work, run: Run, more: Sequence[Person]) -> None:
    """Keeps what their records tell of the persons beyond what was entered, before the records lose it."""
    sealed = _sealed(work, run.request, [*run.persons(work), *more])
    await work.execute("UPDATE engine.subject_run SET persons = $2 WHERE request = $1::uuid", run.request, sealed)


async def advance(work: Work, run: Run, phase: str, position: int, counts: Mapping[str, int]) -> None:
    """Notes in the transaction of a step that it is done."""
    text = (
        "UPDATE engine.subject_run SET state = 'running', phase = $2, position = $3, counts = $4::jsonb,"
        " started_at = coalesce(started_at, now()) WHERE request = $1::uuid"
    )
    await work.execute(text, run.request, phase, position, orjson.dumps(dict(counts)).decode())


@dataclass(frozen=True, slots=True)
class ChosenRow:
    """What the officer says is of these persons: a record, or a row of another table by its key."""

    place: str
    object: str
    key: str
    is_subject: bool
    how: str | None  # told where it is by the content of a file
    persons: Sequence[int]


async def chosen_rows(work: Work, request: str) -> list[ChosenRow]:
    return [ChosenRow(*row) for row in await work.fetch(CHOSEN, request)]


async def corrections_of(work: Work, request: str, *, with_titles: bool = True) -> list[dict[str, Any]]:
    """What was changed for a request: which fields of which records, never to what."""
    rows = await work.fetch(CORRECTIONS, request)
    found = [
        {"object": name, "key": key, "fields": fields, "at": at.isoformat(), "by": by, "change_set": change_set}
        for name, key, fields, at, by, change_set in rows
    ]
    if not with_titles:
        return found
    names = sorted({each["object"] for each in found})
    titles = {name: await titles_of(work, name, {each["key"] for each in found}) for name in names}
    return [{**each, "title": titles[each["object"]].get(each["key"])} for each in found]
