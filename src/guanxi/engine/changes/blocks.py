"""What stands in the way of an undo: records that are gone or closed to the caller, that were changed since or that
others refer to."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from guanxi.engine.changes.closed import closed_to
from guanxi.engine.changes.gone import gone_from
from guanxi.engine.changes.referring import referred_to, referrers
from guanxi.engine.changes.refused import NONE_REFUSED, Refusal, living_with_refused
from guanxi.engine.company import Work
from guanxi.engine.company.sentences import sentence
from guanxi.engine.query import titles_of
from guanxi.kernel.errors import FieldError

MOST_SHOWN = 100
WORDS = "system.things"
# what an undo of the rest left is in force still; text keeps the database to the index of records
IN_FORCE = """NOT EXISTS (SELECT 1 FROM engine.change_set s WHERE s.id = {0}.change_set AND
  (s.undone_by IS NOT NULL AND EXISTS (SELECT 1 FROM engine.undo_state(s.id) w JOIN engine.change u
     ON u.change_set::text = w.last::text AND u.record_id = {0}.record_id WHERE w.steps % 2 = 1)
   OR s.undoes IS NOT NULL AND EXISTS (
     SELECT 1 FROM engine.change_set o WHERE o.id = s.undoes AND o.undone_by = s.id)))"""
# a deletion and the restoring after it cancel out
CHANGED_SINCE = f"""
SELECT DISTINCT ON (c.record_id) c.object, c.record_id::text, l.change_set::text FROM engine.change c
JOIN engine.change l ON l.record_id = c.record_id AND l.seq > c.seq AND l.change_set <> c.change_set
WHERE c.change_set = $1::uuid AND (
  (c.kind = 'update' AND l.kind = 'update' AND EXISTS (
     SELECT 1 FROM json_object_keys(c.new) k(name) WHERE (l.new::jsonb) ? k.name))
  OR (c.kind = 'create' AND l.kind = 'update')
  OR l.kind = CASE c.kind WHEN 'delete' THEN 'restore' ELSE 'delete' END AND NOT EXISTS (
     SELECT 1 FROM engine.change n WHERE n.record_id = l.record_id AND n.seq > l.seq
     AND n.kind IN ('delete', 'restore') AND n.kind <> l.kind AND {IN_FORCE.format("n")}))
AND {IN_FORCE.format("l")}
ORDER BY c.record_id, l.seq DESC
"""


@dataclass(frozen=True, slots=True)
class Blocks:
    """The records of a change set that an undo leaves as they are.

    `gone` has each that was deleted for good, with what it was; `closed` each that the caller may not change, with its
    object and whether he may see it; `changed` each that was changed since in what the set changed, with its object and
    the later set; `kept` those, by their objects, to which others refer; `refused` each that the write path refused to
    put back, with its object and the error.
    """

    change_set: UUID
    gone: Mapping[str, str]
    closed: Mapping[str, tuple[str, bool]]
    refused: Mapping[str, Refusal]
    changed: Mapping[str, tuple[str, str]]
    kept: Mapping[str, set[str]]
    skipped: frozenset[str]

    @property
    def count(self) -> int:
        parts = (self.gone, self.closed, self.refused, self.changed, *self.kept.values())
        return sum(len(part) for part in parts)

    async def shown(self, work: Work) -> list[dict[str, Any]]:
        """The first of them as a person is told of them, in his language."""
        rows = [_gone_row(work, *each) for each in list(self.gone.items())[:MOST_SHOWN]]
        rows += [_closed_row(work, *each) for each in list(self.closed.items())[: MOST_SHOWN - len(rows)]]
        refused = list(self.refused.items())[: MOST_SHOWN - len(rows)]
        rows += [_refused_row(work, record_id, *refusal) for record_id, refusal in refused]
        changed = list(self.changed.items())[: MOST_SHOWN - len(rows)]
        rows += [_row(work, name, record_id, "changed_since", change_set=later) for record_id, (name, later) in changed]
        for name, ids in self.kept.items():
            due = sorted(ids)[: MOST_SHOWN - len(rows)]
            known = await referrers(work, self.change_set, name, due, self.skipped)
            rows += [_row(work, name, each, "referred_to", change_set=None, referred_by=known[each]) for each in due]
        return await _titled(work, rows)


def _gone_row(work: Work, record_id: str, name: str) -> dict[str, Any]:
    return _row(work, name, record_id, "gone", change_set=None)


def _refused_row(work: Work, record_id: str, name: str, error: FieldError) -> dict[str, Any]:
    message = sentence(work.company, work.principal.language, error.code, error.values)
    return _row(work, name, record_id, error.code, change_set=None) | {"field": error.field, "message": message}


def _closed_row(work: Work, record_id: str, known: tuple[str, bool]) -> dict[str, Any]:
    """A record that may not be seen is counted, not named."""
    name, seen = known
    code = "not_yours" if seen else "closed_to_you"
    return _row(work, name, record_id if seen else None, code, change_set=None)


def _row(work: Work, name: str, record_id: str | None, code: str, **facts: Any) -> dict[str, Any]:
    message = work.company.translate(work.principal.language, f"errors.{code}")
    return {"object": name, "id": record_id, "title": None, "code": code, "message": message, **facts}


async def _titled(work: Work, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    titles: dict[str, str] = {}
    for name in {row["object"] for row in rows if row["object"] in work.company.registry}:
        titles |= await titles_of(work, name, {row["id"] for row in rows if row["object"] == name and row["id"]})
    return [row | {"title": titles.get(row["id"]) or _word(work, row["object"])} for row in rows]


def _word(work: Work, name: str) -> str | None:
    """What a thing is that is no record."""
    return None if name in work.company.registry else work.company.translate(work.principal.language, f"{WORDS}.{name}")


async def find_blocks(
    work: Work, change_set: UUID, refused: Mapping[str, Refusal] = NONE_REFUSED, left: Set[str] | None = None
) -> Blocks:
    """What stands in the way of the undo of a set, or of what an earlier undo left of it.

    `refused` is what the caller has no right to put back, and what was refused when it was tried.
    """
    blocks = await _find(work, change_set, refused)
    return blocks if left is None else _among(blocks, left)


def _among(blocks: Blocks, left: Set[str]) -> Blocks:
    return replace(
        blocks,
        gone={each: known for each, known in blocks.gone.items() if each in left},
        closed={each: known for each, known in blocks.closed.items() if each in left},
        refused={each: known for each, known in blocks.refused.items() if each in left},
        changed={each: known for each, known in blocks.changed.items() if each in left},
        kept={name: ids & left for name, ids in blocks.kept.items()},
    )


async def _find(work: Work, change_set: UUID, refused: Mapping[str, Refusal]) -> Blocks:
    gone, closed = await gone_from(work, change_set), await closed_to(work, change_set)
    rows = await work.fetch(CHANGED_SINCE, str(change_set))
    changed = {
        record_id: (name, later) for name, record_id, later in rows if record_id not in {*closed, *gone, *refused}
    }
    staying = gone.keys() | closed.keys() | changed.keys() | refused.keys() | await living_with_refused(work, refused)
    kept = await referred_to(work, change_set, staying)
    registry = work.company.registry
    return Blocks(
        change_set,
        {each: name for each, name in gone.items() if name not in registry or registry[name].parent is None},
        {record_id: known for record_id, known in closed.items() if registry[known[0]].parent is None},
        {
            record_id: refusal
            for record_id, refusal in refused.items()
            if registry[refusal.object].parent is None and record_id not in closed | gone
        },
        changed,
        {name: ids for name, ids in kept.items() if registry[name].parent is None},
        frozenset(staying).union(*kept.values()),
    )
