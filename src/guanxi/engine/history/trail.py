"""The trail of one record: each change with its fields, old and new, as far as the reader may see them today."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from guanxi.engine.access.masks import shown_as
from guanxi.engine.access.rights import Rights
from guanxi.engine.company import Work
from guanxi.engine.query import get_json, titles_of
from guanxi.engine.query.opening import as_piece, opened
from guanxi.kernel.errors import FieldError, Malformed

TRAIL = """
SELECT c.seq, c.change_set::text, c.kind, c.at, s.by_user::text, s.source, s.reason,
 CASE WHEN s.undone_by IS NOT NULL THEN (SELECT u.last::text FROM engine.undo_state(s.id) u WHERE u.steps % 2 = 1) END,
 c.old, c.new
FROM engine.change c JOIN engine.change_set s ON s.id = c.change_set
WHERE c.record_id = $1::uuid AND ($2::bigint IS NULL OR c.seq < $2::bigint) ORDER BY c.seq DESC LIMIT $3
"""


def read_position(cursor: str) -> int | None:
    if not cursor:
        return None
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        raise Malformed("bad_cursor", errors=[FieldError("cursor", "bad_cursor")])
    return int(cursor)


async def trail(work: Work, record_id: UUID, limit: int, position: int | None) -> Sequence[tuple[Any, ...]]:
    return await work.fetch(TRAIL, str(record_id), position, limit)


def sees_all(work: Work) -> bool:
    """Administrators see every change set, the others their own."""
    return work.principal.is_system or "administrator" in work.principal.roles


def may_undo(work: Work, by_user: str, undone_by: str | None) -> bool:
    """Whether the reader sees the whole change set and nobody has taken it back."""
    return undone_by is None and (sees_all(work) or by_user == str(work.principal.user_id))


def visible_fields(
    rights: Rights, record_id: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    """The changed fields that the reader may see, masked ones as masks."""
    before, after = rights.spec.now_called(old or {}), rights.spec.now_called(new or {})
    names = [name for name in after if name in rights.spec.fields and (rights.sees(name) or rights.masks(name))]
    return [
        {
            "field": name,
            "old": shown_then(rights, name, record_id, before.get(name)),
            "new": shown_then(rights, name, record_id, after[name]),
        }
        for name in names
    ]


def shown_then(rights: Rights, name: str, record_id: str, value: Any) -> Any:
    """A value of history as these rights show it today; a sealed one is opened with the whole answer."""
    shown = as_piece(rights.spec, name, record_id, value) if name in rights.spec.fields else value
    return shown if shown is not value else shown_as(rights, name, value)


async def people(work: Work, ids: set[str]) -> dict[str, dict[str, Any]]:
    """Users by their ids, as id and name."""
    titles = await titles_of(work, "user", ids) if "user" in work.company.registry else {}
    return {each: {"id": each, "title": titles.get(each)} for each in ids}


async def history_of(work: Work, object_name: str, record_id: UUID, limit: int, cursor: str) -> dict[str, Any]:
    """The newest changes of a record. Raises NotFound where the reader may not see the record."""
    await get_json(work, object_name, record_id, ("id",))
    rights = work.rights(object_name)
    rows = await trail(work, record_id, limit + 1, read_position(cursor))
    known = await people(work, {row[4] for row in rows[:limit]})
    changes = [
        {
            "change_set": row[1],
            "kind": row[2],
            "at": row[3].isoformat(),
            "by": known[row[4]],
            "source": row[5],
            "reason": row[6],
            "undone_by": row[7],
            "may_undo": may_undo(work, row[4], row[7]),
            "fields": visible_fields(rights, str(record_id), row[8], row[9]),
        }
        for row in rows[:limit]
    ]
    cursor_of_next = str(rows[limit - 1][0]) if len(rows) > limit else None
    return {"changes": await opened(work, changes), "next_cursor": cursor_of_next}
