"""What is no record but is changed, kept and undone like one: fields and objects, views, files, external ids.

Its changes stand in the same log as those of records. `old` and `new` hold what changed; a created thing has only
`new`, a deleted one only `old`.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast
from uuid import UUID

import orjson

from guanxi.engine.company import Work
from guanxi.kernel.identifiers import new_id

State = Mapping[str, Any]


class Kept(NamedTuple):
    """One change of a thing as the log keeps it."""

    thing: str
    id: UUID
    kind: str
    old: State
    new: State


@dataclass(frozen=True, slots=True)
class Thing:
    """A sort of such things; `reverse` takes a change of one back within the caller's rights and notes that it did.

    `title` names one by its state, in a language.
    """

    name: str
    reverse: Callable[[Work, Kept], Awaitable[None]]
    title: Callable[[State, str], str | None]


THINGS: dict[str, Thing] = {}


def declare(thing: Thing) -> Thing:
    """Lets undo and the list of changes know this sort."""
    THINGS[thing.name] = thing
    return thing


NOTE = """
WITH given AS (SELECT * FROM json_to_recordset($7::json) AS r(record_id uuid, kind text, old json, new json,
   fields text[])),
 made AS (INSERT INTO engine.change_set (id, at, by_user, source, reason, undoes)
   VALUES ($1::uuid, $2::timestamptz, $3::uuid, $4::text, $5::text, $6::uuid) ON CONFLICT (id) DO NOTHING),
 history AS (INSERT INTO engine.change (change_set, object, record_id, kind, version, old, new, at)
   SELECT $1::uuid, $8::text, record_id, kind,
     1 + coalesce((SELECT max(version) FROM engine.change c WHERE c.record_id = given.record_id), 0), old, new,
     $2::timestamptz FROM given)
INSERT INTO audit.entry (at, by_user, action, object, record_id, fields, change_set)
   SELECT $2::timestamptz, $3::uuid, kind, $8::text, record_id, fields, $1::uuid FROM given
"""


async def note(work: Work, thing: str, thing_id: UUID, kind: str, old: State | None, new: State | None) -> None:
    """Keeps a change of a thing in the work's change set."""
    await note_all(work, thing, [(thing_id, kind, old, new)])


async def note_all(work: Work, thing: str, changes: Sequence[tuple[UUID, str, State | None, State | None]]) -> None:
    """Keeps changes of things of one sort, each with its id, its kind and what was and is, at once."""
    work.change_set = work.change_set or new_id()
    given = [
        {"record_id": thing_id, "kind": kind, "old": old, "new": new, "fields": sorted(new or old or {})}
        for thing_id, kind, old, new in changes
    ]
    await work.execute(
        NOTE,
        str(work.change_set),
        work.moment,
        str(work.principal.user_id),
        work.source,
        work.reason,
        str(work.undoes) if work.undoes else None,
        orjson.dumps(given, default=_plain).decode(),
        thing,
    )


def _plain(value: object) -> object:
    return dict(cast(State, value)) if isinstance(value, Mapping) else str(value)
