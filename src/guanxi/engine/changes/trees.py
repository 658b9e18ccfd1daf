"""Trees: a record never lies below itself, however far round."""

from collections.abc import Mapping, Sequence
from typing import Any
from zlib import crc32

from guanxi.engine.changes.model import Draft
from guanxi.engine.changes.shape import Shape
from guanxi.engine.company import Work
from guanxi.engine.query import titles_of
from guanxi.engine.store.columns import quoted
from guanxi.kernel.specs import FieldSpec

LOCKS = 7205  # two moves at once could close a circle that neither sees
UP = """
WITH RECURSIVE up(id, above) AS (
 SELECT id, {via} FROM {table} WHERE id = ANY($1::uuid[])
 UNION SELECT t.id, t.{via} FROM {table} t JOIN up ON t.id = up.above)
SELECT id::text, above::text FROM up
"""


def moving(each: FieldSpec, drafts: Sequence[Draft]) -> list[Draft]:
    """The records that come to lie below another one; below a new record lies nothing yet."""
    return [
        draft
        for draft in drafts
        if draft.kind == "update" and not draft.errors and each.name in draft.changed and draft.after.get(each.name)
    ]


def moves_in_trees(shape: Shape, drafts: Sequence[Draft]) -> bool:
    """True where a write moves records within a tree."""
    return any(moving(each, drafts) for each in shape.spec.fields.values() if each.is_tree)


async def check_trees(work: Work, shape: Shape, drafts: Sequence[Draft]) -> None:
    """Refuses what would lead round; one question for the whole batch, which counts as if it were written."""
    for each in shape.spec.fields.values():
        if each.is_tree and (due := moving(each, drafts)):
            await _check_tree(work, shape, each, due)


async def _check_tree(work: Work, shape: Shape, each: FieldSpec, due: Sequence[Draft]) -> None:
    await work.execute(
        "SELECT pg_advisory_xact_lock($1, $2::integer)", LOCKS, crc32(shape.table.encode() + each.name.encode()) - 2**31
    )
    rows = await work.fetch(
        UP.format(via=quoted(each.name), table=shape.table), sorted({draft.after[each.name] for draft in due})
    )
    above: dict[str, Any] = dict(rows) | {draft.key: draft.after[each.name] for draft in due}
    wrong = [draft for draft in due if leads_back(draft.key, above)]
    titles = await titles_of(work, shape.spec.name, {draft.after[each.name] for draft in wrong}) if wrong else {}
    for draft in wrong:
        draft.refuse(each.name, "makes_a_circle", title=titles.get(draft.after[each.name]) or "")


def leads_back(start: str, above: Mapping[str, Any]) -> bool:
    """True where going up from a record comes back to it."""
    seen: set[str] = set()
    each = above.get(start)
    while each is not None and each not in seen:
        if each == start:
            return True
        seen.add(each)
        each = above.get(each)
    return False
