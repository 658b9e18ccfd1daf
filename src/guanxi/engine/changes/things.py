"""What is no record but is changed, kept and undone like one: fields and objects, views, files, external ids.

Its changes stand in the same log as those of records. `old` and `new` hold what changed; a created thing has only
`new`, a deleted one only `old`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
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
WITH made AS (INSERT INTO engine.change_set (id, at, by_user, source, reason, undoes)
   VALUES ($1::uuid, $2::timestamptz, $3::uuid, $4::text, $5::text, $6::uuid) ON CONFLICT (id) DO NOTHING),
 history AS (INSERT INTO engine.change (change_set, object, record_id, kind, version, old, new, at)
   SELECT $1::uuid, $7::text, $8::uuid, $9::text, 1 + coalesce(max(version), 0), $10::json, $11::json, $2::timestamptz
   FROM engine.change WHERE record_id = $8::uuid)
INSERT INTO engine.audit (at, by_user, action, object, record_id, fields, change_set)
   VALUES ($2::timestamptz, $3::uuid, $9::text, $7::text, $8::uuid, $12::text[], $1::uuid)
"""


async def note(work: Work, thing: str, thing_id: UUID, kind: str, old: State | None, new: State | None) -> None:
    """Keeps a change of a thing in the work's change set."""
    work.change_set = work.change_set or new_id()
    await work.execute(
        NOTE,
        str(work.change_set),
        work.moment,
        str(work.principal.user_id),
        work.source,
        work.reason,
        str(work.undoes) if work.undoes else None,
        thing,
        str(thing_id),
        kind,
        _json(old),
        _json(new),
        sorted(new or old or {}),
    )


def _json(state: State | None) -> str | None:
    return None if state is None else orjson.dumps(dict(state), default=str).decode()
